"""Everything that changes Connects. The books hold the balance; each deed here is one movement."""

import dataclasses
import datetime as dt
from typing import TYPE_CHECKING

from django.db.models import DateTimeField, Exists, ExpressionWrapper, OuterRef, Q, Value

from karigar.connects import queries, rules
from karigar.connects.models import Allowance, Cause, Spend
from karigar.connects.refusals import NotEnoughConnects
from karigar.events import actions as events
from karigar.kit import tables
from karigar.kit.state import action
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
    balance = sum(lots.values())
    if balance < connects:
        raise NotEnoughConnects(cost=connects, balance=balance)
    lots = rules.take_from(lots, connects)
    try:
        ledger.post(movements.connects_spend(person=person.pk, proposal=proposal_id, lots=lots), now=now)
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
    movement = movements.connects_return(person=spend.person_id, proposal=proposal_id, lots=spend.lots, cause=cause)
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
        balance = sum(_lots_of(row.person_id).values())
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
