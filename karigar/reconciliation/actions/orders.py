"""The platform's own money: one of the finance staff asks, a colleague books. The only writer of orders."""

import datetime as dt
from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction

from karigar.events import actions as events
from karigar.kit.money import Money
from karigar.kit.state import action, lock, move
from karigar.ledger import actions as ledger
from karigar.ledger import movements
from karigar.reconciliation import queries
from karigar.reconciliation.actions.matching import account_of, match_account
from karigar.reconciliation.models import Account, Line, Order
from karigar.reconciliation.refusals import (
    CostAboveAmount,
    OrderIsThere,
    OwnOrder,
    SettlementAboveClearing,
    SweepAboveEarned,
    TaxAboveOwed,
)
from karigar.reconciliation.states import ORDER_MOVES, OrderStatus

if TYPE_CHECKING:
    from karigar.accounts.models import Person


@action
def ask_settlement(
    *,
    by: "Person",
    provider: str,
    currency: str,
    key: str,
    amount: int,
    cost: int,
    line: Line | None = None,
    reason: str,
    now: dt.datetime,
) -> Order:
    """Ask that what a provider paid out be booked: `amount` left its clearing, `cost` of it stayed with the provider.

    Minor units; `key` is the provider's own number of the settlement. Raises OrderIsThere, SettlementAboveClearing
    (409), CostAboveAmount (422).
    """
    lock(account_of(queries.clearing_of(provider), currency))
    if cost > amount:
        raise CostAboveAmount
    _demand_clearing(provider, amount, currency)
    return _ask(
        Order(
            kind=Order.Kind.SETTLEMENT,
            provider=provider,
            key=key,
            amount=amount,
            cost=cost,
            currency=currency,
            line=line,
            made_by=by,
            made_at=now,
            reason=reason,
        ),
        now,
    )


@action
def ask_sweep(*, by: "Person", currency: str, amount: int, key: str, reason: str, now: dt.datetime) -> Order:
    """Ask that earned fees leave the trust account for the platform's own; minor units, `key` comes from the form.

    Raises SweepAboveEarned, OrderIsThere (409).
    """
    lock(account_of(movements.TRUST, currency))
    _demand_earned(amount, currency)
    return _ask(
        Order(kind=Order.Kind.SWEEP, key=key, amount=amount, currency=currency, made_by=by, made_at=now, reason=reason),
        now,
    )


@action
def ask_charge(*, by: "Person", currency: str, amount: int, key: str, reason: str, now: dt.datetime) -> Order:
    """Ask that a charge of the trust bank be booked: the platform bears it out of what it has earned; minor units.

    Raises SweepAboveEarned, OrderIsThere (409).
    """
    lock(account_of(movements.TRUST, currency))
    _demand_earned(amount, currency)
    return _ask(
        Order(
            kind=Order.Kind.CHARGE, key=key, amount=amount, currency=currency, made_by=by, made_at=now, reason=reason
        ),
        now,
    )


@action
def ask_tax(*, by: "Person", tax: str, currency: str, amount: int, key: str, reason: str, now: dt.datetime) -> Order:
    """Ask that a payment to a tax office be booked; `tax` is "vat" or "wht", `amount` in minor units.

    Raises TaxAboveOwed, OrderIsThere (409).
    """
    lock(account_of(movements.OPERATING, currency))
    _demand_owed(tax, amount, currency)
    return _ask(
        Order(kind=tax, key=key, amount=amount, currency=currency, made_by=by, made_at=now, reason=reason),
        now,
    )


@action
def book_order(order: Order, *, by: "Person", reason: str, now: dt.datetime) -> None:
    """Book what a colleague asked for; the books are asked again whether it still fits.

    Raises OwnOrder (403), SweepAboveEarned, SettlementAboveClearing, TaxAboveOwed, StateHasMoved (409).
    """
    account = lock(_account(order))  # the account before the order: so lock those who ask, too
    lock(order)
    if order.made_by_id == by.pk:
        raise OwnOrder
    if order.status == OrderStatus.MADE:
        _demand_still(order)
    move(order, to=OrderStatus.BOOKED, moves=ORDER_MOVES, checked_by=by, checked_at=now)
    order.journal = ledger.post(_movement(order), now=now)
    order.save(update_fields=["journal"])
    _tell(order, "order_booked", by, reason, now)
    match_account(account, now=now)


@action
def refuse_order(order: Order, *, by: "Person", reason: str, now: dt.datetime) -> None:
    """Refuse what was asked for; whoever asked may take it back so. Raises StateHasMoved (409)."""
    lock(order)
    move(order, to=OrderStatus.REFUSED, moves=ORDER_MOVES)
    _tell(order, "order_refused", by, reason, now)


def _account(order: Order) -> Account:
    if order.kind == Order.Kind.SETTLEMENT:
        return account_of(queries.clearing_of(order.provider), order.currency)
    on_trust = order.kind in {Order.Kind.SWEEP, Order.Kind.CHARGE}
    return account_of(movements.TRUST if on_trust else movements.OPERATING, order.currency)


def _movement(order: Order) -> movements.Movement:
    if order.kind == Order.Kind.SETTLEMENT:
        return movements.provider_settlement(
            provider=order.provider, key=order.key, amount=order.amount, cost=order.cost, currency=order.currency
        )
    if order.kind == Order.Kind.SWEEP:
        return movements.sweep_fees(key=f"sw-{order.pk}", amount=order.amount, currency=order.currency)
    if order.kind == Order.Kind.CHARGE:
        return movements.bank_charge(key=f"bc-{order.pk}", amount=order.amount, currency=order.currency)
    return movements.tax_paid(
        key=f"{order.kind}-{order.pk}", tax=order.kind, amount=order.amount, currency=order.currency
    )


def _demand_still(order: Order) -> None:
    if order.kind == Order.Kind.SETTLEMENT:
        _demand_clearing(order.provider, order.amount, order.currency)
    elif order.kind in {Order.Kind.SWEEP, Order.Kind.CHARGE}:
        _demand_earned(order.amount, order.currency)
    else:
        _demand_owed(order.kind, order.amount, order.currency)


def _demand_clearing(provider: str, amount: int, currency: str) -> None:
    most = queries.held_by_provider_any(provider, currency)
    if amount > most:
        raise SettlementAboveClearing(most=Money(most, currency))


def _demand_earned(amount: int, currency: str) -> None:
    most = queries.sweepable_any(currency)
    if amount > most:
        raise SweepAboveEarned(most=Money(most, currency))


def _demand_owed(tax: str, amount: int, currency: str) -> None:
    most = queries.tax_owed_any(tax, currency)
    if amount > most:
        raise TaxAboveOwed(most=Money(most, currency))


def _ask(order: Order, now: dt.datetime) -> Order:
    try:
        with transaction.atomic():
            order.save(force_insert=True)
    except IntegrityError as error:
        raise OrderIsThere(key=order.key) from error
    _tell(order, "order_made", order.made_by, order.reason, now)
    return order


def _tell(order: Order, name: str, by: "Person", reason: str, now: dt.datetime) -> None:
    events.record(
        f"reconciliation.{name}",
        subject=("money_order", order.pk),
        actor_id=by.pk,
        data={"kind": order.kind, "amount": order.amount, "currency": order.currency, "by": by.pk},
        reason=reason,
        by_staff=True,
        now=now,
    )
