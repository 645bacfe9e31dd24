"""Review: what persons say of findings, and records as they come to be by it. Pure: a record and judgements in, a reviewed record out.

    review = reviewed(record, judgements)
    review.record        # what is shown and exported: rejected findings gone, edited ones changed, missing ones added
    review.states        # (subject, id) -> what was decided of a finding, by whom and when
    review.orphans       # judgements that match nothing any more: shown, never lost

The contract:

- A judgement is never changed or removed; another one, an undo, takes it back, and an undo can be taken back too.
- A finding is named by its id, which comes from content. Where a new reading gave it another one, it is found by the words that the
  judgement keeps as its evidence (rasd.review.matching). What a reading found stays in the store as it was read.
- Verdicts: accept, reject, edit (fields that change), add (a finding that was missed), undo (of a judgement), done (an article is wholly
  reviewed). The last accept, reject or edit of a finding counts; fields of all edits add up, the last of each field counting.
- Every quote of a reviewed record is the slice of its text, and every id that it uses is defined, whatever was judged.
- A finding that a person vouches for has confidence 1; its origin names the judgement beside the rules that found it.
"""

from __future__ import annotations

from rasd.review.judgements import SUBJECTS, VERDICTS, Judgement, JudgementRefused, in_force, judgement_of
from rasd.review.reviewed import Review, State, evidence, reviewed

__all__ = [
    "SUBJECTS",
    "VERDICTS",
    "Judgement",
    "JudgementRefused",
    "Review",
    "State",
    "evidence",
    "in_force",
    "judgement_of",
    "reviewed",
]
