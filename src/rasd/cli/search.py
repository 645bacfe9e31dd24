"""`rasd search`: searches a store by words and by findings."""

from __future__ import annotations

import csv
import json
import sys
from collections.abc import Callable
from dataclasses import replace
from itertools import takewhile
from typing import TYPE_CHECKING, Any

import click

from rasd.cli.keeping import store_option
from rasd.cli.options import Choice, date_option, output_option
from rasd.cli.output import Output, say, written
from rasd.errors import UsageError, meant, near
from rasd.export.safe import json_line, one_line
from rasd.ontology.plover import EVENT_TYPES

if TYPE_CHECKING:
    from rasd.store.search import Found, Hit

FORMATS = ("table", "jsonl", "csv")
_COLUMNS = ("id", "published", "outlet", "title", "url", "score", "snippet")


def _event(ctx: click.Context, param: click.Parameter, value: str | None) -> str | None:
    kind = (value or "").partition(":")[0].upper()
    mode = (value or "").partition(":")[2].lower()
    if value and kind in EVENT_TYPES and mode and mode not in EVENT_TYPES[kind].modes:
        modes = EVENT_TYPES[kind].modes
        raise click.BadParameter(f"{value}: no mode of {kind}; there are {', '.join(modes) or 'none'}{meant(near(mode, modes))}")
    if value and kind not in EVENT_TYPES:
        told = f"{value}: no event type; expected one of {', '.join(EVENT_TYPES)}, with :mode where wanted"
        raise click.BadParameter(told + meant(near(kind, EVENT_TYPES)))
    return value


class _Search(click.Command):
    """A command that takes -word as an excluded word, and still refuses unknown options."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Parse as click does. A misspelt --option is reported before it counts as a word, or a required one as missing."""
        known = [option for parameter in self.get_params(ctx) for option in parameter.opts]
        for option in takewhile(lambda given: given != "--", args):
            name = option.partition("=")[0]
            if name.startswith("--") and name not in known:
                raise click.NoSuchOption(name, possibilities=near(name, known, 2), ctx=ctx)
        return super().parse_args(ctx, args)


@click.command(
    cls=_Search,
    short_help="Search a store by words, actors, statements, events and places.",
    context_settings={"ignore_unknown_options": True},  # -word is an excluded word
)
@click.argument("words", nargs=-1)
@store_option
@click.option("--exact", is_flag=True, help="Find the words letter by letter, not folded and with any clitics.")
@click.option("--meaning", is_flag=True, help="Find what is about the like, whatever its words; makes the vectors that the store lacks.")
@click.option("--outlet", metavar="NAME", help="Only this outlet.")
@click.option("--since", metavar="DATE", callback=date_option, help="Published on this day or later.")
@click.option("--until", metavar="DATE", callback=date_option, help="Published on this day or before.")
@click.option("--actor", metavar="WHO", help="Tells of this actor: a name or a part of it, an id (donald-trump, act-…), or a Wikidata QID.")
@click.option("--speaker", metavar="WHO", help="Quotes this actor.")
@click.option("--event", metavar="TYPE", callback=_event, help="Tells an event of this PLOVER type, such as ASSAULT or COERCE:arrest.")
@click.option("--source", metavar="WHO", help="An event (of that type) is done by this actor.")
@click.option("--target", metavar="WHO", help="An event (of that type) is done to this actor.")
@click.option("--place", metavar="NAME", help="Names this place, or a place in this country (three letters, such as IRQ).")
@click.option("--story", metavar="ID", help="Only the articles of this story.")
@click.option("--sort", type=Choice(("rank", "newest", "oldest")), default="rank", show_default=True, help="Which come first.")
@click.option("--limit", "-n", type=click.IntRange(1, 10_000), default=20, show_default=True, help="How many.")
@click.option("--offset", type=click.IntRange(0), default=0, help="Pass over the first so many.")
@click.option("--format", "form", type=Choice(FORMATS), default="table", show_default=True, help="What to write.")
@output_option
def search(words: tuple[str, ...], where: str, form: str, output: str | None, **asked: Any) -> None:
    """Search the articles of a store.

    All WORDS must be there; "a phrase" as it stands; -word must not; one OR other; begin* for all words that begin so. Letters are
    folded and clitics cut: وبالوزير is found by وزير. Without words the options alone decide, and the newest come first. A phrase
    that is not closed ends with the words; an OR without a word on either side counts for nothing.

    \b
    Example:
      rasd search '"وزير الدفاع"' --store desk.db --since 2020-08-01
      rasd search --store desk.db --event ASSAULT --place كركوك --format csv
    """
    from rasd.flow.actors import check_known, who_of
    from rasd.store import open_store
    from rasd.store.filters import Filters
    from rasd.store.search import search as find

    # A phrase whose quotes the shell has removed is still a phrase.
    typed = " ".join(f'"{word}"' if " " in word and '"' not in word else word for word in words)
    names = ("outlet", "since", "until", "actor", "speaker", "event", "source", "target", "place", "story")
    filters = Filters(**{name: asked[name] for name in names})
    if not typed and filters == Filters():
        raise click.UsageError("give words to look for, or an option that narrows the search, such as --since or --actor.")
    with open_store(where, create=False) as store:
        meaning = _meaning(store) if asked["meaning"] else {}
        options = {name: asked[name] for name in ("exact", "sort", "limit", "offset")}
        found = find(store, typed, filters, who=who_of(store), **options, **meaning)
        shared = store.shared_ids([hit.kept.article.id for hit in found.hits])
        if not found.hits:
            check_known(store, (filters.actor, filters.speaker, filters.source, filters.target))
    hits = [hit._replace(kept=hit.kept.told_apart(shared)) for hit in found.hits]
    with written(output) as target:
        _WRITERS[form](replace(found, hits=tuple(hits)), target)
    if not found.hits:
        say(f"nothing found{_by_code(filters.place)}")


