"""What each side is asked about the other, and the score out of it."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

# Asked about a freelancer, and about a client; every aspect counts the same.
ABOUT_FREELANCER: dict[str, str | Promise] = {
    "quality": _("Quality of the work"),
    "skills": _("Skills"),
    "deadlines": _("Deadlines kept"),
    "communication": _("Communication"),
    "cooperation": _("Cooperation"),
}
ABOUT_CLIENT: dict[str, str | Promise] = {
    "clarity": _("Clear about the work"),
    "payment": _("Payment without trouble"),
    "communication": _("Communication"),
    "cooperation": _("Cooperation"),
}
# Why staff may hide published feedback.
HIDE_RULES: dict[str, str | Promise] = {
    "abuse": _("It insults or threatens somebody."),
    "private": _("It publishes private data."),
    "extortion": _("It was used to press for money or better feedback."),
    "false": _("It is not about this contract."),
}


def aspects_about(*, freelancer: bool) -> dict[str, str | Promise]:
    """Return the aspects of a side."""
    return ABOUT_FREELANCER if freelancer else ABOUT_CLIENT


def score_of(aspects: Mapping[str, int]) -> int:
    """Return the mean of the aspects in tenths, half up: 10 to 50."""
    total = sum(aspects.values())
    return (20 * total + len(aspects)) // (2 * len(aspects))
