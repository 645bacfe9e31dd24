"""Speed and memory of reading: one process, one core, articles cut to about 400 words.

    read.py [--engine rules|full] [--articles N] [--json] [--profile]

Reads articles of ../shared/corpus where it lies beside the checkout, the shipped samples (repeated) otherwise. The first 50 articles warm
the caches and are not counted. Seconds are process CPU time, so a busy neighbour does not count; memory is the peak resident set.
"""

from __future__ import annotations

import argparse
import cProfile
import gzip
import itertools
import json
import pstats
import resource
import sys
import time
from collections.abc import Callable, Iterator
from functools import partial

from corpus import FOLDER

from rasd.articles import article_of
from rasd.document import Document
from rasd.pipeline import ENGINES, Pipeline
from rasd.records import Article
from rasd.samples import articles as samples

WORDS, WARM, PART = 400, 50, 200


def bodies() -> Iterator[str]:
    """Texts to read: two corpora of different house styles, or the samples again and again."""
    names = [FOLDER / f"{name}.jsonl.gz" for name in ("saudinewsnet", "hespress_jazeera")]
    if all(name.exists() for name in names):
        for first in range(0, 4000, PART):
            for name in names:
                with gzip.open(name, "rt", encoding="utf-8") as lines:
                    yield from (json.loads(line)["text"] for line in itertools.islice(lines, first, first + PART))
    yield from itertools.cycle([" ".join(sample.text for sample in samples())])


def cut(text: str) -> str:
    """The text up to its 400th word, white space kept."""
    end = 0
    for _ in range(WORDS):
        end = next((k for k in range(end, len(text)) if not text[k].isspace()), len(text))
        end = next((k for k in range(end, len(text)) if text[k].isspace()), len(text))
    return text[:end]


def articles(count: int) -> list[Article]:
    """Articles of 300 words or more, cut to 400."""
    long = (text for text in bodies() if len(text.split()) >= WORDS * 3 // 4)
    return [article_of(cut(text), published="2015-08-01") for text in itertools.islice(long, count)]


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--articles", type=int, default=400)
    parser.add_argument("--engine", choices=ENGINES, default="rules")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--profile", action="store_true", help="print where the time goes")
    options = parser.parse_args()
    todo = articles(options.articles + WARM)
    started = time.process_time()
    pipeline = Pipeline(engine=options.engine)
    loaded = time.process_time()
    for article in todo[:WARM]:
        pipeline.read(article)
    counted = todo[WARM:]
    words = sum(len(article.text.split()) for article in counted)
    ground = _seconds(lambda: [Document(article) for article in counted])
    profile = cProfile.Profile()
    if options.profile:
        profile.enable()
    whole = _seconds(lambda: [pipeline.read(article) for article in counted])
    profile.disable()
    result = {
        "articles": len(counted),
        "words": words,
        "load_s": round(loaded - started, 3),
        "ground_ms_an_article": round(ground * 1000 * WORDS / words, 2),
        "read_ms_an_article": round(whole * 1000 * WORDS / words, 2),
        "articles_of_400_words_a_second": round(words / WORDS / whole, 1),
        "words_a_second": round(words / whole),
        **_growth(pipeline, counted),
        "peak_memory_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, 1),
    }
    print(json.dumps(result) if options.json else "\n".join(f"{key.replace('_', ' '):32} {value}" for key, value in result.items()))
    if options.profile:
        pstats.Stats(profile).sort_stats("tottime").print_stats(25)
    return 0


def _growth(pipeline: Pipeline, articles: list[Article]) -> dict[str, float]:
    """Milliseconds per 400 words for articles of 1, 2 and 4 times the length: the same figure thrice where time grows with length."""
    found = {}
    for times in (1, 2, 4):
        joined = ["\n\n".join(a.text for a in articles[k : k + times]) for k in range(0, min(len(articles), 40) // 4 * 4, times)]
        todo = [Article(id="joined", text=text, published="2015-08-01") for text in joined]
        count = sum(len(text.split()) for text in joined)
        seconds = _seconds(partial(list, map(pipeline.read, todo)))
        found[f"ms_per_400_words_at_{times}x_length"] = round(seconds * 1000 * WORDS / max(1, count), 2)
    return found


def _seconds(work: Callable[[], object]) -> float:
    started = time.process_time()
    work()
    return time.process_time() - started


if __name__ == "__main__":
    sys.exit(main())
