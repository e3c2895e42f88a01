"""Everything that changes feedback."""

import datetime as dt
from typing import TYPE_CHECKING

from karigar.events import actions as events
from karigar.kit import tables
from karigar.kit.state import action, lock
from karigar.profiles import actions as profiles
from karigar.reviews import rules
from karigar.reviews.models import Review, Window
from karigar.reviews.refusals import (
    AlreadyGiven,
    AlreadyReplied,
    AspectsAreIncomplete,
    ChangeIsNotAllowed,
    ChangeWasAllowed,
    FeedbackIsOver,
    NotPublished,
    UnknownRule,
)
from karigar.rulebook import queries as rulebook

if TYPE_CHECKING:
    from karigar.accounts.models import Person


@action
def open_window(*, contract_id: int, facts: dict[str, object], now: dt.datetime) -> Window:
    """Let both sides of an ended contract speak, once; a contract that ends again keeps its first window."""
    window, is_new = Window.objects.get_or_create(
        contract_id=contract_id,
        defaults={"opened_at": now, "closes_at": now + rulebook.days("feedback.days", at=now)},
    )
    if is_new:
        data = facts | {"closes_at": window.closes_at.isoformat()}
        events.record("feedback.opened", subject=("window", contract_id), data=data, now=now)
    return window


@action
def leave_review(
    window: Window,
    *,
    by: "Person",
    by_client: bool,
    aspects: dict[str, int],
    text: str,
    note_to_staff: str = "",
    now: dt.datetime,
) -> Review:
    """Say how the other side was. It stays sealed until both have spoken or the time is over.

    Raises FeedbackIsOver (409), AlreadyGiven (409), AspectsAreIncomplete (422).
    """
    lock(window, "contract")
    if window.published_at or window.closes_at <= now:
        raise FeedbackIsOver
    if window.reviews.filter(by_client=by_client).exists():
        raise AlreadyGiven
    _demand_whole(aspects, about_freelancer=by_client)
    contract = window.contract
    review = Review.objects.create(
        window=window,
        by_client=by_client,
        author=by,
        about_person_id=contract.freelancer_id if by_client else None,
        about_company_id=None if by_client else contract.company_id,
        aspects=aspects,
        score=rules.score_of(aspects),
        text=text,
        note_to_staff=note_to_staff,
        given_at=now,
    )
    # The journal says that feedback was given, never what it says; and nobody but its author is told.
    events.record("feedback.given", subject=("window", window.pk), actor_id=by.pk, data={"review": review.pk}, now=now)
    if window.reviews.count() == 2:
        _publish(window, now=now)
    return review


@action
def publish_window(window: Window, *, now: dt.datetime) -> bool:
    """Publish what was said when the time is over; say whether it was due."""
    lock(window, "contract")
    if window.published_at or window.closes_at > now:
        return False
    _publish(window, now=now)
    return True


def _publish(window: Window, *, now: dt.datetime) -> None:
    window.published_at = now
    window.save(update_fields=["published_at"])
    given = list(window.reviews.select_for_update())
    for review in given:
        review.published_at = now
        review.save(update_fields=["published_at"])
        _count(review, weight=1)
    contract = window.contract
    data = {
        "contract": contract.pk,
        "company": contract.company_id,
        "freelancer": contract.freelancer_id,
        "title": contract.title,
        "by_client": any(review.by_client for review in given),
        "by_freelancer": any(not review.by_client for review in given),
    }
    events.record("feedback.published", subject=("window", window.pk), data=data, now=now)


def _count(review: Review, *, weight: int) -> None:
    if review.about_person_id:
        profiles.add_rating(person_id=review.about_person_id, score_tenths=review.score, weight=weight)
    else:
        profiles.add_rating(company_id=review.about_company_id, score_tenths=review.score, weight=weight)


@action
def reply_review(review: Review, *, by: "Person", text: str, now: dt.datetime) -> None:
    """Answer published feedback about oneself, once; everybody who reads it reads the answer.

    Raises NotPublished (409), AlreadyReplied (409).
    """
    lock(review)
    if review.published_at is None or review.hidden_rule:
        raise NotPublished
    if review.replied_at:
        raise AlreadyReplied
    review.reply, review.replied_at = text, now
    review.save(update_fields=["reply", "replied_at"])
    data = _facts(review)
    events.record("feedback.replied", subject=("review", review.pk), actor_id=by.pk, data=data, now=now)


@action
def allow_change(review: Review, *, by: "Person", now: dt.datetime) -> None:
    """Let the author of published feedback about oneself change it, once, for the days of the rule (rules.md part 3).

    Raises NotPublished (409), ChangeWasAllowed (409).
    """
    lock(review)
    if review.published_at is None or review.hidden_rule:
        raise NotPublished
    if review.change_until:
        raise ChangeWasAllowed
    review.change_until = now + rulebook.days("feedback.days", at=now)
    tables.write(review, ["change_until"])
    data = _facts(review) | {"until": review.change_until.isoformat()}
    events.record("feedback.change_allowed", subject=("review", review.pk), actor_id=by.pk, data=data, now=now)


@action
def revise_review(review: Review, *, by: "Person", aspects: dict[str, int], text: str, now: dt.datetime) -> None:
    """Change published feedback that the other side opened for a change; what stood before is kept for staff.

    Raises ChangeIsNotAllowed (409), AspectsAreIncomplete (422).
    """
    lock(review)
    if not review.may_be_revised(now):
        raise ChangeIsNotAllowed
    _demand_whole(aspects, about_freelancer=review.by_client)
    _count(review, weight=-1)
    review.before = {"aspects": review.aspects, "score": review.score, "text": review.text}
    review.aspects, review.score, review.text = aspects, rules.score_of(aspects), text
    review.revised_at = now
    tables.write(review, ["before", "aspects", "score", "text", "revised_at"])
    _count(review, weight=1)
    data = _facts(review) | {"person": review.about_person_id, "company": review.about_company_id}
    events.record("feedback.revised", subject=("review", review.pk), actor_id=by.pk, data=data, now=now)


def _facts(review: Review) -> dict[str, object]:
    return {"review": review.pk, "author": review.author_id, "contract": review.window_id}


def _demand_whole(aspects: dict[str, int], *, about_freelancer: bool) -> None:
    asked = rules.aspects_about(freelancer=about_freelancer)
    if aspects.keys() != asked.keys() or not all(1 <= mark <= 5 for mark in aspects.values()):
        raise AspectsAreIncomplete


@action
def hide_review(review: Review, *, by: "Person", rule: str, reason: str, now: dt.datetime) -> None:
    """Hide published feedback that breaks a rule; its score does not count any more.

    Raises UnknownRule (422), NotPublished (409).
    """
    lock(review)
    if rule not in rules.HIDE_RULES:
        raise UnknownRule
    if review.published_at is None or review.hidden_rule:
        raise NotPublished
    review.hidden_rule = rule
    review.save(update_fields=["hidden_rule"])
    _count(review, weight=-1)
    data = _facts(review) | {"rule": rule}
    events.record(
        "feedback.hidden",
        subject=("review", review.pk),
        actor_id=by.pk,
        data=data,
        reason=reason,
        by_staff=True,
        now=now,
    )
