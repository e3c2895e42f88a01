"""What a profile holds, for the export of a person's data."""

from typing import TYPE_CHECKING

from django.forms.models import model_to_dict

from karigar.profiles import queries

if TYPE_CHECKING:
    from karigar.accounts.models import Person


def export(person: "Person") -> dict[str, object]:
    """Return the person's profile as plain facts."""
    profile = queries.own_profile(person)
    if profile._state.adding:
        return {"profile": None}
    names = (
        "title",
        "overview",
        "rate",
        "currency",
        "availability",
        "visibility",
        "city",
        "completeness",
        "contracts_done",
    )
    lists = ("languages", "employments", "educations", "certificates", "portfolio")
    return {
        "profile": {
            **{name: getattr(profile, name) for name in names},
            "skills": [skill.name_en for skill in queries.skills_of(profile)],
            "categories": [row.name_en for row in profile.categories.all()],
            **{
                name: [model_to_dict(row, exclude=["id", "profile", "order"]) for row in getattr(profile, name).all()]
                for name in lists
            },
        }
    }
