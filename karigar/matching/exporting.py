"""A person's own data: how ranking sees him, and the draws that he was picked in."""

from typing import TYPE_CHECKING

from django.forms.models import model_to_dict

from karigar.matching import queries

if TYPE_CHECKING:
    from karigar.accounts.models import Person


def export(person: "Person") -> dict[str, object]:
    """Return what is ranked of a person, and when he was drawn, as plain data."""
    row = queries.talent_of(person)
    return {
        "ranked": model_to_dict(row, exclude=["search"]) if row else None,
        "drawn": [
            {"on": on.isoformat(), "place": place, "weight": weight, "of": total}
            for on, place, weight, total in queries.draws_of(person)
        ],
    }
