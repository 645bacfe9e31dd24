"""Which words of an article name an event: the trigger's sense, from the words around it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from rasd.arabic.remembered import Remembered
from rasd.arabic.tokens import Word
from rasd.arabic.verbs import SHADDA, written_passive
from rasd.document import Document
from rasd.extract.events.clause import role_before
from rasd.extract.related import related_links
from rasd.findings import FoundStatement
from rasd.ontology.triggers import Sense, Stems, Trigger, trigger_lexicon, word_classes, word_set
from rasd.ontology.words import has_article

Stemmed = tuple[list[frozenset[str]], frozenset[str]]  # the stems of words near a token: of each, and of all together
NEED_AFTER, NEED_BEFORE, AVOID_AFTER, AVOID_BEFORE = 5, 6, 6, 5

# After these a form that is both verb and noun is a noun (بعد قصف، عن رفض), after those it is a verb (أن قصف، الذي رفض).
_VERB_AFTER, _NOUN_AFTER = word_set("verb after"), word_set("noun after")
# To the letter هنأ with a pronoun, or a form of دعا, but other words by far.
NEVER = word_set("never a trigger")
WARNINGS, DANGERS, MENACES = word_set("warnings"), word_set("dangers"), word_set("menaces")
WARNED = 12  # tokens after a warning that tell of what
FLYING, MARCHES = word_set("flying"), word_set("marches or drones")
DOWNED, STRIKING = word_set("shot down"), word_set("drones do")  # of what is shot down, and of what strikes: no march
DRONE_AHEAD = 3
BEFORE_NOUNS = frozenset({"في", "عن", "علي", "الي", "مع", "بدون", "دون"})  # no verb follows these
UNNAMED = frozenset({"group", "other", "media", "person"})
SPORT_WORDS, SPORT_SHARE = 5, 0.02


@dataclass(slots=True)
class TriggerCandidate:
    """A token read as a trigger in one sense, with the statement that it is the cue of.

    `doubts` names what the tables hold against it: "need" or "avoid" for words near it, "form" for a form that is seldom an event, "kind"
    for the other reading of a form that is verb and noun alike, "mention" for a word inside a noun phrase.
    """

    token: int
    sense: Sense
    trigger: Trigger
    statement: FoundStatement | None = None
    vowels_passive: bool = False
    doubts: tuple[str, ...] = ()


class TriggerFinder:
    """Finds the triggers of an article and chooses their senses."""

    def __init__(self) -> None:
        self.lexicon = trigger_lexicon()
        self.stems = Stems()
        self._sport = word_classes()["sport"]
        self._sporty: Remembered[str, bool] = Remembered()

    def find(self, document: Document) -> list[TriggerCandidate]:
        """The candidates in order, at most one of each type at a token: those without doubts first."""
        if self._is_sport(document):
            return []
        cues = {statement.cue_token: statement for statement in document.statements}
        links = related_links(document)
        known = self.lexicon.known  # looked up without a call: most words of an article are no triggers
        found: list[TriggerCandidate] = []
        for token in document.tokens:
            triggers = known.get(token.form)
            if triggers is None:
                triggers = self.lexicon.match(token.word)
            if not triggers or token.kind != "word" or token.form in NEVER or (links and document.paragraph_of(token.start) in links):
                continue
            untold = untold_type(document, token.index)
            if untold is not None:
                triggers = tuple([trigger for trigger in triggers if trigger.sense.type != untold])
                if not triggers:
                    continue
            if document.place_at(token.index) is None:
                found += self._options(document, token.index, triggers, cues)
        return found

    def _is_sport(self, document: Document) -> bool:
        """Sports pages speak of attacks, defeats and withdrawals; a handful of their words gives them away."""
        known = self._sporty.get
        words = sum([self._of_sport(token.word) if (told := known(token.form)) is None else told for token in document.tokens])
        return words >= SPORT_WORDS and words >= SPORT_SHARE * len(document.tokens)

    def _in_mention(self, document: Document, index: int, trigger: Trigger, cues: dict[int, FoundStatement]) -> bool:
        """Whether a word inside a mention may still be a trigger: never in a name or office (لجنة التحقيق).

        Unnamed people and papers hide some: طالب is a student or demanded, مفاوضات negotiations, ضحايا التفجير tells of the bombing.
        """
        mention = document.mention_at(index)
        if mention is None or "participant" in trigger.sense.flags:
            return True
        if mention.named or (mention.form == "title" and mention.first != index) or mention.kind not in UNNAMED:
            return False
        return trigger.kind != "verb" or index in cues or (mention.first == index and self._verb_here(document, index))

    def _of_sport(self, word: Word) -> bool:
        known = self._sporty.get(word.form)
        if known is None:
            known = self._sporty.keep(word.form, not self._sport.isdisjoint(word.stems))
        return known

    def _options(
        self, document: Document, index: int, triggers: tuple[Trigger, ...], cues: dict[int, FoundStatement]
    ) -> Iterator[TriggerCandidate]:
        """The best reading of each type, fewest doubts first."""
        cue = cues.get(index)
        mention = document.mention_at(index)
        if mention is not None and (mention.named or (mention.form == "title" and mention.first != index)):
            triggers = tuple([trigger for trigger in triggers if "participant" in trigger.sense.flags])
            if not triggers:
                return
        standing = {id(trigger): self._may_stand(document, index, trigger, cue) for trigger in triggers}
        kinds = {trigger.kind for trigger in triggers if standing[id(trigger)]}
        wanted = kinds
        if len(kinds) > 1:
            wanted = {"verb"} if self._verb_here(document, index) else kinds - {"verb"}
        near = _Near(self, document, index)
        readings = []
        for trigger in triggers:
            doubts = [] if standing[id(trigger)] else ["form"]
            if wanted and trigger.kind not in wanted:
                doubts.append("kind")
            if mention is not None and not self._in_mention(document, index, trigger, cues):
                doubts.append("mention")
            doubts += near.doubts(trigger)
            readings.append((len(doubts), trigger.sense.need is None, trigger.sense.row, trigger, tuple(doubts)))
        readings.sort(key=lambda reading: reading[:3])
        types: set[str] = set()
        for _, _, _, trigger, told in readings:
            if trigger.sense.type not in types:
                types.add(trigger.sense.type)
                form = trigger.form
                vowels = bool(form) and written_passive(document.tokens[index].text, form, trigger.lemma) if form else False
                yield TriggerCandidate(index, trigger.sense, trigger, cue, vowels, told)

    def _may_stand(self, document: Document, index: int, trigger: Trigger, cue: FoundStatement | None) -> bool:
        """Rules out forms that are seldom events: jussives, the second person, وفقا read as a verb, participles as plain adjectives."""
        if document.tokens[index].form == "فجر" and self._names_an_hour(document, index):
            return False
        if trigger.pronoun == "ي" and trigger.kind == "noun":  # اجتماعي is social, not my meeting
            return False
        if trigger.pronoun and trigger.lemma == "وعد" and not self._promises(document, index):
            return False
        if trigger.pronoun == "ه" and document.tokens[index].text.endswith("ة"):
            return False
        if trigger.kind == "participle":
            return cue is not None or document.tokens[index].form.endswith("ا")
        form = trigger.form
        if form is None:
            return True
        before = document.tokens[index - 1].form if index else ""
        if before in BEFORE_NOUNS or ("negative" in trigger.sense.flags and before not in ("لن", "ولن", "فلن")):
            return False
        quoted = form.person != 1 or document.quotation_at(document.tokens[index].start) is not None  # من أصل 39 is no arriving
        rare = not quoted or form.tense == "jussive" or form.person == 2 or (form.gender == "f" and form.number == "p")
        return not rare and not (form.passive and document.tokens[index].form.startswith("وو"))

    def _promises(self, document: Document, index: int) -> bool:
        """Whether وعدته is that she promised him (بأن), and not that she regards it so: ونددت بالقرار، وعدته "خطوة خطيرة"."""
        after = document.tokens[index + 1] if index + 1 < len(document.tokens) else None
        if ("د" + SHADDA) in document.tokens[index].text or after is None or after.kind != "word":
            return False
        party = has_article(after.form) or document.mention_at(index + 1) is not None
        return party or after.form.startswith("ب")

    def _names_an_hour(self, document: Document, index: int) -> bool:
        """فجر the dawn, before a day, rather than the verb."""
        if document.time_at(index) is not None or index + 1 >= len(document.tokens):
            return True
        after = document.tokens[index + 1]
        return document.time_at(index + 1) is not None or after.form in ("امس", "اليوم", "يوم", "غد") or after.form.startswith("ال")

    def _verb_here(self, document: Document, index: int) -> bool:
        """Whether a form that is verb and noun alike (قتل، رفض، طلب) is the verb here."""
        token = document.tokens[index]
        if index == 0 or document.tokens[index - 1].sentence != token.sentence:
            return document.title is None or token.start >= document.title.end
        before = document.tokens[index - 1]
        if before.form in _VERB_AFTER:
            return True
        if before.form in _NOUN_AFTER or role_before(document, index - 1) is not None:
            return False
        mention = document.mention_at(index - 1)
        if before.kind == "punct" or mention is not None or document.time_at(index - 1) is not None:
            return True
        return token.form.startswith("و")

    def ahead(self, document: Document, index: int) -> list[frozenset[str]]:
        """The stems of the next words; a long name or title counts as one word, for أشاد … بـ has its subject in between."""
        tokens = document.tokens
        past = document.sentence_tokens(tokens[index].sentence).stop
        found: list[frozenset[str]] = []
        k, words = index + 1, 0
        while k < past and words < NEED_AFTER:
            mention = document.mention_at(k)
            last = mention.last if mention is not None and mention.first == k else k
            found += [self.stems.of(tokens[j].word) for j in range(k, last + 1)]
            words += tokens[k].kind != "punct"
            k = last + 1
        return found

    def around(self, document: Document, index: int, before: int, after: int, *, plain: bool = False) -> list[frozenset[str]]:
        """The stems of the words near a token, in its sentence, without its own."""
        tokens = document.tokens
        within = document.sentence_tokens(tokens[index].sentence)
        near = tokens[max(within.start, index - before) : min(within.stop, index + after + 1)]
        words = [token.word for token in near if token.index != index]
        return [word.stems for word in words] if plain else list(map(self.stems.of, words))


def is_drone(document: Document, index: int) -> bool:
    """Whether مسيرة is no march but a drone: after aircraft (طائرات مسيرة), with its shadda (مسيّرة), where it is shot down or strikes."""
    before = document.tokens[index - 1].form if index else ""
    near = {token.form for token in document.tokens[max(0, index - 3) : index]}
    ahead = {token.form for token in document.tokens[index + 1 : index + 1 + DRONE_AHEAD]}
    flies = before in FLYING or "ي" + SHADDA in document.tokens[index].text
    return flies or not near.isdisjoint(DOWNED) or not ahead.isdisjoint(STRIKING)


def untold_type(document: Document, index: int) -> str | None:
    """The type that a word tells by its letters only, here: marches that are drones, a warning that threatens nobody; else None."""
    form = document.tokens[index].form
    if form in MARCHES and is_drone(document, index):
        return "PROTEST"
    warns = form.removeprefix("و").removeprefix("ف") in WARNINGS
    return "THREATEN" if warns and _tells_danger(document, index) else None


def _tells_danger(document: Document, index: int) -> bool:
    """Whether a warning tells of a danger that the speaker would not bring about: حذر من انهيار المستشفيات, but not من مغبة الرد."""
    within = document.sentence_tokens(document.tokens[index].sentence)
    ahead = {token.form for token in document.tokens[index + 1 : min(within.stop, index + 1 + WARNED)]}
    return ahead.isdisjoint(MENACES) and not ahead.isdisjoint(DANGERS)


class _Near:
    """The words around one token, gathered once for all senses that it may have."""

    def __init__(self, finder: TriggerFinder, document: Document, index: int) -> None:
        self.finder, self.document, self.index = finder, document, index
        self._ahead: Stemmed | None = None
        self._behind: Stemmed | None = None
        self._plain: Stemmed | None = None

    def doubts(self, trigger: Trigger) -> list[str]:
        """Whether the words that the sense needs are missing, and whether one that rules it out is near."""
        sense = trigger.sense
        found = []
        if sense.need is not None:
            near, together = self.ahead()
            if sense.need.before or trigger.pronoun:
                behind, others = self.behind()
                near, together = near + behind, together | others
            if not sense.need.met(near, together):
                found.append("need")
        if sense.avoid.met(*self.plain()):
            found.append("avoid")
        return found

    def ahead(self) -> Stemmed:
        if self._ahead is None:
            self._ahead = _stemmed(self.finder.ahead(self.document, self.index))
        return self._ahead

    def behind(self) -> Stemmed:
        if self._behind is None:
            self._behind = _stemmed(self.finder.around(self.document, self.index, NEED_BEFORE, 0))
        return self._behind

    def plain(self) -> Stemmed:
        if self._plain is None:
            self._plain = _stemmed(self.finder.around(self.document, self.index, AVOID_BEFORE, AVOID_AFTER, plain=True))
        return self._plain


def _stemmed(stems: list[frozenset[str]]) -> Stemmed:
    return stems, frozenset().union(*stems)
