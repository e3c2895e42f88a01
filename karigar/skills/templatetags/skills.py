"""Names of the taxonomy in templates: {% load skills %}."""

from typing import TYPE_CHECKING

from django import template

from karigar.skills import queries

if TYPE_CHECKING:
    from karigar.skills.models import Category, Skill

register = template.Library()


@register.filter
def skill_name(skill: "Skill | int") -> str:
    """{{ skill|skill_name }} names a skill, or its id, in the reader's language."""
    return queries.name_of(skill)


@register.filter
def category_name(category: "Category | int | None") -> str:
    """{{ job.category_id|category_name }} names a category, or its id, in the reader's language."""
    return queries.category_name(category)
