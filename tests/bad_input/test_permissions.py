"""Every address that takes a number, pressed by everybody whom it does not belong to: a right no, and nothing happens."""

import pytest
from django.urls import get_resolver, reverse

from karigar.accounts.queries import ROLE_MAY
from tests import walks
from tests.bad_input.parts import key, nothing_happens

pytestmark = pytest.mark.django_db

NOTE = {"reason": "Because of a test."}
OFFER = {"title": "Another logo", "terms": "Mine.", "title_1": "All", "amount_1": "3000"}
LETTER = {"letter": "Let me do this.", "bid": "5000", "days": "7"}
ITEM = {"title": "My own now"}
RATING = {"text": "Bad."}
# Address by name: whose number it takes, what a member of the company needs to be permitted, and a good form.
# "freelancer" and "self" belong to nobody in the company; "staff" needs the duty that stands after the colon.
TARGETS = {
    # jobs and proposals
    "apply": ("job", "reader", LETTER),
    "save_job": ("job", "reader", {}),
    "unsave_job": ("job", "reader", {}),
    "edit_job": ("draft", "post", {"title": "Mine now", "kind": "fixed", "currency": "BDT"}),
    "publish_job": ("draft", "post", {}),
    "discard_draft": ("draft", "post", {}),
    "pause_job": ("job", "post", {}),
    "reopen_job": ("job", "post", {}),
    "close_job": ("job", "post", {"reason": "no_need", "note": ""}),
    "repost_job": ("job", "post", {}),
    "lift_proposals": ("job", "post", {}),
    "decline_many": ("job", "recruit", {"reason": "price", "note": ""}),
    "edit_proposal": ("proposal", "freelancer", LETTER),
    "withdraw_proposal": ("proposal", "freelancer", {}),
    "shortlist_proposal": ("proposal", "recruit", {}),
    "unshortlist_proposal": ("proposal", "recruit", {}),
    "decline_proposal": ("proposal", "recruit", {"reason": "price", "note": ""}),
    "start_interview": ("proposal", "recruit", {"text": "Hello.", "key": "k1"}),
    "invitation": ("invitation", "freelancer", {"reason": "No time."}),
    "withdraw_invitation": ("invitation", "recruit", {}),
    # offers and contracts
    "make_offer": ("proposal", "hire", OFFER),
    "accept_offer": ("offer", "hire", {}),
    "decline_offer": ("offer", "hire", {"note": ""}),
    "withdraw_offer": ("offer", "hire", {}),
    "counter_offer": ("offer", "hire", OFFER),
    "propose_amendment": ("contract", "hire", {"terms": "Mine.", "note": ""}),
    "answer_amendment": ("amendment", "hire", {"accept": "1"}),
    "pause_contract": ("contract", "hire", NOTE),
    "resume_contract": ("contract", "hire", {}),
    "end_contract": ("contract", "hire", NOTE),
    "give_bonus": ("contract", "pay", {"amount": "500", "note": "", "key": "k1"}),
    "give_back": ("ended", "freelancer", {"amount": "500", "note": "", "key": "k1"}),
    "fund_milestone": ("planned", "pay", {}),
    "submit_milestone": ("milestone", "freelancer", {"note": "Done."}),
    "ask_changes": ("milestone", "hire", {"note": "Blue."}),
    "approve_milestone": ("milestone", "pay", {"amount": ""}),
    "extend_review": ("milestone", "hire", NOTE),
    "ask_refund": ("milestone", "pay", NOTE),
    "refund_now": ("milestone", "freelancer", NOTE),
    "answer_refund": ("refund", "freelancer", {"give": "1", "note": ""}),
    "drop_refund": ("refund", "pay", {}),
    "leave_review": ("ended", "hire", RATING),
    "reply_review": ("review", "freelancer", RATING),
    "allow_change": ("review", "freelancer", {}),
    "revise_review": ("review", "hire", RATING),
    # money in and out, rooms, people
    "deposit": ("deposit", "pay", {"sent_from": "bKash", "reference": "TX200"}),
    "cancel_deposit": ("deposit", "pay", {}),
    "pay_deposit": ("deposit", "pay", {}),
    "ask_deposit_refund": ("deposit", "pay", {"amount": "100", "key": "k1"}),
    "practice": ("deposit", "pay", {"outcome": "paid"}),
    "refund_pack": ("pack", "self", {}),
    "accept_quote": ("quote", "self", {}),
    "confirm_rate": ("rate", "staff:finance", NOTE),
    "match_by_hand": ("line", "staff:finance", NOTE | {"moved": "1", "also": ""}),
    "undo_match": ("line", "staff:finance", NOTE),
    "act_on_line": ("line", "staff:finance", NOTE),
    "book_order": ("order", "staff:finance", NOTE),
    "refuse_order": ("order", "staff:finance", NOTE),
    "check_close": ("close", "staff:finance", NOTE),
    "refuse_close": ("close", "staff:finance", NOTE),
    "refuse_rate": ("rate", "staff:finance", NOTE),
    "room": ("room", "seat", {"text": "Hello.", "key": "k2"}),
    "withdraw_team_invitation": ("asked", "manage", {}),
    "change_role": ("member", "manage", {"role": "viewer"}),
    "remove_member": ("member", "manage", {}),
    "profile_language": ("language", "self", {"language": "en", "level": "basic"}),
    "profile_employment_row": ("employment", "self", {"remove": "1"}),
    "profile_education_row": ("education", "self", {"remove": "1"}),
    "profile_certificate": ("certificate", "self", {"remove": "1"}),
    "portfolio_item": ("item", "self", ITEM),
    # staff
    "staff_identity": ("check", "staff:support", NOTE | {"verdict": "approved"}),
    "staff_remove_job": ("job", "staff:moderator", {"remove-rule": "spam", "remove-reason": "It is one."}),
    "staff_flag_job": ("job", "staff:moderator", {"flag-reason": "It is one."}),
    "staff_restore_job": ("job", "staff:moderator", {"restore-reason": "It is one."}),
    "make_deposit": ("deposit", "staff:finance", NOTE | {"amount": "1000"}),
    "check_deposit": ("deposit", "staff:finance", NOTE),
    "refuse_deposit": ("deposit", "staff:finance", NOTE),
    "return_to_maker": ("deposit", "staff:finance", NOTE),
    "make_refund": ("deposit_refund", "staff:finance", NOTE),
    "check_refund": ("deposit_refund", "staff:finance", NOTE),
    "refuse_refund": ("deposit_refund", "staff:finance", NOTE),
    "make_write_off": ("chargeback", "staff:finance", NOTE),
    "check_write_off": ("chargeback", "staff:finance", NOTE),
    "staff_contract": ("contract", "staff:mediator", NOTE),
    "staff_review": ("review", "staff:moderator", NOTE | {"rule": "insult"}),
    "staff_report": ("report", "staff:moderator", NOTE | {"outcome": "warned"}),
}
TARGETS |= walks.gathered("TARGETS")
# Pages only: a POST is answered with 405 before anybody looks whose it is.
PAGES = {
    "job", "my_job", "preview_job", "job_proposals", "review_proposal", "proposal", "apply_bar", "contract", "offer",
    "company", "company_reviews", "receipt", "new_messages", "notice", "staff_job", "staff_person",
    "staff_deposit", "staff_job_proposals", "sitemap_jobs", "receipt_file", "company_statement", "contract_statement",
    "quote",
    "payment_back", "staff_line", "staff_close", "close_csv",
}  # fmt: skip
PAGES |= walks.named("PAGES")
ALSO_THEIRS = {
    ("support", "staff_contract"), ("support", "staff_report"), ("mediator", "staff_report"),
    ("mediator", "staff_review"),
}  # fmt: skip


