"""Makes a store of the sample articles, for the demo and for tests."""

from __future__ import annotations

import os
from itertools import chain

from rasd import samples
from rasd.flow.reading import read
from rasd.flow.relating import relate
from rasd.pipeline import Engine
from rasd.store import open_store


def make_demo(where: str | os.PathLike[str], engine: Engine = "rules") -> None:
    """Add the sample articles to a store here, read and relate them."""
    with open_store(where) as store:
        with store.write() as writer:
            source = writer.source("sample articles of Rasd", "file")
            given = chain(samples.articles(), samples.desk_articles())
            writer.source_gave(source, sum(writer.add(article, source=source, published_from="row").seen for article in given))
            writer.source_tried(source)
        read(store, engine)
        relate(store)
