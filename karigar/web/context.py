"""What the base page needs on every page. It asks the database nothing and costs microseconds."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from karigar.kit import languages
from karigar.web.frame import Frame, Kind, icons
from karigar.web.navigation import TAGS, may, place_of, url_of, worded


def page(request: HttpRequest) -> dict[str, Any]:
    """Add names, hat and frame to every template."""
    person = getattr(request, "user", None)
    signed_in = bool(person and person.is_authenticated)
    hat = getattr(request, "hat", None) if signed_in else None
    kind = (hat.kind if hat else "freelancer") if signed_in else ""
    code = languages.current()
    may_post = may(hat, "post")
    unread = (person.unread_messages, person.unread_notices) if person and signed_in else (0, 0)
    frame = Frame(
        request,
        Kind(code, kind, place_of(kind, request.path), may_post, *unread),
        name=person.name if person and signed_in else "",
        hat_label=((hat.company_name if kind == "client" else "") or worded(kind, code)[2]) if hat else "",
    )
    return {
        "site_name": settings.SITE_NAME,
        "demo": settings.DEMO,
        "lang": TAGS.get(code, code),
        "icons": icons(),
        # One masked token for all forms of a page: masking it costs more than drawing the form.
        "csrf_token": frame.token,
        "hat": hat,
        "hat_kind": kind,
        "hat_url": url_of("switch_hat"),
        "signed_in": signed_in,
        "may_post": may_post,
        "frame": frame,
    }
