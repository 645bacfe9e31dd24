"""Resolves the actor of each statement's speaker, from the words at the cue or from earlier statements.

Where the cue has no subject (وأضاف، مؤكدا، من جانبه) earlier statements of the whole article are searched. A speaker that nothing supports
stays unknown.
"""

from __future__ import annotations

from rasd.document import Document
from rasd.findings import FoundStatement
from rasd.resolve.speakers.issuers import LOOK_BACK, Issuers
from rasd.spans import Cover

_MANY = frozenset({"group", "armed_group", "party", "government", "other"})


class Speakers:
    """Sets the speakers of a document's statements."""

    name = "speakers"
    version = "1"

    def __call__(self, document: Document) -> None:
        """Set `actor` of every statement whose speaker the text supports."""
        done: list[FoundStatement] = []
        contents, issuers = document.contents(), Issuers(document)
        for statement in sorted(document.statements, key=lambda s: s.cue):
            if statement.speaker is not None:
                statement.actor = statement.speaker.actor
                issuers.speak(statement, done)
            else:
                statement.actor = dropped(document, statement, done, contents)
                _carry_addressee(statement, done)
            if statement.addressee is not None and statement.addressee.actor == statement.actor:
                statement.addressee = None  # a further title of the speaker: أمر فلان ولي العهد وزير الدفاع بـ
            done.append(statement)


def _carry_addressee(statement: FoundStatement, done: list[FoundStatement]) -> None:
    """Carry the addressee of an interview on: a paper that was told something is also told what follows (وأضاف).

    Of 55 such statements in the training articles gold has the paper in 40 and another party in 2. With other addressees, or a subject at
    the cue, it is right in fewer than half, so those stay open.
    """
    last = done[-1] if done else None
    if statement.addressee is not None or last is None or last.addressee is None or statement.actor is None:
        return
    if last.actor == statement.actor and last.addressee.kind == "media" and not last.content.holds(statement.cue):
        statement.addressee = last.addressee


def dropped(document: Document, statement: FoundStatement, done: list[FoundStatement], contents: Cover) -> int | None:
    """The actor of a dropped speaker, from the statements before (`done`, in the order of their cues); None where none fits."""
    if statement.hint == "nobody":
        return None
    if statement.hint == "his-side":
        return _other_party(done)
    for earlier in reversed(done[-LOOK_BACK:]):
        if earlier.actor is None or _is_nested(document, earlier, statement, contents) or _is_aside(earlier, statement):
            continue
        if _agrees(earlier, statement):
            return earlier.actor
        if statement.hint == "participle":
            return earlier.actor
    return None


def _other_party(done: list[FoundStatement]) -> int | None:
    """The other party, to which من جانبه turns: whoever spoke before the last speaker; None where there is nobody."""
    actors = [s.actor for s in reversed(done[-LOOK_BACK:]) if s.actor is not None]
    return next((actor for actor in actors if actor != actors[0]), None)


def _is_nested(document: Document, earlier: FoundStatement, statement: FoundStatement, contents: Cover) -> bool:
    """Whether an earlier statement stands in the content of a third one that ends before this one."""
    return any(
        outer is not earlier
        and not {"phrase", "credit"} & set(outer.origin.rules)
        and outer.content.holds(earlier.cue)
        and not outer.content.holds(statement.cue)
        and outer.actor is not None
        for outer in map(document.statements.__getitem__, contents.holding(earlier.cue.start))
    )


def _is_aside(earlier: FoundStatement, statement: FoundStatement) -> bool:
    """Whether the earlier statement only credits a source (حسبما ذكرت وكالة), so that later cues do not continue it."""
    return "credit" in earlier.origin.rules and statement.hint != "participle"


def _agrees(earlier: FoundStatement, statement: FoundStatement) -> bool:
    """Whether the dropped subject agrees with the earlier speaker in gender and number; unknown agrees with all.

    Non-human plurals take a feminine singular verb (مصادر قالت), human ones the ending وا; a verb before its subject agrees in gender only.
    """
    mention = earlier.speaker
    gender = (mention.gender if mention else None) or earlier.gender
    number = (mention.number if mention else None) or (earlier.number if mention is None else None)
    if statement.gender is None:
        return True
    if statement.number == "p":
        return number == "p" or (number is None and (mention is None or mention.kind in _MANY))
    if statement.number == "d":
        return number in ("d", "p", None)
    if number == "p":
        return statement.gender == "f" or gender is None
    return gender is None or gender == statement.gender
