"""`rasd read`: articles in, records out."""

from __future__ import annotations

import os
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace

import click
from click.core import ParameterSource

from rasd.articles import other_id
from rasd.cli.bars import bars
from rasd.cli.engine import engine_option
from rasd.cli.options import Choice, date_option, day_order_option, output_option
from rasd.cli.output import INTERRUPTED, Output, say, say_some, written
from rasd.cli.read_archives import RUN_ON, run_archive
from rasd.collect import documents
from rasd.collect.items import Hints, Item
from rasd.collect.moments import DayOrder
from rasd.collect.paths import Inputs
from rasd.corrections import Corrections, JsonlLog, corrected
from rasd.errors import UsageError
from rasd.export.safe import one_line
from rasd.flow.streaming import Reading, fitting, readings
from rasd.interfaces import Exporter
from rasd.pipeline import Engine
from rasd.plugins import exporters, load
from rasd.records import Article, Correction

_SHOWN = 5


@click.command(short_help="Read articles: who said what; who did what to whom, when and where.")
@click.argument("inputs", nargs=-1, metavar="[PATH | URL | -]...")
@click.option(
    "--published",
    metavar="DATE",
    callback=date_option,
    help="Day of publication (ISO 8601) where the input does not say it. Relative dates need one.",
)
@day_order_option
@click.option("--outlet", metavar="NAME", help="Outlet, where the input does not say it.")
@click.option("--title", metavar="TEXT", help="Headline, where the input does not say it.")
@click.option("--format", "form", type=Choice(list(exporters())), default="pretty", show_default=True, help="What to write.")
@output_option
@click.option(
    "--workers",
    type=click.IntRange(1, 64),
    help="Processes to read with. Order and output stay the same.  [default: one for a few articles, else one a core]",
)
@engine_option
@click.option("--corrections", metavar="FILE", envvar="RASD_CORRECTIONS", help="Read with the corrections of this journal (rasd actors).")
@click.option("--samples", is_flag=True, help="Read the sample articles that come with Rasd.")
@click.option("--allow-private", is_flag=True, help="Let a URL lead to a private address or another port (an intranet page).")
@click.option(
    "--run-on",
    type=Choice(RUN_ON),
    help="Read whole archives (.jsonl, .csv, .xlsx, .docx, .parquet, .warc, folders, s3://…) into the folder --output: Parquet by month,"
    " taken up where a run ended. On processes of this machine, or on Ray (rasd[ray]): docs/scale.md.",
)
@click.option("--ray-address", metavar="ADDRESS", envvar="RAY_ADDRESS", help="A Ray cluster that is there.  [default: start Ray here]")
@click.pass_context
def read(
    ctx: click.Context,
    inputs: tuple[str, ...],
    published: str | None,
    day_order: DayOrder | None,
    outlet: str | None,
    title: str | None,
    form: str,
    output: str | None,
    workers: int,
    engine: Engine,
    corrections: str | None,
    samples: bool,
    allow_private: bool,
    run_on: str | None,
    ray_address: str | None,
) -> None:
    """Read articles and print the record of each, with the words that support every field.

    Reads .txt (one article; a first line followed by a blank line is its headline), .docx and .odt (one article; its headline by its
    style), .html, .json (an article or a list), .jsonl and .jsonl.gz (one article a line: title, body, published, outlet, url, id),
    .csv, .tsv, .xlsx, .ods and .parquet (one article a row, the same fields), .warc and .warc.gz (the pages of a crawl), folders of these,
    web pages by their http(s) address, and - for standard input (a text, or JSON Lines where it begins with {).

    Formats: pretty (for people; colour on a terminal only), jsonl (the whole record, one article a line), csv (one row a finding),
    html (one file, each field lights its words), parquet (rows of csv), jsonld, stix, gdelt, gdelt2, polecat (as others take them), gold
    (for rasd evaluate): docs/formats.md.

    Exit code: 0 all read, 1 some inputs failed (a summary says which), 2 wrong use, 130 interrupted.

    \b
    Example:
      rasd read article.txt --published 2020-08-23
      rasd read news.jsonl --format jsonl --workers 2 --output records.jsonl
      rasd read archive/ --run-on processes --output read/
      echo "أكد وزير الدفاع أمس أن الحدود آمنة" | rasd read - --published 2020-08-23
    """
    hints = Hints(published, outlet, title, day_order)
    if run_on is not None:
        given = {name for name in ("form", "samples", "allow_private") if ctx.get_parameter_source(name) != ParameterSource.DEFAULT}
        if given or not inputs or "-" in inputs:
            raise click.UsageError("--run-on reads archives that are named into a folder of Parquet: no --format, --samples or -.")
        entries, _ = _journal(corrections)
        run_archive(inputs, hints, on=run_on, output=output, workers=workers, engine=engine, corrections=entries, address=ray_address)
        return
    if samples == bool(inputs):
        raise click.UsageError("name at least one PATH, URL or - to read, or --samples to read the sample articles (not both).")
    _, state = _journal(corrections)
    items = items_of(inputs, hints, samples, allow_private)
    items = distinct(items)
    if workers is None:  # what trickles in (standard input, pages) is read as it comes
        trickles = any(name == "-" or name.startswith(("http://", "https://")) for name in inputs)
        workers, items = (1, items) if trickles else fitting(items, engine)
    run(items, form, output, workers, total=_total(inputs), engine=engine, corrections=state)


