"""The hat follows the page."""

import pytest

from karigar.accounts import actions


@pytest.mark.django_db
def test_the_hat_follows_the_page_that_one_opens(world):
    company, browser = world.company, world.browser(world.client)
    assert browser.get("/hire/").wsgi_request.hat.company_id == company.pk
    assert browser.get("/messages/").wsgi_request.hat.kind == "client"
    assert browser.get("/proposals/").wsgi_request.hat.kind == "freelancer"
    assert browser.get("/wallet/company/").wsgi_request.hat.company_name == company.name


@pytest.mark.django_db
def test_who_has_no_company_keeps_the_freelancers_hat_and_staff_its_own(world):
    assert world.browser(world.stranger).get("/hire/").wsgi_request.hat.kind == "freelancer"
    assert world.browser(world.operator, hat="staff").get("/hire/").wsgi_request.hat.kind == "staff"


@pytest.mark.django_db
def test_a_first_company_puts_the_clients_hat_on_at_the_next_page_for_clients(world):
    browser = world.browser(world.stranger)
    assert browser.get("/hire/new/").wsgi_request.hat.kind == "freelancer"
    actions.ensure_company(world.stranger, now=world.now, name="Sam's shop", currency="BDT")
    assert browser.get("/hire/").wsgi_request.hat.kind == "client"
