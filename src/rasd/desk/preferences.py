"""How a person wants the desk shown: language, digits, calendar, theme. Kept in one cookie, overruled by `?lang=` for one page."""

from __future__ import annotations

from dataclasses import asdict, dataclass, fields, replace
from typing import Annotated, Literal, get_args, get_type_hints
from urllib.parse import parse_qsl, urlencode

from fastapi import Depends, Request

from rasd.export.labels import Language

COOKIE = "rasd_preferences"
Digits = Literal["latin", "arabic"]
Calendar = Literal["gregorian", "hijri", "both"]
Theme = Literal["auto", "light", "dark"]


@dataclass(frozen=True, slots=True)
class Reader:
    """The preferences of who looks; the first value of each type is what one gets who has chosen nothing."""

    language: Language = "ar"
    digits: Digits = "latin"
    calendar: Calendar = "gregorian"
    theme: Theme = "auto"

    @property
    def direction(self) -> str:
        """Of the interface: rtl or ltr."""
        return "rtl" if self.language == "ar" else "ltr"

    def with_choices(self, given: dict[str, str]) -> Reader:
        """The preferences with those given changed; what is no choice is passed over."""
        known = choices()
        return replace(self, **{name: value for name, value in given.items() if value in known.get(name, ())})  # type: ignore[arg-type]

    def cookie(self) -> str:
        """The preferences as the value of the cookie."""
        return urlencode(asdict(self))


def choices() -> dict[str, tuple[str, ...]]:
    """What may be chosen: name of the preference -> its values."""
    hints = get_type_hints(Reader)
    return {field.name: get_args(hints[field.name]) for field in fields(Reader)}


def reader_of(request: Request) -> Reader:
    """The preferences that a request comes with. Without any, English for who asks for English before Arabic."""
    kept = request.cookies.get(COOKIE)
    reader = Reader().with_choices(dict(parse_qsl(kept)) if kept else {"language": _asked_for(request)})
    return reader.with_choices({"language": request.query_params.get("lang", "")})


def _asked_for(request: Request) -> str:
    first = request.headers.get("accept-language", "").partition(",")[0].partition("-")[0].partition(";")[0].strip().lower()
    return "en" if first == "en" else "ar"


ForReader = Annotated[Reader, Depends(reader_of)]
