"""EN 16931 XML of each document; the judge is a program that nobody here wrote."""

import datetime as dt
import pathlib
import subprocess
import sys

import pytest

from karigar.contracts import actions as contracts
from karigar.invoices import actions, einvoice
from karigar.invoices.models import Document, Kind
from karigar.invoices.refusals import PartyHasNoCountry
from karigar.invoices.tests.test_invoices import RULE, again
from karigar.ledger import queries as ledger

pytestmark = pytest.mark.django_db
JUDGE = pathlib.Path(sys.executable).parent / "facturx-xmlcheck"


def parties(world, *, operator="BD", tax_number="BIN-004"):
    """Everybody says who he is before the first document."""
    same = {"address": "12 Lake Road\nRajshahi 6000", "by": world.client, "now": world.now}
    for person, company, name, country, number in (
        (None, None, "Karigar Host Ltd", operator, tax_number),
        (world.freelancer, None, "Rahima Freelancer", "BD", ""),
        (None, world.company, "Padma Books & Sons <Ltd>", "IN", "29ABCDE1234F1Z5"),
    ):
        actions.save_details(person, company=company, legal_name=name, country=country, tax_number=number, **same)


def judged(tmp_path, data: bytes) -> bool:
    path = tmp_path / "invoice.xml"
    path.write_bytes(data)
    return subprocess.run([JUDGE, path], capture_output=True, timeout=60, check=False).returncode == 0


def test_every_document_of_a_taxed_payment_is_accepted_and_a_broken_one_is_not(world, tmp_path):
    parties(world)
    actions.add_tax_rule(world.maker, **RULE, since=world.now.date(), now=world.now)
    contract = world.paid().contract
    contracts.give_back(contract, by=world.freelancer, amount=100_000, key="g", now=world.now)
    world.deliver()
    rows = list(Document.objects.order_by("pk"))
    assert len(rows) == 6
    for row in rows:
        assert judged(tmp_path, einvoice.xml(row)), row.number
    data = einvoice.xml(rows[0])
    assert b"&lt;Ltd&gt;" in data
    assert not judged(tmp_path, data.replace(b"TypeCode", b"KindCode"))
    assert not judged(tmp_path, data.replace(b"DuePayableAmount", b"DuePayable"))


def test_the_figures_are_those_of_the_document(world):
    parties(world)
    actions.add_tax_rule(world.maker, **RULE, since=world.now.date(), now=world.now)
    world.paid()
    fee = Document.objects.get(kind=Kind.FEE)
    said = einvoice.terms(fee)
    assert (said["BT-109"], said["BT-110"], said["BT-112"], said["BT-115"]) == ("130.43", "19.57", "150.00", "0.00")
    assert said["BG-23"] == [{"BT-116": "130.43", "BT-117": "19.57", "BT-118": "S", "BT-119": "15.00"}]
    assert said["BT-3"] == "380"
    assert einvoice.terms(Document.objects.get(kind=Kind.INVOICE))["BT-3"] == "389", "written in the freelancer's name"


def test_a_credit_note_names_what_it_takes_back(world):
    parties(world)
    contract = world.paid().contract
    contracts.give_back(contract, by=world.freelancer, amount=100_000, key="g", now=world.now)
    world.deliver()
    note = Document.objects.get(kind=Kind.INVOICE, is_credit=True)
    said = einvoice.terms(note)
    assert said["BT-3"] == "261"
    assert said["BG-3"][0]["BT-25"] == note.corrects.number


@pytest.mark.parametrize(("tax_name", "number", "category"), [("", "", "O"), ("VAT", "BIN-1", "E"), ("VAT", "", "O")])
def test_without_a_tax_the_reason_stands_there(world, tmp_path, tax_name, number, category):
    parties(world, tax_number=number)
    if tax_name:
        facts = RULE | {"rate_bp": 0, "source": "Export of services, section 4"}
        actions.add_tax_rule(world.maker, **facts, since=world.now.date(), now=world.now)
    world.paid()
    fee = Document.objects.get(kind=Kind.FEE)
    block = einvoice.terms(fee)["BG-23"][0]
    assert block["BT-118"] == category
    assert block["BT-120"]
    assert judged(tmp_path, einvoice.xml(fee))


@pytest.mark.parametrize(("currency", "text"), [("JPY", "1000"), ("KWD", "1.000"), ("USD", "10.00")])
def test_currencies_keep_their_places(world, tmp_path, currency, text):
    parties(world)
    world.paid()
    fee = Document.objects.get(kind=Kind.FEE)
    fee.currency, fee.amount, fee.tax, fee.tax_bp = currency, 1_000, 0, 0  # in memory only
    assert einvoice.terms(fee)["BT-112"] == text
    assert judged(tmp_path, einvoice.xml(fee))


def test_without_a_country_it_says_what_to_do(world):
    world.paid()
    fee = Document.objects.get(kind=Kind.FEE)
    fee.seller["country"] = ""
    with pytest.raises(PartyHasNoCountry):
        einvoice.xml(fee)
    answer = world.browser(world.freelancer).get(f"/invoices/{fee.pk}/xml/")
    assert answer.status_code in {200, 409}


def test_the_file_comes_to_its_parties_only(world):
    parties(world)
    world.paid()
    fee = Document.objects.get(kind=Kind.FEE)
    mine = world.browser(world.freelancer).get(f"/invoices/{fee.pk}/xml/")
    assert (mine.status_code, mine["Content-Type"]) == (200, "application/xml")
    assert world.browser(world.client, hat="client").get(f"/invoices/{fee.pk}/xml/").status_code == 404
    assert world.browser(world.stranger).get(f"/invoices/{fee.pk}/xml/").status_code == 404
    assert world.browser(world.maker, hat="staff").get(f"/staff/invoices/{fee.pk}/xml/").status_code == 200


def test_what_is_given_back_takes_each_tax_back_by_the_document_it_came_with(world):
    """The tax rose between two payments of one contract: the newest is taken back first, the rest from the older one."""
    parties(world)
    actions.add_tax_rule(world.maker, **RULE, since=world.now.date(), now=world.now)
    contract = world.paid().contract
    world.pass_time(days=1)
    actions.add_tax_rule(world.maker, **(RULE | {"rate_bp": 2000}), since=world.now.date(), now=world.now)
    later = world.now + dt.timedelta(hours=1)
    actions.issue_documents(
        contract, source="second", subject="x", gross=100_000, fee=5_000, client_fee=0, is_credit=False,
        happened_at=later, now=later,
    )  # fmt: skip
    before = ledger.balance_of("platform", "vat", "BDT")
    again(contract, world, "back", gross=160_000, fee=8_000, client_fee=0, is_credit=True)
    notes = Document.objects.filter(kind=Kind.FEE, is_credit=True).order_by("pk")
    assert [(row.amount, row.tax_bp) for row in notes] == [(5_000, 2000), (3_000, 1500)]
    assert ledger.balance_of("platform", "vat", "BDT") == before - 833 - 391
    again(contract, world, "more", gross=10**9, fee=10**6, client_fee=0, is_credit=True)
    last = Document.objects.filter(kind=Kind.FEE).latest("pk")
    assert (last.corrects, last.tax) == (None, 0), "what no document spoke of takes no tax back"
