"""Invoices and fee receipts of the reader, and what stands on them."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from karigar.accounts import queries as accounts
from karigar.accounts.guards import hat_of, person_of
from karigar.invoices import actions, einvoice, paper, queries
from karigar.invoices.forms import DetailsForm
from karigar.invoices.models import Document
from karigar.kit import clock, limits
from karigar.kit.pages import draw, see


@login_required
@require_safe
def invoices(request: HttpRequest) -> HttpResponse:
    """List the documents of the hat that is worn: the person's own, or the company's."""
    person, company_id, after = person_of(request), hat_of(request).company_id, request.GET.get("after", "")
    page = (
        queries.documents_of_company(person, company_id, after)
        if company_id
        else queries.documents_of_person(person, after)
    )
    return draw(request, "invoices/invoices.html", {"page": page})


@login_required
@require_safe
def invoice(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one document."""
    document = queries.document_for(person_of(request), pk)
    return draw(request, "invoices/invoice.html", {"document": document, "paper": paper.contents(document)})


@login_required
@require_safe
def invoice_pdf(request: HttpRequest, pk: int) -> HttpResponse:
    """Hand out one document as PDF, in the reader's language."""
    person = person_of(request)
    document = queries.document_for(person, pk)
    limits.take(f"pdf:{person.pk}", times=60, seconds=3600, now=clock.now())
    return as_file(document)


@login_required
@require_safe
def invoice_xml(request: HttpRequest, pk: int) -> HttpResponse:
    """Hand out one document as EN 16931 XML, for programs."""
    person = person_of(request)
    document = queries.document_for(person, pk)
    limits.take(f"pdf:{person.pk}", times=60, seconds=3600, now=clock.now())
    return as_xml(document)


def as_xml(document: Document) -> HttpResponse:
    """Answer with the XML of a document."""
    answer = HttpResponse(einvoice.xml(document), content_type="application/xml")
    answer["Content-Disposition"] = f'attachment; filename="{document.number}.xml"'
    return answer


def as_file(document: Document) -> HttpResponse:
    """Answer with the PDF of a document."""
    answer = HttpResponse(paper.draw(document), content_type="application/pdf")
    answer["Content-Disposition"] = f'attachment; filename="{document.number}.pdf"'
    return answer


@login_required
def billing_details(request: HttpRequest) -> HttpResponse:
    """Ask what should stand on future invoices, of the person or of the company whose hat is worn."""
    person, company_id = person_of(request), hat_of(request).company_id
    company = (
        accounts.member_of(person, company_id, "read" if request.method == "GET" else "manage").company
        if company_id
        else None
    )
    party = queries.party_of_company(company) if company else queries.party_of_person(person)
    form = DetailsForm(request.POST or None, initial={**party, "legal_name": party["name"]})
    if request.method == "POST" and form.is_valid():
        with form.refusals():
            owner = None if company else person
            actions.save_details(owner, company=company, **form.cleaned_data, by=person, now=clock.now())
            return see(request, "invoices", said=_("Saved. Your next invoices show it."))
    return draw(request, "invoices/billing_details.html", {"form": form, "company": company}, status=form.status)
