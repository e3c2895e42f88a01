"""A bank's CSV and a provider's settlement report, read by a profile that staff chose; any encoding, any digits."""

import csv
import datetime as dt
import io
import itertools
from collections.abc import Iterator
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from karigar.kit.digits import clean_text, latin_digits
from karigar.kit.encodings import decoded
from karigar.kit.money import Money
from karigar.reconciliation.refusals import (
    AnotherCurrency,
    BalanceDoesNotFollow,
    BalancesAreMissing,
    FileCannotBeRead,
    NetIsNotGrossLessFee,
    TooManyLines,
)
from karigar.reconciliation.rules import MOST_LINES, NotASum, Said, Sheet, signed

if TYPE_CHECKING:
    from karigar.reconciliation.models import Profile

FORMAT = "CSV"
DATE_FORMATS = {
    "%Y-%m-%d": "2026-12-31",
    "%d/%m/%Y": "31/12/2026",
    "%d-%m-%Y": "31-12-2026",
    "%d.%m.%Y": "31.12.2026",
    "%m/%d/%Y": "12/31/2026",
    "%d-%b-%Y": "31-Dec-2026",
    "%d %b %Y": "31 Dec 2026",
    "%d/%m/%y": "31/12/26",
    "%Y%m%d": "20261231",
}
LONGEST_FIELD = 20_000
PREAMBLE = 60  # lines of address and title that banks put above the table
Row = tuple[int, dict[str, str], str]


def read_bank(data: bytes, profile: "Profile", currency: str, *, opening: int | None, closing: int | None) -> Sheet:
    """Read a bank's CSV; its balances come from a column or, where it has none, from what staff typed.

    Raises FileCannotBeRead, AnotherCurrency, BalanceDoesNotFollow, BalancesAreMissing, TooManyLines (422).
    """
    said: list[tuple[int, Said, int | None]] = []
    for number, row, raw in _rows(data, profile):
        _demand_currency(row, profile, currency)
        amount = _amount(row, profile, currency, number)
        balance = None
        if profile.balance_column:
            balance = _sum(row, profile.balance_column, profile, currency, number)
        if amount:
            said.append((number, _said(row, profile, number, amount, raw), balance))
    if not profile.balance_column:
        if opening is None or closing is None:
            raise BalancesAreMissing
        return Sheet(currency, opening, closing, [line for _n, line, _b in said])
    if not said:
        raise FileCannotBeRead(expected=FORMAT, why=_("No line below its columns moves money."))
    if not _follows(said) and _follows(said[::-1]):  # many banks put the newest line on top
        said.reverse()
    _demand_following(said)
    first, last = said[0], said[-1]
    return Sheet(currency, (first[2] or 0) - first[1].amount, last[2] or 0, [line for _n, line, _b in said])


def read_settlement(data: bytes, profile: "Profile", currency: str, *, number: str) -> Sheet:
    """Read a provider's report: a line for each payment by its gross sum, and one for what was paid out in the end.

    Raises FileCannotBeRead, AnotherCurrency, NetIsNotGrossLessFee, TooManyLines (422).
    """
    lines = []
    for place, row, raw in _rows(data, profile):
        _demand_currency(row, profile, currency)
        gross = _amount(row, profile, currency, place)
        fee = _sum(row, profile.fee_column, profile, currency, place) if profile.fee_column else 0
        if profile.net_column:
            net = _sum(row, profile.net_column, profile, currency, place)
            if not profile.fee_column:
                fee = gross - net
            elif net == gross + fee:  # the fee is written as what it takes away
                fee = -fee
            elif net != gross - fee:
                raise NetIsNotGrossLessFee(line=place)
        if gross:
            lines.append(_said(row, profile, place, gross, raw, fee=fee))
    if not lines:
        raise FileCannotBeRead(expected=FORMAT, why=_("No line below its columns moves money."))
    gross, fees = sum(line.amount for line in lines), sum(line.fee for line in lines)
    last = max(line.booked_on for line in lines)
    if gross:
        text = f"{Money(gross - fees, currency)} = {Money(gross, currency)} - {Money(fees, currency)}"
        total = Said(last, -gross, text, own_key=number, reference=number, text=text, fee=fees, is_total=True)
        lines.append(total)
    return Sheet(currency, 0, 0, lines, number=number)


