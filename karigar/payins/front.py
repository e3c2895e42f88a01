"""Where providers and returning payers knock. Nothing that stands in an address is believed: the provider is asked."""

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from karigar.accounts.guards import person_of
from karigar.kit import clock, limits
from karigar.kit.pages import see
from karigar.payins import actions, calls, queries
from karigar.payins.providers import provider_named
from karigar.payins.providers.interface import BadSignature

LONGEST = 256 * 1024  # bytes; the longest event of a known provider is a tenth of it


@csrf_exempt
@require_POST
def payment_events(request: HttpRequest, provider: str) -> HttpResponse:
    """Keep what a provider tells and answer at once; the worker does the work. 400: not signed by it; 413: too long."""
    now, address = clock.now(), limits.address_of(request)
    if provider not in queries.providers(now=now):
        raise Http404
    limits.take(f"events:{provider}:{address}", times=1200, seconds=60, now=now)
    length = request.META.get("CONTENT_LENGTH") or "0"
    if not length.isdigit() or int(length) > LONGEST:
        return HttpResponse(status=413)
    body = request.body
    text = body.decode("utf-8", "replace").replace("\0", "\ufffd")
    try:
        told = provider_named(provider).parse_event(request.headers, body, now=now)
    except (BadSignature, ValueError, KeyError, TypeError, LookupError) as error:
        limits.take(f"events-refused:{provider}:{address}", times=60, seconds=60, now=now)
        actions.keep_refused(provider, body=text, why=f"{type(error).__name__} {error}", now=now)
        return HttpResponse(status=400)
    actions.store_events(provider, told=told, body=text, now=now)
    return HttpResponse(status=200)


@csrf_exempt
def payment_back(request: HttpRequest, pk: int) -> HttpResponse:
    """Receive a payer who comes back; some gateways send him by POST, whose cookies the browser keeps to itself."""
    if request.method == "POST":
        return see(request, "payment_back", pk)
    return _asked_at_the_provider(request, pk)


@login_required
@require_safe
def _asked_at_the_provider(request: HttpRequest, pk: int) -> HttpResponse:
    """Whatever the address claims: the provider is asked."""
    deposit = queries.deposit_for_member(person_of(request), pk)
    now = clock.now()
    limits.take(f"back:{request.user.pk}", times=60, seconds=600, now=now)
    calls.ask_about(deposit, now=now)
    is_booked = queries.deposit_any(pk).status == "booked"
    return see(request, "deposit", pk, said=_("The money is in your wallet.") if is_booked else "")
