"""SSLCommerz, a gateway of Bangladesh: a hosted page for cards, mobile wallets and banks. API v4.

Written from its public documentation (developer.sslcommerz.com) and tested against a double on loopback; nobody has moved
real money through it from here. What its message claims is checked by its hash and then asked of the validation API,
with the amount and the currency that came in. Refunds are not offered: we know no way to ask whether one was done, and a
second try could pay twice.

From the environment: KARIGAR_SSLCOMMERZ_STORE, KARIGAR_SSLCOMMERZ_PASSWORD, KARIGAR_SSLCOMMERZ_URL
(https://sandbox.sslcommerz.com to try).
"""

import datetime as dt
import hashlib
import hmac
import json
import os
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Mapping
from typing import Any

from karigar.kit.errors import Refusal
from karigar.kit.money import format_money, parse_amount
from karigar.payins.providers.interface import (
    BadSignature,
    Capabilities,
    Declined,
    Event,
    Intent,
    OffersLittle,
    OutcomeUnknown,
    Payment,
    Start,
)

LIVE = "https://securepay.sslcommerz.com"
SECONDS = 30
LONGEST = 1024 * 1024  # bytes of an answer
_PAID = {"VALID", "VALIDATED"}
_ENDED = {"FAILED", "CANCELLED", "EXPIRED"}
_SESSION, _VALIDATE, _QUERY = (
    "/gwprocess/v4/api.php",
    "/validator/api/validationserverAPI.php",
    "/validator/api/merchantTransIDvalidationAPI.php",
)


class SslCommerz(OffersLittle):
    """SSLCommerz as our side sees it. The name of a payment is our own key: it must be unique in the store."""

    name = "sslcommerz"

    def __init__(self, *, store: str, password: str, url: str) -> None:
        self.store, self.password, self.url = store, password, url.rstrip("/")

    def capabilities(self) -> Capabilities:
        return Capabilities(exponents={"BDT": 2}, minimum={"BDT": 10_00}, maximum={"BDT": 500_000_00})

    def start_deposit(self, intent: Intent) -> Start:
        answer = self._call(
            _SESSION,
            {
                "total_amount": format_money(intent.amount, intent.currency, plain=True),
                "currency": intent.currency,
                "tran_id": intent.key,
                "success_url": intent.back_url,
                "fail_url": intent.back_url,
                "cancel_url": intent.back_url,
                "ipn_url": intent.events_url,
                "cus_name": intent.name[:50],
                "cus_email": intent.email[:50],
                # Asked for by the gateway; we do not keep them and do not invent a place.
                "cus_add1": "-", "cus_city": "-", "cus_country": "-", "cus_phone": "-",
                "shipping_method": "NO",
                "product_name": intent.text[:255],
                "product_category": "wallet",
                "product_profile": "non-physical-goods",
            },
            post=True,
        )  # fmt: skip
        if str(answer.get("status", "")).upper() != "SUCCESS" or not answer.get("GatewayPageURL"):
            raise Declined(str(answer.get("failedreason") or "the gateway opened no page")[:200])
        return Start(intent.key, "redirect", str(answer["GatewayPageURL"]))

    def find_start(self, intent: Intent) -> Start | None:
        """A page that was opened without our seeing its address is of no use: another one is opened under the same key."""
        return None

    def parse_event(self, headers: Mapping[str, str], body: bytes, *, now: dt.datetime) -> list[Event]:
        said = dict(urllib.parse.parse_qsl(body.decode(), keep_blank_values=True))
        if not self._is_signed(said):
            raise BadSignature("the hash does not fit")
        name, state = said["tran_id"], said.get("status", "")
        return [Event(f"{name}:{state}:{said.get('val_id', '')}", "payment", name)]

    def _is_signed(self, said: Mapping[str, str]) -> bool:
        """Their hash: the named values and the hash of the password, sorted by name, joined like an address."""
        names = [name for name in said.get("verify_key", "").split(",") if name]
        if "tran_id" not in names:
            return False
        facts = {name: said.get(name, "") for name in names}
        facts["store_passwd"] = hashlib.md5(self.password.encode(), usedforsecurity=False).hexdigest()
        text = "&".join(f"{name}={facts[name]}" for name in sorted(facts)).encode()
        # The newer hash where it is sent; the older one is all that some stores get.
        if sent := said.get("verify_sign_sha2"):
            return hmac.compare_digest(hashlib.sha256(text).hexdigest(), sent)
        made = hashlib.md5(text, usedforsecurity=False).hexdigest()
        return hmac.compare_digest(made, said.get("verify_sign", ""))

    def fetch(self, external_id: str) -> Payment:
        tries = self._tries(external_id)
        paid = [row for row in tries if row.get("status") in _PAID]
        if paid:
            return self._validated(external_id, str(paid[0].get("val_id", "")))
        ended = bool(tries) and all(row.get("status") in _ENDED for row in tries)
        return Payment(external_id, "failed" if ended else "open")

    def _tries(self, name: str) -> list[Mapping[str, Any]]:
        answer = self._call(_QUERY, {"tran_id": name})
        rows = answer.get("element") or []
        return [row for row in rows if isinstance(row, dict) and row.get("tran_id") == name]

    def _validated(self, name: str, val_id: str) -> Payment:
        found = self._call(_VALIDATE, {"val_id": val_id})
        if found.get("status") not in _PAID or found.get("tran_id") != name:
            return Payment(name, "open")
        currency = str(found.get("currency_type") or found.get("currency") or "")
        text = str(found.get("currency_amount") or found.get("amount") or "")
        try:
            amount = parse_amount(text, currency)
        except (Refusal, KeyError) as error:
            raise OutcomeUnknown(f"“{text[:20]} {currency[:5]}” is no amount") from error
        return Payment(name, "paid", amount, currency, str(found.get("risk_level", "0")) != "0")

    def _call(self, path: str, facts: Mapping[str, str], *, post: bool = False) -> Mapping[str, Any]:
        """Ask, with the store's name and password. Raises OutcomeUnknown when no readable answer comes."""
        said = {**facts, "store_id": self.store, "store_passwd": self.password, "format": "json", "v": "1"}
        text = urllib.parse.urlencode(said)
        address = self.url + path if post else f"{self.url}{path}?{text}"
        request = urllib.request.Request(address, data=text.encode() if post else None)  # noqa: S310
        try:
            with urllib.request.urlopen(request, timeout=SECONDS) as answer:  # noqa: S310 (the operator's own address)
                found = json.loads(answer.read(LONGEST))
        except (urllib.error.URLError, OSError, ValueError) as error:
            # Never the address: it holds the password.
            raise OutcomeUnknown(f"{type(error).__name__} at {path}") from None
        if not isinstance(found, dict):
            raise OutcomeUnknown(f"no answer that can be read at {path}")
        if found.get("APIConnect") in {"INVALID_REQUEST", "FAILED", "INACTIVE"}:
            raise OutcomeUnknown(f"{found['APIConnect']} at {path}")  # of our store, not of the payment
        return found


def make() -> SslCommerz:
    """Make the provider from the environment. Raises LookupError when store or password are not there."""
    store, password = os.environ.get("KARIGAR_SSLCOMMERZ_STORE", ""), os.environ.get("KARIGAR_SSLCOMMERZ_PASSWORD", "")
    if not store or not password:
        raise LookupError("sslcommerz needs KARIGAR_SSLCOMMERZ_STORE and KARIGAR_SSLCOMMERZ_PASSWORD")
    return SslCommerz(store=store, password=password, url=os.environ.get("KARIGAR_SSLCOMMERZ_URL", LIVE))
