"""Arabic in a left-to-right terminal: after layout each Arabic run is isolated, so that it does not reorder its neighbours."""

from __future__ import annotations

import re
from collections.abc import Iterable

from rich.segment import Segment

FIRST_STRONG_ISOLATE = "\u2068"
POP_DIRECTIONAL_ISOLATE = "\u2069"
# From the first Arabic letter to the last, with what stands between them (digits, marks, Latin words) and brackets around; without parts of
# the layout: arrows, dots, bars, two spaces.
_AR = "[\u0600-\u06ff\u0750-\u077f\ufb50-\ufdff\ufe70-\ufefc]"
_RUN = re.compile(rf"[«\"“‘'(\[]*{_AR}(?:(?:(?! {{2}}|[│─→·]).)*{_AR})?[»\"”’')\].،؛؟!:%]*")


def isolate(text: str) -> str:
    """A text with each Arabic run between FIRST STRONG ISOLATE and POP DIRECTIONAL ISOLATE."""
    return _RUN.sub(lambda run: f"{FIRST_STRONG_ISOLATE}{run.group()}{POP_DIRECTIONAL_ISOLATE}", text)


def isolate_line(segments: Iterable[Segment]) -> list[Segment]:
    """A laid-out line with its Arabic runs isolated; a run may span several styles."""
    line = list(segments)
    text = "".join(segment.text for segment in line)
    opens = {run.start() for run in _RUN.finditer(text)}
    closes = {run.end() for run in _RUN.finditer(text)}
    if not opens:
        return line
    position, out = 0, []
    for segment in line:
        letters = []
        for letter in segment.text:
            # A run closes right after its last letter: before anything that follows, so that padding stays outside.
            letters.append(
                (POP_DIRECTIONAL_ISOLATE if position in closes else "") + (FIRST_STRONG_ISOLATE if position in opens else "") + letter
            )
            position += 1
        out.append(Segment("".join(letters), segment.style, segment.control))
    if position in closes:
        last = out.pop()
        out.append(Segment(last.text + POP_DIRECTIONAL_ISOLATE, last.style, last.control))
    return out
