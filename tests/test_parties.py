"""Choosing the parties of an event: the pair is decided together, and every weight belongs to a feature that exists."""

from __future__ import annotations

import pytest

from rasd.articles import article_of
from rasd.document import Document
from rasd.findings import FoundActor, FoundEvent, FoundMention
from rasd.ontology.tables import table
from rasd.pipeline import default_pipeline
from rasd.resolve.parties.able import Pairs
from rasd.resolve.parties.choice import Side, choose, favour_no_target, shipped_weights, sides
from rasd.resolve.parties.encoder import EncoderReading, Pointed
from rasd.signals import SignalEvent, Signals
from rasd.spans import Span


@pytest.mark.parametrize(
    ("sources", "targets", "chosen"),
    [
        ({1: 0.8, 2: 0.1, None: 0.1}, {2: 0.8, 1: 0.1, None: 0.1}, ([1], [2])),
        ({1: 0.8, None: 0.2}, {1: 0.9, None: 0.1}, ([], [1])),  # nobody acts on himself: the likelier role wins
        ({1: 0.4, 2: 0.3, None: 0.1}, {3: 0.6, 2: 0.4, None: 0.1}, ([1, 2], [3])),  # one nearly as likely joins, on one side only
        ({1: 0.3, None: 0.7}, {2: 0.2, None: 0.8}, ([], [])),  # unknown is an answer
        ({None: 1.0}, {None: 1.0}, ([], [])),
    ],
)
def test_source_and_target_are_chosen_together(sources: Side, targets: Side, chosen: tuple[list[int], list[int]]) -> None:
    pairs = {(a, b): p * q for a, p in sources.items() for b, q in targets.items() if a is None or a != b}
    assert choose(pairs, sources, targets) == chosen


@pytest.mark.parametrize(
    ("chance", "joined", "sources"),
    [
        (0.24, True, [1, 2]),  # الرئيس ورئيس الوزراء: and joins one that is half as likely as another must be
        (0.24, False, [1]),
        (0.35, False, [1]),
        (0.4, False, [1, 2]),
        (0.1, True, [1, 2]),
        (0.05, True, [1]),
    ],
)
def test_an_actor_whose_name_is_joined_by_and_joins_a_side_earlier(chance: float, joined: bool, sources: list[int]) -> None:
    pairs: Pairs = {(1, None): 0.6, (2, None): chance, (None, None): 0.05}
    assert choose(pairs, *sides(pairs), lambda one, other: joined and {one, other} == {1, 2}) == (sources, [])


@pytest.mark.parametrize(("told", "targets"), [(0.3, []), (0.2, [2])])
def test_a_target_must_be_clearly_likelier_than_none_where_the_encoder_is_read(told: float, targets: list[int]) -> None:
    pairs = favour_no_target({(1, 2): 0.4, (1, None): told, (None, 2): 0.1})
    assert choose(pairs, *sides(pairs)) == ([1], targets)


def signal_of(first: Span, sources: dict[int, float], targets: dict[int, float]) -> SignalEvent:
    return SignalEvent(first, "CONSULT", 0.9, {"CONSULT": 0.9}, "actual", "", sources, targets, 0.02, 0.02, None, None, None)


