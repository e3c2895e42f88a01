"""Certificates of earnings: the holder's pages, the paper, and the page on which anybody checks a code."""

import pathlib
import secrets
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from karigar.accounts import queries as accounts
from karigar.accounts.guards import person_of
from karigar.kit import clock, documents, languages, limits, signing
from karigar.kit.money import format_money
from karigar.kit.pages import draw, see
from karigar.kit.templatetags.karigar import day
from karigar.statements import actions, codes, queries
from karigar.statements.forms import CertificateForm, CodeForm
from karigar.statements.models import Certificate

LAYOUT = pathlib.Path(__file__).parent / "layouts" / "certificate.typ"


@login_required
def certificates(request: HttpRequest) -> HttpResponse:
    """List one's certificates, and make a new one."""
    person, now = person_of(request), clock.now()
    currencies = queries.earning_currencies(person)
    form = CertificateForm(
        request.POST or None,
        currencies=currencies,
        initial={"with_amounts": True, "since": now.date().replace(month=1, day=1), "until": now.date()},
    )
    if request.method == "POST" and form.is_valid():
        with form.refusals():
            limits.take(f"certificate:{person.pk}", times=20, seconds=86400, now=now)
            made = actions.issue_certificate(
                person,
                currency=form.cleaned_data["currency"],
                since=form.cleaned_data["since"],
                until=form.cleaned_data["until"],
                shows=form.shows(),
                site=settings.SITE_NAME,
                chance=secrets.randbits(60),
                now=now,
            )
            return see(request, "certificate", made.pk, said=_("The certificate is made."))
    context = {
        "form": form,
        "certificates": queries.certificates_of(person),
        "has_earned": bool(currencies),
        "is_identified": accounts.is_identified(person, now=now),
    }
    return draw(request, "statements/certificates.html", context, status=form.status)


@login_required
@require_safe
def certificate(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one of one's certificates, where others check it, and how to take it back."""
    found = queries.certificate_for(person_of(request), pk)
    return draw(request, "statements/certificate.html", {"certificate": found, **_shown(found)})


@login_required
@require_safe
def certificate_pdf(request: HttpRequest, pk: int) -> HttpResponse:
    """Hand out one of one's certificates as PDF, in the reader's language."""
    person = person_of(request)
    found = queries.certificate_for(person, pk)
    if found.revoked_at:
        raise Http404
    limits.take(f"pdf:{person.pk}", times=60, seconds=3600, now=clock.now())
    answer = HttpResponse(documents.pdf(LAYOUT, contents(found)), content_type="application/pdf")
    answer["Content-Disposition"] = f'attachment; filename="certificate-{found.code}.pdf"'
    return answer


@login_required
@require_POST
def revoke_certificate(request: HttpRequest, pk: int) -> HttpResponse:
    """Take one of one's certificates back."""
    found = queries.certificate_for(person_of(request), pk)
    actions.revoke_certificate(found, now=clock.now())
    return see(request, "certificate", pk, said=_("The certificate is taken back. Its code says so to whoever asks."))


@require_safe
def check_certificate(request: HttpRequest) -> HttpResponse:
    """Take the code of a certificate that anybody holds."""
    form = CodeForm(request.GET if "code" in request.GET else None)
    if form.is_valid():
        return see(request, "public_certificate", form.cleaned_data["code"])
    return _not_listed(draw(request, "statements/check_certificate.html", {"form": form}, status=form.status))


@require_safe
def public_certificate(request: HttpRequest, code: str) -> HttpResponse:
    """Say of a code whether it is genuine, and show what its holder lets others see."""
    limits.take(f"certificate-code:{limits.address_of(request)}", times=30, seconds=60, now=clock.now())
    found = queries.certificate_by_code(codes.cleaned(code))
    if found is None:
        context = {"form": CodeForm(initial={"code": code[:40]}), "unknown": True}
        return _not_listed(draw(request, "statements/check_certificate.html", context, status=404))
    context = {"revoked_at": found.revoked_at, **({} if found.revoked_at else _shown(found))}
    return _not_listed(draw(request, "statements/public_certificate.html", context))


@require_safe
def certificate_json(request: HttpRequest, code: str) -> HttpResponse:
    """Give the signed paper of a certificate, for programs. Raises Http404."""
    limits.take(f"certificate-code:{limits.address_of(request)}", times=30, seconds=60, now=clock.now())
    found = queries.certificate_by_code(codes.cleaned(code))
    if found is None or found.revoked_at:
        raise Http404
    paper = {"paper": found.paper, "signature": found.signature, "key": signing.public_key()}
    return _not_listed(JsonResponse(paper, json_dumps_params={"ensure_ascii": False, "indent": 1}))


def _not_listed(answer: HttpResponse) -> HttpResponse:
    """A certificate is for whoever got its code, not for search engines."""
    answer["X-Robots-Tag"] = "noindex"
    return answer


def _shown(found: Certificate) -> dict[str, Any]:
    """What a page shows: the paper, whether its signature holds, what was given back since."""
    back = queries.given_back_since(found)
    return {
        "paper": found.paper,
        "code": codes.grouped(found.code),
        "address": _address(found),
        "last_day": found.last_day,
        "is_signed": signing.is_signed(found.paper, found.signature, signing.public_key()),
        "given_back": back if "net" in found.paper else 0,
        "was_corrected": back > 0,
        "issued_at": found.issued_at,
        "since": found.since,
    }


def _address(found: Certificate) -> str:
    return settings.SITE_URL + reverse("public_certificate", args=[found.code])


def contents(found: Certificate) -> dict[str, object]:
    """Return the words and figures of the paper, in the reader's language."""
    paper = found.paper
    facts = [
        [_("Name"), paper["name"]],
        [_("From"), day(found.since)],
        [_("Up to and including"), day(found.last_day)],
        [_("Contracts"), str(paper["contracts"])],
        [_("Clients"), str(paper["clients"])],
    ]
    sums = []
    if "net" in paper:
        sums = [
            [_("Paid by clients"), _money(paper["gross"], paper)],
            [_("Fee of the site"), _money(-paper["fee"], paper)],
            [_("Received"), _money(paper["net"], paper)],
        ]
    works = [
        [work["title"], work.get("client", ""), _money(work["net"], paper) if "net" in work else ""]
        for work in paper.get("works", [])
    ]
    return {
        "lang": languages.current().partition("-")[0],
        "title": _("Certificate of earnings"),
        "site": paper["site"],
        "facts": facts,
        "sums": sums,
        "works": works,
        "works_title": _("Contracts"),
        "clients": ", ".join(paper.get("client_names", [])),
        "clients_title": _("Clients"),
        "said": _("%(site)s certifies from its books what this person was paid for work here.")
        % {"site": paper["site"]},
        "issued": _("Issued on %(day)s") % {"day": day(found.issued_at)},
        "check": _("Anybody can check this certificate:"),
        "address": _address(found),
        "code": codes.grouped(found.code),
        "qr": _qr(_address(found)),
    }


def _money(amount: int, paper: dict[str, Any]) -> str:
    return f"{format_money(amount, paper['currency'])} {paper['currency']}"


def _qr(address: str) -> str:
    # Imported here: only who draws a certificate pays for it.
    import segno

    return str(segno.make(address, error="m").svg_inline(border=2))
