"""Every kind of page at once: one world in which each has something to show, and its address for somebody who may read it."""

import datetime as dt
import time
from typing import Any, NamedTuple

from django.urls import get_resolver, reverse

from tests import walks
from tests.world import PASSWORD, World


class Leaf(NamedTuple):
    """One page as one reader sees it."""

    name: str
    reader: str
    url: str


STAFF = {"operator", "moderator", "maker", "checker", "auditor"}
# Addresses that are no pages: deeds that take only POST, fragments, files, data for scripts, steps of the log-in
# that need the step before them.
NO_PAGES = {
    "connects_returning", "wallet_holds",
    "accept_offer", "account_complete_password_reset", "account_confirm_login_code",
    "accept_quote", "confirm_rate", "refuse_rate", "account_confirm_password_reset_code", "account_email_verification_sent", "account_logout",
    "account_password_reset_completed", "account_set_password", "accept_team_invitation", "apply_bar",
    "cancel_deposit", "change_role", "check_deposit",
    "decline_many", "decline_offer", "decline_proposal", "dev_letter", "discard_draft",
    "end_staff_session", "file", "invite_member",
    "lift_proposals", "ask_deposit_refund", "check_refund", "check_write_off", "make_deposit", "make_refund", "make_write_off",
    "pay_deposit", "payment_back", "payment_events", "practice", "refuse_refund", "mfa_authenticate", "mfa_deactivate_totp", "mfa_download_recovery_codes",
    "mfa_edit_webauthn", "mfa_generate_recovery_codes", "mfa_login_webauthn", "mfa_reauthenticate",
    "mfa_reauthenticate_webauthn", "mfa_remove_webauthn", "mfa_signup_webauthn", "mfa_view_recovery_codes",
    "take_statement", "match_by_hand", "undo_match", "act_on_line", "book_order", "refuse_order", "close_csv", "check_close", "refuse_close", "blocks_atom", "blocks_json", "held_paper", "receipt_file", "staff_audit_books", "job_feed", "sitemap", "sitemap_jobs", "new_messages", "notice", "pause_job", "picture", "publish_job", "publish_profile", "refuse_deposit",
    "refund_pack", "remove_member", "reopen_job", "repost_job", "resume_contract", "return_from_vacation",
    "return_to_maker", "robots", "save_job", "set_language", "shortlist_proposal",
    "skill_suggestions", "staff_act_on_person", "staff_flag_job", "staff_remove_job", "staff_restore_job",
    "start_interview", "take_vacation", "unsave_job", "unshortlist_proposal", "withdraw_invitation",
    "withdraw_offer", "withdraw_team_invitation",
}  # fmt: skip
NO_PAGES |= walks.named("NO_PAGES")


def all_names() -> set[str]:
    """The name of every address of the site."""
    return {name for name in get_resolver().reverse_dict if isinstance(name, str)}


