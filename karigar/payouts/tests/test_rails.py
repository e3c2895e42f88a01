"""Rails: terms with a day from which they hold, caps that split a sum, fees shown before, hours and holidays."""

import datetime as dt
import io
from dataclasses import replace
from xml.etree import ElementTree as ET

import pytest
from django.db import connection, transaction
from django.db.utils import DatabaseError
from hypothesis import given
from hypothesis import strategies as st

from karigar.events.models import Event
from karigar.kit import vault
from karigar.kit.errors import StateHasMoved
from karigar.ledger import queries as ledger
from karigar.payouts import actions, files, queries, terms
from karigar.payouts.files import Row
from karigar.payouts.models import Method, Payout
from karigar.payouts.refusals import (
    AccountIsMissing,
    FeeIsNew,
    FileWasChanged,
    MakerIsNotChecker,
    MethodIsGone,
    NameDiffers,
    NameWaitsForLook,
    NoRailCarries,
    NoRailIsOpen,
    OwnPayout,
    TermsBeginInPast,
    TermsDoNotFit,
)
from karigar.payouts.terms import DEFAULTS, Terms
from karigar.payouts.tests.test_payouts import method, money, request

BKASH = DEFAULTS["bkash"]
DHAKA = dt.timezone(dt.timedelta(hours=6))


def at(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text).replace(tzinfo=DHAKA).astimezone(dt.UTC)


def in_force(world, rail, **changes):
    row = actions.propose_terms(
        replace(DEFAULTS[rail], **changes), since=world.now, by=world.maker, reason="test", now=world.now
    )
    actions.check_terms(row, by=world.checker, reason="test", now=world.now)


def rich(world, amount=20_000_000):
    """A freelancer with much money, and a bKash method that has slept."""
    to = method(world)
    world.paid(amount)
    return to


# --- pure ---------------------------------------------------------------------------------------------------------


