"""The rails: what a payout method needs to name, and how it is checked. Pure data and functions."""

import re
import unicodedata
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from karigar.kit.digits import latin_digits


@dataclass(frozen=True)
class RailFacts:
    """One way out: its currencies (none named: any), the fields to ask for, and whether money arrives at once."""

    currencies: tuple[str, ...]
    fields: tuple[str, ...]
    pattern: str
    expected: str | Promise
    is_instant: bool


_WALLET = r"01[3-9]\d{8}"
_WALLET_TEXT = _("11 digits that begin with 01, such as 01712345678.")
RAILS = {
    "bkash": RailFacts(("BDT",), (), _WALLET, _WALLET_TEXT, is_instant=True),
    "nagad": RailFacts(("BDT",), (), _WALLET, _WALLET_TEXT, is_instant=True),
    "rocket": RailFacts(("BDT",), (), _WALLET + r"\d?", _("11 or 12 digits that begin with 01."), is_instant=True),
    "bank_bd": RailFacts(
        ("BDT",),
        ("bank", "code"),
        r"\d{8,17}",
        _("8 to 17 digits, and the routing number of 9 digits."),
        is_instant=False,
    ),
    "upi": RailFacts(
        ("INR",), (), r"[\w.\-]{2,60}@[A-Za-z]{2,30}", _("a UPI address such as name@bank."), is_instant=True
    ),
    "bank_in": RailFacts(
        ("INR",),
        ("bank", "code"),
        r"\d{9,18}",
        _("9 to 18 digits, and the IFSC such as SBIN0001234."),
        is_instant=False,
    ),
    "bank": RailFacts(
        (), ("bank", "code"), r"[A-Z]{2}\d{2}[A-Z0-9]{11,30}", _("an IBAN, and the BIC of the bank."), is_instant=False
    ),
}
_CODES = {"bank_bd": r"\d{9}", "bank_in": r"[A-Z]{4}0[A-Z0-9]{6}", "bank": r"[A-Z]{6}[A-Z0-9]{2}([A-Z0-9]{3})?"}


def clean_number(rail: str, number: str) -> str:
    """Bring a typed number or address into the form that the rail wants."""
    text = re.sub(r"[\s\-()]", "", latin_digits(number))
    if rail in {"bkash", "nagad", "rocket"}:
        text = re.sub(r"^(\+?88)(?=01)", "", text)
    return text if rail == "upi" else text.upper()


def clean_code(code: str) -> str:
    """Bring a typed routing number, IFSC or BIC into one form."""
    return re.sub(r"[\s\-]", "", latin_digits(code)).upper()


def is_number(rail: str, number: str, code: str = "") -> bool:
    """Say whether a cleaned number (and the bank's code) can be one of this rail; an IBAN must pass its check digits."""
    if not re.fullmatch(RAILS[rail].pattern, number, re.ASCII):
        return False
    if rail in _CODES and not re.fullmatch(_CODES[rail], code, re.ASCII):
        return False
    return rail != "bank" or _iban_is_right(number)


def _iban_is_right(iban: str) -> bool:
    """Check digits of ISO 13616: the rearranged number leaves 1 when divided by 97."""
    return int("".join(str(int(c, 36)) for c in iban[4:] + iban[:4])) % 97 == 1


def hint(number: str) -> str:
    """What pages show of a number: its end."""
    return "•••• " + number[-4:] if "@" not in number else number[:2] + "•••@" + number.split("@")[1]


def same_name(typed: str, legal: str) -> bool:
    """Say whether two names are the same but for case, punctuation and order of the words."""

    def words(name: str) -> list[str]:
        return sorted(re.sub(r"[^\w\s]", " ", name.casefold()).split())

    return words(typed) == words(legal)


def are_of_two_scripts(typed: str, legal: str) -> bool:
    """Say whether one name is in Latin letters and the other is not: then only a person can compare them."""
    return _is_latin(typed) != _is_latin(legal)


def _is_latin(name: str) -> bool:
    return all(unicodedata.name(letter, "").startswith("LATIN") for letter in name if letter.isalpha())
