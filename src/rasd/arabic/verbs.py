"""Verb forms: from the two bases of a verb (قال، يقول) to the surface forms that news prose uses, and back from a word to its verb.

Everything is generated from the last letters of the bases, as spelled without vowels: sound (كتب), hollow (قال), defective (دعا، رأى،
لقي), doubled (ردّ), and the seats of a final hamza (بدأ، جاء). Forms are folded. A passive is marked only where the letters show it
(قيل، أجريت، هوجم، يقال); most passives are spelled like the active, see `written_passive` for the vowel signs that some texts print.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from itertools import product
from typing import Generic, Literal, NamedTuple, TypeVar, get_args

from rasd.arabic.fold import fold
from rasd.arabic.letters import DROPPED
from rasd.arabic.remembered import Remembered
from rasd.arabic.segment import allows, frequency
from rasd.arabic.tokens import Word

V = TypeVar("V")
Tense = Literal["past", "present", "jussive"]

SHADDA, DAMMA = "\u0651", "\u064f"
ALEF_MAQSURA = "ى"

_KNOWN_MASDAR = 6  # as a power of two: تنسيق has 6, تعقيد 5, تفتيح 0
# Passives of these are in use and clash with no common noun; عاد or علا would give عيد and علي.
_HOLLOW_PASSIVES = frozenset({"قال", "باع", "قاد", "ساق", "صاغ", "صان", "خاض"})
_SPOKEN_PAST = {"قال": "قيل", "دعا": "دعي", "ساق": "سيق", "صاغ": "صيغ"}
_WAW_PASSIVES = frozenset({"وجد", "وصف", "وضع", "وعد", "ولد"})
_OBJECTS = ("هما", "كما", "ها", "هم", "هن", "كم", "كن", "ني", "نا", "ه", "ك")
_PROCLITICS = frozenset({"", "و", "ف", "س", "ل", "ا", "وس", "فس", "ول", "فل"})  # ا: the question in أليس


class VerbForm(NamedTuple):
    """The grammar of a surface form: tense (jussive: يقل، يقولوا; all else present), person, gender (None in the first), number s, d, p."""

    tense: Tense
    person: int
    gender: str | None
    number: str
    passive: bool = False


class VerbMatch(NamedTuple, Generic[V]):
    """A verb recognised in a word: its proclitics, the surface without them and without the object, the object pronoun, the form."""

    prefix: str
    surface: str
    object: str
    form: VerbForm
    value: V


def _bare(base: str) -> tuple[str, bool]:
    """The letters of a base, hamzas kept, and whether it ends in a written shadda."""
    letters = "".join(c for c in base if c not in DROPPED)
    return letters, SHADDA in base[base.rfind(letters[-1:]) :] if letters else False


def _join(stem: str, suffix: str) -> list[str]:
    """Stem and suffix with the spelling rules at the seam: doubled ت and ن written once, the seats of hamza before و and ا."""
    last, first = stem[-1:], suffix[0]
    if last == first and last in "تن":
        return [stem + suffix[1:]]
    if first == "و" and last in ("أ", "ء"):
        seats = "أؤء" if last == "أ" else "ءؤئ"
        return [stem[:-1] + seat + suffix for seat in seats]
    if first == "ا" and last == "أ":
        return [stem[:-1] + "آ" + suffix[1:]]
    if first == "ا" and last == "ء" and stem[-2:-1] == "ي":
        return [stem + suffix, stem[:-1] + "ئ" + suffix]
    if first == "ن" and last == "ء":
        return [stem + suffix, stem[:-1] + "ئ" + suffix]
    return [stem + suffix]


def _is_hollow(past: str, doubled: bool) -> bool:
    return past == "ليس" or (not doubled and len(past) > 2 and past[-2] in "اآ" and past[-1] not in "اىي")


def _may_be_doubled(past: str, present: str) -> bool:
    """Whether a base without written shadda can end in a doubled letter: رد، أصر، احتل، استمر (استلم too, so both are spelled)."""
    folded = fold(past)
    if folded[-1:] in "اي" or len(past) < 2 or past[-2] in "اآ":
        return False
    if len(past) == 2 or (past[0] == "أ" and len(past) == 3 and present[1:2] != "أ"):
        return True
    return (len(past) == 4 and folded[0] == "ا" and (folded[1] == "ن" or folded[2] in "تطد")) or (
        len(past) == 5 and folded.startswith("است")
    )


def _short_past(past: str, doubled: bool, present: str) -> list[str]:
    """What stands before ت، نا، ن: قل، دعو، التقي، ردد."""
    last = past[-1]
    if _is_hollow(past, doubled):
        return [past[:-2] + ("ئ" if last == "ء" else last)]
    if last == "ا":
        return [past[:-1] + ("و" if present.endswith("و") else "ي")]
    if last == ALEF_MAQSURA:
        return [past[:-1] + "ي"]
    if doubled:
        return [past + last]
    return [past, past + last] if _may_be_doubled(past, present) else [past]


def _past(past: str, doubled: bool, present: str) -> Iterator[tuple[str, int, str | None, str]]:
    """Each past form with person, gender, number; third persons first."""
    short = _short_past(past, doubled, present)
    weak = past[-1] in "اى" or past[-1] == "ي"
    stem = past[:-1] if weak else past
    feminine = past if past[-1] == "ي" or not weak else stem
    yield past, 3, "m", "s"
    yield feminine + "ت" if past[-1] != "ت" else past + "ت", 3, "f", "s"
    yield from ((form, 3, "m", "p") for form in _join(stem, "وا"))
    yield from ((form, 3, "m", "d") for form in _join(short[0] if weak else past, "ا"))
    yield feminine + "تا", 3, "f", "d"
    for base in short:
        yield from ((form, 3, "f", "p") for form in _join(base, "ن"))
    for base in short:
        yield from ((form, 1, None, "s") for form in _join(base, "ت"))
        yield from ((form, 1, None, "p") for form in _join(base, "نا"))
        yield from ((form, 2, "m", "p") for form in _join(base, "تم"))


def _short_present(stem: str, hollow: bool, doubled: bool, maybe: bool) -> list[str]:
    """The present stem before fp ن (يقلن، يرددن), which the jussive of hollow verbs shares (يقل)."""
    if hollow and len(stem) > 1:
        if stem[-1] == "ء":
            return [stem[:-2] + {"ي": "ئ", "ا": "أ", "و": "ؤ"}.get(stem[-2], "ء")]
        return [stem[:-2] + stem[-1]]
    if doubled:
        return [stem + stem[-1]]
    return [stem, stem + stem[-1]] if maybe else [stem]


def _present(stem: str, hollow: bool, doubled: bool, maybe: bool) -> Iterator[tuple[str, Tense, int, str | None, str]]:
    """Each present form from the present base without its ي; third persons first, jussives after the indicative."""
    weak = stem[-1] in "ويى" and not hollow
    plural = stem[:-1] if weak else stem
    dual = stem[:-1] + "ي" if stem[-1] == ALEF_MAQSURA else stem
    short = [dual] if weak else _short_present(stem, hollow, doubled, maybe)
    apocopate = [stem[:-1]] if weak else short if hollow else []  # a doubled jussive is spelled like the indicative
    first = "آ" + stem[1:] if stem[0] == "أ" else "أ" + stem
    yield "ي" + stem, "present", 3, "m", "s"
    yield "ت" + stem, "present", 3, "f", "s"
    yield from (("ي" + form, "present", 3, "m", "p") for form in _join(plural, "ون"))
    for prefix, gender in (("ي", "m"), ("ت", "f")):
        yield from ((prefix + form, "present", 3, gender, "d") for form in _join(dual, "ان"))
    yield from (("ي" + form, "present", 3, "f", "p") for base in short for form in _join(base, "ن"))
    yield from (("ي" + form, "jussive", 3, "m", "p") for form in _join(plural, "وا"))
    for form in apocopate:
        yield "ي" + form, "jussive", 3, "m", "s"
        yield "ت" + form, "jussive", 3, "f", "s"
    for prefix, gender in (("ي", "m"), ("ت", "f")):
        yield from ((prefix + form, "jussive", 3, gender, "d") for form in _join(dual, "ا"))
    yield first, "present", 1, None, "s"
    yield "ن" + stem, "present", 1, None, "p"
    yield from (("ت" + form, "present", 2, "m", "p") for form in _join(plural, "ون"))
    yield from (("ت" + form, "jussive", 2, "m", "p") for form in _join(plural, "وا"))
    for form in apocopate:
        yield ("آ" + form[1:] if form[:1] == "أ" else "أ" + form), "jussive", 1, None, "s"
        yield "ن" + form, "jussive", 1, None, "p"


def _all(past: str, present: str, passive: bool) -> Iterator[tuple[str, VerbForm]]:
    (before, doubled), (now, doubled_now) = _bare(past), _bare(present)
    if before:
        for form, person, gender, number in _past(before, doubled, now):
            yield fold(form), VerbForm("past", person, gender, number, passive)
    stem = now[1:] if now[:1] == "ي" else now
    if stem:
        hollow = _is_hollow(before, doubled) if before else stem[-2:-1] in ("و", "ي", "ا")
        maybe = bool(before) and _may_be_doubled(before, now)
        for form, tense, person, gender, number in _present(stem, hollow, doubled or doubled_now, maybe):
            yield fold(form), VerbForm(tense, person, gender, number, passive)


def _passive_past(past: str, doubled: bool) -> str:
    """The past base of the passive where its letters differ from the active's, else ""."""
    if past in _SPOKEN_PAST:
        return _SPOKEN_PAST[past]
    if _is_hollow(past, doubled):
        return past[:-2] + "ي" + past[-1] if len(past) > 3 else ""
    if len(past) == 4 and past[1] == "ا":
        past = past[0] + "و" + past[2:]
        return past[:-1] + {"أ": "ئ", ALEF_MAQSURA: "ي"}.get(past[-1], past[-1])
    if past[-1] == ALEF_MAQSURA:  # ألغيت: it was cancelled; of three letters the first person is likelier (رأيت)
        return past[:-1] + "ي" if len(past) > 3 else ""
    if past[-1] == "أ":
        return past[:-1] + "ئ"
    return past[0] + "ئ" + past[2] if len(past) == 3 and past[1] == "أ" else ""


