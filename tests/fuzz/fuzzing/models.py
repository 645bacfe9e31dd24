"""Targets that take what models give: answers of an endpoint, files of the encoder and the vectors, word pieces of any text."""

from __future__ import annotations

import json
import shutil
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

from fuzzing.engine import Target
from fuzzing.support import PART, arabic, bytes_of, dumped, refused, scratch, shape, spoilt, text_of, value, words
from holding import check_record
from rasd.arabic.fold import fold
from rasd.assembly import assemble
from rasd.document import Document
from rasd.extract.llm.endpoint import parsed, settings
from rasd.extract.llm.extractor import _Reader, parts
from rasd.extract.proposed import mention_of
from rasd.extract.verified import Verifier
from rasd.findings import FoundEvent, FoundStatement
from rasd.models.files import CONFIG, FOLDER, NETWORK, TOKENIZER, open_model
from rasd.models.vectors import CONFIG as VECTORS
from rasd.models.vectors import open_vectors
from rasd.pipeline import default_pipeline
from rasd.records import Article, Origin
from rasd.spans import Span

ANSWERS = words(
    '{"statements":[',
    '"content":',
    '"cue":',
    '"events":',
    '"trigger":',
    '"words":',
    "```json\n",
    "</think>",
    "<think>",
    "ASSAULT",
    "actual",
    "null",
)


def _answer_of(rng: Random) -> bytes:
    text = arabic(rng)
    tokens = text.split() or [""]

    def slice_of(most: int) -> str:
        start = rng.randrange(len(tokens))
        found = " ".join(tokens[start : start + rng.randrange(1, most)])
        return found if rng.random() < 0.85 else found + "ا"

    def party() -> Any:
        return rng.choice((None, spoilt(rng, {"words": slice_of(4), "kind": rng.choice(("person", "country", "x"))}, 0.1)))

    statements = [spoilt(rng, {"content": slice_of(9), "cue": slice_of(2), "speaker": party()}, 0.1) for _ in range(rng.randrange(4))]
    events = [
        spoilt(
            rng,
            {
                "type": rng.choice(("ASSAULT", "CONSULT", "x")),
                "status": "actual",
                "trigger": slice_of(3),
                "source": party(),
                "target": party(),
            },
            0.1,
        )
        for _ in range(rng.randrange(4))
    ]
    return bytes_of(text + PART) + dumped(rng, spoilt(rng, {"statements": statements, "events": events}, 0.1))


@cache
def _origin() -> Origin:
    return Origin("llm", "1", "fuzz", ("llm",))


def _answer(data: bytes) -> object:
    """What a model says and does not stand in the text never reaches the record."""
    text, _, given = data.partition(bytes_of(PART))
    try:
        answer = json.loads(given)
    except (ValueError, RecursionError):
        answer = text_of(given)
    article = Article("t", text_of(text)[:4000], published="2020-08-23")
    document = Document(article)
    reader = _Reader(document, _origin())
    said = _strings(answer)
    for part in parts(document):
        assert 0 <= part.start < part.end <= len(document.text)
        for finding in reader.read(part, answer):
            spans = [finding.cue, finding.content] if isinstance(finding, FoundStatement) else []
            spans += [finding.trigger] if isinstance(finding, FoundEvent) else []
            for span in spans:
                assert part.holds(span)
                assert " ".join(fold(span.of(document.text)).split()) in said, "words that the model did not give"
            document.add(finding)
    total = sum(count for name, count in reader.counts.items() if name != "given" and name != "dropped party not in the text")
    assert total >= reader.counts["given"], reader.counts
    for resolver in default_pipeline("rules").resolvers:
        resolver(document)
    check_record(assemble(document, []))
    return tuple(sorted((name, min(count, 3)) for name, count in reader.counts.items()))


def _strings(value: Any, depth: int = 0) -> set[str]:
    """Every text of a JSON value, folded."""
    if isinstance(value, str):
        return {" ".join(fold(value).split())}
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return set().union(*(_strings(one, depth + 1) for one in inner)) if depth < 50 else set()


def _reply_of(rng: Random) -> bytes:
    answer = dumped(rng, {"statements": [], "events": []}).decode()
    content = rng.choice(
        (answer, f"```json\n{answer}\n```", f"<think>{arabic(rng, 'sentence')}</think>{answer}", answer[:-3], "", None, 3, [answer])
    )
    return dumped(
        rng, spoilt(rng, {"choices": [spoilt(rng, {"message": spoilt(rng, {"role": "assistant", "content": content}, 0.1)}, 0.1)]}, 0.1)
    )


