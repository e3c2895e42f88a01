"""Where files lie: under MEDIA_ROOT by the hash of their content, written whole or not at all.

A mark in `pending/` stands beside every file whose transaction has not committed yet; a timer removes what stays.
"""

import contextlib
import os
import pathlib
from collections.abc import Iterator

from django.conf import settings


def root() -> pathlib.Path:
    return pathlib.Path(settings.MEDIA_ROOT)


def path_of(sha256: str) -> str:
    return f"{sha256[:2]}/{sha256[2:4]}/{sha256}"


def copy_of(path: str, size: int) -> str:
    return f"{path}-{size}.webp"


def _mark(path: str) -> pathlib.Path:
    return root() / "pending" / pathlib.PurePosixPath(path).name


def write(path: str, chunks: Iterator[bytes]) -> None:
    """Write a file atomically: under another name first, then renamed."""
    target = root() / path
    if target.exists():
        return
    target.parent.mkdir(parents=True, exist_ok=True)
    draft = target.with_name(f"{target.name}.{os.getpid()}.part")
    with draft.open("wb") as out:
        for chunk in chunks:
            out.write(chunk)
        out.flush()
        os.fsync(out.fileno())
    draft.chmod(0o640)
    draft.replace(target)


def mark_pending(path: str) -> None:
    mark = _mark(path)
    mark.parent.mkdir(parents=True, exist_ok=True)
    mark.touch()


def mark_kept(path: str) -> None:
    _mark(path).unlink(missing_ok=True)


def pending(before: float) -> list[str]:
    """Return the hashes whose mark is older than a moment (seconds since 1970)."""
    folder = root() / "pending"
    if not folder.exists():
        return []
    return [mark.name for mark in sorted(folder.iterdir()) if mark.stat().st_mtime < before]


def remove(path: str) -> None:
    """Remove a file that belongs to nobody, with its copies and its mark."""
    target = root() / path
    for one in [target, *target.parent.glob(f"{target.name}-*.webp")]:
        with contextlib.suppress(FileNotFoundError):
            one.unlink()
    mark_kept(path)


def read(path: str) -> bytes:
    return (root() / path).read_bytes()
