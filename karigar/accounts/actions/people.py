"""Accounts of people: from registering to closing."""

import datetime as dt
import zoneinfo
from typing import TYPE_CHECKING

from allauth.account.models import EmailAddress
from allauth.usersessions.models import UserSession
from django.db import IntegrityError, transaction
from django.db.models import F, Value
from django.db.models.functions import Greatest

from karigar.accounts import handles, queries, refusals
from karigar.accounts.hats import Hat
from karigar.accounts.models import (
    Person,
)
from karigar.accounts.states import ACCOUNT_MOVES, AccountStatus
from karigar.events import actions as events
from karigar.kit import languages
from karigar.kit.errors import Malformed
from karigar.kit.state import action, lock, move

if TYPE_CHECKING:
    from karigar.events.models import Event

ZONES = frozenset(zoneinfo.available_timezones())


@action
def register(
    *,
    email: str,
    password: str | None,
    name: str,
    now: dt.datetime,
    language: str = "en",
    timezone: str = "UTC",
    country: str = "",
    with_address: bool = True,
) -> Person:
    """Make an account with an unconfirmed address and a public name taken from the person's name.

    `with_address=False` leaves allauth's own row of the address to allauth, inside its sign-up.
    Raises AddressIsTaken (409).
    """
    email = email.strip().lower()
    if Person.objects.filter(email__iexact=email).exists():
        raise refusals.AddressIsTaken
    person = Person(
        email=email,
        name=name,
        language=language if language in languages.CODES else "en",
        timezone=timezone if timezone in ZONES else "UTC",
        country=country,
        joined_at=now,
    )
    person.set_password(password)
    number = (Person.objects.order_by("-id").values_list("id", flat=True).first() or 0) + 1
    for handle in (*handles.suggestions(name, number), *(f"person-{number}-{n}" for n in range(2, 60))):
        if Person.objects.filter(handle=handle).exists():
            continue
        try:
            with transaction.atomic():  # two people of one name may register at the same moment
                person.handle = handle
                person.save(force_insert=True)
            break
        except IntegrityError:
            if Person.objects.filter(email__iexact=email).exists():
                raise refusals.AddressIsTaken from None
            person.pk = None
    if with_address:
        EmailAddress.objects.create(user=person, email=email, primary=True, verified=False)
    _tell(person, "account.registered", now, language=person.language)
    return person


def _tell(person: Person, name: str, now: dt.datetime, **data: object) -> "Event":
    return events.record(name, subject=("person", person.pk), actor_id=person.pk, data=data, now=now)


@action
def confirm_address(person: Person, *, now: dt.datetime) -> None:
    """Note that the person reads mail at the address of the account; a second time changes nothing."""
    lock(person)
    EmailAddress.objects.filter(user=person, primary=True).update(verified=True)
    if person.status != AccountStatus.REGISTERED:
        return
    move(person, to=AccountStatus.VERIFIED, moves=ACCOUNT_MOVES, verified_at=now)
    _tell(person, "account.verified", now)


@action
def make_active(person: Person, *, now: dt.datetime) -> None:
    """Count the account as active, once its profile is published or its first company is made."""
    lock(person)
    if person.status in {AccountStatus.VERIFIED, AccountStatus.READY}:
        move(person, to=AccountStatus.ACTIVE, moves=ACCOUNT_MOVES)
        _tell(person, "account.activated", now)


@action
def set_password(person: Person, *, password: str, now: dt.datetime) -> None:
    """Write a new password; whoever asked has shown the old one or a code. The journal is told by the flow's letter."""
    lock(person)
    person.set_password(password)
    person.save(update_fields=["password"])


def _write(person: Person, **changes: object) -> None:
    for name, value in changes.items():
        setattr(person, name, value)
    person.save(update_fields=list(changes))


@action
def change_language(person: Person, *, language: str, now: dt.datetime) -> None:
    """Choose the language of pages, notices and mail. Raises Malformed (422)."""
    lock(person)
    if language not in languages.CODES:
        raise Malformed
    _write(person, language=language)
    _tell(person, "account.language_changed", now, language=language)


@action
def change_timezone(person: Person, *, timezone: str, now: dt.datetime) -> None:
    """Choose the zone in which times are shown. Raises UnknownZone (422)."""
    lock(person)
    if timezone not in ZONES:
        raise refusals.UnknownZone
    _write(person, timezone=timezone)
    _tell(person, "account.timezone_changed", now, timezone=timezone)


