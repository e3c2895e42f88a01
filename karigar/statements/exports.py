"""The same lines as files: CSV for a table, beancount and hledger for programs that check the arithmetic.

These programs count what is owed to us as positive, our books what we owe to others, so every sign turns round. A file
opens with what was there and ends with an assertion of what is there now: a changed figure anywhere makes it false.
"""

import csv
import datetime as dt
import io
import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from karigar.kit.money import EXPONENTS

FORMS = {
    "csv": "text/csv; charset=utf-8",
    "beancount": "text/plain; charset=utf-8",
    "hledger": "text/plain; charset=utf-8",
}
CLASSES = {"A": "Assets", "L": "Liabilities", "E": "Equity", "I": "Income", "X": "Expenses"}
# What a program of tables takes for the beginning of a formula.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


class Posting(NamedTuple):
    """What one account gets, in minor units as these programs count."""

    account: str
    unit: str
    amount: int


class Transaction(NamedTuple):
    """One movement."""

    number: int
    day: dt.date
    kind: str
    ref: str
    note: str
    postings: tuple[Posting, ...]


def decimal(amount: int, unit: str) -> str:
    """Write minor units with the decimal places of the unit."""
    places = EXPONENTS.get(unit, 0)
    whole, part = divmod(abs(amount), 10**places)
    return f"{'-' if amount < 0 else ''}{whole}" + (f".{part:0{places}d}" if places else "")


def account_of(class_: str, owner: str, role: str) -> str:
    """Name an account so that both programs take it: Liabilities:Person:7:Wallet."""
    parts = [CLASSES[class_], *re.split(r"[:@/]", owner), *re.split(r"[:@/]", role)]
    return ":".join(component(part) for part in parts if part)


def component(part: str) -> str:
    """Write a word as a part of an account's name."""
    clean = re.sub(r"[^A-Za-z0-9-]", "-", part)
    return clean[0].upper() + clean[1:] if clean[:1].isalnum() else "X" + clean


def safe_cell(text: str) -> str:
    """Keep a program of tables from running what somebody wrote."""
    return "'" + text if text.startswith(_FORMULA) else text


def csv_rows(rows: Iterable[Iterable[object]]) -> Iterator[str]:
    """Write rows as CSV, with the mark that lets old programs read UTF-8."""
    yield "\ufeff"
    for row in rows:
        page = io.StringIO()
        csv.writer(page).writerow([safe_cell(cell) if isinstance(cell, str) else cell for cell in row])
        yield page.getvalue()


class _Sheet:
    """Gathers accounts and balances while transactions pass, for the head and the last lines of a file."""

    def __init__(self, opening: Iterable[Posting], equity: str) -> None:
        self.balances: dict[tuple[str, str], int] = {}
        self.last: dt.date | None = None
        self.opened: set[str] = set()
        self.opening = [posting for posting in opening if posting.amount]
        self.equity = equity
        for posting in self.opening:
            self.add(posting)
            self.add(Posting(equity, posting.unit, -posting.amount))

    def add(self, posting: Posting) -> None:
        key = posting.account, posting.unit
        self.balances[key] = self.balances.get(key, 0) + posting.amount

    def take(self, transaction: Transaction) -> None:
        self.last = max(self.last or transaction.day, transaction.day)
        for posting in transaction.postings:
            self.add(posting)


def beancount(
    transactions: Iterable[Transaction], *, opening: Iterable[Posting], since: dt.date, title: str
) -> Iterator[str]:
    """Write a beancount file; `bean-check` accepts it."""
    sheet = _Sheet(opening, "Equity:Opening-Balances")
    yield f'option "title" {_quoted(title)}\n'
    yield 'plugin "beancount.plugins.auto_accounts"\n'  # opens each account at its first use
    if sheet.opening:
        yield f'\n{since} * "opening"\n'
        for posting in sheet.opening:
            yield f"  {posting.account}  {decimal(posting.amount, posting.unit)} {posting.unit}\n"
            yield f"  {sheet.equity}  {decimal(-posting.amount, posting.unit)} {posting.unit}\n"
    for one in transactions:
        sheet.take(one)
        yield f"\n{one.day} * {_quoted(one.kind)} {_quoted(one.note)}\n  number: {one.number}\n  ref: {_quoted(one.ref)}\n"
        for posting in one.postings:
            yield f"  {posting.account}  {decimal(posting.amount, posting.unit)} {posting.unit}\n"
    day = (sheet.last or since) + dt.timedelta(days=1)
    yield "\n"
    for (account, unit), amount in sorted(sheet.balances.items()):
        yield f"{day} balance {account}  {decimal(amount, unit)} ~ 0 {unit}\n"


def hledger(
    transactions: Iterable[Transaction], *, opening: Iterable[Posting], since: dt.date, title: str
) -> Iterator[str]:
    """Write an hledger journal; `hledger check --strict` accepts it. Declarations come last, which hledger allows."""
    sheet = _Sheet(opening, "Equity:Opening-Balances")
    yield f"; {_line(title)}\n"
    if sheet.opening:
        yield f"\n{since} * opening\n"
        for posting in sheet.opening:
            yield f"    {posting.account}  {decimal(posting.amount, posting.unit)} {posting.unit}\n"
            yield f"    {sheet.equity}  {decimal(-posting.amount, posting.unit)} {posting.unit}\n"
    for one in transactions:
        sheet.take(one)
        yield f"\n{one.day} * ({one.number}) {_line(one.kind)}  ; {_line(one.ref)} {_line(one.note)}\n"
        for posting in one.postings:
            yield f"    {posting.account}  {decimal(posting.amount, posting.unit)} {posting.unit}\n"
    if sheet.balances:
        yield f"\n{sheet.last or since} * closing assertions\n"
        for (account, unit), amount in sorted(sheet.balances.items()):
            yield f"    {account}  0 {unit} = {decimal(amount, unit)} {unit}\n"
    yield "\n"
    for account in sorted({account for account, _unit in sheet.balances}):
        yield f"account {account}\n"
    for unit in sorted({unit for _account, unit in sheet.balances}):
        places = EXPONENTS.get(unit, 0)
        yield f"commodity 1000.{'0' * places} {unit}\n"


def _quoted(text: str) -> str:
    return '"' + _line(text).replace("\\", "\\\\").replace('"', '\\"') + '"'


def _line(text: str) -> str:
    return " ".join(text.replace(";", ",").replace("|", "/").split())
