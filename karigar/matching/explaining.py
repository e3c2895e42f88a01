"""Why something stands where it stands, in the reader's words."""

from typing import TYPE_CHECKING, NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from karigar.kit import languages
from karigar.matching.rules import Chance, Estimate, Numbers, Parts, points_of

if TYPE_CHECKING:
    from karigar.matching.models import Talent

# What each part is called when jobs are ranked for a freelancer, and when freelancers are ranked for a job.
FOR_JOBS: dict[str, str | Promise] = {
    "skills": gettext_lazy("Your skills among those it asks for"),
    "category": gettext_lazy("Your field of work"),
    "rate": gettext_lazy("Your rate against what it pays for an hour"),
    "language": gettext_lazy("You speak its language"),
    "availability": gettext_lazy("Your time against the hours it asks for"),
    "answer": gettext_lazy("How often the client answers"),
    "success": gettext_lazy("Ratings of the client"),
    "fresh": gettext_lazy("How new it is"),
    "crowd": gettext_lazy("How few have applied"),
}
FOR_PEOPLE: dict[str, str | Promise] = {
    "skills": gettext_lazy("Skills that the job asks for"),
    "category": gettext_lazy("Field of work"),
    "rate": gettext_lazy("Rate against what the job pays for an hour"),
    "language": gettext_lazy("Speaks the language of the job"),
    "availability": gettext_lazy("Time against the hours that the job asks for"),
    "answer": gettext_lazy("How often invitations are answered"),
    "success": gettext_lazy("Ratings so far"),
    "fresh": gettext_lazy("How lately here"),
    "crowd": gettext_lazy("How few contracts are open"),
}


SHORT: dict[str, str | Promise] = {
    "skills": gettext_lazy("Skills"),
    "category": gettext_lazy("Field of work"),
    "rate": gettext_lazy("Rate"),
    "language": gettext_lazy("Language"),
    "availability": gettext_lazy("Time"),
    "answer": gettext_lazy("Answers"),
    "success": gettext_lazy("Ratings"),
    "fresh": gettext_lazy("Freshness"),
    "crowd": gettext_lazy("Crowd"),
}


class Line(NamedTuple):
    """One part of a rank: what it is, how much of it there is (percent), and its points of those it can bring."""

    label: str
    words: str
    percent: int
    points: str
    weight: int


class Why(NamedTuple):
    """All parts of a rank, and its points of all that can be had."""

    lines: list[Line]
    points: str
    most: int


def why(parts: Parts, weights: Parts, *, labels: dict[str, str | Promise], shared: int, asked: int) -> Why:
    """Explain a rank part by part."""
    told = ngettext("%(shared)s of %(asked)s skill", "%(shared)s of %(asked)s skills", asked)
    words = {"skills": told % {"shared": shared, "asked": asked} if asked else ""}
    lines = [
        Line(str(labels[name]), words.get(name, ""), part // 10, tenths(part * weight), weight)
        for name, part, weight in zip(Parts._fields, parts, weights, strict=True)
        if weight
    ]
    return Why(lines, tenths(points_of(parts, weights)), sum(weights))


def tenths(points: int) -> str:
    """Write points (thousandths) with one decimal, half up."""
    whole, part = divmod((points + 50) // 100, 10)
    return f"{whole}.{part}"


def chance_lines(chance: Chance) -> list[tuple[str, int]]:
    """Name the factors of a chance, each in percent; those that take nothing away are left out."""
    named = [
        (_("Usual answer to invitations"), chance.habit),
        (_("Time for work"), chance.time),
        (_("Open contracts"), chance.load),
        (_("Rate against what the job pays"), chance.price),
    ]
    return named[:1] + [(label, percent) for label, percent in named[1:] if percent < 100]


def proof(who: "Talent", estimate: Estimate, *, least: int) -> list[str]:
    """Say what is proved of somebody: ratings with their certainty, finished contracts, languages."""
    found = []
    if who.rating_count >= least:
        rating = tenths(100 * who.rating_sum // who.rating_count)
        facts = {"rating": rating, "low": _mark(estimate.low), "high": _mark(estimate.high), "count": who.rating_count}
        found.append(_("%(rating)s of 5 (%(count)s), to expect: %(low)s to %(high)s") % facts)
    elif who.rating_count:
        found.append(_("Too few ratings for a score"))
    if who.contracts_done:
        done = who.contracts_done
        found.append(ngettext("%(count)s finished contract", "%(count)s finished contracts", done) % {"count": done})
    else:
        found.append(_("New here: no finished contract yet"))
    if who.languages:
        found.append(", ".join(languages.spoken_name(code) for code in who.languages))
    return found


def _mark(part: int) -> str:
    """Write a share of success (0 to 1000) as a rating of 1 to 5."""
    return tenths(1000 + 4 * part)


class Described(NamedTuple):
    """A part of the formula as its page describes it."""

    label: str
    weight: int
    words: str


def described(numbers: Numbers, *, job_days: int, person_days: int, load_most: int) -> list[Described]:
    """Describe every part of the formula with the numbers that are in force."""
    words = {
        "skills": _(
            "The share of the skills that the job asks for. One that is missing counts %(percent)s %% when another skill of the same category is there."
        )
        % {"percent": numbers.related_percent},
        "category": _("Whole when the speciality is the same, half when only the field is the same."),
        "rate": _(
            "Whole up to what the job pays for an hour, then less, nothing from twice that on. A fixed price says nothing about an hour."
        ),
        "language": _("How well the language of the job is spoken: basic 30 %, conversational 70 %, fluent 100 %."),
        "availability": _("Whole when there is as much time as the job asks for, nothing without time."),
        "answer": _(
            "Of a client: proposals that were opened or decided. Of a freelancer: invitations that were accepted or declined. Everybody begins at %(percent)s %%."
        )
        % {"percent": numbers.answer_prior_percent},
        "success": _(
            "The mean of the ratings, together with %(count)s imagined ones of which %(percent)s %% are good: few ratings say little, many say much."
        )
        % {"count": numbers.prior_outcomes, "percent": numbers.prior_percent},
        "fresh": _(
            "Half after %(job)s days for a job, and %(person)s days after the last visit for a freelancer; a quarter after twice as long."
        )
        % {"job": job_days, "person": person_days},
        "crowd": _(
            "Of a job: how few have applied, out of as many as may. Of a freelancer: how few contracts are open; nothing from %(most)s on."
        )
        % {"most": load_most},
    }
    return [
        Described(str(SHORT[name]), weight, words[name])
        for name, weight in zip(Parts._fields, numbers.weights, strict=True)
    ]
