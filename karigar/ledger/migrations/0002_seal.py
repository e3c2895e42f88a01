import pathlib

from django.db import migrations

SQL = pathlib.Path(__file__).resolve().parent.parent / "sql"


class Migration(migrations.Migration):

    dependencies = [
        ("ledger", "0001_initial"),
    ]

    operations = [
        migrations.RunSQL((SQL / "0006_seal.sql").read_text("utf-8")),
    ]