def _passive_present(past: str, doubled: bool, present: str) -> str:
    """The present base of the passive where its letters differ from the active's, else ""."""
    if past in _WAW_PASSIVES and len(present) == 3:
        return present[0] + "و" + present[1:]
    if _is_hollow(past, doubled) and len(present) > 2 and present[-2] in "وي":
        return present[:-2] + "ا" + present[-1] if len(past) > 3 or past in _HOLLOW_PASSIVES else ""
    if past == "دعا":
        return present[:-1] + ALEF_MAQSURA
    return present[:-1] + "أ" if present[-1:] == "ئ" else ""


def forms(past: str, present: str) -> list[tuple[str, VerbForm]]:
    """Every surface form with every reading of it, the likelier first: third persons, visible passives, then first and second person."""
    (before, doubled), (now, _) = _bare(past), _bare(present)
    active = list(_all(past, present, False))
    passive: list[tuple[str, VerbForm]] = []
    if before:
        passive = list(_all(_passive_past(before, doubled), _passive_present(before, doubled, now), True))
    third = [pair for pair in active + passive if pair[1].person == 3]
    return third + [pair for pair in active if pair[1].person != 3]


def inflect(past: str, present: str) -> dict[str, VerbForm]:
    """Folded surface forms (no proclitics, no object pronouns) of a verb from its past and present third person masculine singular.

    `inflect("دعا", "يدعو")["دعت"]` is past, third person, feminine singular. Write the bases with their hamza, ى against ي, and shadda
    where the last letter is doubled (ردّ، يردّ). A form with several readings keeps the likeliest (تقول: she says). Either base may be "".
    """
    found: dict[str, VerbForm] = {}
    for surface, form in forms(past, present):
        found.setdefault(surface, form)
    return found


