"""Every database has the taxonomy from its first day."""

import csv
import pathlib

from django.db import migrations

FOLDER = pathlib.Path(__file__).parent.parent / "taxonomy"
NAMES = {"name_en": "en", "name_bn": "bn", "name_hi": "hi", "name_hi_latn": "hi_Latn"}


def _rows(name):
    with (FOLDER / name).open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def _names(row):
    return {field: row[column] or row["en"] for field, column in NAMES.items()}


def load(apps, schema_editor):
    Category = apps.get_model("skills", "Category")
    Skill = apps.get_model("skills", "Skill")
    rows = _rows("categories.csv")
    Category.objects.bulk_create([Category(slug=row["slug"], **_names(row)) for row in rows if "/" not in row["slug"]])
    ids = dict(Category.objects.values_list("slug", "id"))
    Category.objects.bulk_create(
        [
            Category(slug=row["slug"], parent_id=ids[row["slug"].partition("/")[0]], **_names(row))
            for row in rows
            if "/" in row["slug"]
        ]
    )
    ids = dict(Category.objects.values_list("slug", "id"))
    Skill.objects.bulk_create(
        [
            Skill(
                slug=row["slug"],
                category_id=ids[row["category"]],
                aliases=[word for word in row["aliases"].split("|") if word],
                **_names(row),
            )
            for row in _rows("skills.csv")
        ]
    )


class Migration(migrations.Migration):
    dependencies = [("skills", "0001_initial")]
    operations = [migrations.RunPython(load, migrations.RunPython.noop)]
