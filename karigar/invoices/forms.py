"""What people and staff type about invoices."""

from django import forms
from django.utils.translation import gettext_lazy as _

from karigar.invoices.models import TaxRule
from karigar.kit import languages
from karigar.kit.forms import Day, Form, Text, Whole


class DetailsForm(Form):
    legal_name = Text(label=_("Name on invoices"), max_length=150, help_text=_("The other side reads it."))
    address = Text(label=_("Address"), max_length=500, rows=3, required=False)
    country = forms.ChoiceField(label=_("Country"), required=False)
    tax_number = Text(
        label=_("Tax number"), max_length=40, required=False, help_text=_("VAT, GST, BIN or TIN, if you have one.")
    )

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.choose("country", [("", "—"), *languages.countries(languages.current()).items()])


class OperatorForm(DetailsForm):
    reason = Text(label=_("Note for the journal"), max_length=300, help_text=_("It is kept with your name."))


class TaxRuleForm(Form):
    name = Text(label=_("Name of the tax"), max_length=40, help_text=_("VAT or GST."))
    rate_bp = Whole(
        label=_("Rate in basis points"), min_value=0, max_value=10000, help_text=_("1500 is 15 %. 0 means no tax.")
    )
    country = forms.ChoiceField(label=_("Country of the customer"), required=False)
    customer = forms.ChoiceField(label=_("For whom"), choices=TaxRule.Customer.choices)
    since = Day(label=_("From"))
    until = Day(label=_("Until, this day not included"), required=False)
    source = Text(label=_("The law, or why there is no tax"), max_length=300, help_text=_("It stands on the receipt."))
    reason = Text(label=_("Note for the journal"), max_length=300, help_text=_("It is kept with your name."))

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.choose("country", [("", _("Every country")), *languages.countries(languages.current()).items()])
