"""A document as the statement reader sees it: which tokens are cues, clause markers, quotations, prepositions, parties."""

from __future__ import annotations

from functools import cached_property
from typing import NamedTuple

from rasd.arabic.fold import fold
from rasd.arabic.letters import DIACRITICS, FATHATAN
from rasd.arabic.verbs import SHADDA
from rasd.document import Document
from rasd.findings import FoundMention
from rasd.ontology import cues
from rasd.ontology.cues import Cue, CueForm

_PRONOUNS = ("", "ه", "ها", "هم", "هما", "هن", "نا", "ني", "ك", "كم")
THAT = frozenset(prefix + "ان" + pronoun for prefix in ("", "ب", "و", "وب", "ف") for pronoun in _PRONOUNS) - {"انا", "وانا", "فانا"} | {
    "اني",
    "باني",
    "اننا",
    "باننا",
    "انني",
    "بانني",
}
TA_MARBUTA = "ة"
MARKS = frozenset("«»\"“”'")  # of quotation
_DEEM = "عدّ"  # bare it is spelled like a number's and a promise's: يعد, وعد
_COMMAS = frozenset("،,؛;")
_MAY_END = frozenset('،,؛;-–—/»”"')  # punctuation after which a clause of the outlet may begin
_MANY = frozenset({"group", "armed_group"})
_MILLIONS = frozenset({"ملايين", "الملايين"})  # a broken plural: its ين is no ending
_SOME = frozenset({"عدد", "كثير", "قليل", "فريق", "قسم", "جزء", "جمع", "حشد", "نفر", "لفيف"})
_GOVERNING = frozenset({"لكن", "ولكن"})
_CONJUNCTIONS = frozenset({"", "و", "ف"})
_PREPOSITIONS = cues.words("preposition")
_NOT_CONTENT = cues.words("not_content")
_B_NOUNS = cues.words("b_noun")
_NEGATIONS = cues.words("negation")
_POINTING = cues.words("pointing")


class CueCandidate(NamedTuple):
    """A word that may be a cue: tokens `first..last`, and what the lexicon says of it."""

    first: int
    last: int
    form: CueForm

    @property
    def cue(self) -> Cue:
        """The lexicon entry."""
        return self.form.cue

    def agrees(self, mention: FoundMention) -> bool:
        """Whether gender and number of a mention do not contradict the cue's; unknown agrees with all."""
        if self.form.gender is None or mention.gender is None or mention.number == "p":
            return True
        return mention.gender == self.form.gender


class Quoted(NamedTuple):
    """A quotation by tokens: the opening mark, the first and last token inside, the closing mark (last + 1 where unclosed)."""

    mark: int
    first: int
    last: int
    end: int
    closed: bool

    @property
    def words(self) -> int:
        """How many tokens are inside."""
        return self.last - self.first + 1


