"""Adds statements and events of a user's language model; every word of them is verified in the text.

Findings of rules and encoder stay as they are. What the model gives is looked for in the text: what is not there is dropped, what is known
already is skipped, and the rest is added with this extractor as origin. All three are counted.
"""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from typing import Any, cast, get_args

from rasd.arabic.fold import fold
from rasd.document import Document
from rasd.extract.llm.endpoint import Endpoint, Settings, settings
from rasd.extract.llm.schema import MARK, SCHEMA, instructions
from rasd.extract.proposed import mention_at, mention_of
from rasd.extract.verified import Verifier
from rasd.findings import FoundEvent, FoundMention, FoundStatement, ReadParties
from rasd.ontology.cues import lexicon
from rasd.ontology.plover import EVENT_TYPES
from rasd.records import Kind, Origin, Status
from rasd.spans import Span, overlap

PART = 6_000  # characters of one question: two thousand word pieces, which with the answer fit any context window
CONFIDENCE = 0.5  # nothing was measured, as it depends on the model
_MOST = 200  # findings read from one answer
_FAR = 400  # characters between a cue and its content
_LONGEST_CUE, _LONGEST_TRIGGER = 5, 3  # words
_SAME = 0.5  # least intersection over union of two contents of one statement
_log = logging.getLogger(__name__)
Finding = FoundMention | FoundStatement | FoundEvent
_Maker = Callable[[Span, dict[str, Any]], FoundStatement | FoundEvent | None]


class Llm:
    """Asks the endpoint of RASD_LLM_URL. `counts` has the numbers given, kept, known already, and dropped by reason."""

    name = "llm"
    version = "1"

    def __init__(self, asked: Settings | None = None) -> None:
        self.settings = asked or settings()
        self.endpoint = Endpoint(self.settings)
        self.counts: Counter[str] = Counter()

    @staticmethod
    def identity() -> str:
        """The setting that decides the findings, a part of the version of a reading. Raises UsageError without settings."""
        return settings().model

    def __call__(self, document: Document) -> Iterable[Finding]:
        """The findings that only the model has. Raises FetchError where the endpoint fails; the article is then read without it."""
        answers = [(part, self._ask(part.of(document.text))) for part in parts(document)]
        reader = _Reader(document, Origin(self.name, self.version, self.settings.model, ("llm",)))
        found = [finding for part, answer in answers for finding in reader.read(part, answer)]
        self.counts.update(reader.counts)
        _log.info("%s: %s", document.article.id, told(reader.counts))
        return found

    def _ask(self, text: str) -> Any:
        self.counts["asked"] += 1
        return self.endpoint.ask(instructions(), f"{MARK}\n{text}\n{MARK}", SCHEMA)


def told(counts: Counter[str]) -> str:
    """The counts in words."""
    dropped = {name.partition(" ")[2]: count for name, count in counts.items() if name.startswith("dropped ") and count}
    why = "".join(f", {count} dropped ({name})" for name, count in sorted(dropped.items()))
    return f"{counts['given']} findings given: {counts['kept']} added, {counts['known']} known already{why}"


def parts(document: Document) -> Iterator[Span]:
    """Parts of the text for one question each: whole paragraphs, and longer ones cut."""
    start = end = 0
    for paragraph in document.paragraphs:
        if paragraph.end - start > PART and end > start:
            yield Span(start, end)
            start = paragraph.start
        end = paragraph.end
        while end - start > PART:
            yield Span(start, start + PART)
            start += PART
    if document.text[start:end].strip():
        yield Span(start, end)


