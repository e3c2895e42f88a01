"""What people choose about notices."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from karigar.kit.forms import Form
from karigar.notifications.texts import ALWAYS, GROUPS


class PreferencesForm(Form):
    """Which groups of notices also come by mail."""

    groups = forms.MultipleChoiceField(
        label=_("Write me a letter about"),
        help_text=_("You always find every notice here on the site."),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, is_staff: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered = [g for g in GROUPS if g not in ALWAYS and (is_staff or g != "staff")]
        self.choose("groups", [(group, GROUPS[group]) for group in offered])
