"""What is remembered of words stays within its bound, whatever an archive brings."""

from __future__ import annotations

from rasd.arabic.remembered import MOST_WORDS, Remembered


def test_what_is_kept_is_given_back_and_found() -> None:
    known: Remembered[str, int] = Remembered()
    assert known.keep("كلمة", 4) == 4
    assert known.get("كلمة") == 4
    assert known.most == MOST_WORDS


def test_so_much_is_forgotten_at_once() -> None:
    known: Remembered[int, int] = Remembered(3)
    for number in range(10):
        known.keep(number, number)
        assert len(known) <= 3
        assert known[number] == number
