"""Decisions about deposits: which ways are open, how much may come in."""

import hashlib
from dataclasses import dataclass

from karigar.kit.money import Money
from karigar.payins.refusals import (
    AmountCannotBePaidSo,
    CurrencyIsNotTaken,
    DepositTooLarge,
    DepositTooSmall,
    WayIsClosed,
)

PLAY = "play"
MANUAL = "manual"


@dataclass(frozen=True)
class Limits:
    """What a deposit must keep to; amounts in minor units of its currency."""

    currencies: tuple[str, ...]
    minimum: int
    maximum: int
    providers: tuple[str, ...]
    step: int = 1  # the provider takes multiples of this only


def check(provider: str, amount: int, currency: str, limits: Limits) -> None:
    """Refuse a deposit outside the limits.

    Raises WayIsClosed, CurrencyIsNotTaken, DepositTooSmall, DepositTooLarge,
    AmountCannotBePaidSo.
    """
    if provider not in limits.providers:
        raise WayIsClosed
    if currency not in limits.currencies:
        raise CurrencyIsNotTaken(currency=currency)
    if amount < limits.minimum:
        raise DepositTooSmall(minimum=Money(limits.minimum, currency))
    if amount > limits.maximum:
        raise DepositTooLarge(maximum=Money(limits.maximum, currency))
    if amount % limits.step:
        raise AmountCannotBePaidSo(currency=currency, step=Money(limits.step, currency))


def transfer_mark(deposit_id: int) -> str:
    """The words a client writes on a transfer, so that staff find it: the number and a check digit (Luhn)."""
    digits = [int(d) for d in str(deposit_id)][::-1]
    total = sum(d if i % 2 else (d * 2 - 9 if d > 4 else d * 2) for i, d in enumerate(digits))
    return f"KG {deposit_id}-{-total % 10}"


def call_key(kind: str, number: int, form: str) -> str:
    """Return the key under which a provider is asked, at most 30 characters.

    A number alone is not enough: another market, or this one made anew, may use the same account at the provider.
    """
    return f"{kind}-{number}-{hashlib.sha256(form.encode()).hexdigest()[:8]}"
