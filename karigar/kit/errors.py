"""Refusals: how an action says no. A refusal carries a sentence for the reader and the HTTP status that fits.

A module names its own refusals as sentences (`JobIsClosed`) and writes the sentence as `text`, lazily translated,
with %(name)s places that the raiser fills.
"""

from typing import ClassVar

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Refusal(Exception):
    """An action was refused and nothing happened."""

    status: ClassVar[int] = 409
    text: ClassVar[str | Promise] = _("This cannot be done now.")
    field: ClassVar[str | None] = None

    def __init__(self, **facts: object) -> None:
        self.facts = facts
        super().__init__()

    @property
    def sentence(self) -> str:
        """The sentence in the language of the reader, facts filled in."""
        return str(self.text) % self.facts if self.facts else str(self.text)

    def __str__(self) -> str:
        return self.sentence


class NotNow(Refusal):
    """The thing is in a state that does not permit this."""

    status = 409


class NotAllowed(Refusal):
    """The person is known here, but may not do this."""

    status = 403
    text = _("You may see this, but you may not change it. Ask the owner of the account to do it.")


class Malformed(Refusal):
    """What was sent cannot be understood or is out of bounds."""

    status = 422
    text = _("Something in the form is not right. Please check it and send it again.")


class TooLarge(Refusal):
    """More was sent than is taken."""

    status = 413
    text = _("This is too large.")


class TooOften(Refusal):
    """The same was done too many times in a short while."""

    status = 429
    text = _("You did this many times in a short while. Please wait a little and try again.")


class StateHasMoved(NotNow):
    """Somebody was quicker, or the page was old."""

    text = _(
        "This has changed since you opened the page: it is now “%(state)s”. Nothing was done. Look at it again below."
    )
