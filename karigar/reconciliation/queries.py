"""What others may know of reconciliation: lines, movements, what fits together, and how long it waits. Staff only."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, F, Min, Q, Sum
from django.http import Http404

from karigar.kit.drawing import lengths
from karigar.kit.errors import Refusal
from karigar.kit.money import Money
from karigar.kit.paging import Page, cut, decode_cursor, encode_cursor, newest_first
from karigar.ledger import movements
from karigar.ledger import queries as ledger
from karigar.payins import queries as payins
from karigar.payouts import queries as payouts
from karigar.reconciliation import rules
from karigar.reconciliation.models import Account, Close, Line, Match, Moved, Order, Profile, Statement
from karigar.reconciliation.refusals import (
    PaidWhatWasNotSent,
    ReturnOfNothing,
    SumOfLineDiffers,
)
from karigar.rulebook import queries as rulebook

OUTSIDE_ROLES = ("clearing", "trust", "operating")
INCOME_ROLES = ("fee", "client-fee", "payout-fee", "fx-spread", "connects-revenue", "psp-cost", "chargeback-loss")
PLAY = "provider:play/clearing"  # play money has no bank that could say anything
NEAR_DAYS = 10
AGES = 4


def names_any(*, now: dt.datetime) -> list[tuple[str, str]]:
    """Return name and currency of every account that may have statements: those of the books, and our two banks'."""
    found = {(name, unit) for name, unit, _balance in ledger.holdings_any(OUTSIDE_ROLES) if name != PLAY}
    found |= {
        (name, currency)
        for name in (movements.TRUST, movements.OPERATING)
        for currency in rulebook.value("currencies", at=now)
    }
    return sorted(found)


def profiles_any() -> list[Profile]:
    """Return every column profile by its name."""
    return list(Profile.objects.select_related("made_by").order_by("name"))


def profile_any(pk: int) -> Profile:
    """Return a column profile. Raises Http404."""
    profile = Profile.objects.filter(pk=pk).first()
    if profile is None:
        raise Http404
    return profile


def account_any(pk: int) -> Account:
    """Return an outside account. Raises Http404."""
    account = Account.objects.filter(pk=pk).first()
    if account is None:
        raise Http404
    return account


def accounts_to_match_any() -> list[Account]:
    """Return the accounts on which lines wait."""
    return list(Account.objects.filter(lines__match=None, lines__isnull=False).distinct().order_by("pk"))


def accounts_any() -> list[Account]:
    """Return every outside account."""
    return list(Account.objects.order_by("name", "currency"))


@dataclass(frozen=True)
class Bar:
    """How many things of one age wait, and how long their bar is drawn, in thousandths."""

    count: int
    length: int


@dataclass
class Side:
    """What of an account has no partner yet: by age, in all, the oldest, and the sum in minor units."""

    counts: list[int] = field(default_factory=lambda: [0] * AGES)
    oldest: dt.date | None = None
    total: int = 0
    bars: list[Bar] = field(default_factory=list)

    @property
    def count(self) -> int:
        """Say how many there are."""
        return sum(self.counts)


@dataclass
class Standing:
    """How an outside account stands: what the books hold there, what its last statement said, what waits."""

    account: Account
    books: int
    stated: int | None
    stated_on: dt.date | None
    lines: Side
    moved: Side
    is_stuck: bool

    @property
    def oldest(self) -> dt.date | None:
        """Say on which day the oldest thing that waits happened."""
        return min((day for day in (self.lines.oldest, self.moved.oldest) if day), default=None)

    @property
    def gap(self) -> int:
        """Say what the bank has more than the books, in minor units; what waits explains it."""
        return (self.stated or 0) - self.books


