"""What people type into feedback."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from karigar.kit.forms import Form, Text
from karigar.reviews import rules

MARKS = [
    ("", _("Choose")),
    ("5", _("5 – excellent")),
    ("4", _("4 – good")),
    ("3", _("3 – fair")),
    ("2", _("2 – poor")),
    ("1", _("1 – bad")),
]


class ReviewForm(Form):
    """One mark for each aspect of the other side, words, and a word that only staff reads."""

    def __init__(self, *args: Any, about_freelancer: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.asked = rules.aspects_about(freelancer=about_freelancer)
        for name, label in self.asked.items():
            self.fields[name] = forms.ChoiceField(label=str(label), choices=MARKS)
        self.fields["text"] = Text(
            label=_("In your words"),
            max_length=3000,
            rows=5,
            required=False,
            help_text=_("Everybody can read this later."),
        )
        self.fields["note_to_staff"] = Text(
            label=_("Only for the staff of this site"), max_length=1000, rows=2, required=False
        )

    def aspects(self) -> dict[str, int]:
        """The marks by aspect."""
        return {name: int(self.cleaned_data[name]) for name in self.asked}


class RevisionForm(ReviewForm):
    """Published feedback with other marks or words."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["note_to_staff"]


class ReplyForm(Form):
    text = Text(
        label=_("Your reply"), max_length=2000, rows=4, help_text=_("You can reply once. Everybody can read it.")
    )


class HideForm(Form):
    rule = forms.ChoiceField(label=_("Rule that it breaks"), choices=[*rules.HIDE_RULES.items()])
    reason = Text(label=_("Reason"), max_length=1000, rows=3)
