"""What may be reported, as which break of the rules, and how a report ends."""

from django.utils.translation import gettext_lazy as _

SUBJECTS = {
    "job": _("A job"),
    "person": _("A person"),
    "company": _("A company"),
    "proposal": _("A proposal"),
    "message": _("A message"),
    "room": _("A conversation"),
    "contract": _("A contract"),
    "review": _("A review"),
    "portfolio": _("A portfolio item"),
}
RULES = {
    "paid_outside": _("Asks to pay or be paid outside the site"),
    "scam": _("Tries to cheat or asks for money first"),
    "free_work": _("Asks for unpaid work"),
    "false_identity": _("Pretends to be somebody else"),
    "stolen_work": _("Shows work of others as their own"),
    "insult": _("Insults, threatens or discriminates"),
    "illegal": _("Asks for something illegal or harmful"),
    "spam": _("Advertising or copied many times"),
    "other": _("Something else"),
}
OUTCOMES = {
    "no_action": _("No rule was broken"),
    "warned": _("Warned"),
    "removed": _("Removed"),
    "limited": _("Account limited"),
    "suspended": _("Account suspended"),
}
