"""The second click, and the stale tab: the same button again, and a page whose state has moved on."""

import pytest

from karigar.contracts import actions as contracts
from karigar.jobs import actions as jobs
from karigar.ledger import queries as ledger
from karigar.proposals import actions as proposals
from tests.bad_input.parts import key, method_of, nothing_happens, refund_asked, refused, transfer_of

pytestmark = pytest.mark.django_db


def client_of(world):
    return world.browser(world.client, hat="client")


def free(world):
    return ledger.balance_of(f"company:{world.company.pk}", "wallet", "BDT")


def twice(browser, url, form, status=303):
    """Press a button, then press it again; the second press must change nothing."""
    first = browser.post(url, form)
    assert first.status_code == 303, (first.status_code, url)
    with nothing_happens():
        second = browser.post(url, form)
    assert second.status_code == status, (second.status_code, url)
    return first, second


# --- the second click ------------------------------------------------------------------------------------------------


def test_a_second_deposit_with_the_same_key_adds_nothing(world):
    _ = world.company
    form = {"currency": "BDT", "amount": "5000", "provider": "play", "key": key()}
    first, second = twice(client_of(world), "/deposits/new/", form)
    assert first.url == second.url
    assert free(world) == 500_000


def test_a_second_statement_of_a_transfer_is_refused(world):
    deposit = transfer_of(world, stated=False)
    form = {"sent_from": "bKash 4567", "reference": "TX1"}
    _first, second = twice(client_of(world), f"/deposits/{deposit.pk}/", form, 409)
    refused(second, 409, "This has changed since you opened the page", kept=None)


def test_a_second_withdrawal_with_the_same_key_takes_nothing(world):
    method = method_of(world, world.freelancer)
    world.paid()
    form = {"amount": "1000", "method": method.pk, "currency": "BDT", "key": key()}
    first, second = twice(world.browser(world.freelancer), "/payouts/new/BDT/", form)
    assert first.url == second.url
    assert ledger.balance_of(f"person:{world.freelancer.pk}", "wallet", "BDT") == 185_000


def test_a_second_click_pays_nothing_on_a_milestone(world):
    milestone, browser = world.contract().milestones.get(number=1), client_of(world)
    world.money()
    _first, second = twice(browser, f"/milestones/{milestone.pk}/fund/", {}, 409)
    refused(second, 409, "This milestone is “Money in escrow”", "Nothing was changed.")
    submit = {"note": "Three sketches."}
    world.browser(world.freelancer).post(f"/milestones/{milestone.pk}/submit/", submit)
    milestone.refresh_from_db()
    form = {"amount": "1000", "step": milestone.steps}
    _first, second = twice(browser, f"/milestones/{milestone.pk}/approve/", form, 409)
    refused(second, 409, "Money of this milestone has moved since you opened the page.", kept={"amount": "1000"})
    milestone.refresh_from_db()
    form = {"amount": "", "step": milestone.steps}
    twice(browser, f"/milestones/{milestone.pk}/approve/", form, 409)


def test_a_second_bonus_and_give_back_with_the_same_key_pay_nothing(world):
    contract = world.paid().contract
    form = {"amount": "500", "note": "Thanks.", "key": key()}
    twice(client_of(world), f"/contracts/{contract.pk}/bonus/", form)
    twice(world.browser(world.freelancer), f"/contracts/{contract.pk}/give-back/", form | {"key": key()})


def test_a_second_proposal_with_the_same_key_spends_nothing(world):
    job, browser = world.job(), world.browser(world.freelancer)
    form = {"letter": "I have drawn four of these.", "bid": "5000", "days": "7", "key": key()}
    first, second = twice(browser, f"/jobs/{job.pk}/apply/", form)
    assert first.url == second.url
    with nothing_happens():
        answer = browser.post(f"/jobs/{job.pk}/apply/", form | {"key": key()})
    refused(answer, 409, "You have applied to this job already.", kept={"letter": form["letter"], "bid": "5000"})


