"""SECURITY.md against the code: every file that it names is there, and the limits that it tells are those of the code."""

from __future__ import annotations

import re
from pathlib import Path

from rasd import articles
from rasd.collect import answers, fetch, items, office
from rasd.desk import people
from rasd.pipeline import ENCODER_LETTERS

ROOT = Path(__file__).parents[1]
TEXT = (ROOT / "SECURITY.md").read_text("utf-8")
MEBIBYTE = 1024 * 1024


def test_every_file_that_it_names_is_there() -> None:
    named = set(re.findall(r"`((?:[a-z_]+/)*[a-z_]+(?:\.py|/))`", TEXT))
    assert len(named) > 20
    missing = [name for name in named if not any((ROOT / place / name).exists() for place in ("", "src/rasd"))]
    assert missing == []


def test_the_limits_that_it_tells_are_those_of_the_code() -> None:
    told = (
        f"pages ({answers.PAGE.limit // MEBIBYTE} MiB), feeds and sitemaps ({answers.LIST.limit // MEBIBYTE} MiB), "
        f"files and lines ({items.MAX_BYTES // MEBIBYTE} MiB)"
    )
    assert told in TEXT
    assert f"workbooks ({office.MAX_UNPACKED // MEBIBYTE} MiB unpacked" in TEXT
    assert ("a million letters" in TEXT) == (articles.MAX_LETTERS == 1_000_000)
    assert ("texts past 100,000 letters" in TEXT) == (ENCODER_LETTERS == 100_000)
    assert ("five at most" in TEXT) == (fetch.MAX_REDIRECTS == 5)
    assert ("after five wrong\nones in five minutes" in TEXT) == ((people._TRIES, people._WITHIN) == (5, 300.0))
