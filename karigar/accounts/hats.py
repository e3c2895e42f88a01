"""The hat that a person wears now: as whom he acts on this page."""

from dataclasses import dataclass

from django.http import HttpRequest


@dataclass(frozen=True)
class Hat:
    """freelancer, client (for a company, with a role) or staff."""

    kind: str
    company_id: int | None = None
    company_name: str = ""
    role: str = ""

    def packed(self) -> list[object]:
        """As the session keeps it."""
        return [self.kind, self.company_id, self.company_name, self.role]


FREELANCER = Hat("freelancer")


class WithHat(HttpRequest):
    """A request as the reader's middleware leaves it; made by `cast`, read by `guards.hat_of`."""

    hat: Hat
