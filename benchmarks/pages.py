"""Pages of the desk at scale: how long each address takes, asked in this process without a socket; half, 95 of 100, the longest.

    pages.py [--store DESK.db] [--articles 25000] [--times 40] [--only story article] [--hits 20000] [--most 120] [--busy] [--json]

Without --store one is made of the first so many articles of ../shared/corpus/saudinewsnet.jsonl.gz and left in --keep for the next time
(reading takes some ten minutes on two cores). The findings are loaded as `rasd serve` loads them; every address is asked once unmeasured,
which remembers what is remembered (`first` tells how long that took), then --times times, each time with another day, word, actor or id of
the store, so that what is remembered for one reader is not what is measured for all. `cpu` is p95 of the processor time: on a machine with
busy neighbours the clock tells of them too, and --busy judges by it. Anything above --most makes the exit status 1. With --hits an alert
that found so many statements and told each through three channels is put into the store, and stays there: name a copy of a desk.
"""

from __future__ import annotations

import argparse
import gc
import json
import os
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # as `rasd` does, before numpy is loaded
from fastapi.routing import APIRoute
from sqlalchemy import func, select, update
from starlette.testclient import TestClient

from rasd.cli.start import SELDOM
from rasd.desk.app import create_app
from rasd.desk.pages import routers
from rasd.desk.serving import look_at_all
from rasd.store import Store, open_store
from rasd.store.alerts import NewHit, save_alert, save_hits
from rasd.store.tables import actors, alerts, article_actors, articles, deliveries, event_parties, events, places, statements, stories
from rasd.store.values import now

sys.path.insert(0, str(Path(__file__).parent))
from corpus import CORPUS

from desk import collect, cut

Samples = dict[str, list[str]]
KINDS = {"compare": "story", "actor-statements": "actor"}
WORDS = ("الرئيس", "وزير الخارجية", "مجلس الأمن", "هجوم", "النفط", "القمة العربية", "الحكومة السورية", "انفجار", "اتفاق", "المتحدث باسم")
FILTERS: dict[str, tuple[Callable[[random.Random, Samples], dict[str, Any]], ...]] = {
    "today": (lambda r, s: {"day": r.choice(s["day"])},),
    "stories": (lambda r, s: {}, lambda r, s: {"since": r.choice(s["day"])}, lambda r, s: {"words": r.choice(WORDS)}),
    "articles": (lambda r, s: {}, lambda r, s: {"outlet": r.choice(s["outlet"])}, lambda r, s: {"words": r.choice(WORDS)}),
    "statements": (
        lambda r, s: {},
        lambda r, s: {"speaker": r.choice(s["actor"])},
        lambda r, s: {"stance": r.choice(["claim", "deny"]), "words": r.choice(WORDS)},
    ),
    "events": (
        lambda r, s: {},
        lambda r, s: {"type": r.choice(s["type"])},
        lambda r, s: {"source": r.choice(s["party"]), "since": r.choice(s["day"])},
    ),
    "dyads": (lambda r, s: {"a": "IRN", "b": "RUS", "level": "country"}, lambda r, s: {"a": r.choice(s["party"]), "level": "actor"}),
    "actors": (lambda r, s: {}, lambda r, s: {"words": r.choice(["محمد", "وزير", "وزارة", "حزب"])}),
    "places": (lambda r, s: {}, lambda r, s: {"since": r.choice(s["day"])}),
    "network": (lambda r, s: {}, lambda r, s: {"level": "actor", "since": r.choice(s["day"])}),
    "search": (lambda r, s: {"q": r.choice(WORDS)}, lambda r, s: {"q": r.choice(WORDS), "speaker": r.choice(s["actor"])}),
    "review": (lambda r, s: {}, lambda r, s: {"kind": "event", "outlet": r.choice(s["outlet"])}),
}
"""How the filters of a page are filled; a page that is not here is asked as it is. What is asked for is in the past of the store."""


