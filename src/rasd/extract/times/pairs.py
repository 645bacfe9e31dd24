"""Two months, or two numbers, that are one time."""

from __future__ import annotations

from rasd.extract.times.grammar import AND, TO, Grammar, Month, TimeReading

_DASHES = frozenset(("-", "–"))


def months_between(grammar: Grammar, index: int, first: Month) -> TimeReading | None:
    """(من) يناير/كانون الثاني إلى مارس/آذار 2024, (بين) أيار وتموز: after من or بين only; a year told once is that of both."""
    before, following = grammar.form(index - 1), first.next
    if before not in {"من", "بين"} or first.calendar != "g" or first.year is not None:
        return None
    if before == "من":
        second = grammar.month(following + 1) if grammar.form(following) in TO else None
    else:
        second = grammar.month(following + 1) if grammar.form(following) in AND else grammar.month(following, "و")
    if second is not None and grammar.form(second.next) == "الماضيين":  # "both past"
        second = second._replace(relation=-1, next=second.next + 1)
    year = grammar.year_for(second) if second is not None and second.calendar == "g" else None
    if second is None or year is None:
        return None
    since = year if first.number < second.number else year - 1
    return TimeReading(second.next - 1, f"{since}-{first.number:02}/{year}-{second.number:02}", "interval")


def of_dateline(grammar: Grammar, index: int) -> TimeReading | None:
    """The day of a Kuwaiti dateline: الكويت - 22 - 11 (كونا)."""
    if grammar.form(index - 1) not in _DASHES or grammar.form(index + 1) not in _DASHES or grammar.form(index + 3) != "(":
        return None
    day, number = grammar.digits(index), grammar.digits(index + 2)
    if not day or not number or number > 12:
        return None
    value = grammar.resolve_day(Month("g", number, None, None, index + 3, False), day)
    return TimeReading(index + 2, value, "date") if value else None
