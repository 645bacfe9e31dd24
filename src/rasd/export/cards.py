"""The record as cards beside the text: one for each finding, with each field linked to its words."""

from __future__ import annotations

import re
from collections.abc import Iterable
from html import escape

from rasd.export.labels import label
from rasd.export.speech import quoted
from rasd.records import Actor, Event, Origin, Place, Record, Statement, Time

_NOT_FOR_HTML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")


def text_html(text: str) -> str:
    """Untrusted text as HTML: markup escaped, and U+FFFD for what HTML or UTF-8 cannot hold."""
    return escape(_NOT_FOR_HTML.sub("\ufffd", text))


class Cards:
    """The cards of one record; `prefix` makes its keys unique on a page of several articles."""

    def __init__(self, record: Record, prefix: str) -> None:
        self.record = record
        self.prefix = prefix
        self.numbers = {actor.id: k for k, actor in enumerate(record.actors)}

    def html(self) -> str:
        """All sections that are not empty."""
        record = self.record
        sections = [
            self.section("statements", [self.statement(k, s) for k, s in enumerate(record.statements)]),
            self.section("events", [self.event(k, e) for k, e in enumerate(record.events)]),
            self.section("actors", [self.actor(k, a) for k, a in enumerate(record.actors)]),
            self.section("times", [self.time(k, t) for k, t in enumerate(record.times)], flat=True),
            self.section("places", [self.place(k, p) for k, p in enumerate(record.places)], flat=True),
        ]
        found = "".join(sections) or f'<p class="soft">{label("nothing")}</p>'
        failures = [f'<p class="card"><bdi>{text_html(f.step)}</bdi>: <bdi>{text_html(f.message)}</bdi></p>' for f in record.failures]
        return found + self.section("failures", failures)

    def section(self, name: str, cards: list[str], flat: bool = False) -> str:
        """A heading with the number of its cards, and the cards."""
        if not cards:
            return ""
        body = f'<ul class="flat">{"".join(f"<li>{card}</li>" for card in cards)}</ul>' if flat else "".join(cards)
        return f'<section class="{name}"><h3>{label(name)} <small>{len(cards)}</small></h3>{body}</section>'

    def field(self, key: str, inner: str) -> str:
        """A field that highlights the words of `key`; without script, a link to them."""
        return f'<a class="field" href="#w{self.prefix}{key}" data-f="{self.prefix}{key}">{inner}</a>'

    def called(self, id: str, key: str | None = None) -> str:
        """An actor's name, linked to `key` or to all its mentions."""
        number = self.numbers.get(id)
        if number is None:
            return f"<bdi>{text_html(id)}</bdi>"
        name = self.record.actors[number].name
        english = f' <span class="en soft" dir="ltr">{text_html(name.en)}</span>' if name.en else ""
        return self.field(key or f"a{number}", f'<bdi class="name">{text_html(name.ar)}</bdi>{english}')

    def statement(self, k: int, statement: Statement) -> str:
        """Who said it, by which word, and what."""
        speaker = statement.speaker
        own = f"s{k}w" if speaker and speaker.start is not None else None
        who = self.called(speaker.actor, own) if speaker else f'<em class="soft">{label("unknown")}</em>'
        cue = self.field(f"s{k}c", _bdi(statement.cue.quote))
        stance = f'<span class="tag">{label(statement.cue.stance)}</span>' if statement.cue.stance != "neutral" else ""
        content = self.field(f"s{k}", _bdi(quoted(statement.content.quote, statement.kind)))
        to = f'<p class="soft">{label("addressee")}: {self.called(statement.addressee)}</p>' if statement.addressee else ""
        top = f'<p class="top">{who} {cue} {stance} <span class="tag">{label(statement.kind)}</span></p>'
        return self.card([f"s{k}", f"s{k}c", *([own] if own else [])], f"{top}<blockquote>{content}</blockquote>{to}", statement.origin)

    def event(self, k: int, event: Event) -> str:
        """What was done, by whom to whom, when, where, on whose word."""
        kind = f'<span class="name">{label(event.type)}</span>' + (f'<span class="tag">{label(event.mode)}</span>' if event.mode else "")
        status = f'<span class="tag strong">{label(event.status)}</span>' if event.status != "actual" else ""
        background = f'<span class="tag">{label("historical")}</span>' if event.historical else ""
        rows = [
            ("source", self.parties(event.source)),
            ("target", self.parties(event.target)),
            ("date", self.date(event)),
            ("place", self.field(f"p{event.place}", _bdi(self.record.places[event.place].name.ar)) if event.place is not None else ""),
            ("toll", _toll(event)),
            ("asserted", self.called(event.asserted_by) if event.asserted_by else ""),
            ("trigger", self.field(f"e{k}", _bdi(event.trigger.quote))),
        ]
        facts = "".join(f"<dt>{label(name)}</dt><dd>{value}</dd>" for name, value in rows if value)
        return self.card([f"e{k}"], f'<p class="top">{kind}{status}{background}</p><dl>{facts}</dl>', event.origin)

    def parties(self, ids: Iterable[str]) -> str:
        """The names of a side, or a label for an unknown one."""
        return "، ".join(map(self.called, ids)) or f'<em class="soft">{label("not-told")}</em>'

    def date(self, event: Event) -> str:
        """The date, linked to a time expression with this value, if possible in the event's sentence."""
        if not event.date:
            return ""
        same = [k for k, time in enumerate(self.record.times) if time.value and event.date.startswith(time.value)]
        near = [k for k in same if event.sentence.start <= self.record.times[k].start < event.sentence.end]
        shown = f'<bdi dir="ltr">{escape(event.date)}</bdi>'
        return self.field(f"t{(near or same)[0]}", shown) if same else shown

    def actor(self, k: int, actor: Actor) -> str:
        """Who it is, and the words that name him."""
        tags = [label(actor.kind), *([escape(actor.country)] if actor.country else []), *([label(actor.sector)] if actor.sector else [])]
        top = f'<p class="top">{self.called(actor.id)} {" ".join(f"<span class=tag>{tag}</span>" for tag in dict.fromkeys(tags))}</p>'
        forms = "، ".join(_bdi(words) for words in dict.fromkeys(mention.quote for mention in actor.mentions))
        return self.card([f"a{k}"], f'{top}<p class="soft">{forms}</p>', actor.origin)

    def time(self, k: int, time: Time) -> str:
        """The words and the date they mean."""
        value = f'<bdi dir="ltr">{text_html(time.value)}</bdi>' if time.value else f'<em class="soft">{label("unresolved")}</em>'
        return self.card([f"t{k}"], f"{self.field(f't{k}', _bdi(time.quote))} {value}", time.origin)

    def place(self, k: int, place: Place) -> str:
        """The words and the place they mean."""
        english = f'<span class="soft" dir="ltr">{text_html(place.name.en)}</span>' if place.name.en else ""
        country = f'<span class="tag">{escape(place.country)}</span>' if place.country else ""
        return self.card([f"p{k}"], f"{self.field(f'p{k}', _bdi(place.quote))} {english} {country}", place.origin)

    def card(self, keys: list[str], inner: str, origin: Origin | None) -> str:
        """One finding; its extractor and rules show as a tooltip."""
        made = f"{origin.extractor} {origin.version}: {', '.join(origin.rules) or '-'}" if origin else ""
        title = f' title="{text_html(made)}"' if made else ""
        return f'<div class="card" data-f="{" ".join(self.prefix + key for key in keys)}"{title}>{inner}</div>'


def _bdi(text: str) -> str:
    return f"<bdi>{text_html(text)}</bdi>"


def _toll(event: Event) -> str:
    counts = (("dead", event.dead), ("injured", event.injured))
    return "، ".join(f"{label(name)}: {count}" for name, count in counts if count is not None)
