"""Files of banks and providers: taken in whole or not at all, each line once."""

import pytest
from django.db import connection

from karigar.files.refusals import FileTooLarge
from karigar.reconciliation import camt as reader
from karigar.reconciliation import refusals, rules
from karigar.reconciliation.models import Account, Line, Statement
from karigar.reconciliation.tests.bank import camt, entry, profile, report, take

pytestmark = pytest.mark.django_db
GATE = "provider:gate/clearing"


@pytest.mark.parametrize("version", ["02", "04", "08", "13"])
def test_every_version_is_read_by_local_names(version):
    one = entry(12_345, text="KG 12-5", end_to_end="E1", own="A1", version=version)
    (sheet,) = reader.read(camt(one, entry(-45, version=version), opening=100, closing=12_400, version=version))
    assert (sheet.opening, sheet.closing, sheet.currency, sheet.account) == (100, 12_400, "BDT", "BD11TRST0001")
    first, second = sheet.lines
    assert (first.amount, first.end_to_end, first.text, first.booked_on) == (12_345, "E1", "KG 12-5", "2026-11-20")
    assert (second.amount, second.end_to_end) == (-45, "")


@pytest.mark.parametrize(("currency", "amount", "written"), [("JPY", 1500, ">1500<"), ("KWD", 1234, ">1.234<")])
def test_a_currency_with_no_or_three_decimals_keeps_its_units(world, currency, amount, written):
    content = camt(entry(amount, currency=currency), closing=amount, currency=currency)
    assert written.encode() in content
    (statement,) = take(world, content, currency=currency)
    assert statement.closing == Line.objects.get().amount == amount


def test_a_sum_with_more_decimals_than_its_currency_is_refused_whole(world):
    content = camt(entry(1500, currency="JPY"), closing=1500, currency="JPY").replace(b"1500<", b"1500.5<")
    with pytest.raises(refusals.FileCannotBeRead):
        take(world, content, currency="JPY")
    assert not Statement.objects.exists()


def test_the_same_file_twice_adds_nothing(world):
    content = camt(entry(500), entry(500), closing=1000)
    (first,) = take(world, content)
    (second,) = take(world, content, by=world.checker)
    assert first == second
    assert (first.read, first.added, Line.objects.count(), Statement.objects.count()) == (2, 2, 2, 1)


def test_overlapping_files_add_only_new_lines_and_equal_lines_are_counted(world):
    monday = entry(500, day="2026-11-16", text="rent")
    tuesday = entry(700, day="2026-11-17", own="T1")
    take(world, camt(monday, monday, tuesday, closing=1700))
    (statement,) = take(world, camt(tuesday, entry(-300, day="2026-11-18"), opening=1000, closing=1400))
    assert (statement.read, statement.added) == (2, 1)
    assert sorted(Line.objects.values_list("amount", flat=True)) == [-300, 500, 500, 700]


def test_a_statement_that_does_not_add_up_is_refused_whole_with_the_reason(world):
    with pytest.raises(refusals.StatementDoesNotAddUp) as refused:
        take(world, camt(entry(500), opening=100, closing=599))
    assert "৳1" in refused.value.sentence
    assert "৳5.99" in refused.value.sentence
    assert (Statement.objects.count(), Line.objects.count()) == (0, 0)


def test_pending_bookings_are_left_out(world):
    take(world, camt(entry(500), entry(900, status="PDNG"), closing=500))
    assert Line.objects.get().amount == 500


@pytest.mark.parametrize(
    "head",
    [
        '<!DOCTYPE d [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>',
        '<!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/passwd">]>',
        '<!DOCTYPE d SYSTEM "http://localhost/x.dtd">',
    ],
)
def test_a_file_with_entities_or_a_document_type_is_not_opened(world, head):
    with pytest.raises(refusals.FileHoldsEntities):
        take(world, camt(entry(500), closing=500, head=head))
    assert not Line.objects.exists()


@pytest.mark.parametrize(
    "content", [b"<a>" * 5000, b"\x00\xff", b"<Document/>", b"%PDF-1.4", b"<a></b>", "<a>é".encode("utf-16")]
)
def test_what_is_no_statement_is_refused(world, content):
    with pytest.raises(refusals.FileCannotBeRead):
        take(world, content)


