"""Builds the docs site into site/: website.py. Needs `pip install -e '.[docs]'`; no network, now or when the site is read.

A folder is laid out in build/website, and Zensical builds it strictly: a link that leads nowhere is an error. Laid out are the pages of
docs/, the notebook as a page, the documents of the root (links between them rewritten), and fonts from packages that Rasd depends on
anyway. mkdocs.yml lists the pages; one that is listed and does not exist is left out. Built pages are then looked through: whatever a
browser would load from elsewhere is an error.
"""

from __future__ import annotations

import json
import os
import posixpath
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from html.parser import HTMLParser
from importlib.resources import files
from pathlib import Path
from typing import Any

from rasd.export.bidi import isolate

ROOT = Path(__file__).resolve().parent.parent
DOCS, LAID, SITE, CONFIG = ROOT / "docs", ROOT / "build" / "website", ROOT / "site", ROOT / "mkdocs.yml"
OF_ROOT = {  # document of the repository -> page of the site
    "README.md": "index.md",
    "CHANGELOG.md": "project/changelog.md",
    "CONTRIBUTING.md": "project/contributing.md",
    "ARCHITECTURE.md": "project/architecture.md",
    "SECURITY.md": "project/security.md",
    "NOTICE": "project/notice.md",
    "src/rasd/ontology/NOTICE.md": "project/notice-ontology.md",
    "src/rasd/ontology/data/NOTICE-places.md": "project/notice-places.md",
}
FONTS = ("Regular", "Medium", "SemiBold")
_ENTRY = re.compile(r"\s+- .*?([\w./-]+\.md)$")  # of mkdocs.yml
_LINK = re.compile(  # or code, in which nothing is a link; whichever begins first
    r"^(?P<fence>```|~~~).*?^(?P=fence)[ \t]*$|^(?: {4}|\t)[^\n]*$"
    r"|(?<!!)\[(?P<words>(?:`[^`\n]+`|[^\]\n`])+)\]\((?P<target>[^)\s:]+)\)|`[^`\n]+`",
    re.M | re.S,
)
_COLOUR = re.compile(r"\x1b\[[0-9;]*m")


def main() -> int:
    """Lay out, build, look through; 0 where all of it went well."""
    lay_out()
    try:
        build()
    except FileNotFoundError:
        print("the site needs Zensical: pip install -e '.[docs]'", file=sys.stderr)  # noqa: T201
        return 1
    except subprocess.CalledProcessError as error:
        print("the site was not built", *_faults(error), sep="\n", file=sys.stderr)  # noqa: T201
        return 1
    faults = list(loaded_from_elsewhere(SITE))
    print("\n".join(faults) or f"the site is in {SITE.name}/: open {SITE.name}/index.html")  # noqa: T201
    return 1 if faults else 0


