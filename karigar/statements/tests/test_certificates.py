"""Certificates of earnings: what was paid, frozen and signed; others see what the holder lets them see."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from karigar.contracts import actions as contracts
from karigar.kit import signing
from karigar.statements import actions, certificates, codes, queries
from karigar.statements.models import Certificate
from karigar.statements.refusals import (
    CertificateIsRevoked,
    NameIsNotVerified,
    NothingEarned,
    PeriodIsNotOver,
    TooManyContracts,
)
from karigar.statements.rules import Shows
from karigar.statements.tests.walk import issued

pytestmark = pytest.mark.django_db
NET = 285_000  # 3,000 taka less 5 %


@given(st.integers(0, 2**60 - 1))
def test_a_code_is_read_as_people_type_it(number):
    code = codes.code_from(number)
    assert codes.cleaned(codes.grouped(code)) == code
    bangla = codes.grouped(code).translate(str.maketrans("0123456789", "০১২৩৪৫৬৭৮৯"))
    assert codes.cleaned(f"  {bangla.lower()} ") == code
    assert codes.cleaned(code.replace("0", "O").replace("1", "l")) == code


@pytest.mark.parametrize(
    "typed", ["", "AB12", "AB12-CD34-EF5U", "AB12-CD34-EF56-7", "অআইঈ-উঊঋএ-ঐওঔক", "' OR 1=1 --", "\x00" * 12]
)
def test_what_can_be_no_code_is_none(typed):
    assert codes.cleaned(typed) == ""


def test_two_numbers_never_make_one_code():
    assert len({codes.code_from(n << shift) for n in range(1, 32) for shift in range(0, 60, 5)}) == 31 * 12


def test_it_says_what_was_paid_to_the_unit(world):
    world.paid()
    made = issued(world)
    paper = made.paper
    assert (paper["gross"], paper["fee"], paper["net"]) == (300_000, 15_000, NET)
    assert (paper["contracts"], paper["clients"]) == (1, 1)
    assert paper["name"] == "Rahima Freelancer"
    assert signing.is_signed(paper, made.signature, signing.public_key())
    assert "works" not in paper
    assert world.company.name not in str(paper)


def test_each_choice_of_the_holder_shows_that_and_no_more(world):
    contract = world.paid().contract
    world.company.name = "Quiet House"  # the title of the contract names Padma
    world.company.save(update_fields=["name"])
    for amounts in (True, False):
        for titles in (True, False):
            for clients in (True, False):
                made = issued(world, Shows(amounts, titles, clients), chance=amounts + 2 * titles + 4 * clients + 8)
                page = world.browser().get(reverse("public_certificate", args=[made.code])).text
                assert ("2,850" in page) is amounts
                assert (contract.title in page) is titles
                assert (world.company.name in page) is clients


def test_anybody_with_the_code_sees_that_it_is_genuine(world):
    world.paid()
    made = issued(world)
    browser = world.browser()
    sent = browser.get("/certificates/", {"code": codes.grouped(made.code).lower()})
    assert sent.status_code == 303
    answer = browser.get(sent.url)
    assert "This certificate is genuine." in answer.text
    assert answer["X-Robots-Tag"] == "noindex"
    paper = browser.get(sent.url + "paper.json").json()
    assert signing.is_signed(paper["paper"], paper["signature"], paper["key"])
    assert not signing.is_signed(paper["paper"] | {"net": 1}, paper["signature"], paper["key"])


def test_an_unknown_code_is_404_and_says_what_to_do(world):
    answer = world.browser().get("/certificates/0000-0000-0000/")
    assert answer.status_code == 404
    assert "compare each letter" in answer.text
    assert world.browser().get("/certificates/", {"code": "12"}).status_code == 422


def test_nobody_tries_codes_without_end(world):
    browser = world.browser()
    answers = [browser.get(f"/certificates/{n:012}/").status_code for n in range(31)]
    assert answers == [404] * 30 + [429]


def test_what_was_taken_back_proves_nothing(world):
    world.paid()
    made = issued(world)
    mine = world.browser(world.freelancer)
    assert mine.post(reverse("revoke_certificate", args=[made.pk])).status_code == 303
    page = world.browser().get(reverse("public_certificate", args=[made.code])).text
    assert "took this certificate back" in page
    assert "2,850" not in page
    assert "Rahima" not in page
    assert world.browser().get(reverse("certificate_json", args=[made.code])).status_code == 404
    assert mine.get(reverse("certificate_pdf", args=[made.pk])).status_code == 404
    with pytest.raises(CertificateIsRevoked):
        actions.revoke_certificate(made, now=world.now)


def test_what_is_given_back_later_is_said(world):
    contract = world.paid().contract
    made = issued(world, Shows(amounts=True))
    quiet = issued(world, Shows(amounts=False), chance=9)
    contracts.give_back(contract, by=world.freelancer, amount=100_000, note="", key="g", now=world.now)
    assert queries.given_back_since(made) == 95_000
    browser = world.browser()
    assert "950" in browser.get(reverse("public_certificate", args=[made.code])).text
    page = browser.get(reverse("public_certificate", args=[quiet.code])).text
    assert "a part of these payments was given back" in page
    assert "950" not in page
    assert issued(world, chance=7).paper["net"] == NET - 95_000, "a new one has it taken off"


def test_days_are_those_of_the_holder_and_the_last_one_counts(world):
    world.paid()
    paid_on = world.now.date() - dt.timedelta(days=6)
    ask = {"currency": "BDT", "shows": Shows(), "site": "K", "now": world.now}
    made = actions.issue_certificate(world.freelancer, since=paid_on, until=paid_on, chance=1, **ask)
    assert made.paper["net"] == NET
    day_before = paid_on - dt.timedelta(days=1)
    with pytest.raises(NothingEarned):
        actions.issue_certificate(world.freelancer, since=day_before, until=day_before, chance=2, **ask)
    with pytest.raises(PeriodIsNotOver):
        actions.issue_certificate(
            world.freelancer, since=paid_on, until=world.now.date() + dt.timedelta(days=2), chance=3, **ask
        )
    assert Certificate.objects.count() == 1


def test_it_carries_a_verified_name_or_is_not_made(world):
    person = world.person("Nila Newcomer", identified=False)
    with pytest.raises(NameIsNotVerified):
        actions.issue_certificate(
            person, currency="BDT", since=world.now.date(), until=world.now.date(), shows=Shows(), site="K", chance=1,
            now=world.now,
        )  # fmt: skip
    assert "confirm your identity" in world.browser(person).get("/certificates/mine/").text


def test_too_many_titles_do_not_go_on_one_paper(world, monkeypatch):
    from karigar.statements import rules

    monkeypatch.setattr(rules, "MOST_CONTRACTS", 0)
    world.paid()
    with pytest.raises(TooManyContracts):
        issued(world, Shows(contracts=True))


@pytest.mark.parametrize("language", ["en", "bn", "hi", "hi-latn"])
def test_the_paper_is_drawn_in_each_language_with_its_code(world, language):
    from django.utils import translation

    world.paid()
    made = issued(world, Shows(contracts=True, clients=True))
    with translation.override(language):
        facts = certificates.contents(made)
    assert facts["code"] == codes.grouped(made.code)
    assert facts["qr"].startswith("<svg")
    browser = world.browser(world.freelancer)
    browser.cookies["lang"] = language
    answer = browser.get(reverse("certificate_pdf", args=[made.pk]))
    assert answer.status_code == 200
    assert answer.content.startswith(b"%PDF")


def test_the_pages_make_one_and_show_it(world):
    world.paid()
    mine = world.browser(world.freelancer)
    form = {"since": "2020-01-01", "until": world.now.date().isoformat(), "currency": "BDT", "with_amounts": "on"}
    assert mine.post("/certificates/mine/", form | {"since": "2027-01-01"}).status_code == 422
    sent = mine.post("/certificates/mine/", form)
    assert sent.status_code == 303
    assert codes.grouped(Certificate.objects.get().code) in mine.get(sent.url).text
    assert world.browser(world.stranger).get(sent.url).status_code == 404
    assert "Certificates of earnings" in mine.get("/wallet/earnings/").text


def test_the_check_costs_the_same_however_much_was_paid(world, django_assert_max_num_queries):
    world.paid()
    made = issued(world, Shows(contracts=True))
    browser = world.browser()
    with django_assert_max_num_queries(6):
        assert browser.get(reverse("public_certificate", args=[made.code])).status_code == 200


def test_a_changed_row_is_found_by_its_signature(world):
    world.paid()
    made = issued(world)
    made.paper["net"] = 99_000_000
    made.save(update_fields=["paper"])
    assert "signature does not hold" in world.browser().get(reverse("public_certificate", args=[made.code])).text


def test_the_form_comes_filled_with_this_year_in_every_language(world):
    world.paid()
    for language in ("en", "bn"):
        browser = world.browser(world.freelancer)
        browser.cookies["lang"] = language
        page = browser.get("/certificates/mine/").text
        assert f'value="{timezone.now().year}-01-01"' in page
