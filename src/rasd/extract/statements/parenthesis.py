"""A verb of saying that stands with its speaker between the words said: الأسعار، يضيف الباحث، ستنخفض.

The press of the Maghreb quotes so without any marks. Of 7 such in 591 articles neither engine had read one whole.
"""

from __future__ import annotations

from rasd.extract.statements.clause import CueCandidate, Reading
from rasd.extract.statements.content import Contents
from rasd.extract.statements.opening import Opening
from rasd.findings import FoundMention
from rasd.ontology import cues

_SPEECH = frozenset({"أن", ":"})
_THINKING = cues.words("thinking")
_DASHES = frozenset({"-", "–", "—"})
_SAME = frozenset({"ذاته", "ذاتها", "نفسه", "نفسها", "عينه", "عينها"})  # المتحدث ذاته: "the same speaker"
SHORTEST = 3  # tokens said before it: ثم، يضيف الباحث، has none


def speaker_of(reading: Reading, candidate: CueCandidate, end: int) -> FoundMention | None:
    """Who speaks at a verb in the present that stands with its subject, and whom or where it is told, between commas or dashes; else None.

    `end` is where the words of the verb end.
    """
    first, form = candidate.first, candidate.form
    if not form.present or form.prefix or form.object or not candidate.cue.frames >= _SPEECH or candidate.cue.lemma in _THINKING:
        return None
    mention = reading.document.mention_at(first + 1)
    if mention is None or mention.first != first + 1 or reading.is_oblique(mention) or not candidate.agrees(mention):
        return None
    if not _parts(reading, first - 1) or first - 1 - reading.starts[first] < SHORTEST:
        return None
    after = mention.last + 1
    while after < end and reading.form(after) in _SAME:
        after += 1
    over = after >= end or reading.tokens[after].kind == "punct"
    return mention if over or reading.is_preposition(after) or reading.has_l(after) else None


def around(reading: Reading, contents: Contents, candidate: CueCandidate, end: int) -> tuple[int, int] | None:
    """The content on both sides of a parenthesis, whose words end before token `end`: the sentence, up to the next speech act."""
    found = contents.span(reading.starts[candidate.first], candidate.first - 1)
    close = next((k for k in range(candidate.last + 1, min(end + 1, reading.ends[candidate.first])) if _parts(reading, k)), None)
    if found is None or close is None or close + 1 >= reading.ends[candidate.first] or contents.is_stop(close + 1):
        return found
    after = close + 1
    return found[0], max(found[1], contents.close(Opening("phrase", after, after), candidate))


def _parts(reading: Reading, index: int) -> bool:
    """Whether the token parts the parenthesis from what is said."""
    return reading.is_comma(index) or reading.form(index) in _DASHES
