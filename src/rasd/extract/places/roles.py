"""Place or actor: whether a name that is found is a location where it stands, or stands for a government, a body or a person.

A state by its name is an actor unless the words before say otherwise; a capital likewise, but less often; any other place is a location
unless it is part of somebody's name. In a row (في اليمن وسوريا والعراق) the first decides for all.
"""

from __future__ import annotations

from rasd.document import Document
from rasd.extract.places.names import PlaceCandidate
from rasd.ontology.gazetteer import PlaceEntry
from rasd.ontology.place_words import head_of, heads, is_cue

LOOK_BACK = 5  # tokens before a preposition in which the noun stands that the preposition belongs to (الحدود الشمالية مع ...)
BETWEEN = frozenset(("بين", "وبين"))
FROM = frozenset(("من", "ومن"))
TO = frozenset(("الي", "لدي"))  # before the state that an envoy is sent to: part of the title
IN = frozenset(("في", "وفي", "ففي"))
# Prepositions after which a state acts or is acted on, unless a word of these classes stands before them (الحدود مع ليبيا)
ACTORS_AFTER: tuple[tuple[frozenset[str], tuple[str, ...]], ...] = (
    (frozenset(("مع", "ومع")), ("border",)),
    (frozenset(("علي", "وعلي")), ("attack", "visit")),
    (BETWEEN, ("transit",)),
)
OPENERS = frozenset(("(", "[", "-", "–", "—", "/"))
DATELINE = frozenset(("", "،", ",", "(", "-", "–", "—", "/"))
NAMED = frozenset(
    ("person", "government", "media", "company", "party", "armed_group", "ngo", "igo")
)  # what a name in a title or a body can be
CITY_STATES = frozenset(
    ["TUN", "DZA", "KWT", "SGP", "DJI", "PAN", "GTM", "MEX", "LUX", "MCO"]
)  # their capitals bear their names: datelines too
QUOTES = frozenset("\"«“”»'")


