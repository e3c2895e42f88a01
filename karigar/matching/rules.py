"""The published formula: how well a freelancer and a job fit, out of facts alone. No database, no clock, no chance.

A pair is told apart into nine parts, each from 0 (nothing) to 1000 (all of it). What is not known counts half. The
place of a pair is its parts times the weights of the rulebook; equal pairs are ordered by a hash that changes every
day. What was paid, who came first and which number somebody has are not among the facts, so they can change nothing.
Only whole numbers are used: the same facts give the same places on every machine.
"""

from collections.abc import Iterable, Mapping
from hashlib import blake2b
from math import isqrt
from operator import mul
from typing import NamedTuple

WHOLE = 1000
HALF = 500
# An interval that holds in four of five cases reaches so many hundredths of a standard deviation to each side.
FOUR_OF_FIVE = 128
FULL_WEEK = 3


class Parts(NamedTuple):
    """What was found of a pair, each part 0 to 1000; or, in the same places, what each part weighs."""

    skills: int
    category: int
    rate: int
    language: int
    availability: int
    answer: int
    success: int
    fresh: int
    crowd: int


class Numbers(NamedTuple):
    """The rows of the rulebook that the formula needs."""

    weights: Parts
    related_percent: int
    prior_outcomes: int
    prior_percent: int
    answer_prior_count: int
    answer_prior_percent: int
    accept_prior_count: int
    accept_prior_percent: int
    part_time_percent: int
    few_hours_percent: int
    no_hours_percent: int
    load_percent: int


class Freelancer(NamedTuple):
    """What of a freelancer is held against a job. The rate is in minor units of `unit`, the same for all where rates are known."""

    skills: frozenset[int]
    kin: frozenset[int]  # the categories of these skills
    categories: frozenset[int]
    fields: frozenset[int]  # what these categories belong to: their parents, or themselves
    rate: int | None
    unit: str
    languages: Mapping[str, int]  # how well each is spoken, 0 to 1000
    hours: int  # how much time: 0 none, 1 few hours, 2 part, 3 full


class Work(NamedTuple):
    """What of a job is held against a freelancer."""

    skills: tuple[tuple[int, int | None], ...]  # each with its category
    category: int | None
    field: int | None
    rate: int | None  # the most that an hour may cost; None where the price is fixed
    unit: str
    language: str
    hours: int  # how much time is asked: 0 when nothing is said


class Record(NamedTuple):
    """What the side that is being ranked did so far: a freelancer's record, or that of a job's client."""

    asked: int  # questions that wanted an answer: invitations, or proposals received
    answered: int
    rating_sum: int  # tenths
    rating_count: int
    age_hours: int  # since the job was published, or the freelancer was last here
    half_life_hours: int
    crowd: int  # how many applied already, or how many contracts are open
    crowd_most: int