class Scene:
    """The populated world, and where to look."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.leaves: list[Leaf] = []
        self._money_and_work()
        self._people()
        self._staff()
        for walk in walks.brought():
            if hasattr(walk, "leaves"):
                walk.leaves(self)

    def __iter__(self):
        return iter(self.leaves)

    def add(self, reader: str, names: str, **kwargs: Any) -> None:
        for name in names.split():
            self.leaves.append(Leaf(name, reader, reverse(name, kwargs=kwargs or None)))

    def readers(self) -> dict[str, str]:
        """For each reader the value of his session's cookie; none for nobody."""
        from karigar.accounts import actions as accounts
        from karigar.kit import clock

        found = {}
        for reader in sorted({leaf.reader for leaf in self.leaves} - {"nobody"}):
            person = getattr(self.world, reader)
            if reader in STAFF:
                accounts.start_staff_session(person, reason="look", now=clock.now())
            hat = "staff" if reader in STAFF else "client" if reader in {"client", "viewer"} else ""
            session = self.world.browser(person, hat=hat).session
            session["account_authentication_methods"] = [{"method": "password", "at": time.time()}]  # may change it
            session.save()
            found[reader] = session.session_key
        return found

    def _money_and_work(self) -> None:
        from karigar.contracts import actions as contracts
        from karigar.jobs import actions as jobs
        from karigar.jobs.models import Job
        from karigar.payins import actions as payins
        from karigar.payouts import actions as payouts
        from karigar.payouts.models import Method
        from karigar.proposals import actions as proposals
        from karigar.reviews import actions as reviews
        from karigar.reviews.models import Review, Window

        w = self.world
        ended = w.ended()
        payouts.add_method(w.freelancer, rail="bkash", holder="Rahima Freelancer", number="01712345678", now=w.now)
        method = Method.objects.get()
        window = Window.objects.get(contract_id=ended.pk)
        for person, by_client in ((w.client, True), (w.freelancer, False)):
            reviews.leave_review(
                window, by=person, by_client=by_client, aspects=marks(by_client), text="Kind, clear.", now=w.now
            )
        w.deliver()
        w.pass_time(days=4)
        about_freelancer = Review.objects.get(about_person=w.freelancer)
        for amount in (50_000, 60_000):
            payouts.request_payout(
                w.freelancer, method=method, amount=amount, currency="BDT", key=f"s{amount}", now=w.now
            )
        w.money(5_000_000)

        talked = w.proposal(job=w.job(title="Letterheads for a school"), freelancer=w.rival)
        room = proposals.start_interview(talked, by=w.client, text="When could you begin?", now=w.now)
        w.proposal(job=talked.job)
        open_job = w.job(title="A banner for our spring sale", questions=["Which shops have you drawn for?"])
        waiting = w.proposal(job=open_job, freelancer=w.rival, answers=["Four book shops in Kolkata."])
        mine = w.proposal(job=open_job, answers=["Four book shops in Rajshahi."])
        apply_to = w.job(
            title="Product photos, cut out and cleaned", budget_min=200_000, questions=["Which tools do you use?"]
        )
        offer = w.offer(w.proposal(job=w.job(title="A poster for a fair"), freelancer=w.freelancer))
        draft = jobs.save_draft(
            None,
            company=w.company,
            by=w.client,
            title="Menus for a restaurant",
            description="Two pages, Bangla and English.",
            category_id=open_job.category_id,
            kind=Job.Kind.FIXED,
            budget_min=None,
            budget_max=300_000,
            currency="BDT",
            now=w.now,
        )
        invitation = proposals.invite(apply_to, freelancer=w.rival, by=w.client, message="Please look.", now=w.now)

        going = w.contract(proposal=w.proposal(job=w.job(title="Labels for jars")))
        first, second = going.milestones.order_by("number")
        contracts.fund_milestone(first, by=w.client, now=w.now)
        contracts.submit_milestone(first, by=w.freelancer, note="Three drafts are here.", uploads=[], now=w.now)
        funded = w.contract(proposal=w.proposal(job=w.job(title="A map of our shops")))
        step = funded.milestones.get(number=1)
        contracts.fund_milestone(step, by=w.client, now=w.now)
        refund = contracts.ask_refund(step, by=w.client, reason="We must wait.", now=w.now)
        amendment = contracts.propose_amendment(
            going,
            by=w.client,
            kind="add_milestone",
            step=step_of("One more label"),
            note="If you have time.",
            now=w.now,
        )
        third = w.contract((100_000,), proposal=w.proposal(job=w.job(title="A stamp for parcels")))
        only = third.milestones.get()
        contracts.fund_milestone(only, by=w.client, now=w.now)
        contracts.submit_milestone(only, by=w.freelancer, note="Done.", uploads=[], now=w.now)
        contracts.approve_milestone(only, by=w.client, now=w.now)
        contracts.end_contract(third, by=w.client, reason="All done.", now=w.now)
        transfer = payins.start_deposit(
            w.company, by=w.client, provider="manual", amount=250_000, currency="BDT", key="scene", now=w.now
        )
        w.deliver()

        for reader in ("nobody", "freelancer", "client"):
            self.add(reader, "home job_search")
            self.add(reader, "job", pk=apply_to.pk)
            self.leaves.append(Leaf("job_search", reader, "/jobs/?q=logo&kind=fixed&sort=match"))
        self.add("nobody", "help rules fees books check_receipt")
        self.add("nobody", "design account_login account_signup account_reset_password account_request_login_code")
        self.add("nobody", "account_signup_by_passkey account_inactive dev_mail")
        self.leaves.append(Leaf("job_search", "nobody", "/jobs/?q=zeppelin"))
        self.add("stranger", "job", pk=apply_to.pk)

        self.add("freelancer", "wallet wallet_lines payouts payout_methods connects my_proposals rooms")
        self.add("freelancer", "my_contracts saved_jobs notices invitations")
        self.add("freelancer", "request_payout", currency="BDT")
        packs_of(w)
        quote = quote_of(w)
        self.add("freelancer", "exchange")
        self.add("freelancer", "quote", pk=quote.pk)
        self.add("freelancer", "packs")
        self.add("freelancer", "buy_pack", connects=20, currency="BDT")
        from karigar.payouts.models import Payout

        asked, moved = Payout.objects.order_by("id")
        payouts.check_payout(moved, by=w.maker, reason="seen", now=w.now)
        batch = payouts.export_batch(rail="bkash", currency="BDT", by=w.maker, now=w.now)
        self.add("freelancer", "my_statement")
        self.add("client", "company_statement", pk=w.company.pk)
        self.add("client", "contract_statement", pk=going.pk)
        self.add("freelancer", "payout", pk=asked.pk)
        self.add("freelancer", "receipt", pk=line_of(w))
        self.add("freelancer", "apply", job_pk=apply_to.pk)
        self.add("freelancer", "proposal edit_proposal withdraw_proposal", pk=mine.pk)
        self.add("freelancer", "offer counter_offer", pk=offer.pk)
        for contract in (going, funded):
            for reader in ("freelancer", "client"):
                self.add(reader, "contract", pk=contract.pk)
        self.add("freelancer", "pause_contract end_contract give_back", pk=funded.pk)
        self.add("freelancer", "answer_amendment", pk=amendment.pk)
        self.add("freelancer", "submit_milestone refund_now", pk=step.pk)
        self.add("freelancer", "answer_refund", pk=refund.pk)
        self.add("freelancer", "leave_review", contract_pk=third.pk)
        self.add("freelancer", "reply_review", pk=about_freelancer.pk)
        self.add("freelancer", "allow_change", pk=about_freelancer.pk)
        self.add("client", "revise_review", pk=about_freelancer.pk)
        self.add("freelancer", "report", subject_type="job", subject_id=apply_to.pk)
        self.add("rival", "room", pk=room.pk)
        self.add("rival", "invitation", pk=invitation.pk)

        self.add(
            "client", "my_jobs post_job my_contracts company_wallet deposits start_deposit my_company rooms notices"
        )
        for job in (open_job, draft):
            self.add("client", "my_job edit_job", pk=job.pk)
        self.add("client", "preview_job", pk=draft.pk)
        self.add("client", "close_job", pk=open_job.pk)
        for job in (open_job, talked.job, apply_to):
            self.add("client", "job_proposals", job_pk=job.pk)
        self.add("client", "review_proposal", pk=waiting.pk)
        self.add("client", "make_offer", proposal_pk=waiting.pk)
        self.add("client", "offer", pk=offer.pk)
        self.add("client", "room", pk=room.pk)
        self.add("client", "deposit", pk=transfer.pk)
        self.add("client", "fund_milestone", pk=second.pk)
        self.add("client", "approve_milestone ask_changes extend_review", pk=first.pk)
        self.add("client", "ask_refund", pk=step.pk)
        self.add("client", "drop_refund", pk=refund.pk)
        self.add("client", "pause_contract end_contract give_bonus", pk=going.pk)
        change = reverse("propose_amendment", args=[funded.pk])
        for kind in ("add_milestone", "terms"):
            self.leaves.append(Leaf("propose_amendment", "client", f"{change}?kind={kind}"))
        self.add("client", "invite", handle=w.rival.handle)
        self.add("client", "contract", pk=ended.pk)
        self.review, self.deposit, self.payout, self.batch = about_freelancer, transfer, asked, batch
        self.job, self.contract_row = open_job, going

    def _people(self) -> None:
        from karigar.profiles import actions as profiles
        from karigar.profiles.models import Certificate, Education, Employment, PortfolioItem, ProfileLanguage

        w = self.world
        rows: dict[str, dict[str, object]] = {
            "language": {"language": "bn", "level": "native"},
            "employment": {
                "company": "Padma Press",
                "role": "Designer",
                "started_on": dt.date(2019, 1, 1),
                "ended_on": None,
                "description": "Books.",
            },
            "education": {"school": "Rajshahi College", "degree": "BA in art", "year_from": 2015, "year_to": 2018},
            "certificate": {"name": "Type design", "issuer": "Art house", "url": "", "issued_on": dt.date(2020, 5, 1)},
        }
        for kind, fields in rows.items():
            profiles.save_row(w.freelancer, kind=kind, fields=fields, now=w.now)
        profiles.save_item(
            w.freelancer,
            title="Signs for a bakery",
            description="Drawn by hand.",
            url="",
            done_on=dt.date(2025, 5, 1),
            uploads=[],
            now=w.now,
        )
        w.deliver()
        self.add(
            "freelancer", "profile_edit profile_basics profile_rate profile_skills profile_photo profile_languages"
        )
        self.add("freelancer", "profile_employment profile_education profile_certificates profile_portfolio")
        for name, model in (
            ("profile_language", ProfileLanguage),
            ("profile_employment_row", Employment),
            ("profile_education_row", Education),
            ("profile_certificate", Certificate),
            ("portfolio_item", PortfolioItem),
        ):
            self.add("freelancer", name, pk=model.objects.values_list("pk", flat=True).first())
        for reader in ("nobody", "freelancer", "client"):
            self.add(reader, "profile profile_reviews", handle=w.freelancer.handle)
            self.add(reader, "company company_reviews", pk=w.company.pk)
        self.add(
            "freelancer",
            "earnings settings security export_data close_account switch_hat identity notification_settings",
        )
        self.add("freelancer", "welcome account_change_password account_email account_reauthenticate usersessions_list")
        self.add("freelancer", "mfa_index mfa_list_webauthn mfa_activate_totp mfa_add_webauthn")
        # Somebody with nothing yet: the empty states.
        self.add("stranger", "home my_contracts rooms wallet wallet_lines payouts payout_methods connects my_proposals")
        self.add(
            "stranger",
            "saved_jobs notices invitations profile_edit profile_portfolio welcome my_jobs deposits",
        )
        self.add("stranger", "packs")

    def _staff(self) -> None:
        from karigar.accounts import actions as accounts
        from karigar.trust import actions as trust

        w = self.world
        newcomer = w.person("Nila Newcomer", identified=False)
        check = accounts.submit_identity(newcomer, legal_name="Nila Newcomer", country="BD", now=w.now)
        report = trust.report(
            subject_type="job",
            subject_id=self.job.pk,
            reporter=w.stranger,
            rule="free_work",
            text="It asks for work before pay.",
            now=w.now,
        )
        w.deliver()
        self.add(
            "operator", "home staff_home staff_people staff_identities staff_journal staff_rules staff_session notices"
        )
        self.add("operator", "staff_person", pk=w.freelancer.pk)
        self.add("operator", "staff_identity", pk=check.pk)
        self.add("operator", "staff_rule", key="payout.minimum")
        self.add("moderator", "staff_home staff_jobs staff_reports staff_reviews staff_contracts")
        self.add("moderator", "staff_job staff_job_proposals", pk=self.job.pk)
        self.add("moderator", "staff_report", pk=report.pk)
        self.add("moderator", "staff_review", pk=self.review.pk)
        self.add("moderator", "staff_contract", pk=self.contract_row.pk)
        self.add("maker", "staff_home staff_deposits staff_payouts staff_proofs staff_books held")
        self.add("maker", "staff_invoices staff_tax_rules")
        self.add("freelancer", "invoices billing_details")
        self.add("client", "invoices billing_details")
        self.add("operator", "operator_details")
        from karigar.invoices.models import Document

        newest = Document.objects.filter(kind="invoice").latest("pk")
        self.add("freelancer", "invoice", pk=newest.pk)
        self.add("client", "invoice", pk=newest.pk)
        self.add("maker", "staff_invoice", pk=newest.pk)
        self.add("maker", "staff_home staff_deposits staff_payouts staff_exchange")
        self.add("maker", "staff_payments staff_reconciliation staff_lines staff_statements staff_orders staff_closes")
        self.add("maker", "staff_profiles")
        from karigar.reconciliation.models import Close, Line
        from karigar.reconciliation.tests.bank import camt, entry, take

        take(w, camt(entry(500, text="rent"), closing=500))
        self.add("maker", "staff_line", pk=Line.objects.latest("pk").pk)
        asked = Close.objects.create(month="2025-01-01", made_by=w.checker, made_at=w.now, reason="The year ends.")
        self.add("maker", "staff_close", pk=asked.pk)
        self.add("maker", "staff_deposit", pk=self.deposit.pk)
        self.add("maker", "staff_payout", pk=self.payout.pk)
        self.add("maker", "staff_batch", pk=self.batch.pk)


