"""A number of the rules inside a sentence: `{% rule "offer.life_days" as days %}`, so that no page can say another one."""

from typing import Any

from django import template

from karigar.kit import clock
from karigar.rulebook import queries

register = template.Library()


@register.simple_tag
def rule(key: str) -> Any:
    """Return what a rule says now."""
    return queries.value(key, at=clock.now())
