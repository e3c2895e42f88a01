"""Where people want their money."""

import datetime as dt
import secrets
from typing import TYPE_CHECKING

from karigar.accounts import queries as accounts
from karigar.kit import vault
from karigar.kit.state import action, lock
from karigar.payouts import queries, rails
from karigar.payouts.actions.journal import note
from karigar.payouts.actions.withdrawals import give_back
from karigar.payouts.models import Method, Payout
from karigar.payouts.refusals import IdentityComesFirst, MethodIsGone, NameDiffers, NumberIsWrong, OwnPayout
from karigar.rulebook import queries as rulebook

if TYPE_CHECKING:
    from karigar.accounts.models import Person


@action
def add_method(
    person: "Person", *, rail: str, holder: str, number: str, bank: str = "", code: str = "", now: dt.datetime
) -> Method:
    """Add a payout method; it sleeps before first use, and a link to cancel it goes out on every channel.

    `rail` is the kind of method, as Method names them. Where the terms of a rail let a person compare names, or the
    names are of different scripts, a differing holder waits for that look. Raises IdentityComesFirst (409), NameDiffers,
    NumberIsWrong (422).
    """
    identity = accounts.identity_of(person)
    if identity is None or not accounts.is_identified(person, now=now):
        raise IdentityComesFirst
    differs = not rails.same_name(holder, identity.legal_name)
    may_look = queries.is_name_looked_at(rail, now=now) or rails.are_of_two_scripts(holder, identity.legal_name)
    if differs and not may_look:
        raise NameDiffers(legal=identity.legal_name)
    number, code = rails.clean_number(rail, number), rails.clean_code(code)
    if not rails.is_number(rail, number, code):
        raise NumberIsWrong(rail=Method(rail=rail).get_rail_display(), expected=rails.RAILS[rail].expected)
    hours = rulebook.value("payout.method_sleep_hours", at=now)
    method = Method.objects.create(
        person=person,
        rail=rail,
        holder=holder,
        details=vault.seal({"number": number, "bank": bank, "code": code}),
        hint=rails.hint(number),
        added_at=now,
        sleeps_until=now + dt.timedelta(hours=hours),
        cancel_token=secrets.token_urlsafe(32),
        name_differs=differs,
    )
    note("payout_method.added", ("payout_method", method.pk), person, now, person=person.pk, looks=differs)
    return method


@action
def remove_method(method: Method, *, by: "Person | None", now: dt.datetime) -> None:
    """Remove a payout method, by its owner or by the link in the letter; withdrawals not yet sent come back.

    Raises MethodIsGone (409).
    """
    lock(method)
    _remove(method, by=by, failure="method removed", reason="", now=now)
    note("payout_method.removed", ("payout_method", method.pk), by, now, person=method.person_id)


@action
def accept_name(method: Method, *, by: "Person", reason: str, now: dt.datetime) -> None:
    """Say as staff that a differing name is the same person's. Raises MethodIsGone (409), OwnPayout (403)."""
    _look(method, by)
    method.looked_by, method.looked_at = by, now
    method.save(update_fields=["looked_by", "looked_at"])
    data = {"person": method.person_id}
    note("payout_method.name_accepted", ("payout_method", method.pk), by, now, reason=reason, by_staff=True, **data)


@action
def refuse_name(method: Method, *, by: "Person", reason: str, now: dt.datetime) -> None:
    """Say as staff that a differing name is somebody else's; the method is gone, and its owner is told why.

    Raises MethodIsGone (409), OwnPayout (403).
    """
    _look(method, by)
    _remove(method, by=by, failure="name refused", reason=reason, now=now)
    data = {"person": method.person_id}
    note("payout_method.name_refused", ("payout_method", method.pk), by, now, reason=reason, by_staff=True, **data)


def _look(method: Method, by: "Person") -> None:
    lock(method)
    if method.person_id == by.pk:
        raise OwnPayout
    if method.removed_at or method.is_looked_at:
        raise MethodIsGone


def _remove(method: Method, *, by: "Person | None", failure: str, reason: str, now: dt.datetime) -> None:
    if method.removed_at:
        raise MethodIsGone
    method.removed_at = now
    method.save(update_fields=["removed_at"])
    for payout in Payout.objects.filter(method=method, status__in=["requested", "checked"]).order_by("id"):
        give_back(lock(payout), by=None, failure=failure, reason=reason, now=now)
