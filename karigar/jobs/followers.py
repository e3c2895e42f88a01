"""What jobs do when something happens below them."""

import datetime as dt
from typing import TYPE_CHECKING

from karigar.accounts import queries as people
from karigar.jobs import actions, queries

if TYPE_CHECKING:
    from karigar.events.models import Event


def on_account_closed(event: "Event", *, now: dt.datetime) -> None:
    """Close the open jobs of the companies that have nobody left to answer for them."""
    for pk in queries.jobs_left_alone_any(event.subject_id):
        job = queries.job_any(pk)
        actions.close_job(job, by=people.person_any(event.subject_id), reason="no_need", now=now)


def on_company_suspended(event: "Event", *, now: dt.datetime) -> None:
    """Take the jobs of a suspended company off the site; those who applied get their Connects back."""
    for pk in queries.jobs_of_company_any(event.subject_id):
        actions.remove_for_suspension(queries.job_any(pk), now=now)


FOLLOWS = {"account.closed": on_account_closed, "company.suspended": on_company_suspended}
