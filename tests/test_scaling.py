"""Work grows with the length of an article, not with its square: calls are counted, not seconds, so that a slow machine fails nothing."""

from __future__ import annotations

import cProfile
from collections.abc import Callable

import pytest

from rasd.arabic.sentences import LONGEST
from rasd.document import Document
from rasd.pipeline import default_pipeline
from rasd.records import Article
from rasd.samples import articles as samples

WORDS = 300
MOST = 2.8  # times the work for twice the words; a square gives 4
LETTERS = "ابتثجحخدذرزسش"
PARTS = [
    ("one cue again and again", "قال إن "),
    ("one event again and again", "قصفت "),
    ("one name again and again", "محمد السيسي "),
    ("one body again and again", "وزارة الخارجية المصرية "),
    ("quotation marks only", '" '),
    ("dates", "يوم الأحد 5 مايو 2015 "),
    ("tolls", "مقتل 5 وإصابة 7 "),
    ("states", "مصر والأردن وسوريا "),
]


def _calls(text: str) -> int:
    """How many functions, of Python and of C, reading a text calls."""
    profile = cProfile.Profile()
    record = profile.runcall(default_pipeline().read, Article(id="long", text=text))
    assert not record.failures
    return sum(entry.callcount for entry in profile.getstats())


def _growth(text: Callable[[int], str], words: int = WORDS) -> float:
    default_pipeline().read(Article(id="warm", text=text(2 * words)))  # what is remembered of words is no work of the longer text alone
    return _calls(text(2 * words)) / _calls(text(words))


def _repeated(part: str) -> Callable[[int], str]:
    return lambda words: part * (words // len(part.split()))


def _news(words: int) -> str:
    found: list[str] = []
    while len(found) < words:
        for sample in samples():
            found += sample.text.split(" ")
    return " ".join(found[:words])


def _people(words: int) -> str:
    """As many people as there are sentences, all with one given name."""
    names = (f"{LETTERS[k % 13]}ا{LETTERS[k // 13 % 13]}و{LETTERS[k // 169 % 13]}ي" for k in range(words // 4))
    return "".join(f"التقى محمد ال{name} الوزير. " for name in names)


@pytest.mark.parametrize(("shape", "part"), PARTS, ids=[shape for shape, _ in PARTS])
def test_twice_the_words_are_twice_the_work(shape: str, part: str) -> None:
    """However monotonous a text is."""
    assert _growth(_repeated(part)) <= MOST, shape


@pytest.mark.parametrize(("text", "words"), [(_news, WORDS), (_people, 2 * WORDS)], ids=["news", "many people of one given name"])
def test_long_articles_are_linear(text: Callable[[int], str], words: int) -> None:
    """With the vocabulary of news. In the first 300 words about people most meetings are told as one: there is less to compare."""
    assert _growth(text, words) <= MOST


def test_a_sentence_without_end_is_cut() -> None:
    """What looks at a sentence as a whole would take the square of its length else."""
    document = Document(Article(id="long", text="كلام طويل " * 5000))
    assert max(sentence.length for sentence in document.sentences) <= LONGEST
    assert sum(sentence.length for sentence in document.sentences) >= 0.99 * len(document.text.strip())
