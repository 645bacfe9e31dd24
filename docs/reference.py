"""Parts of pages made from the code and its data: of docs/records.md, docs/events.md, docs/accuracy.md (docs/generate.py writes them).

Examples are of the sample articles as the rules read them, which are the same on every processor.
"""

from __future__ import annotations

import dataclasses
import json
import re
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import Any, get_args

from rasd import records

ROOT = Path(__file__).resolve().parent.parent
FIELDS, FIGURES = ROOT / "docs" / "fields.tsv", ROOT / "evals" / "accuracy.json"
SHOWN = (
    *("Record", "Article", "Actor", "Name", "Office", "Mention", "Link", "Statement", "Speaker", "Cue", "Event", "Quote"),
    *("Time", "Place", "Origin", "Failure"),
)
"""The parts of a record in the order of the page; `Correction` of the same module is no part of it."""
LITERALS = ("Kind", "Form", "Stance", "StatementKind", "Status")
_LONG = 60


def table_of(head: str, rows: Iterable[Iterable[object]]) -> str:
    """A table of Markdown under a head that is written as it stands in the page."""
    return "\n".join([head, "| --- " * (head.count("|") - 1) + "|", *(f"| {' | '.join(map(str, row))} |" for row in rows)])


def fields() -> str:
    """Every field of the record with its type, meaning and an example."""
    parts = []
    for name in SHOWN:
        part = getattr(records, name)
        rows = (
            (f"`{field.name}`", _type(str(field.type)), meanings()[f"{name}.{field.name}"], _example(name, field.name))
            for field in dataclasses.fields(part)
        )
        parts.append(f"## {name}\n\n{_about(part)}\n\n{table_of('| field | type | meaning | example |', rows)}")
    return "\n\n".join(parts)


def _about(part: type) -> str:
    doc = (part.__doc__ or "").strip()
    return re.sub(r"\s+", " ", doc)


@cache
def meanings() -> dict[str, str]:
    """Field -> what it means, from docs/fields.tsv."""
    lines = [line for line in FIELDS.read_text("utf-8").split("\n") if line and not line.startswith("#")]
    cells = (line.partition("\t") for line in lines[1:])
    return {name: meaning for name, _, meaning in cells}


def _type(annotation: str) -> str:
    """An annotation in words: `tuple[str, ...]` is a list of text, `X | None` is X or null."""
    optional = annotation.endswith(" | None")
    inner = annotation.removesuffix(" | None")
    many = re.fullmatch(r"tuple\[(\w+), \.\.\.\]", inner)
    inner = many[1] if many else inner
    names = {"str": "text", "int": "number", "float": "number", "bool": "true or false"}
    if inner in LITERALS:
        shown = "one of " + ", ".join(f"`{value}`" for value in get_args(getattr(records, inner)))
    elif inner in SHOWN:
        shown = f"[{inner}](#{inner.lower()})"
    else:
        shown = names.get(inner, inner)
    return ("list of " if many else "") + shown + (" or null" if optional else "")


def _example(part: str, name: str) -> str:
    """The first value of this field in the samples that says something, as JSON."""
    values = [one[name] for one in _samples()[part]]
    value = next((value for value in values if value not in (None, [], "", False, 0)), None)
    if value is None or isinstance(value, dict) or (isinstance(value, list) and isinstance(value[0], dict)):
        return "" if value is None else "{…}" if isinstance(value, dict) else "[{…}, …]"
    shown = json.dumps(value, ensure_ascii=False)
    shown = shown if len(shown) <= _LONG else shown[: _LONG - 2].rsplit(" ", 1)[0] + " …"
    return "`" + shown.replace("|", "\\|").replace("`", "'").replace("\\n", " ") + "`"


@cache
def _samples() -> dict[str, list[dict[str, Any]]]:
    """Part of the record -> its instances in all samples."""
    from rasd import samples
    from rasd.pipeline import default_pipeline

    found: dict[str, list[dict[str, Any]]] = {name: [] for name in SHOWN}
    for article in samples.articles():
        for part in _inside(default_pipeline("rules").read(article)):
            found[type(part).__name__].append({field.name: _plain(getattr(part, field.name)) for field in dataclasses.fields(part)})
    return found


def _inside(part: Any) -> Iterator[Any]:
    if isinstance(part, tuple):
        for one in part:
            yield from _inside(one)
    elif dataclasses.is_dataclass(part):
        yield part
        for field in dataclasses.fields(part):
            yield from _inside(getattr(part, field.name))


def _plain(value: Any) -> Any:
    if isinstance(value, tuple):
        return [_plain(one) for one in value]
    return {"": None} if dataclasses.is_dataclass(value) else value


def stances() -> str:
    """Each stance with words that carry it, from the lexicon of cues."""
    from rasd.ontology.tables import table

    cues, rows = table("cues"), []
    for stance in get_args(records.Stance):
        verbs = [row for row in cues if row["stance"] == stance]
        shown = [row for row in verbs if row["kind"] == "verb"][:6]
        told = f"{', '.join(row['en'] for row in shown)}; {len(verbs)} in all"
        rows.append((f"`{stance}`", _some([row["lemma"] for row in shown]), told))
    return table_of("| stance | words | |", rows)


QUADS = {1: "verbal cooperation", 2: "material cooperation", 3: "verbal conflict", 4: "material conflict"}


