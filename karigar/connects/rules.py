"""What a proposal costs and what a Monday brings (rules.md part 1): pure functions over numbers of the rulebook."""

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
