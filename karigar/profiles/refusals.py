"""How profiles says no."""

from django.utils.translation import gettext_lazy as _

from karigar.kit.errors import Malformed, NotNow


class ProfileIsIncomplete(NotNow):
    text = _("Your profile cannot be published yet. What is missing: %(missing)s.")


class TooManySkills(Malformed):
    text = _("A profile shows at most %(most)s skills. Keep those that you are best at.")
    field = "skills"


class NoSuchSkill(Malformed):
    text = _("One of the skills is not known here. Choose from the suggestions.")
    field = "skills"


class NoSuchCategory(Malformed):
    text = _("One of the categories is not known here. Choose from the list.")
    field = "categories"


class RateIsTooLow(Malformed):
    text = _("The lowest rate here is %(floor)s an hour, so that nobody works for almost nothing.")
    field = "rate"


class CurrencyIsNotOffered(Malformed):
    text = _("This currency is not offered here. Choose another one.")
    field = "currency"


class TooManyRows(Malformed):
    text = _("This list can hold %(most)s entries. Remove one before you add another.")


class TooManyPictures(Malformed):
    text = _("A portfolio item shows at most %(most)s pictures. Remove some before you add others.")
    field = "pictures"


class EndBeforeStart(Malformed):
    text = _("The end lies before the beginning. Please check the dates.")
