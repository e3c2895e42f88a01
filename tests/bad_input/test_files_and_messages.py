"""Files that are too large, lie or explode; messages that say nothing, say too much, or stand on their head."""

import struct
import zlib

import pytest
from django.conf import settings
from django.utils import translation

from karigar.conversations.models import Message
from karigar.files import refusals as files
from karigar.files.models import File
from tests.bad_input.parts import key, nothing_happens, refused, text_of, upload

pytestmark = pytest.mark.django_db

SVG = b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'


def bomb(side=30_000):
    """A picture of a few kilobytes that unpacks to 900 million points."""

    def chunk(kind, data):
        return struct.pack("!L", len(data)) + kind + data + struct.pack("!L", zlib.crc32(kind + data))

    packer, rows = zlib.compressobj(9), b""
    for _ in range(side // 100):
        rows += packer.compress(bytes((side // 8 + 1) * 100))
    head = struct.pack("!LLBBBBB", side, side, 1, 0, 0, 0, 0)
    rows += packer.flush()
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


BAD = {
    "a zip bomb picture": ("bomb.png", bomb(), files.PictureIsBroken(name="bomb.png")),
    "a page named as a picture": ("face.jpg", b"<html><script>1</script>", files.FileIsNotWhatItSays(name="face.jpg")),
    "a text named as a document": ("terms.pdf", b"I am no document.", files.FileIsNotWhatItSays(name="terms.pdf")),
    "a program named as a picture": ("face.png", b"MZ\x90\x00" + bytes(90), files.FileTypeIsRefused(name="face.png")),
    "a program": ("setup.exe", b"MZ\x90\x00" + bytes(90), files.FileTypeIsRefused(name="setup.exe")),
    "a script turned round": ("photo\u202egnp.bat", b"del *.*", files.FileTypeIsRefused(name="photognp.bat")),
}


@pytest.fixture
def doors(world):
    """Where files come in: who sends them, where, in which field, with which form."""
    from karigar.proposals import actions as proposals
    from tests.bad_input.parts import transfer_of

    milestone = world.funded()
    proposal = world.proposal(job=world.job(title="A sign for the shop"))
    room = proposals.start_interview(proposal, by=world.client, text="Hello.", key=key(), now=world.now)
    job = world.job(title="A poster for a fair")
    deposit = transfer_of(world, stated=False)
    client, freelancer = world.browser(world.client, hat="client"), world.browser(world.freelancer)
    apply = {"letter": "I have drawn four.", "bid": "5000", "days": "7", "key": key()}
    return {
        "message": (freelancer, f"/messages/{room.pk}/", "files", {"text": "My draft.", "key": key()}),
        "work": (freelancer, f"/milestones/{milestone.pk}/submit/", "files", {"note": "Three sketches."}),
        "proposal": (world.browser(world.rival), f"/jobs/{job.pk}/apply/", "files", apply),
        "photo": (freelancer, "/profile/photo/", "photo", {"focus": "top"}),
        "portfolio": (freelancer, "/profile/portfolio/", "pictures", {"title": "A logo"}),
        "job": (
            client,
            "/hire/new/",
            "attachments",
            {"title": "A new job", "kind": "fixed", "currency": "BDT"} | {"level": "entry", "audience": "public"},
        ),
        "proof": (client, f"/deposits/{deposit.pk}/", "proof", {"sent_from": "bKash", "reference": "TX1"}),
    }


def send(doors, name, content, status, *sentences):
    for door, (browser, url, field, form) in doors.items():
        with nothing_happens():
            answer = browser.post(url, form | {field: upload(content, name)})
        kept = {k: v for k, v in form.items() if k not in {"kind", "audience"}}
        try:
            refused(answer, status, *sentences, kept=kept)
        except AssertionError as error:
            raise AssertionError(f"{door}: {error}") from error


@pytest.mark.parametrize("bad", BAD)
def test_a_bad_file_is_refused_at_every_door_and_the_form_stays_filled(doors, tmp_path, bad):
    name, content, refusal = BAD[bad]
    assert len(content) < 300_000
    send(doors, name, content, 422, refusal.sentence)
    assert not [path for path in tmp_path.rglob("*") if path.is_file()]


def test_a_file_of_30_mb_is_refused_at_every_door(doors, tmp_path):
    said = files.FileTooLarge(name="film.mp4", limit=25).sentence
    send(doors, "film.mp4", b"\0\0\0\x18ftypmp42" + bytes(30 * 1024 * 1024), 413, said)
    assert not [path for path in tmp_path.rglob("*") if path.is_file()]


def test_an_svg_with_script_is_no_picture_and_else_a_download_only(doors, world):
    for door in ("photo", "portfolio", "proof"):
        send({door: doors[door]}, "logo.svg", SVG, 422, files.NotAPicture(name="logo.svg").sentence)
    browser, url, field, form = doors["message"]
    assert browser.post(url, form | {field: upload(SVG, "logo.svg")}).status_code == 303
    from karigar.files import queries

    found = File.objects.get(name="logo.svg")
    answer = browser.get(queries.url_for(found, world.freelancer.pk))
    assert answer["Content-Type"] == "application/octet-stream"
    assert answer["Content-Disposition"].startswith("attachment")
    assert "sandbox" in answer["Content-Security-Policy"]


def test_more_files_than_allowed_are_refused_together(doors):
    browser, url, field, form = doors["message"]
    with nothing_happens():
        answer = browser.post(url, form | {field: [upload(b"x", f"{n}.txt") for n in range(11)]})
    refused(answer, 422, "Please choose at most 10 files.", kept={"text": "My draft."})


def test_one_bad_file_among_good_ones_takes_none(doors):
    browser, url, field, form = doors["message"]
    with nothing_happens():
        answer = browser.post(url, form | {field: [upload(b"x", "good.txt"), upload(b"MZ\x90", "setup.exe")]})
    refused(answer, 422, files.FileTypeIsRefused(name="setup.exe").sentence, kept={"text": "My draft."})


# --- messages --------------------------------------------------------------------------------------------------------


@pytest.fixture
def room(world):
    from karigar.proposals import actions as proposals

    made = proposals.start_interview(world.proposal(), by=world.client, text="Hello.", key=key(), now=world.now)
    return world.browser(world.freelancer), f"/messages/{made.pk}/"


NOTHING = [
    "",
    "   ",
    "\n\r\n\t",
    "\u00a0\u2003",
    "\u200b\u200d\u2060",
    "\u202e\u202c\u200f",
    "\x00\x01",
    "\u3164",
    "\ufeff",
]


@pytest.mark.parametrize("text", NOTHING, ids=ascii)
def test_a_message_of_white_space_is_not_sent(room, text):
    browser, url = room
    with nothing_happens():
        answer = browser.post(url, {"text": text, "key": key()})
    assert answer.status_code == 422
    assert "has-error" in answer.content.decode()


def test_an_empty_message_is_refused_in_the_readers_language(room):
    browser, url = room
    browser.cookies[settings.LANGUAGE_COOKIE_NAME] = "bn"
    with nothing_happens():
        answer = browser.post(url, {"text": "   ", "key": key()})
    with translation.override("bn"):
        said = translation.gettext("There is nothing to send yet. Write a line or choose a file.")
    assert "nothing" not in said
    refused(answer, 422, said)


def test_a_message_of_100_000_characters_is_refused_and_given_back(room):
    browser, url = room
    text = "কাজটা কবে শেষ হবে? " * 5264
    with nothing_happens():
        answer = browser.post(url, {"text": text[:100_000], "key": key()})
    said = "This message has more than 10000 characters. Please shorten it, or send the text as a file."
    refused(answer, 422, said, kept={"text": text[:100_000]})


def test_a_body_of_more_megabytes_than_any_form_is_refused(room):
    browser, url = room
    with nothing_happens():
        answer = browser.post(url, "text=" + "x" * 7 * 1024 * 1024, content_type="application/x-www-form-urlencoded")
    assert answer.status_code in {400, 413}
    assert "othing" in text_of(answer)


def test_bidirectional_marks_are_not_stored(room):
    browser, url = room
    text = "My file is \u202egpj.exe\u202c and \u2066this\u2069 too\u200f\u200e."
    assert browser.post(url, {"text": text, "key": key()}).status_code == 303
    newest = Message.objects.latest("pk")
    assert newest.text == newest.shown == "My file is gpj.exe and this too."


def test_the_joiners_that_bangla_and_emoji_need_are_kept(room):
    browser, url = room
    text = "র\u200dযাব 👩\u200d🎨"
    assert browser.post(url, {"text": text, "key": key()}).status_code == 303
    assert Message.objects.latest("pk").text == text


def test_a_script_in_a_message_is_shown_as_text(room):
    browser, url = room
    browser.post(url, {"text": "<script>alert(1)</script><img src=x onerror=alert(1)>", "key": key()})
    page = browser.get(url).content.decode()
    assert "<script>alert" not in page
    assert "<img src=x" not in page
    assert "&lt;script&gt;alert(1)" in page
