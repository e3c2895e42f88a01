"""What statements write: certificates of earnings, and who took the books along."""

import datetime as dt
from typing import TYPE_CHECKING

from karigar.accounts import queries as accounts
from karigar.events import actions as events
from karigar.kit import signing
from karigar.kit.state import action, lock
from karigar.statements import codes, queries, rules
from karigar.statements.models import Certificate
from karigar.statements.refusals import (
    CertificateIsRevoked,
    NameIsNotVerified,
    NothingEarned,
    PeriodIsNotOver,
    TooManyContracts,
)

if TYPE_CHECKING:
    from karigar.accounts.models import Person


@action
def issue_certificate(
    person: "Person",
    *,
    currency: str,
    since: dt.date,
    until: dt.date,
    shows: rules.Shows,
    site: str,
    chance: int,
    now: dt.datetime,
) -> Certificate:
    """Freeze and sign what a person was paid from a day to another of his zone, the last one included.

    `shows` says what a reader with the code sees beside name, period and that it is genuine; `chance` is a random
    number of 60 bits, `site` the name of the site. Raises NameIsNotVerified, NothingEarned (409), PeriodIsNotOver (422),
    TooManyContracts (413).
    """
    identity = accounts.identity_of(person)
    if identity is None or not accounts.is_identified(person, now=now):
        raise NameIsNotVerified
    if until > rules.today_of(person.timezone, now):
        raise PeriodIsNotOver
    beyond = until + dt.timedelta(days=1)
    earned = queries.earned_in(person, currency=currency, since=since, until=beyond)
    if earned.gross <= 0:
        raise NothingEarned(currency=currency)
    if shows.contracts and len(earned.works) > rules.MOST_CONTRACTS:
        raise TooManyContracts(most=rules.MOST_CONTRACTS)
    code = codes.code_from(chance)
    paper = rules.paper(
        code=code, site=site, name=identity.legal_name, currency=currency, days=(since, until), earned=earned,
        shows=shows, issued=now,
    )  # fmt: skip
    certificate = Certificate.objects.create(
        person=person,
        code=code,
        paper=paper,
        signature=signing.sign(paper),
        since=since,
        until=beyond,
        currency=currency,
        beyond=earned.beyond,
        contracts=sorted(earned.works),
        issued_at=now,
    )
    _tell("certificate.issued", certificate, now)
    return certificate


@action
def revoke_certificate(certificate: Certificate, *, now: dt.datetime) -> None:
    """Take a certificate back: its code then says only that. Raises CertificateIsRevoked (409)."""
    lock(certificate)
    if certificate.revoked_at:
        raise CertificateIsRevoked
    certificate.revoked_at = now
    certificate.save(update_fields=["revoked_at"])
    _tell("certificate.revoked", certificate, now)


def _tell(name: str, certificate: Certificate, now: dt.datetime) -> None:
    events.record(name, subject=("certificate", certificate.pk), actor_id=certificate.person_id, data={}, now=now)


@action
def note_export(
    by: "Person", *, form: str, since: dt.date | None, until: dt.date | None, reason: str, now: dt.datetime
) -> None:
    """Write down that somebody of staff takes the whole books along, and why."""
    days = {"since": since.isoformat() if since else "", "until": until.isoformat() if until else ""}
    events.record(
        "books.exported",
        subject=("person", by.pk),
        actor_id=by.pk,
        data={"form": form, **days},
        reason=reason,
        by_staff=True,
        now=now,
    )
