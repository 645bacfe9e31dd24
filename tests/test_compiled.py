"""What is put together once is kept between runs, and only while tables and code stay the same."""

from __future__ import annotations

import ast
import importlib
import os
import re
import subprocess
import sys
from array import array
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

import rasd
from rasd.arabic import kept as keeping
from rasd.arabic.kept import Kept, Sources, read_parts, write_parts
from rasd.arabic.tokens import tokenize
from rasd.ontology.compiled import EVERY, LEXICON
from rasd.ontology.knowledge import bodies_with
from rasd.ontology.phrases import Phrases, Stored, store
from rasd.ontology.spelling import body_words

ROOT = Path(rasd.__file__).parent
BUILDER = """
def build():
    from pathlib import Path
    folder = Path(__file__).parent
    with folder.joinpath("built").open("a") as built:
        built.write("x")
    return {"words": {line: len(line) for line in folder.joinpath("data", "words.tsv").read_text("utf-8").splitlines()}, "empty": {}}
"""


@pytest.fixture
def small(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Kept]:
    """A package of its own, with one table and the code that reads it."""
    (tmp_path / "smallpack" / "data").mkdir(parents=True)
    (tmp_path / "smallpack" / "__init__.py").write_text(BUILDER)
    (tmp_path / "smallpack" / "data" / "words.tsv").write_text("قلم\nكتاب", "utf-8")
    monkeypatch.syspath_prepend(str(tmp_path))
    importlib.import_module("smallpack")
    yield Kept("smallpack", "words", "smallpack:build", Sources(("data/words.tsv", "data/more_*.tsv"), ("__init__.py",)))
    del sys.modules["smallpack"]


def words(kept: Kept) -> dict[str, int]:
    """As the next process reads them."""
    kept.forget()
    found: dict[str, int] = kept.parts()["words"]
    return found


def times_built(kept: Kept) -> int:
    return len((kept.folder / "built").read_text())


def test_what_was_made_is_read_back(small: Kept) -> None:
    assert words(small) == words(small) == {"قلم": 3, "كتاب": 4}
    assert times_built(small) == 1
    assert [path.name for path in small.kept_path.parent.glob("words*")] == ["words.bin"]
    assert dict(small.parts()) == {"words": {"قلم": 3, "كتاب": 4}, "empty": {}}


def test_a_changed_table_makes_it_anew(small: Kept) -> None:
    words(small)
    (small.folder / "data" / "words.tsv").write_text("قلم\nكتب", "utf-8")  # as long, and perhaps in the same tick of the clock
    assert words(small) == {"قلم": 3, "كتب": 3}


def test_a_table_that_joins_the_parts_of_another_makes_it_anew(small: Kept) -> None:
    words(small)
    (small.folder / "data" / "more_1.tsv").write_text("", "utf-8")
    words(small)
    assert times_built(small) == 2


def test_changed_code_makes_it_anew(small: Kept) -> None:
    words(small)
    (small.folder / "__init__.py").write_text(BUILDER + "# other\n")
    words(small)
    assert times_built(small) == 2


@pytest.mark.parametrize("length", [0, 5, 27, 33, -1])
def test_a_damaged_file_is_made_anew(small: Kept, length: int) -> None:
    words(small)
    small.kept_path.write_bytes(small.kept_path.read_bytes()[:length])
    assert words(small) == {"قلم": 3, "كتاب": 4}
    assert times_built(small) == 2


def test_a_folder_that_takes_no_file_is_no_error(small: Kept) -> None:
    (small.folder / "data" / "__pycache__").write_text("a file where the folder should be")
    assert words(small) == {"قلم": 3, "كتاب": 4}


def test_a_wheel_brings_it_along(small: Kept) -> None:
    write_parts(small.shipped_path, {"words": {"من العجلة": 1}}, small.digest())
    assert words(small) == {"من العجلة": 1}
    assert not small.kept_path.exists()


def test_a_stale_file_of_a_wheel_does_not_count(small: Kept) -> None:
    write_parts(small.shipped_path, {"words": {"من العجلة": 1}}, b"of other tables!")
    assert words(small) == {"قلم": 3, "كتاب": 4}


