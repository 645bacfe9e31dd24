"""What the encoder says, as plain data."""

from __future__ import annotations

import dataclasses
import subprocess
import sys

import pytest

from rasd import signals
from rasd.signals import SignalMention, Signals
from rasd.spans import Span


def test_nothing_said_is_a_value() -> None:
    assert Signals() == Signals(mentions=[], statements=[], events=[], places=[], times=[], names=[], model="")


@pytest.mark.parametrize("kind", [Signals, SignalMention, signals.SignalStatement, signals.SignalEvent, signals.SignalSpan])
def test_signals_cannot_be_changed_and_carry_no_dictionary(kind: type) -> None:
    assert dataclasses.fields(kind)
    assert vars(kind)["__dataclass_params__"].frozen
    assert not hasattr(kind, "__dict__") or "__slots__" in vars(kind)


def test_equal_words_are_equal_signals() -> None:
    first, second = (SignalMention(Span(0, 5), "person", 0.9, "title", 0.8, inner=False, cluster=0) for _ in range(2))
    assert first == second


def test_candidates_reach_under_what_a_reader_would_believe() -> None:
    assert signals.TYPE < signals.TRIGGER < signals.CUE < signals.MENTION < 0.5


def test_signals_load_no_network() -> None:
    code = "import sys, rasd.signals; print({'numpy', 'onnxruntime', 'tokenizers'} & set(sys.modules))"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.strip() == "set()"
