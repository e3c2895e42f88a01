"""Everything that changes Connects. The books hold the balance; each deed here is one movement."""

import dataclasses
import datetime as dt
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from django.db.models import DateTimeField, Exists, ExpressionWrapper, OuterRef, Q, Value

from karigar.connects import queries, rules
from karigar.connects.models import Allowance, Cause, Pack, Spend
from karigar.connects.refusals import (
    NotEnoughConnects,
    PackHasEnded,
    PacksAreNotOnSale,
    PackWasUsed,
    PriceHasChanged,
    RefundTimeIsOver,
    WalletTooSmall,
)
from karigar.events import actions as events
from karigar.kit import tables
from karigar.kit.money import Money
from karigar.kit.state import action, lock
from karigar.ledger import actions as ledger
from karigar.ledger import movements
from karigar.ledger import queries as books
from karigar.ledger.refusals import NotEnoughMoney
from karigar.rulebook import queries as rulebook

if TYPE_CHECKING:
    from karigar.accounts.models import Person

BATCH = 200


@action
def grant_joining(*, person_id: int, now: dt.datetime) -> int:
    """Give a new member the Connects of joining, once; return how many."""
    connects: int = rulebook.value("connects.joining", at=now)
    _row, is_new = Allowance.objects.get_or_create(
        person_id=person_id,
        defaults={"filled_to": connects, "topped_up_for": rules.monday_of(now)},
    )
    if not is_new or not connects:
        return 0
    _grant(person_id, connects, key=f"joining:{person_id}", note="joining", now=now)
    events.record(
        "connects.granted", subject=("person", person_id), actor_id=person_id, data={"connects": connects}, now=now
    )
    return connects


@action
def spend_connects(*, person: "Person", proposal_id: int, connects: int, title: str = "", now: dt.datetime) -> None:
    """Take what a proposal costs, bought Connects before granted ones; the books are the record of it.

    Raises NotEnoughConnects (409).
    """
    if not connects:
        return
    lots = _lots_of(person.pk)
    packs = {}
    if any(amount and rules.pack_of(lot) for lot, amount in lots.items()):
        packs = _lock_packs(lots)
        lots = _lots_of(person.pk)  # another spend or a refund may have been quicker
    balance = sum(lots.values())
    if balance < connects:
        raise NotEnoughConnects(cost=connects, balance=balance)
    there, lots = lots, rules.take_from(lots, connects)
    earned = _earned(packs, there, lots)
    movement = movements.connects_spend(person=person.pk, proposal=proposal_id, lots=lots, earned=earned)
    try:
        ledger.post(movement, now=now)
    except NotEnoughMoney as refusal:  # another proposal was quicker by a moment; the books hold the line
        raise NotEnoughConnects(cost=connects, balance=balance) from refusal
    tables.insert(
        Spend(
            person_id=person.pk, proposal_id=proposal_id, title=title[:150], connects=connects, lots=lots, spent_at=now
        )
    )


@action
def return_connects(*, proposal_id: int, cause: str, now: dt.datetime) -> int:
    """Give the Connects of a proposal back, once, whatever the cause; return how many came back."""
    spend = Spend.objects.select_for_update(no_key=True).filter(proposal_id=proposal_id).first()
    if spend is None or spend.returned_at:
        return 0
    cause = Cause(cause)
    lots, earned = _come_back(spend, now)
    movement = movements.connects_return(
        person=spend.person_id, proposal=proposal_id, lots=lots, cause=cause, earned=earned
    )
    ledger.post(movement, now=now)
    spend.returned_at, spend.cause = now, cause
    spend.save(update_fields=["returned_at", "cause"])
    events.record(
        "connects.returned",
        subject=("proposal", proposal_id),
        data={"person": spend.person_id, "connects": spend.connects, "cause": cause, "title": spend.title},
        now=now,
    )
    return spend.connects


@action
def set_conduct(*, person_id: int, is_good: bool, now: dt.datetime) -> None:
    """Raise a person's weekly number for good conduct, or set it back; the next Monday counts with it.

    Good conduct begins with a contract that ended with a payment, and is lost when staff limit or suspend the account,
    until the next such contract.
    """
    rows = Allowance.objects.filter(person_id=person_id).exclude(has_good_conduct=is_good)
    if rows.update(has_good_conduct=is_good):
        events.record("connects.conduct_set", subject=("person", person_id), data={"is_good": is_good}, now=now)


