"""Reads the taxonomy's files and writes them into given tables; used by the action and by the migration.

It takes the model classes, so that a migration may pass the historical ones.
"""

import csv
import functools
import pathlib
from typing import Any

FOLDER = pathlib.Path(__file__).parent / "taxonomy"
_NAMES = {"name_en": "en", "name_bn": "bn", "name_hi": "hi", "name_hi_latn": "hi_Latn"}


@functools.cache
def rows(name: str) -> tuple[dict[str, str], ...]:
    """Return the rows of one of the two files."""
    with (FOLDER / name).open(encoding="utf-8", newline="") as stream:
        return tuple(csv.DictReader(stream))


def _names(row: dict[str, str]) -> dict[str, str]:
    return {field: row[column] or row["en"] for field, column in _NAMES.items()}


def load(category: Any, skill: Any) -> None:
    """Write categories and skills by their slugs; running it again changes nothing."""
    tops = [row for row in rows("categories.csv") if "/" not in row["slug"]]
    below = [row for row in rows("categories.csv") if "/" in row["slug"]]
    names = list(_NAMES)
    category.objects.bulk_create(
        [category(slug=row["slug"], **_names(row)) for row in tops],
        update_conflicts=True, unique_fields=["slug"], update_fields=names,
    )  # fmt: skip
    ids = dict(category.objects.values_list("slug", "id"))
    category.objects.bulk_create(
        [category(slug=row["slug"], parent_id=ids[row["slug"].partition("/")[0]], **_names(row)) for row in below],
        update_conflicts=True, unique_fields=["slug"], update_fields=names,
    )  # fmt: skip
    ids = dict(category.objects.values_list("slug", "id"))
    skill.objects.bulk_create(
        [
            skill(
                slug=row["slug"],
                category_id=ids[row["category"]],
                aliases=[word for word in row["aliases"].split("|") if word],
                **_names(row),
            )
            for row in rows("skills.csv")
        ],
        update_conflicts=True, unique_fields=["slug"], update_fields=[*names, "aliases", "category"],
    )  # fmt: skip
