"""Taking uploads in. Files are never changed afterwards."""

import datetime as dt
import hashlib
from collections.abc import Iterator, Sequence
from functools import partial
from typing import TYPE_CHECKING, BinaryIO, cast

from django.db import transaction

from karigar.events import actions as events
from karigar.files import disk, kinds, pictures
from karigar.files.models import File
from karigar.files.refusals import FileIsEmpty, FileIsNotWhatItSays, FileTooLarge, FileTypeIsRefused, TooManyFiles
from karigar.kit.state import action, lock
from karigar.kit.uploads import Upload
from karigar.rulebook import queries as rulebook

if TYPE_CHECKING:
    from karigar.accounts.models import Person

HEAD = 64 * 1024


@action
def store(
    *,
    owner: "Person",
    upload: Upload,
    purpose: str,
    now: dt.datetime,
    public: bool = False,
    focus: str = "centre",
) -> File:
    """Take an upload in: find out what it is, redraw pictures, keep the rest as a download.

    `focus` says which part of a photo stays in the square. Raises FileTooLarge (413), FileIsEmpty, FileTypeIsRefused,
    FileIsNotWhatItSays, NotAPicture, PictureIsBroken (422).
    """
    name = kinds.clean_name(upload.name or "")
    limit = rulebook.value("files.max_bytes", at=now)
    if (upload.size or 0) > limit:
        raise FileTooLarge(name=name, limit=limit // (1024 * 1024))
    if not upload.size:
        raise FileIsEmpty(name=name)
    kind = _kind_of(upload, name)
    if purpose in pictures.SHOWN:
        pictures.demand_picture(kind, name=name)
    if kind in kinds.PICTURES:
        return _store_picture(owner, upload, purpose, now, public=public, name=name, focus=focus)
    digest = hashlib.sha256()
    for chunk in _chunks(upload):
        digest.update(chunk)
    path = disk.path_of(digest.hexdigest())
    _keep(path)
    disk.write(path, _chunks(upload))
    return File.objects.create(
        owner=owner,
        purpose=purpose,
        name=name,
        mime=kind,
        size=upload.size,
        sha256=digest.hexdigest(),
        path=path,
        is_public=False,
        created_at=now,
    )


@action
def store_many(
    *, owner: "Person", uploads: Sequence[Upload], purpose: str, now: dt.datetime, public: bool = False
) -> list[File]:
    """Take several uploads in, all or none. Raises TooManyFiles (422) and what `store` raises."""
    most = rulebook.value("files.per_message", at=now)
    if len(uploads) > most:
        raise TooManyFiles(count=len(uploads), most=most)
    return [store(owner=owner, upload=upload, purpose=purpose, now=now, public=public) for upload in uploads]


@action
def note_scan(file: File, *, verdict: str, now: dt.datetime) -> None:
    """Write down what the scanner said about a file: clean or infected."""
    lock(file)
    file.scan = verdict
    file.save(update_fields=["scan"])
    if verdict == "infected":
        events.record("file.infected", subject=("file", file.pk), data={"name": file.name}, now=now)


@action
def remove_orphan(sha256: str, *, now: dt.datetime) -> bool:
    """Remove content on the disk that no file row speaks of; say whether it was removed."""
    path = disk.path_of(sha256)
    if File.objects.filter(path=path).exists():
        disk.mark_kept(path)
        return False
    disk.remove(path)
    return True


def _chunks(upload: Upload) -> Iterator[bytes]:
    upload.seek(0)
    while chunk := upload.read(256 * 1024):
        yield chunk


def _kind_of(upload: Upload, name: str) -> str:
    upload.seek(0)
    kind = kinds.detect(upload.read(HEAD), name)
    if kind == kinds.PROGRAM:
        raise FileTypeIsRefused(name=name)
    if kinds.lies(name, kind):
        raise FileIsNotWhatItSays(name=name)
    return kind


def _keep(path: str) -> None:
    disk.mark_pending(path)
    transaction.on_commit(partial(disk.mark_kept, path))


def _store_picture(
    owner: "Person",
    upload: Upload,
    purpose: str,
    now: dt.datetime,
    *,
    public: bool,
    name: str,
    focus: str,
) -> File:
    upload.seek(0)
    drawn = pictures.redraw(cast("BinaryIO", upload), name=name, purpose=purpose, focus=focus)
    sha256 = hashlib.sha256(drawn.content).hexdigest()
    path = disk.path_of(sha256)
    _keep(path)
    for size, copy in drawn.copies.items():
        disk.write(disk.copy_of(path, size), iter([copy]))
    disk.write(path, iter([drawn.content]))
    return File.objects.create(
        owner=owner,
        purpose=purpose,
        name=kinds.right_name(name, drawn.mime),
        mime=drawn.mime,
        size=len(drawn.content),
        sha256=sha256,
        path=path,
        width=drawn.width,
        height=drawn.height,
        is_public=public,
        created_at=now,
    )
