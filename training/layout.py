"""What the encoder says about a window: tag heads per piece, pointers from an anchor piece to the pieces of the window.

Plain data and no torch: training, export and decoding share it, and it is written into the model's config.json.
"""

from __future__ import annotations

from typing import Any

KINDS = ("person", "country", "government", "military", "armed_group", "party", "igo", "ngo", "company", "media", "group", "other")
FORMS = ("name", "title", "nominal")
TYPES = (
    "AGREE", "CONSULT", "SUPPORT", "CONCEDE", "COOPERATE", "AID", "RETREAT", "REQUEST",
    "ACCUSE", "REJECT", "THREATEN", "PROTEST", "SANCTION", "MOBILIZE", "COERCE", "ASSAULT",
)  # fmt: skip
STATUSES = ("actual", "planned", "denied")
# modes as the gold spells them, "" first; which modes a type can have is read off the training data into the config
MODES = (
    "", "abduct", "access", "aerial", "allege", "arrest", "assassinate", "assist", "ban", "beat", "ceasefire", "censor", "change",
    "cleansing", "convict", "crowd-control", "curfew", "demo", "deport", "destroy", "disapprove", "disarm", "discontinue", "drone",
    "execute", "expel", "explosives", "firearms", "heavy-weapons", "investigate", "massacre", "meet", "militia", "multilateral",
    "obstruct", "phone", "police", "primitive", "raid", "relations", "release", "resign", "restrict", "riot", "seize", "strike",
    "suicide-attack", "third-party", "torture", "troops", "unconventional", "violence", "visit", "weapons", "withdraw", "yield",
)  # fmt: skip
SPEECH = ("direct", "indirect", "mixed")


def bio(labels: tuple[str, ...]) -> tuple[str, ...]:
    """O, then B- and I- of every label."""
    return ("O", *(f"B-{label}" for label in labels), *(f"I-{label}" for label in labels))


TAGS: dict[str, tuple[str, ...]] = {
    "outer": bio(KINDS),  # actor mentions that lie in no other mention
    "inner": bio(KINDS),  # actor mentions inside an outer one: الحوثيين in المتحدث باسم الحوثيين
    "form": FORMS,  # read at the first piece of a mention
    "place": bio(("place",)),
    "time": bio(("time",)),
    "name": bio(("PERS", "ORG", "LOC", "MISC")),  # learned from ANERcorp and AQMAR alone
    "cue": ("O", *(f"B-{kind}" for kind in SPEECH), "I"),
    "trigger": ("O", *(f"B-{kind}" for kind in TYPES), "I"),
    "status": STATUSES,  # read at the first piece of a trigger
    "mode": MODES,  # likewise
    # where an event is told at all: the gold marks one trigger an event (seldom in the headline) and names the other lines that tell it
    "telling": ("O", *(f"B-{kind}" for kind in TYPES), "I"),
}
# relation -> the anchor it is asked at; answers are pieces of the article, 0 is "none" (the <s> of the anchor's window)
RELATIONS: dict[str, str] = {
    "content_start": "cue",
    "content_end": "cue",
    "speaker": "cue",  # first piece of the speaker's words at the cue, none where dropped
    "who": "cue",  # first piece of any mention of the speaker
    "addressee": "cue",
    "source": "trigger",
    "target": "trigger",
    "place": "trigger",
    "time": "trigger",
    "by": "trigger",
    "antecedent": "mention",
}
WIDTH = 64  # of a pointer's query and key
BUCKETS = 32  # of signed distance between anchor and piece
WINDOW = 512  # pieces with <s> and </s>
OVERLAP = 64  # of neighbouring windows, which have equal lengths
START, PAD, END, MASK = 0, 1, 2, 24686
# chances from which something is said
SETTINGS = {"mention": 0.5, "cue": 0.5, "trigger": 0.45, "none": 1.0, "rescue": 0.6, "speaker": 0.6}


def bucket(distance: int) -> int:
    """Signed distance in pieces -> bucket: exact to 5, then by powers of about 1.5."""
    edges = (1, 2, 3, 4, 5, 7, 10, 15, 22, 33, 50, 75, 112, 170, 255)
    size = sum(abs(distance) >= edge for edge in edges)
    return 16 + size if distance >= 0 else 16 - size


# Outlets are left out together, so that a teacher is measured on what it never saw: two halves of the Saudi press of 2015, the Arabic
# services of CNN and the BBC of 2009, and everybody else (Tunisia, Morocco, Qatar, the Emirates, Wikinews).
FIRST_SAUDI = frozenset({"alyaum", "alriyadh", "okaz", "sabq", "almadina", "aleqtisadiya"})


def fold_of(row: dict[str, Any]) -> int:
    """Which teacher must not see an article."""
    if row["corpus"].startswith("saudi"):
        return 0 if row["source"] in FIRST_SAUDI else 1
    return 2 if row["corpus"].startswith(("cnn", "bbc")) else 3
