"""Taking in what banks and providers say. The only writer of statements, lines and profiles."""

import datetime as dt
import hashlib
import itertools
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from karigar.events import actions as events
from karigar.files.refusals import FileIsEmpty, FileTooLarge
from karigar.kit.money import Money
from karigar.kit.state import action, lock
from karigar.kit.uploads import Upload
from karigar.reconciliation import camt, rules, sheets
from karigar.reconciliation.actions.matching import account_of, match_account
from karigar.reconciliation.models import Account, Line, Profile, Statement
from karigar.reconciliation.refusals import (
    AccountIsTaken,
    AnotherAccount,
    AnotherCurrency,
    AnotherFormatOverlaps,
    ColumnsAreMissing,
    ProfileDoesNotFit,
    StatementDoesNotAddUp,
)
from karigar.rulebook import queries as rulebook

if TYPE_CHECKING:
    from karigar.accounts.models import Person

BATCH = 1000


@action
def save_profile(*, by: "Person", fields: Mapping[str, str], reason: str, now: dt.datetime) -> Profile:
    """Keep where a bank or provider puts what in its CSV; under a known name it replaces the earlier one.

    `fields` are those of the model but who and when. Raises ColumnsAreMissing (422).
    """
    has_sum = fields["amount_column"] or (fields["in_column"] and fields["out_column"])
    if not fields["date_column"] or not has_sum:
        raise ColumnsAreMissing
    rest = {name: value for name, value in fields.items() if name != "name"}
    profile, _new = Profile.objects.update_or_create(
        name=fields["name"], defaults=rest | {"made_by": by, "made_at": now}
    )
    events.record(
        "reconciliation.profile_saved",
        subject=("profile", profile.pk),
        actor_id=by.pk,
        data={"name": profile.name},
        reason=reason,
        by_staff=True,
        now=now,
    )
    return profile


@action
def take_statement(
    *,
    by: "Person",
    name: str,
    currency: str,
    upload: Upload,
    profile: Profile | None,
    number: str = "",
    opening: int | None = None,
    closing: int | None = None,
    now: dt.datetime,
) -> list[Statement]:
    """Take in a file of a bank or provider whole or not at all, keep its new lines, and match what is sure.

    `name` and `currency` are an account of the books; without a profile the file is camt.053. `number` is a settlement
    report's own; the balances, in minor units, are typed where a CSV has no column for them. The same file again
    returns what it was before. Raises FileTooLarge (413), AnotherFormatOverlaps (409), FileIsEmpty, FileCannotBeRead,
    FileHoldsEntities, TooManyLines, StatementDoesNotAddUp, AnotherCurrency, AnotherAccount, AccountIsTaken and the
    other refusals of a file (422).
    """
    account = lock(account_of(name, currency))
    data = _content(upload, now)
    digest = hashlib.sha256(data).hexdigest()
    earlier = list(account.statements.filter(sha256=digest).order_by("id"))
    if earlier:
        return earlier
    found, form = _read(data, account, profile, number=number or digest[:12], opening=opening, closing=closing)
    keys = iter(rules.keys_of([line for sheet in found for line in sheet.lines]))
    taken = []
    for sheet in found:
        _demand_fit(account, sheet, form)
        own = [next(keys) for _line in sheet.lines]
        statement = _keep(account, sheet, own, form, by=by, file_name=upload.name or "", digest=digest, now=now)
        taken.append(statement)
        events.record(
            "reconciliation.statement_taken",
            subject=("statement", statement.pk),
            actor_id=by.pk,
            data={"account": account.name, "currency": currency, "read": statement.read, "added": statement.added},
            reason=statement.file_name,
            by_staff=True,
            now=now,
        )
    match_account(account, now=now)
    return taken


