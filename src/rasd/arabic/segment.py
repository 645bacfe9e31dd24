"""Clitic segmentation: the one best reading of a word out of context, وبمدرستهم → و + ب + مدرست + هم, with inflection told apart.

A log-linear model over all ways to cut the word. Its features: how often its parts stand in news as words of their own, with
the article, with other endings (word counts, data/words.txt.gz), whether its stem was seen in annotated text, and the shapes of its ends
(weights, data/segmentation.tsv.gz). Both files are made by tools/train_segmentation.py, which says from what. Hamza on alef is unified
for the counts; everything else is read as spelled, so that ة and ه stay apart: give it the printed word rather than a folded one.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache, lru_cache
from typing import NamedTuple

from rasd.arabic.kept import Kept, Plain, Sources
from rasd.arabic.letters import DROPPED

PRONOUNS = ("هما", "كما", "ها", "هم", "هن", "كم", "كن", "ني", "نا", "ه", "ك", "ي")
# Endings that belong to the word itself: of nouns, then of verbs. The last of a pair is the outer one.
_ENDINGS: tuple[tuple[str, ...], ...] = (
    (), ("ة",), ("ات",), ("ين",), ("ون",), ("ان",), ("ا",), ("ت",), ("وا",), ("و",), ("ي",), ("تا",), ("نا",), ("تم",), ("ن",),
    ("ت", "ين"), ("ت", "ان"), ("ت", "ي"), ("ت", "ا"), ("ات", "ي"),
)  # fmt: skip
_BEFORE_PRONOUN = frozenset({(), ("ات",), ("ت",), ("ي",), ("و",), ("ا",), ("نا",), ("ون",), ("ان",), ("ت", "ي"), ("تا",)})
_SPELLED = {ending: "".join(ending) for ending in _ENDINGS}
# Two words written as one, which no affixes explain.
_JOINED = {
    whole: (first, second)
    for whole, first, second in (
        ("مما", "من", "ما"), ("منما", "من", "ما"), ("ممن", "من", "من"), ("منمن", "من", "من"), ("عما", "عن", "ما"), ("عمن", "عن", "من"),
        ("لابد", "لا", "بد"), ("مازال", "ما", "زال"), ("لازال", "لا", "زال"),
    )
}  # fmt: skip
_PREPOSITIONS_OF_ONE_LETTER = frozenset({"ب", "ل", "ك"})
UNIFY = {ord(c): None for c in DROPPED} | {ord(c): "ا" for c in "أإآٱ"} | {ord("ی"): "ي", ord("ک"): "ك"}
_BARE = {ord(c): None for c in DROPPED}
# Affixes by which a stem in the word counts is known to be a noun or a verb.
_NOMINAL = (("ال", ""), ("ال", "ة"), ("", "ة"), ("", "ات"), ("", "ها"), ("", "ه"), ("ب", ""), ("", "ين"), ("ال", "ين"), ("لل", ""))
_VERBAL = (("", "ت"), ("", "وا"), ("ي", ""), ("ت", ""), ("س", ""), ("", "ون"), ("ي", "ون"), ("", "نا"))


_COMPANY_AT_MOST = 20_000


class Segments(NamedTuple):
    """A word cut up: `proclitics` (و ف ب ك ل س ال), `stem`, `endings` (ة ات ين ت وا and the like), and `enclitic`, a pronoun or ""."""

    proclitics: tuple[str, ...]
    stem: str
    endings: tuple[str, ...] = ()
    enclitic: str = ""

    @property
    def base(self) -> str:
        """The word without its clitics, endings kept, as spelled here (مدرست in مدرستهم)."""
        return self.stem + "".join(self.endings)

    @property
    def parts(self) -> tuple[str, ...]:
        """All segments in order."""
        return (*self.proclitics, self.stem, *self.endings, *((self.enclitic,) if self.enclitic else ()))


class Model(NamedTuple):
    """What `choose` needs: counts of words in news (as powers of two), stems of annotated text, weights, and known exceptions.

    `company` is the cache of `_company`, emptied when full.
    """

    counts: Mapping[str, int]
    stems: Mapping[str, int]
    weights: Mapping[str, float]
    exceptions: Mapping[str, str]
    company: dict[str, tuple[int, int]]


@lru_cache(maxsize=20_000)
def segment(word: str) -> Segments:
    """The best cut of a word as printed, whatever its context; vowel signs and tatweel are dropped."""
    return choose(bare(word), model())


@lru_cache(maxsize=20_000)
def segment_folded(form: str) -> Segments:
    """The best cut of a folded form, spelled the likelier way where folding hid ة (فتره: فتر + ة, not ف + تر + ه)."""
    return segment(_spelled(form))


def frequency(form: str) -> int:
    """How often news has a folded form, as a power of two (11: some two thousand times in six million words); 0 for rare ones."""
    return _counts().get(_spelled(form), 0)


def allows(form: str, prefix: str, rest: str) -> bool:
    """Whether it is likely that a folded form is the proclitics `prefix`, the word `rest` and perhaps a pronoun: not لندن as ل + ندن.

    The best cut has to agree, unless `rest` is the more frequent word (ويصف: the cut may err on rare words). The count of a form that
    begins with و or ف includes uses with the conjunction (ودعت), so there `rest` has to be four times as frequent.
    """
    margin = 2 if prefix[:1] in ("و", "ف") else 0
    if len(rest) > 1 and frequency(rest) > frequency(form) - margin:
        return True
    return "".join(segment_folded(form).proclitics) == prefix


def _spelled(form: str) -> str:
    """The likeliest spelling of a folded form: ه may stand for ة, ي for ى."""
    other = {"ه": "ة", "ي": "ى"}.get(form[-1:])
    if other is None:
        return form
    counts, variant = _counts(), form[:-1] + other
    return variant if counts.get(variant, 0) > counts.get(form, 0) else form


def bare(word: str) -> str:
    """The letters of a word, without vowel signs, tatweel and invisible controls."""
    return word.translate(_BARE)


def choose(word: str, known: Model) -> Segments:
    """The best cut of a bare word by a model. The word itself where there is no other."""
    if word in _JOINED:
        first, second = _JOINED[word]
        return Segments((first,), second)
    options = list(cuts(word))
    exception = known.exceptions.get(word)
    if exception is not None:
        for option in options:
            if "+".join(option.parts) == exception:
                return option
    if len(options) == 1:
        return options[0]
    weights = known.weights
    best = max(options, key=lambda option: sum(weights.get(name, 0.0) for name in features(word, option, known)))
    return _with_article(best, known.counts) if "ل" in best.proclitics and "لل" in word[:3] else best


def _with_article(cut: Segments, counts: Mapping[str, int]) -> Segments:
    """How to cut لل: ل + ال before a noun (للأمم), before a noun in ل with one of three not written (للجنة), or no article (للبنان).

    Decided by how often news writes the noun with its article and without it; annotated text has too few cases to fit weights.
    """
    if cut.enclitic:
        return cut
    base = cut.base.translate(UNIFY)
    with_article = counts.get("ال" + base, 0)
    if cut.proclitics[-2:] == ("ل", "ال"):
        if not base.startswith("ل"):
            in_lam = counts.get("الل" + base, 0)
            return cut._replace(stem="ل" + cut.stem) if in_lam > with_article else cut
        return cut._replace(proclitics=cut.proclitics[:-1]) if with_article < counts.get(base, 0) - 6 else cut
    if cut.proclitics[-1] == "ل" and base.startswith("ل") and with_article >= max(1, counts.get(base, 0) - 3):
        return cut._replace(proclitics=(*cut.proclitics, "ال"))
    return cut


def cuts(word: str) -> Iterator[Segments]:
    """Every way to cut a bare word that the lists of clitics and endings allow; the uncut word first."""
    for proclitics, rest in _fronts(word):
        yield Segments(proclitics, rest)
        for ending in _ENDINGS[1:]:
            spelled = _SPELLED[ending]
            if rest.endswith(spelled) and len(rest) - len(spelled) > 1:
                yield Segments(proclitics, rest[: -len(spelled)], ending)
        if "ال" in proclitics:
            continue
        for pronoun in PRONOUNS:
            if not rest.endswith(pronoun):
                continue
            base = rest[: -len(pronoun)]
            for ending in _BEFORE_PRONOUN:
                stem = base[: len(base) - len(_SPELLED[ending])] if ending else base
                if (len(stem) > 1 or (not ending and base in _PREPOSITIONS_OF_ONE_LETTER)) and base.endswith(_SPELLED[ending]):
                    yield Segments(proclitics, stem, ending, pronoun)


def _fronts(word: str) -> Iterator[tuple[tuple[str, ...], str]]:
    """Proclitics and what is left, the whole word first."""
    yield (), word
    conjunctions: list[tuple[tuple[str, ...], str]] = [((), word)]
    if len(word) > 2 and word[0] in "وف":
        yield (word[0],), word[1:]
        conjunctions.append(((word[0],), word[1:]))
    for outer, rest in conjunctions:
        if len(rest) > 3 and rest.startswith("ال"):
            yield (*outer, "ال"), rest[2:]
        if len(rest) < 3:
            continue
        if rest[0] in "بكل":
            yield (*outer, rest[0]), rest[1:]
            if rest[1:3] == "ال" and len(rest) > 4:
                yield (*outer, rest[0], "ال"), rest[3:]
            if rest.startswith("لل"):
                yield (*outer, "ل", "ال"), rest[1:]
                if len(rest) > 3:
                    yield (*outer, "ل", "ال"), rest[2:]
        elif rest[0] == "س" and rest[1] in "يتناأ":
            yield (*outer, "س"), rest[1:]


def features(word: str, cut: Segments, known: Model) -> list[str]:
    """The names of the features of a cut."""
    get = known.counts.get
    stem = cut.stem
    joined = cut.proclitics[0] if cut.proclitics and cut.proclitics[0] in "وف" else ""
    pre = "+".join(cut.proclitics[1:] if joined else cut.proclitics)
    end = "+".join((*cut.endings, cut.enclitic))
    key, base, whole = stem.translate(UNIFY), cut.base.translate(UNIFY), word.translate(UNIFY)
    own, alone, tail, based = get(whole, 0), get(key, 0), get(base + cut.enclitic, 0), get(base, 0)
    inner = get(whole[1:], 0) if joined else own
    nouns, verbs = _company(key, known)
    seen = known.stems.get(stem, 0)
    cutting = f"{bool(pre)}|{bool(end)}"
    found = [
        f"p:{joined}|{pre}", f"pp:{pre}", f"j:{joined}", f"e:{end}", f"pe:{pre}|{end}", f"n:{min(len(stem), 7)}|{cutting}",
        f"jr:{max(-6, min(6, inner - own))}|{joined}", f"jc:{min(inner, 14) // 2}|{joined}",
        f"j2:{whole[1:3]}|{joined}", f"j1:{whole[1:2]}|{joined}", f"jn:{min(len(word), 8)}|{joined}",
        f"sc:{min(alone, 14) // 2}|{cutting}", f"sce:{min(alone, 14) // 3}|{end}", f"scp:{min(alone, 14) // 3}|{pre}",
        f"tc:{min(tail, 14) // 2}|{pre}", f"tr:{max(-6, min(6, tail - inner))}|{pre}",
        f"bc:{min(based, 14) // 2}|{cut.enclitic}", f"br:{max(-6, min(6, based - inner))}|{cut.enclitic}",
        f"ac:{min(get('ال' + base, 0), 14) // 2}|{pre}", f"ak:{min(get('ال' + key, 0), 14) // 2}|{end}",
        f"tk:{min(get(key + 'ة', 0), 14) // 2}|{end}",
        f"nv:{nouns}|{verbs}|{end}", f"nvp:{nouns}|{verbs}|{pre}", f"nvj:{nouns}|{verbs}|{joined}",
        f"l1:{stem[-1]}|{end}", f"l2:{stem[-2:]}|{end}", f"f1:{stem[0]}|{pre}", f"f2:{stem[:2]}|{pre}", f"f1e:{stem[0]}|{end}",
        f"ls:{min(seen, 3)}|{bool(joined)}|{cutting}", f"lse:{min(seen, 2)}|{end}", f"t:{_template(stem)}|{end}",
    ]  # fmt: skip
    if seen > 1:
        found.append(f"st:{stem}|{end}")
    return found


def _company(key: str, known: Model) -> tuple[int, int]:
    """Half the number of nominal and of verbal affixes with which news has a stem. Cached, since the cuts of one word share stems."""
    held = known.company.get(key)
    if held is None:
        if len(known.company) > _COMPANY_AT_MOST:
            known.company.clear()
        counts = known.counts
        nouns = sum([before + key + after in counts for before, after in _NOMINAL])
        verbs = sum([before + key + after in counts for before, after in _VERBAL])
        held = known.company[key] = (nouns // 2, verbs // 2)
    return held


@lru_cache(maxsize=20_000)
def _template(stem: str) -> str:
    """The shape of a stem: letters that build patterns are kept, the others are C."""
    return "".join(c if c in "اأإويىتمنسءئؤ" else "C" for c in stem[:7])


KEPT = Kept(
    "rasd.arabic",
    "segment",
    "rasd.arabic.segment:build",
    Sources(("data/words.txt.gz", "data/segmentation.tsv.gz"), ("segment.py", "letters.py")),
)
"""The model as it is kept between runs."""


@cache
def model() -> Model:
    """The shipped model, read once."""
    kept = KEPT.parts()
    return Model(_counts(), kept["stems"], kept["weights"], kept["exceptions"], {})


@cache
def _counts() -> dict[str, int]:
    """The counts of words alone: most articles are read without the rest of the model."""
    found: dict[str, int] = KEPT.parts()["counts"]
    return found


def build() -> Plain:
    """The model from its two files."""
    counts: dict[str, int] = {}
    for line in _lines("words.txt.gz"):
        power, _, words = line.partition(" ")
        counts |= dict.fromkeys(words.split(), int(power))
    stems: dict[str, int] = {}
    weights: dict[str, float] = {}
    exceptions: dict[str, str] = {}
    values: dict[str, float] = {}  # one object for each value, which marshal writes once
    for line in _lines("segmentation.tsv.gz"):
        kind, name, value = line.split("\t")
        if kind == "weight":
            weights[name] = values.setdefault(value, int(value) / 100)
        elif kind == "stem":
            stems[name] = int(value)
        else:
            exceptions[name] = value
    return {"counts": counts, "stems": stems, "weights": weights, "exceptions": exceptions}


def _lines(name: str) -> Iterator[str]:
    import gzip

    data = KEPT.folder.joinpath("data", name).read_bytes()
    for line in gzip.decompress(data).decode("utf-8").splitlines():
        if not line.startswith("#"):
            yield line
