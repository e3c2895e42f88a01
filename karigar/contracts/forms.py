"""What people type into offers, contracts and milestones."""

from collections.abc import Iterator, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from karigar.contracts.actions.offers import MOST_MILESTONES, Step
from karigar.contracts.models import OfferMilestone
from karigar.kit.forms import Amount, Day, Form, Text, bind_currency, files_field

FIRST_ROWS, MORE_ROWS = 5, 5


class OfferForm(Form):
    """Title, terms and up to 20 milestones in rows; empty rows are left out."""

    title = Text(label=_("Title of the contract"), max_length=150)
    terms = Text(
        label=_("Terms"),
        max_length=10_000,
        rows=6,
        help_text=_("What will be delivered, in which form, how many rounds of changes, and who owns the result."),
    )

    def __init__(
        self, *args: Any, currency: str, rows: int = FIRST_ROWS, steps: Sequence[Step] = (), **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.currency = currency
        self.rows = min(max(rows, len(steps), 1), MOST_MILESTONES)
        for number in range(1, self.rows + 1):
            self.fields[f"title_{number}"] = Text(label=_("Milestone"), max_length=120, required=False)
            self.fields[f"amount_{number}"] = Amount(label=_("Price"), currency=currency, required=False)
            self.fields[f"due_{number}"] = Day(label=_("Due on"), required=False)
            self.fields[f"about_{number}"] = Text(label=_("What is done then"), max_length=2000, rows=2, required=False)
        for number, step in enumerate(steps[:MOST_MILESTONES], 1):
            self.initial.update(
                {
                    f"title_{number}": step["title"],
                    f"amount_{number}": step["amount"],
                    f"due_{number}": step["due_on"],
                    f"about_{number}": step["description"],
                }
            )

    def rows_of_fields(self) -> Iterator[tuple[int, list[forms.BoundField]]]:
        """The rows as the template draws them."""
        for number in range(1, self.rows + 1):
            yield number, [self[f"{name}_{number}"] for name in ("title", "amount", "due", "about")]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        for number in range(1, self.rows + 1):
            title, amount = cleaned.get(f"title_{number}"), cleaned.get(f"amount_{number}")
            if amount and not title and f"title_{number}" not in self.errors:
                self.add_error(f"title_{number}", _("Please say what this price is for."))
            if title and not amount and f"amount_{number}" not in self.errors:
                self.add_error(f"amount_{number}", _("Please write a price for this milestone."))
        return cleaned

    def steps(self) -> list[Step]:
        """The filled rows, in order."""
        given = self.cleaned_data
        return [
            {
                "title": given[f"title_{number}"],
                "description": given.get(f"about_{number}") or "",
                "amount": given[f"amount_{number}"],
                "due_on": given.get(f"due_{number}"),
            }
            for number in range(1, self.rows + 1)
            if given.get(f"title_{number}") and given.get(f"amount_{number}")
        ]

    def total(self) -> int:
        """The sum of what can be read so far, also of a form that is not right yet."""
        if not self.is_bound:
            return sum(value for name, value in self.initial.items() if name.startswith("amount_") and value)
        self.is_valid()
        return sum(value or 0 for name, value in self.cleaned_data.items() if name.startswith("amount_"))


def steps_of(rows: Sequence[OfferMilestone]) -> list[Step]:
    """Turn milestones of an offer into the steps that fill a form."""
    return [
        {"title": row.title, "description": row.description, "amount": row.amount, "due_on": row.due_on} for row in rows
    ]


class AnswerNoteForm(Form):
    note = Text(label=_("A word to the other side"), max_length=300, rows=3, required=False)


class ReasonForm(Form):
    reason = Text(label=_("Reason"), max_length=300, rows=3)


class NothingForm(Form):
    """Only a button."""


class SubmitForm(Form):
    note = Text(label=_("What you hand in"), max_length=10_000, rows=5)
    files = files_field()


class ChangesForm(Form):
    note = Text(
        label=_("What should be different"),
        max_length=5000,
        rows=5,
        help_text=_("Be exact: the freelancer works from this list."),
    )


class MoneyForm(Form):
    """An amount, and the number of payments that the page showed, so that an old page pays nothing."""

    amount = Amount(label=_("Amount"), required=False)
    step = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, currency: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        bind_currency(self, currency)


class ApproveForm(MoneyForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["amount"].label = _("Pay only a part")
        self.fields["amount"].help_text = _(
            "Leave this empty to pay all. The rest of a part stays held for further work."
        )


class RefundForm(MoneyForm):
    reason = Text(label=_("Why"), max_length=1000, rows=4)
    field_order = ["amount", "reason", "step"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["amount"].label = _("Amount to return")
        self.fields["amount"].help_text = _("Leave this empty for all that is held.")


class GiveForm(MoneyForm):
    """Bonus and give-back: an amount, a word, and the key that pays this form once."""

    note = Text(label=_("A word to the other side"), max_length=300, rows=2, required=False)
    key = forms.CharField(max_length=64, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["amount"].required = True


class AmendmentForm(Form):
    """A proposed change; which fields it has depends on its kind."""

    note = Text(label=_("Why this change"), max_length=300, rows=2, required=False)

    def __init__(self, *args: Any, kind: str, currency: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if kind == "terms":
            self.fields["terms"] = Text(label=_("New terms"), max_length=10_000, rows=8)
        if kind in {"add_milestone", "change_milestone"}:
            self.fields["title"] = Text(label=_("Milestone"), max_length=120)
            self.fields["amount"] = Amount(label=_("Price"), currency=currency)
            self.fields["due_on"] = Day(label=_("Due on"), required=False)
            self.fields["description"] = Text(label=_("What is done then"), max_length=2000, rows=3, required=False)
        self.order_fields([*(name for name in self.fields if name != "note"), "note"])

    def step(self) -> Step | None:
        """The milestone that was typed, if this kind has one."""
        if "amount" not in self.fields:
            return None
        given = self.cleaned_data
        return {
            "title": given["title"],
            "description": given["description"],
            "amount": given["amount"],
            "due_on": given["due_on"],
        }


class StaffNoteForm(Form):
    reason = Text(label=_("Note, with its reason"), max_length=1000, rows=3)
