"""What people write on their profile."""

from typing import Any

from django import forms
from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _

from karigar.kit import languages
from karigar.kit.forms import Amount, Day, Form, ManyFiles, Text, Whole, bind_currency
from karigar.profiles import rules
from karigar.profiles.models import Profile, ProfileLanguage
from karigar.skills import queries as skills


class BasicsForm(Form):
    title = Text(
        label=_("Title"),
        help_text=_("What you do, in one line: “Logo designer for small shops”."),
        max_length=80,
        min_length=4,
    )
    overview = Text(
        label=_("Overview"),
        help_text=_(
            "What you did for others, how you work, what a client can expect. At least 100 letters; mail addresses and telephone numbers are hidden."
        ),
        max_length=5000,
        rows=8,
    )
    city = Text(label=_("City"), max_length=60, required=False)
    visibility = forms.ChoiceField(
        label=_("Who may see your profile?"), choices=Profile.Visibility.choices, widget=forms.RadioSelect
    )


class RateForm(Form):
    currency = forms.ChoiceField(label=_("Currency"))
    rate = Amount(
        label=_("Hourly rate"),
        help_text=_("What the client pays for an hour."),
        currency_field="currency",
        required=False,
    )
    availability = forms.ChoiceField(
        label=_("How much time do you have?"), choices=Profile.Availability.choices, widget=forms.RadioSelect
    )

    def __init__(self, *args: Any, currencies: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.choose("currency", [(code, code) for code in currencies])
        chosen = self.data.get("currency") if self.is_bound else self.initial.get("currency")
        self.unit = chosen if chosen in currencies else currencies[0]
        bind_currency(self, self.unit)


class SkillsForm(Form):
    skills = Text(
        label=_("Skills"),
        help_text=_("In any language, separated by commas, the best first. At most 15."),
        max_length=2000,
        widget=forms.TextInput(
            attrs={
                "autocomplete": "off",
                "data-tags": "",
                "list": "skill-options",
                "hx-get": reverse_lazy("skill_suggestions"),
                "hx-trigger": "input changed delay:250ms",
                "hx-target": "#skill-options",
                "hx-swap": "innerHTML",
                "hx-push-url": "false",
            }
        ),
    )
    categories = forms.MultipleChoiceField(
        label=_("Categories"),
        help_text=_("At most 4."),
        widget=forms.CheckboxSelectMultiple(attrs={"data-look": "long"}),
        error_messages={"required": _("Choose at least one category.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.choose("categories", skills.category_choices())

    def clean_skills(self) -> list[int]:
        found, unknown = skills.skills_from_text(self.cleaned_data["skills"])
        if unknown:
            near = [skills.name_of(skill) for word in unknown[:3] for skill in skills.find_skills(word, limit=2)]
            text = (
                _("We do not know: %(words)s. Did you mean: %(near)s?")
                if near
                else _("We do not know: %(words)s. Choose from the suggestions.")
            )
            raise forms.ValidationError(text, params={"words": ", ".join(unknown[:5]), "near": ", ".join(near)})
        if not found:
            raise forms.ValidationError(_("Name at least one skill."))
        return [skill.pk for skill in found]

    def clean_categories(self) -> list[int]:
        chosen = [int(pk) for pk in self.cleaned_data["categories"]]
        if len(chosen) > rules.MOST_CATEGORIES:
            raise forms.ValidationError(_("Choose at most 4 categories."))
        return chosen


class PhotoForm(Form):
    photo = forms.FileField(
        label=_("Photo"),
        help_text=_("A JPEG, PNG or WebP picture. It is cut to a square; place and camera data are removed."),
        widget=forms.FileInput(attrs={"accept": "image/jpeg,image/png,image/webp"}),
        allow_empty_file=True,
    )
    focus = forms.ChoiceField(
        label=_("Which part stays in the square?"),
        choices=[
            ("centre", _("The middle")),
            ("top", _("The top")),
            ("bottom", _("The bottom")),
            ("left", _("The left")),
            ("right", _("The right")),
        ],
        required=False,
    )


class LanguageForm(Form):
    language = forms.ChoiceField(label=_("Language"))
    level = forms.ChoiceField(label=_("How well?"), choices=ProfileLanguage.Level.choices)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.choose("language", list(languages.spoken(languages.current()).items()))


class EmploymentForm(Form):
    role = Text(label=_("What you did"), max_length=100)
    company = Text(label=_("Company"), max_length=100)
    started_on = Day(label=_("From"))
    ended_on = Day(label=_("Until"), help_text=_("Leave it empty if you still work there."), required=False)
    description = Text(label=_("Description"), max_length=2000, rows=4, required=False)


class EducationForm(Form):
    degree = Text(label=_("Degree or course"), max_length=120)
    school = Text(label=_("School"), max_length=120)
    year_from = Whole(label=_("From the year"), min_value=1940, max_value=2100)
    year_to = Whole(label=_("To the year"), min_value=1940, max_value=2100, required=False)


class CertificateForm(Form):
    name = Text(label=_("Name of the certificate"), max_length=120)
    issuer = Text(label=_("Given by"), max_length=120)
    issued_on = Day(label=_("Date"))
    url = forms.URLField(label=_("Link"), max_length=200, required=False, assume_scheme="https")


class ItemForm(Form):
    title = Text(label=_("Title"), max_length=100)
    description = Text(label=_("What was the task, and what did you do?"), max_length=3000, rows=5, required=False)
    url = forms.URLField(label=_("Link"), max_length=200, required=False, assume_scheme="https")
    done_on = Day(label=_("Finished on"), required=False)
    pictures = ManyFiles(
        label=_("Pictures"),
        help_text=_("Up to 8 pictures, JPEG, PNG or WebP; place and camera data are removed."),
        most=rules.MOST_PICTURES,
        widget=ManyFiles.Input(attrs={"multiple": True, "accept": "image/jpeg,image/png,image/webp"}),
    )


ROW_FORMS: dict[str, type[Form]] = {
    "language": LanguageForm,
    "employment": EmploymentForm,
    "education": EducationForm,
    "certificate": CertificateForm,
}
