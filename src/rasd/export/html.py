"""One self-contained page: the text with every finding marked in it, beside the record whose fields light their words."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterable
from html import escape
from importlib.resources import files
from typing import TextIO

from rasd.articles import shortened
from rasd.export.cards import Cards, text_html
from rasd.export.labels import label
from rasd.export.marks import Marked, Piece, marks_of
from rasd.export.safe import web_address
from rasd.records import Article, Record

_LINE = re.compile(r"[^\r\n\u2028\u2029]+")


class Html:
    """Right to left, light and dark, readable without its script, and closed to everything outside by its own policy."""

    name = "html"

    def open(self, stream: TextIO, /) -> None:
        """Begin; the page is written when it is closed, because its table of contents comes first."""
        self._stream = stream
        self._articles: list[tuple[Article, str]] = []

    def write(self, record: Record, /) -> None:
        """Add one article to the page."""
        self._articles.append((record.article, _article(record, len(self._articles))))

    def close(self) -> None:
        """Write the page."""
        self._stream.write(_page(self._articles))


def _page(articles: list[tuple[Article, str]]) -> str:
    style, script = _data("report.css"), _data("report.js")
    policy = f"default-src 'none'; style-src '{_digest(style)}'; script-src '{_digest(script)}'; base-uri 'none'; form-action 'none'"
    title = _headline(articles[0][0]) if len(articles) == 1 else f"تقرير رصد ({len(articles)})"
    return "\n".join(
        [
            "<!doctype html>",
            '<html lang="ar" dir="rtl">',
            "<head>",
            '<meta charset="utf-8">',
            f'<meta http-equiv="Content-Security-Policy" content="{escape(policy)}">',
            '<meta name="viewport" content="width=device-width, initial-scale=1">',
            '<meta name="referrer" content="no-referrer">',
            f"<title>{text_html(title)}</title>",
            f"<style>{style}</style>",
            "</head>",
            "<body>",
            f'<header class="bar"><strong>{label("report")}</strong>',
            f'<label class="switch"><input type="checkbox" id="english" autocomplete="off">{label("language")}</label></header>',
            _contents([article for article, _ in articles]) if len(articles) > 1 else "",
            "<main>",
            *(html for _, html in articles),
            "</main>",
            f"<script>{script}</script>",
            "</body>",
            "</html>",
            "",
        ]
    )


def _data(name: str) -> str:
    return files("rasd.export").joinpath("data", name).read_text("utf-8")


def _digest(source: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(source.encode()).digest()).decode()


def _headline(article: Article) -> str:
    return shortened(article.title or article.text.strip().partition("\n")[0], 120)


def _contents(articles: list[Article]) -> str:
    rows = []
    for k, article in enumerate(articles):
        facts = " · ".join(filter(None, (_fact(article.outlet), _fact((article.published or "")[:10], "day"))))
        rows.append(f'<li><a href="#article-{k}"><bdi>{text_html(_headline(article))}</bdi></a> <small>{facts}</small></li>')
    return f'<nav aria-labelledby="contents"><h2 id="contents">{label("contents")}</h2><ol>{"".join(rows)}</ol></nav>'


def _fact(fact: str | None, kind: str = "fact") -> str:
    return f'<bdi class="{kind}">{text_html(fact)}</bdi>' if fact else ""


def _article(record: Record, number: int) -> str:
    prefix = f"{number}"
    return (
        f'<article id="article-{number}">{_meta(record.article)}<div class="columns">'
        f'<div class="text">{"".join(_paragraphs(record, prefix))}</div>'
        f'<aside class="record" aria-label="السجل">{Cards(record, prefix).html()}</aside></div></article>'
    )


def _meta(article: Article) -> str:
    facts = [_fact(article.outlet)]
    for key, value in (("published", article.published), ("byline", article.byline), ("credit", "، ".join(article.credit))):
        if value:
            facts.append(f"{label(key)}: <bdi>{text_html(value)}</bdi>")
    if url := web_address(article.url):
        facts.append(f'<a href="{text_html(url)}" rel="noopener noreferrer nofollow">{label("source-page")}</a>')
    return f'<p class="meta">{"".join(f"<span>{fact}</span>" for fact in facts if fact)}</p>'


def _paragraphs(record: Record, prefix: str) -> Iterable[str]:
    """The text line by line: headline, then paragraphs. What is between the lines carries no finding."""
    text = record.article.text
    marked = Marked(text, marks_of(record, prefix))
    for number, line in enumerate(_LINE.finditer(text)):
        tag = "h2" if number == 0 and record.article.title else "p"
        if line.group().strip():
            yield f"<{tag}>{''.join(map(_piece, marked.pieces(line.start(), line.end())))}</{tag}>"


def _piece(piece: Piece) -> str:
    if not piece.keys:
        return text_html(piece.text)
    html = f'<span class="m {" ".join(piece.roles)}" data-f="{" ".join(piece.keys)}">{text_html(piece.text)}</span>'
    for key in piece.first:
        html = f'<span id="w{key}">{html}</span>'
    return html
