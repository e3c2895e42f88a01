"""SQL that is written once does what the ORM would have done."""

import datetime as dt

import pytest
from django.core.exceptions import ObjectDoesNotExist
from django.db import DatabaseError, connection, transaction

from karigar.events.models import Event
from karigar.jobs.models import Job
from karigar.kit import tables
from karigar.proposals.models import Proposal

pytestmark = pytest.mark.django_db


def same(one, other) -> bool:
    return all(
        getattr(one, field.attname) == getattr(other, field.attname) for field in type(one)._meta.concrete_fields
    )


def test_a_locked_row_is_the_row_of_the_orm_with_those_behind_its_keys(world, django_assert_num_queries):
    proposal = world.proposal()
    with transaction.atomic(), django_assert_num_queries(1):
        row = tables.read_locked(Proposal, proposal.pk, also=["job", "freelancer"])
        assert row.job.title
        assert row.freelancer.name
    assert same(row, Proposal.objects.get(pk=proposal.pk))
    assert same(row.job, Job.objects.get(pk=proposal.job_id)), "lists and JSON are converted too"
    assert same(row.freelancer, world.freelancer)
    assert row.pk == proposal.pk
    assert not row._state.adding


def test_an_empty_foreign_key_brings_none(world, now):
    job = world.job()
    Job.objects.filter(pk=job.pk).update(category=None)
    with transaction.atomic():
        assert tables.read_locked(Job, job.pk, also=["category"]).category is None


def test_a_row_that_is_not_there_is_said(world):
    with transaction.atomic(), pytest.raises(ObjectDoesNotExist):
        tables.read_locked(Job, 2**40)
    gone = world.job()
    Job.objects.filter(pk=gone.pk).delete()
    with pytest.raises(DatabaseError):
        tables.write(gone, ["title"])


def test_only_the_named_fields_are_written(world):
    job = world.job()
    job.title, job.description, job.skill_ids = "Another title", "not this", [3, 1, 2]
    tables.write(job, ["title", "skill_ids"])
    again = Job.objects.get(pk=job.pk)
    assert (again.title, again.skill_ids) == ("Another title", [3, 1, 2])
    assert again.description != "not this"


def test_a_text_that_is_too_long_is_refused_and_not_cut(world):
    job = world.job()
    job.title = "x" * 5000
    with pytest.raises(DatabaseError), transaction.atomic():
        tables.write(job, ["title"])


def test_an_inserted_row_has_its_number_and_every_value(now):
    made = tables.insert(
        Event(name="a.b", subject_type="job", subject_id=2**40, at=now + dt.timedelta(1), data={"ক": [1, None, "x"]})
    )
    assert made.pk
    assert same(made, Event.objects.get(pk=made.pk))


def test_the_rows_of_a_reading_are_locked_in_the_order_that_was_asked(world):
    sql = tables._reading(Proposal, ("job",), ("job",)).sql
    assert sql.endswith("FOR NO KEY UPDATE OF t1, t0")
    assert tables._reading(Proposal, ("job",), ()).sql.endswith("FOR NO KEY UPDATE OF t0")
    assert connection.vendor == "postgresql"
