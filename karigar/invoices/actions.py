"""How documents are issued. The only writer of them, of their numbers and of tax rules."""

import datetime as dt
from typing import TYPE_CHECKING

from django.db import connection

from karigar.events import actions as events
from karigar.invoices import queries, rules
from karigar.invoices.models import Details, Document, Kind, TaxRule
from karigar.invoices.refusals import EndsBeforeItBegins, TheTaxOfThePastStands
from karigar.kit import tables
from karigar.kit.state import action, lock
from karigar.ledger import actions as ledger
from karigar.ledger import movements

if TYPE_CHECKING:
    from karigar.accounts.models import Company, Person
    from karigar.contracts.models import Contract

Party = dict[str, str]


@action
def issue_documents(
    contract: "Contract",
    *,
    source: str,
    subject: str,
    gross: int,
    fee: int,
    client_fee: int,
    is_credit: bool,
    happened_at: dt.datetime,
    now: dt.datetime,
) -> list[Document]:
    """Issue the freelancer's invoice and both fee receipts on a payment, or their credit notes on a give-back.

    Amounts are minor units; a fee of 0 has no receipt. `source` names what happened: it is written down once, the
    second time nothing is issued. The tax inside a fee is posted here. A give-back names no payment, only its contract:
    it is taken off the documents of that contract, the newest first, a credit note for each, by that document's tax.
    """
    lock(contract, "freelancer", "company")
    if Document.objects.filter(source=f"{source}:{Kind.INVOICE}").exists():
        return []
    operator = queries.party_of_operator()
    person, company = queries.party_of_person(contract.freelancer), queries.party_of_company(contract.company)
    papers = [
        (Kind.CLIENT_FEE, operator, company, client_fee),  # in the order of their series: locks are taken in one order
        (Kind.FEE, operator, person, fee),
        (Kind.INVOICE, person, company, gross),
    ]
    issued = []
    for kind, seller, buyer, amount in papers:
        for place, (corrects, share) in enumerate(_shares(contract.pk, kind, amount, is_credit=is_credit)):
            row = Document(
                kind=kind,
                is_credit=is_credit,
                source=f"{source}:{kind}" + (f":{place}" if place else ""),
                contract=contract,
                person_id=contract.freelancer_id,
                company_id=contract.company_id,
                seller=seller,
                buyer=buyer,
                subject=subject,
                currency=contract.currency,
                amount=share,
                happened_at=happened_at,
                issued_at=now,
                corrects=corrects,
            )
            issued.append(_issue(row, now))
    return issued


def _shares(contract_id: int, kind: str, amount: int, *, is_credit: bool) -> list[tuple[Document | None, int]]:
    """Cut what is given back into the documents that it came from, the newest first; a payment is one share."""
    if not amount:
        return []
    if not is_credit:
        return [(None, amount)]
    shares: list[tuple[Document | None, int]] = []
    for document, left in queries.uncredited_any(contract_id, kind):
        share = min(left, amount)
        shares.append((document, share))
        amount -= share
        if not amount:
            return shares
    return [*shares, (None, amount)]  # paid before documents were written


def _issue(row: Document, now: dt.datetime) -> Document:
    """Work out the tax, take the next number, insert the row, post the tax."""
    before = row.corrects
    if row.kind != Kind.INVOICE and before:  # what was taxed by a rule is taken back by the same rule
        row.tax_name, row.tax_bp, row.tax_source = before.tax_name, before.tax_bp, before.tax_source
    elif row.kind != Kind.INVOICE and not row.is_credit:
        day = row.happened_at.astimezone(dt.UTC).date()
        rule = rules.rule_for(
            queries.rules_any(), country=row.buyer["country"], tax_number=row.buyer["tax_number"], day=day
        )
        if rule:
            row.tax_name, row.tax_bp, row.tax_source = rule.name, rule.rate_bp, rule.source
    row.tax = rules.tax_inside(row.amount, row.tax_bp)
    row.series = rules.SERIES[row.kind] + ("C" if row.is_credit else "")
    row.year = now.astimezone(dt.UTC).year
    row.serial = _next_number(row.series, row.year)
    tables.insert(row)
    if row.tax:
        ledger.post(
            movements.fee_tax(
                document=row.pk,
                role="fee" if row.kind == Kind.FEE else "client-fee",
                amount=-row.tax if row.is_credit else row.tax,
                currency=row.currency,
            ),
            now=now,
        )
    return row


def _next_number(series: str, year: int) -> int:
    """Take the next number; the counter stays locked until the transaction ends, and goes back with it."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO invoices_counter (series, year, last) VALUES (%s, %s, 1)"
            " ON CONFLICT (series, year) DO UPDATE SET last = invoices_counter.last + 1 RETURNING last",
            [series, year],
        )
        return int(cursor.fetchone()[0])


@action
def save_details(
    person: "Person | None",
    *,
    company: "Company | None",
    legal_name: str,
    address: str,
    country: str,
    tax_number: str,
    by: "Person",
    reason: str = "",
    now: dt.datetime,
) -> None:
    """Save what stands on future invoices of a person, a company, or (with neither) the operator; issued ones keep theirs."""
    row, _is_new = Details.objects.update_or_create(
        person=person,
        company=company,
        defaults={
            "legal_name": legal_name,
            "address": address,
            "country": country,
            "tax_number": tax_number,
            "changed_at": now,
        },
    )
    is_operator = person is None and company is None
    events.record(
        "billing.changed", subject=("billing", row.pk), actor_id=by.pk, reason=reason, by_staff=is_operator, now=now
    )


@action
def add_tax_rule(
    by: "Person",
    *,
    country: str,
    customer: str,
    name: str,
    rate_bp: int,
    since: dt.date,
    until: dt.date | None,
    source: str,
    reason: str,
    now: dt.datetime,
) -> TaxRule:
    """Add a tax on the fee from a day on (UTC); `rate_bp` is basis points, the fee that people pay stays the same.

    Raises TheTaxOfThePastStands, EndsBeforeItBegins (422).
    """
    if since < now.astimezone(dt.UTC).date():
        raise TheTaxOfThePastStands
    if until is not None and until <= since:
        raise EndsBeforeItBegins
    rule = TaxRule.objects.create(
        country=country,
        customer=customer,
        name=name,
        rate_bp=rate_bp,
        since=since,
        until=until,
        source=source,
        set_by=by,
        set_at=now,
    )
    facts: dict[str, object] = {"country": country, "rate_bp": rate_bp, "since": since.isoformat()}
    events.record(
        "tax_rule.added",
        subject=("tax_rule", rule.pk),
        actor_id=by.pk,
        data=facts,
        reason=reason,
        by_staff=True,
        now=now,
    )
    return rule
