"""What waits for one side of the contracts, in one statement: the newest thing to do stands on the member's home."""

import datetime as dt
from typing import TYPE_CHECKING, NamedTuple

from django.db import connection

from karigar.accounts import queries as accounts

if TYPE_CHECKING:
    from karigar.accounts.models import Person

MOST = 8


class Wait(NamedTuple):
    """One thing that waits: what kind, the id that its page wants, what it is about, and until when (UTC)."""

    kind: str
    id: int
    title: str
    until: dt.datetime | None


# Each side answers what the other side said; each line has an index on the side's first column.
_OFFERS = """
    SELECT 'offer' AS kind, o.id, o.title, o.expires_at AS until FROM contracts_offer o
    WHERE o.{side} = %(side)s AND o.status = 'sent' AND o.from_client = %(to_freelancer)s
"""
_CHANGES = """
    SELECT 'amendment', a.id, c.title, a.expires_at FROM contracts_amendment a JOIN contracts_contract c ON c.id = a.contract_id
    WHERE c.{side} = %(side)s AND a.status = 'proposed' AND a.by_client = %(to_freelancer)s
"""
_STEPS = """
    SELECT {kind}, {id}, m.title, {until} FROM contracts_contract c JOIN contracts_milestone m ON m.contract_id = c.id
    {join} WHERE c.{side} = %(side)s AND {state}
"""
_LAST = " ORDER BY until NULLS LAST, id LIMIT %(most)s"


def _steps(side: str, kind: str, state: str, *, id: str = "m.id", until: str = "NULL", join: str = "") -> str:  # noqa: A002
    return _STEPS.format(side=side, kind=f"'{kind}'", state=state, id=id, until=until, join=join)


OF_FREELANCER = (
    " UNION ALL ".join(
        [
            _OFFERS.format(side="freelancer_id"),
            _CHANGES.format(side="freelancer_id"),
            _steps(
                "freelancer_id",
                "refund",
                "r.status = 'asked'",
                id="r.id",
                until="r.answer_until",
                join="JOIN contracts_refund r ON r.milestone_id = m.id",
            ),
            _steps("freelancer_id", "changes", "m.status = 'changes_requested' AND c.status <> 'ended'", id="c.id"),
            _steps("freelancer_id", "work", "m.status = 'funded' AND c.status = 'active'", id="c.id"),
        ]
    )
    + _LAST
)
OF_COMPANY = (
    " UNION ALL ".join(
        [
            _OFFERS.format(side="company_id"),
            _CHANGES.format(side="company_id"),
            _steps("company_id", "review", "m.status = 'submitted'", id="c.id", until="m.review_until"),
            _steps("company_id", "fund", "m.status = 'planned' AND m.number = 1 AND c.status = 'pending'", id="c.id"),
        ]
    )
    + _LAST
)


def waits_of_freelancer(person: "Person") -> list[Wait]:
    """Return what a freelancer has to answer or to do on offers and contracts, what ends first first.

    The kinds are offer, amendment, refund (ids of their own), changes and work (id of the contract).
    """
    return _waits(OF_FREELANCER, person.pk, to_freelancer=True)


def waits_of_company(person: "Person", company_id: int) -> list[Wait]:
    """Return what a company has to answer or to do on offers and contracts, for a member of it. Raises Http404.

    The kinds are offer, amendment, review and fund (ids of the offer, the amendment and the contract).
    """
    accounts.member_of(person, company_id)
    return _waits(OF_COMPANY, company_id, to_freelancer=False)


def _waits(sql: str, side: int, *, to_freelancer: bool) -> list[Wait]:
    with connection.cursor() as cursor:
        cursor.execute(sql, {"side": side, "to_freelancer": to_freelancer, "most": MOST})
        return [Wait._make(row) for row in cursor.fetchall()]
