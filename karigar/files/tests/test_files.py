"""Uploads are what they are, come back only to whom they may, and hold no secrets."""

import io
import struct
import zlib

import pytest
from django.urls import reverse
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from karigar.files import actions, disk, kinds, queries, tasks
from karigar.files.models import File
from karigar.files.refusals import (
    FileIsEmpty,
    FileIsNotWhatItSays,
    FileTooLarge,
    FileTypeIsRefused,
    NotAPicture,
    PictureIsBroken,
    TooManyFiles,
)
from karigar.files.tests.conftest import picture, upload

SVG = b'<?xml version="1.0"?>\n<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'


def store(world, content, name="picture.jpg", purpose="message", **options):
    return actions.store(owner=world.stranger, upload=upload(content, name), purpose=purpose, now=world.now, **options)


def on_disk(folder):
    return [path for path in folder.rglob("*") if path.is_file()]


def bomb(width=30_000, height=30_000):
    """A picture of a few bytes that claims hundreds of millions of points."""

    def chunk(kind, data):
        return struct.pack("!L", len(data)) + kind + data + struct.pack("!L", zlib.crc32(kind + data))

    head = chunk(b"IHDR", struct.pack("!LLBBBBB", width, height, 8, 2, 0, 0, 0))
    rows = zlib.compress(b"\0" * 1_000_000, 9)
    return b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def photo_with_place():
    exif = Image.Exif()
    exif[0x0112] = 6  # lying on its side
    exif[0x010F] = "SecretCamera"
    exif.get_ifd(0x8825)[1] = "N"
    exif.get_ifd(0x8825)[2] = (24.0, 22.0, 1.0)
    return picture("JPEG", (400, 200), exif=exif, comment=b"secret remark")


@pytest.mark.parametrize("purpose", ["photo", "portfolio", "message", "submission"])
def test_a_picture_loses_place_and_camera_and_stands_upright(world, purpose):
    content = photo_with_place()
    assert b"SecretCamera" in content
    file = store(world, content, purpose=purpose)
    kept = disk.read(file.path)
    assert b"SecretCamera" not in kept
    assert b"secret remark" not in kept
    with Image.open(io.BytesIO(kept)) as opened:
        assert not opened.getexif()
        if purpose != "photo":
            assert (opened.width, opened.height) == (200, 400)


def test_a_photo_becomes_a_square_around_its_focus(world):
    source = Image.new("RGB", (600, 300), "blue")
    source.paste("red", (0, 0, 300, 300))
    out = io.BytesIO()
    source.save(out, "PNG")
    for focus, strongest in (("left", 0), ("right", 2)):
        file = store(world, out.getvalue(), "face.png", "photo", public=True, focus=focus)
        with Image.open(disk.root() / disk.copy_of(file.path, 64)) as small:
            assert small.size == (64, 64)
            colour = small.convert("RGB").getpixel((32, 32))
            assert colour[strongest] > 200


def test_a_shown_picture_is_made_small_and_a_work_keeps_its_size(world):
    big = picture("PNG", (3000, 1000))
    assert store(world, big, "big.png", "portfolio").width == 2400
    work = store(world, big, "big.png", "submission")
    assert (work.width, work.mime) == (3000, "image/png")


def test_a_picture_keeps_what_shows_through(world):
    file = store(world, picture("PNG", mode="RGBA", colour=(255, 0, 0, 90)), "logo.png", "portfolio")
    with Image.open(disk.root() / file.path) as opened:
        assert opened.mode == "RGBA"


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "GIF", "WEBP", "BMP", "TIFF"])
@pytest.mark.parametrize("purpose", ["portfolio", "message"])
def test_every_kind_of_picture_is_taken(world, kind, purpose):
    ending = kinds.PICTURES[f"image/{kind.lower()}"]
    assert store(world, picture(kind), f"a.{ending}", purpose).width == 300


BAD = [
    ("a zip bomb picture", bomb(), "bomb.png", PictureIsBroken),
    ("half a picture", picture("PNG", (900, 900))[:200], "half.png", PictureIsBroken),
    ("a text named as a picture", b"hello, I am not a picture", "face.jpg", FileIsNotWhatItSays),
    ("a page named as a picture", b"<html><script>alert(1)</script></html>", "face.png", FileIsNotWhatItSays),
    ("a page named as a document", b"<html>", "contract.pdf", FileIsNotWhatItSays),
    ("a program", b"MZ\x90\x00" + b"\0" * 100, "setup.exe", FileTypeIsRefused),
    ("a program named as a picture", b"\x7fELF" + b"\0" * 100, "face.jpg", FileTypeIsRefused),
    ("a program named as a text", b"MZ\x90\x00" + b"\0" * 100, "notes.txt", FileTypeIsRefused),
    ("a script that a click runs", b"del *.*", "clean.bat", FileTypeIsRefused),
    ("nothing", b"", "empty.txt", FileIsEmpty),
]


@pytest.mark.parametrize(("content", "name", "refusal"), [row[1:] for row in BAD], ids=[row[0] for row in BAD])
@pytest.mark.parametrize("purpose", ["message", "portfolio"])
def test_a_bad_file_is_refused_and_leaves_nothing(world, tmp_path, content, name, refusal, purpose):  # noqa: PLR0917
    with pytest.raises(refusal) as caught:
        store(world, content, name, purpose)
    assert caught.value.status == 422
    assert name in caught.value.sentence
    assert not File.objects.exists()
    assert not on_disk(tmp_path)


