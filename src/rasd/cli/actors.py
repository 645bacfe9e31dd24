"""`rasd actors`: who is known, and corrections that last."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any

import click

from rasd.cli.actors_journal import ActorJournal, with_journal
from rasd.cli.output import say, standard_output
from rasd.corrections import FIELDS
from rasd.corrections.directory import Known
from rasd.corrections.state import CorrectionRefused, check_field, check_known
from rasd.errors import RasdError, UsageError
from rasd.export.bidi import isolate
from rasd.export.safe import one_line
from rasd.ontology.knowledge import loaded_names
from rasd.ontology.offices import offices_of

_ACTOR = "[ID | NAME]"
_SHOWN = 8  # lines of one field of `show` on a terminal; some bodies have a hundred names


def _value(ctx: click.Context, param: click.Parameter, value: str | None) -> str | None:
    """Check a kind, country or sector."""
    try:
        check_field(str(param.name), value)
        check_known(str(param.name), value)
    except CorrectionRefused as error:
        raise click.BadParameter(str(error).removeprefix("set: ")) from error
    return value


@click.group(short_help="Who is known; merge, split, rename and add actors for good.")
def actors() -> None:
    """Who is known to Rasd, and corrections that last.

    An actor is named by its id in a record (act-…), its entry in the base (donald-trump), its Wikidata id, or a name that only one has.
    Corrections are kept in a journal, a file or a store, each with its author and time; none overwrites what a source said, and `undo`
    takes any of them back. `rasd read --corrections FILE` reads with them.

    \b
    Example:
      rasd actors search ترامب
      rasd actors show donald-trump
      rasd actors merge act-1f2e3d4c5b6a donald-trump --corrections desk.jsonl
    """


@actors.command("list")
@with_journal
@click.option("--kind", callback=_value, help="Only of this kind: person, country, government, party …")
@click.option("--country", metavar="CODE", callback=_value, help="Only of this country (ISO 3166 alpha-3, INT).")
@click.option("--limit", type=click.IntRange(1), default=50, show_default=True, help="How many at most.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
def list_(journal: ActorJournal, kind: str | None, country: str | None, limit: int, as_json: bool) -> None:
    """List who is known.

    \b
    Example:
      rasd actors list --kind armed_group --country YEM
    """
    chosen = (one for one in journal.directory if kind in (None, one.kind) and country in (None, one.country))
    _print(chosen, limit, as_json)


@actors.command()
@click.argument("words")
@with_journal
@click.option("--limit", type=click.IntRange(1), default=20, show_default=True, help="How many at most.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
def search(words: str, journal: ActorJournal, limit: int, as_json: bool) -> None:
    """Search names, Arabic or English, those that sound alike last.

    \b
    Example:
      rasd actors search نتانياهو
    """
    _print(journal.directory.search(words), limit, as_json)


@actors.command()
@click.argument("actor", metavar=_ACTOR)
@with_journal
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
@click.option("--all", "whole", is_flag=True, help="All names and offices: a terminal is shown the first few of long lists.")
def show(actor: str, journal: ActorJournal, as_json: bool, whole: bool) -> None:
    """Show an actor: names, offices with their dates, who calls it what, and what was decided.

    \b
    Example:
      rasd actors show sergei-shoigu
    """
    facts = _facts(journal, journal.state.canonical(journal.directory.find(actor)))
    out = standard_output()
    if as_json:
        click.echo(json.dumps(facts, ensure_ascii=False))
        return
    for name, value in facts.items():
        lines = value if isinstance(value, list) else [value] if value else []
        most = _SHOWN if out.isatty() and not whole and len(lines) > _SHOWN + 1 else len(lines)
        for line in lines[:most]:
            told = f"{name:<10} {one_line(line if isinstance(line, str) else ', '.join(str(part) for part in line.values() if part))}"
            click.echo(isolate(told) if out.isatty() else told)
        if most < len(lines):
            click.echo(f"{'':<10} … and {len(lines) - most} more (--all)")


def _facts(journal: ActorJournal, id: str) -> dict[str, Any]:
    one = journal.directory.get(id)
    members = journal.state.groups.members(id)
    if one is None and not journal.state.concerns(id):
        raise RasdError(f"{id}: nothing is known of it; rasd actors search finds names")
    entry = one.entry if one else None
    offices = [
        {
            "office": held.en,
            "ar": held.ar,
            "since": held.since,
            "until": held.until or f"{held.known or '?'} or later",
            "status": held.status,
        }
        for held in (offices_of(entry) if entry else ())
    ]
    loaded = [
        {"name": told.name, "colour": told.colour, "said by": " ".join(told.said_by), "gloss": told.gloss}
        for told in loaded_names()
        if told.entry == entry
    ]
    decided = [{"id": e.id, "at": e.at, "author": e.author, "action": e.action} for e in journal.state.history(id)]
    return {
        "id": id,
        "entry": entry,
        "ar": one.ar if one else None,
        "en": one.en if one else None,
        "kind": one.kind if one else None,
        "country": one.country if one else None,
        "sector": one.sector if one else None,
        "wikidata": one.wikidata if one else None,
        "names": list(journal.directory.names(id)),
        "merged": sorted(members - {id}),
        "offices": offices,
        "loaded": loaded,
        "decided": decided,
    }


@actors.command()
@click.argument("ar", metavar="ARABIC-NAME")
@click.option("--en", metavar="NAME", help="English name.")
@click.option(
    "--kind",
    required=True,
    callback=_value,
    help="person, country, government, military, armed_group, party, igo, ngo, company, media, group, other.",
)
@click.option("--country", metavar="CODE", callback=_value, help="ISO 3166 alpha-3, or INT.")
@click.option("--sector", metavar="CODE", callback=_value, help="GOV, MIL, LEG, PTY, UAF, BUS …")
@click.option("--wikidata", metavar="QID", help="Wikidata id.")
@click.option("--alias", "aliases", multiple=True, metavar="NAME", help="A further name; may be given more than once.")
@with_journal
def add(
    ar: str,
    en: str | None,
    kind: str,
    country: str | None,
    sector: str | None,
    wikidata: str | None,
    aliases: tuple[str, ...],
    journal: ActorJournal,
) -> None:
    """Add an actor; whoever is called so in an article, and is not known otherwise, is taken for it.

    \b
    Example:
      rasd actors add "راشد العلوي" --en "Rashid al-Alawi" --kind person --country OMN --corrections desk.jsonl
    """
    told = {"ar": ar, "en": en, "kind": kind, "country": country, "sector": sector, "wikidata": wikidata}
    decision = journal.decisions.add(told, aliases)
    _done(journal.keep(decision), str(decision[1]["id"]))


@actors.command()
@click.argument("others", nargs=-1, required=True, metavar="ACTOR... INTO")
@with_journal
def merge(others: tuple[str, ...], journal: ActorJournal) -> None:
    """Merge actors into the last one named: they are one from now on, under its name.

    \b
    Example:
      rasd actors merge act-1f2e3d4c5b6a act-0a1b2c3d4e5f donald-trump --corrections desk.jsonl
    """
    if len(others) < 2:
        raise UsageError("name two actors or more: all are merged into the last")
    *merged, into = (journal.directory.find(name, before=True) for name in others)
    decision = journal.decisions.merge(into, *merged)
    _done(journal.keep(decision), f"{len(merged)} into {journal.directory.label(into)}")
    if journal.store is not None:
        from rasd.flow.actors import unmet

        for id in unmet(journal.store, (*merged, into)):
            say(f"{id}: no article of this store names it; the merge holds for one that does")


@actors.command()
@click.argument("actor", metavar=_ACTOR)
@click.argument("of", required=False, metavar="[OTHER]")
@with_journal
def split(actor: str, of: str | None, journal: ActorJournal) -> None:
    """Split an actor from those it was merged with; with OTHER, the latest merge between the two is taken back.

    \b
    Example:
      rasd actors split act-1f2e3d4c5b6a donald-trump --corrections desk.jsonl
    """
    id = journal.directory.find(actor, before=True)
    decision = journal.decisions.split(id, journal.directory.find(of, before=True) if of else None)
    _done(journal.keep(decision), journal.directory.label(id))


@actors.command()
@click.argument("actor", metavar=_ACTOR)
@click.argument("ar", required=False, metavar="[ARABIC-NAME]")
@click.option("--en", metavar="NAME", help="English name.")
@with_journal
def rename(actor: str, ar: str | None, en: str | None, journal: ActorJournal) -> None:
    """Give an actor another name to be shown by; what sources called it stays in its mentions.

    \b
    Example:
      rasd actors rename act-1f2e3d4c5b6a "راشد بن سعيد العلوي" --en "Rashid bin Said al-Alawi" --corrections desk.jsonl
    """
    _done(journal.keep(journal.decisions.rename(journal.directory.find(actor), ar, en)), ar or en or "")


@actors.command()
@click.argument("actor", metavar=_ACTOR)
@click.argument("names", nargs=-1, required=True, metavar="NAME...")
@with_journal
def alias(actor: str, names: tuple[str, ...], journal: ActorJournal) -> None:
    """Give an actor further names: whoever is called so, and is not known otherwise, is taken for it.

    \b
    Example:
      rasd actors alias donald-trump "ساكن البيت الأبيض" --corrections desk.jsonl
    """
    id = journal.directory.find(actor)
    _done(journal.keep(journal.decisions.alias(id, names)), journal.directory.label(id))


@actors.command("set")
@click.argument("actor", metavar=_ACTOR)
@click.argument("fields", nargs=-1, required=True, metavar="FIELD=VALUE...")
@with_journal
def set_(actor: str, fields: tuple[str, ...], journal: ActorJournal) -> None:
    """Set kind, country, sector, wikidata, ar or en of an actor; FIELD= alone empties it.

    \b
    Example:
      rasd actors set act-1f2e3d4c5b6a country=OMN sector=MIL --corrections desk.jsonl
    """
    pairs = [field.partition("=") for field in fields]
    if any(not sign for _, sign, _ in pairs):
        raise UsageError("write each as FIELD=VALUE; there are " + ", ".join(FIELDS))
    told: dict[str, str | None] = {name.strip(): value.strip() or None for name, _, value in pairs}
    id = journal.directory.find(actor)
    _done(journal.keep(journal.decisions.set(id, told)), journal.directory.label(id))


@actors.command()
@click.argument("entry")
@with_journal
def undo(entry: str, journal: ActorJournal) -> None:
    """Take one correction back, by its id (`rasd actors log` lists them).

    \b
    Example:
      rasd actors undo cor-1f2e3d4c5b6a --corrections desk.jsonl
    """
    _done(journal.keep(journal.decisions.undo(entry)), entry)


@actors.command()
@with_journal
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
def log(journal: ActorJournal, as_json: bool) -> None:
    """List all corrections in their order, with author and time.

    \b
    Example:
      rasd actors log --corrections desk.jsonl
    """
    standard_output()
    if not journal.state.entries:
        say("nothing was corrected yet")
    for entry in journal.state.entries.values():
        row = {"id": entry.id, "at": entry.at, "author": entry.author, "action": entry.action, "payload": entry.payload}
        told = json.dumps(entry.payload, ensure_ascii=False)
        click.echo(
            json.dumps(row, ensure_ascii=False) if as_json else one_line(f"{entry.id}  {entry.at}  {entry.author}  {entry.action}  {told}")
        )


def _print(found: Iterable[Known], limit: int, as_json: bool) -> None:
    """Print one actor a line: id, names, kind, country; with a note if there are more."""
    out = standard_output()
    rows = list(islice(found, limit + 1))
    for one in rows[:limit]:
        click.echo(json.dumps(one._asdict(), ensure_ascii=False) if as_json else _line(one, out.isatty()))
    if len(rows) > limit:
        say(f"the first {limit}; --limit shows more")
    if not rows:
        say("nobody of the base; `rasd search --actor NAME --store STORE` looks in articles")


def _line(one: Known, terminal: bool) -> str:
    facts = ", ".join(part for part in (one.kind, one.country, one.sector, one.wikidata) if part)
    told = one_line(f"{one.entry or one.id:<26} {one.ar} | {one.en or ''} | {facts}")
    return isolate(told) if terminal else told


def _done(made: list[Any], told: str) -> None:
    for entry in made:
        say(f"{entry.action} {told} ({entry.id}, by {entry.author})")


def rows_of(journal: ActorJournal) -> Iterator[dict[str, Any]]:
    """The known actors as rows of a table."""
    for one in journal.directory:
        aliases = [name for name in journal.directory.names(one.id) if name != one.ar]
        yield {"id": one.entry or one.id, **{name: getattr(one, name) for name in FIELDS}, "aliases": aliases}
