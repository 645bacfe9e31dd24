"""Articles of documents as word processors write them (.docx, .odt): one a file."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import BinaryIO, NamedTuple

from rasd.articles import MAX_LETTERS, article_of
from rasd.collect.items import Collected, Found, Hints, ItemError, dated, stub
from rasd.collect.paragraphs import Paragraph, headline_of
from rasd.errors import InputError, UnreadableInput

WORD = (".docx", ".docm")
OPENDOCUMENT = (".odt",)
SUFFIXES = (*WORD, *OPENDOCUMENT)


class Document(NamedTuple):
    """A document that no article was made of yet: where it is, its paragraphs, and which of them is the headline."""

    where: str
    paragraphs: tuple[str, ...]
    headline: int | None


def document_in(stream: BinaryIO, name: str, where: str) -> Document | ItemError:
    """The document of a file by the suffix of its name, or why it is none. Raises OSError where the stream itself cannot be read."""
    try:
        paragraphs = _held(_reader(name)(stream))
    except UnreadableInput as error:
        return ItemError(where, str(error), stub(where))
    return Document(where, tuple(paragraph.text for paragraph in paragraphs), headline_of(paragraphs))


def found_of_document(document: Document, hints: Hints) -> Found:
    """The article: a title of the user's goes before the headline, which then stays where it stands. No date of the file is that of
    publication: when it was made, saved or printed tells of the file.
    """
    lines, title = list(document.paragraphs), hints.title
    if not title and document.headline is not None:
        title = " ".join(lines.pop(document.headline).split("\n"))
    try:
        article = article_of("\n".join(lines), title=title, published=hints.published, outlet=hints.outlet)
    except (InputError, ValueError) as error:
        return ItemError(document.where, str(error), stub(document.where))
    data = article.text.encode("utf-8", "surrogatepass")
    return Collected(article, data, media_type="text/plain", charset="utf-8", published_from=dated(article, hints, "hint"))


def _reader(name: str) -> Callable[[BinaryIO], Iterator[Paragraph]]:
    # Imported here: what takes Office files apart is loaded where one is read.
    if name.endswith(WORD):
        from rasd.collect import docx

        return docx.paragraphs_in
    from rasd.collect import odt

    return odt.paragraphs_in


def _held(paragraphs: Iterator[Paragraph]) -> list[Paragraph]:
    """The paragraphs in memory, at most as many as an article has letters."""
    held: list[Paragraph] = []
    for paragraph in paragraphs:
        held.append(paragraph)
        if len(held) > MAX_LETTERS // 2:
            raise UnreadableInput(f"more than {MAX_LETTERS // 2} paragraphs; one article a file")
    return held
