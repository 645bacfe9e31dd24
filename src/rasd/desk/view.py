"""Templates: one Jinja environment for each set of preferences, everything escaped, undefined names an error."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import cache, lru_cache, partial
from typing import Any
from urllib.parse import urlencode

from fastapi import Request
from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape

from rasd.desk import statics
from rasd.desk.controls import calling, explaining, judging, measuring, starring
from rasd.desk.formats import Formats
from rasd.desk.language import words_of
from rasd.desk.linked import WORDS, linking
from rasd.desk.parts import MENU
from rasd.desk.people import person_of
from rasd.desk.preferences import Reader, reader_of
from rasd.desk.tolls import around_numbers
from rasd.desk.wording import worded
from rasd.export.labels import labels
from rasd.export.safe import web_address
from rasd.export.speech import closed, quoted
from rasd.ontology.knowledge import countries
from rasd.store.basket import basket_of

_NOT_FOR_HTML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]")


@cache
def environment(reader: Reader) -> Environment:
    """The templates as this reader sees them."""
    made = Environment(
        loader=PackageLoader("rasd.desk", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n", "jinja2.ext.do"],
        finalize=_finalized,
    )
    made.install_gettext_translations(words_of(reader.language), newstyle=True)  # type: ignore[attr-defined]
    quick = _quick(words_of(reader.language).gettext)
    made.globals["_"] = made.globals["gettext"] = quick
    made.filters |= Formats(reader).filters()
    made.filters |= {"web_address": web_address, "closed": closed, "quoted": quoted, "around_numbers": around_numbers}
    made.filters["label"] = partial(label, reader=reader)
    made.filters["country"] = lru_cache(1_000)(partial(country, reader=reader))
    made.filters |= {"ar": arabic, "named": partial(named, reader=reader), "field": field}
    made.filters["worded"] = partial(_in_words, reader=reader, gettext=quick)
    made.globals |= {"reader": reader, "static": statics.address, "judging": judging(quick), "called": calling(made.filters["named"])}
    comma = "، " if reader.language == "ar" else ", "
    made.globals["sure"] = sure = measuring(made.filters["percent"])
    made.globals["reason_words"] = {name: quick(word) for name, word in WORDS.items()}
    formats = {name: made.filters[name] for name in ("number", "percent", "label")} | {"text": for_html}
    made.globals["linked"] = linking(quick, reader.language, formats)
    made.globals["why"] = explaining(quick, made.filters["worded"], sure, comma)
    return made


def _quick(words: Callable[[str], str]) -> Callable[..., Markup]:
    """Jinja's gettext of the new style, which looks up and wraps each word of a page anew: a third of a page of a thousand cards."""

    @cache
    def plain(message: str) -> Markup:
        return Markup(words(message)) % {}  # noqa: S704 - words of the catalogue, never of an article

    def gettext(message: str, /, **given: Any) -> Markup:
        return Markup(words(message)) % given if given else plain(message)  # noqa: S704 - the same

    return gettext


def arabic(text: object) -> Markup:
    """Words of an article or a name in Arabic, apart from the sentence around them: the macro `ar` as a filter, which is called quicker."""
    return Markup(f'<bdi lang="ar">{escape(_finalized(text))}</bdi>')  # noqa: S704 - escaped


def named(name: Any, reader: Reader) -> Markup:
    """A name by both its forms (`ar`, `en`): that of the reader's language, where there is one."""
    if reader.language == "en" and name.en:
        return Markup(f'<bdi lang="en">{escape(for_html(name.en))}</bdi>')  # noqa: S704 - escaped
    return arabic(name.ar)


def field(words: object, key: str, target: str) -> Markup:
    """Words of a card that light their own in the text: `key` is that of the mark, `target` the id of its place."""
    return Markup(f'<a class="field" href="#{escape(target)}" data-f="{escape(key)}">{arabic(words)}</a>')  # noqa: S704 - escaped


def _in_words(text: str, kind: str = "rule", *, reader: Reader, gettext: Callable[..., str]) -> Markup:
    """A rule's name, a reason or an error's detail in the reader's language; in its own English, marked as such, where it has no other."""

    def shown(name: str, value: str) -> str:
        if name == "country":
            return country(value, reader).striptags()
        return label(value, reader) if name == "type" else value

    found = worded(text, gettext, shown, kind=kind)
    if found is None:
        return Markup('<bdi lang="en" dir="auto">{}</bdi>').format(for_html(text))
    return Markup('<bdi dir="{}">{}</bdi>').format(reader.direction, found)  # by itself it would turn as an id at its beginning does


