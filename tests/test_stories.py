"""Relating: what is a copy, one story, a follow-up; why; whatever the order; and what a user decides outweighs it."""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator
from functools import cache
from typing import Any

import pytest

from casebook import cases
from rasd.articles import article_of
from rasd.errors import DataError
from rasd.pipeline import default_pipeline
from rasd.stories.followups import HOUSE, NEAR, followups
from rasd.stories.held import Vocabulary, held
from rasd.stories.links import Changes, Judgement, Story
from rasd.stories.reasons import APART, apart
from rasd.stories.relater import Relater
from rasd.stories.sketch import Sketch, sketch_of, unpack
from rasd.stories.telling import Findings, Telling, findings_of

WIRE = ["agency", "copy", "short"]


@cache
def rows() -> tuple[dict[str, str], ...]:
    return tuple(cases("stories"))


def telling(name: str, **changes: Any) -> Telling:
    row = next(row for row in rows() if row["id"] == name)
    body = row["body"].replace("¶", "\n\n")
    fields: dict[str, Any] = {
        "id": name,
        "text": f"{row['title']}\n\n{body}",
        "title": row["title"],
        "outlet": row["outlet"],
        "published": row["published"],
        "credit": tuple(filter(None, [row["credit"]])),
    }
    return Telling(**{**fields, **changes})


@cache
def sketches() -> tuple[Sketch, ...]:
    return tuple(sketch_of(telling(row["id"])) for row in rows())


def relater(given: Iterable[Sketch] | None = None, judgements: Iterable[Judgement] = ()) -> Relater:
    made = Relater(judgements)
    made.add(sketches() if given is None else given)
    made.settle()
    return made


def groups(stories: Iterable[Story]) -> set[frozenset[str]]:
    return {frozenset(story.articles) for story in stories}


def wanted() -> set[frozenset[str]]:
    return {frozenset(row["id"] for row in rows() if row["story"] == story) for story in {row["story"] for row in rows()}}


def copies(stories: Iterable[Story]) -> dict[str, str]:
    return {copy: original for story in stories for copy, original in story.copies.items()}


# -- stories and copies


def test_articles_of_one_happening_are_one_story_and_others_stay_alone() -> None:
    assert groups(relater().stories()) == wanted()


def test_copies_are_told_from_tellings_in_other_words_and_point_to_the_first() -> None:
    assert copies(relater().stories()) == {row["id"]: row["copy_of"] for row in rows() if row["copy_of"]}


def test_an_article_that_comes_in_twice_adds_nothing() -> None:
    made = relater()
    assert made.add(sketches()) == 0
    assert made.settle() == Changes()


@pytest.mark.parametrize("seed", range(6))
def test_the_order_of_arrival_changes_nothing(seed: int) -> None:
    order = list(sketches())
    random.Random(seed).shuffle(order)  # noqa: S311 - an order, no secret
    made = Relater()
    for sketch in order:
        made.add([sketch])
        made.settle()
    assert (groups(made.stories()), copies(made.stories())) == (wanted(), copies(relater().stories()))


def test_the_original_is_the_earliest_even_where_it_comes_in_last() -> None:
    by_name = {sketch.id: sketch for sketch in sketches()}
    made = relater([by_name["copy"], by_name["short"]])
    assert copies(made.stories()) == {"short": "copy"}
    first = made.story_of("copy").id
    made.add([by_name["agency"]])
    changes = made.settle()
    assert copies(changes.stories) == {"copy": "agency", "short": "agency"}
    assert changes.gone == (first,)


def test_changes_name_only_the_stories_that_changed() -> None:
    by_name = {sketch.id: sketch for sketch in sketches()}
    made = relater([by_name["agency"], by_name["transfer"], by_name["market"]])
    before = made.story_of("agency").id
    made.add([by_name["other"]])
    changes = made.settle()
    assert [story.articles for story in changes.stories] == [("agency", "other")]
    assert changes.stories[0].id == before  # it grew; its first article is the same
    assert changes.gone == ()


def test_a_quotation_in_the_middle_of_a_longer_report_is_no_copy() -> None:
    short = telling("short")
    other = telling("other")
    body = short.text.partition("\n\n")[2]
    long = "\n\n".join([other.text, telling("inquiry").text, telling("market").text, body, telling("election").text])
    made = relater([sketch_of(short), sketch_of(Telling("report", long, other.title, "جريدة السنابل", "2021-03-05"))])
    assert copies(made.stories()) == {}


def test_one_text_of_a_later_year_is_still_a_copy() -> None:
    late = telling("copy", published="2022-03-04")
    made = relater([sketch_of(telling("agency")), sketch_of(late)])
    assert copies(made.stories()) == {"copy": "agency"}


def test_other_words_of_a_later_week_are_another_story() -> None:
    late = telling("other", published="2021-03-14")
    assert len(relater([sketch_of(telling("agency")), sketch_of(late)]).stories()) == 2


