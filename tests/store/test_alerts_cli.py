"""`rasd alerts`, and alerts told by `rasd collect` and a watch."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from rasd.cli.main import cli
from rasd.collect.polite import Client
from rasd.flow import web
from rasd.flow.watching import Watch
from rasd.store import open_store

TEXT = "قال وزير الدفاع إن الحدود آمنة، وأضاف أن القوات انتشرت أمس قرب المدينة."


def rasd(*words: object) -> Result:
    return CliRunner().invoke(cli, [str(word) for word in words], catch_exceptions=False)


@pytest.fixture
def where(made: Path) -> Path:
    """A copy of an empty store, in a folder of its own."""
    import shutil
    import tempfile

    return Path(shutil.copy(made, Path(tempfile.mkdtemp(dir=made.parent)) / "desk.db"))


def news(where: Path, text: str) -> Path:
    path = where.parent / "news.jsonl"
    path.write_text(json.dumps({"id": text[-9:], "text": text, "title": "الحدود", "published": "2020-08-23"}), "utf-8")
    return path


def test_an_alert_is_made_told_by_collect_paused_and_removed(where: Path) -> None:
    added = rasd("alerts", "add", "الحدود", "search", "q=الحدود", "--to", "file:a.jsonl", "--store", where)
    id = added.stdout.strip()
    assert id.startswith("alr-")
    rasd("collect", news(where, TEXT), "--store", where, "--engine", "rules", "--workers", 1)
    assert len((where.parent / "a.jsonl").read_text("utf-8").splitlines()) == 1
    assert "1 hits, last told" in rasd("alerts", "list", "--store", where).stdout
    assert json.loads(rasd("alerts", "list", "--json", "--store", where).stdout)[0]["hits"] == 1
    assert json.loads(rasd("alerts", "show", id, "--store", where).stdout)["asked"] == {"q": "الحدود"}
    for form, begins in (("text", "20"), ("jsonl", "{"), ("atom", "<?xml")):
        assert rasd("alerts", "hits", "الحدود", "--format", form, "--store", where).stdout.startswith(begins)
    assert "file:a.jsonl: taken" in rasd("alerts", "test", id, "--store", where).stdout
    rasd("alerts", "pause", id, "--store", where)
    rasd("collect", news(where, TEXT + " ثم عادت."), "--store", where, "--engine", "rules", "--workers", 1)
    assert "0 new hits" in rasd("alerts", "run", "--store", where).stderr
    rasd("alerts", "remove", id, "--store", where)
    assert rasd("alerts", "list", "--store", where).stdout == ""


def test_who_takes_the_name_of_another_alert_is_told(where: Path) -> None:
    first = rasd("alerts", "add", "الحدود", "search", "q=الحدود", "--store", where)
    assert first.stderr == ""
    second = rasd("alerts", "add", "الحدود", "search", "q=آمنة", "--store", where)
    assert f"another alert has this name ({first.stdout.strip()})" in second.stderr


def test_a_watch_tells_what_could_not_be_told_before(where: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("RASD_SMTP_URL", raising=False)
    rasd("alerts", "add", "الحدود", "search", "q=الحدود", "--to", "mail:a@example.org", "--store", where)
    rasd("collect", news(where, TEXT), "--store", where, "--engine", "rules", "--workers", 1)
    failed = rasd("alerts", "run", "--again", "--store", where)
    assert failed.exit_code == 1
    assert "RASD_SMTP_URL is not set" in failed.stderr
    rasd("alerts", "change", "الحدود", "--to", "file:a.jsonl", "--store", where)
    rasd("collect", news(where, TEXT + " ثم عادت."), "--store", where, "--engine", "rules", "--no-relate", "--workers", 1)
    client: Client = web.client_of()
    with open_store(where, create=False) as store:
        Watch(store, client, engine=None, parts=("collect", "alerts")).watch(once=True)
    assert (where.parent / "a.jsonl").exists()


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("add", "x", "rumour"), "no kind of alert; there are statement, event, growth, denial, search"),
        (("add", "x", "event", "dead"), "expected FIELD=VALUE"),
        (("add", "x", "growth", "--to", "nowhere"), "expected a channel"),
        (("show", "nothing"), "`rasd alerts list` shows them"),
    ],
)
def test_what_makes_no_sense_says_what_would(where: Path, words: tuple[str, ...], told: str) -> None:
    from rasd.errors import RasdError

    with pytest.raises(RasdError, match=told):
        rasd("alerts", *words, "--store", where)
