"""Archives on an engine: what comes out is what `rasd read` prints, wherever it ran and however often it was stopped."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("pyarrow", reason="needs pyarrow: pip install 'rasd[data]'")
pytest.importorskip("fsspec", reason="needs fsspec: pip install 'rasd[data]'")

from archived import SAMPLES, Losing, archive, lines, parquet, rasd, row, table, tree
from rasd.collect.items import Hints
from rasd.errors import RasdError, UsageError
from rasd.flow.archives.files import ArchiveFile, Results, opened, sources_of
from rasd.flow.archives.parts import PARTS, ArchiveSettings
from rasd.flow.archives.run import MachineLost, Processes, Runner, Total, read_archive
from rasd.flow.progress import Progress, quiet


def run(source: Path | str, output: Path | str, piece: int = 2, progress: Progress = quiet, **how: Any) -> Total:
    return run_on(Processes(1), source, output, piece, progress, **how)


def run_on(runner: Runner, source: Path | str, output: Path | str, piece: int = 2, progress: Progress = quiet, **how: Any) -> Total:
    settings = ArchiveSettings(Results(str(output)), "rules", **how)
    return read_archive(sources_of([str(source)]), settings, runner, piece=piece, progress=progress)


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return archive(tmp_path_factory.mktemp("archive") / "archive")


@pytest.fixture(scope="module")
def whole(source: Path) -> Path:
    """What a run gives that nothing disturbed."""
    run(source, source.parent / "whole")
    return source.parent / "whole"


def test_records_are_those_of_a_local_run_byte_for_byte(source: Path, whole: Path, tmp_path: Path) -> None:
    code, said = rasd("read", source, "--engine", "rules", "--format", "jsonl", "--workers", 1, "--output", tmp_path / "local.jsonl")
    assert code == 1, said  # some of it cannot be read
    local = (tmp_path / "local.jsonl").read_text("utf-8").splitlines()
    assert len(local) == 17
    assert sorted(one["record"] for one in table(whole, "records")) == sorted(local)


def test_findings_are_those_of_a_local_run(source: Path, whole: Path, tmp_path: Path) -> None:
    import pyarrow.parquet

    rasd("read", source, "--engine", "rules", "--format", "parquet", "--workers", 1, "--output", tmp_path / "local.parquet")
    local = pyarrow.parquet.read_table(tmp_path / "local.parquet").to_pylist()
    assert len(local) > 300
    assert sorted(map(repr, table(whole, "findings"))) == sorted(map(repr, local))


def test_the_size_of_a_piece_changes_nothing(source: Path, whole: Path, tmp_path: Path) -> None:
    run(source, tmp_path / "out", piece=500)
    assert tree(tmp_path / "out") == tree(whole)


def test_failures_are_kept_with_their_place_even_of_what_has_no_name(whole: Path) -> None:
    found = [
        (Path(one["source"]).name, one["position"], one["message"].partition(": ")[2][:30].rstrip()) for one in table(whole, "failures")
    ]
    assert sorted(found) == [
        ("a.jsonl.gz", 4, "the gzip data is damaged or cu"),
        ("broken.parquet", 0, "not a Parquet file, or a damag"),
        ("c.parquet", 1, 'no field "body"; the fields ar'),
        ("z.jsonl", 6, 'no field "body"; the fields ar'),
        ("z.jsonl", 7, "not valid JSON: Expecting valu"),
    ]


def test_months_are_folders_in_edtf(whole: Path) -> None:
    months = {path.name.removeprefix("month=") for path in (whole / "records").iterdir()}
    assert {"2009-05", "2009-XX", "XXXX-XX"} <= months
    assert all(
        month[:7] == str(one["published"])[:7] for month in months if "X" not in month for one in table(whole / "records", f"month={month}")
    )


def test_an_id_that_texts_share_is_kept_by_the_first_in_the_order_of_files(source: Path, whole: Path) -> None:
    records = {one["article_id"]: json.loads(one["record"])["article"] for one in table(whole, "records")}
    assert {"row-0", "row-1", "row-2"} < set(records)
    assert sum("~" in id for id in records) == 3
    assert all(records[id]["id"] == id for id in records)
    assert {one["article_id"] for one in table(whole, "findings")} <= set(records)
    assert records["row-1"]["text"] == SAMPLES[1].text  # z.jsonl stands before b/a.jsonl.gz: files of a folder first


class Stopped(Exception):
    pass


@pytest.mark.parametrize("after", [2, 5, 12])
def test_a_run_that_was_stopped_is_taken_up(source: Path, whole: Path, tmp_path: Path, after: int) -> None:
    """Stopped after so many results, again and again: nothing is read twice, and nothing is lost."""
    read = stops = 0
    while True:
        told = 0

        def progress(step: str, done: int, total: int | None) -> None:
            nonlocal told, read
            told += 1
            if told == after:
                raise Stopped

        before = set(_parts(tmp_path))
        try:
            total = run(source, tmp_path / "out", progress=progress)
        except Stopped:
            stops += 1
            read += len(set(_parts(tmp_path)) - before)
            continue
        break
    assert stops >= (1 if after == 12 else 3)
    assert tree(tmp_path / "out") == tree(whole)
    assert total.articles + total.failed == 20
    assert not (tmp_path / "out" / PARTS).exists()


def _parts(folder: Path) -> list[str]:
    return [path.name for path in (folder / "out" / PARTS).glob("*.parquet")]


def test_what_is_there_is_not_read_again(source: Path, tmp_path: Path) -> None:
    def stop(step: str, done: int, total: int | None) -> None:
        if done >= 10:
            raise Stopped

    with pytest.raises(Stopped):
        run(source, tmp_path / "out", progress=stop)
    there = {path: path.stat().st_mtime_ns for path in (tmp_path / "out" / PARTS).iterdir()}
    (tmp_path / "out" / PARTS / "000000-00000000.parquet.77.partial").write_bytes(b"PAR1")  # of a process that died while it wrote
    seen: dict[Path, int] = {}

    def look(step: str, done: int, total: int | None) -> None:
        if step == "gathering" and not seen:
            seen.update({path: path.stat().st_mtime_ns for path in there})

    total = run(source, tmp_path / "out", progress=look)
    assert seen == there
    assert total.here < total.articles + total.failed


def test_a_run_that_has_ended_says_so_and_does_nothing(source: Path, whole: Path) -> None:
    before = {path: path.stat().st_mtime_ns for path in whole.rglob("*")}
    total = run(source, whole)
    assert (total.here, total.articles, total.failed) == (0, 15, 5)
    assert {path: path.stat().st_mtime_ns for path in whole.rglob("*")} == before


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"hints": Hints(outlet="المدار")}, "hints"),
        ({"piece": 3}, "piece"),
    ],
)
def test_a_folder_that_was_begun_otherwise_is_not_written_to(source: Path, whole: Path, change: dict[str, Any], said: str) -> None:
    with pytest.raises(UsageError, match=f"was begun with other {said}"):
        run(source, whole, **change)


def test_a_file_that_changed_in_between_is_another_archive(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_bytes(lines([row(SAMPLES[0])]))
    run(tmp_path / "a.jsonl", tmp_path / "out")
    (tmp_path / "a.jsonl").write_bytes(lines([row(SAMPLES[1])]))
    with pytest.raises(UsageError, match="was begun with other files"):
        run(tmp_path / "a.jsonl", tmp_path / "out")


def test_a_folder_of_something_else_is_not_written_to(source: Path, tmp_path: Path) -> None:
    (tmp_path / "thesis.docx").touch()
    with pytest.raises(UsageError, match="holds something that is no archive"):
        run(source, tmp_path)


def test_a_run_that_was_killed_while_it_began_is_begun(source: Path, tmp_path: Path) -> None:
    begun = tmp_path / "out" / "_rasd"
    begun.mkdir(parents=True)
    (begun / ".run.json.77.partial").write_bytes(b"{")
    assert run(source, tmp_path / "out").articles > 0


@pytest.mark.parametrize(
    "harm", [lambda data: data[:-40], lambda data: data[:4] + bytes(400) + data[404:]], ids=["cut off", "written over"]
)
def test_a_damaged_part_names_itself(source: Path, tmp_path: Path, harm: Callable[[bytes], bytes]) -> None:
    def stop(step: str, done: int, total: int | None) -> None:
        raise Stopped

    with pytest.raises(Stopped):
        run(source, tmp_path / "out", progress=stop)
    part = next((tmp_path / "out" / PARTS).iterdir())
    part.write_bytes(harm(part.read_bytes()))
    with pytest.raises(RasdError, match=rf"{part.name}: damaged .*remove it and run"):
        run(source, tmp_path / "out")


def test_object_stores_are_read_and_written_by_fsspec() -> None:
    import fsspec

    store = fsspec.filesystem("memory")
    store.pipe_file("/archive/2/a.jsonl", lines([row(SAMPLES[1], id="x")]))
    store.pipe_file("/archive/b.jsonl", lines([row(SAMPLES[0], id="x"), "not json"]))
    store.pipe_file("/archive/readme.md", b"no archive")
    try:
        total = run("memory://archive", "memory://out/read")
        assert (total.articles, total.failed, total.renamed, total.files) == (2, 1, 1, 2)
        assert total.messages == ["memory://archive/b.jsonl line 2: not valid JSON: Expecting value at column 1"]
        assert len(store.glob("/out/read/records/month=*/*.parquet")) == len({str(one.published)[:7] for one in SAMPLES[:2]})
        assert run("memory://archive/*.jsonl", "memory://out/pattern").files == 1
        assert run("memory://archive", "memory://out/read").here == 0
    finally:
        store.rm("/archive", recursive=True)
        store.rm("/out", recursive=True)


def test_a_file_of_a_distant_store_is_read_line_by_line_within_bounds() -> None:
    """Those of S3 and its like know no bound for a line, which JSON Lines are read by."""
    import fsspec
    from fsspec.spec import AbstractBufferedFile

    class Far(fsspec.AbstractFileSystem):  # type: ignore[misc] # fsspec ships no types
        protocol = "far"

        def _open(self, path: str, mode: str = "rb", **how: Any) -> Any:
            return FarFile(self, path, mode, size=8)

    class FarFile(AbstractBufferedFile):  # type: ignore[misc] # the same
        def _fetch_range(self, start: int, end: int) -> bytes:
            return b"ab\ncdef\n"[start:end]

    fsspec.register_implementation("far", Far, clobber=True)
    with opened(ArchiveFile(0, "far://a.jsonl", "far://a.jsonl", "")) as stream:
        assert [stream.readline(3), stream.readline(3), stream.readline(9)] == [b"ab\n", b"cde", b"f\n"]


def test_a_store_that_speaks_s3_gives_what_a_disk_gives(source: Path, whole: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Read from it and written to it over HTTP, stopped half-way and taken up."""
    import fsspec
    from pyarrow.parquet import read_table

    def stop(step: str, done: int, total: int | None) -> None:
        if done >= 10:
            raise Stopped

    def told(rows: list[dict[str, Any]]) -> list[str]:
        """But for the path of its file, and for what could not be read, which is named by it."""
        read = (one for one in rows if not one.get("failures") and one.get("kind") != "failure")
        return sorted(repr({name: value for name, value in one.items() if name != "source"}) for one in read)

    s3fs = pytest.importorskip("s3fs", reason="needs s3fs: pip install s3fs 'moto[server]'")
    server = pytest.importorskip("moto.server", reason="needs moto: pip install s3fs 'moto[server]'").ThreadedMotoServer(port=0)
    server.start()
    try:
        address = "http://{}:{}".format(*server.get_host_and_port())
        for name, value in {"FSSPEC_S3_ENDPOINT_URL": address, "AWS_ACCESS_KEY_ID": "k", "AWS_SECRET_ACCESS_KEY": "k"}.items():
            monkeypatch.setenv(name, value)
        fsspec.config.set_conf_env(fsspec.config.conf)  # fsspec reads the environment once, when it is imported
        files = s3fs.S3FileSystem(endpoint_url=address)
        files.mkdir("news")
        files.put(str(source), "news/archive", recursive=True)
        with pytest.raises(Stopped):
            run("s3://news/archive", "s3://news/read", progress=stop)
        run("s3://news/archive", "s3://news/read")
        for name in ("records", "findings"):
            paths = files.glob(f"news/read/{name}/month=*/*.parquet")
            there = [one for path in paths for one in read_table(files.open(path)).to_pylist()]
            assert told(there)
            assert told(there) == told(table(whole, name))
    finally:
        fsspec.config.conf.pop("s3", None)
        server.stop()


