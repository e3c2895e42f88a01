"""A person's own data: saved searches."""

from typing import TYPE_CHECKING

from karigar.alerts.models import SavedSearch

if TYPE_CHECKING:
    from karigar.accounts.models import Person


def export(person: "Person") -> dict[str, object]:
    """Return the person's saved searches as plain data."""
    rows = SavedSearch.objects.filter(person=person).order_by("id")
    return {"saved_searches": list(rows.values("id", "name", "address", "company_id", "pace", "saved_at"))}