class _Reader:
    """Turns the answers on one document into verified findings."""

    def __init__(self, document: Document, origin: Origin) -> None:
        self.document = document
        self.origin = origin
        self.verify = Verifier(document.text)
        self.counts: Counter[str] = Counter()
        self.statements = list(document.statements)
        self.triggers = {event.token for event in document.events}
        self.made: list[FoundMention] = []

    def read(self, part: Span, answer: Any) -> Iterator[Finding]:
        """The findings of an answer on a part of the text."""
        lists = [answer.get(name) for name in ("statements", "events")] if isinstance(answer, dict) else []
        if not any(isinstance(items, list) for items in lists):
            self._drop("not of the form asked for")
            return
        makers: tuple[_Maker, ...] = (self._statement, self._event)
        for items, make in zip(lists, makers, strict=True):
            for item in (items if isinstance(items, list) else [])[:_MOST]:
                self.counts["given"] += 1
                found: FoundStatement | FoundEvent | None = None
                if isinstance(item, dict):
                    found = make(part, item)
                else:
                    self._drop("not of the form asked for")
                if found is not None:
                    self.counts["kept"] += 1
                    yield from self.made
                    yield found
                self.made = []

    def _drop(self, why: str) -> None:
        self.counts[f"dropped {why}"] += 1

    def _statement(self, part: Span, item: dict[str, Any]) -> FoundStatement | None:
        content = self.verify.find(item.get("content"), within=part)
        cue = self.verify.find(item.get("cue"), near=content.start, within=part) if content else None
        if content is None or cue is None:
            self._drop("words not in the text")
            return None
        if content.touches(cue) or _words(cue.of(self.document.text)) > _LONGEST_CUE or _apart(cue, content) > _FAR:
            self._drop("no cue beside its content")
            return None
        if any(held.cue.touches(cue) or overlap(held.content, content) >= _SAME for held in self.statements):
            self.counts["known"] += 1
            return None
        index = self.document.token_at(cue.start)
        token = self.document.tokens[index]
        forms = lexicon().forms(token.word)
        known = forms[0].cue if forms else None
        speaker = self._party(part, item.get("speaker"), near=cue.start)
        quotation = self.document.quotation_at(content.start)
        direct = quotation is not None and quotation.outer.end >= content.end
        found = FoundStatement(
            cue=cue,
            cue_token=index,
            lemma=known.lemma if known else fold(cue.of(self.document.text)),
            stance=known.stance if known else "neutral",
            content=content,
            kind="direct" if direct else "indirect",
            speaker=speaker,
            speaker_words=speaker.span if speaker else None,
            hint=None if speaker else "nobody",  # the model left it out, so that the rules must not resolve it
            confidence=CONFIDENCE,
            origin=self.origin,
        )
        self.statements.append(found)
        return found

    def _event(self, part: Span, item: dict[str, Any]) -> FoundEvent | None:
        kind, status = item.get("type"), item.get("status")
        if not isinstance(kind, str) or kind not in EVENT_TYPES or status not in get_args(Status):
            self._drop("not of the form asked for")
            return None
        anchor = next((span for side in ("source", "target") if (span := self._span(part, item.get(side))) is not None), None)
        trigger = self.verify.find(item.get("trigger"), near=anchor.start if anchor else None, within=part)
        if trigger is None or _words(trigger.of(self.document.text)) > _LONGEST_TRIGGER:
            self._drop("words not in the text")
            return None
        index = self.document.token_at(trigger.start)
        if index in self.triggers or self.document.tokens[index].kind == "punct":
            self.counts["known"] += 1
            return None
        self.triggers.add(index)
        source, target = (self._party(part, item.get(side), near=trigger.start) for side in ("source", "target"))
        return FoundEvent(
            trigger=trigger,
            token=index,
            sentence=self.document.tokens[index].sentence,
            type=str(kind),
            parties=ReadParties((source,) if source else (), (target,) if target and target is not source else ()),
            status=cast(Status, status),
            by=next((s for s in self.statements if s.content.holds(trigger)), None),
            lemma=fold(trigger.of(self.document.text)),
            confidence=CONFIDENCE,
            origin=self.origin,
        )

    def _span(self, part: Span, given: Any, near: int | None = None) -> Span | None:
        return self.verify.find(given.get("words"), near=near, within=part) if isinstance(given, dict) else None

    def _party(self, part: Span, given: Any, near: int) -> FoundMention | None:
        """The mention of these words, a new one where none exists. None for words that are not in the text."""
        if not isinstance(given, dict):
            return None
        span = self._span(part, given, near)
        kind = given.get("kind")
        if span is None or kind not in get_args(Kind):
            self._drop("party not in the text")
            return None
        held = mention_at(self.document, span)
        if held is not None:
            return held
        own = mention_of(self.document, span, cast(Kind, kind), self.origin)
        if own is not None:
            self.made.append(own)
        return own


def _apart(one: Span, other: Span) -> int:
    return max(one.start - other.end, other.start - one.end, 0)


def _words(text: str) -> int:
    return len(text.split())
