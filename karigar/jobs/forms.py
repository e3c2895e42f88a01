"""What people type about jobs, as typed values."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from karigar.jobs import rules
from karigar.jobs.models import Job
from karigar.jobs.states import CloseReason, JobStatus
from karigar.kit import languages
from karigar.kit.forms import Amount, Form, ManyFiles, Text, Whole, bind_currency
from karigar.kit.money import EXPONENTS
from karigar.skills import queries as skills

NEEDED = ("title", "description", "category", "skills", "budget_max")
# Columns of a job that the form knows by the same name.
ALIKE = ("kind", "currency", "budget_min", "budget_max", "level", "duration", "workload", "audience")


class JobForm(Form):
    """The whole of a job. A draft may be incomplete; `complete` asks for what publishing needs."""

    title = Text(
        label=_("Title"),
        max_length=150,
        required=False,
        help_text=_("One line that says what is to be done, such as “A logo for a book shop”."),
    )
    description = Text(
        label=_("What is to be done, and by when"),
        max_length=rules.DESCRIPTION_MOST,
        rows=10,
        required=False,
        help_text=_(
            "Say what you have, what you want to get, and how you will decide. Leave out e-mail addresses and telephone numbers: they are hidden."
        ),
    )
    category = forms.ChoiceField(label=_("Category"), required=False)
    skills = Text(
        label=_("Skills"),
        max_length=600,
        required=False,
        help_text=_("Separate them by commas, in any of the four languages."),
    )
    kind = forms.ChoiceField(
        label=_("How it is paid"), choices=Job.Kind.choices, initial="fixed", widget=forms.RadioSelect
    )
    currency = forms.ChoiceField(label=_("Currency"))
    budget_min = Amount(label=_("From"), required=False, help_text=_("Leave it empty if you have one amount in mind."))
    budget_max = Amount(
        label=_("Budget, or up to"),
        required=False,
        help_text=_("The whole price; for an hourly job, the rate of one hour."),
    )
    level = forms.ChoiceField(label=_("Experience you look for"), choices=Job.Level.choices, initial="intermediate")
    duration = forms.ChoiceField(label=_("How long it will take"), required=False)
    workload = forms.ChoiceField(label=_("Hours a week"), required=False)
    positions = Whole(
        label=_("How many people you need"), min_value=1, max_value=rules.POSITIONS_MOST, initial=1, required=False
    )
    questions = Text(
        label=_("Questions to every applicant"),
        max_length=1500,
        rows=4,
        required=False,
        help_text=_("One on each line, five at most. Good questions save reading."),
    )
    attachments = ManyFiles(label=_("Files"), most=rules.FILES_MOST, help_text=_("Ten at most, 25 MB each."))
    audience = forms.ChoiceField(
        label=_("Who may see it"), choices=Job.Audience.choices, initial="public", widget=forms.RadioSelect
    )
    language = forms.ChoiceField(label=_("Language of the post"), required=False)

    def __init__(self, *args: Any, currencies: Sequence[str], complete: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.complete = complete
        for name in NEEDED:
            self.fields[name].required = True
        nothing = [("", _("Not said"))]
        self.choose("category", [("", _("Choose one")), *skills.category_choices()])
        self.choose("currency", [(code, code) for code in currencies])
        self.choose("duration", [*nothing, *Job.Duration.choices])
        self.choose("workload", [*nothing, *Job.Workload.choices])
        self.choose("language", [(code, languages.spoken_name(code)) for code in ("en", "bn", "hi")])
        self.fields["skills"].widget.attrs |= {"list": "skill-names", "data-tags": "", "autocomplete": "off"}
        given = self.data.get("currency") if self.is_bound else self.initial.get("currency")
        bind_currency(self, given if given in EXPONENTS else currencies[0])

    def full_clean(self) -> None:
        """Let a draft be incomplete, yet do not call optional what publishing needs."""
        for name in NEEDED:
            self.fields[name].required = False
        super().full_clean()
        for name in NEEDED:
            self.fields[name].required = True

    def clean_skills(self) -> list[int]:
        found, unknown = skills.skills_from_text(self.cleaned_data["skills"])
        if unknown:
            raise forms.ValidationError(
                _(
                    "We do not know these skills: %(words)s. Please choose from the suggestions, or write them another way."
                ),
                params={"words": ", ".join(unknown[:5])},
            )
        if len(found) > rules.SKILLS_MOST:
            raise forms.ValidationError(_("Please name at most 15 skills, the most important ones."))
        return [skill.pk for skill in found]

    def clean_questions(self) -> list[str]:
        lines = [line.strip() for line in self.cleaned_data["questions"].split("\n") if line.strip()]
        if any(len(line) > 250 for line in lines):
            raise forms.ValidationError(_("A question may have 250 letters at most."))
        return lines

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if self.complete:
            needed = {
                "title": (rules.TITLE_LEAST, _("Please give it a title of at least 8 letters.")),
                "description": (rules.DESCRIPTION_LEAST, _("Please describe the work in at least 40 letters.")),
                "category": (1, _("Please choose a category.")),
                "skills": (1, _("Please name at least one skill.")),
            }
            for name, (least, words) in needed.items():
                if name not in self.errors and len(cleaned.get(name) or "") < least:
                    self.add_error(name, words)
            if "budget_max" not in self.errors and not cleaned.get("budget_max"):
                self.add_error(
                    "budget_max", _("Please say what you can pay. Applicants may still ask for another price.")
                )
        return cleaned

    def values(self) -> dict[str, Any]:
        """What the form says, as `actions.save_draft` and `actions.edit_job` take it."""
        given = self.cleaned_data
        return {
            "title": given["title"],
            "description": given["description"],
            "category_id": int(given["category"]) if given["category"] else None,
            "skill_ids": given["skills"],
            "questions": given["questions"],
            "positions": given["positions"] or 1,
            "language": given["language"] or "en",
            "uploads": given["attachments"],
            **{name: given[name] for name in ALIKE},
        }


def initial_of(job: Job) -> dict[str, Any]:
    """A job as the form shows it."""
    known = skills.skills_by_ids(job.skill_ids)
    names = ("title", "description", *ALIKE, "positions", "language")
    return {name: getattr(job, name) for name in names} | {
        "category": str(job.category_id or ""),
        "skills": skills.as_text(list(known.values())),
        "questions": "\n".join(row.text for row in job.questions.all()),
    }


class CloseForm(Form):
    """Why a job ends."""

    reason = forms.ChoiceField(label=_("Why do you close it?"), choices=CloseReason.choices, widget=forms.RadioSelect)
    note = Text(
        label=_("A word to the applicants"),
        max_length=300,
        rows=3,
        required=False,
        help_text=_("Everybody who still waits gets the reason and this word."),
    )


class RemoveForm(Form):
    """Which rule a job broke."""

    rule = forms.ChoiceField(
        label=_("Rule that was broken"),
        choices=[(key, words) for key, words in rules.BREACHES.items()],
        widget=forms.RadioSelect,
    )
    reason = Text(label=_("Reason, for the journal"), max_length=500, rows=3)


class ReasonForm(Form):
    """A typed reason."""

    reason = Text(label=_("Reason, for the journal"), max_length=500, rows=2)


class StaffSearchForm(Form):
    q = Text(label=_("Number, title or company"), max_length=100, required=False)
    status: Any = forms.ChoiceField(label=_("State"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.choose("status", [("", _("Any")), *JobStatus.choices])
