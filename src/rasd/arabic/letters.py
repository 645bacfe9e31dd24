"""Arabic characters by name, so that nothing invisible stands in the code."""

TATWEEL = "\u0640"
ZWNJ = "\u200c"
ZWJ = "\u200d"
BYTE_ORDER_MARK = "\ufeff"
DIACRITICS = "".join(
    map(
        chr,
        [*range(0x0610, 0x061B), *range(0x064B, 0x0660), 0x0670, *range(0x06D6, 0x06DD), *range(0x06DF, 0x06E9), *range(0x06EA, 0x06EE)],
    )
)
BIDI_CONTROLS = "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
DROPPED = frozenset(DIACRITICS + TATWEEL + ZWNJ + ZWJ + BYTE_ORDER_MARK + BIDI_CONTROLS)
ARABIC_INDIC_DIGITS = "٠١٢٣٤٥٦٧٨٩"
EXTENDED_DIGITS = "۰۱۲۳۴۵۶۷۸۹"