def test_processes_that_begin_together_read_the_same(small: Kept) -> None:
    code = """
import sys
sys.path.insert(0, sys.argv[1])
import smallpack
from rasd.arabic.kept import Kept, Sources
kept = Kept("smallpack", "words", "smallpack:build", Sources(("data/words.tsv", "data/more_*.tsv"), ("__init__.py",)))
for _ in range(30):
    kept.kept_path.unlink(missing_ok=True)
    kept.forget()
    assert kept.parts()["words"] == {"قلم": 3, "كتاب": 4}
"""
    command = [sys.executable, "-c", code, str(small.folder.parent)]
    running = [subprocess.Popen(command, env={**os.environ, "PYTHONPATH": str(ROOT.parent)}) for _ in range(3)]
    assert [one.wait(60) for one in running] == [0, 0, 0]
    assert sorted(path.name for path in small.kept_path.parent.glob("words*")) in ([], ["words.bin"])


MANY = [f"كلمة{n}" for n in range(keeping._LARGE)]


@pytest.mark.parametrize(
    "part",
    [
        dict.fromkeys(MANY, "قيمة"),
        dict(zip(MANY, map(str, range(len(MANY))), strict=True)),
        dict.fromkeys(MANY, ""),
        dict.fromkeys(MANY, 3),
        {**dict.fromkeys(MANY, 1), "أخرى": 70_000},
        {word: n / 7 for n, word in enumerate(MANY)},
        {**dict.fromkeys(MANY, 1.0), "أخرى": 1},
        {**dict.fromkeys(MANY, True), "أخرى": 1},
        {**dict.fromkeys(MANY, "x"), "أخرى": None},
        {**dict.fromkeys(MANY, "x"), "": "لا شيء"},
        {**dict.fromkeys(MANY, "x"), "أخرى": f"a{keeping._GAP}b"},
        {**dict.fromkeys(MANY, "x"), f"a{keeping._GAP}b": "y"},
        {**dict.fromkeys((*MANY, 7), "x")},
        {word: (n, word, None) for n, word in enumerate(MANY)},
        {"قلم": "x"},
        frozenset(MANY),
        (),
    ],
)
def test_a_part_comes_back_as_it_was(tmp_path: Path, part: object) -> None:
    write_parts(tmp_path / "x.bin", {"part": part}, bytes(16))
    read = read_parts(tmp_path / "x.bin", bytes(16))
    assert read is not None
    assert repr(sorted(read["part"].items(), key=repr) if isinstance(part, dict) else read["part"] == part) == repr(
        sorted(part.items(), key=repr) if isinstance(part, dict) else True
    )
    assert not isinstance(part, dict) or list(read["part"]) == list(part)


def test_a_wheel_of_a_machine_with_other_bytes_is_read() -> None:
    part = {word: n / 7 for n, word in enumerate(MANY)}
    keys, numbers, values, order = keeping._packed(part)
    swapped = array("H", numbers)
    swapped.byteswap()
    other = {"little": "big", "big": "little"}[order]
    assert keeping._unpacked((keys, swapped.tobytes(), values, other)) == part


def test_threads_that_ask_together_get_the_same_part(small: Kept) -> None:
    words(small)
    small.forget()
    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(lambda _: small.parts()["words"], range(8)))
    assert all(one is found[0] for one in found)
    assert times_built(small) == 1


@pytest.mark.parametrize("kept", EVERY, ids=[kept.name for kept in EVERY])
def test_the_shipped_parts_are_those_of_the_tables(kept: Kept) -> None:
    assert dict(kept.parts()) == dict(kept.build())


@pytest.mark.parametrize("kept", EVERY, ids=[kept.name for kept in EVERY])
def test_every_source_is_there(kept: Kept) -> None:
    paths = list(kept.paths())
    assert len(paths) >= len(kept.sources.tables) + len(kept.sources.code)
    assert [path for path in paths if not path.is_file()] == []


