"""Mentions from rules and encoder together.

Policy: both propose words; where both mean the same ones, the rules' features stand (entry, country, role). Each extent and each candidate
is weighed by what both say of it and by the words around it (`weighed`). What is likely enough is a mention; what the rules mark
goes on in any case, so that it may speak or act (`rasd.resolve.actors.kept` leaves it out where it does not).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from rasd.arabic.tokens import Token
from rasd.document import Document
from rasd.extract.mentions.weighed import Candidate, Weighing
from rasd.extract.proposed import by_encoder
from rasd.findings import MENTION, FoundMention, copy_of
from rasd.interfaces import Extractor
from rasd.ontology.credits import credit_spans
from rasd.ontology.cues import lexicon, tells_how
from rasd.ontology.knowledge import title_at, title_phrases
from rasd.ontology.nameparts import behind_nisba, behind_relative, goes_on, is_given, name_in, opening_clitic
from rasd.ontology.words import COURTESY, NAMING, function_words, has_article, is_plain_adjective, is_verb_form, joins_definite
from rasd.signals import SignalMention
from rasd.spans import Span, overlap

SAME = 0.5  # intersection over union from which two spans are one mention
_COMMAS = ("،", ",")
_OPENING = frozenset('"«“‹(')
MARKS = frozenset('"«»“”')
_SHORT, _SHORTENED = frozenset({"د", "م", "ا"}), frozenset({".", "/"})  # د. فلان, م/ فلان, السيد/ فلان
_SURNAMES = 2  # words with ال behind a first name that may all be surnames: سالم المبارك الصباح
_ON_AIR = frozenset({"المذاع", "المذاعه"})  # broadcast: says of a programme where it runs
CLITIC = 1  # least letters at the start of a word that may be a proclitic


class JoinedMentions:
    """Joins the mentions of the rules with the encoder's."""

    name = "mentions"

    def __init__(self, rules: Extractor[Document, FoundMention]) -> None:
        self.rules = rules
        self.version = f"{rules.version}+encoder"

    def __call__(self, document: Document) -> Iterator[FoundMention]:
        """Yield the mentions of both."""
        if document.signals is None:
            yield from self.rules(document)
            return
        weighing = self.weighing(document)
        weighing.settle()
        found: dict[int, FoundMention] = {}
        for candidate in sorted(weighing.candidates, key=lambda candidate: candidate.model is not None):
            mention = _mention_of(document, candidate, found)
            if mention is not None:
                found[id(candidate)] = mention
        for candidate in weighing.candidates:
            if id(candidate) in found:
                yield found[id(candidate)]

    def weighing(self, document: Document) -> Weighing:
        """All that rules or encoder would call a mention: whom an article is owed to is no actor of the encoder's in it."""
        headline = document.title.end if document.title is not None else 0  # an outlet may bear the name of a town that speaks there
        credited = [span for span in credit_spans(document.text, document.article.outlet) if span.start >= headline]
        rules = list(self.rules(document))
        signals = document.signals.mentions if document.signals is not None else []
        people = [mention for mention in rules if mention.kind == "person" and mention.named]
        whole = [part for signal in _apposed(document, signals, people) for part in _introduced(document, signal)]
        single = [part for signal in whole if not _are_two(signal, people) for part in _parted(signal, rules)]
        told = [(signal, own) for signal in single if (own := made(document, signal)) is not None]
        return Weighing(document, _paired(document, rules, told, credited))


def _paired(
    document: Document, rules: list[FoundMention], told: list[tuple[SignalMention, FoundMention]], credited: Sequence[Span]
) -> list[Candidate]:
    """One candidate for each pair of mentions that mean the same words, nearest first, and one for each of the others."""
    taken_rules: set[int] = set()
    taken_told: set[int] = set()
    found: list[Candidate] = []
    for _, i, j in sorted(_near(rules, told)):
        if i not in taken_rules and j not in taken_told:
            taken_rules.add(i)
            taken_told.add(j)
            both = Candidate(rules[i].span, rules[i], told[j][0])
            both.spans = [rules[i].span, told[j][1].span]
            found.append(both)
    found += [Candidate(mention.span, mention, None) for i, mention in enumerate(rules) if i not in taken_rules]
    for j, (signal, own) in enumerate(told):
        if j not in taken_told and not any(span.holds(own.span) for span in credited):
            alone = Candidate(own.span, None, signal)
            alone.own = own
            found.append(alone)
    return sorted(found, key=lambda candidate: candidate.span)


