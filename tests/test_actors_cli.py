"""`rasd actors`: what each verb prints and keeps, files in and out, and what is wrong with a file, told with its line."""

from __future__ import annotations

import gzip
import json
import re
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from rasd.cli.main import cli
from rasd.corrections import Corrections, JsonlLog
from rasd.corrections.directory import actor_id
from rasd.errors import RasdError


def rasd(*words: str | Path, desk: Path | None = None) -> Result:
    journal = ["--corrections", str(desk)] if desk else []
    return CliRunner().invoke(cli, ["actors", *map(str, words), *journal])


def done(*words: str | Path, desk: Path | None = None) -> str:
    result = rasd(*words, desk=desk)
    assert result.exit_code == 0, (result.output, result.exception)
    return result.output


def refused(*words: str | Path, desk: Path | None = None) -> str:
    result = rasd(*words, desk=desk)
    assert result.exit_code != 0
    return str(result.exception) + result.output


@pytest.fixture
def desk(tmp_path: Path) -> Path:
    return tmp_path / "desk.jsonl"


def state(desk: Path) -> Corrections:
    return Corrections.of(JsonlLog(desk))


def test_list_and_search_print_one_actor_a_line() -> None:
    assert done("list", "--kind", "country", "--country", "OMN").startswith("OMN")
    first = done("search", "نتانياهو", "--limit", "1").splitlines()[0]
    assert first.startswith("benjamin-netanyahu")
    assert json.loads(done("search", "Trump", "--limit", "1", "--json").splitlines()[0])["entry"] == "donald-trump"
    assert "nobody" in rasd("search", "زققموس").output


def test_show_tells_names_offices_and_decisions(desk: Path) -> None:
    done("alias", "amir-hatami", "أبو فلان", "--author", "layla", desk=desk)
    told = done("show", "amir-hatami", desk=desk)
    assert "Defence Minister of Iran" in told
    assert "layla, alias" in told
    assert json.loads(done("show", "houthis", "--json"))["loaded"][0]["colour"] == "hostile"


def test_a_terminal_is_shown_the_first_of_a_long_list(monkeypatch: pytest.MonkeyPatch) -> None:
    from rasd.cli import actors

    class Terminal:
        def isatty(self) -> bool:
            return True

    monkeypatch.setattr(actors, "standard_output", Terminal)
    told, whole = done("show", "USA"), done("show", "USA", "--all")
    assert re.search(r"… and \d+ more \(--all\)", told)
    assert len(told.splitlines()) < len(whole.splitlines())
    assert "(--all)" not in whole


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("list", "--country", "Iraq"), "did you mean IRQ"),
        (("list", "--kind", "persn"), "did you mean person"),
        (("add", "فلان الفلاني", "--kind", "person", "--sector", "military"), "did you mean MIL"),
    ],
)
def test_a_value_that_there_is_not_is_wrong_use(words: tuple[str, ...], says: str, desk: Path) -> None:
    result = rasd(*words, desk=desk)
    assert (result.exit_code, says in result.stderr) == (2, True)


def test_an_actor_is_named_by_id_entry_wikidata_or_name(desk: Path) -> None:
    for name in ("donald-trump", "Q22686", "دونالد ترمب", "Donald Trump", actor_id("donald-trump")):
        assert json.loads(done("show", name, "--json"))["entry"] == "donald-trump", name
    assert "nobody known is called" in refused("show", "زققموس")
    assert "Wikidata" in refused("show", "Q999999999")
    assert "give the id" in refused("show", "عمان")


def test_merge_split_and_undo(desk: Path) -> None:
    done("add", "راشد العلوي", "--kind", "person", "--country", "OMN", desk=desk)
    done("merge", "راشد العلوي", "amir-hatami", desk=desk)
    target = actor_id("amir-hatami")
    assert state(desk).named("راشد العلوي") == target
    assert "one already" in refused("merge", "amir-hatami", "راشد العلوي", desk=desk)
    done("split", "راشد العلوي", desk=desk)
    assert state(desk).named("راشد العلوي") != target
    split = next(entry for entry in state(desk).entries.values() if entry.action == "split")
    done("undo", split.id, desk=desk)
    assert state(desk).named("راشد العلوي") == target


def test_author_and_time_are_kept(desk: Path) -> None:
    done("set", "amir-hatami", "sector=MIL", "--author", "layla", desk=desk)
    (entry,) = state(desk).entries.values()
    assert (entry.author, entry.payload["fields"]) == ("layla", {"sector": "MIL"})
    assert entry.at.endswith("Z")
    assert "layla set" in done("log", desk=desk)


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("set", "amir-hatami", "sector"), "FIELD=VALUE"),
        (("set", "amir-hatami", "sector=XYZ"), "none of"),
        (("set", "amir-hatami", "wikidata=Q22686"), "Donald Trump"),
        (("set", "amir-hatami", "wikidata=22686"), "no Wikidata id"),
        (("rename", "amir-hatami"), "give an Arabic name"),
        (("alias", "amir-hatami", "دونالد ترامب"), "is a name of"),
        (("add", "دونالد ترامب", "--kind", "person"), "already"),
        (("add", "فلان الفلاني", "--kind", "wizard"), "none of"),
        (("add", "فلان الفلاني", "--kind", "person", "--wikidata", "Q22686"), "Donald Trump"),
        (("merge", "amir-hatami"), "two actors"),
        (("split", "amir-hatami"), "not merged"),
        (("undo", "cor-1"), "no entry"),
    ],
)
def test_what_makes_no_sense_is_refused_and_nothing_kept(desk: Path, words: tuple[str, ...], told: str) -> None:
    assert told in refused(*words, desk=desk)
    assert not desk.exists()


