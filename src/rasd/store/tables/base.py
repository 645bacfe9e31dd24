"""What all tables share: their names, their types, and how a row points at its article."""

from __future__ import annotations

from typing import ClassVar, cast

from sqlalchemy import BigInteger, ForeignKey, Integer, LargeBinary, MetaData, Table, Text
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column
from sqlalchemy.types import Float

Exact = Text().with_variant(Text(collation="C"), "postgresql")
"""Texts in order of their code points on either database, so that what begins alike lies together in an index."""
Number = BigInteger().with_variant(Integer, "sqlite")  # only INTEGER PRIMARY KEY is SQLite's own row number
COMPACT = {"sqlite_with_rowid": False}
"""For tables that are little more than their key."""


class Base(DeclarativeBase):
    """All tables; constraint names are fixed so that migrations can name them on both databases."""

    metadata = MetaData(
        naming_convention={
            "pk": "pk_%(table_name)s",
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
        }
    )
    type_annotation_map: ClassVar = {str: Text, int: Number, float: Float, bytes: LargeBinary}


def of_article(*, primary_key: bool = False, index: bool = False) -> Mapped[int]:
    """The column `article` of what belongs to one article."""
    return mapped_column(ForeignKey("articles.number"), primary_key=primary_key, index=index, autoincrement=False)


def table_of(row: type[Base]) -> Table:
    """The table of a class, as statements are made of it."""
    return cast(Table, row.__table__)