def test_a_file_of_thirty_megabytes_is_too_large(world):
    with pytest.raises(FileTooLarge) as refused:
        take(world, b" " * (30 * 1024 * 1024))
    assert refused.value.status == 413


def test_too_many_lines_are_refused(world, monkeypatch):
    monkeypatch.setattr(reader, "MOST_LINES", 3)
    with pytest.raises(refusals.TooManyLines):
        take(world, camt(*[entry(1)] * 4, closing=4))


def test_a_foreign_currency_is_refused_whole(world):
    with pytest.raises(refusals.AnotherCurrency):
        take(world, camt(entry(500, currency="USD"), closing=500, currency="USD"))
    with pytest.raises(refusals.AnotherCurrency):
        take(world, camt(entry(500), entry(5, currency="USD"), closing=500))
    with pytest.raises(refusals.FileCannotBeRead):
        take(world, camt(entry(500), closing=500).replace(b"BDT", b"XAU"))
    assert not Line.objects.exists()


def test_the_file_of_another_account_is_refused(world):
    take(world, camt(entry(500), closing=500))
    with pytest.raises(refusals.AnotherAccount):
        take(world, camt(entry(600), closing=600, account="OTHER"))
    with pytest.raises(refusals.AccountIsTaken):
        take(world, camt(entry(600), closing=600), name="bank:operating/operating")
    assert Account.objects.get(number="BD11TRST0001").name == "bank:trust/trust"


def test_one_booking_of_many_payments_becomes_a_line_for_each():
    batch = (
        '<Ntry><Amt Ccy="BDT">30.00</Amt><CdtDbtInd>DBIT</CdtDbtInd><Sts>BOOK</Sts><BookgDt><Dt>2026-11-20</Dt></BookgDt>'
        "<AcctSvcrRef>B1</AcctSvcrRef><NtryDtls>"
        '<TxDtls><Refs><EndToEndId>wd-1</EndToEndId></Refs><Amt Ccy="BDT">10.00</Amt></TxDtls>'
        '<TxDtls><Refs><EndToEndId>wd-2</EndToEndId></Refs><AmtDtls><TxAmt><Amt Ccy="BDT">20.00</Amt></TxAmt></AmtDtls></TxDtls>'
        "</NtryDtls></Ntry>"
    )
    (sheet,) = reader.read(camt(batch, closing=-3000))
    assert [(line.amount, line.end_to_end) for line in sheet.lines] == [(-1000, "wd-1"), (-2000, "wd-2")]
    assert len(set(rules.keys_of(sheet.lines))) == 2
    (sheet,) = reader.read(camt(batch.replace("20.00", "21.00"), closing=-3000))
    (line,) = sheet.lines
    assert line.amount == -3000
    assert rules.marks_in(line.text) == ["wd-1", "wd-2"]


BANGLA = """Padma Bank Ltd
Account,০১২
Date,Narration,Ref,Withdrawal,Deposit,Balance
২০/১১/২০২৬,বেতন KG 7-5,R1,,"১,২৩,৪৫৬.৭৮","১,২৩,৫৫৬.৭৮"
21/11/2026,Cash,R2,56.78,,"1,23,500.00"

,Total,,56.78,"1,23,456.78",
"""


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_a_banks_csv_is_read_by_its_profile_in_any_encoding_and_digits(world, encoding):
    (statement,) = take(world, BANGLA.encode(encoding), profile=profile(world))
    assert (statement.opening, statement.closing, statement.added) == (10_000, 12_350_000, 2)
    first, second = Line.objects.order_by("place")
    assert (first.amount, second.amount, first.reference) == (12_345_678, -5678, "R1")
    assert "বেতন" in first.raw


def test_the_newest_line_may_stand_on_top(world):
    rows = BANGLA.splitlines()
    rows[3], rows[4] = rows[4], rows[3]
    (statement,) = take(world, "\n".join(rows).encode(), profile=profile(world))
    assert (statement.opening, statement.closing) == (10_000, 12_350_000)


