"""The four languages: which texts exist, names of countries and languages, writing for somebody else."""

import contextlib
import functools
from collections.abc import Iterator

from babel import Locale
from django.utils import translation

CODES = ("en", "bn", "hi", "hi-latn")
_BABEL = {"en": "en", "bn": "bn", "hi": "hi", "hi-latn": "hi_Latn"}
# Text columns that exist once per language carry these suffixes: name_en, name_bn, name_hi, name_hi_latn.
SUFFIXES = {"en": "en", "bn": "bn", "hi": "hi", "hi-latn": "hi_latn"}


def current() -> str:
    """The language of the page being drawn; an unknown one counts as English."""
    code = (translation.get_language() or "en").lower()
    return code if code in CODES else "en"


@functools.cache
def _locale(code: str) -> Locale:
    return Locale.parse(_BABEL.get(code, "en"))


@functools.cache
def countries(code: str) -> dict[str, str]:
    """Country codes (ISO 3166-1 alpha-2) and names in a language, in the order of the names."""
    names = {key: name for key, name in _locale(code).territories.items() if len(key) == 2 and key.isalpha()}
    return dict(
        sorted(
            ((k, v) for k, v in names.items() if k not in {"ZZ", "EU", "EZ", "UN", "XA", "XB"}), key=lambda kv: kv[1]
        )
    )


def country_name(country: str, code: str | None = None) -> str:
    """Name a country in the reader's language."""
    return countries(code or current()).get(country, country)


_SPOKEN = [
    "en",
    "bn",
    "hi",
    "as",
    "ur",
    "ta",
    "te",
    "mr",
    "gu",
    "pa",
    "ne",
    "si",
    "or",
    "kn",
    "ml",
    "ar",
    "fr",
    "de",
    "es",
    "pt",
    "it",
    "nl",
    "ru",
    "zh",
    "ja",
    "ko",
    "tr",
    "id",
    "ms",
    "th",
    "vi",
    "fa",
    "pl",
]


@functools.cache
def spoken(code: str) -> dict[str, str]:
    """Languages that people list on a profile, named in a language."""
    names = _locale(code).languages
    return {key: names.get(key, key) for key in _SPOKEN}


def spoken_name(key: str, code: str | None = None) -> str:
    """Name a spoken language in the reader's language."""
    return spoken(code or current()).get(key, key)


@contextlib.contextmanager
def written_for(code: str) -> Iterator[None]:
    """Write for a reader of that language, whoever asks (mail, notices)."""
    with translation.override(code if code in CODES else "en"):
        yield
