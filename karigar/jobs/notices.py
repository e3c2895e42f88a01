"""Which event of a job is told to whom."""

import datetime as dt
from collections.abc import Callable
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from karigar.accounts import queries as people
from karigar.jobs import queries, rules
from karigar.notifications import actions as notifications
from karigar.notifications.texts import NoticeText

if TYPE_CHECKING:
    from karigar.events.models import Event


def tell_client(kind: str) -> Callable[..., None]:
    """Make a follower that tells everybody of the client's team who may post."""

    def tell(event: "Event", *, now: dt.datetime) -> None:
        job = queries.job_any(event.subject_id)
        # A sentence for each rule, so that the reader gets it in his language.
        told = f"job.removed.{job.removed_rule}" if kind == "job.removed" else kind
        for person in people.members_any(job.company_id, "post"):
            notifications.notify(
                person_id=person.pk,
                kind=told,
                facts={"job": job.title},
                url=reverse("my_job", args=[job.pk]),
                key=f"{kind}:{event.pk}:{person.pk}",
                now=now,
            )

    return tell


FOLLOWS = {
    kind: tell_client(kind)
    for kind in ("job.expiring", "job.expired", "job.removed", "job.flagged", "job.restored", "job.filled")
}
TEXTS = {
    "job.expiring": NoticeText(
        title=_("“%(job)s” ends in a few days"),
        body=_(
            "Nobody in your team has answered an applicant for a while. Read the proposals, and the job stays open."
        ),
        group="jobs",
    ),
    "job.expired": NoticeText(
        title=_("“%(job)s” has ended"),
        body=_(
            "The job ran out because no applicant was answered for too long. The applicants were told. You can post it again with one click."
        ),
        group="jobs",
    ),
    "job.flagged": NoticeText(
        title=_("“%(job)s” is being checked"),
        body=_("A moderator is looking at this job. Until then nobody can find it. You need to do nothing."),
        group="jobs",
    ),
    "job.restored": NoticeText(
        title=_("“%(job)s” is open again"),
        body=_("The check is over and nothing was wrong. Everybody can find the job again."),
        group="jobs",
    ),
    "job.filled": NoticeText(
        title=_("“%(job)s” is filled"),
        body=_("All places of this job are taken. The other applicants were told."),
        group="jobs",
    ),
}
TEXTS |= {
    f"job.removed.{rule}": NoticeText(
        title=_("“%(job)s” was removed"),
        body=format_lazy("{} {}", _("A moderator removed this job because of this rule:"), words),
        group="jobs",
    )
    for rule, words in rules.BREACHES.items()
}
TEXTS[f"job.removed.{rules.SUSPENDED}"] = NoticeText(
    title=_("“%(job)s” was removed"), body=rules.REMOVALS[rules.SUSPENDED], group="jobs"
)
