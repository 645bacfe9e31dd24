"""States that only an adjective names are who acts: الغارات الإسرائيلية are Israel's."""

from __future__ import annotations

import pytest

from acting import ENGINES, sources
from rasd.articles import article_of
from rasd.pipeline import Engine, Pipeline


@ENGINES
@pytest.mark.parametrize(
    ("text", "state"),
    [
        ("قتل تسعة مدنيين في غارة إسرائيلية على خان يونس أمس.", "إسرائيل"),
        ("وقعت السعودية وفرنسا اتفاقا أمس.\nودان وزير الخارجية السعودي الغارات الإسرائيلية على الضاحية الجنوبية لبيروت.", "إسرائيل"),
        ("أدانت مصر القصف الروسي على كييف.\nواجتمع وزير الخارجية المصري مع نظيره الفرنسي في القاهرة.", "روسيا"),
    ],
    ids=["no other word for it", "others in the article", "shelling"],
)
def test_an_attack_is_that_of_the_state_that_its_adjective_names(engine: Engine, text: str, state: str) -> None:
    assert [state] in sources(text, "ASSAULT", engine)


@ENGINES
def test_an_adjective_of_another_noun_names_nobody_who_acts(engine: Engine) -> None:
    """A Moroccan blew up trains in the Spanish capital."""
    text = "اتهم القضاء مواطنا مغربيا بالتورط في تفجير قطارات بالعاصمة الإسبانية عام 2004."
    assert ["إسبانيا"] not in sources(text, "ASSAULT", engine)


def test_a_mention_by_the_adjective_points_at_it() -> None:
    text = "قتل تسعة مدنيين في غارة إسرائيلية على خان يونس أمس."
    record = Pipeline(engine="rules").read(article_of(text))
    (israel,) = [actor for actor in record.actors if actor.country == "ISR" and actor.kind == "country"]
    assert [mention.quote for mention in israel.mentions] == ["إسرائيلية"]
    assert israel.name.en == "Israel"
