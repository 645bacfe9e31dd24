"""All that is cached on disk (see `rasd.arabic.kept`): the lexicon, offices, triggers, cues, places, times, lists of words, weights.

Each file is rebuilt when one of its own tables has changed, so that new weights do not rebuild the lexicon.
"""

from __future__ import annotations

from rasd.arabic.datelines import KEPT as DATELINES
from rasd.arabic.kept import Kept, Plain, Sources
from rasd.arabic.segment import KEPT as SEGMENTS

_READING = ("tables.py", "../arabic/fold.py", "../arabic/letters.py")


def _kept(name: str, build: str, tables: tuple[str, ...], code: tuple[str, ...]) -> Kept:
    return Kept("rasd.ontology", name, f"rasd.ontology.{build}", Sources(tuple(f"data/{table}" for table in tables), (*code, *_READING)))


LEXICON = _kept(
    "lexicon",
    "building:build",
    tuple(
        f"{name}.tsv"
        for name in (
            "countries", "given_names", "loaded_names", "nominals", "office_holders_*", "organisation_heads", "organisations", "people_*",
            "portfolios", "regions", "seats", "state_bodies", "titles",
        )
    ),
    ("building.py", "inflect.py", "phrases.py", "spelling.py", "../arabic/tokens.py"),
)  # fmt: skip
TRIGGERS = _kept(
    "triggers",
    "triggers:build",
    ("triggers.tsv", "trigger_classes.tsv", "trigger_light.tsv", "plover.tsv"),
    ("triggers.py", "plover.py", "../arabic/verbs.py", "../arabic/remembered.py"),
)
CUES = _kept(
    "cues",
    "cues:build",
    ("cues.tsv", "cue_markers.tsv"),
    ("cues.py", "phrases.py", "../arabic/verbs.py", "../arabic/remembered.py"),
)
OFFICES = _kept("offices", "offices:build", ("offices.tsv", "portfolios.tsv", "synonyms.tsv"), ("offices.py", "synonyms.py", "entries.py"))
PLACES = _kept(
    "places",
    "gazetteer_building:build",
    ("places.tsv.gz", "places_extra.tsv", "countries.tsv", "loaded_names.tsv"),
    ("gazetteer_building.py", "gazetteer.py", "building.py"),
)
WORDS = _kept(
    "words",
    "words:build",
    ("attributes.tsv", "foreign_names.tsv", "function_words.tsv", "name_words.tsv", "places_common.tsv", "verb_forms.tsv"),
    ("words.py",),
)
TIMES = _kept(
    "times",
    "calendar_building:build",
    ("months.tsv", "time_future.tsv", "time_words.tsv", "weekdays.tsv"),
    ("calendar_building.py", "phrases.py"),
)
WEIGHTED = (
    "actor_weights",
    "country_weights",
    "date_weights",
    "event_place_weights",
    "mention_weights",
    "merge_weights",
    "party_weights",
    "party_weights_encoder",
    "statement_weights",
    "trigger_weights",
)
WEIGHTS = _kept("weights", "weights:build", tuple(f"{name}.tsv" for name in WEIGHTED), ("weights.py", "../arabic/remembered.py"))
EVERY = (SEGMENTS, DATELINES, LEXICON, OFFICES, TRIGGERS, CUES, PLACES, TIMES, WORDS, WEIGHTS)
"""All files; a wheel ships them."""


def lexicon() -> Plain:
    """Every table of the lexicon, read back or made."""
    return LEXICON.parts()