@pytest.mark.parametrize("kept", [kept for kept in EVERY if kept.package == "rasd.ontology"], ids=lambda kept: kept.name)
def test_the_digest_covers_every_table_that_is_built_in(kept: Kept, monkeypatch: pytest.MonkeyPatch) -> None:
    """Told by what the build asks for: a table left out of the digest would stay as it was after a change."""
    from rasd.ontology import tables

    asked: set[str] = set()
    rows = tables._rows

    def noted(name: str, text: str) -> Any:
        asked.add(name)
        return rows(name, text)

    monkeypatch.setattr(tables, "_rows", noted)
    for remembered in (tables.table, tables.whole):
        remembered.cache_clear()
    _forget_caches()
    kept.build()
    tables.table.cache_clear()
    assert asked - {path.name.partition(".")[0] for path in kept.paths()} == set()


def _forget_caches() -> None:
    for module in [module for name, module in sys.modules.items() if name.startswith("rasd.ontology.")]:
        for value in vars(module).values():
            if callable(clear := getattr(value, "cache_clear", None)):
                clear()


# What a builder imports and its parts do not depend on: how things are kept, and what is only looked up when articles are read.
NOT_BUILT_WITH = {
    "arabic/kept.py", "ontology/compiled.py", "ontology/knowledge.py", "records.py", "errors.py", "spans.py",
    "arabic/segment.py", "arabic/tokens.py", "arabic/datelines.py", "ontology/entries.py", "ontology/inflect.py", "ontology/spelling.py",
}  # fmt: skip


@pytest.mark.parametrize("kept", EVERY, ids=[kept.name for kept in EVERY])
def test_the_digest_covers_the_code_that_builds(kept: Kept) -> None:
    """The module of the build and the modules of Rasd that it imports."""
    named = {path.resolve().relative_to(ROOT).as_posix() for path in kept.paths() if path.suffix == ".py"}
    module = kept._build.partition(":")[0]
    own = ROOT.parent / (module.replace(".", "/") + ".py")
    imported = {
        f"{node.module.removeprefix('rasd.').replace('.', '/')}.py"
        for node in ast.walk(ast.parse(own.read_text("utf-8")))
        if isinstance(node, ast.ImportFrom) and node.module and node.module.startswith("rasd.")
    }
    assert own.relative_to(ROOT).as_posix() in named
    assert imported - named - NOT_BUILT_WITH == set()


def test_the_wheel_takes_all_that_is_kept() -> None:
    hook = (ROOT.parents[1] / "hatch_build.py").read_text("utf-8")
    assert "for kept in EVERY" in hook


def test_a_build_needs_no_more_than_the_standard_library() -> None:
    """A wheel is built where only hatchling is installed; `-S` takes away the rest."""
    code = "from rasd.ontology.compiled import EVERY\nprint(sum(len(kept.build()) for kept in EVERY))"
    done = subprocess.run([sys.executable, "-S", "-c", code], capture_output=True, text=True, env={"PYTHONPATH": str(ROOT.parent)})
    assert (done.returncode, int(done.stdout or 0) > 20) == (0, True), done.stderr


def test_phrases_from_store() -> None:
    stored: Stored = {}
    for phrase, value in (("مجلس الأمن الدولي", 1), ("مجلس", 2), ("مجلس", 3), ("", 4)):
        store(stored, phrase, (value,))
    phrases: Phrases[int] = Phrases(stored=stored, make=lambda told: int(told[0]))
    assert [(m.last, m.value) for m in (phrases.match(tokenize(text), 0) for text in ("مجلس الأمن الدولي", "مجلس الأمن أمس")) if m] == [
        (2, 1),
        (0, 2),
    ]
    assert "مجلس الأمن" not in phrases
    assert "مجلس الأمن الدولي" in phrases
    assert phrases.match(tokenize("الأمن"), 0) is None


def test_bodies_are_found_by_the_words_of_their_names() -> None:
    assert bodies_with(body_words("الأمم المتحدة", lambda word: False)) == bodies_with(frozenset({"متحده", "امم"})) != ()
    assert bodies_with(frozenset({"امم"})) == ()


def test_the_lexicon_has_its_parts() -> None:
    assert {"countries", "people", "person phrases"} <= set(LEXICON.parts())
    assert not re.search(r"\d", "".join(kept.name for kept in EVERY))