def _by_code(place: str | None) -> str:
    """A hint on how to ask for a country whose name was given as a place: المغرب finds the name, MAR also events in its towns."""
    from rasd.arabic.fold import fold
    from rasd.ontology.knowledge import countries

    asked = fold(place or "")
    codes = [one.iso3 for one in countries().values() if asked and asked in {fold(name) for name in (*one.names, one.en)}]
    return f"; --place {codes[0]} finds the places of that country too" if codes else ""


def _meaning(store: Any) -> dict[str, Any]:
    from rasd.cli.bars import bars
    from rasd.flow.meaning import encoder_of, fill

    with bars() as progress:
        fill(store, progress)
    encoder = encoder_of(store)
    if encoder is None:
        raise UsageError(
            "this store holds no vectors, and none could be made: it holds no articles or may not be written to, or this installation "
            "of rasd lacks its vectors.npz; search without --meaning, or write to a copy of the store"
        )
    return {"meaning": encoder.encode, "method": encoder.method}


def row_of(hit: Hit) -> dict[str, Any]:
    """A hit as a JSON object; spans are offsets in code points into the article's text."""
    article = hit.kept.article
    return {
        "id": article.id,
        "url": article.url,
        "outlet": article.outlet,
        "title": article.title,
        "published": article.published,
        "score": hit.score,
        "matches": [list(span) for span in hit.matches],
        "snippet": {"start": hit.snippet.start, "end": hit.snippet.end, "quote": hit.snippet.quote},
    }


def _jsonl(found: Found, target: Output) -> None:
    for hit in found.hits:
        target.stream.write(json_line(json.dumps(row_of(hit), ensure_ascii=False)) + "\n")


def _csv(found: Found, target: Output) -> None:
    from rasd.export.csv import neutral

    target.stream.write("\ufeff")  # without it Excel decodes the file as windows-1252
    rows = csv.writer(target.stream)
    rows.writerow(_COLUMNS)
    for hit in found.hits:
        row = row_of(hit) | {"snippet": one_line(hit.snippet.quote)}
        rows.writerow([neutral(row[name]) for name in _COLUMNS])


def _table(found: Found, target: Output) -> None:
    from rich.text import Text

    from rasd.export.console import Console

    terminal = target.path is None and sys.stdout.isatty()
    console = Console(file=target.stream, force_terminal=terminal, highlight=False, soft_wrap=not terminal, no_color=not terminal)
    for hit in found.hits:
        article = hit.kept.article
        head = Text(one_line(article.title or "without a headline"), style="bold")
        console.print(head)
        told = (
            article.published or "no date",
            article.outlet or "no outlet",
            article.id,
            f"{hit.score:.2f}" if hit.score else "",
            article.url,
        )
        console.print(Text("  " + one_line(" · ".join(filter(None, told))), style="dim"))
        console.print(Text("  ").append_text(_marked(hit, terminal)))
        console.print()
    if found.more:
        console.print(Text(f"more: --offset {len(found.hits)}", style="dim"))


def _marked(hit: Hit, terminal: bool) -> Any:
    """The snippet on one line, with matches bright on a terminal and in [brackets] elsewhere."""
    from rich.text import Text

    made, at = Text(), hit.snippet.start
    text = hit.kept.article.text
    for start, end in hit.matches:
        if start < at or end > hit.snippet.end:
            continue
        made.append(_flat(text[at:start]))
        words = _flat(text[start:end])
        made.append(words if terminal else f"[{words}]", style="bold yellow")
        at = end
    made.append(_flat(text[at : hit.snippet.end]))
    return made


def _flat(part: str) -> str:
    """A part on one line, with blanks at its ends, which `one_line` would strip."""
    return one_line(f"|{part}|")[1:-1]


_WRITERS: dict[str, Callable[[Found, Output], None]] = {"table": _table, "jsonl": _jsonl, "csv": _csv}
