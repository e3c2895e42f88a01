"""Pages of feedback."""

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from karigar.accounts import queries as accounts
from karigar.accounts.guards import person_of
from karigar.contracts import queries as contracts
from karigar.kit import clock
from karigar.kit.forms import Form
from karigar.kit.pages import draw, see
from karigar.profiles import queries as profiles
from karigar.reviews import actions, queries, rules
from karigar.reviews.forms import ReplyForm, ReviewForm, RevisionForm
from karigar.reviews.models import Review


@login_required
def leave_review(request: HttpRequest, contract_pk: int) -> HttpResponse:
    """Say how the other side was, or read what both said."""
    person, now = person_of(request), clock.now()
    contract, is_client = contracts.contract_for_either(
        person, contract_pk, "hire" if request.method == "POST" else "read"
    )
    window = queries.window_of(contract.pk)
    own, other = queries.reviews_shown(window, is_client=is_client)
    form = ReviewForm(request.POST if request.method == "POST" else None, about_freelancer=is_client)
    if request.method == "POST" and form.is_valid():
        with form.refusals():
            actions.leave_review(
                window,
                by=person,
                by_client=is_client,
                aspects=form.aspects(),
                text=form.cleaned_data["text"],
                note_to_staff=form.cleaned_data["note_to_staff"],
                now=now,
            )
            return see(request, "leave_review", contract_pk, said=_("Thank you. Your feedback is kept."))
    context = {
        "contract": contract,
        "window": window,
        "own": own,
        "other": other,
        "own_rows": _rows(own),
        "other_rows": _rows(other),
        "is_over": bool(window.published_at) or window.closes_at <= now,
        "is_client": is_client,
        "may_revise": bool(own and own.published_at and own.author_id == person.pk and own.may_be_revised(now)),
        "may_allow": bool(other and other.change_until is None),
        "other_name": contract.freelancer.name if is_client else contract.company.name,
        "form": form,
    }
    return draw(request, "reviews/leave_review.html", context, status=form.status)


def _rows(review: Review | None) -> list[tuple[str | Promise, int]]:
    if review is None:
        return []
    labels = rules.aspects_about(freelancer=review.by_client)
    return [(label, int(review.aspects.get(name, 0))) for name, label in labels.items()]


@login_required
def reply_review(request: HttpRequest, pk: int) -> HttpResponse:
    """Answer feedback about oneself."""
    person = person_of(request)
    review = queries.review_for_subject(person, pk)
    form = ReplyForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        with form.refusals():
            actions.reply_review(review, by=person, text=form.cleaned_data["text"], now=clock.now())
            return see(request, "leave_review", review.window_id, said=_("Your reply is published."))
    return draw(request, "reviews/reply_review.html", {"review": review, "form": form}, status=form.status)


@login_required
def allow_change(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask whether the author may change feedback about oneself, and allow it."""
    person = person_of(request)
    review = queries.review_for_subject(person, pk)
    form = Form(request.POST if request.method == "POST" else None)
    if request.method == "POST":
        with form.refusals():
            actions.allow_change(review, by=person, now=clock.now())
            return see(request, "leave_review", review.window_id, said=_("The author is told and may change it once."))
    return draw(request, "reviews/allow_change.html", {"review": review, "form": form}, status=form.status)


@login_required
def revise_review(request: HttpRequest, pk: int) -> HttpResponse:
    """Change one's own published feedback, while the other side allows it."""
    person, now = person_of(request), clock.now()
    review = queries.review_for_author(person, pk)
    initial = {**review.aspects, "text": review.text}
    posted = request.POST if request.method == "POST" else None
    form = RevisionForm(posted, about_freelancer=review.by_client, initial=initial)
    if request.method == "POST" and form.is_valid():
        with form.refusals():
            actions.revise_review(review, by=person, aspects=form.aspects(), text=form.cleaned_data["text"], now=now)
            return see(request, "leave_review", review.window_id, said=_("Your feedback is changed."))
    context = {"review": review, "form": form, "is_allowed": review.may_be_revised(now)}
    return draw(request, "reviews/revise_review.html", context, status=form.status)


@require_safe
def profile_reviews(request: HttpRequest, handle: str) -> HttpResponse:
    """Feedback about a freelancer, as a page or as a part of the profile."""
    person = accounts.person_by_handle_any(handle)
    _demand_visible(request, handle)
    page = queries.published_about_person(person.pk, request.GET.get("after", ""))
    context = {
        "page": page,
        "name": person.short_name,
        "back": reverse("profile", args=[person.handle]),
        "about_freelancer": True,
    }
    return draw(request, "reviews/reviews.html", context, fragment="list")


def _demand_visible(request: HttpRequest, handle: str) -> None:
    """Show feedback to those who may see the profile itself."""
    viewer = person_of(request) if request.user.is_authenticated else None
    if profiles.profile_for(viewer, handle) is None:
        raise Http404


@require_safe
def company_reviews(request: HttpRequest, pk: int) -> HttpResponse:
    """Feedback about a client, as a page or as a part of the company's page."""
    company = accounts.company_any(pk)
    if company.is_suspended:
        raise Http404
    page = queries.published_about_company(pk, request.GET.get("after", ""))
    context = {"page": page, "name": "", "back": "", "about_freelancer": False}
    return draw(request, "reviews/reviews.html", context, fragment="list")
