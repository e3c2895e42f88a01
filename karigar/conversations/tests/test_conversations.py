import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from karigar.conversations import actions, queries
from karigar.conversations.models import Message, Room, Seat
from karigar.conversations.refusals import MessageIsEmpty, MessageIsTooLong, NoSeat
from karigar.events.models import Event
from karigar.kit.errors import TooOften
from karigar.notifications.models import Notice

pytestmark = pytest.mark.django_db


@pytest.fixture
def room(world, now):
    seats = [(world.client.pk, "client"), (world.stranger.pk, "freelancer")]
    return actions.open_room(subject=("proposal", 7), title="A logo", seats=seats, url="/proposals/7/", now=now)


def say(room, author, text, now, key="k", **kwargs):
    return actions.post_message(room, author=author, text=text, key=key, now=now, **kwargs)


def counter(person):
    person.refresh_from_db()
    return person.unread_messages


def test_a_room_opens_once_for_its_subject(room, world, now):
    again = actions.open_room(subject=("proposal", 7), title="B", seats=[(world.rival.pk, "client")], now=now)
    assert (again.pk, again.title, Seat.objects.count()) == (room.pk, "A logo", 3)
    assert queries.room_id_of(("proposal", 7)) == room.pk


def test_a_message_counts_as_unread_for_the_other_and_reading_clears_it(room, world, now):
    first = say(room, world.client, "Hello", now)
    say(room, world.client, "Are you there?", now, key="k2")
    assert (counter(world.stranger), counter(world.client)) == (2, 0)
    actions.mark_read(room, person=world.stranger, up_to=first.pk, now=now)
    assert counter(world.stranger) == 1
    actions.mark_read(room, person=world.stranger, up_to=first.pk + 1, now=now)
    actions.mark_read(room, person=world.stranger, up_to=first.pk, now=now)
    assert counter(world.stranger) == 0


def test_a_second_click_sends_nothing(room, world, now):
    one, two = say(room, world.client, "Hello", now), say(room, world.client, "Hello", now)
    assert one.pk == two.pk
    assert (Message.objects.count(), counter(world.stranger)) == (1, 1)
    assert Event.objects.filter(name="message.posted").count() == 1


@pytest.mark.parametrize("text", ["", "   \n\t", "\u200b\u200d \u202e", "\u3164"])
def test_white_space_and_invisible_marks_are_no_message(room, world, now, text):
    with pytest.raises(MessageIsEmpty):
        say(room, world.client, text, now)
    assert not Message.objects.exists()
    assert not Event.objects.filter(name="message.posted").exists()


def test_a_hundred_thousand_characters_are_refused(room, world, now):
    with pytest.raises(MessageIsTooLong):
        say(room, world.client, "x" * 100_000, now)
    assert not Message.objects.exists()


def test_bidirectional_marks_are_dropped(room, world, now):
    assert say(room, world.client, "pay \u202e100\u202c now", now).text == "pay 100 now"


def test_contact_data_is_hidden_before_a_contract_and_the_original_kept(room, world, now):
    message = say(room, world.client, "Mail me: karim@example.org", now)
    assert "karim@example.org" not in message.shown
    assert message.text == "Mail me: karim@example.org"
    assert message.was_masked
    actions.unmask_room(subject=("proposal", 7), now=now)
    assert "karim@example.org" in say(room, world.client, "Mail me: karim@example.org", now, key="k2").shown
    message.refresh_from_db()
    assert "karim@example.org" not in message.shown


def test_the_thirty_first_message_of_a_minute_is_refused(room, world, now):
    for n in range(30):
        say(room, world.client, "x", now, key=f"k{n}")
    with pytest.raises(TooOften):
        say(room, world.client, "x", now, key="one more")
    assert Message.objects.count() == 30


def test_a_stranger_says_nothing_and_sees_nothing(room, world, now):
    with pytest.raises(NoSeat):
        say(room, world.rival, "Hello", now)
    browser = world.browser(world.rival)
    for url in (f"/messages/{room.pk}/", f"/messages/{room.pk}/new/?after=0", "/messages/999999/"):
        assert browser.get(url).status_code == 404
    assert browser.post(f"/messages/{room.pk}/", {"text": "Hi", "key": "k"}).status_code == 404
    assert not Message.objects.exists()


