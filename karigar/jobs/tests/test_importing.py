"""`karigar import-jobs`: real files whole, and broken ones of our own making."""

import datetime as dt
import json
import pathlib

import pytest

from karigar.jobs import columns, importing, queries, reading
from karigar.jobs.models import Job
from karigar.jobs.queries import SearchTerms

SHARED = pathlib.Path(__file__).resolve().parents[4] / "shared" / "data"
shared = pytest.mark.skipif(not SHARED.exists(), reason="the shared data do not lie beside the repository")
TODAY = dt.date(2026, 3, 1)


@pytest.fixture
def take(db, tmp_path):
    """Write a file and import it; return the exit status."""

    def run(text: str | bytes, name: str = "posts.csv", *options: str) -> int:
        path = tmp_path / name
        path.write_bytes(text.encode() if isinstance(text, str) else text)
        return importing.main([str(path), "--quiet", *options])

    return run


def titles():
    return list(Job.objects.order_by("id").values_list("title", flat=True))


@shared
@pytest.mark.parametrize(
    ("name", "rows"),
    [
        ("jobs-uk-digital-marketplace/opportunities.csv", 1427),
        ("jobs-swelancer/jobs.jsonl", 236),
        ("jobs-sample/sample-300.jsonl", 300),
    ],
)
def test_the_shared_files_come_in_whole_and_once(db, name, rows, capsys):
    assert importing.main([str(SHARED / name), "--quiet"]) == 0
    print(capsys.readouterr().out)
    assert Job.objects.count() == rows
    assert importing.main([str(SHARED / name), "--quiet"]) == 0
    assert Job.objects.count() == rows
    assert "0 imported" in capsys.readouterr().out
    assert not Job.objects.filter(category=None).exists()


@shared
def test_imported_posts_are_found_and_read(db, client):
    importing.main([str(SHARED / "jobs-uk-digital-marketplace/opportunities.csv"), "--quiet"])
    now = dt.datetime.now(tz=dt.UTC)
    hit = queries.search(SearchTerms(words="intranet suffolk"), now=now).hits[0][0]
    text = client.get(f"/jobs/{hit.id}/", follow=True).text
    assert "Suffolk and Norfolk Constabularies" in text
    assert "first posted on 4 May 2016" in text
    best = queries.search(SearchTerms(words="java developer", sort="match"), now=now).hits[0][0]
    assert "java" in best.title.lower()


def test_running_again_adds_nothing_and_a_new_row_comes_in(take):
    assert take("id,title\n1,First post here\n2,Second post here\n") == 0
    assert take("id,title\n1,First post here\n2,Second post here\n3,Third post here\n") == 0
    assert titles() == ["First post here", "Second post here", "Third post here"]


