"""Pages of the docs against the code: generated parts are fresh, commands that are shown exist, how-tos print what they say."""

from __future__ import annotations

import dataclasses
import json
import re
import shlex
import signal
import subprocess
import sys
import urllib.request
from pathlib import Path

import click
import commands
import generate
import pytest
import reference

from docs_pages import DOCS, PAGES, ROOT, named
from rasd import records
from rasd.cli.main import cli

RUN = [page for page in PAGES if re.search(r"^```console\n\$ ", page.read_text("utf-8"), re.M)]


@pytest.mark.parametrize("name", ["records.md", "events.md", "accuracy.md"])
def test_generated_parts_are_what_the_code_says(name: str) -> None:
    text = (DOCS / name).read_text("utf-8")
    assert text == generate.with_parts(text, reference.PARTS[name]), "run: make docs"


def test_the_figures_of_the_accuracy_page_are_those_of_the_floors() -> None:
    """Within what processors differ by: a floor that has risen asks for figures anew."""
    figures = json.loads((ROOT / "evals" / "accuracy.json").read_text("utf-8"))
    floors = json.loads((ROOT / "evals" / "floors.json").read_text("utf-8"))["dev"]["floors"]
    for name in ("mention", "statement", "tuple", "event", "who-whom", "time", "place", "speaker", "country", "status"):
        measured = figures[name].get("f1", figures[name].get("share"))
        assert abs(measured - floors[f"full {name}"]) <= 0.015, f"{name}: write evals/accuracy.json anew, as docs/accuracy.md says"


def test_every_field_of_the_record_has_a_meaning_and_no_other() -> None:
    fields = {f"{part}.{field.name}" for part in reference.SHOWN for field in dataclasses.fields(getattr(records, part))}
    assert set(reference.meanings()) == fields


def test_every_part_of_a_record_is_on_the_page() -> None:
    """Whatever can be reached from a record, and nothing that cannot."""
    reached, left = {"Record"}, ["Record"]
    while left:
        for field in dataclasses.fields(getattr(records, left.pop())):
            new = {
                word for word in re.findall(r"[A-Z]\w+", str(field.type)) if dataclasses.is_dataclass(getattr(records, word, None))
            } - reached
            reached |= new
            left += new
    assert reached == set(reference.SHOWN)


def test_a_stale_part_is_noticed() -> None:
    text = (DOCS / "events.md").read_text("utf-8").replace("## ASSAULT", "## ATTACK")
    assert text != generate.with_parts(text, reference.PARTS["events.md"])
    with pytest.raises(KeyError, match="no marks of types"):
        generate.with_parts("a page without marks", reference.PARTS["events.md"])


@pytest.mark.parametrize("page", RUN, ids=named)
def test_commands_print_what_the_page_shows(page: Path, tmp_path: Path) -> None:
    text = page.read_text("utf-8")
    if "--format parquet" in text:
        pytest.importorskip("pyarrow", reason="needs the extra rasd[data]")
    wrong = commands.drift(text, tmp_path)
    assert not wrong, "\n\n".join(["run: make docs", *wrong])
    code = re.findall(r"^```python\n(.*?)^```$", text, re.M | re.S)
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(tmp_path)
        for part in code:
            exec(part, {})  # noqa: S102 - our own page
    assert (tmp_path / "desk.db").exists() or "--store" not in text


def test_the_tutorial_leaves_behind_what_it_promises(tmp_path: Path) -> None:
    """Names every file that its commands write, so that a command dropped from it, or one that writes nothing, is noticed."""
    promised = set(re.findall(r"--(?:to|output) (?:file:)?([\w.]+)", (DOCS / "tutorial.md").read_text("utf-8")))
    assert promised == {"court.html", "bulletin.docx", "bulletin.pdf", "bulletin.html", "deaths.jsonl", "desk.csv", "events.tsv"}


def test_the_desk_of_the_tutorial_opens_and_ends(tmp_path: Path) -> None:
    """What stands in its other blocks: installing, which `make` does here too, and the desk, which goes on until Ctrl-C."""
    text = (DOCS / "tutorial.md").read_text("utf-8")
    other = [line.split("#")[0].strip() for block in re.findall(r"^```sh\n(.*?)^```$", text, re.M | re.S) for line in block.splitlines()]
    assert other == ["make demo", "source .venv/bin/activate", "rasd serve --store desk.db"]
    from rasd.flow.demo import make_demo

    make_demo(tmp_path / "desk.db")
    command = [sys.executable, "-m", "rasd.cli", *shlex.split(other[-1])[1:], "--port", "0"]
    with subprocess.Popen(command, cwd=tmp_path, stderr=subprocess.PIPE, text=True) as desk:
        try:
            assert desk.stderr
            said = next(line for line in desk.stderr if "http://" in line)
            address = re.search(r"http://[\d.:]+/", said)
            assert address, said
            with urllib.request.urlopen(address[0], timeout=60) as answer:  # noqa: S310 - loopback
                assert "أم ضريسة" in answer.read().decode()
            desk.terminate()  # Ctrl-C is ignored by what was started in the background, as tests may be
            desk.communicate(timeout=60)
        finally:
            desk.kill()
    assert desk.returncode in {0, 143, -signal.SIGTERM}


