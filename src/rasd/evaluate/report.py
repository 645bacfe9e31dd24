"""The figures as a table to read."""

from __future__ import annotations

from typing import Any

from rasd.evaluate.score import SHARE_FIGURES

_F1 = ("mention", "actor", "statement", "content", "tuple", "event", "who-whom", "strict", "time", "place")


def lines(figures: dict[str, Any]) -> list[str]:
    """The report of `score`, a figure a line."""
    articles = figures["articles"]
    out = [f"{articles['scored']} articles, {articles['missing']} without a prediction"]
    for name in _F1:
        value = figures[name]
        out.append(f"{name:10} P {value['p']:.3f}  R {value['r']:.3f}  F1 {value['f1']:.3f}  n {value['n']:.0f}")
    out.extend(f"{name:10} {figures[name]['share']:.3f}  of {figures[name]['n']:.0f}" for name in SHARE_FIGURES)
    out.append("event types: " + "  ".join(f"{k} {v['f1']:.2f} ({v['n']:.0f})" for k, v in figures["types"].items()))
    return out