def numbered():
    """The names of all our addresses that take numbers and nothing else, with the name of the number."""
    found = {}
    for name, (possibilities, _pattern, _defaults, converters) in get_resolver().reverse_dict.items():
        names = possibilities[0][1] if isinstance(name, str) and possibilities and not name.startswith("mfa_") else []
        kinds = {type(converters[n]).__name__ for n in names if n in converters}
        if names and set(names) <= set(converters) and kinds == {"IntConverter"}:
            found[name] = names[0]
    return found


def test_every_address_with_a_number_is_pressed_here():
    assert {*numbered()} == {*TARGETS} | PAGES


def permitted(role, need):
    """Say whether the role in the company may do this, so that it is no probe."""
    return role in ROLE_MAY and (need in ROLE_MAY[role] or need == "reader")


def right_status(role, need):
    """The answers that are right for somebody who may not."""
    if need == "reader":  # an open job may be read, and so applied to, by everybody: his own state decides
        return {403, 409}
    if role == "auditor" and need.startswith("staff"):
        return {403}
    client_side = need in set().union(*ROLE_MAY.values())
    if role in ROLE_MAY and (client_side or need == "seat"):
        return {403, 404} if need == "seat" else {403}
    return {404}


def people(world):
    support = world.staff("support", "Sima Support")
    return {
        "stranger": world.stranger,
        "rival": world.with_profile(world.person("Rita Rival")),
        "viewer": world.viewer,
        "recruiter": world.recruiter,
        "auditor": world.auditor,
        "mediator": world.staff("mediator", "Manik Mediator"),
        "support": support,
    }


def url_of(world, name):
    return reverse(name, args=[getattr(world.ids, TARGETS[name][0])]) + (
        "?kind=terms" if name == "propose_amendment" else ""
    )


