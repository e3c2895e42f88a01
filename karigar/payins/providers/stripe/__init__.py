"""Cards by Stripe: hosted Checkout pages, or bare PaymentIntents for its double on loopback.

Needs the package `stripe` (requirements-stripe.txt), imported only here. Stripe counts the currencies that we keep in
the same minor units as we do; of currencies with three decimal places it takes tens only. A message's body is never
believed: its signature is checked, and the thing that it speaks of is fetched.

From the environment: KARIGAR_STRIPE_KEY, KARIGAR_STRIPE_WEBHOOK_SECRETS (several with commas while one is replaced),
KARIGAR_STRIPE_PAGE ("checkout", or "intent" for a double), KARIGAR_STRIPE_URL (a double on loopback).
"""

import contextlib
import datetime as dt
import functools
import json
import os
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from karigar.payins.providers.interface import (
    BadSignature,
    Capabilities,
    Declined,
    Dispute,
    Event,
    Intent,
    Line,
    NotOffered,
    OffersLittle,
    OutcomeUnknown,
    Payment,
    Start,
)

if TYPE_CHECKING:
    import stripe

SECONDS = 20  # well below the minute after which the worker asks what became of a call
TOO_OLD = 300  # seconds between a message's signature and its arrival
LATEST = 100  # things looked through for one whose answer was lost; it was begun a minute ago
# Stripe's own least amounts of 2026, in minor units; where it names none, what is worth 50 cents.
MINIMUM = {"USD": 50, "EUR": 50, "GBP": 30, "INR": 50, "BDT": 6_000, "NPR": 7_000, "PKR": 15_000, "LKR": 16_000, "JPY": 50,
           "KWD": 150}  # fmt: skip
_STATES = {"succeeded": "paid", "canceled": "failed", "requires_capture": "authorised"}
_DISPUTES = {"won": "won", "lost": "lost", "prevented": "won"}
_RISKY = {"elevated", "highest"}
_SESSION_EVENTS = {
    "checkout.session.completed", "checkout.session.async_payment_succeeded", "checkout.session.async_payment_failed",
    "checkout.session.expired",
}  # fmt: skip
_INTENT_EVENTS = {
    "payment_intent.succeeded", "payment_intent.payment_failed", "payment_intent.canceled",
    "payment_intent.amount_capturable_updated",
}  # fmt: skip