def test_bad_rows_are_told_by_line_and_the_rest_comes_in(take, capsys):
    text = "id,title,budget,currency,date\n1,Good one,10,USD,2020-01-01\n2,,5,USD,\n3,Bad money,-5,USD,\n4,Bad sign,5,XYZ,\n5,Bad day,5,USD,32/13/2020\n6,Too,many,fields,here,really\n1,Another post,5,USD,\n7,Good two,6.0,USD,\n"
    assert take(text) == 1
    told = capsys.readouterr().err
    for line, reason in (
        (3, "no title"),
        (4, "negative"),
        (5, "currency"),
        (6, "date"),
        (7, "fields"),
        (8, "line 2 has its id"),
    ):
        assert f"posts.csv:{line}: " in told
        assert reason in told
    assert titles() == ["Good one", "Good two"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_bangla_in_any_unicode_encoding(take, encoding):
    assert take("id,title\n1,লোগো ডিজাইন লাগবে\n".encode(encoding)) == 0
    assert titles() == ["লোগো ডিজাইন লাগবে"]


def test_old_encodings_are_guessed(take):
    text = "id;title;description\n" + "\n".join(
        f"{n};Déjà vu à l'été – café {n};Où est la bibliothèque où j'étais déjà allé ?" for n in range(40)
    )
    assert take(text.encode("cp1252")) == 0
    assert "Déjà vu" in titles()[0]
    assert (
        take(
            "id,title\n1,Требуется программист на неполный день\n2,Нужен переводчик текста\n".encode("cp1251"),
            "russian.csv",
        )
        == 0
    )
    assert "Требуется программист на неполный день" in titles()


def test_nul_bytes_and_marks_are_taken_out(take):
    assert take(b"\xef\xbb\xbfid,title\n1,Zero\x00 width \xe2\x80\xae title\n") == 0
    assert titles() == ["Zero width title"]


def test_missing_and_renamed_columns(take):
    assert (
        take(
            'Überschrift,Lohn\nEine Stelle,"£1,200"\n',
            "stellen.csv",
            "--map",
            "Überschrift=title",
            "--map",
            "Lohn=budget",
        )
        == 0
    )
    job = Job.objects.get()
    assert (job.title, job.budget_max, job.currency, job.source) == ("Eine Stelle", 120_000, "GBP", "stellen")
    assert take("Überschrift\nEine Stelle\n", "stellen2.csv") == 1
    assert importing.main(["x.csv", "--map", "a=b"]) == 2


def test_five_megabytes_of_markdown_and_html_are_harmless(take, client):
    body = "<script>alert(1)</script>\n\n# Head\n\n" + "[x](javascript:a) <b onclick=x>b</b> **word** " * 110_000
    assert len(body) > 5_000_000
    assert take(json.dumps({"id": 1, "title": "A huge one", "description": body}), "huge.jsonl") == 0
    job = Job.objects.get()
    text = client.get(f"/jobs/{job.pk}/", follow=True).text
    assert len(text) < 400_000
    assert "<script>alert" not in text
    assert "onclick" not in text.split("</head>")[1]
    assert 'href="javascript' not in text


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("2016-07-13", "2016-07-13"),
        ("2016-07-13T10:00:00Z", "2016-07-13"),
        ("2016-07-13 10:00", "2016-07-13"),
        ("13/07/2016", "2016-07-13"),
        ("22 Nov 2026", "2026-11-22"),
        ("22nd November 2026", "2026-11-22"),
        ("Nov 22, 2026", "2026-11-22"),
        ("1468368000", "2016-07-13"),
        ("1468368000000", "2016-07-13"),
        ("১৩/০৭/২০১৬", "2016-07-13"),
    ],
)
def test_dates_in_many_forms(written, day):
    assert columns._day(written, TODAY) == dt.date.fromisoformat(day)


@pytest.mark.parametrize("written", ["soon", "99/99/2020", "0000-00-00", "1066-10-14", "9999-01-01"])
def test_what_is_no_date_is_a_bad_row(written):
    with pytest.raises(columns.BadRow):
        columns._day(written, TODAY)


@pytest.mark.parametrize(
    ("written", "minor"),
    [("6.0", 600), ("£1,200", 120_000), ("1.5k", 150_000), ("৳ ৫,০০০", 500_000), ("2 lakh", 20_000_000), ("250", 25_000), ("12.345", 1234), ("", None), ("n/a", None), (250.0, 25_000), (1e6, 100_000_000)],
)  # fmt: skip
def test_numbers_in_many_forms(written, minor):
    assert columns._minor(written, "USD") == minor


def test_ranges_and_hourly_rates(db):
    job = columns.job_of({"title": "Hourly one", "budget": "$10 - $20 / hr"}, renamed={}, source="x", today=TODAY)
    assert (job.kind, job.budget_min, job.budget_max, job.currency) == ("hourly", 1000, 2000, "USD")


def test_the_canary_line_is_skipped_and_broken_json_told(take, capsys):
    text = '{"canary": "BENCHMARK DATA"}\n{"id": 1, "title": "A good one"}\n{"id": 2, "title": \n[1]\n"x"\n'
    assert take(text, "lines.jsonl") == 1
    assert titles() == ["A good one"]
    told = capsys.readouterr().err
    assert [f"lines.jsonl:{n}:" in told for n in (1, 2, 3, 4, 5)] == [False, False, True, True, True]


def test_a_json_list_is_taken_too(take):
    assert take('[{"title": "One of two posts"}, {"title": "Two of two posts"}]', "list.json") == 0
    assert len(titles()) == 2


def test_files_that_cannot_be_read(take, tmp_path, capsys):
    assert take("", "empty.csv") == 2
    assert importing.main([str(tmp_path / "nothing.csv")]) == 2
    assert importing.main([str(tmp_path)]) == 2
    assert "cannot be read" in capsys.readouterr().err
    assert take(bytes(range(256)) * 50, "noise.csv") in {0, 1, 2}


def test_a_row_without_an_id_is_known_by_what_it_says(take):
    assert take("title,description\nNo number here,One\nNo number here,Two\nNo number here,One\n") == 0
    assert len(titles()) == 2


def test_text_in_windows_lines_and_quotes_over_lines():
    assert list(reading._csv('id,title\r\n1,"Two\r\nlines"\r\n2,b\r\n')) == [
        (2, {"id": "1", "title": "Two\r\nlines"}),
        (4, {"id": "2", "title": "b"}),
    ]
