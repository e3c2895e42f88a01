"""A draw is never changed: the database refuses it, whoever asks."""

from django.db import migrations

TABLES = ("matching_drawing", "matching_pick")


class Migration(migrations.Migration):
    dependencies = [("matching", "0001_initial"), ("ledger", "0003_periods")]
    operations = [
        migrations.RunSQL(
            f"CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {table}"
            " FOR EACH STATEMENT EXECUTE FUNCTION ledger_deny()",
            f"DROP TRIGGER append_only ON {table}",
        )
        for table in TABLES
    ]