def standing_any(*, now: dt.datetime) -> list[Standing]:
    """Return how every outside account stands, with bars of what waits by age; the same few statements however many."""
    books = {(name, unit): -balance for name, unit, balance in ledger.holdings_any(OUTSIDE_ROLES)}
    lines = _sides(Line.objects.filter(match=None).annotate(on=F("booked_on")), now)
    moved = _sides(Moved.objects.filter(match=None).annotate(on=F("at__date")), now)
    last = Statement.objects.exclude(until_on=None).order_by("account", "-until_on", "-id").distinct("account")
    stated = {row.account_id: row for row in last}
    limit = rulebook.value("reconcile.alarm_days", at=now)
    found = []
    for account in accounts_any():
        own, theirs, said = lines[account.pk], moved[account.pk], stated.get(account.pk)
        balance = books.get((account.name, account.currency), 0)
        oldest = min((day for day in (own.oldest, theirs.oldest) if day), default=None)
        watched = account.name != PLAY and (balance if account.provider else said)
        stuck = bool(watched and oldest and (now.date() - oldest).days > limit)
        found.append(
            Standing(
                account,
                balance,
                said.closing if said and not account.provider else None,
                said.until_on if said else None,
                own,
                theirs,
                stuck,
            )
        )
    most = max((n for s in found for side in (s.lines, s.moved) for n in side.counts), default=0)
    for standing in found:
        for side in (standing.lines, standing.moved):
            drawn = lengths(side.counts, whole=most)
            side.bars = [Bar(count, length) for count, length in zip(side.counts, drawn, strict=True)]
    return found


def _sides(rows: Any, now: dt.datetime) -> dict[int, Side]:
    """Count open rows by account and age, from the days that the database has grouped already."""
    found: dict[int, Side] = defaultdict(Side)
    today = now.date()
    for pk, on, count, total in rows.values_list("account", "on").annotate(Count("pk"), Sum("amount")).order_by():
        side = found[pk]
        for n, some in enumerate(rules.ages([(today - on).days])):
            side.counts[n] += some * count
        side.oldest = min(side.oldest or on, on)
        side.total += total
    return found


def count_open_any() -> int:
    """Count what waits for finance staff: lines without a partner and orders that want a second look."""
    return (
        Line.objects.filter(match=None).count()
        + Order.objects.filter(status="made").count()
        + Close.objects.filter(status="made").count()
    )


def statements_any(account: int | None = None, cursor: str = "", limit: int = 30) -> Page[Statement]:
    """Return statements, newest first, of one account or of all."""
    rows = Statement.objects.select_related("account", "taken_by")
    return newest_first(rows.filter(account=account) if account else rows, cursor, limit)


def lines_any(
    *, account: int | None = None, statement: int | None = None, state: str = "open", cursor: str = "", limit: int = 40
) -> Page[Line]:
    """Return lines: "open" ones the oldest first, "matched" or "all" the newest first."""
    rows = Line.objects.select_related("account", "match")
    if account:
        rows = rows.filter(account=account)
    if statement:
        rows = rows.filter(statement=statement)
    if state != "open":
        return newest_first(rows.filter(match__isnull=False) if state == "matched" else rows, cursor, limit)
    rows = rows.filter(match=None)
    if last := _day_and_number(cursor):
        rows = rows.filter(Q(booked_on=last[0], pk__gt=last[1]) | Q(booked_on__gt=last[0]))
    found = list(rows.order_by("booked_on", "pk")[: limit + 1])
    return _cut_by_day(found, limit, "booked_on")


def moved_any(*, account: int | None = None, state: str = "open", cursor: str = "", limit: int = 40) -> Page[Moved]:
    """Return movements of outside accounts: "open" ones the oldest first, "matched" or "all" the newest first."""
    rows = Moved.objects.select_related("account", "match")
    if account:
        rows = rows.filter(account=account)
    if state != "open":
        return newest_first(rows.filter(match__isnull=False) if state == "matched" else rows, cursor, limit)
    rows = rows.filter(match=None)
    if cursor and (last := _moment_and_number(cursor)):
        rows = rows.filter(Q(at=last[0], pk__gt=last[1]) | Q(at__gt=last[0]))
    found = list(rows.order_by("at", "pk")[: limit + 1])
    return _cut_by_day(found, limit, "at")