@action
def skip_idle(*, monday: dt.date, now: dt.datetime) -> int:
    """Mark the top-up of a Monday as done for all whose balance cannot have moved since the last; return how many.

    After a Monday a balance stands between the weekly number and the roll-over limit; only a spend, a return or a
    new weekly number can take it out of there, so for the others there is nothing to add and nothing to read.
    """
    # A day more than the week: what was under way on Sunday night may have been written after Monday's top-up.
    since = ExpressionWrapper(OuterRef("topped_up_for") - Value(dt.timedelta(days=1)), DateTimeField())
    moved = Spend.objects.filter(person_id=OuterRef("person_id")).filter(
        Q(spent_at__gte=since) | Q(returned_at__gte=since)
    )
    same_number = Q(has_good_conduct=False, filled_to=queries.weekly_of(False, now)) | Q(
        has_good_conduct=True, filled_to=queries.weekly_of(True, now)
    )
    idle = Allowance.objects.filter(same_number, ~Exists(moved), topped_up_for__lt=monday)
    return idle.update(topped_up_for=monday)


@action
def top_up_batch(*, monday: dt.date, now: dt.datetime) -> int:
    """Top the next people up for a Monday, at most a batch, and return how many; none left is 0.

    Balances below the weekly number are filled up to it, those above the roll-over limit are cut to it; a person
    is topped up once for a Monday however often this runs.
    """
    rows = list(
        Allowance.objects.select_for_update(skip_locked=True)
        .filter(topped_up_for__lt=monday)
        .order_by("topped_up_for", "person_id")[:BATCH]
    )
    if not rows:
        return 0
    most: int = rulebook.value("connects.rollover", at=now)
    given = 0
    for row in rows:
        balance = _lots_of(row.person_id).get(queries.GRANTED, 0)  # what was bought takes nothing from what is given
        row.filled_to = queries.weekly_of(row.has_good_conduct, now)
        row.topped_up_for = monday
        brings = rules.monday_brings(balance, weekly=row.filled_to, most=most)
        if brings > 0:
            _grant(row.person_id, brings, key=f"weekly:{row.person_id}:{monday}", note="weekly", now=now)
            given += brings
        elif brings < 0:
            _end(row.person_id, -brings, key=f"rollover:{row.person_id}:{monday}", now=now)
    Allowance.objects.bulk_update(rows, ["filled_to", "topped_up_for"])
    events.record(
        "connects.topped_up",
        subject=("week", int(monday.strftime("%Y%m%d"))),
        data={"people": len(rows), "connects": given},
        now=now,
    )
    return len(rows)


@action
def buy_pack(person: "Person", *, connects: int, price: int, currency: str, key: str, now: dt.datetime) -> Pack:
    """Buy a pack of Connects from the person's wallet; the same `key` of a form finds the first purchase.

    `price` is what the page showed, in minor units of `currency`: nobody pays another one. Somebody who has no wallet
    money cannot buy yet; a payment of his own would end in the wallet first and call this then.
    Raises PacksAreNotOnSale, PriceHasChanged, WalletTooSmall (409).
    """
    key = f"{person.pk}:{key}"[:80]
    if earlier := Pack.objects.filter(key=key).first():
        return earlier
    asked = queries.price_of(connects, currency, now)
    if asked is None:
        raise PacksAreNotOnSale
    if asked != price:
        raise PriceHasChanged(price=Money(asked, currency))
    months = rulebook.value("connects.pack_months", at=now)
    pack, is_new = Pack.objects.get_or_create(
        key=key,
        defaults={
            "person": person,
            "connects": connects,
            "price": price,
            "currency": currency,
            "bought_at": now,
            "expires_at": rules.months_after(now, months),
        },
    )
    if not is_new:  # the other click was quicker by a moment
        return pack
    available = books.balance_of(queries.owner_of(person.pk), "wallet", currency)
    if available < price:
        raise WalletTooSmall(price=Money(price, currency), available=Money(available, currency))
    try:
        ledger.post(movements.connects_buy(**_facts_of(pack)), now=now)
    except NotEnoughMoney as refusal:
        raise WalletTooSmall(price=Money(price, currency), available=Money(0, currency)) from refusal
    _record(pack, "connects.bought", now)
    return pack


@action
def refund_pack(pack: Pack, *, now: dt.datetime) -> None:
    """Take an unused pack back within the days of the rulebook and return its whole price to the wallet.

    Raises PackHasEnded, RefundTimeIsOver, PackWasUsed (409).
    """
    lock(pack)
    if pack.ended_at or pack.expires_at <= now:
        raise PackHasEnded
    days = rulebook.value("connects.pack_refund_days", at=now)
    if pack.came_from_id or now >= pack.bought_at + dt.timedelta(days=days):
        raise RefundTimeIsOver(days=days)
    if _lots_of(pack.person_id).get(pack.lot, 0) < pack.connects:
        raise PackWasUsed
    pack.ended_at = pack.refunded_at = now
    pack.save(update_fields=["ended_at", "refunded_at"])
    ledger.post(movements.connects_refund(**_facts_of(pack)), now=now)
    _record(pack, "connects.refunded", now)


