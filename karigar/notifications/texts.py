"""What a notice says: every module lists its sentences as TEXTS in its own `notices.py`."""

import datetime as dt
import functools
import importlib
import re
import zoneinfo
from collections.abc import Mapping
from dataclasses import dataclass

from django.apps import apps
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.module_loading import module_has_submodule
from django.utils.translation import gettext_lazy as _

from karigar.kit.money import format_money

# In the order of the preferences page. Mail about the account itself cannot be switched off: it guards the log-in.
GROUPS: dict[str, str | Promise] = {
    "account": _("Your account and its safety"),
    "jobs": _("Jobs"),
    "alerts": _("Saved searches"),
    "proposals": _("Proposals and invitations"),
    "messages": _("Messages"),
    "contracts": _("Contracts and milestones"),
    "money": _("Deposits, releases and withdrawals"),
    "reviews": _("Feedback"),
    "staff": _("Work for staff"),
}
ALWAYS = frozenset({"account"})
_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d")
_DAY = re.compile(r"\d{4}-\d\d-\d\d")


@dataclass(frozen=True)
class NoticeText:
    """The title (also the subject of the letter) and the sentence of one kind of notice, with %(name)s places."""

    title: str | Promise
    body: str | Promise
    group: str
    by_mail: bool = True


@functools.cache
def all_texts() -> dict[str, NoticeText]:
    """Collect the TEXTS of every module's `notices.py`."""
    found: dict[str, NoticeText] = {}
    for app in apps.get_app_configs():
        if app.module and app.name.startswith("karigar.") and module_has_submodule(app.module, "notices"):
            found |= getattr(importlib.import_module(f"{app.name}.notices"), "TEXTS", {})
    return found


class _Said(dict[str, str]):
    """A fact that an older notice did not keep reads as nothing, not as an error."""

    def __missing__(self, key: str) -> str:
        return ""


def in_words(fact: object, zone: dt.tzinfo) -> str:
    """Write one fact for the reader of the active language: money, moments and days by their form."""
    if fact is None:
        return ""
    if isinstance(fact, dict) and {"amount", "currency"} <= fact.keys():
        return format_money(int(fact["amount"]), str(fact["currency"]))
    if isinstance(fact, list | tuple):
        return ", ".join(in_words(one, zone) for one in fact)
    text = str(fact)
    if _MOMENT.match(text):
        local = timezone.localtime(dt.datetime.fromisoformat(text), zone)
        return f"{date_format(local, 'SHORT_DATETIME_FORMAT')} {local.tzname()}"
    if _DAY.fullmatch(text):
        return date_format(dt.date.fromisoformat(text), "SHORT_DATE_FORMAT")
    return text


def say(kind: str, facts: Mapping[str, object], *, zone: str = "UTC") -> tuple[str, str]:
    """Return title and sentence of a notice in the active language; an unknown kind says its name."""
    text = all_texts().get(kind)
    if text is None:
        return kind, ""
    try:
        reader_zone: dt.tzinfo = zoneinfo.ZoneInfo(zone)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError):
        reader_zone = dt.UTC
    said = _Said({key: in_words(fact, reader_zone) for key, fact in facts.items()})
    return str(text.title) % said, str(text.body) % said
