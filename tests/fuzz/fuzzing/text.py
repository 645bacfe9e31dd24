"""Targets that read the text of articles: the Arabic ground, and everything that stands on it."""

from __future__ import annotations

import itertools
import math
from random import Random
from typing import Any

from fuzzing.engine import Target
from fuzzing.support import PART, arabic, bytes_of, fields_of, refused, shape, text_of, words
from holding import check_record
from rasd.arabic.fold import FoldedView, fold, fold_letter
from rasd.arabic.letters import DROPPED, INVISIBLE
from rasd.arabic.quotes import Quotation
from rasd.arabic.segment import segment
from rasd.arabic.tokens import _ALONE, tokenize
from rasd.articles import article_of
from rasd.document import Document
from rasd.pipeline import Engine, default_pipeline
from rasd.records import Article
from rasd.spans import Span

WORDS = words(
    *("قال", "أكد", "إن", "أن", "وفق", "«", "»", "“", "”", '"', "((", "))", "،", "؛", "؟", "..", "…", ":", "-", "(", ")", "&quot;", "''"),
    *("مقتل", "قصف", "وزير", "رئيس", "أمس", "الأحد", "2015", "12", "كانون الثاني", "من", "إلى", "لم", "لن", "نظيره", "باسم", "د.", "أ.ف.ب"),
    *(
        "\n",
        "\n\n",
        "    ",
        "\u2028",
        "\u0640",
        "\u064b",
        "\u0654",
        "ﻻ",
        "ﷲ",
        "ئو",
        "ة",
        "و",
        "ال",
        "لل",
        "٬",
        "٫",
        "١٠،٠٠٠",
        "AT&T",
        "U.S.",
    ),
)
_DATES = ("", "2015-03-01", "2020-02-29", "2020", "2020-08", "1800-01-01", "2199-12-31", "2020-08-23T14:05:00+03:00")


def _article(rng: Random) -> bytes:
    return bytes_of(rng.choice(_DATES) + PART + arabic(rng))


def _made(data: bytes) -> Article:
    """An article of any text at all, with a date that is one; article_of would refuse most that is hostile."""
    date, text = fields_of(data, 2)
    title, gap, _ = text.partition("\n\n")
    return Article("t", text, title=title if gap and title.strip() else None, published=date if date in _DATES[1:] else None)


def _ground(data: bytes) -> object:
    document = Document(_made(data))
    text = document.text
    _check_tokens(document)
    _check_parts(document)
    for one in document.quotations:
        _check_quotation(one, text, Span(0, len(text)))
    outer = [one.outer for one in document.quotations]
    assert outer == sorted(outer)
    assert all(one.end <= other.start for one, other in itertools.pairwise(outer)), "quotations overlap"
    _check_view(text)
    kinds = sorted({token.kind for token in document.tokens})
    nested = any(one.nested for one in document.quotations)
    return (
        kinds,
        _size(len(document.sentences)),
        _size(len(outer)),
        len(document.datelines),
        nested,
        any(not one.closed for one in document.quotations),
    )


def _check_tokens(document: Document) -> None:
    text, end = document.text, 0
    for index, token in enumerate(document.tokens):
        assert token.index == index
        assert end <= token.start < token.end <= len(text), token
        assert token.text == text[token.start : token.end]
        assert token.form == fold(token.text)
        assert all(letter.isspace() or letter in _ALONE or fold_letter(letter) == "" for letter in text[end : token.start]), text[
            end : token.start
        ]
        assert document.sentences[token.sentence].start <= token.start < document.sentences[token.sentence].end, token
        assert document.sentence_of(token.start) == token.sentence
        assert document.token_at(token.start) == index
        for reading in token.word.readings:
            assert token.start <= token.after(reading.prefix) <= token.end
        end = token.end
    assert all(letter.isspace() or letter in _ALONE for letter in text[end:]), text[end:]
    for token in document.tokens[:40]:
        if token.kind == "word":
            cut = segment(token.text)
            assert len(cut.stem) > 0 or not token.form, cut


def _check_parts(document: Document) -> None:
    size = len(document.text)
    for spans in (document.paragraphs, document.sentences, document.datelines):
        assert all(0 <= span.start < span.end <= size or size == 0 for span in spans), spans
        assert all(one.end <= other.start for one, other in itertools.pairwise(spans)), "parts overlap"
    held: list[int] = []
    for k, span in enumerate(document.sentences):
        inside = document.tokens_in(span)
        assert all(document.tokens[index].sentence == k for index in inside)
        held += inside
    assert held == list(range(len(document.tokens)))


