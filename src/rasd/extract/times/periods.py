"""The grammar's longer spans: months, years, weeks, seasons, decades, "two days ago", "between 5 and 8 May"; and the order of all rules."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from functools import cached_property

from rasd.extract.times.grammar import AND, TO, Grammar, TimeReading
from rasd.extract.times.pairs import months_between, of_dateline
from rasd.ontology import calendar
from rasd.ontology.calendar import interval, month_value

Rule = Callable[[int], TimeReading | None]
# Prepositions that make a number a year and a weak month name a month: في 2013, منذ ماي
BEFORE_BARE = frozenset(
    "في منذ خلال حتي بحلول بين الي وفي ومنذ وخلال مند لغايه عام سنه العام ففي وحتي نهايه بدايه مطلع منتصف اواخر اوائل غضون".split()  # noqa: SIM905
)
CODE = frozenset(("/", "%", "٪", "$", "-", "–", "+", "ال", "—", "€"))


class Periods(Grammar):
    """All rules. `read(i)` gives the longest expression that starts at token `i`."""

    def read(self, index: int) -> TimeReading | None:
        """The expression at token `index`, or None."""
        self.start = index
        atom = self.atom(index)
        if atom is None:
            found = self.interval(index) or self.dated(index) or self.counted(index) or self.years_apart(index) or self.bare_year(index)
            return found or of_dateline(self, index)
        for kind, rule in self.rules:
            if kind in atom.value:
                found = rule(index)
                if found:
                    return found
        return None

    @cached_property
    def rules(self) -> tuple[tuple[str, Rule], ...]:
        """Which rule each kind of word opens, in the order in which they are tried."""
        return (
            ("deictic", self.deictic),
            ("part", self.day),
            ("days", self.days),
            ("day", self.day),
            ("ordinal", self.date_at),
            ("the", self.date_at),
            ("edge", self.edge),
            ("weekday", self.weekday_at),
            ("monthname", self.months_alone),
            ("month", self.months_alone),
            ("week", self.week),
            ("this", self.this),
            ("year", self.year),
            ("years", self.two_years),
            ("ago", self.ago),
            ("later", self.later),
            ("dual", self.counted),
            ("unit", self.counted),
            ("number", self.number),
            ("season", self.season),
            ("half", self.half),
            ("decade", self.decade),
        )

    # --- days

    def date_at(self, index: int) -> TimeReading | None:
        """A date that starts with its day in words."""
        return self.dated(index)

    def weekday_at(self, index: int) -> TimeReading | None:
        """A weekday, or two of them in a row (الأربعاء والخميس)."""
        first = self.sense(index, "weekday", None)
        if first and self.form(first[1]).startswith("و") and self.sense(first[1], "weekday", "و"):
            return self.pair_of_days(index)
        return self.weekday(index)

    def interval(self, index: int) -> TimeReading | None:
        """(من) 4 يوليو إلى 6 أغسطس, (بين) 4 مايو و6 يونيو: after من or بين only."""
        if self.form(index - 1) not in {"من", "بين"}:
            return None
        first = self.dated(index)
        if not first or not first.value or "/" in first.value:
            return None
        following = first.last + 1
        joiner = TO if self.form(index - 1) == "من" else AND
        second = self.dated(following + 1) if self.form(following) in joiner else None
        return TimeReading(second.last, interval(first.value, second.value), "interval") if second and second.value else None

    # --- months

    def months_alone(self, index: int) -> TimeReading | None:
        """ديسمبر/كانون الأول الماضي, شهر رمضان الماضي, الشهر الجاري; a weak name needs a word that shows it is a month."""
        month = self.month(index, None)
        if month is None:
            month = self.month_word(index, None)
        elif (month.weak or (month.calendar == "h" and month.year is None and month.relation is None)) and not self.shown(
            index, month.calendar
        ):
            return None
        if month is None:
            return None
        if months := months_between(self, index, month):
            return months
        day = self.sense(month.next, "ordinal") if month.relation is None and month.year is None else None
        if day:  # يناير الثاني والعشرين
            year, _, after = self.year_after(day[1])
            return TimeReading(after - 1, self.resolve_day(month._replace(year=year), int(day[0])), "date")
        return TimeReading(month.next - 1, self.resolve_month(month), "month")

    def shown(self, index: int, kind: str) -> bool:
        """Whether the word before shows that a weak name is a month (في ماي). A Hijri month needs more: رمضان is also the fast."""
        return kind == "g" and self.form(index - 1) in BEFORE_BARE

    def edge(self, index: int, *, joined: bool = False) -> TimeReading | None:
        """منتصف يوليو, مطلع العام 2004, أواخر الشهر الماضي, نهاية شوال الجاري (its last day), أواخر ماي أو بداية جوان (`joined`)."""
        found = self.sense(index, "edge", None)
        if not found:
            return None
        following = found[1]
        month = self.month(following) or self.month_word(following)
        if month:
            if month.calendar == "h":
                day = {"start": 1, "middle": 15, "end": 30}[found[0]]
                return TimeReading(month.next - 1, self.resolve_day(month, day), "edge")
            read = TimeReading(month.next - 1, self.resolve_month(month), "edge")
            return read if joined else self.joined_edge(read)
        week = self.week(following)
        if week:
            return TimeReading(week.last, None, "vague")
        return self.year(following, "") or self.decade(following) or self.bare_year(following)

    def joined_edge(self, first: TimeReading) -> TimeReading:
        """Two ends joined by أو: the interval."""
        index = first.last + 1
        second = self.edge(index + 1, joined=True) if self.form(index) == "او" and self.sense(index + 1, "edge") else None
        if second and first.value and second.value and len(second.value) == 7:
            year = second.value[:4]
            return TimeReading(second.last, interval(year + first.value[4:], second.value), "edge")
        return first

    # --- weeks and "this"

    def week(self, index: int) -> TimeReading | None:
        """الأسبوع الماضي."""
        word = self.sense(index, "week", None)
        relation = self.sense(word[1], "rel") if word else None
        if not relation:
            return None
        day = self.sense(relation[1], "day")
        weekday = self.sense(day[1] if day else relation[1], "weekday")
        if weekday:  # الأسبوع المقبل يوم الجمعة
            return TimeReading(weekday[1] - 1, self.weekday_of_week(int(weekday[0]), int(relation[0])), "weekday")
        value = calendar.week_of(self.anchor, int(relation[0])) if self.anchor else None
        return TimeReading(relation[1] - 1, value, "week")

    def this(self, index: int) -> TimeReading | None:
        """هذا الأسبوع, هذا الشهر, هذا العام."""
        found = self.sense(index, "this", None)
        if not found:
            return None
        following = found[1]
        month = self.month_word(index, None)
        if month:
            return TimeReading(month.next - 1, self.resolve_month(month), "this")
        week, year = self.sense(following, "week"), self.sense(following, "year")
        if week:
            return TimeReading(week[1] - 1, None, "this")  # it mixes days gone and days to come
        if year and self.form(following).startswith("ال"):
            return TimeReading(year[1] - 1, str(self.anchor.year) if self.anchor else None, "this")
        return None

    # --- years

    def year_number(self, index: int) -> tuple[str | None, int] | None:
        """A year in digits with its era: (EDTF, next token)."""
        number = self.digits(index)
        if number is None or not (number in calendar.YEARS or 1300 <= number <= 1500):
            return None
        after = self.era(index + 1)
        hijri = number <= 1500 and self.form(index + 1) != "م"
        return (calendar.hijri_year(number) if hijri else str(number)), after

    def year(self, index: int, prefix: str | None = None) -> TimeReading | None:
        """عام 2013, العام الماضي, سنة 1436 هـ, عام 2013-2014."""
        word = self.sense(index, "year", prefix)
        if not word:
            return None
        following = self.after(word[1], ",", "،") if self.digits(word[1] + 1) is not None else word[1]
        relation = self.sense(following, "rel")
        if relation and self.form(index).lstrip("وفبلك").startswith("ا"):
            return TimeReading(relation[1] - 1, str(self.anchor.year + int(relation[0])) if self.anchor else None, "year")
        return self.years_apart(following) or self.year_value(following)

    def year_value(self, index: int) -> TimeReading | None:
        """A year in digits, whatever stands before it."""
        year = self.year_number(index)
        return TimeReading(year[1] - 1, year[0], "year") if year else None

    def two_years(self, index: int) -> TimeReading | None:
        """(بين) عامي 1981 و2005, لسنتي 2017 و2018, العامين الماضيين."""
        word = self.sense(index, "years", None)
        if not word:
            return None
        return self.years_apart(word[1], AND | TO, self.form(index - 1)) or self.counted(index)

    def years_apart(self, index: int, joiners: frozenset[str] = frozenset("-–/"), before: str = "") -> TimeReading | None:
        """2003-2004, (ما بين) 2022 و2026, من 2011 إلى 2015; عامي 2006 و2008 are two years, no span."""
        between = "بين" in {before, self.form(index - 1)}
        if between:
            joiners = AND
        elif self.form(index - 1) == "من":
            joiners = TO
        first = self.year_number(index)
        if not first or self.form(first[1]) not in joiners:
            return None
        second = self.year_number(first[1] + 1)
        if not second or not first[0] or not second[0] or "/" in first[0] + second[0] or first[0] >= second[0]:
            return None
        if self.form(first[1]) == "و" and not between and int(second[0]) - int(first[0]) > 1:
            return self.year_value(index)
        return TimeReading(second[1] - 1, interval(first[0], second[0]), "years")

    def bare_year(self, index: int) -> TimeReading | None:
        """A year without عام: in four digits, and where nothing is counted with it."""
        number = self.digits(index)
        if number is None or not 1800 <= number <= 2060 or len(self.form(index)) != 4 or self.counts(index, number):
            return None
        return self.year_value(index)

    def counts(self, index: int, number: int) -> bool:
        """Whether the number counts or numbers something (2000 جندي, القرار 1973).

        After a preposition of time it is a year unless a unit follows.
        """
        before, after = self.form(index - 1), self.form(index + 1)
        if self.heads(index):
            return False
        if (
            after in CODE
            or before in CODE
            or self.sense(index + 1, "counted")
            or (self.era(index + 1) == index + 1 and self.sense(index - 1, "nonyear", None))
        ):
            return True
        if before in BEFORE_BARE or self.era(index + 1) > index + 1 or (before == "و" and self.year_number(index - 2)):
            return False
        if not 1950 <= number <= 2035 or number % 10 == 0:  # round numbers and far years are mostly counts
            return True
        return index == 0 or (self.tokens[index - 1].kind != "word" and not (before == "(" and after in {")", "-", "–"}))

    def heads(self, index: int) -> bool:
        """Whether the number heads a line of a chronology: 1909 - ..."""
        return self.form(index + 1) in {"-", "–", ":"} and (index == 0 or self.tokens[index - 1].sentence != self.tokens[index].sentence)

    # --- counted spans

    def ago(self, index: int) -> TimeReading | None:
        """قبل يومين, منذ ثلاثة أشهر, قبل عام."""
        found = self.sense(index, "ago", None)
        if not found:
            return None
        counted = self.quantity(found[1])
        if not counted:
            return None
        count, unit, after = counted
        if self.form(after) in {"من", "علي"} or any(self.sense(after, kind) for kind in ("rels", "rel", "monthname")):
            return None
        if self.digits(after) is not None:
            return None
        if unit == "year" and self.form(index).endswith("منذ"):  # a duration up to now (الحرب المستمرة منذ أربع سنوات), not a date
            return TimeReading(after - 1, None, "ago")
        return TimeReading(after - 1, self.away(-count, unit), "ago")

    def later(self, index: int) -> TimeReading | None:
        """بعد ثلاثة أيام, where a verb before tells that it lies ahead; elsewhere it counts from something told."""
        found = self.sense(index, "later", None)
        counted = self.quantity(found[1]) if found else None
        if not counted or self._direction(index) <= 0 or self.form(counted[2]) in {"من", "علي"}:
            return None
        return TimeReading(counted[2] - 1, self.away(counted[0], counted[1]), "later")

    def quantity(self, index: int) -> tuple[int, str, int] | None:
        """يومين, ثلاثة أشهر, 6 أشهر, شهر: (count, unit, next token)."""
        dual = self.sense(index, "dual")
        if dual:
            return 2, dual[0], dual[1]
        number = self.digits(index)
        word = (str(number), index + 1) if number is not None else self.sense(index, "number")
        if word:
            unit = self.sense(word[1], "unit")
            return (int(word[0]), unit[0], unit[1]) if unit else None
        unit = self.sense(index, "unit")
        if unit and self.form(index) in {"شهر", "عام", "سنه", "اسبوع"}:
            return 1, unit[0], unit[1]
        return None

    def away(self, count: int, unit: str) -> str | None:
        """The day, month or year so many units away: only as precise as the unit."""
        if self.anchor is None or abs(count) > 500:
            return None
        if unit == "day":
            return (self.anchor + timedelta(days=count)).isoformat()
        if unit == "week":
            return calendar.week_of(self.anchor, count)
        if unit == "month":
            return calendar.month_offset(self.anchor, count)
        return str(self.anchor.year + count)

    def number(self, index: int) -> TimeReading | None:
        """A count in words: of units (ثلاثة أيام), or a day of the month (عشرين مايو)."""
        return self.counted(index) or self.dated(index)

    def counted(self, index: int) -> TimeReading | None:
        """اليومين الماضيين, الأيام الثلاثة الماضية, الثلاثة أيام المقبلة, الأشهر الستة الأولى من العام."""
        dual = self.sense(index, "dual", None)
        if dual:
            return self.around(2, dual[0], dual[1])
        unit = self.sense(index, "unit", None)
        number = self.digits(index) if unit is None else None
        word = self.sense(unit[1], "number") if unit else ((str(number), index + 1) if number else self.sense(index, "number", None))
        if not word:
            return None
        unit_after = unit or self.sense(word[1], "unit")
        if not unit_after:
            return None
        after = max(word[1], unit_after[1])
        first = self.form(after) in {"الاولي", "الاول"} and unit_after[0] == "month"
        if first:
            return self.part_of_year(0, int(word[0]), after + 1)
        return self.around(int(word[0]), unit_after[0], after)

    def around(self, count: int, unit: str, index: int) -> TimeReading | None:
        """The days, months or years up to yesterday or from tomorrow on."""
        relation = self.sense(index, "rels")
        if not relation or not 1 < count < 400:
            return None
        if self.anchor is None or unit != "day":  # "the past five years" bounds no event: only days are resolved
            return TimeReading(relation[1] - 1, None, "around")
        near, far = (-1, -count) if relation[0] == "-1" else (1, count)
        first, last = sorted((self.away(near, unit) or "", self.away(far, unit) or ""))
        return TimeReading(relation[1] - 1, interval(first.split("/")[0], last.split("/")[-1]), "around")

    def season(self, index: int) -> TimeReading | None:
        """صيف 2014, الخريف المقبل."""
        found = self.sense(index, "season", None)
        if not found:
            return None
        start, end = (int(part) for part in found[0].split("/"))
        year, relation, after = self.year_after(found[1])
        if year is None and relation is not None and self.anchor:
            year = calendar.year_of_month(self.anchor.year, self.anchor.month, start, relation, 0)
        if year is None or year not in calendar.YEARS:
            return TimeReading(after - 1, None, "season") if relation is not None else None
        return TimeReading(after - 1, interval(month_value(year, start), month_value(year + (end < start), end)), "season")

    def half(self, index: int) -> TimeReading | None:
        """النصف الأول من العام 2015, الربع الثاني من العام الجاري."""
        found = self.sense(index, "half", None)
        which = self.sense(found[1], "ordinal") if found else None
        if not found or not which or int(which[0]) > 12 // int(found[0]):
            return None
        size = int(found[0])
        return self.part_of_year((int(which[0]) - 1) * size, size, which[1])

    def part_of_year(self, skip: int, months: int, index: int) -> TimeReading | None:
        """So many months of the year told at token `index`, after the first `skip`."""
        index += self.form(index) in {"من", "ل"}
        year = self.this(index) or self.year(index) or self.year_value(index)
        last, value = (year.last, year.value) if year else (index, None)
        if not year:
            if self.form(index - 1) != "من" or not self.sense(index, "year"):
                return None
            value = str(self.anchor.year) if self.anchor else None
        if value is None or not value.isdigit() or months + skip > 12:
            return TimeReading(last, None, "part")
        return TimeReading(last, interval(month_value(int(value), skip + 1), month_value(int(value), skip + months)), "part")

    def decade(self, index: int) -> TimeReading | None:
        """تسعينيات القرن الماضي."""
        found = self.sense(index, "decade", None)
        if not found:
            return None
        following = found[1]
        if self.form(following) == "القرن" and self.form(following + 1) in {"الماضي", "العشرين", "المنصرم", "الفائت"}:
            following += 2
        elif following < len(self.tokens) and self.form(following) == "القرن":
            return None
        start = 1900 + int(found[0])
        return TimeReading(following - 1, f"{start}/{start + 9}" if following > found[1] else None, "decade")
