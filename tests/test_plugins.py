"""Plug points: every built-in loads and fits its protocol; third parties join through the entry-point group."""

from __future__ import annotations

from importlib.metadata import EntryPoint
from typing import Any

import pytest

from rasd import plugins
from rasd.articles import article_of
from rasd.document import Document
from rasd.findings import FoundTime
from rasd.pipeline import Pipeline
from rasd.records import Origin
from rasd.spans import Span


@pytest.mark.parametrize("path", [*plugins.EXTRACTORS, *plugins.RESOLVERS])
def test_every_built_in_has_a_name_and_a_version_and_can_be_called(path: str) -> None:
    made = plugins.load(path)()
    assert made.name
    assert made.version
    assert callable(made)


@pytest.mark.parametrize("name", list(plugins.EXPORTERS))
def test_every_exporter_fits_its_protocol(name: str) -> None:
    made = plugins.load(plugins.EXPORTERS[name])
    assert made.name == name
    assert all(callable(getattr(made, verb)) for verb in ("open", "write", "close"))


class Olympiads:
    """A third party's extractor: reads one word as a time."""

    name, version = "olympiads", "7"

    def __call__(self, document: Document) -> Any:
        for token in document.tokens:
            if token.form == "الاولمبياد":
                yield FoundTime(Span(token.start, token.end), token.index, token.index, "2020", Origin(self.name, self.version))


def test_a_third_party_extractor_joins_the_pipeline(monkeypatch: pytest.MonkeyPatch) -> None:
    entry = EntryPoint("extractor.olympiads", f"{__name__}:Olympiads", "rasd")
    monkeypatch.setattr(plugins, "entry_points", lambda group: [entry] if group == "rasd" else [])
    pipeline = Pipeline()
    record = pipeline.read(article_of("اختتم الأولمبياد أعماله."))
    assert [(time.quote, time.value, time.origin.extractor) for time in record.times] == [("الأولمبياد", "2020", "olympiads")]
    assert pipeline.resolvers[-1].name == plugins.load(plugins.RESOLVERS[-1]).name
