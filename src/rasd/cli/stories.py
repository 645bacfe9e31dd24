"""`rasd stories`: which articles tell the same happening, who copied whom, and correcting it."""

from __future__ import annotations

import json
from typing import Any

import click

from rasd.cli.keeping import author_option, store_option
from rasd.cli.options import Choice, date_option, output_option
from rasd.cli.output import Output, counted, say, standard_output, written
from rasd.export.safe import json_line, one_line

_FORMATS = ("table", "json", "jsonl")
_SENTENCES = frozenset({"shared", "within", "begins", "length", "apart", "judged"})
"""Reasons whose detail needs a label."""


@click.group(short_help="List, show and correct the stories of a store.", invoke_without_command=True)
@click.option("--store", "where", metavar="STORE", envvar="RASD_STORE", help="The store (or give it to the subcommand).")
@click.option("--format", "form", type=Choice(_FORMATS), default="table", show_default=True, help="What to write.")
@output_option
@click.pass_context
def stories(ctx: click.Context, where: str | None, form: str, output: str | None) -> None:
    """List the stories of a store, or show and correct one of them.

    A story is one happening as the outlets told it; its articles stand in order of time, a copy with the article that it copies.
    Without a subcommand all stories are listed.

    \b
    Example:
      rasd stories --store desk.db --format json
      rasd stories show sto-0a1b2c3d4e5f --store desk.db
    """
    if ctx.invoked_subcommand is None:
        if not where:
            raise click.UsageError("name the store: --store desk.db")
        _list(where, form, output)
    elif where:
        ctx.default_map = {name: {"where": where} for name in stories.commands}


@stories.command("list")
@store_option
@click.option("--since", metavar="DATE", callback=date_option, help="Stories with an article of this day or later.")
@click.option("--until", metavar="DATE", callback=date_option, help="Stories with an article of this day or before.")
@click.option("--outlet", metavar="NAME", help="Stories that this outlet carried.")
@click.option("--least", type=click.IntRange(1), default=1, show_default=True, help="Stories of so many articles or more.")
@click.option("--limit", "-n", type=click.IntRange(1), help="At most so many.")
@click.option("--format", "form", type=Choice(_FORMATS), default="table", show_default=True, help="What to write.")
@output_option
def list_(where: str, form: str, output: str | None, **asked: Any) -> None:
    """List stories, the newest first.

    \b
    Example:
      rasd stories list --store desk.db --since 2020-08-23 --least 2
    """
    _list(where, form, output, **asked)


def _list(where: str, form: str, output: str | None, **asked: Any) -> None:
    from rasd.store import open_store
    from rasd.store.stories import list_stories

    with written(output) as target, open_store(where, create=False) as store:
        _write(list_stories(store, **asked), form, target)


def _write(found: Any, form: str, target: Output) -> None:
    write = target.stream.write
    if form == "json":  # one story a line, so that a large store needs little memory
        separator = "["
        for story in found:
            write(separator + json_line(json.dumps(_public(story), ensure_ascii=False)))
            separator = ",\n "
        write("[]\n" if separator == "[" else "]\n")
        return
    for story in found:
        if form == "jsonl":
            write(json_line(json.dumps(_public(story), ensure_ascii=False)) + "\n")
        else:
            days = story["first"] or "no date"
            days += f" to {story['last']}" if story["last"] != story["first"] else ""
            count = len(story["articles"])
            told = f"{count} articles of {counted(story['outlets'], 'outlet', 'outlets')}" if count > 1 else "1 article"
            write(one_line(f"{story['id']}  {days}  {told}  {story['title'] or 'without a headline'}") + "\n")


def _public(story: dict[str, Any]) -> dict[str, Any]:
    articles = [{name: value for name, value in article.items() if name != "key"} for article in story["articles"]]
    return story | {"articles": articles}


@stories.command()
@click.argument("id")
@store_option
@click.option("--format", "form", type=Choice(("table", "json")), default="table", show_default=True, help="What to write.")
def show(id: str, where: str, form: str) -> None:
    """Show one story (by its id, or that of an article): its articles, copies, follow-ups, and the events that several of them tell.

    \b
    Example:
      rasd stories show sto-0a1b2c3d4e5f --store desk.db
    """
    from rasd.store import open_store
    from rasd.store.stories import affair_of, events_of, links_of, story_of

    out = standard_output()
    with open_store(where, create=False) as store:
        story = story_of(store, id)
        keys = [article["key"] for article in story["articles"]]
        links = links_of(store, keys)
        follows = affair_of(store, links, keys)._asdict()
        events = events_of(store, story["id"])
    if form == "json":
        made = _public(story) | follows | {"links": links, "events": events}
        out.write(json_line(json.dumps(made, ensure_ascii=False, indent=1)) + "\n")
        return
    for line in (*_story_lines(story, links), *_follow_lines(follows), *_event_lines(events, story)):
        out.write(line + "\n")


def _story_lines(story: dict[str, Any], links: list[dict[str, Any]]) -> list[str]:
    best: dict[str, dict[str, Any]] = {}
    for link in links:
        if link["kind"] in ("copy", "story"):
            best.setdefault(link["second"], link)
    days = f"{story['first'] or 'no date'} to {story['last'] or 'no date'}"
    lines = [one_line(story["title"] or "without a headline"), f"{story['id']} · {days}", ""]
    for article in story["articles"]:
        credit = f" (credit {'، '.join(article['credit'])})" if article["credit"] else ""
        head = f"{article['published'] or 'no date'}  {article['outlet'] or 'no outlet'}  {article['title'] or ''}"
        lines.append("  " + one_line(f"{head}{credit}  [{article['id']}]"))
        if article["copy_of"]:
            lines.append(f"      copy of {one_line(article['copy_of'])}")
        if article["key"] in best:
            link = best[article["key"]]
            told = "; ".join(_reason(**reason) for reason in link["reasons"] if reason["value"])
            lines.append(f"      {link['kind']} {link['score']:.2f}: {one_line(told)[:300]}")
    return lines