def _content(upload: Upload, now: dt.datetime) -> bytes:
    limit = rulebook.value("files.max_bytes", at=now)
    name = (upload.name or "")[:120]
    if (upload.size or 0) > limit:
        raise FileTooLarge(name=name, limit=limit // (1024 * 1024))
    upload.seek(0)
    data: bytes = upload.read(limit + 1)
    if len(data) > limit:
        raise FileTooLarge(name=name, limit=limit // (1024 * 1024))
    if not data.strip():
        raise FileIsEmpty(name=name)
    return data


def _read(
    data: bytes,
    account: Account,
    profile: Profile | None,
    *,
    number: str,
    opening: int | None,
    closing: int | None,
) -> tuple[list[rules.Sheet], str]:
    if profile is None:
        return camt.read(data), Statement.Format.CAMT
    if (profile.kind == Profile.Kind.SETTLEMENT) != bool(account.provider):
        raise ProfileDoesNotFit
    if profile.kind == Profile.Kind.SETTLEMENT:
        return [sheets.read_settlement(data, profile, account.currency, number=number)], Statement.Format.SETTLEMENT
    sheet = sheets.read_bank(data, profile, account.currency, opening=opening, closing=closing)
    return [sheet], Statement.Format.CSV


def _demand_fit(account: Account, sheet: rules.Sheet, form: str) -> None:
    if sheet.currency != account.currency:
        raise AnotherCurrency(expected=account.currency, given=sheet.currency)
    total = sum(line.amount for line in sheet.lines)
    if sheet.opening + total != sheet.closing:
        raise StatementDoesNotAddUp(
            opening=Money(sheet.opening, sheet.currency),
            sum=Money(total, sheet.currency),
            closing=Money(sheet.closing, sheet.currency),
        )
    if sheet.account and account.number and sheet.account != account.number:
        raise AnotherAccount(given=sheet.account, expected=account.number)
    if sheet.account and not account.number:
        other = Account.objects.filter(number=sheet.account, currency=account.currency).first()
        if other:
            raise AccountIsTaken(number=sheet.account, account=other.name)
        account.number = sheet.account
        account.save(update_fields=["number"])
    first = min((line.booked_on for line in sheet.lines), default=None)
    if first:
        others = account.statements.exclude(format=form).exclude(until_on=None)
        last = others.filter(until_on__gte=first).order_by("-until_on").first()
        if last:
            raise AnotherFormatOverlaps(until=f"{last.until_on:%Y-%m-%d}")


def _keep(
    account: Account,
    sheet: rules.Sheet,
    keys: Sequence[str],
    form: str,
    *,
    by: "Person",
    file_name: str,
    digest: str,
    now: dt.datetime,
) -> Statement:
    known: set[str] = set()
    for some in itertools.batched(keys, BATCH):
        known.update(Line.objects.filter(account=account, key__in=some).values_list("key", flat=True))
    days = [dt.date.fromisoformat(line.booked_on) for line in sheet.lines]
    statement = Statement.objects.create(
        account=account,
        format=form,
        file_name=file_name[-120:],
        sha256=digest,
        number=sheet.number,
        from_on=min(days, default=None),
        until_on=max(days, default=None),
        opening=sheet.opening,
        closing=sheet.closing,
        read=len(keys),
        added=len(set(keys) - known),
        taken_by=by,
        taken_at=now,
    )
    rows = (
        _line(account, statement, said, key, place)
        for place, (said, key) in enumerate(zip(sheet.lines, keys, strict=True), 1)
        if key not in known
    )
    Line.objects.bulk_create(rows, batch_size=BATCH)
    return statement


def _line(account: Account, statement: Statement, said: rules.Said, key: str, place: int) -> Line:
    marks = [said.reference[:40]] if said.is_total else rules.marks_in(said.end_to_end, said.reference, said.text)
    return Line(
        account=account,
        statement=statement,
        key=key,
        place=place,
        booked_on=dt.date.fromisoformat(said.booked_on),
        amount=said.amount,
        fee=said.fee,
        end_to_end=said.end_to_end,
        reference=said.reference,
        counterparty=said.counterparty,
        text=said.text,
        return_reason=said.return_reason,
        is_total=said.is_total,
        marks=marks,
        raw=said.raw,
    )
