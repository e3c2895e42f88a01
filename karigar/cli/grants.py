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
    _keep_facts(owner)


def _keep_facts(owner: "psycopg.Connection[tuple[object, ...]]") -> None:
    """Take away what the trigger `append_only` of a table refuses; one with `only_match` keeps that one column open."""
    kept = owner.execute(
        "SELECT c.relname, bool_or(t.tgname = 'only_match'), bool_or(t.tgname = 'closed')"
        "  FROM pg_class c JOIN pg_trigger t ON t.tgrelid = c.oid"
        r" WHERE c.relnamespace = 'public'::regnamespace AND c.relname NOT LIKE 'ledger\_%'"
        " GROUP BY c.relname HAVING bool_or(t.tgname = 'append_only')"
    ).fetchall()
    role = sql.Identifier(ROLE)
    for table, has_match, may_change in kept:
        name = sql.Identifier("public", str(table))
        owner.execute(sql.SQL("REVOKE DELETE, TRUNCATE ON {} FROM {}").format(name, role))
        if not may_change:
            owner.execute(sql.SQL("REVOKE UPDATE ON {} FROM {}").format(name, role))
        if has_match:
            owner.execute(sql.SQL("GRANT UPDATE (match_id) ON {} TO {}").format(name, role))