def test_a_second_message_with_the_same_key_says_nothing(world):
    proposal, browser = world.proposal(), client_of(world)
    form = {"text": "When can you begin?", "key": key()}
    first, _second = twice(browser, f"/hire/proposals/{proposal.pk}/write/", form)
    room = first.url.split("#")[0]
    twice(browser, room, {"text": "Next week?", "key": key()})


def test_a_second_offer_and_a_second_answer_to_it_do_nothing(world):
    proposal, browser = world.proposal(), client_of(world)
    form = {"title": "A logo", "terms": "Two drafts.", "title_1": "All of it", "amount_1": "5000"}
    first, second = twice(browser, f"/offers/new/{proposal.pk}/", form, 409)
    refused(second, 409, "This has changed since you opened the page", kept={"terms": "Two drafts."})
    twice(world.browser(world.freelancer), f"{first.url}accept/", {}, 409)


def test_second_clicks_around_a_job_do_nothing(world):
    _ = world.company
    browser = client_of(world)
    draft = jobs.repost_job(world.job(), by=world.client, now=world.now)
    jobs.close_job(world.job(title="Something else"), by=world.client, reason="no_need", note="", now=world.now)
    from karigar.jobs.models import Job

    for other in Job.objects.exclude(pk=draft.pk).filter(status="public"):
        jobs.close_job(other, by=world.client, reason="no_need", note="", now=world.now)
    twice(browser, f"/hire/{draft.pk}/publish/", {}, 409)
    twice(browser, f"/hire/{draft.pk}/pause/", {}, 409)
    twice(browser, f"/hire/{draft.pk}/reopen/", {}, 409)
    twice(browser, f"/hire/{draft.pk}/close/", {"reason": "no_need", "note": ""}, 409)


def test_second_clicks_on_refunds_changes_pause_and_end_do_nothing(world):
    refund = refund_asked(world)
    contract, client, freelancer = refund.milestone.contract, client_of(world), world.browser(world.freelancer)
    twice(client, f"/contracts/{contract.pk}/pause/", {"reason": "A holiday."}, 409)
    twice(client, f"/contracts/{contract.pk}/resume/", {}, 409)
    twice(client, f"/contracts/{contract.pk}/change/?kind=terms", {"terms": "Other terms.", "note": ""}, 409)
    amendment = contract.amendments.get()
    twice(freelancer, f"/changes/{amendment.pk}/", {"accept": "1"}, 409)
    twice(freelancer, f"/refunds/{refund.pk}/answer/", {"give": "1", "note": ""}, 409)
    twice(client, f"/contracts/{contract.pk}/end/", {"reason": "It is over."}, 409)


def test_a_second_look_at_a_deposit_or_payout_does_nothing(world):
    deposit, note = transfer_of(world), {"reason": "Seen on the account."}
    maker, checker = world.browser(world.maker, hat="staff"), world.browser(world.checker, hat="staff")
    twice(maker, f"/staff/deposits/{deposit.pk}/make/", note | {"amount": "1000"}, 409)
    twice(checker, f"/staff/deposits/{deposit.pk}/check/", note, 409)
    assert free(world) == 100_000


def test_a_second_feedback_is_refused(world):
    from karigar.reviews import rules

    contract = world.ended()
    form = dict.fromkeys(rules.aspects_about(freelancer=True), "5") | {"text": "Good.", "note_to_staff": ""}
    twice(client_of(world), f"/contracts/{contract.pk}/feedback/", form, 409)


# --- the stale tab ---------------------------------------------------------------------------------------------------


def stale(browser, url, form, status, *sentences, kept=None):
    with nothing_happens():
        answer = browser.post(url, form)
    refused(answer, status, *sentences, kept=kept)


