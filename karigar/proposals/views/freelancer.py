"""Pages of a freelancer: apply, own proposals, invitations."""

import uuid
from typing import TYPE_CHECKING

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from karigar.accounts.guards import person_of
from karigar.conversations import queries as conversations
from karigar.jobs import queries as jobs
from karigar.kit import clock
from karigar.kit.money import share
from karigar.kit.pages import draw, see
from karigar.profiles import queries as profiles
from karigar.proposals import actions, queries
from karigar.proposals.forms import InvitationAnswerForm, ProposalForm, TermsForm
from karigar.proposals.models import Proposal
from karigar.rulebook import queries as rulebook

if TYPE_CHECKING:
    from karigar.accounts.models import Person
    from karigar.jobs.models import Job

TERMS = ("bid", "days", "plan")


@login_required
def apply(request: HttpRequest, job_pk: int) -> HttpResponse:
    """Write a proposal: its cost first, a preview when asked for, then send it."""
    person, now = person_of(request), clock.now()
    job = jobs.job_for_reader(person, job_pk)
    form = ProposalForm(
        request.POST or None,
        request.FILES or None,
        currency=job.currency,
        hourly=job.kind == "hourly",
        questions=[row.text for row in job.questions.all()],
        initial={"key": uuid.uuid4().hex},
    )
    wants_preview = request.method == "POST" and "preview" in request.POST
    if request.method == "POST" and form.is_valid() and not wants_preview:
        with form.refusals():
            proposal = actions.submit_proposal(
                job,
                freelancer=person,
                letter=form.cleaned_data["letter"],
                answers=form.answers,
                uploads=form.cleaned_data["files"],
                key=form.cleaned_data["key"],
                now=now,
                **{name: form.cleaned_data[name] for name in TERMS},
            )
            return see(request, "proposal", proposal.pk, said=_("Your proposal is sent."))
    standing = queries.standing(person, job, now)
    if standing.proposal_id and request.method != "POST":
        return see(request, "proposal", standing.proposal_id)
    context = _apply_page(person, job, form) | {
        "standing": standing,
        "preview": form.cleaned_data if wants_preview and form.is_valid() else None,
        "is_ready": profiles.is_ready(person),
    }
    return draw(request, "proposals/apply.html", context, status=form.status)


def _apply_page(person: "Person", job: "Job", form: TermsForm) -> dict[str, object]:
    """Gather the fee line: what the bid would bring now."""
    bid = form.cleaned_data.get("bid") if form.is_bound and hasattr(form, "cleaned_data") else form.initial.get("bid")
    fee_bp = rulebook.value("fee.freelancer_bp", at=clock.now())
    fee = share(bid, fee_bp) if bid else 0
    return {
        "job": job,
        "form": form,
        "person": person,
        "fee_bp": fee_bp,
        "bid": bid,
        "fee": fee,
        "net": bid - fee if bid else 0,
    }


@require_safe
def apply_bar(request: HttpRequest, job_pk: int) -> HttpResponse:
    """Draw the bar at the thumb of a job's page: cost, balance, or that one applied."""
    person = person_of(request) if request.user.is_authenticated else None
    job = jobs.job_for_reader(person, job_pk)
    context: dict[str, object] = {"job": job, "standing": None, "is_own": False}
    if person is not None:
        context["is_own"] = queries.may_recruit(person, job.company_id)
        context["standing"] = queries.standing(person, job, clock.now())
    return draw(request, "proposals/apply_bar.html", context)


@login_required
@require_safe
def my_proposals(request: HttpRequest) -> HttpResponse:
    """List a freelancer's proposals, open or ended."""
    person = person_of(request)
    tab = "ended" if request.GET.get("tab") == "ended" else "open"
    page = queries.proposals_of(person, tab, before=number(request, "after"))
    most = rulebook.value("proposal.open_per_freelancer", at=clock.now())
    context = {
        "page": page,
        "tab": tab,
        "open_now": queries.count_open(person),
        "most": most,
        "funnel": queries.funnel_of(person, now=clock.now()),
        "funnel_days": queries.FUNNEL_DAYS,
    }
    return draw(request, "proposals/my_proposals.html", context)


