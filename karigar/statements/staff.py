"""Back office: the whole books as a file."""

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase, StreamingHttpResponse

from karigar.accounts.guards import person_of, staff_only
from karigar.kit import clock
from karigar.kit.pages import draw
from karigar.statements import actions, exports, papers, queries
from karigar.statements.forms import BooksForm


@staff_only("finance", "operator")
def staff_books(request: HttpRequest) -> HttpResponseBase:
    """Give the whole books of some days as a file; the reason stands in the journal."""
    form = BooksForm(request.POST if request.method == "POST" else None)
    if request.method != "POST" or not form.is_valid():
        return draw(request, "statements/staff_books.html", {"form": form}, status=form.status)
    asked = form.cleaned_data
    actions.note_export(person_of(request), now=clock.now(), **asked)
    first, until = queries.books_between(asked["since"], asked["until"])
    text = papers.books_file(asked["form"], first=first, until=until, since=asked["since"], title=settings.SITE_NAME)
    answer = StreamingHttpResponse((part.encode() for part in text), content_type=exports.FORMS[asked["form"]])
    answer["Content-Disposition"] = f'attachment; filename="books.{asked["form"]}"'
    return answer
