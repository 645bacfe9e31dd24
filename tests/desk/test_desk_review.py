"""Review at the desk: forms that judge, the queue, what lists and exports show then, re-reading, counts, gold."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from asking import token
from click.testing import CliRunner
from starlette.testclient import TestClient

from rasd.cli.main import cli
from rasd.desk.judging import words_at
from rasd.desk.workspace import Workspace
from rasd.errors import UsageError
from rasd.evaluate.gold import read_gold
from rasd.evaluate.score import score
from rasd.flow.reading import read
from rasd.records import Event, Statement
from rasd.store import Kept, Store, Version, prepare
from rasd.store.lists.review import QueueFilters, queued
from rasd.store.tables import events, readings, statements


def first(store: Store) -> Kept:
    return max(store.articles(), key=lambda kept: len((store.record(kept.number) or Workspace(store).record(kept)).statements))


def judge(desk: TestClient, kept: Kept, **fields: Any) -> Any:
    """Send a form as a browser does."""
    data = {"csrf": token(desk), **fields}
    return desk.post(f"/articles/{kept.id}/judge", data=data, headers={"accept": "application/json"}, follow_redirects=False)


def page(desk: TestClient, kept: Kept) -> Any:
    return desk.get(f"/articles/{kept.id}.json").json()


def filled(one: Statement | Event) -> dict[str, Any]:
    """The form of a finding as the page fills it."""
    if isinstance(one, Statement):
        words = (
            {"speaker_words": one.speaker.quote, "speaker_words_at": f"{one.speaker.start}-{one.speaker.end}"}
            if one.speaker and one.speaker.quote
            else {}
        )
        return {
            "content": one.content.quote, "content_at": f"{one.content.start}-{one.content.end}", "cue": one.cue.quote,
            "cue_at": f"{one.cue.start}-{one.cue.end}", "stance": one.cue.stance, "kind": one.kind,
            "speaker": one.speaker.actor if one.speaker else "", "addressee": one.addressee or "", **words,
        }  # fmt: skip
    return {
        "trigger": one.trigger.quote, "trigger_at": f"{one.trigger.start}-{one.trigger.end}", "type": one.type,
        "mode": f"{one.type}:{one.mode}",
        "status": one.status, "source": list(one.source), "target": list(one.target),
        "asserted_by": one.asserted_by or "", "date": one.date or "",
        "dead": "" if one.dead is None else str(one.dead), "injured": "" if one.injured is None else str(one.injured),
        **({"historical": "1"} if one.historical else {}),
    }  # fmt: skip


def test_rejecting_takes_a_statement_out_everywhere_and_undo_brings_it_back(own_desk: TestClient, own_store: Store) -> None:
    kept = first(own_store)
    before = own_store.record(kept.number)
    assert before is not None
    one = before.statements[0]
    made = judge(own_desk, kept, do="reject", subject="statement", finding=one.id).json()
    assert one.id not in [other["id"] for other in page(own_desk, kept)["statements"]]
    assert [other["words"] for other in page(own_desk, kept)["rejected"]] == [one.content.quote]
    assert one.id not in [row["id"] for row in own_store.rows(statements.select().where(statements.c.article == kept.number))]
    assert own_store.record(kept.number) == before  # what was read stays
    judge(own_desk, kept, do="undo", judgement=made["judgements"][0])
    assert Workspace(own_store).record(kept) == before
    assert [row["id"] for row in own_store.rows(statements.select().where(statements.c.article == kept.number))]
    assert len(own_store.judgements()) == 2  # nothing is overwritten


def test_a_form_without_script_leads_back_to_the_finding(own_desk: TestClient, own_store: Store) -> None:
    kept = first(own_store)
    one = Workspace(own_store).record(kept).statements[0]
    data = {"csrf": token(own_desk), "do": "accept", "subject": "statement", "finding": one.id, "back": f"/articles/{kept.id}"}
    answer = own_desk.post(f"/articles/{kept.id}/judge", data=data, follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (303, f"/articles/{kept.id}#{one.id}")


def test_without_its_token_nothing_is_judged(own_desk: TestClient, own_store: Store) -> None:
    kept = first(own_store)
    assert own_desk.post(f"/articles/{kept.id}/judge", data={"do": "done"}).status_code == 403
    assert own_store.judgements() == []


def test_a_form_that_changes_nothing_accepts(own_desk: TestClient, own_store: Store) -> None:
    kept = first(own_store)
    record = Workspace(own_store).record(kept)
    for subject, found in (("statement", record.statements[:3]), ("event", record.events[:3])):
        for one in found:
            extra = (
                {"place": f"{record.places[one.place].start}-{record.places[one.place].end}"}
                if isinstance(one, Event) and one.place is not None
                else {}
            )
            answer = judge(own_desk, kept, do="edit", subject=subject, finding=one.id, **filled(one), **extra).json()
            assert answer["verdict"] == "accept", answer
    assert page(own_desk, kept)["orphans"] == []


def test_a_speaker_is_mended_and_words_typed_are_found(own_desk: TestClient, own_store: Store) -> None:
    kept = first(own_store)
    record = Workspace(own_store).record(kept)
    one = record.statements[0]
    other = next(actor for actor in record.actors if one.speaker is None or actor.id != one.speaker.actor)
    words = one.content.quote.rpartition(" ")[0]
    form = filled(one) | {"speaker": other.id, "speaker_words": "", "content": f" {words}\r\n", "content_at": ""}
    assert judge(own_desk, kept, do="edit", subject="statement", finding=one.id, **form).status_code == 200
    shown = next(found for found in page(own_desk, kept)["statements"] if found["id"] == one.id)
    assert (shown["speaker"]["actor"], shown["content"]["quote"], shown["confidence"]) == (other.id, words, 1.0)
    row = own_store.rows(statements.select().where(statements.c.id == one.id))[0]
    assert (row["speaker"], row["content"]) == (other.id, words)


def test_an_article_of_many_actors_opens_the_form_of_one_at_a_time(own_desk: TestClient, own_store: Store) -> None:
    kept = first(own_store)
    record = Workspace(own_store).record(kept)
    named = next(actor for actor in record.actors if actor.mentions)
    crowd = tuple(replace(named, id=f"act-{k:012x}") for k in range(41))
    with own_store.write() as writer:
        writer.save_reading(kept.number, prepare(kept.number, replace(record, actors=(*record.actors, *crowd))), Version("rules", "crowd"))
    shown, form = own_desk.get(f"/articles/{kept.id}").text, 'name="subject" value="mention"'
    assert form not in shown
    assert f"/articles/{kept.id}?edit={named.id}#{named.id}" in shown
    assert own_desk.get(f"/articles/{kept.id}?edit={named.id}").text.count(form) == 1


def test_somebody_who_is_in_no_list_may_speak(own_desk: TestClient, own_store: Store) -> None:
    kept = first(own_store)
    one = Workspace(own_store).record(kept).statements[0]
    form = filled(one) | {"speaker": "new", "speaker_words": "", "new_words": kept.article.text.split()[0], "new_kind": "group"}
    assert judge(own_desk, kept, do="edit", subject="statement", finding=one.id, **form).status_code == 200
    shown = page(own_desk, kept)
    speaker = next(found for found in shown["statements"] if found["id"] == one.id)["speaker"]["actor"]
    added = next(actor for actor in shown["actors"] if actor["id"] == speaker)
    assert (added["name"]["ar"], added["kind"]) == (kept.article.text.split()[0], "group")


def test_what_was_missed_is_added_by_its_words(own_desk: TestClient, own_store: Store) -> None:
    kept = first(own_store)
    word = max(kept.article.text.split(), key=len)
    made = judge(own_desk, kept, do="add", subject="event", trigger=word, type="AID", status="planned", source=[], date="2020-08").json()
    shown = next(found for found in page(own_desk, kept)["events"] if found["id"] == made["finding"])
    assert (shown["type"], shown["trigger"]["quote"], shown["status"], shown["date"]) == ("AID", word, "planned", "2020-08")
    assert own_store.rows(events.select().where(events.c.id == made["finding"]))


@pytest.mark.parametrize(
    ("typed", "kept_as"), [("6/8/2015", "2015-08-06"), ("٢٠١٥-٠٨-٠٦", "2015-08-06"), ("2015-08", "2015-08"), ("", None)]
)
def test_a_day_is_typed_in_a_correction_as_in_every_field_of_days(
    own_desk: TestClient, own_store: Store, typed: str, kept_as: str | None
) -> None:
    kept = first(own_store)
    word = max(kept.article.text.split(), key=len)
    made = judge(own_desk, kept, do="add", subject="event", trigger=word, type="AID", status="planned", date=typed, dead="١٣").json()
    shown = next(found for found in page(own_desk, kept)["events"] if found["id"] == made["finding"])
    assert (shown["date"], shown["dead"]) == (kept_as, 13)


def test_a_time_a_place_and_a_mention_are_mended(own_desk: TestClient, own_store: Store) -> None:
    kept = next(one for one in own_store.articles() if (record := own_store.record(one.number)) and record.times and record.places)
    record = Workspace(own_store).record(kept)
    time, place = record.times[0], record.places[0]
    assert judge(own_desk, kept, do="edit", subject="time", finding=f"tim-{time.start}-{time.end}", value="1999-01").status_code == 200
    sent = {"ar": place.name.ar, "en": "Elsewhere", "country": "xyz"}
    assert judge(own_desk, kept, do="edit", subject="place", finding=f"plc-{place.start}-{place.end}", **sent).status_code == 200
    mention, to = record.actors[0].mentions[0], record.actors[1]
    found = f"men-{mention.start}-{mention.end}"
    assert judge(own_desk, kept, do="edit", subject="mention", finding=found, actor=to.id).status_code == 200
    shown = page(own_desk, kept)
    assert shown["times"][0]["value"] == "1999-01"
    assert (shown["places"][0]["name"]["en"], shown["places"][0]["country"], shown["places"][0]["latitude"]) == ("Elsewhere", "XYZ", None)
    owner = next(
        actor for actor in shown["actors"] if any(one["start"] == mention.start and one["end"] == mention.end for one in actor["mentions"])
    )
    assert owner["id"] == to.id


@pytest.mark.parametrize(
    ("fields", "why"),
    [
        ({"do": "burn"}, "expected accept"),
        ({"do": "accept", "subject": "statement", "finding": "stm-none"}, "stm-none"),
        ({"do": "undo", "judgement": "jdg-none"}, "jdg-none"),
        ({"do": "add", "subject": "event", "trigger": "كلمات ليست هنا", "type": "AID"}, "does not stand"),
        ({"do": "add", "subject": "event", "trigger": "", "type": "AID"}, "select the words"),
        ({"do": "add", "subject": "weather"}, "weather"),
        ({"do": "add", "subject": "event", "trigger": "من", "type": "WAR"}, "WAR"),
    ],
)
def test_what_makes_no_sense_is_said(own_desk: TestClient, own_store: Store, fields: dict[str, str], why: str) -> None:
    answer = judge(own_desk, first(own_store), **fields)
    assert answer.status_code == 400
    assert why in answer.text
    assert own_store.judgements() == []


def test_words_are_found_where_they_were_selected_or_nearest() -> None:
    text = "😀 قال وزير\nقال وزير"
    assert words_at(text, "قال وزير", "2-10") == [2, 10]
    assert words_at(text, "قال وزير", "", 9) == [11, 19]
    assert words_at(text, "وزير  قال") == [6, 14]
    with pytest.raises(UsageError):
        words_at(text, "رئيس", "2-5")


def test_judgements_survive_reading_anew(own_desk: TestClient, own_store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    kept = first(own_store)
    record = Workspace(own_store).record(kept)
    gone, mended = record.statements[0], record.statements[1]
    judge(own_desk, kept, do="reject", subject="statement", finding=gone.id)
    judge(own_desk, kept, do="edit", subject="statement", finding=mended.id, **filled(mended) | {"stance": "deny"})
    from rasd.flow import reading
    from rasd.store import Version

    monkeypatch.setattr(reading, "version_of", lambda engine: Version("rules", "another"))
    assert read(own_store, "rules", again=True).read
    rows = {row["id"]: row for row in own_store.rows(statements.select().where(statements.c.article == kept.number))}
    assert gone.id not in rows
    assert rows[mended.id]["stance"] == "deny"
    assert queued(own_store, QueueFilters(judged="yes"), limit=9)[0].id == mended.id


def test_the_queue_begins_with_what_is_least_sure_and_leaves_out_what_was_judged(own_desk: TestClient, own_store: Store) -> None:
    items = own_desk.get("/review.json?size=10").json()["items"]
    assert [item["confidence"] for item in items] == sorted(item["confidence"] for item in items)
    kept = own_store.article(items[0]["article"])
    judge(own_desk, kept, do="accept", subject=items[0]["kind"], finding=items[0]["id"])
    after = own_desk.get("/review.json?size=10").json()
    assert after["items"][0]["id"] == items[1]["id"]
    judged = own_desk.get("/review.json?judged=yes").json()["items"]
    assert [(item["id"], item["decided"]["verdict"]) for item in judged] == [(items[0]["id"], "accept")]
    assert after["counts"][items[0]["kind"]] == {"accept": 1}


def test_the_queue_narrows(desk: TestClient) -> None:
    everything = desk.get("/review.json?size=500").json()["items"]
    narrowed: dict[str, Callable[[dict[str, Any]], object]] = {
        "kind=event": lambda item: item["kind"] == "event",
        "type=ASSAULT": lambda item: item["event"] and item["event"]["type"] == "ASSAULT",
        "kind=statement&type=direct": lambda item: item["statement"] and item["statement"]["kind"] == "direct",
        f"outlet={everything[0]['outlet']}": lambda item: item["outlet"] == everything[0]["outlet"],
        "since=2020-01-01&until=2020-12-31": lambda item: (item["published"] or "")[:4] == "2020",
    }
    for asked, fits in narrowed.items():
        found = desk.get(f"/review.json?size=500&{asked}").json()["items"]
        assert {item["id"] for item in found} == {item["id"] for item in everything if fits(item)}, asked


def test_each_item_shows_its_words_and_data_pages_and_rows_agree(desk: TestClient) -> None:
    data = desk.get("/review.json").json()["items"]
    rows = list(csv.reader(io.StringIO(desk.get("/review.csv").content.decode("utf-8-sig"))))[1:]
    shown = desk.get("/review").text
    assert [row[1] for row in rows] == [item["id"] for item in data]
    for item in data:
        assert "".join(piece["text"] for piece in item["pieces"]) == item["words"]["quote"]
        assert any(piece["roles"] for piece in item["pieces"])
        assert f'data-id="{item["article"]}/{item["id"]}"' in shown


@pytest.mark.parametrize("language", ["ar", "en"])
@pytest.mark.parametrize("path", ["/review", "/review/statistics"])
def test_pages_of_review_are_there_in_both_languages(desk: TestClient, path: str, language: str) -> None:
    assert desk.get(f"{path}?lang={language}").status_code == 200


@pytest.mark.parametrize("asked", ["add=statement", "add=event"])
def test_forms_are_there_without_a_script(desk: TestClient, demo_store: Store, asked: str) -> None:
    kept = first(demo_store)
    record = Workspace(demo_store).record(kept)
    for query in (
        asked,
        f"edit={record.statements[0].id}",
        f"edit={record.events[0].id}",
        f"edit=tim-{record.times[0].start}-{record.times[0].end}",
    ):
        assert 'id="edit"' in desk.get(f"/articles/{kept.id}?{query}").text


def test_persons_are_counted(own_desk: TestClient, own_store: Store) -> None:
    kept = first(own_store)
    found = Workspace(own_store).record(kept).events
    judge(own_desk, kept, do="accept", subject="event", finding=found[0].id)
    judge(own_desk, kept, do="reject", subject="event", finding=found[1].id)
    told = own_desk.get("/review/statistics.json").json()
    assert [(one["subject"], one["accepted"], one["rejected"], one["precision"]) for one in told["people"]] == [("event", 1, 1, 0.5)]
    assert {one["type"] for one in told["types"]} == {found[0].type, found[1].type}
    assert len(own_desk.get("/review/statistics.csv").text.splitlines()) == 2 + len(told["types"])


def test_articles_that_are_done_are_gold_that_evaluate_scores_perfect(own_desk: TestClient, own_store: Store, tmp_path: Any) -> None:
    kept = first(own_store)
    one = Workspace(own_store).record(kept).statements[0]
    judge(own_desk, kept, do="reject", subject="statement", finding=one.id)
    assert own_desk.get("/review/gold.jsonl").text == ""
    judge(own_desk, kept, do="done")
    given = own_desk.get("/review/gold.jsonl").text
    path = tmp_path / "gold.jsonl"
    path.write_text(given, "utf-8")
    gold = read_gold(path)
    figures, errors = score(gold, [Workspace(own_store).record(kept).to_dict()])
    assert errors == {}
    assert all(value["f1"] == 1.0 for value in figures.values() if isinstance(value, dict) and value.get("n") and "f1" in value)
    assert all(value["share"] == 1.0 for value in figures.values() if isinstance(value, dict) and value.get("n") and "share" in value)
    written = CliRunner().invoke(cli, ["export", "--store", own_store.where, "--format", "gold"])
    assert json.loads(written.output)["statements"] == json.loads(given)["statements"]


def test_export_is_reviewed_unless_asked_as_read(own_desk: TestClient, own_store: Store) -> None:
    kept = first(own_store)
    one = Workspace(own_store).record(kept).statements[0]
    judge(own_desk, kept, do="reject", subject="statement", finding=one.id)
    shown, as_read = (CliRunner().invoke(cli, ["export", "--store", own_store.where, *more]).output for more in ([], ["--as-read"]))
    assert one.id not in shown
    assert one.id in as_read


def test_readers_may_look_and_not_judge(own_store: Store) -> None:
    from rasd.desk.app import create_app

    with TestClient(create_app(own_store, exposed=True), base_url="http://localhost") as client:
        assert client.post("/articles/x/judge", data={"do": "done"}).status_code in (401, 403)


def test_findings_stay_as_they_were_read(own_desk: TestClient, own_store: Store) -> None:
    kept = first(own_store)
    packed = own_store.rows(readings.select().where(readings.c.article == kept.number))[0]["record"]
    all_events = Workspace(own_store).record(kept).events
    for one in all_events[:3]:
        judge(own_desk, kept, do="reject", subject="event", finding=one.id)
    assert own_store.rows(readings.select().where(readings.c.article == kept.number))[0]["record"] == packed
    assert len(page(own_desk, kept)["events"]) == len(all_events) - len(all_events[:3])


def test_a_button_of_the_article_says_all_in_one_value(own_desk: TestClient, own_store: Store) -> None:
    """The forms of a long article were four fifths of its page: its buttons are all of one form, and so are its stars."""
    kept, record = next((kept, record) for kept, record in own_store.records() if record is not None and record.statements)
    page = own_desk.get(f"/articles/{kept.id}").text
    assert page.count('id="judging"') == page.count('id="stars"') == 1
    value = f"accept statement {record.statements[0].id}"
    assert f'form="judging" name="act" value="{value}"' in page
    assert f'form="stars" name="what" value="statement {kept.id}/{record.statements[0].id}"' in page
    answer = judge(own_desk, kept, act=value)
    assert (answer.status_code, answer.json()["verdict"]) == (200, "accept")
    assert f'value="{value}" data-key="a" aria-pressed="true"' in own_desk.get(f"/articles/{kept.id}").text
    assert judge(own_desk, kept, act="accept").status_code == 400