def test_a_refunded_milestone_is_not_approved(world):
    refund = refund_asked(world)
    milestone = refund.milestone
    contracts.answer_refund(refund, by=world.freelancer, give=True, now=world.now)
    form = {"amount": "", "step": milestone.steps}
    stale(client_of(world), f"/milestones/{milestone.pk}/approve/", form, 409, "This milestone is “Refunded”")
    browser = world.browser(world.freelancer)
    stale(browser, f"/refunds/{refund.pk}/answer/", {"give": "1", "note": ""}, 409, "This has changed since")
    stale(browser, f"/milestones/{milestone.pk}/submit/", {"note": "Done."}, 409, "“Refunded”", kept={"note": "Done."})
    stale(browser, f"/milestones/{milestone.pk}/return/", {"amount": "", "reason": "So."}, 409, "“Refunded”")


def test_a_wish_for_a_refund_that_was_taken_back_is_not_answered(world):
    refund = refund_asked(world)
    contracts.drop_refund(refund, by=world.client, now=world.now)
    form = {"give": "1", "note": "Take it."}
    browser = world.browser(world.freelancer)
    stale(browser, f"/refunds/{refund.pk}/answer/", form, 409, "This has changed since", kept={"note": "Take it."})
    stale(client_of(world), f"/refunds/{refund.pk}/drop/", {}, 409, "This has changed since")


def test_a_released_milestone_is_not_refunded_changed_or_handed_in(world):
    milestone = world.submitted()
    contracts.approve_milestone(milestone, by=world.client, now=world.now)
    client, freelancer = client_of(world), world.browser(world.freelancer)
    url = f"/milestones/{milestone.pk}"
    stale(
        client, f"{url}/refund/", {"amount": "", "reason": "So."}, 409, "Nothing was changed.", kept={"reason": "So."}
    )
    stale(client, f"{url}/changes/", {"note": "Blue."}, 409, "Nothing was changed.", kept={"note": "Blue."})
    stale(client, f"{url}/extend/", {"reason": "Away."}, 409, "Nothing was changed.", kept={"reason": "Away."})
    stale(freelancer, f"{url}/submit/", {"note": "More."}, 409, "Nothing was changed.", kept={"note": "More."})
    stale(freelancer, f"{url}/return/", {"amount": "", "reason": "So."}, 409, "Nothing was changed.")


def test_an_offer_that_was_withdrawn_or_ran_out_is_not_accepted(world):
    offer, browser = world.offer(), world.browser(world.freelancer)
    contracts.withdraw_offer(offer, by=world.client, now=world.now)
    counter = {"title": "A logo", "terms": "Three drafts.", "title_1": "All of it", "amount_1": "5000"}
    stale(browser, f"/offers/{offer.pk}/accept/", {}, 409, "This has changed since")
    stale(browser, f"/offers/{offer.pk}/decline/", {"note": "No."}, 409, "This has changed since")
    stale(
        browser, f"/offers/{offer.pk}/counter/", counter, 409, "This has changed since", kept={"terms": "Three drafts."}
    )
    second = world.offer(offer.proposal)
    world.pass_time(days=8)
    stale(world.browser(world.freelancer), f"/offers/{second.pk}/accept/", {}, 409, "This has changed since")


def test_an_offer_past_its_time_is_not_accepted_before_the_timer_came(world):
    import datetime as dt

    offer = world.offer()
    world.set_time(world.now + dt.timedelta(days=8))
    stale(world.browser(world.freelancer), f"/offers/{offer.pk}/accept/", {}, 409)


def test_ones_own_offer_is_not_accepted_by_oneself(world):
    offer = world.offer()
    stale(client_of(world), f"/offers/{offer.pk}/accept/", {}, 409, "the other side answers them")


def test_a_seen_proposal_keeps_its_text_and_a_declined_one_its_terms(world):
    proposal, browser = world.proposal(), world.browser(world.freelancer)
    form = {"letter": "Another letter.", "bid": "4000", "days": "5"}
    proposals.see_proposal(proposal, by=world.client, now=world.now)
    url = f"/proposals/{proposal.pk}/edit/"
    assert browser.get(url).status_code == 200
    answer = browser.post(url, form)  # the page says that only the terms can change, and so it is
    assert answer.status_code == 303
    proposal.refresh_from_db()
    assert (proposal.letter[:6], proposal.bid) == ("I have", 400_000)
    proposals.decline_proposal(proposal, by=world.client, reason="price", now=world.now)
    stale(browser, url, form, 409, "its terms stay as they are", kept={"bid": "4000"})
    stale(browser, f"/proposals/{proposal.pk}/withdraw/", {}, 409, "This has changed since")


