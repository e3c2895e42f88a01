"""What a reader asks for: out of an address, into an address, and in words."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode

from django.utils.translation import gettext as _
from django.utils.translation import ngettext_lazy

from karigar.jobs.models import Job
from karigar.kit.digits import latin_digits
from karigar.kit.errors import Refusal
from karigar.kit.money import EXPONENTS, format_money, parse_amount
from karigar.skills import queries as skills

AGES = (1, 3, 7, 14, 30)


@dataclass(frozen=True)
class SearchTerms:
    """What a reader asks for. Amounts are minor units of `currency`."""

    words: str = ""
    category: int | None = None
    kind: str = ""
    budget_min: int | None = None
    budget_max: int | None = None
    currency: str = ""
    level: str = ""
    age_days: int | None = None
    skill: int | None = None
    sort: str = "newest"

    def without(self, name: str) -> "SearchTerms":
        """The same question without one of its filters."""
        names = ("budget_min", "budget_max", "currency") if name == "budget" else (name,)
        blank = SearchTerms()
        return replace(self, **{one: getattr(blank, one) for one in names})

    def query_string(self, **more: object) -> str:
        """Write the terms as they stand in an address."""

        def money(minor: int | None) -> str:
            return format_money(minor, self.currency, plain=True).removesuffix(".00") if minor is not None else ""

        pairs = {
            "q": self.words,
            "category": self.category,
            "kind": self.kind,
            "level": self.level,
            "currency": self.currency if self.budget_min or self.budget_max else "",
            "min": money(self.budget_min),
            "max": money(self.budget_max),
            "age": self.age_days,
            "skill": self.skill,
            "sort": self.sort if self.sort != "newest" else "",
        } | more
        return urlencode({key: value for key, value in pairs.items() if value not in (None, "")})


def terms_from(given: Any) -> SearchTerms:
    """Read search terms out of an address; what makes no sense is left out, so that no link is ever broken."""

    def one(name: str, allowed: Sequence[str]) -> str:
        value = str(given.get(name, ""))
        return value if value in allowed else ""

    def number(name: str) -> int | None:
        value = latin_digits(str(given.get(name, "")))
        return int(value) if value.isascii() and value.isdigit() and len(value) < 16 else None

    currency = one("currency", tuple(EXPONENTS))

    def money(name: str) -> int | None:
        try:
            return parse_amount(str(given.get(name, "")), currency) if currency and given.get(name) else None
        except Refusal:
            return None

    low, high = money("min"), money("max")
    if low and high and low > high:
        low, high = high, low
    category, skill, age = number("category"), number("skill"), number("age")
    return SearchTerms(
        words=" ".join(str(given.get("q", "")).replace("\0", "").split())[:200],
        category=category if category is not None and skills.category_any(category) else None,
        kind=one("kind", Job.Kind.values),
        budget_min=low,
        budget_max=high,
        currency=currency if low or high else "",
        level=one("level", Job.Level.values),
        age_days=age if age in AGES else None,
        skill=skill if skill is not None and skills.skills_by_ids([skill]) else None,
        sort="match" if given.get("sort") == "match" else "newest",
    )


def in_words(terms: SearchTerms) -> list[tuple[str, str]]:
    """Name the chosen filters in the reader's language, each as its field and its words; the typed words are not among them."""
    money = ""
    if terms.currency:
        low, high = (format_money(x, terms.currency) if x else "" for x in (terms.budget_min, terms.budget_max))
        money = (
            f"{low} – {high}"
            if low and high
            else _("from %(amount)s") % {"amount": low}
            if low
            else _("up to %(amount)s") % {"amount": high}
        )
    named = [
        ("category", skills.category_name(terms.category) if terms.category is not None else ""),
        ("kind", str(Job.Kind(terms.kind).label) if terms.kind else ""),
        ("budget", money),
        ("level", str(Job.Level(terms.level).label) if terms.level else ""),
        ("age_days", dict(age_choices())[terms.age_days] if terms.age_days else ""),
        ("skill", skills.name_of(terms.skill) if terms.skill is not None else ""),
    ]
    return [(name, label) for name, label in named if label]


def age_choices() -> list[tuple[int, str]]:
    """The ages that a search may ask for, in words."""
    return [(days, str(ngettext_lazy("Last %d day", "Last %d days", days) % days)) for days in AGES]
