"""What all tables of the first schema share."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Integer, MetaData

SCHEMA = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    }
)
NUMBER = BigInteger().with_variant(Integer(), "sqlite")


def article_key() -> Column[int]:
    """The number of the article that a row belongs to, where it is part of the key."""
    return Column("article", NUMBER, primary_key=True, autoincrement=False)
