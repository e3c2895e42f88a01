"""Every way money can move in this product, on one page.

Pure functions: each returns a Movement whose legs sum to zero in every unit, or raises. An amount is in minor units;
above 0 the holder's claim grows. A leg of 0 (a fee that rounds to nothing) is left out. The key is made by the domain,
so that a second click, a retried task and a repeated webhook meet at the same key and move money once.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import NamedTuple

from karigar.ledger.names import bank_of, company_, milestone_, person_, source_of

PLATFORM = "platform"
CONNECT = "CONNECT"
TRUST = "bank:trust/trust"
OPERATING = "bank:operating/operating"
NOTHING: Mapping[str, int] = MappingProxyType({})


class NotBalanced(ValueError):
    """The legs do not sum to zero, or nothing would move: a mistake in the code."""


class Leg(NamedTuple):
    """What one account gains or loses."""

    account: str
    unit: str
    amount: int


@dataclass(frozen=True, slots=True)
class Movement:
    """Legs that belong together and are posted together or not at all."""

    kind: str
    key: str
    ref: str
    legs: tuple[Leg, ...]
    note: str = ""
    reverses: int | None = field(default=None, kw_only=True)


def _movement(
    kind: str, key: str, ref: str, *legs: tuple[str, str, int], note: str = "", reverses: int | None = None
) -> Movement:
    """Add up legs of the same account, leave out those of 0, and weigh the rest."""
    net: dict[tuple[str, str], int] = {}
    for account, unit, amount in legs:
        net[account, unit] = net.get((account, unit), 0) + amount
    weight: dict[str, int] = {}
    for (_account, unit), amount in net.items():
        weight[unit] = weight.get(unit, 0) + amount
    kept = tuple(Leg(account, unit, amount) for (account, unit), amount in net.items() if amount)
    if any(weight.values()) or not kept:
        raise NotBalanced(f"{key}: {legs}")
    return Movement(kind, key, ref, kept, note, reverses=reverses)


def _positive(**amounts: int) -> None:
    for name, amount in amounts.items():
        if type(amount) is not int or amount < 0:
            raise NotBalanced(f"{name} must be a whole number of minor units, 0 or more, not {amount!r}")


# --- money comes in and goes back to where it came from -----------------------------------------------------------


def deposit(*, deposit: int, company: int, provider: str, amount: int, currency: str) -> Movement:
    """A client's deposit arrived at a provider, or by hand at the trust bank (provider "manual")."""
    _positive(amount=amount)
    return _movement(
        "deposit",
        f"deposit:{deposit}",
        f"deposit:{deposit}",
        (source_of(provider), currency, -amount),
        (company_(company, "wallet"), currency, amount),
    )


def refund_deposit(*, deposit: int, company: int, provider: str, amount: int, currency: str, step: int = 1) -> Movement:
    """What a client did not use goes back to where it came from."""
    _positive(amount=amount)
    return _movement(
        "refund-deposit",
        f"refund-deposit:{deposit}:{step}",
        f"deposit:{deposit}",
        (company_(company, "wallet"), currency, -amount),
        (source_of(provider), currency, amount),
    )


def chargeback(*, chargeback: int, company: int, provider: str, amount: int, cost: int, currency: str) -> Movement:
    """A bank took a deposit back: the client owes it; the provider charges its fee."""
    _positive(amount=amount, cost=cost)
    return _movement(
        "chargeback",
        f"chargeback:{chargeback}",
        f"chargeback:{chargeback}",
        (company_(company, "owed"), currency, -amount),
        (f"{PLATFORM}/psp-cost", currency, -cost),
        (source_of(provider), currency, amount + cost),
    )


def chargeback_won(*, chargeback: int, company: int, provider: str, amount: int, currency: str) -> Movement:
    """The bank gave the money back: the client owes nothing."""
    _positive(amount=amount)
    return _movement(
        "chargeback-won",
        f"chargeback-end:{chargeback}",
        f"chargeback:{chargeback}",
        (source_of(provider), currency, -amount),
        (company_(company, "owed"), currency, amount),
    )


def chargeback_lost(*, chargeback: int, company: int, amount: int, currency: str) -> Movement:
    """The money stays gone and the client will not pay: the platform bears it."""
    _positive(amount=amount)
    return _movement(
        "chargeback-lost",
        f"chargeback-end:{chargeback}",
        f"chargeback:{chargeback}",
        (f"{PLATFORM}/chargeback-loss", currency, -amount),
        (company_(company, "owed"), currency, amount),
    )


def pay_debt(*, deposit: int, company: int, amount: int, currency: str) -> Movement:
    """What a company owes is paid first out of the deposit that just came in."""
    _positive(amount=amount)
    return _movement(
        "pay-debt",
        f"pay-debt:deposit:{deposit}",
        f"deposit:{deposit}",
        (company_(company, "wallet"), currency, -amount),
        (company_(company, "owed"), currency, amount),
    )


