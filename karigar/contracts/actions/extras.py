"""Money beside the milestones: bonus, give-back, and the end of the security period."""

import datetime as dt
from typing import TYPE_CHECKING

from django.db.models import F, Sum

from karigar.contracts import rules
from karigar.contracts.actions.lifecycle import facts_of, lock_both
from karigar.contracts.actions.milestones import hold_earnings
from karigar.contracts.models import Bonus, Contract, GiveBack, Hold, Milestone
from karigar.contracts.refusals import (
    BonusIsTooLate,
    ContractNotRunning,
    FormWasUsed,
    GiveBackIsTooLate,
    MoreThanPaid,
    WalletIsShort,
    YourWalletIsShort,
)
from karigar.contracts.states import MILESTONE_MOVES, ContractStatus, MilestoneStatus
from karigar.events import actions as events
from karigar.kit.errors import Malformed
from karigar.kit.money import LARGEST, AmountTooLarge, Money, NotPositive, share
from karigar.kit.state import action, lock, move
from karigar.ledger import actions as ledger
from karigar.ledger import movements
from karigar.ledger import queries as books
from karigar.rulebook import queries as rulebook

if TYPE_CHECKING:
    from karigar.accounts.models import Person


def _demand_amount(amount: int) -> None:
    refusal: type[Malformed] | None = NotPositive if amount <= 0 else AmountTooLarge if amount > LARGEST else None
    if refusal:
        raise refusal


def _the_same[Extra: (Bonus, GiveBack)](before: Extra, contract: Contract, amount: int) -> Extra:
    """Return what the same form made before; refuse a form that says something else now."""
    if (before.contract_id, before.amount) != (contract.pk, amount):
        raise FormWasUsed
    return before


@action
def give_bonus(contract: Contract, *, by: "Person", amount: int, note: str = "", key: str, now: dt.datetime) -> Bonus:
    """Pay the freelancer something on top, straight from the company's wallet; the same form pays once.

    Raises BonusIsTooLate (409), ContractNotRunning (409), WalletIsShort (409), FormWasUsed (409), NotPositive (422).
    """
    lock(contract)
    _demand_amount(amount)
    if before := Bonus.objects.filter(key=key).first():
        return _the_same(before, contract, amount)
    if contract.status == ContractStatus.PENDING:
        raise ContractNotRunning(state=contract.get_status_display())
    days = rulebook.value("bonus.days", at=now)
    if contract.ended_at and contract.ended_at + dt.timedelta(days=days) <= now:
        raise BonusIsTooLate(days=days)
    fee, client_fee = share(amount, contract.freelancer_fee_bp), share(amount, contract.client_fee_bp)
    have = books.balance_of(f"company:{contract.company_id}", "wallet", contract.currency)
    if have < amount + client_fee:
        raise WalletIsShort(
            have=Money(have, contract.currency),
            need=Money(amount + client_fee, contract.currency),
            missing=Money(amount + client_fee - have, contract.currency),
        )
    bonus = Bonus.objects.create(
        contract=contract, amount=amount, fee=fee, client_fee=client_fee, note=note, given_by=by, at=now, key=key
    )
    ledger.post(
        movements.bonus(
            bonus=bonus.pk,
            company=contract.company_id,
            freelancer=contract.freelancer_id,
            gross=amount,
            fee=fee,
            client_fee=client_fee,
            currency=contract.currency,
        ),
        now=now,
    )
    hold = hold_earnings(
        contract, milestone=None, bonus_id=bonus.pk, gross=amount, fee=fee, client_fee=client_fee, now=now
    )
    Contract.objects.filter(pk=contract.pk).update(paid_gross=F("paid_gross") + amount)
    contract.paid_gross += amount
    facts = facts_of(
        contract,
        bonus=bonus.pk,
        amount=amount,
        fee=fee,
        client_fee=client_fee,
        net=amount - fee,
        note=note,
        until=hold.until.isoformat(),
        first=contract.paid_gross == amount,
    )
    events.record("bonus.given", subject=("contract", contract.pk), actor_id=by.pk, data=facts, now=now)
    return bonus


