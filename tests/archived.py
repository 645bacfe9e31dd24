"""Archives made of the sample articles, and what a folder of results holds: for the tests of `rasd read --run-on`."""

from __future__ import annotations

import gzip
import hashlib
import json
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from click.testing import CliRunner

from rasd.cli.main import cli
from rasd.flow.archives.run import MachineLost, Processes
from rasd.records import Article
from rasd.samples import articles

SAMPLES: tuple[Article, ...] = tuple(articles())


def row(article: Article, **fields: Any) -> dict[str, Any]:
    """A sample as a row, with an id that others have too where `fields` says so."""
    body = article.text.partition("\n\n")[2] if article.title else article.text
    return {"title": article.title, "body": body, "published": article.published, "outlet": article.outlet, **fields}


def slashed(published: str | None) -> str:
    """A day as most Arab countries write it: 14/5/2023. Of some only the others of their file tell which number is the day."""
    year, month, day = (int(part) for part in str(published).split("-"))
    return f"{day}/{month}/{year}"


def lines(rows: Iterable[dict[str, Any] | str]) -> bytes:
    """Rows as JSON Lines; a text is a line as it is."""
    return b"".join((one if isinstance(one, str) else json.dumps(one, ensure_ascii=False)).encode() + b"\n" for one in rows)


def page(url: str, article: Article) -> bytes:
    """A record of a WARC file: a page of the web with an article in it."""
    paragraphs = "".join(f"<p>{line}</p>" for line in article.text.split("\n") if line)
    html = f"<html><head><title>{article.title}</title></head><body><article>{paragraphs}</article></body></html>".encode()
    answer = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n" + html
    head = f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: {url}\r\nContent-Length: {len(answer)}\r\n\r\n".encode()
    return gzip.compress(head + answer + b"\r\n\r\n", mtime=0)


def parquet(path: Path, rows: list[dict[str, Any]]) -> Path:
    """Rows as a Parquet file."""
    import pyarrow
    import pyarrow.parquet

    pyarrow.parquet.write_table(pyarrow.Table.from_pylist(rows), path)
    return path


def archive(folder: Path) -> Path:
    """A folder with every kind of file, ids that are shared, the same article twice, and everything that can be wrong with one."""
    (folder / "b").mkdir(parents=True)
    shared = [row(article, id=f"row-{k % 3}", published=slashed(article.published)) for k, article in enumerate(SAMPLES[:6])]
    (folder / "z.jsonl").write_bytes(lines([*shared, '{"title": "no body"}', "not json", shared[0]]))
    undated = [row(article, published=published) for article, published in zip(SAMPLES, (None, "2009", "2009-05"), strict=False)]
    (folder / "b" / "a.jsonl.gz").write_bytes(gzip.compress(lines([*undated, row(SAMPLES[4], id="row-1")]))[:-9])  # cut off
    parquet(folder / "b" / "c.parquet", [row(SAMPLES[5], id=7), row(SAMPLES[6], body=None), row(SAMPLES[7])])
    (folder / "m.warc.gz").write_bytes(b"".join(page(f"https://news.example/{k}", SAMPLES[k]) for k in (1, 2)))
    (folder / "broken.parquet").write_bytes(b"PAR1 this is none")
    return folder


def rasd(*arguments: object) -> tuple[int, str]:
    """The exit code of a command, and what it said on stderr."""
    result = CliRunner().invoke(cli, [str(argument) for argument in arguments], catch_exceptions=True)
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        return 1, str(result.exception)
    return result.exit_code, result.stderr


def tree(folder: Path) -> dict[str, str]:
    """The files of a folder of results by name, each with a digest of its bytes."""
    return {str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest() for path in sorted(folder.rglob("*.parquet"))}


def table(folder: Path, name: str) -> list[dict[str, Any]]:
    """The rows of a table of results, all months together, or of one month in the folder of a table."""
    import pyarrow.parquet

    return [row for path in sorted((folder / name).rglob("*.parquet")) for row in pyarrow.parquet.ParquetFile(path).read().to_pylist()]


class Losing:
    """A runner that loses a machine after so many tasks of each try, as often as it is told."""

    def __init__(self, after: int, times: int) -> None:
        self.after, self.times = after, times

    def __call__(self, seeds: Sequence[Any], expand: Any, work: Any, /, *, step: str, model: bool = False) -> Iterator[Any]:
        done = 0

        def worked(task: Any) -> Any:
            nonlocal done
            if done == self.after and self.times and model:
                self.times -= 1
                raise MachineLost("reading ended: the machine is gone")
            done += 1
            return work(task)

        yield from Processes(1)(seeds, expand, worked, step=step, model=model)
