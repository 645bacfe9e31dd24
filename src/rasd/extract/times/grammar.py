"""The grammar of Arabic time expressions: small rules over tokens, each returning the last token and an EDTF value.

A rule is tried where a word of `calendar.lexicon` stands; it either reads a whole expression or returns None. Only the first word of an
expression may carry proclitics (وفي, لليوم); the second day of a pair carries و.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import NamedTuple

from rasd.arabic.tokens import Token
from rasd.ontology import calendar
from rasd.ontology.calendar import Senses, interval, lexicon, month_value
from rasd.ontology.phrases import Match

STARTS = frozenset(("", "و", "ف", "ب", "ل", "وب", "ول", "فب", "فل", "ك"))
FROM = frozenset(("من",))
TO = frozenset(("الي", "حتي", "لغايه", "-", "–"))
AND = frozenset(("و", "-", "–", "او"))


class TimeReading(NamedTuple):
    """An expression: its last token, its EDTF value (None where it cannot be resolved), and the rule that read it."""

    last: int
    value: str | None
    rule: str
    first: int | None = None  # its first token, if not the one that opened it


class Month(NamedTuple):
    """A month: calendar `g` or `h`, number, year or None, qualifier (-1 last, 0 this, 1 next) or None, and the token after it."""

    calendar: str
    number: int
    year: int | None
    relation: int | None
    next: int
    weak: bool


class Grammar:
    """Rules for one article. `anchor` is the day that "today" means, or None."""

    def __init__(self, tokens: list[Token], anchor: date | None, direction: Callable[[int], int] = lambda index: 0) -> None:
        self.tokens = tokens
        self.anchor = anchor
        self.words = lexicon().phrases
        self.start = 0  # the first token of the expression being read, for its direction
        self._direction = direction  # 1 if the words before point to the future, -1 to the past, 0 to neither
        self._atoms: dict[int, Match[Senses] | None] = {}

    # --- looking at tokens

    def form(self, index: int) -> str:
        """The folded form of token `index`, "" past the end."""
        return self.tokens[index].form if 0 <= index < len(self.tokens) else ""

    def atom(self, index: int) -> Match[Senses] | None:
        """The longest entry of the lexicon at token `index`."""
        if index >= len(self.tokens):
            return None
        if index not in self._atoms:
            self._atoms[index] = self.words.match(self.tokens, index, STARTS)
        return self._atoms[index]

    def sense(self, index: int, kind: str, prefix: str | None = "") -> tuple[str, int] | None:
        """The value of `kind` at token `index` and the token after it, if its proclitics are `prefix` (None: any)."""
        atom = self.atom(index)
        if atom is None or kind not in atom.value or (prefix is not None and atom.prefix != prefix):
            return None
        return atom.value[kind], atom.last + 1

    def digits(self, index: int) -> int | None:
        """The integer at token `index`."""
        if (
            0 <= index < len(self.tokens)
            and self.tokens[index].kind == "number"
            and self.form(index).isdigit()
            and len(self.form(index)) < 5
        ):
            return int(self.form(index))
        return None

    def after(self, index: int, *forms: str) -> int:
        """The token after the optional word at `index`."""
        return index + 1 if self.form(index) in forms else index

    # --- days

    def deictic(self, index: int, prefix: str | None = None) -> TimeReading | None:
        """أمس, اليوم الأحد, غدا (السبت), أمس الجمعة 31 مارس 2017."""
        found = self.sense(index, "deictic", prefix)
        if not found:
            return None
        offset, following = int(found[0]), found[1]
        weekday, last = self.named_day(following)
        told = self.dated(last + 1) if weekday is not None else None
        if told:
            return TimeReading(told.last, told.value, "date")
        if self.anchor is None:
            return TimeReading(last, None, "deictic")
        day = self.anchor + timedelta(days=offset)
        if weekday is not None:  # articles are often republished days later; the weekday tells which day is meant
            day = calendar.named_day_near(day, weekday)
        return TimeReading(last, day.isoformat(), "deictic")

    def named_day(self, index: int) -> tuple[int | None, int]:
        """A weekday in apposition, with or without brackets: (weekday, last token), or (None, the token before)."""
        bracket = self.form(index) in {"(", "[", "،", "-"}
        found = self.sense(index + bracket, "weekday")
        if found and (not bracket or self.form(found[1]) in {")", "]"}):
            return int(found[0]), found[1] - (not bracket)
        if found and self.form(index) not in {"،", "-"}:
            return int(found[0]), found[1] - 1
        return None, index - 1

    def weekday(self, index: int, prefix: str | None = None) -> TimeReading | None:
        """الأحد, الأحد الماضي, السبت الموافق 18-07-2015, الجمعة 31 مارس."""
        found = self.sense(index, "weekday", prefix)
        if not found:
            return None
        number, following = int(found[0]), found[1]
        told = self.dated(self.after(following, "(", "،"), number)
        if told:
            return TimeReading(told.last + (self.form(following) == "(" and self.form(told.last + 1) == ")"), told.value, "date")
        week = self.week_told(self.after(following, "من", "في"))
        if week:
            return TimeReading(week[1] - 1, self.weekday_of_week(number, week[0]), "weekday")
        relation = self.sense(following, "rel")
        last = relation[1] - 1 if relation else following - 1
        again = None if relation else self.sense(self.after(following, "("), "deictic")  # الأربعاء (اليوم), الجمعة أمس
        if again:
            last = again[1] - (self.form(again[1]) != ")" or self.form(following) != "(")
        if self.anchor is None:
            return TimeReading(last, None, "weekday")
        if again:
            return TimeReading(last, (self.anchor + timedelta(days=int(again[0]))).isoformat(), "deictic")
        day = calendar.weekday_near(self.anchor, number, int(relation[0]) if relation else None, self._direction(self.start) > 0)
        return TimeReading(last, day.isoformat(), "weekday")

    def week_told(self, index: int) -> tuple[int, int] | None:
        """الأسبوع المقبل: (offset in weeks, token after it)."""
        word = self.sense(index, "week")
        relation = self.sense(word[1], "rel") if word else None
        return (int(relation[0]), relation[1]) if relation else None

    def weekday_of_week(self, weekday: int, offset: int) -> str | None:
        """A weekday of this, the last or the next week."""
        if self.anchor is None:
            return None
        sunday = date.fromisoformat(calendar.week_of(self.anchor, offset)[:10])
        return (sunday + timedelta(days=(weekday + 1) % 7)).isoformat()

    def day(self, index: int, prefix: str | None = None) -> TimeReading | None:
        """يوم أمس, يوم الأحد, يوم 5 مايو, مساء أمس, صباح يوم الاثنين الموافق ..., ليل الثلاثاء الأربعاء."""
        found = self.sense(index, "part", prefix) or self.sense(index, "day", prefix)
        if not found:
            return None
        night = self.sense(index, "night", prefix) and self.pair_of_days(found[1])
        if night:
            return night
        following = found[1]
        second = self.sense(following, "day")
        if self.sense(index, "part", prefix) and second:
            following = second[1]
        return self.deictic(following, "") or self.weekday(following, "") or self.dated(following)

    def pair_of_days(self, index: int) -> TimeReading | None:
        """A night between two weekdays, or two weekdays joined by و, as an interval."""
        first = self.sense(index, "weekday", None)
        if not first:
            return None
        j = self.after(first[1], "-", "/", "–", "الي", "علي")
        second = self.sense(j, "weekday") or self.sense(j, "weekday", "و")
        if not second:
            return None
        relation = self.sense(second[1], "rels")
        last = relation[1] - 1 if relation else second[1] - 1
        if self.anchor is None:
            return TimeReading(last, None, "weekdays")
        direction = self._direction(self.start) > 0
        end = calendar.weekday_near(self.anchor, int(second[0]), int(relation[0]) if relation else None, direction)
        start = calendar.weekday_near(end, int(first[0]), None, False)
        if direction:  # both are in the future: the first is the nearest, the second follows it
            start = calendar.weekday_near(self.anchor, int(first[0]), None, True)
            end = calendar.weekday_near(start, int(second[0]), None, True)
        elif end >= self.anchor and self.tokens[index].sentence != self.tokens[j].sentence:
            return None
        return TimeReading(last, interval(start.isoformat(), end.isoformat()), "weekdays")

    def days(self, index: int, prefix: str | None = None) -> TimeReading | None:
        """يومي الاثنين والثلاثاء, يومي 2 و3 ماي."""
        found = self.sense(index, "days", prefix)
        return (self.pair_of_days(found[1]) or self.dated(found[1])) if found else None

    # --- dates

    def day_number(self, index: int) -> tuple[int, int] | None:
        """A day of the month in digits or words (5, الخامس, الـ 21): (number, token after it)."""
        j = self.after(index, "ال")
        number = self.digits(j)
        if number is not None:
            return (number, j + 1) if 1 <= number <= 31 else None
        found = self.sense(index, "ordinal", None) or (self.sense(index, "edge", None) and self.sense(index, "ordinal", None))
        return (int(found[0]), found[1]) if found else None

    def dated(self, index: int, weekday: int | None = None, *, again: bool = False) -> TimeReading | None:
        """5 فيفري, الخامس من مايو 2015, 25 شوال 1436 هـ, 12-05-2009, (الموافق) ..., 2 و3 ماي, الرابع من الشهر الماضي.

        `again`: it is the day just told, in the other calendar.
        """
        equals = self.sense(index, "equals")
        if equals:
            index = self.after(equals[1], "ل", "يوم", ":")
        numeric = self.numeric(index, weekday)
        if numeric:
            return numeric
        first = self.day_number(index)
        if not first:
            return None
        second = self.second_day(first[1])
        index = second[1] if second else first[1]
        month = self.month(self.after(index, "من", "/", "-")) or self.month_word(self.after(index, "من"))
        if not month:
            return None
        gregorian = self.sense(month.next, "equals") if month.calendar == "h" and not again else None
        other = self.dated(month.next, again=True) if gregorian else None
        if other and other.value:  # one day in two calendars is one time, with its Gregorian words
            return TimeReading(other.last, other.value, "both", gregorian[1] if gregorian else None)
        start = self.resolve_day(month, first[0])
        end = self.resolve_day(month, second[0]) if second else start
        return TimeReading(month.next - 1, interval(start, end) if start and end else None, "date")

    def second_day(self, index: int) -> tuple[int, int] | None:
        """The second of two days before one month: و3, إلى 6, -6."""
        if self.form(index) in AND or self.form(index) in TO:
            return self.day_number(index + 1)
        if self.form(index).startswith("وال"):
            found = self.sense(index, "ordinal", "و")
            return (int(found[0]), found[1]) if found else None
        return None

    def numeric(self, index: int, weekday: int | None = None) -> TimeReading | None:
        """12-05-2009, 2009/5/12, 1/9/1436 هـ, 14.9.1436."""
        form = self.form(index)
        dotted = form.split(".") if 0 <= index < len(self.tokens) and self.tokens[index].kind == "number" else []
        if len(dotted) == 3 and all(part.isdecimal() and len(part) < 5 for part in dotted):
            parts, last = [int(part) for part in dotted], index
        else:
            sep = self.form(index + 1)
            if sep not in {"/", "-", "\\"} or self.form(index + 3) != sep:
                return None
            numbers = [self.digits(j) for j in (index, index + 2, index + 4)]
            if any(number is None for number in numbers):
                return None
            parts, last = [number for number in numbers if number is not None], index + 4
        day, month, year = (parts[2], parts[1], parts[0]) if parts[0] > 31 else (parts[0], parts[1], parts[2])
        found = self.numeric_day(year, month, day)
        swapped = self.numeric_day(year, day, month)
        if found is None or (weekday is not None and swapped and found.weekday() != weekday == swapped.weekday()):
            found = swapped
        return TimeReading(self.era(last + 1) - 1, found.isoformat(), "date") if found else None

    def numeric_day(self, year: int, month: int, day: int) -> date | None:
        """The date of three numbers; years 1343 to 1500 are Hijri."""
        if year in calendar.HIJRI_YEARS:
            return calendar.hijri_date(year, month, day)
        return calendar.safe_date(year, month, day) if year in calendar.YEARS else None

    def era(self, index: int) -> int:
        """The token after م, هـ, ميلادية."""
        j = self.after(index, "(")
        if self.form(j) in {"م", "ه", "ميلادي", "ميلاديه", "هجري", "هجريه", "للهجره"}:
            return self.after(j + 1, ")") if j > index else j + 1
        return index

    # --- months

    def month(self, index: int, prefix: str | None = "") -> Month | None:
        """(شهر) ديسمبر/كانون الأول (من العام) الماضي, مايو 2015 م."""
        word = self.sense(index, "month", prefix)
        name = self.sense(word[1], "monthname") if word else self.sense(index, "monthname", prefix)
        if not name:
            return None
        atom = self.atom(word[1] if word else index)
        if name[0] == "g8" and self.tokens[name[1] - 1].text.startswith("إ"):  # إب in Yemen, not آب
            return None
        weak = not word and atom is not None and "weak" in atom.value
        kind, number, index = name[0][0], int(name[0][1:]), name[1]
        after = self.aliases(index, kind)
        weak, index = weak and after == index, after
        year, relation, j = self.year_after(index)
        return Month(kind, number, year, relation, j, weak and j == index)

    def aliases(self, index: int, kind: str) -> int:
        """The token after other names of the same month: /كانون الأول, (آذار), آذار, and the stray slash before الماضي."""
        while True:
            j = self.after(index, "/", "-", "(", "\\", "–")
            found = self.sense(j, "monthname")
            if not found or found[0][0] != kind or (j == index and self.digits(index - 1) is not None):
                return j if j > index and self.form(index) == "/" and self.sense(j, "rel") else index
            index = self.after(found[1], ")") if self.form(index) == "(" else found[1]

    def year_after(self, index: int) -> tuple[int | None, int | None, int]:
        """The year or qualifier after a month: (year, relation, token after it)."""
        relation = self.sense(index, "rel")
        if relation:
            return None, int(relation[0]), relation[1]
        j = self.after(index, "من", "ل", "،")
        word = self.sense(j, "year", None)
        if word:
            relation = self.sense(word[1], "rel")
            if relation and self.anchor:
                return self.anchor.year + int(relation[0]), None, relation[1]
            j = word[1]
        year = self.digits(j)
        if (
            year is not None
            and (year in calendar.YEARS or year in calendar.HIJRI_YEARS)
            and (word or j == index or self.form(index) == "،")
        ):
            return year, None, self.era(j + 1)
        return None, None, index

    def month_word(self, k: int, prefix: str | None = "") -> Month | None:
        """الشهر الماضي, هذا الشهر, شهر رمضان is `month`."""
        this = self.sense(k, "this", prefix)
        word = self.sense(this[1], "month") if this else self.sense(k, "month", prefix)
        if not word or self.anchor is None:
            return None
        relation = ("0", word[1]) if this else self.sense(word[1], "rel")
        if not relation:
            return None
        index = self.anchor.year * 12 + self.anchor.month - 1 + int(relation[0])
        return Month("g", index % 12 + 1, index // 12, None, relation[1], False)

    def year_for(self, month: Month) -> int | None:
        """The year of a month, in its calendar."""
        if month.year is not None or self.anchor is None:
            return month.year
        at: tuple[int, int, int] | None = (self.anchor.year, self.anchor.month, self.anchor.day)
        if month.calendar == "h":
            at = calendar.to_hijri(self.anchor)
        direction = self._direction(self.start)
        return calendar.year_of_month(at[0], at[1], month.number, month.relation, direction) if at else None

    def resolve_day(self, month: Month, day: int) -> str | None:
        """A day of a month as EDTF."""
        year = self.year_for(month)
        if year is None:
            return None
        make = calendar.hijri_date if month.calendar == "h" else calendar.safe_date
        found = make(year, month.number, day)
        told = (month.calendar, month.year, month.relation, month.number)
        if self.anchor and told == ("g", None, -1, self.anchor.month) and day < self.anchor.day:  # 5 يوليو الماضي on 20 July
            found = calendar.safe_date(self.anchor.year, month.number, day)
        return found.isoformat() if found else None

    def resolve_month(self, month: Month) -> str | None:
        """A month in EDTF; a Hijri month is an interval of days."""
        year = self.year_for(month)
        if year is None:
            return None
        return calendar.hijri_month(year, month.number) if month.calendar == "h" else month_value(year, month.number)
