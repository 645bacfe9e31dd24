"""Targets that take what programs send: calls and lines of the Model Context Protocol."""

from __future__ import annotations

import asyncio
import io
import json
import logging
from collections.abc import AsyncIterator, Iterator
from functools import cache
from random import Random
from typing import Any

from fuzzing.asking import WORDS, ids, store, text_of_article
from fuzzing.engine import Target
from fuzzing.grammar import grammar
from fuzzing.support import arabic, dumped, shape, spoilt, value, words


@cache
def _server() -> Any:
    from rasd.mcp.server import server_of

    logging.getLogger("mcp").setLevel(logging.CRITICAL)  # it warns of every malformed message
    return server_of(store())


@cache
def _schemas() -> dict[str, dict[str, Any]]:
    """The arguments of each tool, by its name."""
    return {tool.name: tool.input_schema["properties"] for tool in asyncio.run(_server().list_tools())}


def _argument(rng: Random, name: str, told: dict[str, Any]) -> Any:
    """A value for an argument: often one that fits, by its name and schema."""
    if rng.random() < 0.12:
        return value(rng)
    choices = told.get("enum") or next((one["enum"] for one in told.get("anyOf", ()) if "enum" in one), None)
    if choices:
        return rng.choice(choices)
    kinds = {told.get("type")} | {one.get("type") for one in told.get("anyOf", ())}
    if "integer" in kinds:
        return rng.choice((0, 1, 5, 50, 51, -1, 10**7, 10**30))
    if "boolean" in kinds:
        return rng.random() < 0.5
    if name in ("id", "article", "story", "actor", "speaker", "source", "target", "about", "who"):
        return rng.choice((*ids()["article"], *ids()["story"], *ids()["actor"], arabic(rng, "name"), "Q42"))
    if name in ("since", "until", "published"):
        return rng.choice(("2020-08-23", "2020-08", "2020", grammar("web").write(rng, "date")))
    if name == "text":
        return arabic(rng)[:20_000]
    return grammar("asking").write(rng, rng.choice(("query", "filter")))


def _call_of(rng: Random) -> bytes:
    name = rng.choice(sorted(_schemas()))
    told = _schemas()[name]
    asked = {one: _argument(rng, one, told[one]) for one in told if rng.random() < 0.25 or one in ("id", "article", "text", "name")}
    if name == "read_text":
        asked["engine"] = "rules"
    return dumped(rng, {"name": name if rng.random() < 0.98 else "x", "arguments": spoilt(rng, asked, 0.08)})


def _call(data: bytes) -> object:
    """An answer whose words stand in their articles, or an error that says what was wrong; nothing that only a defect raises."""
    from mcp.server.mcpserver.exceptions import ToolError, UnexpectedToolError

    try:
        given = json.loads(data)
        name, asked = given["name"], given["arguments"]
    except (ValueError, TypeError, LookupError, RecursionError):
        return "no call"
    if not isinstance(name, str) or not isinstance(asked, dict):
        return "no call"
    if name == "read_text":
        asked = {"engine": "rules"} | asked
    try:
        result = asyncio.run(_server().call_tool(name, asked))
    except UnexpectedToolError as error:
        raise (error.__cause__ or error) from None
    except ToolError as error:
        refused = str(error)
        result = None
    if result is None:
        assert refused.strip()
        assert "Traceback" not in refused
        return name, shape(refused.partition(": ")[2])[:40]
    answer = result.structured_content
    json.dumps(answer, allow_nan=False).encode("utf-8")
    return name, sum(_stands(answer, None, answer.get("text"))) > 0, len(json.dumps(answer)) // 5_000


def _stands(found: Any, text: str | None, given: str | None) -> Iterator[bool]:
    """Check every quote of an answer against the text of the article that it names; yields for each."""
    if isinstance(found, list):
        for one in found:
            yield from _stands(one, text, given)
    if not isinstance(found, dict):
        return
    article = (found.get("source") or {}).get("article") if isinstance(found.get("source"), dict) else None
    if article is not None:
        text = text_of_article(article) if article in _ids_known() else given
    if isinstance(found.get("quote"), str) and found.get("start") is not None:
        assert text is not None
        assert text[found["start"] : found["end"]] == found["quote"], found
        yield True
    for one in found.values():
        yield from _stands(one, text, given)