def _rows(data: bytes, profile: "Profile") -> Iterator[Row]:
    text = decoded(data).replace("\x00", "")
    if "\ufffd" in text[:200_000] and text.count("\ufffd") * 50 > len(text):
        raise FileCannotBeRead(expected=FORMAT, why=_("Its encoding is not known."))
    csv.field_size_limit(LONGEST_FIELD)
    names = None
    for separator in (",", ";", "\t", "|"):
        lines = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
        names = _header(lines, profile)
        if names:
            break
    if not names:
        raise FileCannotBeRead(
            expected=FORMAT, why=_("No line of it names the column “%(column)s”.") % {"column": profile.date_column}
        )
    count = 0
    while True:
        try:
            values = next(lines)
        except StopIteration:
            return
        except csv.Error as error:
            raise FileCannotBeRead(
                expected=FORMAT,
                why=_("Line %(line)s is broken (%(error)s).") % {"line": lines.line_num, "error": error},
            ) from error
        row = {name: clean_text(value) for name, value in zip(names, values, strict=False)}
        if not row.get(_folded(profile.date_column)):
            continue  # a sum, a remark, an empty line: no booking without a date
        count += 1
        if count > MOST_LINES:
            raise TooManyLines(most=MOST_LINES)
        yield lines.line_num, row, separator.join(values)


def _header(lines: "Iterator[list[str]]", profile: "Profile") -> list[str] | None:
    """Find the line that names the columns; banks write addresses and titles above it."""
    asked = {_folded(name) for name in _columns(profile)}
    for _place, values in zip(range(PREAMBLE), _unbroken(lines), strict=False):
        names = [_folded(value) for value in values]
        if asked <= set(names):
            return names
    return None


def _unbroken(lines: "Iterator[list[str]]") -> Iterator[list[str]]:
    try:
        yield from lines
    except csv.Error:
        return


def _columns(profile: "Profile") -> list[str]:
    names = [
        profile.date_column, profile.amount_column, profile.in_column, profile.out_column, profile.balance_column,
        profile.fee_column, profile.net_column, profile.reference_column, profile.text_column, profile.currency_column,
    ]  # fmt: skip
    return [name for name in names if name]


def _folded(name: str) -> str:
    return " ".join(clean_text(name).casefold().split())


def _value(row: dict[str, str], column: str) -> str:
    return row.get(_folded(column), "") if column else ""


def _sum(row: dict[str, str], column: str, profile: "Profile", currency: str, line: int) -> int:
    text = _value(row, column)
    if text in {"", "-", "–"}:
        return 0
    try:
        return signed(text, currency, profile.decimal_sign)
    except NotASum as error:
        raise FileCannotBeRead(
            expected=FORMAT,
            why=_("In line %(line)s “%(text)s” is no sum of %(currency)s, column “%(column)s”.")
            % {"line": line, "text": error, "currency": currency, "column": column},
        ) from error


def _amount(row: dict[str, str], profile: "Profile", currency: str, line: int) -> int:
    if profile.amount_column:
        return _sum(row, profile.amount_column, profile, currency, line)
    came = abs(_sum(row, profile.in_column, profile, currency, line))
    return came - abs(_sum(row, profile.out_column, profile, currency, line))


def _demand_currency(row: dict[str, str], profile: "Profile", currency: str) -> None:
    given = _value(row, profile.currency_column).upper()
    if given and given != currency:
        raise AnotherCurrency(expected=currency, given=given[:10])


def _said(row: dict[str, str], profile: "Profile", line: int, amount: int, raw: str, *, fee: int = 0) -> Said:
    typed = latin_digits(_value(row, profile.date_column))
    words = typed.split()
    # Many banks write the time behind the day.
    for text in (typed, words[0] if words else "", typed[:10]):
        try:
            day = dt.datetime.strptime(text, profile.date_format).date()
            break
        except ValueError:
            continue
    else:
        facts = {"line": line, "text": typed[:30], "like": DATE_FORMATS[profile.date_format]}
        why = _("In line %(line)s “%(text)s” is no date such as %(like)s.") % facts
        raise FileCannotBeRead(expected=FORMAT, why=why)
    reference = _value(row, profile.reference_column)[:140]
    text = _value(row, profile.text_column)[:4000]
    return Said(day.isoformat(), amount, raw, reference=reference, text=text, fee=fee)


def _follows(said: list[tuple[int, Said, int | None]]) -> bool:
    pairs = itertools.pairwise(said)
    return all((before[2] or 0) + after[1].amount == after[2] for before, after in pairs)


def _demand_following(said: list[tuple[int, Said, int | None]]) -> None:
    for before, after in itertools.pairwise(said):
        if (before[2] or 0) + after[1].amount != after[2]:
            raise BalanceDoesNotFollow(line=after[0])