@login_required
@require_safe
def connects_returning(request: HttpRequest) -> HttpResponse:
    """Draw which open proposals give Connects back when nobody opens them, for the page of the Connects."""
    return draw(request, "proposals/connects_returning.html", {"rows": queries.returning(person_of(request))})


@login_required
@require_safe
def proposal(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a freelancer his proposal; a member of the client's team is sent to the client's page of it."""
    person = person_of(request)
    row = queries.proposal_for_either(person, pk)
    if row.freelancer_id != person.pk:
        return see(request, "review_proposal", pk)
    room_id = conversations.room_id_of(("proposal", pk))
    return draw(request, "proposals/proposal.html", _own_page(row) | {"room_id": room_id})


def _own_page(row: Proposal) -> dict[str, object]:
    fee_bp = rulebook.value("fee.freelancer_bp", at=clock.now())
    fee = share(row.bid, fee_bp)
    return {
        "proposal": row,
        "job": row.job,
        "fee_bp": fee_bp,
        "fee": fee,
        "net": row.bid - fee,
        "may_edit_text": row.may_edit_text(clock.now()),
        "milestones": row.milestones.all(),
        "answers": row.answers.all(),
        "files": row.files.all(),
        "revisions": row.revisions.order_by("-pk"),
    }


@login_required
def edit_proposal(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a proposal's terms, and its text while that is possible."""
    person, now = person_of(request), clock.now()
    row = queries.proposal_for_freelancer(person, pk)
    may_edit_text = row.may_edit_text(now)
    initial: dict[str, object] = {"letter": row.letter, "bid": row.bid, "days": row.days}
    for n, step in enumerate(row.milestones.all()[:5], 1):
        initial |= {f"step_{n}_title": step.title, f"step_{n}_amount": step.amount, f"step_{n}_days": step.days}
    kind = ProposalForm if may_edit_text else TermsForm
    form = kind(
        request.POST or None,
        request.FILES or None,
        currency=row.currency,
        hourly=row.job.kind == "hourly",
        initial=initial,
    )
    if request.method == "POST" and form.is_valid():
        with form.refusals():
            actions.edit_proposal(
                row,
                by=person,
                letter=form.cleaned_data.get("letter", row.letter),
                uploads=form.cleaned_data.get("files", []),
                now=now,
                **{name: form.cleaned_data[name] for name in TERMS},
            )
            return see(
                request, "proposal", pk, said=_("Your proposal is changed. The client can read what it said before.")
            )
    context = _apply_page(person, row.job, form) | {"proposal": row, "may_edit_text": may_edit_text}
    return draw(request, "proposals/edit.html", context, status=form.status)


@login_required
def withdraw_proposal(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask whether to withdraw, and do it."""
    person = person_of(request)
    row = queries.proposal_for_freelancer(person, pk)
    if request.method == "POST":
        actions.withdraw_proposal(row, by=person, now=clock.now())
        return see(request, "proposal", pk, said=_("Your proposal is withdrawn."))
    return draw(request, "proposals/withdraw.html", {"proposal": row, "job": row.job})


@login_required
@require_safe
def invitations(request: HttpRequest) -> HttpResponse:
    """List the invitations of a freelancer."""
    return draw(request, "proposals/invitations.html", {"rows": queries.invitations_for(person_of(request))})


@login_required
def invitation(request: HttpRequest, pk: int) -> HttpResponse:
    """Show an invitation; a POST declines it. To accept is to apply."""
    person, now = person_of(request), clock.now()
    row = queries.invitation_for_freelancer(person, pk)
    form = InvitationAnswerForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with form.refusals():
            actions.decline_invitation(row, by=person, reason=form.cleaned_data["reason"], now=now)
            return see(request, "invitations", said=_("You declined the invitation. The client is told."))
    elif request.method == "GET":
        actions.see_invitation(row, by=person, now=now)
    return draw(request, "proposals/invitation.html", {"row": row, "job": row.job, "form": form}, status=form.status)


def number(request: HttpRequest, name: str) -> int | None:
    """Read a number out of the address; anything else counts as none."""
    text = request.GET.get(name, "")
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 19 else None
