"""A person's own copy of his contracts."""

from typing import TYPE_CHECKING

from karigar.contracts import queries

if TYPE_CHECKING:
    from karigar.accounts.models import Person


def export(person: "Person") -> dict[str, object]:
    """Return the contracts of a person with milestones, payments and changes, as plain data."""
    return {"contracts": [_contract(row, person) for row in queries.export_rows_for(person)]}


def _contract(contract: object, person: "Person") -> dict[str, object]:
    from karigar.contracts.models import Contract

    assert isinstance(contract, Contract)
    return {
        "number": contract.pk,
        "title": contract.title,
        "your_side": "freelancer" if contract.freelancer_id == person.pk else "client",
        "client": contract.company.name,
        "freelancer": contract.freelancer.name,
        "status": contract.status,
        "currency": contract.currency,
        "terms": contract.terms,
        "started_at": contract.started_at.isoformat(),
        "ended_at": contract.ended_at.isoformat() if contract.ended_at else None,
        "milestones": [
            {
                "number": row.number,
                "title": row.title,
                "amount": row.amount,
                "status": row.status,
                "funded": row.funded,
                "released": row.released,
                "refunded": row.refunded,
                "fee_taken": row.fee_taken,
            }
            for row in contract.milestones.all()
        ],
        "payments": [
            {"at": row.began_at.isoformat(), "gross": row.gross, "fee": row.fee, "net": row.net}
            for row in contract.holds.all()
        ],
        "given_back": [{"at": row.at.isoformat(), "amount": row.amount} for row in contract.give_backs.all()],
        "bonuses": [
            {"at": row.at.isoformat(), "amount": row.amount, "note": row.note} for row in contract.bonuses.all()
        ],
        "changes": [
            {"number": row.number, "kind": row.kind, "status": row.status, "before": row.before, "after": row.after}
            for row in contract.amendments.all()
        ],
    }
