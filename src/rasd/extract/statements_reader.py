"""The statement reader: from candidate cues to statements, in one pass over a document."""

from __future__ import annotations

from collections.abc import Iterator

from rasd.extract.statements_clause import Candidate, Reading
from rasd.extract.statements_content import Contents
from rasd.extract.statements_headline import headline
from rasd.extract.statements_opening import Opening, Openings
from rasd.extract.statements_speaker import Draft, Speakers, Subject
from rasd.findings import FoundMention, FoundStatement
from rasd.ontology import cues
from rasd.records import Origin, Stance, StatementKind
from rasd.spans import Span

VERSION = "1"
_FIRST_PERSON = frozenset({"اعتقد", "أمل", "أكد", "توقع", "تمنى", "اعتبر", "رأى"})
_EXPECTED = frozenset({"اعتقد", "توقع", "افترض", "خشي", "أمل", "رجح", "زعم", "اشتبه", "ظن", "قدر", "لاحظ", "رأى"})
_QUOTING = frozenset({"نقل", "نسب"})
_CALLED_UPON = frozenset({"country", "group", "igo", "armed_group", "other"})
_SO = frozenset(["فقد", "فان", "فانه", "فانها", "فانهم"])
_RELATIVE = frozenset({"الذي", "التي", "الذين", "والتي", "والذي"})
_BEFORE_VERBS = frozenset(
    ["قد", "وقد", "كان", "وكان", "الذي", "ما", "انه", "وانه", "بانه", "فقد", "لقد", "ان", "بان", "كما", "حيث", "فيما"]
)
_TURNS = frozenset({"لكن", "ولكن", "الا", "غير", "بيد", "فيما", "بينما", "اذ", "حيث", "كما", "لكنه", "لكنها", "ولكنه", "ولكنها", "ثم"})


