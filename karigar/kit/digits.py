"""Text as people type it: digits of three scripts, invisible marks, letters with two encodings."""

import re
import unicodedata

_DIGITS = {ord(c): str(i % 10) for i, c in enumerate("০১২৩৪৫৬৭৮৯०१२३४५६७८९")}
# Bidirectional controls let a text show itself in another order than it is stored: they are never needed here.
_BIDI = re.compile("[\u202a-\u202e\u2066-\u2069\u200e\u200f\u061c]")
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufeff\ufffe\uffff]")
_BLANK = re.compile(r"^[\s\u200b-\u200d\u2060\u00ad\u3164\u115f\u1160]*$")


def latin_digits(text: str) -> str:
    """Turn Bangla and Devanagari digits into 0-9."""
    return text.translate(_DIGITS)


def clean_text(text: str) -> str:
    """Normalise to NFC, drop control and bidirectional marks, unify line ends, strip; blank-looking text becomes ''."""
    text = unicodedata.normalize("NFC", text).replace("\r\n", "\n").replace("\r", "\n")
    text = _CONTROL.sub("", _BIDI.sub("", text))
    return "" if _BLANK.match(text) else text.strip()


def row_number(text: str) -> int | None:
    """Read the number of a row out of an address or a hidden field; whatever cannot be one gives None."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 19 else None


def search_text(text: str) -> str:
    """Fold text for search: NFC, no joiners, Latin digits, lower case."""
    text = unicodedata.normalize("NFC", text).replace("\u200c", "").replace("\u200d", "")
    return latin_digits(text).lower()
