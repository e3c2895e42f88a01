"""A bank's camt.053 (ISO 20022), versions 02 to 14: read by local names, streamed, no entities, no document type."""

import datetime as dt
import io
import re
from collections.abc import Iterator
from typing import TypedDict
from xml.etree.ElementTree import Element, ParseError, tostring

from django.utils.translation import gettext as _

from karigar.kit.digits import clean_text
from karigar.kit.money import EXPONENTS
from karigar.reconciliation.refusals import AnotherCurrency, FileCannotBeRead, FileHoldsEntities, TooManyLines
from karigar.reconciliation.rules import MOST_LINES, NotASum, Said, Sheet, signed

FORMAT = "camt.053"
DEEPEST = 60
OPENING, CLOSING = ("OPBD", "PRCD"), ("CLBD",)


def read(data: bytes) -> list[Sheet]:
    """Read a file into sheets, one for each statement in it.

    Raises FileCannotBeRead, FileHoldsEntities, TooManyLines (422).
    """
    # Imported here: only who takes a statement in pays for it.
    from defusedxml.common import DefusedXmlException

    try:
        sheets = list(_sheets(data))
    except DefusedXmlException as error:
        raise FileHoldsEntities from error
    except (ParseError, UnicodeError, LookupError, RecursionError) as error:
        raise _unreadable(_("It is no XML (%(error)s).") % {"error": str(error)[:80]}) from error
    if not sheets:
        raise _unreadable(_("It holds no statement of an account (BkToCstmrStmt)."))
    return sheets


def _unreadable(why: str) -> FileCannotBeRead:
    return FileCannotBeRead(expected=FORMAT, why=why)


def _sheets(data: bytes) -> Iterator[Sheet]:
    from defusedxml.ElementTree import iterparse

    head: dict[str, Element] = {}
    entries: list[list[Said]] = []
    balances: list[Element] = []
    path: list[str] = []
    count = 0
    for event, element in iterparse(io.BytesIO(data), events=("start", "end"), forbid_dtd=True):
        name = _local(element)
        if event == "start":
            path.append(name)
            if len(path) > DEEPEST:
                raise _unreadable(_("It is nested too deeply."))
            if name == "Stmt":
                head, entries, balances = {}, [], []
            continue
        path.pop()
        if not path or path[-1] != "Stmt":
            if name == "Stmt":
                yield _sheet(head, balances, entries)
                element.clear()
            continue
        if name == "Ntry":
            lines = _entry(element)
            count += len(lines)
            if count > MOST_LINES:
                raise TooManyLines(most=MOST_LINES)
            entries.append(lines)
            element.clear()
        elif name == "Bal":
            balances.append(element)
        elif name in {"Id", "Acct"}:
            head[name] = element


def _sheet(head: dict[str, Element], balances: list[Element], entries: list[list[Said]]) -> Sheet:
    opening, closing = _balance(balances, OPENING), _balance(balances, CLOSING)
    if opening is None or closing is None:
        raise _unreadable(_("It names no opening (OPBD) or no closing balance (CLBD)."))
    currency = opening[0]
    lines = [line for entry in entries for line in entry]
    strange = {closing[0], *(line.currency for line in lines)} - {currency}
    if strange:
        raise AnotherCurrency(expected=currency, given=", ".join(sorted(strange)))
    account = head.get("Acct")
    number = ""
    if account is not None:
        number = _text(account, "Id", "IBAN") or _text(account, "Id", "Othr", "Id")
    return Sheet(
        currency=currency,
        opening=opening[1],
        closing=closing[1],
        account=re.sub(r"\s", "", number).upper()[:64],
        number=clean_text(head["Id"].text or "")[:80] if "Id" in head else "",
        lines=lines,
    )


def _entry(entry: Element) -> list[Said]:
    """Read one booking; one that the bank details with sums of their own becomes a line for each of them."""
    status = _text(entry, "Sts", "Cd") or _text(entry, "Sts") or "BOOK"
    if status != "BOOK":
        return []
    currency, amount = _amount(entry, "Amt", sign=_sign(entry))
    if not amount:
        return []
    day = _day(entry)
    details = [found for block in _all(entry, "NtryDtls") for found in _all(block, "TxDtls")]
    parts = [_detail_amount(detail, currency, amount) for detail in details]
    own = _text(entry, "AcctSvcrRef") or _text(entry, "NtryRef")
    whole = _described(entry, details[0] if len(details) == 1 else None)
    if len(details) > 1 and all(parts) and sum(parts) == amount:
        return [
            Said(
                booked_on=day,
                amount=part,
                currency=currency,
                raw=_raw(detail),
                own_key=f"{own}/{place}" if own else "",
                **_described(entry, detail),
            )
            for place, (detail, part) in enumerate(zip(details, parts, strict=True))
        ]
    if len(details) > 1:  # one sum for many payments: what each of them says stands in the text
        said = [_described(entry, detail) for detail in details]
        words = [f"{one['end_to_end']} {one['reference']} {one['text']}" for one in said]
        whole["text"] = clean_text(" ".join([whole["text"], *words]))[:4000]
    return [Said(booked_on=day, amount=amount, currency=currency, raw=_raw(entry), own_key=own, **whole)]


