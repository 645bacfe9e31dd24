"""Work as numbers that do not depend on how fast a machine is or what else it does: instructions, statements, steps, operations.

`python` counts are instructions of the interpreter (opcode events of sys.settrace) over the sample articles, caches warm; what C code
does within one call is not seen, but how often it is called is. `sqlite` counts are steps of SQLite's machine (its progress handler).
Both are the same in each run of one version of Python and SQLite; `everywhere` holds what does not depend on these either, and ratios.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, timedelta
from functools import partial
from itertools import chain
from pathlib import Path
from types import FrameType
from typing import Any
from unittest.mock import patch

from fastapi.routing import APIRoute
from sqlalchemy import event, func, select
from starlette.testclient import TestClient

from rasd import samples
from rasd.arabic.kept import Kept
from rasd.desk.app import create_app
from rasd.desk.pages import routers
from rasd.document import Document
from rasd.flow.reading import read
from rasd.flow.relating import relate
from rasd.models.network import Window
from rasd.pipeline import Pipeline
from rasd.records import Article
from rasd.store import Store, open_store
from rasd.store.filters import Filters
from rasd.store.search import search
from rasd.store.tables import article_actors, articles, places, stories
from rasd.stories.relater import Relater
from rasd.stories.sketch import sketch_of
from rasd.stories.telling import telling_of_record

Numbers = dict[str, float]
FEW, MANY = 1, 4  # times the samples, for what must not grow faster than its input
WORDS = ("رئيس", '"وزير الخارجية"', "الحكومة OR البرلمان", "هجوم", "قال", "الم*")
IDS = {"compare": "story", "actor-statements": "actor"}


def instructions(work: Callable[[], object]) -> int:
    """How many instructions the interpreter runs for this, in this thread."""
    count = 0

    def step(frame: FrameType, what: str, _: Any) -> Any:
        nonlocal count
        count += what == "opcode"
        return step

    def enter(frame: FrameType, what: str, _: Any) -> Any:
        frame.f_trace_opcodes, frame.f_trace_lines = True, False
        return step

    before = sys.gettrace()  # a debugger's, or that of a measurement of coverage
    sys.settrace(enter)
    try:
        work()
    finally:
        sys.settrace(before)
    return count


def modules(*command: str) -> int:
    """How many modules a fresh interpreter has loaded after this: `import rasd` and `rasd --help` load nothing heavy."""
    code = "import sys, atexit; atexit.register(lambda: print(len(sys.modules), file=sys.stderr)); " + command[0]
    done = subprocess.run([sys.executable, "-c", code, *command[1:]], capture_output=True, text=True, check=True)  # noqa: S603 - this interpreter
    return int(done.stderr.split()[-1])


def copies(times: int) -> list[Article]:
    """All sample articles so many times, a month apart and told with other ids, so that they are not one story."""
    known = [*samples.articles(), *samples.desk_articles()]
    return list(chain.from_iterable(([*map(_month_on(k), known)]) for k in range(times)))


def _month_on(months: int) -> Callable[[Article], Article]:
    def made(article: Article) -> Article:
        day = date.fromisoformat((article.published or "2020-08-23")[:10]) + timedelta(days=30 * months)
        return replace(article, id=f"{article.id}-{months}", published=day.isoformat(), text=f"{article.text}\n\n{months}")

    return made


def start() -> Iterator[tuple[str, float]]:
    """Of a fresh process: modules, and the first record with all that is loaded for it. To be called before anything else is read."""
    yield "python import rasd, modules", modules("import rasd")
    yield "python rasd --help, modules", modules("from rasd.cli.start import main; main()", "--help")
    article = next(samples.articles())
    Pipeline(engine="rules")  # what is compiled once a machine, or once a checkout, is there now
    _forget()
    yield "python first record, rules", instructions(lambda: Pipeline(engine="rules").read(article))
    yield from first_record()


def first_record() -> Iterator[tuple[str, float]]:
    """What instructions do not tell of a start, in a fresh process: modules that are loaded, and thousands of objects that it holds.

    Reading back what is kept is few instructions, however much it is: the objects that it makes are what it costs.
    """
    code = """
