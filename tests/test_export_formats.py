"""The exports for other tools: what their readers read, with what Rasd adds where they have no word for it."""

from __future__ import annotations

import csv
import io
import json
import re
from dataclasses import replace

import pytest

import builders
from rasd import samples
from rasd.articles import article_of
from rasd.export.eventrows import cameo, cow, fips, iso2
from rasd.export.gdelt import COLUMNS as GDELT
from rasd.export.gdelt import COLUMNS_2
from rasd.export.polecat import COLUMNS as POLECAT
from rasd.export.polecat import OWN
from rasd.interfaces import Exporter
from rasd.ontology.knowledge import countries
from rasd.ontology.plover import EVENT_TYPES
from rasd.pipeline import default_pipeline
from rasd.plugins import exporters, load
from rasd.records import Article, Record

HOSTILE = "=1+1\tقال\r\nنعم\u2028"


@pytest.fixture(scope="module")
def records() -> list[Record]:
    pipeline = default_pipeline("rules")
    return [pipeline.read(article) for article in samples.articles()]


def written(name: str, records: list[Record]) -> str:
    exporter: Exporter = load(exporters()[name])()
    stream = io.StringIO()
    exporter.open(stream)
    for record in records:
        exporter.write(record)
    exporter.close()
    return stream.getvalue()


def test_polecat_has_its_forty_columns_then_ours(records: list[Record]) -> None:
    rows = [line.split("\t") for line in written("polecat", records).splitlines()]
    assert len(POLECAT) == 40
    assert tuple(rows[0]) == POLECAT + OWN
    assert {len(row) for row in rows} == {40 + len(OWN)}
    assert len(rows) - 1 == sum(len(record.events) for record in records)
    first = dict(zip(rows[0], rows[1], strict=True))
    assert (first["Event Type"], first["Event Mode"], first["Actor Country"], first["Actor COW"]) == ("CONSULT", "visit", "JOR", "663")
    assert first["Quad Code"] == "VERBAL COOPERATION"


def test_gdelt_has_its_fifty_eight_columns_and_no_header(records: list[Record]) -> None:
    rows = [line.split("\t") for line in written("gdelt", records).splitlines()]
    assert len(GDELT) == 58
    assert {len(row) for row in rows} == {58}
    assert len(rows) == sum(event.status == "actual" for record in records for event in record.events)
    first = dict(zip(GDELT, rows[0], strict=True))
    assert (first["SQLDATE"], first["EventCode"], first["QuadClass"]) == ("20230513", "042", "1")
    assert len({row[0] for row in rows}) == len(rows)
    assert max(len(row[0]) for row in rows) <= 15


def test_gdelt_2_has_its_sixty_one_columns(records: list[Record]) -> None:
    rows = [dict(zip(COLUMNS_2, line.split("\t"), strict=True)) for line in written("gdelt2", records).splitlines()]
    assert len(COLUMNS_2) == 61
    assert [len(row["DATEADDED"]) for row in rows] == [14] * len(rows)
    assert {row["IsRootEvent"] for row in rows} == {"0", "1"}
    placed = next(row for row in rows if row["ActionGeo_FullName"] == "Muscat, Oman")
    assert (placed["ActionGeo_Type"], placed["ActionGeo_CountryCode"], placed["Actor1CountryCode"]) == ("4", "MU", "JOR")
    assert {row["Actor1Geo_Type"] for row in rows} == {"0"}


@pytest.mark.parametrize(
    ("country", "precision", "kind", "code"),
    [("USA", "region", "2", "US"), ("USA", "city", "3", "US"), ("IRQ", "region", "5", "IZ"), ("SDN", "country", "1", "SU")],
)
def test_places_of_gdelt_are_of_its_types_and_codes(country: str, precision: str, kind: str, code: str) -> None:
    record = default_pipeline("rules").read(
        article_of("قتل جنديان في بغداد.", published="2020-08-23T01:30:00+03:00")
    )  # two soldiers killed
    place = replace(record.places[0], country=country, precision=precision)
    line = written("gdelt2", [replace(record, places=(place,), events=(replace(record.events[0], place=0),))])
    row = dict(zip(COLUMNS_2, line.rstrip("\n").split("\t"), strict=True))
    assert (row["ActionGeo_Type"], row["ActionGeo_CountryCode"], row["DATEADDED"]) == (kind, code, "20200822223000")


