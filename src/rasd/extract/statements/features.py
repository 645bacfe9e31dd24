"""The features of readings of a content, by name: each function names those that hang on the same values (`ontology.weights.FeatureGroup`).

start and end: whether a side is that of the rules' and of the encoder's proposal.
"""

from __future__ import annotations

from collections.abc import Iterator

from rasd.ontology.weights import STATEMENTS, feature_group
from rasd.ontology.words import is_verb_form


@feature_group(STATEMENTS)
def proposed(start: str, end: str, rule: str, sure: int) -> Iterator[str]:
    """Whose limits they are."""
    yield f"content start {start} {rule}"
    yield f"content end {end} {rule}"
    yield f"content start {start} sure {sure}"
    yield f"content end {end} sure {sure}"
    yield f"content span {start} {end}"


@feature_group(STATEMENTS)
def long(length: int, quotes: int, end: str, rule: str) -> Iterator[str]:
    """How long it is, and whether a quotation in it is left open."""
    yield f"content length {length} {end}"
    yield f"content length {length} {rule}"
    yield f"content quotes {quotes} {end}"


@feature_group(STATEMENTS)
def followed_by(what: str, end: str) -> Iterator[str]:
    """Nothing follows, or another line."""
    yield f"content next {what} {end}"


@feature_group(STATEMENTS)
def followed(form: str, cue: bool, end: str) -> Iterator[str]:
    """A word follows."""
    yield f"content next word {form} {end}"
    yield f"content next word verb {is_verb_form(form)} {end}"
    yield f"content next word cue {cue} {end}"
    if form[:1] == "و":
        yield f"content next word and {end}"


@feature_group(STATEMENTS)
def closed(mark: str, end: str) -> Iterator[str]:
    """A mark follows that ends the sentence."""
    yield f"content next mark {mark} True {end}"


@feature_group(STATEMENTS)
def parted(mark: str, comma: bool, form: str, cue: bool, end: str) -> Iterator[str]:
    """A mark follows, and then a word of the same sentence."""
    yield f"content next mark {mark} False {end}"
    yield f"content next {'comma' if comma else 'mark'} {form} {end}"
    yield f"content next verb {is_verb_form(form)} {end}"
    yield f"content next cue {cue} {end}"
    if form[:1] == "و":
        yield f"content next and {end}"


@feature_group(STATEMENTS)
def begins(form: str, start: str) -> Iterator[str]:
    """Its first word."""
    yield f"content first {form} {start}"


@feature_group(STATEMENTS)
def preceded(form: str, start: str) -> Iterator[str]:
    """The word before it."""
    yield f"content before {form} {start}"


@feature_group(STATEMENTS)
def behind(before: bool, start: str) -> Iterator[str]:
    """Whether it begins before its cue."""
    yield f"content behind {before} {start}"


@feature_group(STATEMENTS)
def within(cues: int, sentences: int, own: bool, lines: bool, end: str) -> Iterator[str]:
    """What it would hold: other cues, sentences, its own cue, several lines."""
    yield f"content cues {cues} {end}"
    yield f"content sentences {sentences} {end}"
    if own:
        yield f"content own cue {end}"
    if lines:
        yield f"content lines {end}"
