"""A document as EN 16931 XML (cross-industry invoice), which programs of accountants read.

The library writes it and proves it against the schema; the letters BT and BG are the standard's own names of terms.
Codes: UNTDID 1001 for kinds of documents, 5305 for kinds of tax, UN/ECE Rec. 20 for units.
"""

import datetime as dt
from typing import Any

from karigar.invoices.models import Document, Kind
from karigar.invoices.refusals import PartyHasNoCountry
from karigar.kit.money import format_money

LEVEL = "urn:cen.eu:en16931:2017"
_INVOICE, _CREDIT, _OWN_NAME, _OWN_NAME_CREDIT = "380", "381", "389", "261"  # 389 and 261: written by the buyer's side
_TAXED, _FREE, _OUTSIDE = "S", "E", "O"
_PIECE = "C62"
_EUROPE = {
    "AT", "BE", "BG", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GR", "HR", "HU", "IE", "IT", "LT", "LU", "LV", "MT",
    "NL", "PL", "PT", "RO", "SE", "SI", "SK", "XI",
}  # fmt: skip


def xml(document: Document) -> bytes:
    """Write a document as XML. Raises PartyHasNoCountry (409)."""
    # Imported here: only who asks for such a file pays for the schema.
    from facturx import generate_xml

    written = generate_xml(terms(document), level="en16931", check_xsd=True, check_schematron=False)
    return written if isinstance(written, bytes) else str(written).encode()


def terms(document: Document) -> dict[str, Any]:
    """Return the business terms of a document. Raises PartyHasNoCountry (409)."""
    for party in (document.seller, document.buyer):
        if not party["country"]:
            raise PartyHasNoCountry(name=party["name"])
    net, tax, total = (_sum(document, amount) for amount in (document.net, document.tax, document.amount))
    category = _category(document)
    rate = {"BT-152": _percent(document.tax_bp)} if category != _OUTSIDE else {}
    found: dict[str, Any] = {
        "BT-1": document.number,
        "BT-2": _day(document.issued_at),
        "BT-3": _code(document),
        "BT-5": document.currency,
        "BT-24": LEVEL,
        "BT-72": _day(document.happened_at),
        "BT-81": "97",  # cleared between partners: it was paid out of escrow before this paper was written
        "BG-4": _party(document.seller, category),
        "BG-7": _party(document.buyer, category),
        "BG-23": [
            {"BT-116": net, "BT-117": tax, "BT-118": category}
            | ({"BT-119": _percent(document.tax_bp)} if category != _OUTSIDE else {})
            | ({"BT-120": document.tax_source or "Not subject to VAT"} if category != _TAXED else {})
        ],
        "BG-25": [
            {
                "BT-126": "1",
                "BT-129": "1",
                "BT-130": _PIECE,
                "BT-131": net,
                "BT-146": net,
                "BT-151": category,
                "BT-153": document.subject[:256],
                **rate,
            }
        ],
        "BT-106": net,
        "BT-109": net,
        "BT-110": tax,
        "BT-112": total,
        "BT-113": total,
        "BT-115": _sum(document, 0),
    }
    if document.corrects:
        before = document.corrects
        found["BG-3"] = [{"BT-25": before.number, "BT-26": _day(before.issued_at)}]
    return found


def _code(document: Document) -> str:
    """The freelancer's invoice is written in his name by us."""
    if document.kind == Kind.INVOICE:
        return _OWN_NAME_CREDIT if document.is_credit else _OWN_NAME
    return _CREDIT if document.is_credit else _INVOICE


def _category(document: Document) -> str:
    if document.tax_bp:
        return _TAXED
    return _FREE if document.tax_name and document.seller["tax_number"] else _OUTSIDE


def _party(party: dict[str, str], category: str) -> dict[str, Any]:
    lines = [line[:200] for line in party["address"].splitlines() if line.strip()][:3]
    found: dict[str, Any] = {"name": party["name"], "country_code": party["country"]}
    found |= {f"addr_l{place}": line for place, line in enumerate(lines, 1)}
    if party["tax_number"] and category != _OUTSIDE:
        # A VAT number of the Union begins with its country; other tax numbers are kept as what they are.
        is_vat = party["country"] in _EUROPE and party["tax_number"][:2].isalpha()
        found["vat_identifier" if is_vat else "tax_identifier"] = party["tax_number"]
    return found


def _sum(document: Document, amount: int) -> str:
    """A credit note says what it takes back above zero, as its kind of document says already."""
    return format_money(amount, document.currency, plain=True)


def _percent(basis_points: int) -> str:
    return f"{basis_points // 100}.{basis_points % 100:02d}"


def _day(moment: dt.datetime) -> dt.date:
    return moment.astimezone(dt.UTC).date()