import sys
from rasd import samples
from rasd.pipeline import Pipeline
before = sys.getallocatedblocks()
Pipeline(engine=sys.argv[1]).read(next(samples.articles()))
print(len(sys.modules), sys.getallocatedblocks() - before)
"""
    for engine in ("rules", "full"):
        done = subprocess.run([sys.executable, "-c", code, engine], capture_output=True, text=True, check=True)  # noqa: S603 - this interpreter
        loaded, held = map(int, done.stdout.split())
        yield f"python first record, {engine}, modules", loaded
        yield f"python first record, {engine}, thousands of objects held", round(held / 1000)


def _forget() -> None:
    """Empty all that functions remember, so that what is loaded is loaded again."""
    for module in [module for name, module in sys.modules.items() if name.startswith("rasd.")]:
        for value in vars(module).values():
            if callable(clear := getattr(value, "cache_clear", None)):
                clear()
            elif isinstance(value, Kept):
                value.forget()


def reading() -> Iterator[tuple[str, float]]:
    """An article of the samples read by either engine, the ground alone, and how either grows with the length of the text."""
    known = list(samples.articles())[:MANY]
    long = replace(known[0], text="\n\n".join(one.text for one in known))
    rules, full = Pipeline(engine="rules"), Pipeline(engine="full")
    windows: list[int] = []
    with _watched(full, windows):
        for article in (*known, long):
            rules.read(article)
            full.read(article)
        windows.clear()
        spent = {
            "ground": instructions(lambda: [Document(article) for article in known]),
            "rules": instructions(lambda: [rules.read(article) for article in known]),
            "full": instructions(lambda: [full.read(article) for article in known]),
        }
    for name, count in spent.items():
        yield f"python {name} an article", count / len(known)
    yield "everywhere full engine to rules, besides the network", spent["full"] / spent["rules"]
    yield f"everywhere rules at {MANY} times the length, a word", instructions(lambda: rules.read(long)) / spent["rules"]
    yield "everywhere windows of the encoder", len(windows)
    yield "everywhere pieces in them", sum(windows)
    yield from network(full, windows)


@contextmanager
def _watched(pipeline: Pipeline, windows: list[int]) -> Iterator[None]:
    """Note the length of each window that the network is asked about."""
    assert pipeline.encoder is not None
    network = pipeline.encoder._loaded().network
    plain = network.window

    def window(ids: list[int]) -> Window:
        windows.append(len(ids))
        return plain(ids)

    with patch.object(network, "window", window):
        yield


def network(pipeline: Pipeline, windows: list[int]) -> Iterator[tuple[str, float]]:
    """Operations in the encoder's graph, and the products of numbers with weights that an article of the samples takes."""
    import onnx

    assert pipeline.encoder is not None
    graph = onnx.load(str(pipeline.encoder._files.network), load_external_data=False).graph
    sizes = {tensor.name: tuple(tensor.dims) for tensor in graph.initializer}
    weights = 0
    for node in graph.node:
        if "MatMul" in node.op_type or node.op_type == "Gemm":
            weights += sum(sizes[name][-1] * sizes[name][-2] for name in node.input if len(sizes.get(name, ())) == 2)
    yield "everywhere operations in the encoder's graph", len(graph.node)
    yield "everywhere products with weights an article, millions", weights * sum(windows) / MANY / 1e6


def relating() -> Iterator[tuple[str, float]]:
    """Sketching and relating an article, and how it grows with their number."""
    pipeline, spent = Pipeline(engine="rules"), {}
    tellings = {times: [telling_of_record(pipeline.read(article)) for article in copies(times)] for times in (FEW, MANY)}

    def whole(times: int) -> None:
        relater = Relater()
        relater.add(map(sketch_of, tellings[times]))
        relater.settle()

    for times in (FEW, MANY):
        whole(times)
        spent[times] = instructions(partial(whole, times)) / len(tellings[times])
    yield "python sketching and relating an article", spent[FEW]
    yield f"everywhere relating at {MANY} times the articles, an article", spent[MANY] / spent[FEW]


