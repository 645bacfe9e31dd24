"""Forms of nouns and nisbas that are regular enough to generate: number, gender, ال and the construct."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple


class Form(NamedTuple):
    """A generated form: `base` it comes from, gender "m"/"f", number "s"/"d"/"p", and whether it is definite or a construct."""

    text: str
    base: str
    gender: str
    number: str
    definite: bool = False
    construct: bool = False


def define(phrase: str) -> str:
    """The phrase with ال on each word that lacks it (متحدث رسمي → المتحدث الرسمي)."""
    return " ".join(word if word.startswith("ال") and len(word) > 3 else "ال" + word for word in phrase.split())


def _each(phrase: str, ending: str) -> str:
    """The ending put on each word; ة opens to ت before one."""
    return " ".join((word[:-1] + "ت" if word.endswith("ة") else word) + ending for word in phrase.split())


def demonym_forms(nisbas: Iterable[str], plurals: Iterable[str] = ()) -> Iterator[Form]:
    """Every form of a nisba (سعودي): السعودية، سعوديان، السعوديين، السعوديات … and the irregular plurals (أتراك)."""
    first = ""
    for base in nisbas:
        first = first or base
        for form in _nisba(base):
            yield form
            yield form._replace(text=define_nisba(form.text), definite=True)
    for plural in plurals:
        yield Form(plural, first, "m", "p")
        yield Form(define_nisba(plural), first, "m", "p", definite=True)


def define_nisba(text: str) -> str:
    """ال on a nisba: both words of كوري جنوبي, only the first of جنوب أفريقي (the second is what it is south of)."""
    first, *rest = text.split()
    if rest and not first.endswith(("ي", "ية", "يون", "يين", "يات", "يان")):
        return " ".join(["ال" + first, *rest])
    return define(text)


def _nisba(base: str) -> Iterator[Form]:
    first, *rest = base.split()
    fixed = rest and not first.endswith("ي")  # جنوب أفريقي: only the last word inflects

    def inflect(ending: str) -> str:
        return " ".join([first, *rest[:-1], rest[-1] + ending]) if fixed else _each(base, ending)

    yield Form(base, base, "m", "s")
    yield Form(inflect("ا"), base, "m", "s")
    yield Form(inflect("ة"), base, "f", "s")
    if not base.endswith("ي"):
        return
    for ending, gender, number in (
        ("ون", "m", "p"),
        ("ين", "m", "p"),
        ("ان", "m", "d"),
        ("ات", "f", "p"),
        ("تان", "f", "d"),
        ("تين", "f", "d"),
    ):
        yield Form(inflect(ending), base, gender, number)


def title_forms(ar: str, feminine: Sequence[str], plural: Sequence[str], construct: Sequence[str]) -> Iterator[Form]:
    """Every form of a title; a phrase whose later words have ال is an idafa, definite as it stands (رئيس الوزراء)."""
    for text, gender in ((ar, "m"), *((f, "f") for f in feminine)):
        yield from _noun(text, ar, gender, "s")
    for text in (*plural, *_women(feminine)):
        yield from _plural(text, ar)
    if " " not in ar:
        yield from _duals(ar, ar, "m")
        for text in feminine:
            yield from _duals(text, ar, "f")
    for text in construct:
        yield Form(text, ar, "f" if text.split()[0].endswith("ة") else "m", "s", construct=True)


def nominal_forms(
    ar: str,
    gender: str,
    number: str,
    feminine: Sequence[str],
    plural: Sequence[str],
    names: Sequence[str],
) -> Iterator[Form]:
    """Every form of a nominal: `names` are other spellings of the same number, `plural` and `feminine` as for titles."""
    for text in (ar, *names):
        yield from _plural(text, ar, gender) if number == "p" else _noun(text, ar, gender, number)
    for text in feminine:
        yield from _noun(text, ar, "f", "s")
    for text in (*_women(feminine), *plural):
        yield from _plural(text, ar)
    if number == "s" and plural and " " not in ar:
        yield from _duals(ar, ar, gender)
    yield from _accusatives((ar, *names), plural, ar, gender, number)


def _women(feminine: Sequence[str]) -> list[str]:
    """The feminine plurals (ناشطة → ناشطات)."""
    return [text[:-1] + "ات" for text in feminine if text.endswith("ة") and " " not in text]


def _accusatives(heads: Sequence[str], plural: Sequence[str], base: str, gender: str, number: str) -> Iterator[Form]:
    """Indefinite accusatives (جنديا، جنودا), which news writes with an alef."""
    for text, many in (*((head, number) for head in heads), *((text, "p") for text in plural)):
        if not _is_definite(text) and all(_takes_alef(word) for word in text.split()):
            yield Form(_each(text, "ا"), base, gender, many)


def _takes_alef(word: str) -> bool:
    """Not after ة, ء, ى or a sound plural, nor for مصادر and its like, which take no tanwin."""
    diptote = len(word) >= 5 and word[2] == "ا" and word[-2] not in "اوي"
    return not diptote and not word.endswith(("ة", "ء", "ى", "ا", "ون", "ين", "ات", "ان"))


def _noun(text: str, base: str, gender: str, number: str) -> Iterator[Form]:
    if _is_definite(text):
        yield Form(text, base, gender, number, definite=True)
        return
    yield Form(text, base, gender, number)
    yield Form(define(text), base, gender, number, definite=True)
    if " " in text and not text.startswith("ال"):  # الفريق أول، العميد ركن
        yield Form("ال" + text, base, gender, number, definite=True)


def _is_definite(text: str) -> bool:
    words = text.split()
    return any(word.startswith("ال") and len(word) > 3 for word in (words[1:] or words))


def _plural(text: str, base: str, gender: str = "m") -> Iterator[Form]:
    gender = "f" if text.split()[0].endswith("ات") and (base.endswith("ة") or text[:-2] == base) else gender
    yield from _noun(text, base, gender, "p")
    head, *rest = text.split()
    if head.endswith("ون") and len(head) > 4:
        oblique = " ".join([head[:-2] + "ين", *(w[:-2] + "ين" if w.endswith("ون") else w for w in rest)])
        yield from _noun(oblique, base, gender, "p")
        if not rest:
            yield Form(head[:-1], base, gender, "p", construct=True)
            yield Form(head[:-2] + "ي", base, gender, "p", construct=True)


def _duals(word: str, base: str, gender: str) -> Iterator[Form]:
    stem = word[:-1] + "ت" if word.endswith("ة") else word
    for ending in ("ان", "ين"):
        yield Form(stem + ending, base, gender, "d")
        yield Form("ال" + stem + ending, base, gender, "d", definite=True)
    yield Form(stem + "ا", base, gender, "d", construct=True)
    if len(stem) > 3:  # وزيري العدل والدفاع; سفيري can also be "my ambassador", which news does not say
        yield Form(stem + "ي", base, gender, "d", construct=True)
