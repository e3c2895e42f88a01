"""Handing files out."""

from django.http import FileResponse, HttpRequest
from django.views.decorators.http import require_safe

from karigar.files import queries


def _harmless(answer: FileResponse) -> FileResponse:
    """Whatever lies inside, a browser may not run it, guess its type or show it inside another page."""
    answer["Content-Security-Policy"] = "default-src 'none'; sandbox"
    answer["X-Content-Type-Options"] = "nosniff"
    return answer


@require_safe
def file(request: HttpRequest, pk: int, name: str) -> FileResponse:
    """Hand out a file by an address that was signed for this very viewer."""
    found = queries.file_for(request.user.pk, pk, request.GET.get("s", ""))
    inline = queries.is_shown_inline(found)
    small = inline and request.GET.get("size") == "480"
    kind = "image/webp" if small else (found.mime if inline else "application/octet-stream")
    answer = FileResponse(
        queries.content_path(found, small=small).open("rb"),
        as_attachment=not inline,
        filename=found.name,
        content_type=kind,
    )
    answer["Cache-Control"] = "private, max-age=86400"
    return _harmless(answer)


@require_safe
def picture(request: HttpRequest, pk: str, size: str, sha8: str) -> FileResponse:
    """Hand out a public picture's copy, to be kept for ever."""
    path = queries.public_picture(int(pk), int(size), sha8)
    answer = FileResponse(path.open("rb"), content_type="image/webp")
    answer["Cache-Control"] = "public, max-age=31536000, immutable"
    return _harmless(answer)