def _are_two(signal: SignalMention, people: list[FoundMention]) -> bool:
    """Whether the rules see two named people side by side in the words of one mention: عين الرئيس فلان [فلانا]."""
    inside = [person for person in people if signal.span.holds(person.span)] if signal.kind == "person" else []
    return any(not a.span.touches(b.span) for a in inside for b in inside if a is not b)


def _parted(signal: SignalMention, rules: list[FoundMention]) -> list[SignalMention]:
    """The signal, or two signals where the rules see a subject and its object in its words.

    A title and another person or known body right after it: أقال [رئيس المجلس] [وزير الدفاع], ناشد [المحافظ] [المجتمع الدولي].
    """
    if signal.kind != "person":
        return [signal]
    start = signal.span.start
    subjects = [m for m in rules if m.span.start == start and m.kind == "person" and m.name is None]
    if not subjects:
        return [signal]
    objects = [m for m in rules if m.span.end == signal.span.end and (m.entry is not None or m.title is not None)]
    for subject in subjects:
        for other in objects:
            gap = other.span.start - subject.span.end
            if gap == 1 or (other.counterpart and 0 < gap <= 1 + CLITIC):  # يتصل [الوزير السوري] بـ[نظيره اللبناني]
                return [
                    replace(signal, span=subject.span),
                    replace(signal, span=other.span, kind=other.kind, cluster=-1 - other.span.start),
                ]
    return [signal]


def _apposed(document: Document, signals: list[SignalMention], people: list[FoundMention]) -> list[SignalMention]:
    """The signals, with an office and the name that courtesy or a rank opens after a comma as one where the rules see one.

    [وزير العدل، السيد فلان].

    Of 174 offices before a name behind a comma in the annotated articles gold has 148 as one mention with it.
    """
    found: list[SignalMention] = []
    for signal in signals:
        if found and _is_courteous(document, found[-1], signal):
            whole = Span(found[-1].span.start, signal.span.end)
            if any(one.span.touches(found[-1].span) and one.span.touches(signal.span) for one in people):
                found[-1] = replace(signal, span=whole)
                continue
        found.append(signal)
    return found


def _is_courteous(document: Document, before: SignalMention, signal: SignalMention) -> bool:
    """Whether a comma alone parts two signals of people, and the second begins with السيد, د. or a rank."""
    if not before.kind == signal.kind == "person" or document.text[before.span.end : signal.span.start].strip() not in _COMMAS:
        return False
    first = document.token_at(signal.span.start)
    head = title_at(document.tokens, first) if first < len(document.tokens) else None
    return head is not None and head.title.cls in ("honorific", "rank")


def _introduced(document: Document, signal: SignalMention) -> list[SignalMention]:
    """The signal, or two where a verb of naming stands between a noun and its name: [فصيل] يسمى "[لواء الفجر]"."""
    inside = [k for k in document.tokens_in(signal.span) if document.tokens[k].start > signal.span.start]
    verb = next((k for k in inside if document.tokens[k].form in NAMING and document.tokens[k - 1].form != "ما"), None)
    if verb is None:
        return [signal]
    described = replace(signal, span=Span(signal.span.start, document.tokens[verb - 1].end), form="nominal")
    words = [document.tokens[k] for k in inside if k > verb and document.tokens[k].kind != "punct"]
    return [described, replace(signal, span=Span(words[0].start, words[-1].end), form="name")] if words else [described]


def _near(rules: list[FoundMention], told: list[tuple[SignalMention, FoundMention]]) -> Iterator[tuple[float, int, int]]:
    """Pairs that mean the same mention, with their distance: half of their words are shared, or one contains the other and has its kind."""
    at: dict[int, list[int]] = {}
    for i, mention in enumerate(rules):
        for k in range(mention.first, mention.last + 1):
            at.setdefault(k, []).append(i)
    for j, (signal, own) in enumerate(told):
        for i in dict.fromkeys(i for k in range(own.first, own.last + 1) for i in at.get(k, ())):
            near, held = overlap(rules[i].span, own.span), own.span.holds(rules[i].span) or rules[i].span.holds(own.span)
            if near >= SAME or (held and not signal.inner and rules[i].kind == signal.kind):
                yield -near, i, j


def _mention_of(document: Document, candidate: Candidate, found: dict[int, FoundMention]) -> FoundMention | None:
    """The mention of a candidate that is likely enough; what the rules mark is one in any case, so that it may take part in something."""
    if candidate.rules is None and candidate.chance < MENTION:
        return None
    if candidate.model is not None:
        model = found.get(id(candidate.model))
        own = copy_of(model) if model is not None else None
    elif candidate.rules is not None:
        own = copy_of(candidate.rules)
    else:
        own = candidate.own
    if own is None:
        return None
    _stretch(document, own, candidate)
    _take_name(document, own, candidate)
    signal = candidate.signal
    own.encoder_chance, own.chance = signal.chance if signal else 0.0, candidate.chance
    if signal is not None:
        own.cluster = signal.cluster
    if candidate.model is not None:
        own.encoder_chance = candidate.chance
        own.origin = by_encoder(document, "encoder mention again")
    return own


