"""Finds the triggers of an article, and the sense of each from the words around it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from rasd.arabic.remembered import Remembered
from rasd.arabic.tokens import Word
from rasd.arabic.verbs import SHADDA, written_passive
from rasd.document import Document
from rasd.extract.events.clause import role_before
from rasd.findings import FoundMention, FoundStatement
from rasd.ontology.triggers import Sense, Stems, Trigger, trigger_lexicon, word_classes, word_set
from rasd.ontology.words import has_article, is_verb_form

Stemmed = tuple[list[frozenset[str]], frozenset[str]]  # stems of the words near a token: of each word, and of all
NEED_AFTER, NEED_BEFORE, AVOID_AFTER, AVOID_BEFORE = 5, 6, 6, 5

# After the first, a form that is both verb and noun is a noun (بعد قصف، عن رفض); after the second, a verb (أن قصف، الذي رفض).
_VERB_AFTER, _NOUN_AFTER = word_set("verb after"), word_set("noun after")
# Spelt like هنأ with a pronoun or a form of دعا, but other words.
NEVER = word_set("never a trigger")
CONGRATULATED = "هنأ"  # its letters tell it from هنا, "here", until they are folded
WARNINGS, DANGERS, MENACES = word_set("warnings"), word_set("dangers"), word_set("menaces")
ARMED = frozenset({"party", "armed_group", "military", "government", "country"})
WARNERS = word_set("warners")  # those who report or study and have no means of their own: حذر تقرير, حذرت منظمة
WARNED, WARNER = 12, 2  # tokens after a warning that say what it is about, and who warns
CONTROL, HELD = word_set("control"), word_set("held")  # مناطق [تحت سيطرة] الفصيل were taken long ago
RECALLS, OWN_ENVOYS = word_set("recalls"), word_set("own envoys")  # استدعت البحرين سفيرها للتشاور: no summons of another's envoy
RECALLED = 6  # tokens behind it that tell who is recalled, and what for
BESIEGED = word_set("under siege")  # المدينة المحاصرة: what it is like, and not the besieging that these forms also are
OPINIONS = word_set("opinions")  # يجب أن: what ought to be; يجب على الحكومة is a demand
OVERTHROWS, SUSPECTS = word_set("overthrows"), word_set("suspects")  # الإطاحة بمتهمين arrests them, الإطاحة بالنظام nobody
FLYING, MARCHES = word_set("flying"), word_set("marches or drones")
DID, OF_ARMIES = word_set("drones did"), word_set("of armies")  # استهدفت مسيرة معادية: its verb before it, whose it is behind it
DOWNED, STRIKING = word_set("shot down"), word_set("drones do")  # objects of shooting down, and attackers, beside which مسيرة is a drone
DRONE_AHEAD = 3
OVERTHROWN = 3  # tokens after الإطاحة that say who is brought down
AUXILIARIES, RELATIVES = word_set("skipped before a verb"), word_set("relatives")
BEFORE_NOUNS = frozenset({"في", "عن", "علي", "الي", "مع", "بدون", "دون"})  # no verb follows these
UNNAMED = frozenset({"group", "other", "media", "person"})
SPORT_WORDS, SPORT_SHARE = 5, 0.02


@dataclass(slots=True)
class TriggerCandidate:
    """A token read as a trigger in one sense, with the statement whose cue it is.

    `doubts` names what the tables hold against it: "need" or "avoid" for words near it, "form" for a form that is rarely an event, "kind"
    for the other word class of an ambiguous form, "mention" for a word inside a noun phrase.
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
        """The candidates in order, at most one per type and token, the one with fewest doubts."""
        if self._is_sport(document):
            return []
        cues = {statement.cue_token: statement for statement in document.statements}
        known = self.lexicon.known  # a plain look-up: most words are no triggers
        found: list[TriggerCandidate] = []
        for token in document.tokens:
            triggers = known.get(token.form)
            if triggers is None:
                triggers = self.lexicon.match(token.word)
            if not triggers or token.kind != "word" or (token.form in NEVER and CONGRATULATED not in token.text):
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
        """Whether an article is about sports, whose language is full of attacks, defeats and withdrawals."""
        known = self._sporty.get
        words = sum([self._of_sport(token.word) if (told := known(token.form)) is None else told for token in document.tokens])
        return words >= SPORT_WORDS and words >= SPORT_SHARE * len(document.tokens)

    def _in_mention(self, document: Document, index: int, trigger: Trigger, cues: dict[int, FoundStatement]) -> bool:
        """Whether a word inside a mention may be a trigger; never in a name or office (لجنة التحقيق).

        In mentions of unnamed people and media it may: طالب (student, demanded), ضحايا التفجير (victims of the bombing).
        """
        mention = document.mention_at(index)
        if mention is None or "participant" in trigger.sense.flags:
            return True
        if mention.named or (mention.form == "title" and mention.first != index) or mention.kind not in UNNAMED:
            return False
        if trigger.kind == "verb" and mention.form == "title":
            return False  # حاكم خاركيف is a governor and tried nobody
        return trigger.kind != "verb" or index in cues or (mention.first == index and self._verb_here(document, index))

    def _of_sport(self, word: Word) -> bool:
        known = self._sporty.get(word.form)
        if known is None:
            known = self._sporty.keep(word.form, not self._sport.isdisjoint(word.stems))
        return known

    def _options(
        self, document: Document, index: int, triggers: tuple[Trigger, ...], cues: dict[int, FoundStatement]
    ) -> Iterator[TriggerCandidate]:
        """The reading of each type with the fewest doubts."""
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
        """Whether a form may be a trigger. Excludes jussives, the second person, وفقا read as a verb, and participles used as
        adjectives."""
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
        quoted = form.person != 1 or document.quotation_at(document.tokens[index].start) is not None  # من أصل 39 is no arrival
        rare = not quoted or form.tense == "jussive" or form.person == 2 or (form.gender == "f" and form.number == "p")
        return not rare and not (form.passive and document.tokens[index].form.startswith("وو"))

    def _promises(self, document: Document, index: int) -> bool:
        """Whether وعدته is "she promised him" (بأن) and not "and regarded it as": ونددت بالقرار، وعدته "خطوة خطيرة"."""
        after = document.tokens[index + 1] if index + 1 < len(document.tokens) else None
        if ("د" + SHADDA) in document.tokens[index].text or after is None or after.kind != "word":
            return False
        party = has_article(after.form) or document.mention_at(index + 1) is not None
        return party or after.form.startswith("ب")

    def _verb_here(self, document: Document, index: int) -> bool:
        """Whether a form that may be verb or noun (قتل، رفض، طلب) is a verb here."""
        token = document.tokens[index]
        if index == 0 or document.tokens[index - 1].sentence != token.sentence:
            return document.title is None or token.start >= document.title.end
        before = document.tokens[index - 1]
        if before.form in _VERB_AFTER:
            return True
        if before.form in _NOUN_AFTER or role_before(document, index - 1) is not None:
            return False
        mention = document.mention_at(index - 1)
        if mention is not None and _has_its_verb(document, mention):
            return token.form.startswith("و")  # واصل الجيش قصفه: the object of the verb before
        if before.kind == "punct" or mention is not None or document.time_at(index - 1) is not None:
            return True
        return token.form.startswith("و")

    def ahead(self, document: Document, index: int) -> list[frozenset[str]]:
        """The stems of the next words. A long name or title counts as one word, as it may stand between أشاد and its بـ, and a time as
        none: أوقفت الشرطة، مساء الثلاثاء 12 مارس الجاري، ثلاثة أشخاص."""
        tokens = document.tokens
        past = document.sentence_tokens(tokens[index].sentence).stop
        found: list[frozenset[str]] = []
        k, words = index + 1, 0
        while k < past and words < NEED_AFTER:
            mention, time = document.mention_at(k), document.time_at(k)
            phrase = mention or time
            last = phrase.last if phrase is not None and phrase.first == k else k
            found += [self.stems.of(tokens[j].word) for j in range(k, last + 1)]
            words += tokens[k].kind != "punct" and time is None
            k = last + 1
        return found

    def around(self, document: Document, index: int, before: int, after: int, *, plain: bool = False) -> list[frozenset[str]]:
        """The stems of the words near a token in its sentence, without the token's own."""
        tokens = document.tokens
        within = document.sentence_tokens(tokens[index].sentence)
        near = tokens[max(within.start, index - before) : min(within.stop, index + after + 1)]
        words = [token.word for token in near if token.index != index]
        return [word.stems for word in words] if plain else list(map(self.stems.of, words))


