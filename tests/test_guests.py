"""The country of a host whose own words name none: not that of his guest."""

from __future__ import annotations

import pytest

import rasd


@pytest.mark.parametrize(
    ("text", "country"),
    [
        ("تلقى الرئيس حازم الشناوي اتصالا هاتفيا من رئيس وزراء اليونان.", None),  # a call from Greece
        ("بحث وزير النقل سمير العمري مع وفد صيني التعاون.", None),  # with Chinese guests
        ("استقبل وزير النقل سمير العمري السفير الياباني في القاهرة.", "EGY"),  # in Cairo
        ("استقبل الرئيس اللبناني سمير العمري رئيس الحكومة وائل الهمشري.", "LBN"),
    ],
)
def test_a_host_is_not_of_his_guest_s_country(text: str, country: str | None) -> None:
    record = rasd.read(text, published="2025-10-12", engine="rules")
    assert next(actor.country for actor in record.actors if actor.kind == "person") == country


def test_a_paper_s_own_country_may_be_named_with_a_guest() -> None:
    text = "استقبل وزير النقل سمير العمري السفير الياباني."
    record = rasd.read(text, published="2025-10-12", engine="rules", outlet="صدى البلد")
    assert next(actor.country for actor in record.actors if actor.kind == "person") == "EGY"
