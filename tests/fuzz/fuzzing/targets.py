"""All targets by name."""

from __future__ import annotations

from fuzzing import archives, asking, books, columns, desks, forms, hosts, models, papers, requests, rows, scoring, text, web
from fuzzing.engine import Target

TARGETS: dict[str, Target] = {
    target.name: target
    for module in (text, web, archives, hosts, rows, columns, books, papers, scoring, asking, desks, requests, forms, models)
    for target in module.TARGETS
}