class Estimate(NamedTuple):
    """A success that is expected, and how far from it the truth may lie, 0 to 1000."""

    mean: int
    spread: int

    @property
    def low(self) -> int:
        """Below this it lies in one of ten cases."""
        return max(0, self.mean - FOUR_OF_FIVE * self.spread // 100)

    @property
    def high(self) -> int:
        """Above this it lies in one of ten cases."""
        return min(WHOLE, self.mean + FOUR_OF_FIVE * self.spread // 100)


class Chance(NamedTuple):
    """How likely an invitation is accepted, in percent, and what that is made of."""

    percent: int
    habit: int  # out of earlier invitations
    time: int  # by the time somebody has
    load: int  # by the contracts that are open
    price: int  # by the rate against what the job pays


class Placed[Key](NamedTuple):
    """Somebody, or a job, at its place."""

    points: int
    tie: int
    key: Key
    parts: Parts


def estimate(rating_sum: int, rating_count: int, numbers: Numbers) -> Estimate:
    """Return the success to expect after some ratings (tenths, 10 to 50 each).

    The mean of a Beta distribution that begins with `prior_outcomes` outcomes of which `prior_percent` were good, and
    takes each rating as a part of a success: 1 of 5 is none, 5 of 5 is a whole one.
    """
    count = rating_count + numbers.prior_outcomes
    gained = 100 * (rating_sum - 10 * rating_count) + 40 * numbers.prior_outcomes * numbers.prior_percent
    mean = min(WHOLE, max(0, WHOLE * gained // (4000 * count)))
    return Estimate(mean, isqrt(mean * (WHOLE - mean) // (count + 1)))


def parts_of(who: Freelancer, work: Work, record: Record, numbers: Numbers) -> Parts:
    """Tell apart how well a freelancer and a job fit, and what is known of the side that is being ranked."""
    return Parts(
        _skills(who, work, numbers.related_percent),
        _category(who, work),
        _rate(who, work),
        who.languages.get(work.language, 0) if who.languages else HALF,
        _availability(who.hours, work.hours),
        _share(record.answered, record.asked, numbers.answer_prior_count, numbers.answer_prior_percent),
        estimate(record.rating_sum, record.rating_count, numbers).mean,
        freshness(record.age_hours, record.half_life_hours),
        WHOLE * max(0, record.crowd_most - record.crowd) // record.crowd_most,
    )


def points_of(parts: Parts, weights: Parts) -> int:
    """Return what decides the place: the parts times their weights, added up."""
    return sum(map(mul, parts, weights))


def percent_of(points: int, weights: Parts) -> int:
    """Return points as a percentage of the most that can be had."""
    return points // (10 * max(sum(weights), 1))


def shared(who: Freelancer, work: Work) -> int:
    """Count the skills of a job that a freelancer has."""
    return sum(skill in who.skills for skill, _category in work.skills)


def freshness(age_hours: int, half_life_hours: int) -> int:
    """Return 1000 for what is new, half of it after the half-life, a quarter after two; straight lines between."""
    halves, rest = divmod(max(age_hours, 0), half_life_hours)
    return (WHOLE >> min(halves, 20)) * (2 * half_life_hours - rest) // (2 * half_life_hours)


def _skills(who: Freelancer, work: Work, related_percent: int) -> int:
    """A skill that is there counts whole; one of the same category as a skill that is there, in part."""
    if not work.skills:
        return HALF
    found = 0
    for skill, category in work.skills:
        if skill in who.skills:
            found += 100
        elif category in who.kin:
            found += related_percent
    return WHOLE * found // (100 * len(work.skills))


def _category(who: Freelancer, work: Work) -> int:
    if work.category is None:
        return HALF
    if work.category in who.categories or work.field in who.categories:
        return WHOLE
    return HALF if work.field in who.fields else 0


def _rate(who: Freelancer, work: Work) -> int:
    """Whole up to what the job pays for an hour, nothing from twice that on; a fixed price says nothing about an hour."""
    if work.rate is None or who.rate is None or work.unit != who.unit:
        return HALF
    return WHOLE if who.rate <= work.rate else max(0, WHOLE - WHOLE * (who.rate - work.rate) // max(work.rate, 1))


def _availability(has: int, asked: int) -> int:
    if not has or has >= asked:
        return WHOLE if has else 0
    return WHOLE * has // asked


def _share(part: int, whole: int, prior_count: int, prior_percent: int) -> int:
    """A share of what was counted, beginning in the middle of what is usual instead of at nothing."""
    return min(WHOLE, (WHOLE * part + 10 * prior_percent * prior_count) // (whole + prior_count))


def chance_of(*, asked: int, accepted: int, load: int, hours: int, price: int, numbers: Numbers) -> Chance:
    """Return how likely somebody accepts an invitation: habit, time, load and price, multiplied.

    `price` is the rate part of the pair; what is not known takes nothing away.
    """
    habit = _share(accepted, asked, numbers.accept_prior_count, numbers.accept_prior_percent) // 10
    by_hours = (numbers.no_hours_percent, numbers.few_hours_percent, numbers.part_time_percent, 100)
    time = by_hours[min(hours, FULL_WEEK)]
    free = max(0, 100 - numbers.load_percent * load)
    paid = 100 if price >= HALF else 50 + price // 10
    return Chance(habit * time * free * paid // 1_000_000, habit, time, free, paid)


def hashed(seed: int, number: int) -> int:
    """Return a number below 2**64 that nobody can choose: blake2b of seed and number."""
    text = f"{seed}:{number}".encode()
    return int.from_bytes(blake2b(text, digest_size=8).digest())


def placed[Key](pairs: Iterable[tuple[Key, int, Parts]], weights: Parts, seed: int) -> list[Placed[Key]]:
    """Put keys (each with its number and parts) in their order: most points first, equal ones by the hash of the day."""
    found = [Placed(points_of(parts, weights), hashed(seed, number), key, parts) for key, number, parts in pairs]
    found.sort(key=lambda one: (-one.points, one.tie))
    return found
