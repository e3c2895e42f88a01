"""What the pages of this module share: the small page of one deed."""

import uuid
from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict
from django.utils.functional import Promise

from karigar.contracts.models import Contract
from karigar.kit.forms import Form
from karigar.kit.pages import draw


def posted(request: HttpRequest) -> QueryDict | None:
    """What was sent, also when it is empty."""
    return request.POST if request.method == "POST" else None


def new_key() -> str:
    """A key for one form: sent twice, it pays once."""
    return uuid.uuid4().hex


def deed(
    request: HttpRequest,
    form: Form,
    *,
    contract: Contract,
    heading: str | Promise,
    button: str | Promise,
    lines: list[str] | None = None,
    figures: list[tuple[str | Promise, int]] | None = None,
    is_danger: bool = False,
    **more: Any,
) -> HttpResponse:
    """Draw the page of one deed: what it is, what it costs, what happens then, its fields and its button."""
    context = {
        "form": form,
        "contract": contract,
        "heading": heading,
        "button": button,
        "lines": lines or [],
        "figures": figures or [],
        "is_danger": is_danger,
        **more,
    }
    return draw(request, "contracts/deed.html", context, status=form.status)
