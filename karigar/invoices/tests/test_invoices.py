"""Documents follow payments: the right sums, gapless numbers, tax inside the fee, the right readers."""

import contextlib
import datetime as dt

import pytest
from django.db import DatabaseError, transaction

from karigar.contracts import actions as contracts
from karigar.invoices import actions, exporting, paper, rules
from karigar.invoices.models import Document
from karigar.invoices.refusals import TheTaxOfThePastStands
from karigar.kit import documents, languages
from karigar.ledger import queries as ledger
from tests.threads import press_from_threads

RULE = {
    "name": "VAT",
    "rate_bp": 1500,
    "country": "",
    "customer": "any",
    "until": None,
    "source": "VAT Act",
    "reason": "t",
}


def taxed(world):
    actions.add_tax_rule(world.maker, **RULE, since=world.now.date(), now=world.now)
    return world.paid()


def again(contract, world, source, **more):
    facts = {"gross": 1000, "fee": 50, "client_fee": 20, "is_credit": False} | more
    return actions.issue_documents(contract, source=source, subject="x", **facts, happened_at=world.now, now=world.now)


def test_a_payment_brings_three_documents_and_moves_the_tax_out_of_the_fee(world):
    taxed(world)
    rows = {row.kind: (row.number, row.amount, row.tax) for row in Document.objects.all()}
    assert rows == {
        "invoice": ("2026-I-000001", 300_000, 0),
        "fee": ("2026-F-000001", 15_000, 1_957),
        "client_fee": ("2026-C-000001", 6_000, 783),
    }
    assert ledger.balance_of("platform", "vat", "BDT") == 2_740
    assert ledger.balance_of("platform", "fee", "BDT") == 15_000 - 1_957
    assert ledger.balance_of("platform", "client-fee", "BDT") == 6_000 - 783
    assert ledger.balance_of(f"person:{world.freelancer.pk}", "wallet", "BDT") == 285_000


def test_a_give_back_brings_credit_notes_that_take_the_tax_back(world):
    contract = taxed(world).contract
    contracts.give_back(contract, by=world.freelancer, amount=300_000, key="g", now=world.now)
    world.deliver()
    notes = {row.number: row.corrects.number for row in Document.objects.filter(is_credit=True)}
    assert notes == {f"2026-{s}C-000001": f"2026-{s}-000001" for s in "IFC"}
    assert ledger.balance_of("platform", "vat", "BDT") == 0


def test_the_same_payment_is_written_down_once(world):
    contract = world.paid().contract
    assert len(again(contract, world, "one")) == 3
    assert again(contract, world, "one") == []
    assert Document.objects.count() == 6


def test_a_fee_of_nothing_has_no_receipt(world):
    assert [row.kind for row in again(world.paid().contract, world, "one", fee=0, client_fee=0)] == ["invoice"]


def test_what_fails_leaves_no_gap(world):
    contract = world.paid().contract
    with contextlib.suppress(ZeroDivisionError), transaction.atomic():
        assert len(again(contract, world, "lost")) == 3
        raise ZeroDivisionError
    again(contract, world, "kept")
    assert sorted(Document.objects.filter(series="I").values_list("serial", flat=True)) == [1, 2]


def test_a_document_is_never_changed(world):
    world.paid()
    for change in (lambda: Document.objects.update(amount=1), lambda: Document.objects.all().delete()):
        with pytest.raises(DatabaseError, match=r"append-only|permission denied"), transaction.atomic():
            change()


@pytest.mark.race
def test_eight_threads_leave_no_gap_and_no_double(committed_db, world):
    contract = world.paid().contract
    presses = press_from_threads(8, lambda n: len(again(type(contract)(pk=contract.pk), world, f"e{n // 2}")))
    assert sorted(presses.answers) == [0] * 4 + [3] * 4
    for series in "IFC":
        assert sorted(Document.objects.filter(series=series).values_list("serial", flat=True)) == [1, 2, 3, 4, 5]


def test_a_tax_rule_cannot_begin_in_the_past(world):
    with pytest.raises(TheTaxOfThePastStands):
        actions.add_tax_rule(world.maker, **RULE, since=world.now.date() - dt.timedelta(days=1), now=world.now)


def test_the_nearest_rule_counts(world):
    for country, customer, rate in (("", "any", 1500), ("BD", "any", 500), ("BD", "business", 0)):
        facts = RULE | {"country": country, "customer": customer, "rate_bp": rate}
        actions.add_tax_rule(world.maker, **facts, since=world.now.date(), now=world.now)
    from karigar.invoices.queries import rules_any

    day = world.now.date()
    found = [
        rules.rule_for(rules_any(), country=country, tax_number=number, day=day).rate_bp
        for country, number in (("IN", ""), ("BD", ""), ("BD", "123"))
    ]
    assert found == [1500, 500, 0]
    assert rules.rule_for(rules_any(), country="BD", tax_number="", day=day - dt.timedelta(days=1)) is None


def test_who_may_read_a_document(world):
    world.paid()
    rows = {row.kind: row.pk for row in Document.objects.all()}
    readers = {
        world.freelancer: {"invoice", "fee"},
        world.client: {"invoice", "client_fee"},
        world.viewer: {"invoice", "client_fee"},
        world.stranger: set(),
    }
    for person, may in readers.items():
        for kind, pk in rows.items():
            for way in ("", "pdf/"):
                status = world.browser(person).get(f"/invoices/{pk}/{way}").status_code
                assert status == (200 if kind in may else 404), (person.name, kind, way)
    assert world.browser(world.auditor).get(f"/staff/invoices/{rows['fee']}/").status_code == 200
    assert len(exporting.export(world.freelancer)["invoices"]) == 2


def test_the_list_costs_the_same_however_long_it_is(world, django_assert_num_queries):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    contract = world.paid().contract
    browser = world.browser(world.freelancer)
    with CaptureQueriesContext(connection) as short:
        browser.get("/invoices/")
    for n in range(5):
        again(contract, world, f"n{n}")
    with CaptureQueriesContext(connection) as long:
        browser.get("/invoices/")
    assert len(long) == len(short)


def test_details_stand_on_the_next_document_and_not_on_the_last(world):
    contract = world.paid().contract
    form = {"legal_name": "Rahima Begum", "address": "Lane 4\nRajshahi", "country": "BD", "tax_number": "TIN 7"}
    assert world.browser(world.freelancer).post("/invoices/details/", form).status_code == 303
    again(contract, world, "next")
    names = [row.seller["name"] for row in Document.objects.filter(kind="invoice").order_by("id")]
    assert names == ["Rahima Freelancer", "Rahima Begum"]


NASTY = '#read("/etc/passwd") \\ $x^2$ *b* _i_ <a> @b "q" // c \U0001f600 \u0645\u0631\u062d\u0628\u0627'


@pytest.mark.parametrize("code", languages.CODES)
def test_the_text_of_people_is_never_source(world, code, tmp_path):
    world.paid()
    row = Document.objects.get(kind="invoice")
    row.subject, row.seller = NASTY, row.seller | {"name": NASTY, "address": NASTY}
    with languages.written_for(code):
        drawn = paper.draw(row)
    assert drawn.startswith(b"%PDF")


def test_too_much_for_one_document_is_refused():
    with pytest.raises(documents.DocumentIsTooLong):
        documents.pdf(paper.LAYOUT, {"title": "x" * 300_000})