def is_drone(document: Document, index: int) -> bool:
    """Whether مسيرة is a drone rather than a march: after aircraft (طائرات مسيرة), with shadda (مسيّرة), or where it is shot down or
    strikes."""
    before = document.tokens[index - 1].form if index else ""
    near = {token.form for token in document.tokens[max(0, index - 3) : index]}
    ahead = {token.form for token in document.tokens[index + 1 : index + 1 + DRONE_AHEAD]}
    after = document.tokens[index + 1].form if index + 1 < len(document.tokens) else ""
    struck = before in DID and after in OF_ARMIES
    flies = before in FLYING or "ي" + SHADDA in document.tokens[index].text or struck
    return flies or not near.isdisjoint(DOWNED) or not ahead.isdisjoint(STRIKING)


def names_an_hour(document: Document, index: int) -> bool:
    """Whether فجر is the dawn of a day rather than the verb."""
    if document.time_at(index) is not None or index + 1 >= len(document.tokens):
        return True
    after = document.tokens[index + 1]
    return document.time_at(index + 1) is not None or after.form in ("امس", "اليوم", "يوم", "غد") or after.form.startswith("ال")


def untold_type(document: Document, index: int) -> str | None:
    """A type that the word has by its letters only and not here: marches for drones, threats for mere warnings; else None."""
    form = document.tokens[index].form
    if form in MARCHES and is_drone(document, index):
        return "PROTEST"
    if form in OVERTHROWS and SUSPECTS.isdisjoint(
        token.form.removeprefix("ب") for token in document.tokens[index + 1 : index + 1 + OVERTHROWN]
    ):
        return "COERCE"
    if form == "فجر" and names_an_hour(document, index):
        return "ASSAULT"
    if form in CONTROL and index and document.tokens[index - 1].form in HELD:
        return "ASSAULT"
    if form in RECALLS and not OWN_ENVOYS.isdisjoint(token.form for token in document.tokens[index + 1 : index + 1 + RECALLED]):
        return "REQUEST"
    if form in BESIEGED and _is_attribute_of(document, index - 1):
        return "COERCE"
    if form in OPINIONS and index + 1 < len(document.tokens) and document.tokens[index + 1].form in ("أن", "ان"):
        return "REQUEST"
    warns = form.removeprefix("و").removeprefix("ف") in WARNINGS
    return "THREATEN" if warns and _tells_danger(document, index) else None


