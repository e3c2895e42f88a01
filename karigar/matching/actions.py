"""Everything that matching writes: what is ranked and found, and draws of newcomers."""

import datetime as dt
from collections.abc import Sequence
from typing import TYPE_CHECKING

from django.db import connection

from karigar.jobs import queries as jobs
from karigar.kit.state import action, lock
from karigar.matching import drawing, gathering
from karigar.matching.drawing import Entrant
from karigar.matching.models import Drawing, Pick, Talent
from karigar.rulebook import queries as rulebook

if TYPE_CHECKING:
    from karigar.jobs.models import Job

GATHERED = [field.name for field in Talent._meta.fields if field.name not in {"person", "search"}]


@action
def gather(*, person_ids: Sequence[int], now: dt.datetime) -> int:
    """Gather anew what is known of some freelancers, so that ranking and search see it; return how many there are.

    People without a profile are passed over.
    """
    # Locked before anything is read: two workers would otherwise write what the slower one read first.
    locked = Talent.objects.select_for_update().filter(pk__in=person_ids).order_by("pk")
    list(locked.values_list("pk", flat=True))
    found = gathering.gathered(person_ids, numbers=gathering.numbers_at(now), now=now)
    if not found:
        return 0
    rows = [row for row, _texts in found]
    Talent.objects.bulk_create(rows, update_conflicts=True, unique_fields=["person"], update_fields=GATHERED)
    columns = [list(column) for column in zip(*(texts for _row, texts in found), strict=True)]
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE matching_talent SET search = {jobs.VECTOR} FROM unnest(%s::bigint[], %s::text[], %s::text[], %s::text[], %s::text[])"  # noqa: S608
            " AS t (id, title, labels, body, keys) WHERE matching_talent.person_id = t.id",
            [[row.person_id for row in rows], *columns],
        )
    return len(rows)


@action
def draw_newcomers(job: "Job", *, pool: Sequence[Entrant], size: int, seed: int, now: dt.datetime) -> Drawing | None:
    """Draw the newcomers' places in a job's list of people for this day and note the draw; the first draw of a day stays.

    Nobody to draw from, or no place for them: nothing is noted and None returned.
    """
    percent = int(rulebook.value("matching.newcomer_percent", at=now))
    places = drawing.places_of(size, percent)
    if not pool or not places:
        return None
    lock(job)  # two readers at once must see one draw
    today = now.astimezone(dt.UTC).date()
    if found := Drawing.objects.filter(job=job, on=today).first():
        return found
    row = Drawing.objects.create(
        job=job, on=today, made_at=now, seed=seed, size=size, percent=percent, pool=[list(one) for one in sorted(pool)]
    )
    Pick.objects.bulk_create(
        Pick(drawing=row, place=one.place, person_id=one.person, weight=one.weight, total=one.total)
        for one in drawing.draw(pool, places, seed)
    )
    return row