@pytest.mark.parametrize(
    ("published", "added", "moment"),
    [
        ("2020-08-23T01:30:00+03:00", "20200822223000", "2020-08-22T22:30:00.000Z"),
        ("2020-08-23T01:30:00", "20200823013000", "2020-08-23T01:30:00.000Z"),
        ("2020-08-23", "20200823000000", "2020-08-23T00:00:00.000Z"),
        ("2020-08-23 14:05 GMT", "20200823000000", "2020-08-23T00:00:00.000Z"),  # a time that is no ISO 8601 costs no day
        ("2020-08-23T24:00:00 +3", "20200823000000", "2020-08-23T00:00:00.000Z"),
        ("2020-08", "", "1970-01-01T00:00:00.000Z"),
        (None, "", "1970-01-01T00:00:00.000Z"),
    ],
)
def test_gdelt_and_stix_tell_one_moment_of_publication(published: str | None, added: str, moment: str) -> None:
    record = default_pipeline("rules").read(article_of("قتل جنديان في بغداد.", published=published))  # two soldiers killed
    row = dict(zip(COLUMNS_2, written("gdelt2", [record]).rstrip("\n").split("\t"), strict=True))
    (report,) = [one for one in json.loads(written("stix", [record]))["objects"] if one["type"] == "report"]
    assert (row["DATEADDED"], report["published"]) == (added, moment)


def test_states_have_codes_of_all_lists() -> None:
    assert set(fips()) == set(iso2()) == set(countries())
    assert {len(code) for code in (*fips().values(), *iso2().values())} == {2}
    assert len(set(iso2().values())) == len(iso2())
    assert len(set(fips().values())) == len(fips())


@pytest.mark.parametrize(
    ("kind", "mode", "code"),
    [
        ("COERCE", "curfew", "1723"),  # impose curfew
        ("COERCE", "censor", "1721"),  # impose restrictions on political freedoms
        ("ASSAULT", "beat", "182"),  # physically assault; 1823 is killing by it
        ("ASSAULT", "explosives", "183"),  # bombing of any kind; 1833 is one at a roadside
        ("MOBILIZE", "troops", "154"),  # mobilize or increase armed forces
        ("RETREAT", "access", "086"),  # allow international involvement
        ("SANCTION", "expel", "166"),  # expel or withdraw, not specified; 1663 is aid agencies
        ("REQUEST", "meet", "108"),  # demand meeting, negotiation, in the list of GDELT
    ],
)
def test_codes_say_no_more_than_the_mode(kind: str, mode: str, code: str) -> None:
    assert cameo()[kind, mode] == code


def cells(columns: tuple[str, ...], row: str) -> dict[str, str]:
    """The cells of a row that say something."""
    return {column: cell for column, cell in zip(columns, row.split("\t"), strict=True) if cell}


def test_a_row_of_gdelt_is_what_its_record_says() -> None:
    (row,) = written("gdelt", [builders.record()]).splitlines()
    source = {"Code": "IRQMIL", "Name": "QASIM AL-SHAMMARI", "CountryCode": "IRQ", "Type1Code": "MIL"}
    target = {"Code": "JORMIL", "Name": "LAITH AL-FAYEZ", "CountryCode": "JOR", "Type1Code": "MIL"}
    place = {"Type": "4", "FullName": "Baghdad, Iraq", "CountryCode": "IZ", "Lat": "33.34", "Long": "44.4"}
    assert cells(GDELT, row) == {
        "GLOBALEVENTID": "820181127956640",
        "SQLDATE": "20200823",
        "MonthYear": "202008",
        "Year": "2020",
        "FractionDate": "2020.6438",
        **{f"Actor1{part}": cell for part, cell in source.items()},
        **{f"Actor2{part}": cell for part, cell in target.items()},
        "IsRootEvent": "1",
        "EventCode": "042",
        "EventBaseCode": "042",
        "EventRootCode": "04",
        "QuadClass": "1",
        "GoldsteinScale": "4.0",
        "NumMentions": "2",
        "NumSources": "1",
        "NumArticles": "1",
        **{f"ActionGeo_{part}": cell for part, cell in place.items()},
        "Actor1Geo_Type": "0",
        "Actor2Geo_Type": "0",
        "DATEADDED": "20200823",
        "SOURCEURL": "https://news.example/1",
    }


def test_a_row_of_gdelt_without_day_party_or_place_says_so_by_blanks() -> None:
    whole = builders.record()
    bare = replace(whole.events[0], source=(), target=(), date="2020-08", place=None)
    (row,) = written("gdelt", [replace(whole, article=replace(whole.article, published=None, url=None), events=(bare,))]).splitlines()
    found = cells(GDELT, row)
    assert [column for column in found if re.search("Actor|Date|DATE|Year|Geo", column)] == [
        f"{what}Geo_Type" for what in ("Actor1", "Actor2", "Action")
    ]
    assert found["SOURCEURL"] == whole.article.id