def types() -> str:
    """The event types with modes, scores and words, from the ontology."""
    from rasd.ontology.plover import EVENT_TYPES
    from rasd.ontology.tables import items, table

    triggers = table("triggers")
    parts = []
    for one in EVENT_TYPES.values():
        rows = [row for row in triggers if row["type"] == one.name]
        verbs = [verb.split(":")[0] for row in rows for verb in items(row["verbs"])]
        nouns = [noun for row in rows for noun in items(row["nouns"])]
        modes = ", ".join(f"`{mode}` ({score:g})" for mode, score in one.modes.items()) or "none"
        told = (
            ("quad class", f"{one.quad}, {QUADS[one.quad]}"),
            ("score", f"{one.score:g}"),
            ("modes", modes),
            (_counted("verbs", verbs), _some(verbs)),
            (_counted("nouns", nouns), _some(nouns)),
        )
        parts.append(f"## {one.name}\n\n{one.en}.\n\n{one.ar}.\n{{ dir=rtl lang=ar }}\n\n{table_of('| | |', told)}")
    return "\n\n".join(parts)


def contexts() -> str:
    """The contexts, each with words that decide it."""
    from rasd.ontology.tables import items, table

    return table_of("| context | words |", ((f"`{row['context']}`", _some(items(row["words"]))) for row in table("contexts")))


_SOME = 10


def _some(words: list[str]) -> str:
    """The first of some Arabic words, in their own direction."""
    distinct = list(dict.fromkeys(words))
    shown = "، ".join(distinct[:_SOME]) + (" …" if len(distinct) > _SOME else "")
    return f'<bdi dir="rtl" lang="ar">{shown}</bdi>'


def _counted(what: str, words: list[str]) -> str:
    return f"{len(set(words))} {what}" if len(set(words)) > _SOME else what


@cache
def _figures() -> dict[str, Any]:
    """What `rasd evaluate` wrote and is committed."""
    found: dict[str, Any] = json.loads(FIGURES.read_text("utf-8"))
    return found


_ROWS = (
    ("mention", "mentions of actors", ".92"),
    ("actor", "their grouping into actors, B-cubed", ""),
    ("statement", "statements", ".97"),
    ("content", "statements with the content right", ".94"),
    ("tuple", "statements with content and speaker right", ".93"),
    ("event", "events, by type and place in the text", ".91"),
    ("who-whom", "events with source and target right", ".78"),
    ("strict", "events with exactly the parties, and the status", ".73"),
    ("where", "places of the events found, given or not", ""),
    ("time", "times with their value", ".95"),
    ("place", "places with their country", ".97"),
)
_SHARES = (
    ("speaker", "speaker of the statements found", ".98"),
    ("country", "country of the actors found", ".97"),
    ("status", "status of the events found", "1.00"),
    ("mode", "mode of the events found", ".90"),
    ("date", "date of the events found with their parties", ".92"),
)


def accuracy() -> str:
    """How good each part is."""
    figures = _figures()
    rows = []
    for name, label, people in _ROWS:
        one = figures[name]
        rows.append((label, f"{one['p']:.3f}", f"{one['r']:.3f}", f"**{one['f1']:.3f}**", f"{one['n']:.0f}", people))
    shares = ((label, f"**{figures[name]['share']:.3f}**", f"{figures[name]['n']:.0f}", people) for name, label, people in _SHARES)
    return "\n\n".join(
        (
            table_of("| | precision | recall | F1 | in gold | two people agree |", rows),
            table_of("| of what is found | share right | of | two people agree |", shares),
        )
    )


def accuracy_of_types() -> str:
    """How well each event type is found, and what goes wrong with it."""
    figures, rows = _figures(), []
    for name, one in sorted(figures["types"].items(), key=lambda item: -item[1]["n"]):
        faults = figures["faults"].get(name, {})
        found = round(one["r"] * one["n"])
        row = (f"{one['p']:.2f}", f"{one['r']:.2f}", f"**{one['f1']:.2f}**", f"{one['n']:.0f}")
        wrong = (faults.get("missed", 0), faults.get("extra", 0), f"{faults.get('parties', 0)} of {found}", faults.get("status", 0))
        rows.append((f"[{name}](events.md#{name.lower()})", *row, *wrong))
    return table_of("| type | precision | recall | F1 | in gold | missed | extra | parties | status |", rows)


def accuracy_of_outlets() -> str:
    """How well each outlet is read."""
    rows = []
    for name, part in sorted(_figures()["by"].items(), key=lambda item: (-item[1]["articles"]["scored"], item[0])):
        values = (_f1(part[key]) for key in ("mention", "tuple", "event", "who-whom", "time", "place"))
        rows.append((name, part["articles"]["scored"], *values))
    return table_of("| outlet | articles | mentions | statements | events | who-whom | times | places |", rows)


def _f1(figure: dict[str, float]) -> str:
    return f"{figure['f1']:.2f}" if figure["n"] else "–"


_RIGHT = {"statement": "content and speaker right", "event": "type and place in the text right", "link": "the mention's actor right"}


def calibration() -> str:
    """What confidences are worth."""
    parts = []
    for name, state in _figures()["calibration"].items():
        rows = ((f"{row['from']:g} to {row['to']:g}", row["n"], f"{row['confidence']:.2f}", f"{row['right']:.2f}") for row in state["bins"])
        bins = table_of("| confidence | findings | mean confidence | right |", rows)
        luck = f" As many findings would show {state['chance']:.3f} by luck alone." if state.get("chance") is not None else ""
        parts.append(
            f"### Of {name}s ({_RIGHT[name]})\n\n{bins}\n\n"
            f"Expected calibration error: **{state['error']:.3f}** over {state['n']} findings.{luck}"
        )
    return "\n\n".join(parts)


PARTS = {
    "records.md": {"fields": fields, "stances": stances},
    "events.md": {"types": types, "contexts": contexts},
    "accuracy.md": {"main": accuracy, "types": accuracy_of_types, "outlets": accuracy_of_outlets, "calibration": calibration},
}
"""Page of docs -> its parts between marks `<!-- name -->` and `<!-- /name -->`, each with what makes it."""