def test_a_withdrawn_proposal_gets_neither_offer_nor_message(world):
    proposal, browser = world.proposal(), client_of(world)
    proposals.withdraw_proposal(proposal, by=world.freelancer, now=world.now)
    url = f"/hire/proposals/{proposal.pk}"
    offer = {"title": "A logo", "terms": "Two drafts.", "title_1": "All of it", "amount_1": "5000"}
    stale(browser, f"/offers/new/{proposal.pk}/", offer, 409, "This has changed since", kept={"terms": "Two drafts."})
    stale(browser, f"{url}/write/", {"text": "Hello?", "key": key()}, 409, "This has changed", kept={"text": "Hello?"})
    stale(browser, f"{url}/decline/", {"reason": "price", "note": "No."}, 409, "This has changed", kept={"note": "No."})
    stale(browser, f"{url}/shortlist/", {}, 409, "This has changed since")


def test_a_closed_job_takes_no_proposal_and_a_published_one_is_not_published_again(world):
    job, browser = world.job(), world.browser(world.rival)
    client = client_of(world)
    stale(client, f"/hire/{job.pk}/publish/", {}, 409, "This job was published already. Nothing was done")
    stale(client, f"/hire/{job.pk}/discard/", {}, 409)
    jobs.close_job(job, by=world.client, reason="no_need", note="", now=world.now)
    form = {"letter": "I have drawn four.", "bid": "5000", "days": "7", "key": key()}
    said = "Nothing was sent and no Connects were spent."
    stale(browser, f"/jobs/{job.pk}/apply/", form, 409, said, kept={"letter": "I have drawn four.", "bid": "5000"})
    for act in ("pause", "reopen", "lift"):
        stale(client, f"/hire/{job.pk}/{act}/", {}, 409)


def test_a_deposit_that_was_cancelled_is_not_booked_and_a_booked_one_not_cancelled(world):
    deposit, note = transfer_of(world), {"reason": "Seen on the account."}
    checker = world.browser(world.checker, hat="staff")
    stale(checker, f"/staff/deposits/{deposit.pk}/check/", note, 409, "This has changed since", kept=note)
    client = client_of(world)
    assert client.post(f"/deposits/{deposit.pk}/cancel/").status_code == 303
    stale(checker, f"/staff/deposits/{deposit.pk}/make/", note | {"amount": "1000"}, 409, "This has changed since")
    world.money(90_000)
    from karigar.payins.models import Deposit

    booked = Deposit.objects.get(status="booked")
    stale(client, f"/deposits/{booked.pk}/cancel/", {}, 409, "This has changed since")


def test_a_payout_goes_only_forward(world):
    from karigar.payouts import actions as payouts

    method = method_of(world, world.freelancer)
    world.paid()
    payout = payouts.request_payout(
        world.freelancer, method=method, amount=100_000, currency="BDT", key=key(), now=world.now
    )
    from karigar.accounts import actions as accounts

    accounts.start_staff_session(world.maker, reason="test", now=world.now)
    browser, url = world.browser(world.maker, hat="staff"), f"/staff/payouts/{payout.pk}"
    note = {"reason": "Done."}
    stale(browser, f"{url}/send/", note | {"reference": "TRX"}, 409, "This has changed", kept={"reference": "TRX"})
    stale(browser, f"{url}/confirm/", note, 409, "This has changed since")
    fail = note | {"failure": "The account is closed."}
    twice(browser, f"{url}/fail/", fail, 409)
    assert ledger.balance_of(f"person:{world.freelancer.pk}", "wallet", "BDT") == 285_000
    for act in ("check", "confirm"):
        stale(browser, f"{url}/{act}/", note, 409, "This has changed since")


