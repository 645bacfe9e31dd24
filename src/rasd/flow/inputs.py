"""What a user names as a source, as collecting takes it: files, folders, pages, standard input."""

from __future__ import annotations

import os
import sys

from rasd.collect.items import Hints
from rasd.collect.paths import Inputs
from rasd.flow.collecting import Source
from rasd.records import Article


def source_of(given: str, hints: Hints, *, allow_private: bool = False) -> Source:
    """The source that a user names; files are known by their whole path, wherever they are named from."""

    def fetch(url: str, hints: Hints) -> Article:
        from rasd.collect.fetch import Fetcher

        return Fetcher(allow_private=allow_private)(url, hints)

    found = Inputs([given], hints, stdin=sys.stdin.buffer if given == "-" else None, fetch=fetch).found()
    if given == "-":
        return Source("standard input", "stream", found)
    if "://" in given:
        return Source(given, "page", found, url=given)
    return Source(os.path.abspath(given), "folder" if os.path.isdir(given) else "file", found)
