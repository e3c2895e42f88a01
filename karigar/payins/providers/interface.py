"""What a payment provider is to us: it is asked, it tells, and it never touches the ledger.

Amounts are integers in our minor units (kit.money); a provider that counts otherwise converts inside.
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol


class ProviderError(Exception):
    """A provider did not do what it was asked."""


class BadSignature(ProviderError):
    """What arrived was not signed by the provider, or too long ago."""


class Declined(ProviderError):
    """The provider said no, for certain: nothing was done there."""


class OutcomeUnknown(ProviderError):
    """No answer came: it may have been done or not. Only asking can tell."""


class NotOffered(ProviderError):
    """The provider cannot do this at all."""


@dataclass(frozen=True)
class Capabilities:
    """What a provider can do; amounts by currency, in minor units."""

    exponents: Mapping[str, int]  # currencies with the decimal places in which the provider counts
    steps: Mapping[str, int] = field(default_factory=dict)  # amounts must be a multiple of this; 1 when not named
    minimum: Mapping[str, int] = field(default_factory=dict)
    maximum: Mapping[str, int] = field(default_factory=dict)
    manual_capture: bool = False
    saved_methods: bool = False
    refunds: bool = False
    payout_kinds: tuple[str, ...] = ()
    dispute_events: bool = False
    is_proven_live: bool = False  # somebody has moved real money through it
    is_practice: bool = False  # no real money can be meant: `practise(external_id, outcome)` plays the payer


@dataclass(frozen=True)
class Intent:
    """A deposit as the provider is told of it."""

    key: str
    deposit: int
    amount: int
    currency: str
    text: str
    email: str
    name: str
    back_url: str
    events_url: str


@dataclass(frozen=True)
class Start:
    """How the payer goes on: kind is "redirect" (value: an address) or "instructions" (value: text)."""

    external_id: str
    kind: str
    value: str = ""


@dataclass(frozen=True)
class Event:
    """A provider says that something changed; what it is now is fetched. kind: "payment" or "dispute"."""

    id: str
    kind: str
    external_id: str


@dataclass(frozen=True)
class Payment:
    """A payment as the provider knows it now. state: "open", "paid", "failed" or "authorised"."""

    external_id: str
    state: str
    amount: int = 0
    currency: str = ""
    is_risky: bool = False


@dataclass(frozen=True)
class Dispute:
    """A payer's bank takes a payment back. state: "open", "won" or "lost"; cost is what the provider charges us."""

    external_id: str
    payment_id: str
    state: str
    amount: int
    currency: str
    cost: int = 0


@dataclass(frozen=True)
class Line:
    """One line of the provider's own account of what it holds for us; amount is signed, cost is taken off it."""

    external_id: str
    kind: str
    at: dt.datetime
    amount: int
    cost: int
    currency: str


class Provider(Protocol):
    """The interface. Whatever goes out carries the key that we stored before; a timeout raises OutcomeUnknown."""

    name: str

    def capabilities(self) -> Capabilities: ...
    def start_deposit(self, intent: Intent) -> Start: ...
    def find_start(self, intent: Intent) -> Start | None: ...
    def parse_event(self, headers: Mapping[str, str], body: bytes, *, now: dt.datetime) -> list[Event]: ...
    def fetch(self, external_id: str) -> Payment: ...
    def fetch_dispute(self, external_id: str) -> Dispute: ...
    def capture(self, external_id: str, *, amount: int, currency: str, key: str) -> Payment: ...
    def void(self, external_id: str, *, key: str) -> Payment: ...
    def refund(self, external_id: str, *, amount: int, currency: str, key: str) -> str: ...
    def find_refund(self, external_id: str, *, key: str) -> str | None: ...
    def save_method(self, *, payer: str, token: str, key: str) -> str: ...
    def charge_saved(self, method: str, *, amount: int, currency: str, key: str) -> Payment: ...
    def payout_file(self, rows: list[Mapping[str, object]]) -> bytes: ...
    def statement(self, since: dt.datetime, until: dt.datetime) -> list[Line]: ...


class OffersLittle:
    """The parts that a provider need not have, each answered with NotOffered; inherit and write what it has."""

    name = ""

    def fetch_dispute(self, external_id: str) -> Dispute:
        raise NotOffered("disputes")

    def capture(self, external_id: str, *, amount: int, currency: str, key: str) -> Payment:
        raise NotOffered("capture")

    def void(self, external_id: str, *, key: str) -> Payment:
        raise NotOffered("void")

    def refund(self, external_id: str, *, amount: int, currency: str, key: str) -> str:
        raise NotOffered("refund")

    def find_refund(self, external_id: str, *, key: str) -> str | None:
        raise NotOffered("refund")

    def save_method(self, *, payer: str, token: str, key: str) -> str:
        raise NotOffered("saved methods")

    def charge_saved(self, method: str, *, amount: int, currency: str, key: str) -> Payment:
        raise NotOffered("saved methods")

    def payout_file(self, rows: list[Mapping[str, object]]) -> bytes:
        raise NotOffered("payouts")

    def statement(self, since: dt.datetime, until: dt.datetime) -> list[Line]:
        raise NotOffered("statement")
