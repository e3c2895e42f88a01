"""What people type about themselves, their companies and, as staff, about others."""

import datetime as dt
import re
import zoneinfo
from typing import Any

from allauth.account.forms import SignupForm
from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from karigar.accounts.models import Duty, Role
from karigar.kit import languages
from karigar.kit.digits import latin_digits
from karigar.kit.forms import Amount, Day, Form, Text, Whole
from karigar.rulebook import queries as rulebook

REASON_HELP = _("It is kept in the journal, and shown where the person is told.")


def _countries() -> list[tuple[str, Any]]:
    return [("", _("Choose a country")), *languages.countries(languages.current()).items()]


def _zones(now: dt.datetime) -> list[tuple[str, str]]:
    """Zones with the offset of today, those of South Asia first."""
    near = ["Asia/Dhaka", "Asia/Kolkata", "Asia/Kathmandu", "Asia/Karachi", "Asia/Colombo", "UTC"]

    def line(name: str) -> tuple[str, str]:
        offset = now.astimezone(zoneinfo.ZoneInfo(name)).strftime("%z")
        return name, f"{name.replace('_', ' ')} ({offset[:3]}:{offset[3:]})"

    return [line(n) for n in [*near, *sorted(zoneinfo.available_timezones() - set(near))] if "/" in n or n == "UTC"]


