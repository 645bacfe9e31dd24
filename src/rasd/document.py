"""One article in the pipeline: its text, tokens, sentences and quotations, and the findings so far."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator
from datetime import date
from functools import cached_property
from itertools import pairwise

from rasd.arabic.asides import asides, without
from rasd.arabic.datelines import dateline, datelines, sources
from rasd.arabic.labels import labels, untagged
from rasd.arabic.quotes import Quotation, quotations_of
from rasd.arabic.quotes import at as quotation_of
from rasd.arabic.sentences import paragraphs, sentences
from rasd.arabic.tokens import Token, tokenize
from rasd.findings import Finding, FoundActor, FoundEvent, FoundMention, FoundPlace, FoundStatement, FoundTime
from rasd.ontology.credits import carrier_of, source_of
from rasd.ontology.headlines import clauses, is_headline
from rasd.ontology.outlets import home_in_dateline, home_of
from rasd.records import Article
from rasd.signals import Signals
from rasd.spans import Cover, Span


class Document:
    """An article with its tokens, sentences and findings.

    Extractors only read a document; the pipeline adds what they yield (`add`). Resolvers link the findings, and one adds a mention
    (`rasd.resolve.actors.homelands`: whether بلاده names an actor depends on the speaker).

    `text` has the length of the article's text, with blanks in place of the characters of hashtags and of the lines of the site (`asides`),
    which are no paragraphs. `tokens` are in order; `sentences[k]` and `paragraphs[k]` are spans; `token.sentence` is the index of its
    sentence.
    `title` is the span of the headline, or None. `published` is the day of publication, or None. `datelines` are the spans of place, agency
    and author at the head of the body, `labels` the spans of labels before a headline or a post (عاجل |). Each of these is a sentence of
    its own; the next sentence begins where the prose does.
    `quotations` are the outermost ones, in order. `mention_at(k)`, `place_at(k)` and `time_at(k)` return the longest mention, the place and
    the time expression that cover token k, or None.
    """

    def __init__(self, article: Article) -> None:
        self.article = article
        lines = paragraphs(article.text)
        self.asides = asides(article.text, lines)
        self.text = without(untagged(article.text), self.asides)
        told = article.published or ""
        self.published: date | None = date.fromisoformat(told[:10]) if len(told) >= 10 else None  # a year or a month is no day
        left_out = set(self.asides)
        self.paragraphs = [line for line in lines if line not in left_out] if left_out else lines
        self.tokens: list[Token] = tokenize(self.text)
        self._starts = [token.start for token in self.tokens]
        self.labels = labels(article.text, self.paragraphs)
        self.title: Span | None = self._headline(article.title)
        self.quotations: list[Quotation] = quotations_of(self.text, self.paragraphs)
        self.datelines: list[Span] = datelines(self.text, self._body())
        self._subjects: dict[int, int] = {}  # verb of a further clause of the headline -> first token of its subject
        self.sentences: list[Span] = self._split()
        self._sentence_starts = [s.start for s in self.sentences]
        self._paragraph_starts = [p.start for p in self.paragraphs]
        self._quotation_starts = [q.inner.start for q in self.quotations]
        self._number_sentences()
        self.signals: Signals | None = None  # None where only the rules read the article
        self.mentions: list[FoundMention] = []
        self.times: list[FoundTime] = []
        self.places: list[FoundPlace] = []
        self.statements: list[FoundStatement] = []
        self.events: list[FoundEvent] = []
        self.actors: list[FoundActor] = []
        self._mention_at: dict[int, FoundMention] = {}
        self._place_at: dict[int, FoundPlace] = {}
        self._time_at: dict[int, FoundTime] = {}
        # Called two thousand times an article, so these are the `get` of the dictionaries themselves.
        self.mention_at: Callable[[int], FoundMention | None] = self._mention_at.get
        self.place_at: Callable[[int], FoundPlace | None] = self._place_at.get
        self.time_at: Callable[[int], FoundTime | None] = self._time_at.get

    def _headline(self, title: str | None) -> Span | None:
        """The span of the headline, without its labels.

        It is the title, where that opens the text. Otherwise it is the first paragraph, if the article has a title or consists of one line
        that reads like a headline.
        """
        if not self.paragraphs:
            return None
        first, words = self.paragraphs[0], (title or "").strip()
        start = self._past_label(first.start)
        if words and self.article.text.startswith(words, first.start):
            return Span(start, first.start + len(words))
        return Span(start, first.end) if title or self._is_alone(Span(start, first.end)) else None

    def _is_alone(self, line: Span) -> bool:
        """Whether a line is the whole article and reads like a headline, with or without a dateline (رويترز: روسيا تسحب قواتها)."""
        if len(self.paragraphs) > 1:
            return False
        head = dateline(self.text, line)
        told = line if head is None else Span(head.end, line.end)
        return is_headline([self.tokens[k] for k in self.tokens_in(told)])

    def _past_label(self, start: int) -> int:
        """The end of the label at `start`; `start` itself where there is none."""
        return next((span.end for span in self.labels if span.start == start), start)

    def _body(self) -> list[Span]:
        """The paragraphs after the headline, without their labels."""
        paragraphs = [p for p in self.paragraphs if self.title is None or p.start >= self.title.end]
        return [Span(self._past_label(p.start), p.end) for p in paragraphs] if self.labels else paragraphs

    @property
    def plain(self) -> str:
        """The text with blanks in place of its labels and the same length, as in the encoder's training data, which has the lines of the
        site: what is seen in these is dropped."""
        told = untagged(self.article.text)
        for span in self.labels:
            told = told[: span.start] + " " * span.length + told[span.end :]
        return told

    @property
    def is_headline(self) -> bool:
        """Whether the article is a headline only: breaking news, a post, an item of a feed."""
        return self.title is not None and self.paragraphs[-1].start < self.title.end

    def _split(self) -> list[Span]:
        """The sentences of all paragraphs. Paragraphs and quotations are both in order, so each paragraph continues where the last one
        stopped."""
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
        """The clauses of a headline sentence that have subjects of their own."""
        tokens = [self.tokens[k] for k in self.tokens_in(sentence) if self.tokens[k].end <= sentence.end]
        start = sentence.start
        for subject, verb in clauses(tokens):
            self._subjects[tokens[verb].index] = tokens[subject].index
            yield Span(start, tokens[subject - 1].end)
            start = tokens[subject].start
        yield Span(start, sentence.end)

    def opens_clause(self, index: int) -> bool:
        """Whether this token begins a further clause of the headline, joined by و and with a subject of its own."""
        return index in self._subjects.values()

    def clause_subject(self, verb: int) -> FoundMention | None:
        """The subject of this verb, where the two begin a further clause of the headline (X يفعل ... وY يفعل); else None."""
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

    @cached_property
    def home(self) -> str | None:
        """The country of the outlet; where that is not known, of the agency or paper of a dateline (بغداد - واع), of the one that an
        aggregator names as its source, or of the channel on whose programme the words were said. Else None."""
        return home_of(self.article.outlet, self.article.url) or next(filter(None, self._homes_told()), None)

    def _homes_told(self) -> Iterator[str | None]:
        yield from (home_in_dateline(name) for line in self.datelines for name in sources(self.text, line))
        for name in (source_of(self.article.text), carrier_of(self.article.text)):
            if name is not None:
                yield home_of(name, None) or home_of(f"قناة {name}", None)

    def add(self, finding: Finding) -> None:
        """Keep a finding. Where mentions overlap, `mention_at` gives the longer one. Raises TypeError for what is no finding."""
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
        """The digest of the encoder, or None where only the rules read the article."""
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
        """The contents of the statements found so far; built anew each time, since resolvers still change statements."""
        return Cover([statement.content for statement in self.statements])

    def quotation_at(self, offset: int) -> Quotation | None:
        """The quotation whose inside contains `offset`, or None."""
        return quotation_of(self.quotations, self._quotation_starts, offset)

    def span(self, first: int, last: int, prefix: str = "") -> Span:
        """The span of tokens `first..last` (included), without the proclitics `prefix` of the first."""
        token = self.tokens[first]
        return Span(token.after(prefix) if prefix else token.start, self.tokens[last].end)