def test_a_balance_that_does_not_follow_refuses_the_file(world):
    with pytest.raises(refusals.BalanceDoesNotFollow):
        take(world, BANGLA.replace("1,23,500.00", "1,23,501.00").encode(), profile=profile(world))
    assert not Line.objects.exists()


def test_without_a_column_the_balances_are_typed_and_weighed(world):
    plain = profile(world, balance_column="", decimal_sign=",")
    content = "Date;Narration;Ref;Withdrawal;Deposit\n20/11/2026;Fee;1;1.234,50;\n".encode("cp1252")
    with pytest.raises(refusals.BalancesAreMissing):
        take(world, content, profile=plain)
    with pytest.raises(refusals.StatementDoesNotAddUp):
        take(world, content, profile=plain, opening=200_000, closing=76_551)
    (statement,) = take(world, content, profile=plain, opening=200_000, closing=76_550)
    assert (statement.added, Line.objects.get().amount) == (1, -123_450)


def test_a_settlement_report_ends_with_what_was_paid_out(world):
    content = b"Date,Ref,Gross,Fee,Net\n2026-11-20,p1,100.00,2.50,97.50\n2026-11-20,p2,-10.00,0,-10.00\n"
    (statement,) = take(world, content, name=GATE, profile=report(world), number="S-77")
    assert (statement.opening, statement.closing, statement.added) == (0, 0, 3)
    total = Line.objects.get(is_total=True)
    assert (total.amount, total.fee, total.marks) == (-9000, 250, ["S-77"])


def test_a_report_whose_net_is_not_gross_less_fee_is_refused(world):
    content = b"Date,Ref,Gross,Fee,Net\n2026-11-20,p1,100.00,2.50,97.49\n"
    with pytest.raises(refusals.NetIsNotGrossLessFee):
        take(world, content, name=GATE, profile=report(world), number="S-77")
    with pytest.raises(refusals.ProfileDoesNotFit):
        take(world, content, profile=report(world), number="S-77")


def test_another_kind_of_file_may_not_overlap(world):
    take(world, camt(entry(500, day="2026-11-21"), closing=500))
    with pytest.raises(refusals.AnotherFormatOverlaps):
        take(world, BANGLA.encode(), profile=profile(world))


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("1,234.50", 123_450), ("(1,234.50)", -123_450), ("12.00-", -1200), ("12 Dr", -1200), ("12.5 CR", 1250),
        ("৳ ১২", 1200), ("-0.05", -5), ("BDT 7", 700), ("1’000.10", 100_010), ("−3", -300), ("7.500", 750),
    ],
)  # fmt: skip
def test_amounts_are_read_as_banks_write_them(text, amount):
    assert rules.signed(text, "BDT") == amount


@pytest.mark.parametrize("text", ["", "1.2.3", "0.001", "ten", "1e5", "NaN", "9" * 17, "--5 5x", "."])
def test_what_is_no_amount_is_no_amount(text):
    with pytest.raises(rules.NotASum):
        rules.signed(text, "BDT")


def test_our_marks_are_found_and_a_wrong_check_digit_is_not():
    from karigar.payins.rules import transfer_mark

    right = transfer_mark(12)
    wrong = right[:-1] + str((int(right[-1]) + 1) % 10)
    assert rules.marks_in(f"invoice {right.lower().replace(' ', '')} / WD-0007") == sorted([right, "wd-7"])
    assert rules.marks_in(wrong, "xwd-7", "wd-7x1") == []


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE reconciliation_line SET amount = 1",
        "UPDATE reconciliation_line SET raw = ''",
        "DELETE FROM reconciliation_line",
        "TRUNCATE reconciliation_line CASCADE",
        "UPDATE reconciliation_statement SET closing = 1",
        "DELETE FROM reconciliation_statement",
        "DELETE FROM reconciliation_moved",
    ],
)
@pytest.mark.parametrize("role", ["karigar_app", "owner"])
def test_what_a_bank_said_cannot_be_changed(world, sql, role):
    from django.db import DatabaseError, transaction

    take(world, camt(entry(500), closing=500))
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:  # noqa: PT012
        if role == "owner":
            cursor.execute("RESET ROLE")
        cursor.execute(sql)
    assert Line.objects.get().amount == 500
