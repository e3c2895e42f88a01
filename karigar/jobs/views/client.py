"""Pages for those who have work to be done."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from karigar.accounts import queries as people
from karigar.accounts.guards import hat_of, person_of
from karigar.jobs import actions, forms, queries, rules, sheets
from karigar.jobs.models import Job
from karigar.jobs.refusals import SameJobIsOpen
from karigar.jobs.states import JobStatus
from karigar.kit import clock
from karigar.kit.digits import row_number
from karigar.kit.pages import draw, see
from karigar.rulebook import queries as rulebook

if TYPE_CHECKING:
    from karigar.accounts.models import Company


def _company_of(request: HttpRequest, may: str) -> "Company | None":
    """The company for which the reader acts: that of his hat, else his first one, else none yet."""
    person = person_of(request)
    hat = hat_of(request)
    if hat.kind == "client" and hat.company_id:
        return people.member_of(person, hat.company_id, may).company
    mine = [row for row in people.companies_of(person) if people.role_may(row.role, may)]
    return mine[0].company if mine else None


@require_safe
@login_required
def my_jobs(request: HttpRequest) -> HttpResponse:
    """List the jobs of the reader's company."""
    company = _company_of(request, "read")
    if company is None:
        return draw(request, "jobs/my_jobs.html", {"jobs": [], "tabs": [], "tab": ""})
    tab = request.GET.get("tab", "")
    tab = tab if tab in queries.TABS else ""
    page = queries.jobs_of_company(person_of(request), company.pk, tab=tab, before=request.GET.get("after"))
    counts = queries.counts_of_company(person_of(request), company.pk)
    words = {"open": _("Open"), "draft": _("Drafts"), "paused": _("Paused"), "ended": _("Ended")}
    tabs = [("", _("All"), sum(counts.values())), *((key, words[key], counts[key]) for key in queries.TABS)]
    return draw(
        request,
        "jobs/my_jobs.html",
        {"company": company, "jobs": page.rows, "next": page.next, "tabs": tabs, "tab": tab},
    )


@login_required
def post_job(request: HttpRequest) -> HttpResponse:
    """Write a new job; it is kept as a draft, then looked at, then published."""
    company = _company_of(request, "post")
    return _write(
        request,
        None,
        company,
        initial={"currency": company.currency if company else "BDT", "language": person_of(request).language[:2]},
    )


