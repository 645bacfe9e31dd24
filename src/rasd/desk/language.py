"""The words of the interface: English in the code, Arabic in locale/ar/*.po, which is loaded without a build step."""

from __future__ import annotations

import io
from functools import cache
from gettext import GNUTranslations, NullTranslations
from importlib.resources import files

from rasd.export.labels import Language


@cache
def words_of(language: Language) -> NullTranslations:
    """The catalogue of a language; for English it returns every word unchanged."""
    if language == "en":
        return NullTranslations()
    from babel.messages.catalog import Catalog
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    merged = Catalog(locale=language)
    for part in sorted(files("rasd.desk").joinpath("locale", language).iterdir(), key=lambda path: path.name):
        if part.name.endswith(".po"):
            for message in read_po(io.BytesIO(part.read_bytes()), locale=language):
                if message.id:
                    merged.add(message.id, message.string, context=message.context)
    compiled = io.BytesIO()
    write_mo(compiled, merged)
    compiled.seek(0)
    return GNUTranslations(compiled)
