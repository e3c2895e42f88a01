"""Feedback of both sides: sealed until both have spoken or the time is over."""

import pytest
from django.urls import reverse

from karigar.contracts.tests.marks import nothing_happens
from karigar.profiles.models import CompanyRecord, Profile
from karigar.reviews import actions, exporting, queries, rules
from karigar.reviews.models import Review, Window
from karigar.reviews.refusals import (
    AlreadyGiven,
    AlreadyReplied,
    AspectsAreIncomplete,
    ChangeIsNotAllowed,
    ChangeWasAllowed,
    FeedbackIsOver,
    NotPublished,
)

GOOD = dict.fromkeys(rules.ABOUT_FREELANCER, 5)
FAIR = dict.fromkeys(rules.ABOUT_CLIENT, 4)


@pytest.fixture
def window(world):
    return Window.objects.get(contract=world.ended())


def by_client(world, window, **changes):
    given = {"by": world.client, "by_client": True, "aspects": GOOD, "text": "Very good work."} | changes
    return actions.leave_review(window, now=world.now, **given)


def by_freelancer(world, window):
    return actions.leave_review(
        window, by=world.freelancer, by_client=False, aspects=FAIR, text="Paid at once.", now=world.now
    )


def test_a_contract_without_a_payment_opens_no_window(world):
    from karigar.contracts import actions as contracts

    contracts.end_contract(world.contract(), by=world.client, reason="x", now=world.now)
    world.deliver()
    assert Window.objects.count() == 0


def test_the_first_feedback_is_sealed_even_its_existence(world, window):
    by_client(world, window)
    assert queries.reviews_shown(window, is_client=False) == (None, None)
    page = world.browser(world.freelancer).get(reverse("leave_review", args=[window.pk])).content.decode()
    assert "Very good work." not in page
    assert queries.published_about_person(world.freelancer.pk).rows == []
    world.deliver()
    from karigar.notifications.models import Notice

    assert not Notice.objects.filter(person=world.freelancer, kind="feedback.published").exists()


def test_both_together_are_published_at_once_and_counted(world, window):
    by_client(world, window)
    by_freelancer(world, window)
    window.refresh_from_db()
    assert window.published_at == world.now
    profile, record = Profile.objects.get(person=world.freelancer), CompanyRecord.objects.get(company=world.company)
    assert (profile.rating_sum, profile.rating_count) == (50, 1)
    assert (record.rating_sum, record.rating_count) == (40, 1)
    assert queries.reviews_shown(window, is_client=False)[1].text == "Very good work."


def test_time_publishes_one_side_and_closes_the_other(world, window):
    by_client(world, window)
    world.pass_time(days=14)
    window.refresh_from_db()
    assert window.published_at
    assert len(queries.published_about_person(world.freelancer.pk).rows) == 1
    with nothing_happens(), pytest.raises(FeedbackIsOver):
        by_freelancer(world, window)
    assert actions.publish_window(window, now=world.now) is False


def test_a_second_feedback_and_incomplete_marks_are_refused(world, window):
    with nothing_happens(), pytest.raises(AspectsAreIncomplete):
        by_client(world, window, aspects={"quality": 5})
    with nothing_happens(), pytest.raises(AspectsAreIncomplete):
        by_client(world, window, aspects=GOOD | {"quality": 6})
    by_client(world, window)
    with nothing_happens(), pytest.raises(AlreadyGiven):
        by_client(world, window)


def test_the_score_is_the_mean_in_tenths_half_up():
    assert rules.score_of({"a": 5, "b": 4}) == 45
    assert rules.score_of({"a": 5, "b": 5, "c": 4}) == 47
    assert rules.score_of({"a": 1}) == 10


def test_the_other_side_replies_once(world, window):
    review = by_client(world, window)
    with nothing_happens(), pytest.raises(NotPublished):
        actions.reply_review(review, by=world.freelancer, text="Thanks.", now=world.now)
    by_freelancer(world, window)
    actions.reply_review(review, by=world.freelancer, text="Thanks.", now=world.now)
    with nothing_happens(), pytest.raises(AlreadyReplied):
        actions.reply_review(review, by=world.freelancer, text="Again.", now=world.now)


def test_staff_hides_by_a_rule_and_the_score_goes(world, window):
    review = by_client(world, window)
    by_freelancer(world, window)
    moderator = world.browser(world.moderator)
    url = reverse("staff_review", args=[review.pk])
    assert moderator.get(url).status_code == 200
    with nothing_happens():
        assert moderator.post(url, {"rule": "nonsense", "reason": "x"}).status_code == 422
    assert moderator.post(url, {"rule": "abuse", "reason": "It insults."}).status_code == 303
    assert moderator.get(reverse("staff_reviews")).status_code == 200
    assert queries.published_about_person(world.freelancer.pk).rows == []
    assert Profile.objects.get(person=world.freelancer).rating_count == 0