@cache
def _ids_known() -> frozenset[str]:
    return frozenset(kept.id for kept in store().articles())


_HELLO = {
    "jsonrpc": "2.0",
    "id": 0,
    "method": "initialize",
    "params": {"protocolVersion": "2025-06-18", "capabilities": {}, "clientInfo": {"name": "fuzz", "version": "1"}},
}
_METHODS = (
    *("tools/call", "tools/call", "tools/call", "tools/list", "ping", "initialize", "resources/list", "resources/read", "prompts/list"),
    *("notifications/initialized", "notifications/cancelled", "completion/complete", "logging/setLevel", "subscriptions/listen", "x"),
)


def _lines_of(rng: Random) -> bytes:
    lines = [dumped(rng, _HELLO), dumped(rng, {"jsonrpc": "2.0", "method": "notifications/initialized"})][: rng.choice((0, 1, 2, 2, 2))]
    for number in range(1, rng.randrange(2, 5)):
        method = rng.choice(_METHODS)
        params = json.loads(_call_of(rng)) if method == "tools/call" else value(rng)
        message = {"jsonrpc": "2.0", "id": rng.choice((number, number, f"n{number}", None, 1.5)), "method": method, "params": params}
        lines.append(dumped(rng, spoilt(rng, message, 0.1)))
    return b"\n".join(line.replace(b"\n", b"") for line in lines) + b"\n"


def _lines(data: bytes) -> object:
    """Whatever stands on standard input, each line of the output is a message, and the server ends when its input does."""
    told = asyncio.run(_served(data))
    kinds = []
    for line in told:
        message = json.loads(line)
        assert message["jsonrpc"] == "2.0"
        assert ("result" in message) + ("error" in message) + ("method" in message) == 1, message
        assert "Traceback" not in line
        kinds.append("error" if "error" in message else "result")
    return tuple(kinds[:6])


class _Kept(io.BytesIO):
    """Output that can be read after it was closed."""

    def close(self) -> None:
        pass


class _Input:
    """Lines, and the end of input when all requests among them are answered: a client that waits. It does not wait for ever."""

    def __init__(self, data: bytes, out: _Kept) -> None:
        self.lines = io.TextIOWrapper(io.BytesIO(data), "utf-8", errors="replace").readlines()
        self.out = out

    async def __aiter__(self) -> AsyncIterator[str]:
        for line in self.lines:
            yield line
        wanted, patience = sum(map(_asks, self.lines)), 100
        while patience and self.out.getvalue().count(b"\n") < wanted:
            patience -= 1
            await asyncio.sleep(0.001)


def _asks(line: str) -> bool:
    try:
        row = json.loads(line)
    except (ValueError, RecursionError):
        return False
    return isinstance(row, dict) and row.get("jsonrpc") == "2.0" and type(row.get("id")) in (int, str)


async def _served(data: bytes) -> list[str]:
    import anyio
    from mcp.server.stdio import stdio_server

    out = _Kept()
    writes = anyio.wrap_file(io.TextIOWrapper(out, "utf-8", write_through=True))
    reads: Any = _Input(data, out)
    server = _server()._lowlevel_server
    async with stdio_server(reads, writes) as (incoming, outgoing):
        await server.run(incoming, outgoing, server.create_initialization_options())
    return [line for line in out.getvalue().decode("utf-8").split("\n") if line]


TARGETS = (
    Target(
        "mcp",
        "calls of the MCP tools, with their arguments",
        "an answer as JSON in which every quote is its slice, or an error that says what was wrong",
        _call_of,
        _call,
        (*WORDS, *words('"arguments"', "null", "[]", "{}", "1e999")),
        longest=30_000,
        share=100,
    ),
    Target(
        "mcp-lines",
        "lines on the standard input of the MCP server",
        "every line of the output is a message, and the server ends with its input",
        _lines_of,
        _lines,
        words('"jsonrpc"', '"2.0"', '"id"', '"method"', "tools/call", "initialize", "\n", "null", "[", "{", "[" * 2000, "\r", "1e999"),
        longest=20_000,
        share=60,
    ),
)
