"""An event as one line of a bulletin, in the language of its frame."""

from __future__ import annotations

from typing import Any

from rasd.bulletin.model import Frame
from rasd.export.labels import labels


def event_line(event: Any, frame: Frame) -> str:
    """`اعتقال: الجيش العراقي ← خمسة مطلوبين، كركوك، 2 قتلى`: the type or mode, who to whom, where, the toll. `event` is a Happening or its dict."""
    get = event.get if isinstance(event, dict) else lambda name: getattr(event, name)
    said = lambda key: labels().get(key, (key, key))[frame == "en"]  # noqa: E731 - three words
    comma, arrow = ("، ", " ← ") if frame == "ar" else (", ", " → ")
    parties = arrow.join(comma.join(side) for side in (get("source"), get("target")) if side)
    toll = [f"{get(name)} {said(name)}" for name in ("dead", "injured") if get(name) is not None]
    status = [said(get("status"))] if get("status") != "actual" else []
    rest = comma.join(filter(None, (parties, get("place"), *toll, *status)))
    return f"{said(get('mode') or get('type'))}: {rest}" if rest else str(said(get("mode") or get("type")))
