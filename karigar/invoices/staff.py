"""Back office: all documents, the tax inside fees, and the operator's own details."""

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from karigar.accounts.guards import person_of, staff_only
from karigar.invoices import actions, paper, queries
from karigar.invoices.forms import OperatorForm, TaxRuleForm
from karigar.invoices.views import as_file, as_xml
from karigar.kit import clock, limits
from karigar.kit.pages import draw, see


@staff_only("finance")
@require_safe
def staff_invoices(request: HttpRequest) -> HttpResponse:
    """All documents, newest first."""
    return draw(request, "invoices/staff_invoices.html", {"page": queries.documents_any(request.GET.get("after", ""))})


@staff_only("finance")
@require_safe
def staff_invoice(request: HttpRequest, pk: int) -> HttpResponse:
    """One document."""
    document = queries.document_any(pk)
    context = {"document": document, "paper": paper.contents(document), "is_staff": True}
    return draw(request, "invoices/invoice.html", context)


@staff_only("finance")
@require_safe
def staff_invoice_pdf(request: HttpRequest, pk: int) -> HttpResponse:
    """One document as PDF, in the language of the reader."""
    document = queries.document_any(pk)
    limits.take(f"pdf:{person_of(request).pk}", times=60, seconds=3600, now=clock.now())
    return as_file(document)


@staff_only("finance")
@require_safe
def staff_invoice_xml(request: HttpRequest, pk: int) -> HttpResponse:
    """One document as EN 16931 XML."""
    document = queries.document_any(pk)
    limits.take(f"pdf:{person_of(request).pk}", times=60, seconds=3600, now=clock.now())
    return as_xml(document)


@staff_only("finance")
def staff_tax_rules(request: HttpRequest) -> HttpResponse:
    """The tax rules with their days, and a new one; rows are only added."""
    now = clock.now()
    form = TaxRuleForm(request.POST or None, initial={"since": now.date(), "customer": "any"})
    if request.method == "POST" and form.is_valid():
        with form.refusals():
            actions.add_tax_rule(person_of(request), **form.cleaned_data, now=now)
            return see(request, "staff_tax_rules", said=_("The rule is added."))
    return draw(
        request, "invoices/staff_tax_rules.html", {"rules": queries.rules_any(), "form": form}, status=form.status
    )


@staff_only("operator")
def operator_details(request: HttpRequest) -> HttpResponse:
    """What stands on fee receipts as the operator's name, address and tax number."""
    party = queries.party_of_operator()
    form = OperatorForm(request.POST or None, initial={**party, "legal_name": party["name"]})
    if request.method == "POST" and form.is_valid():
        with form.refusals():
            actions.save_details(None, company=None, **form.cleaned_data, by=person_of(request), now=clock.now())
            return see(request, "operator_details", said=_("Saved. The next receipts show it."))
    return draw(request, "invoices/billing_details.html", {"form": form, "is_operator": True}, status=form.status)