class Reading:
    """Answers questions about the tokens of a document by index, each computed once."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.tokens = document.tokens
        self.count = len(document.tokens)
        self.starts, self.ends = self._sentence_bounds()

    def _sentence_bounds(self) -> tuple[list[int], list[int]]:
        """For each token the first token of its sentence, and the index after the last."""
        starts: list[int] = []
        ends: list[int] = []
        for sentence in range(max(1, len(self.document.sentences))):
            within = self.document.sentence_tokens(sentence)
            starts += [within.start] * len(within)
            ends += [within.stop] * len(within)
        return starts, ends

    def continues(self, index: int) -> bool:
        """Whether a sentence that begins at the token only carries the content before it on: وأن, وإنها."""
        form = self.form(index)
        return form[:1] == "و" and form in THAT

    def same_paragraph(self, index: int) -> bool:
        """Whether the token before stands in the same paragraph."""
        paragraph = self.document.paragraph_of
        return paragraph(self.tokens[index].start) == paragraph(self.tokens[index - 1].start)

    def bracketed(self, index: int) -> int:
        """The index after the brackets that open at the token, or the token itself where none open or none close soon."""
        if self.form(index) != "(":
            return index
        close = next((k for k in range(index + 1, min(index + 14, self.count)) if self.form(k) == ")"), None)
        return index if close is None else close + 1

    def past_entity(self, index: int) -> int:
        """The index after a character entity that a web page left in the text (&#34; &quot;), or the token itself."""
        if self.form(index) != "&":
            return index
        close = next((k for k in range(index + 1, min(index + 5, self.count)) if self.form(k) == ";"), None)
        return index if close is None else close + 1

    @cached_property
    def quoted(self) -> list[Quoted]:
        """The quotations of the document, by tokens, empty ones left out; one that goes on over paragraphs is one."""
        found: list[Quoted] = []
        for quotation in self.document.quotations:
            inside = self.document.tokens_in(quotation.inner)
            if not len(inside):
                continue
            last = inside[-1]
            if quotation.continues and found and not found[-1].closed:
                found[-1] = found[-1]._replace(last=last, end=last + 1, closed=quotation.closed)
                continue
            mark = self.document.token_at(quotation.outer.start)
            found.append(Quoted(min(mark, inside[0]), inside[0], last, last + 1, quotation.closed))
        return found

    @cached_property
    def quote_opening(self) -> dict[int, Quoted]:
        """Quotations by the index of their opening mark."""
        return {quoted.mark: quoted for quoted in self.quoted}

    @cached_property
    def quote_closing(self) -> dict[int, Quoted]:
        """Closed quotations by the index of their closing mark."""
        return {quoted.end: quoted for quoted in self.quoted if quoted.closed}

    def points(self, index: int) -> bool:
        """Whether the token is of the words that point back to a quotation: هكذا، بهذه الكلمات."""
        return self.form(index) in _POINTING

    def quote_before(self, index: int) -> int | None:
        """The closing mark that stands right before a token, only punctuation between, or words that point back: «...»، هكذا قال."""
        while index >= 0 and (self.tokens[index].kind == "punct" or self.points(index)):
            if index in self.quote_closing:
                return index
            index -= 1
        return None

    @cached_property
    def quote_around(self) -> list[Quoted | None]:
        """The quotation that each token is inside of, or None."""
        around: list[Quoted | None] = [None] * self.count
        for quoted in self.quoted:
            for index in range(quoted.first, quoted.last + 1):
                around[index] = quoted
        return around

    @cached_property
    def candidates(self) -> list[CueCandidate]:
        """Every word that may be a cue, in order; one reading each, the likeliest by its surroundings."""
        lexicon, tokens = cues.lexicon(), self.tokens
        found: list[CueCandidate] = []
        past = 0
        for index, token in enumerate(tokens):
            if index < past or token.kind != "word" or lexicon.is_silent(token.word):
                continue
            phrase = lexicon.phrases.match(tokens, index, _CONJUNCTIONS)
            if phrase and phrase.value.lemma.endswith(" ل") and not self.form(phrase.last + 1).startswith("ل"):
                phrase = None  # وفقا without ل is no source
            if phrase and self.ends[index] > phrase.last:
                found.append(CueCandidate(index, phrase.last, CueForm(phrase.value, "verb", phrase.prefix, None, None)))
                past = phrase.last + 1
                continue
            found.extend(CueCandidate(index, index, form) for form in self._likely(index))
        return found

    def _likely(self, index: int) -> list[CueForm]:
        forms = list(cues.lexicon().forms(self.tokens[index].word))
        mention = self.document.mention_at(index)
        if mention is not None and mention.first < index:
            forms = [form for form in forms if form.shape == "verb" and form.present]
        if self.ends_in_ta(index):
            forms = [form for form in forms if form.shape != "verb"]  # نسبة is not نسبه
        else:
            forms = [form for form in forms if form.shape != "participle" or form.gender != "f" or form.number != "s"]  # nor أمله آملة
        text = self.tokens[index].text
        forms = [
            f for f in forms if f.number != "d" or f.present or f.shape != "verb" or (len(text) > 4 and FATHATAN not in text)
        ]  # ردا، ثمنا
        doubled = SHADDA in text
        forms = [f for f in forms if doubled or f.cue.lemma != _DEEM]
        if doubled and any(f.cue.lemma == _DEEM for f in forms):
            forms = [f for f in forms if f.cue.lemma == _DEEM]  # وعدّ is no وعد
        return forms[:2]

    def form(self, index: int) -> str:
        """The folded form of a token, "" outside the document."""
        return self.tokens[index].form if 0 <= index < self.count else ""

    def opens_clause(self, index: int) -> bool:
        """Whether the token is a أن that can open the content of a cue: no و or ف on it, no بعد before it."""
        form = self.form(index)
        if form not in THAT or form[0] in "وف":
            return False
        if self.form(index - 1) in _NOT_CONTENT and "إ" not in self.tokens[index].text:
            return False  # بعد أن; but قالت من قبل إنها
        return form != "بان" or self.document.mention_at(index) is None  # بان كي مون

    def is_that(self, index: int) -> bool:
        """Whether the token is أن, إن or one of them with ب or a pronoun."""
        return self.form(index) in THAT

    def is_comma(self, index: int) -> bool:
        """Whether the token is a comma of either script."""
        return self.form(index) in _COMMAS

    def may_end(self, index: int) -> bool:
        """Whether the token is punctuation after which a new clause may begin; a bracket is none."""
        return self.form(index) in _MAY_END

    def is_preposition(self, index: int) -> bool:
        """Whether the token is a free preposition or a word that works like one (خلال، عقب)."""
        form = self.form(index)
        if form in _PREPOSITIONS or (form[:1] in "وف" and form[1:] in _PREPOSITIONS):
            mention = self.document.mention_at(index)
            return mention is None or (mention.first == index and mention.last == index)
        return False

    def has_b(self, index: int) -> bool:
        """Whether the token begins with the preposition ب."""
        form = self.form(index)
        if form == "ب":
            return True
        if form == "بما":  # نوّه بما أنجز; but not بما في ذلك
            return self.form(index + 1) not in ("في", "ان", "انه", "انها", "يعني", "ذلك")
        return form.startswith("ب") and len(form) > 2 and form not in _B_NOUNS and self._is_open(index)

    def has_l(self, index: int) -> bool:
        """Whether the token begins with the preposition ل."""
        form = self.form(index)
        return form == "ل" or (form.startswith("ل") and len(form) > 3 and self._is_open(index))

    def _is_open(self, index: int) -> bool:
        """Whether no mention or place starts with this very letter (باريس، لبنان)."""
        start = self.tokens[index].start
        for finding in (self.document.mention_at(index), self.document.place_at(index)):
            if finding is not None and finding.span.start <= start:
                return False
        return True

    def is_accusative(self, first: int, end: int) -> bool:
        """Whether an indefinite noun right after لكن or إن stands in the accusative that they ask for: لكن مسؤولا محليا."""
        before = self.form(first - 1)
        if not (before in _GOVERNING or (before in THAT and before.endswith("ان"))):
            return False
        text = fold(self.tokens[first].text.rstrip(FATHATAN))
        return text.endswith("ا") and len(text) > 3 and not text.endswith(("وا", "اا")) and end - first <= 5

    def ends_adverb(self, index: int) -> bool:
        """Whether an adverb of one to three words ends at the token: للمرة الأولى."""
        adverbs = cues.markers("adverb")
        starts = range(max(0, index - 2), index + 1)
        return any((match := adverbs.match(self.tokens, start)) is not None and match.last == index for start in starts)

    def is_negated(self, index: int) -> bool:
        """Whether لم, لا or لن stands right before the token."""
        return self.form(index - 1) in _NEGATIONS

    def ends_in_ta(self, index: int) -> bool:
        """Whether the token is written with a final ة, its vowels aside: نافية, نافيةً."""
        return self.tokens[index].text.rstrip(DIACRITICS).endswith(TA_MARBUTA)

    def is_circumstance(self, index: int) -> bool:
        """Whether an unmarked word stands in the accusative, and so tells how and is no subject: يجيب ضاحكا."""
        token = self.tokens[index]
        return token.kind == "word" and cues.tells_how(token) and self.document.mention_at(index) is None

    def is_oblique(self, mention: FoundMention) -> bool:
        """Whether the mention hangs on a preposition, free or attached, and so is no subject."""
        if mention.span.start > self.tokens[mention.first].start:
            letter = self.tokens[mention.first].form[:2]
            return letter[:1] in "بلك" or letter in ("ول", "وب", "فل")
        if self.form(mention.first).startswith("لل"):
            return True
        before = mention.first - 1
        while before >= 0 and self.tokens[before].kind == "punct" and self.form(before) not in _COMMAS and before > mention.first - 3:
            before -= 1
        return self.is_preposition(before) or self.form(before) in ("ل", "ب")

    def is_objective(self, mention: FoundMention) -> bool:
        """Whether a plural stands in the case that no subject has: طالب الحوثيين, but قال الحوثيون."""
        form = self.form(mention.first)
        return mention.kind in _MANY and form.endswith("ين") and form not in _MILLIONS

    def is_nominative(self, index: int) -> bool:
        """Whether a word for some of many has no ا of the accusative, and so is a subject: دعا عدد من السكان."""
        return self.form(index + 1) == "من" and self.form(index) in _SOME

    def gender_of(self, mention: FoundMention) -> str | None:
        """The gender of a mention as a verb would agree with it: told, or read off the ending of its head (ة)."""
        if mention.gender is not None or mention.number == "p":
            return mention.gender
        if mention.kind == "country":
            return "f"
        if mention.kind == "media":
            return None
        head, described = self.tokens[mention.first].text, mention.first < mention.last and self.tokens[mention.first + 1].text
        # الأمم المتحدة، القوى السياسية: a definite adjective tells the gender of a plural that its own ending hides
        agreed = described and self.form(mention.first).startswith("ال") and described.startswith("ال") and described.endswith("ة")
        return "f" if agreed or head.endswith(("ة", "ات")) else "m"