def object_readings(surface: str) -> Iterator[tuple[str, str]]:
    """A verb's surface split before an object pronoun: (surface without it, pronoun), spelling restored: هاجموها → هاجموا، رآه → رأى."""
    if not surface.endswith(_OBJECTS):  # most words: one test for all eleven
        return
    for suffix in _OBJECTS:
        if not surface.endswith(suffix) or len(surface) - len(suffix) < 2:
            continue
        rest = surface[: -len(suffix)]
        yield rest, suffix
        last = rest[-1]
        if last == "و":
            yield rest + "ا", suffix
            if rest.endswith("تمو"):
                yield rest[:-1], suffix
        elif last == "ا":
            yield rest[:-1] + "ي", suffix
            yield rest + "ي", suffix  # رآه: the alef is hamza and alef in one
        elif last in "ئؤ":
            yield rest[:-1] + "ء", suffix
            yield rest[:-1] + "ا", suffix


@lru_cache(maxsize=2_000)  # all lexicons ask for a word in turn and cache their own answers; 30,000 entries took 34 MB a process
def _surfaces(word: Word) -> tuple[tuple[str, str, str], ...]:
    """The parts of a word that may be a verb, as (proclitics, surface, object), without an object first. Shared by all verb lexicons."""
    readings = [reading for reading in word.readings if reading.prefix in _PROCLITICS]
    found = [(prefix, stem, "") for prefix, stem in readings]
    found += [(prefix, rest, suffix) for prefix, stem in readings for rest, suffix in object_readings(stem)]
    return tuple(found)


def _is_likely(form: str, match: VerbMatch[V]) -> bool:
    """Whether a match with clitics is likelier than another word of the same letters: فترة is not ف + تر + ه, الحكم not الح + كم."""
    return not (match.prefix or match.object or match.form.passive) or allows(form, match.prefix, match.surface)


