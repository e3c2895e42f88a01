"""What makes a profile complete, and what it must have to be published; pure functions and numbers."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

MOST_SKILLS = 15
MOST_CATEGORIES = 4
MOST_ROWS = 20
MOST_PICTURES = 8
SHORTEST_OVERVIEW = 100


@dataclass(frozen=True)
class Part:
    """A part of the profile: what it weighs in the percentage, and what it brings."""

    key: str
    weight: int
    label: str | Promise
    brings: str | Promise
    section: str  # the page where it is filled in
    is_needed: bool = False


# The weights are published on the page itself; they add up to 100.
PARTS = (
    Part("title", 10, _("Title"), _("It is the first line that a client reads."), "profile_basics", True),
    Part(
        "overview",
        15,
        _("Overview of 100 letters or more"),
        _("Clients read it before they write to you."),
        "profile_basics",
        True,
    ),
    Part("skills", 15, _("At least one skill"), _("Search finds you by your skills."), "profile_skills", True),
    Part(
        "category",
        5,
        _("At least one category"),
        _("Jobs of your field are shown to you first."),
        "profile_skills",
        True,
    ),
    Part("photo", 10, _("Photo"), _("Clients remember a face and trust it sooner."), "profile_photo"),
    Part("rate", 10, _("Hourly rate"), _("Clients see at once whether it fits their budget."), "profile_rate"),
    Part(
        "portfolio",
        15,
        _("At least one portfolio item"),
        _("Real work convinces more than any sentence."),
        "profile_portfolio",
    ),
    Part(
        "language", 5, _("Languages"), _("Clients see in which language they can talk with you."), "profile_languages"
    ),
    Part("employment", 5, _("Employment"), _("It shows where you learned your trade."), "profile_employment"),
    Part("education", 5, _("Education"), _("It shows what you have studied."), "profile_education"),
    Part("certificate", 5, _("Certificates"), _("A proof that others gave you."), "profile_certificates"),
)


def percent(have: set[str]) -> int:
    """Return how complete a profile is."""
    return sum(part.weight for part in PARTS if part.key in have)


def missing(have: set[str]) -> list[Part]:
    """Return what is needed for publishing and not there."""
    return [part for part in PARTS if part.is_needed and part.key not in have]


def next_step(have: set[str]) -> Part | None:
    """Return the best next step: what is needed first, then what weighs most."""
    left = [part for part in PARTS if part.key not in have]
    return max(left, key=lambda part: (part.is_needed, part.weight), default=None)
