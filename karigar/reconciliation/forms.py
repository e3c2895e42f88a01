"""What finance staff types about statements, lines, the platform's own money and the closing of months."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from karigar.kit.forms import Day, Form, Text
from karigar.kit.money import parse_amount
from karigar.reconciliation import rules
from karigar.reconciliation.models import Profile

PROFILE_FIELDS = (
    "name", "kind", "date_column", "date_format", "decimal_sign", "amount_column", "in_column", "out_column",
    "balance_column", "fee_column", "net_column", "reference_column", "text_column", "currency_column",
)  # fmt: skip
DATES = ("%Y-%m-%d", "%d/%m/%Y", "%d-%m-%Y", "%d.%m.%Y", "%m/%d/%Y")


class ReasonForm(Form):
    reason = Text(label=_("Reason, for the journal"), max_length=300, rows=2)


class TakeForm(Form):
    """A file of a bank or provider, and whose it is."""

    account: Any = forms.ChoiceField(label=_("Account"))
    file = forms.FileField(label=_("File"))
    profile: Any = forms.ChoiceField(
        label=_("Form of the file"),
        required=False,
        help_text=_("camt.053 tells everything itself; a CSV needs its columns."),
    )
    number = Text(label=_("Number of the report"), max_length=60, required=False)
    opening = Text(label=_("Balance before"), max_length=40, required=False)
    closing = Text(
        label=_("Balance after"),
        max_length=40,
        required=False,
        help_text=_("Only where the file has no column for balances."),
    )

    def __init__(
        self, *args: Any, accounts: Sequence[tuple[str, str]], profiles: Sequence[Profile], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.choose("account", [(f"{name}|{unit}", f"{name} {unit}") for name, unit in accounts])
        self.choose("profile", [("", "camt.053"), *((str(row.pk), row.name) for row in profiles)])
        self.profiles = {str(row.pk): row for row in profiles}

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        name, _bar, unit = cleaned.get("account", "").partition("|")
        cleaned["name"], cleaned["currency"] = name, unit
        for side in ("opening", "closing"):
            try:
                cleaned[side] = rules.signed(cleaned[side], unit) if cleaned.get(side) and unit else None
            except rules.NotASum:
                self.add_error(
                    side, _("This is not an amount. Write it as 1234.56, with a minus when it is below zero.")
                )
        cleaned["profile"] = self.profiles.get(cleaned.get("profile", ""))
        return cleaned

    def values(self) -> dict[str, Any]:
        """What the form says, as `actions.take_statement` takes it."""
        given = self.cleaned_data
        return {name: given[name] for name in ("name", "currency", "profile", "number", "opening", "closing")} | {
            "upload": given["file"]
        }


class ProfileForm(Form):
    """Which column of a CSV is what."""

    name = Text(label=_("Name"), max_length=60)
    kind: Any = forms.ChoiceField(label=_("Kind of file"), choices=Profile.Kind.choices)
    date_column = Text(label=_("Column of the day"), max_length=80)
    date_format: Any = forms.ChoiceField(label=_("Form of the day"), choices=[(one, one) for one in DATES])
    decimal_sign: Any = forms.ChoiceField(label=_("Decimal sign"), choices=[(".", "."), (",", ",")])
    amount_column = Text(label=_("Column of the amount"), max_length=80, required=False)
    in_column = Text(label=_("Column of money in"), max_length=80, required=False)
    out_column = Text(label=_("Column of money out"), max_length=80, required=False)
    balance_column = Text(label=_("Column of the balance"), max_length=80, required=False)
    fee_column = Text(label=_("Column of the fee"), max_length=80, required=False)
    net_column = Text(label=_("Column of the net sum"), max_length=80, required=False)
    reference_column = Text(label=_("Column of the reference"), max_length=80, required=False)
    text_column = Text(label=_("Column of the text"), max_length=80, required=False)
    currency_column = Text(label=_("Column of the currency"), max_length=80, required=False)
    reason = Text(label=_("Reason, for the journal"), max_length=300, rows=2)

    def fields_of(self) -> dict[str, str]:
        """What the form says of the columns, as `actions.save_profile` takes it."""
        return {name: self.cleaned_data[name] for name in PROFILE_FIELDS}


class MatchForm(ReasonForm):
    """Which movements and lines a line belongs to."""

    moved = forms.CharField(widget=forms.HiddenInput, required=False)
    also = forms.CharField(widget=forms.HiddenInput, required=False)

    def numbers(self, name: str) -> list[int]:
        """Read the numbers of movements or lines."""
        return [
            int(one) for one in self.cleaned_data[name].split(",") if one.isascii() and one.isdigit() and len(one) < 19
        ]


class DeedForm(ReasonForm):
    """Why, and what the person reads when the money comes back."""

    failure = Text(
        label=_("What the person reads"),
        max_length=200,
        required=False,
        help_text=_("Only when a withdrawal came back, such as: The number does not exist."),
    )


class OrderForm(Form):
    """A movement of the platform's own money, for a colleague to check."""

    kind: Any = forms.ChoiceField(
        label=_("What"),
        choices=[
            ("settlement", _("A provider paid out")),
            ("sweep", _("Earned fees leave the trust account")),
            ("charge", _("The bank took a charge")),
            ("vat", _("Value added tax was paid")),
            ("wht", _("Withheld tax was paid")),
        ],
    )
    provider = Text(label=_("Provider"), max_length=40, required=False, help_text=_("Only for a settlement."))
    currency: Any = forms.ChoiceField(label=_("Currency"))
    amount = Text(label=_("Amount"), max_length=40)
    cost = Text(label=_("What the provider kept"), max_length=40, required=False)
    number = Text(label=_("Number of the settlement or of the payment"), max_length=60)
    reason = Text(label=_("Reason, for the journal"), max_length=300, rows=2)

    def __init__(self, *args: Any, currencies: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.choose("currency", [(code, code) for code in currencies])

    def amounts(self) -> tuple[int, int]:
        """Return amount and cost in minor units. Raises what kit.money.parse_amount raises (422)."""
        given = self.cleaned_data
        cost = parse_amount(given["cost"], given["currency"]) if given["cost"].strip("0., ") else 0
        return parse_amount(given["amount"], given["currency"]), cost


class CloseForm(Form):
    """A month to close, and why although old lines are open."""

    month = Day(label=_("A day of the month"))
    reason = Text(label=_("Reason, for the journal"), max_length=300, rows=2)
    despite = Text(
        label=_("Why although old lines are open"),
        max_length=300,
        rows=2,
        required=False,
        help_text=_("Leave it empty when none are."),
    )
