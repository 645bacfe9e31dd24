"""Shared by all tests: hypothesis profiles, and the place of the optional gold data beside the checkout."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from servers import Server, serving

# Deterministic on CI and on a desk; `HYPOTHESIS_PROFILE=explore` looks for new cases.
settings.register_profile("ci", derandomize=True, deadline=None, max_examples=60, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("explore", deadline=None, max_examples=2000, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "ci"))

# What is started in the background (`make test &`) ignores Ctrl-C, and so would all that tests start and then interrupt.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)

SHARED = Path(__file__).resolve().parent.parent.parent / "shared"


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of corpora and gold beside the checkout; the test is skipped where it is absent."""
    if not (SHARED / "gold" / "dev.jsonl").exists():
        pytest.skip("needs ../shared (gold articles and corpora), which is not beside this checkout")
    return SHARED


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    """A PostgreSQL on loopback; the test is skipped where none is installed."""
    with serving() as running:
        yield running