def test_one_notice_stands_for_a_run_of_unread_messages(room, world, now):
    for n in range(3):
        say(room, world.client, "Hello", now, key=f"k{n}")
    world.deliver()
    notices = Notice.objects.filter(person=world.stranger, kind="message.posted")
    assert notices.count() == 1
    last = say(room, world.client, "Read at once", now, key="last")
    actions.mark_read(room, person=world.stranger, up_to=last.pk, now=now)
    world.deliver()
    assert notices.count() == 1
    say(room, world.client, "Later", now, key="later")
    world.deliver()
    assert notices.count() == 2


def test_a_room_in_the_browser_is_written_to_and_read(room, world):
    writer, reader = world.browser(world.client, hat="client"), world.browser(world.stranger)
    answer = writer.post(f"/messages/{room.pk}/", {"text": "আমি আগামীকাল পাঠাব", "key": "a"})
    assert answer.status_code == 303
    page = reader.get(f"/messages/{room.pk}/").content.decode()
    assert "আমি আগামীকাল পাঠাব" in page
    assert "/proposals/7/" in page
    assert counter(world.stranger) == 0
    assert "Read by the other side" in writer.get(f"/messages/{room.pk}/").content.decode()
    listed = reader.get("/messages/").content.decode()
    assert "A logo" in listed


def test_a_blank_message_is_told_in_the_form(room, world):
    answer = world.browser(world.client).post(f"/messages/{room.pk}/", {"text": " \u202e ", "key": "a"})
    assert answer.status_code == 422
    assert "There is nothing to send yet" in answer.content.decode()
    assert not Message.objects.exists()


def test_files_travel_with_a_message(room, world):
    upload = SimpleUploadedFile("plan.txt", b"First the sketch, then the rest.", content_type="text/plain")
    answer = world.browser(world.client).post(f"/messages/{room.pk}/", {"files": upload, "key": "a", "text": ""})
    assert answer.status_code == 303
    assert "plan.txt" in world.browser(world.stranger).get(f"/messages/{room.pk}/").content.decode()


def test_nothing_new_answers_without_a_body(room, world, now):
    message = say(room, world.client, "Hello", now)
    browser = world.browser(world.stranger)
    assert browser.get(f"/messages/{room.pk}/new/?after={message.pk}").status_code == 204
    news = browser.get(f"/messages/{room.pk}/new/?after={message.pk - 1}").content.decode()
    assert "Hello" in news
    assert f"after={message.pk}" in news


def test_markup_in_a_message_is_only_text(room, world, now):
    say(room, world.client, "<script>alert(1)</script>", now)
    page = world.browser(world.stranger).get(f"/messages/{room.pk}/").content.decode()
    assert "<script>alert" not in page


def test_older_messages_are_paged_and_the_list_costs_the_same(world, now, room, django_assert_num_queries):
    for n in range(40):
        Message.objects.create(room=room, author=world.client, text=f"m{n}", shown=f"m{n}", sent_at=now, key=f"x{n}")
    place = queries.place_for(world.stranger, room.pk)
    page = queries.messages_in(place)
    assert [page.rows[0].text, page.rows[-1].text] == ["m10", "m39"]
    older = queries.messages_in(place, before=int(page.next))
    assert [older.rows[0].text, older.rows[-1].text, older.next] == ["m0", "m9", None]
    with django_assert_num_queries(2):
        queries.messages_in(place)


def test_the_list_of_rooms_shows_unread_first_in_three_statements(world, now, django_assert_num_queries):
    person, other = world.stranger, world.client
    for n in range(35):
        room = actions.open_room(
            subject=("proposal", n), title=f"Job {n}", seats=[(person.pk, "freelancer"), (other.pk, "client")], now=now
        )
        Room.objects.filter(pk=room.pk).update(last_message_at=now, last_line="x")
    Seat.objects.filter(person=person, room__title="Job 3").update(unread=1)
    with django_assert_num_queries(2):
        page = queries.rooms_of(person)
    assert page.rows[0].room.title == "Job 3"
    rest = queries.rooms_of(person, page.next)
    assert len({place.room.pk for place in [*page.rows, *rest.rows]}) == 35