class Watch:
    """Statements and steps of a store, since it was last asked."""

    def __init__(self, store: Store) -> None:
        self.statements = self.steps = 0
        event.listen(store.engine, "before_cursor_execute", self._statement)
        event.listen(store.engine, "checkout", lambda connection, *_: connection.set_progress_handler(self._step, 1))

    def _statement(self, _: Any, __: Any, statement: str, *rest: Any) -> None:
        self.statements += statement != "BEGIN"  # where SQLAlchemy begins a transaction nothing is asked

    def _step(self) -> int:
        self.steps += 1
        return 0

    def of(self, work: Callable[[], object]) -> tuple[int, int]:
        """Statements and steps of this work."""
        self.statements = self.steps = 0
        work()
        return self.statements, self.steps


def keeping() -> Iterator[tuple[str, float]]:
    """Keeping, searching and showing: over the samples, and over several times as many."""
    found: dict[int, tuple[Numbers, Numbers, float]] = {}
    with tempfile.TemporaryDirectory(prefix="rasd-counts-") as folder:
        for times in (FEW, MANY):
            with open_store(Path(folder) / f"{times}.db") as store:
                if times == FEW:
                    watch = Watch(store)
                    statements_made, steps_made = watch.of(partial(_fill, store, FEW))
                    yield "everywhere statements to keep, read and relate the samples", statements_made
                    yield "sqlite steps to keep, read and relate the samples", steps_made
                else:
                    _fill(store, times)
                    watch = Watch(store)
                found[times] = (*_pages(store, watch), _searches(store, watch))
    statements, steps, searching = found[FEW]
    for page, count in statements.items():
        yield f"everywhere statements of the page {page}", count
    yield "sqlite steps of all pages", sum(steps.values())
    yield "sqlite steps of a search", searching
    yield f"everywhere statements of all pages at {MANY} times the articles", sum(found[MANY][0].values()) / sum(statements.values())
    yield (
        f"everywhere steps of all pages at {MANY} times the articles, an article",
        sum(found[MANY][1].values()) / sum(steps.values()) / MANY,
    )
    yield f"everywhere steps of a search at {MANY} times the articles, an article", found[MANY][2] / searching / MANY


def _fill(store: Store, times: int) -> None:
    with store.write() as writer:
        source = writer.source("sample articles of Rasd", "file")
        for article in copies(times):
            writer.add(article, source=source, published_from="row")
    read(store, "rules")
    relate(store)


def _searches(store: Store, watch: Watch) -> float:
    asked = [(words, Filters()) for words in WORDS] + [("", Filters(event="ASSAULT")), ("قال", Filters(since="2020-08-23"))]
    return sum(watch.of(partial(search, store, words, filters))[1] for words, filters in asked) / len(asked)


def _pages(store: Store, watch: Watch) -> tuple[Numbers, Numbers]:
    """Statements and steps of each page that is HTML and JSON, asked once before, which remembers what is remembered."""
    with store.read() as connection:

        def most(key: Any) -> str | None:
            query = select(key).where(key.is_not(None)).group_by(key).order_by(func.count().desc(), key).limit(1)
            return connection.execute(query).scalar()

        known = {
            "story": connection.execute(select(stories.c.id).order_by(stories.c.articles.desc(), stories.c.id)).scalars().first(),
            "article": connection.execute(select(articles.c.id).order_by(func.length(articles.c.text).desc(), articles.c.id))
            .scalars()
            .first(),
            "actor": most(article_actors.c.actor),
            "place": most(places.c.name),
        }
    routes = [route for router in routers() for route in router.routes if isinstance(route, APIRoute) and "GET" in (route.methods or ())]
    told = [route for route in routes if any(other.name == f"{route.name}.json" for other in routes)]
    statements: Numbers = {}
    steps: Numbers = {}
    with TestClient(create_app(store), base_url="http://localhost") as client:
        for route in sorted(told, key=lambda route: route.name):
            id = known.get(IDS.get(route.name, route.name))
            if "{id}" in route.path and id is None:
                continue  # the samples have no alert
            address = route.path.replace("{id}", str(id)) + ("?q=رئيس" if route.name == "search" else "")

            def asked(address: str = address) -> None:
                assert client.get(address).status_code == 200, address

            asked()
            statements[route.name], steps[route.name] = watch.of(asked)
    return statements, steps


def measured() -> Numbers:
    """All numbers by name; the first word of a name says on what they depend."""
    return {name: round(value, 3) for part in (start, reading, relating, keeping) for name, value in part()}
