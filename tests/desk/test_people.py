"""Signing in to a desk that is exposed: passwords, roles, tokens, paces."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from asking import token
from click.testing import CliRunner
from sqlalchemy import select
from starlette.testclient import TestClient

from rasd.cli.main import cli
from rasd.desk.app import create_app
from rasd.desk.guard import Pace
from rasd.desk.people import hashed
from rasd.errors import UsageError
from rasd.store import Store
from rasd.store.people import disable_person, list_people, open_session, save_person, session_of
from rasd.store.tables import sessions

PASSWORD = "correct horse"  # noqa: S105 - of this test
HASH = hashed(PASSWORD)


@pytest.fixture
def exposed(own_store: Store) -> Iterator[TestClient]:
    save_person(own_store, "amal", "editor", HASH)
    save_person(own_store, "ziad", "reader", HASH)
    with TestClient(create_app(own_store, exposed=True), base_url="http://localhost") as client:
        yield client


def sign_in(client: TestClient, name: str, password: str = PASSWORD, back: str = "/") -> int:
    form = {"name": name, "password": password, "back": back, "csrf": token(client)}
    return client.post("/login", data=form, follow_redirects=False).status_code


def test_an_exposed_desk_asks_who_it_is(exposed: TestClient) -> None:
    asked = exposed.get("/?day=2020-08-23", headers={"accept": "text/html"}, follow_redirects=False)
    assert (asked.status_code, asked.headers["location"]) == (303, "/login?back=%2F%3Fday%3D2020-08-23")
    assert exposed.get("/today.json").status_code == 401
    assert exposed.get("/openapi.json").status_code == 401


def test_who_knows_the_password_comes_in_and_goes_out(exposed: TestClient) -> None:
    assert sign_in(exposed, "amal") == 303
    assert "amal" in exposed.get("/").text
    exposed.post("/logout", data={"csrf": token(exposed)})
    assert exposed.get("/today.json").status_code == 401


def test_five_wrong_passwords_and_one_must_wait(exposed: TestClient) -> None:
    assert [sign_in(exposed, "amal", "wrong") for _ in range(5)] == [403] * 5
    assert sign_in(exposed, "amal") == 429


def test_nobody_comes_in_by_an_unknown_name(exposed: TestClient) -> None:
    assert sign_in(exposed, "nobody", "x") == 403
    assert exposed.get("/today.json").status_code == 401


def test_a_reader_decides_nothing(exposed: TestClient) -> None:
    from fastapi import APIRouter

    from rasd.desk.people import FromDesk

    router = APIRouter()
    router.add_api_route("/decide", lambda: "done", methods=["POST"], dependencies=[FromDesk])
    app: Any = exposed.app
    app.include_router(router)
    answers = {}
    for name in ("amal", "ziad"):
        sign_in(exposed, name)
        answers[name] = exposed.post("/decide", data={"csrf": token(exposed)}).status_code
    assert answers == {"amal": 200, "ziad": 403}


def test_a_token_serves_programs(exposed: TestClient, own_store: Store) -> None:
    given = open_session(own_store, "ziad", timedelta(days=1))
    assert exposed.get("/today.json", headers={"authorization": f"Bearer {given}"}).status_code == 200
    assert exposed.get("/today.json", headers={"authorization": "Bearer x"}).status_code == 401
    assert given not in str(own_store.rows(select(sessions)))


def test_sessions_end(own_store: Store) -> None:
    save_person(own_store, "amal", "editor", HASH)
    ended = open_session(own_store, "amal", timedelta(seconds=-1))
    kept = open_session(own_store, "amal", timedelta(hours=1))
    assert session_of(own_store, ended) is None
    assert session_of(own_store, kept)
    disable_person(own_store, "amal")
    assert session_of(own_store, kept) is None
    assert list_people(own_store)[0].disabled_at


def test_the_door_shows_nothing_of_the_desk_and_says_who_opens_it(exposed: TestClient) -> None:
    page = exposed.get("/login").text
    assert 'href="/stories"' not in page
    assert "rasd people add" in page


@pytest.mark.parametrize("name", ["", "  ", "a" * 81, "a\nb", "a\x1b[2J"])
def test_names_are_printable(own_store: Store, name: str) -> None:
    with pytest.raises(UsageError):
        save_person(own_store, name, "reader", HASH)


def test_a_client_that_asks_too_often_waits() -> None:
    pace = Pace(3)
    assert [pace.allows("1.2.3.4") for _ in range(4)] == [True, True, True, False]
    assert pace.allows("1.2.3.5")


def test_numeric_addresses_call_an_exposed_desk(exposed: TestClient) -> None:
    assert exposed.get("/login", headers={"host": "192.0.2.7:8390"}).status_code == 200
    assert exposed.get("/login", headers={"host": "evil.example"}).status_code == 421


def test_people_by_the_command_line(own_store: Store) -> None:
    where = own_store.where
    runner = CliRunner()
    assert runner.invoke(cli, ["people", "add", "amal", "--role", "editor", "--store", where], input=f"{PASSWORD}\n").exit_code == 0
    assert "amal  editor" in runner.invoke(cli, ["people", "list", "--store", where]).output
    short = runner.invoke(cli, ["people", "add", "ziad", "--store", where], input="short\n")
    assert "10 letters" in str(short.exception)
    token = runner.invoke(cli, ["people", "token", "amal", "--store", where]).output.strip()
    assert session_of(own_store, token)


def test_a_desk_that_nobody_may_enter_is_not_exposed(own_store: Store) -> None:
    result = CliRunner().invoke(cli, ["serve", "--store", own_store.where, "--host", "127.0.0.1", "--port", "0", "--sign-in"])
    assert "rasd people add" in str(result.exception)
