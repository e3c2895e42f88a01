# The tables are made by the SQL files, which are read as they stand. A later version of a function is a new file and a
# new migration with CREATE OR REPLACE; these files do not change once released.

import pathlib

import django.db.models.deletion
from django.db import migrations, models

SQL = pathlib.Path(__file__).resolve().parent.parent / "sql"
FILES = ["0001_schema.sql", "0002_post.sql", "0003_holds.sql", "0004_reading.sql", "0005_rights.sql"]


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        *(migrations.RunSQL((SQL / name).read_text("utf-8")) for name in FILES),
        migrations.CreateModel(
            name='Account',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('owner', models.TextField()),
                ('role', models.TextField()),
                ('unit', models.TextField()),
                ('klass', models.TextField(db_column='class')),
                ('floor', models.BigIntegerField(null=True)),
                ('lazy', models.BooleanField()),
            ],
            options={
                'db_table': 'ledger_account',
                'managed': False,
            },
        ),
        migrations.CreateModel(
            name='Entry',
            fields=[
                ('pk', models.CompositePrimaryKey('journal_id', 'line', blank=True, editable=False, primary_key=True, serialize=False)),
                ('line', models.SmallIntegerField()),
                ('unit', models.TextField()),
                ('amount', models.BigIntegerField()),
                ('account_seq', models.BigIntegerField(null=True)),
                ('balance_after', models.BigIntegerField(null=True)),
            ],
            options={
                'db_table': 'ledger_entry',
                'managed': False,
            },
        ),
        migrations.CreateModel(
            name='Journal',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.TextField()),
                ('phase', models.SmallIntegerField()),
                ('key', models.TextField(unique=True)),
                ('request', models.BinaryField()),
                ('ref', models.TextField()),
                ('note', models.TextField()),
                ('at', models.DateTimeField()),
                ('created_at', models.DateTimeField()),
            ],
            options={
                'db_table': 'ledger_journal',
                'managed': False,
            },
        ),
        migrations.CreateModel(
            name='Balance',
            fields=[
                ('account', models.OneToOneField(on_delete=django.db.models.deletion.DO_NOTHING, primary_key=True, serialize=False, to='ledger.account')),
                ('posted', models.BigIntegerField()),
                ('pending_out', models.BigIntegerField()),
                ('pending_in', models.BigIntegerField()),
                ('seq', models.BigIntegerField()),
                ('floor', models.BigIntegerField(null=True)),
            ],
            options={
                'db_table': 'ledger_balance',
                'managed': False,
            },
        ),
    ]
