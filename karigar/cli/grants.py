"""What the application's role may do in the database: everything but write the ledger.

The application connects as `karigar_app`, which owns nothing. Migrations run as the owner. Applying the grants again
changes nothing.
"""

import psycopg
from psycopg import sql

from karigar.cli.problem import Problem

ROLE = "karigar_app"
# Two starts at the same moment would both find no role and both make it.
LOCK = 7_203_851_101


def prepare_database(url: str) -> None:
    """Make the application's role when it is missing and let the owner of the database act as it."""
    with psycopg.connect(url, autocommit=True) as owner:
        owner.execute("SELECT pg_advisory_lock(%s)", [LOCK])
        try:
            if not owner.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [ROLE]).fetchone():
                owner.execute(sql.SQL("CREATE ROLE {} NOLOGIN").format(sql.Identifier(ROLE)))
            member = owner.execute("SELECT pg_has_role(current_user, %s, 'SET')", [ROLE]).fetchone()
            if member != (True,):
                owner.execute(sql.SQL("GRANT {} TO CURRENT_USER").format(sql.Identifier(ROLE)))
        except psycopg.errors.InsufficientPrivilege as error:
            raise Problem(
                f"The account of DATABASE_URL may not make the role {ROLE}. Let an administrator of the server run: "
                f"CREATE ROLE {ROLE} NOLOGIN; GRANT {ROLE} TO <that account>;"
            ) from error


def grant_app_role(url: str) -> None:
    """Apply the grants to the database at this address."""
    with psycopg.connect(url) as owner:
        apply_grants(owner)


def apply_grants(owner: "psycopg.Connection[tuple[object, ...]]") -> None:
    """Let the application read everything and write every table but those of the ledger."""
    owner.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
    role = sql.Identifier(ROLE)
    for statement in (
        "GRANT USAGE ON SCHEMA public TO {role}",
        "GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {role}",
        "GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {role}",
        "ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO {role}",
        "ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT USAGE, SELECT ON SEQUENCES TO {role}",
    ):
        owner.execute(sql.SQL(statement).format(role=role))
    guarded = owner.execute(
        "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p') "
        r"AND (relname LIKE 'ledger\_%' OR relname = 'django_migrations')"
    ).fetchall()
    for (table,) in guarded:
        owner.execute(
            sql.SQL("REVOKE INSERT, UPDATE, DELETE, TRUNCATE ON {table} FROM {role}").format(
                table=sql.Identifier("public", str(table)), role=role
            )
        )
