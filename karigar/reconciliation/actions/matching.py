"""Lines and movements that belong together. The only writer of matches, gathered movements and findings."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from karigar.events import actions as events
from karigar.kit.money import Money
from karigar.kit.state import action, lock
from karigar.ledger import queries as ledger
from karigar.payins import queries as payins
from karigar.payins.rules import transfer_mark
from karigar.payouts import queries as payouts
from karigar.reconciliation import queries, rules
from karigar.reconciliation.models import Account, Finding, Gathered, Line, Match, Moved
from karigar.reconciliation.refusals import LineIsMatched, NothingChosen, SumsDiffer

if TYPE_CHECKING:
    from karigar.accounts.models import Person

BATCH = 500
Some = tuple[list[Line], list[Moved], str]


@action
def gather_movements(*, now: dt.datetime) -> int:
    """Read from the books what moved accounts that somebody outside keeps too; safe to run late, twice or at once."""
    mark, _new = Gathered.objects.get_or_create(pk=1)
    lock(mark)
    # Asked before the rows: whoever held a number and was done before the reading is in it.
    newest, writers = ledger.writers_any()
    after, count = mark.until, 0
    while rows := ledger.moved_any(queries.OUTSIDE_ROLES, after=after, limit=2000):
        accounts = {(name, unit): account_of(name, unit) for _journal, name, unit, *_rest in rows}
        found = [
            Moved(
                account=accounts[name, unit],
                journal=journal,
                kind=kind,
                ref=ref[:120],
                mark=rules.mark_of(kind, ref),
                amount=-amount,  # in the books an account of the outside world goes below zero when money comes in
                at=at,
            )
            for journal, name, unit, amount, kind, ref, at in rows
        ]
        Moved.objects.bulk_create(found, ignore_conflicts=True)
        after, count = rows[-1][0], count + len(rows)
    # While somebody writes, only what is sealed is sure to have no gap.
    block = ledger.last_block_any() if writers else None
    until = (block.last if block else mark.until) if writers else newest
    if until > mark.until:
        mark.until = until
        mark.save(update_fields=["until"])
    return count


@action
def match_lines(account: Account, *, now: dt.datetime) -> int:
    """Match what is sure on one account and note what is wrong with a line; return how many matches were made."""
    lock(account)
    return match_account(account, now=now)


@action
def match_by_hand(
    line: Line, *, by: "Person", moved: Iterable[int], also: Iterable[int] = (), reason: str, now: dt.datetime
) -> Match:
    """Match a line, and other lines of its account, with movements that staff chose, when both come to the same sum.

    `moved` and `also` are numbers of movements and lines. Raises LineIsMatched, SumsDiffer (409), NothingChosen (422).
    """
    lock(line.account)
    line_ids, moved_ids = {line.pk, *also}, set(moved)
    if not moved_ids and len(line_ids) == 1:
        raise NothingChosen
    lines = list(Line.objects.filter(account=line.account, pk__in=line_ids, match=None))
    rows = list(Moved.objects.filter(account=line.account, pk__in=moved_ids, match=None))
    if len(lines) != len(line_ids) or len(rows) != len(moved_ids):
        raise LineIsMatched
    said, booked = sum(row.amount for row in lines), sum(row.amount for row in rows)
    if said != booked:
        currency = line.account.currency
        raise SumsDiffer(said=Money(said, currency), booked=Money(booked, currency))
    (match,) = _write(line.account, [(lines, rows, Match.Rule.STAFF)], by=by, reason=reason, now=now)
    events.record(
        "reconciliation.matched",
        subject=("bank_line", line.pk),
        actor_id=by.pk,
        data={"match": match.pk, "journals": [row.journal for row in rows]},
        reason=reason,
        by_staff=True,
        now=now,
    )
    return match


@action
def undo_match(match: Match, *, by: "Person", reason: str, now: dt.datetime) -> None:
    """Take a match apart: its lines and movements are open again. Raises LineIsMatched (409) the second time."""
    lock(match.account)
    lock(match)
    if match.undone_at:
        raise LineIsMatched
    match.undone_by, match.undone_at = by, now
    match.save(update_fields=["undone_by", "undone_at"])
    lines = list(match.lines.values_list("pk", flat=True))
    match.lines.update(match=None)
    match.moved.update(match=None)
    events.record(
        "reconciliation.match_undone",
        subject=("bank_line", lines[0] if lines else 0),
        actor_id=by.pk,
        data={"match": match.pk},
        reason=reason,
        by_staff=True,
        now=now,
    )


def account_of(name: str, currency: str) -> Account:
    """Return the row of an outside account; the first who asks makes it."""
    account, _new = Account.objects.get_or_create(name=name, currency=currency)
    return account


def match_account(account: Account, *, now: dt.datetime) -> int:
    """Gather, then match what is sure on an account that the caller has locked."""
    gather_movements(now=now)
    made = len(_write(account, _reversals(account), now=now))
    last = 0
    while True:
        lines = list(Line.objects.filter(account=account, match=None, pk__gt=last).order_by("pk")[:BATCH])
        if not lines:
            return made
        last = lines[-1].pk
        made += len(_write(account, _sure(account, lines), now=now))
        _find(account, [line for line in lines if line.match_id is None], now)


def _write(
    account: Account, found: Sequence[Some], *, by: "Person | None" = None, reason: str = "", now: dt.datetime
) -> list[Match]:
    """Write matches; rows that somebody else's match took meanwhile cannot come here: the account is locked."""
    matches = Match.objects.bulk_create(
        [Match(account=account, rule=rule, made_by=by, made_at=now, reason=reason) for _l, _m, rule in found]
    )
    lines, rows = [], []
    for match, (some, moved, _rule) in zip(matches, found, strict=True):
        for line in some:
            line.match = match
            lines.append(line)
        for row in moved:
            row.match = match
            rows.append(row)
    Line.objects.bulk_update(lines, ["match"], batch_size=BATCH)
    Moved.objects.bulk_update(rows, ["match"], batch_size=BATCH)
    return matches


