"""Rows of a store: an iterator that can also become a data frame."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from rasd.errors import UsageError

if TYPE_CHECKING:
    from pandas import DataFrame

T = TypeVar("T")


class Rows(Generic[T]):
    """An iterator over rows. `flat` turns a row into plain values by column."""

    def __init__(self, rows: Iterator[T], columns: tuple[str, ...], flat: Callable[[T], dict[str, Any]]) -> None:
        self._rows = rows
        self._columns = columns
        self._flat = flat

    def __iter__(self) -> Iterator[T]:
        """Itself: rows are read from the store as they are asked for."""
        return self

    def __next__(self) -> T:
        """The next row."""
        return next(self._rows)

    def to_pandas(self) -> DataFrame:
        """The remaining rows as a data frame; days are texts (EDTF has more than dates). Raises UsageError without pandas."""
        try:
            from pandas import DataFrame
        except ImportError as error:
            raise UsageError("data frames need pandas: pip install 'rasd[data]'") from error
        return DataFrame([self._flat(row) for row in self], columns=list(self._columns))
