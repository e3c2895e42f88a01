"""Pages for people who trust nobody."""

import datetime as dt

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from django.utils import feedgenerator
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import conditional_page, require_safe

from karigar.accounts import queries as accounts
from karigar.kit import clock, drawing, limits, signing
from karigar.kit.digits import latin_digits, row_number
from karigar.kit.pages import draw
from karigar.proofs import queries
from karigar.proofs.forms import ReceiptForm
from karigar.rulebook import queries as rulebook


@require_safe
def books(request: HttpRequest) -> HttpResponse:
    """List the sealed blocks of the books."""
    page = queries.blocks_page(request.GET.get("after"))
    return draw(request, "proofs/books.html", {"page": page, "audit": queries.last_audit()})


@require_safe
@cache_control(public=True, max_age=60)
@conditional_page
def blocks_json(request: HttpRequest) -> HttpResponse:
    """Give the list of blocks to a program."""
    since = row_number(latin_digits(request.GET.get("since", ""))) or 1
    return JsonResponse(queries.block_list(since))


@require_safe
@cache_control(public=True, max_age=60)
@conditional_page
def blocks_atom(request: HttpRequest) -> HttpResponse:
    """Publish the newest blocks as a feed, so that many readers keep copies that nobody can take back."""
    home = settings.SITE_URL + reverse("books")
    title = _("Sealed books of %(site)s") % {"site": settings.SITE_NAME}
    feed = feedgenerator.Atom1Feed(
        title=title,
        link=home,
        description=title,
        feed_url=settings.SITE_URL + reverse("blocks_atom"),
        author_name=settings.SITE_NAME,
    )
    for block in queries.newest_blocks():
        feed.add_item(
            title=_("Block %(height)s") % {"height": block.height},
            link=f"{home}#block-{block.height}",
            description=block.hash.hex(),
            unique_id=f"{home}#block-{block.height}",
            pubdate=block.sealed_at,
            updateddate=block.sealed_at,
        )
    return HttpResponse(feed.writeString("utf-8"), content_type="application/atom+xml; charset=utf-8")


def check_receipt(request: HttpRequest) -> HttpResponse:
    """Check a receipt that anybody holds."""
    form = ReceiptForm(request.POST or None, request.FILES or None)
    context: dict[str, object] = {"form": form}
    if request.method == "POST" and form.is_valid():
        with form.refusals():
            limits.take(f"receipt:{limits.address_of(request)}", times=60, seconds=60, now=clock.now())
            verdict, journal = queries.verdict_on(form.paper())
            context |= {"verdict": verdict.value, "journal": journal}
    return draw(request, "proofs/check_receipt.html", context, status=form.status)


def _may_see_held(request: HttpRequest) -> None:
    """Let in everybody where the operator shows it, else only staff who answer for the money. Raises Http404."""
    if rulebook.value("switch.safeguarding_public", at=clock.now()):
        return
    person = request.user
    if not person.is_authenticated or not accounts.duties_of(person) & {"finance", "auditor", "operator"}:
        raise Http404


@require_safe
def held(request: HttpRequest) -> HttpResponse:
    """Show what people own here and what is held for them."""
    _may_see_held(request)
    rows = queries.held_any(now=clock.now())
    for row in rows:
        row["lengths"] = drawing.lengths([row["people"], row["held"]])
        row["is_covered"] = row["held"] >= row["people"]
        row["difference"] = row["held"] - row["people"]
    context = {"rows": rows, "papers": queries.safeguards(), "key": signing.public_key(), "now": clock.now()}
    return draw(request, "proofs/held.html", context)


@require_safe
def held_paper(request: HttpRequest, day: str) -> HttpResponse:
    """Give the signed paper of a day."""
    _may_see_held(request)
    try:
        found = queries.safeguard_of(dt.date.fromisoformat(day))
    except ValueError:
        found = None
    if found is None:
        raise Http404
    paper = {"paper": found.paper, "signature": found.signature, "key": found.key}
    answer = JsonResponse(paper, json_dumps_params={"ensure_ascii": False, "indent": 1})
    answer["Content-Disposition"] = f'attachment; filename="held-{found.day.isoformat()}.json"'
    return answer
