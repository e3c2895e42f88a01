"""Suggestions while somebody types."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_safe

from karigar.kit.pages import draw
from karigar.skills import queries


@require_safe
def skill_suggestions(request: HttpRequest) -> HttpResponse:
    """Suggest skills for the last word of a list, in the reader's language; options for a datalist, or JSON."""
    typed = (request.GET.get("q") or request.GET.get("skills") or "")[-300:]
    head, comma, last = typed.rpartition(",")
    names = [queries.name_of(skill) for skill in queries.find_skills(last)]
    if "application/json" in request.headers.get("Accept", ""):
        answer: HttpResponse = JsonResponse({"skills": names})
    else:
        before = f"{head.strip()}, " if comma else ""
        answer = draw(request, "skills/suggestions.html", {"options": [before + name for name in names]})
    answer["Cache-Control"] = "private, max-age=300"
    answer["Vary"] = "Accept, Cookie, Accept-Language"
    return answer