def samples(store: Store, chance: random.Random) -> Samples:
    """Ids and values to ask with: half of the ids are those of which most is told, as on a desk."""
    with store.read() as connection:

        def column(query: Any) -> list[str]:
            return [str(value) for value in connection.execute(query).scalars()]

        def some(query: Any, least: int = 20) -> list[str]:
            found = column(query)
            return [*found[:least], *chance.sample(found, min(least, len(found)))]

        def by_count(key: Any) -> Any:
            return select(key).where(key.is_not(None)).group_by(key).order_by(func.count().desc()).limit(2000)

        return {
            "day": some(select(articles.c.day).where(articles.c.day.is_not(None)).distinct().order_by(articles.c.day.desc())),
            "outlet": column(by_count(articles.c.outlet)),
            "type": column(by_count(events.c.type)),
            "party": some(by_count(event_parties.c.actor)),
            "actor": some(by_count(article_actors.c.actor).join(actors, actors.c.id == article_actors.c.actor)),
            "place": some(by_count(places.c.name)),
            "story": some(select(stories.c.id).order_by(stories.c.articles.desc()).limit(5000)),
            "article": some(select(articles.c.id).order_by(func.length(articles.c.text).desc())),
            "alert": column(select(alerts.c.id)),
        }


def addresses(route: APIRoute, known: Samples, chance: random.Random, times: int) -> list[str]:
    """So many ways to ask a page."""
    name = route.name.partition(".json")[0]
    filled = FILTERS.get(name, (lambda r, s: {},))
    made = []
    for k in range(times):
        asked = filled[k % len(filled)](chance, known)
        path = route.path.replace("{id}", chance.choice(known[KINDS.get(name, name)])) if "{id}" in route.path else route.path
        made.append(path + (f"?{urlencode(asked)}" if asked else ""))
    return made


def measure(client: TestClient, asked: list[str]) -> dict[str, Any]:
    """Milliseconds of the answers, and the address that took longest."""
    first = once(client, asked[0])[0]
    took = [(*once(client, address), address) for address in asked]
    wall, busy = sorted(row[0] for row in took), sorted(row[1] for row in took)
    at = round(0.95 * (len(took) - 1))
    return {"first": first, "p50": statistics.median(wall), "p95": wall[at], "max": wall[-1], "cpu": busy[at], "slowest": max(took)[2]}


def once(client: TestClient, address: str) -> tuple[float, float]:
    """Milliseconds of one answer: by the clock, and of the processor."""
    began, busy = time.perf_counter(), time.process_time()
    answer = client.get(address)
    took, worked = time.perf_counter() - began, time.process_time() - busy
    assert answer.status_code == 200, f"{address}: {answer.status_code}"
    return took * 1000, worked * 1000