@login_required
def edit_job(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a draft or a published job."""
    job = queries.job_for_client(person_of(request), pk, "post")
    return _write(request, job, job.company, initial=forms.initial_of(job))


def _write(request: HttpRequest, job: Job | None, company: "Company | None", initial: dict[str, Any]) -> HttpResponse:
    now = clock.now()
    is_draft = job is None or job.status == JobStatus.DRAFT
    complete = not is_draft or request.POST.get("do") == "preview"
    currencies = rulebook.value("currencies", at=now)
    if job and job.currency not in currencies:
        currencies = [*currencies, job.currency]
    form = forms.JobForm(
        request.POST or None, request.FILES or None, initial=initial, currencies=currencies, complete=complete
    )
    same: object = None
    if request.method == "POST" and form.is_valid():
        with form.refusals():
            try:
                return _keep(request, job, company, form)
            except SameJobIsOpen as refusal:
                same = refusal.facts["job"]
                raise
    context = {
        "form": form,
        "job": job,
        "is_draft": is_draft,
        "same": same,
        "client_fee": rulebook.value("fee.client_bp", at=now),
        "files": [row.file for row in job.job_files.select_related("file")] if job else [],
    }
    return draw(request, "jobs/write.html", context, status=form.status)


def _keep(request: HttpRequest, job: Job | None, company: "Company | None", form: forms.JobForm) -> HttpResponse:
    person, now = person_of(request), clock.now()
    dropped = [pk for text in request.POST.getlist("drop") if (pk := row_number(text))]
    if job and job.status != JobStatus.DRAFT:
        actions.edit_job(job, by=person, now=now, drop_files=dropped, **form.values())
        return see(request, "my_job", job.pk, said=_("Your changes are published."))
    draft = actions.save_draft(job, company=company, by=person, now=now, drop_files=dropped, **form.values())
    if request.POST.get("do") == "preview":
        return see(request, "preview_job", draft.pk)
    return see(request, "edit_job", draft.pk, said=_("Draft saved. Only your team can see it."))


@require_safe
@login_required
def preview_job(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a draft as freelancers will see it."""
    person, now = person_of(request), clock.now()
    job = queries.job_for_client(person, pk, "post")
    if job.status != JobStatus.DRAFT:
        return see(request, "my_job", pk)
    page = queries.job_page(person, pk)
    context = sheets.context(page, viewer_id=person.pk, now=now) | {
        "client_fee": rulebook.value("fee.client_bp", at=now)
    }
    return draw(request, "jobs/preview.html", context)


@require_POST
@login_required
def publish_job(request: HttpRequest, pk: int) -> HttpResponse:
    """Publish a draft."""
    person = person_of(request)
    job = actions.publish_job(queries.job_for_client(person, pk, "post"), by=person, now=clock.now())
    return see(request, "my_job", job.pk, said=_("Your job is published. You will be told when proposals come."))


@require_safe
@login_required
def my_job(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a job to the client's team, with what can be done now."""
    person, now = person_of(request), clock.now()
    job = queries.job_for_client(person, pk)
    if job.status == JobStatus.DRAFT:
        return see(request, "edit_job", pk)
    role = people.member_of(person, job.company_id).role
    return draw(
        request,
        "jobs/my_job.html",
        {
            "job": job,
            "slug": rules.slug_of(job.title),
            "may_post": people.role_may(role, "post"),
            "proposals_url": sheets.address("job_proposals", job.pk),
            "people_url": sheets.address("people_for_job", job.pk) if job.is_open else "",
            "limit": rulebook.value("proposal.per_job_lifted" if job.proposals_lifted else "proposal.per_job", at=now),
            "lifted_limit": rulebook.value("proposal.per_job_lifted", at=now),
            "rule": queries.removals().get(job.removed_rule, ""),
        },
    )


@login_required
def close_job(request: HttpRequest, pk: int) -> HttpResponse:
    """End a job with a reason."""
    person = person_of(request)
    job = queries.job_for_client(person, pk, "post")
    form = forms.CloseForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with form.refusals():
            actions.close_job(
                job, by=person, reason=form.cleaned_data["reason"], note=form.cleaned_data["note"], now=clock.now()
            )
            return see(
                request, "my_job", pk, said=_("The job is closed. Everybody who was waiting is told the reason.")
            )
    return draw(request, "jobs/close.html", {"form": form, "job": job}, status=form.status)


def _act(action: Callable[..., Any], said: Callable[[], str], to: str = "my_job") -> Callable[..., HttpResponse]:
    """Make the view of a button that needs nothing but a press."""

    @require_POST
    @login_required
    def act(request: HttpRequest, pk: int) -> HttpResponse:
        person = person_of(request)
        made = action(queries.job_for_client(person, pk, "post"), by=person, now=clock.now())
        where = [] if to == "my_jobs" else [made.pk if isinstance(made, Job) else pk]
        return see(request, to, *where, said=said())

    return act


pause_job = _act(
    actions.pause_job, lambda: _("The job is paused. Nobody can find it or apply until you open it again.")
)
reopen_job = _act(actions.reopen_job, lambda: _("The job is open again."))
lift_proposals = _act(actions.lift_proposals, lambda: _("More proposals can come now."))
repost_job = _act(actions.repost_job, lambda: _("This is a copy. Change what is new, then publish it."), to="edit_job")
discard_draft = _act(actions.discard_draft, lambda: _("The draft is thrown away."), to="my_jobs")
