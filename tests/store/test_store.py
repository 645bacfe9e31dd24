"""The contract of the store, the same on both databases."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from builders import article, record
from rasd.articles import article_of
from rasd.errors import InputError
from rasd.records import Article, Record
from rasd.store import Fetched, Store, Version, open_store
from rasd.store.values import days_of

BODY = "قال وزير الدفاع إن الحدود آمنة."
RULES, NEWER, FULL = Version("rules", "1"), Version("rules", "2"), Version("full", "1")


def add(store: Store, given: Article, source: str | None = None, data: bytes | None = None) -> tuple[int, bool]:
    with store.write() as writer:
        number = writer.source(source, "file") if source else None
        added = writer.add(given, source=number, fetched=Fetched(data, url=given.url) if data else None)
    return added.number, added.new


def test_an_article_comes_back_to_the_letter(store: Store) -> None:
    given = article_of(
        BODY, title="عنوان", published="2020-08-23T10:00:00+03:00", outlet="المدار", url="https://n.example/1", byline="كاتب"
    )
    number, new = add(store, given)
    assert new
    assert store.article(number).article == replace(given, id=store.article(number).id)
    assert store.article(store.article(number).id).number == number


def test_the_same_article_twice_is_one_article(store: Store) -> None:
    first, _ = add(store, article_of(BODY, outlet="المدار"), "one")
    second, new = add(store, article_of(BODY, outlet="المدار"), "two")
    assert (second, new) == (first, False)
    assert len(store.sightings(first)) == 2
    add(store, article_of(BODY, outlet="المدار"), "two")
    assert len(store.sightings(first)) == 2
    for _ in range(2):  # in one source at another address
        add(store, article_of(BODY, outlet="المدار", url="https://n.example/1"), "two")
    assert [row["url"] for row in store.sightings(first)] == [None, None, "https://n.example/1"]


def test_the_same_text_of_another_outlet_is_another_article(store: Store) -> None:
    assert add(store, article_of(BODY, outlet="المدار"))[0] != add(store, article_of(BODY, outlet="غيره"))[0]


def test_an_id_of_the_rows_own_is_kept_and_tells_articles_apart(store: Store) -> None:
    one, _ = add(store, article_of(BODY, id="n1"))
    two, new = add(store, article_of(BODY, id="n2"))
    assert new
    assert [store.article(number).article.id for number in (one, two)] == ["n1", "n2"]
    assert add(store, article_of(BODY, id="n1")) == (one, False)
    assert store.article("n2").number == two
    assert add(store, article_of(BODY)) == (one, False), "without an id it is the first of them"


def test_an_id_given_later_is_taken_over(store: Store) -> None:
    one, _ = add(store, article_of(BODY))
    assert add(store, article_of(BODY, id="n1")) == (one, False)
    assert store.article("n1").number == one
    assert add(store, article_of(BODY)) == (one, False)
    assert [row["given_id"] for row in store.sightings(one)] == [None, "n1"]


def test_two_rows_may_share_an_id_and_lose_nothing(store: Store) -> None:
    one, _ = add(store, article_of(BODY, id="1"))
    two, new = add(store, article_of(BODY + " وأضاف أنها هادئة.", id="1"))
    assert new
    assert one != two


def test_a_new_text_at_the_same_address_is_a_revision(store: Store) -> None:
    one, _ = add(store, article_of(BODY, url="https://n.example/1", outlet="المدار"))
    two, _ = add(store, article_of(BODY + " وأضاف أنها هادئة.", url="https://n.example/1", outlet="المدار"))
    assert store.article(two).revision_of == one
    three, _ = add(store, article_of(BODY + " ثم عاد.", url="https://n.example/1", outlet="المدار"))
    assert store.article(three).revision_of == two
    for elsewhere in ({"url": "https://n.example/1", "outlet": "غيره"}, {"url": "https://n.example/2", "outlet": "المدار"}, {}):
        assert store.article(add(store, article_of(f"{BODY} {elsewhere}", **elsewhere))[0]).revision_of is None
    nobody = [add(store, article_of(f"{BODY} {k}", url="https://n.example/3"))[0] for k in range(2)]
    assert store.article(nobody[1]).revision_of == nobody[0], "of no named outlet both"


def test_what_no_database_keeps_is_replaced_letter_by_letter(store: Store) -> None:
    number, _ = add(store, article_of(f"{BODY}\x00\ud800 قال"))
    assert store.article(number).article.text == f"{BODY}\ufffd\ufffd قال"
    assert add(store, article_of(f"{BODY}\x00\ud800 قال")) == (number, False)


def test_what_was_fetched_is_kept_as_it_came(store: Store) -> None:
    from sqlalchemy import select

    from rasd.store.tables import FetchRow
    from rasd.store.values import unpack

    add(store, article_of(BODY, url="https://n.example/1"), data=BODY.encode("windows-1256"))
    row = store.rows(select(FetchRow.__table__))[0]
    assert unpack(row["body"]).decode("windows-1256") == BODY


def test_a_record_comes_back_as_it_was(store: Store) -> None:
    number, _ = add(store, article())
    with store.write() as writer:
        assert writer.save_reading(number, record(), RULES)
    assert store.record(number) == record()
    assert [found for _, found in store.records()] == [record()]


def test_a_reading_of_the_same_version_changes_nothing(store: Store) -> None:
    number, _ = add(store, article())
    with store.write() as writer:
        assert writer.save_reading(number, record(), RULES)
        assert not writer.save_reading(number, Record(article()), RULES)
    assert store.record(number) == record()


def test_a_new_version_is_added_and_becomes_the_current_one(store: Store) -> None:
    number, _ = add(store, article())
    newer = replace(record(), statements=record().statements[:1])
    with store.write() as writer:
        writer.save_reading(number, record(), RULES)
        judged = writer.judge("statement", "stm-2", "wrong", author="one", article=number, value={"speaker": "act-fayez"})
        writer.save_reading(number, newer, NEWER)
    assert store.record(number) == newer
    assert store.record(number, RULES) == record()
    assert [(r.version, r.current) for r in store.readings(number)] == [("1", False), ("2", True)]
    assert store.judgements("statement", "stm-2")[0]["id"] == judged
    assert store.judgements()[0]["value"] == {"speaker": "act-fayez"}


def test_what_is_unread_is_asked_by_engine_or_by_version(store: Store) -> None:
    number, _ = add(store, article())
    assert store.unread("rules") == 1
    with store.write() as writer:
        writer.save_reading(number, record(), RULES)
    assert (store.unread("rules"), store.unread("rules", "2"), store.unread("full")) == (0, 1, 1)


def test_workers_share_articles_without_doubling_them(store: Store) -> None:
    numbers = {add(store, article_of(f"{BODY} {k}"))[0] for k in range(10)}
    taken = [kept.number for worker in "abc" for kept in store.claim("read rules", worker=worker, engine="rules", limit=4)]
    assert len(taken) == 10
    assert set(taken) == numbers
    assert store.claim("read rules", worker="d", engine="rules", limit=4) == []
    assert store.claim("read full", worker="d", engine="full", limit=1) != []


def test_a_claim_lapses_is_released_and_ends_with_the_reading(store: Store) -> None:
    number, _ = add(store, article())
    assert store.claim("read rules", worker="a", engine="rules", limit=1, seconds=-1)
    assert store.claim("read rules", worker="b", engine="rules", limit=1)
    assert not store.claim("read rules", worker="c", engine="rules", limit=1)
    store.release("b")
    assert store.claim("read rules", worker="c", engine="rules", limit=1)
    with store.write() as writer:
        writer.save_reading(number, record(), RULES)
    store.release("c")
    assert not store.claim("read rules", worker="d", engine="rules", limit=1)


def test_nothing_of_a_transaction_that_fails_is_kept(store: Store) -> None:
    with pytest.raises(ZeroDivisionError), store.write() as writer:  # noqa: PT012 - the second line is what fails
        writer.add(article_of(BODY))
        1 / 0  # noqa: B018
    assert list(store.articles()) == []


def test_corrections_are_a_journal_in_order(store: Store) -> None:
    with store.write() as writer:
        first = writer.correct("actor", "merge", {"into": "act-1", "from": ["act-2"]}, author="one", at="2020-08-23T10:00:00.000Z")
        writer.correct("story", "split", {"article": 3}, author="one")
        again = writer.correct("actor", "merge", {"from": ["act-2"], "into": "act-1"}, author="one", at="2020-08-23T10:00:00.000Z")
    assert first == again
    entries = store.corrections()
    assert [(entry.subject, entry.action) for entry in entries] == [("actor", "merge"), ("story", "split")]
    assert store.corrections("actor")[0].payload == {"into": "act-1", "from": ["act-2"]}
    assert store.corrections(after=entries[0].number) == entries[1:]


def test_failures_are_counted(store: Store) -> None:
    for _ in range(3):
        with store.write() as writer:
            writer.fail("collect", "not valid JSON", place="a.jsonl line 3")
    assert [(row["place"], row["times"]) for row in store.failures()] == [("a.jsonl line 3", 3)]


def test_articles_are_listed_by_day_and_outlet(store: Store) -> None:
    for day in ("2020-08-22", "2020-08-23T10:00:00Z", "2020-08", "2021"):
        add(store, article_of(f"{BODY} {day}", published=day, outlet="المدار"))
    add(store, article_of(BODY, outlet="غيره"))
    assert [kept.article.published for kept in store.articles(since="2020-08-23")] == ["2020-08-23T10:00:00Z", "2021"]
    assert len(list(store.articles(until="2020-08"))) == 3
    assert len(list(store.articles(outlet="غيره"))) == 1


def test_iterating_holds_nothing_open(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("rasd.store.store._PAGE", 2)
    for k in range(5):
        add(store, article_of(f"{BODY} {k}"))
    seen = []
    for kept in store.articles():
        seen.append(kept.number)
        with store.write() as writer:
            writer.set_note("seen", str(kept.number))
    assert len(seen) == 5
    assert store.note("seen") == str(seen[-1])


def test_features_are_kept_by_step_and_version(store: Store) -> None:
    number, _ = add(store, article())
    for data in (b"old", b"new"):
        with store.write() as writer:
            writer.save_features("sketch 1", {number: data})
    assert list(store.features("sketch 1")) == [(number, b"new")]
    assert list(store.features("sketch 2")) == []


def test_a_source_counts_its_visits(store: Store) -> None:
    with store.write() as writer:
        number = writer.source("feed", "feed", url="https://n.example/rss")
        writer.source_gave(number, 3)
        writer.source_tried(number)
        writer.source_tried(number, error="the server answered 500")
        assert writer.source("feed", "feed", outlet="المدار") == number
    row = store.sources()[0]
    assert (row["tries"], row["errors"], row["errors_in_a_row"], row["articles"], row["outlet"]) == (2, 1, 1, 3, "المدار")


def test_an_unknown_id_is_an_error_that_says_so(store: Store) -> None:
    with pytest.raises(InputError, match="no article of this id"):
        store.article("art-none")


@pytest.mark.parametrize("id", ["art-\ud800", "\udcff"])
def test_an_id_that_is_no_text_is_the_user_s_error(store: Store, id: str) -> None:
    with pytest.raises(InputError, match="no text; write it in UTF-8"):
        store.article(id)


@pytest.mark.parametrize(
    ("date", "first", "last"),
    [
        *((None, None, None), ("", None, None), ("2020-08-23", "2020-08-23", "2020-08-23"), ("2020-08-23?", "2020-08-23", "2020-08-23")),
        *(("2020-02", "2020-02-01", "2020-02-29"), ("2019-02~", "2019-02-01", "2019-02-28"), ("2020", "2020-01-01", "2020-12-31")),
        *(("2020-21", "2020-03-01", "2020-05-31"), ("2020-23", "2020-09-01", "2020-11-30"), ("2020-33", "2020-01-01", "2020-12-31")),
        *(("2020-07/2020-08-05", "2020-07-01", "2020-08-05"), ("../2020", None, "2020-12-31"), ("2020-02/..", "2020-02-01", None)),
    ],
)
def test_the_days_that_a_date_can_mean(date: str | None, first: str | None, last: str | None) -> None:
    """EDTF, with seasons as months 21 to 24; events are found by these days."""
    assert days_of(date) == (first, last)


def test_a_closed_store_opens_again(address: str) -> None:
    with open_store(address) as first:
        number, _ = add(first, article())
    with open_store(address, create=False) as second:
        assert second.article(number).article == article()
    with open_store(address, readonly=True) as third:
        assert third.article(number).article == article()


def test_a_store_in_a_folder_with_odd_letters(tmp_path: Path) -> None:
    folder = tmp_path / "مكتب 100% #1?"
    folder.mkdir()
    with open_store(folder / "desk.db") as opened:
        add(opened, article())
    assert (folder / "desk.db").exists()


def test_the_journal_is_a_log_of_corrections(store: Store) -> None:
    from rasd.interfaces import CorrectionLog
    from rasd.records import Correction
    from rasd.store.journal import Journal

    log: CorrectionLog = Journal(store)
    entries = [Correction(f"cor-{k}", "2020-08-23T10:00:00Z", "one", "alias", {"actor": "act-1", "alias": f"اسم {k}"}) for k in range(3)]
    log.append(*entries[:2])
    log.append(*entries[1:])
    assert list(log) == entries
    assert list(Journal(store, "story")) == []


def test_the_views_put_names_in_place_of_ids(store: Store) -> None:
    from sqlalchemy import text

    number, _ = add(store, article())
    with store.write() as writer:
        writer.save_reading(number, record(), RULES)
    with store.read() as connection:
        speakers = set(connection.execute(text("SELECT speaker FROM who_said_what")).scalars())
        done = {row["type"]: row for row in connection.execute(text("SELECT * FROM who_did_what")).mappings()}
    assert speakers == {"قاسم الشمري", "المتحدث باسم الفصيل", None}
    assert (done["CONSULT"]["source"], done["CONSULT"]["target"], done["CONSULT"]["place"]) == ("قاسم الشمري", "ليث الفايز", "بغداد")
    assert (done["ASSAULT"]["dead"], done["ASSAULT"]["day"]) == (3, "2020-08-20")
