"""The addresses of this module in the walks over all addresses."""

from typing import TYPE_CHECKING

from karigar.matching import actions
from karigar.matching.drawing import Entrant

if TYPE_CHECKING:
    from tests.scene import Scene

NO_PAGES = {"invite_person"}
PAGES = {"people_for_job", "staff_draw"}
TARGETS = {"invite_person": ("job", "recruit", {"handle": "nobody"})}


def leaves(scene: "Scene") -> None:
    w = scene.world
    newcomer = w.with_profile(w.person("Nadia Newcomer"))
    drawn = actions.draw_newcomers(scene.job, pool=[Entrant(newcomer.pk, 10)], size=20, seed=7, now=w.now)
    scene.add("nobody", "matching")
    for reader in ("freelancer", "stranger"):
        scene.add(reader, "matching recommended_jobs")
    scene.add("client", "people_for_job", pk=scene.job.pk)
    scene.add("operator", "staff_draws")
    scene.add("operator", "staff_draw", pk=drawn.pk)