def return_debt(*, chargeback: int, company: int, amount: int, currency: str) -> Movement:
    """A chargeback was won after its debt was paid: what was paid too much is the company's again."""
    _positive(amount=amount)
    return _movement(
        "return-debt",
        f"return-debt:{chargeback}",
        f"chargeback:{chargeback}",
        (company_(company, "owed"), currency, -amount),
        (company_(company, "wallet"), currency, amount),
    )


# --- escrow -------------------------------------------------------------------------------------------------------


def fund(*, milestone: int, company: int, amount: int, client_fee: int, currency: str, step: int) -> Movement:
    """The price of a milestone and the client's fee are put in escrow; the fee is earned only at release."""
    _positive(amount=amount, client_fee=client_fee)
    return _movement(
        "fund",
        f"fund:milestone:{milestone}:{step}",
        f"milestone:{milestone}",
        (company_(company, "wallet"), currency, -(amount + client_fee)),
        (milestone_(milestone), currency, amount + client_fee),
    )


def release(
    *, milestone: int, freelancer: int, gross: int, fee: int, client_fee: int, currency: str, step: int
) -> Movement:
    """Escrow pays the freelancer, less his fee; both fees become the platform's in the same movement."""
    _positive(gross=gross, fee=fee, client_fee=client_fee, net=gross - fee)
    return _movement(
        "release",
        f"release:milestone:{milestone}:{step}",
        f"milestone:{milestone}",
        (milestone_(milestone), currency, -(gross + client_fee)),
        (person_(freelancer, "earnings"), currency, gross - fee),
        (f"{PLATFORM}/fee", currency, fee),
        (f"{PLATFORM}/client-fee", currency, client_fee),
    )


def refund(*, milestone: int, company: int, amount: int, client_fee: int, currency: str, step: int) -> Movement:
    """Escrow goes back to the client with the client's fee on it; nothing was earned yet."""
    _positive(amount=amount, client_fee=client_fee)
    return _movement(
        "refund",
        f"refund:milestone:{milestone}:{step}",
        f"milestone:{milestone}",
        (milestone_(milestone), currency, -(amount + client_fee)),
        (company_(company, "wallet"), currency, amount + client_fee),
    )


def clear_earnings(*, hold: int, freelancer: int, amount: int, currency: str) -> Movement:
    """The security hold is over: earnings may be withdrawn."""
    _positive(amount=amount)
    return _movement(
        "clear-earnings",
        f"clear:hold:{hold}",
        f"hold:{hold}",
        (person_(freelancer, "earnings"), currency, -amount),
        (person_(freelancer, "wallet"), currency, amount),
    )


def bonus(
    *, bonus: int, company: int, freelancer: int, gross: int, fee: int, client_fee: int, currency: str
) -> Movement:
    """A client pays something extra from the wallet, with the fees of a release."""
    _positive(gross=gross, fee=fee, client_fee=client_fee, net=gross - fee)
    return _movement(
        "bonus",
        f"bonus:{bonus}",
        f"bonus:{bonus}",
        (company_(company, "wallet"), currency, -(gross + client_fee)),
        (person_(freelancer, "earnings"), currency, gross - fee),
        (f"{PLATFORM}/fee", currency, fee),
        (f"{PLATFORM}/client-fee", currency, client_fee),
    )


def give_back(
    *, refund: int, freelancer: int, company: int, gross: int, fee: int, client_fee: int, currency: str
) -> Movement:
    """A freelancer gives back what was paid already; the platform gives back its fees on it in the same share."""
    _positive(gross=gross, fee=fee, client_fee=client_fee, net=gross - fee)
    return _movement(
        "give-back",
        f"give-back:{refund}",
        f"refund:{refund}",
        (person_(freelancer, "wallet"), currency, -(gross - fee)),
        (f"{PLATFORM}/fee", currency, -fee),
        (f"{PLATFORM}/client-fee", currency, -client_fee),
        (company_(company, "wallet"), currency, gross + client_fee),
    )


# --- money goes out -----------------------------------------------------------------------------------------------


def withdraw_request(*, payout: int, person: int, amount: int, fee: int, currency: str) -> Movement:
    """A freelancer asks for money: it leaves the wallet at once and is visibly on its way."""
    _positive(amount=amount, fee=fee)
    return _movement(
        "withdraw-request",
        f"withdraw:{payout}",
        f"payout:{payout}",
        (person_(person, "wallet"), currency, -(amount + fee)),
        (person_(person, "withdrawing"), currency, amount),
        (f"{PLATFORM}/payout-fee", currency, fee),
    )


