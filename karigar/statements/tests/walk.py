"""The addresses of this module in the walks over all addresses."""

import datetime as dt
from typing import TYPE_CHECKING

from karigar.statements import actions
from karigar.statements.rules import Shows

if TYPE_CHECKING:
    from tests.scene import Scene
    from tests.world import World

NO_PAGES = {
    "my_statement_file", "company_statement_file", "contract_statement_file", "certificate_pdf", "certificate_json",
    "revoke_certificate",
}  # fmt: skip
TARGETS = {"revoke_certificate": ("certificate", "self", {})}
PAGES = {"certificate", "certificate_pdf"}


def issued(world: "World", shows: Shows | None = None, chance: int = 5):
    """A certificate of all that the freelancer was paid so far."""
    since = world.now.date() - dt.timedelta(days=300)
    return actions.issue_certificate(
        world.freelancer,
        currency="BDT",
        since=since,
        until=world.now.date(),
        shows=shows or Shows(),
        site="Karigar",
        chance=chance,
        now=world.now,
    )


def ids(world: "World") -> dict[str, int]:
    return {"certificate": issued(world).pk}


def leaves(scene: "Scene") -> None:
    made = issued(scene.world, Shows(amounts=True, contracts=True))
    scene.add("freelancer", "certificates")
    scene.add("freelancer", "certificate", pk=made.pk)
    scene.add("nobody", "check_certificate")
    scene.add("nobody", "public_certificate", code=made.code)
    scene.add("stranger", "certificates")