def _reversals(account: Account) -> list[Some]:
    """A movement and its mirror image never reach the bank."""
    mirrors = Moved.objects.filter(account=account, match=None, kind="reversal").order_by("id")[:BATCH]
    wanted = {int(row.ref.removeprefix("journal:")): row for row in mirrors}
    first = Moved.objects.filter(account=account, match=None, journal__in=wanted)
    return [
        ([], [row, wanted[row.journal]], Match.Rule.REVERSAL)
        for row in first
        if row.amount + wanted[row.journal].amount == 0
    ]


def _sure(account: Account, lines: list[Line]) -> list[Some]:
    """Find, for each line, the movements whose marks or references stand on it and whose sum is its own."""
    marks, referred = _marks_of(account, lines)
    by_mark: dict[str, list[Moved]] = defaultdict(list)
    asked = {mark for found in marks.values() for mark in found}
    for row in Moved.objects.filter(account=account, match=None, mark__in=asked).order_by("id"):
        by_mark[row.mark].append(row)
    paid_out = list(
        Moved.objects.filter(account=account, match=None, kind="provider-settlement").order_by("id")[:BATCH]
    )
    used: set[int] = set()
    found: list[Some] = []
    for line in lines:
        rows = [row for mark in marks[line.pk] for row in by_mark[mark] if row.pk not in used]
        if len(rows) != len(marks[line.pk]) or sum(row.amount for row in rows) != line.amount:
            rows = [row for row in rows if row.amount == line.amount][:1] if len(marks[line.pk]) == 1 else []
        rule = Match.Rule.REFERENCE if line.pk in referred else Match.Rule.MARK
        if not rows:
            words = f"{line.end_to_end} {line.reference} {line.text}"
            named = [r for r in paid_out if r.pk not in used and len(r.mark) > 3 and r.mark in words]
            rows = [row for row in named if row.amount == line.amount][:1]
            rule = Match.Rule.REFERENCE
        if rows:
            used.update(row.pk for row in rows)
            found.append(([line], rows, rule))
    taken = {line.pk for some, _rows, _rule in found for line in some}
    return found + _returned(account, [line for line in lines if line.pk not in taken])


def _marks_of(account: Account, lines: list[Line]) -> tuple[dict[int, list[str]], set[int]]:
    """Return the marks of each line, those that its bank's reference leads to included, and which lines those are."""
    asked = {text for line in lines if not line.marks for text in (line.reference, line.end_to_end) if text}
    sent = {} if account.provider else payouts.payouts_with_references_any(asked)
    booked = payins.deposits_with_references_any(account.provider or "manual", asked)
    marks, referred = {}, set()
    for line in lines:
        marks[line.pk] = list(line.marks)
        for text in (line.reference, line.end_to_end):
            if not marks[line.pk] and text in sent and line.amount < 0:
                marks[line.pk] = [f"wd-{sent[text]}"]
                referred.add(line.pk)
            if not marks[line.pk] and text in booked and line.amount > 0:
                marks[line.pk] = [transfer_mark(booked[text])]
                referred.add(line.pk)
    return marks, referred


def _returned(account: Account, lines: list[Line]) -> list[Some]:
    """What the bank sent and gave back touched nothing in the books, once the withdrawal is back in the wallet."""
    back = {line.marks[0]: line for line in lines if line.amount > 0 and _is_payout(line)}
    numbers = [queries.payout_number(mark) for mark in back]
    over = {f"wd-{pk}" for pk, row in payouts.payouts_by_number_any(numbers).items() if row.status == "returned"}
    out = Line.objects.filter(account=account, match=None, amount__lt=0, marks__overlap=sorted(over)).order_by("id")
    found: list[Some] = []
    for line in out:
        other = back.get(line.marks[0])
        if _is_payout(line) and other and other.amount == -line.amount:
            found.append(([line, back.pop(line.marks[0])], [], Match.Rule.RETURN))
    return found


def _is_payout(line: Line) -> bool:
    return len(line.marks) == 1 and line.marks[0].startswith("wd-")


def _find(account: Account, lines: list[Line], now: dt.datetime) -> None:
    """Note once what is wrong with lines that speak of withdrawals: the journal of staff shows it."""
    asked = [line for line in lines if _is_payout(line)]
    if not asked:
        return
    numbers = [queries.payout_number(line.marks[0]) for line in asked]
    known = payouts.payouts_by_number_any(numbers)
    for line in asked:
        deed = queries.payout_deed(line, account, known.get(queries.payout_number(line.marks[0])))
        if deed.refusal is None:
            continue
        _finding, is_new = Finding.objects.get_or_create(
            line=line, code=type(deed.refusal).__name__[:30], defaults={"found_at": now}
        )
        if is_new:
            events.record(
                "reconciliation.line_refused",
                subject=("bank_line", line.pk),
                data={"mark": line.marks[0], "amount": line.amount, "currency": account.currency},
                reason=type(deed.refusal).__name__,
                now=now,
            )
