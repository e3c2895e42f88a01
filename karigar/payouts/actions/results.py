"""What banks and wallets answer to payment files: taken in by one of staff, carried out by another."""

import datetime as dt
from dataclasses import replace
from typing import TYPE_CHECKING

from django.db import transaction

from karigar.files.refusals import FileIsEmpty, FileTooLarge
from karigar.kit.errors import Refusal
from karigar.kit.languages import written_for
from karigar.kit.state import action, lock
from karigar.kit.uploads import Upload
from karigar.payouts import files, queries, results, rules
from karigar.payouts.actions import withdrawals
from karigar.payouts.actions.journal import note
from karigar.payouts.models import Batch, ResultDeed, ResultFile, ResultLine
from karigar.payouts.refusals import (
    MakerIsNotChecker,
    ResultsDoNotAddUp,
    ResultsOfAnotherFile,
)
from karigar.payouts.states import demand_waiting
from karigar.rulebook import queries as rulebook

if TYPE_CHECKING:
    from karigar.accounts.models import Person


@action
def take_results(upload: Upload, *, by: "Person", now: dt.datetime) -> ResultFile:
    """Take in what a bank or wallet answered, whole or not at all; nothing moves until another of staff lets it.

    The same file again returns what it was before. Raises FileTooLarge (413), FileIsEmpty, ResultsCannotBeRead,
    ResultsDoNotAddUp, ResultsOfAnotherFile, TooManyResults (422).
    """
    data, name = _content(upload, now), (upload.name or "")[:120]
    sha256 = results.digest(data)
    if earlier := ResultFile.objects.filter(sha256=sha256).first():
        return earlier
    answer = results.read(data)
    batch = _batch_of(answer)
    if answer.whole is not None and batch is not None:
        answer.lines = [replace(answer.whole, mark=f"wd-{row.pk}") for row in batch.payouts.order_by("id")]
    file, is_new = ResultFile.objects.get_or_create(
        sha256=sha256, defaults={"name": name, "form": answer.form, "batch": batch, "made_by": by, "made_at": now}
    )
    if not is_new:
        return file
    known = queries.payouts_by_number_any([_number(line.mark) for line in answer.lines])
    ResultLine.objects.bulk_create(
        ResultLine(
            file=file,
            number=number,
            mark=line.mark,
            said=line.status,
            amount=line.amount,
            currency=line.currency,
            reference=line.reference,
            code=line.code,
            reason=line.reason,
            raw=line.raw,
            payout=known.get(_number(line.mark)),
        )
        for number, line in enumerate(answer.lines, 1)
    )
    data_ = {"form": answer.form, "lines": len(answer.lines), "batch": batch.pk if batch else None}
    note("payout.results_taken", ("result_file", file.pk), by, now, reason=name, by_staff=True, **data_)
    return file


@action
def apply_results(file: ResultFile, *, by: "Person", reason: str, now: dt.datetime) -> None:
    """Carry out what an answer says, line by line; a line that does not fit moves nothing and says why.

    Raises MakerIsNotChecker (403), StateHasMoved (409).
    """
    lock(file)
    if file.made_by_id == by.pk:
        raise MakerIsNotChecker
    _end(file, ResultFile.Status.APPLIED, by, now)
    for line in queries.result_lines_any(file):
        deed, refusal, facts = "", "", {}
        try:
            with transaction.atomic():
                deed = _carry_out(line, by=by, reason=reason, now=now)
        except Refusal as refused:
            refusal, facts = type(refused).__name__, {name: str(fact) for name, fact in refused.facts.items()}
        ResultDeed.objects.create(line=line, deed=deed, refusal=refusal, facts=facts, at=now)
    note("payout.results_applied", ("result_file", file.pk), by, now, reason=reason, by_staff=True)


@action
def refuse_results(file: ResultFile, *, by: "Person", reason: str, now: dt.datetime) -> None:
    """Lay an answer aside; whoever took it in may do so too. Raises StateHasMoved (409)."""
    lock(file)
    _end(file, ResultFile.Status.REFUSED, by, now)
    note("payout.results_refused", ("result_file", file.pk), by, now, reason=reason, by_staff=True)


def _end(file: ResultFile, status: ResultFile.Status, by: "Person", now: dt.datetime) -> None:
    demand_waiting(file, "waiting")
    file.status, file.checked_by, file.checked_at = status, by, now
    file.save(update_fields=["status", "checked_by", "checked_at"])


def _carry_out(line: ResultLine, *, by: "Person", reason: str, now: dt.datetime) -> str:
    """Do what a line says and return the deed's name; "" when it says what is known already."""
    payout = rules.demand_fit(line, line.payout)
    if line.said == results.FAILED:
        if payout.status == "returned":
            return ""
        with written_for(payout.person.language):
            failure = str(results.reason_of(line))[:200]
        withdrawals.fail_payout(payout, by=by, failure=failure, reason=reason, now=now)
        return results.FAILED
    if payout.status == "queued":
        reference = line.reference or line.mark
        withdrawals.send_payout(payout, by=by, reference=reference, reason=reason, now=now)
    elif line.said == results.SENT or payout.status == "confirmed":
        return ""
    if line.said == results.PAID:
        withdrawals.confirm_payout(payout, by=by, reason=reason, now=now)
    return line.said


def _batch_of(answer: results.Answer) -> Batch | None:
    number = files.batch_number(answer.message) if answer.message else None
    if number is None:
        if answer.whole is not None:
            raise ResultsOfAnotherFile
        return None
    batch = Batch.objects.filter(pk=number).first()
    if batch is None or (answer.count is not None and answer.count != batch.count):
        raise ResultsOfAnotherFile
    if answer.total and results.sum_of(answer.total, batch.currency) != batch.total:
        raise ResultsDoNotAddUp
    return batch


def _number(mark: str) -> int:
    rest = mark.removeprefix("wd-")
    return int(rest) if rest != mark and rest.isascii() and rest.isdigit() and len(rest) < 18 else 0


def _content(upload: Upload, now: dt.datetime) -> bytes:
    limit, name = rulebook.value("files.max_bytes", at=now), (upload.name or "")[:120]
    if (upload.size or 0) > limit:
        raise FileTooLarge(name=name, limit=limit // (1024 * 1024))
    upload.seek(0)
    data: bytes = upload.read(limit + 1)
    if not data.strip():
        raise FileIsEmpty(name=name)
    return data