def test_a_run_that_loses_machines_goes_on_with_those_that_are_left(source: Path, whole: Path, tmp_path: Path) -> None:
    total = run_on(Losing(after=2, times=2), source, tmp_path / "out")
    assert (total.articles, total.failed) == (15, 5)
    assert tree(tmp_path / "out") == tree(whole)


def test_a_run_that_loses_a_machine_before_anything_came_of_it_ends(source: Path, tmp_path: Path) -> None:
    losing = Losing(after=0, times=9)
    with pytest.raises(MachineLost, match="the machine is gone"):
        run_on(losing, source, tmp_path / "out")
    assert losing.times == 8  # and it was not tried again


def test_parquet_is_an_input_of_every_run(tmp_path: Path, whole: Path) -> None:
    """Rows as columns, days as dates, and the records of an archive read again."""
    from datetime import date

    parquet(tmp_path / "a.parquet", [row(SAMPLES[0], published=date(2020, 8, 23), id=5)])
    code, said = rasd("read", tmp_path / "a.parquet", "--engine", "rules", "--format", "jsonl", "--output", tmp_path / "a.jsonl")
    assert code == 0, said
    article = json.loads((tmp_path / "a.jsonl").read_text("utf-8"))["article"]
    assert (article["id"], article["published"], article["text"]) == ("5", "2020-08-23", SAMPLES[0].text)
    month = next(path for path in sorted((whole / "records").iterdir()) if "X" not in path.name)
    code, said = rasd("read", month, "--engine", "rules", "--format", "jsonl", "--output", tmp_path / "again.jsonl")
    assert code == 0, said
    again = (tmp_path / "again.jsonl").read_text("utf-8").splitlines()
    assert again == [one["record"] for one in table(month.parent, month.name)]


