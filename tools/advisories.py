"""Known weaknesses of the versions in constraints.txt, by PyPI's advisories (pip-audit). Fails on each that is known.

    python tools/advisories.py            # in CI: where the advisories cannot be asked, it says so and passes
    python tools/advisories.py --strict   # make audit: that fails too

A registry that only mirrors packages has no advisories: there nothing is known of any package, which is no proof that all is well.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

PINNED = Path(__file__).parents[1] / "constraints.txt"
SECONDS = 600  # for a hundred packages, one question each


class NotAskedError(Exception):
    """The advisories could not be asked at all; says why."""


def answers(pinned: Path = PINNED) -> list[dict[str, Any]]:
    """What pip-audit says of each pinned package. Raises NotAskedError."""
    asked = (sys.executable, "-m", "pip_audit", "--format", "json", "--progress-spinner", "off", "--no-deps", "--disable-pip")
    try:
        done = subprocess.run(  # noqa: S603 - our own command
            [*asked, "--requirement", str(pinned)], capture_output=True, text=True, timeout=SECONDS, check=False
        )
        found: list[dict[str, Any]] = json.loads(done.stdout)["dependencies"]
    except subprocess.TimeoutExpired as error:
        raise NotAskedError(f"no answer within {SECONDS} seconds") from error
    except (ValueError, KeyError, TypeError) as error:
        raise NotAskedError((done.stderr.strip().splitlines() or ["pip-audit said nothing"])[-1]) from error
    if all("skip_reason" in one for one in found):
        raise NotAskedError(found[0]["skip_reason"] if found else "no package is pinned")
    return found


def weaknesses(found: list[dict[str, Any]]) -> list[str]:
    """A line for each weakness that is known: the package, its version, the advisory, the versions without it."""
    return [
        f"{one['name']} {one['version']}: {weak['id']}; mended in {', '.join(weak.get('fix_versions') or ['no version yet'])}"
        for one in found
        for weak in one.get("vulns", ())
    ]


def main() -> None:
    """Print what is known; exit 1 where a weakness is, and with --strict where a package could not be asked of."""
    parser = argparse.ArgumentParser(description="Known weaknesses of the pinned versions.")
    parser.add_argument("--strict", action="store_true", help="fail too where the advisories cannot be asked")
    strict = parser.parse_args().strict
    try:
        found = answers()
    except NotAskedError as error:
        print(f"advisories: not asked, so nothing is known of any package: {error}")
        sys.exit(1 if strict else 0)
    weak, skipped = weaknesses(found), [one["name"] for one in found if "skip_reason" in one]
    print(*weak, sep="\n", end="\n" if weak else "")
    asked = f"{len(found) - len(skipped)} packages asked of, {len(weak)} weaknesses known"
    print(f"advisories: {asked}; not asked of: {', '.join(skipped) or 'none'}")
    sys.exit(1 if weak or (strict and skipped) else 0)


if __name__ == "__main__":
    main()
