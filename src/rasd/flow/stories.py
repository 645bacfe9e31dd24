"""Persons' decisions on stories: one story or two. Each is an entry in the journal and takes effect at once."""

from __future__ import annotations

from collections import deque
from typing import Any

from rasd.errors import InputError, UsageError
from rasd.flow.relating import apply_decisions, judgements_of
from rasd.flow.sketches import sketches_of
from rasd.store import Store
from rasd.store.stories import links_of, stories_of, story_of
from rasd.stories.links import Link
from rasd.stories.relater import Relater


def merge(store: Store, ids: list[str], *, author: str) -> str:
    """Merge the stories with these ids (or of these articles). Returns the id of the story."""
    found = {story["id"]: story for story in (story_of(store, id) for id in ids)}
    if len(found) < 2:
        raise UsageError("these are one story already; name two or more")
    keys = [article["key"] for story in found.values() for article in story["articles"]]
    same = [[keys[0], key] for key in keys[1:]]
    # Earlier splits must be undone pair by pair: one remaining "different" keeps two stories apart.
    apart = [[one.one, one.other] for one in judgements_of(store.corrections("story")) if one.verdict == "different"]
    same += [pair for pair in apart if set(pair) <= set(keys) and pair not in same]
    with store.write() as writer:
        writer.correct("story", "merge", {"same": same, "stories": sorted(found)}, author=author)
    apply_decisions(store)
    return str(story_of(store, keys[0])["id"])


def split(store: Store, ids: list[str], *, author: str) -> list[str]:
    """Take articles out of their story, together. Returns the ids of the story that stays and of the new one."""
    story = story_of(store, ids[0])
    members = {name: article["key"] for article in story["articles"] for name in (article["id"], article["key"])}
    strange = [id for id in ids if id not in members]
    if strange:
        raise InputError(f"{', '.join(strange)}: not in story {story['id']}; `rasd stories show {story['id']}` lists its articles")
    out = list(dict.fromkeys(members[id] for id in ids))
    rest = [key for key in dict.fromkeys(members.values()) if key not in out]
    if not rest:
        raise UsageError(f"these are all articles of story {story['id']}; name those that do not belong to it")
    payload: dict[str, Any] = {
        "different": [[one, other] for one in out for other in rest],
        "same": [[out[0], key] for key in out[1:]],
        "story": story["id"],
    }
    with store.write() as writer:
        writer.correct("story", "split", payload, author=author)
    apply_decisions(store)
    return [str(story_of(store, key)["id"]) for key in (rest[0], out[0])]


def undo(store: Store, entry: str, *, author: str) -> None:
    """Undo an entry of the journal of stories, by id; the scores decide again."""
    found = next((made for made in store.corrections("story") if made.id == entry), None)
    if found is None or found.action == "undo":
        raise InputError(f"{entry}: no merge or split of this id; `rasd stories journal` lists them")
    pairs = [pair for verdict in ("same", "different") for pair in found.payload.get(verdict, ())]
    with store.write() as writer:
        writer.correct("story", "undo", {"entry": entry, "undone": pairs}, author=author)
    apply_decisions(store)


def why(store: Store, one: str, other: str) -> Link:
    """The reasons for and against one story of two articles, and decisions on them. Raises InputError for an unknown id."""
    kept = [store.article(id) for id in (one, other)]
    if kept[0].number == kept[1].number:
        raise UsageError(f"{one} and {other} are the same article")
    sketches = sketches_of(store, [article.number for article in kept])
    if len(sketches) < 2:
        raise InputError("these articles have not been related yet; `rasd collect` does that")
    relater = Relater(judgements_of(store.corrections("story")))
    relater.add(sketches.values())
    relater.settle()
    return relater.why(kept[0].id, kept[1].id)


def path(store: Store, one: str, other: str) -> list[dict[str, Any]]:
    """The links between two articles of one story, in order; [] if they are in different stories.

    A link is a row of `relations` (kind, first, second, score, reasons). The links of a story form a tree, so the path is unique.
    """
    start, goal = (store.article(id).id for id in (one, other))
    told = stories_of(store, [start, goal])
    if len(told) < 2 or told[start]["id"] != told[goal]["id"]:
        return []
    keys = {article["key"] for article in story_of(store, told[start]["id"])["articles"]}
    near: dict[str, dict[str, dict[str, Any]]] = {}
    for link in links_of(store, sorted(keys), ("copy", "story")):
        if {link["first"], link["second"]} <= keys:
            near.setdefault(link["first"], {}).setdefault(link["second"], link)
            near.setdefault(link["second"], {}).setdefault(link["first"], link)
    came: dict[str, str] = {start: start}
    queue = deque([start])
    while queue and goal not in came:
        for reached in near.get(at := queue.popleft(), {}):
            if reached not in came:
                came[reached] = at
                queue.append(reached)
    back = [goal] if goal in came else []
    while back and back[-1] != start:
        back.append(came[back[-1]])
    return [near[a][b] for a, b in zip(back[:0:-1], back[-2::-1], strict=True)]