def test_a_file_of_30_mb_is_refused_with_413(world, tmp_path):
    with pytest.raises(FileTooLarge) as caught:
        store(world, b"\0" * (30 * 1024 * 1024), "film.bin")
    assert caught.value.status == 413
    assert "25" in caught.value.sentence
    assert not File.objects.exists()
    assert not on_disk(tmp_path)


def test_an_svg_is_never_a_picture_and_only_a_download(world):
    for purpose in ("photo", "portfolio"):
        with pytest.raises(NotAPicture):
            store(world, SVG, "logo.svg", purpose)
    file = store(world, SVG, "logo.svg", "message")
    answer = world.browser(world.stranger).get(queries.url_for(file, world.stranger.pk))
    assert answer["Content-Type"] == "application/octet-stream"
    assert answer["Content-Disposition"].startswith("attachment")
    assert "sandbox" in answer["Content-Security-Policy"]
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert b"".join(answer.streaming_content) == SVG


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (b"<html><script>x</script>", "page.html"),
        (b"PK\x03\x04rest", "work.zip"),
        (b"%PDF-1.7\n", "terms.pdf"),
        ("নোট".encode(), "note.txt"),
    ],
)
def test_other_files_are_downloads_only(world, content, name):
    file = store(world, content, name)
    answer = world.browser(world.stranger).get(queries.url_for(file, world.stranger.pk))
    assert answer.status_code == 200
    assert answer["Content-Type"] == "application/octet-stream"
    assert answer["Content-Disposition"].startswith("attachment")


def test_a_signed_address_is_good_for_one_viewer_and_one_day(world, monkeypatch):
    file = store(world, picture())
    url = queries.url_for(file, world.stranger.pk)
    assert world.browser(world.stranger).get(url)["Content-Type"] == "image/jpeg"
    assert world.browser(world.stranger).get(f"{url}&size=480")["Content-Type"] == "image/webp"
    for other in (world.client, None):
        assert world.browser(other).get(url).status_code == 404
    assert world.browser(world.stranger).get(url[:-2]).status_code == 404
    assert world.browser(world.stranger).get(reverse("file", args=[file.pk, file.name])).status_code == 404
    later = store(world, b"other", "other.txt")
    assert world.browser(world.stranger).get(url.replace(f"/{file.pk}/", f"/{later.pk}/")).status_code == 404
    monkeypatch.setattr(queries, "HOURS", -1)
    assert world.browser(world.stranger).get(url).status_code == 404


def test_only_public_pictures_have_a_public_address(world, client):
    shown = store(world, picture(), purpose="photo", public=True)
    hidden = store(world, picture(colour="red"), purpose="portfolio")
    answer = client.get(queries.picture_url(shown.pk, shown.sha256, 256))
    assert answer.status_code == 200
    assert "immutable" in answer["Cache-Control"]
    assert client.get(queries.picture_url(hidden.pk, hidden.sha256, 480)).status_code == 404
    assert client.get(queries.picture_url(shown.pk, "0" * 64, 256)).status_code == 404
    assert client.get(queries.picture_url(shown.pk, shown.sha256, 999)).status_code == 404
    assert client.get(queries.picture_url(10**17, shown.sha256, 256)).status_code == 404


def test_content_of_a_rolled_back_upload_is_removed_later(world, tmp_path):
    kept = store(world, b"kept", "kept.txt")
    lost = store(world, b"lost", "lost.txt")
    File.objects.filter(pk=lost.pk).delete()  # as if its transaction had been rolled back
    import datetime as dt

    from django.utils import timezone

    assert tasks.remove_orphans_due(timezone.now()) == 0
    assert tasks.remove_orphans_due(timezone.now() + dt.timedelta(hours=2)) == 1
    assert disk.read(kept.path) == b"kept"
    assert not (tmp_path / lost.path).exists()
    assert tasks.remove_orphans_due(timezone.now() + dt.timedelta(hours=3)) == 0


def test_more_files_than_allowed_are_refused_together(world, tmp_path):
    with pytest.raises(TooManyFiles):
        actions.store_many(owner=world.stranger, uploads=[upload(b"x", "a.txt")] * 11, purpose="message", now=world.now)
    assert not File.objects.exists()


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\me\\work.pdf", "work.pdf"),
        ("invoice\u202efdp.exe", "invoicefdp.exe"),
        ("a\x00b\n.txt", "ab.txt"),
        ("   ", "file"),
        ("...", "file"),
        ("হিসাব ২০২৬.xlsx", "হিসাব ২০২৬.xlsx"),
    ],
)
def test_a_name_is_made_safe(given, kept):
    import unicodedata

    assert kinds.clean_name(given) == unicodedata.normalize("NFC", kept)
    assert len(kinds.clean_name("x" * 5000 + ".pdf")) <= 120


@given(st.binary(max_size=600), st.text(max_size=40))
@settings(max_examples=300, deadline=None)
def test_any_bytes_have_a_kind_and_any_name_is_made_safe(content, name):
    assert kinds.detect(content, name)
    clean = kinds.clean_name(name)
    assert clean
    assert "/" not in clean
    assert kinds.clean_name(clean) == clean


def test_a_body_longer_than_any_form_is_turned_away_unread(db, rf):
    from karigar.files.middleware import BodyLimitMiddleware

    request = rf.post("/", b"x", content_type="text/plain")
    request.META["CONTENT_LENGTH"] = str(2 * 1024**3)
    request.user = None
    assert BodyLimitMiddleware(lambda _request: pytest.fail("the view was reached"))(request).status_code == 413


def test_an_infected_file_is_handed_to_nobody(world):
    file = store(world, b"harm", "harm.bin")
    actions.note_scan(file, verdict="infected", now=world.now)
    assert world.browser(world.stranger).get(queries.url_for(file, world.stranger.pk)).status_code == 404