class StatementReader:
    """Reads one document."""

    def __init__(self, reading: Reading) -> None:
        self.reading = reading
        self.candidates = [c for c in reading.candidates if not reading.is_background(c.first)]
        self.sides = cues.markers("side")
        self.openers = cues.markers("opener")
        self.adverbs = cues.markers("adverb")
        self.denials = cues.markers("denial")
        self.edges = {c.first: edge for c in self.candidates if (edge := self._edge(c)) is not None}
        self.speakers = Speakers(reading)
        self.openings = Openings(reading, frozenset(c.first for c in self.candidates if c.first in self.edges and c.cue.kind != "phrase"))
        self.sided: set[int] = set()

    def findings(self) -> Iterator[FoundMention | FoundStatement]:
        """The statements, in order of their cues, each after the mention made for it."""
        accepted, consumed = self._accepted()
        stops = {c.first: self.edges[c.first] for c, opening in accepted if c.first in self.edges}
        contents = Contents(self.reading, stops)
        drafts = list(headline(self.reading, self.speakers))
        taken = set()
        for candidate, opening in accepted:
            if candidate.first in consumed or candidate.first in taken:
                continue
            draft = self._draft(candidate, opening, contents, drafts)
            if draft is not None:
                taken.add(candidate.first)
                drafts.append(draft)
        given: set[int] = set()
        for draft in drafts:
            subject = draft.subject
            if subject and subject.made and id(subject.mention) not in given:
                given.add(id(subject.mention))
                yield subject.mention
            yield self._statement(draft)

    def _accepted(self) -> tuple[list[tuple[Candidate, Opening | None]], set[int]]:
        found: list[tuple[Candidate, Opening | None]] = []
        consumed: set[int] = set()
        for candidate in self.candidates:
            if self._is_denied(candidate):
                continue
            if candidate.cue.kind == "phrase":
                if self._is_phrase_fit(candidate):
                    found.append((candidate, None))
                continue
            if self._is_homograph(candidate):
                continue
            opening = self.openings.find(candidate)
            if opening and opening.said >= 0:
                consumed.add(opening.said)
            found.append((candidate, opening))
        found = self._claimed(found)
        return [(c, o) for c, o in found if o is not None or self._may_follow(c)], consumed

    def _claimed(self, found: list[tuple[Candidate, Opening | None]]) -> list[tuple[Candidate, Opening | None]]:
        """Each opening goes to one cue: to قوله before the verb that led to it, to a cue that opens a clause before one inside it."""
        best: dict[int, tuple[int, int]] = {}
        for number, (candidate, opening) in enumerate(found):
            if opening is not None:
                rank = self._rank(candidate)
                held = best.get(opening.start)
                if held is None or rank > held[0]:
                    best[opening.start] = rank, number
        return [(c, o if o is None or best[o.start][1] == number else None) for number, (c, o) in enumerate(found)]

    def _is_phrase_fit(self, candidate: Candidate) -> bool:
        """Whether a source, a pronoun or a verb of saying makes a phrase a cue: وفق القانون is none."""
        frames = candidate.cue.frames
        if "verb" in frames:
            return any(c.first == candidate.last + 1 and c.form.shape == "verb" for c in self.candidates)
        if "self" in frames:
            return True
        subject = self.speakers.after(candidate, self._next_stop(candidate))
        return subject is not None and (not subject.made or self._is_document(subject.mention.first))

    def _is_homograph(self, candidate: Candidate) -> bool:
        """Whether a bare past verb that is spelled like a noun (نقل، بين، طلب) stands where only the noun can: no clause, no subject before."""
        form, first = candidate.form, candidate.first
        if form.shape != "verb" or form.present or form.object or form.gender != "m" or form.number != "s" or first in self.edges:
            return False
        text = self.reading.form(first)
        if self._after_phrase(candidate) is not None or (len(text) > 3 and not (len(text) == 4 and text[0] == "ت")):
            return False
        before = first - 1
        if self.reading.form(before) in _BEFORE_VERBS:
            return False
        mention = self.reading.document.mention_at(before)
        return mention is None or self.reading.is_oblique(mention) or text in ("بين", "عبر", "حسب", "عقب", "دون")

    def _rank(self, candidate: Candidate) -> int:
        if candidate.cue.lemma == "قول":
            return 2 if candidate.form.object and not candidate.form.prefix.startswith("ب") else -1
        return int(candidate.first in self.edges)

    def _may_follow(self, candidate: Candidate) -> bool:
        """Whether the content of a cue may stand before it: after a closed quotation, كما, حسبما, or a comma."""
        if candidate.cue.kind == "phrase":
            return True
        before = candidate.first - 1
        return candidate.form.shape == "verb" and (self._after_phrase(candidate) is not None or self._quote_before(before) is not None)

    def _quote_before(self, index: int) -> int | None:
        while index >= 0 and self.reading.tokens[index].kind == "punct":
            if index in self.reading.quote_closing:
                return index
            index -= 1
        return None

    def _after_phrase(self, candidate: Candidate) -> int | None:
        """The first token of حسبما، وفق ما، كما right before a verb."""
        for before in self.candidates:
            if before.last == candidate.first - 1 and before.cue.kind == "phrase" and "verb" in before.cue.frames:
                return before.first
        return None

    def _is_denied(self, candidate: Candidate) -> bool:
        previous = candidate.first - 1
        if candidate.form.passive and candidate.form.present and candidate.cue.kind == "verb":
            return True  # يشار إلى أن، يقال إن: nobody says it
        if candidate.form.shape == "verb" and self.reading.form(candidate.first) in ("يذكر", "ويذكر"):
            return True  # يذكر أن opens the outlet's own background
        return candidate.form.shape == "verb" and self.reading.form(previous) in ("لم", "لن", "لا", "ولم", "ولن", "ولا", "فلم")

    def _edge(self, candidate: Candidate) -> int | None:
        """The first token of the clause that a cue opens, or None where it stands inside a clause."""
        reading, first = self.reading, candidate.first
        if candidate.cue.kind == "phrase":
            return first
        if candidate.form.shape == "masdar":
            return None
        if candidate.form.shape == "participle":
            return first if self._is_adverbial(candidate) else None
        start = self._back(first)
        if candidate.form.prefix in ("و", "ف"):
            return start
        if start == reading.starts[first] or reading.tokens[start - 1].kind == "punct":
            bare = start == first and candidate.form.present and start > reading.starts[first] and reading.is_comma(start - 1)
            return None if bare else start  # "، يعبر عن": a present without conjunction goes on with the clause before it
        if start < first:
            return start if reading.form(start)[:1] in "وف" or reading.form(start) in _TURNS else None
        return self._named_clause(first)

    def _is_adverbial(self, candidate: Candidate) -> bool:
        """Whether a participle is one and no adjective or noun (ضخمة مؤكدة، مذكرة): a comma before it, or its content right after."""
        before = self.reading.tokens[candidate.first - 1] if candidate.first else None
        if before is None or before.kind == "punct":
            return True
        if candidate.form.gender == "m":
            return self.adverbs.match(self.reading.tokens, candidate.first) is None  # مجددا is an adverb here
        after = candidate.last + 1
        return self.reading.is_that(after) or self.reading.is_that(after + 1) or self.reading.form(after) == ":"

    def _named_clause(self, first: int) -> int | None:
        """The start of إلا أن فلان أكد, لكن الوزارة نفت: a turn, then the subject, then the cue."""
        mention = self.reading.document.mention_at(first - 1)
        if mention is None or mention.first < 2:
            return None
        start = mention.first - 1
        if self.reading.is_that(start):
            start -= 1
        return start if self.reading.form(start) in _TURNS else None

    def _back(self, index: int) -> int:
        """The start of the openers, side phrases, times and adverbs right before a token."""
        reading, floor = self.reading, self.reading.starts[index]
        moved = True
        while moved and index > floor:
            moved = False
            skip = index - 1
            if reading.is_comma(skip) and skip > floor:
                skip -= 1
                comma = True
            else:
                comma = False
            for start in range(max(floor, skip - 3), skip + 1):
                for phrases in (self.sides, self.openers):
                    match = phrases.match(reading.tokens, start, frozenset({"", "و", "ف"}))
                    if match and match.last == skip and (phrases is self.sides or not comma):
                        index, moved = start, True
                        break
                if moved:
                    break
            if not moved and not comma and (time := reading.document.time_at(skip)) and time.last == skip and time.first >= floor:
                index, moved = time.first, True
        return index

    def _draft(self, candidate: Candidate, opening: Opening | None, contents: Contents, drafts: list[Draft]) -> Draft | None:
        if candidate.cue.kind == "phrase":
            return self._phrase(candidate, contents, drafts)
        if opening is None:
            return self._inverted(candidate, contents, drafts)
        if self._after_phrase(candidate) is not None and self.reading.starts[candidate.first] != self._after_phrase(candidate):
            return self._inverted(candidate, contents, drafts)
        last = contents.close(opening, candidate)
        if last < opening.start:
            return None
        first = opening.start
        while first < last and self.reading.tokens[first].kind == "punct":
            first += 1
        subject, hint = self._subject(candidate, opening, drafts)
        if not self._is_fit(candidate, opening, subject, hint):
            return None
        addressee = self.speakers.addressee(candidate, opening.gap, subject.mention if subject else None)
        return Draft(candidate, first, last, subject, hint, addressee, opening.kind)

    def _is_fit(self, candidate: Candidate, opening: Opening, subject: Subject | None, hint: str | None) -> bool:
        """Whether cue, opening and speaker together make a statement: the strength column of the lexicon."""
        cue = candidate.cue
        if candidate.form.shape == "masdar":
            return self._is_masdar_fit(candidate, opening, subject)
        if cue.strength == "text":
            gap = range(candidate.last + 1, opening.start)
            return any(cues.noun_of(self.reading.tokens[k].word, cues.documents()) for k in gap)
        if subject is None and self._is_impersonal(candidate, hint):
            return False
        if opening.kind in ("that", "quote", "colon"):
            return True
        if cue.strength == "clause":
            return False
        if cue.strength == "participle":
            return candidate.form.shape == "participle"
        if cue.strength == "past":
            return not candidate.form.present or bool(candidate.form.object)
        if cue.strength == "nouns" and opening.kind == "preposition":
            return cues.noun_of(self.reading.tokens[opening.start].word, cues.nouns()) is not None
        if self.reading.form(candidate.first - 1) in _RELATIVE and (opening.kind == "object" or candidate.form.present):
            return False
        if cue.strength == "body":
            return (subject is not None and not subject.made) or (hint in ("chain", "participle") and candidate.first in self.edges)
        return True

    def _is_impersonal(self, candidate: Candidate, hint: str | None) -> bool:
        """Whether nobody in the text says it: يعتقد أن, or, inside a quotation, a form that can be first person (اعتقد، آمل)."""
        form = candidate.form
        if form.shape != "verb":
            return False
        inside = self.reading.quote_around[candidate.first]
        if inside is not None:
            return form.prefix not in ("و", "ف") or candidate.cue.lemma in _FIRST_PERSON
        return form.present and form.gender == "m" and form.number == "s" and candidate.cue.lemma in _EXPECTED

    def _is_masdar_fit(self, candidate: Candidate, opening: Opening, subject: Subject | None) -> bool:
        """A masdar reports where its speaker is annexed right to it (إعلان الوزارة عن) or a clause follows."""
        if candidate.cue.lemma == "قول":
            return True
        if subject is None or (candidate.form.prefix.startswith("ب") and candidate.cue.person):
            return False
        if opening.kind in ("that", "quote", "colon"):
            return True
        return not subject.made and subject.mention.first <= candidate.last + 1 and opening.start <= subject.mention.last + 12

    def _subject(self, candidate: Candidate, opening: Opening, drafts: list[Draft]) -> tuple[Subject | None, str | None]:
        shape = candidate.form.shape
        if shape == "participle":
            return self._governing(candidate, drafts)
        if shape == "masdar":
            return self._annexed(candidate, opening), "quote"
        end = opening.gap if opening.kind != "object" else opening.start
        floor = self.edges.get(candidate.first, self.reading.starts[candidate.first])
        subject = self.speakers.adjacent(candidate, floor)
        if subject is None and candidate.cue.lemma in _QUOTING:
            subject = self.speakers.reported(candidate, end)
        if subject is not None:
            return subject, None
        subject = self.speakers.after(candidate, end)
        if subject is not None and not self._is_addressed(candidate, subject, drafts):
            return subject, None
        if candidate.first in self.edges and self.edges[candidate.first] < candidate.first and self._has_side(candidate):
            return self._party(candidate)
        if candidate.first not in self.edges or candidate.form.prefix not in ("و", "ف"):
            subject = self.speakers.before(candidate) if candidate.first not in self.edges else None
            if subject is not None:
                return subject, None
        return None, "chain"

    def _is_addressed(self, candidate: Candidate, subject: Subject, drafts: list[Draft]) -> bool:
        """Whether the one party after ودعا، واتهم is the one called upon, and the speaker is dropped: ودعا الشعب إلى, ودعت المواطنين."""
        if not candidate.cue.person or not drafts or candidate.first not in self.edges:
            return False
        mention = subject.mention
        if mention.kind == "person" or ((mention.gender == "f") == (candidate.form.gender == "f") and mention.kind not in _CALLED_UPON):
            return self.reading.form(mention.first).endswith("ين") and mention.first == mention.last
        return True

    def _has_side(self, candidate: Candidate) -> bool:
        edge = self.edges[candidate.first]
        return self.sides.match(self.reading.tokens, edge, frozenset({"", "و", "ف"})) is not None

    def _party(self, candidate: Candidate) -> tuple[Subject | None, str | None]:
        return None, "his-side"

    def _governing(self, candidate: Candidate, drafts: list[Draft]) -> tuple[Subject | None, str | None]:
        """A participle speaks for the subject of its sentence: the last cue before it, else the first party."""
        floor = self.reading.starts[candidate.first]
        for draft in reversed(drafts):
            if draft.candidate.first < floor:
                break
            if draft.candidate.form.shape != "masdar":
                return None, "participle"
        subject = self.speakers.sentence_subject(candidate)
        return subject, None if subject else "participle"

    def _annexed(self, candidate: Candidate, opening: Opening) -> Subject | None:
        if candidate.form.object or candidate.form.prefix.endswith("ال"):
            return self.speakers.quoted_source(candidate)
        return self.speakers.after(candidate, opening.gap)

    def _inverted(self, candidate: Candidate, contents: Contents, drafts: list[Draft]) -> Draft | None:
        """«...» قال فلان, or a clause before كما قال, حسبما أعلن."""
        phrase = self._after_phrase(candidate)
        edge = candidate.first if phrase is None else phrase
        if phrase is None:
            closing = self._quote_before(candidate.first - 1)
            if closing is None or candidate.form.prefix or closing < self.reading.starts[candidate.first]:
                return None
            quotation = self.reading.quote_closing[closing]
            if quotation.words < 4 or any(d.first <= quotation.first <= d.last for d in drafts):
                return None
            first, last = quotation.first, quotation.last
        else:
            found = contents.before(candidate, edge)
            if found is None:
                return None
            first, last = found
        subject = self.speakers.after(candidate, self._next_stop(candidate))
        if subject is None and phrase is None:
            return None
        return Draft(candidate, first, last, subject, None if subject else "chain", None, "before")

    def _next_stop(self, candidate: Candidate) -> int:
        index, limit = candidate.last + 1, self.reading.ends[candidate.first]
        while index < limit and index not in self.edges and not self.reading.is_comma(index):
            index += 1
        return index

    def _phrase(self, candidate: Candidate, contents: Contents, drafts: list[Draft]) -> Draft | None:
        """وفق، بحسب، على حد قوله: the source after it, the content before it or, where it opens the sentence, after it."""
        reading, frames = self.reading, candidate.cue.frames
        floor = reading.starts[candidate.first]
        if "verb" in frames:
            return None
        if "self" in frames:
            if any(d.candidate.first >= floor for d in drafts):
                return None
            found = contents.before(candidate, candidate.first)
            return Draft(candidate, *found, None, "chain", None, "self") if found else None
        stop = self._next_stop(candidate)
        subject = self.speakers.after(candidate, stop)
        if subject is None or (subject.made and not self._is_document(subject.mention.first)):
            return None
        if candidate.first == floor or all(reading.tokens[k].kind == "punct" for k in range(floor, candidate.first)):
            return self._phrase_first(candidate, subject, contents)
        after = subject.mention.last + 1
        if candidate.cue.lemma == "نقلا عن" and after < reading.count and (reading.is_that(after) or reading.is_that(after + 1)):
            return self._phrase_first(candidate, subject, contents)
        found = contents.before(candidate, candidate.first)
        return Draft(candidate, *found, subject, None, None, "phrase") if found else None

    def _is_document(self, index: int) -> bool:
        return cues.noun_of(self.reading.tokens[index].word, cues.documents()) is not None

    def _phrase_first(self, candidate: Candidate, subject: Subject, contents: Contents) -> Draft | None:
        reading = self.reading
        index, limit = candidate.last + 1, reading.ends[candidate.first]
        index = max(index, subject.mention.last + 1)
        reach = range(index, min(limit, index + 25))
        comma = next((k for k in reach if reading.form(k) in _SO or (reading.is_that(k) and reading.form(k)[0] != "و")), None)
        if comma is None:
            comma = next((k for k in reach[:12] if reading.is_comma(k)), None)
        start = index if comma is None else comma
        while start < limit and reading.tokens[start].kind == "punct":
            start += 1
        if start >= limit:
            return None
        last = contents.close(Opening("phrase", start, start), candidate)
        return Draft(candidate, start, last, subject, None, None, "phrase") if last >= start else None

    def _statement(self, draft: Draft) -> FoundStatement:
        document, candidate = self.reading.document, draft.candidate
        form = candidate.form
        prefix = form.prefix if form.prefix in ("و", "ف") else ""
        mention = draft.subject.mention if draft.subject else None
        content = Span(self.reading.tokens[draft.first].start, self.reading.tokens[draft.last].end)
        return FoundStatement(
            cue=document.span(candidate.first, candidate.last, prefix),
            cue_token=candidate.first,
            lemma=candidate.cue.lemma,
            stance=self._stance(draft),
            content=content,
            kind=self._kind(draft),
            speaker=mention,
            speaker_words=mention.span if mention else None,
            hint=draft.hint if mention is None else None,
            gender=form.gender,
            number=form.number,
            addressee=draft.addressee,
            confidence=_CONFIDENCE.get(draft.rule, 0.7) if mention else 0.6,
            origin=Origin("statements", VERSION, rules=self._rules(draft)),
        )

    def _rules(self, draft: Draft) -> tuple[str, ...]:
        candidate = draft.candidate
        credits = candidate.cue.kind == "phrase" or (draft.rule == "before" and self._after_phrase(candidate) is not None)
        return draft.rule, "phrase" if credits else candidate.form.shape

    def _kind(self, draft: Draft) -> StatementKind:
        quoted = self.reading.quote_around[draft.first]
        if draft.rule in ("colon", "headline"):
            return "direct"
        if quoted is not None and quoted.last >= draft.last and quoted.first == draft.first:
            return "direct"
        inside = any(draft.first <= q.first and q.first <= draft.last for q in self.reading.quoted if q.words > 1)
        return "mixed" if inside else "indirect"

    def _stance(self, draft: Draft) -> Stance:
        stance = draft.candidate.cue.stance
        noun = cues.noun_of(self.reading.tokens[draft.first].word, cues.nouns()) if draft.rule in ("preposition", "object") else None
        return cues.nouns()[noun] if noun and stance in ("neutral", "praise") else stance


_CONFIDENCE = {"quote": 0.95, "that": 0.9, "colon": 0.85, "preposition": 0.8, "object": 0.7, "before": 0.8, "phrase": 0.75, "headline": 0.8}
