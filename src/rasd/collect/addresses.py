"""Decides which addresses may be fetched: public ones over http(s). All others are refused before connecting."""

from __future__ import annotations

import ipaddress
import re
import socket
from collections.abc import Callable
from typing import NamedTuple
from urllib.parse import urlsplit

from rasd.errors import FetchError, RefusedAddress

Resolver = Callable[[str, int], list[str]]
_TRIED = 3  # addresses of one host, within the time limit
_PORTS = {"http": 80, "https": 443}
_ODD = re.compile(r"[\x00-\x20\x7f\\\ud800-\udfff]")  # the last are lone surrogates, which JSON can contain and requests cannot
_NUMBERISH = re.compile(r"(?:0x[0-9a-f]*|[0-9]+)\.?", re.IGNORECASE)
_NAT64 = ipaddress.ip_network("64:ff9b::/96")
# The standard library's verdict on these depends on its version.
_SPECIAL = [
    ipaddress.ip_network(net)
    for net in (
        *("0.0.0.0/8", "100.64.0.0/10", "192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24"),
        *("198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "240.0.0.0/4"),
        *("64:ff9b:1::/48", "100::/64", "2001::/23", "2001:db8::/32", "3fff::/20", "5f00::/16", "fec0::/10"),
    )
]


class Target(NamedTuple):
    """A checked address to connect to, for this host name."""

    scheme: str
    host: str
    port: int
    address: str
    path: str
    others: tuple[str, ...] = ()
    """Further checked addresses of the host; one of version 6 may be unreachable."""


def check(url: str, resolve: Resolver, *, allow_private: bool = False) -> Target:
    """Where to connect for `url`. Raises RefusedAddress where it must not be fetched, FetchError where the name is unknown.

    Every address of the name must be public: a name with one public and one private address is refused, not retried.
    """
    scheme, host, port, path = _parts(url, allow_private)
    literal = _literal(host)
    addresses = [host] if literal else resolve(host, port)
    if not addresses:
        raise FetchError(f"the host {host} has no address; check the spelling")
    if not allow_private:
        for address in addresses:
            if reason := refusal(address):
                where = host if literal else f"{host}, which is {address},"
                raise RefusedAddress(f"{where} is {reason}; use --allow-private to read a page of your own network")
    return Target(scheme, host, port, addresses[0], path, tuple(addresses[1:_TRIED]))


def well_formed(url: str) -> None:
    """Raise RefusedAddress for what can never be fetched; nothing is looked up."""
    _parts(url, allow_private=True)


def _parts(url: str, allow_private: bool) -> tuple[str, str, int, str]:
    if _ODD.search(url):
        raise RefusedAddress("an address with spaces, backslashes, control characters or half letters; write them as %20 and the like")
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise RefusedAddress(f"not an address: {error}") from error
    scheme = parts.scheme.lower()
    if scheme not in _PORTS:
        raise RefusedAddress(f"{scheme}:// is not read; only http and https are")
    if "@" in parts.netloc:
        raise RefusedAddress("an address with a user name or password in it; fetch the page yourself and read the file")
    port = _PORTS[scheme] if port is None else port
    if port not in _PORTS.values() and not allow_private:
        raise RefusedAddress(f"port {port} is not 80 or 443; use --allow-private to read a page of your own network")
    path = _ascii_path((parts.path or "/") + (f"?{parts.query}" if parts.query else ""))
    return scheme, _host(parts.hostname or ""), port, path


def _ascii_path(path: str) -> str:
    from urllib.parse import quote

    return quote(path, safe="%/:=&?~#+!$,;'@()*[]-._")


def _host(host: str) -> str:
    if not host:
        raise RefusedAddress("an address without a host")
    if ":" in host:
        return host
    try:
        name = host.rstrip(".").encode("idna").decode("ascii").lower()
    except UnicodeError as error:
        raise RefusedAddress(f"{host!r} is no host name") from error
    if not name or not re.fullmatch(r"[a-z0-9._-]+", name):
        raise RefusedAddress(f"{host!r} is no host name")
    return name


def _literal(host: str) -> bool:
    """Whether the host is a plain IP address. Odd spellings (2130706433, 0x7f.1, 127.1, 0177.0.0.1) are refused."""
    if "%" in host:
        raise RefusedAddress("an IPv6 address with a zone; only public addresses are read")
    try:
        ipaddress.ip_address(host)
        return True
    except ValueError:
        if ":" in host or _NUMBERISH.fullmatch(host.rsplit(".", 1)[-1]):
            raise RefusedAddress(f"{host!r} is an odd way to write an IP address; write it in full") from None
        return False


def refusal(address: str) -> str | None:
    """Why an address must not be connected to; None for a public one. IPv4 addresses inside IPv6 ones are checked too."""
    ip = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(ip, ipaddress.IPv6Address):
        inner = ip.ipv4_mapped or ip.sixtofour or (ip.teredo[1] if ip.teredo else None)
        if inner is None and (ip in _NAT64 or int(ip) < 2**32):
            inner = ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF) if int(ip) > 1 else None
        if inner is not None:
            reason = refusal(str(inner))
            return reason or ("an IPv6 form of an IPv4 address" if ip not in _NAT64 else None)
    for test, reason in (
        (ip.is_loopback, "this machine's own (loopback)"),
        (ip.is_link_local, "link-local"),
        (ip.is_multicast, "multicast"),
        (ip.is_unspecified or ip.is_reserved, "reserved"),
        (any(ip in net for net in _SPECIAL if net.version == ip.version), "reserved"),
        (ip.is_private or not ip.is_global, "private"),
    ):
        if test:
            return reason
    return None


def resolve(host: str, port: int) -> list[str]:
    """The addresses of a host by the system's resolver."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise FetchError(f"the host {host} cannot be found ({error}); check the spelling and the network") from error
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))
