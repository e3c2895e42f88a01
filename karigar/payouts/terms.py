"""The terms of the rails: what one transfer may carry, what it costs, when it leaves. Pure data and functions.

A method is where a person wants his money (a wallet, an account); a rail is the way that it takes there. These are the
terms until two of staff set others from a day on. Limits: the public rules of 2025 (wallets: 50,000 taka a day and
300,000 a month in from a bank; NPSB from a firm 500,000 a transfer and 2,500,000 a day; UPI 100,000 rupees; IMPS
500,000), and 30,000 taka a transfer that disbursing agents name for wallets.
"""

import datetime as dt
import zoneinfo
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from karigar.kit.money import share

# A bank's file of payments should stay readable by people: no withdrawal becomes more transfers than this.
MOST_PARTS = 20
EVERY_DAY = "1234567"
FILES = ("csv", "razorpayx", "pain.001.001.03", "pain.001.001.09")
NAMES = ("same", "look")
# Rails whose name is a word of ours and not a brand.
TITLES: dict[str, str | Promise] = {"manual": _("Bank transfer by hand")}


@dataclass(frozen=True)
class Terms:
    """The terms of one rail; amounts in minor units of its currency, 0 for "no limit".

    `reaches`: kinds of methods. `currency`: empty for any, and then without limits and fee. `cutoff`: "15:00" in `zone`,
    empty for round the clock. `workdays`: 1 for Monday. `names`: "same", or "look" when a person compares names that
    differ. `account`, `account_name` and `account_code` are the operator's own, as the payment file wants them.
    """

    rail: str
    name: str
    reaches: tuple[str, ...]
    currency: str
    is_open: bool = True
    is_instant: bool = False
    least: int = 0
    most: int = 0
    day_most: int = 0
    month_most: int = 0
    fee: int = 0
    fee_bp: int = 0
    cutoff: str = ""
    zone: str = "UTC"
    workdays: str = EVERY_DAY
    holidays: tuple[dt.date, ...] = ()
    names: str = "same"
    file: str = "csv"
    account: str = ""
    account_name: str = ""
    account_code: str = ""

    @property
    def title(self) -> str | Promise:
        """The rail's name as people read it."""
        return TITLES.get(self.rail, self.name)

    def as_json(self) -> dict[str, Any]:
        """Return the terms as a row keeps them."""
        return asdict(self) | {"holidays": [day.isoformat() for day in self.holidays]}


def from_json(kept: Mapping[str, Any]) -> Terms:
    """Read what `as_json` wrote; facts that this version does not know are left out."""
    known = {field.name for field in fields(Terms)}
    facts = {name: value for name, value in kept.items() if name in known}
    holidays = tuple(dt.date.fromisoformat(day) for day in kept.get("holidays", ()))
    return Terms(**(facts | {"reaches": tuple(kept["reaches"]), "holidays": holidays}))


_WALLET: dict[str, Any] = {
    "currency": "BDT",
    "is_instant": True,
    "least": 100_00,
    "most": 30_000_00,
    "day_most": 50_000_00,
    "month_most": 300_000_00,
    "zone": "Asia/Dhaka",
}
_DHAKA: dict[str, Any] = {"currency": "BDT", "zone": "Asia/Dhaka"}
_INDIA: dict[str, Any] = {"currency": "INR", "zone": "Asia/Kolkata"}
# In the order in which they are tried: at once before a batch, a batch before a person at a desk.
DEFAULTS: dict[str, Terms] = {
    terms.rail: terms
    for terms in (
        Terms("bkash", "bKash", ("bkash",), **_WALLET),
        Terms("nagad", "Nagad", ("nagad",), **_WALLET),
        Terms("rocket", "Rocket", ("rocket",), **_WALLET),
        Terms("npsb", "NPSB", ("bank_bd",), is_instant=True, most=500_000_00, day_most=2_500_000_00, **_DHAKA),
        Terms("beftn", "BEFTN", ("bank_bd",), cutoff="12:00", workdays="12347", **_DHAKA),
        Terms("upi", "UPI", ("upi",), is_instant=True, least=1_00, most=100_000_00, day_most=100_000_00, **_INDIA),
        Terms("imps", "IMPS", ("bank_in",), is_instant=True, least=1_00, most=500_000_00, **_INDIA),
        Terms("neft", "NEFT", ("bank_in",), least=1_00, **_INDIA),
        Terms(
            "sepa", "SEPA", ("bank",), "EUR", cutoff="14:00", zone="Europe/Berlin", workdays="12345",
            names="look", file="pain.001.001.09",
        ),
        Terms("manual", "Transfer", ("bank",), "", workdays="12345", names="look"),
    )
}  # fmt: skip


