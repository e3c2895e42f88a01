"""Random movements of every kind: one strategy for each function of movements.py. Other modules' tests may use them."""

from hypothesis import strategies as st

from karigar.ledger import movements

ids = st.integers(1, 4)
serial = st.integers(1, 10**9)
money = st.integers(1, 10**12)
currency = st.sampled_from(["BDT", "INR", "USD"])
provider = st.sampled_from(["play", "manual"])
lots = st.dictionaries(st.sampled_from(["2026-11", "2026-12", "2027-01"]), st.integers(1, 40), min_size=1)
words = st.text("abc-", min_size=1, max_size=8)


@st.composite
def fees(draw):
    """A gross amount with fees no larger than it, often 0."""
    gross = draw(money)
    fee, client_fee = (draw(st.one_of(st.just(0), st.integers(0, gross))) for _ in range(2))
    return {"gross": gross, "fee": fee, "client_fee": client_fee}


def _with_fees(function, **others):
    return st.builds(lambda fees, **rest: function(**fees, **rest), fees(), **others)


@st.composite
def _reversal(draw):
    wrong = draw(KINDS["release"])
    return movements.reversal(journal=draw(serial), legs=wrong.legs, reason="test")


escrow = {"milestone": ids, "currency": currency, "step": serial}
chargeback = {"chargeback": serial, "company": ids, "amount": money, "currency": currency}
payout = {"payout": serial, "person": ids, "amount": money, "currency": currency}
deposit = {"deposit": serial, "company": ids, "provider": provider, "amount": money, "currency": currency}
small = st.integers(0, 500)
pack = {
    "pack": serial, "person": ids, "lot": st.sampled_from(["20261101-1", "20261201-2"]), "connects": st.integers(1, 80),
    "price": small, "currency": currency,
}  # fmt: skip
earned = st.dictionaries(currency, small, max_size=2)

KINDS = {
    "deposit": st.builds(movements.deposit, **deposit),
    "refund-deposit": st.builds(movements.refund_deposit, **deposit, step=ids),
    "chargeback": st.builds(movements.chargeback, **chargeback, provider=provider, cost=small),
    "chargeback-won": st.builds(movements.chargeback_won, **chargeback, provider=provider),
    "chargeback-lost": st.builds(movements.chargeback_lost, **chargeback),
    "pay-debt": st.builds(movements.pay_debt, deposit=serial, company=ids, amount=money, currency=currency),
    "return-debt": st.builds(movements.return_debt, **chargeback),
    "fund": st.builds(movements.fund, **escrow, company=ids, amount=money, client_fee=small),
    "release": _with_fees(movements.release, **escrow, freelancer=ids),
    "refund": st.builds(movements.refund, **escrow, company=ids, amount=money, client_fee=small),
    "clear-earnings": st.builds(
        movements.clear_earnings, hold=serial, freelancer=ids, amount=money, currency=currency
    ),
    "bonus": _with_fees(movements.bonus, bonus=serial, company=ids, freelancer=ids, currency=currency),
    "give-back": _with_fees(movements.give_back, refund=serial, company=ids, freelancer=ids, currency=currency),
    "withdraw-request": st.builds(movements.withdraw_request, **payout, fee=small),
    "withdraw-paid": st.builds(movements.withdraw_paid, **payout),
    "withdraw-failed": st.builds(movements.withdraw_failed, **payout, fee=small),
    "withdraw-returned": st.builds(movements.withdraw_returned, **payout, fee=small),
    "connects-grant": st.builds(
        movements.connects_grant, person=ids, connects=st.integers(1, 80), lot=st.just("2026-11"), key=words
    ),
    "connects-buy": st.builds(movements.connects_buy, **pack),
    "connects-refund": st.builds(movements.connects_refund, **pack),
    "connects-spend": st.builds(movements.connects_spend, person=ids, proposal=serial, lots=lots, earned=earned),
    "connects-return": st.builds(
        movements.connects_return, person=ids, proposal=serial, lots=lots, cause=st.just("closed"), earned=earned
    ),
    "connects-expire": st.builds(
        movements.connects_expire, person=ids, lot=st.just("2026-11"), connects=st.integers(1, 80), key=words,
        earned=earned,
    ),
    "exchange": st.builds(
        movements.exchange, exchange=serial, person=ids, sold=st.integers(500, 10**9), sold_unit=st.just("USD"),
        bought=money, bought_unit=st.just("BDT"), spread=small, rate=st.just("1 USD = 122.50 BDT"),
    ),
    "provider-settlement": st.builds(
        movements.provider_settlement, provider=st.just("play"), key=words, amount=st.integers(500, 10**9),
        cost=small, currency=currency,
    ),
    "bank-charge": st.builds(movements.bank_charge, key=words, amount=money, currency=currency),
    "sweep-fees": st.builds(movements.sweep_fees, key=words, amount=money, currency=currency),
    "fee-tax": st.builds(
        movements.fee_tax, document=serial, role=st.sampled_from(["fee", "client-fee"]), amount=money, currency=currency
    ),
    "tax-paid": st.builds(
        movements.tax_paid, key=words, tax=st.sampled_from(["vat", "wht"]), amount=money, currency=currency
    ),
    "reversal": _reversal(),
}  # fmt: skip
