"""A profile grows, is published, and shows strangers what its owner chose."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from karigar.events.models import Event
from karigar.files.models import File
from karigar.profiles import actions, exporting, queries, rules
from karigar.profiles.models import CompanyRecord, Education, PortfolioItem, Profile
from karigar.profiles.refusals import EndBeforeStart, ProfileIsIncomplete, RateIsTooLow, TooManyPictures, TooManySkills
from karigar.skills import queries as skills


@pytest.fixture(autouse=True)
def _folder(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def picture(name="work.jpg", size=(400, 300)):
    out = io.BytesIO()
    Image.new("RGB", size, "teal").save(out, "JPEG")
    return SimpleUploadedFile(name, out.getvalue())


def fill(world, person):
    """Everything a profile can hold, through the pages."""
    browser = world.browser(person)
    python = skills.skill_by_slug("python").pk
    assert python
    category = skills.category_tree("en")[0][3][0][0]
    steps = [
        (
            "profile_basics",
            {
                "title": "I build shops",
                "overview": "I build online shops. " * 8,
                "city": "Khulna",
                "visibility": "public",
            },
        ),
        ("profile_rate", {"currency": "BDT", "rate": "৬০০", "availability": "part"}),
        ("profile_skills", {"skills": "পাইথন, Logo design", "categories": [category]}),
        ("profile_photo", {"photo": picture("me.jpg"), "focus": "top"}),
        ("profile_languages", {"language": "bn", "level": "native"}),
        ("profile_employment", {"role": "Clerk", "company": "Post", "started_on": "2020-01-01", "ended_on": ""}),
        ("profile_education", {"degree": "BSc", "school": "Dhaka", "year_from": "২০১৫", "year_to": "2019"}),
        (
            "profile_certificates",
            {"name": "Web", "issuer": "Board", "issued_on": "2021-05-05", "url": "https://example.org/c"},
        ),
        (
            "profile_portfolio",
            {
                "title": "A shop",
                "description": "For books.",
                "url": "https://example.org",
                "pictures": [picture(), picture("b.jpg")],
            },
        ),
    ]
    for name, data in steps:
        answer = browser.post(reverse(name), data)
        assert answer.status_code == 303, (name, answer.status_code, answer.content.decode()[-1500:])
    return browser


def test_the_weights_add_up_to_a_hundred():
    assert sum(part.weight for part in rules.PARTS) == 100


def test_a_profile_is_filled_page_by_page_and_published(world):
    person = world.stranger
    browser = world.browser(person)
    page = browser.get(reverse("profile_edit")).content.decode()
    assert "0 % complete" in page
    assert browser.post(reverse("publish_profile")).status_code == 409
    assert not queries.is_ready(person)
    fill(world, person)
    profile = Profile.objects.get(person=person)
    assert (profile.completeness, profile.rate, profile.currency) == (100, 60000, "BDT")
    assert [skill.slug for skill in queries.skills_of(profile)] == ["python", "logo-design"]
    assert "৳570" in browser.get(reverse("profile_edit")).content.decode()
    assert browser.post(reverse("publish_profile")).status_code == 303
    assert browser.post(reverse("publish_profile")).status_code == 303
    assert Event.objects.filter(name="profile.published").count() == 1
    assert queries.is_ready(person)
    page = world.browser().get(reverse("profile", args=[person.handle])).content.decode()
    for text in ("Sam S.", "I build shops", "Khulna", "৳600", "Python", "A shop", "BSc", "Clerk", "Bangla", "og:title"):
        assert text in page, text
    assert "Stranger" not in page
    assert "noindex" not in page


def test_an_unfinished_profile_says_what_misses(world):
    actions.ensure_profile(world.stranger, now=world.now)
    with pytest.raises(ProfileIsIncomplete) as caught:
        actions.publish_profile(world.stranger, now=world.now)
    assert "Title" in caught.value.sentence
    assert "At least one skill" in caught.value.sentence
    assert Profile.objects.get().published_at is None
    assert not Event.objects.filter(name="profile.published").exists()


@pytest.mark.parametrize(
    ("visibility", "stranger", "member", "owner"),
    [("public", 200, 200, 200), ("members", 302, 200, 200), ("private", 404, 404, 200)],
)
def test_the_owner_chooses_who_sees_the_page(world, visibility, stranger, member, owner):
    person = world.freelancer
    Profile.objects.filter(person=person).update(visibility=visibility)
    url = reverse("profile", args=[person.handle])
    assert world.browser().get(url).status_code == stranger
    answer = world.browser(world.stranger).get(url)
    assert answer.status_code == member
    assert world.browser(person).get(url).status_code == owner
    if visibility == "members":
        assert "noindex" in answer.content.decode()


def test_an_unpublished_or_closed_or_unknown_page_does_not_exist(world):
    actions.ensure_profile(world.stranger, now=world.now)
    assert world.browser(world.client).get(f"/@{world.stranger.handle}").status_code == 404
    assert world.browser().get("/@nobody-here").status_code == 404
    person = world.freelancer
    person.status = "suspended"
    person.save(update_fields=["status"])
    assert world.browser().get(f"/@{person.handle}").status_code == 404


@pytest.mark.parametrize(
    "name",
    [
        "profile_edit",
        "profile_basics",
        "profile_rate",
        "profile_skills",
        "profile_photo",
        "profile_languages",
        "profile_employment",
        "profile_education",
        "profile_certificates",
        "profile_portfolio",
    ],
)
def test_every_page_asks_a_stranger_to_log_in_and_opens_for_a_newcomer(world, name):
    assert world.browser().get(reverse(name)).status_code == 302
    assert world.browser(world.stranger).get(reverse(name)).status_code == 200
    assert not Profile.objects.filter(person=world.stranger).exists()


def test_rows_and_items_of_others_do_not_exist(world):
    fill(world, world.stranger)
    row, item = Education.objects.get(), PortfolioItem.objects.get()
    browser = world.browser(world.client)
    for url in (reverse("profile_education_row", args=[row.pk]), reverse("portfolio_item", args=[item.pk])):
        assert browser.get(url).status_code == 404
        assert browser.post(url, {"remove": "1"}).status_code == 404
    assert browser.post(reverse("profile_portfolio"), {"move": item.pk, "by": "up"}).status_code == 404
    assert browser.post(reverse("profile_portfolio"), {"move": "nonsense", "by": "up"}).status_code == 404
    assert Education.objects.count() == PortfolioItem.objects.count() == 1


def test_rows_are_changed_and_removed(world):
    browser = fill(world, world.stranger)
    url = reverse("profile_education_row", args=[Education.objects.get().pk])
    assert (
        browser.post(url, {"degree": "MSc", "school": "Dhaka", "year_from": "2015", "year_to": "2014"}).status_code
        == 422
    )
    assert browser.post(url, {"degree": "MSc", "school": "Dhaka", "year_from": "2015"}).status_code == 303
    assert Education.objects.get().degree == "MSc"
    assert browser.post(url, {"remove": "1"}).status_code == 303
    assert not Education.objects.exists()
    assert Profile.objects.get().completeness == 95


def test_portfolio_items_move_and_lose_pictures(world):
    browser = fill(world, world.stranger)
    assert browser.post(reverse("profile_portfolio"), {"title": "Second"}).status_code == 303
    first, second = PortfolioItem.objects.all()
    assert browser.post(reverse("profile_portfolio"), {"move": second.pk, "by": "up"}).status_code == 303
    assert [item.title for item in PortfolioItem.objects.all()] == ["Second", "A shop"]
    picture_pk = first.pictures.first().pk
    assert browser.post(reverse("portfolio_item", args=[first.pk]), {"remove_picture": picture_pk}).status_code == 303
    assert first.pictures.count() == 1
    with pytest.raises(TooManyPictures):
        actions.save_item(
            world.stranger,
            pk=first.pk,
            title="x",
            description="",
            url="",
            done_on=None,
            uploads=[picture()] * 8,
            now=world.now,
        )
    assert first.pictures.count() == 1
    assert browser.post(reverse("portfolio_item", args=[first.pk]), {"remove": "1"}).status_code == 303
    assert PortfolioItem.objects.count() == 1


BAD = [
    ("white space alone", "profile_basics", {"title": " \u200b\u3164 ", "overview": "\n \t", "visibility": "public"}),
    ("100,000 letters", "profile_basics", {"title": "A title", "overview": "x" * 100_000, "visibility": "public"}),
    (
        "a visibility that is not there",
        "profile_basics",
        {"title": "A title", "overview": "text", "visibility": "secret"},
    ),
    ("a rate of 0", "profile_rate", {"currency": "BDT", "rate": "0", "availability": "full"}),
    ("a rate below zero", "profile_rate", {"currency": "BDT", "rate": "-600", "availability": "full"}),
    ("a rate of 10^18", "profile_rate", {"currency": "BDT", "rate": "1" + "0" * 18, "availability": "full"}),
    ("a rate with three decimals", "profile_rate", {"currency": "BDT", "rate": "600.125", "availability": "full"}),
    ("a rate below the floor", "profile_rate", {"currency": "BDT", "rate": "299", "availability": "full"}),
    ("a currency that is not there", "profile_rate", {"currency": "XXX", "rate": "600", "availability": "full"}),
    ("skills that nobody knows", "profile_skills", {"skills": "moon walking", "categories": []}),
    ("a category that is not there", "profile_skills", {"skills": "Python", "categories": ["999999"]}),
    ("a script as link", "profile_portfolio", {"title": "x", "url": "javascript:alert(1)"}),
    ("a day that is none", "profile_certificates", {"name": "x", "issuer": "y", "issued_on": "2023-02-30"}),
    ("a year of 10^18", "profile_education", {"degree": "x", "school": "y", "year_from": "1" + "0" * 18}),
    ("an empty form", "profile_languages", {"language": ""}),
]


@pytest.mark.parametrize(("name", "data"), [row[1:] for row in BAD], ids=[row[0] for row in BAD])
def test_bad_input_is_answered_with_422_and_changes_nothing(world, name, data):
    browser = world.browser(world.stranger)
    answer = browser.post(reverse(name), data)
    assert answer.status_code == 422
    assert 'role="alert"' in answer.content.decode()
    assert not Profile.objects.exclude(title="", rate=None).exists()
    assert not Event.objects.filter(name="profile.changed").exists()


def test_direction_marks_and_scripts_come_out_harmless(world):
    browser = fill(world, world.stranger)
    overview = "<script>alert(1)</script> \u202eevil\u202c " + "and honest words about my work " * 5
    data = {"title": "A \u202etitle", "overview": overview, "visibility": "public"}
    assert browser.post(reverse("profile_basics"), data).status_code == 303
    browser.post(reverse("publish_profile"))
    page = world.browser().get(f"/@{world.stranger.handle}").content.decode()
    assert "<script>alert" not in page
    assert "\u202e" not in page
    assert "A title" in page


def test_contact_data_is_hidden_on_the_profile(world):
    actions.save_basics(
        world.stranger, title="Call 01712345678", overview="Write to a@example.com " * 8, city="", now=world.now
    )
    profile = Profile.objects.get(person=world.stranger)
    assert "01712345678" not in profile.title
    assert "example.com" not in profile.overview
    data = {"title": "A title", "overview": "Write to a@example.com " * 8, "visibility": "public"}
    answer = world.browser(world.stranger).post(reverse("profile_basics"), data, follow=True)
    assert "were hidden" in answer.content.decode()


@pytest.mark.parametrize(
    ("content", "name", "status"),
    [
        (b"\0" * (30 * 1024 * 1024), "film.jpg", 413),
        (b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>", "face.svg", 422),
        (b"not a picture", "face.jpg", 422),
        (b"", "face.jpg", 422),
    ],
    ids=["30 MB", "svg with script", "a lie", "empty"],
)
def test_a_bad_photo_is_refused_in_the_form(world, content, name, status):
    answer = world.browser(world.stranger).post(
        reverse("profile_photo"), {"photo": SimpleUploadedFile(name, content), "focus": "centre"}
    )
    assert answer.status_code == status
    assert 'role="alert"' in answer.content.decode()
    assert not File.objects.exists()
    assert not Event.objects.filter(name="profile.changed").exists()


def test_too_many_skills_low_rates_and_turned_dates_are_refused_in_the_action_too(world):
    many = [skill.pk for skill in skills.all_skills()[:16]]
    with pytest.raises(TooManySkills):
        actions.save_skills(world.stranger, skill_ids=many, category_ids=[], now=world.now)
    with pytest.raises(RateIsTooLow):
        actions.save_rate(world.stranger, rate=29_999, currency="BDT", availability="full", now=world.now)
    with pytest.raises(EndBeforeStart):
        actions.save_row(
            world.stranger,
            kind="education",
            fields={"degree": "a", "school": "b", "year_from": 2020, "year_to": 2019},
            now=world.now,
        )
    assert not Event.objects.filter(name="profile.changed").exists()


def test_the_photo_page_gives_advice_and_removes(world):
    browser = fill(world, world.stranger)
    assert "blurred or empty" in browser.get(reverse("profile_photo")).content.decode()
    assert browser.post(reverse("profile_photo"), {"remove": "1"}).status_code == 303
    assert Profile.objects.get().photo is None


def test_pages_ask_a_constant_number_of_questions(world, django_assert_num_queries, django_assert_max_num_queries):
    browser = fill(world, world.stranger)
    browser.post(reverse("publish_profile"))
    anonymous, url = world.browser(), f"/@{world.stranger.handle}"
    anonymous.get(url)
    for number in range(8):
        actions.save_item(
            world.stranger,
            title=f"Item {number}",
            description="",
            url="",
            done_on=None,
            uploads=[picture()],
            now=world.now,
        )
        actions.save_row(
            world.stranger,
            kind="employment",
            fields={"role": "a", "company": "b", "started_on": world.now.date()},
            now=world.now,
        )
    with django_assert_num_queries(9):
        anonymous.get(url)
    with django_assert_max_num_queries(14):
        browser.get(reverse("profile_edit"))
    wanted = [world.stranger.pk, world.client.pk]
    with django_assert_num_queries(1):
        cards = queries.person_cards(wanted)
    assert cards[world.stranger.pk].name == "Sam S."
    assert cards[world.stranger.pk].photo_url.startswith("/pictures/")
    assert cards[world.stranger.pk].is_newcomer
    assert cards[world.client.pk].title == ""


def test_the_record_of_a_company_is_counted(world):
    company = world.company
    assert queries.company_facts(company.pk).hire_rate is None
    actions.count_for_company(company_id=company.pk, jobs_posted=4)
    actions.count_for_company(company_id=company.pk, jobs_hired=1, proposals_received=10, proposals_answered=5)
    actions.add_spent(company_id=company.pk, currency="BDT", amount=500_000)
    actions.add_spent(company_id=company.pk, currency="BDT", amount=250_000)
    actions.add_spent(company_id=company.pk, currency="USD", amount=1_000)
    actions.add_rating(company_id=company.pk, score_tenths=45)
    record = queries.company_facts(company.pk)
    assert (record.hire_rate, record.answer_rate, record.rating) == (25, 50, 4.5)
    assert record.spent == {"BDT": 750_000, "USD": 1_000}
    page = world.browser().get(reverse("company", args=[company.pk])).content.decode()
    assert "Padma Books" in page
    assert "৳7,500" in page
    assert "25 %" in page
    company.is_suspended = True
    company.save(update_fields=["is_suspended"])
    assert world.browser().get(reverse("company", args=[company.pk])).status_code == 404
    assert world.browser(world.client).get(reverse("company", args=[company.pk])).status_code == 200
    assert world.browser().get(reverse("company", args=[10**9])).status_code == 404


def test_a_first_spend_makes_the_record(world):
    actions.add_spent(company_id=world.company.pk, currency="INR", amount=7)
    assert CompanyRecord.objects.get().spent == {"INR": 7}


def test_ratings_and_contracts_of_a_person_are_counted(world):
    person = world.freelancer
    actions.add_rating(person_id=person.pk, score_tenths=50)
    actions.add_rating(person_id=person.pk, score_tenths=40)
    actions.add_rating(person_id=person.pk, score_tenths=40, weight=-1)
    actions.count_contract_done(person_id=person.pk)
    card = queries.person_cards([person.pk])[person.pk]
    assert (card.rating, card.rating_count, card.contracts_done, card.is_newcomer) == (5.0, 1, 1, False)


def test_the_export_holds_what_was_written(world):
    fill(world, world.stranger)
    data = exporting.export(world.stranger)["profile"]
    assert data["title"] == "I build shops"
    assert data["skills"] == ["Python", "Logo design"]
    assert data["portfolio"][0]["title"] == "A shop"
    assert exporting.export(world.client) == {"profile": None}