@action
def end_pack(pack: Pack, *, now: dt.datetime) -> bool:
    """End a pack whose time is over, once: what is left of it goes and its price is earned. Say whether it ended now."""
    lock(pack)
    if pack.ended_at or pack.expires_at > now:
        return False
    pack.ended_at = now
    pack.save(update_fields=["ended_at"])
    there = _lots_of(pack.person_id)
    if left := there.get(pack.lot, 0):
        movement = movements.connects_expire(
            person=pack.person_id,
            lot=pack.lot,
            connects=left,
            key=f"pack:{pack.pk}",
            earned=_earned({pack.pk: pack}, there, {pack.lot: left}),
        )
        ledger.post(movement, now=now)
        _record(pack, "connects.pack_ended", now, left=left)
    return True


def _facts_of(pack: Pack) -> dict[str, Any]:
    names = ("connects", "price", "currency", "lot")
    return {"pack": pack.pk, "person": pack.person_id, **{name: getattr(pack, name) for name in names}}


def _record(pack: Pack, name: str, now: dt.datetime, **data: object) -> None:
    data |= {"connects": pack.connects, "price": pack.price, "currency": pack.currency}
    events.record(name, subject=("pack", pack.pk), actor_id=pack.person_id, data=data, now=now)


def _lock_packs(lots: Iterable[str]) -> dict[int, Pack]:
    """Lock the packs of these lots, in the order of their numbers, so that two never wait for each other crosswise."""
    numbers = [number for number in map(rules.pack_of, lots) if number]
    rows = Pack.objects.select_for_update(no_key=True).filter(pk__in=numbers).order_by("pk") if numbers else []
    return {pack.pk: pack for pack in rows}


def _earned(packs: Mapping[int, Pack], there: Mapping[str, int], taken: Mapping[str, int]) -> dict[str, int]:
    """Return, by currency, what is earned when these Connects are taken from what is there of the packs."""
    found: dict[str, int] = {}
    for lot, connects in taken.items():
        pack = packs.get(rules.pack_of(lot) or 0)
        if pack and connects:
            same = {"connects": pack.connects, "price": pack.price}
            used = pack.connects - there[lot]
            earned = rules.earned_by(used + connects, **same) - rules.earned_by(used, **same)
            found[pack.currency] = found.get(pack.currency, 0) + earned
    return found


def _come_back(spend: Spend, now: dt.datetime) -> tuple[dict[str, int], dict[str, int]]:
    """Return to which lots the Connects of a spend come back, and by currency the money that is earned no more."""
    packs = _lock_packs(spend.lots)
    if not packs:
        return spend.lots, {}
    for over in packs.values():
        end_pack(over, now=now)  # the timer may be late
    there = _lots_of(spend.person_id)
    back: dict[str, int] = {}
    earned: dict[str, int] = {}
    for lot, connects in spend.lots.items():
        pack = packs.get(rules.pack_of(lot) or 0)
        if pack is None or not connects:
            back[lot] = connects
            continue
        same = {"connects": pack.connects, "price": pack.price}
        used = pack.connects - (0 if pack.ended_at else there.get(lot, 0))
        money = rules.earned_by(used, **same) - rules.earned_by(used - connects, **same)
        earned[pack.currency] = earned.get(pack.currency, 0) + money
        if pack.ended_at:
            lot = _live_on(pack, spend, connects, money, now).lot  # noqa: PLW2901
        back[lot] = connects
    return back, earned


def _live_on(pack: Pack, spend: Spend, connects: int, money: int, now: dt.datetime) -> Pack:
    """Give Connects whose pack is over a lot of their own: nobody loses them because a client was slow."""
    least = rulebook.days("connects.return_life_days", at=now)
    life = rules.life_after_return(spent_at=spend.spent_at, ended_at=pack.expires_at, least=least)
    pack.connects -= connects
    pack.price -= money
    pack.save(update_fields=["connects", "price"])
    return Pack.objects.create(
        person_id=pack.person_id,
        connects=connects,
        price=money,
        currency=pack.currency,
        bought_at=pack.bought_at,
        expires_at=now + life,
        came_from=pack,
        key=f"back:{spend.proposal_id}:{pack.pk}",
    )


def _lots_of(person_id: int) -> dict[str, int]:
    return {
        role.partition("@")[2]: amount
        for (role, unit), amount in books.balances_of(queries.owner_of(person_id)).items()
        if unit == movements.CONNECT and role.startswith("connects@")
    }


def _grant(person_id: int, connects: int, *, key: str, note: str, now: dt.datetime) -> None:
    movement = movements.connects_grant(person=person_id, connects=connects, lot=queries.GRANTED, key=key)
    ledger.post(dataclasses.replace(movement, note=note), now=now)


def _end(person_id: int, connects: int, *, key: str, now: dt.datetime) -> None:
    """End granted Connects above the roll-over limit; bought ones have their own end."""
    connects = min(connects, _lots_of(person_id).get(queries.GRANTED, 0))
    if connects:
        ledger.post(
            movements.connects_expire(person=person_id, lot=queries.GRANTED, connects=connects, key=key), now=now
        )
