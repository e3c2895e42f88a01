"""A number of the rules inside a sentence: `{% rule "offer.life_days" as days %}`, so that no page can say another one."""

from typing import Any

from django import template
from django.utils.translation import gettext

from karigar.kit import clock
from karigar.kit.money import format_money
from karigar.rulebook import queries

register = template.Library()


@register.filter
def rule_words(value: Any, key: str) -> str:
    """{{ value|rule_words:key }} writes the value of a rule as people read it: money, percent, on or off."""
    if isinstance(value, dict):
        return ", ".join(format_money(amount, currency) for currency, amount in value.items())
    if isinstance(value, list):
        return ", ".join(map(str, value))
    if isinstance(value, bool):
        return gettext("On") if value else gettext("Off")
    if key.endswith("_bp"):
        whole, part = divmod(value, 100)
        return f"{whole}.{part:02}".rstrip("0").rstrip(".") + " %"
    return str(value)


@register.simple_tag
def rule(key: str) -> Any:
    """Return what a rule says now."""
    return queries.value(key, at=clock.now())
