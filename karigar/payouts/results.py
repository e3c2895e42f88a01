"""What comes back for payment files: pain.002, a RazorpayX report, a plain CSV. Read into lines; decides nothing.

Codes: ISO 20022 external code sets of 2025 for the status of payments and the reason of a refusal.
"""

import csv
import hashlib
import io
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from karigar.kit.digits import clean_text, latin_digits
from karigar.kit.encodings import decoded
from karigar.kit.errors import Refusal
from karigar.kit.money import EXPONENTS, parse_amount
from karigar.payouts.refusals import ResultsCannotBeRead, ResultsDoNotAddUp, TooManyResults

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

MOST_LINES = 5_000
SENT, PAID, FAILED = "sent", "paid", "failed"
_WORDS = {
    # pain.002: accepted in some way; settled to the creditor's account; refused
    "ACCP": SENT, "ACSP": SENT, "ACTC": SENT, "ACWC": SENT, "ACSC": SENT, "ACFC": SENT, "PDNG": SENT, "ACCC": PAID,
    "RJCT": FAILED, "CANC": FAILED,
    # RazorpayX, and what people write in a sheet
    "queued": SENT, "pending": SENT, "processing": SENT, "sent": SENT, "processed": PAID, "paid": PAID, "success": PAID,
    "reversed": FAILED, "failed": FAILED, "rejected": FAILED, "cancelled": FAILED, "returned": FAILED,
}  # fmt: skip
# What the commonest reasons mean, for the person whose money it is.
REASONS = {
    "AC01": _("The account number is wrong."),
    "AC04": _("The account is closed."),
    "AC06": _("The account is blocked."),
    "AG01": _("The bank does not allow this kind of payment to the account."),
    "AM04": _("The paying account had not enough money; this is our fault, not yours."),
    "BE01": _("The name does not belong to the account."),
    "BE04": _("The bank wants the holder's address."),
    "MS03": _("The bank gave no reason."),
    "RC01": _("The code of the bank is wrong."),
}
_COLUMNS = {
    "mark": ("payout reference id", "reference_id", "payout", "reference id", "end to end id", "mark"),
    "status": ("status", "payout status", "payout_status"),
    "amount": ("payout amount (in rupees)", "amount", "payout amount"),
    "currency": ("payout currency", "currency"),
    "reference": ("utr", "bank reference", "payout id", "payout_id", "reference"),
    "reason": ("error description", "status description", "failure reason", "reason", "failure_reason"),
}


@dataclass(frozen=True)
class Said:
    """What a bank or wallet says of one transfer; the amount in minor units, None when it names none."""

    mark: str
    status: str
    amount: int | None
    currency: str
    reference: str
    code: str
    reason: str
    raw: str


@dataclass
class Answer:
    """A whole file: its lines, the file of ours that it answers, and what it says of that one."""

    form: str
    lines: list[Said] = field(default_factory=list)
    message: str = ""
    count: int | None = None
    total: str = ""
    whole: Said | None = None  # a file that names no transfer but refuses all of ours at once


def digest(data: bytes) -> str:
    """Return by what a file is known again."""
    return hashlib.sha256(data).hexdigest()


def read(data: bytes) -> Answer:
    """Read a file of any form that is known. Raises ResultsCannotBeRead, ResultsDoNotAddUp, TooManyResults (422)."""
    head = data[:512].lstrip(b"\xef\xbb\xbf \t\r\n")
    answer = _pain002(data) if head.startswith(b"<") else _sheet(data)
    if not answer.lines and answer.whole is None:
        raise ResultsCannotBeRead(why=_("It names no transfer."))
    return answer


def _sheet(data: bytes) -> Answer:
    text = decoded(data).replace("\x00", "")
    try:
        lines = list(csv.reader(io.StringIO(text, newline="")))
    except csv.Error as error:
        raise ResultsCannotBeRead(why=_("It is no table.")) from error
    for number, line in enumerate(lines[:20]):
        names = {clean_text(cell).strip().casefold(): place for place, cell in enumerate(line)}
        places = {
            fact: next((names[name] for name in known if name in names), None) for fact, known in _COLUMNS.items()
        }
        if places["mark"] is not None and places["status"] is not None:
            return _table(lines[number + 1 :], places)
    raise ResultsCannotBeRead(why=_("No line of it names the columns “payout” and “status”."))


def _table(lines: list[list[str]], places: dict[str, int | None]) -> Answer:
    answer = Answer("csv")
    for line in lines:
        if not any(cell.strip() for cell in line):
            continue
        if len(answer.lines) == MOST_LINES:
            raise TooManyResults(most=MOST_LINES)

        def cell(fact: str, line: list[str] = line) -> str:
            place = places[fact]
            return clean_text(line[place]).strip() if place is not None and place < len(line) else ""

        answer.lines.append(
            Said(
                mark=cell("mark").lstrip("'")[:40],
                status=_status(cell("status")),
                amount=_amount(cell("amount"), cell("currency") or "INR") if cell("amount") else None,
                currency=cell("currency")[:3],
                reference=cell("reference")[:80],
                code="",
                reason=cell("reason")[:200],
                raw=",".join(line)[:2000],
            )
        )
    return answer


