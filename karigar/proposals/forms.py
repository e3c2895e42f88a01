"""What freelancers and clients fill in."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from karigar.kit.forms import Amount, Form, Text, Whole, bind_currency, files_field
from karigar.proposals.rules import ROWS
from karigar.proposals.states import DeclineReason


class TermsForm(Form):
    """Price, days and plan; the rows of the plan are five, and empty ones are left out."""

    bid = Amount(label=_("Your price"))
    days = Whole(label=_("Days you need"), min_value=1, max_value=730, required=False)

    def __init__(self, *args: Any, currency: str, hourly: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if hourly:
            self.fields["bid"].label = _("Your price for an hour")
        else:
            for n in range(1, ROWS + 1):
                self.fields[f"step_{n}_title"] = Text(label=_("What is done"), max_length=120, required=False)
                self.fields[f"step_{n}_amount"] = Amount(label=_("Price of the step"), required=False)
                self.fields[f"step_{n}_days"] = Whole(label=_("Days"), min_value=1, max_value=730, required=False)
        bind_currency(self, currency)

    @property
    def plan_rows(self) -> list[tuple[int, forms.BoundField, forms.BoundField, forms.BoundField]]:
        """The rows of the plan for the template."""
        if "step_1_title" not in self.fields:
            return []
        return [
            (n, self[f"step_{n}_title"], self[f"step_{n}_amount"], self[f"step_{n}_days"]) for n in range(1, ROWS + 1)
        ]

    @property
    def has_plan(self) -> bool:
        """Whether a row is filled in, so that the page shows the plan open."""
        return any(field.value() for _n, *row in self.plan_rows for field in row)

    def clean(self) -> dict[str, Any]:
        """Gather the plan; a row needs a title and a price."""
        found = super().clean() or {}
        plan = []
        for n in range(1, ROWS + 1):
            title, amount = found.get(f"step_{n}_title"), found.get(f"step_{n}_amount")
            days = found.get(f"step_{n}_days")
            if f"step_{n}_amount" in self.errors:
                continue
            if title and amount:
                plan.append({"title": title, "amount": amount, "days": days})
            elif title:
                self.add_error(f"step_{n}_amount", _("Please write the price of this step."))
            elif amount or days:
                self.add_error(f"step_{n}_title", _("Please write what is done in this step."))
        found["plan"] = plan
        return found


class ProposalForm(TermsForm):
    """A whole proposal."""

    letter = Text(
        label=_("Letter to the client"),
        max_length=5000,
        rows=9,
        help_text=_("How would you do this work? What similar work have you done? Short and about this job is best."),
    )
    files = files_field()
    key = forms.CharField(widget=forms.HiddenInput, max_length=40, required=False)

    def __init__(self, *args: Any, questions: Sequence[str] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.questions = list(questions)
        for n, question in enumerate(self.questions):
            self.fields[f"answer_{n}"] = Text(label=question, max_length=2000, rows=3)

    @property
    def answer_fields(self) -> list[forms.BoundField]:
        """The fields of the screening questions."""
        return [self[f"answer_{n}"] for n in range(len(self.questions))]

    @property
    def answers(self) -> list[str]:
        """What was answered, in the order of the questions."""
        return [self.cleaned_data[f"answer_{n}"] for n in range(len(self.questions))]


class DeclineForm(Form):
    """Why a proposal is declined."""

    reason = forms.ChoiceField(label=_("Reason"), choices=DeclineReason.choices)
    note = Text(
        label=_("A word to the freelancer"),
        max_length=300,
        required=False,
        help_text=_("The freelancer reads reason and word."),
    )


class WriteForm(Form):
    """The first message of an interview."""

    text = Text(label=_("Your message"), max_length=10_000, rows=4)
    key = forms.CharField(widget=forms.HiddenInput, max_length=40)


class InviteForm(Form):
    """To which job somebody is invited."""

    job = forms.TypedChoiceField(label=_("Job"), coerce=int)
    message = Text(
        label=_("Your message"),
        max_length=1000,
        rows=4,
        required=False,
        help_text=_("Say why you think of this person for this work."),
    )

    def __init__(self, *args: Any, jobs: Sequence[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.choose("job", jobs)


class InvitationAnswerForm(Form):
    """Why an invitation is declined."""

    reason = Text(label=_("Why not?"), max_length=300, required=False, help_text=_("The client reads it."))
