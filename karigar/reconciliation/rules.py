"""Decisions about lines: amounts as banks write them, our own marks, which sums fit. Pure functions, no database."""

import hashlib
import itertools
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from karigar.kit.digits import latin_digits
from karigar.kit.money import EXPONENTS
from karigar.payins.rules import transfer_mark

LARGEST = 10**15  # minor units, far inside bigint
MOST_LINES = 20_000
DEEPEST = 3  # movements in a sum that is searched for
WIDEST = 24  # movements among which it is searched

_PAYOUT = re.compile(r"(?<![0-9A-Za-z])wd-(\d{1,18})(?![0-9A-Za-z])", re.IGNORECASE)
_DEPOSIT = re.compile(r"(?<![0-9A-Za-z])KG[\s\-]*(\d{1,18})\s*-\s*(\d)(?![0-9])", re.IGNORECASE)
_OWN = re.compile(r"(?<![0-9A-Za-z])((?:sw|vat|wht|bc)-[0-9A-Za-z][0-9A-Za-z.\-]{0,30})", re.IGNORECASE)


class NotASum(ValueError):
    """A text of a bank is no amount of the currency; the message says why, in English, with the text."""


@dataclass(frozen=True, slots=True)
class Said:
    """One line as a file says it, before it is kept. `amount` is above 0 when money came in; minor units."""

    booked_on: str  # ISO date
    amount: int
    raw: str
    own_key: str = ""
    end_to_end: str = ""
    reference: str = ""
    counterparty: str = ""
    text: str = ""
    return_reason: str = ""
    fee: int = 0
    is_total: bool = False
    currency: str = ""


@dataclass(slots=True)
class Sheet:
    """What a file says as a whole; opening and closing in minor units of the currency."""

    currency: str
    opening: int
    closing: int
    lines: list[Said] = field(default_factory=list)
    account: str = ""
    number: str = ""


def signed(text: str, currency: str, decimal_sign: str = ".") -> int:
    """Read an amount as banks write it (signs, brackets, Dr and Cr, separators, three scripts) into minor units.

    Raises NotASum, also for digits that the currency does not have.
    """
    given = text
    text = re.sub(r"[\s\u00a0\u202f'’_]", "", latin_digits(text)).replace("−", "-")
    sign = 1
    if found := re.fullmatch(r"\((.*)\)", text):
        text, sign = found[1], -1
    if found := re.fullmatch(r"(.*?)(dr|cr|d|c)\.?", text, re.IGNORECASE):
        text, sign = found[1], -sign if found[2][0] in "dD" else sign
    text = text.removeprefix(currency).removesuffix(currency)
    if found := re.fullmatch(r"([+-]?)(.*?)([+-]?)", text):
        text = found[2]
        sign = -sign if "-" in found[1] + found[3] else sign
    text = re.sub(r"^[৳₹$€£¥]", "", text)
    separator = "," if decimal_sign == "." else "."
    text = text.replace(separator, "")
    if not re.fullmatch(rf"\d{{1,16}}({re.escape(decimal_sign)}\d{{0,8}})?", text):
        raise NotASum(given[:40])
    whole, _point, part = text.partition(decimal_sign)
    places = EXPONENTS[currency]
    if len(part.rstrip("0")) > places:
        raise NotASum(given[:40])
    amount = int(whole + part[:places].ljust(places, "0"))
    if amount > LARGEST:
        raise NotASum(given[:40])
    return sign * amount


def marks_in(*texts: str) -> list[str]:
    """Find our own marks in what a bank says: withdrawals, deposits with a right check digit, sweeps, taxes."""
    text = latin_digits(" ".join(texts))
    found = [f"wd-{int(number)}" for number in _PAYOUT.findall(text)]
    for number, digit in _DEPOSIT.findall(text):
        mark = transfer_mark(int(number))
        if mark.endswith(f"-{digit}"):
            found.append(mark)
    found += [mark.lower().rstrip(".-") for mark in _OWN.findall(text)]
    return sorted(set(found))


def mark_of(kind: str, ref: str) -> str:
    """Return the mark that a bank should show for a movement of the books, or nothing."""
    thing, _colon, rest = ref.partition(":")
    if thing == "payout" and kind in {"withdraw-paid", "withdraw-returned"}:
        return f"wd-{rest}"
    if thing == "deposit" and kind == "deposit":
        return transfer_mark(int(rest))
    if kind == "provider-settlement":
        return rest.partition(":")[2][:40]
    return rest.lower()[:40] if thing in {"sweep", "tax", "charge"} else ""


def keys_of(lines: Sequence[Said]) -> list[str]:
    """Name each line so that the same line in another file has the same name: by the bank's number, else by content.

    Equal lines of one file are counted: the second one is another line, and is the second one in every file.
    """
    seen: dict[str, int] = {}
    found = []
    for line in lines:
        facts = (line.booked_on, line.amount, line.own_key) if line.own_key else _facts(line)
        name = hashlib.sha256("\x1f".join(map(str, facts)).encode()).hexdigest()[:40]
        seen[name] = seen.get(name, 0) + 1
        found.append(f"{name}-{seen[name]}")
    return found


def _facts(line: Said) -> tuple[object, ...]:
    return (line.booked_on, line.amount, line.fee, line.end_to_end, line.reference, line.counterparty, line.text)


def fitting(amount: int, among: Sequence[tuple[int, int]]) -> list[tuple[int, ...]]:
    """Find which few of some movements (id, amount) come to a sum; nearest first, at most a handful of answers."""
    found: list[tuple[int, ...]] = [(pk,) for pk, moved in among if moved == amount]
    near = [(pk, moved) for pk, moved in among if moved != amount and (moved > 0) == (amount > 0)][:WIDEST]
    for size in range(2, DEEPEST + 1):
        if len(found) >= 5:
            break
        found += [
            tuple(pk for pk, _moved in some)
            for some in itertools.combinations(near, size)
            if sum(moved for _pk, moved in some) == amount
        ]
    if len(near) > DEEPEST and sum(moved for _pk, moved in near) == amount:
        found.append(tuple(pk for pk, _moved in near))
    return found[:5]


def ages(days: Iterable[int]) -> list[int]:
    """Count by age in days: up to two, up to seven, up to thirty, older."""
    counts = [0, 0, 0, 0]
    for age in days:
        counts[0 if age <= 2 else 1 if age <= 7 else 2 if age <= 30 else 3] += 1
    return counts


def sweepable(*, earned: int, swept: int, held: int, owed_to_users: int, on_trust: int) -> int:
    """Return what of the earned fees may leave the trust account, in minor units; never below zero.

    It is earned and not yet swept, people's money stays covered, and it must lie on the trust account itself.
    """
    return max(min(earned - swept, held - owed_to_users, on_trust), 0)