def test_without_a_journal_nothing_can_be_decided() -> None:
    assert "--corrections FILE" in refused("rename", "amir-hatami", "فلان")
    assert "not both" in refused("list", "--store", "x.db", "--corrections", "y.jsonl")


def test_corrections_are_read_with(tmp_path: Path, desk: Path) -> None:
    article = tmp_path / "a.txt"
    article.write_text("قال راشد العلوي إن الوضع مستقر.", "utf-8")
    done("add", "راشد العلوي", "--en", "Rashid al-Alawi", "--kind", "person", "--country", "OMN", desk=desk)
    words = ["read", str(article), "--engine", "rules", "--format", "jsonl", "--corrections", str(desk)]
    first, second = (json.loads(CliRunner().invoke(cli, words).stdout) for _ in range(2))
    assert first == second
    assert [(a["name"]["en"], a["country"]) for a in first["actors"]] == [("Rashid al-Alawi", "OMN")]
    missing = CliRunner().invoke(cli, [*words[:-1], str(tmp_path / "no.jsonl")])
    assert "no such file" in str(missing.exception)


def test_the_store_keeps_the_same_journal(tmp_path: Path) -> None:
    pytest.importorskip("sqlalchemy")
    from rasd.store import open_store

    where = str(tmp_path / "desk.db")
    open_store(where).close()
    done("alias", "amir-hatami", "أبو فلان", "--store", where, "--author", "layla")
    assert "layla alias" in done("log", "--store", where)
    assert "is a name of" in refused("alias", "donald-trump", "ابو فلان", "--store", where)


