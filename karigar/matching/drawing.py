"""Room for newcomers: which places are theirs, and how they are drawn. Pure functions, so that every draw can be repeated.

A draw is weighted: how well somebody fits times how uncertain his score is. The n-th pick takes the hash of seed and n,
modulo the sum of the weights that are left, and walks through the pool in the order of its numbers until that many are
used up. So the probability of each pick is its weight over that sum, exactly.
"""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from karigar.matching.rules import hashed


class Entrant(NamedTuple):
    """Somebody who may be drawn."""

    person: int
    weight: int


class Picked(NamedTuple):
    """Who was drawn for which place (1 is the first), and the chance he had: `weight` of `total`."""

    place: int
    person: int
    weight: int
    total: int


def weight_of(points_percent: int, spread: int) -> int:
    """Return what somebody weighs in a draw: the fit (percent) times the uncertainty of his score (0 to 1000)."""
    return max(1, points_percent * spread)


def places_of(size: int, percent: int) -> list[int]:
    """Return which of so many places belong to newcomers, evenly spread: of 20 at 20 %, the 5th, 10th, 15th and 20th."""
    return [n for n in range(1, size + 1) if n * percent // 100 > (n - 1) * percent // 100]


def draw(pool: Iterable[Entrant], places: Sequence[int], seed: int) -> list[Picked]:
    """Draw somebody for each place, as long as the pool lasts; the order in which the pool comes does not matter."""
    left, picks = sorted(pool), []
    for number, place in enumerate(places):
        total = sum(one.weight for one in left)
        if not left:
            break
        at = hashed(seed, number) % total
        for index, one in enumerate(left):
            at -= one.weight
            if at < 0:
                picks.append(Picked(place, one.person, one.weight, total))
                del left[index]
                break
    return picks


def seated(ranked: Sequence[int], picks: Sequence[tuple[int, int]], size: int) -> list[int]:
    """Seat so many: each pick (place, person) at its place if he is among the ranked, all others by their rank."""
    known = set(ranked)
    taken = {place: person for place, person in picks if person in known}
    drawn = set(taken.values())
    others = iter([person for person in ranked if person not in drawn])
    seats: list[int] = []
    for place in range(1, size + 1):
        person = taken.get(place) or next(others, None)
        if person is not None:
            seats.append(person)
    return seats
