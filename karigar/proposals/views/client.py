"""Pages of a client: compare proposals, open one, answer, invite."""

import uuid

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from karigar.accounts import queries as accounts
from karigar.accounts.guards import hat_of, person_of
from karigar.conversations import queries as conversations
from karigar.jobs import queries as jobs
from karigar.kit import clock
from karigar.kit.digits import row_number
from karigar.kit.forms import Form
from karigar.kit.pages import draw, see
from karigar.proposals import actions, queries
from karigar.proposals.forms import DeclineForm, InviteForm, WriteForm
from karigar.proposals.models import Proposal
from karigar.proposals.views.freelancer import number
from karigar.trust import queries as trust

SORTS = ("best", "newest", "price")


@login_required
@require_safe
def job_proposals(request: HttpRequest, job_pk: int) -> HttpResponse:
    """Compare the proposals on a job."""
    person = person_of(request)
    job = jobs.job_for_client(person, job_pk, "read")
    return _list(request, job_pk, form=DeclineForm(), may=queries.may_recruit(person, job.company_id))


def _list(request: HttpRequest, job_pk: int, *, form: Form, may: bool) -> HttpResponse:
    job = jobs.job_for_client(person_of(request), job_pk, "read")
    tab = request.GET.get("tab", "open")
    tab = tab if tab in queries.TABS else "open"
    sort = request.GET.get("sort", "best")
    sort = sort if sort in SORTS else "best"
    counts = queries.tab_counts(job)
    context = {
        "job": job,
        "page": queries.proposals_on_job(job, tab=tab, sort=sort, after=number(request, "after")),
        "tab": tab,
        "sort": sort,
        "tabs": [
            ("open", _("Open"), counts["open"]),
            ("unseen", _("New"), counts["unseen"]),
            ("shortlist", _("Shortlist"), counts["shortlist"]),
            ("interview", _("Interview"), counts["interview"]),
            ("ended", _("Ended"), counts["ended"]),
        ],
        "sorts": [("best", _("Best match")), ("newest", _("Newest")), ("price", _("Lowest price"))],
        "invited": queries.invitations_on_job(job),
        "form": form,
        "may_recruit": may,
    }
    return draw(request, "proposals/job_proposals.html", context, status=form.status)


@login_required
@require_POST
def decline_many(request: HttpRequest, job_pk: int) -> HttpResponse:
    """Decline the ticked proposals for one reason."""
    person = person_of(request)
    job = jobs.job_for_client(person, job_pk, "recruit")
    form = DeclineForm(request.POST)
    chosen = [pk for text in request.POST.getlist("proposal") if (pk := row_number(text))]
    if form.is_valid() and not chosen:
        form.add_error(None, _("Please tick the proposals first."))
    if form.is_valid():
        with form.refusals():
            count = actions.decline_many(job=job, proposal_ids=chosen, by=person, now=clock.now(), **form.cleaned_data)
            said = ngettext(
                "%(count)d proposal is declined and its writer told.",
                "%(count)d proposals are declined and their writers told.",
                count,
            )
            return see(request, "job_proposals", job_pk, said=said % {"count": count})
    return _list(request, job_pk, form=form, may=True)


@login_required
@require_safe
def review_proposal(request: HttpRequest, pk: int) -> HttpResponse:
    """Open a proposal; for a member who may recruit this marks it as seen, with the time."""
    person = person_of(request)
    row = queries.proposal_for_client(person, pk)
    may = queries.may_recruit(person, row.job.company_id)
    if may and row.status == "submitted":
        actions.see_proposal(row, by=person, now=clock.now())
    return _page(request, row, may=may)


