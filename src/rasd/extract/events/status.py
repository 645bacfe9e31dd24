"""Whether a told event happened: actual, planned, denied, or not told as happening at all (None)."""

from __future__ import annotations

from typing import Literal

from rasd.arabic.fold import fold
from rasd.document import Document
from rasd.extract.events.triggers import TriggerCandidate
from rasd.extract.events.undone import is_undone
from rasd.findings import FoundStatement
from rasd.ontology.tables import items, table
from rasd.ontology.triggers import LightVerbs, Stems, word_set
from rasd.records import Status

NEAR, CARRIER_BACK, AWAITED_BACK = 3, 5, 6
UNREAL_BEFORE = frozenset({"أن", "بأن", "قد", "لم", "لن", "لا", "ربما", "كي", "لكي", "حتى", "لو", "إذا", "ألا"})
PURPOSES = frozenset({"AGREE", "SUPPORT", "AID", "RETREAT", "SANCTION", "COOPERATE", "CONCEDE", "MOBILIZE"})
# Types of acts that are announced beforehand; a killing in a clause with a future verb (سيحاكم بتهمة قتل) is past all the same.
PLANNABLE = frozenset({"CONSULT", "AGREE", "SUPPORT", "AID", "COOPERATE", "PROTEST", "MOBILIZE", "RETREAT", "CONCEDE"})
DENIALS = frozenset({"REJECT", "ACCUSE"})  # what speaks against these does not undo that they were said
CLAUSE_BACK, CLAUSE_ON = 8, 9  # tokens before and after an event that may tell its day
_PLANNED_AFTER, _RELATIVES, _BREAKS = word_set("planned after"), word_set("relatives"), word_set("breaks") - word_set("relatives")
_AFTERMATH = word_set("preposition of time") - {"قبل", "قبيل", "خلال"}
_AHEAD = word_set("days ahead")
_STARTS, _SPANS = word_set("starts"), word_set("spans of time")
_SOONER, _LATER = frozenset(("قبل", "قبيل", "وقبل", "وقبيل")), frozenset(("بعد", "بعيد", "وبعد", "وبعيد"))


