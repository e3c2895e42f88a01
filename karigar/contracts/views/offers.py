"""Pages of offers."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from karigar.accounts import queries as accounts
from karigar.accounts.guards import person_of
from karigar.contracts import actions, queries
from karigar.contracts.actions.offers import Step
from karigar.contracts.forms import FIRST_ROWS, MORE_ROWS, AnswerNoteForm, OfferForm, steps_of
from karigar.contracts.models import Offer
from karigar.contracts.views.parts import posted
from karigar.kit import clock
from karigar.kit.money import share
from karigar.kit.pages import draw, see
from karigar.proposals import queries as proposals
from karigar.rulebook import queries as rulebook


def _rows(request: HttpRequest, least: int) -> int:
    """How many rows the form has: what the page had, and more when more were asked for."""
    given = request.POST.get("rows", "")
    rows = int(given) if given.isascii() and given.isdigit() and len(given) < 3 else FIRST_ROWS
    return max(rows, least) + (MORE_ROWS if "more" in request.POST else 0)


def _sums(form: OfferForm, client_bp: int, freelancer_bp: int) -> dict[str, object]:
    total = form.total()
    client_fee, fee = share(total, client_bp), share(total, freelancer_bp)
    return {
        "total": total,
        "client_fee": client_fee,
        "pays": total + client_fee,
        "client_bp": client_bp,
        "fee": fee,
        "net": total - fee,
        "freelancer_bp": freelancer_bp,
        "currency": form.currency,
    }


def _is_only_sums(request: HttpRequest) -> bool:
    return request.method == "POST" and bool({"more", "sum"} & request.POST.keys())


def _fees_now() -> tuple[int, int]:
    now = clock.now()
    return rulebook.value("fee.client_bp", at=now), rulebook.value("fee.freelancer_bp", at=now)


@login_required
def make_offer(request: HttpRequest, proposal_pk: int) -> HttpResponse:
    """Write an offer on a proposal; it starts with the proposal's own plan."""
    person, now = person_of(request), clock.now()
    proposal = proposals.proposal_for_client(person, proposal_pk, "hire")
    plan: list[Step] = [
        {"title": row.title, "description": "", "amount": row.amount, "due_on": None}
        for row in proposal.milestones.all()
    ]
    is_hourly = proposal.job.kind == "hourly"
    if not plan and not is_hourly:
        plan = [{"title": proposal.job.title[:120], "description": "", "amount": proposal.bid, "due_on": None}]
    form = OfferForm(
        posted(request),
        currency=proposal.currency,
        rows=_rows(request, len(plan)),
        steps=plan,
        initial={"title": proposal.job.title},
    )
    only_sums = _is_only_sums(request)
    if request.method == "POST" and not only_sums and form.is_valid():
        with form.refusals():
            offer = actions.send_offer(
                proposal,
                by=person,
                title=form.cleaned_data["title"],
                terms=form.cleaned_data["terms"],
                milestones=form.steps(),
                now=now,
            )
            return see(request, "offer", offer.pk, said=_("The offer was sent."))
    context = {
        "form": form,
        "sums": _sums(form, *_fees_now()),
        "proposal": proposal,
        "freelancer_name": proposal.freelancer.name,
        "is_hourly": is_hourly,
        "is_identified": accounts.is_identified(person, now=now),
        "offer_days": rulebook.value("offer.life_days", at=now),
        "open_offer": queries.open_offer_id_for_proposal(proposal.pk),
        "is_client": True,
    }
    status = 200 if only_sums else form.status
    return draw(request, "contracts/make_offer.html", context, fragment="sums", status=status)


@login_required
def offer(request: HttpRequest, pk: int) -> HttpResponse:
    """Show an offer with the chain it belongs to, and what the reader can do about it."""
    person = person_of(request)
    found, is_client = queries.offer_for_either(person, pk)
    return _draw_offer(request, found, is_client=is_client, form=AnswerNoteForm())


