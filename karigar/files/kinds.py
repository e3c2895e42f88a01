"""What a file really is, from its first bytes; pure functions.

The name only helps to tell plain texts apart; it is never believed about pictures, documents and programs.
"""

import re
import unicodedata
from pathlib import PurePosixPath

import puremagic

OCTETS = "application/octet-stream"
# Pictures that are opened, cleaned and drawn; every other kind is a download.
PICTURES = {
    "image/jpeg": "jpg",
    "image/png": "png",
    "image/gif": "gif",
    "image/webp": "webp",
    "image/avif": "avif",
    "image/bmp": "bmp",
    "image/tiff": "tif",
}
PROGRAM = "application/x-program"
_MAGIC: list[tuple[int, bytes, str]] = [
    (0, b"\xff\xd8\xff", "image/jpeg"),
    (0, b"\x89PNG\r\n\x1a\n", "image/png"),
    (0, b"GIF87a", "image/gif"),
    (0, b"GIF89a", "image/gif"),
    (4, b"ftypavif", "image/avif"),
    (0, b"BM", "image/bmp"),
    (0, b"II*\x00", "image/tiff"),
    (0, b"MM\x00*", "image/tiff"),
    (0, b"%PDF-", "application/pdf"),
    (0, b"PK\x03\x04", "application/zip"),
    (0, b"PK\x05\x06", "application/zip"),
    (0, b"Rar!\x1a\x07", "application/vnd.rar"),
    (0, b"7z\xbc\xaf\x27\x1c", "application/x-7z-compressed"),
    (0, b"\x1f\x8b", "application/gzip"),
    (0, b"8BPS", "image/vnd.adobe.photoshop"),
    (0, b"ID3", "audio/mpeg"),
    (0, b"OggS", "audio/ogg"),
    (4, b"ftyp", "video/mp4"),
    (0, b"\x7fELF", PROGRAM),
    (0, b"\xfe\xed\xfa\xce", PROGRAM),
    (0, b"\xfe\xed\xfa\xcf", PROGRAM),
    (0, b"\xce\xfa\xed\xfe", PROGRAM),
    (0, b"\xcf\xfa\xed\xfe", PROGRAM),
    (0, b"\xca\xfe\xba\xbe", PROGRAM),
    (0, b"\x4c\x00\x00\x00\x01\x14\x02\x00", PROGRAM),  # a Windows shortcut runs what it points to
]
# Names that a double click runs, whatever stands inside.
_RUNS = {"exe", "msi", "bat", "cmd", "com", "scr", "pif", "lnk", "vbs", "vbe", "wsf", "hta", "cpl", "reg", "jse"}
_CLAIMS = {
    **{ending: set(PICTURES) for ending in ("jpg", "jpeg", "png", "gif", "webp", "avif", "bmp", "tif", "tiff", "jfif")},
    "pdf": {"application/pdf"},
    "svg": {"image/svg+xml"},
    "zip": {"application/zip"},
}
_OFFICE = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "odt": "application/vnd.oasis.opendocument.text",
    "ods": "application/vnd.oasis.opendocument.spreadsheet",
    "apk": "application/vnd.android.package-archive",
}
_TEXTS = {"csv": "text/csv", "json": "application/json", "md": "text/markdown", "xml": "text/xml"}
_MARKUP = re.compile(rb"<\s*(?:!doctype\s+html|html|head|body|script|iframe|svg)\b", re.IGNORECASE)
_BAD_IN_NAME = re.compile(r'[\x00-\x1f\x7f<>:"/\\|?*\u200b-\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]')


def extension(name: str) -> str:
    """Return the ending of a name in lower case, without the dot."""
    return PurePosixPath(name).suffix.lower().lstrip(".")


def clean_name(name: str, *, longest: int = 120) -> str:
    """Make a name safe to show and to save: no folders, no controls or direction marks, one ending, not too long."""
    name = unicodedata.normalize("NFC", name).replace("\\", "/").rsplit("/", 1)[-1]
    name = " ".join(_BAD_IN_NAME.sub("", name).split()).strip(". ")
    stem, dot, ending = name.rpartition(".")
    if not dot or len(ending) > 8:
        return name[:longest] or "file"
    return f"{stem[: longest - len(ending) - 1] or 'file'}.{ending}"


def detect(head: bytes, name: str) -> str:
    """Say what a file is from its first kilobytes."""
    if head.startswith(b"MZ") or extension(name) in _RUNS:
        return PROGRAM
    if head[:4] == b"RIFF":
        return {b"WEBP": "image/webp", b"WAVE": "audio/wav", b"AVI ": "video/x-msvideo"}.get(head[8:12], OCTETS)
    for offset, magic, kind in _MAGIC:
        if head.startswith(magic, offset):
            if kind == "image/bmp" and len(head) > 14 and head[6:10] != b"\0\0\0\0":
                continue
            return _OFFICE.get(extension(name), kind) if kind == "application/zip" else kind
    if _is_text(head):
        return _kind_of_text(head, name)
    return _guess(head)


def _is_text(head: bytes) -> bool:
    if b"\0" in head and head[:2] not in {b"\xff\xfe", b"\xfe\xff"}:
        return False
    try:
        head[: len(head) - 4 if len(head) > 4000 else len(head)].decode("utf-8")
    except UnicodeDecodeError as error:
        # A letter may be cut at the end of the part that was read.
        return error.start > len(head) - 8 or head[:2] in {b"\xff\xfe", b"\xfe\xff"}
    return True


def _kind_of_text(head: bytes, name: str) -> str:
    found = _MARKUP.search(head.replace(b"\0", b""))
    if found and found.group().lower().endswith(b"svg"):
        return "image/svg+xml"
    if found and extension(name) not in {"php", "js", "jsx", "ts", "tsx", "vue", "py", "md", "txt", "css"}:
        return "text/html"
    return _TEXTS.get(extension(name), "text/plain")


def _guess(head: bytes) -> str:
    try:
        kind = str(puremagic.from_string(head, mime=True))
    except (puremagic.PureError, ValueError):
        return OCTETS
    # Only a picture that our own table knows is ever treated as one.
    return kind if kind and kind not in PICTURES and kind != "text/html" else OCTETS


def lies(name: str, kind: str) -> bool:
    """Say whether a name claims a picture, document or archive that the content is not."""
    claimed = _CLAIMS.get(extension(name))
    return claimed is not None and kind not in claimed


def right_name(name: str, kind: str) -> str:
    """Give a picture the ending of what it is."""
    ending = PICTURES.get(kind)
    if ending is None or extension(name) in {ending, "jpeg" if ending == "jpg" else ending}:
        return name
    stem = name.rpartition(".")[0] if extension(name) else name
    return f"{stem or 'picture'}.{ending}"
