"""What banks and wallets answer: taken in whole, looked at by a second of staff, carried out line by line."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from karigar.files.refusals import FileTooLarge
from karigar.kit.errors import StateHasMoved
from karigar.payouts import actions, queries, results
from karigar.payouts.models import Payout, ResultDeed, ResultFile
from karigar.payouts.refusals import (
    MakerIsNotChecker,
    ResultsCannotBeRead,
    ResultsDoNotAddUp,
    ResultsOfAnotherFile,
    TooManyResults,
)
from karigar.payouts.tests.test_payouts import method, money, request

pytestmark = pytest.mark.django_db
SUMS = (100_000, 60_000, 55_000)


@pytest.fixture
def batch(world):
    """Three withdrawals in one payment file."""
    to = method(world)
    world.paid()
    for n, amount in enumerate(SUMS):
        payout = request(world, to, amount=amount, key=f"k{n}")
        actions.check_payout(payout, by=world.staff("finance", "Chand Checker2"), reason="fine", now=world.now)
    return actions.export_batch(rail="bkash", currency="BDT", by=world.maker, now=world.now)


def marks(batch):
    return [f"wd-{pk}" for pk in batch.payouts.order_by("pk").values_list("pk", flat=True)]


def take(world, data, name="answer.csv", by=None):
    data = data.encode() if isinstance(data, str) else data
    return actions.take_results(SimpleUploadedFile(name, data), by=by or world.maker, now=world.now)


def carry_out(world, file):
    actions.apply_results(file, by=world.checker, reason="seen", now=world.now)
    return [(deed.deed, deed.refusal) for deed in ResultDeed.objects.filter(line__file=file).order_by("line__number")]


def sheet(*rows, head="payout,status,amount,currency,reference,reason"):
    return "\n".join([head, *rows])


def pain(batch, *lines, count=None, total=None, group="", message=None):
    """A pain.002 as banks send it."""
    ns = "urn:iso:std:iso:20022:tech:xsd:pain.002.001.10"
    said = "".join(
        f"<TxInfAndSts><OrgnlEndToEndId>{mark}</OrgnlEndToEndId><TxSts>{status}</TxSts>"
        + (f"<StsRsnInf><Rsn><Cd>{code}</Cd></Rsn></StsRsnInf>" if code else "")
        + (f'<OrgnlTxRef><Amt><InstdAmt Ccy="BDT">{amount}</InstdAmt></Amt></OrgnlTxRef>' if amount else "")
        + "</TxInfAndSts>"
        for mark, status, code, amount in lines
    )
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><Document xmlns="{ns}"><CstmrPmtStsRpt><GrpHdr><MsgId>A</MsgId></GrpHdr>'
        f"<OrgnlGrpInfAndSts><OrgnlMsgId>{message or f'KARIGAR-{batch.pk}'}</OrgnlMsgId>"
        f"<OrgnlMsgNmId>pain.001.001.03</OrgnlMsgNmId><OrgnlNbOfTxs>{count or batch.count}</OrgnlNbOfTxs>"
        f"<OrgnlCtrlSum>{total or '2150.00'}</OrgnlCtrlSum>{group}</OrgnlGrpInfAndSts>"
        + (f"<OrgnlPmtInfAndSts>{said}</OrgnlPmtInfAndSts>" if said else "")
        + "</CstmrPmtStsRpt></Document>"
    )


def states(batch):
    return list(batch.payouts.order_by("pk").values_list("status", flat=True))


def test_a_bank_file_of_answers_pays_sends_and_gives_back(world, batch):
    before, out = money(world), money(world, "withdrawing")
    one, two, three = marks(batch)
    file = take(
        world, pain(batch, (one, "ACCC", "", "1000.00"), (two, "ACSP", "", "600.00"), (three, "RJCT", "AC04", ""))
    )
    assert file.batch == batch
    assert states(batch) == ["queued"] * 3, "nothing moves before the second look"
    assert carry_out(world, file) == [("paid", ""), ("sent", ""), ("failed", "")]
    assert states(batch) == ["confirmed", "sent", "returned"]
    assert (money(world), money(world, "withdrawing")) == (before + 55_000, out - 155_000)
    world.deliver()
    assert "The account is closed." in world.browser(world.freelancer).get(f"/payouts/{three[3:]}/").text


def test_the_reason_is_said_in_the_language_of_the_person(world, batch):
    world.freelancer.language = "bn"
    world.freelancer.save(update_fields=["language"])
    carry_out(world, take(world, pain(batch, (marks(batch)[0], "RJCT", "AC04", ""))))
    assert Payout.objects.order_by("pk").first().failure == "অ্যাকাউন্টটি বন্ধ।"


def test_a_file_refused_as_a_whole_gives_all_back(world, batch):
    before = money(world)
    group = "<GrpSts>RJCT</GrpSts><StsRsnInf><Rsn><Cd>AM04</Cd></Rsn></StsRsnInf>"
    assert carry_out(world, take(world, pain(batch, group=group))) == [("failed", "")] * 3
    assert money(world) == before + sum(SUMS)


def test_a_sheet_with_digits_of_bengal_and_a_razorpayx_report_are_read(world, batch):
    one, two, _three = marks(batch)
    file = take(world, sheet(f"{one},paid,১০০০.০০,BDT,TRX1,", f"{two},reversed,600,BDT,,No such wallet"))
    assert carry_out(world, file) == [("paid", ""), ("failed", "")]
    assert Payout.objects.get(pk=one[3:]).reference == "TRX1"
    report = sheet(
        "7878,369.05,INR,UPI,wd-1,processed,pout_1,",
        head="RazorpayX Account Number,Payout Amount (in Rupees),Payout Currency,Payout Mode,Payout Reference Id,"
        "Status,Payout Id,Error Description",
    )
    said = results.read(report.encode()).lines[0]
    assert (said.mark, said.status, said.amount, said.reference) == ("wd-1", "paid", 36_905, "pout_1")


def test_lines_that_do_not_fit_move_nothing_and_say_why(world, batch):
    one, two, _three = marks(batch)
    to = batch.payouts.first().method
    waiting = request(world, to, amount=50_000, key="later")
    before = (money(world), money(world, "withdrawing"))
    file = take(
        world,
        sheet(
            "wd-999999,failed,10,BDT,,",
            f"wd-{waiting.pk},failed,500,BDT,,",
            f"{one},paid,1000.01,BDT,,",
            f"{two},failed,600,USD,,",
            "TRX,paid,10,BDT,,",
        ),
    )
    page = world.browser(world.checker, hat="staff").get(f"/staff/payouts/results/{file.pk}/").text
    assert "No withdrawal bears this mark." in page
    found = carry_out(world, file)
    assert [why for _deed, why in found] == [
        "UnknownTransfer",
        "NeverSent",
        "OtherAmount",
        "OtherAmount",
        "UnknownTransfer",
    ]
    assert (money(world), money(world, "withdrawing")) == before
    assert states(batch) == ["queued"] * 3
    page = world.browser(world.checker, hat="staff").get(f"/staff/payouts/results/{file.pk}/").text
    assert "No withdrawal bears this mark." in page


def test_a_return_after_arrival_is_refused(world, batch):
    one = marks(batch)[0]
    carry_out(world, take(world, sheet(f"{one},paid,1000,BDT,,")))
    assert carry_out(world, take(world, sheet(f"{one},failed,1000,BDT,,late"))) == [("", "AlreadyArrived")]
    assert carry_out(world, take(world, sheet(f"{one},sent,1000,BDT,,again"))) == [("", "")]


def test_the_same_file_twice_is_one_and_is_carried_out_once(world, batch):
    text = sheet(f"{marks(batch)[0]},failed,1000,BDT,,x")
    file, before = take(world, text), money(world)
    assert take(world, text, name="other.csv").pk == file.pk
    carry_out(world, file)
    with pytest.raises(StateHasMoved):
        carry_out(world, file)
    assert money(world) == before + SUMS[0]


def test_the_same_line_in_two_files_gives_back_once(world, batch):
    one, before = marks(batch)[0], money(world)
    carry_out(world, take(world, sheet(f"{one},failed,1000,BDT,,x")))
    assert carry_out(world, take(world, sheet(f"{one},failed,1000,BDT,,y"))) == [("", "")]
    assert money(world) == before + SUMS[0]


def test_who_took_it_in_does_not_carry_it_out(world, batch):
    file = take(world, sheet(f"{marks(batch)[0]},failed,1000,BDT,,x"))
    with pytest.raises(MakerIsNotChecker):
        actions.apply_results(file, by=world.maker, reason="me", now=world.now)
    actions.refuse_results(file, by=world.maker, reason="Wrong file.", now=world.now)
    with pytest.raises(StateHasMoved):
        carry_out(world, file)
    assert states(batch) == ["queued"] * 3


def test_a_changed_total_is_found(world, batch):
    one, two, three = marks(batch)
    lines = [(one, "ACCC", "", "1000.00"), (two, "ACCC", "", "600.00"), (three, "ACCC", "", "550.00")]
    with pytest.raises(ResultsDoNotAddUp):
        take(world, pain(batch, *lines, total="2150.01"))
    with pytest.raises(ResultsDoNotAddUp):
        take(world, pain(batch, *lines[:2], (three, "ACCC", "", "551.00")))
    with pytest.raises(ResultsOfAnotherFile):
        take(world, pain(batch, *lines, count=4))
    with pytest.raises(ResultsOfAnotherFile):
        take(world, pain(batch, *lines, message="KARIGAR-999999"))
    assert ResultFile.objects.count() == 0
    assert carry_out(world, take(world, pain(batch, *lines))) == [("paid", "")] * 3


def test_a_line_of_another_payment_file_is_refused(world, batch):
    to = batch.payouts.first().method
    other = request(world, to, amount=50_000, key="later")
    actions.check_payout(other, by=world.maker, reason="x", now=world.now)
    actions.export_batch(rail="bkash", currency="BDT", by=world.maker, now=world.now)
    assert carry_out(world, take(world, pain(batch, (f"wd-{other.pk}", "ACCC", "", "")))) == [
        ("", "ResultsOfAnotherFile")
    ]


@pytest.mark.parametrize(
    "data",
    [
        b"a picture \xff\xfe\x00",
        b"payout,amount\nwd-1,5\n",
        b"payout,status\nwd-1,maybe\n",
        b"payout,status,amount,currency\nwd-1,paid,5,XXX\n",
        b"payout,status,amount,currency\nwd-1,paid,five,BDT\n",
        b"payout,status\n",
        b"<html>",
        b"<Document/>",
        b'<!DOCTYPE x [<!ENTITY a "b">]><Document>&a;</Document>',
        b'<!DOCTYPE x SYSTEM "http://localhost/x"><Document/>',
    ],
)
def test_what_cannot_be_read_is_refused_whole(world, data):
    with pytest.raises(ResultsCannotBeRead):
        take(world, data)
    assert ResultFile.objects.count() == 0


def test_too_much_is_refused(world, monkeypatch):
    monkeypatch.setattr(results, "MOST_LINES", 2)
    with pytest.raises(TooManyResults):
        take(world, sheet(*["wd-1,paid,1,BDT,,"] * 3))
    upload = SimpleUploadedFile("big.csv", b"x")
    upload.size = 30 * 1024 * 1024
    with pytest.raises(FileTooLarge):
        actions.take_results(upload, by=world.maker, now=world.now)


def test_the_pages_carry_an_answer_from_upload_to_the_end(world, batch):
    maker, checker = world.browser(world.maker, hat="staff"), world.browser(world.checker, hat="staff")
    upload = SimpleUploadedFile("a.csv", sheet(f"{marks(batch)[0]},paid,1000,BDT,T1,").encode())
    sent = maker.post("/staff/payouts/results/", {"file": upload})
    assert sent.status_code == 303
    assert "You took this in" in maker.get(sent.url).text
    assert maker.post(sent.url + "apply/", {"reason": "me"}).status_code == 403
    assert checker.post(sent.url + "apply/", {"reason": "fits"}).status_code == 303
    assert "Done" in checker.get(sent.url).text
    assert maker.post("/staff/payouts/results/", {}).status_code == 422
    bad = maker.post("/staff/payouts/results/", {"file": SimpleUploadedFile("x.csv", b"nothing")})
    assert bad.status_code == 422
    assert "cannot be read" in bad.text


def test_a_page_of_answers_costs_the_same_for_one_line_and_for_many(world, batch, django_assert_max_num_queries):
    file = take(world, sheet(*[f"{mark},paid,,,," for mark in marks(batch)]))
    browser = world.browser(world.checker, hat="staff")
    with django_assert_max_num_queries(8):
        assert browser.get(f"/staff/payouts/results/{file.pk}/").status_code == 200
    assert len(queries.judged_lines_any(file)) == 3
