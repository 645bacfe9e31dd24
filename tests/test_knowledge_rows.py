"""The rows of the knowledge base, as tools/check_knowledge.py checks them; the checker sees each kind of fault, with file and line."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from check_knowledge import check, count, todo
from knowledge_tables import COLUMNS, load

from rasd.ontology.entries import HeldOffice
from rasd.ontology.knowledge import countries, loaded_names
from rasd.ontology.offices import holders_in, office_in, offices_of


def test_the_base_has_no_fault() -> None:
    base, faults = load()
    assert [*faults, *check(base)] == []


SMALL = {
    "people_a.tsv": "ann\tآن العلوي\tAnn Alawi\tf\tFRA\tGOV\t\t\t\t\nbob\tبوب العمري\tBob Omari\tm\tFRA\tGOV\t\t\t\t",
    "offices.tsv": "president\tرئيس {}\tPresident of {}\tالرئيس\tstate\t\tGOV\tone\n"
    "spokesperson\tمتحدث باسم {}\tSpokesperson of {}\tالمتحدث\tbody\t\t\tmany",
    "office_holders_a.tsv": "ann\tpresident\tFRA\t2010-01-05\t2015\t\t\t2026-11-26\nbob\tpresident\tFRA\t2015\t\t\t2020\t2026-11-26",
    "organisations.tsv": "acme\tأكمي\tAcme\tcompany\tFRA\tBUS\nagency\tالوكالة\tAgency\tmedia\tFRA\tMED",
    "countries.tsv": "FRA\tفرنسا\tFrance\t\t\tباريس\tParis\tفرنسي\t\teurope\tQ142",
    "media.tsv": "agency\tagency.example\t\t2025",
    "loaded_names.tsv": "acme\tعصابة أكمي\thostile\tFRA\t“gang”",
}


def faults(tmp_path: Path, **added: str) -> list[str]:
    """The faults of a small base with lines added to its tables; `people_a` → people_a.tsv."""
    folder = tmp_path / "data"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    for name, lines in SMALL.items():
        header = "\t".join(COLUMNS[name.removesuffix(".tsv").removesuffix("_a")].split())
        text = f"# what it holds\n{header}\n{lines}\n{added.get(name.removesuffix('.tsv'), '')}\n"
        (folder / name).write_text(text, "utf-8")
    base, found = load(folder)
    return [f"{where}: {what}" for where, what in (*found, *check(base))]


def test_a_small_base_without_fault(tmp_path: Path) -> None:
    assert faults(tmp_path) == []


@pytest.mark.parametrize(
    ("file", "line", "told"),
    [
        ("people_a", "ann\tليلى\tLaila\tf\tFRA\tGOV", "people_a.tsv:5: id “ann” stands already in people_a.tsv:3"),
        ("people_a", "cid\tسيد\tCid\tx\tFRA\tGOV", "gender"),
        ("people_a", "cid\tسيد\tCid\tm\tFRANCE\tGOV", "country “FRANCE”"),
        ("people_a", "cid\tآن العلوي\tCid\tm\tFRA\tGOV", "mark it ambiguous in both"),
        ("people_a", "cid\tسيد\tCid\tm\tFRA\tGOV\tسيد", "stands 2 times among its names"),
        ("people_a", "cid\tسيد\tCid\tm\tFRA\tGOV\t\t\t\tQ142", "Wikidata id “Q142” stands already in people_a.tsv:5"),
        ("people_a", "cid\tسيد\tCid\tm\tFRA\tGOV\t\t\t\tX1", "qid"),
        ("people_a", "cid\tسيد\tCid\tm\tFRA\tGOV\ta|\t", "an empty value"),
        ("people_a", "cid\tسيد\tCid\tm\tFRA\tGOV\t\t\t\t\t\t", "12 cells"),
        ("people_a", "cid\tCid\tCid\tm\tFRA\tGOV", "no Arabic letter"),
        ("office_holders_a", "eve\tpresident\tFRA\t2001\t2002\t\t\t2026", "office_holders_a.tsv:5: person “eve”"),
        ("office_holders_a", "ann\tking\tFRA\t2001\t2002\t\t\t2026", "office “king”"),
        ("office_holders_a", "ann\tpresident\tacme\t2001\t2002\t\t\t2026", "is an office of a state"),
        ("office_holders_a", "ann\tspokesperson\tFRA\t2001\t2002\t\t\t2026", "is an office of a body"),
        ("office_holders_a", "bob\tpresident\tFRA\t2009\t2008\t\t\t2026", "since 2009 lies after until 2008"),
        ("office_holders_a", "bob\tpresident\tFRA\t2008\t2011\t\t\t2026", "ann overlaps bob (2008 to 2011) in office_holders_a.tsv:5"),
        ("office_holders_a", "ann\tpresident\tFRA\t2011\t2012\t\t\t2026", "ann holds president of FRA already"),
        ("office_holders_a", "ann\tpresident\tFRA\t2005\t\t\t\t2026", "neither until nor known"),
        ("office_holders_a", "ann\tpresident\tFRA\t2005-02-30\t2006\t\t\t2026", "no day of the calendar"),
        ("office_holders_a", "ann\tpresident\tFRA\t5 May\t2006\t\t\t2026", "is no date"),
        ("office_holders_a", "ann\tpresident\tFRA\t2005\t2006\t\t\t\t", "stated"),
        ("office_holders_a", "ann\tpresident\tFRA\t2005\t2006\t\t\t2026\tyes", "first “yes”"),
        ("office_holders_a", "ann\tpresident\tFRA\t2005\t2006\t\t\t2026\t2026-11-26 ab\t2026-11-26 ab", "both checks are by “ab”"),
        ("office_holders_a", "ann\tpresident\tFRA\t2005\t2006\t\t\t2026\t\t2026-11-26 ab", "second check without a first"),
        ("offices", "king\tملك {}\tKing of {}\t\tstate\t\tGOV\tone", "titles"),
        ("offices", "president@DEU\tرئيس\tPresident\tالرئيس\tDEU\t\tGOV\tone", "“DEU” after @"),
        ("organisations", "acme\tأخرى\tOther\tcompany\tFRA\tBUS", "id “acme”"),
        ("organisations", "gang\tالعصابة\tGang\tgangsters\tFRA\tBUS", "kind “gangsters”"),
        ("organisations", "gang\tعصابة أكمي\tGang\tother\tFRA\tBUS", "is also a name of acme"),
        ("media", "acme\tacme.example\t\t2025", "no medium"),
        ("media", "agency\twww.acme.example\t\t2025", "host"),
        ("loaded_names", "nobody\tاسم\thostile\tFRA\t“x”", "“nobody” is no state"),
        ("loaded_names", "acme\tاسم\tangry\tFRA\t“x”", "colour"),
    ],
)
def test_each_fault_is_told(tmp_path: Path, file: str, line: str, told: str) -> None:
    found = faults(tmp_path, **{file: line})
    assert any(told in fault for fault in found), found
    assert all(fault.split(":")[1].isdigit() for fault in found)


def test_acting_and_rival_holders_may_overlap(tmp_path: Path) -> None:
    assert faults(tmp_path, office_holders_a="bob\tpresident\tFRA\t2011\t2012\tacting\t\t2026") == []


def test_what_waits_for_a_check() -> None:
    base, _ = load()
    assert list(count(base))
    assert all(":" in line for line in todo(base))


@pytest.mark.parametrize(
    ("since", "until", "day", "held"),
    [
        ("2017-08-20", "2021-08-25", "2020-08-23", True),
        ("2017-08-20", "2021-08-25", "2017-08-20", True),
        ("2017-08-20", "2021-08-25", "2021-08-26", False),
        ("2017", "2021", "2021-12-31", True),
        ("2017", None, "2016-12-31", False),
        (None, "2021-08", "2021-09-01", False),
    ],
)
def test_held_on(since: str | None, until: str | None, day: str, held: bool) -> None:
    office = HeldOffice("president", "FRA", "", "", since, until, None, "", "FRA", "GOV")
    assert office.held_on(day) is held


def test_an_office_is_called_as_where_it_is_held() -> None:
    assert {held.en for held in offices_of("mike-pompeo")} >= {"US Secretary of State"}
    assert [held.ar for held in offices_of("hassan-nasrallah")] == ["الأمين العام لحزب الله"]
    assert {held.en for held in offices_of("amr-moussa")} >= {"Secretary-General of the Arab League"}
    assert office_in("foreign-minister", "FRA") is office_in("foreign-minister", "DEU")
    assert {holder.person for holder in holders_in("un")} >= {"ban-ki-moon"}
    assert (offices_of("nobody"), office_in("nothing", "FRA")) == ((), None)


def test_loaded_names_keep_their_colour() -> None:
    told = {loaded.name: loaded for loaded in loaded_names()}
    assert (told["الكيان الصهيوني"].entry, told["الكيان الصهيوني"].colour) == ("ISR", "hostile")
    assert "الكيان الصهيوني" in countries()["ISR"].loaded
    assert "الكيان الصهيوني" not in countries()["ISR"].names
