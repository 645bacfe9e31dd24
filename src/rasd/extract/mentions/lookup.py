"""What the tables say at each token of an article, looked up once: titles, states, organisations, people, nominals, nisbas."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypeVar

from rasd.arabic.remembered import Remembered
from rasd.arabic.tokens import Token, Word
from rasd.ontology.knowledge import (
    Demonym,
    NominalForm,
    OrganisationName,
    PersonName,
    PlaceName,
    PortfolioName,
    TitleForm,
    demonym_phrases,
    nominal_phrases,
    organisation_phrases,
    person_phrases,
    portfolio_phrases,
    state_phrases,
    title_phrases,
)
from rasd.ontology.names import is_sure_name, joints
from rasd.ontology.organisation_heads import HeadForm, head_phrases
from rasd.ontology.phrases import Match, Phrases

V = TypeVar("V")

PROCLITICS = frozenset(("", "و", "ف", "ب", "ل", "ك", "وب", "ول", "فل", "فب", "وك"))
BARE = frozenset(("",))
_RARE = frozenset(("MLI", "COM", "CIV", "PNG", "ESH"))  # states whose nisbas are met less often than the words that look like them
_TABLES = 8
_PEOPLE, _ORGANISATIONS, _STATES, _DEMONYMS, _TITLES, _NOMINALS, _HEADS, _PORTFOLIOS = range(_TABLES)
TITLES, STATES = 1 << _TITLES, 1 << _STATES
NAMES = 1 << _PEOPLE | 1 << _TABLES
BODIES = 1 << _ORGANISATIONS | 1 << _HEADS
UNNAMED = 1 << _NOMINALS | 1 << _DEMONYMS


class Lookup:
    """Look-ups over the tokens of one article; `of` the same lexicon for all."""

    __slots__ = ("_lexicon", "_opens", "tokens")

    def __init__(self, tokens: Sequence[Token], lexicon: Lexicon) -> None:
        self.tokens = tokens
        self._lexicon = lexicon
        self._opens = [lexicon.opens(token.word) if token.kind in ("word", "latin") else 0 for token in tokens]

    def anything(self, index: int) -> bool:
        """Whether some table or the lexicon of names has an entry that this token could open: most tokens have none."""
        return self._opens[index] != 0

    def opens_any(self, index: int, kinds: int) -> bool:
        """Whether the token can open an entry of one of these kinds (TITLES | NAMES ...): a test that saves look-ups."""
        return self._opens[index] & kinds != 0

    def opens_name(self, index: int) -> bool:
        """Whether this token, without its proclitics or with them, can open a name that stands alone."""
        return bool(self._opens[index] >> _TABLES)

    def person(self, index: int, prefixes: frozenset[str] = PROCLITICS) -> Match[PersonName] | None:
        """A known person named at this token."""
        return self._match(self._lexicon.people, _PEOPLE, index, prefixes)

    def organisation(self, index: int, prefixes: frozenset[str] = PROCLITICS) -> Match[OrganisationName] | None:
        """A known organisation named at this token."""
        return self._match(self._lexicon.organisations, _ORGANISATIONS, index, prefixes)

    def state(self, index: int, prefixes: frozenset[str] = PROCLITICS) -> Match[PlaceName] | None:
        """A state, capital or seat at this token."""
        return self._match(self._lexicon.states, _STATES, index, prefixes)

    def demonym(self, index: int, prefixes: frozenset[str] = BARE) -> Match[Demonym] | None:
        """A nisba at this token; none where it is a common word that also is one (المالية)."""
        match = self._match(self._lexicon.demonyms, _DEMONYMS, index, prefixes)
        if match is not None and match.value.ambiguous and match.value.country in _RARE and match.first == match.last:
            return None
        return match

    def title(self, index: int, prefixes: frozenset[str] = PROCLITICS) -> Match[TitleForm] | None:
        """A title at this token."""
        return self._match(self._lexicon.titles, _TITLES, index, prefixes)

    def nominal(self, index: int, prefixes: frozenset[str] = PROCLITICS) -> Match[NominalForm] | None:
        """An unnamed person, group or body at this token."""
        return self._match(self._lexicon.nominals, _NOMINALS, index, prefixes)

    def head(self, index: int, prefixes: frozenset[str] = PROCLITICS) -> Match[HeadForm] | None:
        """A noun that heads names of organisations (وزارة) at this token."""
        return self._match(self._lexicon.heads, _HEADS, index, prefixes)

    def portfolio(self, index: int, prefixes: frozenset[str] = BARE) -> Match[PortfolioName] | None:
        """What a ministry is for, at this token."""
        return self._match(self._lexicon.portfolios, _PORTFOLIOS, index, prefixes)

    def _match(self, table: Phrases[V], bit: int, index: int, prefixes: frozenset[str]) -> Match[V] | None:
        if index >= len(self._opens) or not self._opens[index] >> bit & 1:
            return None
        found = table.match(self.tokens, index, prefixes)
        if found is not None and self.tokens[found.last].sentence != self.tokens[index].sentence:
            return None
        return found


class Lexicon:
    """The tables, and for each word form which of them it can open."""

    def __init__(self) -> None:
        self.people = person_phrases()
        self.organisations = organisation_phrases()
        self.states = state_phrases()
        self.demonyms = demonym_phrases()
        self.titles = title_phrases()
        self.nominals = nominal_phrases()
        self.heads = head_phrases()
        self.portfolios = portfolio_phrases()
        tables: list[Phrases[Any]] = [
            self.people,
            self.organisations,
            self.states,
            self.demonyms,
            self.titles,
            self.nominals,
            self.heads,
            self.portfolios,
        ]
        self._beginnings = [(1 << k, table.beginnings) for k, table in enumerate(tables)]
        self._opens: Remembered[str, int] = Remembered()

    def opens(self, word: Word) -> int:
        """A bit for each table in which some reading of the word is a first word."""
        known = self._opens.get(word.form)
        if known is None:
            known = self._opens.keep(word.form, self._read(word))
        return known

    def _read(self, word: Word) -> int:
        """Each new form of an archive comes by here: plain look-ups, a tenth of asking each table."""
        known = _opens_name(word) << _TABLES
        stems = [reading.stem for reading in word.readings]
        for bit, beginnings in self._beginnings:
            for stem in stems:
                if stem in beginnings:
                    known |= bit
                    break
        return known


def _opens_name(word: Word) -> bool:
    """Whether a reading of the word is a likely name, a joint that opens one (عبد، أبو), or نظير with a suffix."""
    if word.form == "علي" or "نظير" in word.form:
        return True
    before = joints()["before"]
    return any(prefix in PROCLITICS and (stem in before or is_sure_name(stem)) for prefix, stem in word.readings)
