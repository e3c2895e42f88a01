import pathlib

from django.db import migrations

SQL = pathlib.Path(__file__).resolve().parent.parent / "sql"


class Migration(migrations.Migration):

    dependencies = [
        ("reconciliation", "0001_initial"),
    ]

    operations = [
        migrations.RunSQL((SQL / "0001_keep.sql").read_text("utf-8")),
    ]
