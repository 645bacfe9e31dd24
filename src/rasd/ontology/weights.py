"""The weights of the log-linear models, by feature, as they are kept between runs (data/*_weights*.tsv, fitted by tools/ and training/)."""

from __future__ import annotations

from rasd.arabic.kept import Plain
from rasd.ontology.compiled import WEIGHTED, WEIGHTS
from rasd.ontology.tables import table


def weights_of(name: str, column: str = "weight") -> dict[str, float]:
    """What a column of `data/<name>.tsv` weighs each feature; features without a number there are none. To be read only."""
    found: dict[str, float] = WEIGHTS.parts()[f"{name} {column}"]
    return found


def build() -> Plain:
    """Every column of every table of weights."""
    made: dict[str, dict[str, float]] = {}
    for name in WEIGHTED:
        for row in table(name):
            for column, cell in list(row.items())[1:]:
                held = made.setdefault(f"{name} {column}", {})
                if cell:
                    held[row["feature"]] = float(cell)
    return made
