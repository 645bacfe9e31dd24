"""How alerts are told: files whole or not at all, signed webhooks that lead nowhere inside, mails without a secret, feeds that hold."""

from __future__ import annotations

import email
import hashlib
import hmac
import json
import os
from collections.abc import Iterator
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from typing import Any, get_args

import pytest
from lxml import etree

from alerting import Box, Hook, running
from rasd import plugins
from rasd.alerts import atom
from rasd.alerts.asked import EventAsked
from rasd.alerts.channels import File, Webhook, append
from rasd.alerts.mail import Mail, mail_of, server_of
from rasd.alerts.messages import headline, lines, web
from rasd.alerts.model import Alert, Channel, Hit, Notice, channel_of, notice_of
from rasd.collect.answers import FetchFailure
from rasd.errors import RasdError, RefusedAddress, UsageError
from rasd.export.labels import Language

KEY = "a key that nobody knows"
ALERT = Alert("alr-1", "اعتداءات", "event", EventAsked(type="ASSAULT"), (), "on", "amal", "2020-08-23T10:00:00.000Z", 0, 0)
EVENT = {
    "type": "ASSAULT", "mode": "", "status": "denied", "dead": 12, "place": "هيران", "gloss": "Army attacked rebels; 12 dead",
    "source": [{"id": "act-1", "ar": "الجيش", "en": "Army"}], "target": [{"id": "act-2", "ar": "الفصيل", "en": None}],
}  # fmt: skip
HOSTILE = "عنوان\r\nBcc: victim@example.org\x00\x1b[31m <script>&\ud800 =1+1 \u202e"


def hit(**fields: Any) -> Hit:
    given = {
        "kind": "event", "id": "art-1/evt-1", "article": "art-1", "story": "sto-1", "url": "https://news.example/1",
        "title": "قصف في هيران", "outlet": "المدار", "published": "2020-08-23", "quote": "قصف الجيش الفصيل.", "fields": EVENT,
        "found_at": "2020-08-23T10:01:00.000Z",
    }  # fmt: skip
    return Hit(**{**given, **fields})


def notice(to: str, *hits: Hit, folder: Path | None = None, **means: Any) -> Notice:
    channel = channel_of(to, private=means.pop("private", True), secret=means.pop("secret", None), language=means.pop("language", "ar"))
    return notice_of(ALERT, channel, hits or [hit()], folder=folder, **means)


@pytest.fixture
def hook() -> Iterator[Hook]:
    with running(Hook()) as made:
        yield made


@pytest.fixture
def box() -> Iterator[Box]:
    with running(Box()) as made:
        yield made


# ---- channels as they are written


@pytest.mark.parametrize(
    ("written", "kind", "to"),
    [
        ("https://example.org/a", "webhook", "https://example.org/a"),
        ("mailto:a@example.org", "mail", "a@example.org"),
        (" mail:a@example.org ", "mail", "a@example.org"),
        ("file:x.jsonl", "file", "x.jsonl"),
        ("pager:42", "pager", "42"),
    ],
)
def test_a_channel_is_read_from_how_it_is_written(written: str, kind: str, to: str) -> None:
    assert channel_of(written) == Channel(kind, to)


@pytest.mark.parametrize("written", ["", "x", "file:", "mail: ", "FILE:x", "file:a\nb", "https\u202e://example.org"])
def test_what_is_no_channel_is_refused(written: str) -> None:
    with pytest.raises(UsageError, match="expected a channel"):
        channel_of(written)


@pytest.mark.parametrize("name", ["PATH", "RASD_SMTP_URL", "rasd_secret", "RASD_SECRET;X"])
def test_a_key_is_named_by_a_variable_that_is_one_of_keys(name: str) -> None:
    with pytest.raises(UsageError, match="RASD_WEBHOOK_SECRET"):
        channel_of("https://example.org", secret=name)


def test_of_a_webhook_the_host_alone_is_shown() -> None:
    assert channel_of("https://hooks.example.org/T00/secret?key=1").shown == "https://hooks.example.org/…"


@pytest.mark.parametrize("kind", list(plugins.NOTIFIERS))
def test_every_notifier_fits_its_protocol(kind: str) -> None:
    made = plugins.load(plugins.NOTIFIERS[kind])()
    assert made.name == kind
    assert callable(made)
    assert callable(made.check)


# ---- files


def test_lines_are_appended_whole_with_ids_that_stay(tmp_path: Path) -> None:
    one = notice("file:x.jsonl", hit(title=HOSTILE), hit(id="art-1/evt-2"), folder=tmp_path)
    File()(one)
    File()(one)
    written = (tmp_path / "x.jsonl").read_bytes().decode("utf-8")
    told = [json.loads(line) for line in written.splitlines()]
    assert [line["delivery"] for line in told] == [*one.ids, *one.ids]
    assert told[0]["hit"]["title"] == HOSTILE
    assert "\x1b" not in written


