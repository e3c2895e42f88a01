"""Reporting something."""

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from karigar.accounts.guards import person_of
from karigar.kit import clock, limits
from karigar.kit.pages import draw, see
from karigar.trust import actions, rules
from karigar.trust.forms import ReportForm


@login_required
def report(request: HttpRequest, subject_type: str, subject_id: int) -> HttpResponse:
    """Report that a thing breaks a rule."""
    if subject_type not in rules.SUBJECTS:
        raise Http404
    person = person_of(request)
    form = ReportForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        now = clock.now()
        with form.refusals():
            limits.take(f"report:{person.pk}", times=20, seconds=86400, now=now)
            actions.report(
                subject_type=subject_type, subject_id=subject_id, reporter=person, **form.cleaned_data, now=now
            )
            return see(
                request, "home", said=_("Thank you. A person will look at it, and nothing else is needed from you.")
            )
    return draw(
        request, "trust/report.html", {"form": form, "subject": rules.SUBJECTS[subject_type]}, status=form.status
    )