class Stripe(OffersLittle):
    """Stripe as our side sees it. The name of a payment is that of its Checkout session, or of its PaymentIntent."""

    name = "stripe"

    def __init__(self, *, key: str, secrets: list[str], page: str, url: str) -> None:
        self.key, self.secrets, self.page, self.url = key, secrets, page, url

    @functools.cached_property
    def client(self) -> "stripe.StripeClient":
        """Stripe's own client; it does not try again by itself, because we do, under the stored key."""
        try:
            import stripe
        except ImportError as error:
            raise LookupError("pip install -r requirements-stripe.txt brings Stripe's client") from error
        addresses: Any = {"api": self.url} if self.url else {}
        return stripe.StripeClient(
            self.key,
            base_addresses=addresses,
            max_network_retries=0,
            http_client=stripe.RequestsClient(timeout=SECONDS),
        )

    def capabilities(self) -> Capabilities:
        from karigar.kit.money import EXPONENTS

        return Capabilities(
            exponents=EXPONENTS,
            steps={code: 10 for code, places in EXPONENTS.items() if places == 3},
            minimum=MINIMUM,
            maximum=dict.fromkeys(EXPONENTS, 99_999_999),
            manual_capture=True,
            saved_methods=True,
            refunds=True,
            dispute_events=True,
            is_practice=self.page == "intent" and self.key.startswith("sk_test_"),
        )

    # --- a deposit --------------------------------------------------------------------------------------------------

    def start_deposit(self, intent: Intent) -> Start:
        same: dict[str, Any] = {"metadata": {"karigar_key": intent.key, "deposit": str(intent.deposit)}}
        with _asking():
            if self.page == "intent":
                asked: Any = {"amount": intent.amount, "currency": intent.currency.lower(), **same}
                return self._start(
                    self.client.v1.payment_intents.create(asked, {"idempotency_key": intent.key}), intent
                )
            price = {
                "currency": intent.currency.lower(),
                "unit_amount": intent.amount,
                "product_data": {"name": intent.text},
            }
            session: Any = {
                "mode": "payment",
                "client_reference_id": intent.key,
                "customer_email": intent.email,
                "success_url": intent.back_url,
                "cancel_url": intent.back_url,
                "line_items": [{"quantity": 1, "price_data": price}],
                "payment_intent_data": same,
                **same,
            }
            return self._start(
                self.client.v1.checkout.sessions.create(session, {"idempotency_key": intent.key}), intent
            )

    def find_start(self, intent: Intent) -> Start | None:
        """Look for what was begun under our key; Stripe forgets keys after a day, its lists do not."""
        with _asking():
            if self.page == "intent":
                rows: Any = self.client.v1.payment_intents.list({"limit": LATEST})
            else:
                rows = self.client.v1.checkout.sessions.list({"limit": LATEST})
            found = [row for row in rows.data if _key_of(row) == intent.key]
        return self._start(found[0], intent) if found else None

    def _start(self, made: Any, intent: Intent) -> Start:
        # A bare intent is paid on our own page of practice, which takes no card and works with a test key only.
        url = intent.back_url.replace("/back/", "/practice/") if self.page == "intent" else str(made.url or "")
        return Start(str(made.id), "redirect", url)

    def practise(self, external_id: str, outcome: str) -> None:
        """Pay an intent as a payer's browser would, with one of Stripe's test cards. Raises NotOffered for a live key."""
        if not self.capabilities().is_practice:
            raise NotOffered("practice")
        card = "pm_card_visa" if outcome == "paid" else "pm_card_chargeCustomerFail"
        with contextlib.suppress(Declined), _asking():
            method = self.client.v1.payment_methods.retrieve(card)
            self.client.v1.payment_intents.update(external_id, {"payment_method": method.id})
            self.client.v1.payment_intents.confirm(external_id)

    # --- messages ---------------------------------------------------------------------------------------------------

    def parse_event(self, headers: Mapping[str, str], body: bytes, *, now: dt.datetime) -> list[Event]:
        import stripe

        given, text = headers.get("Stripe-Signature", ""), body.decode()
        if not any(_is_signed(stripe, text, given, secret) for secret in self.secrets):
            raise BadSignature("the signature does not fit, or was made too long ago")
        said = json.loads(text)
        kind, thing = str(said["type"]), said["data"]["object"]
        if kind in (_INTENT_EVENTS if self.page == "intent" else _SESSION_EVENTS):
            return [Event(said["id"], "payment", thing["id"])]
        if kind.startswith("charge.dispute."):
            return [Event(said["id"], "dispute", thing["id"])]
        return []

    def fetch(self, external_id: str) -> Payment:
        with _asking():
            if not external_id.startswith("cs_"):
                intent = self.client.v1.payment_intents.retrieve(external_id, {"expand": ["latest_charge"]})
                return _payment(external_id, intent)
            session = self.client.v1.checkout.sessions.retrieve(
                external_id, {"expand": ["payment_intent.latest_charge"]}
            )
            if session.payment_intent:
                return _payment(external_id, session.payment_intent)
            return Payment(external_id, "failed" if session.status == "expired" else "open")

    def fetch_dispute(self, external_id: str) -> Dispute:
        with _asking():
            found = self.client.v1.disputes.retrieve(external_id)
            if found.status.startswith("warning"):
                raise Declined("an inquiry: no money was taken")
            intent = str(getattr(found.payment_intent, "id", found.payment_intent) or "")
            cost = sum(int(row.fee) for row in found.balance_transactions or [])
            return Dispute(
                external_id,
                self._name_of(intent),
                _DISPUTES.get(found.status, "open"),
                found.amount,
                found.currency.upper(),
                cost,
            )

    def _name_of(self, intent: str) -> str:
        """Return the name under which we know a PaymentIntent."""
        if self.page == "intent" or not intent:
            return intent
        rows = self.client.v1.checkout.sessions.list({"payment_intent": intent, "limit": 1})
        return str(rows.data[0].id) if rows.data else intent

    def _intent_of(self, external_id: str) -> str:
        if not external_id.startswith("cs_"):
            return external_id
        session = self.client.v1.checkout.sessions.retrieve(external_id)
        intent = str(getattr(session.payment_intent, "id", session.payment_intent) or "")
        if not intent:
            raise Declined("nothing was paid")
        return intent

    # --- what else can be asked -------------------------------------------------------------------------------------

    def capture(self, external_id: str, *, amount: int, currency: str, key: str) -> Payment:
        with _asking():
            intent = self._intent_of(external_id)
            made = self.client.v1.payment_intents.capture(
                intent, {"amount_to_capture": amount}, {"idempotency_key": key}
            )
            return _payment(external_id, made)

    def void(self, external_id: str, *, key: str) -> Payment:
        with _asking():
            intent = self._intent_of(external_id)
            return _payment(external_id, self.client.v1.payment_intents.cancel(intent, {}, {"idempotency_key": key}))

    def refund(self, external_id: str, *, amount: int, currency: str, key: str) -> str:
        with _asking():
            made = self.client.v1.refunds.create(
                {"payment_intent": self._intent_of(external_id), "amount": amount, "metadata": {"karigar_key": key}},
                {"idempotency_key": key},
            )
            if made.status in {"failed", "canceled"}:
                raise Declined(f"refund {made.status}")
            return str(made.id)

    def find_refund(self, external_id: str, *, key: str) -> str | None:
        with _asking():
            rows = self.client.v1.refunds.list({"payment_intent": self._intent_of(external_id), "limit": LATEST})
            found = [row for row in rows.data if _key_of(row) == key]
            return str(found[0].id) if found else None

    def save_method(self, *, payer: str, token: str, key: str) -> str:
        """Keep a payer's method for later charges; return customer and method as one name."""
        with _asking():
            customer = self.client.v1.customers.create({"email": payer}, {"idempotency_key": f"{key}-customer"})
            method = self.client.v1.payment_methods.attach(token, {"customer": customer.id}, {"idempotency_key": key})
            return f"{customer.id}/{method.id}"

    def charge_saved(self, method: str, *, amount: int, currency: str, key: str) -> Payment:
        """Charge a kept method while its owner is away. Raises Declined when the bank says no or wants to see him."""
        customer, _slash, name = method.partition("/")
        with _asking():
            made = self.client.v1.payment_intents.create(
                {
                    "amount": amount,
                    "currency": currency.lower(),
                    "customer": customer,
                    "payment_method": name,
                    "off_session": True,
                    "confirm": True,
                    "metadata": {"karigar_key": key},
                },
                {"idempotency_key": key},
            )
            return _payment(str(made.id), made)

    def statement(self, since: dt.datetime, until: dt.datetime) -> list[Line]:
        """Return every movement of our balance at Stripe."""
        span: Any = {"gte": int(since.timestamp()), "lt": int(until.timestamp())}
        with _asking():
            rows = self.client.v1.balance_transactions.list({"created": span, "limit": 100})
            return [
                Line(
                    str(getattr(row.source, "id", row.source) or row.id),
                    str(row.type),
                    dt.datetime.fromtimestamp(row.created, dt.UTC),
                    row.amount,
                    row.fee,
                    row.currency.upper(),
                )
                for row in rows.auto_paging_iter()
            ]