def _stretch(document: Document, mention: FoundMention, candidate: Candidate) -> None:
    """Give a mention the extent of its candidate. A name that was all of the mention is extended too, but not by an office before it."""
    if mention.span == candidate.span:
        return
    whole, name = mention.name == mention.span, mention.name
    mention.span, mention.first, mention.last = candidate.span, candidate.first, candidate.last
    if name is not None and (whole or not mention.span.holds(name)):
        mention.name = _extended(document, mention, name) if whole else None
    if mention.title is not None and not mention.span.holds(mention.title):
        mention.title = None


def _extended(document: Document, mention: FoundMention, name: Span) -> Span:
    """The name of a mention that grew around it: [وكيل الملك لدى المحكمة] سمير الفيلالي."""
    if mention.kind != "person" or not mention.span.start < name.start < mention.span.end:
        return mention.span
    titled = _name_begins(document, mention.first, mention.last) != mention.first
    return Span(name.start, mention.span.end) if titled else mention.span


def _take_name(document: Document, mention: FoundMention, candidate: Candidate) -> None:
    """Give a person whom the rules know by office, or by half a name, the name that the encoder sees behind it.

    Without it the secretary-general of a party was "the secretary-general", and a president of a rare name whoever the tables have.
    """
    rules, signal = candidate.rules, candidate.signal
    begun = _described(document, mention.first, mention.last) if mention.kind == "person" and mention.name is None else None
    if begun is not None:
        mention.name, mention.named = Span(document.tokens[begun].start, mention.span.end), True
    if mention.kind != "person" or rules is None or signal is None or signal.form != "name" or mention.last <= rules.last:
        return
    if rules.name is None and rules.title is not None:
        first = name_in(document.tokens, rules.last + 1, mention.last)
        if first is not None:
            mention.name, mention.named, mention.form = Span(document.tokens[first].start, mention.span.end), True, "name"
    elif rules.name is not None and rules.name.end == rules.span.end and _goes_on(document, rules, mention.last):
        mention.name = Span(rules.name.start, mention.span.end)


def _goes_on(document: Document, rules: FoundMention, last: int) -> bool:
    """Whether the words behind a name go on with it; behind a first name alone an ordinary word with ال does: الشيخ [سالم] المبارك."""
    tokens, after = document.tokens, rules.last + 1
    first_name = rules.name is not None and document.token_at(rules.name.start) == rules.last and is_given(tokens[rules.last])
    words = [tokens[k].form for k in range(after, last + 1)]
    surnames = first_name and len(words) <= _SURNAMES and all(has_article(form) and not is_plain_adjective(form) for form in words)
    return surnames or goes_on(tokens, after, last)


def made(document: Document, signal: SignalMention) -> FoundMention | None:
    """A mention of the encoder alone; None where its words are no whole tokens."""
    tokens = document.tokens_in(signal.span)
    first = document.token_at(signal.span.start)
    if not tokens and first >= len(document.tokens):
        return None
    word = document.tokens[first]
    if signal.span.end < word.end and signal.span.length <= CLITIC:  # a single letter of a word, بـ or ل, is no mention
        return None
    last = _with_marks(document, first, max(first, tokens[-1] if tokens else first))
    if first == last and word.form.removeprefix("و") in _ON_AIR:
        return None
    if first == last and tells_how(word) and (signal.form == "name" or _follows_cue(document, first)):
        return None
    first, last = _without_verbs(document, first, last) if signal.form != "name" else (first, last)
    word = document.tokens[first]
    named = signal.form == "name" and signal.kind == "person"
    placed = signal.kind == "country"  # بالرباط: in Rabat as often as with it
    clitic = "و" if joins(document, first) else "" if placed else opening_clitic(document.tokens, first, named=named)
    begins = word.start if named and is_given(word) else max(signal.span.start, word.after(clitic))  # وسام is no و and سام
    span = Span(begins, document.tokens[last].end)
    if span.length <= 0 or document.tokens[first].kind == "punct":
        return None
    named = signal.form == "name" and signal.kind not in ("country", "group") and not (first < last and _is_of_another(document, first))
    begun: int | None = first
    if signal.kind == "person" and named:
        begun = _name_begins(document, first, last)
    elif signal.kind == "person":
        begun = _described(document, first, last)
        named = begun is not None
    return FoundMention(
        span=span,
        first=first,
        last=last,
        form="title" if named and begun is None else signal.form,
        kind=signal.kind,
        name=None if not named or begun is None else span if begun == first else Span(document.tokens[begun].start, span.end),
        named=named and begun is not None,
        role=document.text[span.start : span.end] if named and begun is None else None,
        encoder_chance=signal.chance,
        cluster=signal.cluster,
        origin=by_encoder(document, "encoder mention"),
    )


