"""The data side of the desk against its own description: requests made by schemathesis, in this process, the same ones in every run."""

from __future__ import annotations

import os
from typing import Any

import pytest
import schemathesis
from fastapi.routing import APIRoute
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis import GenerationMode
from schemathesis.specs.openapi.checks import positive_data_acceptance

from rasd.desk.app import create_app
from rasd.desk.pages import routers
from rasd.store import Store

EXAMPLES = int(os.environ.get("RASD_EXAMPLES", "3"))  # of each address and mode; 40 of each were tried once
FEW = settings(
    max_examples=EXAMPLES, derandomize=True, database=None, deadline=None, phases=[Phase.generate], suppress_health_check=list(HealthCheck)
)
WORDS = frozenset({"q", "words"})  # whether a text has words to look for, a schema cannot say
ROUTES = [route for router in routers() for route in router.routes if isinstance(route, APIRoute) and route.include_in_schema]


@pytest.fixture(scope="module")
def description(demo_store: Store) -> Any:
    return schemathesis.openapi.from_asgi("/openapi.json", create_app(demo_store, hosts=["testserver"]))


@pytest.mark.parametrize("path", [route.path for route in ROUTES])
def test_what_is_asked_rightly_is_answered_as_described(description: Any, path: str) -> None:
    asked(description[path]["GET"], GenerationMode.POSITIVE)


@pytest.mark.parametrize("path", [route.path for route in ROUTES if route.dependant.query_params or "{" in route.path or route.body_field])
def test_what_is_asked_wrongly_is_refused_as_described(description: Any, path: str) -> None:
    asked(description[path]["GET"], GenerationMode.NEGATIVE)


def asked(operation: Any, mode: GenerationMode) -> None:
    @FEW
    @given(case=operation.as_strategy(generation_mode=mode))
    def holds(case: schemathesis.Case[Any]) -> None:
        answer = case.call()
        wordless = answer.status_code == 400 and not WORDS.isdisjoint(case.query or {})
        case.validate_response(answer, excluded_checks=[positive_data_acceptance] if wordless else [])

    holds()
