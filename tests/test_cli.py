"""The command line: lazy, exact about its exit codes, safe with files, the same with many workers."""

from __future__ import annotations

import contextlib
import json
import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import click
import pytest
from click.testing import CliRunner, Result

from rasd import samples
from rasd.cli.main import COMMANDS, cli, main
from rasd.cli.output import Output, say, say_some
from rasd.errors import RasdError
from rasd.plugins import exporters, load

ROOT = Path(__file__).resolve().parent.parent
BODY = "قال وزير الدفاع أمس إن الحدود آمنة."
HEAVY = ("rich", "trafilatura", "lxml", "hijridate", "urllib3", "charset_normalizer", "rasd.pipeline", "rasd.document")


def run(*args: object, stdin: str | None = None) -> Result:
    return CliRunner().invoke(cli, [*map(str, args)], input=stdin)


def process(*args: object, blank: bool = False, **options: Any) -> subprocess.Popen[bytes]:
    """The command in a process of its own; `blank` with a pipeline that finds nothing."""
    program = ["tests/blank.py"] if blank else ["-m", "rasd.cli"]
    pipes: dict[str, Any] = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, **options}
    made: subprocess.Popen[bytes] = subprocess.Popen([sys.executable, *program, *map(str, args)], cwd=ROOT, **pipes)
    return made


def rows(path: Path, count: int, body: str = BODY) -> Path:
    path.write_text("".join(json.dumps({"body": f"{body} {k}", "id": f"n{k}", "published": "2020-08-23"}) + "\n" for k in range(count)))
    return path


@pytest.mark.parametrize(
    "code", ["import rasd", "import rasd.cli.main", "import sys; sys.argv = ['rasd', '--help']; from rasd.cli.main import main; main()"]
)
def test_import_and_help_load_nothing_heavy(code: str) -> None:
    ask = "import atexit, sys; atexit.register(lambda: print('LOADED', *sorted(sys.modules)))\n"
    done = subprocess.run([sys.executable, "-c", ask + code], capture_output=True, text=True, cwd=ROOT, check=True)
    loaded = set(done.stdout.split("LOADED", 1)[1].split())
    assert not loaded & set(HEAVY)


def test_help_takes_less_than_three_tenths_of_a_second_of_cpu() -> None:
    """CPU time, because the machine may be busy; the best of three, because the first may compile."""
    code = (
        "import sys, time; sys.argv = ['rasd', '--help']; from rasd.cli.main import main\n"
        "try: main()\nexcept SystemExit: print('CPU', time.process_time())"
    )
    taken = [subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, check=True).stdout for _ in range(3)]
    assert min(float(text.split("CPU")[1]) for text in taken) < 0.3


def test_the_table_of_commands_says_what_the_commands_say() -> None:
    for name, (path, line) in COMMANDS.items():
        assert load(path).get_short_help_str(200) == line, name
        assert name in run("--help").stdout


@pytest.mark.parametrize("command", [[], *([name] for name in COMMANDS)])
def test_every_help_ends_with_an_example(command: list[str]) -> None:
    text = run(*command, "--help").stdout
    assert re.search(r"Example:\s+rasd ", text)


