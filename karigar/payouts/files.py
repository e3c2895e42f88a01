"""Payment files, as banks and wallets take them in. Pure functions: the same withdrawals make the same file.

RazorpayX: the columns of its sample for bulk payouts in rupees (razorpay.com/docs/x/bulk-payouts). pain.001: ISO 20022.
"""

import csv
import datetime as dt
import io
from collections.abc import Sequence
from typing import NamedTuple

from karigar.kit.money import format_money
from karigar.payouts.terms import Terms

TYPES = {
    "csv": ("csv", "text/csv; charset=utf-8"),
    "razorpayx": ("csv", "text/csv; charset=utf-8"),
    "pain.001.001.03": ("xml", "application/xml"),
    "pain.001.001.09": ("xml", "application/xml"),
}
_RAZORPAYX = (
    "RazorpayX Account Number", "Payout Amount (in Rupees)", "Payout Currency", "Payout Mode", "Payout Purpose",
    "Fund Account Id", "Fund Account Type", "Fund Account Name", "Fund Account Ifsc", "Fund Account Number",
    "Fund Account Vpa", "Fund Account Phone Number", "Contact Name", "Payout Narration", "Payout Reference Id",
    "Fund Account Email", "Contact Type", "Contact Email", "Contact Mobile", "Contact Reference Id", "notes[place]",
    "notes[code]",
)  # fmt: skip
_MODES = {"upi": "UPI", "imps": "IMPS", "neft": "NEFT"}


class Row(NamedTuple):
    """One transfer."""

    mark: str
    holder: str
    number: str
    bank: str
    code: str
    amount: int
    currency: str


def needs_account(terms: Terms) -> bool:
    """Say whether the rail's file cannot be made before the operator named his own account."""
    return terms.file != "csv" and not (terms.account and terms.account_name)


def build(terms: Terms, rows: Sequence[Row], *, number: int, day: dt.date) -> str:
    """Write the payment file of a rail: `number` is the batch's, `day` when the bank should pay."""
    if terms.file == "razorpayx":
        return _sheet(_RAZORPAYX, [_razorpayx(terms, row) for row in rows])
    if terms.file.startswith("pain.001"):
        return _pain(terms, rows, number=number, day=day)
    head = ("payout", "rail", "holder", "account", "bank", "code", "amount", "currency")
    return _sheet(
        head,
        [(row.mark, terms.rail, row.holder, row.number, row.bank, row.code, _plain(row), row.currency) for row in rows],
    )


def _plain(row: Row) -> str:
    return format_money(row.amount, row.currency, plain=True)


def _sheet(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(head)
    for row in rows:
        # A leading sign would run as a formula in a spreadsheet: quote it.
        writer.writerow(["'" + cell if cell.startswith(("=", "+", "-", "@")) else cell for cell in row])
    return out.getvalue()


def _razorpayx(terms: Terms, row: Row) -> Sequence[str]:
    to_vpa = "@" in row.number
    return (
        terms.account, _plain(row), row.currency, _MODES.get(terms.rail, terms.rail.upper()), "payout",
        "", "vpa" if to_vpa else "bank_account", row.holder, "" if to_vpa else row.code, "" if to_vpa else row.number,
        row.number if to_vpa else "", "", row.holder, terms.account_name[:30], row.mark,
        "", "vendor", "", "", row.mark, "", "",
    )  # fmt: skip


def _pain(terms: Terms, rows: Sequence[Row], *, number: int, day: dt.date) -> str:
    # Imported here: only the worker who makes such a file pays for the schema.
    from sepaxml import SepaTransfer

    config = {"name": terms.account_name, "IBAN": terms.account, "currency": terms.currency, "batch": True}
    if terms.account_code:
        config["BIC"] = terms.account_code
    file = SepaTransfer(config, schema=terms.file, clean=True)
    file.msg_id = message_id(number)
    # The header was written with a number of chance before we could say ours.
    next(node for node in file._xml.iter("MsgId")).text = file.msg_id
    for row in rows:
        payment = {
            "name": row.holder,
            "IBAN": row.number,
            "amount": row.amount,
            "execution_date": day,
            "description": row.mark,
            "endtoend_id": row.mark,
        }
        file.add_payment(payment | ({"BIC": row.code} if row.code else {}))
    written: bytes = file.export(validate=True)
    return written.decode()


def message_id(number: int) -> str:
    """Return the name by which a bank's answer refers to a batch."""
    return f"KARIGAR-{number}"


def batch_number(message: str) -> int | None:
    """Return the number of the batch that a bank's answer refers to, if it is one of ours."""
    rest = message.removeprefix("KARIGAR-")
    return int(rest) if rest != message and rest.isascii() and rest.isdigit() and len(rest) < 18 else None