@pytest.mark.parametrize(
    ("old", "new", "same"),
    [
        ("a\nb", "a\nb", True),
        ("a\nb", "a\nc", False),
        ("in 9.6 s (collect 1.0, read 8.2)", "in 0.1 s (collect 0.0, read 0.1)", True),
        ("cor-0123456789ab 2026-11-27T06:46:05.651Z amal", "cor-ba9876543210 2027-01-01T00:00:00.000Z amal", True),
        ("stm-0123456789ab", "stm-ba9876543210", False),
        ("2 dead", "3 dead", False),
    ],
)
def test_what_no_two_runs_have_alike_is_passed_over_and_nothing_else(old: str, new: str, same: bool) -> None:
    assert commands.alike(old, new) is same


def test_a_page_runs_only_rasd(tmp_path: Path) -> None:
    with pytest.raises(commands.WrongPage, match="only rasd"):
        commands.run("```console\n$ rm -rf x\n```\n", tmp_path)
    with pytest.raises(commands.WrongPage, match="no sample is called"):
        commands.run("```console\n$ rasd samples nobody\n```\n", tmp_path)


def test_pipes_redirections_and_lines_that_go_on(tmp_path: Path) -> None:
    page = "```console\n$ cat > a.txt << END\none\ntwo\nthree\nEND\n$ cat a.txt \\\n  | head -2\n```\n"
    assert commands.run(page, tmp_path).endswith("  | head -2\none\ntwo\n```\n")


def shown_commands(text: str) -> list[str]:
    """The `rasd ...` lines of a page: in blocks and indented code, alone or in a pipe."""
    blocks = re.findall(r"^```(?:console|sh|bash)\n(.*?)^```$", text, re.M | re.S) + re.findall(r"^(?: {4})(\S.*)$", text, re.M)
    lines = [line for block in blocks for line in re.sub(r"\\\n\s*", "", block).split("\n")]
    return [
        found[1].strip() for line in lines for found in re.finditer(r"(?:^|\| |&& |\$ )\s*rasd ((?:'[^']*'|\"[^\"]*\"|[^|&<>'\"])*)", line)
    ]


@pytest.mark.parametrize("page", PAGES, ids=named)
def test_commands_and_options_that_are_shown_exist(page: Path) -> None:
    for line in shown_commands(page.read_text("utf-8")):
        words = [word for word in shlex.split(line, comments=True) if not word.startswith("...")]
        command: click.Command = cli
        context = click.Context(cli, info_name="rasd")
        while isinstance(command, click.Group) and words and not words[0].startswith("-") and command.get_command(context, words[0]):
            command = command.get_command(context, words.pop(0)) or command
            context = click.Context(command, info_name=command.name, parent=context)
        assert command is not cli or (words and words[0].startswith("-")), f"rasd {line}: no such command"
        known = {option for param in command.params for option in param.opts} | {"--help", "-h"}
        unknown = [word for word in words if re.match(r"--?[a-z]", word) and word.split("=")[0] not in known]
        assert not unknown, f"rasd {line}: no option {', '.join(unknown)}"


def test_the_row_that_the_how_to_adds_fits_its_table() -> None:
    ((head, row),) = re.findall(r"```text\n(lemma\t.*)\n(.*)\n```", (DOCS / "howto" / "words.md").read_text("utf-8"))
    from rasd.ontology.tables import table

    rows = table("cues")
    assert head.split("\t") == list(rows[0])
    assert len(row.split("\t")) == len(rows[0])
    assert row.split("\t")[0] not in {one["lemma"] for one in rows}, "it is in the table: take another word as the example"


def test_samples_as_json_lines_are_the_samples(tmp_path: Path) -> None:
    from rasd import samples

    shown = commands.Session(tmp_path).run("rasd samples --jsonl")
    rows = [json.loads(line) for line in shown.splitlines()]
    wanted = [*samples.articles(), *samples.desk_articles()]
    assert [f"{row['title']}\n\n{row['body']}" for row in rows] == [article.text for article in wanted]
    assert [(row["outlet"], row["published"], row["url"]) for row in rows] == [(one.outlet, one.published, one.url) for one in wanted]
