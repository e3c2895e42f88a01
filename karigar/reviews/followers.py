"""An ended contract with a payment lets both sides speak."""

import datetime as dt
from typing import TYPE_CHECKING

from karigar.reviews import actions

if TYPE_CHECKING:
    from karigar.events.models import Event


def open_window(event: "Event", *, now: dt.datetime) -> None:
    """Open the window of a contract that paid something."""
    facts = event.data
    if facts["paid"]:
        told = {
            "contract": facts["contract"],
            "company": facts["company"],
            "hired_by": facts["hired_by"],
            "freelancer": facts["freelancer"],
            "title": facts["contract_title"],
        }
        actions.open_window(contract_id=event.subject_id, facts=told, now=now)


FOLLOWS = {"contract.ended": open_window}
