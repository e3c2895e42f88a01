"""How an operator changes a rule."""

import datetime as dt

from django.utils.translation import gettext_lazy as _

from karigar.kit.errors import Malformed
from karigar.kit.state import action
from karigar.rulebook import queries, rules
from karigar.rulebook.defaults import DEFAULTS
from karigar.rulebook.models import Override


class UnknownRule(Malformed):
    text = _("There is no rule by the name “%(key)s”.")


class MomentHasPassed(Malformed):
    field = "since"
    text = _("A rule cannot change in the past: decisions were made by the old one. Choose today or a later day.")


@action
def override(
    *, key: str, value: object, since: dt.datetime, reason: str, by_id: int | None, now: dt.datetime
) -> Override:
    """Set a rule's value from a moment (UTC, not in the past) on, with the reason; earlier deadlines keep the old value.

    Raises UnknownRule, MomentHasPassed (422) and what `rules.demand_fit` says to a value that does not fit.
    """
    if key not in DEFAULTS:
        raise UnknownRule(key=key)
    if since < now:
        raise MomentHasPassed
    rules.demand_fit(key, value)
    row, _created = Override.objects.update_or_create(
        key=key,
        effective_from=since,
        defaults={"value": value, "reason": reason, "set_by_id": by_id, "created_at": now},
    )
    queries.forget()
    return row
