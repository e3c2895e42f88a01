"""Reading offers, contracts and their money. The name says who may look."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypedDict

from django.db.models import Count, F, Min, Prefetch, Q, Sum
from django.http import Http404

from karigar.accounts import queries as accounts
from karigar.contracts.models import Amendment, Bonus, Contract, GiveBack, Hold, Milestone, Offer, Refund, Submission
from karigar.contracts.states import (
    OPEN_MILESTONES,
    AmendmentStatus,
    ContractStatus,
    MilestoneStatus,
    OfferStatus,
    RefundStatus,
)
from karigar.contracts.waits import Wait, waits_of_company, waits_of_freelancer
from karigar.kit.digits import row_number
from karigar.kit.paging import Page, newest_first
from karigar.ledger import queries as books

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django_stubs_ext import WithAnnotations

    from karigar.accounts.models import Person

__all__ = ["Wait", "waits_of_company", "waits_of_freelancer"]
PAGE = 20


# --- one thing, for somebody ---------------------------------------------------------------------------------------


def offer_for_either(person: "Person", pk: int, may: str = "read") -> tuple[Offer, bool]:
    """Return an offer and whether the reader is on the client's side.

    `may` is what a member of the company needs to be permitted. Raises Http404 to strangers, RoleMayNot (403).
    """
    offer = (
        Offer.objects.select_related("company", "freelancer", "made_by", "job", "proposal")
        .prefetch_related("milestones")
        .filter(pk=pk)
        .first()
    )
    if offer is None:
        raise Http404
    return offer, _side(person, offer, may)


def offer_chain_for(offer: Offer) -> list[Offer]:
    """Return all offers on the proposal of an offer that the reader may see, oldest first."""
    rows = Offer.objects.filter(proposal_id=offer.proposal_id).select_related("made_by", "contract")
    return list(rows.prefetch_related("milestones").order_by("id"))


def open_offer_id_for_proposal(proposal_id: int) -> int | None:
    """Return the id of the open offer on a proposal, if any."""
    return Offer.objects.filter(proposal_id=proposal_id, status=OfferStatus.SENT).values_list("id", flat=True).first()


def contract_for_either(person: "Person", pk: int, may: str = "read") -> tuple[Contract, bool]:
    """Return a contract and whether the reader is on the client's side. Raises Http404, RoleMayNot (403)."""
    contract = Contract.objects.select_related("company", "freelancer", "hired_by", "offer").filter(pk=pk).first()
    if contract is None:
        raise Http404
    return contract, _side(person, contract, may)


def contract_with_rights(person: "Person", pk: int) -> tuple[Contract, bool, set[str]]:
    """Return a contract, whether the reader is on the client's side, and what he may do there. Raises Http404."""
    contract = Contract.objects.select_related("company", "freelancer", "hired_by", "offer").filter(pk=pk).first()
    if contract is None:
        raise Http404
    if contract.freelancer_id == person.pk:
        return contract, False, {"hire", "pay"}
    return contract, True, accounts.rights_of(accounts.member_of(person, contract.company_id).role)


def contract_for_client(person: "Person", pk: int, may: str) -> Contract:
    """Return a contract to a member of its company who may do something. Raises Http404, RoleMayNot (403)."""
    contract = Contract.objects.select_related("company", "freelancer").filter(pk=pk).first()
    if contract is None:
        raise Http404
    accounts.member_of(person, contract.company_id, may)
    return contract


def contract_for_freelancer(person: "Person", pk: int) -> Contract:
    """Return a contract to its freelancer. Raises Http404."""
    contract = Contract.objects.select_related("company", "freelancer").filter(pk=pk, freelancer=person).first()
    if contract is None:
        raise Http404
    return contract


def milestone_for_client(person: "Person", pk: int, may: str) -> Milestone:
    """Return a milestone to a member of the company who may do something. Raises Http404, RoleMayNot (403)."""
    milestone = _milestones().filter(pk=pk).first()
    if milestone is None:
        raise Http404
    accounts.member_of(person, milestone.contract.company_id, may)
    return milestone


