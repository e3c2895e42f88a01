"""Who may fetch a file, and under which address."""

import pathlib
from collections.abc import Sequence

from django.core import signing
from django.http import Http404
from django.urls import reverse

from karigar.files import disk, pictures
from karigar.files.models import File

HOURS = 24
SMALL = 480


def url_for(file: File, viewer_id: int | None) -> str:
    """Return the signed address of a file for one viewer, good for a day; the showing page has decided that he may."""
    seal = _signer(viewer_id).sign(str(file.pk)).partition(":")[2]
    return f"{reverse('file', args=[file.pk, file.name])}?s={seal}"


def file_for(viewer_id: int | None, pk: int, seal: str) -> File:
    """Return the file of a signed address. Raises Http404 for anybody else's address or an old one."""
    try:
        _signer(viewer_id).unsign(f"{pk}:{seal}", max_age=HOURS * 3600)
    except signing.BadSignature as error:
        raise Http404 from error
    file = File.objects.filter(pk=pk).exclude(scan="infected").first()
    if file is None:
        raise Http404
    return file


def _signer(viewer_id: int | None) -> signing.TimestampSigner:
    return signing.TimestampSigner(salt=f"files:{viewer_id or 0}")


def picture_url(pk: int, sha256: str, size: int) -> str:
    """Return the public address of a picture's copy; it never changes its content."""
    return f"/pictures/{pk}-{size}-{sha256[:8]}.webp"


def public_picture(pk: int, size: int, sha8: str) -> pathlib.Path:
    """Return where a public picture's copy lies. Raises Http404."""
    file = File.objects.filter(pk=pk, is_public=True).exclude(scan="infected").first()
    if file is None or file.sha256[:8] != sha8 or size not in {*pictures.SQUARE, *pictures.WIDE}:
        raise Http404
    path = disk.root() / disk.copy_of(file.path, size)
    if not path.exists():
        raise Http404
    return path


def content_path(file: File, *, small: bool = False) -> pathlib.Path:
    """Return where a permitted file lies, or its small copy. Raises Http404 when it is gone."""
    path = disk.root() / (disk.copy_of(file.path, SMALL) if small else file.path)
    if not path.exists():
        raise Http404
    return path


def is_shown_inline(file: File) -> bool:
    """Say whether a browser may draw the file: only pictures that we drew anew."""
    return file.width is not None and file.mime in {"image/jpeg", "image/png", "image/webp", "image/gif", "image/avif"}


def files_any(pks: Sequence[int]) -> dict[int, File]:
    """Return files by id; for modules that have checked who looks."""
    return File.objects.in_bulk(pks)


def unscanned_any(limit: int = 20) -> list[File]:
    """Return files that no scanner has seen, newest first."""
    return list(File.objects.filter(scan="not_scanned").order_by("-id")[:limit])


def photo_advice(file: File) -> list[str]:
    """Say what is weak about a photo, as words for the page; advice only."""
    try:
        return pictures.advice_on(disk.read(file.path))
    except OSError:
        return []


def files_of(owner_id: int) -> list[File]:
    """Return what a person has uploaded, for the export of his data."""
    return list(File.objects.filter(owner_id=owner_id).order_by("id"))
