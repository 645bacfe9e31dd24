"""The encoder's runtime: any text gives signals in bounds, the same ones every time, and a model that is not whole says so."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import asdict, fields
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from rasd import samples, signals
from rasd.arabic.letters import INVISIBLE
from rasd.errors import DataError
from rasd.models import Encoder, available
from rasd.models.files import CONFIG, FOLDER, NETWORK, TOKENIZER
from rasd.signals import Signals
from rasd.spans import Span

ARTICLE = (Path(samples.__file__).parent / "ministers.txt").read_text(encoding="utf-8").strip()
ODD = {
    "nothing": "",
    "spaces": " \n\n \t",
    "punctuation": "«»،؛؟!.. ( ) - …",
    "one letter": "و",
    "lone surrogates": "قال \ud800الوزير\udfff إن \udc00",
    "only a surrogate": "\ud83d",
    "bidi controls": f"{INVISIBLE.join(['قال', ' الوزير', 'إن الأمر', ' بسيط'])}{INVISIBLE}",
    "only invisible": INVISIBLE,
    "marks alone": "\u064b\u064c \u0651",
    "ligatures": "ﷺ ﷲ ﻻ ﷽ قال",
    "no Arabic": "The minister said nothing.\r\nOn Monday 😀",
    "one long word": "ب" * 700,
    "nulls": "قال\x00الوزير",
}
needs_model = pytest.mark.skipif(not available(), reason="the encoder's files or its libraries are not installed")


def spans_in(value: Any) -> Iterator[Span]:
    """Every span of a signal, however deep."""
    if isinstance(value, Span):
        yield value
    elif isinstance(value, list):
        for item in value:
            yield from spans_in(item)
    elif hasattr(value, "__dataclass_fields__"):
        for field in fields(value):
            yield from spans_in(getattr(value, field.name))


def check(text: str, found: Signals) -> None:
    """Spans lie in the text and hold words; numbers of clusters and mentions exist; chances are chances, over the lower limits."""
    assert all(0 <= span.start < span.end <= len(text) and span.of(text).strip() for span in spans_in(found))
    clusters = {mention.cluster for mention in found.mentions}
    for statement in found.statements:
        assert statement.speaker is None or found.mentions[statement.speaker].cluster == statement.who
        assert {statement.who, statement.addressee} <= clusters | {None}
        assert signals.CUE < statement.chance <= 1.001
    for event in found.events:
        assert {*event.sources, *event.targets, event.by} <= clusters | {None}
        assert sum(event.types.values()) <= event.chance + 0.001
        assert signals.TRIGGER < event.chance <= 1.001
        assert all(signals.PARTY <= chance <= 1.001 for chance in (*event.sources.values(), *event.targets.values()))
        assert 0 <= min(event.no_source, event.no_target) <= max(event.no_source, event.no_target) <= 1.001
    assert all(signals.MENTION <= mention.chance <= 1.001 for mention in found.mentions)
    assert [m.span.start for m in found.mentions] == sorted(m.span.start for m in found.mentions)


def close(signal: dict[str, Any]) -> dict[str, Any]:
    """A signal whose chances equal any within 1e-4."""
    chances = {name: value for name, value in signal.items() if isinstance(value, float | dict)}
    return signal | {name: pytest.approx(value, abs=1e-4) for name, value in chances.items()}


@pytest.fixture(scope="module")
def encoder() -> Encoder:
    """One encoder for all tests: loading takes half a second."""
    return Encoder()


@pytest.fixture(scope="module")
def said(encoder: Encoder) -> Signals:
    """Signals of an article."""
    return encoder.signals(ARTICLE)


@needs_model
def test_an_article_gives_mentions_statements_and_events_in_bounds(encoder: Encoder, said: Signals) -> None:
    check(ARTICLE, said)
    assert said.mentions
    assert said.statements
    assert said.events
    assert said.model == encoder.model


@needs_model
def test_reading_twice_gives_the_same_whatever_was_read_between(encoder: Encoder, said: Signals) -> None:
    encoder.signals(ODD["bidi controls"])
    assert encoder.signals(ARTICLE) == said


@needs_model
def test_two_threads_give_what_one_gives(said: Signals) -> None:
    found = Encoder(threads=2).signals(ARTICLE)
    for name in ("mentions", "statements", "events", "places", "times", "names"):
        assert [asdict(item) for item in getattr(found, name)] == [close(asdict(item)) for item in getattr(said, name)]


@needs_model
@pytest.mark.parametrize("text", ODD.values(), ids=ODD.keys())
def test_any_text_gives_signals_in_bounds(encoder: Encoder, text: str) -> None:
    check(text, encoder.signals(text))


@needs_model
def test_several_articles_come_in_their_order(encoder: Encoder) -> None:
    texts = ["", "قال الوزير إن بلاده مستعدة.", "!"]
    found = list(encoder.signals_of(texts))
    assert [bool(item.mentions) for item in found] == [False, True, False]


@needs_model
def test_an_article_of_several_windows_is_read_to_its_end(encoder: Encoder) -> None:
    text = "\n\n".join([ARTICLE] * (1200 // len(ARTICLE.split()) + 1))
    found = encoder.signals(text)
    check(text, found)
    thirds = {statement.cue.start * 3 // len(text) for statement in found.statements}
    assert thirds == {0, 1, 2}


@needs_model
def test_five_thousand_words_are_decoded_in_bounds_whatever_the_network_says() -> None:
    import numpy as np

    from rasd.models.decode import Reader
    from rasd.models.files import open_model
    from rasd.models.layout import layout_of
    from rasd.models.network import tokenizer_of
    from rasd.models.pieces import pieces_of
    from rasd.models.scores import Scores

    files, chance = open_model(), np.random.default_rng(7)
    layout = layout_of(files.config)
    width = sum(len(labels) for labels in layout.labels.values())

    def noise(ids: list[int]) -> Any:
        count = len(ids) + 2
        ask, answer = (chance.normal(0, 2, (count, len(layout.relations), 64)).astype(np.float32) for _ in range(2))
        tags = chance.normal(0, 2, (count, width)).astype(np.float32)
        tags[:, [first for first, _ in layout.columns.values()]] += 8  # O: most pieces are nothing
        return SimpleNamespace(tags=tags, queries=ask, keys=answer)

    text = "\n".join([ARTICLE] * (5000 // len(ARTICLE.split()) + 1))
    pieces = pieces_of(text, tokenizer_of(files))
    found = Reader(text, pieces, Scores(pieces.ids, noise, layout)).read("noise")
    assert found.events
    check(text, found)


@needs_model
@pytest.mark.parametrize(
    "text", [ARTICLE, " قال  أمس ", "قال: «نعم» (أمس) 12%.", "وصل ً إلى", "قــال ٢٠٢٠", "ﻻ شيء", "وصل\u00a0أمس", "<mask> قال", "قال\t\nأمس"]
)
def test_words_that_were_met_before_give_the_pieces_of_the_whole_line(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    from rasd.models import pieces
    from rasd.models.files import open_model
    from rasd.models.network import tokenizer_of

    cutter = pieces.Cutter(tokenizer_of(open_model()))
    by_words, again = cutter(text), cutter(text)
    monkeypatch.setattr(pieces, "JOINING", re.compile(""))
    assert by_words == again == cutter(text)


@needs_model
@pytest.mark.parametrize("count", [1, 510, 511, 820, 821, 5000])
def test_windows_cover_every_piece_and_the_most_central_one_reads_it(count: int) -> None:
    from rasd.models.pieces import cut, home_window

    cuts = cut(count, 512, 200)
    home = home_window(cuts, count).tolist()
    assert all(cuts[k][0] <= piece < cuts[k][1] for piece, k in enumerate(home))
    edges = [(first if first else -(10**6), past if past < count else 10**6) for first, past in cuts]
    room = [max(min(piece - first, past - 1 - piece) for first, past in edges) for piece in range(count)]
    assert room == [min(piece - edges[k][0], edges[k][1] - 1 - piece) for piece, k in enumerate(home)]


@pytest.mark.parametrize(
    "code",
    [
        "import rasd",
        "import rasd.pipeline",
        "import sys; sys.argv = ['rasd', '--help']; from rasd.cli.main import main; main()",
        "from rasd.models import Encoder, available; available() and Encoder().model",
    ],
)
def test_nothing_but_an_article_loads_the_libraries(code: str) -> None:
    ask = "import atexit, sys; atexit.register(lambda: print('LOADED', {'numpy', 'onnxruntime', 'tokenizers'} & set(sys.modules)))\n"
    done = subprocess.run([sys.executable, "-c", ask + code], capture_output=True, text=True, check=True)
    assert done.stdout.strip().endswith("LOADED set()")


@needs_model
def test_its_libraries_tell_nobody_of_the_machine(tmp_path: Path) -> None:
    read = "import sys; from rasd.models import Encoder; Encoder().signals(sys.argv[1])"
    # As on any machine: ONNX Runtime is silent by itself where CI says that nobody is at work.
    plain = {name: value for name, value in os.environ.items() if name not in ("CI", "ORT_DISABLE_TELEMETRY", "XDG_CACHE_HOME")}
    subprocess.run([sys.executable, "-c", read, "قال الوزير إن الأمر بسيط"], check=True, env=plain | {"HOME": str(tmp_path)})
    assert list(tmp_path.rglob("*")) == [], "ONNX Runtime keeps an id of the machine here, and what it is about to send"


def test_a_missing_model_is_a_clear_error(tmp_path: Path) -> None:
    assert not available(tmp_path)
    with pytest.raises(DataError, match=r"config\.json: the encoder's config cannot be read"):
        Encoder(tmp_path)


@pytest.mark.parametrize("config", ["", "[]", "{}", '{"files": {}}', "\x00"])
def test_a_config_that_is_none_is_a_clear_error(tmp_path: Path, config: str) -> None:
    (tmp_path / CONFIG).write_text(config)
    with pytest.raises(DataError, match="not a config of the encoder"):
        Encoder(tmp_path)


@needs_model
def test_a_model_of_another_format_is_a_clear_error(tmp_path: Path) -> None:
    config = json.loads((FOLDER / CONFIG).read_text(encoding="utf-8"))
    (tmp_path / CONFIG).write_text(json.dumps(config | {"format": 99}))
    with pytest.raises(DataError, match="format 99"):
        Encoder(tmp_path)


@needs_model
def test_a_network_cut_short_or_absent_is_told_at_once(tmp_path: Path) -> None:
    for name in (CONFIG, TOKENIZER):
        shutil.copy(FOLDER / name, tmp_path / name)
    with pytest.raises(DataError, match=rf"{NETWORK}: missing"):
        Encoder(tmp_path)
    (tmp_path / NETWORK).write_bytes(b"version https://git-lfs.github.com/spec/v1\n")
    with pytest.raises(DataError, match=rf"{NETWORK}: 43 bytes, not"):
        Encoder(tmp_path)


@needs_model
def test_a_network_with_other_bytes_is_not_run(tmp_path: Path) -> None:
    for name in (CONFIG, TOKENIZER):
        shutil.copy(FOLDER / name, tmp_path / name)
    with (tmp_path / NETWORK).open("wb") as file:
        file.truncate((FOLDER / NETWORK).stat().st_size)
    with pytest.raises(DataError, match="SHA-256"):
        Encoder(tmp_path).signals(ARTICLE)
