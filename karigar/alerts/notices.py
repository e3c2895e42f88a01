"""What a search says when it found something."""

from django.utils.translation import gettext_lazy as _

from karigar.notifications.texts import NoticeText

TEXTS = {
    "search.found": NoticeText(
        title=_("New jobs for “%(name)s”"),
        body=_("%(titles)s. Fresh posts have few applicants yet."),
        group="alerts",
    ),
    "search.found_many": NoticeText(
        title=_("New jobs for “%(name)s”"),
        body=_("%(count)s new jobs, the newest: %(titles)s."),
        group="alerts",
    ),
}