StoredForms = dict[str, str]
"""Surface forms, each with its readings separated by tabs: one character for the verb form, then the key of its value."""

_FORMS = tuple(
    VerbForm(tense, person, gender, number, passive)
    for tense, person, gender, number, passive in product(get_args(Tense), (1, 2, 3), (None, "m", "f"), ("s", "d", "p"), (False, True))
)
_CODES = {form: chr(ord("0") + code) for code, form in enumerate(_FORMS)}


def store_verb(forms: StoredForms, past: str, present: str, key: str) -> None:
    """Add every form of a verb (see `inflect`) to `forms`. `VerbLexicon` makes the value of the verb from `key`, which has no tabs."""
    for surface, form in inflect(past, present).items():
        told = _CODES[form] + key
        forms[surface] = f"{forms[surface]}\t{told}" if surface in forms else told


class VerbLexicon(Generic[V]):
    """Verbs with values, found by any of their forms, proclitics (و ف س ل) and object pronouns included.

    `VerbLexicon([("اتهم", "يتهم", "accuse")]).match(Word.of("وستتهمهم"))`. A verb may be given twice with different values. `stored` is
    what `store_verb` built before; then `make` turns a key into its value when a form is first met.
    """

    def __init__(
        self, verbs: Iterable[tuple[str, str, V]] = (), *, stored: StoredForms | None = None, make: Callable[[str], V] | None = None
    ) -> None:
        self._forms: StoredForms = stored if stored is not None else {}
        self._values: list[V] = []
        self._make = make or self._added
        self._matches: Remembered[str, tuple[VerbMatch[V], ...]] = Remembered()
        for past, present, value in verbs:
            self.add(past, present, value)

    def add(self, past: str, present: str, value: V) -> None:
        """Add a verb by its past and present bases (see `inflect`) to a lexicon that was not `stored`."""
        store_verb(self._forms, past, present, str(len(self._values)))
        self._values.append(value)
        self._matches.clear()

    def _added(self, key: str) -> V:
        return self._values[int(key)]

    def match(self, word: Word) -> tuple[VerbMatch[V], ...]:
        """The verbs that a word can be, fewest affixes first; empty for most words. Remembered per folded form."""
        found = self._matches.get(word.form)
        if found is None:
            found = self._matches.keep(word.form, tuple(self._find(word)))
        return found

    def _find(self, word: Word) -> Iterable[VerbMatch[V]]:
        forms = self._forms
        surfaces = [found for found in _surfaces(word) if found[1] in forms]
        found = [match for prefix, surface, suffix in surfaces for match in self._fitting(prefix, surface, suffix)]
        # نقل is "he moved" before "let us say": news prose is in the third person.
        found.sort(key=lambda match: (match.object != "", match.form.person != 3))
        return (match for match in found if _is_likely(word.form, match))

    def _fitting(self, prefix: str, surface: str, suffix: str) -> Iterator[VerbMatch[V]]:
        for told in self._forms[surface].split("\t"):
            form = _FORMS[ord(told[0]) - ord("0")]
            if form.tense == "past" and prefix[-1:] in ("س", "ل"):
                continue
            if prefix[-1:] == "س" and form.tense == "jussive":
                continue
            yield VerbMatch(prefix, surface, suffix, form, self._make(told[1:]))


def written_passive(text: str, form: VerbForm, past: str) -> bool:
    """Whether the vowel signs of a token as printed show the passive: اعتُقل، قُتل، أُعلن، سيُقتل (but not يُعلن, the active's own damma).

    `past` is the verb's past base. In the present only verbs whose active has no damma on its first letter (I, V to X) can show it.
    """
    if DAMMA not in text:
        return False
    letters = "".join(c for c in text if c not in DROPPED)
    at = len([c for c in text[: text.index(DAMMA)] if c not in DROPPED])  # the damma is on letter `at`, from one
    base = fold(past)
    if form.tense == "past":
        proclitic = 1 if at > 1 and letters[:1] in ("و", "ف") else 0
        return at - proclitic == 1 or (base[:1] == "ا" and at - proclitic == 3)
    before = fold(letters[: max(at - 1, 0)])
    return before in _PROCLITICS and not _has_damma_in_active(base)


def _has_damma_in_active(past: str) -> bool:
    """Whether the active present begins with a damma: forms of four letters (أعلن، قاتل، ترجم), and II, told by its masdar (تقديم)."""
    if len(past) == 3:
        return frequency("ت" + past[:2] + "ي" + past[2]) >= _KNOWN_MASDAR
    return len(past) == 4 and not past.startswith(("ات", "ان")) and not (past[0] == "ا" and past[2] in "تطد")
