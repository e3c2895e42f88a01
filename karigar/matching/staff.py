"""The back office of matching: draws of newcomers, to be read and repeated."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from karigar.accounts.guards import staff_only
from karigar.kit.pages import draw
from karigar.matching import queries


@staff_only("operator")
@require_safe
def staff_draws(request: HttpRequest) -> HttpResponse:
    """List the draws, newest first."""
    return draw(request, "matching/staff_draws.html", {"page": queries.drawings_any(request.GET.get("after"))})


@staff_only("operator")
@require_safe
def staff_draw(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one draw with its chances, and repeat it."""
    drawn = queries.drawing_any(pk)
    context = {"drawing": drawn, "picks": drawn.picks.all(), "replay": queries.replay(drawn)}
    return draw(request, "matching/staff_draw.html", context)
