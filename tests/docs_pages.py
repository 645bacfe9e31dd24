"""What tests of the docs share: where pages are, and the scripts of docs as modules."""

from __future__ import annotations

import importlib
import sys
from pathlib import Path
from types import ModuleType

ROOT = Path(__file__).resolve().parent.parent
DOCS = ROOT / "docs"
PAGES = sorted([*DOCS.rglob("*.md"), *ROOT.glob("*.md")])


def tool(name: str) -> ModuleType:
    """A script of docs as a module. They import each other by name, as `python docs/NAME.py` does."""
    if str(DOCS) not in sys.path:
        sys.path.insert(0, str(DOCS))
    return importlib.import_module(name)


def named(page: Path) -> str:
    """A page as tests call it."""
    return page.relative_to(ROOT).as_posix()
