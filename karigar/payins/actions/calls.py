"""What we ask providers: written with its key before it is asked, and its answer written after."""

import datetime as dt

from karigar.events import actions as events
from karigar.kit.state import action, lock
from karigar.payins.actions.refunds import settle_refund
from karigar.payins.models import OutboundCall
from karigar.payins.providers.interface import Start
from karigar.payins.states import CallState

PATIENCE = dt.timedelta(seconds=60)  # longer than any call waits for its answer


@action
def claim_call(call: OutboundCall, *, now: dt.datetime) -> str:
    """Say what to do with a call: "make" it first, "ask" what became of it, or "leave" it to whoever asks just now."""
    lock(call)
    if call.state not in {CallState.STARTED, CallState.UNKNOWN}:
        return "leave"
    if call.asked_at and call.state == CallState.STARTED and now - call.asked_at < PATIENCE:
        return "leave"
    todo = "ask" if call.asked_at else "make"
    call.asked_at, call.asks = now, call.asks + 1
    call.save(update_fields=["asked_at", "asks"])
    return todo


@action
def note_answer(call: OutboundCall, *, answer: Start | str, now: dt.datetime) -> None:
    """Note that a provider did what it was asked: a payment was begun, or a refund sent."""
    lock(call, "deposit")
    if call.state == CallState.OK:
        return
    call.state = CallState.OK
    if isinstance(answer, Start):
        deposit = lock(call.deposit)
        deposit.provider_ref, deposit.next_url = answer.external_id, answer.value
        deposit.save(update_fields=["provider_ref", "next_url"])
        call.answer = answer.external_id[:500]
    else:
        call.answer = answer[:500]
        settle_refund(call.refund_id, is_done=True, why="", now=now)
    call.save(update_fields=["state", "answer"])


@action
def note_failure(call: OutboundCall, *, why: str, now: dt.datetime) -> None:
    """Note that a provider refused for certain; money that was to go back is in the wallet again."""
    lock(call)
    if call.state in {CallState.OK, CallState.FAILED}:
        return
    call.state, call.answer = CallState.FAILED, why[:500]
    call.save(update_fields=["state", "answer"])
    if call.refund_id:
        settle_refund(call.refund_id, is_done=False, why=why, now=now)


@action
def note_unknown(call: OutboundCall, *, why: str, now: dt.datetime) -> None:
    """Note that no answer came. Nothing is moved; the worker asks what became of it, under the same key."""
    lock(call)
    if call.state != CallState.STARTED:
        return
    call.state, call.answer = CallState.UNKNOWN, why[:500]
    call.save(update_fields=["state", "answer"])
    events.record("payment_call.unknown", subject=("deposit", call.deposit_id), data={"key": call.key}, now=now)