class Words(TypedDict):
    """What a booking says besides its sum."""

    end_to_end: str
    reference: str
    counterparty: str
    text: str
    return_reason: str


def _described(entry: Element, detail: Element | None) -> Words:
    """What a booking says besides its sum: references, the other side, words, the reason of a return."""
    place = detail if detail is not None else entry
    refs = _one(place, "Refs")
    words = [node.text or "" for block in _all(place, "RmtInf") for node in block.iter() if _local(node) in _WORDS]
    words += [_text(place, "AddtlTxInf"), _text(entry, "AddtlNtryInf")]
    returned = _one(place, "RtrInf")
    why = ""
    if returned is not None:
        why = " ".join(
            [_text(returned, "Rsn", "Cd") or _text(returned, "Rsn", "Prtry") or "?", _text(returned, "AddtlInf")]
        )
    end_to_end = _text(refs, "EndToEndId")
    return {
        "end_to_end": "" if end_to_end == "NOTPROVIDED" else end_to_end[:80],
        "reference": (_text(refs, "AcctSvcrRef") or _text(refs, "TxId") or _text(entry, "AcctSvcrRef"))[:140],
        "counterparty": _other_side(place)[:140],
        "text": clean_text(" ".join(word for word in words if word))[:4000],
        "return_reason": clean_text(why)[:140],
    }


_WORDS = {"Ustrd", "Ref", "AddtlRmtInf"}


def _other_side(place: Element) -> str:
    parties = _one(place, "RltdPties")
    roles = ("UltmtDbtr", "Dbtr", "UltmtCdtr", "Cdtr")
    # Before version 08 the name stands under the role, since then under its party.
    found = [_text(parties, role, "Nm") or _text(parties, role, "Pty", "Nm") for role in roles]
    return ", ".join(dict.fromkeys(name for name in found if name))


def _detail_amount(detail: Element, currency: str, whole: int) -> int:
    """The sum of one payment in a booking of many, with its sign; 0 when it has none in the account's currency."""
    sign = _sign(detail) if _text(detail, "CdtDbtInd") else (1 if whole > 0 else -1)
    for way in (("Amt",), ("AmtDtls", "TxAmt", "Amt")):
        node = _one(detail, *way)
        if node is not None and node.get("Ccy") == currency:
            return _amount(detail, *way, sign=sign)[1]
    return 0


def _balance(balances: list[Element], kinds: tuple[str, ...]) -> tuple[str, int] | None:
    for kind in kinds:
        for balance in balances:
            if _text(balance, "Tp", "CdOrPrtry", "Cd") == kind:
                return _amount(balance, "Amt", sign=_sign(balance))
    return None


def _sign(place: Element) -> int:
    word = _text(place, "CdtDbtInd")
    if word not in {"CRDT", "DBIT"}:
        raise _unreadable(_("A sum is neither CRDT nor DBIT but “%(word)s”.") % {"word": word[:10]})
    return 1 if word == "CRDT" else -1


def _amount(place: Element, *way: str, sign: int) -> tuple[str, int]:
    node = _one(place, *way)
    currency = node.get("Ccy", "") if node is not None else ""
    if currency not in EXPONENTS:
        raise _unreadable(_("It has a sum in “%(currency)s”, which is not kept here.") % {"currency": currency[:10]})
    try:
        return currency, sign * abs(signed(node.text or "" if node is not None else "", currency))
    except NotASum as error:
        raise _unreadable(_("“%(text)s” is no sum of %(currency)s.") % {"text": error, "currency": currency}) from error


def _day(entry: Element) -> str:
    for block in ("BookgDt", "ValDt"):
        text = (_text(entry, block, "Dt") or _text(entry, block, "DtTm"))[:10]
        if text:
            try:
                return dt.date.fromisoformat(text).isoformat()
            except ValueError as error:
                raise _unreadable(_("“%(text)s” is no date.") % {"text": text}) from error
    raise _unreadable(_("A booking has no date."))


def _raw(element: Element) -> str:
    return clean_text(tostring(element, encoding="unicode"))


def _local(element: Element) -> str:
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def _all(place: Element | None, name: str) -> list[Element]:
    return [child for child in place if _local(child) == name] if place is not None else []


def _one(place: Element | None, *way: str) -> Element | None:
    for name in way:
        found = _all(place, name)
        if not found:
            return None
        place = found[0]
    return place


def _text(place: Element | None, *way: str) -> str:
    node = _one(place, *way)
    return clean_text(node.text or "") if node is not None else ""
