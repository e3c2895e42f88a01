"""What people write."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from karigar.conversations.rules import LONGEST
from karigar.kit.forms import Form, Text, files_field


class MessageForm(Form):
    """A message with files."""

    text = Text(
        label=_("Your message"),
        max_length=LONGEST,
        rows=3,
        required=False,
        error_messages={
            "max_length": _(
                "This message has more than %(limit_value)d characters. Please shorten it, or send the text as a file."
            )
        },
    )
    files = files_field()
    key = forms.CharField(widget=forms.HiddenInput, max_length=40)

    def clean(self) -> dict[str, Any]:
        """Something must be said or sent."""
        found = super().clean() or {}
        if not self.errors and not found.get("text") and not found.get("files"):
            self.add_error("text", _("There is nothing to send yet. Write a line or choose a file."))
        return found
