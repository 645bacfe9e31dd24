"""Builds the words of time expressions (data/{months,weekdays,time_words,time_future}.tsv) for `rasd.ontology.calendar`.

Apart from `calendar` because wheels are built where hijridate is not installed.
"""

from __future__ import annotations

from rasd.arabic.fold import fold
from rasd.arabic.kept import Plain
from rasd.ontology.phrases import Stored, store
from rasd.ontology.tables import items, table


def build() -> Plain:
    """The words of time expressions, as they are kept between runs."""
    senses: dict[str, dict[str, str]] = {}

    def add(cell: str, kind: str, value: str) -> None:
        for form in items(cell):
            senses.setdefault(" ".join(fold(form).split()), {})[kind] = value

    for row in table("time_words"):
        add(row["forms"], row["kind"], row["value"])
    for row in table("time_future"):
        add(row["forms"], "before", "future")
    for row in table("weekdays"):
        add(row["forms"], "weekday", row["day"])
    for row in table("months"):
        value = row["calendar"][0] + row["month"]
        add(row["strong"], "monthname", value)
        add(row["weak"], "monthname", value)
        add(row["weak"], "weak", "1")
    heads = frozenset(key.split()[0] for key in senses)
    phrases: Stored = {}
    for phrase, told in senses.items():
        store(phrases, phrase, (told,))
    return {"phrases": phrases, "heads": heads, "single": {key: value for key, value in senses.items() if " " not in key}}
