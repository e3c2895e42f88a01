"""What people type about a saved search."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from karigar.alerts.models import Pace
from karigar.kit.forms import Form, Text


class SearchForm(Form):
    """The name of a search and how often it may speak."""

    name = Text(label=_("Name"), max_length=80, help_text=_("Only you see it."))
    pace: Any = forms.ChoiceField(
        label=_("When shall we tell you?"), choices=Pace.choices, widget=forms.RadioSelect, initial=Pace.DAILY
    )
