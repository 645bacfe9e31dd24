"""One article on its way through: its text, tokens, sentences, quotations, and the findings so far."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from datetime import date

from rasd.arabic.quotes import Quotation, quotations
from rasd.arabic.sentences import paragraphs, sentences
from rasd.arabic.tokens import Token, tokenize
from rasd.findings import Finding, FoundActor, FoundEvent, FoundMention, FoundPlace, FoundStatement, FoundTime
from rasd.records import Article
from rasd.spans import Span


class Document:
    """An article with its views. Extractors read it; only the pipeline adds findings (`add`), only resolvers link them.

    `tokens` are in order; `sentences[k]` and `paragraphs[k]` are spans; `token.sentence` is the index of its sentence.
    `title` is the span of the headline, or None. `published` is the day of publication, or None.
    """

    def __init__(self, article: Article) -> None:
        self.article = article
        self.text = article.text
        self.published: date | None = date.fromisoformat(article.published[:10]) if article.published else None
        self.paragraphs = paragraphs(self.text)
        self.title: Span | None = self.paragraphs[0] if article.title and self.paragraphs else None
        self.sentences: list[Span] = [s for p in self.paragraphs for s in sentences(self.text, p)]
        self.tokens: list[Token] = tokenize(self.text)
        self.quotations: list[Quotation] = [q for p in self.paragraphs for q in quotations(self.text, p)]
        self._starts = [token.start for token in self.tokens]
        self._sentence_starts = [s.start for s in self.sentences]
        self._paragraph_starts = [p.start for p in self.paragraphs]
        for token in self.tokens:
            token.sentence = max(0, bisect_right(self._sentence_starts, token.start) - 1)
        self.mentions: list[FoundMention] = []
        self.times: list[FoundTime] = []
        self.places: list[FoundPlace] = []
        self.statements: list[FoundStatement] = []
        self.events: list[FoundEvent] = []
        self.actors: list[FoundActor] = []
        self._mention_at: list[FoundMention | None] = [None] * len(self.tokens)
        self._place_at: list[FoundPlace | None] = [None] * len(self.tokens)
        self._time_at: list[FoundTime | None] = [None] * len(self.tokens)

    def add(self, finding: Finding) -> None:
        """Keep a finding. Of overlapping mentions the longer one answers `mention_at`."""
        if isinstance(finding, FoundMention):
            self.mentions.append(finding)
            for k in range(finding.first, finding.last + 1):
                held = self._mention_at[k]
                if held is None or finding.last - finding.first > held.last - held.first:
                    self._mention_at[k] = finding
        elif isinstance(finding, FoundTime):
            self.times.append(finding)
            for k in range(finding.first, finding.last + 1):
                self._time_at[k] = finding
        elif isinstance(finding, FoundPlace):
            self.places.append(finding)
            for k in range(finding.first, finding.last + 1):
                self._place_at[k] = finding
        elif isinstance(finding, FoundStatement):
            self.statements.append(finding)
        else:
            self.events.append(finding)

    def mention_at(self, index: int) -> FoundMention | None:
        """The longest mention that covers token `index`."""
        return self._mention_at[index] if 0 <= index < len(self._mention_at) else None

    def place_at(self, index: int) -> FoundPlace | None:
        """The place that covers token `index`."""
        return self._place_at[index] if 0 <= index < len(self._place_at) else None

    def time_at(self, index: int) -> FoundTime | None:
        """The time expression that covers token `index`."""
        return self._time_at[index] if 0 <= index < len(self._time_at) else None

    def token_at(self, offset: int) -> int:
        """The index of the first token that ends after `offset` (len(tokens) past the last)."""
        at = bisect_right(self._starts, offset) - 1
        return at if at >= 0 and self.tokens[at].end > offset else at + 1

    def tokens_in(self, span: Span) -> range:
        """The indices of the tokens that start inside the span."""
        return range(bisect_left(self._starts, span.start), bisect_left(self._starts, span.end))

    def sentence_of(self, offset: int) -> int:
        """The index of the sentence at `offset`."""
        return max(0, bisect_right(self._sentence_starts, offset) - 1)

    def paragraph_of(self, offset: int) -> int:
        """The index of the paragraph at `offset`."""
        return max(0, bisect_right(self._paragraph_starts, offset) - 1)

    def quotation_at(self, offset: int) -> Quotation | None:
        """The quotation whose inside holds `offset`."""
        for quotation in self.quotations:
            if quotation.inner.start <= offset < quotation.inner.end:
                return quotation
        return None

    def span(self, first: int, last: int, prefix: str = "") -> Span:
        """The span of tokens `first..last` (included), without the proclitics `prefix` of the first."""
        token = self.tokens[first]
        return Span(token.after(prefix) if prefix else token.start, self.tokens[last].end)
