"""Which days a statement covers, and what a certificate says. Pure functions."""

import datetime as dt
import zoneinfo
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from karigar.kit.digits import latin_digits

if TYPE_CHECKING:
    from karigar.statements.queries import Earned

NAMES = ("month", "last", "year", "all")
EARLIEST, LATEST = dt.date(2000, 1, 1), dt.date(2100, 1, 1)


@dataclass(frozen=True)
class Period:
    """Days of a statement, the last one not included; `note` says that what was asked made no sense."""

    name: str
    since: dt.date
    until: dt.date
    note: bool = False


def _month(day: dt.date, by: int = 0) -> dt.date:
    months = day.year * 12 + day.month - 1 + by
    return dt.date(months // 12, months % 12 + 1, 1)


def _day(text: str) -> dt.date | None:
    try:
        day = dt.date.fromisoformat(latin_digits(text.strip()))
    except ValueError:
        return None
    return day if EARLIEST <= day < LATEST else None


def period_from(given: Mapping[str, str], *, today: dt.date, year_begins: int) -> Period:
    """Read a period out of an address: a name, or two days of which the last counts; what makes no sense is this month.

    `year_begins` is the month (1 to 12) in which the financial year begins.
    """
    first, last = given.get("from", ""), given.get("until", "")
    if first or last:
        since, until = _day(first), _day(last)
        if since is None or until is None:
            return Period("month", _month(today), _month(today, 1), note=True)
        since, until = min(since, until), max(since, until)
        return Period("days", since, until + dt.timedelta(days=1))
    name = given.get("period", "month")
    if name == "last":
        return Period("last", _month(today, -1), _month(today))
    if name == "year":
        begins = min(max(year_begins, 1), 12)
        year = today.year if today.month >= begins else today.year - 1
        return Period("year", dt.date(year, begins, 1), dt.date(year + 1, begins, 1))
    if name == "all":
        return Period("all", EARLIEST, LATEST)
    return Period("month", _month(today), _month(today, 1), note=name != "month")


def last_day(period: Period) -> dt.date:
    """Return the last day that a period includes."""
    return period.until - dt.timedelta(days=1)


MOST_CONTRACTS = 100  # they should fit on a few pages


@dataclass(frozen=True)
class Shows:
    """What the holder lets others see of his earnings."""

    amounts: bool = True
    contracts: bool = False
    clients: bool = False


def today_of(zone: str, now: dt.datetime) -> dt.date:
    """Return the day that it is for a person."""
    return now.astimezone(zoneinfo.ZoneInfo(zone)).date()


def paper(
    *,
    code: str,
    site: str,
    name: str,
    currency: str,
    days: tuple[dt.date, dt.date],
    earned: "Earned",
    shows: Shows,
    issued: dt.datetime,
) -> dict[str, Any]:
    """Write what is signed: only what the holder lets others see; sums in minor units of the currency."""
    found: dict[str, Any] = {
        "type": "certificate of earnings",
        "code": code,
        "site": site,
        "name": name,
        "from": days[0].isoformat(),
        "until": days[1].isoformat(),
        "currency": currency,
        "contracts": len(earned.works),
        "clients": len(earned.clients),
        "issued_at": issued.isoformat(),
    }
    if shows.amounts:
        found |= {"gross": earned.gross, "fee": earned.fee, "net": earned.net}
    works = sorted(earned.works.values(), key=lambda found: found[0].contract)
    if shows.contracts:
        found["works"] = [
            {"title": work.title, **({"net": net} if shows.amounts else {}), **_client(work.company_name, shows)}
            for work, net in works
        ]
    elif shows.clients:
        found["client_names"] = sorted({work.company_name for work, _net in works})
    return found


def _client(name: str, shows: Shows) -> dict[str, str]:
    return {"client": name} if shows.clients else {}
