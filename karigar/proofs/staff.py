"""Back office: what the audits found."""

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from karigar.accounts.guards import staff_only
from karigar.kit import clock
from karigar.kit.pages import draw, see
from karigar.proofs import actions, queries


@staff_only("finance", "operator")
@require_safe
def staff_proofs(request: HttpRequest) -> HttpResponse:
    """Show the audits of the last weeks."""
    return draw(request, "proofs/staff_proofs.html", {"audits": queries.audits_any()})


@staff_only("finance", "operator")
@require_POST
def audit_books(request: HttpRequest) -> HttpResponse:
    """Audit what is new, now."""
    run = actions.audit_books(whole=False, now=clock.now())
    said = _("Something is wrong with the books; see below.") if run.broken else _("The books hold.")
    return see(request, "staff_proofs", said=said)
