"""Pictures are opened and drawn anew: what comes out holds pixels and colour, no place, no camera, no second file."""

import io
from dataclasses import dataclass
from typing import BinaryIO

from PIL import Image, ImageOps, ImageStat

from karigar.files.refusals import NotAPicture, PictureIsBroken

MOST_PIXELS = 40_000_000
LONGEST_SIDE = 2400
Image.MAX_IMAGE_PIXELS = MOST_PIXELS
_FORMATS = ["JPEG", "PNG", "GIF", "WEBP", "AVIF", "BMP", "TIFF"]
SQUARE = (64, 256)
WIDE = (480, 1280)
SHOWN = {"photo", "portfolio", "proof"}  # purposes of which we keep a web picture, not the work itself
FOCUS = {
    "centre": (0.5, 0.5),
    "top": (0.5, 0.0),
    "bottom": (0.5, 1.0),
    "left": (0.0, 0.5),
    "right": (1.0, 0.5),
}


@dataclass(frozen=True)
class Drawn:
    """A picture as it will lie on the disk, with its smaller copies by size."""

    content: bytes
    mime: str
    width: int
    height: int
    copies: dict[int, bytes]


def redraw(stream: BinaryIO, *, name: str, purpose: str, focus: str = "centre") -> Drawn:
    """Open a picture, turn it upright, drop what is not pixels, and make its smaller copies.

    Pictures for our pages are made small; work that is handed over keeps its size and kind.
    Raises PictureIsBroken (422).
    """
    try:
        with Image.open(stream, formats=_FORMATS) as picture:
            if picture.width * picture.height > MOST_PIXELS or min(picture.size) < 1:
                raise PictureIsBroken(name=name)
            if purpose not in SHOWN and getattr(picture, "n_frames", 1) > 1:
                return _animation(picture)
            kind = picture.format or "PNG"
            if kind == "JPEG" and purpose in SHOWN:
                picture.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
            upright = ImageOps.exif_transpose(picture)
            upright.load()
    except PictureIsBroken:
        raise
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError, MemoryError, EOFError) as error:
        raise PictureIsBroken(name=name) from error
    if purpose == "photo":
        return _photo(upright, focus)
    if purpose in SHOWN:
        return _web_picture(upright)
    return _work(upright, kind)


def demand_picture(kind: str, *, name: str) -> None:
    """Refuse what is not a picture of a kind that is redrawn. Raises NotAPicture (422)."""
    if not kind.startswith("image/") or kind in {"image/svg+xml", "image/vnd.adobe.photoshop"}:
        raise NotAPicture(name=name)


def _flat(picture: Image.Image) -> Image.Image:
    """RGB, or RGBA where something shows through."""
    if picture.mode in {"RGBA", "LA", "PA"} or "transparency" in picture.info:
        rgba = picture.convert("RGBA")
        return rgba if any(rgba.getchannel("A").histogram()[:255]) else rgba.convert("RGB")
    return picture if picture.mode == "RGB" else picture.convert("RGB")


def _encode(picture: Image.Image, kind: str, **options: object) -> bytes:
    out = io.BytesIO()
    bare = Image.new(picture.mode, picture.size)
    bare.paste(picture)
    if picture.mode == "P" and (palette := picture.getpalette()):
        bare.putpalette(palette)
    bare.save(out, kind, **options)
    return out.getvalue()


def _web(picture: Image.Image, quality: int = 80) -> bytes:
    return _encode(picture, "WEBP", quality=quality, method=4)


def _photo(picture: Image.Image, focus: str) -> Drawn:
    picture = _flat(picture)
    if picture.mode == "RGBA":
        paper = Image.new("RGB", picture.size, "white")
        paper.paste(picture, mask=picture.getchannel("A"))
        picture = paper
    side = min(*picture.size, 1024)
    square = ImageOps.fit(picture, (side, side), Image.Resampling.LANCZOS, centering=FOCUS.get(focus, FOCUS["centre"]))
    copies = {size: _web(square.resize((size, size), Image.Resampling.LANCZOS)) for size in SQUARE}
    return Drawn(_web(square, 85), "image/webp", side, side, copies)


def _web_picture(picture: Image.Image) -> Drawn:
    picture = _flat(picture)
    picture.thumbnail((LONGEST_SIDE, LONGEST_SIDE), Image.Resampling.LANCZOS)
    if picture.mode == "RGBA":
        content, mime = _web(picture, 85), "image/webp"
    else:
        content, mime = _encode(picture, "JPEG", quality=86, progressive=True, optimize=True), "image/jpeg"
    return Drawn(content, mime, *picture.size, copies=_copies(picture, WIDE))


def _copies(picture: Image.Image, sizes: tuple[int, ...]) -> dict[int, bytes]:
    copies = {}
    for size in sizes:
        small = picture.copy()
        small.thumbnail((size, size * 2), Image.Resampling.LANCZOS)
        copies[size] = _web(small)
    return copies


def _work(picture: Image.Image, kind: str) -> Drawn:
    """Keep size, kind and colour profile of a work; only what is not the picture goes."""
    icc = picture.info.get("icc_profile")
    options: dict[str, object] = {"icc_profile": icc} if icc else {}
    if kind == "JPEG":
        options |= {"quality": 95, "subsampling": 0}
        picture = picture if picture.mode in {"RGB", "L", "CMYK"} else picture.convert("RGB")
    elif kind in {"WEBP", "AVIF"}:
        options |= {"quality": 95}
        picture = _flat(picture)
    elif kind == "BMP":
        options, picture = {}, picture.convert("RGB")
    elif picture.mode == "P" and "transparency" in picture.info:
        picture = picture.convert("RGBA")
        kind = "PNG" if kind == "GIF" else kind
    content = _encode(picture, kind, **options)
    mime = f"image/{kind.lower()}"
    return Drawn(content, mime, *picture.size, copies=_copies(_flat(picture), WIDE[:1]))


def _animation(picture: Image.Image) -> Drawn:
    kind = "GIF" if picture.format == "GIF" else "WEBP"
    if picture.width * picture.height * getattr(picture, "n_frames", 1) > MOST_PIXELS * 3:
        raise PictureIsBroken(name="")
    out = io.BytesIO()
    picture.info.pop("exif", None)
    picture.info.pop("xmp", None)
    picture.info.pop("comment", None)
    picture.save(out, kind, save_all=True)
    picture.seek(0)
    return Drawn(out.getvalue(), f"image/{kind.lower()}", *picture.size, copies=_copies(_flat(picture), WIDE[:1]))


def advice_on(content: bytes) -> list[str]:
    """Say what is weak about a photo: "small", "dark", "flat" (blurred or empty), "drawing". Advice, never a gate."""
    with Image.open(io.BytesIO(content)) as opened:
        picture = opened.convert("RGB")
    found = ["small"] if min(picture.size) < 200 else []
    grey = picture.convert("L").resize((128, 128))
    if ImageStat.Stat(grey).mean[0] < 55:
        found.append("dark")
    pixels = grey.tobytes()
    steps = [
        abs(a - b)
        for row in range(128)
        for a, b in zip(pixels[row * 128 : row * 128 + 127], pixels[row * 128 + 1 : row * 128 + 128], strict=True)
    ]
    if sum(step * step for step in steps) / len(steps) < 12:
        found.append("flat")
    colours = picture.resize((64, 64), Image.Resampling.NEAREST).quantize(64).convert("RGB").getcolors(4096) or []
    if "flat" not in found and len(colours) < 24:
        found.append("drawing")
    return found
