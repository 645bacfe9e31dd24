"""Lists the licence of every package that an installation of Rasd brings, and fails on one that no line here allows. Reads no network.

    python tools/licences.py [--extra NAME ...]     # without: the package itself and every extra that is installed

What each package says of itself is taken: its SPDX expression, else its classifiers, else the short text of its License field.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Iterator
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from typing import NamedTuple

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

# What may be passed on with a program under Apache-2.0; weak copyleft stays in its own package, which is installed beside and not changed.
ALLOWED = frozenset(
    {
        *("0BSD", "Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "CC0-1.0", "CNRI-Python", "HPND", "ISC", "MIT", "MIT-0", "MIT-CMU"),
        *("OFL-1.1", "PSF-2.0", "Python-2.0", "Unicode-3.0", "Unlicense", "Zlib", "ZPL-2.1", "BSL-1.0"),
        *("MPL-2.0", "MPL-1.1", "LGPL-2.1-or-later", "LGPL-3.0-only", "LGPL-3.0-or-later"),
        *("LLVM-exception", "Apache-2.0 WITH LLVM-exception"),
    }
)
# The words of classifiers and of License fields, as SPDX has them.
CALLED = {
    "apache 2.0": "Apache-2.0",
    "apache license 2.0": "Apache-2.0",
    "apache license, version 2.0": "Apache-2.0",
    "apache software license": "Apache-2.0",
    "apache-2.0": "Apache-2.0",
    "bsd": "BSD-3-Clause",
    "bsd license": "BSD-3-Clause",
    "bsd-3-clause license": "BSD-3-Clause",
    "gnu lesser general public license v3 (lgplv3)": "LGPL-3.0-only",
    "gnu library or lesser general public license (lgpl)": "LGPL-2.1-or-later",
    "gnu lesser general public license v2 or later (lgplv2+)": "LGPL-2.1-or-later",
    "isc license (iscl)": "ISC",
    "mit license": "MIT",
    "mozilla public license 1.1 (mpl 1.1)": "MPL-1.1",
    "mozilla public license 2.0 (mpl 2.0)": "MPL-2.0",
    "python software foundation license": "PSF-2.0",
    "sil open font license 1.1 (ofl-1.1)": "OFL-1.1",
    "the unlicense (unlicense)": "Unlicense",
    "3-clause bsd license": "BSD-3-Clause",
    "new bsd license": "BSD-3-Clause",
}
# Packages whose metadata say too little: what the licence file that they carry says.
KNOWN: dict[str, str] = {"axe-playwright-python": "MIT"}


class Licence(NamedTuple):
    """A package, its version, and its licence as SPDX where it could be told, else what it says."""

    name: str
    version: str
    spdx: str
    allowed: bool


def licences(extras: list[str] | None = None) -> list[Licence]:
    """The licences of all packages that Rasd needs, by name; `extras` None takes every extra. Packages not installed are left out."""
    return sorted(map(_licence, _needed(extras)), key=lambda licence: licence.name)


def _needed(extras: list[str] | None) -> Iterator[Distribution]:
    own = distribution("rasd")
    wanted = set(own.metadata.get_all("Provides-Extra") or []) if extras is None else set(extras)
    waiting: list[tuple[Distribution, set[str]]] = [(own, wanted)]
    met: dict[str, set[str]] = {"rasd": wanted}
    while waiting:
        of, chosen = waiting.pop()
        for requirement in map(Requirement, of.requires or ()):
            if requirement.marker and not any(requirement.marker.evaluate({"extra": extra}) for extra in (*chosen, "")):
                continue
            name = canonicalize_name(requirement.name)
            more = requirement.extras - met.get(name, set())
            if name in met and not more:
                continue
            try:
                found = distribution(name)
            except PackageNotFoundError:
                continue
            if name not in met:
                yield found
            met[name] = met.get(name, set()) | requirement.extras
            waiting.append((found, met[name]))


def _licence(found: Distribution) -> Licence:
    name = canonicalize_name(found.metadata["Name"])
    classified = _classified(found.metadata.get_all("Classifier") or [])
    said = KNOWN.get(name) or _first(found, "License-Expression") or classified or _first(found, "License")
    said = CALLED.get(said.strip().lower(), " ".join(said.split())[:60])
    return Licence(name, found.version, said or "UNKNOWN", allowed(said))


def _first(found: Distribution, field: str) -> str:
    """What a package says in a field of its metadata; empty where it says nothing."""
    return str((found.metadata.get_all(field) or [""])[0])


def _classified(classifiers: list[str]) -> str:
    """The licences of classifiers as one expression: of several, any may be chosen."""
    ends = [line.rpartition(" :: ")[2] for line in classifiers if line.startswith("License :: ")]
    return " OR ".join(CALLED.get(end.lower(), end) for end in ends if end != "OSI Approved")


def allowed(expression: str) -> bool:
    """Whether an SPDX expression may be met: of `OR` one side is enough, of `AND` all must do."""
    text = re.sub(r"[()]", " ", expression)
    return any(all(_one(part) for part in re.split(r"\s+AND\s+", side)) for side in re.split(r"\s+OR\s+", text))


def _one(licence: str) -> bool:
    return " ".join(licence.split()) in ALLOWED


def main() -> None:
    """Print a line a package; exit 1 where one is not allowed."""
    parser = argparse.ArgumentParser(description="Licences of what an installation of Rasd brings.")
    parser.add_argument("--extra", action="append", help="only the package itself and this extra; may be repeated")
    found = licences(parser.parse_args().extra)
    for licence in found:
        print(f"{licence.name:<34} {licence.version:<14} {licence.spdx}{'' if licence.allowed else '   <- NOT ALLOWED'}")
    refused = [licence.name for licence in found if not licence.allowed]
    if refused:
        sys.exit(f"not in the list of tools/licences.py: {', '.join(refused)}")


if __name__ == "__main__":
    main()