def _status(word: str) -> str:
    found = _WORDS.get(word) or _WORDS.get(word.casefold())
    if found is None:
        raise ResultsCannotBeRead(why=_("“%(word)s” is no state that is known here.") % {"word": word[:30]})
    return found


def _amount(text: str, currency: str) -> int:
    if currency not in EXPONENTS:
        raise ResultsCannotBeRead(why=_("“%(word)s” is no currency that is kept here.") % {"word": currency[:10]})
    try:
        return parse_amount(latin_digits(text), currency)
    except Refusal as refusal:
        raise ResultsCannotBeRead(why=refusal.sentence) from refusal


def _pain002(data: bytes) -> Answer:
    # Imported here: only who takes such a file in pays for it.
    from defusedxml.common import DefusedXmlException
    from defusedxml.ElementTree import ParseError, fromstring

    try:
        root = fromstring(data, forbid_dtd=True)
    except (ParseError, DefusedXmlException, UnicodeError, LookupError, ValueError, RecursionError) as error:
        raise ResultsCannotBeRead(why=_("It is no XML that may be read here.")) from error
    report = _one(root, "CstmrPmtStsRpt")
    if report is None:
        raise ResultsCannotBeRead(why=_("It is XML, but not a pain.002."))
    group = _one(report, "OrgnlGrpInfAndSts")
    answer = Answer("pain.002", message=_text(group, "OrgnlMsgId"), total=_text(group, "OrgnlCtrlSum"))
    count = _text(group, "OrgnlNbOfTxs")
    answer.count = int(count) if count.isascii() and count.isdigit() and len(count) < 10 else None
    for said in _transactions(report):
        if len(answer.lines) == MOST_LINES:
            raise TooManyResults(most=MOST_LINES)
        answer.lines.append(said)
    if not answer.lines and _text(group, "GrpSts") == "RJCT" and group is not None:
        reasons = _all(group, "StsRsnInf")
        code = _text(reasons[0], "Rsn", "Cd") if reasons else ""
        answer.whole = Said("", FAILED, None, "", "", code[:35], "", _raw(group))
    _demand_sum(answer)
    return answer


def _transactions(report: "Element") -> Iterator[Said]:
    for information in _all(report, "OrgnlPmtInfAndSts"):
        for block in _all(information, "TxInfAndSts"):
            reasons = _all(block, "StsRsnInf")
            code = _text(reasons[0], "Rsn", "Cd") or _text(reasons[0], "Rsn", "Prtry") if reasons else ""
            money = _one(block, "OrgnlTxRef", "Amt", "InstdAmt")
            yield Said(
                mark=_text(block, "OrgnlEndToEndId")[:40],
                status=_status(_text(block, "TxSts")),
                amount=None if money is None else _amount(money.text or "", money.get("Ccy", "")),
                currency="" if money is None else money.get("Ccy", ""),
                reference=_text(block, "AcctSvcrRef")[:80],
                code=code[:35],
                reason=" ".join(_text(reason, "AddtlInf") for reason in reasons).strip()[:200],
                raw=_raw(block),
            )


def _demand_sum(answer: Answer) -> None:
    """Where every line names its sum and the file speaks of all of ours, they must be what the file says in all."""
    amounts = [line.amount for line in answer.lines]
    if not answer.total or answer.count != len(amounts) or None in amounts:
        return
    currency = answer.lines[0].currency
    if _amount(answer.total, currency) != sum(amount for amount in amounts if amount is not None):
        raise ResultsDoNotAddUp


def sum_of(text: str, currency: str) -> int:
    """Return a sum as a file writes it in minor units. Raises ResultsCannotBeRead (422)."""
    return _amount(text, currency)


def _local(element: "Element") -> str:
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def _all(place: "Element | None", name: str) -> "list[Element]":
    return [child for child in place if _local(child) == name] if place is not None else []


def _one(place: "Element | None", *way: str) -> "Element | None":
    for name in way:
        found = _all(place, name)
        if not found:
            return None
        place = found[0]
    return place


def _text(place: "Element | None", *way: str) -> str:
    node = _one(place, *way)
    return clean_text(node.text or "") if node is not None else ""


def _raw(element: "Element") -> str:
    from xml.etree.ElementTree import tostring

    return clean_text(tostring(element, encoding="unicode"))[:4000]


def reason_of(said: Any) -> Any:
    """Return what the person reads: the meaning of a known code and the bank's own words."""
    known = REASONS.get(said.code, "")
    own = said.reason or ("" if known else said.code)
    return f"{known} {own}".strip() or REASONS["MS03"]