def test_the_command_says_what_came_of_it(source: Path, tmp_path: Path) -> None:
    line = ("read", source, "--run-on", "processes", "--workers", 1, "--engine", "rules", "--output", tmp_path / "out")
    code, said = rasd(*line)
    assert code == 1
    assert "15 read, 5 failed" in said
    assert "4 articles have an id that another text had before them" in said
    code, said = rasd(*line)
    assert code == 1
    assert "15 read (0 of them by this run), 5 failed" in said


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("{archive}", "--run-on", "processes"), "name a new one with --output FOLDER"),
        (("{archive}", "--run-on", "processes", "--output", "-"), "name a new one with --output FOLDER"),
        (("{archive}", "--run-on", "processes", "--output", "{new}", "--format", "csv"), "no --format"),
        (("--samples", "--run-on", "processes", "--output", "{new}"), "no --format, --samples or -"),
        (("{archive}/none.jsonl", "--run-on", "processes", "--output", "{new}"), "none.jsonl: no such file or folder; check the path"),
        (("{archive}/*.xml", "--run-on", "processes", "--output", "{new}"), "no archive here; expected .jsonl, .jsonl.gz, .csv"),
        (("{texts}", "--run-on", "processes", "--output", "{new}"), "no archive here"),
        (("{texts}/a.txt", "--run-on", "processes", "--output", "{new}"), "a.txt: no archive; --run-on reads .jsonl"),
        (("https://news.example/a.jsonl", "--run-on", "processes", "--output", "{new}"), "web pages are read without --run-on"),
        (("simplecache::https://news.example/a.jsonl", "--run-on", "processes", "--output", "{new}"), "web pages are read without"),
        (("nonsense://a/b.jsonl", "--run-on", "processes", "--output", "{new}"), "Protocol not known: nonsense"),
        (("{archive}/z.jsonl", "--run-on", "processes", "--output", "{texts}/a.txt/out"), "a directory"),
    ],
)
def test_wrong_use_is_said_before_anything_is_read(source: Path, tmp_path: Path, arguments: tuple[str, ...], said: str) -> None:
    (tmp_path / "texts").mkdir()
    (tmp_path / "texts" / "a.txt").write_text("قال", "utf-8")
    places = {"archive": source, "new": tmp_path / "new", "texts": tmp_path / "texts"}
    line = ("read", "--engine", "rules", "--workers", "1", *(argument.format(**places) for argument in arguments))
    code, message = rasd(*line)
    assert code != 0
    assert said.lower() in message.lower()
    assert not (tmp_path / "new").exists()