def test_the_encoder_s_features_look_at_all_tellings_and_at_the_neighbours() -> None:
    document = Document(article_of("التقى الوزير السفير. واستمر اللقاء ساعة، وهدد الزعيم."))
    document.actors = [FoundActor(name, None, "person", None, None, []) for name in ("الوزير", "السفير", "الزعيم")]
    for actor, token in enumerate((1, 2, 9)):
        span = Span(document.tokens[token].start, document.tokens[token].end)
        document.mentions.append(FoundMention(span, token, token, "title", "person", cluster=actor + 5, actor=actor))
    told = [Span(document.tokens[k].start, document.tokens[k].end) for k in (0, 5)]
    first, second = signal_of(told[0], {5: 0.9}, {6: 0.9}), signal_of(told[1], {5: 0.3, 6: 0.5}, {})
    document.signals = Signals(events=[first, second])
    document.events = [FoundEvent(told[0], 0, 0, "CONSULT", signal=first, also=[told[1]])]
    reading = EncoderReading(document.events[0], first, Pointed(document))
    features = set(reading.features(0, "none"))
    assert {"encoder actor source best", "encoder actor source 8", "encoder actor source again 5"} <= features
    assert "encoder actor target 0" in features
    assert set(reading.pointed_at()) == {0, 1}  # wherever they are named
    assert "encoder pair True True" in set(reading.pair(0, 1))
    assert not any(" beside " in feature for feature in features)


def test_what_the_encoder_points_at_is_the_actor_named_near_the_trigger() -> None:
    """Rules may part a cluster: its chance then goes to the mention here, not to the actor that most mentions of the cluster became."""
    document = Document(article_of("قال الناطق والناطق باسمه. والتقى الناطق السفير."))
    document.actors = [FoundActor(name, None, "person", None, None, []) for name in ("الناطق", "السفير", "ناطق آخر")]
    for actor, cluster, token in ((0, 5, 1), (0, 5, 2), (2, 5, 6), (1, 6, 7)):
        span = Span(document.tokens[token].start, document.tokens[token].end)
        document.mentions.append(FoundMention(span, token, token, "title", "person", cluster=cluster, actor=actor))
    trigger = Span(document.tokens[5].start, document.tokens[5].end)
    signal = signal_of(trigger, {5: 0.9}, {6: 0.9})
    event = FoundEvent(trigger, 5, 1, "CONSULT", signal=signal)
    document.signals, document.events = Signals(events=[signal]), [event]
    far, near = EncoderReading(event, signal, Pointed(document)), EncoderReading(event, signal, Pointed(document), document.mentions[2:])
    assert far.best == {"source": 0, "target": 1}
    assert near.best == {"source": 2, "target": 1}


def test_the_chances_of_a_side_are_those_of_its_pairs() -> None:
    sources, targets = sides({(1, 2): 0.5, (1, None): 0.25, (None, 2): 0.25})
    assert sources == {1: 0.75, None: 0.25}
    assert targets == {2: 0.75, None: 0.25}


@pytest.mark.parametrize("encoder", [False, True])
def test_the_shipped_weights_are_complete_and_bounded(encoder: bool) -> None:
    weights = shipped_weights(encoder=encoder)
    assert all(weights)
    assert all(abs(value) < 20 for side in weights for value in side.values())
    assert any(feature.startswith("none ") for feature in weights.source)  # nobody is weighed as an answer of its own
    assert all(feature.startswith(("pair ", "encoder pair ")) for feature in weights.pair)
    assert any(feature.startswith("encoder actor ") for feature in weights.target) == encoder
    rows = table("party_weights_encoder" if encoder else "party_weights")
    assert len({row["feature"] for row in rows}) == len(rows)


@pytest.mark.parametrize(
    ("text", "type_", "source", "target"),
    [
        ("اتهم وزير الخارجية الفرنسي روسيا بعرقلة المفاوضات.", "ACCUSE", "وزير الخارجية الفرنسي", "روسيا"),
        ("قصفت طائرات التحالف مواقع الحوثيين في صعدة.", "ASSAULT", "طائرات التحالف", "الحوثيين"),
    ],
)
def test_plain_sentences_have_their_parties(text: str, type_: str, source: str, target: str) -> None:
    record = default_pipeline().read(article_of(text, published="2020-01-01"))
    words = {actor.id: " ".join(mention.quote for mention in actor.mentions) for actor in record.actors}
    event = next(event for event in record.events if event.type == type_)
    assert any(source in words[actor] for actor in event.source)
    assert any(target in words[actor] for actor in event.target)
