"""The features of candidates for mentions. Each function names those that depend on the same values (`ontology.weights.FeatureGroup`)."""

from __future__ import annotations

from collections.abc import Iterator

from rasd.ontology.weights import MENTIONS, feature_group

# --- of an extent; start and end: whether each limit is the rules' and the encoder's


@feature_group(MENTIONS)
def proposed(start: str, end: str, rule: str, kind: str, form: str) -> Iterator[str]:
    """Whose limits it has."""
    yield f"extent start {start} {rule}"
    yield f"extent end {end} {rule}"
    yield f"extent end {end} {kind} {form}"
    yield f"extent span {start} {end}"


@feature_group(MENTIONS)
def surely(start: str, end: str, sure: int) -> Iterator[str]:
    """With the encoder's chance."""
    yield f"extent start {start} sure {sure}"
    yield f"extent end {end} sure {sure}"


@feature_group(MENTIONS)
def long(length: int, end: str, kind: str) -> Iterator[str]:
    """Its length."""
    yield f"extent length {length} {end} {kind}"


@feature_group(MENTIONS)
def begins(form: str, start: str) -> Iterator[str]:
    """Its first word."""
    yield f"extent first {form} {start}"


@feature_group(MENTIONS)
def ends(form: str, end: str) -> Iterator[str]:
    """Its last word."""
    yield f"extent last {form} {end}"
    yield f"extent last {form}"


@feature_group(MENTIONS)
def preceded(form: str, start: str) -> Iterator[str]:
    """The word before it."""
    yield f"extent before {form} {start}"


@feature_group(MENTIONS)
def over(end: str) -> Iterator[str]:
    """Nothing follows."""
    yield f"extent next nothing {end}"


@feature_group(MENTIONS)
def followed(form: str, end: str) -> Iterator[str]:
    """The word after it."""
    yield f"extent next {form} {end}"


@feature_group(MENTIONS)
def going_on(definite: bool, last_definite: bool, joined: bool, single: bool, verb: bool, end: str) -> Iterator[str]:
    """How the word after it continues its last word."""
    yield f"extent next the {definite} {last_definite} and {joined} {single} {end}"
    yield f"extent next verb {verb} {end}"


@feature_group(MENTIONS)
def rhymes(after: str, last: str, end: str) -> Iterator[str]:
    """The last letters of both."""
    yield f"extent next ends {after} {last} {end}"


@feature_group(MENTIONS)
def then(mark: str, kind: str, form: str, by: str, end: str, own: str) -> Iterator[str]:
    """Another candidate right after it."""
    yield f"extent then {mark} {kind} {form} {by} {end} {own}"


@feature_group(MENTIONS)
def cuts(end: str, kind: str) -> Iterator[str]:
    """Whether it cuts another candidate in two."""
    yield f"extent cuts another {end} {kind}"


# --- of a mention


@feature_group(MENTIONS)
def marked(by: str, sure: int, kind: str, form: str, extent: int) -> Iterator[str]:
    """Whether rules and encoder mark it, and its kind."""
    yield f"mention by {by}"
    yield f"mention sure {sure} {by}"
    yield f"mention kind {kind} {form} {by}"
    yield f"mention sure {sure} {kind} {form}"
    yield f"mention extent {extent} {by}"


@feature_group(MENTIONS)
def ruled(rule: str, by: str, named: bool, known: bool, role: str | None) -> Iterator[str]:
    """The rules' reading."""
    yield f"mention rule {rule} {by} named {named} known {known}"
    yield f"mention rule {rule} {role}"


@feature_group(MENTIONS)
def seen(inner: bool, sure: int, kind_sure: int, by: str) -> Iterator[str]:
    """The encoder's reading."""
    yield f"mention inner {inner} sure {sure} {by}"
    yield f"mention kind sure {kind_sure} {by}"


@feature_group(MENTIONS)
def compared(rules: str, kind: str, sure: int, rules_form: str, form: str) -> Iterator[str]:
    """Whether the two readings agree."""
    yield f"mention kinds {rules} {kind}"
    yield f"mention sure {sure} same kind {rules == kind}"
    yield f"mention forms {rules_form} {form}"


@feature_group(MENTIONS)
def headed(form: str, by: str, single: bool) -> Iterator[str]:
    """Its first word."""
    yield f"mention first {form}"
    yield f"mention first {form} {by} {single}"


@feature_group(MENTIONS)
def closed(form: str, single: bool) -> Iterator[str]:
    """Its last word."""
    yield f"mention last {form} {single}"


@feature_group(MENTIONS)
def behind(form: str, kind: str) -> Iterator[str]:
    """The word before it."""
    yield f"mention before {form} {kind}"
    yield f"mention before {form}"


@feature_group(MENTIONS)
def before(form: str) -> Iterator[str]:
    """The word after it."""
    yield f"mention next {form}"


@feature_group(MENTIONS)
def shaped(length: int, by: str, form: str, clitic: str, kind: str) -> Iterator[str]:
    """Its length, and the proclitic before it."""
    yield f"mention length {length} {by} {form}"
    yield f"mention clitic {clitic} {kind} {by}"


@feature_group(MENTIONS)
def quoted(closing: bool, form: str, by: str) -> Iterator[str]:
    """Whether it follows an opening quotation mark."""
    yield f"mention opened {closing} {form} {by}"


@feature_group(MENTIONS)
def active(speaks: int, acts: int, suffers: int, kind: str, by: str, sure: int) -> Iterator[str]:
    """Its roles in the encoder's statements and events."""
    most = max(speaks, acts, suffers)
    yield f"mention part {most} {kind} {by}"
    yield f"mention part {most} sure {sure} {kind == 'country'}"
    yield f"mention speaks {speaks} {by}"
    yield f"mention acts {acts} {by}"
    yield f"mention suffers {suffers} {by}"


@feature_group(MENTIONS)
def placed(place: int, name: str | None, kind: str, form: str, by: str, sure: int) -> Iterator[str]:
    """The encoder's chance of a place in its words, and the sort of name there."""
    yield f"mention place {place} {kind} {by}"
    yield f"mention place {place} sure {sure} {kind == 'country'}"
    yield f"mention name {name} {kind} {form}"


@feature_group(MENTIONS)
def alike(best: int, count: int, by: str, kind: str) -> Iterator[str]:
    """The same words elsewhere in the article."""
    yield f"mention same {best} {by} {kind}"
    yield f"mention same {count} {by}"


@feature_group(MENTIONS)
def grouped(best: int, count: int, by: str) -> Iterator[str]:
    """Other mentions of the encoder's cluster."""
    yield f"mention cluster {best} {count} {by}"


@feature_group(MENTIONS)
def standing(where: str, by: str, kind: str) -> Iterator[str]:
    """Its position in the article."""
    yield f"mention where {where} {by} {kind}"


@feature_group(MENTIONS)
def last_line(length: int, by: str) -> Iterator[str]:
    """Whether it is in the last line."""
    yield f"mention last line {length} {by}"


@feature_group(MENTIONS)
def beside(how: str, by: str, other: str, near: int, kinds: str, sure: int, less: bool) -> Iterator[str]:
    """Another candidate that overlaps it."""
    yield f"mention {how} {by} {other} {near} {less}"
    yield f"mention {how} {kinds} {by} {other}"
    yield f"mention {how} sure {sure} {by}"


@feature_group(MENTIONS)
def inside(inner: bool | None, same_start: bool, by: str, other: str) -> Iterator[str]:
    """Whether it lies in another candidate."""
    yield f"mention in inner {inner} {same_start} {by} {other}"
