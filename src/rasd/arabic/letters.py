"""Arabic characters by name, so that nothing invisible stands in the code."""

TATWEEL = "\u0640"
HAMZA_ABOVE = "\u0654"
FATHATAN = "\u064b"
ZWNJ = "\u200c"
ZWJ = "\u200d"
ZERO_WIDTH_SPACE = "\u200b"
SOFT_HYPHEN = "\u00ad"
WORD_JOINER = "\u2060"
BYTE_ORDER_MARK = "\ufeff"
DIACRITICS = "".join(
    map(
        chr,
        [
            *range(0x0610, 0x061B),
            *range(0x064B, 0x0660),
            0x0670,
            *range(0x06D6, 0x06DD),
            *range(0x06DF, 0x06E9),
            *range(0x06EA, 0x06EE),
            *range(0x08D3, 0x0900),
        ],
    )
)
BIDI_CONTROLS = "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
INVISIBLE = BIDI_CONTROLS + ZWNJ + ZWJ + ZERO_WIDTH_SPACE + SOFT_HYPHEN + WORD_JOINER + BYTE_ORDER_MARK
DROPPED = frozenset(DIACRITICS + TATWEEL + INVISIBLE)
ARABIC_INDIC_DIGITS = "٠١٢٣٤٥٦٧٨٩"
EXTENDED_DIGITS = "۰۱۲۳۴۵۶۷۸۹"
PRESENTATION_FORMS = [*range(0xFB50, 0xFBB2), *range(0xFBD3, 0xFD3E), *range(0xFD50, 0xFDF3), *range(0xFE70, 0xFEFD)]
"""Code points of letters and ligatures by shape, as PDF and old systems leave them; honorifics (FDF3 on) are signs, not words."""
