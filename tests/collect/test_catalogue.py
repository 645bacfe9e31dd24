"""The outlet catalogue: well-formed, found by name and by address, and the user's to extend."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import urlsplit

import pytest

from rasd.errors import UsageError
from rasd.ontology.catalogue import COLUMNS, OWN, outlet_at, outlet_named, outlets, outlets_near, outlets_with
from rasd.ontology.tables import table


def test_every_row_is_whole_and_its_feed_is_of_its_domain() -> None:
    rows = table("catalogue")
    assert len({row["id"] for row in rows}) == len(rows)
    for row in rows:
        assert all(row[column] for column in COLUMNS), row["id"]
        assert len(row["country"]) == 3
        assert row["domain"] == row["domain"].lower()
        parts = urlsplit(row["feed"])
        assert parts.scheme == "https"
        assert (parts.hostname or "").endswith(row["domain"]), row["id"]


def test_media_with_feeds_are_in_it() -> None:
    found = outlets()
    assert found["hespress"].feeds
    assert found["hespress"].country == "MAR"
    assert sum(bool(outlet.feeds) for outlet in found.values()) > 50


@pytest.mark.parametrize(
    ("url", "id"),
    [
        ("https://www.hespress.com/feed", "hespress"),
        ("https://sport.hespress.com/1", "hespress"),
        ("https://arabic.euronews.com/1", "euronews-ar"),
        ("https://hespress.com.evil.example/", None),
        ("https://com/", None),
        ("http://[bad", None),
        (None, None),
    ],
)
def test_by_address(url: str | None, id: str | None) -> None:
    found = outlet_at(url)
    assert (found.id if found else None) == id


@pytest.mark.parametrize("name", ["hespress", "Hespress", "hespress.com", "هسبريس", " هسبريس "])
def test_by_name(name: str) -> None:
    found = outlet_named(name)
    assert found is not None
    assert found.id == "hespress"


def test_a_file_of_the_users_own_adds_to_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "own.tsv"
    row = {"id": "madar", "ar": "المدار", "domain": "madar.example", "feed": "https://madar.example/rss"}
    lines = [
        "# ours",
        "\t".join(COLUMNS),
        "\t".join(row.get(column, "") for column in COLUMNS),
        "hespress\t\t\t\t\t\thttps://x.example/rss",
    ]
    path.write_text("\n".join(lines), "utf-8")
    monkeypatch.setenv(OWN, str(path))
    assert outlets()["madar"].language == "ar"
    assert outlet_at("https://madar.example/1") == outlets()["madar"]
    assert outlets()["hespress"].feeds[0] == "https://x.example/rss"
    assert outlets()["hespress"].country == "MAR"


@pytest.mark.parametrize("text", ["", "id\tar\n", "\t".join(COLUMNS) + "\nx\ty\n", "\t".join(COLUMNS) + "\n" + "x\t" * 9])
def test_a_bad_file_says_what_is_wrong(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    path = tmp_path / "own.tsv"
    path.write_text(text, "utf-8")
    monkeypatch.setenv(OWN, str(path))
    with pytest.raises(UsageError, match=r"own\.tsv"):
        outlets()


@pytest.mark.parametrize(
    ("words", "has", "has_not"),
    [("MAR", "hespress", "sumaria"), ("hesp", "hespress", "sumaria"), ("hespress.com", "hespress", "sumaria"), ("سومرية", "", "hespress")],
)
def test_a_catalogue_is_searched_by_words_and_not_by_letters(words: str, has: str, has_not: str) -> None:
    found = [outlet.id for outlet in outlets_with(words)]
    assert not has or has in found
    assert not any(has_not in id for id in found)
    assert all(outlet.country == "MAR" for outlet in outlets_with("mar"))


def test_near_outlets_are_those_spelt_alike() -> None:
    assert outlets_near("hesprezz")[0] == "hespress"
    assert outlets_near("zzzzzz") == []