def test_a_row_of_polecat_is_what_its_record_says() -> None:
    _, met, _, killed = written("polecat", [builders.record()]).splitlines()
    first, last = cells(POLECAT + OWN, met), cells(POLECAT + OWN, killed)
    assert first == {
        "Event ID": "art-1-evt-1",
        "Event Date": "2020-08-23",
        "Event Type": "CONSULT",
        "Event Mode": "visit",
        "Intensity": "4.0",
        "Quad Code": "VERBAL COOPERATION",
        "Contexts": "diplomatic",
        "Actor Name": "Qasim al-Shammari",
        "Actor Country": "IRQ",
        "Actor COW": "645",
        "Primary Actor Sector": "MIL",
        "Actor Sectors": "MIL",
        "Actor Title": "Minister of Defence",
        "Actor Name Raw": "وزير الدفاع",
        "Wikipedia Actor ID": "Q42",
        "Recipient Name": "Laith al-Fayez",
        "Recipient Country": "JOR",
        "Recipient COW": "663",
        "Primary Recipient Sector": "MIL",
        "Recipient Sectors": "MIL",
        "Recipient Name Raw": "نظيره الأردني ليث الفايز",
        "Placename": "Baghdad",
        "City": "Baghdad",
        "Country": "IRQ",
        "Latitude": "33.34",
        "Longitude": "44.4",
        "GeoNames ID": "98182",
        "Raw Placename": "بغداد",
        "Feature Type": "PPL",
        "Source": "وكالة المدار",
        "Publication Date": "2020-08-23",
        "Story People": "Qasim al-Shammari; Laith al-Fayez",
        "Story Organizations": "القوات; المتحدث باسم الفصيل; 3 soldiers",
        "Story Locations": "Baghdad; Ar Rutbah",
        "Language": "ar",
        "Version": "rasd 1",
        "Status": "actual",
        "Historical": "0",
        "Sentence": builders.record().events[0].sentence.quote,
        "Start": str(builders.record().events[0].trigger.start),
        "End": str(builders.record().events[0].trigger.end),
        "URL": "https://news.example/1",
        "Confidence": "0.7",
    }
    told = ("Event Date", "Quad Code", "Recipient Name", "Country", "Status", "Asserted By", "Historical", "Dead")
    assert [last[column] for column in told] == [
        *("2020-08-20", "MATERIAL CONFLICT", "3 soldiers", "IRQ", "denied", "Qasim al-Shammari", "1", "3"),
    ]


def test_every_type_and_mode_has_a_cameo_code_of_its_root() -> None:
    for kind in EVENT_TYPES:
        assert (kind, "") in cameo()
    for (kind, _), code in cameo().items():
        assert code.isdigit()
        assert 3 <= len(code) <= 4, kind


def test_states_have_one_number_each() -> None:
    assert len(set(cow().values())) == len(cow()) > 190


def test_stix_is_what_its_own_library_reads(records: list[Record]) -> None:
    stix2 = pytest.importorskip("stix2", reason="needs stix2, of the extra dev")
    bundle = stix2.parse(written("stix", records), allow_custom=False)
    kinds = [made["type"] for made in bundle.objects]
    assert kinds.count("report") == len(records)
    assert kinds.count("note") == sum(len(record.statements) for record in records)
    assert kinds.count("incident") == sum(len(record.events) for record in records)
    known = {made["id"] for made in bundle.objects}
    for made in bundle.objects:
        refs = [*made.get("object_refs", ()), *(made[name] for name in ("source_ref", "target_ref", "created_by_ref") if name in made)]
        assert set(refs) <= known


def test_json_ld_is_one_document_whose_names_lead_somewhere(records: list[Record]) -> None:
    graph = json.loads(written("jsonld", records))["@graph"]
    known = {node["@id"] for node in graph}

    def ends(value: object) -> list[str]:
        if isinstance(value, dict):
            inner = [end for each in value.values() for end in ends(each)]
            return [*inner, str(value["@id"])] if set(value) == {"@id"} else inner
        return [end for each in value for end in ends(each)] if isinstance(value, list) else []

    assert set(ends(graph)) <= known
    quotation = next(node for node in graph if node["@type"] == "Quotation")
    assert quotation["rasd:evidence"]["oa:hasSelector"]["exact"] == quotation["text"]
    assert quotation["rasd:evidence"]["oa:hasSource"] == quotation["isPartOf"]


