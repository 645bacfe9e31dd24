"""Actors weighed: what the encoder's groups join and what they do not, which groups and countries are asked, and the tables of weights."""

from __future__ import annotations

import pytest

from rasd.articles import article_of
from rasd.document import Document
from rasd.extract.mentions.extractor import Mentions
from rasd.extract.mentions.joined import JoinedMentions
from rasd.extract.places.extractor import Places
from rasd.findings import Finding, FoundMention
from rasd.interfaces import Extractor
from rasd.ontology.tables import table
from rasd.ontology.weights import weights_of
from rasd.records import Form, Kind
from rasd.resolve.actors.cluster import new_cluster
from rasd.resolve.actors.countries import Surroundings
from rasd.resolve.actors.nearby import MANY, Nearby
from rasd.resolve.actors.resolver import Actors
from rasd.resolve.actors.weighed import Chooser, Option, Proposal, proposal_of
from rasd.signals import SignalMention, Signals
from rasd.spans import Span

Marked = tuple[str, int, Kind, Form, int]  # words, which of them in the text, kind, form, the encoder's group


def read(text: str, *marked: Marked, outlet: str | None = None) -> Document:
    """A document with the mentions of the rules and of the encoder, nothing resolved."""
    document = Document(article_of(text, published="2020-01-01", outlet=outlet))
    signals = []
    for words, nth, kind, form, group in marked:
        start = -1
        for _ in range(nth):
            start = text.index(words, start + 1)
        signals.append(SignalMention(Span(start, start + len(words)), kind, 0.99, form, 0.97, False, group))
    document.signals = Signals(model="digest", mentions=signals)
    extractors: tuple[Extractor[Document, Finding], ...] = (JoinedMentions(Mentions()), Places())
    for extractor in extractors:
        for finding in list(extractor(document)):
            document.add(finding)
    return document


def groups(document: Document) -> list[set[str]]:
    Actors()(document)
    return [{m.span.of(document.text) for m in actor.mentions} for actor in document.actors]


MAN: tuple[Marked, ...] = (("سالم العمري", 1, "person", "name", 0), ("الرجل", 1, "person", "nominal", 0))
FIRM: tuple[Marked, ...] = (("شركة النخيل", 1, "company", "name", 0), ("المجموعة", 1, "company", "nominal", 0))


@pytest.mark.parametrize(
    ("text", "marked", "words"),
    [
        ("وصل سالم العمري إلى المدينة أمس. وقال الرجل إنه سعيد.", MAN, {"سالم العمري", "الرجل"}),
        ("أعلنت شركة النخيل خطة جديدة. وقالت المجموعة إن العمل بدأ.", FIRM, {"شركة النخيل", "المجموعة"}),
    ],
    ids=["a man by what he is", "a firm by another word"],
)
def test_the_encoder_joins_what_no_rule_joins(text: str, marked: tuple[Marked, ...], words: set[str]) -> None:
    assert any(words <= group for group in groups(read(text, *marked)))
    apart = [(*mark[:4], k) for k, mark in enumerate(marked)]
    assert not any(words <= group for group in groups(read(text, *apart))), "without the encoder's group"


def test_two_offices_of_two_states_stay_two_though_the_encoder_joins_them() -> None:
    text = "قال وزير الدفاع الروسي ذلك. وقال وزير الدفاع التركي غيره."
    ministers: list[Marked] = [(f"وزير الدفاع {of}", 1, "person", "title", 0) for of in ("الروسي", "التركي")]
    assert not any(len(group) > 1 for group in groups(read(text, *ministers)))


def test_names_and_entries_are_not_asked() -> None:
    text = "وصل سالم العمري أمس. وقال سالم العمري إن إيران سترد. وأكدت طهران ذلك."
    marked: list[Marked] = [
        ("سالم العمري", 1, "person", "name", 0),
        ("سالم العمري", 2, "person", "name", 1),
        ("إيران", 1, "country", "name", 2),
        ("طهران", 1, "country", "name", 3),
    ]
    assert {"إيران", "طهران"} in groups(read(text, *marked))
    assert {"سالم العمري"} in groups(read(text, *marked)), "one actor of two mentions"


def test_grouping_leaves_the_findings_as_they_are() -> None:
    document = read("أعلنت شركة النخيل خطة جديدة. وقالت المجموعة إن العمل بدأ.", *FIRM)
    before = [(m.span, m.form, m.kind, m.cluster) for m in document.mentions]
    Actors()(document)
    assert [(m.span, m.form, m.kind, m.cluster) for m in document.mentions] == before
    assert sorted(m.span for actor in document.actors for m in actor.mentions) == sorted(
        m.span for m in document.mentions if m.actor is not None
    )


def test_a_weighed_join_tells_its_reasons_and_the_rules_their_own() -> None:
    document = read("وصل سالم العمري إلى المدينة أمس. وقال الرجل إنه سعيد.", *MAN)
    Actors()(document)
    joined = next(actor for actor in document.actors if len(actor.mentions) == 2)
    assert any(reason.startswith("weighed: same most rule") for reason in joined.reasons)
    cluster = new_cluster(document.mentions[0], document.text)
    rules = Proposal(3, "title in paragraph 2", 0.85, "title")
    assert proposal_of(Option(3, cluster, "title"), 0.4, rules, {}) is rules
    assert proposal_of(Option(-1, None, "-"), 0.9, rules, {}) is None


