"""From parts to months: the rows of many parts gathered into the tables that stay, one folder a month.

    OUTPUT/records/month=2020-08/000000.parquet     one row an article: id, outlet, date, address, and its record as `--format jsonl` has it
    OUTPUT/findings/month=2020-08/000000.parquet    one row a finding: the columns of `--format parquet`
    OUTPUT/failures/month=XXXX-XX/000000.parquet    one row a failure: file, place in it, article where it has a name, step, message

An id that two articles of different texts share is kept by the first in the order of the files, as in `rasd read`: that can be known only
when all parts are there, so articles are named anew here, in their records and findings, without being read again.
"""

from __future__ import annotations

import io
import json
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from rasd.articles import other_id
from rasd.export.csv import COLUMNS
from rasd.export.parquet import schema_of
from rasd.export.safe import json_line
from rasd.flow.archives.files import Results
from rasd.flow.archives.parts import PartContent, rows_of

GATHERED = "_rasd/gathered"
ROWS = 10_000
"""Articles of a file of records, about: whole parts are taken, 50 to 100 MB in all."""
_HEAD = ("article_id", "outlet", "published", "url", "source", "position", "findings", "failures", "record")
_FAILURES = ("source", "position", "article_id", "step", "message")
_NUMBERS = ("position", "findings", "failures")
_SHOWN = 5


class Names:
    """Which text an id belongs to where several have it: keys of ids, sorted, and of the first text of each."""

    def __init__(self, seen: Sequence[PartContent]) -> None:
        import numpy

        ids = numpy.frombuffer(b"".join(part.ids for part in seen), dtype=numpy.int64)
        texts = numpy.frombuffer(b"".join(part.texts for part in seen), dtype=numpy.int64)
        order = numpy.argsort(ids, kind="stable")
        ids, texts = ids[order], texts[order]
        new = numpy.ones(len(ids), bool)
        new[1:] = ids[1:] != ids[:-1]
        begins = numpy.flatnonzero(new)
        group = numpy.cumsum(new) - 1
        mixed = numpy.zeros(len(begins), bool)
        mixed[group[texts != texts[begins][group]]] = True
        self._firsts = {int(id): int(text) for id, text in zip(ids[begins][mixed], texts[begins][mixed], strict=True)}

    def among(self, parts: Sequence[PartContent]) -> dict[int, int]:
        """Those of the ids in some parts only."""
        import numpy

        if not self._firsts:
            return {}
        keys = {int(key) for part in parts for key in numpy.frombuffer(part.ids, dtype=numpy.int64)}
        return {key: self._firsts[key] for key in keys & self._firsts.keys()}


class Sheet(NamedTuple):
    """A file of a month that is to be written: from which row groups of which parts, and which ids are shared by several texts."""

    month: str
    number: int
    groups: list[tuple[str, int]]
    firsts: dict[int, int]

    @property
    def name(self) -> str:
        """The name of the note that it was written."""
        return f"{self.month}-{self.number:06d}.json"


def sheets(seen: Sequence[PartContent]) -> list[Sheet]:
    """The files of all months, the same whoever read the parts, and in whatever order they came; the parts in the order of the files."""
    names = Names(seen)
    known = {part.name: part for part in seen}
    months: dict[str, list[tuple[str, int, int]]] = {}
    for part in seen:
        for group, (month, rows) in enumerate(part.months):
            months.setdefault(month, []).append((part.name, group, rows))
    return [
        Sheet(month, number, groups, names.among([known[name] for name, _ in groups]))
        for month in sorted(months)
        for number, groups in enumerate(_packed(months[month]))
    ]


def _packed(groups: list[tuple[str, int, int]]) -> Iterator[list[tuple[str, int]]]:
    held: list[tuple[str, int]] = []
    count = 0
    for name, group, rows in groups:
        if held and count + rows > ROWS:
            yield held
            held, count = [], 0
        held.append((name, group))
        count += rows
    yield held


class Tally(NamedTuple):
    """What a file of a month holds, and the first messages of what failed."""

    articles: int
    failed: int
    findings: int
    renamed: int
    bytes: int
    messages: list[str]


def gather(results: Results, sheet: Sheet) -> Tally:
    """Write the files of a sheet, then the note that they are there."""
    tables: dict[str, list[dict[str, Any]]] = {"records": [], "findings": [], "failures": []}
    renamed = articles = failed = 0
    messages: list[str] = []
    for name, group in sheet.groups:
        for row in sorted(rows_of(results, name, [group]), key=lambda row: int(row["position"])):
            renamed += _rename(row, sheet.firsts)
            failures = json.loads(row["failures"])
            failed += bool(failures)
            articles += not failures
            if failures and len(messages) < _SHOWN:
                messages.append(_message(row, failures))
            _add(tables, row, failures)
    size = sum(_write(results, table, sheet, rows) for table, rows in tables.items() if rows)
    tally = Tally(articles, failed, len(tables["findings"]), renamed, size, messages)
    results.write(f"{GATHERED}/{sheet.name}", json.dumps(tally._asdict(), ensure_ascii=False).encode())
    return tally


def _message(row: dict[str, Any], failures: list[list[str]]) -> str:
    """As `rasd read` says it: what could not be collected names itself."""
    said = "; ".join(message if step == "collect" else f"{step}: {message}" for step, message in failures)
    return said if failures[0][0] == "collect" else f"{row['article_id']}: {said}"


def _rename(row: dict[str, Any], firsts: dict[int, int]) -> bool:
    """Name an article anew whose id belongs to another text; whether it was."""
    if row["text_key"] is None or firsts.get(row["id_key"], row["text_key"]) == row["text_key"]:
        return False
    record = json.loads(row["record"])
    id = other_id(record["article"]["id"], record["article"]["text"])
    record["article"]["id"] = id
    shown = id.encode("utf-8", "replace").decode()
    row["record"] = json_line(json.dumps(record, ensure_ascii=False))
    row["article_id"] = shown
    row["findings"] = json.dumps([[shown, *cells[1:]] for cells in json.loads(row["findings"])], ensure_ascii=False)
    return True


def _add(tables: dict[str, list[dict[str, Any]]], row: dict[str, Any], failures: list[list[str]]) -> None:
    findings = json.loads(row["findings"] or "[]")
    if row["record"] is not None:
        tables["records"].append({**{name: row[name] for name in _HEAD}, "findings": len(findings), "failures": len(failures)})
    tables["findings"] += (dict(zip(COLUMNS, cells, strict=True)) for cells in findings)
    tables["failures"] += ({**row, "step": step, "message": message} for step, message in failures)


def _write(results: Results, table: str, sheet: Sheet, rows: list[dict[str, Any]]) -> int:
    import pyarrow
    import pyarrow.parquet

    if table == "findings":
        schema = schema_of()
    else:
        names = _HEAD if table == "records" else _FAILURES
        schema = pyarrow.schema([(name, pyarrow.int64() if name in _NUMBERS else pyarrow.string()) for name in names])
    out = io.BytesIO()
    pyarrow.parquet.write_table(pyarrow.Table.from_pylist(rows, schema=schema), out, compression="zstd")
    content = out.getvalue()
    results.write(f"{table}/month={sheet.month}/{sheet.number:06d}.parquet", content)
    return len(content)
