"""The commands on a store: what they print, their exit codes, and that help loads nothing heavy."""

from __future__ import annotations

import csv
import io
import json
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from rasd.cli.main import cli

LONG = " ".join(f"قال وزير الدفاع إن الحدود آمنة، وذكر البيان رقم {k} أن الوضع هادئ في المنطقة الشمالية." for k in range(8))
ROWS = [
    {"id": "a", "title": "الحدود آمنة", "body": LONG, "published": "2020-08-23", "outlet": "المدار", "url": "https://n.example/a"},
    {"id": "b", "title": "الحدود آمنة", "body": LONG, "published": "2020-08-24", "outlet": "الساحل"},
    {"id": "c", "title": "فوز", "body": "فاز فريق المدينة على ضيفه بهدفين دون رد مساء أمس.", "published": "2020-08-23", "outlet": "الساحل"},
]


def run(*args: object) -> Result:
    result = CliRunner().invoke(cli, [*map(str, args)])
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


@pytest.fixture(scope="module")
def news(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("news") / "news.jsonl"
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in ROWS), "utf-8")
    return path


@pytest.fixture(scope="module")
def desk(news: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    where = tmp_path_factory.mktemp("desk") / "desk.db"
    result = run("collect", news, "--store", where, "--engine", "rules")
    assert result.exit_code == 0, result.output
    return where


def test_one_command_collects_reads_and_relates(desk: Path, news: Path) -> None:
    again = run("collect", news, "--store", desk, "--engine", "rules")
    assert "0 new, 3 known" in again.stderr
    assert again.exit_code == 0


def test_stories_are_a_list_with_the_ids_of_the_rows(desk: Path) -> None:
    found = json.loads(run("stories", "--store", desk, "--format", "json").stdout)
    assert isinstance(found, list)
    articles = {article["id"]: article for story in found for article in story["articles"]}
    assert set(articles) == {"a", "b", "c"}
    assert articles["b"]["copy_of"] == "a"
    assert articles["a"] == articles["a"] | {"url": "https://n.example/a", "outlet": "المدار", "published": "2020-08-23", "copy_of": None}
    assert [len(story["articles"]) for story in sorted(found, key=lambda story: story["first"] + story["id"])].count(2) == 1


def test_an_empty_store_has_an_empty_list(tmp_path: Path) -> None:
    from rasd.store import open_store

    open_store(tmp_path / "desk.db").close()
    assert json.loads(run("stories", "--store", tmp_path / "desk.db", "--format", "json").stdout) == []


def test_no_read_and_no_relate_leave_it_to_a_later_run(news: Path, tmp_path: Path) -> None:
    where = tmp_path / "desk.db"
    run("collect", news, "--store", where, "--no-read", "--no-relate")
    rows = json.loads(run("store", "stats", where, "--json").stdout)["rows"]
    assert (rows["articles"], rows["readings"], rows["stories"]) == (3, 0, 0)
    run("collect", news, "--store", where, "--engine", "rules")
    rows = json.loads(run("store", "stats", where, "--json").stdout)["rows"]
    assert (rows["articles"], rows["readings"], rows["stories"]) == (3, 3, 2)


def test_what_cannot_be_used_is_counted_and_kept(tmp_path: Path) -> None:
    path = tmp_path / "news.jsonl"
    path.write_text(json.dumps(ROWS[0], ensure_ascii=False) + '\n{"body": "English only"}\nnot json\n', "utf-8")
    result = run("collect", path, "--store", tmp_path / "desk.db", "--engine", "rules")
    assert result.exit_code == 0
    assert "1 new, 0 known, 2 unusable" in result.stderr
    told = run("store", "failures", tmp_path / "desk.db").stdout
    assert "news.jsonl line 2" in told
    assert "news.jsonl line 3" in told


@pytest.mark.parametrize("source", ["nothing.jsonl", "empty"])
def test_a_source_that_gives_nothing_is_an_error(tmp_path: Path, source: str) -> None:
    (tmp_path / "empty").mkdir()
    result = run("collect", tmp_path / source, "--store", tmp_path / "desk.db", "--engine", "rules")
    assert result.exit_code == 1
    assert "rasd: " in result.stderr


def test_search_prints_a_table_json_lines_and_csv(desk: Path) -> None:
    table = run("search", "الحدود", "--store", desk).stdout
    assert "[الحدود]" in table
    rows = [json.loads(line) for line in run("search", "الحدود", "--store", desk, "--format", "jsonl").stdout.splitlines()]
    assert {row["id"] for row in rows} == {"a", "b"}
    text = f"{ROWS[0]['title']}\n\n{LONG}"
    row = next(row for row in rows if row["id"] == "a")
    assert {text[start:end] for start, end in row["matches"]} == {"الحدود"}
    assert row["snippet"]["quote"] == text[row["snippet"]["start"] : row["snippet"]["end"]]
    cells = list(csv.DictReader(io.StringIO(run("search", "الحدود", "--store", desk, "--format", "csv").stdout.lstrip("\ufeff"))))
    assert {cell["id"] for cell in cells} == {"a", "b"}


@pytest.mark.parametrize(
    ("words", "found"),
    [
        (["وزير الدفاع"], {"a", "b"}),  # a phrase whose quotes the shell took off
        (["فريق", "OR", "الحدود", "-البيان"], {"c"}),
        (["--outlet", "الساحل", "--since", "2020-08-24"], {"b"}),
        (["--speaker", "وزير الدفاع"], {"a", "b"}),
        (["بالحدود", "--exact"], set()),
    ],
)
def test_search_takes_words_and_filters(desk: Path, words: list[str], found: set[str]) -> None:
    told = run("search", "--store", desk, "--format", "jsonl", *words)
    assert {json.loads(line)["id"] for line in told.stdout.splitlines()} == found
    assert ("nothing found" in told.stderr) is not bool(found)


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["search", "--store", "DESK"], "give words to look for"),
        (["search", "x", "--store", "DESK", "--event", "KILL"], "no event type"),
        (["search", "x", "--store", "DESK", "--since", "yesterday"], "a day is written 2020-08-23"),
        (["search", "--exat", "x", "--store", "DESK"], "No such option"),
        (["search", "x"], "--store"),
        (["stories"], "name the store"),
        (["collect", "x.jsonl"], "--store"),
        (["collect", "--store", "DESK"], "SOURCE"),
        (["store", "check"], "STORE"),
    ],
)
def test_wrong_use_is_told(desk: Path, arguments: list[str], says: str) -> None:
    result = run(*(str(desk) if argument == "DESK" else argument for argument in arguments))
    assert result.exit_code == 2
    assert says in result.stderr