def _cut_by_day[Row: Line | Moved](found: Sequence[Row], size: int, name: str) -> Page[Row]:
    page = cut(found, size)
    if page.next is None:
        return page
    last = page.rows[-1]
    return Page(page.rows, encode_cursor(getattr(last, name).isoformat(), last.pk))


def _day_and_number(cursor: str) -> tuple[dt.date, int] | None:
    values = decode_cursor(cursor, 2) if cursor else None
    if not values or type(values[1]) is not int or not isinstance(values[0], str) or not 0 < values[1] < 2**63:
        return None
    try:
        return dt.date.fromisoformat(values[0]), values[1]
    except ValueError:
        return None


def _moment_and_number(cursor: str) -> tuple[dt.datetime, int] | None:
    values = decode_cursor(cursor, 2)
    if not values or type(values[1]) is not int or not isinstance(values[0], str) or not 0 < values[1] < 2**63:
        return None
    try:
        at = dt.datetime.fromisoformat(values[0])
    except ValueError:
        return None
    return (at, values[1]) if at.tzinfo else None


def line_any(pk: int) -> Line:
    """Return a line with its account, statement and match. Raises Http404."""
    rows = Line.objects.select_related("account", "statement__taken_by", "match__made_by")
    line = rows.filter(pk=pk).first()
    if line is None:
        raise Http404
    return line


def match_any(pk: int) -> Match:
    """Return a match with its account. Raises Http404."""
    match = Match.objects.select_related("account").filter(pk=pk).first()
    if match is None:
        raise Http404
    return match


@dataclass(frozen=True)
class Candidate:
    """Movements that come to the sum of a line, and why they are offered; with them perhaps other lines."""

    moved: Sequence[Moved]
    reason: str  # "mark", "same-day", "near", "sum" or "opposite"
    days: int  # between, at most
    lines: Sequence[Line] = ()


def candidates_for(line: Line) -> list[Candidate]:
    """Propose what an open line may belong to, the likeliest first: the same sum near its day, then sums of a few."""
    begin = dt.datetime.combine(line.booked_on - dt.timedelta(days=NEAR_DAYS), dt.time(), dt.UTC)
    end = dt.datetime.combine(line.booked_on + dt.timedelta(days=NEAR_DAYS + 1), dt.time(), dt.UTC)
    same = Moved.objects.filter(account=line.account, match=None, amount=line.amount).order_by("at", "pk")[:8]
    near = Moved.objects.filter(account=line.account, match=None, at__gte=begin, at__lt=end).order_by("at", "pk")
    rows = {row.pk: row for row in [*same, *near[: rules.WIDEST * 2]]}
    order = sorted(rows.values(), key=lambda row: (abs((row.at.date() - line.booked_on).days), row.pk))
    found = []
    for some in rules.fitting(line.amount, [(row.pk, row.amount) for row in order]):
        moved = [rows[pk] for pk in some]
        days = max(abs((row.at.date() - line.booked_on).days) for row in moved)
        named = any(row.mark and row.mark in line.marks for row in moved)
        reason = "mark" if named else "sum" if len(moved) > 1 else "same-day" if not days else "near"
        found.append(Candidate(moved, reason, days))
    mirror = Line.objects.filter(account=line.account, match=None, amount=-line.amount).exclude(pk=line.pk)
    for other in mirror.filter(
        booked_on__range=(line.booked_on - dt.timedelta(days=NEAR_DAYS), line.booked_on + dt.timedelta(days=NEAR_DAYS))
    ).order_by("pk")[:2]:
        days = abs((other.booked_on - line.booked_on).days)
        found.append(Candidate([], "opposite", days, [other]))
    return found


def partners_of(line: Line) -> tuple[list[Moved], list[Line]]:
    """Return the movements and the other lines that a matched line belongs to."""
    if line.match_id is None:
        return [], []
    moved = Moved.objects.filter(match=line.match_id).order_by("journal")
    return list(moved), list(Line.objects.filter(match=line.match_id).exclude(pk=line.pk).order_by("pk"))


