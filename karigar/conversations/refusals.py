"""How a conversation says no."""

from django.utils.translation import gettext_lazy as _

from karigar.kit.errors import Malformed, NotAllowed


class MessageIsEmpty(Malformed):
    text = _("There is nothing to send yet. Write a line or choose a file.")
    field = "text"


class MessageIsTooLong(Malformed):
    text = _("This message has more than %(most)s characters. Please shorten it, or send the text as a file.")
    field = "text"


class NoSeat(NotAllowed):
    status = 404
    text = _("This conversation does not exist, or you do not take part in it.")
