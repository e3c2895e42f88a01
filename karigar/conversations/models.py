"""Rooms where two sides talk, with files and read marks.

A room has a subject (kind and id) that it does not understand; whoever opens it says who may enter.
"""

from django.db import models


class Room(models.Model):
    """A conversation about one subject."""

    subject_type = models.CharField(max_length=20)
    subject_id = models.BigIntegerField()
    title = models.CharField(max_length=150)
    url = models.CharField(max_length=200, blank=True)  # the page of the subject
    opened_at = models.DateTimeField()
    is_masked = models.BooleanField(default=True)  # contact data hidden until a contract stands
    # Of the last message, so that the list of rooms reads no messages.
    last_message_at = models.DateTimeField(null=True)
    last_line = models.CharField(max_length=140, blank=True)
    last_author_id = models.BigIntegerField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["subject_type", "subject_id"], name="one_room_per_subject")]


class Seat(models.Model):
    """A person who may enter a room, and how far he has read."""

    room = models.ForeignKey(Room, models.CASCADE, related_name="seats")
    person = models.ForeignKey("accounts.Person", models.CASCADE, related_name="+")
    side = models.CharField(max_length=12)  # client or freelancer
    read_up_to = models.BigIntegerField(default=0)  # id of the last message read
    read_at = models.DateTimeField(null=True)
    unread = models.IntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["room", "person"], name="one_seat_per_person")]
        indexes = [models.Index(fields=["person", "room"], name="seats_of")]


class Message(models.Model):
    """What somebody said. The text is kept as typed; `shown` is what the others read."""

    room = models.ForeignKey(Room, models.CASCADE, related_name="messages")
    author = models.ForeignKey("accounts.Person", models.PROTECT, null=True, related_name="+")
    text = models.TextField()
    shown = models.TextField()
    was_masked = models.BooleanField(default=False)
    sent_at = models.DateTimeField()
    key = models.CharField(max_length=80, unique=True)  # of the form: a second click sends nothing
    files = models.ManyToManyField("files.File", related_name="+")

    class Meta:
        indexes = [models.Index(fields=["room", "-id"], name="messages_of_room")]
