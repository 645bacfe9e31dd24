"""Number words of tolls and counts."""

from __future__ import annotations

from functools import cache

from rasd.arabic.fold import fold
from rasd.ontology.tables import items, table


@cache
def number_words() -> dict[str, int]:
    """Number word, folded -> its value (data/trigger_numbers.tsv). Compounds (خمسة وعشرون) are added up by the caller."""
    return {fold(word): int(row["value"]) for row in table("trigger_numbers") for word in items(row["words"])}