def _check_quotation(one: Quotation, text: str, within: Span) -> None:
    assert within.holds(one.outer), (one, within)
    assert one.outer.holds(one.inner)
    assert one.inner.of(text).strip()
    assert not one.inner.of(text)[0].isspace()
    assert one.words == len(one.inner.of(text).split())
    for inner in one.nested:
        _check_quotation(inner, text, one.outer)


def _check_view(text: str) -> None:
    view = FoldedView(text)
    assert view.text == fold(text) or len(text) > 20_000, "the view and fold differ"
    assert fold(fold(text[:500])) == fold(text[:500]), "folding twice differs"
    size = len(view.text)
    for start in range(0, size, max(1, size // 50)):
        end = min(size, start + 7)
        span = view.span(start, end)
        assert 0 <= span.start < span.end <= len(text)
        # ئو is spelled ؤو, which a slice that ends between the two does not show.
        wanted, folded = (one.replace("ئ", "ؤ") for one in (view.text[start:end], fold(span.of(text))))
        assert wanted in folded, (wanted, folded)


def _size(count: int) -> int:
    return int(math.log2(count + 1))


def _reads(engine: Engine) -> Any:
    def check(data: bytes) -> object:
        article = _made(data)
        record = default_pipeline(engine).read(article)
        assert record.failures == (), record.failures
        row = check_record(record)
        assert record.article is article
        if len(data) < 400:
            assert default_pipeline(engine).read(article) == record, "read twice"
        rules = sorted(
            {rule for kind in ("statements", "events", "times", "places") for one in row[kind] for rule in one["origin"]["rules"]}
        )
        return rules[:3], len(rules) // 3, bool(row["actors"])

    return check


def _tokens(data: bytes) -> object:
    """The bare parts of the ground, at a hundred thousand inputs a minute."""
    text = text_of(data)
    end = 0
    kinds = set()
    for token in tokenize(text):
        assert end <= token.start < token.end
        assert text[token.start : token.end] == token.text
        assert not set(text[end : token.start]) - _ALONE - {letter for letter in text[end : token.start] if letter.isspace()}
        end = token.end
        kinds.add(token.kind)
    view = FoldedView(text)
    assert view.text == fold(text)
    assert not set(view.text) & (DROPPED | set(INVISIBLE))
    return sorted(kinds), len(view.text) - len(text)


def _made_of_words(rng: Random) -> bytes:
    return b"".join(rng.choice(WORDS) + rng.choice((b"", b" ", b" ", b"\n")) for _ in range(rng.randrange(1, 20)))


def _article_of(data: bytes) -> object:
    body, title, published = fields_of(data, 3)
    with refused() as told:
        try:
            article = article_of(body, title=title or None, published=published or None)
        except ValueError as error:  # documented: a bad date
            assert str(error).startswith("published is "), error  # noqa: PT017
            return shape(str(error))
        assert article.text == (f"{title}\n\n{body}" if title.strip() else body)
        assert all(" ".join(credit.split()) in " ".join(article.text.split()) for credit in article.credit), article.credit
        assert (article.byline or "") in article.text
        Document(article)
        return len(article.credit), article.byline is None
    return told[0]


def _fields(rng: Random) -> bytes:
    credit = rng.choice(("", "\n(المدار)", "\nالمصدر: رويترز", "\nكتب: ليث الفايز", "\nرويترز + أ.ف.ب", " - وكالات"))
    date = rng.choice((*_DATES, "2020-13-01", "23/8/2020", "٢٠٢٠-٠٨-٢٣", "2020-08-23 x"))
    return bytes_of(PART.join((arabic(rng) + credit, arabic(rng, "title"), date)))


TARGETS = (
    Target(
        "tokens",
        "tokens and folds of any text",
        "each token is its slice, gaps hold nothing but blanks and marks, both ways to fold agree",
        _made_of_words,
        _tokens,
        WORDS,
        longest=20_000,
        share=3000,
    ),
    Target(
        "ground",
        "Document: paragraphs, sentences, datelines, tokens with readings, quotations, folds with the way back",
        "parts in order without overlap, every token in its sentence, look-ups agree, folded slices stand where the map says",
        _article,
        _ground,
        WORDS,
        share=500,
    ),
    Target(
        "article",
        "article_of: body, headline, date, credits, byline",
        "the text is title, blank line, body; credits and byline stand in it; else an InputError",
        _fields,
        _article_of,
        WORDS,
        share=500,
    ),
    Target(
        "rules",
        "the whole pipeline of rules on hostile text",
        "no failure, every quote its slice, every id defined, the same twice",
        _article,
        _reads("rules"),
        WORDS,
        longest=60_000,
        share=120,
    ),
    Target("full", "the pipeline with the encoder on hostile text", "as rules", _article, _reads("full"), WORDS, longest=3_000, share=6),
)