def test_a_source_that_is_nowhere_is_named_and_leaves_no_store_behind(tmp_path: Path) -> None:
    where = tmp_path / "new.db"
    result = run("collect", tmp_path / "news.jsnol", "--store", where)
    assert (result.exit_code, where.exists()) == (1, False)
    assert "news.jsnol: no such file or folder" in result.stderr
    assert str(where) not in result.stderr


@pytest.mark.parametrize(
    ("given", "says"),
    [
        (["empty"], "empty: no articles in this folder; Rasd reads .txt"),
        (["papers"], "papers: no articles in this folder; Rasd reads .txt"),
        (["papers/report.zip"], "report.zip: unknown kind of file '.zip'; Rasd reads .txt"),
        (["empty", "none.jsonl"], "none.jsonl: no such file or folder"),
    ],
)
def test_where_there_is_nothing_to_collect_no_store_is_made(tmp_path: Path, given: list[str], says: str) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "papers").mkdir()
    (tmp_path / "papers" / "report.zip").write_bytes(b"PK\x03\x04")
    where = tmp_path / "new.db"
    result = run("collect", *(tmp_path / one for one in given), "--store", where)
    assert (result.exit_code, where.exists()) == (1, False)
    assert says in result.stderr
    assert "nothing to collect; no store was made" in result.stderr


