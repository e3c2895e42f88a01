"""How proofs say no."""

from django.utils.translation import gettext_lazy as _

from karigar.kit.errors import Malformed, NotNow, TooLarge


class NotAReceipt(Malformed):
    field = "file"
    text = _("This is not the file of a receipt. You get one beside each line of your wallet.")


class ReceiptTooLarge(TooLarge):
    field = "file"
    text = _("This is too large to be a receipt: one has a few kilobytes.")


class NotSealedYet(NotNow):
    text = _("This movement is not sealed yet. The books are sealed every minute; please try again then.")
