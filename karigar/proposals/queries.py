"""What a person may read of proposals and invitations."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Count, Q, QuerySet
from django.http import Http404
from django.utils.translation import gettext_lazy as _

from karigar.accounts import queries as accounts
from karigar.connects import queries as connects
from karigar.jobs import queries as jobs
from karigar.kit.drawing import lengths
from karigar.kit.paging import Page
from karigar.profiles import queries as profiles
from karigar.proposals import rules, states
from karigar.proposals.models import Invitation, Proposal
from karigar.proposals.states import InvitationStatus, ProposalStatus
from karigar.rulebook import queries as rulebook

if TYPE_CHECKING:
    from django.utils.functional import Promise

    from karigar.accounts.models import Person
    from karigar.jobs.models import Job
    from karigar.profiles.queries import PersonCard

PAGE = 20
TIMER_ROWS = 500
WAITING = [InvitationStatus.SENT, InvitationStatus.SEEN]
FUNNEL_DAYS = 90
FUNNEL: "dict[str, str | Promise]" = {
    "sent": _("Sent"),
    "seen": _("Opened"),
    "talked": _("Talked with"),
    "offered": _("Offered"),
    "hired": _("Hired"),
}
# The tabs of the client's list, and which states stand under each.
TABS: dict[str, set[str]] = {
    "open": {"submitted", "seen", "shortlisted", "interviewing", "offered", "hired"},
    "unseen": {"submitted"},
    "shortlist": {"shortlisted"},
    "interview": {"interviewing", "offered", "hired"},
    "ended": {"declined", "expired", "job_closed", "withdrawn"},
}


@dataclass(frozen=True)
class Candidate:
    """A proposal as the client compares it."""

    proposal: Proposal
    card: "PersonCard | None"
    match: rules.Match

    @property
    def name(self) -> str:
        """The full name from the interview on, before that without the surname."""
        person = self.proposal.freelancer
        return person.name if self.proposal.is_known else person.short_name


@dataclass(frozen=True, slots=True)
class Standing:
    """What the apply bar says: what it would cost, what one has, and whether one applied already."""

    cost: int
    balance: int
    proposal_id: int | None
    invitation_id: int | None

    @property
    def left(self) -> int:
        """What would be left after applying."""
        return self.balance - self.cost


def _whole() -> QuerySet[Proposal]:
    rows = Proposal.objects.select_related("job", "job__company", "freelancer")
    return rows.defer("job__description", "job__search")


def proposal_any(pk: int) -> Proposal:
    """Return a proposal by id, whoever asks. Raises Http404."""
    proposal = _whole().filter(pk=pk).first()
    if proposal is None:
        raise Http404
    return proposal


def proposal_for_freelancer(person: "Person", pk: int) -> Proposal:
    """Return a proposal to the one who wrote it. Raises Http404."""
    proposal = proposal_any(pk)
    if proposal.freelancer_id != person.pk:
        raise Http404
    return proposal


def proposal_for_client(person: "Person", pk: int, may: str = "read") -> Proposal:
    """Return a proposal to a member of the company that got it. Raises Http404 and RoleMayNot (403)."""
    proposal = proposal_any(pk)
    accounts.member_of(person, proposal.job.company_id, may)
    return proposal


def proposal_for_either(person: "Person", pk: int) -> Proposal:
    """Return a proposal to its writer or to a member of the company that got it. Raises Http404."""
    proposal = proposal_any(pk)
    if proposal.freelancer_id != person.pk:
        accounts.member_of(person, proposal.job.company_id)
    return proposal


def may_recruit(person: "Person", company_id: int, may: str = "recruit") -> bool:
    """Say whether a person's role in a company permits acts towards applicants, or something else."""
    return any(
        row.company_id == company_id and accounts.role_may(row.role, may) for row in accounts.companies_of(person)
    )


def proposals_of(person: "Person", tab: str = "open", before: int | None = None) -> Page[Proposal]:
    """Return a page of a freelancer's proposals, newest first: open ones (an offer counts) or ended ones."""
    rows = _whole().filter(freelancer=person)
    is_open = Q(status__in=states.ACTIVE)
    rows = rows.filter(is_open if tab == "open" else ~is_open)
    if before:
        rows = rows.filter(pk__lt=before)
    found = list(rows.order_by("-pk")[: PAGE + 1])
    return Page(found[:PAGE], str(found[PAGE - 1].pk) if len(found) > PAGE else None)


def count_open(person: "Person") -> int:
    """Return how many open proposals a freelancer has, of the number that is allowed."""
    return Proposal.objects.filter(freelancer=person, status__in=states.ACTIVE).count()


@dataclass(frozen=True)
class FunnelStep:
    """How many of a freelancer's proposals came this far, and how long that is drawn, in thousandths."""

    label: "str | Promise"
    count: int
    length: int


