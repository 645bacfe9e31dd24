"""How long the lexicon takes to load, as it is and with three times the people, organisations and office-holders; what linking to it takes.

    python benchmarks/knowledge.py

Prints the CPU time of a fresh process from the digest of the tables to the last accessor, the best of five; the import of Python's own
modules is not counted. Then the share of reading with the rules that linking takes: the surroundings of a document and the links of its
people and bodies, over 100 articles of about 400 words after 50 that fill the caches.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from read import articles

from rasd.arabic.fold import fold
from rasd.arabic.kept import write_parts
from rasd.ontology.compiled import LEXICON
from rasd.pipeline import Pipeline
from rasd.resolve.actors import resolver as actors
from rasd.resolve.actors.countries import Surroundings
from rasd.resolve.actors.link_bodies import BodyLinks

COPIED = ("organisations", "people", "holders", "holders in", "people by sound")
PHRASES = ("organisation phrases", "person phrases")
LETTERS = ("ق", "ض")  # put before names, so that the copies are other names
RUN = """
import inspect, sys, time
from pathlib import Path
import rasd.ontology.knowledge as knowledge
from rasd.ontology import compiled
type(compiled.LEXICON).kept_path = property(lambda self: Path(sys.argv[1]))
type(compiled.LEXICON).build = None
start = time.process_time()
for name in knowledge.__all__:
    accessor = getattr(knowledge, name)
    if name[0].islower() and not inspect.signature(accessor).parameters:  # the others look up what these have loaded
        accessor()
print((time.process_time() - start) * 1000)
"""


def tripled(plain: Mapping[str, Any]) -> dict[str, Any]:
    """The lexicon with every person, organisation and holder's row twice more under other names."""
    more = {name: dict(table) for name, table in plain.items()}
    for letter in LETTERS:
        for name in COPIED:
            more[name] |= {f"{key}-{letter}": _renamed(row, letter) for key, row in plain[name].items()}
        for name in PHRASES:
            more[name] |= {letter + fold(key): value for key, value in plain[name].items()}
    return more


def _renamed(value: Any, letter: str) -> Any:
    if isinstance(value, str):
        return letter + value
    if isinstance(value, tuple):
        return tuple(_renamed(part, letter) for part in value)
    return value


def best(plain: Mapping[str, Any]) -> float:
    """Milliseconds of the best of five loads, each in a process of its own."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "lexicon.bin"
        write_parts(path, plain, LEXICON.digest())
        runs = [subprocess.run([sys.executable, "-c", RUN, str(path)], check=True, capture_output=True, text=True) for _ in range(5)]  # noqa: S603
        return min(float(run.stdout) for run in runs)


class Linking:
    """The CPU seconds spent in linking, while it is patched in."""

    def __init__(self) -> None:
        self.seconds = 0.0
        self._inside = False

    def timed(self, step: Callable[..., Any]) -> Callable[..., Any]:
        """The same step, its time counted once where one lies inside another."""

        def counted(*given: Any) -> Any:
            if self._inside:
                return step(*given)
            self._inside, began = True, time.process_time()
            try:
                return step(*given)
            finally:
                self._inside = False
                self.seconds += time.process_time() - began

        return counted


def share(count: int = 100, warm: int = 50) -> float:
    """The share of the time of reading with the rules that linking takes."""
    linking = Linking()
    for owner, name in ((Surroundings, "__init__"), (actors._Linker, "__call__"), (BodyLinks, "__call__")):
        setattr(owner, name, linking.timed(getattr(owner, name)))
    pipeline, todo = Pipeline(engine="rules"), articles(count + warm)
    for article in todo[:warm]:
        pipeline.read(article)
    linking.seconds, began = 0.0, time.process_time()
    for article in todo[warm:]:
        pipeline.read(article)
    return linking.seconds / (time.process_time() - began)


def main() -> None:
    """Print both times, and the share."""
    plain = LEXICON.parts()
    for told, lexicon in (("as it is", plain), ("three times the people, organisations and holders", tripled(plain))):
        counts = ", ".join(f"{len(lexicon[name]):,} {name}" for name in ("organisations", "people"))
        print(f"{best(lexicon):6.0f} ms  {told} ({counts})")
    print(f"{share():6.1%}     of reading with the rules is linking")


if __name__ == "__main__":
    main()
