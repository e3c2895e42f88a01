"""The alarm: an account that does not come to rest. The only writer of when it rang."""

import datetime as dt

from karigar.events import actions as events
from karigar.kit.state import action, lock
from karigar.reconciliation.models import Account


@action
def tell_stuck(account: Account, *, oldest: dt.date, count: int, balance: int, now: dt.datetime) -> bool:
    """Tell finance staff, once a day, that an account has old lines or movements; say whether it was told now.

    `balance` is what the books hold there, in minor units.
    """
    lock(account)
    if account.alarmed_on == now.date():
        return False
    account.alarmed_on = now.date()
    account.save(update_fields=["alarmed_on"])
    events.record(
        "reconciliation.stuck",
        subject=("bank_account", account.pk),
        data={
            "account": account.name,
            "currency": account.currency,
            "amount": balance,
            "count": count,
            "oldest": oldest.isoformat(),
        },
        now=now,
    )
    return True
