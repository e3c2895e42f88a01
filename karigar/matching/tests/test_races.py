"""Two readers at the same moment see the same draw."""

import pytest

from karigar.matching import actions
from karigar.matching.drawing import Entrant
from karigar.matching.models import Drawing


@pytest.mark.race
def test_two_looks_at_once_make_one_draw(committed_db, world):
    job, rival, third = world.job(), world.rival, world.person("Tania Third")
    pool = [Entrant(rival.pk, 5), Entrant(third.pk, 5)]
    found = committed_db.race(6, lambda n: actions.draw_newcomers(job, pool=pool, size=20, seed=n, now=world.now).pk)
    assert len(set(found)) == 1
    assert Drawing.objects.count() == 1


@pytest.mark.race
def test_many_gatherings_at_once_leave_one_row_with_what_is_true(committed_db, world):
    from karigar.matching.models import Talent

    person = world.freelancer
    Talent.objects.all().delete()
    committed_db.race(6, lambda _n: actions.gather(person_ids=[person.pk], now=world.now))
    assert Talent.objects.get().rate == 60_000
