"""A person's own data: exchanges."""

from typing import TYPE_CHECKING

from karigar.exchange.models import Quote

if TYPE_CHECKING:
    from karigar.accounts.models import Person


def export(person: "Person") -> dict[str, object]:
    """Return a person's quotes, with those that were accepted."""
    names = (
        "sold",
        "sold_unit",
        "spread",
        "bought",
        "bought_unit",
        "rate",
        "source",
        "as_of",
        "made_at",
        "accepted_at",
    )
    return {"exchanges": list(Quote.objects.filter(person=person).order_by("id").values(*names))}
