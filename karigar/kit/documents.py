"""PDF: draw a layout (a `.typ` file of our own) with somebody's data. Text of people is data, never source."""

import concurrent.futures
import functools
import json
import pathlib
from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from karigar.kit.errors import NotNow, TooLarge

FONTS = pathlib.Path(__file__).parent / "fonts"
SECONDS = 20
LARGEST = 200_000  # bytes of data: some 60 pages


class DrawingTakesTooLong(NotNow):
    text = _("The document could not be drawn in time. Please try again in a minute.")


class DocumentIsTooLong(TooLarge):
    text = _("This is too much for one document. Please choose a shorter period.")


@functools.cache
def _workers() -> concurrent.futures.ThreadPoolExecutor:
    """Two drawings at once: a crowd of readers waits in line and leaves the other threads alone."""
    return concurrent.futures.ThreadPoolExecutor(2, thread_name_prefix="pdf")


def pdf(layout: pathlib.Path, data: Mapping[str, object]) -> bytes:
    """Draw a layout with data into a PDF. Raises DocumentIsTooLong (413), DrawingTakesTooLong (409).

    The layout reads `json(bytes(sys.inputs.data))`. It sees no file but those beside it and no font but ours.
    """
    packed = json.dumps(data, ensure_ascii=False)
    if len(packed.encode()) > LARGEST:
        raise DocumentIsTooLong
    try:
        return _workers().submit(_compile, layout, packed).result(timeout=SECONDS)
    except concurrent.futures.TimeoutError as error:
        raise DrawingTakesTooLong from error


def _compile(layout: pathlib.Path, packed: str) -> bytes:
    import typst

    drawn = typst.compile(
        str(layout),
        root=str(layout.parent),
        font_paths=[str(FONTS)],
        ignore_system_fonts=True,
        format="pdf",
        sys_inputs={"data": packed},
    )
    assert isinstance(drawn, bytes)
    return drawn