def test_the_store_of_the_environment_gives_way_to_a_file(tmp_path: Path, desk: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("sqlalchemy")
    from rasd.store import open_store

    where = tmp_path / "desk.db"
    open_store(where).close()
    monkeypatch.setenv("RASD_STORE", str(where))
    monkeypatch.setenv("RASD_AUTHOR", "layla")
    done("alias", "amir-hatami", "أبو فلان")
    assert "layla alias" in done("log")
    done("alias", "amir-hatami", "أبو غيره", desk=desk)
    assert len(state(desk).entries) == 1
    monkeypatch.setenv("RASD_CORRECTIONS", str(desk))
    assert "أبو غيره" in done("log")
    assert "not both" in refused("log", "--store", where)


# files

HEAD = "ar,en,kind,country,sector,aliases,wikidata\n"


def imported(desk: Path, path: Path, *options: str) -> Result:
    return rasd("import", path, *options, desk=desk)


def table(tmp_path: Path, rows: int, wrong: dict[int, str]) -> Path:
    path = tmp_path / "actors.csv"
    lines = [wrong.get(line, f"راشد {'ا' * (line % 7)}العلوي {line},Rashid {line},person,OMN,GOV,,") for line in range(2, rows + 2)]
    path.write_text(HEAD + "\n".join(lines) + "\n", "utf-8")
    return path


def test_a_malformed_row_is_told_with_its_line_and_the_rest_kept_on_request(tmp_path: Path, desk: Path) -> None:
    path = table(tmp_path, 5_000, {3_137: "راشد,مكسور,person"})
    result = imported(desk, path)
    assert "line 3,137: 3 cells, the header has 7" in result.output
    assert isinstance(result.exception, RasdError)
    assert not desk.exists()
    result = imported(desk, path, "--keep-going")
    assert result.exit_code == 1
    assert "5,000 rows: 4,999 added, 0 changed, 1 wrong" in result.output
    assert len(state(desk).added) == 4_999
    assert "5,000 rows: 0 added" in imported(desk, path, "--keep-going").output


@pytest.mark.parametrize(
    ("row", "told"),
    [
        ("راشد العلوي,Rashid,wizard,OMN,,,", "kind “wizard”"),
        ("راشد العلوي,Rashid,person,Oman,,,", "no ISO 3166 code"),
        ("راشد العلوي,Rashid,person,OMN,,,22686", "no Wikidata id"),
        ("راشد العلوي,Rashid,person,OMN,,,Q22686", "who has no name of this row"),
        ("حزب العلوي,Party,party,OMN,,,Q22686", "a person, not a party"),
        ("دونالد ترامب,Trump,person,USA,,,", "is a name of Donald Trump"),
        ('راشد "العلوي",Rashid,person,OMN,,', "6 cells"),
        ("Rashid,Rashid,person,OMN,,,", "no Arabic letter"),
        (",Rashid,person,OMN,,,", "ar and kind must be told"),
    ],
)
def test_rows_that_are_wrong(tmp_path: Path, desk: Path, row: str, told: str) -> None:
    result = imported(desk, table(tmp_path, 3, {3: row}), "--keep-going")
    assert f"line 3: {told}" in result.output or (told in result.output and "line 3: " in result.output)
    assert len(state(desk).added) == 2


def test_the_same_id_twice_is_told(tmp_path: Path, desk: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("id,ar,kind\nx1,راشد العلوي,person\nx1,سعيد العلوي,person\n", "utf-8")
    assert "line 3: x1 stood already in line 2" in imported(desk, path, "--keep-going").output


@pytest.mark.parametrize("text", ["", "name,kind\n", "ar,kind,colour\n"])
def test_files_that_are_none(tmp_path: Path, desk: Path, text: str) -> None:
    path = tmp_path / "a.csv"
    path.write_text(text, "utf-8")
    assert imported(desk, path).exit_code != 0
    assert "no such file" in str(imported(desk, tmp_path / "none.csv").exception)


def test_what_is_exported_is_read_back(tmp_path: Path, desk: Path) -> None:
    done("add", "راشد العلوي", "--kind", "person", "--alias", "أبو حسن", desk=desk)
    done("set", "amir-hatami", "country=IRQ", desk=desk)
    for form in ("csv", "json"):
        path = tmp_path / f"actors.{form}"
        done("export", "--format", form, "--output", path, desk=desk)
        other = tmp_path / f"{form}.jsonl"
        done("import", path, desk=other)
        again = state(other)
        assert again.described(actor_id("amir-hatami"))["country"] == "IRQ"
        assert again.named("ابو حسن") == again.named("راشد العلوي") is not None
        assert len(again.entries) == 2


def entity(qid: str, ar: str, en: str, *, cls: str = "Q5", country: str | None = None, aliases: tuple[str, ...] = ()) -> dict[str, object]:
    def claim(value: str) -> dict[str, object]:
        return {"rank": "normal", "mainsnak": {"datavalue": {"value": {"id": value}}}}

    return {
        "id": qid,
        "labels": {"ar": {"value": ar}, "en": {"value": en}} if ar else {"en": {"value": en}},
        "aliases": {"ar": [{"value": alias} for alias in aliases]},
        "claims": {"P31": [claim(cls)], **({"P27": [claim(country)]} if country else {})},
    }


DUMP = [
    entity("Q900001", "راشد العلوي", "Rashid al-Alawi", country="Q842", aliases=("أبو حسن",)),
    entity("Q900002", "", "No Arabic Label"),
    entity("Q900003", "حزب الفجر البعيد", "Distant Dawn Party", cls="Q7278"),
    entity("Q900004", "نهر صغير", "A River", cls="Q4022"),
    entity("Q22686", "دونالد ترامب", "Donald Trump", country="Q30", aliases=("ترامب الأب",)),
]


@pytest.mark.parametrize("packed", [False, True])
def test_a_wikidata_dump_is_an_entity_a_line(tmp_path: Path, desk: Path, packed: bool) -> None:
    lines = ["[", *(json.dumps(one, ensure_ascii=False) + "," for one in DUMP[:-1]), "{broken},", json.dumps(DUMP[-1]), "]"]
    path = tmp_path / ("dump.json.gz" if packed else "dump.json")
    data = "\n".join(lines).encode()
    path.write_bytes(gzip.compress(data) if packed else data)
    result = imported(desk, path, "--keep-going")
    assert "line 6: no JSON" in result.output
    assert "4 rows: 2 added, 1 changed, 1 wrong" in result.output
    found = state(desk)
    rashid = found.described(found.named("أبو حسن") or "")
    assert (rashid["wikidata"], rashid["country"], rashid["kind"]) == ("Q900001", "OMN", "person")
    assert found.named("ترامب الأب") == actor_id("donald-trump")


@pytest.mark.parametrize("form", ["bindings", "list"])
def test_the_result_of_a_wikidata_query(tmp_path: Path, desk: Path, form: str) -> None:
    row = {"item": "http://www.wikidata.org/entity/Q900001", "itemLabel": "راشد العلوي", "country": "http://www.wikidata.org/entity/Q842"}
    result = {
        "head": {"vars": list(row)},
        "results": {"bindings": [{name: {"type": "literal", "value": value} for name, value in row.items()}]},
    }
    path = tmp_path / "query.json"
    path.write_text(json.dumps(result if form == "bindings" else [row], ensure_ascii=False, indent=1), "utf-8")
    done("import", path, desk=desk)
    assert state(desk).described(state(desk).named("راشد العلوي") or "")["country"] == "OMN"


def test_a_dry_run_keeps_nothing(tmp_path: Path, desk: Path) -> None:
    assert "dry run" in done("import", table(tmp_path, 3, {}), "--dry-run", desk=desk)
    assert not desk.exists()


def test_an_actor_is_found_by_the_name_that_it_was_given(desk: Path) -> None:
    done("rename", "amir-hatami", "العميد حاتمي الثاني", desk=desk)
    assert "amir-hatami" in done("show", "العميد حاتمي الثاني", desk=desk)
    assert "nobody known" in refused("show", "العميد حاتمي الثالث", desk=desk)
