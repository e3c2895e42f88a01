"""What a proposal costs and what a Monday brings (rules.md part 1): pure functions over numbers of the rulebook."""

import calendar
import datetime as dt
from collections.abc import Mapping


def cost(budget: int | None, currency: str, bands: list[tuple[Mapping[str, int], int]], largest: int) -> int:
    """Return the Connects of the first band that holds the budget; a job that names no budget counts as small."""
    if budget is None:
        return bands[0][1]
    for limits, connects in bands:
        if budget <= limits.get(currency, 0):
            return connects
    return largest


def monday_of(moment: dt.datetime) -> dt.date:
    """Return the Monday of the week of a moment, in UTC."""
    day = moment.astimezone(dt.UTC).date()
    return day - dt.timedelta(days=day.weekday())


def start_of(monday: dt.date) -> dt.datetime:
    """Return the first moment of a Monday, in UTC."""
    return dt.datetime.combine(monday, dt.time(), tzinfo=dt.UTC)


def monday_brings(balance: int, *, weekly: int, most: int) -> int:
    """Return what a Monday adds (or, below zero, ends).

    Balances below the weekly number are filled up to it; what lies above, because it was returned or a better week
    gave it, rolls over, up to `most`.
    """
    if balance < weekly:
        return weekly - balance
    return min(0, most - balance)


def take_from(lots: Mapping[str, int], connects: int) -> dict[str, int]:
    """Choose the lots that pay: bought ones first, the one that ends first before the others; granted ones last."""
    chosen: dict[str, int] = {}
    for lot in sorted(lots, key=lambda name: (name == "granted", name)):
        if part := min(connects, lots[lot]):
            chosen[lot] = part
            connects -= part
    if connects:
        chosen["granted"] = chosen.get("granted", 0) + connects
    return chosen


def earned_by(used: int, *, connects: int, price: int) -> int:
    """Return what of a pack's price is earned when so many of its Connects are used: cumulative, half up.

    It depends on nothing but the number, so any order of spends and returns ends at the same money, and the last
    Connect of a pack takes exactly what is left of its price (ledger.md part 3, "Rounding").
    """
    return (2 * price * used + connects) // (2 * connects)


def months_after(moment: dt.datetime, months: int) -> dt.datetime:
    """Return the same day and time so many months later, or the last day of that month where it is shorter."""
    count = moment.year * 12 + moment.month - 1 + months
    year, month = count // 12, count % 12 + 1
    return moment.replace(year=year, month=month, day=min(moment.day, calendar.monthrange(year, month)[1]))


def life_after_return(*, spent_at: dt.datetime, ended_at: dt.datetime, least: dt.timedelta) -> dt.timedelta:
    """Return how long Connects live on whose pack ended while they were away: as long as they had left when spent."""
    return max(ended_at - spent_at, least)


def pack_of(lot: str) -> int | None:
    """Return the number of the pack whose lot this is; a lot that nobody paid for has none."""
    day, dash, number = lot.partition("-")
    return int(number) if dash and len(day) == len("20261127") and number.isdecimal() else None


def end_of(lot: str) -> dt.date | None:
    """Return the day on which a bought lot ends, which is part of its name."""
    return dt.datetime.strptime(lot[:8], "%Y%m%d").replace(tzinfo=dt.UTC).date() if pack_of(lot) else None
