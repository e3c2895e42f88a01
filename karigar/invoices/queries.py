"""What others may know of invoices, and of the parties on them."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from django.conf import settings
from django.db.models import F, Q, Sum
from django.db.models.functions import Coalesce
from django.http import Http404

from karigar.accounts import queries as accounts
from karigar.invoices.models import Details, Document, Kind, TaxRule
from karigar.kit.paging import Page, newest_first

if TYPE_CHECKING:
    from karigar.accounts.models import Company, Person

PERSONS = (Kind.INVOICE, Kind.FEE)
COMPANYS = (Kind.INVOICE, Kind.CLIENT_FEE)


def details_of(person: "Person | None", company: "Company | None") -> Details | None:
    """Return the saved details of a person, a company, or (with neither) of the operator."""
    return Details.objects.filter(person=person, company=company).first()


def party_of_person(person: "Person") -> dict[str, str]:
    """Return how a person stands on an invoice issued now: name, address, country, tax_number."""
    return _party(details_of(person, None), person.name, person.country)


def party_of_company(company: "Company") -> dict[str, str]:
    """Return how a company stands on an invoice issued now."""
    return _party(details_of(None, company), company.name, company.country)


def party_of_operator() -> dict[str, str]:
    """Return how the site's operator stands on a fee receipt issued now."""
    return _party(details_of(None, None), settings.SITE_NAME, "")


def _party(details: Details | None, name: str, country: str) -> dict[str, str]:
    if details is None:
        return {"name": name, "address": "", "country": country, "tax_number": ""}
    return {
        "name": details.legal_name,
        "address": details.address,
        "country": details.country or country,
        "tax_number": details.tax_number,
    }


def rules_any() -> Sequence[TaxRule]:
    """Return all tax rules, newest first."""
    return list(TaxRule.objects.select_related("set_by").order_by("-since", "-id"))


def uncredited_any(contract_id: int, kind: str) -> list[tuple[Document, int]]:
    """Return the documents of a kind on a contract that are not taken back whole, the newest first, and what is left."""
    rows = Document.objects.filter(contract_id=contract_id, kind=kind, is_credit=False).order_by("-id")
    left = rows.annotate(left=F("amount") - Coalesce(Sum("corrected_by__amount"), 0)).filter(left__gt=0)
    return [(row, row.left) for row in left]


def documents_of_person(person: "Person", cursor: str = "", limit: int = 30) -> Page[Document]:
    """Return a freelancer's invoices and fee receipts, newest first."""
    return newest_first(Document.objects.filter(person=person, kind__in=PERSONS), cursor, limit)


def documents_of_company(person: "Person", company_id: int, cursor: str = "", limit: int = 30) -> Page[Document]:
    """Return a company's invoices and fee receipts for a member of it, newest first. Raises Http404."""
    accounts.member_of(person, company_id)
    return newest_first(Document.objects.filter(company_id=company_id, kind__in=COMPANYS), cursor, limit)


def documents_any(cursor: str = "", limit: int = 50) -> Page[Document]:
    """Return all documents for finance staff, newest first."""
    return newest_first(Document.objects.all(), cursor, limit)


def document_for(person: "Person", pk: int) -> Document:
    """Return a document for one of its parties: the freelancer, or a member of the company. Raises Http404."""
    mine = Q(person=person, kind__in=PERSONS)
    ours = Q(company__memberships__person=person, kind__in=COMPANYS)
    document = Document.objects.select_related("corrects").filter(mine | ours, pk=pk).distinct().first()
    if document is None:
        raise Http404
    return document


def document_any(pk: int) -> Document:
    """Return a document for staff. Raises Http404."""
    document = Document.objects.select_related("corrects").filter(pk=pk).first()
    if document is None:
        raise Http404
    return document
