"""Scoring stories against a gold file: which articles report one happening, which are copies, which story follows which.

Definitions, over the articles of the gold file (a predicted story is cut down to them; an article that was not predicted is alone):

- **stories**, BCubed (Bagga and Baldwin 1998): for each article, precision is the share of the articles of its predicted story that are in
  its gold story, recall the share of its gold story that is in its predicted one, the article itself included in both; each is averaged
  over articles, and F1 is the harmonic mean of the two averages.
- **copies**: pairs of articles. Two articles are a pair where one group of copies holds both; precision, recall and F1 over pairs.
  A predicted group is an original with all that names it as `copy_of`.
- **followups**: unordered pairs of stories. A link between two articles, in gold or predicted, counts as the pair of their gold stories.
  Precision is a lower bound: annotators mark only the follow-ups that they saw.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from itertools import combinations
from pathlib import Path
from typing import Any

from rasd.errors import UnreadableInput
from rasd.evaluate.tally import Figures, harmonic
from rasd.records import Article

Row = dict[str, Any]
Pair = frozenset[str]


def is_stories(path: Path) -> bool:
    """Whether a file looks like a gold file of stories: one JSON object with `stories` and `articles`, not JSON Lines."""
    try:
        found = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError, RecursionError):
        return False
    return isinstance(found, dict) and {"articles", "stories"} <= found.keys()


def read_stories(path: Path) -> Row:
    """A gold file of stories. Raises UnreadableInput where it is none, or where a story names an article that it does not hold."""
    gold = _json(path)
    if not isinstance(gold, dict) or not isinstance(gold.get("articles"), list) or not isinstance(gold.get("stories"), list):
        raise UnreadableInput(f"{path}: expected an object with articles and stories, as gold/stories-dev.json is")
    try:
        known = {article["id"] for article in gold["articles"]}
        told = [name for story in gold["stories"] for name in story["articles"]]
        copies = [name for story in gold["stories"] for group in story.get("copies", ()) for name in group]
        pairs = [name for one, other in gold.get("followups", ()) for name in (one, other)]
    except (TypeError, KeyError, AttributeError, ValueError) as error:
        raise UnreadableInput(f"{path}: an article or story lacks {error}") from error
    if odd := next((repr(name)[:40] for name in (*told, *copies, *pairs) if not isinstance(name, str)), None):
        raise UnreadableInput(f"{path}: {odd} is no id of an article")
    unknown = sorted({name for name in (*told, *copies) if name not in known})
    if unknown:
        raise UnreadableInput(f"{path}: a story names {unknown[0]!r}, which is not among the articles")
    if len(set(told)) < len(told):
        raise UnreadableInput(f"{path}: {Counter(told).most_common(1)[0][0]!r} is in two stories")
    if wrong := next((str(article["id"])[:40] for article in gold["articles"] if not _is_article(article)), None):
        raise UnreadableInput(f"{path}: article {wrong}: expected texts as its id, title and body, and as url, outlet and published")
    return gold


def _is_article(row: Row) -> bool:
    rest = (row.get(name) for name in ("title", "url", "outlet", "published"))
    return all(isinstance(row.get(name), str) for name in ("id", "body")) and all(isinstance(value, str | None) for value in rest)


def read_predicted(path: Path) -> list[Row]:
    """Stories as `rasd stories --format json` prints them. Raises UnreadableInput where they are none."""
    found = _json(path)
    if not isinstance(found, list) or not all(isinstance(story, dict) and isinstance(story.get("articles"), list) for story in found):
        raise UnreadableInput(f"{path}: expected a list of stories with their articles, as rasd stories --format json prints it")
    for story in found:
        for article in story["articles"]:
            told = [article.get(name) for name in ("id", "url", "copy_of")] if isinstance(article, dict) else [None]
            if not isinstance(told[0], str) or not all(isinstance(value, str | None) for value in told):
                raise UnreadableInput(f"{path}: an article of a story is no object with an id")
    return found


def _json(path: Path) -> Any:
    try:
        return json.loads(path.read_text("utf-8"))
    except OSError as error:
        raise UnreadableInput(f"{path}: cannot be opened: {error.strerror or error}") from error
    except (ValueError, RecursionError) as error:
        raise UnreadableInput(f"{path}: not JSON ({error})") from error


def articles(gold: Row) -> list[Article]:
    """The articles of a gold file, with their ids in it; the text is title, blank line, body."""
    return [
        Article(
            id=row["id"],
            url=row.get("url"),
            outlet=row.get("outlet"),
            title=row.get("title"),
            text=f"{row['title']}\n\n{row['body']}" if row.get("title") else row["body"],
            published=row.get("published"),
        )
        for row in gold["articles"]
    ]


def predicted_row(articles: Iterable[str], copies: Mapping[str, str]) -> Row:
    """The part that is scored of a story as `rasd stories --format json` prints it; `copies` maps a copy to its original, by id."""
    return {"articles": [{"id": id, "copy_of": copies.get(id)} for id in articles]}


def score(gold: Row, predicted: Sequence[Row], followups: Iterable[tuple[str, str]] = ()) -> dict[str, Figures]:
    """The figures by name, each with p, r, f1 and n (see the module). `followups` are pairs of article ids."""
    ids = [row["id"] for row in gold["articles"]]
    predicted = _named_alike(predicted, gold["articles"])
    wanted = {name: f"gold {k}" for k, story in enumerate(gold["stories"]) for name in story["articles"]}
    given = {article["id"]: f"story {k}" for k, story in enumerate(predicted) for article in story["articles"]}
    wanted, given = ({name: labels.get(name, f"alone {name}") for name in ids} for labels in (wanted, given))
    right = {pair for story in gold["stories"] for group in story.get("copies", ()) for pair in _pairs(group)}
    return {
        "stories": bcubed(wanted, given),
        "copies": _of_pairs(right, {pair for pair in _copy_pairs(predicted) if pair <= wanted.keys()}),
        "followups": _of_pairs(_between(gold.get("followups", ()), wanted), _between(followups, wanted)),
    }


def _named_alike(predicted: Sequence[Row], rows: Sequence[Row]) -> list[Row]:
    """The predicted stories with the ids of the gold: a store gives articles ids of its own, and they are matched by address."""
    known = {row["id"] for row in rows}
    by_url = {row["url"]: row["id"] for row in rows if row.get("url")}
    ids = {
        article["id"]: by_url.get(article.get("url"), article["id"]) if article["id"] not in known else article["id"]
        for story in predicted
        for article in story["articles"]
    }
    return [
        {"articles": [{"id": ids[article["id"]], "copy_of": ids.get(article.get("copy_of", ""))} for article in story["articles"]]}
        for story in predicted
    ]


def bcubed(wanted: Mapping[str, str], given: Mapping[str, str]) -> Figures:
    """BCubed over articles. Both arguments map an article to the label of its story and hold the same articles."""
    total = len(wanted)
    if not total:
        return harmonic(0.0, 0.0, 0)
    size, gold_size = Counter(given.values()), Counter(wanted.values())
    both = Counter((given[name], wanted[name]) for name in wanted)
    precision = sum(count * count / size[label] for (label, _), count in both.items()) / total
    recall = sum(count * count / gold_size[label] for (_, label), count in both.items()) / total
    return harmonic(precision, recall, total)


def _copy_pairs(predicted: Sequence[Row]) -> Iterable[Pair]:
    for story in predicted:
        groups: dict[str, set[str]] = {}
        for article in story["articles"]:
            if article.get("copy_of"):
                groups.setdefault(article["copy_of"], {article["copy_of"]}).add(article["id"])
        for group in groups.values():
            yield from _pairs(group)


def _pairs(group: Iterable[str]) -> Iterable[Pair]:
    return (frozenset(pair) for pair in combinations(group, 2))


def _between(links: Iterable[Sequence[str]], stories: Mapping[str, str]) -> set[Pair]:
    """Links between articles as unordered pairs of their stories; links within one story are left out."""
    pairs = (frozenset((stories[one], stories[other])) for one, other in links if one in stories and other in stories)
    return {pair for pair in pairs if len(pair) == 2}


def _of_pairs(wanted: set[Pair], given: set[Pair]) -> Figures:
    right = len(wanted & given)
    return harmonic(right / len(given) if given else 0.0, right / len(wanted) if wanted else 0.0, len(wanted))


def lines(figures: Mapping[str, Figures]) -> list[str]:
    """The report, a figure a line."""
    return [f"{name:10} P {v['p']:.3f}  R {v['r']:.3f}  F1 {v['f1']:.3f}  n {v['n']:.0f}" for name, v in figures.items()]