def mention(document: Document, words: str) -> FoundMention:
    return next(m for m in document.mentions if m.span.of(document.text) == words)


def test_the_last_groups_those_of_the_encoder_and_the_rules_are_asked() -> None:
    text = "قالت شركة ألف وشركة باء وشركة جيم وشركة دال وشركة هاء إنها باقية. وأعلنت المؤسسة ذلك."
    names = ["شركة ألف", "شركة باء", "شركة جيم", "شركة دال", "شركة هاء"]
    marked: list[Marked] = [(name, 1, "company", "name", k) for k, name in enumerate(names)]
    document = read(text, *marked, ("المؤسسة", 1, "company", "nominal", 0))
    chooser = Chooser(document, "body")
    clusters = [new_cluster(mention(document, name), text) for name in names]
    for k, name in enumerate(names):
        chooser.took(mention(document, name), k)
    asked = mention(document, "المؤسسة")
    options = chooser.options(asked, clusters, Proposal(1, "", 1.0, "head"), {})
    assert [option.k for option in options] == [0, 1, -1], "by the encoder, by the rules, a new one"
    assert any(feature.startswith("body same most rule -") for feature in options[0].features)
    assert any(feature.startswith("body other grouped rule head") for feature in options[1].features)
    assert all(feature.startswith("body new") for feature in options[-1].features)
    asked.cluster = None
    options = chooser.options(asked, clusters, Proposal(1, "", 1.0, "head"), {})
    assert [option.k for option in options] == [1, 2, 3, 4, -1], "of what the encoder has not marked, the three last ones"


def test_the_rules_alone_weigh_nothing() -> None:
    document = Document(article_of("قال سالم العمري ذلك.", published="2020-01-01"))
    assert Actors().chooser(document, "body") is None
    assert Actors().nearby(document, Surroundings(document, []), []) is None


def nearby(text: str, words: str, outlet: str | None = None) -> dict[str, list[str]]:
    document = read(text, (words, 1, "person", "name", 0), outlet=outlet)
    asked = mention(document, words)
    clusters = [new_cluster(m, text) for m in document.mentions if m is not asked]
    found = Nearby(document, Surroundings(document, document.mentions), clusters)
    return {option.country: option.features for option in found.options(new_cluster(asked, text))}


def test_countries_near_the_home_and_none_in_particular_are_asked() -> None:
    text = "قالت إيران إنها سترد على تركيا.\n\nوصل سالم العمري إلى المطار."
    found = nearby(text, "سالم العمري", outlet="alriyadh")
    assert set(found) == {"IRN", "TUR", "SAU", MANY}
    assert "person home" in found["SAU"]
    assert "headline False person" in found["SAU"]
    assert any(feature.startswith("before") and "none" not in feature for feature in found["IRN"])
    assert any(feature == "before none person" for feature in found["SAU"])


def test_a_country_from_what_stands_near_tells_why() -> None:
    document = read("قالت إيران إنها سترد.\n\nوصل سالم العمري إلى المطار في طهران.", ("سالم العمري", 1, "person", "name", 0))
    Actors()(document)
    actor = next(actor for actor in document.actors if actor.kind == "person")
    assert actor.country == "IRN"
    assert any(reason.startswith("country IRN by what stands near, weighed") for reason in actor.reasons)


@pytest.mark.parametrize("name", ["actor_weights", "country_weights"])
def test_weights_are_bounded_and_named_once(name: str) -> None:
    rows = table(name)
    assert len({row["feature"] for row in rows}) == len(rows) > 1000
    assert all(abs(float(row["weight"])) < 10 for row in rows)
    assert len(weights_of(name)) == len(rows)


@pytest.mark.parametrize("words", ["قال المصدر لمراسلنا إن الوضع هادئ.", "قال المصدر ومراسلنا إن الوضع هادئ."])
def test_who_stands_behind_a_clitic_is_not_who_stands_before_it(words: str) -> None:
    """Whatever the encoder groups: the source [to] our correspondent, the source [and] our correspondent."""
    marked: tuple[Marked, ...] = (("المصدر", 1, "person", "nominal", 0), ("مراسلنا", 1, "person", "nominal", 0))
    assert {"المصدر", "مراسلنا"} not in groups(read(words, *marked))


@pytest.mark.parametrize("name", ["سالم العمري", "خالد الحربي", "ناصر القحطاني", "فهد الشمري"])
def test_words_are_told_in_their_order(name: str) -> None:
    """In every process: reasons of one weight stand in the order of the features."""
    found = nearby(f"قالت إيران إنها سترد.\n\nوصل {name} إلى المطار.", name)
    first, last = name.split()
    assert [feature for feature in found["IRN"] if " word " in feature] == [f"abroad word {first}", f"abroad word {last}"]
