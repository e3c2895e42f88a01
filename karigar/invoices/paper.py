"""A document as the layout wants it, in the language of the reader."""

import pathlib

from django.conf import settings
from django.utils.translation import gettext as _

from karigar.invoices.models import Document, Kind
from karigar.kit import documents, languages
from karigar.kit.money import format_money
from karigar.kit.templatetags.karigar import day, percent

LAYOUT = pathlib.Path(__file__).parent / "layouts" / "invoice.typ"


def draw(document: Document) -> bytes:
    """Draw a document as PDF in the reader's language."""
    return documents.pdf(LAYOUT, contents(document))


def contents(document: Document) -> dict[str, object]:
    """Return the words and figures of a document's paper."""
    facts = [
        [_("Issued on"), day(document.issued_at)],
        [_("Paid on"), day(document.happened_at)],
        [_("For"), document.subject],
        [_("Contract"), str(document.contract_id)],
    ]
    if document.corrects:
        facts.append([_("Corrects"), document.corrects.number])
    sums = []
    if document.tax_name:
        tax = _("%(tax)s %(rate)s, included") % {"tax": document.tax_name, "rate": percent(document.tax_bp)}
        sums = [[_("Without tax"), _money(document, document.net)], [tax, _money(document, document.tax)]]
    return {
        "lang": languages.current().partition("-")[0],
        "title": document.title,
        "number": document.number,
        "seller": _party(_("From"), document.seller),
        "buyer": _party(_("To"), document.buyer),
        "facts": facts,
        "sums": sums,
        "total": [_("Total"), _money(document, document.amount)],
        "notes": notes(document),
        "foot": settings.SITE_NAME,
    }


def notes(document: Document) -> list[str]:
    """Return the sentences under the figures."""
    found = []
    if document.kind == Kind.INVOICE:
        found.append(
            _("Issued by %(site)s in the name of the freelancer (self-billing).") % {"site": settings.SITE_NAME}
        )
    if document.tax_source:
        found.append(document.tax_source)
    found.append(_("Already paid in full; nothing is left to pay."))
    return found


def _money(document: Document, amount: int) -> str:
    return f"{format_money(-amount if document.is_credit else amount, document.currency)} {document.currency}"


def _party(label: str, party: dict[str, str]) -> dict[str, object]:
    lines = [line for line in party["address"].splitlines() if line]
    if party["country"]:
        lines.append(languages.country_name(party["country"]))
    if party["tax_number"]:
        lines.append(_("Tax number: %(number)s") % {"number": party["tax_number"]})
    return {"label": label, "name": party["name"], "lines": lines}
