"""The back office of feedback: read it, and hide what breaks a rule."""

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from karigar.accounts.guards import person_of, staff_only
from karigar.kit import clock
from karigar.kit.pages import draw, see
from karigar.reviews import actions, queries
from karigar.reviews.forms import HideForm


@staff_only("support", "moderator", "mediator")
def staff_reviews(request: HttpRequest) -> HttpResponse:
    """List the newest published feedback."""
    return draw(request, "reviews/staff_reviews.html", {"page": queries.newest_any(request.GET.get("after", ""))})


@staff_only("moderator", "mediator")
def staff_review(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one feedback; hide it by a rule."""
    review = queries.review_any(pk)
    form = HideForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        with form.refusals():
            given = form.cleaned_data
            actions.hide_review(
                review, by=person_of(request), rule=given["rule"], reason=given["reason"], now=clock.now()
            )
            return see(request, "staff_review", pk, said=_("The feedback is hidden."))
    return draw(request, "reviews/staff_review.html", {"review": review, "form": form}, status=form.status)
