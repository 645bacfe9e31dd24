"""Folders and files that a watch collects again when something in them has changed."""

from __future__ import annotations

import hashlib
import os
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import select

from rasd.collect.items import Hints
from rasd.collect.paths import files_in
from rasd.collect.sources import Settings, settings_of
from rasd.errors import UsageError
from rasd.flow.collecting import collect
from rasd.flow.inputs import source_of
from rasd.flow.progress import Run
from rasd.flow.visiting import Visit
from rasd.store import Store
from rasd.store.leases import over
from rasd.store.queue import FAR
from rasd.store.tables import sources
from rasd.store.values import moment


def add_folder(store: Store, path: str, *, outlet: str | None = None, settings: Settings | None = None) -> int:
    """Add a folder or file to the watch: it gets a time for its next visit, unlike sources that were only collected."""
    if not os.path.exists(path):
        raise UsageError(f"{path}: no such file or folder")
    kind, text = "folder" if os.path.isdir(path) else "file", (settings or Settings()).to_json()
    with store.write() as writer:
        return writer.source(os.path.abspath(path), kind, outlet=outlet, settings=text, next_at=moment(datetime.now(UTC)))


def due_folders(store: Store) -> list[dict[str, Any]]:
    """The folders and files that are due."""
    ready = sources.c.kind.in_(("folder", "file")) & (sources.c.state == "active") & over(sources.c.next_at, datetime.now(UTC), FAR)
    return store.rows(select(sources).where(ready).order_by(sources.c.next_at))


def look_into(store: Store, row: dict[str, Any], run: Run, *, workers: int = 1) -> Visit:
    """Collect a folder or file that has changed.

    Its state is taken before collecting and noted after, so that changes in between are seen the next time.
    """
    before, path, note = replace(run), row["name"], f"source {row['number']} files"
    seen = _looks(path)
    again = moment(datetime.now(UTC) + timedelta(minutes=settings_of(row["settings"]).every))
    if seen is None:
        error = f"{path}: no such file or folder"
        with store.write() as writer:
            writer.source_tried(row["number"], error=error, next_at=again)
        return Visit(row["number"], path, error=error)
    if seen != store.note(note):
        collect(store, source_of(path, Hints(outlet=row["outlet"])), workers=workers, run=run)
    with store.write() as writer:
        writer.set_note(note, seen)
        writer.set_source(row["number"], next_at=again)
    return Visit(row["number"], path, new=run.new - before.new, known=run.known - before.known, failed=run.failed - before.failed)


def _looks(path: str) -> str | None:
    """A digest of the names, sizes and times of the files, None if there are none."""
    if not os.path.exists(path):
        return None
    digest = hashlib.sha256()
    for file in files_in(path) if os.path.isdir(path) else [path]:
        try:
            state = os.stat(file)
        except OSError:
            continue
        digest.update(f"{os.fspath(file)}\0{state.st_size}\0{state.st_mtime_ns}\n".encode("utf-8", "surrogateescape"))
    return digest.hexdigest()