def test_a_disk_that_takes_half_of_it_has_nothing_of_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "x.jsonl"
    append(path, b"{}\n")
    write = os.write

    def half(handle: int, data: bytes) -> int:
        if len(data) < 4:
            raise OSError(28, "No space left on device")
        return write(handle, data[: len(data) // 2])

    monkeypatch.setattr(os, "write", half)
    with pytest.raises(RasdError, match="No space left"):
        File()(notice(f"file:{path}"))
    assert path.read_bytes() == b"{}\n"


@pytest.mark.parametrize(
    ("before", "after"),
    [(b'{}\n{"delivery": "dl', b"{}\nnew\n"), (b"somebody's own", b"somebody's own\nnew\n"), (b"", b"new\n"), (b"{}\n", b"{}\nnew\n")],
)
def test_a_torn_line_of_ours_is_taken_away_and_nothing_else(tmp_path: Path, before: bytes, after: bytes) -> None:
    path = tmp_path / "x.jsonl"
    path.write_bytes(before)
    append(path, b"new\n")
    assert path.read_bytes() == after


def test_a_file_without_a_folder_needs_one(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="RASD_ALERTS_FOLDER"):
        File()(notice("file:x.jsonl"))
    with pytest.raises(UsageError, match="its folder does not exist"):
        File().check(str(tmp_path / "none" / "x"), private=False)
    with pytest.raises(UsageError, match="is a folder"):
        File().check(str(tmp_path), private=False)


# ---- webhooks


def test_a_webhook_is_signed_by_the_key_in_the_environment(hook: Hook) -> None:
    one = notice(hook.url, hit(title=HOSTILE), secret="RASD_HOOK_SECRET")  # noqa: S106 - the name of a variable
    Webhook(environment={"RASD_HOOK_SECRET": KEY})(one)
    ((headers, body),) = hook.got
    signed = hmac.new(KEY.encode(), headers["x-rasd-timestamp"].encode() + b"." + body, hashlib.sha256).hexdigest()
    assert headers["x-rasd-signature"] == f"sha256={signed}"
    assert headers["x-rasd-notice"] == json.loads(body)["notice"] == one.id
    assert json.loads(body)["hits"][0]["title"] == HOSTILE
    assert KEY not in body.decode()


def test_without_a_key_it_is_not_signed_and_a_key_that_is_named_must_be_there(hook: Hook) -> None:
    Webhook(environment={})(notice(hook.url))
    assert "x-rasd-signature" not in hook.got[0][0]
    with pytest.raises(UsageError, match="RASD_HOOK_SECRET is not set"):
        Webhook(environment={})(notice(hook.url, secret="RASD_HOOK_SECRET"))  # noqa: S106


@pytest.mark.parametrize(
    "url",
    ["http://127.0.0.1/", "http://[::1]/", "http://169.254.1.1/", "http://10.0.0.1/", "http://a:b@example.org/", "http://example.org:22/"],
)
def test_addresses_inside_are_refused_when_they_are_given(url: str) -> None:
    with pytest.raises(RefusedAddress):
        Webhook().check(url, private=False)


def test_a_name_that_leads_inside_is_refused_when_it_is_connected_to(hook: Hook) -> None:
    with pytest.raises(RefusedAddress, match="loopback"):
        Webhook(environment={})(notice("http://localhost/hook", private=False))
    assert hook.got == []


@pytest.mark.parametrize(("status", "again"), [(302, False), (404, False), (500, True), (429, True)])
def test_what_is_not_taken_says_so_and_no_redirect_is_followed(hook: Hook, status: int, again: bool) -> None:
    hook.answers = [status]
    with pytest.raises(FetchFailure, match=r"127\.0\.0\.1 answered") as told:
        Webhook(environment={})(notice(hook.url))
    assert told.value.again is again
    assert hook.got == []
    assert "key=1" not in str(told.value)


# ---- mails


def body_of(mail: EmailMessage, kind: str) -> str:
    body = mail.get_body((kind,))
    assert body is not None
    return str(body.get_content())


def test_a_mail_carries_its_hits_in_both_forms(box: Box) -> None:
    one = notice("mail:a@example.org,b@example.org", hit(), hit(id="art-1/evt-2", title="آخر"), desk="https://desk.example.org/")
    assert Mail({"RASD_SMTP_URL": box.url})(one) is None
    mail = email.message_from_bytes(box.mails[0], policy=default)
    assert mail["Subject"] == "اعتداءات (2): قصف في هيران"
    assert (mail["To"], mail["Message-ID"]) == ("a@example.org, b@example.org", f"<{one.id}@rasd.invalid>")
    plain, html = (body_of(mail, kind) for kind in ("plain", "html"))
    for text in (plain, html):
        assert "قصف الجيش الفصيل." in text
        assert "https://desk.example.org/articles/art-1" in text
        assert "قتلى" in text or "12" in text
    assert '<body><div dir="rtl" ' in html


def test_hostile_words_end_no_header_and_run_nowhere() -> None:
    one = notice("mail:a@example.org", hit(title=HOSTILE, url="javascript:alert(1)", outlet=HOSTILE, quote=HOSTILE))
    data = mail_of(one, "rasd@example.org").as_bytes()
    mail = email.message_from_bytes(data, policy=default)
    assert mail["Bcc"] is None
    assert "\n" not in mail["Subject"]
    html = body_of(mail, "html")
    assert "<script>" not in html
    assert "javascript:" not in html


@pytest.mark.parametrize(
    "to", ["", "nobody", "a@b@c", "a@example.org\nBcc: x@y.org", "<a@example.org>", "a@-x.org", "a@x..", ",".join(["a@b.org"] * 21)]
)
def test_what_is_no_address_is_refused(to: str) -> None:
    with pytest.raises(UsageError, match="expected 1 to 20 addresses"):
        Mail().check(to, private=False)


@pytest.mark.parametrize("url", ["", "http://example.org", "smtp://", "smtp://user:hunter2@host:port", "hunter2"])
def test_a_server_that_makes_no_sense_is_told_without_its_password(url: str) -> None:
    with pytest.raises(UsageError) as told:
        server_of(url)
    assert "hunter2" not in str(told.value)
    assert "hunter2" not in repr(server_of("smtps://user:hunter2@mail.example.org"))


def test_who_is_refused_is_named_while_others_have_the_mail(box: Box) -> None:
    box.refused = {"b@example.org"}
    said = Mail({"RASD_SMTP_URL": box.url})(notice("mail:a@example.org,b@example.org"))
    assert said == "127.0.0.1 refused b@example.org; the others have the mail"
    with pytest.raises(RasdError, match=r"refused b@example\.org"):
        Mail({"RASD_SMTP_URL": box.url})(notice("mail:b@example.org"))


def test_a_password_never_stands_in_an_error(box: Box) -> None:
    box.greeting = b"554 hunter2 is no good"
    with pytest.raises(RasdError, match=r"answered 554") as told:
        Mail({"RASD_SMTP_URL": box.url.replace("//", "//user:hunter2@")})(notice("mail:a@example.org"))
    assert "hunter2" not in str(told.value)
    with pytest.raises(UsageError, match="RASD_SMTP_URL is not set"):
        Mail({})(notice("mail:a@example.org"))


def test_no_mail_travels_open_past_this_machine(monkeypatch: pytest.MonkeyPatch, box: Box) -> None:
    monkeypatch.setattr("rasd.alerts.mail._LOOPBACK", ())
    with pytest.raises(RasdError, match="offers no STARTTLS"):
        Mail({"RASD_SMTP_URL": box.url})(notice("mail:a@example.org"))
    assert box.mails == []


# ---- feeds and words


def test_a_feed_is_the_same_each_time_and_holds_whatever_it_is_given() -> None:
    hits = [
        hit(),
        hit(id="art-1/evt-2", title=HOSTILE, outlet=HOSTILE, url="javascript:alert(1)", published="not a day", quote="]]>\x0b\ufffe"),
    ]
    made = atom.feed(ALERT, hits, address="https://desk.example.org/alerts/alr-1.atom")
    assert made == atom.feed(ALERT, hits, address="https://desk.example.org/alerts/alr-1.atom")
    root = etree.fromstring(made)
    space = f"{{{root.nsmap[None]}}}"
    for one in (root, *root.findall(f"{space}entry")):
        assert one.findtext(f"{space}id", "").startswith("urn:uuid:")
        assert one.findtext(f"{space}title")
        assert one.findtext(f"{space}updated", "").startswith("2020-08-23T10:0")
    contents = [one.find(f"{space}content") for one in root.iter(f"{space}entry")]
    assert [one.get("type") for one in contents if one is not None] == ["html", "html"]
    for one in contents:
        assert one is not None
        assert [inner.tag for inner in etree.fromstring(one.text or "")] == ["p"] * 3
    ids = [one.findtext(f"{space}id") for one in root.iter(f"{space}entry")]
    assert len(set(ids)) == 2
    assert [link.get("href") for link in root.iter(f"{space}link")] == [
        "https://desk.example.org/alerts/alr-1.atom",
        "https://news.example/1",
    ]
    assert etree.fromstring(atom.feed(ALERT, [])).findtext(f"{space}updated") == ALERT.made_at


def test_what_is_told_of_a_hit_in_both_languages() -> None:
    arabic, english = ("\n".join(lines(hit(), language)) for language in get_args(Language))
    assert "الجيش" in arabic
    assert "الفصيل" in arabic
    assert "Army attacked rebels; 12 dead" in english
    story = hit(kind="story", quote=None, fields={"day": "2020-08-23", "articles": 8, "outlets": 3, "usual": 2.0})
    assert "8 articles · 3 outlets (usually 2.0)" in "\n".join(lines(story, "en"))
    denial = hit(kind="denial", fields={"cue": "نفى", "stance": "deny", "speaker": None, "against": {"outlet": "المرفأ", "quote": "قول"}})
    assert "المرفأ" in "\n".join(lines(denial, "ar"))
    found = hit(kind="article", quote="قصف الجيش مواقع في")  # "the army shelled positions in": a snippet that goes on
    assert "«قصف الجيش مواقع في…»" in "\n".join(lines(found, "ar"))
    assert "\n" not in headline(hit(title=HOSTILE))
    assert web("https://a.example/x y") is None