@dataclass(frozen=True)
class Deed:
    """What two people may do about a line, on which object, or why not."""

    kind: str = (
        ""  # "confirm_paid", "fail_returned", "return_late", "see_transfer", "book_transfer", "ask_settlement" or ""
    )
    thing: Any = None
    refusal: Refusal | None = None


def payout_number(mark: str) -> int:
    """Return the number of a withdrawal's mark."""
    return int(mark.removeprefix("wd-"))


def deed_for(line: Line) -> Deed:
    """Return what may be done about an open line: filled in from what is known, never done by itself."""
    if line.match_id or (len(line.marks) != 1 and not line.is_total):
        return Deed()
    if line.is_total:
        asked = Order.objects.filter(line=line).exclude(status="refused").first()
        return Deed("" if asked else "ask_settlement", asked)
    mark = line.marks[0]
    if mark.startswith("wd-"):
        number = payout_number(mark)
        return payout_deed(line, line.account, payouts.payouts_by_number_any([number]).get(number))
    if mark.startswith("KG ") and line.amount > 0:
        return _deposit_deed(line, mark)
    return Deed()


def payout_deed(line: Line, account: Account, payout: Any) -> Deed:
    """Return what may be done about a line that bears a withdrawal's mark; the withdrawal is None when there is none."""
    mark = line.marks[0]
    status = payout.status if payout else ""
    state = payout.get_status_display() if payout else "–"
    if status == "returned" and payout.sent_at:  # it went out and came back: this line waits for its twin only
        return Deed(thing=payout)
    if line.amount > 0 and status not in {"sent", "confirmed"}:
        return Deed(thing=payout, refusal=ReturnOfNothing(mark=mark, state=state))
    if line.amount < 0 and status not in {"sent", "confirmed"}:
        return Deed(thing=payout, refusal=PaidWhatWasNotSent(mark=mark, state=state))
    if account.currency != payout.currency or abs(line.amount) != payout.amount:
        said, expected = Money(abs(line.amount), account.currency), Money(payout.amount, payout.currency)
        return Deed(thing=payout, refusal=SumOfLineDiffers(mark=mark, said=said, expected=expected))
    if line.amount > 0 and status == "confirmed":
        return Deed(thing=payout) if payout.came_back_at else Deed("return_late", payout)
    if status == "confirmed":
        return Deed(thing=payout)
    return Deed("confirm_paid" if line.amount < 0 else "fail_returned", payout)


def _deposit_deed(line: Line, mark: str) -> Deed:
    number = int(mark.removeprefix("KG ").partition("-")[0])
    deposit = payins.deposits_by_number_any([number]).get(number)
    if deposit is None or deposit.provider != "manual":
        return Deed()
    if deposit.amount != line.amount or deposit.currency != line.account.currency:
        said, expected = Money(line.amount, line.account.currency), Money(deposit.amount, deposit.currency)
        return Deed(thing=deposit, refusal=SumOfLineDiffers(mark=mark, said=said, expected=expected))
    kinds = {"waiting": "see_transfer", "made": "book_transfer"}
    return Deed(kinds.get(deposit.status, ""), deposit)


# --- the platform's own money ----------------------------------------------------------------------------------------


def orders_any(cursor: str = "", limit: int = 30) -> Page[Order]:
    """Return settlements, sweeps and taxes, newest first."""
    return newest_first(Order.objects.select_related("made_by", "checked_by"), cursor, limit)


def waiting_orders_any() -> list[Order]:
    """Return what waits for a second look, oldest first."""
    return list(Order.objects.select_related("made_by").filter(status="made").order_by("id")[:100])


def order_any(pk: int) -> Order:
    """Return an order with its people and line. Raises Http404."""
    order = Order.objects.select_related("made_by", "checked_by", "line").filter(pk=pk).first()
    if order is None:
        raise Http404
    return order


