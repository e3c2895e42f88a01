"""Who is told what about proposals and invitations. Before an interview surnames and company names stay hidden."""

import datetime as dt
from collections.abc import Callable
from typing import TYPE_CHECKING

from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from karigar.accounts import queries as accounts
from karigar.jobs import queries as jobs
from karigar.notifications import actions as notifications
from karigar.notifications.texts import NoticeText

if TYPE_CHECKING:
    from karigar.events.models import Event


def _tell_freelancer(kind: str, event: "Event", now: dt.datetime, *, url: str = "", **facts: object) -> None:
    notifications.notify(
        person_id=event.data["freelancer"],
        kind=kind,
        facts={"job": event.data["title"], **facts},
        url=url or f"/proposals/{event.subject_id}/",
        key=f"{kind}:{event.pk}:{event.data['freelancer']}",
        now=now,
    )


def _tell_client(kind: str, event: "Event", now: dt.datetime, *, url: str, **facts: object) -> None:
    """Tell everybody in the company who answers applicants."""
    person = accounts.person_any(event.data["freelancer"])
    for member in accounts.members_any(event.data["company"], "recruit"):
        notifications.notify(
            person_id=member.pk,
            kind=kind,
            facts={"job": event.data["title"], "person": person.short_name, **facts},
            url=url,
            key=f"{kind}:{event.pk}:{member.pk}",
            now=now,
        )


def submitted(event: "Event", *, now: dt.datetime) -> None:
    """A proposal came: the client hears."""
    _tell_client("proposal.submitted", event, now, url=f"/hire/proposals/{event.subject_id}/")


def withdrawn(event: "Event", *, now: dt.datetime) -> None:
    """A proposal that the client had opened was taken back."""
    if event.data["was_seen"]:
        _tell_client("proposal.withdrawn", event, now, url=f"/hire/proposals/{event.subject_id}/")


def edited(event: "Event", *, now: dt.datetime) -> None:
    """The terms of a proposal changed."""
    _tell_client("proposal.edited", event, now, url=f"/hire/proposals/{event.subject_id}/")


def reminded(event: "Event", *, now: dt.datetime) -> None:
    """A proposal waits long: the client is reminded, near the end the freelancer too."""
    facts = {"days": event.data["days"], "until": event.data["until"]}
    _tell_client("proposal.reminded", event, now, url=f"/hire/proposals/{event.subject_id}/", **facts)
    if event.data["days"] >= 27:
        _tell_freelancer("proposal.ending", event, now, **facts)


def _plain(kind: str) -> Callable[..., None]:
    def tell(event: "Event", *, now: dt.datetime) -> None:
        """Tell the freelancer that it happened."""
        _tell_freelancer(kind, event, now)

    return tell


def interviewing(event: "Event", *, now: dt.datetime) -> None:
    """A conversation opened; when it is open again after an offer, contracts has told already."""
    if not event.data.get("again"):
        _tell_freelancer("proposal.interviewing", event, now)


def declined(event: "Event", *, now: dt.datetime) -> None:
    """A proposal was declined: the reason is part of the kind, so that it is read in the reader's language."""
    _tell_freelancer(f"proposal.declined.{event.data['why']}", event, now, note=event.data["note"])


def job_closed(event: "Event", *, now: dt.datetime) -> None:
    """The job ended: the reason is part of the kind, and the rule of a removed one too."""
    why = event.data["why"]
    if rule := event.data.get("rule"):
        why = f"{why}.{rule}"
    _tell_freelancer(f"proposal.job_closed.{why}", event, now, note=event.data["note"])


def invitation_sent(event: "Event", *, now: dt.datetime) -> None:
    """A freelancer is invited."""
    _tell_freelancer("invitation.sent", event, now, url=f"/invitations/{event.subject_id}/")


def invitation_declined(event: "Event", *, now: dt.datetime) -> None:
    """The one who invited hears the no."""
    person = accounts.person_any(event.data["freelancer"])
    notifications.notify(
        person_id=event.data["invited_by"],
        kind="invitation.declined",
        facts={"job": event.data["title"], "person": person.short_name},
        url=f"/hire/{event.data['job']}/proposals/",
        key=f"invitation.declined:{event.pk}",
        now=now,
    )


