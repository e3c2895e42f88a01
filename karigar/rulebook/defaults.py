"""The default numbers: rules.md part 1, one row a rule. Amounts are minor units, fees basis points."""

DEFAULTS: dict[str, object] = {
    # money
    "currencies": ["BDT", "INR", "USD"],
    "fee.freelancer_bp": 500,
    "fee.client_bp": 200,
    "floor.hourly": {"BDT": 30000, "INR": 25000, "USD": 300, "GBP": 300, "EUR": 300},
    "floor.milestone": {"BDT": 50000, "INR": 40000, "USD": 500, "GBP": 500, "EUR": 500},
    "custody": "trust",
    # Connects
    "connects.joining": 40,
    "connects.weekly": 40,
    "connects.weekly_good": 80,
    "connects.rollover": 120,
    "connects.packs_on_sale": False,
    # What a pack of so many costs (ours, the rules name the sizes only); 15 cents a piece, in small steps of each currency.
    "connects.pack_10": {"BDT": 18000, "INR": 12500, "USD": 150},
    "connects.pack_20": {"BDT": 36000, "INR": 25000, "USD": 300},
    "connects.pack_40": {"BDT": 72000, "INR": 50000, "USD": 600},
    "connects.pack_80": {"BDT": 144000, "INR": 100000, "USD": 1200},
    "connects.pack_months": 12,
    "connects.pack_refund_days": 14,
    "connects.return_life_days": 30,  # bought Connects that come back when their pack is over live on at least so long
    # exchange of currencies in the wallet (ours): off until an operator who may do it turns it on
    "exchange.is_open": False,
    "exchange.spread_bp": 50,
    "exchange.stale_hours": 80,  # the ECB publishes on working days: a Friday's rate carries over a weekend
    "exchange.quote_seconds": 60,
    "exchange.jump_bp": 1000,  # a rate in a file that differs more from the last one is not taken
    # How far the pool may be long or short in a currency; a currency without a number is not exchanged.
    "exchange.pool_cap": {"BDT": 100000000, "INR": 100000000, "USD": 1000000, "EUR": 1000000},
    "connects.cost_small": 2,
    "connects.cost_medium": 4,
    "connects.cost_large": 6,
    # The bands of rules.md have no numbers there: these are ours (ADR 6); up to small costs 2, up to medium 4, else 6.
    "connects.band_small": {"BDT": 1000000, "INR": 800000, "USD": 10000, "GBP": 8000, "EUR": 9000},
    "connects.band_medium": {"BDT": 10000000, "INR": 8000000, "USD": 100000, "GBP": 80000, "EUR": 90000},
    "connects.free_first_proposals": 3,
    "connects.unopened_days": 10,
    # proposals, jobs, offers
    "proposal.open_per_freelancer": 40,
    "proposal.per_job": 50,
    "proposal.per_job_lifted": 200,
    "proposal.life_days": 30,
    "proposal.remind_client_days": [20, 27],
    "proposal.remind_freelancer_days": [27],
    "proposal.edit_hours": 6,
    "offer.life_days": 7,
    "invitation.life_days": 14,
    "job.life_days": 30,
    "job.warn_days": 5,
    "job.questions": 5,
    "alerts.searches_most": 30,  # ours, the rules name none
    "invitation.per_job_day": 20,  # ours: invitations to one job in 24 hours
    # ranking (ours, the rules name none): what each part of the published formula weighs
    "matching.weight_skills": 30,
    "matching.weight_category": 10,
    "matching.weight_rate": 10,
    "matching.weight_language": 5,
    "matching.weight_availability": 10,
    "matching.weight_answer": 10,
    "matching.weight_success": 15,
    "matching.weight_fresh": 5,
    "matching.weight_crowd": 5,
    "matching.related_percent": 40,  # what a skill of the same category counts for one that is missing
    # What is thought of somebody before anything is known: so many outcomes, of which so many percent were good.
    "matching.prior_outcomes": 4,
    "matching.prior_percent": 70,
    "matching.answer_prior_count": 4,
    "matching.answer_prior_percent": 60,
    "matching.accept_prior_count": 4,
    "matching.accept_prior_percent": 40,
    "matching.job_half_days": 7,  # a job counts half as fresh after so many days
    "matching.person_half_days": 30,
    "matching.load_most": 6,  # with so many open contracts nobody counts as free
    # How much less likely an invitation is accepted by those with less time, and by each open contract.
    "matching.part_time_percent": 90,
    "matching.few_hours_percent": 70,
    "matching.no_hours_percent": 10,
    "matching.load_percent": 8,
    "matching.ranked_most": 500,  # how many are ranked at most
    "matching.newcomers_ranked_most": 150,  # and how many newcomers besides
    "matching.newcomer_percent": 20,  # of the places, drawn at random
    "matching.newcomer_outcomes": 2,  # with fewer outcomes somebody is a newcomer; from then on a score is shown
    "matching.gather_hours": 20,  # what is older is gathered anew
    # contracts
    "milestone.review_days": 14,
    "milestone.remind_days": [3, 7, 12, 13],
    "milestone.extension_days": 7,
    "hold.days": 5,
    "hold.trusted_payer_contracts": 3,
    "refund.answer_days": 7,
    "refund.by_freelancer_days": 180,
    "bonus.days": 365,
    "amendment.life_days": 7,
    "contract.reopen_days": 365,
    "feedback.days": 14,
    # money out
    "payout.minimum": {"BDT": 50000, "INR": 10000, "USD": 500, "GBP": 500, "EUR": 500},
    "payout.promise_hours": 2,
    "payout.other_hours": 24,  # larger sums and bank transfers: ours, the rules name none
    "payout.promise_limit": {"BDT": 2500000, "INR": 2000000, "USD": 20000, "GBP": 20000, "EUR": 20000},
    "payout.method_sleep_hours": 72,
    "deposit.minimum": {"BDT": 50000, "INR": 40000, "USD": 500, "GBP": 500, "EUR": 500},
    "deposit.maximum": {"BDT": 1000000000, "INR": 1000000000, "USD": 10000000, "GBP": 10000000, "EUR": 10000000},
    "statement.year_begins_month": 7,  # ours: July in Bangladesh, April in India
    "proofs.whole_days": 7,  # ours: how often the whole books are proved, besides what is new each day
    # reconciliation: ours, the rules name none
    "reconcile.alarm_days": 3,  # a clearing account that does not come back to zero
    "reconcile.close_days": 7,  # lines of a month that are open longer hold its close up
    # people
    "identity.valid_months": 24,
    "staff.session_minutes": 60,
    "team.invitation_days": 14,  # ours, the rules name none
    "files.max_bytes": 25 * 1024 * 1024,
    "files.per_message": 10,
    # switches: capabilities that have an issue of their own and are off until then
    "switch.entry_test": False,
    "switch.identity_documents": False,
    "switch.skill_tests": False,
    "switch.hourly_contracts": False,
    "switch.disputes": False,
    "switch.safeguarding_public": False,
}
