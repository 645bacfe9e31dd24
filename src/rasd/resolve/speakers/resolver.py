"""Who is speaking: fills the actor of each statement from its speaker at the cue, or from the statements around it.

Where the cue has no subject (وأضاف، مؤكدا، من جانبه) the speaker is sought over the whole article, never guessed: what nothing
supports stays unknown.
"""

from __future__ import annotations

from rasd.document import Document
from rasd.findings import FoundStatement
from rasd.ontology.cues import documents, noun_of
from rasd.spans import Cover

LOOK_BACK = 100  # statements back to who was speaking: far more than a report has, so that a book is no quadratic task
_MANY = frozenset({"group", "armed_group", "party", "government", "other"})
_DEFINITE = ("ال", "وال", "لل")


class Speakers:
    """Resolves the speakers of a document."""

    name = "speakers"
    version = "1"

    def __call__(self, document: Document) -> None:
        """Fill `actor` of every statement that the text supports."""
        done: list[FoundStatement] = []
        contents = document.contents()
        for statement in sorted(document.statements, key=lambda s: s.cue):
            if statement.speaker is not None:
                statement.actor = _author(document, statement, done)
            else:
                statement.actor = dropped(document, statement, done, contents)
                _carry_addressee(statement, done)
            if statement.addressee is not None and statement.addressee.actor == statement.actor:
                statement.addressee = None  # a further title of the speaker: أمر فلان ولي العهد وزير الدفاع بـ
            done.append(statement)


def _carry_addressee(statement: FoundStatement, done: list[FoundStatement]) -> None:
    """An interview goes on: what is told to a paper, and then what else (وأضاف), is told to the same paper.

    Of 55 such in the train articles gold gives 40 the paper and 2 another party; of those with other addressees or a subject of
    their own fewer than half, so those are left alone.
    """
    last = done[-1] if done else None
    if statement.addressee is not None or last is None or last.addressee is None or statement.actor is None:
        return
    if last.actor == statement.actor and last.addressee.kind == "media" and not last.content.holds(statement.cue):
        statement.addressee = last.addressee


def _author(document: Document, statement: FoundStatement, done: list[FoundStatement]) -> int | None:
    """The speaker's actor; for a document named again (وقال البيان) that of whoever issued it: the speaker cued beside its first naming."""
    speaker = statement.speaker
    if speaker is None:
        return None
    token = document.tokens[speaker.first]
    noun = noun_of(token.word, documents()) if token.form.startswith(_DEFINITE) and speaker.last <= speaker.first + 1 else None
    if noun is None:
        return speaker.actor
    for earlier in reversed(done[-LOOK_BACK:]):
        if earlier.actor is None or earlier.speaker is None or earlier.actor == speaker.actor:
            continue
        sentence = document.sentences[document.sentence_of(earlier.cue.start)]
        if any(document.tokens[k].form in (noun, "لل" + noun) for k in document.tokens_in(sentence)):
            return earlier.actor
    return speaker.actor


def dropped(document: Document, statement: FoundStatement, done: list[FoundStatement], contents: Cover) -> int | None:
    """The actor of a dropped speaker, by the statements before it (`done`, in the order of their cues); None where none fits."""
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
    """من جانبه turns to the other party: whoever spoke before the last speaker did; unknown where nobody else has."""
    actors = [s.actor for s in reversed(done[-LOOK_BACK:]) if s.actor is not None]
    return next((actor for actor in actors if actor != actors[0]), None)


def _is_nested(document: Document, earlier: FoundStatement, statement: FoundStatement, contents: Cover) -> bool:
    """Whether the earlier statement stands inside the content of another, before this one, that does not hold this one."""
    return any(
        outer is not earlier
        and not {"phrase", "credit"} & set(outer.origin.rules)
        and outer.content.holds(earlier.cue)
        and not outer.content.holds(statement.cue)
        and outer.actor is not None
        for outer in map(document.statements.__getitem__, contents.holding(earlier.cue.start))
    )


def _is_aside(earlier: FoundStatement, statement: FoundStatement) -> bool:
    """Whether the earlier statement only credits what another had said (حسبما ذكرت وكالة), so that nothing goes on from it."""
    return "credit" in earlier.origin.rules and statement.hint != "participle"


def _agrees(earlier: FoundStatement, statement: FoundStatement) -> bool:
    """Whether gender and number of the dropped subject fit the earlier speaker; unknown fits all.

    Plurals of things and bodies take a feminine singular verb (مصادر قالت), people in the plural take وا; a verb before its subject
    shows gender only.
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