def withdraw_paid(*, payout: int, person: int, amount: int, currency: str, source: str = TRUST) -> Movement:
    """The bank or wallet confirmed a payout. It shares its key with withdraw_failed: a payout ends once."""
    _positive(amount=amount)
    return _movement(
        "withdraw-paid",
        f"withdraw-end:{payout}",
        f"payout:{payout}",
        (person_(person, "withdrawing"), currency, -amount),
        (source, currency, amount),
    )


def withdraw_failed(*, payout: int, person: int, amount: int, fee: int, currency: str) -> Movement:
    """A payout failed: the money and the fee are back in the wallet at once."""
    _positive(amount=amount, fee=fee)
    return _movement(
        "withdraw-failed",
        f"withdraw-end:{payout}",
        f"payout:{payout}",
        (person_(person, "withdrawing"), currency, -amount),
        (f"{PLATFORM}/payout-fee", currency, -fee),
        (person_(person, "wallet"), currency, amount + fee),
    )


def withdraw_returned(*, payout: int, person: int, amount: int, fee: int, currency: str) -> Movement:
    """A bank sent back what it had confirmed before: the money and the fee are in the wallet again, once."""
    _positive(amount=amount, fee=fee)
    return _movement(
        "withdraw-returned",
        f"withdraw-returned:{payout}",
        f"payout:{payout}",
        (TRUST, currency, -amount),
        (f"{PLATFORM}/payout-fee", currency, -fee),
        (person_(person, "wallet"), currency, amount + fee),
    )


# --- Connects: a lot is one account, named by the month or week in which it ends -------------------------------


def _lot(person: int, lot: str) -> str:
    if not re.fullmatch(r"[0-9A-Za-z-]{1,20}", lot):
        raise NotBalanced(f"{lot!r} is not the name of a lot")
    return person_(person, f"connects@{lot}")


def connects_grant(*, person: int, connects: int, lot: str, key: str) -> Movement:
    """The market gives Connects, on joining or for a week."""
    _positive(connects=connects)
    return _movement(
        "connects-grant",
        f"connects-grant:{key}",
        f"person:{person}",
        (f"{PLATFORM}/connects-issued", CONNECT, -connects),
        (_lot(person, lot), CONNECT, connects),
    )


def _earned(money: Mapping[str, int], sign: int) -> list[tuple[str, str, int]]:
    """Money that was paid for Connects becomes the platform's by their use, or (sign -1) waits again."""
    _positive(**money)
    roles = (("connects-deferred", -sign), ("connects-revenue", sign))
    return [(f"{PLATFORM}/{role}", unit, way * amount) for unit, amount in money.items() for role, way in roles]


def connects_buy(*, pack: int, person: int, lot: str, connects: int, price: int, currency: str) -> Movement:
    """A person buys a pack from the wallet; the money is earned only when its Connects are used or end."""
    _positive(connects=connects, price=price)
    return _movement(
        "connects-buy",
        f"connects-buy:{pack}",
        f"pack:{pack}",
        (person_(person, "wallet"), currency, -price),
        (f"{PLATFORM}/connects-deferred", currency, price),
        (f"{PLATFORM}/connects-issued", CONNECT, -connects),
        (_lot(person, lot), CONNECT, connects),
    )


def connects_refund(*, pack: int, person: int, lot: str, connects: int, price: int, currency: str) -> Movement:
    """An unused pack is given back in full. It shares its key with connects_expire: a pack ends once."""
    _positive(connects=connects, price=price)
    return _movement(
        "connects-refund",
        f"connects-expire:pack:{pack}",
        f"pack:{pack}",
        (_lot(person, lot), CONNECT, -connects),
        (f"{PLATFORM}/connects-issued", CONNECT, connects),
        (f"{PLATFORM}/connects-deferred", currency, -price),
        (person_(person, "wallet"), currency, price),
    )


def connects_spend(
    *, person: int, proposal: int, lots: Mapping[str, int], earned: Mapping[str, int] = NOTHING
) -> Movement:
    """A proposal costs Connects, taken from the lots that the caller chose; `earned` is what bought ones had cost."""
    _positive(**lots)
    return _movement(
        "connects-spend",
        f"connects-spend:proposal:{proposal}",
        f"proposal:{proposal}",
        *((_lot(person, lot), CONNECT, -connects) for lot, connects in lots.items()),
        (f"{PLATFORM}/connects-spent", CONNECT, sum(lots.values())),
        *_earned(earned, 1),
    )


