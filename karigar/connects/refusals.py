"""How Connects say no."""

from django.utils.translation import gettext_lazy as _

from karigar.kit.errors import NotNow


class NotEnoughConnects(NotNow):
    text = _(
        "This proposal costs %(cost)s Connects and you have %(balance)s. Nothing was sent. "
        "You get new Connects every Monday; invitations and jobs with few proposals cost nothing."
    )
