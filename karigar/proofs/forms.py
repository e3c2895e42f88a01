"""What people give to have a receipt checked."""

import json
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from karigar.kit.forms import Form
from karigar.proofs.refusals import NotAReceipt, ReceiptTooLarge
from karigar.proofs.rules import MOST_BYTES


class ReceiptForm(Form):
    """A receipt as a file, or its text."""

    file = forms.FileField(label=_("The file of the receipt"), required=False)
    text = forms.CharField(
        label=_("Or its text"), required=False, widget=forms.Textarea(attrs={"rows": 6, "spellcheck": "false"})
    )

    def paper(self) -> Any:
        """Read the receipt that was given. Raises NotAReceipt (422) and ReceiptTooLarge (413)."""
        given, text = self.cleaned_data["file"], self.cleaned_data["text"]
        if (given.size if given else len(text)) > MOST_BYTES:
            raise ReceiptTooLarge
        try:
            return json.loads(given.read().decode("utf-8") if given else text)
        except (ValueError, RecursionError) as error:
            raise NotAReceipt from error
