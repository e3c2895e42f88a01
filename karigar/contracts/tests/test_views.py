"""The pages of offers and contracts: each side, the team, the stranger; bad input; constant cost."""

import pytest
from django.urls import reverse

from karigar.contracts import actions
from karigar.contracts.models import Amendment, Bonus, Offer, Refund
from karigar.contracts.tests.marks import nothing_happens


def both(world):
    return world.browser(world.client, hat="client"), world.browser(world.freelancer)


def test_a_client_makes_an_offer_with_bangla_digits(world):
    proposal = world.proposal()
    client = world.browser(world.client, hat="client")
    url = reverse("make_offer", args=[proposal.pk])
    page = client.get(url)
    assert page.status_code == 200
    assert "5000" in page.content.decode()  # the bid, as the first milestone
    form = {"title": "Logo", "terms": "Two drafts.", "rows": "5", "title_1": "Draft", "amount_1": "৩,০০০.৫০"}
    answer = client.post(url, form)
    assert answer.status_code == 303
    offer = Offer.objects.get()
    assert (offer.amount, answer.url) == (300_050, reverse("offer", args=[offer.pk]))


@pytest.mark.parametrize("amount", ["0", "-5", "1" + "0" * 18, "5000.123", "INR 5000", "abc", "499"])
def test_an_amount_that_is_none_makes_no_offer(world, amount):
    proposal = world.proposal()
    client = world.browser(world.client, hat="client")
    form = {"title": "Logo", "terms": "x", "rows": "5", "title_1": "Draft", "amount_1": amount}
    with nothing_happens():
        answer = client.post(reverse("make_offer", args=[proposal.pk]), form)
    assert answer.status_code == 422
    assert Offer.objects.count() == 0


def test_more_rows_and_the_sum_come_without_script(world):
    client = world.browser(world.client, hat="client")
    url = reverse("make_offer", args=[world.proposal().pk])
    form = {"title": "", "rows": "5", "title_1": "Draft", "amount_1": "5000"}
    page = client.post(url, form | {"more": "1"})
    assert page.status_code == 200
    assert 'name="title_10"' in page.content.decode()
    assert "৳5,100" in client.post(url, form | {"sum": "1"}).content.decode()


def test_only_who_may_hire_makes_an_offer(world):
    url = reverse("make_offer", args=[world.proposal().pk])
    assert world.browser(world.recruiter, hat="client").get(url).status_code == 403
    assert world.browser(world.stranger).get(url).status_code == 404
    assert world.browser(world.freelancer).get(url).status_code == 404


def test_the_whole_way_through_the_pages(world):
    world.money()
    offer = world.offer()
    client, freelancer = both(world)
    assert freelancer.get(reverse("offer", args=[offer.pk])).status_code == 200
    answer = freelancer.post(reverse("accept_offer", args=[offer.pk]))
    assert answer.status_code == 303
    contract = Offer.objects.get().contract
    milestone = contract.milestones.get(number=1)
    assert "৳3,060" in client.get(reverse("fund_milestone", args=[milestone.pk])).content.decode()
    assert client.post(reverse("fund_milestone", args=[milestone.pk])).status_code == 303
    with nothing_happens():  # a second click
        assert client.post(reverse("fund_milestone", args=[milestone.pk])).status_code == 409
    assert freelancer.post(reverse("submit_milestone", args=[milestone.pk]), {"note": "Here."}).status_code == 303
    shown = client.get(reverse("contract", args=[contract.pk])).content.decode()
    assert "Rahima Freelancer sees: " in shown
    assert "Approve and pay" in shown
    assert client.post(reverse("ask_changes", args=[milestone.pk]), {"note": "Blue."}).status_code == 303
    assert freelancer.post(reverse("submit_milestone", args=[milestone.pk]), {"note": "Blue."}).status_code == 303
    assert client.post(reverse("extend_review", args=[milestone.pk]), {"reason": "Fair."}).status_code == 303
    url = reverse("approve_milestone", args=[milestone.pk])
    assert client.post(url, {"amount": "১০০০", "step": "1"}).status_code == 303
    with nothing_happens():  # the same old page again
        assert client.post(url, {"amount": "১০০০", "step": "1"}).status_code == 409
    with nothing_happens():
        assert client.post(url, {"amount": "2000.01", "step": "2"}).status_code == 422
    ask = reverse("ask_refund", args=[milestone.pk])
    assert client.post(ask, {"amount": "500", "reason": "Late."}).status_code == 303
    refund = Refund.objects.get()
    assert freelancer.get(reverse("answer_refund", args=[refund.pk])).status_code == 200
    assert freelancer.post(reverse("answer_refund", args=[refund.pk]), {"give": "1"}).status_code == 303
    assert client.post(url, {"step": "3"}).status_code == 303
    bonus = {"amount": "100", "key": "k1", "note": "Thanks"}
    assert client.post(reverse("give_bonus", args=[contract.pk]), bonus).status_code == 303
    assert client.post(reverse("give_bonus", args=[contract.pk]), bonus).status_code == 303
    assert Bonus.objects.count() == 1
    assert "Thanks" in freelancer.get(reverse("contract", args=[contract.pk])).content.decode()
    assert client.post(reverse("end_contract", args=[contract.pk]), {"reason": "Done."}).status_code == 303
    contract.refresh_from_db()
    assert contract.status == "ended"