@given(st.integers(1, 10**9), st.integers(0, 10**6), st.integers(0, 10**8), st.integers(0, 500), st.integers(0, 5_000))
def test_a_split_loses_nothing_and_breaks_no_cap(total, least, most, fee_bp, fee):
    most = max(most, least) if most else 0
    way = Terms("x", "X", ("bkash",), "BDT", least=least, most=most, fee=fee, fee_bp=fee_bp)
    parts = terms.split(total, way)
    if parts:
        assert sum(part.total for part in parts) == total
        assert all(part.total >= least for part in parts)
        assert all(part.total <= most for part in parts) if most else len(parts) == 1
        assert len(parts) == (-(-total // most) if most else 1), "as few as the cap allows"
        assert sum(part.amount + part.fee for part in parts) == total
    else:
        few = total < max(least, 1)
        assert few or (most and (-(-total // most) > terms.MOST_PARTS or 0 < total % most < least))


def test_terms_come_back_from_their_row_as_they_went():
    for way in DEFAULTS.values():
        assert terms.from_json(way.as_json()) == way
    assert terms.from_json(BKASH.as_json() | {"of_a_later_version": 1}) == BKASH


@pytest.mark.parametrize(
    ("asked", "begins"),
    [
        ("2026-11-26 11:59", "2026-11-26 11:59"),  # a Thursday before noon: at once
        ("2026-11-26 12:00", "2026-11-29 00:00"),  # too late; Friday and Saturday the banks rest
        ("2026-12-15 13:00", "2026-12-17 00:00"),  # the 16th is Victory Day
        ("2026-12-16 09:00", "2026-12-17 00:00"),
    ],
)
def test_a_batch_rail_keeps_its_hours_and_holidays(asked, begins):
    way = replace(DEFAULTS["beftn"], holidays=(dt.date(2026, 12, 16),))
    assert terms.begins(way, at(asked)) == at(begins)


def test_a_rail_that_carries_it_whole_goes_before_one_that_splits():
    now = at("2026-11-26 10:00")
    ways = [DEFAULTS["npsb"], DEFAULTS["beftn"]]
    assert terms.plan(50_000_000, ways, {}, now).terms.rail == "npsb"
    large = terms.plan(90_000_000, ways, {}, now)
    assert (large.terms.rail, len(large.parts)) == ("beftn", 1)
    alone = terms.plan(90_000_000, ways[:1], {}, now)
    assert [part.total for part in alone.parts] == [50_000_000, 40_000_000]
    assert terms.plan(90_000_000, ways[:1], {"npsb": (200_000_000, 0)}, now) is None, "the day is nearly full"


# --- from the wish to the file ------------------------------------------------------------------------------------

pytestmark = pytest.mark.django_db


def test_a_sum_over_the_cap_goes_in_parts_that_end_each_for_itself(world):
    to = rich(world)
    before = money(world)
    first = request(world, to, amount=4_500_000)
    parts = list(queries.parts_of(first))
    assert [(row.part, row.parts, row.amount) for row in parts] == [(1, 2, 3_000_000), (2, 2, 1_500_000)]
    assert (money(world), money(world, "withdrawing")) == (before - 4_500_000, 4_500_000)
    world.deliver()
    told = [row.data["amount"] for row in Event.objects.filter(name="payout.requested").order_by("pk")]
    assert told == [3_000_000, 1_500_000]
    page = world.browser(world.freelancer).get("/notices/").text
    assert "45,000" in page
    assert "15,000" not in page, "one notice with the whole sum"
    actions.check_payout(parts[1], by=world.maker, reason="fine", now=world.now)
    assert set(queries.parts_of(first).values_list("status", flat=True)) == {"checked"}, "one look is for all parts"
    actions.export_batch(rail="bkash", currency="BDT", by=world.maker, now=world.now)
    for row, end in zip(queries.parts_of(first), ("paid", "back"), strict=True):
        actions.send_payout(row, by=world.checker, reference=f"TRX{row.pk}", reason="sent", now=world.now)
        if end == "paid":
            actions.confirm_payout(row, by=world.checker, reason="there", now=world.now)
        else:
            actions.fail_payout(row, by=world.checker, failure="Wallet is full", reason="back", now=world.now)
    assert (money(world), money(world, "withdrawing")) == (before - 3_000_000, 0)
    page = world.browser(world.freelancer).get(f"/payouts/{first.pk}/").text
    assert "30,000" in page
    assert "15,000" in page


def test_a_second_click_makes_no_more_parts(world):
    to = rich(world)
    assert request(world, to, amount=4_500_000).pk == request(world, to, amount=4_500_000).pk
    assert Payout.objects.count() == 2


def test_the_day_and_the_month_have_an_end_for_one_method(world):
    to = rich(world, 60_000_000)
    request(world, to, amount=5_000_000, key="a")
    with pytest.raises(NoRailCarries, match="0"):
        request(world, to, amount=100_000, key="b")
    failed = Payout.objects.latest("pk")
    actions.check_payout(failed, by=world.maker, reason="x", now=world.now)
    actions.fail_payout(failed, by=world.checker, failure="No", reason="x", now=world.now)
    assert request(world, to, amount=2_000_000, key="c"), "what came back does not count"
    for day in range(5):
        world.pass_time(days=1)
        request(world, to, amount=5_000_000, key=f"d{day}")
    sent = sum(Payout.objects.exclude(status="returned").values_list("amount", flat=True))
    world.pass_time(days=1)
    same_month = Payout.objects.earliest("pk").requested_at.astimezone(DHAKA).month == world.now.astimezone(DHAKA).month
    if same_month and sent + 5_000_000 > BKASH.month_most:
        with pytest.raises(NoRailCarries):
            request(world, to, amount=5_000_000, key="m")


def test_a_fee_is_shown_before_it_is_taken(world):
    to = rich(world)
    in_force(world, "bkash", fee=500, fee_bp=100)
    before, mine = money(world), world.browser(world.freelancer)
    with pytest.raises(FeeIsNew, match="15"):
        request(world, to, amount=100_000)
    form = {"amount": "1000", "method": to.pk, "currency": "BDT", "key": "k"}
    first = mine.post("/payouts/new/BDT/", form)
    assert first.status_code == 409
    assert 'name="agreed_fee" value="1500"' in first.text
    assert money(world) == before
    assert mine.post("/payouts/new/BDT/", form | {"agreed_fee": "1500"}).status_code == 303
    payout = Payout.objects.get()
    assert (payout.amount, payout.fee) == (98_500, 1_500)
    assert money(world) == before - 100_000
    actions.fail_payout(payout, by=world.checker, failure="No", reason="x", now=world.now)
    assert money(world) == before, "the fee comes back with the money"


def test_fees_of_parts_are_those_of_transfers(world):
    to = rich(world)
    in_force(world, "bkash", fee=1_000)
    payout = actions.request_payout(
        world.freelancer, method=to, amount=4_500_000, currency="BDT", key="k", agreed_fee=2_000, now=world.now
    )
    assert [(row.amount, row.fee) for row in queries.parts_of(payout)] == [(2_999_000, 1_000), (1_499_000, 1_000)]


def test_a_closed_rail_takes_nothing(world):
    to = rich(world)
    in_force(world, "bkash", is_open=False)
    with pytest.raises(NoRailIsOpen):
        request(world, to)


def test_terms_hold_from_their_day_on_and_only_after_two_of_staff(world):
    later = world.now + dt.timedelta(days=2)
    row = actions.propose_terms(replace(BKASH, fee=700), since=later, by=world.maker, reason="x", now=world.now)
    with pytest.raises(MakerIsNotChecker):
        actions.check_terms(row, by=world.maker, reason="x", now=world.now)
    assert queries.terms_of("bkash", now=later).fee == 0
    actions.check_terms(row, by=world.checker, reason="x", now=world.now)
    with pytest.raises(StateHasMoved):
        actions.refuse_terms(row, by=world.checker, reason="x", now=world.now)
    assert queries.terms_of("bkash", now=world.now).fee == 0
    assert queries.terms_of("bkash", now=later).fee == 700
    late = actions.propose_terms(replace(BKASH, fee=900), since=world.now, by=world.maker, reason="x", now=world.now)
    after = world.now + dt.timedelta(hours=5)
    actions.check_terms(late, by=world.checker, reason="x", now=after)
    late.refresh_from_db()
    assert late.since == after, "a late look does not reach back"


@pytest.mark.parametrize(
    ("rail", "changes"),
    [
        ("bkash", {"workdays": ""}),
        ("bkash", {"least": 9_000_000}),
        ("bkash", {"day_most": 1_000}),
        ("bkash", {"month_most": 1_000}),
        ("manual", {"fee": 5}),
        ("bkash", {"file": "pain.001.001.03"}),
    ],
)
def test_terms_that_contradict_each_other_are_refused(world, rail, changes):
    with pytest.raises(TermsDoNotFit):
        in_force(world, rail, **changes)


def test_terms_do_not_change_the_past(world):
    with pytest.raises(TermsBeginInPast):
        actions.propose_terms(
            BKASH, since=world.now - dt.timedelta(minutes=1), by=world.maker, reason="x", now=world.now
        )


def test_the_page_of_a_rail_takes_terms_and_a_colleague_lets_them_be(world):
    maker, checker = world.browser(world.maker, hat="staff"), world.browser(world.checker, hat="staff")
    form = {
        "is_open": "on", "is_instant": "on", "least": "১০০", "most": "20000", "day_most": "50000", "month_most": "300000",
        "fee": "5", "fee_bp": "", "cutoff": "", "zone": "Asia/Dhaka", "workdays": ["1", "2"],
        "holidays": "2026-12-16\n2027-02-21", "names": "same", "file": "csv", "reason": "New contract.",
    }  # fmt: skip
    assert maker.post("/staff/rails/bkash/", form | {"cutoff": "25:00"}).status_code == 422
    assert maker.post("/staff/rails/bkash/", form | {"holidays": "soon"}).status_code == 422
    assert maker.post("/staff/rails/bkash/", form | {"zone": "Mars"}).status_code == 422
    assert maker.post("/staff/rails/bkash/", form).status_code == 303
    pk = queries.proposed_terms_any()[0].pk
    assert maker.post(f"/staff/rails/terms/{pk}/check/", {"reason": "me"}).status_code == 403
    page = checker.get("/staff/rails/bkash/").text
    assert "Let it be in force" in page
    assert checker.post(f"/staff/rails/terms/{pk}/check/", {"reason": "ok"}).status_code == 303
    found = queries.terms_of("bkash", now=queries.terms_row_any(pk).since)
    assert (found.most, found.fee, found.workdays, len(found.holidays)) == (2_000_000, 500, "12", 2)


def test_a_name_in_another_script_waits_for_a_person(world):
    to = method(world, holder="রহিমা ফ্রিল্যান্সার")
    world.paid()
    world.pass_time(days=4)
    with pytest.raises(NameWaitsForLook):
        request(world, to)
    own = world.staff("finance", "Rahima Freelancer")
    assert own
    checker = world.browser(world.checker, hat="staff")
    assert "রহিমা" in checker.get(f"/staff/payouts/names/{to.pk}/").text
    assert checker.post(f"/staff/payouts/names/{to.pk}/accept/", {"reason": "same"}).status_code == 303
    to.refresh_from_db()
    assert request(world, to)
    with pytest.raises(MethodIsGone):
        actions.refuse_name(to, by=world.checker, reason="x", now=world.now)


def test_a_refused_name_takes_the_method_away_and_tells_its_owner(world):
    to = method(world, holder="রহিমা ফ্রিল্যান্সার")
    with pytest.raises(OwnPayout):
        actions.accept_name(to, by=world.freelancer, reason="me", now=world.now)
    actions.refuse_name(to, by=world.checker, reason="another person", now=world.now)
    world.deliver()
    assert Method.objects.get().removed_at
    assert "refused" in world.browser(world.freelancer).get("/notices/").text


def test_names_abroad_may_differ_when_the_rail_says_so(world):
    iban = {"rail": "bank", "number": "DE89370400440532013000", "code": "COBADEFFXXX"}
    assert method(world, holder="R. A. Freelancer", **iban).name_differs
    with pytest.raises(NameDiffers):
        method(world, holder="R. A. Freelancer")


# --- files --------------------------------------------------------------------------------------------------------

ROWS = [
    Row("wd-7", "Rahima Begum", "DE89370400440532013000", "Bank", "COBADEFFXXX", 12_345, "EUR"),
    Row("wd-8", "Søren Ødegård", "FR1420041010050500013M02606", "", "", 1, "EUR"),
]
OURS = {"account": "NL91ABNA0417164300", "account_name": "Karigar e. V.", "account_code": "ABNANL2A"}


@pytest.mark.parametrize("version", ["03", "09"])
def test_a_banks_file_is_what_the_schema_wants(version):
    way = replace(DEFAULTS["sepa"], file=f"pain.001.001.{version}", **OURS)
    text = files.build(way, ROWS, number=5, day=dt.date(2026, 11, 30))
    root = ET.fromstring(text)
    found = {node.tag.rpartition("}")[2]: node.text for node in root.iter()}
    assert (found["MsgId"], found["EndToEndId"]) == ("KARIGAR-5", "wd-8")
    sums = [node.text for node in root.iter() if node.tag.endswith("}CtrlSum")]
    assert sums[0] == "123.46"
    assert _schema(version).is_valid(io.StringIO(text))
    assert not _schema(version).is_valid(io.StringIO(text.replace("123.46", "123,46", 1)))


def _schema(version):
    import pathlib

    import sepaxml
    import xmlschema

    folder = pathlib.Path(sepaxml.__file__).parent / "schemas"
    return xmlschema.XMLSchema(folder / f"pain.001.001.{version}.xsd")


def test_razorpayx_gets_the_columns_of_its_sample():
    way = replace(DEFAULTS["upi"], file="razorpayx", account="7878780080316316", account_name="Karigar")
    rows = [Row("wd-1", "Asha Devi", "asha@okbank", "", "", 36_905, "INR")]
    head, line = files.build(way, rows, number=1, day=dt.date(2026, 1, 1)).splitlines()
    facts = dict(zip(head.split(","), line.split(","), strict=True))
    assert facts["RazorpayX Account Number"] == "7878780080316316"
    assert facts["Payout Amount (in Rupees)"] == "369.05"
    assert (facts["Payout Mode"], facts["Fund Account Type"], facts["Fund Account Vpa"]) == (
        "UPI",
        "vpa",
        "asha@okbank",
    )
    assert facts["Payout Reference Id"] == "wd-1"


def test_a_file_that_names_our_account_waits_until_we_have_one(world):
    to = rich(world)
    in_force(world, "bkash", file="razorpayx")
    actions.check_payout(request(world, to), by=world.maker, reason="x", now=world.now)
    with pytest.raises(AccountIsMissing):
        actions.export_batch(rail="bkash", currency="BDT", by=world.maker, now=world.now)
    assert Payout.objects.get().status == "checked"


def test_a_file_that_somebody_changed_is_not_given_out(world):
    to = rich(world)
    actions.check_payout(request(world, to), by=world.maker, reason="x", now=world.now)
    batch = actions.export_batch(rail="bkash", currency="BDT", by=world.maker, now=world.now)
    browser = world.browser(world.maker, hat="staff")
    assert "1000.00" in browser.get(f"/staff/payouts/batches/{batch.pk}/file/").text
    batch.content = vault.seal({"file": queries.content_any(batch).replace("1000.00", "9000.00")})
    batch.save(update_fields=["content"])
    with pytest.raises(FileWasChanged):
        queries.content_any(batch)
    assert browser.get(f"/staff/payouts/batches/{batch.pk}/file/").status_code == 409


# --- the alarm ----------------------------------------------------------------------------------------------------


def test_finance_is_told_once_when_three_quarters_of_the_time_are_over(world):
    to, _maker = rich(world), world.maker
    request(world, to)
    alarms = Event.objects.filter(name="payout.alarm")
    world.pass_time(minutes=89)  # the timers run
    assert alarms.count() == 0
    world.pass_time(minutes=2)
    world.pass_time(minutes=2)
    assert alarms.count() == 1
    assert "must leave soon" in world.browser(world.maker, hat="staff").get("/notices/").text


def test_a_weekend_is_no_part_of_a_promise():
    begins = terms.begins(DEFAULTS["beftn"], at("2026-11-27 10:00"))
    assert begins == at("2026-11-29 00:00")


def test_the_public_page_says_what_every_way_carries_and_how_fast_it_was(world):
    page = world.browser().get("/about-fees/").text
    assert "bKash" in page
    assert "30,000" in page


def test_what_a_bank_said_stays_as_it_said_it(world):
    from karigar.payouts.models import ResultLine
    from karigar.payouts.tests.walk import results

    file = results(world)
    with pytest.raises(DatabaseError), transaction.atomic():
        ResultLine.objects.filter(file=file).update(said="failed")
    with connection.cursor() as cursor:
        cursor.execute("SET ROLE NONE")
        with pytest.raises(DatabaseError), transaction.atomic():
            cursor.execute("DELETE FROM payouts_resultline")


def test_the_books_hold_a_fee_as_ours(world):
    to = rich(world)
    in_force(world, "bkash", fee=500)
    payout = actions.request_payout(
        world.freelancer, method=to, amount=100_000, currency="BDT", key="k", agreed_fee=500, now=world.now
    )
    assert payout.fee == 500
    assert ledger.balance_of("platform", "payout-fee", "BDT") == 500
