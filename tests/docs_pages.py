"""What tests of the docs share: where pages are, and what they are called."""

from __future__ import annotations

from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
DOCS = ROOT / "docs"
PAGES = sorted([*DOCS.rglob("*.md"), *ROOT.glob("*.md")])


def named(page: Path) -> str:
    """A page as tests call it."""
    return page.relative_to(ROOT).as_posix()