def alerted(store: Store, hits: int) -> None:
    """Put an alert into the store that found so many statements; two of three channels took them, the third gave up half."""
    channels = [{"id": f"c{k}", "kind": "file", "to": f"told-{k}.jsonl", "language": "ar", "private": False} for k in range(3)]
    id = save_alert(store, f"{hits} hits", "statement", {"words": WORDS[0]}, channels, author="benchmark")
    columns = (statements.c.id, statements.c.article, statements.c.content, articles.c.id.label("of"), articles.c.title, articles.c.outlet)
    joined = statements.join(articles, articles.c.number == statements.c.article)
    rows = store.rows(select(*columns).select_from(joined).order_by(statements.c.article.desc()).limit(hits))
    told = [
        {"kind": "statement", "id": f"{row['of']}/{row['id']}", "article": row["of"], "title": row["title"], "outlet": row["outlet"]}
        | {"quote": row["content"], "story": None, "url": None, "published": None, "confidence": 0.9, "fields": {}}
        for row in rows
    ]
    save_hits(store, id, [NewHit("statement", one["id"], row["article"], one) for one, row in zip(told, rows, strict=True)], 0)
    with store.write() as writer:
        done, at = update(deliveries).where(deliveries.c.alert == id), now()
        writer.connection.execute(done.where(deliveries.c.channel != "c2").values(delivered_at=at, next_at=None, tries=1))
        lost = (deliveries.c.channel == "c2", deliveries.c.id > told[len(told) // 2]["id"])
        writer.connection.execute(done.where(*lost).values(next_at=None, tries=12, error="no room"))


Tell = Callable[[str, dict[str, Any]], None]


def run(store: Store, times: int, only: list[str], seed: int, tell: Tell) -> dict[str, dict[str, Any]]:
    """All pages and their JSON, each told as it is measured; what has another ending is an export and takes as long as its rows do."""
    chance = random.Random(seed)  # noqa: S311 - the same in every run
    known = samples(store, chance)
    routes = [route for router in routers() for route in router.routes if isinstance(route, APIRoute) and "GET" in (route.methods or ())]
    wanted = [r for r in routes if (r.name.endswith(".json") or any(o.name == f"{r.name}.json" for o in routes))]
    found: dict[str, dict[str, Any]] = {}
    app = create_app(store)
    gc.set_threshold(SELDOM)
    look_at_all(app.state.workspace)  # as `rasd serve` does
    with TestClient(app, base_url="http://localhost") as client:
        client.get("/openapi.json")
        for route in sorted(wanted, key=lambda route: route.name):
            name = route.name.partition(".json")[0]
            unknown = "{id}" in route.path and not known.get(KINDS.get(name, name))
            if name in (only or [name]) and not unknown:  # a store without alerts has no page of one
                found[route.name] = measure(client, addresses(route, known, chance, times))
                tell(route.name, found[route.name])
    return found


def made(count: int, folder: Path) -> Path:
    """A store of so many articles of the corpus; the one made before where there is one."""
    store = folder / f"pages-{count}.db"
    if not store.exists():
        if not CORPUS.exists():
            sys.exit(f"{CORPUS}: not here; name a store with --store")
        folder.mkdir(parents=True, exist_ok=True)
        collect(cut(CORPUS, count, folder / f"first-{count}.jsonl.gz"), store, 2, "rules")
    return store


def main() -> None:
    """Measure, and print a table or JSON."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--store", type=Path)
    parser.add_argument("--articles", type=int, default=25_000)
    parser.add_argument("--keep", type=Path, default=Path(tempfile.gettempdir()) / "rasd-benchmarks")
    parser.add_argument("--times", type=int, default=40)
    parser.add_argument("--only", nargs="*", default=[])
    parser.add_argument("--hits", type=int, default=0, help="put an alert with so many hits into the store")
    parser.add_argument("--most", type=float, default=120.0, help="milliseconds of the 95th of 100 answers")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--busy", action="store_true", help="judge by the time of the processor")
    parser.add_argument("--json", action="store_true")
    asked = parser.parse_args()
    judged = "cpu" if asked.busy else "p95"

    def tell(name: str, row: dict[str, Any]) -> None:
        if not asked.json:
            numbers = "".join(f"{row[key]:9.1f}" for key in ("first", "p50", "p95", "max", "cpu"))
            print(f"{name:24}{numbers}  {row['slowest'] if row[judged] > asked.most else ''}", flush=True)

    with open_store(asked.store or made(asked.articles, asked.keep), create=False) as store:
        if asked.hits:
            alerted(store, asked.hits)
        if not asked.json:
            print(f"{'page':24}{'first':>9}{'p50':>9}{'p95':>9}{'max':>9}{'cpu':>9}  ms", flush=True)
        found = run(store, asked.times, asked.only, asked.seed, tell)
    if asked.json:
        print(json.dumps(found, ensure_ascii=False, indent=1))
    sys.exit(any(row[judged] > asked.most for row in found.values()))


if __name__ == "__main__":
    main()
