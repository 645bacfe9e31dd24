"""Two titles side by side: one person's (رئيس مجلس الوزراء وزير الداخلية), or two people's, the subject and the object of a verb."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

from rasd.arabic.tokens import Token
from rasd.extract.mentions.lookup import BARE, Lookup
from rasd.ontology.tables import words_of

if TYPE_CHECKING:
    from rasd.extract.mentions.titles import TitlePhrase


_words = partial(words_of, "title_pairs")  # the words of a class


class TitlePairs:
    """Tells for one article whether two titles in a row are of two people."""

    def __init__(self, tokens: Sequence[Token], lookup: Lookup) -> None:
        self.tokens = tokens
        self.lookup = lookup

    def are_two(self, phrase: TitlePhrase, following: TitlePhrase, *, named: bool) -> bool:
        """Whether subject and object stand side by side: استقبل [أمير قطر] [وزير الخارجية الإيراني], نعى [رئيس الوزراء] [العقيد].

        Two offices of one man are common too, so that another state, an office that goes with no other, a verb that needs a person or a
        rank without its name must tell. `named`: a name follows the second title.
        """
        if not _is_office(phrase) or self._begins(following, "joined"):
            return False
        if following.country is not None and phrase.country not in (None, following.country):
            return True
        if following.head.title.cls == "rank":
            return following.head.definite and not named
        if not _is_office(following):
            return False
        return self._begins(phrase, "alone") or self._begins(following, "alone") or self._needs_object(phrase.first, following.last)

    def _needs_object(self, first: int, last: int) -> bool:
        """Whether a verb that needs a person as object stands before, and no third title follows that could be it."""
        before = self.tokens[first - 1].form if first else ""
        if before not in _words("verbs") and before.removeprefix("و").removeprefix("ف") not in _words("verbs"):
            return False
        after = last + 1
        return (
            after >= len(self.tokens)
            or self.tokens[after].sentence != self.tokens[first].sentence
            or self.lookup.title(after, BARE) is None
        )

    def _begins(self, phrase: TitlePhrase, column: str) -> bool:
        """Whether the first word of a title, or its first two, are of a class."""
        words = [self.tokens[k].form for k in range(phrase.first, min(phrase.last, phrase.first + 1) + 1)]
        words[0] = words[0][len(phrase.prefix) :]
        return words[0] in _words(column) or " ".join(words) in _words(column)


def _is_office(phrase: TitlePhrase) -> bool:
    return phrase.head.title.cls == "office" and (phrase.last > phrase.first or phrase.country is not None)
