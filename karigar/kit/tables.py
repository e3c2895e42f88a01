"""Rows by their key, in SQL that is written once for each shape: lock and read, write some fields, insert.

Django composes and compiles a query each time it is asked, which costs more than PostgreSQL takes to answer it. The
deeds that happen most (a proposal, a message, a payment) read and write rows by their key only, so their SQL can be
kept. What comes out is an ordinary model; everything else stays with the ORM.
"""

import functools
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ObjectDoesNotExist
from django.db import DatabaseError, connection
from django.db.models import Field, ForeignKey, Model

Converter = Callable[[Any, Any, Any], Any]


class Part(NamedTuple):
    """One table of a reading: which columns of the answer are its model's, and how they become Python."""

    model: type[Model]
    link: Any  # the foreign key that leads here; None for the row itself
    names: list[str]
    first: int
    converters: list[tuple[int, Any, list[Converter]]]


class Reading(NamedTuple):
    """A statement that locks and reads a row, with the tables behind some of its foreign keys."""

    sql: str
    parts: list[Part]


def read_locked[Row: Model](model: type[Row], pk: int, *, also: Sequence[str] = (), locks: Sequence[str] = ()) -> Row:
    """Lock a row and read it, with the rows behind the foreign keys `also`; those in `locks` are locked before it.

    Raises ObjectDoesNotExist.
    """
    reading = _reading(model, tuple(also), tuple(locks))
    with connection.cursor() as cursor:
        cursor.execute(reading.sql, [pk])
        answer = cursor.fetchone()
    if answer is None:
        raise ObjectDoesNotExist(f"{model._meta.label} {pk}")
    values = list(answer)
    row = None
    for part in reading.parts:
        for index, column, converters in part.converters:
            for convert in converters:
                values[index] = convert(values[index], column, connection)
        end = part.first + len(part.names)
        if part.link is None:
            row = model.from_db(connection.alias, part.names, values[part.first : end])
        else:
            is_there = values[part.first] is not None
            found = part.model.from_db(connection.alias, part.names, values[part.first : end]) if is_there else None
            part.link.set_cached_value(row, found)
    assert row is not None
    return row


def write(row: Model, names: Sequence[str]) -> None:
    """Write the named fields of a row that is there. Raises DatabaseError when it is not there any more."""
    sql, fields = _writing(type(row), tuple(names))
    values = [field.get_db_prep_save(getattr(row, field.attname), connection) for field in fields]
    with connection.cursor() as cursor:
        cursor.execute(sql, [*values, row.pk])
        if cursor.rowcount != 1:
            raise DatabaseError(f"{row!r} is not there any more")


def insert[Row: Model](row: Row) -> Row:
    """Insert a new row and give it the number that the database chose."""
    sql, fields = _inserting(type(row))
    values = [field.get_db_prep_save(field.pre_save(row, add=True), connection) for field in fields]
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        row.pk = cursor.fetchone()[0]
    row._state.adding, row._state.db = False, connection.alias
    return row


def _quoted(name: str | None) -> str:
    assert name
    return connection.ops.quote_name(name)


def _place(field: "Field[Any, Any]") -> str:
    """A list needs its type said; nothing else does, and a cast to varchar would cut a text off silently."""
    return f"%s::{field.db_type(connection)}" if isinstance(field, ArrayField) else "%s"


@functools.cache
def _reading(model: type[Model], also: tuple[str, ...], locks: tuple[str, ...]) -> Reading:
    meta = model._meta
    parts = [_part(model, None, 0)]
    tables, columns = [f"{_quoted(meta.db_table)} t0"], _columns(model, "t0")
    aliases = {"self": "t0"}
    for n, name in enumerate(also, 1):
        link = meta.get_field(name)
        assert isinstance(link, ForeignKey), f"{name} is no foreign key of {meta.label}"
        target = link.remote_field.model
        parts.append(_part(target, link, len(columns)))
        columns += _columns(target, f"t{n}")
        key = _quoted(target._meta.pk.column)
        join = "LEFT JOIN" if link.null else "JOIN"
        tables.append(f"{join} {_quoted(target._meta.db_table)} t{n} ON t{n}.{key} = t0.{_quoted(link.column)}")
        aliases[name] = f"t{n}"
    of = ", ".join([*(aliases[name] for name in locks), "t0"])
    assert meta.pk is not None
    where = f"t0.{_quoted(meta.pk.column)} = %s FOR NO KEY UPDATE OF {of}"
    return Reading(f"SELECT {', '.join(columns)} FROM {' '.join(tables)} WHERE {where}", parts)  # noqa: S608


def _part(model: type[Model], link: object, first: int) -> Part:
    fields = model._meta.concrete_fields
    converters = []
    for n, field in enumerate(fields):
        column = field.get_col(model._meta.db_table)
        found = [*connection.ops.get_db_converters(column), *column.get_db_converters(connection)]
        if found:
            converters.append((first + n, column, found))
    # The key comes first, so that an empty one says that a row is not there.
    assert fields[0].primary_key, f"{model._meta.label} does not begin with its key"
    return Part(model, link, [field.attname for field in fields], first, converters)


def _columns(model: type[Model], alias: str) -> list[str]:
    return [f"{alias}.{_quoted(field.column)}" for field in model._meta.concrete_fields]


@functools.cache
def _writing(model: type[Model], names: tuple[str, ...]) -> tuple[str, list[Any]]:
    meta = model._meta
    fields = [meta.get_field(name) for name in names]
    sets = ", ".join(f"{_quoted(field.column)} = {_place(field)}" for field in fields)  # type: ignore[union-attr,arg-type]
    assert meta.pk is not None
    return f"UPDATE {_quoted(meta.db_table)} SET {sets} WHERE {_quoted(meta.pk.column)} = %s", fields  # noqa: S608


@functools.cache
def _inserting(model: type[Model]) -> tuple[str, list[Any]]:
    meta = model._meta
    assert meta.pk is not None
    fields = [field for field in meta.concrete_fields if field is not meta.pk]
    columns = ", ".join(_quoted(field.column) for field in fields)
    places = ", ".join(_place(field) for field in fields)
    sql = f"INSERT INTO {_quoted(meta.db_table)} ({columns}) VALUES ({places}) RETURNING {_quoted(meta.pk.column)}"  # noqa: S608
    return sql, fields
