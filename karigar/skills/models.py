"""The taxonomy: categories and skills with their names in four languages and three scripts.

It says what things are called, not who can do them.
"""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models


class Category(models.Model):
    """A field of work; its specialities are categories with a parent."""

    slug = models.CharField(max_length=80, unique=True)
    parent = models.ForeignKey("self", models.PROTECT, null=True, related_name="specialities")
    name_en = models.CharField(max_length=100)
    name_bn = models.CharField(max_length=100)
    name_hi = models.CharField(max_length=100)
    name_hi_latn = models.CharField(max_length=100)


class Skill(models.Model):
    """Something a person can do, with every way people write it."""

    slug = models.CharField(max_length=80, unique=True)
    name_en = models.CharField(max_length=100)
    name_bn = models.CharField(max_length=100)
    name_hi = models.CharField(max_length=100)
    name_hi_latn = models.CharField(max_length=100)
    aliases = ArrayField(models.CharField(max_length=100), default=list)
    # Phonetic keys of all names and aliases (kit.phonetic), so that three scripts meet.
    keys = ArrayField(models.CharField(max_length=60), default=list)
    category = models.ForeignKey(Category, models.PROTECT, null=True, related_name="skills")
    is_listed = models.BooleanField(default=True)

    class Meta:
        indexes = [GinIndex(fields=["keys"], name="skill_keys")]