def test_changes_pause_and_resume_through_the_pages(world):
    contract = world.funded().contract
    client, freelancer = both(world)
    url = reverse("propose_amendment", args=[contract.pk])
    given = {"title": "Letterhead", "amount": "1,500", "due_on": "2028-02-29", "note": "More work"}
    assert client.post(url + "?kind=add_milestone", given).status_code == 303
    change = Amendment.objects.get()
    assert "Letterhead" in freelancer.get(reverse("contract", args=[contract.pk])).content.decode()
    assert freelancer.get(reverse("answer_amendment", args=[change.pk])).status_code == 200
    with nothing_happens():
        assert client.post(reverse("answer_amendment", args=[change.pk]), {"accept": "1"}).status_code == 409
    assert freelancer.post(reverse("answer_amendment", args=[change.pk]), {"accept": "1"}).status_code == 303
    planned = contract.milestones.get(number=3)
    for query in ("?kind=terms", "?kind=reopen", f"?kind=change_milestone&milestone={planned.pk}"):
        assert client.get(url + query).status_code == 200
    for query in ("", "?kind=nonsense", "?kind=delete_milestone&milestone=x"):
        assert client.get(url + query).status_code == 404
    assert client.post(reverse("pause_contract", args=[contract.pk]), {"reason": "Eid."}).status_code == 303
    assert freelancer.post(reverse("resume_contract", args=[contract.pk])).status_code == 303


def test_a_stranger_gets_404_everywhere_and_nothing_happens(world):
    milestone = world.submitted()
    contract = milestone.contract
    refund = actions.ask_refund(milestone, by=world.client, reason="x", now=world.now)
    change = actions.propose_amendment(contract, by=world.client, kind="terms", terms="New.", now=world.now)
    world.deliver()
    browsers = [world.browser(world.stranger), world.browser(world.rival)]
    names = [
        *(("milestone", n) for n in ("fund_milestone", "submit_milestone", "ask_changes", "approve_milestone")),
        *(("milestone", n) for n in ("extend_review", "ask_refund", "refund_now")),
        *(("refund", n) for n in ("answer_refund", "drop_refund")),
        *(("contract", n) for n in ("contract", "pause_contract", "resume_contract", "end_contract", "give_bonus")),
        *(("contract", n) for n in ("give_back", "propose_amendment")),
        *(("offer", n) for n in ("offer", "counter_offer", "accept_offer", "decline_offer", "withdraw_offer")),
        ("change", "answer_amendment"),
    ]
    ids = {
        "milestone": milestone.pk,
        "refund": refund.pk,
        "contract": contract.pk,
        "offer": contract.offer_id,
        "change": change.pk,
    }
    with nothing_happens():
        for browser in browsers:
            for kind, name in names:
                url = reverse(name, args=[ids[kind]])
                assert browser.post(url, {"note": "x", "reason": "x", "key": "k", "amount": "5"}).status_code in {
                    404,
                    405,
                }
                assert browser.get(url).status_code in {404, 405}, name


