"""How Connects say no."""

from django.utils.translation import gettext_lazy as _

from karigar.kit.errors import NotNow


class NotEnoughConnects(NotNow):
    text = _(
        "This proposal costs %(cost)s Connects and you have %(balance)s. Nothing was sent. "
        "You get new Connects every Monday; invitations and jobs with few proposals cost nothing."
    )


class PacksAreNotOnSale(NotNow):
    text = _("Connects are not on sale here now. Nothing was taken.")


class PriceHasChanged(NotNow):
    text = _("The price of this pack has changed to %(price)s since you opened the page. Nothing was taken.")


class WalletTooSmall(NotNow):
    text = _("This pack costs %(price)s and your wallet has %(available)s. Nothing was taken.")


class PackWasUsed(NotNow):
    text = _("Connects of this pack are used, so it cannot be given back any more. Nothing was moved.")


class PackHasEnded(NotNow):
    text = _("This pack has ended or was given back before. Nothing was moved.")


class RefundTimeIsOver(NotNow):
    text = _("An unused pack can be given back within %(days)s days. That time is over. Nothing was moved.")