def milestone_for_freelancer(person: "Person", pk: int) -> Milestone:
    """Return a milestone to its freelancer. Raises Http404."""
    milestone = _milestones().filter(pk=pk, contract__freelancer=person).first()
    if milestone is None:
        raise Http404
    return milestone


def refund_for_freelancer(person: "Person", pk: int) -> Refund:
    """Return a refund question to the freelancer who answers it. Raises Http404."""
    rows = Refund.objects.select_related("milestone__contract__company", "milestone__contract__freelancer")
    refund = rows.filter(pk=pk, milestone__contract__freelancer=person).first()
    if refund is None:
        raise Http404
    return refund


def refund_for_client(person: "Person", pk: int, may: str) -> Refund:
    """Return a refund question to a member of the company that asked it. Raises Http404, RoleMayNot (403)."""
    rows = Refund.objects.select_related("milestone__contract__company", "milestone__contract__freelancer")
    refund = rows.filter(pk=pk).first()
    if refund is None:
        raise Http404
    accounts.member_of(person, refund.milestone.contract.company_id, may)
    return refund


def amendment_for_either(person: "Person", pk: int, may: str = "hire") -> tuple[Amendment, bool]:
    """Return a proposed change and whether the reader is on the client's side. Raises Http404, RoleMayNot (403)."""
    amendment = Amendment.objects.select_related("contract", "milestone").filter(pk=pk).first()
    if amendment is None:
        raise Http404
    return amendment, _side(person, amendment.contract, may)


def _side(person: "Person", row: Offer | Contract, may: str) -> bool:
    if row.freelancer_id == person.pk:
        return False
    accounts.member_of(person, row.company_id, may)
    return True


def _milestones() -> "QuerySet[Milestone]":
    return Milestone.objects.select_related("contract__company", "contract__freelancer")


# --- the contract page ---------------------------------------------------------------------------------------------


class Along(TypedDict):
    """What is read along with the milestones of a contract: the work, the open refund question, running holds."""

    handed_in: list[Submission]
    asked: list[Refund]
    running: list[Hold]


@dataclass(frozen=True)
class Parts:
    """All that the page of a contract shows beside the contract itself."""

    milestones: "Sequence[WithAnnotations[Milestone, Along]]"
    amendments: list[Amendment]
    bonuses: list[Bonus]
    give_backs: list[GiveBack]
    holds: list[Hold]

    @property
    def waiting_changes(self) -> list[Amendment]:
        return [row for row in self.amendments if row.status == AmendmentStatus.PROPOSED]

    @property
    def answered_changes(self) -> list[Amendment]:
        return [row for row in self.amendments if row.status != AmendmentStatus.PROPOSED]


def milestone_ids(contract: Contract) -> list[int]:
    """Return the ids of all milestones of a seen contract, deleted ones too, since their escrow had a history."""
    return list(Milestone.objects.filter(contract=contract).order_by("id").values_list("id", flat=True))


def parts_of(contract: Contract) -> Parts:
    """Return milestones with submissions, files and refunds, changes, bonuses and running holds of a seen contract."""
    submissions = Submission.objects.order_by("-id").prefetch_related("files")
    refunds = Refund.objects.filter(status=RefundStatus.ASKED).select_related("asked_by")
    milestones = (
        Milestone.objects.filter(contract=contract)
        .exclude(status=MilestoneStatus.DELETED)
        .prefetch_related(
            Prefetch("submissions", submissions, to_attr="handed_in"),
            Prefetch("refunds", refunds, to_attr="asked"),
            Prefetch("holds", Hold.objects.filter(cleared_at=None).order_by("until"), to_attr="running"),
        )
    )
    found = list(milestones)
    for milestone in found:
        milestone.contract = contract
    return Parts(
        milestones=found,
        amendments=list(Amendment.objects.filter(contract=contract).select_related("milestone", "proposed_by")),
        bonuses=list(Bonus.objects.filter(contract=contract).order_by("id")),
        give_backs=list(GiveBack.objects.filter(contract=contract).order_by("id")),
        holds=list(Hold.objects.filter(contract=contract, cleared_at=None).order_by("until")),
    )


