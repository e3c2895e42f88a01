"""The words of the books: what a movement and an account are called for people."""

from django import template
from django.utils.translation import gettext_lazy as _

from karigar.kit.money import format_money

register = template.Library()

KINDS = {
    "deposit": _("Money added"),
    "refund-deposit": _("Deposit sent back"),
    "fund": _("Put into escrow"),
    "release": _("Paid for a milestone"),
    "refund": _("Refunded from escrow"),
    "clear-earnings": _("Security period over"),
    "bonus": _("Bonus"),
    "give-back": _("Given back by the freelancer"),
    "withdraw-request": _("Withdrawal begun"),
    "withdraw-paid": _("Withdrawal arrived"),
    "withdraw-failed": _("Withdrawal failed, money back"),
    "withdraw-returned": _("Withdrawal came back after it had arrived"),
    "bank-charge": _("Charge of the bank"),
    "chargeback": _("Card payment taken back"),
    "chargeback-won": _("Card payment restored"),
    "chargeback-lost": _("Card payment lost"),
    "exchange": _("Currency exchanged"),
    "connects-grant": _("Connects granted"),
    "connects-buy": _("Connects bought"),
    "connects-refund": _("Connects given back, money returned"),
    "connects-spend": _("Spent on a proposal"),
    "connects-return": _("Connects came back"),
    "connects-expire": _("Connects expired"),
    "fee-tax": _("Tax inside a fee"),
    "reversal": _("Correction of an earlier line"),
}
ROLES = {
    "wallet": _("Available"),
    "earnings": _("In the security period"),
    "withdrawing": _("On the way to you"),
    "escrow": _("Escrow"),
    "fee": _("Fee of the freelancer"),
    "client-fee": _("Fee of the client"),
    "payout-fee": _("Fee of the withdrawal"),
    "clearing": _("Payment provider"),
    "trust": _("Trust account at the bank"),
    "owed": _("Owed"),
    "connects": _("Your Connects"),
    "connects-issued": _("Connects given out"),
    "connects-deferred": _("Paid for Connects not used yet"),
    "connects-revenue": _("Earned by used Connects"),
    "connects-spent": _("Connects used"),
    "connects-expired": _("Connects that ended"),
    "fx-pool": _("Exchange pool"),
    "fx-spread": _("Spread of the exchange"),
}


@register.filter
def movement_name(kind: str) -> object:
    """{{ line.kind|movement_name }} says what a movement was."""
    return KINDS.get(kind, kind)


@register.filter
def in_unit(amount: int, unit: str) -> str:
    """{{ line.amount|in_unit:unit }} writes money with its sign, and Connects as they are."""
    return str(amount) if unit == "CONNECT" else format_money(amount, unit)


@register.filter
def role_name(account: str) -> object:
    """{{ leg.account|role_name }} names an account by its role."""
    role = account.rpartition("/")[2].partition("@")[0]
    return ROLES.get(role, role)
