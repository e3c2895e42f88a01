"""How the books say no."""

from django.utils.translation import gettext_lazy as _

from karigar.kit.errors import NotNow


class NotEnoughMoney(NotNow):
    """An account would fall below its floor."""

    text = _("The balance is too small for this. Nothing was moved. Please add money first, then try again.")


class KeyWasUsed(NotNow):
    """The same movement was asked for before with other content."""

    text = _("This payment was already made with other figures. Nothing was moved. Please look at the page again.")


class AlreadyEnded(NotNow):
    """A hold was resolved, or a journal reversed, before."""

    text = _("This was already settled before. Nothing was moved. Please look at the page again.")