def lay_out() -> None:
    """The folder that is built: docs, configuration, theme."""
    shutil.rmtree(LAID, ignore_errors=True)
    pages = LAID / "docs"
    for source in sorted(DOCS.rglob("*")):
        name = source.relative_to(DOCS).as_posix()
        if source.suffix == ".md":
            _put(pages / name, _isolated(_linked(source.read_text("utf-8"), f"docs/{name}")))
        elif name.startswith("assets/") and source.is_file():
            (pages / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(source, pages / name)
    for source_name, name in OF_ROOT.items():
        if name != "index.md":
            _put(pages / name, _of_root(source_name))
    _put(pages / "notebook.md", _isolated(notebook(json.loads((DOCS / "example.ipynb").read_text("utf-8")))))
    shutil.copyfile(DOCS / "example.ipynb", pages / "example.ipynb")
    _assets(pages / "assets")
    shutil.copytree(DOCS / "theme", LAID / "theme")
    _configure(pages)


def _put(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def _of_root(name: str) -> str:
    text = (ROOT / name).read_text("utf-8")
    if name == "NOTICE":  # plain text, whose lines mean what they are
        text = "# Notice\n\n```text\n" + text + "```\n"
    return _linked(text, name)


def _linked(text: str, name: str) -> str:
    """The page with its links as they are in the site. A link to a file that is no page of it (source, data) becomes its words.

    Code is left alone: `[x](y)` in it is no link.
    """
    folder, here = posixpath.dirname(name), posixpath.dirname(_page_of(name) or "")

    def link(match: re.Match[str]) -> str:
        words, (target, mark, anchor) = match["words"], (match["target"] or "").partition("#")
        if not target:
            return match[0]
        meant = posixpath.normpath(posixpath.join(folder, target))
        page = _page_of(meant)
        if page is None:
            return words if (ROOT / meant).exists() else match[0]
        return f"[{words}]({posixpath.relpath(page, here or '.')}{mark}{anchor})"

    return _LINK.sub(link, text)


def _isolated(text: str) -> str:
    """The page with the Arabic that commands print isolated, as `rasd` does on a terminal: else a line's columns change places."""

    def block(match: re.Match[str]) -> str:
        lines, command = match[0].split("\n"), False
        for at, line in enumerate(lines):
            told = command or line.startswith(("$ ", "```"))
            command = told and line.endswith("\\")
            lines[at] = line if told else isolate(line)
        return "\n".join(lines)

    return re.sub(r"^```(?:console|text)\n.*?^```$", block, text, flags=re.M | re.S)


def _page_of(name: str) -> str | None:
    """The page of the site that a file of the repository is, None where it is none."""
    if name in OF_ROOT:
        return OF_ROOT[name]
    if name == "docs/example.ipynb":
        return "notebook.md"
    return name.removeprefix("docs/") if name.startswith("docs/") and name.endswith(".md") else None


def notebook(content: dict[str, Any]) -> str:
    """A notebook as a page: its cells and what they print."""
    parts = []
    for cell in content["cells"]:
        source = "".join(cell["source"])
        parts.append(source if cell["cell_type"] == "markdown" else f"```python\n{source}\n```")
        for output in cell.get("outputs", []):
            shown = "".join(output.get("text") or output.get("data", {}).get("text/plain", ""))
            if shown.strip():
                parts.append(f"```text\n{shown.rstrip()}\n```")
    return "\n\n".join(parts) + "\n\n[The notebook as a file](example.ipynb).\n"


def _assets(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    family = files("fontpkg_ibm_plex_sans_arabic")
    for weight in FONTS:
        (folder / f"plex-{weight.lower()}.ttf").write_bytes(family.joinpath("files", f"IBMPlexSansArabic-{weight}.ttf").read_bytes())
    (folder / "plex-licence.txt").write_bytes(family.joinpath("LICENSE").read_bytes())
    shutil.copyfile(ROOT / "src/rasd/desk/static/rasd.svg", folder / "rasd.svg")


def _configure(pages: Path) -> None:
    """mkdocs.yml without the entries whose pages are not there, and without the sections that are empty then."""
    kept: list[str] = []
    for line in reversed(CONFIG.read_text("utf-8").split("\n")):
        page = _ENTRY.match(line)
        section = re.match(r"  - .+:$", line)
        if page and not (pages / page[1]).exists():
            continue
        if section and not (kept and kept[-1].startswith("      ")):
            continue
        kept.append(line)
    _put(LAID / "mkdocs.yml", "\n".join(reversed(kept)))


def listed() -> list[str]:
    """The pages that mkdocs.yml lists, in order."""
    return [page[1] for line in CONFIG.read_text("utf-8").split("\n") if (page := _ENTRY.match(line))]


def build() -> None:
    """Zensical over what is laid out; the result replaces site/ when it is whole. Raises CalledProcessError with what it said."""
    program = Path(sys.executable).with_name("zensical")
    command = [str(program), "build", "--strict", "--clean", "--config-file", str(LAID / "mkdocs.yml")]
    subprocess.run(  # noqa: S603 - our own command
        command, check=True, cwd=LAID, capture_output=True, text=True, encoding="utf-8", env={**os.environ, "NO_COLOR": "1"}
    )
    shutil.rmtree(SITE, ignore_errors=True)
    shutil.copytree(LAID / "site", SITE)


def _faults(error: subprocess.CalledProcessError) -> list[str]:
    """What Zensical complains of, a line each; all that it said where it complains otherwise."""
    said = _COLOUR.sub("", f"{error.stdout}{error.stderr}")
    found = re.findall(r"^Warning: (.+)\n.*?\[ (\S+) \]", said, re.M)
    return [f"{page}: {what}" for what, page in found] or [said]


class _Loads(HTMLParser):
    """Collects what a browser loads by itself: scripts, styles, images, frames, fonts; not the links that people follow."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self._style = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Addresses in attributes: `href` loads of a link element alone."""
        self._style = tag == "style"
        for name, value in attrs:
            if value and (name in {"src", "srcset", "poster", "data"} or (tag == "link" and name == "href" and not _names_page(attrs))):
                self.found.append(value)
            elif value and name == "style":
                self.found += _URL.findall(value)

    def handle_data(self, data: str) -> None:
        """Addresses in a style element."""
        if self._style:
            self.found += _URL.findall(data)


def _names_page(attrs: list[tuple[str, str | None]]) -> bool:
    return dict(attrs).get("rel") in {"canonical", "alternate", "prev", "next"}


_URL = re.compile(r"(?:url\(\s*|@import\s+)[\"']?([^\"')\s;]+)")


def loaded_from_elsewhere(site: Path) -> Iterator[str]:
    """A line for each thing that a page or style sheet of the site would load from another address."""
    for path in sorted(site.rglob("*")):
        if path.suffix == ".html":
            page = _Loads()
            page.feed(path.read_text("utf-8"))
            found = page.found
        elif path.suffix in {".css", ".svg"}:
            found = _URL.findall(path.read_text("utf-8"))
        else:
            continue
        yield from (f"{path.relative_to(site)}: loads {address}" for address in found if re.match(r"(?:\w+:)?//", address))


if __name__ == "__main__":
    sys.exit(main())
