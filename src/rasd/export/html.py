"""To come: writes JSON Lines until then."""

from __future__ import annotations

from rasd.export import jsonl


class Html(jsonl.Jsonl):
    """A stand-in."""

    name = "html"