class SignUpForm(SignupForm):  # type: ignore[misc]
    """Name, address, password; the time zone is guessed by the page."""

    name = Text(
        label=_("Your name"),
        help_text=_("As you want to be called. Until an interview others see only the first name."),
        max_length=80,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    timezone = forms.CharField(required=False, max_length=40, widget=forms.HiddenInput(attrs={"data-zone": ""}))
    field_order = ["name", "email", "password1", "timezone"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)
        self.fields["email"].label = _("E-mail")
        self.fields["email"].widget.attrs.pop("placeholder", None)
        if "password1" in self.fields:
            self.fields["password1"].help_text = _("At least 8 characters, and not a common one.")
            self.fields["password1"].widget.attrs.pop("placeholder", None)


class SettingsForm(Form):
    """What a person may change about the own account."""

    name = Text(label=_("Name"), max_length=80)
    handle = forms.CharField(
        label=_("Public name"), max_length=31, help_text=_("The address of your page: letters a-z, digits and hyphens.")
    )
    country = forms.ChoiceField(label=_("Country"), required=False)
    language = forms.ChoiceField(label=_("Language of pages and letters"))
    timezone = forms.ChoiceField(label=_("Time zone"))

    def __init__(self, *args: Any, now: dt.datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.choose("country", _countries())
        self.choose("language", settings.LANGUAGES)
        self.choose("timezone", _zones(now))


class CloseForm(Form):
    """The last question before an account is closed."""

    sure = forms.BooleanField(label=_("I want to close my account for good."))


class HatForm(Form):
    """Which hat to wear."""

    kind = forms.ChoiceField(choices=[("freelancer", ""), ("client", ""), ("staff", "")])
    company = forms.IntegerField(required=False)


class CompanyForm(Form):
    """What a company says about itself."""

    name = Text(label=_("Name of the company"), max_length=100)
    about = Text(label=_("What it does"), max_length=2000, rows=4, required=False)
    website = forms.URLField(label=_("Website"), required=False, assume_scheme="https")
    country = forms.ChoiceField(label=_("Country"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.choose("country", _countries())


class NewCompanyForm(Form):
    """The least one needs to begin hiring."""

    name = Text(
        label=_("Name of the company"),
        max_length=100,
        required=False,
        help_text=_("Leave it empty if you hire as a person; your own name is used then."),
    )


class InviteForm(Form):
    """Whom to ask into the team."""

    email = forms.EmailField(label=_("E-mail"))
    role = forms.ChoiceField(label=_("Role"), choices=Role.choices, initial=Role.HIRING)


class RoleForm(Form):
    """Another role for a member."""

    role = forms.ChoiceField(label=_("Role"), choices=Role.choices)


class IdentityForm(Form):
    """The plain identity check."""

    legal_name = Text(label=_("Name as on your papers"), max_length=120)
    country = forms.ChoiceField(label=_("Country that gave the papers"))
    born_on = Day(label=_("Date of birth"))
    note = Text(
        label=_("Anything we should know"),
        max_length=1000,
        rows=3,
        required=False,
        help_text=_("For example where your name is written differently. Do not write card or paper numbers here."),
    )

    def __init__(self, *args: Any, today: dt.date, **kwargs: Any) -> None:
        self.today = today
        super().__init__(*args, **kwargs)
        self.choose("country", _countries())

    def clean_born_on(self) -> dt.date:
        born: dt.date = self.cleaned_data["born_on"]
        today = self.today
        if not dt.date(1900, 1, 1) <= born <= today:
            raise forms.ValidationError(_("Please check the year."))
        if (today.year - born.year, today.month, today.day) < (18, born.month, born.day):
            raise forms.ValidationError(_("You must be 18 or older to work here."))
        return born


class ReasonForm(Form):
    """Every act of staff carries a typed reason."""

    reason = Text(label=_("Reason"), max_length=1000, rows=3, help_text=REASON_HELP)


class StaffSessionForm(Form):
    """Why staff power is switched on."""

    reason = Text(
        label=_("What will you do?"),
        max_length=300,
        help_text=_("For example: queue of deposits. It is kept in the journal."),
    )


class SanctionForm(ReasonForm):
    """A limit or a suspension."""

    rule = Text(label=_("Rule that was broken"), max_length=120)
    days = Whole(
        label=_("For how many days"),
        min_value=1,
        max_value=3650,
        required=False,
        help_text=_("Empty: until it is lifted."),
    )
    field_order = ["rule", "days", "reason"]


class VerdictForm(ReasonForm):
    """The answer to an identity check."""

    verdict = forms.ChoiceField(
        label=_("Answer"),
        choices=[("approved", _("Approve")), ("needs_more", _("Ask for more")), ("rejected", _("Reject"))],
        widget=forms.RadioSelect,
    )
    field_order = ["verdict", "reason"]


class RuleForm(ReasonForm):
    """Another value for a rule; the field follows the shape of the rule's default."""

    since = Day(
        label=_("From the day (00:00 UTC)"),
        required=False,
        help_text=_("Empty: at once. Deadlines that run already keep the number they began with."),
    )

    def __init__(self, *args: Any, key: str, value: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.key, self.default = key, rulebook.default_of(key)
        for name, field in self._fields(value).items():
            self.fields[name] = field
        self.order_fields([name for name in self.fields if name not in {"since", "reason"}])

    def _fields(self, value: Any) -> dict[str, forms.Field]:
        label = _("New value")
        if isinstance(self.default, dict):
            return {
                f"in_{currency}": Amount(label=currency, currency=currency, initial=value.get(currency))
                for currency in self.default
            }
        if isinstance(self.default, bool):
            states = [("on", _("On")), ("off", _("Off"))]
            return {"value": forms.ChoiceField(label=label, choices=states, initial="on" if value else "off")}
        if isinstance(self.default, list):
            text = ", ".join(map(str, value))
            help_text = _("Separate them by commas.")
            return {"value": Text(label=label, max_length=200, initial=text, help_text=help_text)}
        if isinstance(self.default, str):
            return {"value": Text(label=label, max_length=40, initial=value)}
        lowest, highest = rulebook.bounds_of(self.key)
        basis = _("In hundredths of a percent: 500 is 5 %.") if self.key.endswith("_bp") else ""
        return {"value": Whole(label=label, min_value=lowest, max_value=highest, initial=value, help_text=basis)}

    @property
    def value(self) -> object:
        """The new value in the shape that the rulebook keeps."""
        if isinstance(self.default, dict):
            return {currency: self.cleaned_data[f"in_{currency}"] for currency in self.default}
        typed = self.cleaned_data["value"]
        if isinstance(self.default, bool):
            return typed == "on"
        if isinstance(self.default, list):
            words = [word for word in re.split(r"[\s,]+", latin_digits(typed)) if word]
            return [int(word) if word.isdecimal() and len(word) < 6 else word.upper() for word in words]
        return typed

    @property
    def moment(self) -> dt.datetime | None:
        """From when on, in UTC; None is at once."""
        day: dt.date | None = self.cleaned_data["since"]
        return dt.datetime.combine(day, dt.time(), dt.UTC) if day else None


class DutyForm(ReasonForm):
    """A staff duty to give or to take back."""

    duty = forms.ChoiceField(label=_("Duty"), choices=Duty.choices)
    field_order = ["duty", "reason"]