def marks(by_client: bool) -> dict[str, int]:
    from karigar.reviews import rules

    return dict.fromkeys(rules.aspects_about(freelancer=by_client), 5)


def packs_of(world: World) -> None:
    """Let packs be on sale, and the freelancer have one."""
    from karigar.connects import actions as connects
    from karigar.rulebook import actions as rulebook

    since = {"since": world.now, "now": world.now}
    rulebook.override(key="connects.packs_on_sale", value=True, reason="test", by_id=None, **since)
    connects.buy_pack(world.freelancer, connects=10, price=18_000, currency="BDT", key="scene", now=world.now)


def quote_of(world: World) -> Any:
    """Let the exchange be open and the freelancer have a quote; a rate waits for a second look."""
    from karigar.exchange import actions as exchange
    from karigar.rulebook import actions as rulebook

    same = {"since": world.now, "reason": "test", "by_id": None, "now": world.now}
    rulebook.override(key="exchange.is_open", value=True, **same)
    exchange.import_rates(rows=[("USD", "BDT", "122.5", world.now)], source="ECB", now=world.now)
    facts = {"base": "USD", "quote": "INR", "value": "83", "source": "RBI", "as_of": world.now, "reason": "test"}
    exchange.propose_rate(**facts, by=world.maker, now=world.now)
    return exchange.ask_quote(world.freelancer, amount=1_000, sold_unit="BDT", bought_unit="USD", now=world.now)


def step_of(title: str) -> dict[str, Any]:
    return {"title": title, "description": "", "amount": 50_000, "due_on": None}


def line_of(world: World) -> int:
    """The number of one line on the freelancer's statement, as its page links it."""
    import re

    found = re.search(r"/wallet/lines/(\d+)/", world.browser(world.freelancer).get("/wallet/lines/").text)
    assert found
    return int(found[1])


__all__ = ["NO_PAGES", "PASSWORD", "Leaf", "Scene", "all_names"]