@pytest.mark.parametrize(
    ("one", "other", "together"),
    [
        ("2021-03-04", "2021", True),
        ("2021-03-04", "2021-03", True),
        ("2021", "2021", True),
        ("2021", "2021-03", True),
        ("2021-12-31", "2021", True),
        ("2015-03-04", "2021", False),
        ("2021-03-04", "2021-04", False),
        ("2022-01-01", "2021", False),
        ("2015", "2021", False),
        ("2021-04", "2021-03", False),
        ("2021-03-04", None, True),  # of any day
        ("2021", None, True),
    ],
)
def test_an_article_of_a_year_or_month_is_compared_with_what_may_be_of_one_time(one: str, other: str | None, together: bool) -> None:
    """Of 2022 alone it was compared with the articles of all years."""
    given = [sketch_of(telling("agency", published=one)), sketch_of(telling("other", published=other))]
    for order in (given, given[::-1]):
        assert (len(relater(order).stories()) == 1) is together


def test_a_sketch_remembers_the_days_that_a_year_or_month_has() -> None:
    for published, days in (("2021", 365), ("2020-02", 29), ("2021-12", 31)):
        sketch = unpack(sketch_of(telling("agency", published=published)).pack())
        assert sketch.day is None
        assert sketch.span is not None
        assert sketch.span[1] - sketch.span[0] + 1 == days
    assert sketch_of(telling("agency")).span is None


def test_the_title_of_a_story_is_that_of_its_most_typical_article() -> None:
    assert relater().story_of("other").title in {telling(name).title for name in WIRE}


def test_a_headline_of_two_words_names_a_story_only_where_there_is_no_other() -> None:
    title = "شجب واستنكار"  # condemnation and denunciation
    brief = [telling(name, title=title, text=f"{title}\n\n{telling(name).text}") for name in WIRE]
    told = [sketch_of(one) for one in brief]
    assert {story.title for story in relater(told).stories()} == {title}
    assert relater([*told, sketch_of(telling("other"))]).story_of("other").title == telling("other").title


# -- why


def test_why_gives_the_reasons_with_their_words() -> None:
    link = relater().why("other", "agency")
    assert (link.kind, link.one, link.other) == ("story", "agency", "other")
    reasons = {reason.name: reason for reason in link.reasons}
    assert {"opening", "text", "title"} <= reasons.keys()
    assert "نورس" in reasons["title"].detail
    assert link.reasons == tuple(sorted(link.reasons, key=lambda reason: -abs(reason.points)))


def test_why_of_a_copy_tells_the_overlap_and_the_agency() -> None:
    link = relater().why("copy", "short")
    reasons = {reason.name: reason.detail for reason in link.reasons}
    assert link.kind == "copy"
    assert reasons["agency"] == "المدار"
    assert "%" in reasons["shared"]


def test_why_of_two_strangers_says_that_nothing_joins_them() -> None:
    link = relater().why("transfer", "market")
    assert link.kind == "none"
    assert link.score < 0.1


def test_every_article_of_a_story_but_the_first_has_a_link_to_one_before_it() -> None:
    story = relater().story_of("agency")
    assert [link.other for link in story.links] == list(story.articles[1:])
    assert all(story.articles.index(link.one) < story.articles.index(link.other) for link in story.links)


def test_why_of_an_article_that_is_not_held() -> None:
    with pytest.raises(KeyError):
        relater().why("agency", "nowhere")


# -- what was read


def read(name: str, *actors: str, places: tuple[str, ...] = ()) -> Sketch:
    return sketch_of(telling(name, findings=Findings(actors, tuple(f"name of {a}" for a in actors), places)))


def test_shared_actors_and_places_are_reasons_shown_by_name() -> None:
    made = relater([read("agency", "act-1", places=("وادي السدر",)), read("other", "act-1", places=("وادي السدر",))])
    reasons = {reason.name: reason.detail for reason in made.why("agency", "other").reasons}
    assert reasons["actors"] == "name of act-1"
    assert reasons["places"] == "وادي السدر"


def test_days_are_counted_between_what_is_told_where_that_is_known() -> None:
    """The next morning's paper is of the evening's flash; another attack is another day's, whenever it is told."""

    def told(name: str, published: str, day: str | None) -> Sketch:
        return unpack(sketch_of(telling(name, published=published, findings=Findings(day=day))).pack())

    def days(one: Sketch, other: Sketch) -> list[float]:
        return [reason.value for reason in relater([one, other]).why("agency", "other").reasons if reason.name == "apart"]

    flash = told("agency", "2021-03-04T20:10:00+00:00", "2021-03-04")
    assert days(flash, told("other", "2021-03-05T05:00:00+00:00", "2021-03-04")) == []
    assert days(flash, told("other", "2021-03-05T05:00:00+00:00", None)) == [0.25]
    assert days(flash, told("other", "2021-03-05T05:00:00+00:00", "2021-03-06")) == [0.5]
    assert days(flash, told("other", "2021-03-05T05:00:00+00:00", "2021-02-01")) == [0.25]  # background of last month


