"""What is shipped for a desk that runs by itself: units that systemd takes, commands that exist, a page that tells of each."""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from rasd.cli.main import cli

ROOT = Path(__file__).resolve().parent.parent
DEPLOY = ROOT / "deploy"
SERVICES = sorted(DEPLOY.glob("*.service"))
PAGE = (ROOT / "docs" / "deploy.md").read_text("utf-8")
PROGRAM = "/opt/rasd/bin/rasd"

needs_systemd = pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="needs systemd-analyze, which is not installed")


def environment() -> dict[str, str]:
    pairs = (
        line.lstrip("#").partition("=") for line in (DEPLOY / "rasd.env").read_text("utf-8").splitlines() if re.match(r"#?[A-Z_]+=", line)
    )
    return {name: value.strip('"') for name, _, value in pairs}


def commands(unit: Path) -> Iterator[list[str]]:
    for line in re.findall(r"^ExecStart=(.*)$", unit.read_text("utf-8"), re.M):
        yield shlex.split(re.sub(r"\$\{(\w+)\}", lambda name: environment()[name.group(1)], line))


def parsed(arguments: list[str]) -> click.Context:
    """The context of a command, its arguments checked and nothing run."""
    command: click.Command | None = cli
    names = list(arguments)
    while isinstance(command, click.Group):
        command = command.get_command(click.Context(command), names.pop(0))
    assert command is not None, arguments
    return command.make_context(" ".join(arguments[:2]), names)


@pytest.fixture
def units(tmp_path: Path) -> Path:
    """The units as systemd would find them, with a program that is there."""
    for path in (*SERVICES, *DEPLOY.glob("*.timer")):
        (tmp_path / path.name).write_text(
            path.read_text("utf-8").replace(PROGRAM, sys.executable).replace("/usr/bin/pg_dump", sys.executable)
        )
    shutil.copytree(DEPLOY / "rasd-.service.d", tmp_path / "rasd-.service.d")
    return tmp_path


def analyze(units: Path, *arguments: str) -> str:
    command = ["systemd-analyze", *arguments]
    done = subprocess.run(
        command, capture_output=True, text=True, timeout=60, check=False, env={"SYSTEMD_UNIT_PATH": f"{units}:", "PATH": "/usr/bin:/bin"}
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout + done.stderr


@needs_systemd
def test_systemd_takes_every_unit(units: Path) -> None:
    assert analyze(units, "verify", "--man=no", *(str(path) for path in sorted(units.iterdir()) if path.is_file())).strip() == ""


@needs_systemd
@pytest.mark.parametrize("name", [path.name for path in SERVICES])
def test_every_unit_is_shut_off_from_what_it_does_not_need(units: Path, name: str) -> None:
    if "--offline" not in analyze(units, "--help"):
        pytest.skip("needs systemd 250 or newer")
    analyze(units, "security", "--offline=yes", "--threshold=15", str(units / name))


@pytest.mark.parametrize("unit", SERVICES, ids=lambda unit: unit.name)
def test_every_command_of_a_unit_exists(unit: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RASD_STORE", environment()["RASD_STORE"])
    found = list(commands(unit))
    assert found
    for program, *arguments in found:
        if program == PROGRAM:
            parsed(arguments)
        else:
            assert program in ("/usr/bin/pg_dump", "/usr/bin/mv")


def test_a_command_that_is_wrong_would_be_found() -> None:
    with pytest.raises(click.UsageError):
        parsed(["watch", "--only", "everything", "--store", "desk.db"])


def shown() -> list[str]:
    """The commands of Rasd's on the page, in blocks and in tables."""
    lines = re.findall(r"^    (?:sudo -u rasd )?rasd (.*)$", PAGE, re.M) + re.findall(r"\| `rasd ([^`|]*)`", PAGE)
    return [line.split("  #")[0].strip() for line in lines]


@pytest.mark.parametrize("line", shown())
def test_every_command_of_the_page_exists(line: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RASD_STORE", "desk.db")
    parsed(shlex.split(line))


def test_the_page_shows_commands() -> None:
    assert len(shown()) > 12


def test_the_page_tells_of_every_file() -> None:
    for path in DEPLOY.rglob("*"):
        assert path.is_dir() or path.name in PAGE or path.stem in PAGE, path


def test_a_unit_ends_with_its_work_done() -> None:
    common = (DEPLOY / "rasd-.service.d" / "common.conf").read_text("utf-8")
    assert "KillMode=mixed" in common, "else each process of a reader is shot in its work"
    assert not re.search(r"^Type=", common, re.M), "a drop-in comes after the unit, whose own type it would undo"


@pytest.mark.parametrize("unit", SERVICES, ids=lambda unit: unit.name)
def test_a_unit_has_its_folder_or_needs_none(unit: Path) -> None:
    lines = unit.read_text("utf-8").splitlines()
    assert ("DynamicUser=yes" in lines) != any(line.startswith("StateDirectory=rasd") for line in lines), "nothing else may be written to"


def test_the_page_says_who_must_be_let_out_to_a_database_elsewhere() -> None:
    (told,) = re.findall(r"### What the units may not do\n(.*?)IPAddressAllow", PAGE, re.S)
    assert {path.stem for path in SERVICES if "IPAddressDeny=any" in path.read_text("utf-8")} == set(re.findall(r"`(rasd-\w+)`", told))


def test_on_the_page_sources_come_before_the_units_that_need_them() -> None:
    for part in PAGE.split("## Several machines"):
        assert part.index("rasd sources add") < part.index("systemctl enable"), "a watch without a source ends, again and again"
        assert part.index("rasd people add") < part.index("systemctl enable")


def test_the_proxies_and_the_unit_agree() -> None:
    (port,) = re.findall(r"--port (\d+)", (DEPLOY / "rasd-serve.service").read_text("utf-8"))
    for name in ("Caddyfile", "nginx.conf"):
        assert f"127.0.0.1:{port}" in (DEPLOY / name).read_text("utf-8")
        assert environment()["RASD_DESK_NAME"] in (DEPLOY / name).read_text("utf-8")


def test_every_variable_means_something() -> None:
    code = "".join(path.read_text("utf-8") for path in (ROOT / "src").rglob("*.py"))
    used = code + "".join(path.read_text("utf-8") for path in SERVICES)
    assert [name for name in environment() if name.startswith("RASD_") and name not in used] == []
