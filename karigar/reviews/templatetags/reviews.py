"""Words of feedback in templates: {% load reviews %}."""

from django import template
from django.utils.formats import number_format

register = template.Library()


@register.filter
def of_five(tenths: int) -> str:
    """{{ review.score|of_five }} writes tenths as 4.6."""
    return number_format(tenths / 10, decimal_pos=1)
