"""Pages of milestones: fund, hand in, review, pay, return."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from karigar.accounts.guards import person_of
from karigar.contracts import actions, queries, rules
from karigar.contracts.forms import (
    AnswerNoteForm,
    ApproveForm,
    ChangesForm,
    NothingForm,
    ReasonForm,
    RefundForm,
    SubmitForm,
)
from karigar.contracts.views.parts import deed, posted
from karigar.kit import clock
from karigar.kit.money import share
from karigar.kit.pages import see
from karigar.kit.templatetags.karigar import day
from karigar.rulebook import queries as rulebook


@login_required
def fund_milestone(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what funding costs and what is in the wallet; then put it into escrow."""
    person = person_of(request)
    milestone = queries.milestone_for_client(person, pk, "pay")
    contract = milestone.contract
    form = NothingForm(posted(request))
    if request.method == "POST":
        with form.refusals():
            actions.fund_milestone(milestone, by=person, now=clock.now())
            return see(request, "contract", contract.pk, said=_("The money is held safely. The work can start."))
    fee = share(milestone.amount, contract.client_fee_bp)
    have = queries.wallet_of_company(contract.company_id, contract.currency)
    need = milestone.amount + fee
    lines = [
        _("The money leaves your wallet and is held in escrow. Nobody can spend it."),
        _("It is paid when you approve the work, or returned to you when the freelancer agrees or stays silent."),
        _("Our fee is taken only from what is paid; on a refund you get it back in the same share."),
    ]
    return deed(
        request,
        form,
        contract=contract,
        milestone=milestone,
        heading=_("Fund “%(title)s”") % {"title": milestone.title},
        lines=lines,
        figures=[
            (_("Price of the milestone"), milestone.amount),
            (_("Client fee"), fee),
            (_("You pay"), need),
            (_("In your wallet"), have),
        ],
        button=_("Fund this milestone"),
        missing=max(need - have, 0) if milestone.status == "planned" else 0,
    )


@login_required
def submit_milestone(request: HttpRequest, pk: int) -> HttpResponse:
    """Hand in work with a note and files."""
    person = person_of(request)
    milestone = queries.milestone_for_freelancer(person, pk)
    form = SubmitForm(posted(request), request.FILES or None)
    if request.method == "POST" and form.is_valid():
        with form.refusals():
            actions.submit_milestone(
                milestone,
                by=person,
                note=form.cleaned_data["note"],
                uploads=form.cleaned_data["files"],
                now=clock.now(),
            )
            return see(request, "contract", milestone.contract_id, said=_("Your work was handed in."))
    days = rulebook.value("milestone.review_days", at=clock.now())
    lines = [
        _("%(client)s has %(days)s days to look at it. Without an answer it is approved and paid then.")
        % {"client": milestone.contract.company.name, "days": days}
    ]
    return deed(
        request,
        form,
        contract=milestone.contract,
        milestone=milestone,
        heading=_("Hand in “%(title)s”") % {"title": milestone.title},
        lines=lines,
        button=_("Hand in the work"),
        has_files=True,
    )


@login_required
def ask_changes(request: HttpRequest, pk: int) -> HttpResponse:
    """Say what should be different."""
    person = person_of(request)
    milestone = queries.milestone_for_client(person, pk, "hire")
    form = ChangesForm(posted(request))
    if request.method == "POST" and form.is_valid():
        with form.refusals():
            actions.ask_changes(milestone, by=person, note=form.cleaned_data["note"], now=clock.now())
            return see(request, "contract", milestone.contract_id, said=_("Your wishes were sent."))
    lines = [_("The money stays held and the clock of the review stops until the work is handed in again.")]
    return deed(
        request,
        form,
        contract=milestone.contract,
        milestone=milestone,
        heading=_("Ask for changes"),
        lines=lines,
        button=_("Ask for these changes"),
    )


@login_required
def approve_milestone(request: HttpRequest, pk: int) -> HttpResponse:
    """Pay all that is held, or a part of it."""
    person, now = person_of(request), clock.now()
    milestone = queries.milestone_for_client(person, pk, "pay")
    contract = milestone.contract
    form = ApproveForm(posted(request), currency=contract.currency, initial={"step": milestone.steps})
    if request.method == "POST" and form.is_valid():
        with form.refusals():
            actions.approve_milestone(
                milestone, by=person, amount=form.cleaned_data["amount"], step=form.cleaned_data["step"], now=now
            )
            return see(request, "contract", contract.pk, said=_("The freelancer is paid."))
    fee, _client_fee = rules.fees_of_release(
        released=milestone.released,
        refunded=milestone.refunded,
        gross=milestone.held,
        freelancer_bp=contract.freelancer_fee_bp,
        client_bp=contract.client_fee_bp,
    )
    lines = [
        _("The payment is final: it cannot be called back."),
        _("The freelancer can withdraw it after a security period of %(days)s days at most.")
        % {"days": rulebook.value("hold.days", at=now)},
    ]
    return deed(
        request,
        form,
        contract=contract,
        milestone=milestone,
        heading=_("Approve “%(title)s” and pay") % {"title": milestone.title},
        lines=lines,
        figures=[
            (_("Held for this milestone"), milestone.held),
            (_("The freelancer gets after the fee"), milestone.held - fee),
        ],
        button=_("Approve and pay"),
    )


