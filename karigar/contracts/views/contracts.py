"""Pages of contracts: the list, the contract itself, its changes, pause and end."""

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from karigar.accounts.guards import hat_of, person_of
from karigar.contracts import actions, queries, story
from karigar.contracts.forms import AmendmentForm, NothingForm, ReasonForm
from karigar.contracts.models import Amendment, Contract, Milestone
from karigar.contracts.states import CONTRACT_PERMITS, milestone_may
from karigar.contracts.turns import turn_of
from karigar.contracts.views.parts import deed, posted
from karigar.conversations import queries as conversations
from karigar.events import queries as events
from karigar.kit import clock
from karigar.kit.pages import draw, see
from karigar.rulebook import queries as rulebook

# What a member of the client's team must be permitted for a deed on a milestone; without a line here it is to hire.
NEEDS = {"fund": "pay", "approve": "pay", "ask_refund": "pay"}


@login_required
@require_safe
def my_contracts(request: HttpRequest) -> HttpResponse:
    """List the contracts and open offers of the hat one wears."""
    person, hat = person_of(request), hat_of(request)
    company_id = hat.company_id if hat.kind == "client" else None
    only = request.GET.get("show", "open")
    page = queries.contracts_for(
        person,
        company_id=company_id,
        only=only if only in {"open", "ended"} else "",
        after=request.GET.get("after", ""),
    )
    context = {
        "page": page,
        "only": only,
        "is_client": company_id is not None,
        "offers": [] if only == "ended" else queries.offers_for(person, company_id=company_id),
    }
    return draw(request, "contracts/my_contracts.html", context)


