"""`rasd explain`: why each finding was made."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import dataclass, field

import click

from rasd.cli.engine import engine_option
from rasd.cli.options import date_option, day_order_option
from rasd.cli.output import say, standard_output
from rasd.cli.read import items_of
from rasd.collect.items import Hints, ItemError
from rasd.collect.moments import DayOrder
from rasd.errors import RasdError, UsageError
from rasd.export.bidi import isolate
from rasd.export.safe import one_line
from rasd.ontology.tables import table
from rasd.pipeline import Engine, default_pipeline
from rasd.records import Actor, Event, Origin, Record, Statement

_CONTEXT = 50  # letters on each side of quoted evidence


@dataclass
class Explained:
    """One finding to explain: what it is called, its facts, and where its evidence stands."""

    id: str
    kind: str
    origin: Origin | None
    facts: list[tuple[str, str]] = field(default_factory=list)
    evidence: list[tuple[str, int, int]] = field(default_factory=list)

    def covers(self, offset: int) -> bool:
        """Whether any of its evidence stands at this offset."""
        return any(start <= offset < end for _, start, end in self.evidence)


@click.command(short_help="Show why each finding was made: rules, evidence, reasons.")
@click.argument("path", metavar="[PATH | URL | -]", required=False)
@click.option("--sample", metavar="NAME", help="Explain a sample article (see rasd samples) instead of a PATH.")
@click.option("--finding", metavar="ID", help="Only the finding with this id, or ids that begin so.")
@click.option(
    "--at", "offset", type=click.IntRange(0), metavar="OFFSET", help="Only findings whose evidence covers this code point of the text."
)
@click.option("--published", metavar="DATE", callback=date_option, help="Day of publication (ISO 8601) where the input does not say it.")
@day_order_option
@engine_option
@click.option("--allow-private", is_flag=True, help="Let a URL lead to a private address or another port.")
def explain(
    path: str | None,
    sample: str | None,
    finding: str | None,
    offset: int | None,
    published: str | None,
    day_order: DayOrder | None,
    engine: Engine,
    allow_private: bool,
) -> None:
    """Show why each finding was made: the extractor and its version, the rules that fired and what they mean, the evidence in its
    context (between brackets), and for actors the reasons that link their mentions.

    \b
    Example:
      rasd explain --sample ministers
      rasd explain article.txt --published 2020-08-23 --at 120
    """
    if bool(path) == bool(sample):
        raise click.UsageError("name one PATH, or a sample with --sample.")
    inputs = (path,) if path else ()
    items = items_of(inputs, Hints(published=published, day_order=day_order), sample or False, allow_private)
    shown = failed = 0
    stream = standard_output()
    for item in items:
        if isinstance(item, ItemError):
            say(str(item))
            failed += 1
            continue
        record = default_pipeline(engine).read(item)
        for failure in record.failures:
            say(f"{failure.step}: {failure.message}")
        failed += len(record.failures)
        chosen = [e for e in explained(record) if (not finding or e.id.startswith(finding)) and (offset is None or e.covers(offset))]
        for one in chosen:
            told = "\n".join(_lines(one, record.article.text)) + "\n\n"
            stream.write(isolate(told) if stream.isatty() else told)
        shown += len(chosen)
    if failed:
        sys.exit(1)
    if not shown:
        if finding or offset is not None:
            raise UsageError("no such finding; run it without --finding and --at to see all")
        raise RasdError("nothing was found in it: no statements, events, actors, times or places")


def explained(record: Record) -> Iterator[Explained]:
    """Every finding of a record, explained, in the order of the record."""
    names = {actor.id: actor.name.ar for actor in record.actors}
    for statement in record.statements:
        yield _statement(statement, names)
    for event in record.events:
        yield _event(event, names, record)
    for actor in record.actors:
        yield _actor(actor)
    for time in record.times:
        facts = [("value", time.value or "not resolved")]
        yield Explained(f"time-{time.start}", "time", time.origin, facts, [("words", time.start, time.end)])
    for place in record.places:
        known = ", ".join(str(part) for part in (place.name.ar, place.name.en, place.country, place.precision) if part)
        yield Explained(f"place-{place.start}", "place", place.origin, [("place", known)], [("words", place.start, place.end)])


def _statement(statement: Statement, names: dict[str, str]) -> Explained:
    speaker, cue, content = statement.speaker, statement.cue, statement.content
    evidence = [("cue", cue.start, cue.end), ("content", content.start, content.end)]
    if speaker and speaker.start is not None and speaker.end is not None:
        evidence.insert(0, ("speaker", speaker.start, speaker.end))
    who = names.get(speaker.actor, speaker.actor) if speaker else "unknown"
    dropped = " (not named at the cue)" if speaker and speaker.start is None else ""
    facts = [("speaker", who + dropped), ("cue", f"{cue.lemma}, {cue.stance}"), ("kind", statement.kind), _confidence(statement)]
    if statement.addressee:
        facts.insert(1, ("to", names.get(statement.addressee, statement.addressee)))
    return Explained(statement.id, "statement", statement.origin, facts, evidence)


def _event(event: Event, names: dict[str, str], record: Record) -> Explained:
    def called(ids: tuple[str, ...]) -> str:
        return "، ".join(names.get(id, id) for id in ids) or "not told"

    facts = [("type", f"{event.type} {event.mode}".strip()), ("source", called(event.source)), ("target", called(event.target))]
    facts.append(("status", event.status + (", according to " + called((event.asserted_by,)) if event.asserted_by else "")))
    facts.extend((name, value) for name, value in (("date", event.date),) if value)
    evidence = [("trigger", event.trigger.start, event.trigger.end), *(("told again", also.start, also.end) for also in event.also)]
    if event.place is not None:
        place = record.places[event.place]
        evidence.append(("place", place.start, place.end))
    return Explained(event.id, "event", event.origin, [*facts, _confidence(event)], evidence)


def _actor(actor: Actor) -> Explained:
    known = ", ".join(part for part in (actor.name.ar, actor.name.en, actor.kind, actor.country, actor.sector, actor.wikidata) if part)
    facts = [("actor", known), *(("linked by", reason) for reason in actor.link.reasons), ("link score", f"{actor.link.score:g}")]
    return Explained(actor.id, "actor", actor.origin, facts, [(mention.form, mention.start, mention.end) for mention in actor.mentions])


def _confidence(finding: Statement | Event) -> tuple[str, str]:
    return "confidence", f"{finding.confidence:g}"


def _lines(one: Explained, text: str) -> Iterator[str]:
    yield f"{one.id}  {one.kind}"
    if one.origin:
        yield f"  made by    {one.origin.extractor} {one.origin.version}" + (f", model {one.origin.model}" if one.origin.model else "")
        for rule in one.origin.rules:
            meaning = meaning_of(one.origin.extractor, rule)
            yield f"  rule       {one_line(rule)}" + (f": {meaning}" if meaning else "")
    for name, value in one.facts:
        yield f"  {name:<10} {one_line(value)}"
    for name, start, end in one.evidence:
        yield f"  {name:<10} {start}-{end}  {in_context(text, start, end)}"


def in_context(text: str, start: int, end: int) -> str:
    """The words between brackets, with what stands around them on their line."""
    before = text[max(0, start - _CONTEXT) : start].rpartition("\n")[2]
    after = text[end : end + _CONTEXT].partition("\n")[0]
    before = "… " + before.partition(" ")[2] if len(before) == _CONTEXT else before
    after = after.rpartition(" ")[0] + " …" if len(after) == _CONTEXT else after
    return one_line(f"{before}[{text[start:end]}]{after}").strip()


def meaning_of(extractor: str, rule: str) -> str | None:
    """What a rule name means, from rule_meanings.tsv: the whole name, or the part before its first space (`trigger ASSAULT قتل`)."""
    meanings = {(row["extractor"], row["rule"]): row["meaning"] for row in table("rule_meanings")}
    first = rule.partition(" ")[0]
    return meanings.get((extractor, rule)) or meanings.get((extractor, first))