@login_required
def extend_review(request: HttpRequest, pk: int) -> HttpResponse:
    """Take more days for a review, once."""
    person = person_of(request)
    milestone = queries.milestone_for_client(person, pk, "hire")
    form = ReasonForm(posted(request))
    if request.method == "POST" and form.is_valid():
        with form.refusals():
            actions.extend_review(milestone, by=person, reason=form.cleaned_data["reason"], now=clock.now())
            return see(request, "contract", milestone.contract_id, said=_("You have more time for the review."))
    lines = [
        _("You can do this once for each hand-in. The freelancer reads your reason."),
        _("Now the review ends on %(day)s.") % {"day": day(milestone.review_until)},
    ]
    return deed(
        request,
        form,
        contract=milestone.contract,
        milestone=milestone,
        heading=_("Take %(days)s more days") % {"days": rulebook.value("milestone.extension_days", at=clock.now())},
        lines=lines,
        button=_("Take more time"),
    )


@login_required
def ask_refund(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask for held money back."""
    person, now = person_of(request), clock.now()
    milestone = queries.milestone_for_client(person, pk, "pay")
    form = RefundForm(posted(request), currency=milestone.contract.currency, initial={"step": milestone.steps})
    if request.method == "POST" and form.is_valid():
        with form.refusals():
            actions.ask_refund(
                milestone, by=person, reason=form.cleaned_data["reason"], amount=form.cleaned_data["amount"], now=now
            )
            return see(request, "contract", milestone.contract_id, said=_("The freelancer was asked."))
    lines = [
        _("%(freelancer)s has %(days)s days to answer. Without an answer the money is yours.")
        % {"freelancer": milestone.contract.freelancer.name, "days": rulebook.value("refund.answer_days", at=now)},
        _("Until then nothing is paid out, and a review that runs stands still."),
    ]
    return deed(
        request,
        form,
        contract=milestone.contract,
        milestone=milestone,
        heading=_("Ask for money back"),
        lines=lines,
        figures=[(_("Held for this milestone"), milestone.held)],
        button=_("Ask for this refund"),
    )


@login_required
def answer_refund(request: HttpRequest, pk: int) -> HttpResponse:
    """Give the money back, or refuse with a word."""
    person = person_of(request)
    refund = queries.refund_for_freelancer(person, pk)
    contract = refund.milestone.contract
    form = AnswerNoteForm(posted(request))
    if request.method == "POST" and form.is_valid():
        give = "give" in request.POST
        with form.refusals():
            actions.answer_refund(refund, by=person, give=give, note=form.cleaned_data["note"], now=clock.now())
            said = _("The money went back.") if give else _("You refused. The work goes on where it was.")
            return see(request, "contract", contract.pk, said=said)
    return deed(
        request,
        form,
        contract=contract,
        milestone=refund.milestone,
        heading=_("Answer the wish for a refund"),
        figures=[(_("Asked back"), refund.amount), (_("Held for this milestone"), refund.milestone.held)],
        lines=[
            _("Please answer until %(day)s. Without an answer the money goes back.")
            % {"day": day(refund.answer_until)},
            _(
                "If you refuse, talk about it in the conversation. Deciding a dispute by a third person comes to this site later."
            ),
        ],
        button="",
        refund=refund,
    )


@login_required
def drop_refund(request: HttpRequest, pk: int) -> HttpResponse:
    """Take one's own wish for a refund back."""
    person = person_of(request)
    refund = queries.refund_for_client(person, pk, "pay")
    contract = refund.milestone.contract
    form = NothingForm(posted(request))
    if request.method == "POST":
        with form.refusals():
            actions.drop_refund(refund, by=person, now=clock.now())
            return see(request, "contract", contract.pk, said=_("You took your wish back."))
    return deed(
        request,
        form,
        contract=contract,
        milestone=refund.milestone,
        heading=_("Take the wish for a refund back"),
        lines=[_("The work goes on where it was.")],
        button=_("Take it back"),
    )


@login_required
def refund_now(request: HttpRequest, pk: int) -> HttpResponse:
    """Return held money of one's own will."""
    person = person_of(request)
    milestone = queries.milestone_for_freelancer(person, pk)
    form = RefundForm(posted(request), currency=milestone.contract.currency, initial={"step": milestone.steps})
    if request.method == "POST" and form.is_valid():
        with form.refusals():
            actions.refund_now(
                milestone,
                by=person,
                amount=form.cleaned_data["amount"],
                step=form.cleaned_data["step"],
                note=form.cleaned_data["reason"],
                now=clock.now(),
            )
            return see(request, "contract", milestone.contract_id, said=_("The money went back."))
    return deed(
        request,
        form,
        contract=milestone.contract,
        milestone=milestone,
        heading=_("Return held money"),
        figures=[(_("Held for this milestone"), milestone.held)],
        lines=[_("The money goes back to the client at once. This cannot be undone.")],
        button=_("Return the money"),
        is_danger=True,
    )
