"""What people type to be paid, and staff to pay."""

from collections.abc import Iterable

from django import forms
from django.utils.translation import gettext_lazy as _

from karigar.kit.forms import Amount, Form, Text, bind_currency
from karigar.kit.money import format_money
from karigar.payouts.models import Method, Rail


class MethodForm(Form):
    rail = forms.ChoiceField(label=_("Where should the money go?"), choices=Rail.choices, widget=forms.RadioSelect)
    holder = Text(
        label=_("Name of the account's holder"),
        max_length=120,
        help_text=_("It must be your own, as in your identity check."),
    )
    number = Text(
        label=_("Number or address"),
        max_length=60,
        help_text=_("The wallet's phone number, the account number, the UPI address or the IBAN."),
    )
    bank = Text(label=_("Bank and branch"), max_length=100, required=False, help_text=_("Only for bank accounts."))
    code = Text(
        label=_("Routing number, IFSC or BIC"), max_length=20, required=False, help_text=_("Only for bank accounts.")
    )


class PayoutForm(Form):
    amount = Amount(label=_("Amount"))
    method = forms.TypedChoiceField(label=_("Send to"), coerce=int, widget=forms.RadioSelect)
    currency = forms.CharField(widget=forms.HiddenInput, max_length=3)
    key = forms.CharField(widget=forms.HiddenInput, max_length=64)

    def __init__(self, *args: object, methods: Iterable[Method], currency: str, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.unit = currency
        bind_currency(self, currency)
        self.choose("method", [(method.pk, f"{method.get_rail_display()} {method.hint}") for method in methods])

    def clean_currency(self) -> str:
        """The page's own currency; another one was typed by hand."""
        currency = str(self.cleaned_data["currency"])
        if currency != self.unit:
            raise forms.ValidationError(_("The currency does not fit this wallet."))
        return currency


class SendForm(Form):
    reference = Text(label=_("Reference of the bank or wallet"), max_length=80)
    reason = Text(label=_("Note for the journal"), max_length=300)


class FailForm(Form):
    failure = Text(label=_("Why did it fail?"), max_length=200, help_text=_("The person reads this."))
    reason = Text(label=_("Note for the journal"), max_length=300)


class NoteForm(Form):
    reason = Text(label=_("Note for the journal"), max_length=300, help_text=_("It is kept with your name."))


def plain(amount: int, currency: str) -> str:
    """An amount as files and fields want it."""
    return format_money(amount, currency, plain=True)