FOLLOWS = {
    "proposal.submitted": submitted,
    "proposal.withdrawn": withdrawn,
    "proposal.edited": edited,
    "proposal.reminded": reminded,
    "proposal.seen": _plain("proposal.seen"),
    "proposal.shortlisted": _plain("proposal.shortlisted"),
    "proposal.interviewing": interviewing,
    "proposal.declined": declined,
    "proposal.expired": _plain("proposal.expired"),
    "proposal.job_closed": job_closed,
    "invitation.sent": invitation_sent,
    "invitation.declined": invitation_declined,
}


def _text(title: str | Promise, body: str | Promise, *, by_mail: bool = True) -> NoticeText:
    return NoticeText(title=title, body=body, group="proposals", by_mail=by_mail)


_DECLINED = _("Your proposal for “%(job)s” was declined")
_CLOSED = _("The job “%(job)s” has ended")
TEXTS = {
    "proposal.submitted": _text(
        _("New proposal for “%(job)s”"), _("%(person)s applied. Open the proposal to read it.")
    ),
    "proposal.withdrawn": _text(
        _("A proposal for “%(job)s” was withdrawn"), _("%(person)s took the proposal back."), by_mail=False
    ),
    "proposal.edited": _text(
        _("A proposal for “%(job)s” has changed"),
        _("%(person)s changed it. You can read what it said before."),
        by_mail=False,
    ),
    "proposal.reminded": _text(
        _("A proposal for “%(job)s” waits for you"),
        _("%(person)s applied %(days)s days ago. Without an answer the proposal ends on %(until)s."),
    ),
    "proposal.ending": _text(
        _("Your proposal for “%(job)s” ends soon"), _("The client has not decided. It ends on %(until)s.")
    ),
    "proposal.seen": _text(_("Your proposal was opened"), _("The client of “%(job)s” has read it."), by_mail=False),
    "proposal.shortlisted": _text(
        _("You are on a shortlist"), _("The client of “%(job)s” put your proposal on the shortlist.")
    ),
    "proposal.interviewing": _text(
        _("The client of “%(job)s” wrote to you"), _("A conversation is open. You read each other's full names there.")
    ),
    "proposal.expired": _text(
        _("Your proposal for “%(job)s” has ended"), _("The client did not decide in time. Nothing is left to do.")
    ),
    "proposal.declined.other_hired": _text(_DECLINED, _("Reason: somebody else was chosen. %(note)s")),
    "proposal.declined.price": _text(_DECLINED, _("Reason: the price is above the budget. %(note)s")),
    "proposal.declined.skills": _text(_DECLINED, _("Reason: other skills are needed. %(note)s")),
    "proposal.declined.proof": _text(_DECLINED, _("Reason: more examples of work are needed. %(note)s")),
    "proposal.declined.letter": _text(_DECLINED, _("Reason: the letter does not answer the job. %(note)s")),
    "proposal.declined.other": _text(_DECLINED, _("The client gave another reason. %(note)s")),
    "proposal.job_closed.hired": _text(_CLOSED, _("The client hired somebody else. %(note)s")),
    "proposal.job_closed.budget": _text(_CLOSED, _("The client's budget changed. %(note)s")),
    "proposal.job_closed.no_fit": _text(_CLOSED, _("The client found nobody who was a fit. %(note)s")),
    "proposal.job_closed.no_need": _text(_CLOSED, _("The work is no longer needed. %(note)s")),
    "proposal.job_closed.other": _text(_CLOSED, _("The client closed it for another reason. %(note)s")),
    "proposal.job_closed.filled": _text(_CLOSED, _("Somebody else was hired and the job is filled.")),
    "proposal.job_closed.expired": _text(_CLOSED, _("It ran out without an answer of the client.")),
    "proposal.job_closed.removed": _text(_CLOSED, _("It broke a rule of the site and was removed.")),
    "invitation.sent": _text(
        _("You are invited: “%(job)s”"), _("A client asks you to apply. By invitation it costs no Connects.")
    ),
    "invitation.declined": _text(_("%(person)s declined your invitation"), _("The invitation was for “%(job)s”.")),
}
TEXTS |= {
    f"proposal.job_closed.removed.{rule}": _text(
        _CLOSED, format_lazy("{} {}", _("It broke a rule of the site and was removed."), words)
    )
    for rule, words in jobs.removals().items()
}