def funnel_of(person: "Person", *, now: dt.datetime) -> list[FunnelStep]:
    """Return how far a freelancer's proposals of the last 90 days came, in one statement; none is an empty list."""
    counted = Proposal.objects.filter(
        freelancer=person, submitted_at__gt=now - dt.timedelta(days=FUNNEL_DAYS)
    ).aggregate(
        sent=Count("pk"),
        seen=Count("pk", filter=Q(seen_at__isnull=False)),
        talked=Count("pk", filter=Q(interview_at__isnull=False) | Q(offered_at__isnull=False)),
        offered=Count("pk", filter=Q(offered_at__isnull=False)),
        hired=Count("pk", filter=Q(status=ProposalStatus.HIRED)),
    )
    if not counted["sent"]:
        return []
    drawn = lengths([counted[name] for name in FUNNEL], whole=counted["sent"])
    return [
        FunnelStep(label, counted[name], length) for (name, label), length in zip(FUNNEL.items(), drawn, strict=True)
    ]


def returning(person: "Person") -> QuerySet[Proposal]:
    """Return the open proposals whose Connects return when the client does not open them, the next one first."""
    rows = Proposal.objects.select_related("job").filter(
        freelancer=person, connects_return_at__isnull=False, seen_at=None, status=ProposalStatus.SUBMITTED
    )
    return rows.order_by("connects_return_at")[:40]


def standing(person: "Person", job: "Job", now: dt.datetime) -> Standing:
    """Return what applying to a job would cost a person now."""
    applied = (
        Proposal.objects.filter(job=job, freelancer=person)
        .exclude(status=ProposalStatus.WITHDRAWN)
        .values_list("pk", flat=True)
        .first()
    )
    invitation = (
        Invitation.objects.filter(job=job, freelancer=person, status__in=WAITING, expires_at__gt=now)
        .values_list("pk", flat=True)
        .first()
    )
    cost = connects.cost_of(
        budget=rules.budget_of(job.kind, job.budget_max),
        currency=job.currency,
        proposals_count=job.proposals_count,
        invited=invitation is not None,
        now=now,
    )
    return Standing(cost, connects.balance_of(person), applied, invitation)


def tab_counts(job: "Job") -> dict[str, int]:
    """Return how many proposals stand under each tab of a job that the reader was permitted."""
    by_status = dict(Proposal.objects.filter(job=job).values_list("status").annotate(Count("pk")))
    return {tab: sum(by_status.get(status, 0) for status in group) for tab, group in TABS.items()}


def proposals_on_job(job: "Job", *, tab: str = "open", sort: str = "best", after: int | None = None) -> Page[Candidate]:
    """Return a page of proposals on a job that the reader was permitted: by best match, newest or price.

    A job takes at most 200, so all of them are ranked here; the page starts behind the one named by `after`.
    """
    rows = (
        Proposal.objects.select_related("freelancer")
        .prefetch_related("milestones")
        .filter(job=job, status__in=TABS.get(tab, TABS["open"]))
        .order_by("-pk")[:400]
    )
    candidates = candidates_any(job, list(rows))
    if sort == "price":
        candidates.sort(key=lambda one: (one.proposal.bid, one.proposal.pk))
    elif sort != "newest":
        candidates.sort(key=lambda one: (-one.match.score, one.proposal.pk))
    start = next((n + 1 for n, one in enumerate(candidates) if one.proposal.pk == after), 0)
    found = candidates[start : start + PAGE]
    return Page(found, str(found[-1].proposal.pk) if start + PAGE < len(candidates) else None)


def candidates_any(job: "Job", rows: Sequence[Proposal]) -> list[Candidate]:
    """Put the writers' cards and the ranks beside proposals, in a constant number of statements."""
    cards = profiles.person_cards([row.freelancer_id for row in rows])
    found = []
    for row in rows:
        card = cards.get(row.freelancer_id)
        ranked = rules.match(
            proposal=row,
            budget_max=job.budget_max,
            skills_asked=job.skill_names,
            skills_had=[skill.name_en for skill in card.skills] if card else [],
            rating_tenths=round(card.rating * 10) if card and card.rating else None,
            contracts_done=card.contracts_done if card else 0,
        )
        found.append(Candidate(row, card, ranked))
    return found


# --- invitations --------------------------------------------------------------------------------------------------


def invitations_for(person: "Person") -> Sequence[Invitation]:
    """Return a freelancer's invitations, those that wait first, newest first."""
    rows = Invitation.objects.select_related("job", "job__company", "invited_by").filter(freelancer=person)
    return sorted(rows.order_by("-pk")[:60], key=lambda row: row.status not in WAITING)


def waiting_invitations_of(person: "Person", *, now: dt.datetime, limit: int = 5) -> list[Invitation]:
    """Return the invitations that a freelancer has not answered, what ends first first."""
    rows = Invitation.objects.select_related("job").filter(freelancer=person, status__in=WAITING, expires_at__gt=now)
    return list(rows.order_by("expires_at", "pk")[:limit])


