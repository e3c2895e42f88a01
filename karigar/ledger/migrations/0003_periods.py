import pathlib

from django.db import migrations

SQL = pathlib.Path(__file__).resolve().parent.parent / "sql"


class Migration(migrations.Migration):

    dependencies = [
        ("ledger", "0002_seal"),
    ]

    operations = [
        migrations.RunSQL((SQL / "0007_periods.sql").read_text("utf-8")),
    ]