@action
def give_back(contract: Contract, *, by: "Person", amount: int, note: str = "", key: str, now: dt.datetime) -> GiveBack:
    """Return money that was already paid; both fees on it come back in the same share. The same form pays once.

    Raises GiveBackIsTooLate (409), YourWalletIsShort (409), FormWasUsed (409), MoreThanPaid (422), NotPositive (422).
    """
    lock(contract)
    _demand_amount(amount)
    if before := GiveBack.objects.filter(key=key).first():
        return _the_same(before, contract, amount)
    fee, client_fee = _fees_to_return(contract, amount, now=now)
    have = books.balance_of(f"person:{contract.freelancer_id}", "wallet", contract.currency)
    if have < amount - fee:
        raise YourWalletIsShort(have=Money(have, contract.currency), need=Money(amount - fee, contract.currency))
    row = GiveBack.objects.create(
        contract=contract, amount=amount, fee=fee, client_fee=client_fee, note=note, at=now, key=key
    )
    ledger.post(
        movements.give_back(
            refund=row.pk,
            freelancer=contract.freelancer_id,
            company=contract.company_id,
            gross=amount,
            fee=fee,
            client_fee=client_fee,
            currency=contract.currency,
        ),
        now=now,
    )
    facts = facts_of(contract, amount=amount, fee=fee, client_fee=client_fee, note=note)
    events.record("payment.given_back", subject=("contract", contract.pk), actor_id=by.pk, data=facts, now=now)
    return row


def _fees_to_return(contract: Contract, amount: int, *, now: dt.datetime) -> tuple[int, int]:
    """Return both fees on a give-back; refuse more than was paid, or what was paid too long ago."""
    days = rulebook.value("refund.by_freelancer_days", at=now)
    paid = contract.holds.aggregate(gross=Sum("gross"), fee=Sum("fee"), client_fee=Sum("client_fee"))
    recent = contract.holds.filter(began_at__gt=now - dt.timedelta(days=days)).aggregate(gross=Sum("gross"))
    given = contract.give_backs.aggregate(gross=Sum("amount"), fee=Sum("fee"), client_fee=Sum("client_fee"))
    left = {name: (paid[name] or 0) - (given[name] or 0) for name in paid}
    most = min(recent["gross"] or 0, left["gross"])
    if paid["gross"] and not recent["gross"]:
        raise GiveBackIsTooLate(days=days)
    if amount > most:
        raise MoreThanPaid(most=Money(most, contract.currency))
    return rules.part_of(left["fee"], amount, left["gross"]), rules.part_of(left["client_fee"], amount, left["gross"])


@action
def clear_hold(hold: Hold, *, now: dt.datetime) -> bool:
    """Free earnings whose security period is over, so that they can be withdrawn; say whether it was due."""
    contract = lock(Contract(pk=hold.contract_id))
    lock(hold)
    if hold.cleared_at or hold.until > now:
        return False
    if hold.net:
        ledger.post(
            movements.clear_earnings(
                hold=hold.pk, freelancer=hold.freelancer_id, amount=hold.net, currency=hold.currency
            ),
            now=now,
        )
    hold.cleared_at = now
    hold.save(update_fields=["cleared_at"])
    if hold.milestone_id:
        milestone = Milestone(pk=hold.milestone_id)
        lock_both(milestone)
        if milestone.status == MilestoneStatus.HELD and not milestone.holds.filter(cleared_at=None).exists():
            move(milestone, to=MilestoneStatus.AVAILABLE, moves=MILESTONE_MOVES)
    facts = facts_of(contract, amount=hold.net, hold=hold.pk, milestone=hold.milestone_id)
    events.record("earnings.available", subject=("contract", contract.pk), data=facts, now=now)
    return True