# --- two roles in one person -----------------------------------------------------------------------------------------


def test_nobody_confirms_his_own_deposit_whatever_roles_he_has(world):
    from karigar.accounts import actions as accounts

    deposit, note = transfer_of(world), {"reason": "I sent it myself."}
    accounts.grant_duty(world.client, duty="finance", reason="test", now=world.now)
    accounts.start_staff_session(world.client, reason="test", now=world.now)
    own = world.browser(world.client, hat="staff")
    url = f"/staff/deposits/{deposit.pk}"
    said = "Staff never confirm their own money"
    stale(own, f"{url}/make/", note | {"amount": "1000"}, 403, said, kept=note | {"amount": "1000"})
    maker = world.browser(world.maker, hat="staff")
    assert maker.post(f"{url}/make/", note | {"amount": "1000"}).status_code == 303
    stale(own, f"{url}/check/", note, 403, said, kept=note)
    stale(maker, f"{url}/check/", note, 403, "The second look must be a colleague's.", kept=note)
    assert free(world) == 0


def test_a_payer_who_left_the_company_still_cannot_confirm_his_deposit(world):
    from karigar.accounts import actions as accounts
    from karigar.payins import actions as payins

    partner = world.member("finance", "Polash Partner")
    deposit = payins.start_deposit(
        world.company, by=partner, provider="manual", amount=100_000, currency="BDT", key=key(), now=world.now
    )
    payins.state_transfer(deposit, by=partner, sent_from="bKash", reference="TX7", upload=None, now=world.now)
    from karigar.accounts.models import Membership

    accounts.remove_member(Membership.objects.get(person=partner), by=world.client, now=world.now)
    accounts.grant_duty(partner, duty="finance", reason="test", now=world.now)
    accounts.start_staff_session(partner, reason="test", now=world.now)
    browser = world.browser(partner, hat="staff")
    form = {"reason": "Mine.", "amount": "1000"}
    stale(browser, f"/staff/deposits/{deposit.pk}/make/", form, 403, "Staff never confirm their own money")


def test_another_sum_than_the_stated_one_is_not_confirmed(world):
    deposit = transfer_of(world)
    browser = world.browser(world.maker, hat="staff")
    form = {"reason": "Seen.", "amount": "9999"}
    stale(browser, f"/staff/deposits/{deposit.pk}/make/", form, 422, "the deposit says ৳1,000", kept=form)


def test_one_transfer_counts_once(world):
    first, second = transfer_of(world, reference="TX5"), transfer_of(world, reference="tx5")
    maker, checker = world.browser(world.maker, hat="staff"), world.browser(world.checker, hat="staff")
    for deposit in (first, second):
        maker.post(f"/staff/deposits/{deposit.pk}/make/", {"reason": "Seen.", "amount": "1000"})
    assert checker.post(f"/staff/deposits/{first.pk}/check/", {"reason": "Seen."}).status_code == 303
    said = f"was booked before (number {first.pk}). One transfer counts once."
    stale(checker, f"/staff/deposits/{second.pk}/check/", {"reason": "Seen."}, 409, said)
    assert free(world) == 100_000


def test_nobody_handles_his_own_withdrawal(world):
    from karigar.accounts import actions as accounts
    from karigar.payouts import actions as payouts

    method = method_of(world, world.freelancer)
    world.paid()
    payout = payouts.request_payout(
        world.freelancer, method=method, amount=100_000, currency="BDT", key=key(), now=world.now
    )
    accounts.grant_duty(world.freelancer, duty="finance", reason="test", now=world.now)
    accounts.start_staff_session(world.freelancer, reason="test", now=world.now)
    browser, note = world.browser(world.freelancer, hat="staff"), {"reason": "Mine."}
    said = "This is your own withdrawal."
    for act, form in (("check", note), ("fail", note | {"failure": "So."}), ("confirm", note)):
        stale(browser, f"/staff/payouts/{payout.pk}/{act}/", form, 403, said, kept=form)
