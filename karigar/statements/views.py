"""Pages and files of statements."""

import re
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from karigar.accounts.guards import person_of
from karigar.kit import clock, limits
from karigar.kit.pages import draw
from karigar.rulebook import queries as rulebook
from karigar.statements import exports, papers, queries, rules
from karigar.statements.queries import Subject
from karigar.statements.rules import Period


def _asked(request: HttpRequest, subject: Subject) -> tuple[str, list[str], Period]:
    """Read unit and period out of the address; the reader's day decides which month it is."""
    now = clock.now()
    units = queries.units_of(subject) or [rulebook.value("currencies", at=now)[0]]
    unit = request.GET.get("unit", "")
    year_begins = int(rulebook.value("statement.year_begins_month", at=now))
    today = timezone.localtime(now).date()
    period = rules.period_from(request.GET.dict(), today=today, year_begins=year_begins)
    return unit if unit in units else units[0], units, period


def _page(request: HttpRequest, subject: Subject, url: str, *, back: str) -> HttpResponse:
    unit, units, period = _asked(request, subject)
    kind = request.GET.get("kind", "")
    kind = kind if re.fullmatch(r"[a-z-]{1,30}", kind) else ""
    statement = queries.statement_for(subject, unit=unit, period=period, kind=kind, cursor=request.GET.get("after"))
    days = (
        {"from": period.since.isoformat(), "until": rules.last_day(period).isoformat()} if period.name == "days" else {}
    )
    asked = {"unit": unit, "period": period.name, **days}
    context = {
        "statement": statement,
        "units": units,
        "kind": kind,
        "is_connects": unit == queries.CONNECT,
        "names": rules.NAMES,
        "last_day": rules.last_day(period),
        "query": urlencode({**asked, "kind": kind} if kind else asked),
        "files": [(form, f"{url}{form}/?{urlencode(asked)}") for form in exports.FORMS],
        "back": back,
        "may_open": not subject.word.startswith("contract"),  # a line there may be the other side's alone
    }
    return draw(request, "statements/statement.html", context)


def _file(request: HttpRequest, subject: Subject, form: str) -> HttpResponseBase:
    if form not in exports.FORMS:
        raise Http404
    limits.take(f"statement:{person_of(request).pk}", times=200, seconds=600, now=clock.now())
    unit, _units, period = _asked(request, subject)
    text = papers.statement_file(form, subject, unit, period)
    answer = StreamingHttpResponse((part.encode() for part in text), content_type=exports.FORMS[form])
    name = f"{subject.word}-{unit}-{period.since.isoformat()}-{rules.last_day(period).isoformat()}.{form}"
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


@login_required
@require_safe
def my_statement(request: HttpRequest) -> HttpResponse:
    """Show what happened to one's own money in a period."""
    subject = queries.person_subject(person_of(request))
    return _page(request, subject, reverse("my_statement"), back=reverse("wallet"))


@login_required
@require_safe
def my_statement_file(request: HttpRequest, form: str) -> HttpResponseBase:
    """Give one's own statement as a file."""
    return _file(request, queries.person_subject(person_of(request)), form)


@login_required
@require_safe
def company_statement(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what happened to a company's money in a period."""
    subject = queries.company_subject(person_of(request), pk)
    return _page(request, subject, reverse("company_statement", args=[pk]), back=reverse("company_wallet"))


@login_required
@require_safe
def company_statement_file(request: HttpRequest, pk: int, form: str) -> HttpResponseBase:
    """Give a company's statement as a file."""
    return _file(request, queries.company_subject(person_of(request), pk), form)


@login_required
@require_safe
def contract_statement(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what went through the escrow of a contract."""
    subject = queries.contract_subject(person_of(request), pk)
    return _page(request, subject, reverse("contract_statement", args=[pk]), back=reverse("contract", args=[pk]))


@login_required
@require_safe
def contract_statement_file(request: HttpRequest, pk: int, form: str) -> HttpResponseBase:
    """Give the statement of a contract's escrow as a file."""
    return _file(request, queries.contract_subject(person_of(request), pk), form)
