"""Statements and whole books as transactions for the files."""

import datetime as dt
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from karigar.ledger import queries as ledger
from karigar.statements import exports, queries, rules
from karigar.statements.exports import Posting, Transaction

if TYPE_CHECKING:
    from karigar.ledger.periods import WholeJournal
    from karigar.statements.queries import Line, Subject
    from karigar.statements.rules import Period

EARNED = {"release", "bonus"}
HEAD = ("number", "moment", "kind", "reference", "note", "amount", "balance", "unit", "accounts")


def _own(role: str) -> str:
    return f"Assets:Karigar:{exports.component(role)}"


def _other(kind: str) -> str:
    return f"{'Income' if kind in EARNED else 'Equity'}:Karigar:{exports.component(kind)}"


def transactions_of(lines: "Iterable[Line]", unit: str) -> Iterator[Transaction]:
    """Turn the lines of a statement into transactions of its owner's own books: his accounts here, and what for."""
    for line in lines:
        postings = [Posting(_own(role), unit, amount) for role, amount in line.parts]
        if line.amount:
            postings.append(Posting(_other(line.kind), unit, -line.amount))
        yield Transaction(line.journal, line.at.date(), line.kind, line.ref, line.note, tuple(postings))


def statement_file(form: str, subject: "Subject", unit: str, period: "Period") -> Iterator[str]:
    """Write every line of a statement as csv, beancount or hledger, a batch at a time."""
    opening, lines = queries.all_lines(subject, unit=unit, period=period)
    if form == "csv":
        return exports.csv_rows(_cells(lines, unit))
    write = exports.beancount if form == "beancount" else exports.hledger
    # Where the balance stood on several accounts before, the file need not say which.
    first = [Posting("Assets:Karigar:Before", unit, opening)]
    return write(transactions_of(lines, unit), opening=first, since=period.since, title=subject.name)


def _cells(lines: "Iterable[Line]", unit: str) -> Iterator[tuple[object, ...]]:
    yield HEAD
    for line in lines:
        parts = "; ".join(f"{role} {exports.decimal(amount, unit)}" for role, amount in line.parts)
        yield (
            line.journal,
            line.at.isoformat(timespec="seconds"),
            line.kind,
            line.ref,
            line.note,
            # Figures are not text: a leading minus is no formula.
            _Figure(exports.decimal(line.amount, unit)),
            _Figure(exports.decimal(line.balance or 0, unit)),
            unit,
            parts,
        )


class _Figure:
    """A number that is written as it stands."""

    def __init__(self, text: str) -> None:
        self.text = text

    def __str__(self) -> str:
        return self.text


def _turned(journal: "WholeJournal") -> Transaction:
    """Turn a journal of the books: our credit is their negative."""
    legs = tuple(
        Posting(exports.account_of(c, owner, role), unit, -amount) for c, owner, role, unit, amount in journal.legs
    )
    return Transaction(journal.id, journal.at.date(), journal.kind, journal.ref, journal.note, legs)


def books_file(form: str, *, first: int, until: int, since: dt.date | None, title: str) -> Iterator[str]:
    """Write the whole books from a journal to before another as csv, beancount or hledger, a batch at a time."""
    journals = ledger.whole_books_any(first, until)
    if form == "csv":
        return exports.csv_rows(_book_cells(journals))
    opening = [
        Posting(exports.account_of(c, owner, role), unit, -amount)
        for c, owner, role, unit, amount in (ledger.balances_before_any(first) if first > 1 else [])
    ]
    write = exports.beancount if form == "beancount" else exports.hledger
    return write(
        (_turned(journal) for journal in journals), opening=opening, since=since or rules.EARLIEST, title=title
    )


def _book_cells(journals: "Iterable[WholeJournal]") -> Iterator[tuple[object, ...]]:
    yield ("number", "moment", "kind", "reference", "note", "account", "unit", "amount")
    for one in journals:
        for class_, owner, role, unit, amount in one.legs:
            yield (
                one.id,
                one.at.isoformat(timespec="seconds"),
                one.kind,
                one.ref,
                one.note,
                exports.account_of(class_, owner, role),
                unit,
                _Figure(exports.decimal(-amount, unit)),
            )
