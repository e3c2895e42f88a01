"""The moderators' pages of jobs."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from karigar.accounts.guards import person_of, staff_only
from karigar.events import queries as events
from karigar.jobs import actions, forms, queries, rules, sheets
from karigar.jobs.states import MOVES, JobStatus
from karigar.kit import clock
from karigar.kit.forms import Form
from karigar.kit.pages import draw, see


@require_safe
@staff_only("moderator", "support", "operator")
def staff_jobs(request: HttpRequest) -> HttpResponse:
    """Find jobs of any state."""
    form = forms.StaffSearchForm(request.GET or None)
    asked = form.cleaned_data if form.is_valid() else {"q": "", "status": ""}
    page = queries.jobs_for_staff_any(
        words=asked.get("q", ""), status=asked.get("status", ""), before=request.GET.get("after")
    )
    kept = request.GET.copy()
    kept.pop("after", None)
    return draw(request, "jobs/staff_jobs.html", {"form": form, "page": page, "query": kept.urlencode()})


@require_safe
@staff_only("moderator", "support", "operator")
def staff_job(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one job with its history and the acts allowed now."""
    return _draw(request, pk)


def _draw(request: HttpRequest, pk: int, refused: Form | None = None, act: str = "") -> HttpResponse:
    job = queries.job_any(pk)
    html, _was_masked = sheets.body(job.description)
    blank = {
        "remove": forms.RemoveForm(prefix="remove"),
        "flag": forms.ReasonForm(prefix="flag"),
        "restore": forms.ReasonForm(prefix="restore"),
    }
    allowed = {
        "remove": "removed" in MOVES[job.status],
        "flag": "flagged" in MOVES[job.status],
        "restore": job.status in {JobStatus.FLAGGED, JobStatus.REVIEW},
    }
    acts = [(name, words, refused if refused is not None and act == name else blank[name], f"staff_{name}_job") for name, words in (
        ("flag", _("Hide it while it is checked")),
        ("restore", _("Put it back")),
        ("remove", _("Remove it")),
    ) if allowed[name]]  # fmt: skip
    context = {
        "job": job,
        "body": html,
        "acts": acts,
        "refused": refused,
        "history": events.history_any("job", pk, 30),
        "slug": rules.slug_of(job.title),
        "rule": queries.removals().get(job.removed_rule, ""),
    }
    return draw(request, "jobs/staff_job.html", context, status=refused.status if refused is not None else 200)


def _act(
    name: str, form_class: type[Form], action: Callable[..., Any], said: Callable[[], str]
) -> Callable[..., HttpResponseBase]:
    """Make the view of a moderator's act with its typed reason."""

    @require_POST
    @staff_only("moderator", "operator")
    def act(request: HttpRequest, pk: int) -> HttpResponse:
        form = form_class(request.POST, prefix=name)
        if form.is_valid():
            with form.refusals():
                action(queries.job_any(pk), by=person_of(request), now=clock.now(), **form.cleaned_data)
                return see(request, "staff_job", pk, said=said())
        return _draw(request, pk, form, name)

    return act


remove_job = _act(
    "remove",
    forms.RemoveForm,
    actions.remove_job,
    lambda: _("The job is removed. The client and the applicants are told."),
)
flag_job = _act("flag", forms.ReasonForm, actions.flag_job, lambda: _("The job is hidden while it is checked."))
restore_job = _act("restore", forms.ReasonForm, actions.restore_job, lambda: _("The job is back."))
