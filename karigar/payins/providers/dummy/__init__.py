"""A provider that does what a script says: the double of the tests, and the practice page of a demonstration.

Its memory is the cache, so that all processes of a demonstration meet the same one. Faults wait in a list; each call
takes the next: "before" (no answer, nothing done), "after" (done, no answer), "decline".
"""

import datetime as dt
import hashlib
import hmac
import json
from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.core.cache import cache

from karigar.kit.money import EXPONENTS
from karigar.payins.providers.interface import (
    BadSignature,
    Capabilities,
    Declined,
    Dispute,
    Event,
    Intent,
    Line,
    OffersLittle,
    OutcomeUnknown,
    Payment,
    Start,
)

MEMORY = "dummy-provider"
TOO_OLD = 300  # seconds


def secrets() -> list[bytes]:
    """Return the live secrets, newest first: the site's own, and one before it during a rotation."""
    keys = [settings.SECRET_KEY, *getattr(settings, "SECRET_KEY_FALLBACKS", [])]
    return [hashlib.sha256(f"dummy:{key}".encode()).digest() for key in keys]


class Server:
    """The other side: what would stand at the provider. Tests and the practice page press its buttons."""

    def read(self) -> dict[str, Any]:
        """Return all it remembers."""
        return cache.get(MEMORY) or {
            "payments": {},
            "disputes": {},
            "refunds": {},
            "methods": {},
            "faults": [],
            "calls": [],
        }

    def _write(self, memory: dict[str, Any]) -> None:
        cache.set(MEMORY, memory, None)

    def forget(self) -> None:
        """Begin anew."""
        cache.delete(MEMORY)

    def script(self, *faults: str) -> None:
        """Let the next calls go wrong, one fault each; "" lets one go well."""
        self._write(self.read() | {"faults": list(faults)})

    def call(self, kind: str, shelf: str, key: str, row: dict[str, Any]) -> dict[str, Any]:
        """Do what a call asks for, once for each key, unless the script says otherwise."""
        memory = self.read()
        fault = memory["faults"].pop(0) if memory["faults"] else ""
        memory["calls"].append([kind, key])
        if not fault or fault == "after":
            memory[shelf].setdefault(key, row)
        self._write(memory)
        if fault == "decline":
            raise Declined("declined by script")
        if fault:
            raise OutcomeUnknown(f"timeout {fault}")
        found: dict[str, Any] = memory[shelf][key]
        return found

    def tell(
        self,
        payment: str,
        state: str,
        *,
        amount: int | None = None,
        currency: str | None = None,
        is_risky: bool = False,
    ) -> None:
        """Let a payment be paid or fail; other figures than asked for are a lie."""
        memory = self.read()
        for row in memory["payments"].values():
            if row["id"] == payment:
                row.update(
                    state=state, is_risky=is_risky, seen=amount or row["amount"], unit=currency or row["currency"]
                )
        self._write(memory)

    def dispute(self, name: str, payment: str, state: str, *, amount: int, currency: str, cost: int = 0) -> None:
        """Open or end a dispute about a payment."""
        memory = self.read()
        memory["disputes"][name] = {
            "payment_id": payment,
            "state": state,
            "amount": amount,
            "currency": currency,
            "cost": cost,
        }
        self._write(memory)

    def delivery(
        self, event: str, kind: str, external_id: str, *, now: dt.datetime, secret: bytes | None = None
    ) -> tuple[dict[str, str], bytes]:
        """Return the signed headers and body of an event, as it would arrive."""
        body = json.dumps({"id": event, "kind": kind, "object": external_id}).encode()
        at = str(int(now.timestamp()))
        sign = hmac.new(secret or secrets()[0], at.encode() + b"." + body, hashlib.sha256).hexdigest()
        return {"Dummy-At": at, "Dummy-Signature": sign}, body


class Dummy(OffersLittle):
    """The provider as our side sees it."""

    name = "dummy"

    def __init__(self) -> None:
        self.server = Server()

    def capabilities(self) -> Capabilities:
        return Capabilities(
            exponents=EXPONENTS,
            steps={"KWD": 10},
            saved_methods=True,
            refunds=True,
            dispute_events=True,
            is_practice=True,
        )

    def practise(self, external_id: str, outcome: str) -> None:
        """Pay, or be declined."""
        self.server.tell(external_id, outcome)

    def start_deposit(self, intent: Intent) -> Start:
        name = f"dummy_{hashlib.sha256(intent.key.encode()).hexdigest()[:16]}"
        row = {
            "id": name,
            "state": "open",
            "amount": intent.amount,
            "currency": intent.currency,
            "back": intent.back_url,
        }
        return self._start(self.server.call("start", "payments", intent.key, row), intent)

    def find_start(self, intent: Intent) -> Start | None:
        row = self.server.read()["payments"].get(intent.key)
        return self._start(row, intent) if row else None

    def _start(self, row: Mapping[str, Any], intent: Intent) -> Start:
        return Start(row["id"], "redirect", intent.back_url.replace("/back/", "/practice/"))

    def parse_event(self, headers: Mapping[str, str], body: bytes, *, now: dt.datetime) -> list[Event]:
        at, given = headers.get("Dummy-At", ""), headers.get("Dummy-Signature", "")
        signs = [hmac.new(s, at.encode() + b"." + body, hashlib.sha256).hexdigest() for s in secrets()]
        if not any(hmac.compare_digest(sign.encode(), given.encode()) for sign in signs):
            raise BadSignature("the signature does not fit")
        if not at.isdigit() or abs(int(now.timestamp()) - int(at)) > TOO_OLD:
            raise BadSignature("signed too long ago")
        said = json.loads(body)
        return [Event(said["id"], said["kind"], said["object"])]

    def fetch(self, external_id: str) -> Payment:
        memory = self.server.read()
        if memory["faults"][:1] == ["before"]:
            self.server.script(*memory["faults"][1:])
            raise OutcomeUnknown("timeout before")
        for row in memory["payments"].values():
            if row["id"] == external_id:
                return Payment(
                    external_id,
                    row["state"],
                    row.get("seen", row["amount"]),
                    row.get("unit", row["currency"]),
                    row.get("is_risky", False),
                )
        raise Declined("no such payment")

    def fetch_dispute(self, external_id: str) -> Dispute:
        row = self.server.read()["disputes"].get(external_id)
        if row is None:
            raise Declined("no such dispute")
        return Dispute(external_id, **row)

    def refund(self, external_id: str, *, amount: int, currency: str, key: str) -> str:
        row = {"id": f"re_{key}", "payment": external_id, "amount": amount, "currency": currency}
        return str(self.server.call("refund", "refunds", key, row)["id"])

    def find_refund(self, external_id: str, *, key: str) -> str | None:
        row = self.server.read()["refunds"].get(key)
        return str(row["id"]) if row else None

    def save_method(self, *, payer: str, token: str, key: str) -> str:
        return str(self.server.call("save", "methods", key, {"id": f"pm_{key}", "payer": payer})["id"])

    def charge_saved(self, method: str, *, amount: int, currency: str, key: str) -> Payment:
        row = {"id": f"dummy_{key}", "state": "paid", "amount": amount, "currency": currency}
        made = self.server.call("charge", "payments", key, row)
        return Payment(made["id"], made["state"], made["amount"], made["currency"])

    def statement(self, since: dt.datetime, until: dt.datetime) -> list[Line]:
        rows = self.server.read()["payments"].values()
        return [Line(r["id"], "payment", since, r["amount"], 0, r["currency"]) for r in rows if r["state"] == "paid"]


def make() -> Dummy:
    return Dummy()
