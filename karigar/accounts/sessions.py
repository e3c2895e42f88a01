"""Sessions that bring their person along: one statement where Django's own engine and log-in would ask twice.

The list of sessions (allauth's `UserSession`) already says whose a session is, so a join finds the person. What the
session itself says decides: `middleware.person_behind` takes this person only when the session names the same one.
"""

from typing import Any

from allauth.usersessions.models import UserSession
from django.contrib.sessions.backends import db
from django.db import connection

from karigar.accounts.models import Person

FIELDS = [field.attname for field in Person._meta.concrete_fields]
COLUMNS = ", ".join(f'p."{field.column}"' for field in Person._meta.concrete_fields)
# The end is compared with the database's clock, as rows of many web servers must be.
FIND = f"""
    SELECT s.session_data, {COLUMNS} FROM django_session s
    LEFT JOIN {UserSession._meta.db_table} u ON u.session_key = s.session_key
    LEFT JOIN {Person._meta.db_table} p ON p.id = u.user_id
    WHERE s.session_key = %s AND s.expire_date > statement_timestamp()
"""  # noqa: S608 - names of columns, from the models


class SessionStore(db.SessionStore):
    """A session in the database, read together with the person whose it is."""

    person: Person | None = None

    def load(self) -> dict[str, Any]:
        with connection.cursor() as cursor:
            cursor.execute(FIND, [self.session_key])
            row = cursor.fetchone()
        if row is None:
            self._session_key = None
            return {}
        if row[1] is not None:
            self.person = Person.from_db(connection.alias, FIELDS, row[1:])
        found: dict[str, Any] = self.decode(row[0])
        return found
