"""Pages of money beside the milestones: bonus and give-back."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from karigar.accounts.guards import person_of
from karigar.contracts import actions, queries
from karigar.contracts.forms import GiveForm
from karigar.contracts.views.parts import deed, new_key, posted
from karigar.kit import clock
from karigar.kit.pages import see
from karigar.kit.templatetags.karigar import percent


@login_required
def give_bonus(request: HttpRequest, pk: int) -> HttpResponse:
    """Pay something on top."""
    person = person_of(request)
    contract = queries.contract_for_client(person, pk, "pay")
    form = GiveForm(posted(request), currency=contract.currency, initial={"key": new_key()})
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        with form.refusals():
            actions.give_bonus(
                contract, by=person, amount=given["amount"], note=given["note"], key=given["key"], now=clock.now()
            )
            return see(request, "contract", pk, said=_("The bonus is paid."))
    lines = [
        _("It is paid at once from your wallet and cannot be called back."),
        _("The fees are those of the contract: %(client)s on top for you, %(freelancer)s of it from the freelancer.")
        % {"client": percent(contract.client_fee_bp), "freelancer": percent(contract.freelancer_fee_bp)},
    ]
    return deed(
        request,
        form,
        contract=contract,
        heading=_("Give a bonus"),
        lines=lines,
        figures=[(_("In your wallet"), queries.wallet_of_company(contract.company_id, contract.currency))],
        button=_("Give this bonus"),
    )


@login_required
def give_back(request: HttpRequest, pk: int) -> HttpResponse:
    """Return money that was paid already."""
    person = person_of(request)
    contract = queries.contract_for_freelancer(person, pk)
    form = GiveForm(posted(request), currency=contract.currency, initial={"key": new_key()})
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        with form.refusals():
            actions.give_back(
                contract, by=person, amount=given["amount"], note=given["note"], key=given["key"], now=clock.now()
            )
            return see(request, "contract", pk, said=_("The money went back."))
    return deed(
        request,
        form,
        contract=contract,
        heading=_("Give paid money back"),
        lines=[
            _(
                "The client gets the whole amount and his fee on it. Your fee on it comes back to you, so less leaves your wallet."
            ),
            _("This cannot be undone."),
        ],
        figures=[(_("Paid on this contract"), contract.paid_gross)],
        button=_("Give it back"),
        is_danger=True,
    )
