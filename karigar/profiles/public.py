"""The pages that others see: a freelancer's profile, a company's page."""

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.urls import NoReverseMatch, reverse
from django.views.decorators.http import require_safe

from karigar.accounts.guards import person_of
from karigar.files import queries as files
from karigar.kit.pages import draw
from karigar.profiles import queries
from karigar.profiles.models import Profile


def _optional(name: str, *args: object) -> str:
    """The address of another module's page, or '' where that module is not there."""
    try:
        return reverse(name, args=args)
    except NoReverseMatch:
        return ""


@require_safe
def profile(request: HttpRequest, handle: str) -> HttpResponse:
    """Show a freelancer's page."""
    viewer = person_of(request) if request.user.is_authenticated else None
    shown = queries.profile_for(viewer, handle)
    if shown is None:
        return redirect_to_login(request.get_full_path())
    is_own = viewer is not None and viewer.pk == shown.person_id
    large = files.picture_url(shown.photo.pk, shown.photo.sha256, 256) if shown.photo else ""
    return draw(
        request,
        "profiles/profile.html",
        {
            "profile": shown,
            "is_own": is_own,
            "is_indexed": shown.visibility == Profile.Visibility.PUBLIC and shown.published_at is not None,
            "skills": queries.skills_of(shown),
            "photo_url": large,
            "site_url": settings.SITE_URL,
            "reviews_url": _optional("profile_reviews", shown.person.handle),
            "invite_url": _optional("invite", shown.person.handle) if viewer and not is_own else "",
        },
    )


@require_safe
def company(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what a company is and did here."""
    viewer = person_of(request) if request.user.is_authenticated else None
    found, record, belongs = queries.company_for(viewer, pk)
    context = {
        "company": found,
        "record": record,
        "belongs": belongs,
        "reviews_url": _optional("company_reviews", pk),
        "settings_url": _optional("my_company"),
    }
    return draw(request, "profiles/company.html", context)