def test_a_file_that_was_collected_is_named_as_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("a.txt").write_text("أعلنت البلدية بدء أشغال الصيانة.", "utf-8")  # "the municipality announced that repairs begin"
    run("collect", "a.txt", "--no-read", "--no-relate", "--store", "new.db")
    shown = run("sources", "show", "a.txt", "--store", "new.db")
    assert (shown.exit_code, str(tmp_path / "a.txt") in shown.stdout) == (0, True)


def test_a_store_that_is_there_keeps_that_a_folder_was_empty(desk: Path, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    result = run("collect", tmp_path / "empty", "--store", desk)
    assert result.exit_code == 1
    assert "no articles in this folder" in run("store", "failures", desk).stdout


def test_failures_that_are_not_shown_are_counted(tmp_path: Path) -> None:
    for k in range(7):
        (tmp_path / f"{k}.txt").write_text("hello there", "utf-8")
    result = run("collect", *sorted(tmp_path.glob("*.txt")), "--store", tmp_path / "new.db")
    assert result.stderr.count("letters are Arabic") == 5
    assert f"… and 2 more; rasd store failures {tmp_path / 'new.db'} lists" in result.stderr


def test_a_store_is_looked_after(desk: Path) -> None:
    assert run("store", "check", desk).exit_code == 0
    assert "articles" in run("store", "stats", desk).stdout
    assert "MB" in run("store", "vacuum", desk).stderr
    assert "already" in run("store", "migrate", desk).stderr
    assert "0 new" in run("store", "reread", desk, "--engine", "rules").stderr
    sums = run("store", "checksum", desk).stdout
    assert len(sums.splitlines()) > 10


def test_a_fault_is_exit_code_one(desk: Path, tmp_path: Path) -> None:
    import shutil
    import sqlite3

    copy = shutil.copy(desk, tmp_path / "desk.db")
    with sqlite3.connect(copy) as connection:
        connection.execute("UPDATE articles SET text = text || 'ا' WHERE number = 1")
    connection.close()
    result = run("store", "check", copy)
    assert result.exit_code == 1
    assert "not what its hash says" in result.stdout


def test_stories_are_shown_merged_split_and_explained(desk: Path) -> None:
    shown = run("stories", "show", "a", "--store", desk).stdout
    assert "copy of a" in shown
    assert "of the opening of the longer text stands in the shorter" in shown
    whole = json.loads(run("stories", "show", "a", "--store", desk, "--format", "json").stdout)
    assert {"id", "articles", "links", "events", "follows", "followed_by"} <= set(whole)
    assert "copies of one text" in run("stories", "why", "a", "b", "--store", desk).stdout
    assert "different stories" in run("stories", "why", "a", "c", "--store", desk).stdout
    merged = run("stories", "--store", desk, "merge", "a", "c", "--author", "one").stdout.strip()
    assert merged in run("stories", "list", "--store", desk, "--least", "3").stdout
    assert len(run("stories", "split", "c", "--store", desk, "--author", "one").stdout.split()) == 2
    journal = run("stories", "journal", "--store", desk).stdout.splitlines()
    assert len(journal) == 2
    for entry in journal:
        undone = run("stories", "undo", entry.split()[0], "--store", desk)
        assert undone.exit_code == 0
        assert "rasd: took back the " in undone.stderr
        assert all(line.startswith("sto-") for line in undone.stdout.splitlines()), "where the articles are now"
    assert run("stories", "list", "--store", desk, "--least", "2").stdout.count("\n") == 1


def test_export_writes_the_records_of_a_store(desk: Path) -> None:
    lines = run("export", "--store", desk).stdout.splitlines()
    assert {json.loads(line)["article"]["id"] for line in lines} == {"a", "b", "c"}
    assert len(run("export", "--store", desk, "--outlet", "المدار").stdout.splitlines()) == 1
    assert run("export", "--store", desk, "--format", "csv", "--since", "2020-08-24").stdout.count("\n") > 1


def test_help_loads_no_database() -> None:
    code = "import sys, rasd; from rasd.cli.main import cli; cli(['--help'], standalone_mode=False); print(sorted(sys.modules))"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.splitlines()[-1]
    assert not [name for name in ("sqlalchemy", "alembic", "sqlite3", "numpy", "psycopg", "rasd.store") if f"'{name}'" in loaded]