def connects_return(
    *, person: int, proposal: int, lots: Mapping[str, int], cause: str, earned: Mapping[str, int] = NOTHING
) -> Movement:
    """The Connects of a proposal come back, once, whatever the cause; what was earned by them is earned no more."""
    _positive(**lots)
    return _movement(
        "connects-return",
        f"connects-return:proposal:{proposal}",
        f"proposal:{proposal}",
        (f"{PLATFORM}/connects-spent", CONNECT, -sum(lots.values())),
        *((_lot(person, lot), CONNECT, connects) for lot, connects in lots.items()),
        *_earned(earned, -1),
        note=cause,
    )


def connects_expire(*, person: int, lot: str, connects: int, key: str, earned: Mapping[str, int] = NOTHING) -> Movement:
    """What is left of a lot ends; what was paid for the rest of a bought one is earned."""
    _positive(connects=connects)
    return _movement(
        "connects-expire",
        f"connects-expire:{key}",
        f"person:{person}",
        (_lot(person, lot), CONNECT, -connects),
        (f"{PLATFORM}/connects-expired", CONNECT, connects),
        *_earned(earned, 1),
    )


# --- exchange, and the platform's own money -----------------------------------------------------------------------


def exchange(
    *, exchange: int, person: int, sold: int, sold_unit: str, bought: int, bought_unit: str, spread: int, rate: str
) -> Movement:
    """A wallet changes currency through the pool of each; the spread is a leg of its own, the rate a note."""
    _positive(sold=sold, bought=bought, spread=spread, pooled=sold - spread)
    if sold_unit == bought_unit:
        raise NotBalanced("an exchange needs two currencies")
    return _movement(
        "exchange",
        f"exchange:{exchange}",
        f"exchange:{exchange}",
        (person_(person, "wallet"), sold_unit, -sold),
        (f"{PLATFORM}/fx-spread", sold_unit, spread),
        (f"{PLATFORM}/fx-pool", sold_unit, sold - spread),
        (f"{PLATFORM}/fx-pool", bought_unit, -bought),
        (person_(person, "wallet"), bought_unit, bought),
        note=rate,
    )


def provider_settlement(*, provider: str, key: str, amount: int, cost: int, currency: str) -> Movement:
    """A provider paid what it had collected to the trust bank and kept its cost."""
    _positive(amount=amount, cost=cost, net=amount - cost)
    return _movement(
        "provider-settlement",
        f"settlement:{provider}:{key}",
        f"settlement:{provider}:{key}",
        (TRUST, currency, -(amount - cost)),
        (f"{PLATFORM}/psp-cost", currency, -cost),
        (source_of(provider), currency, amount),
    )


def bank_charge(*, key: str, amount: int, currency: str) -> Movement:
    """The trust bank took its charge; the platform bears it, out of what it has earned there."""
    _positive(amount=amount)
    return _movement(
        "bank-charge",
        f"bank-charge:{key}:{currency}",
        f"charge:{key}",
        (f"{PLATFORM}/psp-cost", currency, -amount),
        (TRUST, currency, amount),
    )


def sweep_fees(*, key: str, amount: int, currency: str, bank: str = "operating") -> Movement:
    """The platform takes earned fees out of the trust bank."""
    _positive(amount=amount)
    return _movement(
        "sweep-fees",
        f"sweep-fees:{key}:{currency}",
        f"sweep:{key}",
        (TRUST, currency, amount),
        (bank_of(bank), currency, -amount),
    )


def fee_tax(*, document: int, role: str, amount: int, currency: str) -> Movement:
    """The tax inside a fee becomes a debt to the tax office; a credit note (amount below 0) takes it back.

    `role` is "fee" or "client-fee": which fee the document is about.
    """
    if role not in {"fee", "client-fee"} or type(amount) is not int:
        raise NotBalanced(f"no tax on {role!r}: {amount!r}")
    return _movement(
        "fee-tax",
        f"fee-tax:invoice:{document}",
        f"invoice:{document}",
        (f"{PLATFORM}/{role}", currency, -amount),
        (f"{PLATFORM}/vat", currency, amount),
    )


def tax_paid(*, key: str, tax: str, amount: int, currency: str) -> Movement:
    """The platform paid a tax office from its own bank account; `tax` is "vat" or "wht"."""
    _positive(amount=amount)
    return _movement(
        "tax-paid",
        f"tax-paid:{tax}:{key}:{currency}",
        f"tax:{key}",
        (f"{PLATFORM}/{tax}", currency, -amount),
        (OPERATING, currency, amount),
    )


def reversal(*, journal: int, legs: tuple[Leg, ...], reason: str) -> Movement:
    """A mistake in the books is answered by its mirror image, once; the reason is kept."""
    return _movement(
        "reversal",
        f"reverse:{journal}",
        f"journal:{journal}",
        *((leg.account, leg.unit, -leg.amount) for leg in legs),
        note=reason,
        reverses=journal,
    )