def test_models_of_the_user_s_stay_on_their_machine(source: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RASD_LLM_URL", "http://127.0.0.1:1/v1")
    monkeypatch.setenv("RASD_LLM_MODEL", "none")
    code, said = rasd("read", source, "--run-on", "processes", "--engine", "rules+llm", "--output", tmp_path / "new")
    assert code != 0
    assert "--engine rules+llm: --run-on reads with the engines that need nothing of this machine: full, rules" in said


def test_a_table_without_a_text_names_its_columns(tmp_path: Path) -> None:
    parquet(tmp_path / "a.parquet", [{"headline": "قال", "day": "2020-08-23"}])
    code, said = rasd("read", tmp_path / "a.parquet", "--run-on", "processes", "--engine", "rules", "--output", tmp_path / "out")
    assert code == 1
    assert 'a.parquet: no column "body" (or "text"); the columns are: headline, day' in said


def test_a_file_that_cannot_be_read_to_its_end_ends_the_run_and_is_read_whole_by_the_next(
    source: Path, whole: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A disk or a store that fails in the middle is no damage of the file: nothing may be taken for read that was not."""
    from rasd.collect.units import units_in as real
    from rasd.flow.archives import parts as archive_parts

    def failing(*given: Any) -> Any:
        yield from list(real(*given))[:3]
        raise OSError(5, "Input/output error")

    monkeypatch.setattr(archive_parts, "units_in", failing)
    with pytest.raises(RasdError, match="Input/output error; nothing that was finished is lost: run the same command again"):
        run(source, tmp_path / "out")
    monkeypatch.setattr(archive_parts, "units_in", real)
    run(source, tmp_path / "out")
    assert tree(tmp_path / "out") == tree(whole)
