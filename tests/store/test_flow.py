"""The flow: collect, keep, read, relate; taken up where it was left, shared by several processes, corrected by persons."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

import rasd
from rasd.articles import article_of
from rasd.collect.items import Collected, Hints, ItemError
from rasd.errors import InputError, UsageError
from rasd.flow import collecting, reading, workers
from rasd.flow import stories as decide
from rasd.flow.collecting import Source, collect
from rasd.flow.inputs import source_of
from rasd.flow.reading import read
from rasd.flow.relating import relate
from rasd.flow.version import version_of
from rasd.records import Article, Failure, Record
from rasd.samples import articles as samples
from rasd.store import Store, Version, leases, open_store
from rasd.store.checksum import checksums
from rasd.store.maintenance import check
from rasd.store.stories import list_stories, story_of
from rasd.store.tables import ReadingRow

ROOT = Path(__file__).resolve().parents[2]
BODY = "قال وزير الدفاع إن الحدود آمنة، وأضاف أن القوات انتشرت أمس قرب المدينة."
OTHER = "فاز فريق المدينة على ضيفه بهدفين دون رد في مباراة أقيمت مساء أمس على ملعب العاصمة."


def rows(count: int) -> list[Article]:
    return [article_of(f"{BODY} وهذا هو الخبر رقم {k}.", title=f"خبر {k}", published="2020-08-23", outlet="المدار") for k in range(count)]


def given(*articles: Article | ItemError) -> Source:
    return Source("here", "file", [Collected(one, b"{}") if isinstance(one, Article) else one for one in articles])


def test_what_is_collected_is_kept_with_its_failures(store: Store) -> None:
    run = collect(store, given(*rows(3), ItemError("a.jsonl line 4", "not valid JSON")))
    assert (run.new, run.known, run.failed) == (3, 0, 1)
    again = collect(store, given(*rows(4)))
    assert (again.new, again.known) == (1, 3)
    assert store.sources()[0]["articles"] == 4
    assert store.failures() == [], "the source was gone through again, and nothing was wrong in it"
    assert [(row["place"], row["solved_at"] is not None) for row in store.failures(solved=True)] == [("a.jsonl line 4", True)]
    collect(store, given(ItemError("a.jsonl line 4", "not valid JSON")))
    assert [(row["place"], row["times"]) for row in store.failures()] == [("a.jsonl line 4", 2)], "the same again is open again"


def test_a_source_has_the_articles_that_stand_in_it_though_another_gave_them_before(store: Store) -> None:
    collect(store, given(*rows(3)))
    other = given(*rows(4))._replace(name="there")
    assert (collect(store, other).new, collect(store, other).new) == (1, 0)
    assert {row["name"]: row["articles"] for row in store.sources()} == {"here": 3, "there": 4}


def test_a_failure_of_a_stream_is_not_solved_by_another_stream(store: Store) -> None:
    collect(store, Source("standard input", "stream", [ItemError("line 1", "not valid JSON")]))
    collect(store, Source("standard input", "stream", []))
    assert len(store.failures()) == 1


def test_a_reading_without_failures_solves_those_before(store: Store) -> None:
    collect(store, given(*rows(1)))
    bad = Record(rows(1)[0], failures=(Failure("statements", "broken"),))
    with store.write() as writer:
        writer.save_reading(1, bad, Version("rules", "1"))
    assert [row["step"] for row in store.failures()] == ["read statements"]
    with store.write() as writer:
        writer.save_reading(1, bad, Version("rules", "2"))
    assert [row["times"] for row in store.failures()] == [2]
    with store.write() as writer:
        writer.save_reading(1, Record(rows(1)[0]), Version("rules", "3"))
    assert store.failures() == []
    assert len(store.failures(solved=True)) == 1


def test_everything_is_read_once_and_again_by_a_new_version(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    collect(store, given(*rows(5)))
    monkeypatch.setattr(reading, "CHUNK", 2)
    assert read(store, "rules").read == 5
    assert read(store, "rules").read == 0
    assert read(store, "rules", again=True).read == 0
    monkeypatch.setattr(reading, "version_of", lambda engine: Version(engine, "newer"))
    assert read(store, "rules").read == 0, "a new version reads only what is asked for"
    assert read(store, "rules", again=True).read == 5
    assert [r.version for r in store.readings(1)] == [version_of("rules").version, "newer"]


def test_the_version_is_that_of_code_and_data() -> None:
    assert version_of("rules") == version_of("rules")
    assert version_of("rules").version != version_of("full").version
    assert version_of("rules").version.startswith(f"{rasd.__version__}+")


def test_the_number_of_processes_changes_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "CHUNK", 4)
    monkeypatch.setattr(collecting, "CHUNK", 4)
    with open_store(tmp_path / "one.db") as one, open_store(tmp_path / "two.db") as two:
        for store, count in ((one, 1), (two, 2)):
            collect(store, given(*samples(), *rows(4)))
            read(store, "rules", workers=count)
            relate(store)
        assert checksums(one) == checksums(two)
        assert list(check(two)) == []


def test_an_article_that_kills_its_reader_is_one_failure(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    collect(store, given(*rows(3)))

    def dies(work: object, task: tuple[str, tuple[object, ...]], start: object) -> object:
        raise workers.WorkerLost([])

    def lost(work: object, tasks: Iterable[Any], *args: object, **options: object) -> object:
        if waiting := list(tasks):
            raise workers.WorkerLost(waiting)
        return iter(())

    monkeypatch.setattr(workers, "in_order", lost)
    monkeypatch.setattr(workers, "alone", dies)
    run = read(store, "rules")
    assert (run.read, run.read_failed) == (3, 3)
    assert "killed" in store.failures()[0]["message"]
    assert store.unread("rules") == 0


def test_where_a_process_dies_this_one_does_the_rest(monkeypatch: pytest.MonkeyPatch) -> None:
    def lost(work: object, tasks: Iterable[Any], *args: object, **options: object) -> object:
        stream = iter(tasks)
        yield next(stream), 0
        raise workers.WorkerLost([next(stream)])

    monkeypatch.setattr(workers, "in_order", lost)
    assert list(workers.surely(lambda n: n * 2, [1, 2, 3], 2, send=lambda n: n)) == [(1, 0), (2, 4), (3, 6)]


def test_claims_of_a_process_that_is_gone_are_given_back(store: Store) -> None:
    collect(store, given(*rows(2)))
    gone = subprocess.run(
        [sys.executable, "-c", "import os; print(os.getpid())"], capture_output=True, text=True, check=True
    ).stdout.strip()
    host = workers.name().split(":")[0]
    assert "/" in host, "marked, since cloned machines may have one name"
    store.claim("read rules", worker=f"{host}:{gone}:1", engine="rules", limit=2)
    assert read(store, "rules").read == 2
    assert not workers.is_gone(workers.name())
    assert not workers.is_gone("another machine:1:1")


def test_a_process_of_another_service_is_not_gone_because_it_is_hidden(monkeypatch: pytest.MonkeyPatch) -> None:
    mine, again = workers.name(), workers.name().rpartition(":")[0] + ":1"
    assert workers.is_gone(again), "another process had this number before"
    monkeypatch.setattr(workers, "_began", lambda pid: "0")  # ProtectProc=invisible with PrivateUsers=yes, as the units have it
    assert not workers.is_gone(mine)
    assert not workers.is_gone(again), "nothing is certain: what it held lapses after two minutes"


def test_several_processes_share_one_store(address: str) -> None:
    with open_store(address) as store:
        collect(store, given(*rows(24)))
    code = (
        "import sys; from rasd.flow import reading; from rasd.store import open_store\n"
        "reading.CHUNK = 2\n"
        "with open_store(sys.argv[1]) as store: print(reading.read(store, 'rules').read)\n"
    )
    running = [subprocess.Popen([sys.executable, "-c", code, address], stdout=subprocess.PIPE, text=True) for _ in range(2)]
    counts = [int(process.communicate(timeout=120)[0]) for process in running]
    assert sum(counts) == 24
    with open_store(address) as store:
        assert store.unread("rules") == 0
        assert len(store.rows(select(ReadingRow.number))) == 24
        assert list(check(store)) == []


# ---- stories


@pytest.fixture
def told(store: Store) -> Store:
    """Two outlets with the same text, one with another text, all related."""
    long = " ".join(f"{BODY} وذكر البيان رقم {k} أن الوضع هادئ في المنطقة الشمالية." for k in range(8))
    articles = [
        article_of(long, title="الحدود آمنة", published="2020-08-23T08:00:00Z", outlet="المدار", id="a"),
        article_of(long, title="الحدود آمنة", published="2020-08-23T09:00:00Z", outlet="الساحل", id="b"),
        article_of(OTHER, title="فوز فريق المدينة", published="2020-08-23", outlet="الساحل", id="c"),
    ]
    collect(store, given(*articles))
    relate(store)
    return store


def grouped(store: Store) -> set[frozenset[str]]:
    return {frozenset(article["id"] for article in story["articles"]) for story in list_stories(store)}


def test_copies_are_one_story_and_say_of_what(told: Store) -> None:
    assert grouped(told) == {frozenset("ab"), frozenset("c")}
    copies = {article["id"]: article["copy_of"] for article in story_of(told, "a")["articles"]}
    assert copies == {"a": None, "b": "a"}


def test_what_comes_later_joins_its_story(told: Store) -> None:
    text = told.article("a").article.text.partition("\n\n")[2]
    collect(told, given(article_of(text, title="الحدود آمنة", published="2020-08-23T07:00:00Z", outlet="النهار", id="d")))
    run = relate(told)
    assert run.related == 1
    assert grouped(told) == {frozenset("abd"), frozenset("c")}
    assert {a["id"]: a["copy_of"] for a in story_of(told, "b")["articles"]} == {"d": None, "a": "d", "b": "d"}
    assert relate(told).related == 0


def test_reading_later_relates_again(told: Store) -> None:
    assert read(told, "rules").read == 3
    assert relate(told).related == 3
    assert grouped(told) == {frozenset("ab"), frozenset("c")}


def test_a_merge_and_a_split_last_and_can_be_undone(told: Store) -> None:
    merged = decide.merge(told, ["a", "c"], author="one")
    assert grouped(told) == {frozenset("abc")}
    assert story_of(told, merged)["id"] == merged
    collect(told, given(*samples()))
    relate(told)
    assert frozenset("abc") in grouped(told), "what comes later changes no decision"
    decide.split(told, ["b"], author="two")
    assert {frozenset("ac"), frozenset("b")} <= grouped(told)
    journal = told.corrections("story")
    assert [(entry.action, entry.author) for entry in journal] == [("merge", "one"), ("split", "two")]
    for entry in journal:
        decide.undo(told, entry.id, author="one")
    assert {frozenset("ab"), frozenset("c")} <= grouped(told)


def test_wrong_decisions_are_errors(told: Store) -> None:
    with pytest.raises(UsageError, match="one story already"):
        decide.merge(told, ["a", "b"], author="one")
    with pytest.raises(InputError, match="not in story"):
        decide.split(told, ["a", "c"], author="one")
    with pytest.raises(UsageError, match="all articles of story"):
        decide.split(told, ["a", "b"], author="one")
    with pytest.raises(InputError, match="no story"):
        decide.merge(told, ["a", "nothing"], author="one")
    with pytest.raises(InputError, match="no merge or split"):
        decide.undo(told, "cor-none", author="one")
    assert told.corrections() == []


def test_why_tells_the_reasons(told: Store) -> None:
    assert decide.why(told, "a", "b").kind == "copy"
    assert decide.why(told, "a", "c").kind == "none"
    with pytest.raises(UsageError, match="the same article"):
        decide.why(told, "a", "a")


def test_only_one_process_relates_at_a_time(told: Store) -> None:
    with told.write() as writer:
        assert leases.take(writer.connection, "relate", "another machine:1:1")
    collect(told, given(*rows(1)))
    run = relate(told)
    assert run.related == 0
    assert "another process is relating" in run.messages[0]


# ---- the library


def test_a_desk_is_opened_by_name(tmp_path: Path) -> None:
    source = tmp_path / "news.jsonl"
    source.write_text("".join(json.dumps({"body": a.text, "published": a.published, "id": a.id}) + "\n" for a in samples()), "utf-8")
    with rasd.open(tmp_path / "desk.db", create=True) as desk:
        desk.collect(str(source), engine="rules")
        articles = list(desk.articles())
        assert len(articles) == len(list(samples()))
        said = next(iter(desk.statements()))
        assert said.article.text[said.statement.content.start : said.statement.content.end] == said.statement.content.quote
        speaker = next(one.statement.speaker.actor for one in desk.statements() if one.statement.speaker)
        assert {one.statement.speaker.actor for one in desk.statements(speaker=speaker) if one.statement.speaker} == {speaker}
        assert {one.event.type for one in desk.events(type="ASSAULT")} == {"ASSAULT"}
        assert desk.search("وزير", since="2000")
        assert sum(len(story["articles"]) for story in desk.stories()) == len(articles)
        assert len(list(desk.records())) == len(articles)
    with pytest.raises(InputError):
        source_of("-", Hints()) and list(desk.store.article("none"))


def test_corrected_actors_are_found_and_shown_as_one(store: Store) -> None:
    from builders import article, record
    from rasd.corrections import Corrections
    from rasd.flow.actors import seen_by, who_of
    from rasd.store import Journal
    from rasd.store.filters import Filters
    from rasd.store.search import search

    with store.write() as writer:
        writer.save_reading(writer.add(article()).number, record(), Version("rules", "1"))
    assert who_of(store)("الفايز") == ["act-fayez"]
    entry = Corrections().decide("merge", {"into": "act-shammari", "from": ["act-fayez"]}, author="one")
    Journal(store).append(entry)
    assert who_of(store)("الفايز") == ["act-fayez", "act-shammari"]
    assert search(store, "", Filters(speaker="الفايز"), who=who_of(store)).hits
    assert not search(store, "", Filters(speaker="الفايز")).hits
    shown = seen_by(store)(record())
    assert "act-fayez" not in {actor.id for actor in shown.actors}
    assert store.record(1) == record(), "what was read stays"


def test_killed_runs_lose_and_double_nothing() -> None:
    """The small set of what tools/kill_test.py does two hundred times."""
    command = [sys.executable, str(ROOT / "tools" / "kill_test.py"), "--kills", "8", "--articles", "24", "--forks-only"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "8 runs killed" in done.stdout


def test_two_runs_of_one_command_at_once_double_nothing(address: str, tmp_path: Path) -> None:
    news = [{"id": f"n{k}", "body": f"{BODY} {k}", "published": "2020-08-23"} for k in range(12)]
    path = tmp_path / "news.jsonl"
    path.write_text("".join(json.dumps(row) + "\n" for row in news), "utf-8")
    command = [sys.executable, "-m", "rasd.cli", "collect", str(path), "--store", address, "--engine", "rules", "--workers", "1"]
    running = [subprocess.Popen(command, cwd=ROOT, stderr=subprocess.PIPE, text=True) for _ in range(2)]
    said = [process.communicate(timeout=120)[1] for process in running]
    assert [process.returncode for process in running] == [0, 0], said
    with open_store(address) as store:
        numbers = [kept.number for kept in store.articles()]
        assert len(numbers) == 12
        assert [len(store.readings(number)) for number in numbers] == [1] * 12
        relate(store)
        assert sum(len(story["articles"]) for story in list_stories(store)) == 12
        assert list(check(store)) == []


def test_two_articles_joined_only_through_others_are_told_the_way(store: Store) -> None:
    texts = [f"خبر رقم {k}: " + " ".join(f"كلمة{k}{n}" for n in range(30)) for k in range(4)]
    collect(store, given(*(article_of(text, published="2020-08-23", outlet="المدار", id=f"n{k}") for k, text in enumerate(texts))))
    relate(store)
    assert decide.path(store, "n0", "n2") == []
    for one, other in (("n0", "n1"), ("n1", "n2")):
        key = [store.article(id).id for id in (one, other)]
        with store.write() as writer:
            writer.correct("story", "merge", {"same": [key], "stories": []}, author="one")
    relate(store)
    assert story_of(store, "n0")["id"] == story_of(store, "n2")["id"]
    keys = {id: store.article(id).id for id in ("n0", "n1", "n2")}
    steps = decide.path(store, "n0", "n2")
    assert [{step["first"], step["second"]} for step in steps] == [{keys["n0"], keys["n1"]}, {keys["n1"], keys["n2"]}]
    assert decide.path(store, "n0", "n3") == []
