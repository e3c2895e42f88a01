"""What a member finds on his first page: what somebody else waits for, what ends first first, and jobs that fit."""

import datetime as dt
from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from karigar.accounts.guards import hat_of, person_of
from karigar.contracts import queries as contracts
from karigar.matching import queries as matching
from karigar.proposals import queries as proposals
from karigar.reviews import queries as reviews

if TYPE_CHECKING:
    from karigar.accounts.models import Person

MOST = 8
FITTING = 3
# Kind of a wait: where it is answered, and what is asked for.
CONTRACTS: dict[str, tuple[str, str | Promise]] = {
    "offer": ("offer", _("Answer the offer")),
    "amendment": ("answer_amendment", _("Answer the change")),
    "refund": ("answer_refund", _("Answer the question for a refund")),
    "changes": ("contract", _("Change what the client asked for")),
    "work": ("contract", _("Do the work and hand it in")),
    "review": ("contract", _("Look at the work that was handed in")),
    "fund": ("contract", _("Put money into escrow, so that the work can begin")),
}


class Waiting(NamedTuple):
    """One line of the list."""

    url: str
    asks: str
    about: str
    until: dt.datetime | None


def waiting_for(request: HttpRequest, *, now: dt.datetime) -> list[Waiting]:
    """Return what waits for the reader under the hat he wears; nothing waits under a staff hat."""
    person, hat = person_of(request), hat_of(request)
    if hat.kind == "client" and hat.company_id:
        found = _for_company(person, hat.company_id, now=now)
    elif hat.kind == "freelancer":
        found = _for_freelancer(person, now=now)
    else:
        return []
    never = dt.datetime.max.replace(tzinfo=dt.UTC)
    return sorted(found, key=lambda line: line.until or never)[:MOST]


def fitting_for(request: HttpRequest, *, now: dt.datetime) -> "Sequence[matching.Suggestion]":
    """Return the jobs that fit best, for a reader under a freelancer's hat."""
    if hat_of(request).kind != "freelancer":
        return []
    return matching.recommended_jobs(person_of(request), size=FITTING, now=now).rows


def _for_freelancer(person: "Person", *, now: dt.datetime) -> list[Waiting]:
    asks = str(_("Answer the invitation"))
    return [
        *_of_contracts(contracts.waits_of_freelancer(person)),
        *(
            Waiting(reverse("invitation", args=[row.pk]), asks, row.job.title, row.expires_at)
            for row in proposals.waiting_invitations_of(person, now=now)
        ),
        *_of_feedback(person, None, now=now),
    ]


def _for_company(person: "Person", company_id: int, *, now: dt.datetime) -> list[Waiting]:
    return [
        *_of_contracts(contracts.waits_of_company(person, company_id)),
        *(
            Waiting(
                reverse("job_proposals", args=[job]),
                ngettext("Read %(count)s new proposal", "Read %(count)s new proposals", count) % {"count": count},
                title,
                None,
            )
            for job, title, count in proposals.unread_of_company(person, company_id)
        ),
        *_of_feedback(person, company_id, now=now),
    ]


def _of_contracts(waits: list[contracts.Wait]) -> list[Waiting]:
    return [
        Waiting(reverse(CONTRACTS[wait.kind][0], args=[wait.id]), str(CONTRACTS[wait.kind][1]), wait.title, wait.until)
        for wait in waits
    ]


def _of_feedback(person: "Person", company_id: int | None, *, now: dt.datetime) -> list[Waiting]:
    asks = str(_("Say how it was"))
    return [
        Waiting(reverse("leave_review", args=[window.pk]), asks, window.contract.title, window.closes_at)
        for window in reviews.windows_waiting_of(person, company_id=company_id, now=now)
    ]
