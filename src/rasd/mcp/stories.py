"""Tools over stories: which there are, one with its articles and shared events, and one compared outlet by outlet."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import islice
from typing import Annotated, Any

from pydantic import Field

from rasd.corrections import corrected
from rasd.flow.comparing import compared, kept_events
from rasd.mcp import story_answers as answers
from rasd.mcp.actors import who_of
from rasd.mcp.answers import Cited
from rasd.mcp.asked import PAGE, Day, Limit, Offset, Outlet, days
from rasd.mcp.holdings import Holdings, cited, found_or, next_offset, page, source_of
from rasd.mcp.story_answers import Comparison, Member, SharedEvent, Stories, Story, StoryLine
from rasd.store import Kept
from rasd.store.lists.stories import version_of
from rasd.store.stories import affair_of, events_of, links_of, list_stories, story_of
from rasd.stories import comparing, omissions
from rasd.stories.saying import Reported as GroupSaid

_EVENTS, _TELLINGS, _REPORTS = 12, 8, 12  # of one story in one answer
_STORY = Field(min_length=1, max_length=80, description="The id of a story (sto-…), or of an article of it.")


class StoryTools:
    """list_stories, story and compare_story."""

    def __init__(self, held: Holdings) -> None:
        self.held = held

    def list_stories(
        self,
        since: Day = None,
        until: Day = None,
        outlet: Outlet = None,
        least: Annotated[int, Field(ge=1, le=10**6, description="Of so many articles at least.")] = 1,
        limit: Limit = PAGE,
        offset: Offset = 0,
    ) -> Stories:
        """Stories that touch these days, the newest first: what outlets tell of one happening. An outlet narrows to what it carried."""
        since, until = days(since, until)
        found = list_stories(
            self.held.store, since=since, until=until, outlet=self.held.outlet(outlet), least=least, limit=offset + limit + 1
        )
        rows = list(islice(found, offset, offset + limit + 1))
        made = [StoryLine(s["id"], s["title"], s["first"], s["last"], len(s["articles"]), s["outlets"]) for s in rows[:limit]]
        more = len(rows) > limit
        return Stories(made, more, next_offset(more, offset, limit))

    def story(self, id: Annotated[str, _STORY], limit: Limit = PAGE, offset: Offset = 0) -> Story:
        """One story: its articles in order of time with who copied whom and why, the events that several of them tell (agreeing and
        differing fields side by side, with each article's sentence), and the stories before and after it in the same affair."""
        store = self.held.store
        found = story_of(store, id)
        told = found["articles"]
        keys = [article["key"] for article in told]
        links = links_of(store, keys)
        kept = self.held.by_id(keys)
        shown = [article for article in told[offset : offset + limit] if article["key"] in kept]
        affair = affair_of(store, links, keys)
        events = events_of(store, found["id"])
        more, following = page(len(told), offset, limit)
        by_id = {article["id"]: article["key"] for article in told}
        return Story(
            id=found["id"],
            title=found["title"],
            first=found["first"],
            last=found["last"],
            outlets=found["outlets"],
            articles=[_member(article, kept, links, by_id) for article in shown],
            count=len(told),
            events=[_shared(event, kept) for event in events[:_EVENTS]],
            follows=[other["id"] for other in affair.follows],
            followed_by=[other["id"] for other in affair.followed_by],
            more=more or len(events) > _EVENTS,
            next_offset=following,
        )

    def compare_story(self, id: Annotated[str, _STORY]) -> Comparison:
        """A story outlet by outlet: names used for the same actor, verbs for the same statement (زعم, أكد), tolls that differ, denials, and
        what was not found in some outlets. Nothing in it says who is right."""
        held = self.held
        found = story_of(held.store, id)
        state = held.corrections
        made, left_out = held.remembered(
            ("compared", found["id"], version_of(held.store), kept_events(held.store, found["id"])),
            lambda: compared(held.store, found, lambda r: corrected(r, state)),
        )
        kept = held.by_id([article["key"] for article in found["articles"]])
        people = held.called(said.speaker for group in made.reported for said in group.told[:1])
        return Comparison(
            id=found["id"],
            title=found["title"],
            outlets=list(made.outlets),
            copying={outlet: list(of) for outlet, of in made.copying.items()},
            names=[_naming(naming) for naming in made.naming],
            statements=[_reported(group, kept, people) for group in made.reported],
            tolls=[answers.Toll(t.dead, t.injured, cited(found_or(kept.get(t.article), t.article), t.quote)) for t in made.tolls],
            tolls_differ=made.tolls_differ,
            denials=[
                answers.Denial(denial.speaker, list(denial.outlets), where(denial.articles, kept, denial.quote)) for denial in made.denials
            ],
            omissions=[_omission(one, kept) for one in made.omissions],
            left_out=left_out,
        )


def _member(article: dict[str, Any], kept: Mapping[str, Kept], links: list[dict[str, Any]], by_id: Mapping[str, str]) -> Member:
    key = article["key"]
    best = next((link for link in links if link["kind"] in ("copy", "story") and key in (link["first"], link["second"])), None)
    reasons = [reason["detail"] or reason["name"] for reason in best["reasons"] if reason["value"]] if best else []
    copied = article["copy_of"]
    return Member(source_of(kept[key]), by_id.get(copied, copied), reasons)


def _shared(event: dict[str, Any], kept: Mapping[str, Kept]) -> SharedEvent:
    fields = [
        answers.Field(name, [answers.Version(v["value"], list(v["articles"]), v["independent"]) for v in versions])
        for name, versions in event["fields"].items()
    ]
    told = [cited(kept[one["article"]], one["quote"]) for one in event["told"] if one["article"] in kept]
    return SharedEvent(event["id"], event["type"], fields, told[:_TELLINGS])


def _naming(naming: comparing.Naming) -> answers.Naming:
    uses = [
        answers.Used(u.words, dict(u.outlets), u.loaded.colour if u.loaded else None, u.loaded.gloss if u.loaded else None)
        for u in naming.uses
    ]
    return answers.Naming(naming.id, naming.name, uses)


def _reported(group: GroupSaid, kept: Mapping[str, Kept], people: Mapping[str, Any]) -> answers.Reported:
    first = group.told[0]
    speaker = people.get(first.speaker)
    reports = [
        answers.Report(cited(kept[said.article], said.content, said.start), said.cue, said.stance)
        for said in group.told[:_REPORTS]
        if said.article in kept
    ]
    return answers.Reported(who_of(speaker) if speaker else None, first.name, group.differs, reports)


def _omission(one: omissions.Omission, kept: Mapping[str, Kept]) -> answers.Omission:
    of = [key for key, held in kept.items() if (held.article.outlet or "") in one.told_by]
    return answers.Omission(one.kind, one.words, list(one.told_by), list(one.missing_in), where(of, kept, one.quote))


def where(keys: Iterable[str], kept: Mapping[str, Kept], quote: str) -> Cited:
    """These words in the first of some articles in which they stand letter by letter, else in the first of them without offsets."""
    among = [kept[key] for key in keys if key in kept]
    best = next((one for one in among if quote in one.article.text), among[0] if among else None)
    return cited(found_or(best, "a story without its articles"), quote)
