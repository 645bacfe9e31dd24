"""The one folder to adapt: templates of the bulletin, those of the package or a copy of them that somebody changed."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import TYPE_CHECKING

from rasd.errors import UsageError

if TYPE_CHECKING:
    from jinja2 import Environment

NAMES = ("bulletin.html", "bulletin.md", "bulletin.txt", "bulletin.typ")
"""HTML (also of the mail), Markdown and the plain text of the mail are Jinja templates, the PDF is Typst. A `bulletin.docx` beside them
gives Word its styles."""


class Templates:
    """A folder of templates; what it lacks is taken from the package. Raises UsageError where there is no such folder."""

    def __init__(self, folder: Path | None = None) -> None:
        if folder is not None and not folder.is_dir():
            raise UsageError(f"{folder}: no such folder; `rasd bulletin --copy-templates {folder}` makes one")
        self.folder = folder

    def file(self, name: str) -> bytes | None:
        """The content of a template, None where neither the folder nor the package has it."""
        own = self.folder / name if self.folder else None
        if own is not None and own.is_file():
            return own.read_bytes()
        shipped = _shipped().joinpath(name)
        return shipped.read_bytes() if shipped.is_file() else None

    @cached_property
    def environment(self) -> Environment:
        """Jinja with everything escaped in HTML. The templates of a folder are its owner's own, yet they run in a sandbox."""
        from jinja2 import FunctionLoader, StrictUndefined
        from jinja2.sandbox import SandboxedEnvironment

        return SandboxedEnvironment(
            loader=FunctionLoader(self._text),
            autoescape=lambda name: bool(name and name.endswith(".html")),
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )

    def _text(self, name: str) -> str | None:
        found = self.file(name)
        return None if found is None else found.decode("utf-8")


def copy_templates(folder: Path) -> Iterator[Path]:
    """Copy the templates into a folder, made where there is none; what is there stays. Gives the files written."""
    folder.mkdir(parents=True, exist_ok=True)
    for name in NAMES:
        path = folder / name
        if not path.exists():
            path.write_bytes(_shipped().joinpath(name).read_bytes())
            yield path


def _shipped() -> Traversable:
    return files("rasd.bulletin.templates")
