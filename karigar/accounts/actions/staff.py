"""What staff does to accounts, and the power of staff itself."""

import datetime as dt

from karigar.accounts import queries, refusals
from karigar.accounts.actions.people import return_from_vacation
from karigar.accounts.models import (
    Company,
    Duty,
    Person,
    StaffRole,
    StaffSession,
)
from karigar.accounts.states import ACCOUNT_MOVES, AccountStatus
from karigar.events import actions as events
from karigar.kit.errors import Malformed
from karigar.kit.state import action, can_move, lock, move
from karigar.rulebook import actions as rules
from karigar.rulebook import queries as rulebook


def staff_may(person_id: int, by: Person | None, reason: str) -> None:
    if by is not None and by.pk == person_id:
        raise refusals.NotYourOwn
    if not reason.strip():
        raise refusals.ReasonIsMissing


def _staff_act(name: str, person: Person, by: Person | None, reason: str, now: dt.datetime, **data: object) -> None:
    events.record(
        name,
        subject=("person", person.pk),
        actor_id=by.pk if by else None,
        data=data,
        reason=reason,
        by_staff=by is not None,
        now=now,
    )


@action
def limit_account(
    person: Person, *, by: Person, rule: str, reason: str, until: dt.datetime | None = None, now: dt.datetime
) -> None:
    """Stop a person from beginning anything new, for a rule broken, until a moment. Staff only.

    Raises NotYourOwn (403), ReasonIsMissing (422), StateHasMoved (409).
    """
    lock(person)
    staff_may(person.pk, by, reason)
    move(person, to=AccountStatus.LIMITED, moves=ACCOUNT_MOVES, status_reason=reason, status_until=until)
    _staff_act("account.limited", person, by, reason, now, rule=rule, until=until.isoformat() if until else None)


@action
def suspend_account(
    person: Person, *, by: Person, rule: str, reason: str, until: dt.datetime | None = None, now: dt.datetime
) -> None:
    """Suspend a person, and the companies that nobody else owns. Earned money stays payable. Staff only.

    Raises NotYourOwn (403), ReasonIsMissing (422), StateHasMoved (409).
    """
    lock(person)
    staff_may(person.pk, by, reason)
    move(person, to=AccountStatus.SUSPENDED, moves=ACCOUNT_MOVES, status_reason=reason, status_until=until)
    alone = queries.owned_alone(person)
    Company.objects.filter(pk__in=alone).update(is_suspended=True)
    _staff_act("account.suspended", person, by, reason, now, rule=rule, until=until.isoformat() if until else None)
    for company_id in alone:
        events.record("company.suspended", subject=("company", company_id), data={"rule": rule}, now=now)


@action
def reinstate_account(person: Person, *, by: Person | None, reason: str, now: dt.datetime) -> None:
    """End a limit or a suspension, by staff or because its time is over.

    Raises NotYourOwn (403), ReasonIsMissing (422), StateHasMoved (409).
    """
    lock(person)
    staff_may(person.pk, by, reason)
    if person.status not in {AccountStatus.LIMITED, AccountStatus.SUSPENDED}:
        raise refusals.NothingToLift
    move(person, to=AccountStatus.ACTIVE, moves=ACCOUNT_MOVES, status_reason="", status_until=None)
    Company.objects.filter(pk__in=queries.owned_alone(person)).update(is_suspended=False)
    _staff_act("account.reinstated", person, by, reason, now)


@action
def end_status(person: Person, *, now: dt.datetime) -> None:
    """End a limit, a suspension or a vacation whose time is over; early or twice changes nothing."""
    lock(person)
    if person.status_until is None or person.status_until > now:
        return
    if person.status == AccountStatus.VACATION:
        return_from_vacation(person, now=now)
    elif can_move(person, AccountStatus.ACTIVE, ACCOUNT_MOVES):
        reinstate_account(person, by=None, reason="The time is over.", now=now)


@action
def grant_duty(person: Person, *, duty: str, reason: str, by: Person | None = None, now: dt.datetime) -> None:
    """Give a person a staff duty; by an operator, or by the command line for the first one.

    Raises OnlyOperators (403), NotYourOwn (403), ReasonIsMissing (422).
    """
    lock(person)
    _operator_may(person, by, duty, reason)
    _row, is_new = StaffRole.objects.get_or_create(person=person, duty=duty)
    if is_new:
        _staff_act("staff.duty_granted", person, by, reason, now, duty=duty)


@action
def revoke_duty(person: Person, *, duty: str, reason: str, by: Person | None = None, now: dt.datetime) -> None:
    """Take a staff duty back; without any duty left the staff session ends.

    Raises OnlyOperators (403), NotYourOwn (403), ReasonIsMissing (422).
    """
    lock(person)
    _operator_may(person, by, duty, reason)
    gone, _rows = StaffRole.objects.filter(person=person, duty=duty).delete()
    if gone:
        StaffSession.objects.filter(person=person, until__gt=now).update(until=now)
        _staff_act("staff.duty_revoked", person, by, reason, now, duty=duty)


def _operator_may(person: Person, by: Person | None, duty: str, reason: str) -> None:
    if by is not None and Duty.OPERATOR not in queries.duties_of(by):
        raise refusals.OnlyOperators
    if duty not in Duty.values:
        raise Malformed
    staff_may(person.pk, by, reason)


@action
def change_rule(
    *, key: str, value: object, since: dt.datetime | None, by: Person, reason: str, now: dt.datetime
) -> None:
    """Give a rule of the market another value from a moment (UTC; None: at once) on. Operators only.

    Raises OnlyOperators (403), ReasonIsMissing (422) and what `rulebook.override` refuses (422).
    """
    if Duty.OPERATOR not in queries.duties_of(by):
        raise refusals.OnlyOperators
    if not reason.strip():
        raise refusals.ReasonIsMissing
    before = rulebook.value(key, at=now)
    row = rules.override(key=key, value=value, since=since or now, reason=reason, by_id=by.pk, now=now)
    events.record(
        "rule.changed",
        subject=("rule", row.pk),
        actor_id=by.pk,
        data={"key": key, "from": before, "to": value, "since": row.effective_from.isoformat()},
        reason=reason,
        by_staff=True,
        now=now,
    )


@action
def start_staff_session(person: Person, *, reason: str, now: dt.datetime) -> StaffSession:
    """Switch a person's staff power on for the time in the rulebook. Raises OnlyStaff, ReasonIsMissing (422)."""
    lock(person)
    if not reason.strip():
        raise refusals.ReasonIsMissing
    if not queries.duties_of(person):
        raise refusals.OnlyStaff
    minutes = int(rulebook.value("staff.session_minutes", at=now))
    session = StaffSession.objects.create(
        person=person, reason=reason, started_at=now, until=now + dt.timedelta(minutes=minutes)
    )
    _staff_act("staff.session_started", person, person, reason, now, minutes=minutes)
    return session


@action
def end_staff_session(person: Person, *, now: dt.datetime) -> None:
    """Switch a person's staff power off."""
    lock(person)
    if StaffSession.objects.filter(person=person, until__gt=now).update(until=now):
        _staff_act("staff.session_ended", person, person, "", now)
