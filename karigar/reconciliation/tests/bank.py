"""A bank for the tests: it writes camt.053 as banks do, and CSV."""

from django.core.files.uploadedfile import SimpleUploadedFile

from karigar.kit.money import format_money
from karigar.reconciliation import actions

TRUST = "bank:trust/trust"
IBAN = "BD11TRST0001"


def entry(
    amount, *, day="2026-11-20", end_to_end="", text="", own="", why="", currency="BDT", version="08", status="BOOK"
):
    """One booking; `amount` in minor units, above 0 for a credit."""
    sign = "CRDT" if amount > 0 else "DBIT"
    booked = f"<Cd>{status}</Cd>" if version != "02" else status
    returned = f"<RtrInf><Rsn><Cd>{why}</Cd></Rsn></RtrInf>" if why else ""
    refs = f"<Refs><EndToEndId>{end_to_end or 'NOTPROVIDED'}</EndToEndId></Refs>"
    return (
        f'<Ntry><Amt Ccy="{currency}">{format_money(abs(amount), currency, plain=True)}</Amt>'
        f"<CdtDbtInd>{sign}</CdtDbtInd><Sts>{booked}</Sts><BookgDt><Dt>{day}</Dt></BookgDt>"
        + (f"<AcctSvcrRef>{own}</AcctSvcrRef>" if own else "")
        + f"<NtryDtls><TxDtls>{refs}<RmtInf><Ustrd>{text}</Ustrd></RmtInf>{returned}</TxDtls></NtryDtls></Ntry>"
    )


def camt(*entries, opening=0, closing=0, currency="BDT", version="08", account=IBAN, head=""):
    """A whole file."""

    def balance(kind, amount):
        return (
            f"<Bal><Tp><CdOrPrtry><Cd>{kind}</Cd></CdOrPrtry></Tp>"
            f'<Amt Ccy="{currency}">{format_money(abs(amount), currency, plain=True)}</Amt>'
            f"<CdtDbtInd>{'CRDT' if amount >= 0 else 'DBIT'}</CdtDbtInd></Bal>"
        )

    return (
        f'<?xml version="1.0" encoding="UTF-8"?>{head}'
        f'<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.{version}"><BkToCstmrStmt><Stmt><Id>S-1</Id>'
        f"<Acct><Id><Othr><Id>{account}</Id></Othr></Id><Ccy>{currency}</Ccy></Acct>"
        f"{balance('OPBD', opening)}{balance('CLBD', closing)}{''.join(entries)}</Stmt></BkToCstmrStmt></Document>"
    ).encode()


def file(content, name="statement.xml"):
    return SimpleUploadedFile(name, content)


def take(world, content, *, by=None, name=TRUST, currency="BDT", profile=None, file_name="statement.xml", **kwargs):
    """The maker brings a file in."""
    return actions.take_statement(
        by=by or world.maker,
        name=name,
        currency=currency,
        upload=file(content, file_name),
        profile=profile,
        now=world.now,
        **kwargs,
    )


def profile(world, **changes):
    """A bank's usual columns."""
    fields = {
        "name": "City Bank",
        "kind": "bank",
        "date_column": "Date",
        "date_format": "%d/%m/%Y",
        "decimal_sign": ".",
        "amount_column": "",
        "in_column": "Deposit",
        "out_column": "Withdrawal",
        "balance_column": "Balance",
        "fee_column": "",
        "net_column": "",
        "reference_column": "Ref",
        "text_column": "Narration",
        "currency_column": "",
    }
    return actions.save_profile(by=world.maker, fields=fields | changes, reason="new bank", now=world.now)


def report(world, **changes):
    """A provider's usual columns."""
    columns = {
        "name": "Gate",
        "kind": "settlement",
        "date_format": "%Y-%m-%d",
        "amount_column": "Gross",
        "in_column": "",
        "out_column": "",
        "balance_column": "",
        "fee_column": "Fee",
        "net_column": "Net",
        "text_column": "",
    }
    return profile(world, **(columns | changes))