@dataclass(frozen=True)
class Part:
    """One transfer of a withdrawal: what leaves the wallet for it, and what of that is the fee."""

    total: int
    fee: int

    @property
    def amount(self) -> int:
        """What arrives."""
        return self.total - self.fee


@dataclass(frozen=True)
class Plan:
    """How a sum goes out: by which rail, in which parts, from when on."""

    terms: Terms
    parts: tuple[Part, ...]
    begins: dt.datetime

    @property
    def fee(self) -> int:
        """What all parts cost."""
        return sum(part.fee for part in self.parts)

    @property
    def arrives(self) -> int:
        """What arrives in all."""
        return sum(part.amount for part in self.parts)


def reaching(all_terms: Sequence[Terms], kind: str, currency: str) -> list[Terms]:
    """Return the open rails that lead to a kind of method in a currency, the first choice first."""
    return [t for t in all_terms if t.is_open and kind in t.reaches and t.currency in {"", currency}]


def plan(total: int, ways: Sequence[Terms], used: Mapping[str, tuple[int, int]], now: dt.datetime) -> Plan | None:
    """Choose the first rail that carries a sum whole; else the first that carries it in parts; None if none does.

    `used` is what each rail carried to this method today and this month, in its own zone.
    """
    fitting = [(terms, split(total, terms)) for terms in ways if total <= left(terms, used)]
    able = [(terms, parts) for terms, parts in fitting if parts and all(part.amount > 0 for part in parts)]
    able.sort(key=lambda found: len(found[1]) > 1)  # stable: the order of the rails decides among equals
    return Plan(*able[0], begins=begins(able[0][0], now)) if able else None


def left(terms: Terms, used: Mapping[str, tuple[int, int]]) -> int:
    """Return how much a rail may still carry to a method today."""
    today, month = used.get(terms.rail, (0, 0))
    rooms = [most - gone for most, gone in ((terms.day_most, today), (terms.month_most, month)) if most]
    return max(0, min(rooms, default=10**18))


def split(total: int, terms: Terms) -> tuple[Part, ...]:
    """Cut a sum into as few parts as the rail's cap allows, none under its floor; empty when that cannot be."""
    if total < max(terms.least, 1):
        return ()
    if not terms.most or total <= terms.most:
        sums = [total]
    else:
        whole, rest = divmod(total, terms.most)
        sums = [terms.most] * whole + [rest] * bool(rest)
        if rest and rest < terms.least:  # the last but one lends it what it lacks
            sums[-2:] = [terms.most - (terms.least - rest), terms.least]
    if len(sums) > MOST_PARTS or min(sums) < terms.least:
        return ()
    return tuple(Part(one, terms.fee + share(one, terms.fee_bp)) for one in sums)


def begins(terms: Terms, now: dt.datetime) -> dt.datetime:
    """Return when a transfer asked for now can leave: at once, or when the rail's next working day begins."""
    zone = zoneinfo.ZoneInfo(terms.zone)
    local = now.astimezone(zone)
    is_in_time = not terms.cutoff or local.time() < dt.time.fromisoformat(terms.cutoff)
    if is_in_time and _works(terms, local.date()):
        return now
    day = local.date() + dt.timedelta(days=1)
    while not _works(terms, day):
        day += dt.timedelta(days=1)
    return dt.datetime.combine(day, dt.time(), zone).astimezone(dt.UTC)


def _works(terms: Terms, day: dt.date) -> bool:
    return str(day.isoweekday()) in terms.workdays and day not in terms.holidays


def since(terms: Terms, now: dt.datetime) -> tuple[dt.datetime, dt.datetime]:
    """Return when the day and the month began, over which the rail counts."""
    zone = zoneinfo.ZoneInfo(terms.zone)
    midnight = dt.datetime.combine(now.astimezone(zone).date(), dt.time(), zone)
    return midnight.astimezone(dt.UTC), midnight.replace(day=1).astimezone(dt.UTC)