def _reply(data: bytes) -> object:
    with refused() as told:
        found = parsed(data)
        json.dumps(found)
        told.append(type(found).__name__)
    with refused() as other:
        asked = settings(
            {
                "RASD_LLM_URL": "http://127.0.0.1:1/v1",
                "RASD_LLM_MODEL": "m",
                "RASD_LLM_SECONDS": text_of(data)[:12],
                "RASD_LLM_KEY": text_of(data)[:5],
            }
        )
        assert 0 < asked.seconds <= 3600
        assert "RASD" not in repr(asked)
    return told[0], *other


def _verify(data: bytes) -> object:
    text, sought = (text_of(part) for part in (data.partition(bytes_of(PART))[::2]))
    verify = Verifier(text)
    span = verify.find(sought)
    if span is None:
        assert (
            not sought.strip()
            or sought.strip() != text.strip()
            or not sought.strip()[0].isalpha()
            or len(text) > 4000
            or not _whole(text, sought.strip())
        )
        return "none"
    assert 0 <= span.start < span.end <= len(text)
    assert fold(span.of(text)).split() == fold(sought).split() or fold(sought).split()[0] in fold(span.of(text)), (span.of(text), sought)
    within = Span(span.start, span.end)
    assert verify.find(sought, within=within) == span
    near = verify.find(sought, near=len(text))
    assert near is not None
    mention_of(Document(Article("t", text[:3000])), span, "person", _origin()) if span.end <= 3000 else None
    return span.of(text) == sought


def _whole(text: str, words: str) -> bool:
    return words == text.strip() and text.strip().isalpha()


def _verify_of(rng: Random) -> bytes:
    text = arabic(rng)
    start = rng.randrange(len(text) + 1)
    return bytes_of(text + PART + text[start : start + rng.randrange(30)].translate({0x623: 0x627, 0x640: None}))


@cache
def _folder() -> Path:
    """The model's files by name, the large ones as links: only the config is changed."""
    folder = scratch() / "model"
    folder.mkdir()
    for path in FOLDER.iterdir():
        if path.name in (CONFIG, VECTORS):
            shutil.copy(path, folder / path.name)
        elif path.is_file():
            (folder / path.name).symlink_to(path)
    return folder


def _config_of(rng: Random) -> bytes:
    name = rng.choice((CONFIG, VECTORS))
    config = json.loads((FOLDER / name).read_text("utf-8"))
    place = config
    for _ in range(rng.randrange(3)):
        inner = [one for one in place.values() if isinstance(one, dict)]
        place = rng.choice(inner) if inner else place
    key = rng.choice(list(place) or ["x"])
    if rng.random() < 0.2:
        place.pop(key, None)
    elif rng.random() < 0.7:
        place[key] = value(rng)
    return name.encode() + b"\n" + json.dumps(config).encode()[:60_000]


def _config(data: bytes) -> object:
    """A config that was changed by accident: an error that names the file, or one that is as it should be."""
    name, _, content = data.partition(b"\n")
    path = _folder() / (VECTORS if name == VECTORS.encode() else CONFIG)
    before = path.read_bytes()
    path.write_bytes(content)
    try:
        with refused() as told:
            if path.name == VECTORS:
                vectors = open_vectors(_folder())
                assert vectors.width > 0
                vectors.chance(0.5)
            else:
                opened = open_model(_folder())
                assert {NETWORK, TOKENIZER} <= opened.config["files"].keys()
                for digest in opened.config["files"].values():
                    assert isinstance(digest["sha256"], str)
            told.append("opened")
    finally:
        path.write_bytes(before)
    return shape(told[0])


TARGETS = (
    Target(
        "answer",
        "answers of a language model about a text",
        "every word of a finding stands in the text and in the answer; all are counted",
        _answer_of,
        _answer,
        ANSWERS,
        longest=20_000,
        share=250,
    ),
    Target(
        "reply",
        "what an endpoint sends, and its settings",
        "a JSON value, or a FetchError",
        _reply_of,
        _reply,
        ANSWERS,
        longest=20_000,
        share=2500,
    ),
    Target(
        "verify",
        "words that are looked for in a text",
        "the slice that is found folds to what was sought",
        _verify_of,
        _verify,
        longest=10_000,
        share=600,
    ),
    Target(
        "config",
        "configs of the encoder and the vectors",
        "opened, or a DataError that names the file",
        _config_of,
        _config,
        words("null", "-1", "1e999", "{}"),
        longest=60_000,
        share=60,
    ),
)
