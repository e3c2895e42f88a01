"""The back office of contracts: search, read, and note; nothing else."""

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from karigar.accounts.guards import person_of, staff_only
from karigar.contracts import actions, queries, story
from karigar.contracts.forms import StaffNoteForm
from karigar.contracts.states import ContractStatus
from karigar.events import queries as events
from karigar.kit import clock
from karigar.kit.digits import clean_text
from karigar.kit.pages import draw, see


@staff_only("support", "mediator", "finance", "moderator", "operator")
def staff_contracts(request: HttpRequest) -> HttpResponse:
    """Search contracts by number, title or side."""
    search, status = clean_text(request.GET.get("q", ""))[:100], request.GET.get("status", "")
    page = queries.contracts_any(search=search, status=status, after=request.GET.get("after", ""))
    context = {"page": page, "search": search, "status": status, "statuses": ContractStatus.choices}
    return draw(request, "contracts/staff_contracts.html", context)


@staff_only("support", "mediator", "finance", "moderator", "operator")
def staff_contract(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a contract with its escrow and journal; write a note."""
    contract = queries.contract_any(pk)
    form = StaffNoteForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        with form.refusals():
            actions.note_contract(contract, by=person_of(request), reason=form.cleaned_data["reason"], now=clock.now())
            return see(request, "staff_contract", pk, said=_("The note is in the journal."))
    journal = events.history_any("contract", pk)
    context = {
        "contract": contract,
        "parts": queries.parts_of(contract),
        "history": story.tell(journal, contract),
        "notes": [event for event in journal if event.by_staff],
        "form": form,
    }
    return draw(request, "contracts/staff_contract.html", context, status=form.status)