@pytest.mark.parametrize("role", ["stranger", "rival", "viewer", "recruiter", "auditor", "mediator", "support"])
def test_somebody_elses_number_is_refused_everywhere_and_nothing_happens(full, role):
    person = people(full)[role]
    from karigar.accounts import actions as accounts

    if role in {"auditor", "mediator", "support"}:
        accounts.start_staff_session(person, reason="test", now=full.now)
    browser = full.browser(person, hat="client" if role in ROLE_MAY else "")
    duty = f"staff:{role}"
    wrong = []
    for name, (_thing, need, form) in TARGETS.items():
        if permitted(role, need) or need == duty or (need == "reader" and name != "apply"):
            continue
        if (role, name) in ALSO_THEIRS:
            continue
        if role == "rival" and name == "apply":  # a good proposal of a good freelancer
            continue
        with nothing_happens():
            answer = browser.post(url_of(full, name), form)
        if answer.status_code not in right_status(role, need):
            wrong.append(f"{name} as {role}: {answer.status_code}, not {right_status(role, need)}")
    assert not wrong, "\n".join(wrong)


def test_nobody_who_is_not_logged_in_reaches_anything(full):
    browser = full.browser()
    for name, (_thing, _need, form) in TARGETS.items():
        with nothing_happens():
            answer = browser.post(url_of(full, name), form)
        assert answer.status_code == 302, name
        assert answer.url.startswith("/account/login/"), name


@pytest.mark.parametrize("role", ["stranger", "viewer", "auditor"])
def test_a_page_takes_no_post(full, role):
    browser = full.browser(getattr(full, role))
    for name in sorted(PAGES):
        with nothing_happens():
            status = browser.post(reverse(name, args=[1])).status_code
        # A gateway sends its payer back by POST: he is sent on to the same page, read by GET.
        assert status in ({303} if name == "payment_back" else {405, 404, 403}), (name, status)


def test_a_page_of_somebody_else_is_not_there(full):
    """Whatever is not public answers 404 to a stranger who knows its number; so does a signed file address."""
    ids = full.ids
    private = {
        "my_job": ids.job, "preview_job": ids.draft, "job_proposals": ids.job, "review_proposal": ids.proposal,
        "proposal": ids.proposal, "edit_proposal": ids.proposal, "contract": ids.contract, "offer": ids.offer,
        "payout": ids.payout, "receipt": ids.journal, "receipt_file": ids.journal, "company_statement": ids.company, "contract_statement": ids.contract, "room": ids.room, "new_messages": ids.room, "deposit": ids.deposit,
        "notice": ids.notice, "job": ids.draft, "fund_milestone": ids.planned, "approve_milestone": ids.milestone,
        "answer_refund": ids.refund, "leave_review": ids.ended, "invitation": ids.invitation, "staff_person": ids.person,
        "staff_deposit": ids.deposit, "staff_payout": ids.payout, "staff_batch": ids.batch, "batch_file": ids.batch,
        "staff_contract": ids.contract, "staff_report": ids.report, "staff_identity": ids.check, "staff_job": ids.job,
    }  # fmt: skip
    for browser in (full.browser(full.stranger), full.browser(full.person("Other Client"), hat="client")):
        for name, pk in private.items():
            with nothing_happens():
                status = browser.get(reverse(name, args=[pk])).status_code
            assert status == 404, (name, status)


def test_the_address_of_a_file_is_good_for_its_reader_only(full):
    from karigar.files import queries as files
    from karigar.files.models import File

    found = File.objects.get(pk=full.ids.file)
    url = files.url_for(found, full.client.pk)
    assert full.browser(full.client).get(url).status_code == 200
    for person in (full.stranger, full.viewer, None):
        assert full.browser(person).get(url).status_code == 404
    for forged in (url.split("?")[0], url[:-1], url.replace("?s=", "?s=x"), url.replace("?s=", "?s=%00")):
        assert full.browser(full.client).get(forged).status_code == 404


def test_a_hat_of_another_company_cannot_be_put_on(full):
    browser = full.browser(full.stranger)
    with nothing_happens():
        for kind, company in (("client", full.company.pk), ("client", 10**30), ("staff", ""), ("king", ""), ("", "")):
            answer = browser.post("/hat/", {"kind": kind, "company": company})
            assert answer.status_code in {403, 404}, (kind, company, answer.status_code)
    assert browser.session.get("hat") is None


def test_a_hat_that_was_lost_opens_nothing(full):
    """The session still says owner; the membership decides."""
    browser = full.browser(full.stranger, hat="client")
    for url in ("/wallet/company/", "/deposits/", "/deposits/new/", "/contracts/", "/hire/"):
        with nothing_happens():
            assert browser.get(url).status_code == 404, url
    with nothing_happens():
        answer = browser.post("/deposits/new/", {"currency": "BDT", "amount": "5000", "provider": "play", "key": key()})
    assert answer.status_code == 404
