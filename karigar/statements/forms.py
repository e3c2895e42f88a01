"""What people type to have their earnings certified, and staff to take the whole books along."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from karigar.kit.forms import Day, Form, Text
from karigar.statements import codes
from karigar.statements.exports import FORMS
from karigar.statements.rules import EARLIEST, Shows


class BooksForm(Form):
    """Which days, in which form, and why."""

    form: Any = forms.ChoiceField(label=_("Form of the file"), choices=[(form, form) for form in FORMS])
    since = Day(label=_("From"), required=False)
    until = Day(label=_("Up to and including"), required=False)
    reason = Text(label=_("Reason, for the journal"), max_length=500, rows=2)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("since") and cleaned.get("until") and cleaned["since"] > cleaned["until"]:
            self.add_error("until", _("The last day comes before the first one. Please swap them."))
        return cleaned


class CertificateForm(Form):
    """Which days, in which currency, and what others see."""

    since = Day(label=_("From"))
    until = Day(label=_("Up to and including"))
    currency: Any = forms.ChoiceField(label=_("Currency"))
    with_amounts = forms.BooleanField(
        label=_("Show the sums"), required=False, help_text=_("What was paid, the fee of the site, and what you got.")
    )
    with_contracts = forms.BooleanField(label=_("Show the title of each contract"), required=False)
    with_clients = forms.BooleanField(label=_("Show the names of the clients"), required=False)

    def __init__(self, *args: Any, currencies: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.choose("currency", [(unit, unit) for unit in currencies])

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        since, until = cleaned.get("since"), cleaned.get("until")
        if since and until and since > until:
            self.add_error("until", _("The last day comes before the first one. Please swap them."))
        if since and since < EARLIEST:
            self.add_error("since", _("That is too long ago. Please choose a later day."))
        return cleaned

    def shows(self) -> Shows:
        """What the holder lets others see."""
        return Shows(**{name: self.cleaned_data[f"with_{name}"] for name in ("amounts", "contracts", "clients")})


class CodeForm(Form):
    """The code of a certificate, typed from paper."""

    code = Text(
        label=_("Code of the certificate"), max_length=40, help_text=_("12 letters and digits, such as AB12-CD34-EF56.")
    )

    def clean_code(self) -> str:
        """The code as we write it; what cannot be one is said so at once."""
        code = codes.cleaned(str(self.cleaned_data["code"]))
        if not code:
            raise forms.ValidationError(_("A code has 12 letters and digits. Please check it again."))
        return code
