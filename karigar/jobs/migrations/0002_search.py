"""How jobs are found: extensions, a narrow heap and the indexes of open posts.

The text and the search vector lie outside the row, so that a page of hits reads few blocks; what a card shows stays in.
"""

from django.db import migrations

OPEN = "status IN ('public', 'members')"


class Migration(migrations.Migration):
    dependencies = [("jobs", "0001_initial")]
    operations = [
        migrations.RunSQL(
            "CREATE EXTENSION IF NOT EXISTS pg_trgm; CREATE EXTENSION IF NOT EXISTS btree_gin;", migrations.RunSQL.noop
        ),
        migrations.RunSQL(
            """
            ALTER TABLE jobs_job SET (toast_tuple_target = 128);
            ALTER TABLE jobs_job ALTER COLUMN search SET STORAGE EXTERNAL;
            ALTER TABLE jobs_job ALTER COLUMN title SET STORAGE PLAIN;
            ALTER TABLE jobs_job ALTER COLUMN skill_ids SET STORAGE PLAIN;
            """,
            migrations.RunSQL.noop,
        ),
        migrations.RunSQL(
            f"CREATE INDEX jobs_found ON jobs_job USING gin (search, kind) WHERE {OPEN}", "DROP INDEX jobs_found"
        ),
        migrations.RunSQL(
            f"CREATE INDEX jobs_asking ON jobs_job USING gin (skill_ids) WHERE {OPEN}", "DROP INDEX jobs_asking"
        ),
    ]
