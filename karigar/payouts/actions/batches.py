"""Payment files."""

import datetime as dt
import hashlib
from typing import TYPE_CHECKING

from karigar.kit import vault
from karigar.kit.state import action, move
from karigar.payouts import files, queries
from karigar.payouts.actions.journal import note
from karigar.payouts.models import Batch, Payout
from karigar.payouts.refusals import AccountIsMissing, NothingToExport
from karigar.payouts.states import MOVES, PayoutStatus

if TYPE_CHECKING:
    from karigar.accounts.models import Person

MOST_ROWS = 500


@action
def export_batch(*, rail: str, currency: str, by: "Person", now: dt.datetime) -> Batch:
    """Put all checked withdrawals of a rail and currency into one file in the rail's form, and keep it as it was made.

    Raises NothingToExport, AccountIsMissing (409).
    """
    rows = Payout.objects.select_for_update(of=("self",), skip_locked=True).filter(
        rail=rail, currency=currency, status=PayoutStatus.CHECKED
    )
    found = rows.select_related("method").order_by("id")[:MOST_ROWS]
    payouts = [payout for payout in found if payout.person_id != by.pk]
    if not payouts:
        raise NothingToExport
    terms = queries.terms_of(rail, now=now)
    if files.needs_account(terms):
        raise AccountIsMissing
    batch = Batch.objects.create(
        made_by=by,
        made_at=now,
        rail=rail,
        currency=currency,
        total=sum(payout.amount for payout in payouts),
        count=len(payouts),
        form=terms.file,
    )
    text = files.build(terms, queries.rows_of_any(payouts), number=batch.pk, day=now.date())
    batch.content, batch.sha256 = vault.seal({"file": text}), hashlib.sha256(text.encode()).hexdigest()
    batch.save(update_fields=["content", "sha256"])
    for payout in payouts:
        move(payout, to=PayoutStatus.QUEUED, moves=MOVES, batch=batch)
    data = {"rail": rail, "count": batch.count, "total": batch.total, "currency": currency, "sha256": batch.sha256}
    note("payout.batch_exported", ("batch", batch.pk), by, now, reason="payment file", by_staff=True, **data)
    return batch
