"""One article on its way through: its text, tokens, sentences, quotations, and the findings so far."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator
from datetime import date
from itertools import pairwise

from rasd.arabic.datelines import dateline, datelines
from rasd.arabic.labels import labels, untagged
from rasd.arabic.quotes import Quotation, quotations_of
from rasd.arabic.quotes import at as quotation_of
from rasd.arabic.sentences import paragraphs, sentences
from rasd.arabic.tokens import Token, tokenize
from rasd.findings import Finding, FoundActor, FoundEvent, FoundMention, FoundPlace, FoundStatement, FoundTime
from rasd.ontology.headlines import clauses, is_headline
from rasd.records import Article
from rasd.signals import Signals
from rasd.spans import Cover, Span


class Document:
    """An article with its views. Extractors read it; the pipeline adds what they find (`add`), only resolvers link it (and one adds a
    mention, `rasd.resolve.actors.homelands`: whether بلاده is one depends on who speaks).

    `text` is the article's, letter for letter as long, with blanks for what makes hashtags. `tokens` are in order; `sentences[k]` and
    `paragraphs[k]` are spans; `token.sentence` is the index of its sentence.
    `title` is the span of the headline, or None. `published` is the day of publication, or None. `datelines` are the spans of place,
    agency and author at the head of the body, `labels` those of what stands before a headline or a post (عاجل |); each is a sentence of
    its own, and the sentence after it begins where the prose does.
    `quotations` are the outermost ones, in order. `mention_at(k)`, `place_at(k)` and `time_at(k)` are the longest mention, the place and
    the time expression that cover token k, or None.
    """

    def __init__(self, article: Article) -> None:
        self.article = article
        self.text = untagged(article.text)
        told = article.published or ""
        self.published: date | None = date.fromisoformat(told[:10]) if len(told) >= 10 else None  # a year or month is no day
        self.paragraphs = paragraphs(article.text)
        self.tokens: list[Token] = tokenize(self.text)
        self._starts = [token.start for token in self.tokens]
        self.labels = labels(article.text, self.paragraphs)
        self.title: Span | None = self._headline(article.title)
        self.quotations: list[Quotation] = quotations_of(self.text, self.paragraphs)
        self.datelines: list[Span] = datelines(self.text, self._body())
        self._subjects: dict[int, int] = {}  # verb of a further clause of the headline -> where its subject begins
        self.sentences: list[Span] = self._split()
        self._sentence_starts = [s.start for s in self.sentences]
        self._paragraph_starts = [p.start for p in self.paragraphs]
        self._quotation_starts = [q.inner.start for q in self.quotations]
        self._number_sentences()
        self.signals: Signals | None = None  # what the encoder says; None where the rules read alone
        self.mentions: list[FoundMention] = []
        self.times: list[FoundTime] = []
        self.places: list[FoundPlace] = []
        self.statements: list[FoundStatement] = []
        self.events: list[FoundEvent] = []
        self.actors: list[FoundActor] = []
        self._mention_at: dict[int, FoundMention] = {}
        self._place_at: dict[int, FoundPlace] = {}
        self._time_at: dict[int, FoundTime] = {}
        # Asked two thousand times an article: look-ups of the dictionaries themselves, without a call in between.
        self.mention_at: Callable[[int], FoundMention | None] = self._mention_at.get
        self.place_at: Callable[[int], FoundPlace | None] = self._place_at.get
        self.time_at: Callable[[int], FoundTime | None] = self._time_at.get

    def _headline(self, title: str | None) -> Span | None:
        """The span of the headline, without its labels: the title that opens the text, else the first paragraph where there is a title at
        all or where a line that reads like one is the whole article."""
        if not self.paragraphs:
            return None
        first, words = self.paragraphs[0], (title or "").strip()
        start = self._past_label(first.start)
        if words and self.article.text.startswith(words, first.start):
            return Span(start, first.start + len(words))
        return Span(start, first.end) if title or self._is_alone(Span(start, first.end)) else None

    def _is_alone(self, line: Span) -> bool:
        """Whether a line is the whole article and reads like a headline, also behind a dateline (رويترز: روسيا تسحب قواتها)."""
        if len(self.paragraphs) > 1:
            return False
        head = dateline(self.text, line)
        told = line if head is None else Span(head.end, line.end)
        return is_headline([self.tokens[k] for k in self.tokens_in(told)])

    def _past_label(self, start: int) -> int:
        """Where the words of a paragraph begin that starts there: behind its label."""
        return next((span.end for span in self.labels if span.start == start), start)

    def _body(self) -> list[Span]:
        """The paragraphs behind the headline, without their labels."""
        paragraphs = [p for p in self.paragraphs if self.title is None or p.start >= self.title.end]
        return [Span(self._past_label(p.start), p.end) for p in paragraphs] if self.labels else paragraphs

    @property
    def plain(self) -> str:
        """The text with blanks for its labels, letter for letter as long: what the encoder has learned to read."""
        told = self.text
        for span in self.labels:
            told = told[: span.start] + " " * span.length + told[span.end :]
        return told

    @property
    def is_headline(self) -> bool:
        """Whether there is a headline and nothing else: a line of breaking news, a post, an item of a feed."""
        return self.title is not None and self.paragraphs[-1].start < self.title.end

    def _split(self) -> list[Span]:
        """The sentences of all paragraphs; each takes its quotations from where the last one stopped, for both are in order."""
        found: list[Span] = []
        heads = {span.start: span for span in (*self.labels, *self.datelines)}
        first = 0
        for paragraph in self.paragraphs:
            last = first
            while last < len(self.quotations) and self.quotations[last].outer.start < paragraph.end:
                last += 1
            while (head := heads.get(paragraph.start)) is not None:
                found.append(head)
                paragraph = Span(head.end, paragraph.end)
            headline = self.title is not None and paragraph.start < self.title.end
            parts = sentences(self.text, paragraph, self.quotations[first:last], headline=headline)
            found += [clause for part in parts for clause in self._clauses(part)] if headline else parts
            first = last
        return found

    def _clauses(self, sentence: Span) -> Iterator[Span]:
        """The parts of a sentence of the headline that have subjects of their own."""
        tokens = [self.tokens[k] for k in self.tokens_in(sentence) if self.tokens[k].end <= sentence.end]
        start = sentence.start
        for subject, verb in clauses(tokens):
            self._subjects[tokens[verb].index] = tokens[subject].index
            yield Span(start, tokens[subject - 1].end)
            start = tokens[subject].start
        yield Span(start, sentence.end)

    def opens_clause(self, index: int) -> bool:
        """Whether a further clause of the headline, with a subject of its own, begins with this token, which the و before it joins."""
        return index in self._subjects.values()

    def clause_subject(self, verb: int) -> FoundMention | None:
        """The subject of the verb at a token where a clause of the headline begins with it: X يفعل ... وY يفعل."""
        first = self._subjects.get(verb)
        mention = self.mention_at(first) if first is not None else None
        return mention if mention is not None and mention.first == first else None

    def _number_sentences(self) -> None:
        """Give each token the index of its sentence."""
        self._firsts = [0, *(bisect_left(self._starts, start) for start in self._sentence_starts[1:]), len(self.tokens)]
        for index, (first, past) in enumerate(pairwise(self._firsts)):
            for token in self.tokens[first:past]:
                token.sentence = index

    def sentence_tokens(self, sentence: int) -> range:
        """The indices of the tokens of a sentence."""
        return range(self._firsts[sentence], self._firsts[sentence + 1])

    def add(self, finding: Finding) -> None:
        """Keep a finding; TypeError for what is none. Of overlapping mentions the longer one answers `mention_at`."""
        if isinstance(finding, FoundMention):
            self.mentions.append(finding)
            for k in range(finding.first, finding.last + 1):
                held = self._mention_at.get(k)
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
        elif isinstance(finding, FoundEvent):
            self.events.append(finding)
        else:
            raise TypeError(f"a finding of {type(finding).__name__}; rasd.findings lists what an extractor may yield")

    @property
    def model(self) -> str | None:
        """The digest of the encoder that read along, None where the rules read alone."""
        return self.signals.model if self.signals else None

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

    def contents(self) -> Cover:
        """The contents of the statements found so far; not remembered, since resolvers still add and change statements."""
        return Cover([statement.content for statement in self.statements])

    def quotation_at(self, offset: int) -> Quotation | None:
        """The quotation whose inside holds `offset`."""
        return quotation_of(self.quotations, self._quotation_starts, offset)

    def span(self, first: int, last: int, prefix: str = "") -> Span:
        """The span of tokens `first..last` (included), without the proclitics `prefix` of the first."""
        token = self.tokens[first]
        return Span(token.after(prefix) if prefix else token.start, self.tokens[last].end)
