"""How long the lexicon takes to load: as it is, and with three times the people, organisations and office-holders.

    python benchmarks/knowledge.py

Prints the CPU time of a fresh process from the digest of the tables to the last accessor, the best of five; the import of Python's own
modules is not counted.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from rasd.arabic.fold import fold
from rasd.ontology import compiled

COPIED = ("organisations", "people", "holders", "holders in", "people by sound")
PHRASES = ("organisation phrases", "person phrases")
LETTERS = ("ق", "ض")  # put before names, so that the copies are other names
RUN = """
import sys, time
from pathlib import Path
import rasd.ontology.knowledge as knowledge
from rasd.ontology import compiled
compiled.kept_path = lambda: Path(sys.argv[1])
compiled.build = None
start = time.process_time()
for name in knowledge.__all__:
    if name[0].islower():
        getattr(knowledge, name)()
print((time.process_time() - start) * 1000)
"""


def tripled(plain: dict[str, Any]) -> dict[str, Any]:
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


def best(plain: dict[str, Any]) -> float:
    """Milliseconds of the best of five loads, each in a process of its own."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "lexicon.bin"
        compiled.write(path, plain, compiled.digest_of_sources())
        runs = [subprocess.run([sys.executable, "-c", RUN, str(path)], check=True, capture_output=True, text=True) for _ in range(5)]  # noqa: S603
        return min(float(run.stdout) for run in runs)


def main() -> None:
    """Print both times."""
    plain = compiled.lexicon()
    for told, lexicon in (("as it is", plain), ("three times the people, organisations and holders", tripled(plain))):
        counts = ", ".join(f"{len(lexicon[name]):,} {name}" for name in ("organisations", "people"))
        print(f"{best(lexicon):6.0f} ms  {told} ({counts})")


if __name__ == "__main__":
    main()
