"""The documents against the code: what they show runs, what they name exists."""

from __future__ import annotations

import contextlib
import io
import re
import tomllib
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

import pytest

import rasd
from rasd import interfaces
from rasd.cli.main import COMMANDS

ROOT = Path(__file__).resolve().parent.parent
PAGES = ["README.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "CHANGELOG.md", *(f"docs/{page.name}" for page in (ROOT / "docs").glob("*.md"))]


def read(name: str) -> str:
    return (ROOT / name).read_text("utf-8")


def test_the_python_of_the_readme_prints_what_it_says() -> None:
    ((code, said),) = re.findall(r"```python\n(.*?)```\n+```text\n(.*?)```", read("README.md"), re.S)[:1]
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        exec(code, {})  # noqa: S102 - our own README
    assert printed.getvalue() == said


@pytest.mark.parametrize("page", PAGES)
def test_links_and_code_names_exist(page: str) -> None:
    text = read(page)
    for target in re.findall(r"\]\(([^)#:]+)\)", text):
        assert ((ROOT / page).parent / target).exists(), target
    for command in re.findall(r"^\s*(?:\$ )?rasd ([a-z]+)", text, re.M):
        assert command in COMMANDS, command
    for target in re.findall(r"^\s*make ([a-z]+)", text, re.M):
        assert re.search(rf"^{target}:", read("Makefile"), re.M), target


def test_every_command_is_in_the_reference() -> None:
    assert all(f"## rasd {name}\n" in read("docs/cli.md") for name in COMMANDS)


def test_contributing_names_protocols_that_exist() -> None:
    named = set(re.findall(r"`(\w+)` in `rasd/interfaces.py`", read("CONTRIBUTING.md")))
    assert named == {"Extractor", "Exporter", "Source"}
    assert all(hasattr(interfaces, name) for name in named)


def test_the_layers_of_the_architecture_are_those_of_the_contract() -> None:
    layers = tomllib.loads(read("pyproject.toml"))["tool"]["importlinter"]["contracts"][0]["layers"]
    held = {name.strip().removeprefix("rasd.") for layer in layers for name in layer.split("|")}
    table = read("ARCHITECTURE.md").split("## Layers")[1].split("`make layers`")[0]
    told = {word for row in table.split("\n") if row.startswith("|") for word in re.findall(r"`(\w+)`", row.split("|")[2])}
    assert told == held


@pytest.mark.parametrize("page", ["ARCHITECTURE.md", "CONTRIBUTING.md"])
def test_the_paths_and_modules_that_pages_name_exist(page: str) -> None:
    named = re.findall(r"`([\w./*]+)`", read(page))
    paths = [path for path in named if "/" in path or re.fullmatch(r"\w+\.(py|toml|md|yml)", path)]
    assert paths
    for path in paths:
        assert any(any(root.glob(path)) for root in (ROOT, ROOT / "src", ROOT / "src" / "rasd")), path
    for name in named:
        if name.startswith("rasd."):
            module, _, part = name.rpartition(".")
            assert hasattr(import_module(module), part) or find_spec(name), name


def test_the_changelog_tells_of_this_version() -> None:
    assert f"## {rasd.__version__}" in read("CHANGELOG.md")


def test_the_changelog_tells_nothing_twice() -> None:
    """Two branches that write one line anew leave it twice when they are merged."""
    begun = re.findall(r"^- (.{60})", read("CHANGELOG.md"), re.M)
    assert [one for one in begun if begun.count(one) > 1] == []


def test_the_public_names_are_few_and_sorted() -> None:
    assert rasd.__all__ == sorted(rasd.__all__)
    assert all(hasattr(rasd, name) for name in rasd.__all__)
