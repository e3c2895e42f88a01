"""The addresses of this module in the walks over all addresses."""

import datetime as dt
from dataclasses import replace
from typing import TYPE_CHECKING

from django.core.files.uploadedfile import SimpleUploadedFile

from karigar.accounts.models import Identity
from karigar.payouts import actions
from karigar.payouts.terms import DEFAULTS

if TYPE_CHECKING:
    from tests.scene import Scene
    from tests.world import World

NOTE = {"reason": "Because of a test."}
NO_PAGES = {
    "batch_file", "cancel_method", "check_payout", "confirm_payout", "export_batch", "fail_payout", "remove_method",
    "send_payout", "take_results", "apply_results", "refuse_results", "accept_name", "refuse_name", "check_terms",
    "refuse_terms",
}  # fmt: skip
TARGETS = {
    "remove_method": ("method", "self", {}),
    "check_payout": ("payout", "staff:finance", NOTE),
    "send_payout": ("payout", "staff:finance", NOTE | {"reference": "TRX"}),
    "confirm_payout": ("payout", "staff:finance", NOTE),
    "fail_payout": ("payout", "staff:finance", NOTE | {"failure": "Closed account."}),
    "apply_results": ("results", "staff:finance", NOTE),
    "refuse_results": ("results", "staff:finance", NOTE),
    "accept_name": ("differing", "staff:finance", NOTE),
    "refuse_name": ("differing", "staff:finance", NOTE),
    "check_terms": ("terms", "staff:finance", NOTE),
    "refuse_terms": ("terms", "staff:finance", NOTE),
}
PAGES = {"payout", "staff_payout", "staff_batch", "batch_file", "staff_results", "staff_name"}


def ids(world: "World") -> dict[str, int]:
    return {
        "results": results(world).pk,
        "differing": differing(world).pk,
        "terms": proposed(world).pk,
    }


def results(world: "World"):
    upload = SimpleUploadedFile("answer.csv", b"payout,status,amount,currency\nwd-1,paid,1000.00,BDT\n")
    return actions.take_results(upload, by=world.maker, now=world.now)


def differing(world: "World"):
    """A method whose holder is written in another script than the verified name."""
    person = world.freelancer
    assert Identity.objects.filter(person=person).exists()
    return actions.add_method(person, rail="bkash", holder="রহিমা ফ্রিল্যান্সার", number="01812345678", now=world.now)


def proposed(world: "World"):
    terms = replace(DEFAULTS["bkash"], fee=1_000)
    since = world.now + dt.timedelta(days=1)
    return actions.propose_terms(terms, since=since, by=world.maker, reason="They ask for it.", now=world.now)


def leaves(scene: "Scene") -> None:
    w = scene.world
    scene.add("maker", "staff_rails")
    proposed(w)
    scene.add("maker", "staff_rail", rail="bkash")
    scene.add("maker", "staff_results", pk=results(w).pk)
    scene.add("maker", "staff_name", pk=differing(w).pk)