@contextlib.contextmanager
def _asking() -> Iterator[None]:
    """Say what an error of Stripe means to us: no for certain, or no answer.

    A wrong key, a missing right or too many calls say nothing of the payment: a message that was closed as foreign for
    them would lose money that was really paid.
    """
    import stripe

    try:
        yield
    except stripe.CardError as error:
        raise Declined(error.user_message or error.code or "declined") from error
    except (stripe.AuthenticationError, stripe.PermissionError, stripe.RateLimitError) as error:
        raise OutcomeUnknown(f"{type(error).__name__}: {error.code or error.http_status}") from error
    except stripe.InvalidRequestError as error:
        raise Declined(error.code or str(error)[:200]) from error
    except stripe.StripeError as error:
        raise OutcomeUnknown(f"{type(error).__name__}: {str(error)[:200]}") from error


def _key_of(row: Any) -> str:
    """The key that we wrote on a thing when we made it."""
    return str(row.metadata["karigar_key"]) if row.metadata and "karigar_key" in row.metadata else ""


def _is_signed(library: Any, text: str, given: str, secret: str) -> bool:
    try:
        library.WebhookSignature.verify_header(text, given, secret, TOO_OLD)
    except library.SignatureVerificationError:
        return False
    return True


def _payment(name: str, intent: Any) -> Payment:
    """What a PaymentIntent says of itself; a payer may try another card, so a refused one leaves it open."""
    state = _STATES.get(intent.status, "open")
    charge = intent.latest_charge
    outcome = getattr(charge, "outcome", None) if charge is not None and not isinstance(charge, str) else None
    received = getattr(intent, "amount_received", None)
    amount = received if state == "paid" and received is not None else intent.amount
    risk = str(getattr(outcome, "risk_level", "") or "")
    return Payment(name, state, amount, intent.currency.upper(), risk in _RISKY)


def make() -> Stripe:
    """Make the provider from the environment. Raises LookupError when its key or secrets are not there."""
    key = os.environ.get("KARIGAR_STRIPE_KEY", "")
    secrets = [one.strip() for one in os.environ.get("KARIGAR_STRIPE_WEBHOOK_SECRETS", "").split(",") if one.strip()]
    if not key or not secrets:
        raise LookupError("stripe needs KARIGAR_STRIPE_KEY and KARIGAR_STRIPE_WEBHOOK_SECRETS")
    page = os.environ.get("KARIGAR_STRIPE_PAGE", "checkout")
    return Stripe(key=key, secrets=secrets, page=page, url=os.environ.get("KARIGAR_STRIPE_URL", ""))
