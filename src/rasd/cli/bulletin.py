"""`rasd bulletin`: the bulletin of a day, from searches or from a basket."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from pathlib import Path

import click

from rasd.cli.keeping import store_option
from rasd.cli.options import Choice
from rasd.cli.output import counted, say
from rasd.errors import UsageError
from rasd.export.labels import LANGUAGES, Language


@click.command(short_help="Write the bulletin of a day: HTML, mail, Word, PDF, Markdown, Excel.")
@store_option
@click.option("--date", "day", metavar="DAY", help="The day (2020-08-23).  [default: the last one with articles]")
@click.option("--section", "sections", multiple=True, metavar="TITLE: …", help="A section: TITLE: words filter:value …")
@click.option("--basket", metavar="PERSON", help="What this person put into the basket, in place of sections.")
@click.option(
    "--to", "--output", "-o", "targets", multiple=True, metavar="FILE", help="Where to; the ending tells the format. May be repeated."
)
@click.option("--language", type=Choice(LANGUAGES), default="ar", show_default=True, help="Of the frame; words stay Arabic.")
@click.option("--title", help="The title.  [default: news bulletin]")
@click.option("--templates", "folder", type=click.Path(path_type=Path), help="A folder of templates of your own.")
@click.option("--copy-templates", "copies", type=click.Path(path_type=Path), help="Copy the templates into this folder, and end.")
def bulletin(
    where: str,
    day: str | None,
    sections: tuple[str, ...],
    basket: str | None,
    targets: tuple[str, ...],
    language: Language,
    title: str | None,
    folder: Path | None,
    copies: Path | None,
) -> None:
    """Write the bulletin of a day: headline, outlet, date, link, key quotes with their speakers, events.

    The ending of FILE tells the format: .html, .eml (a mail to send), .md, .docx, .pdf; .xlsx and .csv are the chronology of its events.
    Without --to it is printed as Markdown. Filters of a section: outlet, actor, speaker, event, source, target, place, story, and limit
    (a blank in a value is written _). Without sections: the day's stories that most outlets tell.

    \b
    Example:
      rasd bulletin --store desk.db --date 2020-08-23 --to bulletin.docx
      rasd bulletin --store desk.db --section 'Iraq: place:IRQ limit:5' --section 'Attacks: event:ASSAULT' --language en --to b.pdf
    """
    from rasd.bulletin.formats import bulletin_bytes, ending_of, write_bulletin
    from rasd.bulletin.templates import Templates, copy_templates
    from rasd.bulletin.words import word
    from rasd.flow.bulletin import last_day, of_basket, of_day, of_searches, wanted
    from rasd.store import open_store

    if copies is not None:
        for path in copy_templates(copies):
            say(str(path))
        return
    if basket and sections:
        raise UsageError("--basket and --section: a bulletin is made of one of them")
    paths = [Path(target) for target in targets]
    for path in paths:
        ending_of(path)
    title = title or word("bulletin", language)
    templates = Templates(folder)
    with open_store(where, create=False) as store:
        day = _day(day) or last_day(store)
        if basket:
            made = of_basket(store, basket, day=day, title=title, unnamed=word("other", language), frame=language)
        elif sections:
            asked = list(map(wanted, sections))
            made = of_searches(store, day, asked, title=title, frame=language)
            _say_what_is_left_out([one.title for one in asked], [section.title for section in made.sections], day)
        else:
            made = of_day(store, day, title=title, heading=word("top", language), frame=language)
    entries = sum(len(section.entries) for section in made.sections)
    if not made.sections:
        why = f"nothing that the store holds is in the basket of {basket}" if basket else f"nothing was found for {day}"
        say(f"{why}: the bulletin is empty")
    for path in paths:
        write_bulletin(made, path, templates)
        say(f"{counted(entries, 'entry', 'entries')} -> {path}")
    if not paths:
        sys.stdout.buffer.write(bulletin_bytes(made, "md", templates))


def _say_what_is_left_out(asked: Iterable[str], made: Sequence[str], day: str) -> None:
    """Report empty sections, which are missing from the bulletin; in one line if all are empty."""
    for title in asked if made else ():
        if title not in made:
            say(f"{title}: no story of {day} that no section before it tells; it is left out")


def _day(given: str | None) -> str | None:
    from rasd.articles import typed_day

    day = typed_day(given or "")
    if given and day is None:
        raise UsageError(f"--date {given}: expected a day such as 2020-08-23")
    return day