def _journal(corrections: str | None) -> tuple[tuple[Correction, ...], Corrections | None]:
    """The entries of a journal, and what they come to; None where no journal is named."""
    if corrections is None:
        return (), None
    if not os.path.exists(corrections):
        raise UsageError(f"--corrections {corrections}: no such file; rasd actors makes one")
    entries = tuple(JsonlLog(corrections))
    return entries, Corrections.of(entries)


def items_of(inputs: tuple[str, ...], hints: Hints, samples: bool | str, allow_private: bool) -> Iterator[Item]:
    """The articles that the user names: inputs, all samples (True), or one by its name."""
    if samples:
        from rasd import samples as shipped

        return iter(shipped.articles() if samples is True else [shipped.named(samples).article()])

    def fetch(url: str, hints: Hints) -> Article:
        from rasd.collect.fetch import Fetcher

        return Fetcher(allow_private=allow_private)(url, hints)

    return iter(Inputs(inputs, hints, stdin=sys.stdin.buffer if "-" in inputs else None, fetch=fetch, say=say))


def distinct(items: Iterator[Item]) -> Iterator[Item]:
    """The items, an article whose id another of this run had with another text under an id of its own: row~1f2e3d. The same article
    twice keeps its id. Said on stderr of the first such."""
    texts: dict[int, int] = {}  # hashes, so that a million ids take 100 MB and not a gigabyte
    said = False
    for item in items:
        if isinstance(item, Article):
            text = hash(item.text)
            if texts.setdefault(hash(item.id), text) != text:
                named = other_id(item.id, item.text)
                if not said:
                    say(f"{item.id}: an article of another text has this id too; it is {named} in the output")
                item, said = replace(item, id=named), True
        yield item


def run(
    items: Iterator[Item],
    form: str,
    output: str | None,
    workers: int = 1,
    total: int | None = None,
    engine: Engine = "full",
    corrections: Corrections | None = None,
) -> None:
    """Read the items and write their records; exits with the code that `rasd read --help` names, unless all is well."""
    exporter: Exporter = load(exporters()[form])()
    tally = _Tally()
    with written(output) as target:
        try:
            exporter.open(target.stream)
            # No bar where the output goes to the terminal, or there is one article.
            shown = sys.stderr.isatty() and total != 1 and (target.path is not None or not target.stream.isatty())
            with bars(shown) as progress:
                for done, reading in enumerate(readings(items, workers, engine, tally.added), 1):
                    if reading.record is not None and (form == "jsonl" or reading.record.article.text):
                        record = corrected(reading.record, corrections) if corrections is not None else reading.record
                        with target.whole():
                            exporter.write(record)
                            tally.written += 1
                        tally.articles += bool(record.article.text)
                    tally.count(reading)
                    progress("reading", done, total)
            exporter.close()
        except KeyboardInterrupt:
            _interrupted(exporter, target, tally)
        if tally.is_nothing_for(target):
            target.discard()
    tally.report(target)


class _Tally:
    """How many were read and failed, and the first messages."""

    def __init__(self) -> None:
        self.read = self.failed = self.written = self.articles = 0
        self.messages: list[str] = []
        self.added: Counter[str] = Counter()

    def count(self, reading: Reading) -> None:
        if reading.failure is None:
            self.read += 1
            return
        self.failed += 1
        if len(self.messages) < _SHOWN:
            self.messages.append(one_line(reading.failure))

    def is_nothing_for(self, target: Output) -> bool:
        """Whether inputs failed and gave no article for a file: none is made, and records of failures replace none that is there."""
        if target.path is None or target.partial is None or self.articles or not self.failed:
            return False
        return target.path.exists() or not self.written

    def report(self, target: Output) -> None:
        """Say on stderr what failed; exits 1 where anything did."""
        if self.failed:
            say_some(self.messages, self.failed)
        if self.failed or target.path:
            say(f"{self.read} read, {self.failed} failed{self._where(target)}")
        if self.added:
            from rasd.extract.llm.extractor import told

            say(f"of the model added to the engine: {told(self.added)}")
        if self.failed:
            sys.exit(1)

    def _where(self, target: Output) -> str:
        if target.path is None:
            return ""
        path = one_line(str(target.path))
        if not target.discarded:
            return f" -> {path}"
        return f"; {path} was not touched" if target.path.exists() else f"; {path} was not made"


def _interrupted(exporter: Exporter, target: Output, tally: _Tally) -> None:
    exporter.close()
    part = target.abandon()
    kept = f"; they are in {part}, and {target.path} was not touched" if part else ""
    say(f"interrupted after {tally.written} articles{kept}")
    sys.exit(INTERRUPTED)


def _total(inputs: tuple[str, ...]) -> int | None:
    """How many articles there are, where every input is one article (a row file would have to be read twice)."""
    single = (".txt", ".html", ".htm", *documents.SUFFIXES)
    return len(inputs) if inputs and all(name.lower().endswith(single) for name in inputs) else None
