"""Place or actor: whether a name that is found is a location where it stands, or stands for a government, a body or a person.

A state by its name is an actor unless the words before say otherwise; a capital likewise, but less often; any other place is a location
unless it is part of somebody's name. In a row (في اليمن وسوريا والعراق) the first decides for all.
"""

from __future__ import annotations

from rasd.document import Document
from rasd.extract.places_names import Candidate
from rasd.extract.places_words import head_of, heads, is_cue
from rasd.ontology.gazetteer import PlaceEntry

LOOK_BACK = 5  # tokens before a preposition in which the noun stands that the preposition belongs to (الحدود الشمالية مع ...)
OPENERS = frozenset(("(", "[", "-", "–", "—", "ـ", "/"))
QUOTES = frozenset("\"«“”»'")


class Roles:
    """Decides for one article; keeps what it decided, for names in a row."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.tokens = document.tokens
        self.last: tuple[int, bool] | None = None  # last token of the name before, and whether it was a place

    def is_place(self, candidate: Candidate, entry: PlaceEntry) -> bool:
        """Whether the candidate is a location; `entry` is the most certain of the places that bear its name."""
        found = self.decide(candidate, entry)
        self.last = (candidate.last, found)
        return found

    def form(self, k: int, sentence: int) -> str:
        """The form of a token of the same sentence, else ""."""
        return self.tokens[k].form if 0 <= k < len(self.tokens) and self.tokens[k].sentence == sentence else ""

    def near(self, k: int, column: str, sentence: int, reach: int = LOOK_BACK) -> bool:
        """Whether a cue of this class stands in the few tokens before `k`."""
        return any(is_cue(self.form(j, sentence), column) for j in range(k - 1, k - 1 - reach, -1))

    def decide(self, candidate: Candidate, entry: PlaceEntry) -> bool:
        """See `is_place`."""
        start, prefix = candidate.first, candidate.prefix
        sentence = self.tokens[start].sentence
        before = self.form(start - 1, sentence)
        political = (entry.state or entry.capital) and candidate.head not in {"area", "site", "org"}
        told = self.by_preposition(prefix, before, start, sentence)
        if told is None:
            told = self.in_a_row(prefix, before, start)
        if told is None and political:
            told = self.at_start(candidate, entry, sentence)
        if self.in_a_body(candidate, prefix, before, told):
            return False
        if told is not None:
            return told and not self.doubtful(candidate, entry, prefix)
        if is_cue(before, "media") or (before in QUOTES and self.is_media(candidate, entry)):
            return False
        if candidate.head == "org":
            return False
        return not political and (entry.trust == "a" or candidate.head != "")

    def doubtful(self, candidate: Candidate, entry: PlaceEntry, prefix: str) -> bool:
        """Whether a clitic is the only sign of a rare name, so that the word is more likely another one (باراك: ب + اراك)."""
        if entry.trust == "a" or candidate.head or entry.state or entry.capital or not prefix:
            return False
        form = self.tokens[candidate.match.first].form[len(prefix) :]
        return not form.startswith("ال") and len(form) < 6 and candidate.match.first == candidate.match.last

    # --- by what stands before

    def by_preposition(self, prefix: str, before: str, start: int, sentence: int) -> bool | None:
        """What the preposition or word directly before tells; None where it tells nothing."""
        if prefix.endswith("ب"):
            return not self.near(start, "office", sentence, 3)
        if prefix.endswith("ل"):
            return self.near(start, "visit", sentence) or self.near(start, "border", sentence)
        if prefix in {"و", "ف", "ك"}:
            return None
        if before in {"في", "وفي", "ففي", "فى"}:
            return not self.near(start - 1, "office", sentence, 2)
        if before == "من":
            return self.near(start - 1, "origin", sentence, 4)
        if before in {"مع", "ومع"}:
            return self.near(start - 1, "border", sentence)
        if before in {"علي", "وعلي"}:
            return self.near(start - 1, "attack", sentence) or self.near(start - 1, "visit", sentence)
        if before in {"بين", "وبين"}:
            return self.near(start - 1, "transit", sentence)
        if is_cue(before, "place") or is_cue(before, "motion") or before in heads("plural") or head_of(before):
            return True
        return None

    def in_a_row(self, prefix: str, before: str, start: int) -> bool | None:
        """What was decided for the name before, where this one is joined to it: وسوريا, or دمشق، سوريا."""
        if self.last is None:
            return None
        last, place = self.last
        if prefix == "و" and 0 < start - last <= 2:
            return place
        if before in {"،", ",", "و"} and start - last == 2:
            return place
        return None

    def at_start(self, candidate: Candidate, entry: PlaceEntry, sentence: int) -> bool | None:
        """A state or capital at the start of a paragraph: a dateline, or the scene of a headline (باكستان: مقتل ...)."""
        start, last = candidate.first, candidate.last
        after = self.form(last + 1, sentence)
        first = start == 0 or self.document.paragraph_of(self.tokens[start].start) != self.document.paragraph_of(
            self.tokens[start - 1].end - 1
        )
        before = self.form(start - 1, sentence)
        if before in {"(", "["} and after in {")", "]"}:
            previous = self.last
            return previous is not None and previous[1] and start - previous[0] == 2
        if not first and before not in OPENERS:
            return None
        if after in {"،", ",", "(", "-", "–", "—", "ـ", "/"} and not entry.state:
            return True
        if after == ".." or (after.isdigit() and not entry.state):
            return True
        if after == ":":
            following = self.tokens[last + 2] if last + 2 < len(self.tokens) else None
            told = following is not None and (following.kind == "number" or is_cue(following.form, "event"))
            return told or (not entry.state and self.document.title is not None and self.tokens[start].start >= self.document.title.end)
        return None

    # --- inside somebody's name

    def in_a_body(self, candidate: Candidate, prefix: str, before: str, told: bool | None) -> bool:
        """Whether a longer mention covers the name: part of a body's or a person's name or title, unless a preposition sets it apart."""
        match = candidate.match
        mention = self.document.mention_at(match.first)
        if mention is None or mention.first > candidate.first or mention.last < match.last:
            return False
        if mention.first == candidate.first and mention.last == candidate.last:
            return told is None and (mention.kind != "country" or not (candidate.head or candidate.match.entries[0].trust == "a"))
        if told and (prefix.endswith("ب") or before in {"في", "من", "الي"}):
            return False
        if mention.kind in {"group", "other"}:
            return told is False
        return True

    def is_media(self, candidate: Candidate, entry: PlaceEntry) -> bool:
        """Whether a name alone in quotation marks is a newspaper (لـ«الشرق الأوسط»)."""
        after = self.tokens[candidate.last + 1].form if candidate.last + 1 < len(self.tokens) else ""
        return after in QUOTES and entry.precision != "city"
