"""What staff types to take the whole books along."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from karigar.kit.forms import Form, Text
from karigar.statements.exports import FORMS


class BooksForm(Form):
    """Which days, in which form, and why."""

    form: Any = forms.ChoiceField(label=_("Form of the file"), choices=[(form, form) for form in FORMS])
    since = forms.DateField(label=_("From"), required=False, widget=forms.DateInput(attrs={"type": "date"}))
    until = forms.DateField(
        label=_("Up to and including"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
    reason = Text(label=_("Reason, for the journal"), max_length=500, rows=2)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("since") and cleaned.get("until") and cleaned["since"] > cleaned["until"]:
            self.add_error("until", _("The last day comes before the first one. Please swap them."))
        return cleaned
