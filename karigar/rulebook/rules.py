"""What a value of a rule must look like: the shape of its default, inside bounds that keep the market running."""

import itertools
from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _

from karigar.kit.errors import Malformed
from karigar.kit.money import EXPONENTS, LARGEST
from karigar.rulebook.defaults import DEFAULTS

HIGHEST_FEE_BP = 2000  # rules.md part 1: 0 to 20 %
CUSTODIES = ("psp", "trust", "direct")
TEN_YEARS = 3650
# Zero here means "not at all", which an operator may want; a review of zero days would approve everything at once.
MAY_BE_ZERO = (
    "hold.",
    "connects.",
    "refund.by_freelancer_days",
    "bonus.days",
    "contract.reopen_days",
    "job.questions",
    "matching.weight_",
)


class ValueDoesNotFit(Malformed):
    field = "value"
    text = _("“%(given)s” does not fit this rule. Lowest: %(lowest)s, highest: %(highest)s.")


class ListDoesNotFit(Malformed):
    field = "value"
    text = _("Please write whole numbers of days in rising order, such as 3, 7, 12.")


class CurrenciesDoNotFit(Malformed):
    field = "value"
    text = _("Please name currencies by their three letters. Known are: %(known)s.")


class ChoiceDoesNotFit(Malformed):
    field = "value"
    text = _("Please choose one of these: %(known)s.")


def bounds_of(key: str) -> tuple[int, int]:
    """Return the lowest and highest value of a rule that is a whole number."""
    lowest = 0 if key.startswith(MAY_BE_ZERO) or key.endswith(("_bp", "_percent")) else 1
    if key == "connects.pack_months":  # a pack must live
        lowest = 1
    if key.endswith("_bp"):
        return lowest, HIGHEST_FEE_BP
    if key.endswith("_percent"):
        return lowest, 100
    if key.endswith(("_days", "_months", "_hours", "_minutes", ".days")):
        return lowest, TEN_YEARS
    return lowest, 10**9


def demand_fit(key: str, value: object) -> None:
    """Refuse a value of another shape than the rule's default, or out of its bounds.

    Raises ValueDoesNotFit, ListDoesNotFit, CurrenciesDoNotFit, ChoiceDoesNotFit (422).
    """
    default = DEFAULTS[key]
    if key == "custody":
        if value not in CUSTODIES:
            raise ChoiceDoesNotFit(known=", ".join(CUSTODIES))
    elif key == "currencies":
        if not isinstance(value, list) or not value or not set(value) <= set(EXPONENTS) or len(set(value)) < len(value):
            raise CurrenciesDoNotFit(known=", ".join(EXPONENTS))
    elif isinstance(default, bool):
        if not isinstance(value, bool):
            raise ChoiceDoesNotFit(known="true, false")
    elif isinstance(default, dict):
        _demand_amounts(default, value)
    elif isinstance(default, list):
        _demand_days(value)
    else:
        _demand_between(value, *bounds_of(key))


def _demand_between(value: object, lowest: int, highest: int) -> None:
    if not isinstance(value, int) or isinstance(value, bool) or not lowest <= value <= highest:
        raise ValueDoesNotFit(given=str(value)[:30], lowest=lowest, highest=highest)


def _demand_amounts(default: dict[str, object], value: object) -> None:
    """Every currency of the default needs its amount, in minor units."""
    if not isinstance(value, dict) or not set(default) <= set(value) <= set(EXPONENTS):
        raise CurrenciesDoNotFit(known=", ".join(default))
    for amount in value.values():
        _demand_between(amount, 1, LARGEST)


def _demand_days(value: object) -> None:
    days = value if isinstance(value, list) else []
    if not days or not all(isinstance(day, int) and 0 < day <= TEN_YEARS for day in days) or not _rises(days):
        raise ListDoesNotFit


def _rises(days: Sequence[int]) -> bool:
    return all(one < other for one, other in itertools.pairwise(days))
