"""What people type to pay in, and staff to confirm it."""

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from karigar.kit.forms import Amount, Form, Text, bind_currency

NAMES: dict[str, str | Promise] = {
    "play": _("Play money (only in this demonstration)"),
    "manual": _("Bank transfer or mobile wallet, with a reference"),
    "stripe": _("Card (Stripe)"),
    "sslcommerz": _("Card, mobile wallet or bank in Bangladesh (SSLCommerz)"),
    "dummy": _("Practice provider (only in this demonstration)"),
}


class DepositForm(Form):
    currency = forms.ChoiceField(label=_("Currency"))
    amount = Amount(label=_("Amount"), currency_field="currency")
    provider = forms.ChoiceField(label=_("How do you pay?"), widget=forms.RadioSelect)
    key = forms.CharField(widget=forms.HiddenInput, max_length=64)

    def __init__(self, *args: object, currencies: list[str], providers: tuple[str, ...], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.choose("currency", [(c, c) for c in currencies])
        self.choose("provider", [(p, NAMES.get(p, p)) for p in providers])
        chosen = str(self["currency"].value() or currencies[0])
        bind_currency(self, chosen if chosen in currencies else currencies[0])


class TransferForm(Form):
    sent_from = Text(
        label=_("Sent from"), max_length=60, help_text=_("The bank or wallet, and the last digits of the account.")
    )
    reference = Text(
        label=_("Transaction number"),
        max_length=60,
        help_text=_("The number that your bank or wallet shows for this transfer."),
    )
    proof = forms.FileField(
        label=_("Picture of the receipt"),
        required=False,
        help_text=_("A screenshot or a photo helps us to find it sooner."),
    )


class MakeForm(Form):
    amount = Amount(label=_("Amount that you see on the account"))
    reason = Text(
        label=_("How did you check it?"), max_length=300, help_text=_("It is kept in the journal with your name.")
    )


class ReasonForm(Form):
    reason = Text(
        label=_("Reason"),
        max_length=300,
        help_text=_("It is kept in the journal with your name; the client reads it when you refuse."),
    )


class RefundForm(Form):
    amount = Amount(label=_("Amount to send back"))
    key = forms.CharField(widget=forms.HiddenInput, max_length=64)


class PracticeForm(Form):
    outcome = forms.ChoiceField(
        label=_("What shall happen?"),
        choices=[("paid", _("The payment works")), ("failed", _("The bank says no"))],
        widget=forms.RadioSelect,
        initial="paid",
    )