def test_json_ld_links_to_addresses_and_has_days_where_schema_org_has_them() -> None:
    url = "https://n.example/نشرة?a=5%"
    record = default_pipeline("rules").read(article_of("قتل جنديان في بغداد.", published="2020-08-23", url=url))  # two soldiers killed
    events = tuple(replace(record.events[0], date=date, status="planned") for date in ("2020-08-20/2020-08-22", "2020-08", None))
    made = json.loads(written("jsonld", [replace(record, events=events)]))
    assert made["@context"]["url"] == made["@context"]["sameAs"] == {"@type": "@id"}
    assert made["@graph"][0]["url"] == "https://n.example/%D9%86%D8%B4%D8%B1%D8%A9?a=5%25"
    told = [node for node in made["@graph"] if "Action" in node["@type"]]
    days = [(event.get("startDate"), event.get("endDate"), event.get("rasd:date")) for event in told]
    assert days == [("2020-08-20", "2020-08-22", "2020-08-20/2020-08-22"), ("2020-08", None, "2020-08"), (None, None, None)]
    assert {event["actionStatus"] for event in told} == {"PotentialActionStatus"}
    assert told[0]["location"]["address"]["addressCountry"] == "IRQ"


def test_stix_has_moments_countries_and_addresses_as_its_standard_wants_them() -> None:
    text = "قتل جنديان في بغداد."  # "two soldiers killed in Baghdad"
    record = default_pipeline("rules").read(article_of(text, published="2020-08-23T01:30:00+03:00", url="https://n.example/نشرة"))
    objects = json.loads(written("stix", [record]))["objects"]
    report = objects[-1]
    assert (report["published"], report["name"]) == ("2020-08-22T22:30:00.000Z", text)
    assert report["external_references"][0]["url"] == "https://n.example/%D9%86%D8%B4%D8%B1%D8%A9"
    assert {made["country"] for made in objects if made["type"] == "location"} == {"IQ"}


@pytest.mark.parametrize("group", [1, 10_000])
def test_parquet_holds_the_rows_of_the_csv(records: list[Record], group: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("rasd.export.parquet._GROUP", group)
    parquet = pytest.importorskip("pyarrow.parquet", reason="needs pyarrow: pip install 'rasd[data]'")
    stream = io.BytesIO()
    exporter: Exporter = load(exporters()["parquet"])()
    text = io.TextIOWrapper(stream, encoding="utf-8")
    exporter.open(text)
    for record in records:
        exporter.write(record)
    exporter.close()
    table = parquet.read_table(io.BytesIO(stream.getvalue()))
    rows = list(csv.DictReader(io.StringIO(written("csv", records).removeprefix("\ufeff"))))
    for column in ("article_id", "words", "start", "latitude"):
        assert [str("" if cell is None else cell) for cell in table.column(column).to_pylist()] == [row[column] for row in rows]
    assert str(table.schema.field("start").type) == "int64"


@pytest.mark.parametrize("name", ["polecat", "gdelt", "gdelt2", "jsonld", "stix"])
def test_the_same_record_gives_the_same_bytes(name: str, records: list[Record]) -> None:
    assert written(name, records) == written(name, records)


@pytest.mark.parametrize("name", ["polecat", "gdelt"])
def test_no_text_breaks_a_row_or_runs(name: str) -> None:
    article = Article("a", text=f"{HOSTILE}\n\nقتل جنديان في بغداد.", title=HOSTILE, outlet=HOSTILE, url=HOSTILE, published="2020-08-23")
    rows = written(name, [default_pipeline("rules").read(article)]).split("\n")
    assert {len(row.split("\t")) for row in rows if row} <= {58, 40 + len(OWN)}
    assert not any(cell.startswith("=") for row in rows for cell in row.split("\t"))


def test_a_quotation_mark_swallows_no_cell_of_those_behind_it() -> None:
    text = '"قتل الجيش خمسة مسلحين في كركوك أمس، بحسب الوزير.'  # "the army killed five gunmen in Kirkuk yesterday": the mark never closes
    article = article_of(text, published="2020-08-23", outlet='"المرفأ')
    (row,) = csv.DictReader(io.StringIO(written("polecat", [default_pipeline("rules").read(article)])), delimiter="\t")
    assert (row["Source"], row["Sentence"], row["Status"]) == ('"المرفأ', text, "actual")


def test_an_article_without_findings_is_still_written() -> None:
    bare = [Record(Article("a", text="نص"))]
    assert json.loads(written("stix", bare))["objects"][-1]["type"] == "report"
    assert len(json.loads(written("jsonld", bare))["@graph"]) == 1