class Roles:
    """Decides for one article; keeps what it decided, for names in a row."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.tokens = document.tokens
        self.last: tuple[int, bool] | None = None  # last token of the name before, and whether it was a place

    def is_place(self, candidate: PlaceCandidate, entry: PlaceEntry) -> bool:
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

    def decide(self, candidate: PlaceCandidate, entry: PlaceEntry) -> bool:
        """See `is_place`."""
        if self.opens_dateline(candidate):
            return True
        start, prefix = self.governed(candidate)
        sentence = self.tokens[candidate.first].sentence
        before = self.form(start - 1, sentence)
        political = (entry.state or entry.capital) and candidate.head == ""
        row = self.in_a_row(prefix, before, start)
        told = self.by_preposition(prefix, before, start, sentence, entry) if political else self.settled(prefix, before, start, sentence)
        if told is None and (row or political):  # a state that acts says nothing of the town after it
            told = row
        if told is None and political:
            told = self.at_start(candidate, entry, sentence)
        if self.in_a_body(candidate, before, told, entry):
            return False
        if told is not None:
            return told and (row is True or not self.doubtful(candidate, entry, prefix))
        if candidate.head:
            return candidate.head != "org"
        if entry.country is None and prefix.endswith("ل"):  # for Africa, for Europe: whom it serves, not where it is
            return False
        if is_cue(before, "media") or (before in QUOTES and self.is_media(candidate, entry)):
            return False
        return not political and entry.trust == "a" and not self.doubtful(candidate, entry, prefix)

    def opens_dateline(self, candidate: PlaceCandidate) -> bool:
        """Whether a capital begins a dateline: it is where the article was written, also where a state bears its name (عمان - قال)."""
        start = self.tokens[candidate.first].start
        return any(entry.capital for entry in candidate.match.entries) and any(line.start == start for line in self.document.datelines)

    def governed(self, candidate: PlaceCandidate) -> tuple[int, str]:
        """The token that the word before stands before, and its proclitics: دولة and مملكة belong to a state's name."""
        k = candidate.first - 1
        if candidate.prefix == "" and candidate.head == "" and k >= 0 and self.tokens[k].sentence == self.tokens[candidate.first].sentence:
            form = self.tokens[k].form
            for prefix in ("", "و", "ب", "ل"):
                if form.startswith(prefix) and is_cue(form[len(prefix) :], "polity") and form[len(prefix) :][:1] not in {"و", "ف"}:
                    return k, prefix
        return candidate.first, candidate.prefix

    def doubtful(self, candidate: PlaceCandidate, entry: PlaceEntry, prefix: str) -> bool:
        """Whether a clitic is the only sign of a rare name, so that the word is more likely another one (باراك: ب + اراك)."""
        if candidate.head or not prefix or candidate.match.first < candidate.match.last:
            return False
        form = self.tokens[candidate.match.first].form
        if prefix in {"ف", "ك"}:
            return len(form) < 6
        if entry.reviewed or entry.state or entry.capital:
            return entry.trust == "b" and len(form) - len(prefix) < 6 and not form.startswith("ال", len(prefix)) and not entry.capital
        return not form.startswith("ال", len(prefix)) and len(form) - len(prefix) < (4 if entry.trust == "a" else 6)

    # --- by what stands before

    def by_preposition(self, prefix: str, before: str, start: int, sentence: int, entry: PlaceEntry) -> bool | None:
        """What the words directly before tell of a state or capital; None where they tell nothing."""
        if prefix.endswith("ب"):
            return entry.capital or not self.near(start, "office", sentence, 3)
        if prefix.endswith("ل"):
            return self.near(start, "visit", sentence) or self.near(start, "border", sentence)
        if prefix in {"و", "ف", "ك"}:
            return None
        if before in IN:
            return entry.capital or not self.near(start - 1, "office", sentence, 3)
        if before in FROM and self.form(start - 2, sentence) == "كل":  # في كل من مصر وليبيا, but مع كل من
            return self.form(start - 3, sentence) in IN
        if before in FROM:
            return not self.near(start - 1, "from-actor", sentence, 3)
        if before in BETWEEN and self.near(start - 1, "talks", sentence, 4):
            return False
        for words, columns in ACTORS_AFTER:
            if before in words:
                return any(self.near(start - 1, column, sentence, 4) for column in columns)
        return self.by_word(before, start, sentence)

    def by_word(self, before: str, start: int, sentence: int) -> bool | None:
        """A word before that takes a place: مدينة, شمال, زار; العاصمة and a nisba (العاصمة الإثيوبية أديس أبابا)."""
        if is_cue(before, "place") or is_cue(before, "motion") or before in heads("plural") or head_of(before):
            return True
        if before.startswith("ال") and is_cue(self.form(start - 2, sentence).removeprefix("ب"), "capital"):
            return True
        return None

    def settled(self, prefix: str, before: str, start: int, sentence: int) -> bool | None:
        """The same for other places, which hardly ever act: any preposition makes them a location."""
        if prefix.endswith("ل"):
            return self.near(start, "visit", sentence) or self.near(start, "border", sentence) or None
        if prefix.endswith("ب") or before in IN or before in FROM or any(before in words for words, _ in ACTORS_AFTER):
            return True
        return None if prefix else self.by_word(before, start, sentence)

    def in_a_row(self, prefix: str, before: str, start: int) -> bool | None:
        """What was decided for the name before, where this one is joined to it: وسوريا, or دمشق، سوريا."""
        if self.last is None:
            return None
        last, place = self.last
        if any(self.tokens[k].form[0] in ".:؛" for k in range(last + 1, min(start, last + 3))):  # البحر الأحمر.. وواشنطن تعلن
            return None
        if prefix == "و" and 0 < start - last <= 2:
            return place
        if before in {"،", ",", "و"} and start - last == 2:
            return place
        return None

    def at_start(self, candidate: PlaceCandidate, entry: PlaceEntry, sentence: int) -> bool | None:
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
        if after.isdigit() or after == ".." or (after in DATELINE and (not entry.state or entry.country in CITY_STATES)):
            return True
        if after == ":":
            following = self.tokens[last + 2] if last + 2 < len(self.tokens) else None
            told = following is not None and (following.kind == "number" or is_cue(following.form, "event"))
            return told or (not entry.state and self.document.title is not None and self.tokens[start].start >= self.document.title.end)
        return None

    # --- inside somebody's name

    def in_a_body(self, candidate: PlaceCandidate, before: str, told: bool | None, entry: PlaceEntry) -> bool:
        """Whether a longer mention covers the name: part of a body's or a person's name or title, unless a preposition sets it apart."""
        match, political = candidate.match, (entry.state or entry.capital) and candidate.head == ""
        mention = self.document.mention_at(match.first)
        if mention is None or mention.first > candidate.first or mention.last < match.last:
            return False
        if candidate.head == "area" and mention.first >= match.first:  # a town named like a person: بلدة "مير علي"
            return False
        if mention.kind == "person" and mention.form == "name" and mention.last > mention.first:
            return True
        if mention.first == candidate.first and (mention.last == candidate.last or candidate.precision or not political):
            sure = match.last > match.first or (entry.reviewed and not political)
            known = candidate.head == "" and sure and entry.trust == "a"  # قناة السويس is no channel, أبو ظبي no man
            return told is None and mention.kind in NAMED and not known
        if mention.kind in {"group", "other"} and not political and entry.trust == "a" and told is not False:
            return False  # حراس المسجد الأقصى, عشائر الأنبار: whose they are is where they are
        if not told or (before in TO and mention.kind == "person"):
            return True
        if entry.state and mention.kind in NAMED - {"person"}:  # تنظيم القاعدة في المغرب, تحالف دعم الشرعية في اليمن
            return True
        return entry.state and any(is_cue(self.tokens[k].form, "office") for k in range(mention.first, candidate.first))

    def is_media(self, candidate: PlaceCandidate, entry: PlaceEntry) -> bool:
        """Whether a name alone in quotation marks is a newspaper (لـ«الشرق الأوسط», ال"الرياض"); foreign towns stand in them too."""
        after = self.tokens[candidate.last + 1].form if candidate.last + 1 < len(self.tokens) else ""
        before = self.tokens[candidate.first - 2].form if candidate.first > 1 else ""
        return after in QUOTES and (entry.country is None or before in {"ل", "ال", "لل"} or is_cue(before, "media"))
