"""What people type to be paid, and staff to pay."""

import datetime as dt
import re
import zoneinfo
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from karigar.kit.digits import latin_digits
from karigar.kit.forms import Amount, Day, Form, Text, Whole, bind_currency
from karigar.payouts import terms
from karigar.payouts.models import Method, Rail
from karigar.payouts.terms import Terms


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
    # The fee that the person was shown: another one is shown first, and nothing moves.
    agreed_fee = forms.IntegerField(widget=forms.HiddenInput, min_value=0, required=False)

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

    def clean_agreed_fee(self) -> int:
        """No fee was shown: none is agreed to."""
        return self.cleaned_data["agreed_fee"] or 0

    def show_fee(self, fee: int) -> None:
        """Let the next press agree to a fee."""
        self.data = {**self.data.dict(), "agreed_fee": str(fee)} if isinstance(self.data, QueryDict) else self.data


class SendForm(Form):
    reference = Text(label=_("Reference of the bank or wallet"), max_length=80)
    reason = Text(label=_("Note for the journal"), max_length=300)


class FailForm(Form):
    failure = Text(label=_("Why did it fail?"), max_length=200, help_text=_("The person reads this."))
    reason = Text(label=_("Note for the journal"), max_length=300)


class NoteForm(Form):
    reason = Text(label=_("Note for the journal"), max_length=300, help_text=_("It is kept with your name."))


class ResultsForm(Form):
    file = forms.FileField(label=_("Answer of the bank or wallet"), help_text=_("pain.002, RazorpayX report or CSV."))


WORKDAYS = [
    ("1", _("Monday")),
    ("2", _("Tuesday")),
    ("3", _("Wednesday")),
    ("4", _("Thursday")),
    ("5", _("Friday")),
    ("6", _("Saturday")),
    ("7", _("Sunday")),
]
SUMS = ("least", "most", "day_most", "month_most", "fee")


class TermsForm(Form):
    """The terms of a rail; what is left empty has no limit."""

    is_open = forms.BooleanField(label=_("The rail is open"), required=False)
    is_instant = forms.BooleanField(label=_("Money arrives at once"), required=False)
    least = Amount(label=_("Least a transfer"), required=False)
    most = Amount(label=_("Most a transfer"), required=False, help_text=_("A larger sum is split."))
    day_most = Amount(label=_("Most a day for one method"), required=False)
    month_most = Amount(label=_("Most a month for one method"), required=False)
    fee = Amount(label=_("Fee of a transfer"), required=False, help_text=_("The person pays it and sees it before."))
    fee_bp = Whole(label=_("Fee in hundredths of a percent"), min_value=0, max_value=1000, required=False)
    cutoff = Text(label=_("Last time of the day"), max_length=5, required=False, help_text=_("Such as 15:00."))
    zone = Text(label=_("Time zone"), max_length=40)
    workdays = forms.MultipleChoiceField(label=_("Working days"), choices=WORKDAYS, widget=forms.CheckboxSelectMultiple)
    holidays = Text(
        label=_("Holidays"),
        max_length=4000,
        rows=4,
        required=False,
        help_text=_("One date a line, such as 2026-12-16."),
    )
    names = forms.ChoiceField(
        label=_("Name of the account's holder"),
        choices=[("same", _("must be the verified one")), ("look", _("may differ; a person compares them"))],
    )
    file = forms.ChoiceField(label=_("Form of the payment file"), choices=[(form, form) for form in terms.FILES])
    account = Text(label=_("Our account that pays"), max_length=40, required=False)
    account_name = Text(label=_("Our name at the bank"), max_length=70, required=False)
    account_code = Text(label=_("BIC of our bank"), max_length=11, required=False)
    since = Day(
        label=_("In force from"),
        required=False,
        help_text=_("Empty: as soon as a colleague has looked."),
    )
    reason = Text(label=_("Reason, for the journal"), max_length=300, rows=2)

    def __init__(self, *args: Any, now_in_force: Terms, **kwargs: Any) -> None:
        facts = now_in_force.as_json()
        facts["workdays"] = list(facts["workdays"])
        facts["holidays"] = "\n".join(facts["holidays"])
        super().__init__(
            *args, initial={name: facts[name] or None for name in facts if name in self.base_fields}, **kwargs
        )
        self.terms = now_in_force
        bind_currency(self, now_in_force.currency)
        if not now_in_force.currency:
            for name in SUMS:
                del self.fields[name]

    def clean_cutoff(self) -> str:
        """An hour and minute of the day, or nothing."""
        text = latin_digits(str(self.cleaned_data["cutoff"]))
        if text and not re.fullmatch(r"([01]\d|2[0-3]):[0-5]\d", text):
            raise forms.ValidationError(_("Please write the time like 15:00."))
        return text

    def clean_zone(self) -> str:
        """A zone that the clock knows."""
        zone = str(self.cleaned_data["zone"])
        if zone not in zoneinfo.available_timezones():
            raise forms.ValidationError(_("Please name a time zone such as Asia/Dhaka."))
        return zone

    def clean_holidays(self) -> tuple[dt.date, ...]:
        """A date on each line."""
        try:
            days = {dt.date.fromisoformat(latin_digits(word)) for word in str(self.cleaned_data["holidays"]).split()}
        except ValueError as error:
            raise forms.ValidationError(_("Please write each date like 2026-12-16.")) from error
        return tuple(sorted(days))

    def proposed(self) -> Terms:
        """The terms in force with what was typed."""
        data = self.cleaned_data
        changes = {name: data[name] for name in data if name not in {"since", "reason", "workdays"}}
        changes |= {name: data.get(name) or 0 for name in (*SUMS, "fee_bp")}
        return replace(self.terms, **changes, workdays="".join(data["workdays"]))