def test_docs_are_what_help_says() -> None:
    done = subprocess.run([sys.executable, "docs/generate.py", "--check"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_help_holds_arabic_in_any_locale() -> None:
    with process("read", "--help", env={**os.environ, "PYTHONIOENCODING": "ascii", "LC_ALL": "C", "PYTHONUTF8": "0"}) as running:
        text, said = running.communicate(timeout=60)
    assert running.returncode == 0, said
    assert "وزير" in text.decode()


def test_version() -> None:
    from rasd import __version__

    assert run("--version").stdout == f"rasd, version {__version__}\n"


@pytest.mark.parametrize(
    ("args", "message"),
    [
        (["read"], "name at least one PATH"),
        (["read", "--samples", "x.txt"], "not both"),
        (["read", "x.txt", "--published", "yesterday"], "expected ISO 8601 such as 2020-08-23"),
        (["read", "x.txt", "--format", "xml"], "'jsonl'"),
        (["read", "x.txt", "--workers", "0"], "1<=x<=64"),
        (["explain"], "name one PATH"),
        (["explain", "x.txt", "--sample", "brief"], "name one PATH"),
        (["nothing"], "No such command"),
        (["serach"], "did you mean search?"),
        (["search", "--stoer", "x.db"], "'--store'"),
        (["read", "x.txt", "--format", "jsnol"], "did you mean jsonl"),
        (["search", "--event", "ASAULT", "--store", "x.db"], "did you mean ASSAULT?"),
    ],
)
def test_wrong_use_is_exit_2_and_says_what_would_do(args: list[str], message: str) -> None:
    result = run(*args)
    assert result.exit_code == 2
    assert message in result.stderr


@pytest.mark.parametrize(
    ("args", "message"),
    [
        (["samples", "zz"], "the samples are ministers"),
        (["samples", "cuort"], "did you mean court?"),
        (["explain", "--sample", "brief", "--at", "9999"], "no such finding"),
    ],
)
def test_wrong_use_found_later_is_exit_2_too(args: list[str], message: str) -> None:
    with process(*args) as running:
        _, said = running.communicate(timeout=60)
    assert running.returncode == 2
    assert message in said.decode()


def test_what_is_said_beside_the_output_is_one_line_that_no_terminal_obeys(capsys: pytest.CaptureFixture[str]) -> None:
    say("عنوان\x1b]0;x\x07\u202e of\nan outlet\ud800")
    say_some(["one", "x" * 900], 4, "; see elsewhere")
    first, *others = capsys.readouterr().err.splitlines()
    assert first == "rasd: عنوان\ufffd]0;x\ufffd of an outlet\ufffd"
    assert others == ["rasd: one", f"rasd: {'x' * 500}", "rasd: … and 2 more; see elsewhere"]


def test_only_one_place_writes_to_standard_error() -> None:
    """Its lines are made safe there; a status line and a prompt are no such lines."""
    said = {path.name for path in (ROOT / "src" / "rasd" / "cli").glob("*.py") if re.search(r"rasd: .*err=True", path.read_text("utf-8"))}
    assert said == {"output.py"}


def test_the_readme_line_reads_standard_input() -> None:
    result = run("read", "-", "--published", "2020-08-23", "--outlet", "المدار", "--title", "عنوان", "--format", "jsonl", stdin=BODY)
    article = json.loads(result.stdout)["article"]
    assert result.exit_code == 0
    assert article["text"] == f"عنوان\n\n{BODY}"
    assert (article["published"], article["outlet"]) == ("2020-08-23", "المدار")


def test_pretty_is_the_default_and_says_nothing_on_stderr_when_all_is_well(tmp_path: Path) -> None:
    result = run("read", rows(tmp_path / "a.jsonl", 2))
    assert "2020-08-23" in result.stdout
    assert "\x1b" not in result.stdout
    assert result.stderr == ""


def test_any_number_of_workers_gives_the_same_output(tmp_path: Path) -> None:
    path = rows(tmp_path / "a.jsonl", 150)
    path.write_text(path.read_text() + '{"id": "bad", "body": "english"}\n' + json.dumps({"body": BODY, "id": "last"}) + "\n")
    outcomes = []
    for workers in (1, 2):
        with process("read", path, "--format", "jsonl", "--workers", workers, blank=True) as running:
            outcomes.append((*running.communicate(timeout=120), running.returncode))
    assert outcomes[0] == outcomes[1]
    assert outcomes[0][0].count(b"\n") == 152
    assert outcomes[0][2] == 1


@pytest.mark.parametrize("form", sorted(exporters()))
def test_output_is_written_whole_with_the_users_permissions(tmp_path: Path, form: str) -> None:
    out = tmp_path / "out"
    out.write_text("old")
    result = run("read", rows(tmp_path / "a.jsonl", 2), "--format", form, "--output", out)
    assert result.exit_code == 0
    assert result.stdout == ""
    assert f"2 read, 0 failed -> {out}" in result.stderr
    assert out.read_bytes() != b"old"
    assert [path.name for path in tmp_path.iterdir() if path.name not in ("a.jsonl", "out")] == []
    mask = os.umask(0)
    os.umask(mask)
    assert out.stat().st_mode & 0o777 == 0o666 & ~mask


def test_output_keeps_the_permissions_of_a_file_and_writes_through_a_link(tmp_path: Path) -> None:
    kept, link = tmp_path / "kept", tmp_path / "link"
    kept.write_text("old")
    kept.chmod(0o600)
    link.symlink_to(kept)
    assert run("read", rows(tmp_path / "a.jsonl", 1), "--format", "jsonl", "--engine", "rules", "--output", link).exit_code == 0
    assert link.is_symlink()
    assert json.loads(kept.read_text())["article"]["text"]
    assert kept.stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("form", ["jsonl", "csv", "html", "pretty"])
def test_a_file_is_not_replaced_by_nothing(tmp_path: Path, form: str) -> None:
    """A page that gave no article emptied the file of yesterday."""
    out, page = tmp_path / "out", tmp_path / "menu.html"
    out.write_text("old")
    page.write_text("<html><body><nav>الرئيسية</nav></body></html>")
    result = run("read", page, "--format", form, "--output", out)
    assert result.exit_code == 1
    assert "no article was found in this page" in result.stderr
    assert f"0 read, 1 failed; {out} was not touched" in result.stderr
    assert out.read_text() == "old"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["menu.html", "out"]


def test_what_gives_nothing_makes_no_file_but_one_of_failures(tmp_path: Path) -> None:
    """In JSON Lines a failed article is a record, which a first file holds as the next ones do beside others."""
    out, page = tmp_path / "out", tmp_path / "menu.html"
    page.write_text("<html></html>")
    result = run("read", page, "--format", "csv", "--output", out)
    assert (result.exit_code, f"0 read, 1 failed; {out} was not made" in result.stderr) == (1, True)
    assert not out.exists()
    assert run("read", page, "--format", "jsonl", "--output", out).exit_code == 1
    assert json.loads(out.read_text())["failures"]


def test_an_empty_archive_is_an_empty_file(tmp_path: Path) -> None:
    out = tmp_path / "out"
    out.write_text("old")
    assert run("read", rows(tmp_path / "a.jsonl", 0), "--format", "jsonl", "--output", out).exit_code == 0
    assert out.read_text() == ""


def test_output_to_a_device_or_pipe_goes_into_it(tmp_path: Path) -> None:
    """A file put in its place would be the end of /dev/null."""
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    arguments = ("read", rows(tmp_path / "a.jsonl", 1), "--format", "jsonl", "--engine", "rules", "--output", pipe)
    with process(*arguments) as running, pipe.open() as stream:
        assert json.loads(stream.read())["article"]["text"]
        running.communicate(timeout=60)  # it says on stderr what it did after the pipe is closed: somebody has to be there
    assert running.returncode == 0
    assert pipe.is_fifo()


def test_a_long_name_can_be_written(tmp_path: Path) -> None:
    out = tmp_path / ("تقرير" * 24)
    assert run("read", rows(tmp_path / "a.jsonl", 1), "--engine", "rules", "--output", out).exit_code == 0
    assert out.is_file()


@pytest.mark.parametrize("out", ["no/such/folder/out", "."])
def test_an_output_that_cannot_be_written_is_wrong_use(tmp_path: Path, out: str) -> None:
    with process("read", rows(tmp_path / "a.jsonl", 1), "--output", tmp_path / out, blank=True) as running:
        _, said = running.communicate(timeout=60)
    assert running.returncode == 2
    assert "--output" in said.decode()


def interrupted(tmp_path: Path, how: signal.Signals, *args: object) -> tuple[int, str]:
    """Reads an endless stream into a file that exists, and stops it half way."""
    out = tmp_path / "out.jsonl"
    out.write_text("old")
    row = json.dumps({"body": BODY}).encode() + b"\n"
    with process("read", "-", "--format", "jsonl", "--output", out, *args, stdin=subprocess.PIPE, blank=True) as running:
        assert running.stdin
        deadline = time.monotonic() + 60
        while not any(path.stat().st_size for path in tmp_path.glob(".out.jsonl.*")) and time.monotonic() < deadline:
            running.stdin.write(row * 50)
            running.stdin.flush()
        running.send_signal(how)
        with contextlib.suppress(BrokenPipeError):
            running.stdin.close()
        assert running.stderr
        said = running.stderr.read().decode()
    return running.returncode, said


@pytest.mark.parametrize("workers", [1, 2])
def test_ctrl_c_ends_cleanly_and_says_what_was_written(tmp_path: Path, workers: int) -> None:
    code, said = interrupted(tmp_path, signal.SIGINT, "--workers", workers)
    assert code == 130, said
    match = re.fullmatch(r"rasd: interrupted after (\d+) articles; they are in (\S+), and \S+ was not touched\n", said)
    assert match, said
    assert (tmp_path / "out.jsonl").read_text() == "old"
    assert len([json.loads(line) for line in Path(match[2]).read_text().splitlines()]) == int(match[1]) > 0


@pytest.mark.parametrize(("named", "done"), [(True, ["written", "counted"]), (False, [])])
def test_ctrl_c_comes_between_records_of_a_file_and_at_once_elsewhere(tmp_path: Path, named: bool, done: list[str]) -> None:
    target = Output(str(tmp_path / "out") if named else None)
    did: list[str] = []

    def write() -> None:
        with target.whole():
            signal.raise_signal(signal.SIGINT)
            did.append("written")
            did.append("counted")

    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        with pytest.raises(KeyboardInterrupt):
            write()
        assert signal.getsignal(signal.SIGINT) is signal.default_int_handler
    finally:
        signal.signal(signal.SIGINT, before)
        target.close()
    assert did == done


def test_ctrl_c_before_reading_begins_is_130_too(monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted_at_once(*args: object, **options: object) -> None:
        raise click.Abort

    monkeypatch.setattr(cli, "main", interrupted_at_once)
    with pytest.raises(SystemExit, match="130"):
        main()


def test_a_kill_leaves_no_half_file_under_the_name(tmp_path: Path) -> None:
    code, _ = interrupted(tmp_path, signal.SIGKILL)
    assert code == -signal.SIGKILL
    assert (tmp_path / "out.jsonl").read_text() == "old"


def test_a_reader_that_goes_away_ends_it_quietly(tmp_path: Path) -> None:
    with process("read", rows(tmp_path / "a.jsonl", 400, BODY * 20), "--format", "jsonl", blank=True) as running:
        assert running.stdout
        assert running.stderr
        running.stdout.readline()
        running.stdout.close()
        said = running.stderr.read().decode()
    assert running.returncode == 141
    assert said == ""


def test_progress_shows_on_a_terminal_only(tmp_path: Path) -> None:
    ours, theirs = os.openpty()
    path, out = rows(tmp_path / "a.jsonl", 20), tmp_path / "out.jsonl"
    environment = {**os.environ, "TERM": "xterm"}
    said = b""
    with process(
        "read", path, "--format", "jsonl", "--output", out, stderr=theirs, stdout=subprocess.DEVNULL, env=environment, blank=True
    ) as running:
        os.close(theirs)
        with contextlib.suppress(OSError):  # that is how a terminal says that the other side has closed it
            while piece := os.read(ours, 65536):
                said += piece
    os.close(ours)
    assert running.returncode == 0
    assert b"reading" in said
    assert b"20 read, 0 failed" in said


def test_a_full_disk_is_an_error_that_says_so(tmp_path: Path) -> None:
    full = Path("/dev/full")
    if not full.exists():
        pytest.skip("needs /dev/full")
    with (
        full.open("w") as stream,
        process("read", rows(tmp_path / "a.jsonl", 200), "--format", "jsonl", stdout=stream, blank=True) as running,
    ):
        _, said = running.communicate(timeout=60)
    assert running.returncode == 1
    assert "writing standard output failed: No space left on device" in said.decode()


def test_a_full_disk_under_output_is_said_too(tmp_path: Path) -> None:
    full = Path("/dev/full")
    if not full.exists():
        pytest.skip("needs /dev/full")
    result = run("read", rows(tmp_path / "a.jsonl", 200), "--format", "jsonl", "--engine", "rules", "--output", full)
    assert isinstance(result.exception, RasdError)
    assert "writing /dev/full failed: No space left on device" in str(result.exception)


def test_samples_are_listed_and_printed() -> None:
    listed = run("samples").stdout
    for sample in samples.samples():
        assert sample.name in listed
    assert run("samples", "brief").stdout.startswith("مقتل شرطيين")


def test_demo_reads_the_samples_and_names_the_next_steps() -> None:
    text = run("demo").stdout
    for sample in samples.samples():
        assert (sample.article().title or sample.name) in text
    assert "rasd read your-article.txt" in text
    assert "--format html --output" in text


def test_the_package_runs_as_a_module_too() -> None:
    done = subprocess.run([sys.executable, "-m", "rasd", "--version"], capture_output=True, text=True, check=True)
    assert done.stdout.startswith("rasd, version")