def _draw_offer(request: HttpRequest, found: Offer, *, is_client: bool, form: AnswerNoteForm) -> HttpResponse:
    client_fee, fee = share(found.amount, found.client_fee_bp), share(found.amount, found.freelancer_fee_bp)
    chain = queries.offer_chain_for(found)
    shown = next(row for row in chain if row.pk == found.pk)
    is_open = found.status == "sent" and found.expires_at > clock.now()
    context = {
        "offer": found,
        "form": form,
        "chain": [row for row in chain if row.pk != found.pk],
        "contract_pk": shown.contract.pk if hasattr(shown, "contract") else None,
        "is_client": is_client,
        "is_open": is_open,
        "is_my_turn": is_open and is_client != found.from_client,
        "other_name": found.freelancer.name if is_client else found.company.name,
        "client_fee": client_fee,
        "pays": found.amount + client_fee,
        "fee": fee,
        "net": found.amount - fee,
    }
    return draw(request, "contracts/offer.html", context, status=form.status)


@login_required
@require_POST
def accept_offer(request: HttpRequest, pk: int) -> HttpResponse:
    """Accept the other side's terms."""
    person = person_of(request)
    found, is_client = queries.offer_for_either(person, pk, "hire")
    form = AnswerNoteForm(request.POST)
    with form.refusals():
        contract = actions.accept_offer(found, by=person, now=clock.now())
        return see(request, "contract", contract.pk, said=_("You have a contract."))
    return _draw_offer(request, found, is_client=is_client, form=form)


@login_required
@require_POST
def decline_offer(request: HttpRequest, pk: int) -> HttpResponse:
    """Say no to the other side's terms."""
    person = person_of(request)
    found, is_client = queries.offer_for_either(person, pk, "hire")
    form = AnswerNoteForm(request.POST)
    if form.is_valid():
        with form.refusals():
            actions.decline_offer(found, by=person, note=form.cleaned_data["note"], now=clock.now())
            return see(request, "offer", pk, said=_("You declined the offer. You can go on talking."))
    return _draw_offer(request, found, is_client=is_client, form=form)


@login_required
@require_POST
def withdraw_offer(request: HttpRequest, pk: int) -> HttpResponse:
    """Take one's own terms back."""
    person = person_of(request)
    found, is_client = queries.offer_for_either(person, pk, "hire")
    form = AnswerNoteForm(request.POST)
    with form.refusals():
        actions.withdraw_offer(found, by=person, now=clock.now())
        return see(request, "offer", pk, said=_("The offer was taken back."))
    return _draw_offer(request, found, is_client=is_client, form=form)


@login_required
def counter_offer(request: HttpRequest, pk: int) -> HttpResponse:
    """Answer with other terms; the form starts with the terms that stand."""
    person = person_of(request)
    found, is_client = queries.offer_for_either(person, pk, "hire")
    steps = steps_of(list(found.milestones.all()))
    form = OfferForm(
        posted(request),
        currency=found.currency,
        rows=_rows(request, len(steps)),
        steps=steps,
        initial={"title": found.title, "terms": found.terms},
    )
    only_sums = _is_only_sums(request)
    if request.method == "POST" and not only_sums and form.is_valid():
        with form.refusals():
            counter = actions.counter_offer(
                found,
                by=person,
                title=form.cleaned_data["title"],
                terms=form.cleaned_data["terms"],
                milestones=form.steps(),
                now=clock.now(),
            )
            return see(request, "offer", counter.pk, said=_("Your terms were sent."))
    context = {
        "form": form,
        "sums": _sums(form, *_fees_now()),
        "countered": found,
        "freelancer_name": found.freelancer.name,
        "other_name": found.freelancer.name if is_client else found.company.name,
        "is_identified": not is_client or accounts.is_identified(person, now=clock.now()),
        "offer_days": rulebook.value("offer.life_days", at=clock.now()),
        "is_client": is_client,
    }
    status = 200 if only_sums else form.status
    return draw(request, "contracts/make_offer.html", context, fragment="sums", status=status)
