"""Which tax is inside a fee, and how much. Pure arithmetic."""

import datetime as dt
from collections.abc import Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from karigar.invoices.models import TaxRule

SERIES = {"invoice": "I", "fee": "F", "client_fee": "C"}


def tax_inside(amount: int, rate_bp: int) -> int:
    """Return the tax inside an amount that includes it, in minor units, rounded half up."""
    whole = 10000 + rate_bp
    return (2 * amount * rate_bp + whole) // (2 * whole)


def rule_for(rules: Iterable["TaxRule"], *, country: str, tax_number: str, day: dt.date) -> "TaxRule | None":
    """Return the rule in force for a customer: his country before every country, his kind before everybody, the newest."""
    kind = "business" if tax_number else "private"
    fits = [
        rule
        for rule in rules
        if rule.country in {"", country}
        and rule.customer in {"any", kind}
        and rule.since <= day
        and (rule.until is None or day < rule.until)
    ]
    return max(fits, key=lambda rule: (rule.country != "", rule.customer != "any", rule.since, rule.pk), default=None)