def _finalized(value: Any) -> Any:
    """What HTML cannot hold is U+FFFD, and None is nothing."""
    if value.__class__ is Markup:
        return value
    if value is None:
        return ""
    return for_html(value) if isinstance(value, str) else value


def for_html(text: str) -> str:
    """A text with U+FFFD for each code point that HTML cannot hold."""
    return _NOT_FOR_HTML.sub("\ufffd", text)  # a third of what str.translate takes for Arabic


def label(key: object, reader: Reader) -> str:
    """The word for a value of the record (ASSAULT, armed_group, deny) in the reader's language; itself where there is none."""
    arabic, english = labels().get(str(key), (str(key), str(key)))
    return arabic if reader.language == "ar" else english


def country(code: str | None, reader: Reader) -> Markup:
    """A state by its name in the reader's language (INT: of no one state); the code itself where it is none of a state."""
    state = countries().get(code or "")
    ar, en = (state.ar, state.en) if state else ("دولي", "international") if code == "INT" else (code or "–", code or "–")
    language = reader.language if state or code == "INT" else "en"
    return Markup('<bdi lang="{}">{}</bdi>').format(language, ar if language == "ar" else en)


def render(request: Request, template: str, values: Mapping[str, Any]) -> str:
    """A template as HTML. Besides `values` it sees `request`, `reader`, `url(name, …)`, `here(…)`, `menu`, `csrf`, `person`."""

    made: dict[Any, str] = {}

    def url(name: str, /, **given: Any) -> str:
        key = (name, *((word, type(value), value) for word, value in given.items()))
        try:
            if key not in made:
                made[key] = address(name, given)
            return made[key]
        except TypeError:  # a list among what is given
            return address(name, given)

    def address(name: str, given: dict[str, Any]) -> str:
        route = {key: value for key, value in given.items() if key in _parameters(request, name)}
        path = _path(request.app, name, tuple(route))
        for key, value in route.items():
            path = path.replace(f"~{key}~", str(value))
        asked = [(key, _typed(value)) for key, value in given.items() if key not in route and value not in (None, "")]
        return f"{path}?{urlencode(asked, doseq=True)}" if asked else str(path)

    def here(suffix: str = "", /, **changes: Any) -> str:
        """This page with another suffix (`.json`, `.csv`) or with parameters changed (None takes one out)."""
        asked = {key: request.query_params.getlist(key) for key in request.query_params if key not in changes}
        asked |= {key: _typed(value) for key, value in changes.items() if value not in (None, "")}
        path = request.url.path if not suffix or request.url.path != "/" else "/today"
        return path + suffix + (f"?{urlencode(asked, doseq=True)}" if asked else "")

    reader = reader_of(request)
    given = {"request": request, "url": url, "here": here, "csrf": getattr(request.state, "csrf", "")}
    given["person"] = getattr(request.state, "person", None)
    words = words_of(reader.language).gettext
    known = request.app.state.routes
    given["star"] = starring(words, cache(lambda: _in_basket(request)))
    given |= {"menu": [(name, words(shown)) for name, shown in MENU if name in known], "known": known}
    return environment(reader).get_template(template).render(given | dict(values))


def _typed(value: Any) -> Any:
    """A value as a form sends it: yes and no in small letters, which is what the pages and their forms read."""
    return str(value).lower() if isinstance(value, bool) else value


def _in_basket(request: Request) -> frozenset[tuple[str, str]]:
    """What lies in the basket of who looks; asked for once a page, and only by pages with such buttons."""
    items = basket_of(request.app.state.workspace.store, person_of(request))
    return frozenset((item.kind, item.id) for item in items)


def _path(app: Any, name: str, parameters: tuple[str, ...]) -> str:
    """The path of a route with ~marks~ for what stands in it: to ask the application took a fifth of a page of fifty links."""
    made: dict[str, str] = app.state.paths
    if name not in made:
        made[name] = str(app.url_path_for(name, **{key: f"~{key}~" for key in parameters}))
    return made[name]


def _parameters(request: Request, name: str) -> frozenset[str]:
    """The names in the path of a route."""
    routes: dict[str, frozenset[str]] = request.app.state.routes
    return routes.get(name, frozenset())