class StatusReader:
    """Reads the status of a candidate from the words before it and the statement that tells it."""

    def __init__(self, stems: Stems, light: LightVerbs) -> None:
        self.stems = stems
        self.light = light
        self._future = frozenset(form for row in table("time_future") for form in items(row["forms"]))
        self._words: dict[str, frozenset[str]] = {}
        for row in table("trigger_status"):
            effect = row["effect"] if row["adjacent"] == "yes" else row["effect"] + " near"
            self._words[effect] = frozenset(map(fold, items(row["words"])))

    def read(self, document: Document, candidate: TriggerCandidate, inside: FoundStatement | None) -> Status | None:
        """The status, or None where the event is only wished, feared, demanded or possible."""
        if candidate.trigger.kind == "participle":
            return "actual"
        if is_undone(document, candidate.token):
            return None
        status = self._verb(document, candidate) if candidate.trigger.kind == "verb" else self._noun(document, candidate)
        if status == "actual" and self._is_ahead(document, candidate):
            status = "planned"
        if status is None or inside is None or candidate.statement is inside:
            return status
        if inside.stance == "deny":
            return status if self._stands(document, candidate, inside) else "denied"
        if inside.stance in ("demand", "warn", "hope") and self._heads(document, candidate, inside):
            return None
        return status

    def _is_ahead(self, document: Document, candidate: TriggerCandidate) -> bool:
        """Whether the clause puts the event after the day of the article: a time, a future verb or an announcement around it."""
        form, index = candidate.trigger.form, candidate.token
        verb = candidate.trigger.kind == "verb"
        if candidate.sense.type not in PLANNABLE or "participant" in candidate.sense.flags:
            return False
        if verb and (form is None or form.tense == "past"):
            return False
        after, before = self._after(document, index), self._clause(document, index)
        times = [k for k in (after + before if verb else after) if document.time_at(k) is not None]
        if times:
            return self._is_future(document, times[0])
        if verb:
            return False
        told = self._will(document, index + 1) or any(document.tokens[k].form in _RELATIVES and self._will(document, k + 1) for k in after)
        return told or any(self._will(document, k) for k in before)

    def _clause(self, document: Document, index: int) -> list[int]:
        """The tokens before one, in its clause: up to punctuation, a past verb that carries it, or what it comes after (بعد)."""
        found: list[int] = []
        for k in self._before(document, index, CLAUSE_BACK):
            token = document.tokens[k]
            past = any(match.form.tense == "past" and not match.form.passive for match in self.light.match(token.word))
            if token.kind == "punct" or token.form in _AFTERMATH or (past and document.mention_at(k) is None):
                break
            found.append(k)
        return found

    def _after(self, document: Document, index: int) -> list[int]:
        """The tokens after one, up to punctuation or a clause of its own."""
        found: list[int] = []
        for k in range(index + 1, min(len(document.tokens), index + 1 + CLAUSE_ON)):
            token = document.tokens[k]
            if token.sentence != document.tokens[index].sentence or token.kind == "punct" or token.form in _BREAKS:
                break
            found.append(k)
        return found

    def _will(self, document: Document, index: int) -> bool:
        return index < len(document.tokens) and document.tokens[index].form.removeprefix("و").removeprefix("ف") in self._future

    def _is_future(self, document: Document, index: int) -> bool:
        """Whether a time that begins after the day of the article stands at the token.

        Where that day is not known, as of half of the articles in archives, its words tell: غدا, الأحد المقبل.
        """
        time = document.time_at(index)
        if time is None:
            return False
        if time.value is None or document.published is None:
            return any(document.tokens[k].form in _AHEAD for k in range(time.first, time.last + 1))
        begins, day = time.value.split("/")[0], document.published.isoformat()
        return begins[:1].isdigit() and begins > day[: len(begins)]

    @staticmethod
    def _stands(document: Document, candidate: TriggerCandidate, denial: FoundStatement) -> bool:
        """Whether an act stands though it is named in a denial: أعرب عن رفضه, نفى الاتهامات, نفى صحة الاتهامات.

        Not where a verb tells it (نفى أن يكون رفض), nor where there was none (نفى أن تكون هناك اتهامات); a relative clause takes for
        granted what it tells (أعرب عن رفضه للعقوبات التي فرضتها).
        """
        tokens, index = document.tokens, candidate.token
        first = document.token_at(denial.content.start)
        if candidate.sense.type in DENIALS and first + (tokens[first].form == "عن") == index:
            return True  # أعلنت رفضها, which may be read as a verb too
        if candidate.trigger.kind == "verb":
            form = candidate.trigger.form
            return form is not None and form.tense == "past" and index > 0 and tokens[index - 1].form in _RELATIVES
        return candidate.sense.type in DENIALS and tokens[index].form.startswith(("ال", "لل"))

    def _heads(self, document: Document, candidate: TriggerCandidate, statement: FoundStatement) -> bool:
        """Whether the trigger is what is demanded, not what the demand is about: طالب بوقف القصف demands no shelling."""
        first = document.token_at(statement.content.start)
        return candidate.token - first <= 1 and not candidate.trigger.prefix.endswith("ال")

    def _before(self, document: Document, index: int, count: int) -> list[int]:
        sentence = document.tokens[index].sentence
        return [k for k in range(index - 1, max(-1, index - 1 - count), -1) if document.tokens[k].sentence == sentence]

    def _has(self, effect: str, document: Document, index: int) -> bool:
        return not self._words[effect].isdisjoint(self.stems.of(document.tokens[index].word))

    def _verb(self, document: Document, candidate: TriggerCandidate) -> Status | None:
        form, index = candidate.trigger.form, candidate.token
        if form is None:
            return "actual"
        before = self._before(document, index, NEAR + 1)
        nearest = document.tokens[before[0]] if before else None
        if "negative" in candidate.sense.flags:
            return "actual"
        if nearest is not None and nearest.form in ("لم", "لن", "لا", "ليس"):
            return "denied" if nearest.form == "لم" else None
        if form.tense == "past":
            return (
                None
                if nearest is not None
                and nearest.form in ("اذا", "لو", "ان")
                and nearest.text.startswith(("إذا", "لو", "إن"))
                and nearest.form != "ان"
                else "actual"
            )
        if candidate.trigger.prefix.endswith("س") or (nearest is not None and nearest.form in ("سوف", "وسوف")):
            return "planned"
        if candidate.trigger.prefix.endswith("ل"):
            return None
        if (
            nearest is not None
            and nearest.text in ("أن", "بأن", "ان", "كي", "لكي", "حتى", "قد", "ربما")
            and not (nearest.text == "ان" and len(before) > 1 and before[1] in self._cues(document))
        ):
            planned = any(self._has("planned", document, k) for k in before[1:])
            return "planned" if planned else None
        return "actual"

    def _cues(self, document: Document) -> frozenset[int]:
        return frozenset(statement.cue_token for statement in document.statements)

    def _noun(self, document: Document, candidate: TriggerCandidate) -> Status | None:
        if "participant" in candidate.sense.flags:
            return "actual"
        before = self._before(document, candidate.token, NEAR)
        if before and self._has("negated", document, before[0]):
            return None
        for place, index in enumerate(before):
            if self._has("planned", document, index):
                return "planned"
            if (place < 1 and self._has("unreal", document, index)) or self._has("unreal near", document, index):
                return None
        if candidate.sense.type in PLANNABLE and self._is_awaited(document, candidate.token):
            return "planned"
        if self._purpose(document, candidate):
            return None
        carried = self._carrier(document, candidate)
        if carried != "own":
            return carried
        sentence = document.tokens[candidate.token].sentence
        for index in range(candidate.token + 1, min(len(document.tokens), candidate.token + 6)):
            token = document.tokens[index]
            if token.sentence != sentence or token.kind == "punct":
                break
            if token.form in _PLANNED_AFTER and document.time_at(index) is None:
                return "planned"
        return "actual"

    def _is_awaited(self, document: Document, index: int) -> bool:
        """Whether something else came so long before what a noun tells: قبل أيام من بدء المحادثات."""
        forms = [document.tokens[k].form for k in self._before(document, index, AWAITED_BACK)]
        since = forms[1:] if forms and forms[0] in _STARTS else forms
        told = next((form for form in since[2:] if form in _SOONER or form in _LATER), None)
        return since[:1] == ["من"] and not _SPANS.isdisjoint(since[1:2]) and told in _SOONER

    def _carrier(self, document: Document, candidate: TriggerCandidate) -> Status | Literal["own"] | None:
        """What the verb that carries an event noun says of it: لم يجر محادثات، قد تشن غارات، سيعقد اجتماعا; "own" where none does."""
        for index in self._before(document, candidate.token, CARRIER_BACK):
            token = document.tokens[index]
            if token.kind == "punct" or document.mention_at(index) is not None:
                if token.kind == "punct" and token.form in "،؛:.":
                    return "own"
                continue
            matches = [m for m in self.light.match(token.word) if not m.form.passive]
            if not matches:
                continue
            if any(match.form.tense == "past" for match in matches):
                return "own"
            before = document.tokens[index - 1] if index else None
            if matches[0].prefix.endswith("س") or (before is not None and before.form in ("سوف", "وسوف")):
                return "planned"
            if before is not None and before.text in UNREAL_BEFORE:
                planned = any(self._has("planned", document, k) for k in self._before(document, index, NEAR))
                return "planned" if planned else None
            return "own"
        return "own"

    def _purpose(self, document: Document, candidate: TriggerCandidate) -> bool:
        """لإطلاق سراح: what an act is for is no event, unless the noun only names one (استكمالا لزيارة)."""
        if candidate.trigger.prefix not in ("ل", "لل"):
            return False
        return candidate.sense.genitive == "p" or candidate.sense.type in PURPOSES
