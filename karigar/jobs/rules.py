"""Decisions about a job that need no database: is it ready, may it be offered, how is it written in an address."""

import datetime as dt
import re
import unicodedata
from collections.abc import Mapping, Sequence

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from karigar.jobs.refusals import (
    BudgetBelowFloor,
    CurrencyIsNotTaken,
    JobIsIncomplete,
    RangeIsUpsideDown,
    TooManyQuestions,
)
from karigar.kit.money import Money

TITLE_LEAST = 8
DESCRIPTION_LEAST = 40
DESCRIPTION_MOST = 20_000
FILES_MOST = 10
SKILLS_MOST = 15
POSITIONS_MOST = 50
DUPLICATE_DAYS = 30

# The rules that a removed job can have broken; the key is kept, the words are shown to the client.
BREACHES: dict[str, str | Promise] = {
    "outside_pay": _("It asks to pay or talk outside this site."),
    "free_work": _("It asks for work without pay."),
    "illegal": _("It asks for something that the law forbids."),
    "academic": _("It asks for school or exam work to be done for somebody."),
    "fake_reviews": _("It asks for false reviews, clicks or accounts."),
    "private_data": _("It shows or asks for private data of people."),
    "hate": _("It insults or shuts out people."),
    "spam": _("It is advertising, a duplicate or no job at all."),
}
# Not the job itself broke a rule, but whoever posted it; no moderator chooses this one.
SUSPENDED = "suspended"
REMOVALS = BREACHES | {SUSPENDED: _("The account of its client was suspended.")}


def missing(
    *, title: str, description: str, category_id: int | None, skills: Sequence[int], budget_max: int | None
) -> list[str]:
    """Name what a job still needs before it can be published."""
    lacks = [
        (len(title) < TITLE_LEAST, _("a title of at least 8 letters")),
        (len(description) < DESCRIPTION_LEAST, _("a description of at least 40 letters")),
        (category_id is None, _("a category")),
        (not skills, _("a skill")),
        (budget_max is None, _("a budget")),
    ]
    return [str(words) for lack, words in lacks if lack]


def demand_complete(
    *, title: str, description: str, category_id: int | None, skills: Sequence[int], budget_max: int | None
) -> None:
    """Refuse a job that cannot be published yet. Raises JobIsIncomplete (422)."""
    lacks = missing(title=title, description=description, category_id=category_id, skills=skills, budget_max=budget_max)
    if lacks:
        raise JobIsIncomplete(missing=", ".join(lacks))


def demand_fair(
    *, lowest: int | None, highest: int | None, currency: str, floor: int, currencies: Sequence[str]
) -> None:
    """Refuse a price below the floor. Raises CurrencyIsNotTaken, RangeIsUpsideDown, BudgetBelowFloor (422)."""
    if currency not in currencies:
        raise CurrencyIsNotTaken(currencies=", ".join(currencies))
    if lowest is not None and highest is not None and lowest > highest:
        raise RangeIsUpsideDown
    least = lowest if lowest is not None else highest
    if least is not None and least < floor:
        raise BudgetBelowFloor(floor=Money(floor, currency))


def demand_few_questions(questions: Sequence[str], most: int) -> None:
    """Refuse more screening questions than the rulebook permits. Raises TooManyQuestions (422)."""
    if len(questions) > most:
        raise TooManyQuestions(most=most)


def slug_of(title: str) -> str:
    """Write a title for an address, in its own script: letters, their marks and digits, joined by hyphens."""
    text = unicodedata.normalize("NFC", title).lower()
    kept = "".join(c if unicodedata.category(c)[0] in "LMN" else "-" for c in text)
    return re.sub("-+", "-", kept).strip("-")[:60].strip("-") or "job"


def expires(now: dt.datetime, life: dt.timedelta) -> dt.datetime:
    """Say when a job ends if its client does nothing."""
    return now + life


def changed(before: Mapping[str, object], after: Mapping[str, object]) -> list[str]:
    """Name the fields of an edit that really changed."""
    return sorted(name for name, value in after.items() if before.get(name) != value)
