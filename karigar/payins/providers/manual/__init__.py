"""Bank and wallet transfers by hand: the payer writes a mark, two of our staff see the money. Nobody is called."""

import datetime as dt
from collections.abc import Mapping

from karigar.kit.money import EXPONENTS
from karigar.payins.providers.interface import BadSignature, Capabilities, Event, Intent, OffersLittle, Payment, Start
from karigar.payins.rules import transfer_mark


class Manual(OffersLittle):
    """Staff are the provider: what they saw is told by make_deposit and check_deposit, never by an event."""

    name = "manual"

    def capabilities(self) -> Capabilities:
        return Capabilities(exponents=EXPONENTS, refunds=True, is_proven_live=True)

    def start_deposit(self, intent: Intent) -> Start:
        return Start(transfer_mark(intent.deposit), "instructions", transfer_mark(intent.deposit))

    def find_start(self, intent: Intent) -> Start | None:
        return self.start_deposit(intent)

    def parse_event(self, headers: Mapping[str, str], body: bytes, *, now: dt.datetime) -> list[Event]:
        raise BadSignature("no bank sends events here")

    def fetch(self, external_id: str) -> Payment:
        return Payment(external_id, "open")

    def refund(self, external_id: str, *, amount: int, currency: str, key: str) -> str:
        return key  # the second of two staff has sent it before he confirms

    def find_refund(self, external_id: str, *, key: str) -> str | None:
        return key


def make() -> Manual:
    return Manual()