def _has_its_verb(document: Document, mention: FoundMention) -> bool:
    """Whether a definite mention is the subject of a verb right before it. An indefinite one has a clause behind it: قال مسؤول رفض."""
    tokens, verb = document.tokens, mention.first - 1
    if verb < 0 or tokens[verb].sentence != tokens[mention.first].sentence:
        return False
    if not is_verb_form(tokens[verb].form) or tokens[verb].form in AUXILIARIES or (verb and tokens[verb - 1].form in RELATIVES):
        return False
    return mention.named or any(has_article(token.form) for token in tokens[mention.first : min(mention.first + 2, mention.last + 1)])


def _is_attribute_of(document: Document, index: int) -> bool:
    """Whether the word before a form with ال is a definite noun or a name, which it then describes."""
    if index < 0 or document.tokens[index].sentence != document.tokens[index + 1].sentence:
        return False
    return document.place_at(index) is not None or document.mention_at(index) is not None or has_article(document.tokens[index].form)


def _tells_danger(document: Document, index: int) -> bool:
    """Whether a warning is of a danger that the speaker would not cause: حذر من انهيار المستشفيات, but not من مغبة الرد.

    Behind somebody else a word for who has no means is whom he warns: حذرت تركيا منظمة.
    """
    within = document.sentence_tokens(document.tokens[index].sentence)
    ahead = [token.form for token in document.tokens[index + 1 : min(within.stop, index + 1 + WARNED)]]
    harmless = not WARNERS.isdisjoint(ahead[:WARNER])
    if harmless and (warner := document.mention_at(index + 1)) is not None:
        harmless = ahead[0] in WARNERS and warner.kind not in ARMED  # منظمة التحرير has means
    return harmless or (MENACES.isdisjoint(ahead) and not DANGERS.isdisjoint(ahead))


class _Near:
    """The words around one token, collected once for all its senses."""

    def __init__(self, finder: TriggerFinder, document: Document, index: int) -> None:
        self.finder, self.document, self.index = finder, document, index
        self._ahead: Stemmed | None = None
        self._behind: Stemmed | None = None
        self._plain: Stemmed | None = None

    def doubts(self, trigger: Trigger) -> list[str]:
        """Whether words that the sense requires are missing, and whether one that excludes it is near."""
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
