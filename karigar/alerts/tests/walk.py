"""The addresses of this module in the walks over all addresses."""

from typing import TYPE_CHECKING

from karigar.alerts import actions as alerts
from karigar.jobs.queries import SearchTerms

if TYPE_CHECKING:
    from tests.scene import Scene
    from tests.world import World

NO_PAGES = {"delete_search"}
TARGETS = {
    "saved_search": ("search", "self", {"name": "Mine now", "pace": "off"}),
    "delete_search": ("search", "self", {}),
    "follow_company": ("company", "reader", {"name": "Padma", "pace": "now"}),
}


def ids(world: "World") -> dict[str, int]:
    terms = SearchTerms(words="logo")
    return {
        "search": alerts.save_search(world.freelancer, terms=terms, name="Logos", pace="now", now=world.now).pk,
    }


def leaves(scene: "Scene") -> None:
    w = scene.world
    saved = alerts.save_search(
        w.freelancer, terms=SearchTerms(words="poster", kind="fixed"), name="Posters", pace="now", now=w.now
    )
    alerts.match_job(job_id=scene.job.pk, now=w.now)
    scene.add("freelancer", "saved_searches save_search")
    scene.add("freelancer", "saved_search", pk=saved.pk)
    scene.add("freelancer", "follow_company", pk=w.company.pk)
    scene.add("stranger", "saved_searches")
