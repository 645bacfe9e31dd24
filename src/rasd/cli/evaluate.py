"""`rasd evaluate`: how well records agree with gold articles."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from rasd.cli.engine import engine_option
from rasd.cli.options import Choice
from rasd.cli.output import print_json, say
from rasd.evaluate.score import ERROR_KINDS
from rasd.pipeline import Engine
from rasd.records import Article

_GROUPS = ("source", "corpus", "outlet")


@click.command(short_help="Score records against gold articles.", epilog="Example:  rasd evaluate gold.jsonl --errors statement")
@click.argument("gold", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--predicted",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Records of `rasd read --format jsonl`, or stories of `rasd stories --format json`. Without it the gold articles are read now.",
)
@click.option("--errors", type=Choice([*ERROR_KINDS, "all"]), help="List the errors of this kind, one a line.")
@click.option("--by", type=Choice(_GROUPS), help="Repeat the main figures for each value of this field of the gold file.")
@click.option("--calibration", is_flag=True, help="Tell, by kind of finding, how often findings of each confidence are right.")
@engine_option
@click.option("--json", "as_json", is_flag=True, help="Print the figures as JSON.")
def evaluate(
    gold: Path, predicted: Path | None, errors: str | None, by: str | None, calibration: bool, engine: Engine, as_json: bool
) -> None:
    """Score records against a GOLD file (JSONL of annotated articles), or stories against one of stories (JSON).

    Prints precision, recall and F1 of mentions, actors, statements, events, times and places, with the definitions in the
    documentation of `rasd.evaluate.score`; of stories, copies and follow-ups, with those of `rasd.evaluate.stories`.
    """
    from rasd.errors import InputError
    from rasd.evaluate.stories import is_stories

    if is_stories(gold):
        if errors or by or calibration:
            raise click.UsageError("--errors, --by and --calibration are for annotated articles; this is a file of stories")
        _stories(gold, predicted, engine, as_json)
        return
    from rasd.evaluate.gold import read_gold, read_records
    from rasd.evaluate.report import calibration_lines, lines
    from rasd.evaluate.score import score

    try:
        rows = read_gold(gold)
        records = read_records(predicted) if predicted else _read_now(rows, engine)
    except InputError as error:
        raise click.ClickException(str(error)) from error
    figures, found = score(rows, records)
    if as_json:
        print_json(figures | ({"by": _groups(rows, records, by)} if by else {}))
        return
    click.echo("\n".join(lines(figures)))
    if calibration:
        click.echo("\n".join(calibration_lines(figures)))
    if by:
        _by_group(rows, records, by)
    for kind in ERROR_KINDS if errors == "all" else filter(None, [errors]):
        for line in found.get(kind, []):
            click.echo(f"{kind}\t{line}" if errors == "all" else line)


def _stories(gold: Path, predicted: Path | None, engine: Engine, as_json: bool) -> None:
    """Scores of stories: predicted ones, or made now. Only the latter have follow-ups."""
    from rasd.errors import InputError
    from rasd.evaluate import stories

    try:
        wanted = stories.read_stories(gold)
        given, followups = (stories.read_predicted(predicted), []) if predicted else _relate_now(stories.articles(wanted), engine)
    except InputError as error:
        raise click.ClickException(str(error)) from error
    figures = stories.score(wanted, given, followups)
    if predicted:
        del figures["followups"]
    if as_json:
        print_json(figures)
    else:
        click.echo("\n".join(stories.lines(figures)))


def _relate_now(articles: list[Article], engine: Engine) -> tuple[list[dict[str, Any]], list[tuple[str, str]]]:
    from rasd.evaluate.stories import predicted_row
    from rasd.pipeline import default_pipeline
    from rasd.stories.relater import Relater
    from rasd.stories.sketch import sketch_of
    from rasd.stories.telling import telling_of_record

    relater = Relater()
    relater.add(sketch_of(telling_of_record(record)) for record in default_pipeline(engine).process(articles))
    changes = relater.settle()
    rows = [predicted_row(story.articles, story.copies) for story in relater.stories()]
    return rows, [(link.one, link.other) for link in changes.followups]


def _read_now(rows: list[dict[str, Any]], engine: Engine) -> list[dict[str, Any]]:
    from rasd.evaluate.gold import articles
    from rasd.pipeline import default_pipeline

    records = list(default_pipeline(engine).process(articles(rows)))
    for record in records:
        for failure in record.failures:
            say(f"{record.article.id}: {failure.step}: {failure.message}")
    return [record.to_dict() for record in records]


def _by_group(rows: list[dict[str, Any]], records: list[dict[str, Any]], by: str) -> None:
    for key, part in _groups(rows, records, by).items():
        shares = "  ".join(f"{name} {part[name]['f1']:.3f}" for name in ("mention", "tuple", "who-whom", "time", "place"))
        click.echo(f"  {key:16} {shares}  articles {part['articles']['scored']}")


def _groups(rows: list[dict[str, Any]], records: list[dict[str, Any]], by: str) -> dict[str, dict[str, Any]]:
    """The scores for each value of a field of the gold rows."""
    from rasd.evaluate.score import score

    keys = sorted({str(row.get(by)) for row in rows})
    return {key: score([row for row in rows if str(row.get(by)) == key], records)[0] for key in keys}
