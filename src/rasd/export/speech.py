"""What somebody said, set by itself: in quotation marks where it is direct speech, once, and each quotation closed."""

from __future__ import annotations

import re

# The content of a statement ends before a mark that closes its last quotation, so as to be words and nothing else.
_CLOSED_BY = {"«": "»", "“": "”"}
# A mark at the beginning, or behind what the outlet says before it: إن (that), perhaps with a pronoun, على (on), عن (of), إلى (to).
_OWN_MARKS = re.compile('\\s*(?:[وفبلك]?[إأا]ن\N{ARABIC SHADDA}?(?:ه|ها|هم|هما|هن|نا|ني|ي)?\\s+|(?:على|عن|[إا]لى)\\s+){0,2}[«“"]')


def closed(content: str) -> str:
    """The content with a quotation that was opened in it closed again, for who reads it without the article: in a bulletin, beside those of
    other outlets, or cut."""
    ends = [closing for opening, closing in _CLOSED_BY.items() if content.count(opening) > content.count(closing)]
    return content + "".join(ends) + '"' * (content.count('"') % 2)


def quotes_itself(content: str) -> bool:
    """Whether a content has quotation marks of its own: a pair around them would put the outlet's إن (that) into the speaker's mouth."""
    return _OWN_MARKS.match(content) is not None


def quoted(content: str, kind: str) -> str:
    """The content of a statement of this kind as it stands by itself."""
    whole = closed(content)
    return f"«{whole}»" if kind == "direct" and not quotes_itself(content) else whole
