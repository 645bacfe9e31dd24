"""Search words: an article as light stems, so that وزير finds وبالوزير. The index has no text, only the positions of stems."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from sys import intern
from typing import NamedTuple

from sqlalchemy import Connection, text

from rasd.arabic.fold import fold
from rasd.arabic.segment import segment
from rasd.arabic.tokens import tokenize
from rasd.store.statements import is_postgresql

_SHORTEST = 2  # letters; for a shorter stem the whole word is used
_POSTGRESQL_BYTES = 900_000  # a tsvector holds 1 MiB; the rest of a longer text is not searched


class SearchWord(NamedTuple):
    """A word of a text: its position in code points, and its stem."""

    start: int
    end: int
    stem: str


def search_words(written: str) -> list[SearchWord]:
    """The words of a text with their stems, in order, without punctuation."""
    return list(each_word(written))


def each_word(written: str) -> Iterator[SearchWord]:
    """The same, lazily, for callers that need only the first few."""
    for token in tokenize(written):
        stem = stem_of(token.kind, token.text, token.form)
        if stem:
            yield SearchWord(token.start, token.end, stem)


def stem_of(kind: str, printed: str, form: str) -> str:
    """The stem of a token: without clitics and endings, folded; numbers and Latin words as they are. "" for none."""
    if kind == "word":
        return _stem(printed)
    if kind == "number":
        return form.replace("٫", ".").replace("٬", ",")
    return form.lower() if kind == "latin" else ""


@lru_cache(maxsize=150_000)  # stemming costs a hundred times as much as folding
def _stem(printed: str) -> str:
    cut = fold(segment(printed).stem)
    return intern(cut if len(cut) >= _SHORTEST else fold(printed))  # three words in four share their stem with others, and with relating's


class IndexWords(NamedTuple):
    """The index entry of an article: the stems of its headline and of the rest, separated by blanks."""

    title: str
    body: str


def index_words(title: str | None, written: str) -> IndexWords:
    """The search words of an article. Its headline weighs more than the rest."""
    head = len(title) if title and written.startswith(title) else 0
    words = search_words(written)
    cut = next((k for k, word in enumerate(words) if word.start >= head), len(words))
    return IndexWords(*(" ".join(word.stem for word in part) for part in (words[:cut], words[cut:])))


def index(connection: Connection, number: int, words: IndexWords) -> None:
    """Add an article to the index."""
    if is_postgresql(connection):
        body = words.body.encode()[:_POSTGRESQL_BYTES].decode("utf-8", "ignore")
        connection.execute(_ENTER_POSTGRESQL, {"number": number, "title": words.title, "body": body})
    else:
        connection.execute(_ENTER_SQLITE, {"number": number, "title": words.title, "body": words.body})


_ENTER_SQLITE = text("INSERT INTO article_words (rowid, title, body) VALUES (:number, :title, :body)")
_ENTER_POSTGRESQL = text(
    "INSERT INTO article_words (article, words) VALUES (:number, setweight(to_tsvector('simple', :title), 'A') ||"
    " setweight(to_tsvector('simple', :body), 'D'))"
)
