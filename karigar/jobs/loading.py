"""Loading a whole market: the search index is built after the rows, which is four times as fast."""

import contextlib
from collections.abc import Iterator

from django.db import connection

INDEXES = {
    "jobs_found": "gin (search, kind)",
    "jobs_asking": "gin (skill_ids)",
}
ROLE = "karigar_app"


@contextlib.contextmanager
def index_built_afterwards() -> Iterator[None]:
    """Take the search indexes away, let the caller load, build them again and count the rows for the planner.

    Only the owner of the tables may do that; for any other account the indexes stay, and loading is slower.
    """
    with connection.cursor() as cursor:
        cursor.execute("SET ROLE NONE")
        cursor.execute(
            "SELECT pg_has_role(current_user, relowner, 'USAGE') FROM pg_class WHERE oid = 'jobs_job'::regclass"
        )
        owns = cursor.fetchone() == (True,)
        if owns:
            cursor.execute(f"DROP INDEX IF EXISTS {', '.join(INDEXES)}")
        cursor.execute(f"SET ROLE {ROLE}")
    try:
        yield
    finally:
        if owns:
            with connection.cursor() as cursor:
                cursor.execute("SET ROLE NONE")
                for name, columns in INDEXES.items():
                    cursor.execute(
                        f"CREATE INDEX IF NOT EXISTS {name} ON jobs_job USING {columns} WHERE status IN ('public', 'members')"
                    )
                cursor.execute("ANALYZE jobs_job")
                cursor.execute(f"SET ROLE {ROLE}")
