"""Corrections that last: a journal of what people decided about actors, what follows from it, and records seen through it.

    journal = JsonlLog("corrections.jsonl")
    state = Corrections.of(journal)
    entry = state.decide("merge", {"into": "act-1", "from": ["act-2"]}, author="layla")   # checked, then in force
    journal.append(entry)
    record = corrected(record, state)

The contract:

- An entry has an id, a moment, an author, an action and a payload; none is ever changed or removed, another entry undoes it.
- What a source said stays: mentions, quotes, offsets, reasons. Only which actor they belong to changes, and how that actor is described.
- The state is what all entries, in their order, come to. Reading the same articles again gives the same ids, so corrections hold.
- `corrected` is a pure function of a record and the state: it serves what is read now and what was stored before alike.
"""

from __future__ import annotations

from rasd.corrections.apply import corrected
from rasd.corrections.log import JsonlLog
from rasd.corrections.state import ACTIONS, FIELDS, CorrectionRefused, Corrections

__all__ = ["ACTIONS", "FIELDS", "CorrectionRefused", "Corrections", "JsonlLog", "corrected"]