def sweepable_any(currency: str) -> int:
    """Return what of the earned fees may be swept now, in minor units (rules.sweepable)."""
    totals = {role: amount for _class, role, unit, amount in ledger.trial_balance_any() if unit == currency}
    guarded = ledger.safeguarding_any(currency)
    swept = ledger.sums_by_month(
        "bank:operating",
        roles=["operating"],
        kinds=["sweep-fees"],
        since=dt.datetime(2000, 1, 1, tzinfo=dt.UTC),
        zone="UTC",
    )
    return rules.sweepable(
        earned=sum(totals.get(role, 0) for role in INCOME_ROLES),
        swept=-sum(amount for _month, unit, _kind, amount in swept if unit == currency),
        held=guarded.held,
        owed_to_users=guarded.owed_to_users,
        on_trust=-ledger.balance_of("bank:trust", "trust", currency),
    )


def tax_owed_any(tax: str, currency: str) -> int:
    """Return how much of a tax ("vat" or "wht") the books owe, in minor units."""
    return ledger.balance_of("platform", tax, currency)


def clearing_of(provider: str) -> str:
    """Return the name of the account of what a provider has collected."""
    return f"provider:{provider}/clearing"


def held_by_provider_any(provider: str, currency: str) -> int:
    """Return what a provider has collected and not paid out, in minor units."""
    return -ledger.balance_of(f"provider:{provider}", "clearing", currency)


# --- months ----------------------------------------------------------------------------------------------------------


def closes_any() -> list[Close]:
    """Return every month that was closed or waits to be, newest first."""
    return list(Close.objects.select_related("made_by", "checked_by").order_by("-month")[:240])


def close_any(pk: int) -> Close:
    """Return a month. Raises Http404."""
    close = Close.objects.select_related("made_by", "checked_by").filter(pk=pk).first()
    if close is None:
        raise Http404
    return close


def next_month(first: dt.date) -> dt.date:
    """Return the first day of the month after."""
    return (first.replace(day=1) + dt.timedelta(days=32)).replace(day=1)


def midnight(day: dt.date) -> dt.datetime:
    """Return the moment at which a day of the books begins: UTC."""
    return dt.datetime.combine(day, dt.time(), dt.UTC)


def open_until_any(end: dt.date) -> tuple[int, int, dt.date | None]:
    """Return how many lines and movements before a day are open, and the oldest day among them; play money is no matter."""
    lines = Line.objects.filter(match=None, booked_on__lt=end).aggregate(n=Count("pk"), first=Min("booked_on"))
    moved = (
        Moved.objects.filter(match=None, at__lt=midnight(end))
        .exclude(account__name=PLAY)
        .aggregate(n=Count("pk"), first=Min("at__date"))
    )
    firsts = [day for day in (lines["first"], moved["first"]) if day]
    return lines["n"], moved["n"], min(firsts, default=None)


def count_old_any(*, before: dt.date) -> int:
    """Count the lines and movements before a day that are open; play money is no matter."""
    lines, moved, _first = open_until_any(before)
    return lines + moved


@dataclass(frozen=True)
class Trial:
    """A trial balance in one currency: rows of class, role, debit and credit, and both sums; minor units."""

    currency: str
    rows: list[tuple[str, str, int, int]]
    debit: int
    credit: int


def trials(rows: Iterable[Sequence[Any]]) -> list[Trial]:
    """Put the rows of a trial balance (class, role, unit, amount) into two columns, one table for each unit."""
    found: dict[str, list[tuple[str, str, int, int]]] = defaultdict(list)
    for klass, role, unit, amount in rows:
        if amount:
            found[unit].append((klass, role, max(-amount, 0), max(amount, 0)))
    return [
        Trial(unit, some, sum(row[2] for row in some), sum(row[3] for row in some))
        for unit, some in sorted(found.items())
    ]


def trial_now_any() -> list[Trial]:
    """Return the trial balance of this moment."""
    return trials(ledger.trial_balance_any())
