"""Pages: only public http(s) addresses, checked before and at every redirect, connected to as checked; limits hold. Nothing external."""

from __future__ import annotations

import gzip
import shutil
import ssl
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from rasd.cli.main import cli
from rasd.collect import addresses, fetch
from rasd.collect.addresses import check, refusal
from rasd.collect.answers import FetchFailure, Stopped
from rasd.collect.fetch import Fetcher
from rasd.collect.items import Hints
from rasd.errors import FetchError, RefusedAddress, UnreadableInput
from test_collect import PAGE

PUBLIC = "93.184.216.34"


def public(host: str, port: int) -> list[str]:
    return [PUBLIC]


@pytest.mark.parametrize(
    "address",
    [
        *("127.0.0.1", "127.9.9.9", "10.0.0.1", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0", "224.0.0.1"),  # noqa: S104
        *(
            "255.255.255.255",
            "240.0.0.1",
            "192.0.2.1",
            "198.18.0.1",
            "::1",
            "::",
            "fe80::1",
            "fc00::1",
            "fd12::1",
            "ff02::1",
            "2001:db8::1",
        ),
        *("::ffff:127.0.0.1", "::ffff:10.0.0.1", "::ffff:93.184.216.34", "64:ff9b::7f00:1", "2002:7f00:1::", "::127.0.0.1", "fe80::1%eth0"),
    ],
)
def test_addresses_that_are_not_public_are_refused(address: str) -> None:
    assert refusal(address)


@pytest.mark.parametrize(
    ("first", "last"),
    [
        *(("0.0.0.0", "0.255.255.255"), ("100.64.0.0", "100.127.255.255"), ("192.0.0.0", "192.0.0.255"), ("192.0.2.0", "192.0.2.255")),  # noqa: S104
        *(("192.88.99.0", "192.88.99.255"), ("198.18.0.0", "198.19.255.255"), ("198.51.100.0", "198.51.100.255")),
        *(("203.0.113.0", "203.0.113.255"), ("64:ff9b:1::", "64:ff9b:1:ffff:ffff:ffff:ffff:ffff"), ("100::", "100::ffff:ffff:ffff:ffff")),
        *(("2001:2::", "2001:1ff:ffff::"), ("2001:db8::", "2001:db8:ffff::"), ("3fff::", "3fff:fff:ffff::"), ("fec0::", "feff:ffff::")),
    ],
)
def test_networks_of_special_use_are_refused_to_their_ends(first: str, last: str) -> None:
    """IANA's registries of special-purpose addresses; the standard library passes some, which ones depends on its version."""
    assert refusal(first)
    assert refusal(last)


@pytest.mark.parametrize("address", ["2002:808:808::", "::8.8.8.8", "2001:0:808:808::f7f7:f7f7", "::ffff:8.8.8.8"])
def test_a_public_address_wrapped_into_another_kind_is_refused(address: str) -> None:
    """6to4, IPv4-compatible, Teredo and IPv4-mapped: the kernel or a relay, not the name, would say where these lead."""
    assert refusal(address) == "an IPv6 form of an IPv4 address"


@pytest.mark.parametrize(
    "address",
    [
        *(PUBLIC, "8.8.8.8", "2606:4700:4700::1111", "64:ff9b::808:808"),
        *("100.63.255.255", "100.128.0.0", "192.88.98.255", "192.88.100.0", "198.17.255.255", "198.20.0.0", "172.32.0.0", "2001:200::"),
    ],
)
def test_public_addresses_pass(address: str) -> None:
    assert refusal(address) is None


@pytest.mark.parametrize(
    "url",
    [
        *("ftp://news.example/", "file:///etc/passwd", "gopher://x/", "javascript://x/%0aalert(1)"),
        *(
            "http://127.0.0.1/",
            "http://localhost./",
            "http://[::1]/",
            "http://[::ffff:127.0.0.1]/",
            "http://2130706433/",
            "http://0x7f000001/",
        ),
        *("http://0x7f.0.0.1/", "http://0177.0.0.1/", "http://127.1/", "http://127.0.0.1./", "http://[fe80::1%25eth0]/"),
        *("http://user@news.example/", "http://user:pw@news.example/", "http://news.example@127.0.0.1/", "http://news.example:22/"),
        *("http://news.example:8080/", "http:///path", "http://", "http://news.example:99999/", "http://a b/", "http://x\\y/", "http://[/"),
        *("http://news.example\n/", "http://x_y!/"),
    ],
)
def test_odd_addresses_are_refused_before_connecting(url: str) -> None:
    def resolve(host: str, port: int) -> list[str]:
        return ["127.0.0.1"] if host == "localhost" else [PUBLIC]

    with pytest.raises(RefusedAddress):
        check(url, resolve)


def test_a_name_with_one_private_address_is_refused() -> None:
    with pytest.raises(RefusedAddress, match="--allow-private"):
        check("http://news.example/", lambda host, port: [PUBLIC, "10.0.0.5"])


def test_the_checked_address_is_the_one_connected_to() -> None:
    target = check("https://news.example/a?b=%20ج#c", public)
    assert (target.address, target.host, target.port) == (PUBLIC, "news.example", 443)
    assert target.path == "/a?b=%20%D8%AC"


def test_arabic_host_names_are_looked_up_in_ascii() -> None:
    assert check("http://مثال.إختبار/", public).host.startswith("xn--")


def test_an_unknown_host_says_so() -> None:
    with pytest.raises(FetchError, match="no address"):
        check("http://news.example/", lambda host, port: [])


class Site:
    """A server on the loopback, whose pages are functions of the request handler."""

    def __init__(self, certificate: Path | None = None) -> None:
        self.pages: dict[str, Callable[[BaseHTTPRequestHandler], None]] = {}
        self.hosts: list[str] = []
        site = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                site.hosts.append(self.headers["Host"])
                site.pages[self.path](self)

            def log_message(self, *args: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.port = self.server.server_address[1]
        self.scheme = "http"
        if certificate:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(certificate)
            self.server.socket = context.wrap_socket(self.server.socket, server_side=True)
            self.scheme = "https"
        threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()

    def url(self, path: str = "/") -> str:
        return f"{self.scheme}://news.example:{self.port}{path}"


@pytest.fixture
def site() -> Iterator[Site]:
    made = Site()
    yield made
    made.server.shutdown()
    made.server.server_close()


@pytest.fixture
def secure(tmp_path: Path) -> Iterator[Site]:
    """The same over TLS, with a certificate for news.example that nobody signed."""
    if not shutil.which("openssl"):
        pytest.skip("needs openssl to make a certificate")
    pem = tmp_path / "site.pem"
    name = ["-subj", "/CN=news.example", "-addext", "subjectAltName=DNS:news.example"]
    make = ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2", *name]
    subprocess.run([*make, "-keyout", str(pem), "-out", str(tmp_path / "cert.pem")], check=True, capture_output=True)
    pem.write_text(pem.read_text() + (tmp_path / "cert.pem").read_text())
    made = Site(pem)
    yield made
    made.server.shutdown()
    made.server.server_close()


def page(body: bytes, status: int = 200, **headers: str) -> Callable[[BaseHTTPRequestHandler], None]:
    def send(request: BaseHTTPRequestHandler) -> None:
        request.send_response(status)
        for name, value in {"Content_Type": "text/html; charset=utf-8", "Content_Length": str(len(body)), **headers}.items():
            request.send_header(name.replace("_", "-"), value)
        request.end_headers()
        request.wfile.write(body)

    return send


def loopback(host: str, port: int) -> list[str]:
    return ["127.0.0.1"]


def fetcher(**options: Any) -> Fetcher:
    return Fetcher(allow_private=True, resolve=loopback, **options)


HTML = PAGE.format(charset="utf-8").encode()


def test_a_page_is_fetched_by_address_and_asked_for_by_name(site: Site) -> None:
    site.pages["/"] = page(HTML)
    article = fetcher()(site.url(), Hints())
    assert "الحدود آمنة" in article.text
    assert article.url == site.url()
    assert site.hosts == [f"news.example:{site.port}"]


def test_without_allow_private_nothing_is_sent(site: Site) -> None:
    with pytest.raises(RefusedAddress):
        Fetcher(resolve=loopback)(f"http://127.0.0.1:{site.port}/", Hints())
    assert site.hosts == []


def test_the_command_reads_an_intranet_page_when_told_to(site: Site) -> None:
    site.pages["/"] = page(HTML)
    args = ["read", f"http://127.0.0.1:{site.port}/", "--format", "jsonl"]
    refused, read = CliRunner().invoke(cli, args), CliRunner().invoke(cli, [*args, "--allow-private"])
    assert (refused.exit_code, read.exit_code) == (1, 0)
    assert "--allow-private" in refused.stderr
    assert "الحدود آمنة" in read.stdout
    assert len(site.hosts) == 1


def test_the_charset_of_the_server_is_used(site: Site) -> None:
    body = PAGE.replace('<meta charset="{charset}">', "").encode("cp1256")
    site.pages["/"] = page(body, Content_Type="text/html; charset=windows-1256")
    assert "الحدود آمنة" in fetcher()(site.url(), Hints()).text


def test_redirects_are_followed_and_checked_anew(site: Site) -> None:
    site.pages["/"] = page(b"", 302, Location="/next")
    site.pages["/next"] = page(HTML)
    assert fetcher()(site.url(), Hints()).url == site.url("/next")
    site.pages["/"] = page(b"", 302, Location="file:///etc/passwd")
    with pytest.raises(RefusedAddress, match="file"):
        fetcher().page(site.url())


def test_a_redirect_in_raw_utf8_is_followed(site: Site) -> None:
    """Servers send Arabic paths so; HTTP reads headers as Latin-1."""
    site.pages["/"] = page(b"", 302, Location="/خبر".encode().decode("latin-1"))
    site.pages["/%D8%AE%D8%A8%D8%B1"] = page(HTML)
    assert fetcher()(site.url(), Hints()).url == site.url("/خبر")


def test_a_redirect_to_no_address_is_a_failure_that_does_not_pass(site: Site) -> None:
    site.pages["/"] = page(b"", 302, Location="http://[news.example/")
    with pytest.raises(FetchFailure, match="no address") as caught:
        fetcher().page(site.url())
    assert not caught.value.again


def test_a_redirect_to_a_private_address_is_refused(monkeypatch: pytest.MonkeyPatch, site: Site) -> None:
    """The first hop passes as public; the address it is sent to does not."""
    site.pages["/"] = page(b"", 302, Location="http://intranet.example/")
    checked = check

    def first_hop_is_the_site(url: str, resolve: addresses.Resolver, *, allow_private: bool = False) -> addresses.Target:
        return checked(url, loopback, allow_private=True) if str(site.port) in url else checked(url, resolve, allow_private=allow_private)

    monkeypatch.setattr(addresses, "check", first_hop_is_the_site)
    with pytest.raises(RefusedAddress, match="private"):
        Fetcher(resolve=lambda host, port: ["10.0.0.5"]).page(site.url())


def test_redirects_in_a_circle_end(site: Site) -> None:
    site.pages["/"] = page(b"", 301, Location="/")
    with pytest.raises(FetchError, match="redirects"):
        fetcher().page(site.url())
    assert len(site.hosts) == fetch.MAX_REDIRECTS + 1


@pytest.mark.parametrize("packed", [False, True])
def test_a_page_past_the_limit_is_cut_off(site: Site, packed: bool) -> None:
    big = b"<p>x</p>" * (fetch.MAX_PAGE // 8 + 1)
    site.pages["/"] = page(gzip.compress(big), Content_Encoding="gzip") if packed else page(big)
    with pytest.raises(UnreadableInput, match="larger than 5 MiB"):
        fetcher().page(site.url())


def test_a_page_packed_in_layers_is_refused(site: Site) -> None:
    """Each layer can hold a thousand times what it weighs, and a limit on what comes out would come too late."""
    site.pages["/"] = page(gzip.compress(gzip.compress(HTML)), Content_Encoding="gzip, gzip")
    with pytest.raises(UnreadableInput, match="packed as 'gzip, gzip'"):
        fetcher().page(site.url())


@pytest.mark.parametrize("slow", ["before the headers", "in the body"])
def test_a_slow_page_is_given_up(site: Site, slow: str) -> None:
    def drip(request: BaseHTTPRequestHandler) -> None:
        if slow == "before the headers":
            time.sleep(0.6)
        request.send_response(200)
        request.send_header("Content-Type", "text/html")
        request.end_headers()
        try:
            for _ in range(20):
                request.wfile.write(b"x")
                request.wfile.flush()
                time.sleep(0.03)
        except OSError:
            pass

    site.pages["/"] = drip
    with pytest.raises(FetchError):
        fetcher(seconds=0.25).page(site.url())


@pytest.mark.parametrize(("status", "advice"), [(404, "check the address"), (403, "check"), (503, "try again later")])
def test_what_the_server_says_is_passed_on(site: Site, status: int, advice: str) -> None:
    site.pages["/"] = page(b"", status)
    with pytest.raises(FetchError, match=f"{status}; {advice}"):
        fetcher().page(site.url())


def test_who_stops_does_not_wait_for_a_name_to_be_found() -> None:
    hangs = threading.Event()
    asking = Fetcher(resolve=lambda host, port: [str(hangs.wait(5))], seconds=30)
    threading.Timer(0.1, asking.stop).start()
    began = time.monotonic()
    with pytest.raises(Stopped):
        asking.page("http://news.example/")
    assert time.monotonic() - began < 3
    hangs.set()


def test_what_is_no_page_is_refused(site: Site) -> None:
    site.pages["/"] = page(b"%PDF", Content_Type="application/pdf")
    with pytest.raises(UnreadableInput, match="application/pdf"):
        fetcher().page(site.url())


def test_an_unreachable_server_says_so(site: Site) -> None:
    site.server.shutdown()
    site.server.server_close()
    with pytest.raises(FetchError, match="could not be reached"):
        fetcher().page(site.url())


@pytest.mark.parametrize(("unreachable", "reached"), [(1, True), (2, True), (3, False)])
def test_the_first_addresses_of_a_host_are_tried_in_turn(site: Site, unreachable: int, reached: bool) -> None:
    """An address of version 6 is often listed first where the network has none; a long list must not use up the time."""
    site.pages["/"] = page(HTML)
    listed = [*(f"127.0.0.{2 + k}" for k in range(unreachable)), "127.0.0.1"]
    asking = Fetcher(allow_private=True, resolve=lambda host, port: listed)
    if reached:
        assert asking.page(site.url())[2] == HTML
    else:
        with pytest.raises(FetchError, match="could not be reached"):
            asking.page(site.url())


def test_https_is_verified_by_name_though_connected_by_address(secure: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    secure.pages["/"] = page(HTML)
    with pytest.raises(FetchError, match=r"could not be reached \(.*(certificate|SSL)"):
        fetcher().page(secure.url())
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "cert.pem"))
    assert fetcher().page(secure.url())[2] == HTML
    with pytest.raises(FetchError):
        fetcher().page(secure.url().replace("news.example", "other.example"))
