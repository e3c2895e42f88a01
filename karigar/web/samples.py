"""Made-up people, jobs and sums for the page that shows every part of the look."""

import datetime as dt
from types import SimpleNamespace
from typing import Any

from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from karigar.kit import clock, money
from karigar.kit.forms import Amount, Form, ManyFiles, Text

ICONS = [
    "home",
    "search",
    "work",
    "contract",
    "messages",
    "wallet",
    "bell",
    "hat",
    "person",
    "company",
    "plus",
    "file",
    "check",
    "cross",
    "clock",
    "alert",
    "info",
    "lock",
    "next",
    "back",
    "down",
    "filter",
    "star",
    "globe",
    "connects",
    "bin",
    "edit",
    "download",
    "eye",
    "day",
    "help",
    "settings",
    "copy",
    "leave",
    "flag",
    "queue",
]


class SampleForm(Form):
    """One field of each kind."""

    title = Text(label=_("Title"), max_length=80, help_text=_("Say in a few words what you need."))
    price = Amount(label=_("Price"), currency="BDT", help_text=_("Any digits will do."))
    days = forms.IntegerField(label=_("Days"), min_value=1, required=False)
    kind = forms.ChoiceField(
        label=_("How is it paid?"),
        choices=[("fixed", _("Fixed price: one sum for the whole")), ("hourly", _("Hourly: paid by the hour"))],
        widget=forms.RadioSelect(attrs={"data-look": "cards"}),
    )
    level = forms.ChoiceField(
        label=_("Experience level"),
        choices=[("entry", _("Entry level")), ("middle", _("Intermediate")), ("expert", _("Expert"))],
    )
    skills = forms.MultipleChoiceField(
        label=_("Skills"),
        choices=[(name.lower(), name) for name in ("Logo design", "Illustrator", "Branding", "Typography")],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    words = forms.CharField(
        label=_("More words to find it by"),
        required=False,
        widget=forms.TextInput(attrs={"data-tags": ""}),
        help_text=_("Put commas between them."),
    )
    letter = Text(label=_("Letter"), max_length=500, rows=5, required=False)
    attachments = ManyFiles(label=_("Files"), help_text=_("At most 10 files of 25 MB."))
    agreed = forms.BooleanField(label=_("I have read the rules."))


def context(request: HttpRequest) -> dict[str, Any]:
    """Everything the design page shows."""
    now = clock.now()
    wrong = SampleForm({"title": "", "price": "১২x", "kind": "fixed", "level": "entry"}, auto_id="bad_%s")
    wrong.is_valid()
    price, fee_bp = 500_000, 500
    fee = money.share(price, fee_bp)
    day = dt.timedelta(days=1)
    return {
        "form": SampleForm(initial={"kind": "fixed", "words": "logo, bakery"}),
        "wrong": wrong,
        "icon_names": ICONS,
        "now": now,
        "soon": now + 2 * day,
        "over": now - dt.timedelta(hours=1),
        "earlier": now - 3 * day,
        "amount": price,
        "fee_bp": fee_bp,
        "fee": fee,
        "net": price - fee,
        "steps": [
            {"label": _("Offer accepted"), "state": "done", "when": now - 9 * day},
            {"label": _("Milestone funded"), "state": "done", "when": now - 8 * day},
            {"label": _("Work submitted"), "state": "now", "when": now - day},
            {"label": _("Approved and paid"), "state": "next", "when": _("by the day the review ends")},
        ],
        "bars": [
            SimpleNamespace(funded=1_500_000, held=700_000, released=500_000, refunded=300_000, currency="BDT"),
            SimpleNamespace(funded=12_345_678_00, held=12_345_678_00, released=0, refunded=0, currency="INR"),
            SimpleNamespace(funded=90_000, held=0, released=90_000, refunded=0, currency="USD"),
            SimpleNamespace(funded=0, held=0, released=0, refunded=0, currency="BDT"),
        ],
        "ranks": [
            {"label": _("Words of your search"), "part": 60, "words": _("two of two in the title")},
            {"label": _("Your skills"), "part": 25, "words": _("three of four")},
            {"label": _("How new it is"), "part": 15, "words": ""},
        ],
        "proof": [_("12 contracts done"), _("answers in 3 hours")],
        "company_proof": [_("9 paid jobs"), _("hires for 7 of 10 jobs")],
        "events": [
            {"text": _("Rahim submitted work."), "at": now - day},
            {"text": _("Mina funded the milestone."), "at": now - 8 * day},
            {"text": _("The contract started."), "at": now - 9 * day},
        ],
    }