def _reason(name: str, detail: str, **_: Any) -> str:
    """The reason for a link in words: `places: السودان`; a full sentence stays as it is."""
    if not detail:
        return name
    return detail if name in _SENTENCES else f"{name}: {detail}"


def _follow_lines(follows: dict[str, list[dict[str, Any]]]) -> list[str]:
    return [
        one_line(f"{'follows' if name == 'follows' else 'followed by'}  {other['id']}  {other['title'] or ''}")
        for name, others in follows.items()
        for other in others
    ]


def _event_lines(events: list[dict[str, Any]], story: dict[str, Any]) -> list[str]:
    outlets = {article["key"]: article["outlet"] or "?" for article in story["articles"]}
    lines = [""] if events else []
    for event in events:
        lines.append(f"{event['type']}, told by {len(event['told'])} articles")
        for name, versions in event["fields"].items():
            told = " | ".join(f"{v['value']} ({'، '.join(dict.fromkeys(outlets.get(a, '?') for a in v['articles']))})" for v in versions)
            lines.append(f"    {name:<12} {'differs: ' if len(versions) > 1 else ''}{one_line(told)}")
    return lines


@stories.command()
@click.argument("ids", nargs=-1, required=True, metavar="ID ID...")
@store_option
@author_option
def merge(ids: tuple[str, ...], where: str, author: str) -> None:
    """Make stories one: name two or more of them, or articles of them. `rasd stories undo` takes it back.

    \b
    Example:
      rasd stories merge sto-0a1b2c3d4e5f sto-5f4e3d2c1b0a --store desk.db
    """
    from rasd.flow import stories as decide
    from rasd.store import open_store

    with open_store(where, create=False) as store:
        click.echo(decide.merge(store, list(ids), author=author))


@stories.command()
@click.argument("ids", nargs=-1, required=True, metavar="ARTICLE...")
@store_option
@author_option
def split(ids: tuple[str, ...], where: str, author: str) -> None:
    """Take articles out of their story; they form one of their own. Prints both stories' ids. `rasd stories undo` takes it back.

    \b
    Example:
      rasd stories split art-0a1b2c3d4e5f --store desk.db
    """
    from rasd.flow import stories as decide
    from rasd.store import open_store

    with open_store(where, create=False) as store:
        click.echo("\n".join(decide.split(store, list(ids), author=author)))


@stories.command()
@click.argument("one")
@click.argument("other")
@store_option
def why(one: str, other: str, where: str) -> None:
    """Tell why two articles are, or are not, one story: each reason with its points. Two that are joined only through others are told
    the way from one to the other.

    \b
    Example:
      rasd stories why art-0a1b2c3d4e5f art-5f4e3d2c1b0a --store desk.db
    """
    from rasd.flow import stories as decide
    from rasd.store import open_store

    out = standard_output()
    with open_store(where, create=False) as store:
        link = decide.why(store, one, other)
        steps = decide.path(store, one, other)
        ids = {key: store.article(key) for step in steps for key in (step["first"], step["second"])}
    kinds = {"copy": "copies of one text", "story": "one story", "followup": "a follow-up"}
    out.write(f"{kinds.get(link.kind, 'compared alone: different stories')}, score {link.score:.2f}\n")
    for reason in link.reasons:
        out.write(f"  {reason.points:+.2f}  {reason.name:<12} {one_line(reason.detail)}\n")
    if len(steps) < 2:
        return
    out.write(f"one story all the same, by {len(steps)} steps over other articles:\n")
    for step in steps:
        told = "; ".join(reason["detail"] or reason["name"] for reason in step["reasons"] if reason["value"])
        first, second = (ids[step[side]] for side in ("first", "second"))
        out.write(one_line(f"  {first.id} -> {second.id}  {step['kind']} {step['score']:.2f}: {told}"[:300]) + "\n")


@stories.command()
@click.argument("entry")
@store_option
@author_option
def undo(entry: str, where: str, author: str) -> None:
    """Take back a merge or split by the id of its ENTRY in the journal. Prints the ids of the stories that its articles are in now.

    \b
    Example:
      rasd stories undo cor-0a1b2c3d4e5f --store desk.db
    """
    from rasd.flow import stories as decide
    from rasd.store import open_store
    from rasd.store.stories import stories_of

    standard_output()
    with open_store(where, create=False) as store:
        decide.undo(store, entry, author=author)
        made = next(one for one in store.corrections("story") if one.id == entry)
        told = made.payload.get("stories") or [made.payload["story"]]
        say(f"took back the {made.action} of {' '.join(told)} by {made.author} ({made.at[:19]})")
        keys = {key for verdict in ("same", "different") for pair in made.payload.get(verdict, ()) for key in pair}
        for id in sorted({story["id"] for story in stories_of(store, sorted(keys)).values()}):
            click.echo(id)


@stories.command()
@store_option
def journal(where: str) -> None:
    """List merges and splits: id, when, who, what.

    \b
    Example:
      rasd stories journal --store desk.db
    """
    from rasd.store import open_store

    standard_output()
    with open_store(where, create=False) as store:
        entries = list(store.corrections("story"))
        if not entries:
            say("no story was merged or split")
        for entry in entries:
            what = entry.payload.get("stories") or [entry.payload.get("story") or entry.payload.get("entry")]
            click.echo(one_line(f"{entry.id}  {entry.at[:19]}  {entry.author}  {entry.action}  {' '.join(map(str, what))}"))
