"""Reports reach staff, once, and end with a reason."""

import pytest
from django.urls import reverse

from karigar.events.models import Event
from karigar.trust import actions
from karigar.trust.models import Report
from karigar.trust.refusals import AlreadyReported, NotAThingToReport, ReportIsClosed


def _report(world, **changes):
    fields = {
        "subject_type": "job",
        "subject_id": 7,
        "reporter": world.stranger,
        "rule": "scam",
        "text": "He asks for a fee.",
    }
    return actions.report(**(fields | changes), now=world.now)


def test_a_report_is_kept_once(world):
    row = _report(world)
    with pytest.raises(AlreadyReported):
        _report(world, rule="spam")
    assert Report.objects.count() == 1
    assert Event.objects.filter(name="report.made", subject_id=row.pk).count() == 1


@pytest.mark.parametrize(
    "wrong", [{"subject_type": "secret"}, {"rule": "nonsense"}, {"subject_id": 0}, {"subject_id": 10**19}]
)
def test_a_forged_report_is_refused(world, wrong):
    with pytest.raises(NotAThingToReport):
        _report(world, **wrong)
    assert not Report.objects.exists()
    assert not Event.objects.filter(name="report.made").exists()


def test_the_page_takes_a_report(world):
    browser = world.browser(world.stranger)
    url = reverse("report", args=["job", 7])
    assert browser.get(url).status_code == 200
    assert browser.post(url, {"rule": "scam", "text": "\u202eHe asks\x00 for a fee."}).status_code == 303
    assert Report.objects.get().text == "He asks for a fee."
    assert browser.post(url, {"rule": "scam"}).status_code == 409
    assert browser.post(url, {"rule": "unknown"}).status_code == 422
    assert browser.post(url, {"rule": "spam", "text": "x" * 100_000}).status_code == 422
    assert browser.get(reverse("report", args=["secret", 7])).status_code == 404
    assert world.browser().get(url).status_code == 302
    assert Report.objects.count() == 1


def test_staff_closes_a_report_with_a_reason(world):
    row = _report(world)
    browser = world.browser(world.moderator, hat="staff")
    assert "He asks for a fee." in browser.get(reverse("staff_report", args=[row.pk])).content.decode()
    assert browser.get(reverse("staff_reports")).status_code == 200
    url = reverse("staff_report", args=[row.pk])
    assert browser.post(url, {"outcome": "warned", "reason": "  "}).status_code == 422
    assert browser.post(url, {"outcome": "warned", "reason": "First time, told the client."}).status_code == 303
    row.refresh_from_db()
    assert (row.outcome, row.closed_by) == ("warned", world.moderator)
    event = Event.objects.get(name="report.closed")
    assert (event.by_staff, event.reason) == (True, "First time, told the client.")
    assert browser.post(url, {"outcome": "removed", "reason": "A second click."}).status_code == 409
    with pytest.raises(ReportIsClosed):
        actions.close_report(row, by=world.moderator, outcome="warned", reason="again", now=world.now)
    assert Event.objects.filter(name="report.closed").count() == 1


def test_others_do_not_see_the_queue(world):
    row = _report(world)
    for browser in (world.browser(world.stranger), world.browser(world.client, hat="client")):
        assert browser.get(reverse("staff_reports")).status_code == 404
        assert (
            browser.post(
                reverse("staff_report", args=[row.pk]), {"outcome": "warned", "reason": "Because."}
            ).status_code
            == 404
        )
    row.refresh_from_db()
    assert row.closed_at is None


def test_the_queue_is_a_constant_number_of_questions(world, django_assert_max_num_queries):
    browser = world.browser(world.moderator, hat="staff")
    for number in range(1, 20):
        _report(world, subject_id=number)
    with django_assert_max_num_queries(7):
        browser.get(reverse("staff_reports"))


@pytest.mark.parametrize(("outcome", "said"), [("no_action", "saw no broken rule"), ("removed", "and acted")])
def test_who_reported_hears_the_answer_and_may_report_what_is_new(world, outcome, said):
    def again():
        return actions.report(
            subject_type="person",
            subject_id=world.rival.pk,
            reporter=world.stranger,
            rule="spam",
            text="x",
            now=world.now,
        )

    row = again()
    with pytest.raises(AlreadyReported):
        again()
    actions.close_report(row, by=world.moderator, outcome=outcome, reason="looked at it", now=world.now)
    world.deliver()
    page = world.browser(world.stranger).get("/notices/").text
    assert said in page
    assert "looked at it" not in page, "the reason is for staff"
    assert said not in world.browser(world.rival).get("/notices/").text
    assert again().pk != row.pk
