"""Runs docs/example.ipynb without Jupyter: each code cell in turn, its output as Jupyter would show it. notebook.py [--write].

With --write the outputs are put into the file; without, the file is compared with what its cells give (a test does the same).
"""

from __future__ import annotations

import ast
import contextlib
import io
import json
import sys
from pathlib import Path
from typing import Any

EXAMPLE = Path(__file__).resolve().parent / "example.ipynb"


def run(notebook: dict[str, Any]) -> list[str]:
    """What each code cell prints, and the value of its last line."""
    names: dict[str, Any] = {}
    return [_output("".join(cell["source"]), names) for cell in notebook["cells"] if cell["cell_type"] == "code"]


def _output(source: str, names: dict[str, Any]) -> str:
    tree = ast.parse(source)
    last = tree.body[-1] if tree.body and isinstance(tree.body[-1], ast.Expr) else None
    body = ast.Module(tree.body[:-1] if last else tree.body, [])
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        exec(compile(body, EXAMPLE.name, "exec"), names)  # noqa: S102 - our own file
        value = eval(compile(ast.Expression(last.value), EXAMPLE.name, "eval"), names) if last else None  # noqa: S307
        if value is not None:
            print(value)  # noqa: T201
    return printed.getvalue()


def shown(notebook: dict[str, Any]) -> list[str]:
    """The outputs that the file holds."""
    cells = (cell for cell in notebook["cells"] if cell["cell_type"] == "code")
    return ["".join(line for output in cell["outputs"] for line in output["text"]) for cell in cells]


def filled(notebook: dict[str, Any]) -> dict[str, Any]:
    """The notebook with its outputs."""
    outputs = iter(run(notebook))
    cells = [dict(cell) for cell in notebook["cells"]]
    for number, cell in enumerate((cell for cell in cells if cell["cell_type"] == "code"), 1):
        text = next(outputs)
        stream = {"name": "stdout", "output_type": "stream", "text": text.splitlines(keepends=True)}
        cell |= {"outputs": [stream] if text else [], "execution_count": number}
    return {**notebook, "cells": cells}


def main() -> None:
    """Write or compare."""
    notebook = json.loads(EXAMPLE.read_text("utf-8"))
    if "--write" in sys.argv[1:]:
        EXAMPLE.write_text(json.dumps(filled(notebook), ensure_ascii=False, indent=1) + "\n", "utf-8")
    elif run(notebook) != shown(notebook):
        sys.exit("docs/example.ipynb shows other outputs than its cells give; run: python docs/notebook.py --write")


if __name__ == "__main__":
    main()
