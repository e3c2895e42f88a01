"""The taxonomy is there, complete, and found by any name."""

import csv

import pytest
from django.urls import reverse

from karigar.skills import actions, loading, queries
from karigar.skills.models import Category, Skill


@pytest.fixture(autouse=True)
def _fresh():
    queries.forget()
    yield
    queries.forget()


def test_every_name_exists_in_its_own_script():
    for row in loading.rows("skills.csv") + loading.rows("categories.csv"):
        assert any("\u0980" <= letter <= "\u09ff" for letter in row["bn"]), row
        assert any("\u0900" <= letter <= "\u097f" for letter in row["hi"]), row
        assert not any("\u0900" <= letter <= "\u09ff" for letter in row["hi_Latn"] + row["en"]), row


def test_no_word_means_two_skills():
    seen: dict[str, str] = {}
    for row in loading.rows("skills.csv"):
        for word in {queries.folded(word) for word in [row["en"], *row["aliases"].split("|")] if word}:
            assert seen.setdefault(word, row["slug"]) == row["slug"], word


def test_every_speciality_has_a_skill():
    have = {row["category"] for row in loading.rows("skills.csv")}
    assert have == {row["slug"] for row in loading.rows("categories.csv") if "/" in row["slug"]}


def test_a_new_database_has_the_taxonomy(db):
    assert Category.objects.filter(parent=None).count() == 12
    assert Category.objects.exclude(parent=None).count() == 79
    assert Skill.objects.count() == len(loading.rows("skills.csv")) >= 250
    tree = queries.category_tree("bn")
    assert tree[0][2] == "হিসাব ও পরামর্শ"
    assert len(tree[0][3]) == 7


def test_loading_again_changes_nothing(db, now):
    actions.load_taxonomy(now=now)
    before = list(Skill.objects.order_by("id").values())
    assert actions.load_taxonomy(now=now) == 0
    assert list(Skill.objects.order_by("id").values()) == before
    assert not Skill.objects.filter(keys=[]).exists()


def test_the_worker_writes_the_keys_once(db, now):
    from karigar.skills import tasks

    assert tasks.write_keys_due(now) > 0
    assert tasks.write_keys_due(now) == 0


@pytest.mark.parametrize(
    ("typed", "slug"),
    [
        ("logo design", "logo-design"),
        ("LOGO-DESIGN", "logo-design"),
        ("লোগো ডিজাইন", "logo-design"),
        ("लोगो डिज़ाइन", "logo-design"),
        ("logo banano", "logo-design"),
        ("nodejs", "node-js"),
        ("C++", "c-plus-plus"),
        ("C#", "c-sharp"),
        ("ডাটা এন্ট্রি", "data-entry"),
        ("photo shop", "adobe-photoshop"),
    ],
)
def test_a_skill_is_known_by_any_of_its_names(db, typed, slug):
    found = queries.skill_named(typed)
    assert found is not None
    assert found.slug == slug


def test_a_list_of_skills_is_read_in_any_script(db):
    found, unknown = queries.skills_from_text("Python, লোগো ডিজাইন; डेटा एंट्री\nmoon walking, python")
    assert [skill.slug for skill in found] == ["python", "logo-design", "data-entry"]
    assert unknown == ["moon walking"]


def test_suggestions_begin_with_the_nearest(db):
    assert queries.find_skills("pyth")[0].slug == "python"
    assert queries.find_skills("wordpres")[0].slug == "wordpress"
    assert queries.find_skills("") == []
    assert "logo-design" in [skill.slug for skill in queries.find_skills("logu dijain")]


def test_suggestions_come_in_the_readers_language(db, client):
    client.cookies["lang"] = "bn"
    answer = client.get(reverse("skill_suggestions"), {"q": "Python, logo"})
    assert 'value="Python, লোগো ডিজাইন"' in answer.content.decode()
    answer = client.get(reverse("skill_suggestions"), {"q": "logo"}, headers={"accept": "application/json"})
    assert answer.json()["skills"][0] == "লোগো ডিজাইন"


def test_suggestions_ask_the_database_nothing_when_warm(db, client, django_assert_num_queries):
    queries.find_skills("python")
    with django_assert_num_queries(0):
        client.get(reverse("skill_suggestions"), {"q": "logo"})


def test_hostile_text_is_only_text(db, client):
    answer = client.get(
        reverse("skill_suggestions"), {"q": '"><script>alert(1)</script>, ' + "x" * 5000 + "\u202e\x00'; --"}
    )
    assert answer.status_code == 200
    assert b"<script>" not in answer.content


def test_the_files_are_in_the_package():
    with (loading.FOLDER / "skills.csv").open(encoding="utf-8") as stream:
        assert next(csv.reader(stream)) == ["slug", "category", "en", "bn", "hi", "hi_Latn", "aliases"]
