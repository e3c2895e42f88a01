"""Bringing the taxonomy of this release into the database."""

import datetime as dt

from django.db import transaction

from karigar.events import actions as events
from karigar.kit.state import action
from karigar.skills import loading, queries
from karigar.skills.models import Category, Skill


@action
def load_taxonomy(*, now: dt.datetime) -> int:
    """Write the categories and skills of this release, new and changed ones; return how many skills changed.

    Nothing is deleted: what the release does not know any more stays with those who use it.
    """
    loading.load(Category, Skill)
    changed = 0
    for skill in Skill.objects.select_for_update().order_by("id"):
        keys = sorted(queries.phonetic_keys([*queries.names_of(skill), *skill.aliases]))
        if keys != sorted(skill.keys):
            skill.keys = keys
            skill.save(update_fields=["keys"])
            changed += 1
    if changed:
        events.record("taxonomy.loaded", subject=("taxonomy", 0), data={"skills_changed": changed}, now=now)
    transaction.on_commit(queries.forget)
    queries.forget()
    return changed