def wallet_of_company(company_id: int, currency: str) -> int:
    """Return what the wallet of a company holds, for pages of its own members."""
    return books.balance_of(f"company:{company_id}", "wallet", currency)


# --- lists ----------------------------------------------------------------------------------------------------------


def contracts_for(
    person: "Person", *, company_id: int | None, only: str = "", after: str = "", limit: int = PAGE
) -> Page[Contract]:
    """Return contracts of a freelancer, or of a company that he belongs to, newest first. Raises Http404.

    `only` is "open", "ended" or "" for all.
    """
    rows = Contract.objects.select_related("company", "freelancer").annotate(
        funded=Sum("milestones__funded", default=0),
        released=Sum("milestones__released", default=0),
        refunded=Sum("milestones__refunded", default=0),
        price=Sum("milestones__amount", filter=~Q(milestones__status=MilestoneStatus.DELETED), default=0),
        held=Sum(F("milestones__funded") - F("milestones__released") - F("milestones__refunded"), default=0),
        review_until=_soonest("milestones__review_until", MilestoneStatus.SUBMITTED),
    )
    if company_id is None:
        rows = rows.filter(freelancer=person)
    else:
        accounts.member_of(person, company_id)
        rows = rows.filter(company_id=company_id)
    if only:
        rows = (
            rows.filter(status=ContractStatus.ENDED) if only == "ended" else rows.exclude(status=ContractStatus.ENDED)
        )
    return newest_first(rows, after, limit)


def offers_for(person: "Person", *, company_id: int | None) -> list[Offer]:
    """Return the open offers of a freelancer, or of a company that he belongs to, newest first. Raises Http404."""
    rows = Offer.objects.filter(status=OfferStatus.SENT).select_related("company", "freelancer").order_by("-id")
    if company_id is None:
        return list(rows.filter(freelancer=person)[:50])
    accounts.member_of(person, company_id)
    return list(rows.filter(company_id=company_id)[:50])


def _soonest(field: str, status: str) -> Min:
    return Min(field, filter=Q(milestones__status=status))


# --- a freelancer's wallet page --------------------------------------------------------------------------------------


def holds_for(person: "Person") -> list[Hold]:
    """Return a freelancer's earnings in their security period, the soonest first."""
    return list(
        Hold.objects.filter(freelancer=person, cleared_at=None)
        .select_related("contract", "milestone", "bonus")
        .order_by("until", "id")[:100]
    )


def escrow_for(person: "Person") -> list[Milestone]:
    """Return milestones of a freelancer whose price is in escrow now."""
    return list(
        Milestone.objects.filter(contract__freelancer=person, status__in=OPEN_MILESTONES)
        .select_related("contract")
        .order_by("review_until", "id")[:100]
    )


# --- timers: rows whose stored deadline has passed, in order -----------------------------------------------------------


def offers_expired_any(now: dt.datetime, limit: int) -> list[object]:
    """Return open offers whose time is over."""
    return list(Offer.objects.filter(status=OfferStatus.SENT, expires_at__lte=now).order_by("expires_at", "id")[:limit])


def amendments_expired_any(now: dt.datetime, limit: int) -> list[object]:
    """Return proposed changes whose time is over."""
    rows = Amendment.objects.filter(status=AmendmentStatus.PROPOSED, expires_at__lte=now)
    return list(rows.order_by("expires_at", "id")[:limit])


def refunds_unanswered_any(now: dt.datetime, limit: int) -> list[object]:
    """Return refund questions whose time is over."""
    rows = Refund.objects.filter(status=RefundStatus.ASKED, answer_until__lte=now)
    return list(rows.order_by("answer_until", "id")[:limit])


