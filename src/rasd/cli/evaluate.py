"""`rasd evaluate`: how well records agree with gold articles."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import click

from rasd.cli.read import engine_option
from rasd.evaluate.score import ERROR_KINDS
from rasd.pipeline import Engine

_GROUPS = ("source", "corpus", "outlet")


@click.command(short_help="Score records against gold articles.", epilog="Example:  rasd evaluate gold.jsonl --errors statement")
@click.argument("gold", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--predicted",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Records that `rasd read --format jsonl` wrote. Without it the gold articles are read now.",
)
@click.option("--errors", type=click.Choice([*ERROR_KINDS, "all"]), help="List the errors of this kind, one a line.")
@click.option("--by", type=click.Choice(_GROUPS), help="Repeat the main figures for each value of this field of the gold file.")
@engine_option
@click.option("--json", "as_json", is_flag=True, help="Print the figures as JSON.")
def evaluate(gold: Path, predicted: Path | None, errors: str | None, by: str | None, engine: Engine, as_json: bool) -> None:
    """Score records against a GOLD file (JSONL of annotated articles).

    Prints precision, recall and F1 of mentions, actors, statements, events, times and places, with the definitions in the
    documentation of `rasd.evaluate.score`.
    """
    from rasd.errors import InputError
    from rasd.evaluate.gold import read_gold, read_records
    from rasd.evaluate.report import lines
    from rasd.evaluate.score import score

    try:
        rows = read_gold(gold)
        records = read_records(predicted) if predicted else _read_now(rows, engine)
    except InputError as error:
        raise click.ClickException(str(error)) from error
    figures, found = score(rows, records)
    if as_json:
        click.echo(json.dumps(figures, indent=1))
        return
    click.echo("\n".join(lines(figures)))
    if by:
        _by_group(rows, records, by)
    for kind in ERROR_KINDS if errors == "all" else filter(None, [errors]):
        for line in found.get(kind, []):
            click.echo(f"{kind}\t{line}" if errors == "all" else line)


def _read_now(rows: list[dict[str, Any]], engine: Engine) -> list[dict[str, Any]]:
    from rasd.evaluate.gold import articles
    from rasd.pipeline import default_pipeline

    records = list(default_pipeline(engine).process(articles(rows)))
    for record in records:
        for failure in record.failures:
            click.echo(f"rasd: {record.article.id}: {failure.step}: {failure.message}", err=True)
    return [record.to_dict() for record in records]


def _by_group(rows: list[dict[str, Any]], records: list[dict[str, Any]], by: str) -> None:
    from rasd.evaluate.score import score

    for key in sorted({str(row.get(by)) for row in rows}):
        part, _ = score([row for row in rows if str(row.get(by)) == key], records)
        shares = "  ".join(f"{name} {part[name]['f1']:.3f}" for name in ("mention", "tuple", "who-whom", "time", "place"))
        click.echo(f"  {key:16} {shares}  articles {part['articles']['scored']}")
