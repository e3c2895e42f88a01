"""What clients are told about their jobs."""

from django.db import connection

from karigar.jobs import actions


def told(person):
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT kind FROM notifications_notice WHERE person_id = %s AND kind LIKE 'job.%%' ORDER BY id", [person.pk]
        )
        return [row[0] for row in cursor.fetchall()]


def test_the_team_that_posts_is_told_of_the_end_and_the_rule(world):
    job, recruiter, viewer = world.job(), world.recruiter, world.viewer
    world.pass_time(days=26)
    world.pass_time(days=5)
    assert told(world.client) == told(recruiter) == ["job.expiring", "job.expired"]
    assert told(viewer) == []
    other = world.job(title="Another logo for a shop")
    actions.remove_job(other, by=world.moderator, rule="spam", reason="Advert", now=world.now)
    world.deliver()
    world.deliver()
    assert told(world.client)[-1] == "job.removed.spam"
    page = world.browser(world.client, hat="client").get(f"/hire/{other.pk}/")
    assert "It is advertising" in page.text
    assert job.pk != other.pk