@action
def change_name_and_handle(person: Person, *, name: str, handle: str, now: dt.datetime) -> None:
    """Change the name and the public name. Raises HandleIsNotOne (422), HandleIsTaken (409)."""
    lock(person)
    handle = handle.strip().lower().removeprefix("@")
    if handle != person.handle and not handles.is_handle(handle):
        raise refusals.HandleIsNotOne
    try:
        with transaction.atomic():
            before = person.handle
            _write(person, name=name, handle=handle)
    except IntegrityError:
        raise refusals.HandleIsTaken(handle=handle) from None
    _tell(person, "account.renamed", now, handle=handle, before=before)


@action
def change_settings(
    person: Person, *, name: str, handle: str, language: str, timezone: str, country: str, now: dt.datetime
) -> None:
    """Change everything on the settings page together, or nothing.

    Raises HandleIsNotOne (422), HandleIsTaken (409), UnknownZone (422).
    """
    lock(person)
    if (name, handle) != (person.name, person.handle):
        change_name_and_handle(person, name=name, handle=handle, now=now)
    if language != person.language:
        change_language(person, language=language, now=now)
    if timezone != person.timezone:
        change_timezone(person, timezone=timezone, now=now)
    if country != person.country:
        _write(person, country=country)
        _tell(person, "account.country_changed", now, country=country)


@action
def take_vacation(person: Person, *, until: dt.datetime | None = None, now: dt.datetime) -> None:
    """Tell the market that the person is away; running contracts go on. Raises StateHasMoved (409)."""
    lock(person)
    move(person, to=AccountStatus.VACATION, moves=ACCOUNT_MOVES, status_until=until)
    _tell(person, "account.vacation_began", now)


@action
def return_from_vacation(person: Person, *, now: dt.datetime) -> None:
    """End a vacation. Raises StateHasMoved (409)."""
    lock(person)
    if person.status != AccountStatus.VACATION:
        raise refusals.NotOnVacation
    move(person, to=AccountStatus.ACTIVE, moves=ACCOUNT_MOVES, status_until=None)
    _tell(person, "account.vacation_ended", now)


@action
def close_account(person: Person, *, now: dt.datetime) -> None:
    """Close an account at its owner's wish and log it out everywhere. Raises StateHasMoved (409).

    Nothing is lost: ledger and contracts stay readable, and money is never locked in (rules.md part 3). So a closed
    person can still log in, with no end date, to read, export the data and withdraw the balance; `demand_unlimited`
    refuses everything else. The address and the public name stay with the account. Modules above follow
    `account.closed` to close jobs and withdraw proposals.
    """
    lock(person)
    move(person, to=AccountStatus.CLOSED, moves=ACCOUNT_MOVES, closed_at=now, status_reason="", status_until=None)
    _end_sessions(person)
    _tell(person, "account.closed", now)


def _end_sessions(person: Person) -> None:
    for session in UserSession.objects.filter(user=person):
        session.end()


@action
def note_security(person: Person, *, what: str, now: dt.datetime, **facts: object) -> None:
    """Put a change of the log-in (password, second factor, new device) into the journal, so that its owner is told."""
    _tell(person, f"account.{what}", now, **facts)


@action
def note_export(person: Person, *, now: dt.datetime) -> None:
    """Note that a person took a copy of the own data."""
    _tell(person, "account.exported", now)


@action
def choose_hat(person: Person, *, kind: str, company_id: int | None = None) -> Hat:
    """Change as whom the person acts: freelancer, client for one of the own companies, or staff.

    Raises Http404 for a hat that is not the person's.
    """
    hat = queries.hat_for(person, kind, company_id)
    Person.objects.filter(pk=person.pk).update(last_hat=f"{kind}:{company_id}" if company_id else kind)
    return hat


@action
def set_counter(person_id: int, *, counter: str, by: int = 0, to: int | None = None) -> None:
    """Move a counter of the app bar (unread_notices, unread_messages) by a step or to a number, never below zero."""
    if counter not in {"unread_notices", "unread_messages"}:
        raise ValueError(counter)
    value = Value(to) if to is not None else Greatest(F(counter) + by, 0)
    Person.objects.filter(pk=person_id).update(**{counter: value})
