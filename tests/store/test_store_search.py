"""Searching: folded words with any clitics, an exact switch, phrases, what was read as filters, and spans that are the words."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from builders import article, record
from rasd.articles import article_of
from rasd.errors import UsageError
from rasd.spans import Span
from rasd.store import Store, Version, open_store
from rasd.store.filters import Filters
from rasd.store.query import Item, Query, holds_exactly, matches, parse
from rasd.store.search import Sort, search, snippet
from rasd.store.vectors import pack_vector
from servers import emptied

ROWS = {
    "border": ("وزير الدفاع: الحدود آمنة", "أكد وزير الدفاع أمس أن الحدود آمنة.", "المدار", "2020-08-23"),
    "truce": ("هدنة جديدة", "وبالوزير التقى الوفدُ، وقال وزير الخارجيّة إنّ الهدنة باقية.", "المدار", "2020-08-24"),
    "budget": ("الموازنة", "ناقش مجلس الوزراء الموازنة، وحضر وزير المالية والدفاع المدني.", "الساحل", "2020-09"),
    "planes": ("طائرات F-16", "اشترت الحكومة 24 طائرة من طراز F-16 بمبلغ ٣٫٥ مليار.", "الساحل", None),
}


def filled(store: Store) -> Store:
    with store.write() as writer:
        for id, (title, body, outlet, day) in ROWS.items():
            writer.add(article_of(body, title=title, outlet=outlet, published=day, id=id))
        added = writer.add(article())
        writer.save_reading(added.number, record(), Version("rules", "1"))
    return store


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def desk(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """A store that the tests here only read."""
    sqlite = request.param == "sqlite"
    where = str(tmp_path_factory.mktemp("desk") / "desk.db") if sqlite else emptied(request.getfixturevalue("database"))
    with open_store(where) as store:
        yield filled(store)


def ids(desk: Store, typed: str = "", filters: Filters | None = None, **options: Any) -> list[str]:
    return [hit.kept.article.id for hit in search(desk, typed, filters or Filters(), **options).hits]


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("الحدود", {"border", "art-1"}),  # in the sample record too
        ("هدنة", {"truce"}),
        ("الخارجية", {"truce"}),  # printed with marks
        ("موازنه", {"budget"}),  # typed with ه
        ('"وزير الدفاع"', {"border", "art-1"}),
        ("وزير الدفاع", {"border", "budget", "art-1"}),
        ("بوزير -الدفاع", {"truce"}),
        ("هدنة OR الموازنة", {"truce", "budget"}),
        ("هدنة | الموازنة", {"truce", "budget"}),
        ("مواز*", {"budget"}),
        ("F-16", {"planes"}),
        ("f-16", {"planes"}),
        ("3.5", {"planes"}),
        ("24", {"planes"}),
        ("لا-شيء-كهذا", set()),
        ('"', None),
        ("-الدفاع", None),
    ],
)
def test_words_find_articles(desk: Store, typed: str, found: set[str] | None) -> None:
    if found is None:
        with pytest.raises(UsageError, match="expected 1 to 32 words"):
            search(desk, typed)
        return
    got = set(ids(desk, typed))
    assert {id for id in got if id in ROWS} == {id for id in found if id in ROWS}


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("الهدنة", {"truce"}),
        ("هدنة", {"truce"}),
        ("الخارجية", set()),  # printed with marks
        ('"وزير الدفاع"', {"border"}),
        ('"وزير  الدفاع"', {"border"}),  # blanks are blanks
        ("وزير -الخارجيّة", {"border", "budget"}),
        ("الوزير", set()),
    ],
)
def test_an_exact_search_takes_letters_as_they_are(desk: Store, typed: str, found: set[str]) -> None:
    assert {id for id in ids(desk, typed, exact=True) if id in ROWS} == found


@pytest.mark.parametrize(
    ("filters", "found"),
    [
        (Filters(outlet="الساحل"), ["budget", "planes"]),
        (Filters(since="2020-08-24"), ["budget", "truce"]),
        (Filters(until="2020-08-23", outlet="المدار"), ["border"]),
        (Filters(since="2020-09", until="2020-09"), ["budget"]),
        (Filters(since="2020-08-23", until="2020-08-23", outlet="المدار"), ["border"]),
    ],
)
def test_days_and_outlets_narrow(desk: Store, filters: Filters, found: list[str]) -> None:
    assert ids(desk, filters=filters) == found


READ = [
    Filters(actor="act-shammari"),
    Filters(actor="الشمري"),
    Filters(actor="قاسم الشمرى"),
    Filters(actor="Qasim al-Shammari"),
    Filters(actor="shammari"),
    Filters(actor="Q42"),
    Filters(speaker="الشمري"),
    Filters(event="ASSAULT"),
    Filters(event="consult:visit"),
    Filters(event="CONSULT", source="الشمري", target="الفايز"),
    Filters(target="3 جنود"),
    Filters(place="بغداد"),
    Filters(place="Baghdad"),
    Filters(place="IRQ"),
]
NOT_READ = [
    Filters(actor="شمر"),
    Filters(speaker="الفايز"),
    Filters(event="PROTEST"),
    Filters(event="CONSULT:mediate"),
    Filters(event="ASSAULT", source="الشمري"),
    Filters(source="الشمري", target="3 جنود"),
    Filters(place="دمشق"),
    Filters(place="SYR"),
    Filters(actor="%"),
]


@pytest.mark.parametrize("filters", READ, ids=str)
def test_what_was_read_narrows(desk: Store, filters: Filters) -> None:
    assert [hit.kept.article.text for hit in search(desk, "", filters).hits] == [article().text]


@pytest.mark.parametrize("filters", NOT_READ, ids=str)
def test_what_was_not_read_is_not_found(desk: Store, filters: Filters) -> None:
    assert not search(desk, "", filters).hits


def test_the_headline_counts_more_than_the_body(desk: Store) -> None:
    assert ids(desk, "الدفاع", Filters(until="2020-09", outlet="المدار"))[0] == "border"


@pytest.mark.parametrize(("sort", "found"), [("newest", ["budget", "truce", "border"]), ("oldest", ["border", "truce", "budget"])])
def test_hits_come_in_order_of_time_when_asked(desk: Store, sort: str, found: list[str]) -> None:
    assert [id for id in ids(desk, "وزير", sort=sort) if id in ROWS] == found


def test_pages_follow_each_other(desk: Store) -> None:
    whole = ids(desk, "وزير")
    assert [ids(desk, "وزير", limit=1, offset=k)[0] for k in range(len(whole))] == whole
    assert [search(desk, "وزير", limit=k).more for k in (1, len(whole))] == [True, False]
    assert ids(desk, "وزير", limit=1, offset=1, exact=True) == ids(desk, "وزير", exact=True)[1:2]


def test_spans_are_the_words(desk: Store) -> None:
    (hit,) = search(desk, "الوزير OR الهدنة", Filters(outlet="المدار", since="2020-08-24")).hits
    text = hit.kept.article.text
    assert [span.of(text) for span in hit.matches] == ["هدنة", "وبالوزير", "وزير", "الهدنة"]
    assert hit.snippet.quote == text[hit.snippet.start : hit.snippet.end]


def test_meaning_finds_the_nearest_vectors(store: Store) -> None:
    filled(store)
    numbers = {kept.article.id: kept.number for kept in store.articles()}
    with store.write() as writer:
        writer.save_features("vector m", {numbers["border"]: pack_vector([1, 0, 0]), numbers["truce"]: pack_vector([1, 1, 0])})
    found = search(store, "شيء", meaning=lambda text: [0.9, 0.1, 0], method="vector m").hits
    assert [hit.kept.article.id for hit in found] == ["border", "truce"]
    assert found[0].score == pytest.approx(0.994, abs=0.001)
    narrowed = search(store, "شيء", Filters(since="2020-08-24"), meaning=lambda text: [0.9, 0.1, 0], method="vector m").hits
    assert [hit.kept.article.id for hit in narrowed] == ["truce"]
    assert not search(store, "شيء", meaning=lambda text: [1.0, 0.0], method="vector m").hits, "vectors of another length are not compared"


@pytest.mark.parametrize(
    ("typed", "groups", "excluded"),
    [
        ("", (), ()),
        ("وزير", (("وزير",),), ()),
        ("«وزير الدفاع» -هدنة", (("وزير الدفاع",),), ("هدنة",)),
        ("أ OR ب OR ت ث", (("أ", "ب", "ت"), ("ث",)), ()),
        ("OR وزير", (("وزير",),), ()),
        ('"وزير', (("وزير",),), ()),
    ],
)
def test_a_query_is_understood(typed: str, groups: tuple[tuple[str, ...], ...], excluded: tuple[str, ...]) -> None:
    query = parse(typed)
    assert tuple(tuple(item.printed for item in group) for group in query.groups) == groups
    assert tuple(item.printed for item in query.excluded) == excluded


ODD = ["a' b", 'x" OR "y', "NEAR(a b)", "title:x", "^x", "x AND", "(", "'", "\\", "a & b | !c", "%", "x:*", "<->", "a\x00b"]


@pytest.mark.parametrize("typed", ODD)
def test_no_words_are_commands_to_the_database(desk: Store, typed: str) -> None:
    held = len(search(desk, limit=1000).hits)
    with contextlib.suppress(UsageError):  # any other error is one
        assert len(search(desk, typed, limit=1000).hits) <= held
    assert len(search(desk, limit=1000).hits) == held > 0


def test_matches_are_found_in_any_spelling() -> None:
    text = "قال الأمينُ العام للأُمم المتّحدة، والامين كذلك؛ وأمينة ليست هو."
    query = parse("امين")
    found = [span.of(text) for _, span in matches(query, text)]
    assert found[:2] == ["الأمينُ", "والامين"]
    assert [span.of(text) for _, span in matches(parse('"الأمم المتحدة"'), text)] == ["للأُمم المتّحدة"]


def test_an_exact_query_is_checked_letter_by_letter() -> None:
    query = Query(groups=((Item("وزير", ("وزير",)), Item("أمير", ("امير",))),), excluded=(Item("حرب", ("حرب",)),))
    assert holds_exactly(query, "قال أمير المنطقة.")
    assert not holds_exactly(query, "قال الوزير.")
    assert not holds_exactly(query, "قال وزير في حرب.")


def test_a_snippet_holds_the_most_words_and_whole_ones() -> None:
    text = "بداية " * 100 + "وزير هنا " + "وسط " * 100 + "وزير الدفاع " + "نهاية " * 100
    spans = matches(parse("وزير الدفاع"), text)
    made = snippet(text, spans)
    assert made.quote == text[made.start : made.end]
    assert "وزير الدفاع" in made.quote
    assert not made.quote.startswith("داية")
    assert snippet(text, []).start == 0
    assert snippet("", []).quote == ""
    assert snippet("وزير", [(0, Span(0, 4))]).quote == "وزير"


def test_a_store_that_was_moved_by_hand_finds_the_same(desk: Store, tmp_path: Path) -> None:
    with open_store(tmp_path / "other.db") as other:
        filled(other)
        for typed in ("وزير", "الدفاع", '"وزير الدفاع"'):
            assert set(ids(other, typed)) == set(ids(desk, typed))


@pytest.mark.parametrize("sort", ["rank", "newest", "oldest"])
@pytest.mark.parametrize("typed", ["", "وزير", "الدفاع OR هدنة", '"وزير الدفاع"', "وز* -المالية"])
@pytest.mark.parametrize(
    "filters",
    [
        Filters(outlet="المدار"),
        Filters(since="2020-08-24"),
        Filters(until="2020-08-23", outlet="المدار"),
        Filters(since="2020-01", until="2020-09"),
    ],
)
def test_filters_leave_out_and_never_reorder_or_score_anew(desk: Store, typed: str, filters: Filters, sort: Sort) -> None:
    everything = [(hit.kept.number, hit.score) for hit in search(desk, typed, sort=sort, limit=100).hits]
    fitting = set(desk.numbers(filters.conditions()))
    found = [(hit.kept.number, hit.score) for hit in search(desk, typed, filters, sort=sort, limit=100).hits]
    assert found == [hit for hit in everything if hit[0] in fitting]


@pytest.mark.parametrize("sort", ["newest", "oldest"])
def test_hits_in_order_of_time_score_what_they_are_ranked_by(desk: Store, sort: Sort) -> None:
    ranked = {hit.kept.number: hit.score for hit in search(desk, "وزير").hits}
    assert {hit.kept.number: hit.score for hit in search(desk, "وزير", sort=sort).hits} == ranked
