"""Templates: one Jinja environment for each set of preferences, everything escaped, undefined names an error."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache, partial
from typing import Any
from urllib.parse import urlencode

from fastapi import Request
from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from rasd.desk import statics
from rasd.desk.formats import Formats
from rasd.desk.language import words_of
from rasd.desk.parts import MENU
from rasd.desk.preferences import Reader, reader_of
from rasd.export.labels import labels

_NOT_FOR_HTML = dict.fromkeys((*range(9), 11, 12, *range(14, 32), *range(0x7F, 0xA0), *range(0xD800, 0xE000)), "\ufffd")


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
    made.filters |= Formats(reader).filters()
    made.filters["label"] = partial(label, reader=reader)
    made.globals |= {"reader": reader, "static": statics.address}
    return made


def _finalized(value: Any) -> Any:
    """What HTML cannot hold is U+FFFD, and None is nothing."""
    if value is None:
        return ""
    return value.translate(_NOT_FOR_HTML) if isinstance(value, str) and not isinstance(value, Markup) else value


def label(key: object, reader: Reader) -> str:
    """The word for a value of the record (ASSAULT, armed_group, deny) in the reader's language; itself where there is none."""
    arabic, english = labels().get(str(key), (str(key), str(key)))
    return arabic if reader.language == "ar" else english


def render(request: Request, template: str, values: Mapping[str, Any]) -> str:
    """A template as HTML. Besides `values` it sees `request`, `reader`, `url(name, …)`, `here(…)`, `menu`, `csrf`, `person`."""

    def url(name: str, /, **given: Any) -> str:
        route = {key: value for key, value in given.items() if key in _parameters(request, name)}
        path = request.app.url_path_for(name, **route)
        asked = [(key, value) for key, value in given.items() if key not in route and value not in (None, "")]
        return f"{path}?{urlencode(asked, doseq=True)}" if asked else str(path)

    def here(suffix: str = "", /, **changes: Any) -> str:
        """This page with another suffix (`.json`, `.csv`) or with parameters changed (None takes one out)."""
        asked = {key: request.query_params.getlist(key) for key in request.query_params if key not in changes}
        asked |= {key: value for key, value in changes.items() if value not in (None, "")}
        path = request.url.path if not suffix or request.url.path != "/" else "/today"
        return path + suffix + (f"?{urlencode(asked, doseq=True)}" if asked else "")

    reader = reader_of(request)
    given = {"request": request, "url": url, "here": here, "csrf": getattr(request.state, "csrf", "")}
    given["person"] = getattr(request.state, "person", None)
    words = words_of(reader.language).gettext
    known = _all_parameters(request.app)
    given |= {"menu": [(name, words(shown)) for name, shown in MENU if name in known], "known": known}
    return environment(reader).get_template(template).render(given | dict(values))


def _parameters(request: Request, name: str) -> frozenset[str]:
    """The names in the path of a route."""
    return _all_parameters(request.app).get(name, frozenset())


@cache
def _all_parameters(app: Any) -> dict[str, frozenset[str]]:
    return {route.name: frozenset(getattr(route, "param_convertors", ())) for route in app.routes if hasattr(route, "name")}
