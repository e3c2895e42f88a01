"""What a person asks to exchange, and the rates that staff enter."""

from django import forms
from django.utils.translation import gettext_lazy as _

from karigar.kit.digits import latin_digits
from karigar.kit.forms import Amount, Form, Text


class QuoteForm(Form):
    sold_unit = forms.ChoiceField(label=_("From"))
    amount = Amount(label=_("Amount"))
    bought_unit = forms.ChoiceField(label=_("To"))

    def __init__(self, *args: object, held: list[str], known: list[str], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.choose("sold_unit", [(unit, unit) for unit in held])
        self.choose("bought_unit", [(unit, unit) for unit in known])
        chosen = self.data.get("sold_unit") if self.is_bound else self.initial.get("sold_unit")
        field = self.fields["amount"]
        assert isinstance(field, Amount)
        field.currency = str(chosen) if chosen in held else (held or ["USD"])[0]


class RateForm(Form):
    base = forms.ChoiceField(label=_("One unit of"))
    value = Text(label=_("is worth"), max_length=30)
    quote = forms.ChoiceField(label=_("of this currency"))
    source = Text(label=_("Source"), max_length=60, help_text=_("Whose rate it is, such as the central bank."))
    as_of = forms.DateTimeField(label=_("As of (UTC)"), widget=forms.DateTimeInput(attrs={"type": "datetime-local"}))
    reason = Text(label=_("Note for the journal"), max_length=300)

    def __init__(self, *args: object, known: list[str], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        for name in ("base", "quote"):
            self.choose(name, [(unit, unit) for unit in known])

    def clean_value(self) -> str:
        """Digits of three scripts are read."""
        return latin_digits(str(self.cleaned_data["value"]))


class NoteForm(Form):
    reason = Text(label=_("Note for the journal"), max_length=300, help_text=_("It is kept with your name."))
