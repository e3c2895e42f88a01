"""Where one can go: the places and the menu of each hat, the links to the languages."""

import functools
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from django.conf import settings
from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from karigar.accounts import queries as accounts
from karigar.kit import languages

if TYPE_CHECKING:
    from karigar.accounts.hats import Hat


@dataclass(frozen=True, slots=True)
class Place:
    """One entry of the navigation."""

    name: str
    label: str | Promise
    icon: str
    where: str = ""  # "thumb": only at the bottom of a phone; "bar": only in the bar of a wide screen
    url: str = ""
    active: bool = False
    count: int = 0


# The four places at the thumb, by the hat one wears; the same stand in the bar of a wide screen.
PLACES: dict[str, list[Place]] = {
    "": [
        Place("home", _("Home"), "home", "thumb"),
        Place("job_search", _("Find work"), "search"),
        Place("post_job", _("Post a job"), "plus", "bar"),
        Place("help", _("Help"), "help"),
        Place("account_login", _("Log in"), "person", "thumb"),
    ],
    "freelancer": [
        Place("job_search", _("Find work"), "search"),
        Place("my_contracts", _("My work"), "work"),
        Place("rooms", _("Messages"), "messages"),
        Place("wallet", _("Wallet"), "wallet"),
    ],
    "client": [
        Place("my_jobs", _("My jobs"), "work"),
        Place("my_contracts", _("Contracts"), "contract"),
        Place("rooms", _("Messages"), "messages"),
        Place("company_wallet", _("Wallet"), "wallet"),
    ],
    "staff": [
        Place("home", _("Home"), "home", "thumb"),
        Place("staff_home", _("Queues"), "queue"),
        Place("job_search", _("Jobs"), "search"),
        Place("notices", _("Notices"), "bell"),
    ],
}
# What else belongs to a place, so that it stays marked there.
ALSO = {
    "my_contracts": ("my_proposals",),
    "wallet": ("payouts",),
    "company_wallet": ("deposits",),
    "my_jobs": ("post_job",),
}
MENU: dict[str, list[Place]] = {
    "freelancer": [
        Place("profile_edit", _("My profile"), "person"),
        Place("my_proposals", _("My proposals"), "file"),
        Place("recommended_jobs", _("Jobs for you"), "work"),
        Place("saved_jobs", _("Saved jobs"), "star"),
        Place("saved_searches", _("Saved searches"), "bell"),
        Place("connects", _("Connects"), "connects"),
        Place("payouts", _("Withdraw money"), "download"),
    ],
    "client": [
        Place("post_job", _("Post a job"), "plus"),
        Place("my_company", _("My company"), "company"),
        Place("deposits", _("Deposits"), "download"),
    ],
    "staff": [],
}
EVERYBODY = [Place("notices", _("Notices"), "bell"), Place("settings", _("Settings"), "settings")]
HATS = {"freelancer": _("Freelancer"), "client": _("Client"), "staff": _("Staff")}
TAGS = {"hi-latn": "hi-Latn"}


@functools.lru_cache(maxsize=256)
def url_of(name: str) -> str:
    """Return the address of a page without arguments, or '' where no module serves it."""
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""


def _here(path: str, name: str) -> bool:
    url = url_of(name)
    return bool(url) and (path == url if url == "/" else path.startswith(url))


@functools.lru_cache(maxsize=64)
def worded(kind: str, language: str) -> tuple[list[Place], list[Place], str]:
    """Return places, menu and name of a hat with words and addresses filled in: the same for all who read so."""
    filled = [
        [replace(p, label=str(p.label), url=url_of(p.name)) for p in rows if url_of(p.name)]
        for rows in (PLACES.get(kind, PLACES[""]), [*MENU.get(kind, []), *EVERYBODY])
    ]
    return filled[0], filled[1], str(HATS.get(kind, ""))


def place_of(kind: str, path: str) -> str:
    """Name the place of a hat that an address belongs to, or ''."""
    found = worded(kind, languages.current())[0]
    # A longer address wins: /jobs/new/ is "post a job", not "find work".
    here = [p for p in found if any(_here(path, name) for name in (p.name, *ALSO.get(p.name, ())))]
    return max(here, key=lambda p: len(p.url)).name if here else ""


def places(kind: str, marked: str, counts: dict[str, int]) -> list[Place]:
    """Return the places of a hat, with the one marked where the reader is."""
    return [
        replace(p, active=p.name == marked, count=counts.get(p.name, 0)) for p in worded(kind, languages.current())[0]
    ]


def may(hat: "Hat | None", right: str) -> bool:
    """Say whether the role under this hat permits something in the company; without a company nothing is in the way."""
    return hat is None or hat.company_id is None or accounts.role_may(hat.role, right)


@functools.cache
def language_links(code: str) -> list[tuple[str, str, str, bool]]:
    return [
        (reverse("set_language", args=[key]), TAGS.get(key, key), str(name), key == code)
        for key, name in settings.LANGUAGES
    ]