def _name_begins(document: Document, first: int, last: int) -> int | None:
    """The first token of a person's name, behind courtesy and its mark (د. فلان) or an office (رئيس الكتلة [فلان]); `first` where nothing
    stands before it, None where an office is all there is (الوزير, رئيس لجنة الزراعة)."""
    tokens = document.tokens
    for k in range(first, last):
        if tokens[k].form in COURTESY or (tokens[k].form in _SHORT and tokens[k + 1].text in _SHORTENED and k + 1 < last):
            return k + 1 + (tokens[k + 1].text in _SHORTENED and k + 1 < last)
    if function_words().get(tokens[first].form) == "pronoun":
        return name_in(tokens, first + 1, last)  # نظيره التركي [فلان]
    if is_given(tokens[first]):
        return first
    title = title_phrases().match(tokens, first)
    if title is None:
        return behind_nisba(tokens, first, last) or behind_relative(tokens, first, last) or first
    office = title.value.title.cls == "office" and not title.value.title.ambiguous
    return name_in(tokens, title.last + 1, last) or (None if office else first)


def _described(document: Document, first: int, last: int) -> int | None:
    """The first token of the name that is all there is behind a nisba or a relative: البولندية [آنا كوفالسكا], شقيقه [ناصر العولقي]."""
    tokens = document.tokens
    begun = behind_nisba(tokens, first, last)
    if begun is not None:
        return begun if name_in(tokens, begun, last) == begun else None
    return behind_relative(tokens, first, last)


def _is_of_another(document: Document, first: int) -> bool:
    """Whether the name in a mention is another person's: نجل فلان."""
    head = title_at(document.tokens, first)
    return head is not None and head.title.cls == "relation" and not head.definite


def _follows_cue(document: Document, first: int) -> bool:
    """Whether a verb of saying stands right before; its subject is not in the accusative (يجيب ضاحكا)."""
    return first > 0 and any(form.shape == "verb" for form in lexicon().forms(document.tokens[first - 1].word))


def _without_verbs(document: Document, first: int, last: int) -> tuple[int, int]:
    """The tokens without a verb before them ([تؤوي] نازحين) and without the opening words of a relative clause (ائتلاف شركات [تقوده «])."""
    tokens = document.tokens
    while first < last and _acts(tokens[first].form):
        first += 1
    text = document.text[tokens[first].start : tokens[last].end]
    while first < last and (_opens(text, tokens[last].text) or (last > first + 1 and _acts(tokens[last].form)) or _is_next(tokens[last])):
        last -= 1
    return first, last


def _with_marks(document: Document, first: int, last: int) -> int:
    """The last token, with the closing mark of an open quotation, and without what follows an unopened one ([هاباغ لويد]" الألمانية)."""
    tokens = document.tokens
    marks = [k for k in range(first, last + 1) if tokens[k].text in MARKS]
    if len(marks) % 2 == 0:
        return last
    if last + 1 < len(tokens) and tokens[last + 1].text in MARKS and marks[-1] > first:
        return last + 1
    return marks[-1] - 1 if marks[-1] > first else last


def _acts(form: str) -> bool:
    """Whether a word is a present-tense verb; the list of verb forms also has predicates (مسؤولا)."""
    return form[:1] in ("ي", "ت") and is_verb_form(form)


def _is_next(token: Token) -> bool:
    """Whether a word is و and a past verb, with which a further clause begins: قتل [ثلاثة] وأصيب آخرون."""
    return token.form[:1] == "و" and token.segments.proclitics[:1] == ("و",) and is_verb_form(token.form)


def _opens(text: str, mark: str) -> bool:
    """Whether the mark that ends a text opens a quotation; a straight mark does if it is the first of its pair."""
    return mark in _OPENING and (mark != '"' or text.count('"') % 2 == 1)


def joins(document: Document, first: int) -> bool:
    """Whether و before a phrase is a conjunction and no part of its first word: والصدر يدعو, or any word that begins a further clause of
    the headline."""
    return document.opens_clause(first) or joins_definite(document.tokens[first].form)
