"""The figures as lines of text."""

from __future__ import annotations

from typing import Any

from rasd.evaluate.score import SHARE_FIGURES

_F1 = ("mention", "actor", "statement", "content", "tuple", "event", "who-whom", "strict", "where", "time", "place")


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


def calibration_lines(figures: dict[str, Any]) -> list[str]:
    """The calibration of confidences, for each kind a line and then its bins: from, to, findings, mean confidence, share right."""
    out = []
    for name, found in figures["calibration"].items():
        if not found["n"]:
            out.append(f"{name:10} no finding has a confidence")
            continue
        out.append(f"{name:10} expected calibration error {found['error']:.3f} ({found['chance']:.3f} by luck alone) of {found['n']}")
        out.append(f"{'':10} {'confidence':>12} {'findings':>9} {'mean':>6} {'right':>6}")
        for row in found["bins"]:
            between = f"{row['from']:.2f} - {row['to']:.2f}"
            out.append(f"{'':10} {between:>12} {row['n']:>9} {row['confidence']:>6.3f} {row['right']:>6.3f}")
    return out
