"""A target that reads Parquet: whole files of odd columns, and damaged ones."""

from __future__ import annotations

import io
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from random import Random
from typing import Any

from fuzzing.engine import Target
from fuzzing.grammar import grammar
from fuzzing.support import arabic, shape, value, words
from rasd.articles import check_date
from rasd.collect.items import Collected, Hints, ItemError
from rasd.collect.units import found_of, units_in

_NAMES = ("body", "text", "title", "published", "outlet", "url", "id", "byline", "date", "author", "article", "record", "other", "")


def _column(rng: Random, name: str, rows: int) -> Any:
    """A column of one kind: of texts mostly, else of whatever Parquet knows."""
    import pyarrow as pa

    def texts(rule: str) -> Any:
        return pa.array([arabic(rng, rule) if rng.random() < 0.9 else None for _ in range(rows)])

    if name in ("body", "text") and rng.random() < 0.8:
        return texts("article")
    if name in ("published", "date") and rng.random() < 0.8:
        return _times(rng, rows)
    if name in ("article", "record") and rng.random() < 0.7:
        inner = [{"id": "a", "text": arabic(rng, "article"), "title": arabic(rng, "title")} for _ in range(rows)]
        return pa.array(inner) if rng.random() < 0.5 else pa.array(['{"article": {"id": "a", "text": "قال الوزير"}}'] * rows)
    if rng.random() < 0.6:
        return texts(rng.choice(("title", "name", "junk")))
    return _odd(rng, rows)


def _times(rng: Random, rows: int) -> Any:
    import pyarrow as pa

    kind = rng.randrange(7)
    if kind == 0:
        return pa.array([grammar("web").write(rng, "date") for _ in range(rows)])
    if kind == 1:
        return pa.array([rng.randrange(-(2**31), 2**31) for _ in range(rows)], pa.int32()).cast(pa.date32())  # years before 1, after 9999
    if kind == 2:
        return pa.array([date(2020, 8, 23)] * rows)
    unit, zone = rng.choice(("s", "ms", "us", "ns")), rng.choice((None, "UTC", "Asia/Baghdad", "+03:00", "No/Where", "+99:99"))
    if kind == 3:
        return pa.array([rng.randrange(-(2**63), 2**63) for _ in range(rows)], pa.int64()).cast(pa.timestamp(unit, zone))
    moment = datetime(2020, 8, 23, 14, 5, tzinfo=UTC) + timedelta(seconds=rng.randrange(10**6))
    factor = {"s": 1, "ms": 10**3, "us": 10**6, "ns": 10**9}[unit]
    return pa.array([int(moment.timestamp()) * factor + rng.choice((0, 1))] * rows, pa.int64()).cast(pa.timestamp(unit, zone))


def _odd(rng: Random, rows: int) -> Any:
    import pyarrow as pa

    kinds: tuple[tuple[Any, Any], ...] = (
        (7, pa.int64()), (1.5, pa.float64()), (float("nan"), pa.float32()), (True, pa.bool_()), (b"\xff\xfe", pa.binary()),
        (Decimal("1.50"), pa.decimal128(9, 2)), (["a", None], pa.list_(pa.string())), ({"a": 1}, pa.struct([("a", pa.int8())])),
        ("ط", pa.dictionary(pa.int8(), pa.string())), ("ط", pa.large_string()), (None, pa.null()),
        ([("k", "v")], pa.map_("string", "string")),
        (timedelta(days=1), pa.duration("s")), (2**63 + 1, pa.uint64()),
    )  # fmt: skip
    one, kind = rng.choice(kinds)
    return pa.array([one if rng.random() < 0.8 else None for _ in range(rows)], kind)


def _file_of(rng: Random) -> bytes:
    import pyarrow as pa
    import pyarrow.parquet as pq

    rows = rng.choice((0, 1, 1, 2, 3, 300 if rng.random() < 0.05 else 2))
    names = list(dict.fromkeys(["body", *rng.sample(_NAMES, rng.randrange(5))]))[rng.choice((0, 0, 0, 1)) :]
    out = io.BytesIO()
    how: dict[str, Any] = {"compression": rng.choice(("snappy", "gzip", "zstd", "none")), "use_dictionary": rng.random() < 0.5}
    try:
        columns = {name: _column(rng, name, rows) for name in names} or {"x": pa.array([str(value(rng))[:9]] * rows)}
        pq.write_table(pa.table(columns), out, row_group_size=rng.choice((1, 2, 1000)), version=rng.choice(("1.0", "2.6")), **how)
    except (pa.ArrowException, UnicodeError):  # what Parquet does not keep, half letters
        return b"PAR1"
    return out.getvalue()


def _parquet(data: bytes) -> object:
    told = []
    for count, unit in enumerate(units_in(io.BytesIO(data), "a.parquet", "a.parquet")):
        item = found_of(unit, Hints())
        assert count < 10_000, "rows without end"
        if isinstance(item, Collected):
            check_date(item.article.published or "2020")
            item.article.text.encode("utf-8", "surrogatepass")
            assert item.data is not None
            told.append("article")
        else:
            assert isinstance(item, ItemError)
            assert str(item).startswith("a.parquet"), item
            assert item.message.strip()
            told.append(shape(item.message.partition("(")[0]))
    return tuple(told[:3])


TARGETS = (
    Target(
        "parquet",
        "Parquet files: odd columns, times out of range, damage anywhere",
        "articles, or errors that name the file and the row; never without end",
        _file_of,
        _parquet,
        words("PAR1", "body", "text", "published", "UTF8"),
        longest=60_000,
        share=250,
    ),
)
