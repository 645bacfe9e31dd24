"""Corrected actors for whole columns: merges, countries, kinds and sectors."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from rasd.store.lists.columns import UNKNOWN, Array, Columns


@dataclass(frozen=True, slots=True)
class Cast:
    """Arrays by an actor's code: the code of the actor it is merged into, and the codes of that one's country, kind and sector."""

    root: Array
    country: Array
    kind: Array
    sector: Array

    def roots(self, codes: Array) -> Array:
        """The actors that these are merged into; UNKNOWN stays."""
        import numpy as np

        return np.where(codes >= 0, self.root[codes], UNKNOWN)

    def countries(self, codes: Array) -> Array:
        """The countries of actors; UNKNOWN for UNKNOWN."""
        import numpy as np

        return np.where(codes >= 0, self.country[codes], UNKNOWN)

    def among(self, codes: Array, wanted: Iterable[int]) -> Array:
        """Which of these actors are among those wanted, after merges."""
        import numpy as np

        member = np.zeros(len(self.root) + 1, dtype=bool)  # the last one stands for UNKNOWN (-1)
        member[self.root[np.array(list(wanted), dtype=np.int64)]] = True
        member[-1] = False
        return member[self.roots(codes)]


def cast_of(columns: Columns, taken: Mapping[str, str], told: Mapping[str, Mapping[str, str | None]]) -> Cast:
    """The actors met so far, under corrections: merges by id, and decided fields (country, kind, sector) by id."""
    import numpy as np

    codes = columns.codes
    pairs = [(codes["actor"].of(id), codes["actor"].of(target)) for id, target in taken.items()]
    fields = {codes["actor"].of(id): values for id, values in told.items()}
    country, kind, sector = columns.actor_fields()
    count = len(codes["actor"].texts)
    root = np.arange(count, dtype=np.int32)
    for id, target in pairs:
        root[id] = target
    arrays = {}
    for name, column in (("country", country), ("kind", kind), ("sector", sector)):
        own = np.full(count, UNKNOWN, dtype=np.int32)
        own[: len(column)] = column[:count]
        for code, values in fields.items():
            if name in values:
                own[code] = codes[name].of(values[name])
        arrays[name] = own[root]
    return Cast(root, **arrays)


def codes_of(columns: Columns, ids: Iterable[str]) -> list[int]:
    """The codes of those of these actors that were met."""
    known = columns.codes["actor"].known
    return [code for id in ids if (code := known(id)) is not None]