def _page(
    request: HttpRequest, row: Proposal, *, may: bool, write: Form | None = None, decline: Form | None = None
) -> HttpResponse:
    row = queries.proposal_any(row.pk)
    room_id = conversations.room_id_of(("proposal", row.pk))
    letter = trust.mask_contacts(row.letter) if row.status != "hired" else trust.Masked(row.letter, was_masked=False)
    asked = write or decline
    context = {
        "proposal": row,
        "job": row.job,
        "one": queries.candidates_any(row.job, [row])[0],
        "letter": letter,
        "milestones": row.milestones.all(),
        "answers": row.answers.all(),
        "files": row.files.all(),
        "revisions": row.revisions.order_by("-pk"),
        "room_id": room_id if room_id and conversations.has_seat(person_of(request), room_id) else None,
        "may_recruit": may,
        "may_hire": may and queries.may_recruit(person_of(request), row.job.company_id, "hire"),
        "write": write or WriteForm(initial={"key": uuid.uuid4().hex}),
        "decline": decline or DeclineForm(),
    }
    return draw(request, "proposals/review.html", context, status=asked.status if asked else 200)


@login_required
@require_POST
def shortlist_proposal(request: HttpRequest, pk: int) -> HttpResponse:
    """Put a proposal on the shortlist."""
    person = person_of(request)
    row = queries.proposal_for_client(person, pk, "recruit")
    actions.shortlist_proposal(row, by=person, now=clock.now())
    return see(request, "review_proposal", pk, said=_("It is on your shortlist."))


@login_required
@require_POST
def unshortlist_proposal(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a proposal off the shortlist."""
    person = person_of(request)
    row = queries.proposal_for_client(person, pk, "recruit")
    actions.unshortlist_proposal(row, by=person, now=clock.now())
    return see(request, "review_proposal", pk, said=_("It is off your shortlist."))


@login_required
@require_POST
def decline_proposal(request: HttpRequest, pk: int) -> HttpResponse:
    """Decline a proposal with a reason."""
    person = person_of(request)
    row = queries.proposal_for_client(person, pk, "recruit")
    form = DeclineForm(request.POST)
    if form.is_valid():
        with form.refusals():
            actions.decline_proposal(row, by=person, now=clock.now(), **form.cleaned_data)
            return see(request, "job_proposals", row.job_id, said=_("The proposal is declined and its writer told."))
    return _page(request, row, may=True, decline=form)


@login_required
@require_POST
def start_interview(request: HttpRequest, pk: int) -> HttpResponse:
    """Write to the freelancer: the first message opens the conversation."""
    person = person_of(request)
    row = queries.proposal_for_client(person, pk, "recruit")
    form = WriteForm(request.POST)
    if form.is_valid():
        with form.refusals():
            room = actions.start_interview(
                row, by=person, text=form.cleaned_data["text"], key=form.cleaned_data["key"], now=clock.now()
            )
            return see(request, f"/messages/{room.pk}/#newest")
    return _page(request, row, may=True, write=form)


@login_required
def invite(request: HttpRequest, handle: str) -> HttpResponse:
    """Invite somebody to one of the company's open jobs."""
    person = person_of(request)
    freelancer = accounts.person_by_handle_any(handle)
    open_jobs = queries.jobs_to_invite_to(person)
    wanted = number(request, "job")
    form = InviteForm(request.POST or None, jobs=[(job.pk, job.title) for job in open_jobs], initial={"job": wanted})
    if request.method == "POST" and form.is_valid():
        job = jobs.job_for_client(person, form.cleaned_data["job"], "recruit")
        with form.refusals():
            actions.invite(job, freelancer=freelancer, by=person, message=form.cleaned_data["message"], now=clock.now())
            said = _("%(name)s is invited and told.") % {"name": freelancer.short_name}
            return see(request, "job_proposals", job.pk, said=said)
    may_post = accounts.role_may(hat_of(request).role or "owner", "post")
    context = {"freelancer": freelancer, "form": form, "open_jobs": open_jobs, "may_post": may_post}
    return draw(request, "proposals/invite.html", context, status=form.status)


@login_required
@require_POST
def withdraw_invitation(request: HttpRequest, pk: int) -> HttpResponse:
    """Take an invitation back."""
    person = person_of(request)
    row = queries.invitation_for_client(person, pk)
    actions.withdraw_invitation(row, by=person, now=clock.now())
    return see(request, "job_proposals", row.job_id, said=_("The invitation is taken back."))
