"""Addresses of files in templates: {% load files %}."""

from typing import TYPE_CHECKING

from django import template

from karigar.files import kinds, queries

if TYPE_CHECKING:
    from karigar.files.models import File

register = template.Library()


@register.filter
def file_url(file: "File | None", viewer_id: int | None) -> str:
    """{{ file|file_url:request.user.pk }} is the address of a file, signed for that viewer."""
    return "" if file is None else queries.url_for(file, viewer_id)


@register.filter
def picture_url(file: "File | None", size: str) -> str:
    """{{ photo|picture_url:"256" }} is the public address of a picture's copy."""
    return "" if file is None else queries.picture_url(file.pk, file.sha256, int(size))


@register.filter
def is_picture(file: "File") -> bool:
    """{% if file|is_picture %} when a browser may draw it."""
    return queries.is_shown_inline(file)


@register.filter
def file_ending(file: "File") -> str:
    """{{ file|file_ending }} is the ending of its name, for people: PDF, ZIP."""
    return kinds.extension(file.name).upper()[:5]
