"""Money: integers in minor units of one currency. No float ever."""

import re
from dataclasses import dataclass

from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from karigar.kit.digits import latin_digits
from karigar.kit.errors import Malformed

# ISO 4217 exponents, fixed for ever; the ledger's `unit` table holds the same.
EXPONENTS = {"BDT": 2, "INR": 2, "USD": 2, "EUR": 2, "GBP": 2, "NPR": 2, "PKR": 2, "LKR": 2, "JPY": 0, "KWD": 3}
SYMBOLS = {"BDT": "৳", "INR": "₹", "USD": "$", "EUR": "€", "GBP": "£", "JPY": "¥"}
LARGEST = 10**13  # minor units; more than any contract and far inside bigint


class NotAnAmount(Malformed):
    text = _("“%(given)s” is not an amount. Write a number such as 1500 or 1500.50.")


class TooManyDecimals(Malformed):
    text = _("%(currency)s has %(places)s decimal places at most. Please write fewer digits after the point.")


class NotPositive(Malformed):
    text = _("The amount must be more than zero.")


class AmountTooLarge(Malformed):
    text = _("This amount is larger than can be handled. Please check the number of zeros.")


@dataclass(frozen=True, slots=True)
class Money:
    """An amount in minor units with its currency; prints itself for the reader."""

    amount: int
    currency: str

    def __str__(self) -> str:
        return format_money(self.amount, self.currency)


def parse_amount(given: str, currency: str) -> int:
    """Read what a person typed (any digits, separators of thousands, sign of the currency) into minor units.

    Raises NotAnAmount, TooManyDecimals, NotPositive, AmountTooLarge.
    """
    text = latin_digits(given).replace("\u00a0", "").replace(" ", "").strip()
    text = text.removeprefix(SYMBOLS.get(currency, "\0")).removeprefix(currency).removesuffix(currency)
    text = text.removesuffix("/-")
    if not re.fullmatch(r"-?\d{1,3}(,\d{2,3})*(\.\d*)?|-?\d+(\.\d*)?", text) or len(text) > 40:
        raise NotAnAmount(given=given[:30])
    whole, _point, part = text.replace(",", "").partition(".")
    places = EXPONENTS[currency]
    if len(part.rstrip("0")) > places:
        raise TooManyDecimals(currency=currency, places=places)
    minor = int(whole + part[:places].ljust(places, "0"))
    if minor <= 0 or text.startswith("-"):
        raise NotPositive
    if minor > LARGEST:
        raise AmountTooLarge
    return minor


def group(digits: str, *, lakh: bool) -> str:
    """Put separators into a run of digits: 12,34,567 with lakh grouping, 1,234,567 without."""
    head, tail = digits[:-3], digits[-3:]
    if not head:
        return tail
    step = 2 if lakh else 3
    first = len(head) % step or step
    return ",".join([head[:first], *(head[i : i + step] for i in range(first, len(head), step)), tail])


def format_money(amount: int, currency: str, language: str | None = None, *, plain: bool = False) -> str:
    """Write minor units for a reader: the currency's sign, grouping of the language, no empty decimals.

    Digits are Latin in all four languages: both sides of a contract must read the same figure (ADR 4).
    `plain` leaves sign and grouping away, for fields and files.
    """
    places = EXPONENTS[currency]
    whole, part = divmod(abs(amount), 10**places)
    decimals = f".{part:0{places}d}" if places and (part or plain) else ""
    sign = "-" if amount < 0 else ""
    if plain:
        return f"{sign}{whole}{decimals}"
    lakh = currency in {"BDT", "INR", "NPR", "PKR", "LKR"} or (language or get_language() or "en") != "en"
    symbol = SYMBOLS.get(currency)
    number = group(str(whole), lakh=lakh) + decimals
    return f"{sign}{symbol}{number}" if symbol else f"{sign}{number}\u00a0{currency}"


def share(amount: int, basis_points: int) -> int:
    """Return a part of an amount in basis points, rounded half up (rules.md part 1, "Rounding")."""
    return (amount * basis_points + 5000) // 10000


def next_share(before: int, amount: int, basis_points: int) -> int:
    """Return the fee on `amount` when `before` was charged already, so that any split gives the same total.

    Cumulative, half up: ledger.md part 3, "Rounding".
    """
    return share(before + amount, basis_points) - share(before, basis_points)


def split(amount: int, weights: list[int]) -> list[int]:
    """Split an amount by weights into integers that add up to it; largest remainder, ties to the earlier payee."""
    total = sum(weights)
    parts = [amount * weight // total for weight in weights]
    order = sorted(range(len(weights)), key=lambda i: (-(amount * weights[i] % total), i))
    for i in order[: amount - sum(parts)]:
        parts[i] += 1
    return parts