def reviews_over_any(now: dt.datetime, limit: int) -> list[object]:
    """Return milestones whose review is over."""
    rows = Milestone.objects.filter(status=MilestoneStatus.SUBMITTED, review_until__lte=now)
    return list(rows.order_by("review_until", "id")[:limit])


def reminders_due_any(now: dt.datetime, limit: int) -> list[object]:
    """Return milestones whose client is to be reminded."""
    rows = Milestone.objects.filter(status=MilestoneStatus.SUBMITTED, remind_at__lte=now)
    return list(rows.order_by("remind_at", "id")[:limit])


def holds_over_any(now: dt.datetime, limit: int) -> list[object]:
    """Return earnings whose security period is over."""
    return list(Hold.objects.filter(cleared_at=None, until__lte=now).order_by("until", "id")[:limit])


def contracts_settled_any(now: dt.datetime, limit: int) -> list[object]:
    """Return contracts that are ending and have no open milestone."""
    rows = Contract.objects.filter(status=ContractStatus.ENDING)
    open_ones = Milestone.objects.filter(status__in=OPEN_MILESTONES).values("contract_id")
    return list(rows.exclude(pk__in=open_ones).order_by("id")[:limit])


# --- staff, exports and higher modules ---------------------------------------------------------------------------------


def contract_any(pk: int) -> Contract:
    """Return a contract by id, whoever asks; for staff, tasks and higher modules. Raises Http404."""
    contract = (
        Contract.objects.select_related("company", "freelancer", "hired_by", "offer", "job").filter(pk=pk).first()
    )
    if contract is None:
        raise Http404
    return contract


def contracts_any(*, search: str = "", status: str = "", after: str = "", limit: int = 50) -> Page[Contract]:
    """Return contracts for staff by number, title, or name of a side, newest first."""
    rows = Contract.objects.select_related("company", "freelancer")
    if number := row_number(search):
        rows = rows.filter(pk=number)
    elif search:
        rows = rows.filter(
            Q(title__icontains=search)
            | Q(company__name__icontains=search)
            | Q(freelancer__name__icontains=search)
            | Q(freelancer__email__iexact=search)
        )
    if status in ContractStatus.values:
        rows = rows.filter(status=status)
    return newest_first(rows, after, limit)


def export_rows_for(person: "Person") -> list[Contract]:
    """Return all contracts in which a person works or hires, with their milestones, for his own export."""
    companies = [row.company_id for row in accounts.companies_of(person)]
    return list(
        Contract.objects.filter(Q(freelancer=person) | Q(company_id__in=companies))
        .select_related("company", "freelancer")
        .prefetch_related("milestones", "bonuses", "amendments", "holds", "give_backs")
        .order_by("id")
    )


@dataclass(frozen=True)
class Work:
    """The contract behind a movement of the books."""

    contract: int
    title: str
    company: int
    company_name: str


def works_behind(references: Sequence[str]) -> dict[str, Work]:
    """Return the contract behind each reference of a movement ("milestone:7", "bonus:3", "refund:2"); others are left out.

    Three statements, however many references; whoever asks has the movements already.
    """
    found: dict[str, Work] = {}
    for word, model in (("milestone", Milestone), ("bonus", Bonus), ("refund", GiveBack)):
        numbers = [int(ref.partition(":")[2]) for ref in references if ref.startswith(f"{word}:")]
        rows = model._default_manager.filter(pk__in=numbers).values_list(
            "pk", "contract_id", "contract__title", "contract__company_id", "contract__company__name"
        )
        found |= {f"{word}:{row[0]}": Work(row[1], row[2], row[3], row[4]) for row in (rows if numbers else ())}
    return found


def loads_any(pks: Sequence[int]) -> dict[int, int]:
    """Count the open contracts of freelancers, by person, in one statement; nobody without one is in it."""
    working = [ContractStatus.PENDING, ContractStatus.ACTIVE, ContractStatus.PAUSED]
    rows = Contract.objects.filter(freelancer__in=pks, status__in=working).values_list("freelancer_id")
    return dict(rows.annotate(Count("pk")).order_by("freelancer_id"))
