"""Two states that do something to each other, in records made by hand."""

from __future__ import annotations

from rasd.records import Actor, Article, Cue, Event, Mention, Name, Origin, Quote, Record, Speaker, Statement


def record(number: int, day: str, doer: str, deed: str, quad: int, score: float) -> Record:
    origin = Origin("test", "1")
    text = "فعل شيئا"
    actors = tuple(
        Actor(f"act-{code.lower() * 4}", Name(code, code), "country", code, "GOV", mentions=(Mention(0, 3, text[:3], "name"),))
        for code in ("IRN", "RUS")
    )
    ids = [actor.id for actor in actors]
    source, target = (ids[:1], ids[1:]) if doer == "IRN" else (ids[1:], ids[:1])
    trigger = Quote(0, 3, text[:3])
    event = Event(
        f"evt-{number:012d}", deed, "", (), tuple(source), tuple(target), "actual", False, None, day, None, trigger,
        Quote(0, len(text), text), (), None, None, quad, score, 0.9, origin,
    )  # fmt: skip
    said = Statement(
        f"stm-{number:012d}", Speaker(ids[0]), Cue(0, 3, text[:3], "قال", "neutral"), Quote(4, 8, text[4:]), "indirect", None, 0.9, origin
    )
    return Record(Article(f"a{number}", text=text, outlet="one", published=day), actors, (said,), (event,))