def test_the_pages_of_both_sides_the_team_and_the_stranger(world, window):
    url = reverse("leave_review", args=[window.pk])
    form = dict.fromkeys(rules.ABOUT_FREELANCER, "5") | {"text": "Very good work."}
    stranger, viewer = world.browser(world.stranger), world.browser(world.viewer, hat="client")
    with nothing_happens():
        assert stranger.post(url, form).status_code == 404
        assert viewer.post(url, form).status_code == 403
        assert world.browser(world.client, hat="client").post(url, {"text": "x"}).status_code == 422
    assert world.browser(world.client, hat="client").post(url, form).status_code == 303
    with nothing_happens():
        assert world.browser(world.client, hat="client").post(url, form).status_code == 409
    by_freelancer(world, window)
    review = Review.objects.get(by_client=True)
    freelancer = world.browser(world.freelancer)
    assert "Very good work." in freelancer.get(url).content.decode()
    reply = reverse("reply_review", args=[review.pk])
    assert world.browser(world.client).post(reply, {"text": "x"}).status_code == 404
    assert freelancer.get(reply).status_code == 200
    assert freelancer.post(reply, {"text": "Thanks."}).status_code == 303
    for page in (
        reverse("profile_reviews", args=[world.freelancer.handle]),
        reverse("company_reviews", args=[world.company.pk]),
    ):
        assert world.browser().get(page).status_code == 200
        assert world.browser().get(page, headers={"HX-Request": "true"}).status_code == 200
    public = world.browser().get(reverse("profile_reviews", args=[world.freelancer.handle])).content.decode()
    assert "Very good work." in public
    assert "Padma Books" not in public.replace("Logo for Padma Books", "")


def test_the_export_holds_what_one_wrote(world, window):
    by_client(world, window)
    assert exporting.export(world.client)["feedback"][0]["written_by_you"] is True
    assert exporting.export(world.freelancer) == {"feedback": []}


# --- a change that the other side allows ----------------------------------------------------------------------------


@pytest.fixture
def published(world, window):
    review = by_client(world, window, aspects=GOOD | {"quality": 1}, text="Late.")
    by_freelancer(world, window)
    review.refresh_from_db()
    return review


def revise(review, world, **changes):
    given = {"by": world.client, "aspects": GOOD, "text": "Late, but mended."} | changes
    return actions.revise_review(review, now=world.now, **given)


def test_feedback_changes_only_by_leave_of_whom_it_is_about_and_once(world, published):
    with nothing_happens(), pytest.raises(ChangeIsNotAllowed):
        revise(published, world)
    actions.allow_change(published, by=world.freelancer, now=world.now)
    with nothing_happens(), pytest.raises(ChangeWasAllowed):
        actions.allow_change(published, by=world.freelancer, now=world.now)
    with nothing_happens(), pytest.raises(AspectsAreIncomplete):
        revise(published, world, aspects={"quality": 5})
    before = published.score
    revise(published, world)
    published.refresh_from_db()
    assert (published.text, published.score, published.revised_at) == ("Late, but mended.", 50, world.now)
    assert published.before["text"] == "Late."
    assert published.before["score"] == before
    profile = Profile.objects.get(person=world.freelancer)
    assert (profile.rating_sum, profile.rating_count) == (50, 1)
    with nothing_happens(), pytest.raises(ChangeIsNotAllowed):
        revise(published, world, text="And again.")


def test_leave_to_change_ends_with_its_time(world, published):
    actions.allow_change(published, by=world.freelancer, now=world.now)
    world.pass_time(days=14)
    with nothing_happens(), pytest.raises(ChangeIsNotAllowed):
        revise(published, world)


def test_sealed_and_hidden_feedback_opens_for_no_change(world, window):
    sealed = by_client(world, window)
    with nothing_happens(), pytest.raises(NotPublished):
        actions.allow_change(sealed, by=world.freelancer, now=world.now)
    by_freelancer(world, window)
    sealed.refresh_from_db()
    actions.allow_change(sealed, by=world.freelancer, now=world.now)
    actions.hide_review(sealed, by=world.moderator, rule=next(iter(rules.HIDE_RULES)), reason="x", now=world.now)
    with nothing_happens(), pytest.raises(ChangeIsNotAllowed):
        revise(sealed, world)


def test_both_change_it_on_pages_and_each_hears_of_the_other(world, published):
    freelancer, client = world.browser(world.freelancer), world.browser(world.client, hat="client")
    allow, change = reverse("allow_change", args=[published.pk]), reverse("revise_review", args=[published.pk])
    asked = {**dict.fromkeys(GOOD, "5"), "text": "Mended <b>."}
    assert client.get(change).status_code == 200
    assert client.post(change, asked).status_code == 409
    assert client.post(allow).status_code == 404, "only whom it is about may allow it"
    for other in (world.rival, world.stranger):
        assert world.browser(other).post(allow).status_code == 404
        assert world.browser(other).post(change, asked).status_code == 404
    assert freelancer.get(allow).status_code == 200
    assert freelancer.post(allow).status_code == 303
    assert freelancer.post(allow).status_code == 409
    assert freelancer.post(change, asked).status_code == 404
    world.deliver()
    assert "You may change your feedback" in client.get("/notices/").text
    assert client.post(change, asked | {"quality": "6"}).status_code == 422
    assert client.post(change, asked).status_code == 303
    assert client.post(change, asked).status_code == 409
    world.deliver()
    assert "Feedback about you was changed" in freelancer.get("/notices/").text
    page = freelancer.get(reverse("leave_review", args=[published.window_id])).text
    assert "Mended &lt;b&gt;." in page
    assert "Late." not in page
    assert "changed" in world.browser(world.stranger).get(f"/@{world.freelancer.handle}/reviews/").text
