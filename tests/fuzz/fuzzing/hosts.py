"""The target of the guard: no address that leads into this machine or a private network is ever connected to."""

from __future__ import annotations

import ipaddress
import socket
from random import Random
from urllib.parse import urlsplit

from fuzzing.engine import Target
from fuzzing.grammar import grammar
from fuzzing.support import PART, bytes_of, fields_of, refused, words
from rasd.alerts.mail import Mail, server_of
from rasd.alerts.model import channel_of
from rasd.collect.addresses import check, refusal
from rasd.collect.entries import joined, plain, usable
from rasd.collect.fetch import _host_header, _joined
from rasd.export.safe import web_address
from rasd.extract.llm.endpoint import settings
from rasd.ontology.catalogue import outlet_at

_V6_SPECIAL = [
    ipaddress.IPv6Network(net)
    for net in ("64:ff9b:1::/48", "fec0::/10", "100::/64", "2001::/23", "2001:db8::/32", "3fff::/20", "5f00::/16")
]
_V4_SPECIAL = [
    ipaddress.IPv4Network(net)
    for net in (
        *("0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24"),
        *("192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4"),
    )
]


def public(address: str) -> bool:
    """The independent judgement: by the lists of IANA, written out, and every place in an IPv6 address where an IPv4 address may hide."""
    ip = ipaddress.ip_address(address)
    if isinstance(ip, ipaddress.IPv4Address):
        return not any(ip in net for net in _V4_SPECIAL)
    number = int(ip)
    if not ip.is_global or ip.is_multicast or any(ip in net for net in _V6_SPECIAL):
        return False
    top = number >> 32
    if top in (0, 0xFFFF, 0xFFFF0000) or number >> 112 == 0x2002 or number >> 96 == 0x20010000:
        return False  # forms of IPv4 addresses
    if top == 0x64FF9B << 64:
        return public(str(ipaddress.IPv4Address(number & 0xFFFFFFFF)))
    return number >> 125 == 1  # 2000::/3, all that is given out


def _url_of(rng: Random) -> bytes:
    write = grammar("web").write
    answers = [write(rng, rng.choice(("v4", "v6", "v6"))) for _ in range(rng.choice((1, 1, 2, 3, 0)))]
    return bytes_of(PART.join((write(rng, "url"), ",".join(answers), write(rng, "url"))))


def _guard(data: bytes) -> object:
    url, answers, other = fields_of(data, 3)
    given = [answer for answer in answers.split(",") if _is_address(answer)]
    asked: list[str] = []

    def resolve(host: str, port: int) -> list[str]:
        asked.append(host)
        return given

    with refused() as told:
        target = check(url, resolve)
        connected = [target.address, *target.others]
        assert target.scheme in ("http", "https")
        assert target.port == (80 if target.scheme == "http" else 443) or target.port in (80, 443)
        assert target.path.startswith("/") and target.path.isascii() and target.path.isprintable() and " " not in target.path, target.path  # noqa: PT018
        for address in connected:
            assert public(address), f"{url!r} leads to {address}"
        if asked:
            assert set(connected) <= set(given)
            assert all(map(public, given)), "a name with a private address among others"
            assert not _is_address(target.host)
            assert _inet(target.host) is None, "the system takes the host for an IPv4 address"
            assert asked == [target.host]
        else:
            assert connected == [target.host]
        header = _host_header(target)
        assert header.isascii() and header.isprintable(), header  # noqa: PT018
        assert (urlsplit(url).hostname or "").strip("[]") != ""
        with refused():
            check(_joined(url, other), resolve)
        told.append(f"{target.scheme} {target.port} {':' in target.host} {len(target.others)}")
    with refused():
        check(url, lambda host, port: given, allow_private=True)
    _others(url, other)
    return told[0]


def _others(url: str, other: str) -> None:
    """What else takes addresses apart: feeds, links of exports, alerts, the endpoint of a model."""
    made = joined(url, other)
    assert usable(made) in (True, False)
    plain(url)
    outlet_at(url)
    shown = web_address(url)
    assert shown is None or shown.lower().startswith(("http://", "https://")), shown
    with refused():
        found = channel_of(url)
        assert found.shown
    with refused():
        settings({"RASD_LLM_URL": url, "RASD_LLM_MODEL": "m", "RASD_LLM_KEY": "k"})
    with refused():
        server_of(url)
    with refused():
        Mail({}).check(other, private=False)


def _refusal(data: bytes) -> object:
    """Every address there is: sixteen bytes, or four."""
    number = int.from_bytes(data[:16], "big")
    made = ipaddress.IPv4Address(number) if len(data) <= 4 else ipaddress.IPv6Address(number)
    reason = refusal(str(made))
    assert (reason is None) == public(str(made)), f"{made}: {reason}"
    return reason


def _ip_of(rng: Random) -> bytes:
    if rng.random() < 0.3:
        return rng.randbytes(4)
    head = rng.choice(
        (
            "",
            "20010000",
            "2002",
            "0064ff9b",
            "0064ff9b0001",
            "fe80",
            "fec0",
            "fc",
            "ff0",
            "20010db8",
            "0" * 20 + "ffff",
            "0" * 16 + "ffff0000",
            "0" * 24,
            "2606",
            "3",
            "100",
        )
    )
    tail = rng.choice(("", "7f000001", "0a000001", "c0a80101", "a9fea9fe", "08080808", "00000001", "5db8d822"))
    room = 32 - len(head) - len(tail)
    middle = "0" * room if rng.random() < 0.5 else "".join(rng.choice("0123456789abcdef") for _ in range(room))
    return bytes.fromhex(head + middle + tail)


def _is_address(text: str) -> bool:
    try:
        ipaddress.ip_address(text)
    except ValueError:
        return False
    return True


def _inet(host: str) -> bytes | None:
    try:
        return socket.inet_aton(host)
    except (OSError, UnicodeError):
        return None


TARGETS = (
    Target(
        "guard",
        "addresses to fetch and what their names resolve to; also redirects, webhooks, mail and model addresses",
        "only public addresses (by lists of IANA written out anew) and ports 80, 443; no host that is a number to the system; or an error",
        _url_of,
        _guard,
        words(
            "http://",
            "https://",
            "[",
            "]",
            "@",
            ":",
            "%25",
            "0x7f",
            "127.0.0.1",
            "::1",
            "::ffff:",
            "。",
            "１",
            "localhost",
            "#",
            "?",
            "\\",
            "/",
            ".",
            "ⓛ",
            "xn--",
        ),
        longest=3_000,
        share=8000,
    ),
    Target(
        "address",
        "IP addresses of both versions",
        "refused exactly where an independent table says that it is not public",
        _ip_of,
        _refusal,
        (b"\x7f\x00\x00\x01", b"\x00\x64\xff\x9b", b"\x20\x02", b"\xff\xff", b"\xfe\x80"),
        longest=16,
        share=10000,
    ),
)