def test_a_viewer_of_the_company_reads_but_does_not_pay(world):
    milestone = world.submitted()
    viewer = world.browser(world.viewer, hat="client")
    assert viewer.get(reverse("contract", args=[milestone.contract_id])).status_code == 200
    with nothing_happens():
        assert viewer.post(reverse("approve_milestone", args=[milestone.pk])).status_code == 403


@pytest.mark.parametrize("which", ["client", "freelancer"])
def test_the_contract_page_costs_the_same_with_one_and_twelve_milestones(world, which):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    world.money(amount=9_000_000)
    counts = []
    for number in (1, 12):
        freelancer = world.with_profile(world.person(f"Freelancer {number}"))
        offer = world.offer(
            world.proposal(world.job(title=f"Logo for shop {number}"), freelancer), milestones=(60_000,) * number
        )
        contract = actions.accept_offer(offer, by=freelancer, now=world.now)
        for milestone in contract.milestones.all()[:6]:
            actions.fund_milestone(milestone, by=world.client, now=world.now)
            actions.submit_milestone(milestone, by=freelancer, note="Here.", uploads=[], now=world.now)
        browser = world.browser(world.client, hat="client") if which == "client" else world.browser(freelancer)
        browser.get(reverse("contract", args=[contract.pk]))
        with CaptureQueriesContext(
            connection,
        ) as captured:
            assert browser.get(reverse("contract", args=[contract.pk])).status_code == 200
        counts.append(len(captured))
    assert counts[0] == counts[1] <= 16


def test_lists_and_wallet_slot_show_what_is_held(world):
    milestone = world.submitted()
    client, freelancer = both(world)
    for browser in (client, freelancer):
        page = browser.get(reverse("my_contracts")).content.decode()
        assert milestone.contract.title in page
        assert browser.get(reverse("my_contracts") + "?show=ended").status_code == 200
    assert "৳3,000" in freelancer.get(reverse("wallet_holds")).content.decode()
    actions.approve_milestone(milestone, by=world.client, now=world.now)
    assert "৳2,850" in freelancer.get(reverse("wallet_holds")).content.decode()


def test_staff_search_read_and_note(world):
    contract = world.submitted().contract
    operator = world.browser(world.operator)
    assert contract.title in operator.get(reverse("staff_contracts") + "?q=logo").content.decode()
    url = reverse("staff_contract", args=[contract.pk])
    assert operator.get(url).status_code == 200
    assert operator.post(url, {"reason": "Called the client."}).status_code == 303
    assert "Called the client." in operator.get(url).content.decode()
    assert (
        "Called the client."
        not in world.browser(world.freelancer).get(reverse("contract", args=[contract.pk])).content.decode()
    )
    assert world.browser(world.stranger).get(url).status_code == 404
    with nothing_happens():
        assert operator.post(url, {"reason": " "}).status_code == 422


def test_each_event_tells_the_other_side_once(world):
    from karigar.notifications.models import Notice

    world.submitted()
    world.deliver()
    kinds = set(Notice.objects.filter(person=world.freelancer).values_list("kind", flat=True))
    assert {"offer.sent.freelancer", "milestone.funded.freelancer"} <= kinds
    kinds = set(Notice.objects.filter(person=world.client).values_list("kind", flat=True))
    assert {"contract.started.client", "milestone.submitted.client"} <= kinds


def test_every_event_of_this_module_has_its_words():
    from karigar.contracts import notices

    followers = {notices.to_client: {"client"}, notices.to_freelancer: {"freelancer"}}
    for name, follower in notices.FOLLOWS.items():
        for side in followers.get(follower, {"client", "freelancer"}):
            assert f"{name}.{side}" in notices.TEXTS, f"{name}.{side}"


def test_the_export_holds_the_contract_of_both(world):
    from karigar.contracts import exporting

    contract = world.submitted().contract
    assert exporting.export(world.freelancer)["contracts"][0]["number"] == contract.pk
    assert exporting.export(world.client)["contracts"][0]["your_side"] == "client"
    assert exporting.export(world.stranger) == {"contracts": []}
