"""The sample articles that come with Rasd: fiction in the style of the press, written for this package."""

from __future__ import annotations

from collections.abc import Iterator
from importlib.resources import files
from typing import NamedTuple

from rasd.articles import article_of
from rasd.errors import UsageError, near
from rasd.records import Article


class Sample(NamedTuple):
    """One sample: its name (that of its file), outlet, day of publication, and what it is, in English."""

    name: str
    outlet: str
    published: str
    about: str

    def article(self) -> Article:
        """The article, its headline the first line of the file."""
        text = files("rasd.samples").joinpath(f"{self.name}.txt").read_text("utf-8")
        title, _, body = text.partition("\n\n")
        return article_of(body, title=title, published=self.published, outlet=self.outlet, id=f"sample-{self.name}")


def samples() -> tuple[Sample, ...]:
    """The samples in the order of index.tsv."""
    text = files("rasd.samples").joinpath("index.tsv").read_text("utf-8")
    return tuple(Sample(*line.split("\t")) for line in text.splitlines()[1:] if line)


def articles() -> Iterator[Article]:
    """The articles of all samples."""
    for sample in samples():
        yield sample.article()


def desk_articles() -> Iterator[Article]:
    """What a demonstration of the desk needs besides: one happening as several outlets tell it, a copy, a follow-up, and a visit.

    They are in `desk/`, with their own index: columns name, outlet, published, url, about.
    """
    folder = files("rasd.samples").joinpath("desk")
    for line in folder.joinpath("index.tsv").read_text("utf-8").splitlines()[1:]:
        name, outlet, published, url, _ = line.split("\t")
        title, _, body = folder.joinpath(f"{name}.txt").read_text("utf-8").rstrip().partition("\n\n")
        yield article_of(body, title=title, published=published, outlet=outlet, url=url, id=f"sample-{name}")


def named(name: str) -> Sample:
    """The sample of this name. Raises UsageError that lists the names."""
    found = {sample.name: sample for sample in samples()}
    if name not in found:
        raise UsageError(f"no sample is called {name!r}; the samples are {', '.join(found)}", near=near(name, found))
    return found[name]
