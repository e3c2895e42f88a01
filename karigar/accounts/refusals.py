"""How accounts says no."""

from django.utils.translation import gettext_lazy as _

from karigar.kit.errors import NotAllowed, NotNow


class AccountIsLimited(NotNow):
    status = 403
    text = _("Your account is limited: %(reason)s You can read everything and withdraw your money, and you can appeal.")


class RoleMayNot(NotAllowed):
    text = _("Your role in this company does not permit this. Ask its owner or an admin.")


class IdentityIsMissing(NotNow):
    text = _("Please confirm your identity first. It is needed once, before the first withdrawal and the first offer.")
