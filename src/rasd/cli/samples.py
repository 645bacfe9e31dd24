"""`rasd samples` and `rasd demo`: the articles that come with Rasd."""

from __future__ import annotations

import json
from itertools import chain

import click

from rasd import samples as shipped
from rasd.cli.output import standard_output
from rasd.cli.read import run
from rasd.errors import UsageError
from rasd.export.safe import json_line

_NEXT = """
These were the {count} sample articles that come with Rasd (rasd samples lists them). Next:

  rasd read your-article.txt --published 2020-08-23          read an article of your own
  rasd read news.jsonl --format html --output report.html    a page in which each field lights its words
  rasd read news.jsonl --format jsonl --output records.jsonl the whole record, for programs
  rasd explain --sample {first}                           why each finding was made
  rasd collect news.jsonl --store desk.db                    keep, read and relate many; a feed or a folder will do too
  rasd search 'words' --store desk.db                        find in what was kept; rasd stories shows who told the same
  rasd serve --demo                                          open the desk in a browser; --store desk.db for your own
"""


@click.command(short_help="List the sample articles that come with Rasd.")
@click.argument("name", required=False)
@click.option(
    "--jsonl", "as_jsonl", is_flag=True, help="Print all sixteen as JSON Lines: the samples and the articles of the demonstration desk."
)
def samples(name: str | None, as_jsonl: bool) -> None:
    """List the eight samples, or print the text of the one called NAME. All of them are fiction, written for Rasd.

    --jsonl prints them together with the eight articles of the demonstration desk (`rasd serve --demo`), which several outlets tell.

    \b
    Example:
      rasd samples
      rasd samples court
      rasd samples --jsonl > news.jsonl
    """
    if as_jsonl:
        if name:
            raise UsageError(f"rasd samples: {name} or --jsonl, not both; --jsonl prints all of them")
        _print_rows()
        return
    found = shipped.samples()
    if name:
        standard_output().write(shipped.named(name).article().text + "\n")
        return
    width = max(len(sample.name) for sample in found)
    for sample in found:
        click.echo(f"{sample.name:<{width}}  {sample.published}  {sample.about}")


def _print_rows() -> None:
    """Rows as `rasd read` and `rasd collect` take them, a desk's first input for who has none yet."""
    stream = standard_output()
    for article in chain(shipped.articles(), shipped.desk_articles()):
        title = article.title or ""
        row = {"id": article.id, "outlet": article.outlet, "published": article.published, "url": article.url, "title": title}
        body = article.text[len(title) :].lstrip("\n")
        stream.write(json_line(json.dumps(row | {"body": body}, ensure_ascii=False)) + "\n")


@click.command(short_help="Read the sample articles and name the next steps.")
def demo() -> None:
    """Read the sample articles and print what was found in them, then the next steps.

    \b
    Example:
      rasd demo
    """
    run(iter(shipped.articles()), "pretty", None)
    found = shipped.samples()
    click.echo(_NEXT.format(count=len(found), first=found[0].name).rstrip())
