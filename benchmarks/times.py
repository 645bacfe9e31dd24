"""What share of the Arabic date cases of microsoft/Recognizers-Text comes out right.

    python benchmarks/times.py [../shared/data/times] [--errors]

Counted are the files DateParser (days) and DatePeriodParser (months, years, ranges), each case against its own reference time. A
result is right where Rasd finds a time that touches its words and whose value is its past or its future resolution (a range: first
day to the day before its end). Left out, as news does without them: a day without its month, a week by its number, the rest
of a period, an age, seasons without a year, years in words or in two digits, a day and month in bare digits (22/04), and what the
files themselves leave unresolved. Clock times, durations, sets and holidays (the other files) are no dates.
"""

import json
import re
import sys
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from rasd.articles import article_of
from rasd.document import Document
from rasd.extract.times.extractor import Times

FILES = ("DateParser", "DatePeriodParser")
DIGITS = re.compile(r"^(في )?\d{1,2}[./-]\d{1,2}([./-]\d{1,2})?$|ألف|تسعة عشر|ستة عشر")
NOT_NEWS = re.compile(r"^XXXX-XX-\d|^XXXX-WXX-\d-#|-W\d|#|^P\d|,P\d+[DW]|-WE|^XXXX$|^[A-Z]{2}$|^\(XXXX-XX-\d")


def wanted(result: dict[str, Any]) -> set[str]:
    """The EDTF values that count as right."""
    found = set()
    for side in ("PastResolution", "FutureResolution"):
        resolution = result["Value"].get(side) or {}
        if "date" in resolution:
            found.add(resolution["date"])
        elif "startDate" in resolution and "endDate" in resolution:
            start = date.fromisoformat(resolution["startDate"])
            end = date.fromisoformat(resolution["endDate"]) - timedelta(days=1)
            found |= spellings(start, end)
    return {value for value in found if not value.startswith("0001")}


def spellings(start: date, end: date) -> set[str]:
    """A range of days, and the month or year or range of months that it is."""
    found = {f"{start}/{end}", f"{start}/{end + timedelta(days=1)}"}  # some ranges of the files name their end itself
    after = end + timedelta(days=1)
    if start.day == after.day == 1:
        found.add(f"{start:%Y-%m}/{end:%Y-%m}")
        if (after - start).days <= 31:
            found.add(f"{start:%Y-%m}")
        if start.month == after.month == 1:
            found |= {f"{start:%Y}" if after.year - start.year == 1 else f"{start:%Y}/{end:%Y}", f"{start:%Y}/{after:%Y}"}
    return found


def main() -> None:
    """Print the share per file, and the misses with --errors."""
    folder = Path(next((a for a in sys.argv[1:] if not a.startswith("-")), "../shared/data/times"))
    times, sums = Times(), [0, 0]
    for name in FILES:
        right = total = left_out = 0
        for case in json.loads((folder / f"{name}.json").read_text("utf-8-sig")):
            day = (case.get("Context") or {}).get("ReferenceDateTime", "2016-11-07")[:10]
            found = list(times(Document(article_of(case["Input"], published=day))))
            for result in case["Results"]:
                values = wanted(result) if result.get("Value") else set()
                if not values or NOT_NEWS.search(result["Value"].get("Timex") or "") or DIGITS.search(result["Text"].strip()):
                    left_out += 1
                    continue
                start, end = result["Start"], result["Start"] + result["Length"]
                good = any(f.value in values and f.span.start < end and f.span.end > start for f in found)
                right, total = right + good, total + 1
                if not good and "--errors" in sys.argv:
                    print(name, case["Input"], result["Value"]["Timex"], sorted(values), [f.value for f in found])
        print(f"{name:18} {right}/{total} = {right / total:.3f} right, {left_out} left out")
        sums = [sums[0] + right, sums[1] + total]
    print(f"{'together':18} {sums[0]}/{sums[1]} = {sums[0] / sums[1]:.3f}")


if __name__ == "__main__":
    main()