def test_what_an_article_is_about_is_the_first_event_of_its_opening_with_a_day() -> None:
    # five dead in an attack on Thursday; three days after one on Monday
    text = "قتل خمسة جنود أمس الخميس في هجوم على حاجز قرب كركوك. ويأتي الهجوم بعد تفجير يوم الاثنين أسفر عن مقتل تسعة."
    record = default_pipeline().read(article_of(text, title="هجوم على حاجز قرب كركوك", published="2021-03-05"))
    assert findings_of(record).day == "2021-03-04"


def test_an_article_that_was_not_read_loses_nothing_by_it() -> None:
    plain = relater([sketch_of(telling("agency")), sketch_of(telling("other"))])
    mixed = relater([read("agency", "act-1"), sketch_of(telling("other"))])
    assert groups(plain.stories()) == groups(mixed.stories())


# -- judgements


def test_a_merge_makes_one_story_and_can_be_undone() -> None:
    made = relater()
    made.judge(Judgement("agency", "inquiry", "same"))
    made.settle()
    assert "inquiry" in made.story_of("agency").articles
    assert made.why("agency", "inquiry").reasons[0].name == "judged"
    made.withdraw("agency", "inquiry")
    made.settle()
    assert groups(made.stories()) == wanted()


def test_a_split_holds_whatever_comes_later() -> None:
    parted = [Judgement("other", name, "different") for name in WIRE]
    made = relater([sketch for sketch in sketches() if sketch.id != "short"], parted)
    assert made.story_of("other").articles == ("other",)
    made.add(sketches())
    made.settle()
    assert made.story_of("other").articles == ("other",)
    assert made.why("agency", "other").kind == "none"


def test_a_split_of_a_copy_is_no_copy() -> None:
    made = relater(judgements=[Judgement("copy", name, "different") for name in ("agency", "short", "other")])
    assert made.story_of("copy").articles == ("copy",)
    assert copies(made.stories()) == {"short": "agency"}


def test_a_judgement_of_an_article_that_is_not_held_waits() -> None:
    made = relater([sketches()[0]], [Judgement("agency", "transfer", "same")])
    made.add(sketches())
    made.settle()
    assert "transfer" in made.story_of("agency").articles


# -- follow-ups


def test_a_later_happening_in_the_affair_follows_the_story() -> None:
    made = Relater()
    made.add(sketches())
    found = made.settle().followups
    assert {(made.story_of(link.one).articles[0], made.story_of(link.other).articles[0]) for link in found} == {("agency", "inquiry")}
    assert all(link.kind == "followup" and link.reasons for link in found)


@pytest.mark.parametrize(("outlets", "follows"), [(("a", "b"), True), (("a", "a"), False), ((None, None), True)])
def test_articles_of_unknown_outlets_are_not_of_one(outlets: tuple[str | None, str | None], follows: bool) -> None:
    vocabulary = Vocabulary()
    told = [
        held(index, sketch_of(telling("agency", id=f"{index}", published=f"2026-10-1{index}", outlet=outlet)), vocabulary)
        for index, outlet in enumerate(outlets)
    ]
    near = {1: {0: NEAR + APART * apart(told[0], told[1]) + HOUSE / 2}}
    assert bool(followups([[told[1]]], near, str, dict(enumerate(told)))) == follows


# -- what is kept


def test_a_sketch_is_packed_and_unpacked_whole() -> None:
    for sketch in (
        *sketches(),
        sketch_of(telling("agency", published="2021-03")),
        read("agency", "act-1", places=("مكة",)),
        sketch_of(telling("market", vector=(0.5, -0.25))),
    ):
        assert unpack(sketch.pack()) == sketch


def test_bytes_that_are_no_sketch_are_refused() -> None:
    for data in (b"", b"nothing", sketches()[0].pack()[:-9]):
        with pytest.raises(DataError, match="sketch"):
            unpack(data)


def strange() -> Iterator[Telling]:
    yield Telling("empty", "")
    yield Telling("marks", "... ، !")
    yield Telling("latin", "Hello world")
    yield Telling("title only", "عنوان", "عنوان")
    yield Telling("surrogate", "كلمة \ud800 أخرى من النص")
    yield Telling("no day", telling("agency").text, published="2021-03")
    yield Telling("bad day", telling("agency").text, published="yesterday in the evening")


def test_strange_articles_are_related_like_any_other() -> None:
    found = relater([unpack(sketch_of(one).pack()) for one in strange()]).stories()
    assert sorted(name for story in found for name in story.articles) == sorted(one.id for one in strange())


def test_what_is_forgotten_is_related_to_nothing() -> None:
    made = relater()
    made.add([sketch_of(telling("other", id="some day", published="2021"))])
    made.forget(["agency", "copy", "short", "some day", "nowhere"])
    assert len(made) == len(rows()) - 3
    made.add([sketch_of(telling("other", id="again"))])
    made.settle()
    assert made.story_of("again").articles == ("again", "other")
    with pytest.raises(KeyError):
        made.story_of("agency")