@login_required
@require_safe
def contract(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a contract: whose turn it is, who holds which money, milestones, terms, history."""
    person = person_of(request)
    found, is_client, rights = queries.contract_with_rights(person, pk)
    parts = queries.parts_of(found)
    turn = turn_of(found, parts.milestones, parts.waiting_changes)
    funded, released, refunded = (
        sum(getattr(row, name) for row in parts.milestones) for name in ("funded", "released", "refunded")
    )
    cards = [
        {
            "milestone": row,
            "may": {deed for deed in milestone_may(row.status, found.status) if NEEDS.get(deed, "hire") in rights},
            "is_now": turn.milestone is not None and turn.milestone.pk == row.pk,
            "refund": row.asked[0] if row.asked else None,
            "running": row.running,
            "submissions": row.handed_in,
        }
        for row in parts.milestones
    ]
    room_id = conversations.room_id_of(("proposal", found.offer.proposal_id))
    context = {
        "contract": found,
        "cards": cards,
        "parts": parts,
        "turn": turn,
        "mine": turn.mine(is_client=is_client),
        "theirs": turn.theirs(is_client=is_client),
        "is_my_turn": turn.is_mine(is_client=is_client),
        "is_client": is_client,
        "other_name": found.freelancer.name if is_client else found.company.name,
        "may": CONTRACT_PERMITS.get(found.status, set()) if "hire" in rights else set(),
        "rights": rights,
        "may_review": _is_time_for_feedback(found),
        "money": {"funded": funded, "held": funded - released - refunded, "released": released, "refunded": refunded},
        "price": sum(row.amount for row in parts.milestones),
        "room_id": room_id if room_id and conversations.has_seat(person, room_id) else None,
        "history": story.tell(events.history_any("contract", found.pk), found),
    }
    return draw(request, "contracts/contract.html", context)


def _is_time_for_feedback(contract: Contract) -> bool:
    """Say whether both sides may speak: after the end of a contract that paid something, for the days of the rule."""
    if contract.status != "ended" or not contract.paid_gross or contract.ended_at is None:
        return False
    return contract.ended_at + rulebook.days("feedback.days", at=contract.ended_at) > clock.now()


def _changes_of_contract(contract: Contract) -> list[str]:
    return [
        _("The other side has %(days)s days to answer. Until then nothing changes.")
        % {"days": rulebook.value("amendment.life_days", at=clock.now())},
        _("Accepted changes get a number and stay readable on the contract for ever."),
    ]


@login_required
def propose_amendment(request: HttpRequest, pk: int) -> HttpResponse:
    """Propose a change: `kind` says which, `milestone` of what."""
    person = person_of(request)
    found, _is_client = queries.contract_for_either(person, pk, "hire")
    kind = request.GET.get("kind", "")
    if kind not in Amendment.Kind.values:
        raise Http404
    milestone = _milestone_of(found, request.GET.get("milestone", "")) if "_milestone" in kind else None
    if kind in {"change_milestone", "delete_milestone"} and milestone is None:
        raise Http404
    initial: dict[str, object] = {"terms": found.terms}
    if milestone:
        initial |= {name: getattr(milestone, name) for name in ("title", "amount", "due_on", "description")}
    form = AmendmentForm(posted(request), kind=kind, currency=found.currency, initial=initial)
    if request.method == "POST" and form.is_valid():
        with form.refusals():
            actions.propose_amendment(
                found,
                by=person,
                kind=kind,
                milestone_id=milestone.pk if milestone else None,
                step=form.step(),
                terms=form.cleaned_data.get("terms", ""),
                note=form.cleaned_data["note"],
                now=clock.now(),
            )
            return see(request, "contract", pk, said=_("Your change was proposed."))
    headings = {
        "add_milestone": _("Add a milestone"),
        "change_milestone": _("Change a milestone"),
        "delete_milestone": _("Remove a milestone"),
        "terms": _("Change the terms"),
        "reopen": _("Reopen the contract"),
    }
    lines = [milestone.title] if milestone and kind == "delete_milestone" else []
    return deed(
        request,
        form,
        contract=found,
        heading=headings[kind],
        lines=[*lines, *_changes_of_contract(found)],
        button=_("Propose this change"),
    )


def _milestone_of(found: Contract, given: str) -> Milestone | None:
    number = int(given) if given.isascii() and given.isdigit() and len(given) < 19 else 0
    return next((row for row in queries.parts_of(found).milestones if row.pk == number), None)


@login_required
def answer_amendment(request: HttpRequest, pk: int) -> HttpResponse:
    """Accept or reject a proposed change."""
    person = person_of(request)
    amendment, _is_client = queries.amendment_for_either(person, pk)
    form = NothingForm(posted(request))
    if request.method == "POST":
        accept = "accept" in request.POST
        with form.refusals():
            actions.answer_amendment(amendment, by=person, accept=accept, now=clock.now())
            said = _("The change is part of the contract now.") if accept else _("You rejected the change.")
            return see(request, "contract", amendment.contract_id, said=said)
    return deed(
        request,
        form,
        contract=amendment.contract,
        heading=_("Answer change no. %(number)s") % {"number": amendment.number},
        button="",
        amendment=amendment,
    )


@login_required
def pause_contract(request: HttpRequest, pk: int) -> HttpResponse:
    """Pause a contract, or say why it cannot be."""
    person = person_of(request)
    found, _is_client = queries.contract_for_either(person, pk, "hire")
    form = ReasonForm(posted(request))
    if request.method == "POST" and form.is_valid():
        with form.refusals():
            actions.pause_contract(found, by=person, reason=form.cleaned_data["reason"], now=clock.now())
            return see(request, "contract", pk, said=_("The contract is paused."))
    lines = [
        _("No new milestone can be funded or handed in until one of you takes the contract up again."),
        _("Money that is held stays held, and the clocks of work that waits for a review go on."),
    ]
    return deed(
        request, form, contract=found, heading=_("Pause the contract"), lines=lines, button=_("Pause the contract")
    )


@login_required
def resume_contract(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a paused contract up again."""
    person = person_of(request)
    found, _is_client = queries.contract_for_either(person, pk, "hire")
    form = NothingForm(posted(request))
    if request.method == "POST":
        with form.refusals():
            actions.resume_contract(found, by=person, now=clock.now())
            return see(request, "contract", pk, said=_("The contract goes on."))
    return deed(
        request, form, contract=found, heading=_("Go on with the contract"), button=_("Go on with the contract")
    )


@login_required
def end_contract(request: HttpRequest, pk: int) -> HttpResponse:
    """End a contract; open money settles first."""
    person = person_of(request)
    found, _is_client = queries.contract_for_either(person, pk, "hire")
    form = ReasonForm(posted(request))
    if request.method == "POST" and form.is_valid():
        with form.refusals():
            actions.end_contract(found, by=person, reason=form.cleaned_data["reason"], now=clock.now())
            return see(request, "contract", pk, said=_("The end of the contract is noted."))
    lines = [
        _("Milestones that are not funded are not done any more."),
        _("Money that is held first goes to one of you: by approval, or by a refund. The contract ends after that."),
        _(
            "Then both of you can say how it was, for %(days)s days. Nobody sees the other's words before his own are given."
        )
        % {"days": rulebook.value("feedback.days", at=clock.now())},
    ]
    return deed(
        request,
        form,
        contract=found,
        heading=_("End the contract"),
        lines=lines,
        button=_("End the contract"),
        is_danger=True,
    )


@login_required
@require_safe
def wallet_holds(request: HttpRequest) -> HttpResponse:
    """A fragment of the freelancer's wallet: what is in escrow for him, and what is in its security period."""
    person = person_of(request)
    context = {"holds": queries.holds_for(person), "escrow": queries.escrow_for(person)}
    return draw(request, "contracts/wallet_holds.html", context)
