"""English verbs for cues: `condemned`, `told Jordan`, `described`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache

from rasd.ontology.tables import table, table_of

_STANCES: Mapping[str, str] = {
    "neutral": "said", "claim": "claimed", "admit": "admitted", "deny": "denied", "stress": "stressed", "accuse": "criticised",
    "praise": "praised", "demand": "demanded", "warn": "warned", "hope": "voiced hope",
}  # fmt: skip
"""Of a cue that is no verb (according to him, a colon) the stance that the outlet takes by it."""
_ASIDE = re.compile(r"\(.*?\)|[;,].*")  # notes of the table beside the verb


def said(lemma: str, stance: str, to: str = "") -> str:
    """The English verb of a cue, with the addressee if there is one."""
    gloss = _glosses().get(lemma)
    if gloss is None:
        told = _STANCES.get(stance, "said")
        return f"{told}, speaking to {to}" if to else told
    alone, addressed = _verbs().get(gloss, ("", ""))
    alone = alone or _past(gloss)
    if not to:
        return alone
    return addressed.format(to=to) if addressed else f"{alone}, speaking to {to}"


def _past(gloss: str) -> str:
    """The past of a regular verb, whatever follows it (pointed out); those that double a letter are in the table."""
    verb, blank, rest = gloss.partition(" ")
    if verb.endswith("e"):
        past = verb + "d"
    elif verb.endswith("y") and verb[-2] not in "aeiou":
        past = verb[:-1] + "ied"
    else:
        past = verb + "ed"
    return past + blank + rest


@cache
def _glosses() -> dict[str, str]:
    """Lemma -> English infinitive, of verbs and of what is named by its verb (the act: to deny); first told first kept."""
    found: dict[str, str] = {}
    for row in table("cues"):
        if row["kind"] != "phrase":
            found.setdefault(row["lemma"], _ASIDE.sub("", row["en"].removeprefix("the act: to ")).strip())
    return found


@cache
def _verbs() -> dict[str, tuple[str, str]]:
    return {row["gloss"]: (row["alone"], row["to"]) for row in table_of("rasd.bulletin", "said")}
