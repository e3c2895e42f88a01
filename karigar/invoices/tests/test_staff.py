"""Finance staff read and print every document; only who runs the site is shown the way to the operator's details."""

import pytest

from karigar.accounts import actions as accounts
from karigar.invoices.models import Document


def desk(world, person):
    accounts.start_staff_session(person, reason="look", now=world.now)
    return world.browser(person, hat="staff")


def test_staff_print_any_document_and_nobody_else_does_it_there(world):
    world.paid()
    pk = Document.objects.get(kind="fee").pk
    answer = desk(world, world.maker).get(f"/staff/invoices/{pk}/pdf/")
    assert answer.status_code == 200
    assert answer.content.startswith(b"%PDF")
    assert f"/staff/invoices/{pk}/pdf/" in desk(world, world.maker).get(f"/staff/invoices/{pk}/").content.decode()
    for person in (world.freelancer, world.client, world.stranger):
        assert world.browser(person).get(f"/staff/invoices/{pk}/pdf/").status_code in {403, 404}


@pytest.mark.parametrize(("name", "is_shown"), [("operator", True), ("maker", False)])
def test_the_way_to_the_operators_details_is_shown_to_who_may_go_it(world, name, is_shown):
    browser = desk(world, getattr(world, name))
    assert ("/staff/invoices/operator/" in browser.get("/staff/").content.decode()) == is_shown
    assert (browser.get("/staff/invoices/operator/").status_code == 200) == is_shown
