"""Names of rules, reasons of links and details of errors, which the record and the library have in English, in words of the interface.

Each is a pattern and a sentence whose gaps the pattern fills; the sentences are translated in locale/ar/wording.po like all others. What
no pattern knows is shown as it is, so that nothing is ever hidden: a rule of a plug-in, an error of a database.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache

from rasd.desk.parts import N_

_RULES = {
    "verb": N_("verb of saying"),
    "participle": N_("participle that goes on with the speaker"),
    "masdar": N_("noun of saying"),
    "that": N_("content after “that”"),
    "preposition": N_("content after the preposition of the cue"),
    "object": N_("content as the object of the cue"),
    "quote": N_("quotation after the cue"),
    "colon": N_("content after the colon"),
    "before": N_("content before the cue"),
    "self": N_("the sentence of the cue"),
    "headline": N_("headline: name and words"),
    "turn": N_("line: name and words"),
    "phrase": N_("phrase that credits the sentence"),
    "credit": N_("credit of what stands around it"),
    "issuer": N_("who issued the text that speaks"),
    "subject before": N_("subject before the verb"),
    "author": N_("author named after a noun"),
    "passive": N_("passive verb: its subject is hit"),
    "agent phrase": N_("who acts, named after a passive or a noun"),
    "unmarked party": N_("noun phrase that takes part"),
    "noun hits": N_("noun after the word is hit"),
    "carried after": N_("parties of the main verb"),
    "light verb: agent": N_("verb that carries it out: who acts"),
    "light verb: target": N_("verb that carries it: whom it hits"),
    "light verb: voice": N_("verb that voices it"),
    "person": N_("person"),
    "organisation": N_("organisation"),
    "group": N_("group of people"),
    "state": N_("state by name, capital or government"),
    "whom it is about": N_("whom it is about, after its preposition"),
    "pronoun subject": N_("dropped subject or pronoun"),
    "first person": N_("the speaker, in the first person"),
    "parties weighed": N_("likeliest parties by weight"),
    "date carried": N_("day told in another sentence"),
    "place carried": N_("place told in another sentence"),
    "surname of a person named in full": N_("surname of a person named in full"),
    "the name that he is called by": N_("the name that he is called by"),
    "first name of a person named in full": N_("first name of a person named in full"),
    "the same name": N_("the same name"),
    "the same name, shorter or spelt otherwise": N_("the same name, shorter or spelt otherwise"),
    "encoder": N_("the encoder alone"),
    "encoder mention": N_("name by the encoder alone"),
    "encoder statement": N_("statement by the encoder alone"),
    "encoder content": N_("bounds of the content by the encoder"),
    "content weighed": N_("bounds of the content by weight"),
    "speaker weighed": N_("likeliest speaker by weight"),
    "encoder speaker": N_("speaker by the encoder"),
    "encoder agrees": N_("the encoder agrees"),
    "llm": N_("language model of the user"),
    "transformers": N_("classification model of the user"),
}
_PATTERNS: tuple[tuple[str, str], ...] = (
    (r"trigger (?P<type>[A-Z]+) (?P<what>.+)", N_("word of the table: %(what)s (%(type)s)")),
    (
        r"country (?P<country>[A-Z]{3}) from what stands near and where the outlet is at home",
        N_("%(country)s, by what stands near and the home of the outlet"),
    ),
    (r"country (?P<country>[A-Z]{3}) by the words", N_("%(country)s, by its words")),
    (r"country (?P<country>[A-Z]{3}) of the person whose it is", N_("%(country)s, as the person it belongs to")),
    (r"country (?P<country>[A-Z]{3}) of the body in the title", N_("%(country)s, as the body in the title")),
    (r"country: (?P<country>[A-Z]{3}) as its title tells", N_("%(country)s, as the title tells")),
    (r"known: (?P<country>[A-Z]{3})", N_("known: %(country)s")),
    (r"known: (?P<what>.+)", N_("known as %(what)s")),
    (r"known person (?P<what>.+)", N_("known person (%(what)s)")),
    (r"co-occurrence: the article speaks of (?P<country>[A-Z]{3})", N_("the article speaks of %(country)s")),
    (r"co-occurrence: the article speaks of (?P<what>.+)", N_("the article speaks of %(what)s")),
    (r"“(?P<what>.+)” names it again", N_("“%(what)s” names it again")),
    (r"“(?P<what>.+)” by its head noun", N_("“%(what)s”, by its head noun")),
    (r"“(?P<what>.+)” after the armed group named last", N_("“%(what)s”, after the armed group named last")),
    (r"“(?P<what>.+)” after the body that issued it", N_("“%(what)s”, after the body that issued it")),
    (
        r"title (?P<what>.+) \+ country (?P<country>[A-Z]{3}) in paragraph (?P<n>\d+)",
        N_("title “%(what)s” and %(country)s in paragraph %(n)s"),
    ),
    (r"title (?P<what>.+) in paragraph (?P<n>\d+)", N_("title “%(what)s” in paragraph %(n)s")),
    (r"title (?P<what>.+) right after the name", N_("title “%(what)s” right after the name")),
    (r"(?P<what>[a-z][a-z-]+): its state is told", N_("%(what)s, whose state is told")),
    (r"(?P<what>[a-z][a-z-]+): its state is near or at home", N_("%(what)s, whose state is near or where the outlet is at home")),
    (r"(?P<country>[A-Z]{3})\.(?P<what>[a-z-]+): its state is told", N_("%(what)s of %(country)s, which is told")),
    (
        r"(?P<country>[A-Z]{3})\.(?P<what>[a-z-]+): its state is near or at home",
        N_("%(what)s of %(country)s, which is near or where the outlet is at home"),
    ),
    (
        r"office on (?P<day>[\d-]+): (?P<what>.+), (?P<since>[\d-]+) to (?P<until>[\d-]+)",
        N_("office on %(day)s: %(what)s, from %(since)s to %(until)s"),
    ),
    (
        r"office on (?P<day>[\d-]+): (?P<what>.+), (?P<since>[\d-]+) to (?P<until>[\d-]+) or later",
        N_("office on %(day)s: %(what)s, from %(since)s to %(until)s or later"),
    ),
    (r"former office: (?P<what>.+), (?P<since>[\d-]+) to (?P<until>[\d-]+)", N_("former office: %(what)s, from %(since)s to %(until)s")),
    (r"time: last held office in (?P<n>\d+)", N_("last held office in %(n)s")),
    (r"name: a name of (?P<what>.+)", N_("a name of %(what)s")),
    (r"name: a name by which (?P<what>.+) is known", N_("a name by which %(what)s is known")),
    (r"name: one of (?P<what>.+), of (?P<country>[A-Z]{3})", N_("one of %(what)s, of %(country)s")),
)
_PROBLEMS: tuple[tuple[str, str], ...] = (
    (r"(?P<what>\w+): expected a day such as 2020-08-23", N_("%(what)s: expected a day such as 2020-08-23")),
    (r"(?P<what>\w+): Input should be a valid integer.*", N_("%(what)s: expected a number")),
    (r"(?P<what>\w+): Input should be greater than or equal to (?P<n>\S+)", N_("%(what)s: %(n)s or more")),
    (r"(?P<what>\w+): Input should be less than or equal to (?P<n>\S+)", N_("%(what)s: %(n)s at most")),
    (r"(?P<what>\w+): Input should be (?P<all>'.+)", N_("%(what)s: expected one of %(all)s")),
    (r"(?P<what>\w+): String should have at most (?P<n>\d+) characters?", N_("%(what)s: %(n)s characters at most")),
    (r"(?P<what>\w+): String should have at least (?P<n>\d+) characters?", N_("%(what)s: %(n)s characters at least")),
    (r"(?P<what>\w+): Field required", N_("%(what)s is missing")),
    (
        r"this form is not of this desk, or the desk was started anew: load the page again and repeat",
        N_("This form is not of this desk, or the desk was started anew: load the page again and repeat"),
    ),
    (
        r"only editors may decide this; ask who runs the desk for the role.*",
        N_("Only editors may decide this; ask who runs the desk for the role"),
    ),
    (r"(?P<id>\S+): no article of this id in .+", N_("%(id)s: no article of this id")),
    (r"(?P<id>\S+): no story, and no related article, of this id in .+", N_("%(id)s: no story, and no related article, of this id")),
    (r"(?P<id>\S+): several stories have an id that begins so in .+", N_("%(id)s: several stories have an id that begins so")),
    (r"(?P<id>\S+): no actor of this id.*", N_("%(id)s: no actor of this id")),
    (r"(?P<id>\S+): nobody of this id in this store", N_("%(id)s: nobody of this id")),
    (r"(?P<id>\S+): no alert of this id", N_("%(id)s: no alert of this id")),
    (r"(?P<id>\S+): no source of this number", N_("%(id)s: no source of this number")),
    (r"(?P<id>\S+): no merge or split of this id", N_("%(id)s: no merge or split of this id")),
    (
        r"(?P<id>\S+): no (?P<kind>\w+) of this id in this article; load the page again",
        N_("%(id)s: not in this article any more; load the page again"),
    ),
    (
        r"name the other story: its title, its id, or the address of its page",
        N_("Name the other story: its title, its id, or the address of its page"),
    ),
    (r"choose the articles that do not belong to this story", N_("Choose the articles that do not belong to this story")),
    (
        r"select the words in the text, or type them as they stand there",
        N_("Select the words in the text, or type them as they stand there"),
    ),
    (
        r"“(?P<what>.+)” does not stand in this article: mark the words in the text, or copy them",
        N_("“%(what)s” does not stand in this article: mark the words in the text, or copy them"),
    ),
    (
        r"the basket holds (?P<n>\d+) items, the most it can; take some out first",
        N_("The basket holds %(n)s items, the most it can; take some out first"),
    ),
    (
        r"this store holds no vectors of its articles yet; .*",
        N_("This store cannot be searched by meaning yet: rasd search --meaning WORDS makes that possible"),
    ),
    (r"these are one story already; name two or more", N_("These are one story already")),
    (
        r"these are all articles of story (?P<id>\S+); .*",
        N_("These are all the articles of the story: choose those that do not belong to it"),
    ),
    (r"\S+ and \S+ are the same article", N_("Both are the same article: name two")),
    (r"a search by meaning needs words", N_("A search by meaning needs words")),
    (r"'(?P<what>.+)': expected words, .*", N_("“%(what)s” cannot be looked for: see how words are written")),
    (r"as_of: expected the mark that the page gave.*", N_("What was seen could not be read: load the page again")),
    (r"(?P<what>.+): no http\(s\) address", N_("%(what)s: no web address (http or https)")),
)


@cache
def _compiled(kind: str) -> list[tuple[re.Pattern[str], str]]:
    rows = _PROBLEMS if kind == "problem" else _PATTERNS
    return [(re.compile(pattern, re.DOTALL), words) for pattern, words in rows]


def worded(text: str, gettext: Callable[..., str], shown: Callable[[str, str], str], *, kind: str = "rule") -> str | None:
    """A rule's name, a link's reason (`kind` rule) or an error's detail (problem) in words of the interface; None for one that is unknown.

    `shown` says how what stands in a gap is shown, by the gap's name and its text: a country by its name.
    """
    if kind == "rule" and text in _RULES:
        return gettext(_RULES[text])
    for pattern, words in _compiled(kind):
        found = pattern.fullmatch(text)
        if found is not None:
            return gettext(words, **{name: shown(name, value) for name, value in found.groupdict().items()})
    return None
