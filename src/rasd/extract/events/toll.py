"""The toll of an event: how many dead and injured its sentence tells."""

from __future__ import annotations

from rasd.arabic.fold import fold
from rasd.arabic.remembered import Remembered
from rasd.arabic.tokens import Token
from rasd.document import Document
from rasd.ontology.numbers import number_words
from rasd.ontology.tables import items, table
from rasd.ontology.triggers import Stems

_REACH = 5
_PLURAL = "وا"
_CLAUSES = frozenset(("ان", "انه", "انها", "انهم", "الذين", "فيما", "بينما"))


def _table() -> dict[str, frozenset[str]]:
    return {row["class"]: frozenset(map(fold, items(row["words"]))) for row in table("trigger_toll")}


class TollReader:
    """Counts the dead and injured of a sentence; None where it gives no number or a vague one."""

    def __init__(self, stems: Stems) -> None:
        self.stems = stems
        self._words = _table()
        self._numbers = number_words()
        self._all = frozenset().union(
            *(words for what, words in self._words.items() if what.endswith(("dead", "injured", "dead nouns", "injured nouns", "verbs")))
        )
        self._counts: Remembered[str, bool] = Remembered()

    def read(self, document: Document, sentence: int) -> tuple[int | None, int | None]:
        """(dead, injured) as the sentence tells them."""
        tokens = [document.tokens[k] for k in document.tokens_in(document.sentences[sentence])]
        counts: dict[str, int | None] = {"dead": None, "injured": None}
        for index, token in enumerate(tokens):
            if not self._may_count(token):
                continue
            for what, other in (("dead", "injured"), ("injured", "dead")):
                found = self._at(tokens, index, what, other)
                if found is not None and (counts[what] is None or found > (counts[what] or 0)):
                    counts[what] = found
        return counts["dead"], counts["injured"]

    def _may_count(self, token: Token) -> bool:
        """Whether a word speaks of dead or injured: most do not, and that is remembered by form."""
        known = self._counts.get(token.form)
        if known is None:
            known = self._counts.keep(token.form, not self._all.isdisjoint(self.stems.of(token.word)))
        return known

    def _at(self, tokens: list[Token], index: int, what: str, other: str) -> int | None:
        """The number of dead or injured (`what`) that a word counts; None where it counts both together."""
        token = tokens[index]
        stems = self.stems.of(token.word)
        if not stems.isdisjoint(self._words[f"{what} nouns"]):
            number = self._dual(token, stems) or self._number_before(tokens, index)
            if number is not None and self._is(tokens, index + 1, f"{other} nouns") and tokens[index + 1].form in self._words["both"]:
                return None  # 25 قتيلا وجريحا
            counted = number or self._fallen(tokens, index)
            if counted is not None:
                return counted
        if token.form in self._words[f"counted {what}"] and (number := self._number_before(tokens, index)) is not None:
            return number
        if not stems.isdisjoint(self._words[f"{what} verbs"]):
            if self._together(tokens, index, other):
                return None
            own = token.form in self._words["their own"]
            told = self._number_of_subject(tokens, index, own=own) if own or token.form.endswith(_PLURAL) else None
            return self._number_after(tokens, index, other) if told is None else told
        return None

    def _together(self, tokens: list[Token], index: int, other: str) -> bool:
        """مقتل وإصابة 44 شخصا: the number is that of both. In لقي رجل مصرعه وأصيب 3 and قتل وأصيب 3 آخرون whoever died stands before."""
        before = index - 2 if index > 1 and tokens[index - 1].form in self._words["or"] else index - 1
        if before < 0 or tokens[before].form not in self._words["counts both"] or not self._is(tokens, before, f"{other} verbs"):
            return False
        return not any(self._is(tokens, k, "more of them") for k in range(index + 1, index + 1 + _REACH))

    def _is(self, tokens: list[Token], k: int, what: str) -> bool:
        return 0 <= k < len(tokens) and not self.stems.of(tokens[k].word).isdisjoint(self._words[what])

    def _number_of_subject(self, tokens: list[Token], index: int, *, own: bool) -> int | None:
        """أن 11 شخصا أصيبوا، 20 مهاجرا لقوا حتفهم: a verb in the plural counts those before it, unless it kills others (قتلوا 3 جنود).

        Whose `own` death is told (لقي ضابطان مصرعهما) may be two or one without a number.
        """
        if index + 1 < len(tokens) and self._value(tokens, index + 1) is not None:
            return None
        for k in range(index - 1, max(-1, index - 1 - _REACH), -1):
            if tokens[k].kind == "punct" or tokens[k].form in _CLAUSES:
                return None
            value = self._value(tokens, k, backwards=True)
            if value is not None:
                return value
            if own and (self._is(tokens, k, "duals") or self._is(tokens, k, "one")):
                return 2 if self._is(tokens, k, "duals") else 1
        return None

    def _dual(self, token: Token, stems: frozenset[str]) -> int | None:
        return 2 if not stems.isdisjoint(self._words["duals"]) else None

    def _fallen(self, tokens: list[Token], index: int) -> int | None:
        """سقوط شهيد, سقوط شهيد وجريح, without a number: one of each."""
        first = index - 1 if index and tokens[index].form[:1] == "و" and tokens[index - 1].form in self._words["one nouns"] else index
        falls = first > 0 and tokens[first - 1].form in self._words["falls"]
        return 1 if falls and tokens[index].form.removeprefix("و") in self._words["one nouns"] else None

    def _number_before(self, tokens: list[Token], index: int) -> int | None:
        """12 قتيلا، عشرة جرحى."""
        value = self._value(tokens, index - 1, backwards=True)
        return value if index else None

    def _number_after(self, tokens: list[Token], index: int, other: str) -> int | None:
        """مقتل ما لا يقل عن 12 شخصا، مقتل شخصين، وإصابة جندي. In مقتل قائد وإصابة 3 the number is that of another verb."""
        for k in range(index + 1, min(len(tokens), index + 1 + _REACH)):
            value = self._value(tokens, k)
            if value is not None:
                return value
            stems = self.stems.of(tokens[k].word)
            if not stems.isdisjoint(self._words["duals"]):
                return 2
            if not stems.isdisjoint(self._words["vague"]) or tokens[k].kind == "punct" or tokens[k].form in self._words["within"]:
                return None
            if not stems.isdisjoint(self._words["one"]) and k == index + 1:
                return 1
            if not stems.isdisjoint(self._words[f"{other} verbs"]):
                return None
        return None

    def _value(self, tokens: list[Token], k: int, backwards: bool = False) -> int | None:
        if not 0 <= k < len(tokens):
            return None
        token = tokens[k]
        if token.kind == "number":
            digits = token.form.replace(",", "").replace("٬", "")
            value = int(digits) if digits.isdigit() else None
            return value if value is not None and value < 100_000 else None
        value = self._word_value(token)
        if value is None:
            return None
        other = k - 1 if backwards else k + 1
        if 0 <= other < len(tokens):
            joined = self._word_value(tokens[other])
            if joined is not None and (value >= 20 or joined >= 20):  # خمسة وعشرون، مئة وخمسون
                return value + joined
        return value

    def _word_value(self, token: Token) -> int | None:
        form = token.form
        return self._numbers.get(form) or self._numbers.get(form[1:] if form.startswith("و") else "")
