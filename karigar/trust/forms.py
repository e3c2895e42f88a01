"""What people write in a report, and staff in its end."""

from django import forms
from django.utils.translation import gettext_lazy as _

from karigar.kit.forms import Form, Text
from karigar.trust import rules


class ReportForm(Form):
    """Which rule, and what was seen."""

    rule = forms.ChoiceField(
        label=_("Which rule is broken?"), choices=list(rules.RULES.items()), widget=forms.RadioSelect
    )
    text = Text(
        label=_("What did you see?"),
        help_text=_("A few words help the person who looks at it. The other side does not learn who reported."),
        max_length=2000,
        rows=4,
        required=False,
    )


class CloseReportForm(Form):
    """What was decided, and why."""

    outcome = forms.ChoiceField(label=_("What was decided?"), choices=list(rules.OUTCOMES.items()))
    reason = Text(
        label=_("Reason"),
        help_text=_("It is kept in the journal with your name."),
        max_length=1000,
        rows=3,
        min_length=5,
    )
