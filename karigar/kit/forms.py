"""Forms: typed values out of what people send. They never save."""

import contextlib
import datetime as dt
from collections.abc import Iterable, Iterator
from typing import Any

from django import forms
from django.forms.renderers import TemplatesSetting
from django.utils.translation import gettext_lazy as _

from karigar.kit.digits import clean_text, latin_digits
from karigar.kit.errors import Refusal
from karigar.kit.money import format_money, parse_amount
from karigar.kit.uploads import Upload


class Renderer(TemplatesSetting):
    """Fields are drawn by our own templates."""

    form_template_name = "kit/form.html"
    field_template_name = "kit/field.html"


class Form(forms.Form):
    """A form that can carry a refusal of the action it fed, and knows the status to answer with."""

    error_css_class = "has-error"
    required_css_class = "is-required"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)
        self._refused_with: int | None = None
        self.refusal: Refusal | None = None

    @property
    def status(self) -> int:
        """200 for a fresh or good form, 422 for a malformed one, else the refusal's own status."""
        return self._refused_with or (422 if self.is_bound and self.errors else 200)

    def refuse(self, refusal: Refusal) -> None:
        """Show a refusal in the form, beside its field when it names one."""
        self._refused_with, self.refusal = refusal.status, refusal
        self.is_valid()
        self.add_error(refusal.field if refusal.field in self.fields else None, refusal.sentence)

    def choose(self, name: str, choices: Iterable[tuple[Any, Any]]) -> None:
        """Offer these choices in the field of this name."""
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = list(choices)

    @contextlib.contextmanager
    def refusals(self) -> Iterator[None]:
        """Catch a refusal of the action called inside and show it in the form."""
        try:
            yield
        except Refusal as refusal:
            self.refuse(refusal)


class Text(forms.CharField):
    """One line or a paragraph of a person's text: normalised, without control or bidirectional marks."""

    def __init__(self, *, max_length: int, rows: int = 0, **kwargs: Any) -> None:
        if rows:
            kwargs.setdefault("widget", forms.Textarea(attrs={"rows": rows}))
        kwargs.setdefault("strip", True)
        super().__init__(max_length=max_length, **kwargs)
        self.one_line = not rows

    def to_python(self, value: object) -> str:
        text = clean_text(str(value)) if value not in self.empty_values else ""
        return " ".join(text.split()) if self.one_line else text


class Amount(forms.CharField):
    """An amount of money in minor units of the form's currency; set `.currency` before validating.

    The currency may be another field of the form: name it in `currency_field`; that field must be declared before.
    """

    widget = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off", "data-amount": ""})

    def __init__(self, *, currency: str = "", currency_field: str = "", **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.currency = currency
        self.currency_field = currency_field

    def clean(self, value: Any) -> int | None:
        text = super().clean(value)
        if not text:
            return None
        try:
            return parse_amount(text, self.currency)
        except Refusal as refusal:
            raise forms.ValidationError(refusal.sentence, code="amount") from refusal

    def prepare_value(self, value: Any) -> Any:
        return format_money(value, self.currency, plain=True) if isinstance(value, int) else value


class Whole(forms.IntegerField):
    """A whole number in any of three scripts."""

    def to_python(self, value: Any) -> int | None:
        return super().to_python(latin_digits(value) if isinstance(value, str) else value)


class Day(forms.DateField):
    """A day as browsers send and take it (2026-03-31), whatever the reader's language writes, in any of three scripts."""

    EARLIEST, LATEST = dt.date(1900, 1, 1), dt.date(2100, 1, 1)

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}))
        super().__init__(input_formats=["%Y-%m-%d"], **kwargs)

    def to_python(self, value: Any) -> dt.date | None:
        day = super().to_python(latin_digits(value) if isinstance(value, str) else value)
        if day and not self.EARLIEST <= day <= self.LATEST:
            raise forms.ValidationError(_("This day cannot be right. Please check the year."))
        return day


class ManyFiles(forms.FileField):
    """Any number of files up to `most`; each is checked later by the files module."""

    class Input(forms.ClearableFileInput):
        allow_multiple_selected = True
        template_name = "kit/files_input.html"

    def __init__(self, *, most: int = 10, **kwargs: Any) -> None:
        kwargs.setdefault("widget", self.Input(attrs={"multiple": True}))
        kwargs.setdefault("required", False)
        super().__init__(**kwargs)
        self.most = most

    def clean(self, data: Any, initial: Any = None) -> list[Upload]:
        given = data if isinstance(data, list | tuple) else [data]
        files = [super(ManyFiles, self).clean(one, initial) for one in given if one]
        if self.required and not files:
            raise forms.ValidationError(self.error_messages["required"], code="required")
        if len(files) > self.most:
            raise forms.ValidationError(_("Please choose at most %(most)d files."), params={"most": self.most})
        return files


def files_field() -> Any:
    """Make the field of a form's attached files; untyped, because it may stand under the name `files` of a form."""
    return ManyFiles(label=_("Files"), most=10, help_text=_("Up to 10 files, 25 MB each."))


def bind_currency(form: forms.Form, currency: str) -> None:
    """Tell every amount field of a form its currency."""
    for field in form.fields.values():
        if isinstance(field, Amount):
            field.currency = currency
