"""What an amount becomes in another currency: pure functions over whole numbers and fractions."""

from collections.abc import Iterable, Mapping
from fractions import Fraction
from typing import NamedTuple

MOST_HOPS = 3
SHOWN = 10  # decimal places of a rate on a page


class Step(NamedTuple):
    """A known rate: one unit of `base` is `value` units of `quote`."""

    id: int
    base: str
    quote: str
    value: Fraction


def path(steps: Iterable[Step], sold: str, bought: str) -> tuple[Fraction, list[int]] | None:
    """Return the rate from one currency to another and the rates it is made of: the fewest steps, each in any direction."""
    roads: dict[str, list[tuple[str, Fraction, int]]] = {}
    for step in sorted(steps):
        roads.setdefault(step.base, []).append((step.quote, step.value, step.id))
        roads.setdefault(step.quote, []).append((step.base, step.value**-1, step.id))
    reached: dict[str, tuple[Fraction, list[int]]] = {sold: (Fraction(1), [])}
    front = [sold]
    for _hop in range(MOST_HOPS):
        further = []
        for unit in front:
            rate, used = reached[unit]
            for other, value, number in roads.get(unit, ()):
                if other not in reached:
                    reached[other] = (rate * value, [*used, number])
                    further.append(other)
        front = further
    return reached.get(bought) if bought != sold else None


def spread_on(sold: int, basis_points: int) -> int:
    """Return the spread in minor units of what is sold, rounded up: no exchange is free by its smallness."""
    return -(-sold * basis_points // 10_000)


def becomes(amount: int, rate: Fraction, *, places: int, places_bought: int) -> int:
    """Return what an amount is in another currency, both in minor units of so many places, rounded down."""
    exact = amount * rate * Fraction(10) ** (places_bought - places)
    return exact.numerator // exact.denominator


def shown(rate: Fraction) -> str:
    """Write a rate with at most ten places, cut and without empty ones."""
    whole = rate.numerator * 10**SHOWN // rate.denominator
    text = f"{whole // 10**SHOWN}.{whole % 10**SHOWN:0{SHOWN}d}"
    return text.rstrip("0").rstrip(".")


def jumps(old: Fraction, new: Fraction, basis_points: int) -> bool:
    """Say whether a new rate is further from the last one than a slip of the pen may be."""
    return abs(new - old) * 10_000 > old * basis_points


def over_cap(before: Mapping[str, int], after: Mapping[str, int], caps: Mapping[str, int]) -> str | None:
    """Return the first currency in which the pool would stand further out than its cap; coming back is always right."""
    for unit in sorted(after):
        if abs(after[unit]) > caps.get(unit, 0) and abs(after[unit]) > abs(before.get(unit, 0)):
            return unit
    return None