def unread_of_company(person: "Person", company_id: int, limit: int = 5) -> list[tuple[int, str, int]]:
    """Return open jobs with proposals that nobody has opened (job, title, how many), for a member of the company.

    Raises Http404.
    """
    accounts.member_of(person, company_id)
    rows = Proposal.objects.filter(job__company_id=company_id, status=ProposalStatus.SUBMITTED, seen_at=None)
    counted = rows.values_list("job_id", "job__title").annotate(count=Count("pk"))
    return [(job, title, count) for job, title, count in counted.order_by("-count", "job_id")[:limit]]


def invitation_for_freelancer(person: "Person", pk: int) -> Invitation:
    """Return an invitation to the one invited. Raises Http404."""
    row = (
        Invitation.objects.select_related("job", "job__company", "invited_by").filter(pk=pk, freelancer=person).first()
    )
    if row is None:
        raise Http404
    return row


def invitation_for_client(person: "Person", pk: int, may: str = "recruit") -> Invitation:
    """Return an invitation to a member of the company that sent it. Raises Http404 and RoleMayNot (403)."""
    row = Invitation.objects.select_related("job", "freelancer").filter(pk=pk).first()
    if row is None:
        raise Http404
    accounts.member_of(person, row.job.company_id, may)
    return row


def invitations_on_job(job: "Job") -> QuerySet[Invitation]:
    """Return the invitations to a job that the reader was permitted."""
    return Invitation.objects.select_related("freelancer").filter(job=job).order_by("-pk")[:100]


@dataclass(frozen=True, slots=True)
class Answers:
    """What somebody did with invitations that are over."""

    asked: int
    answered: int
    accepted: int


def answers_any(pks: Sequence[int]) -> dict[int, Answers]:
    """Return what people did with their invitations, by person, in one statement; nobody without one is in it.

    An invitation that was taken back asked nothing.
    """
    over = [InvitationStatus.ACCEPTED, InvitationStatus.DECLINED, InvitationStatus.EXPIRED]
    rows = Invitation.objects.filter(freelancer__in=pks, status__in=over).values_list("freelancer_id")
    counted = rows.annotate(
        asked=Count("pk"),
        answered=Count("pk", filter=~Q(status=InvitationStatus.EXPIRED)),
        accepted=Count("pk", filter=Q(status=InvitationStatus.ACCEPTED)),
    )
    return {pk: Answers(*counts) for pk, *counts in counted.order_by("freelancer_id")}


def people_on_job_any(job_id: int) -> set[int]:
    """Return who was invited to a job or applied to it: nobody of them is suggested again."""
    applied = Proposal.objects.filter(job=job_id).exclude(status=ProposalStatus.WITHDRAWN)
    invited = Invitation.objects.filter(job=job_id).values_list("freelancer_id", flat=True)
    return set(applied.values_list("freelancer_id", flat=True).union(invited))


def jobs_applied_to(person: "Person") -> set[int]:
    """Return the jobs that somebody applied to, or whose invitation he declined."""
    applied = Proposal.objects.filter(freelancer=person).values_list("job_id", flat=True)
    declined = Invitation.objects.filter(freelancer=person, status=InvitationStatus.DECLINED)
    return set(applied.union(declined.values_list("job_id", flat=True)))


def invitations_left(job: "Job", *, now: dt.datetime) -> int:
    """Return how many more invitations to a job that the reader was permitted may go out now."""
    most = int(rulebook.value("invitation.per_job_day", at=now))
    sent = Invitation.objects.filter(job=job, sent_at__gt=now - dt.timedelta(days=1)).count()
    return max(0, most - sent)


def jobs_to_invite_to(person: "Person") -> list["Job"]:
    """Return the open jobs of the companies for which a person may recruit."""
    companies = [row.company_id for row in accounts.companies_of(person) if accounts.role_may(row.role, "recruit")]
    return [
        job for company in companies for job in jobs.jobs_of_company(person, company, tab="open").rows if job.is_open
    ]


# --- for timers ---------------------------------------------------------------------------------------------------


def expiring_any(now: dt.datetime) -> QuerySet[Proposal]:
    """Return open proposals whose life is over, the oldest deadline first."""
    return Proposal.objects.filter(expires_at__lte=now, status__in=list(states.OPEN)).order_by("expires_at")[
        :TIMER_ROWS
    ]


def waiting_any(day: int, *, ends_by: dt.datetime, now: dt.datetime) -> QuerySet[Proposal]:
    """Return open proposals that ought to have been reminded of on a day of their life."""
    rows = Proposal.objects.filter(
        expires_at__lte=ends_by, expires_at__gt=now, status__in=list(states.OPEN), reminded__lt=day
    )
    return rows.order_by("expires_at")[:TIMER_ROWS]


def unopened_any(now: dt.datetime) -> QuerySet[Proposal]:
    """Return proposals whose Connects ought to return now."""
    return Proposal.objects.filter(connects_return_at__lte=now).order_by("connects_return_at")[:TIMER_ROWS]


def invitations_expiring_any(now: dt.datetime) -> QuerySet[Invitation]:
    """Return invitations whose time is over."""
    return Invitation.objects.filter(expires_at__lte=now, status__in=WAITING).order_by("expires_at")[:TIMER_ROWS]
