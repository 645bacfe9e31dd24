"""The score of records against gold articles.

Gold rows: id, source, published, text, sentences [[start, end]], actors [{id, name_ar, name_en, type, country, sector, mentions}],
statements [{cue, speaker, speaker_span, content, kind, addressee}], events [{line, trigger, type, mode, source, target, status, by,
date, place, also}], times [{span, value}], places [{span, name_en, country}]. Predicted rows: records as
`rasd read --format jsonl` prints them, matched by text.

    mention    a predicted mention overlaps a gold mention by IoU >= 0.5, one to one
    actor      B-cubed F1 of the grouping of the mentions found; country of the actors found
    statement  aligned one to one: the cues touch, or the contents overlap by IoU >= 0.5
    content    aligned, and the contents overlap by IoU >= 0.8
    speaker    of the aligned ones, the share whose speaker is the gold speaker, by actor or by words, or is rightly left unknown
    tuple      content and speaker both right
    event      same type, and the triggers touch or the predicted sentence is one in which gold tells it
    who-whom   event, and source and target each share an actor with gold, or are rightly empty
    strict     event, source and target the same sets, and the status right
    date       of the who-whom events that gold dates, the share with the same date to the coarser precision
    where      F1 of the places of the events found against those that gold gives them; the same words, or one in the other (مدينة الفاشر)
    faults     of each event type: missed, extra, found with wrong parties, found with a wrong status
    calibration  bins of confidence against the share right: statements (right: content and speaker), events (right: as in event), links
               (of the mentions found, right: the actor is the gold one; by the score of the link)
    time       IoU >= 0.5 and the same value; place: IoU >= 0.5 and the same country
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from rasd.evaluate.matching import (
    CONTENT_IOU,
    LOOSE_IOU,
    MENTION_IOU,
    Matching,
    actor_map,
    if_least,
    iou,
    matched,
    one_in_other,
    span_of,
    touch,
)
from rasd.evaluate.tally import Figures, Tally, calibration, harmonic

Row = dict[str, Any]
F1_FIGURES = ("mention", "statement", "content", "tuple", "event", "who-whom", "strict", "where", "time", "place")
SHARE_FIGURES = ("speaker", "country", "mode", "status", "date")
SURE_FIGURES = ("statement", "event", "link")
ERROR_KINDS = ("mention", "statement", "event", "time", "place")


def score(gold: Sequence[Row], predicted: Iterable[Row]) -> tuple[dict[str, Any], dict[str, list[str]]]:
    """The figures by name, and lines of errors by kind (ERROR_KINDS). A gold article without prediction counts as one without findings."""
    by_text = {row["article"]["text"]: row for row in predicted}
    tally = Tally()
    for row in gold:
        ArticleScore(row, by_text.get(row["text"], {}), tally).score()
    figures: dict[str, Any] = {name: tally.f1(name) for name in F1_FIGURES}
    figures |= {name: tally.share(name) for name in SHARE_FIGURES}
    figures["actor"] = _b_cubed(tally)
    figures["types"] = {name[5:]: tally.f1(name) for name, key in sorted(tally.counts) if name.startswith("type ") and key == "wanted"}
    figures["faults"] = _faults(tally)
    figures["calibration"] = {name: calibration(tally.sure[name]) for name in SURE_FIGURES}
    figures["articles"] = {"scored": len(gold), "missing": sum(row["text"] not in by_text for row in gold)}
    return figures, dict(tally.errors)


def sure_by_kind(gold: Row, predicted: Row) -> dict[str, list[tuple[float, bool]]]:
    """Kind of finding (SURE_FIGURES) → (confidence, whether it is right) of each finding of one article that has a confidence."""
    tally = Tally()
    ArticleScore(gold, predicted, tally).score()
    return {name: tally.sure[name] for name in SURE_FIGURES}


def _b_cubed(tally: Tally) -> Figures:
    n = tally.sums["actor n"]
    return harmonic(tally.sums["actor p"] / n, tally.sums["actor r"] / n, n) if n else harmonic(0.0, 0.0, 0)


def _faults(tally: Tally) -> dict[str, dict[str, int]]:
    """Event type → counts of events missed, of extra ones, and of those found with wrong parties or a wrong status."""
    types = sorted({name[6:] for name, _ in tally.counts if name.startswith("fault ")})
    return {kind: {what: tally.counts[f"fault {kind}", what] for what in ("missed", "extra", "parties", "status")} for kind in types}


def _same_date(a: str | None, b: str | None) -> bool:
    if not a or not b:
        return False
    shorter = min(len(a), len(b))
    return a[:shorter] == b[:shorter]


class ArticleScore:
    """One gold article against its prediction."""

    def __init__(self, gold: Row, predicted: Row, tally: Tally) -> None:
        self.gold, self.predicted, self.tally = gold, predicted, tally
        self.text: str = gold["text"]
        self.to_gold = actor_map(gold["actors"], predicted.get("actors", []))

    def score(self) -> None:
        """Add all figures of the article to the tally."""
        self._mentions()
        self._countries()
        self._statements()
        self._events()
        self._times()
        self._places()

    def _error(self, kind: str, message: str) -> None:
        self.tally.errors[kind].append(f"{self.gold['id']}: {message}")

    def _words(self, value: Any) -> str:
        span = span_of(value)
        return repr(span.of(self.text)) if span else "?"

    def _mentions(self) -> None:
        gold = [(span_of(m), a["id"]) for a in self.gold["actors"] for m in a["mentions"]]
        predicted = [(span_of(m), a["id"]) for a in self.predicted.get("actors", []) for m in a.get("mentions", [])]
        found = matched(gold, predicted, lambda g, p: if_least(iou(g[0], p[0]), MENTION_IOU))
        self.tally.add("mention", len(found.pairs), len(predicted), len(gold))
        self._grouping([(gold[i][1], predicted[j][1]) for i, j in found.pairs])
        scores = {a["id"]: (a.get("link") or {}).get("score") for a in self.predicted.get("actors", [])}
        for i, j in found.pairs:
            actor = predicted[j][1]
            self.tally.judge("link", scores[actor], self.to_gold.get(actor) == gold[i][1])
        for i in found.missed:
            self._error("mention", f"missed {self._words(gold[i][0])} ({gold[i][1]})")
        for j in found.extra:
            self._error("mention", f"extra {self._words(predicted[j][0])}")

    def _grouping(self, found: list[tuple[str, str]]) -> None:
        for ours, theirs in found:
            same_gold = {k for k, pair in enumerate(found) if pair[0] == ours}
            same_predicted = {k for k, pair in enumerate(found) if pair[1] == theirs}
            both = len(same_gold & same_predicted)
            self.tally.sums["actor p"] += both / len(same_predicted)
            self.tally.sums["actor r"] += both / len(same_gold)
            self.tally.sums["actor n"] += 1

    def _countries(self) -> None:
        by_id = {a["id"]: a for a in self.gold["actors"]}
        for actor in self.predicted.get("actors", []):
            gold = by_id.get(self.to_gold.get(actor["id"], ""))
            if gold and gold.get("country"):
                self.tally.ask("country", actor.get("country") == gold["country"])

    def _statements(self) -> None:
        gold = [s for s in self.gold["statements"] if s["cue"]]
        predicted = self.predicted.get("statements", [])
        found = matched(gold, predicted, _statement_weight)
        contents = speakers = tuples = 0
        for i, j in found.pairs:
            content = iou(span_of(gold[i]["content"]), span_of(predicted[j].get("content"))) >= CONTENT_IOU
            speaker = self._right_speaker(gold[i], predicted[j])
            contents, speakers, tuples = contents + content, speakers + speaker, tuples + (content and speaker)
            self.tally.ask("speaker", speaker)
            self.tally.judge("statement", predicted[j].get("confidence"), content and speaker)
            if not (content and speaker):
                wrong = f"{'' if content else 'content '}{'' if speaker else 'speaker '}at {self._words(gold[i]['cue'])}"
                self._error("statement", f"{wrong}: gold {gold[i]['speaker']}, got {(predicted[j].get('speaker') or {}).get('actor')}")
        for name, right in (("statement", len(found.pairs)), ("content", contents), ("tuple", tuples)):
            self.tally.add(name, right, len(predicted), len(gold))
        for i in found.missed:
            self._error("statement", f"missed at {self._words(gold[i]['cue'])}")
        for j in found.extra:
            self.tally.judge("statement", predicted[j].get("confidence"), False)
            self._error("statement", f"extra at {self._words(predicted[j].get('cue'))}")

    def _right_speaker(self, gold: Row, predicted: Row) -> bool:
        speaker = predicted.get("speaker") or {}
        actor = speaker.get("actor")
        if not gold["speaker"]:
            return actor is None
        words = iou(span_of(gold["speaker_span"]), span_of(speaker)) >= LOOSE_IOU
        return words or (actor is not None and self.to_gold.get(actor) == gold["speaker"])

    def _events(self) -> None:
        gold, predicted = self.gold["events"], self.predicted.get("events", [])
        found = matched(gold, predicted, self._event_weight)
        whom = strict = 0
        for i, j in found.pairs:
            right = self._same_parties(gold[i], predicted[j])
            whom, strict = whom + right, strict + self._strictly(gold[i], predicted[j])
            self._event_details(gold[i], predicted[j], right)
        for name, right_ones in (("event", len(found.pairs)), ("who-whom", whom), ("strict", strict)):
            self.tally.add(name, right_ones, len(predicted), len(gold))
        self._event_types(gold, predicted, found)

    def _event_weight(self, gold: Row, predicted: Row) -> float:
        """As surely as it tells the gold event; of two that do, the one with the same parties."""
        told = self.told(gold, predicted)
        return told + 0.5 * self._same_parties(gold, predicted) if told else 0.0

    def told(self, gold: Row, predicted: Row) -> float:
        """How surely a predicted event tells a gold one: 2 by its trigger, 1 by its sentence, 0 if it does not."""
        if gold["type"] != predicted.get("type"):
            return 0.0
        trigger = span_of(predicted.get("trigger"))
        if touch(span_of(gold["trigger"]), trigger):
            return 2.0
        lines = self.gold["sentences"]
        where = [span_of(lines[k]) for k in (gold["line"], *gold["also"]) if isinstance(k, int) and 0 <= k < len(lines)]
        return float(any(touch(line, trigger or span_of(predicted.get("sentence"))) for line in where))

    def _mapped(self, ids: Sequence[str]) -> set[str | None]:
        return {self.to_gold.get(actor) for actor in ids}

    def _same_parties(self, gold: Row, predicted: Row) -> bool:
        return all(
            bool(set(gold[role]) & self._mapped(predicted.get(role, []))) if gold[role] else not predicted.get(role)
            for role in ("source", "target")
        )

    def _strictly(self, gold: Row, predicted: Row) -> bool:
        same = all(set(gold[role]) == self._mapped(predicted.get(role, [])) for role in ("source", "target"))
        return same and predicted.get("status") == gold["status"]

    def _event_details(self, gold: Row, predicted: Row, right: bool) -> None:
        if gold["mode"]:
            self.tally.ask("mode", gold["mode"] == predicted.get("mode"))
        self.tally.ask("status", gold["status"] == predicted.get("status"))
        if right and gold.get("date"):
            self.tally.ask("date", _same_date(gold["date"], predicted.get("date")))
        self._where(gold.get("place"), predicted.get("place"))
        if gold["status"] != predicted.get("status"):
            self.tally.counts[f"fault {gold['type']}", "status"] += 1
            self._error(
                "event",
                f"{gold['type']} status at {self._words(predicted.get('trigger'))}: gold {gold['status']}, got {predicted.get('status')}",
            )
        if not right:
            self.tally.counts[f"fault {gold['type']}", "parties"] += 1
            got = "->".join(str([self.to_gold.get(x, x) for x in predicted.get(role, [])]) for role in ("source", "target"))
            at = self._words(predicted.get("trigger"))
            self._error("event", f"{gold['type']} parties at {at}: gold {gold['source']}->{gold['target']}, got {got}")

    def _where(self, gold: str | None, predicted: int | None) -> None:
        places = self.predicted.get("places", [])
        place = places[predicted] if predicted is not None and predicted < len(places) else None
        names = (place.get("quote"), (place.get("name") or {}).get("ar")) if place is not None else ()
        self.tally.add("where", any(one_in_other(gold, name) for name in names), place is not None, bool(gold))

    def _event_types(self, gold: list[Row], predicted: list[Row], found: Matching) -> None:
        missed, extra = set(found.missed), set(found.extra)
        for i, event in enumerate(gold):
            self.tally.add(f"type {event['type']}", i not in missed, 0, 1)
            if i in missed:
                self.tally.counts[f"fault {event['type']}", "missed"] += 1
                self._error("event", f"missed {event['type']} at {self._words(event['trigger'])}")
        for j, event in enumerate(predicted):
            self.tally.counts[f"type {event.get('type')}", "given"] += 1
            self.tally.judge("event", event.get("confidence"), j not in extra)
            if j in extra:
                self.tally.counts[f"fault {event.get('type')}", "extra"] += 1
                self._error("event", f"extra {event.get('type')} at {self._words(event.get('trigger'))}")

    def _times(self) -> None:
        gold = [t for t in self.gold["times"] if t["span"]]
        predicted = [t for t in self.predicted.get("times", []) if t.get("value")]
        found = matched(gold, predicted, lambda g, p: _close(g, p) if g["value"] == p["value"] else 0.0)
        self.tally.add("time", len(found.pairs), len(predicted), len(gold))
        for i in found.missed:
            self._error("time", f"missed {self._words(gold[i]['span'])} = {gold[i]['value']}, published {self.gold['published']}")
        for j in found.extra:
            self._error("time", f"extra {self._words(predicted[j])} = {predicted[j]['value']}, published {self.gold['published']}")

    def _places(self) -> None:
        gold = [p for p in self.gold["places"] if p["span"]]
        predicted = self.predicted.get("places", [])
        found = matched(gold, predicted, lambda g, p: _close(g, p) if not g["country"] or g["country"] == p.get("country") else 0.0)
        self.tally.add("place", len(found.pairs), len(predicted), len(gold))
        for i in found.missed:
            self._error("place", f"missed {self._words(gold[i]['span'])} ({gold[i]['country']})")
        for j in found.extra:
            self._error("place", f"extra {self._words(predicted[j])} ({predicted[j].get('country')})")


def _statement_weight(gold: Row, predicted: Row) -> float:
    close = iou(span_of(gold["content"]), span_of(predicted.get("content")))
    if touch(span_of(gold["cue"]), span_of(predicted.get("cue"))):
        return 2 + close
    return if_least(close, LOOSE_IOU)


def _close(gold: Row, predicted: Row) -> float:
    return if_least(iou(span_of(gold["span"]), span_of(predicted)), LOOSE_IOU)
