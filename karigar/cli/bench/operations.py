"""What is measured: the requests of each operation, and the SQL that stands for its floor."""

import datetime as dt
import pathlib
import re
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, NamedTuple
from urllib.parse import quote, urlencode

import psycopg
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.db import connection

from karigar.accounts.models import Person
from karigar.cli.bench.machine import Floor, Requests
from karigar.cli.demo.mass_people import ADDRESS
from karigar.jobs import queries as jobs
from karigar.jobs.queries import SearchTerms
from karigar.jobs.rules import slug_of

WORDS = ("python django", "wordpress elementor", "data entry", "video editing", "online shop", "bangla translation")
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
# Rows that any marketplace must write for a proposal, a message and a release: bare tables, no promise kept.
FLOOR = """
DROP SCHEMA IF EXISTS floor CASCADE; CREATE SCHEMA floor;
CREATE TABLE floor.freelancer (id int PRIMARY KEY, connects int NOT NULL, unread int NOT NULL DEFAULT 0);
CREATE TABLE floor.job (id int PRIMARY KEY, proposals int NOT NULL DEFAULT 0);
CREATE TABLE floor.proposal (id bigserial PRIMARY KEY, job int NOT NULL, freelancer int NOT NULL, letter text NOT NULL, bid bigint NOT NULL,
  at timestamptz NOT NULL DEFAULT now(), serial bigint NOT NULL, UNIQUE (job, freelancer, serial));
CREATE TABLE floor.spend (id bigserial PRIMARY KEY, freelancer int NOT NULL, amount int NOT NULL, at timestamptz NOT NULL DEFAULT now());
CREATE TABLE floor.room (id int PRIMARY KEY, last_at timestamptz);
CREATE TABLE floor.message (id bigserial PRIMARY KEY, room int NOT NULL, author int NOT NULL, body text NOT NULL, at timestamptz NOT NULL DEFAULT now());
CREATE INDEX ON floor.message (room, id);
INSERT INTO floor.freelancer SELECT g, 1000000 FROM generate_series(1, 20000) g;
INSERT INTO floor.job SELECT g FROM generate_series(1, 50000) g;
INSERT INTO floor.room SELECT g FROM generate_series(1, 5000) g;
CREATE TABLE floor.balance (account_id bigint PRIMARY KEY, posted bigint NOT NULL, seq bigint NOT NULL DEFAULT 0) WITH (fillfactor = 50);
CREATE TABLE floor.journal (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, kind text NOT NULL, idem_key text NOT NULL UNIQUE,
  ref text NOT NULL, created_at timestamptz NOT NULL DEFAULT clock_timestamp());
CREATE TABLE floor.entry (journal_id bigint NOT NULL, line smallint NOT NULL, account_id bigint NOT NULL, amount bigint NOT NULL,
  PRIMARY KEY (journal_id, line));
CREATE INDEX ON floor.entry (account_id, journal_id);
INSERT INTO floor.balance SELECT g, 1000000000000000 FROM generate_series(1, 4002) g;
ANALYZE;
"""
LETTER = (
    "I have drawn logos for four book shops; two of them are in my portfolio. I would start with three sketches. " * 2
)
PROPOSE = """\\set freelancer random(1, 20000)
\\set job random(1, 50000)
\\set serial random(1, 1000000000)
BEGIN;
UPDATE floor.freelancer SET connects = connects - 4 WHERE id = :freelancer AND connects >= 4;
INSERT INTO floor.proposal (job, freelancer, letter, bid, serial) VALUES (:job, :freelancer, 'LETTER', 500000, :serial);
INSERT INTO floor.spend (freelancer, amount) VALUES (:freelancer, 4);
UPDATE floor.job SET proposals = proposals + 1 WHERE id = :job;
COMMIT;
"""
SAY = """\\set room random(1, 5000)
\\set author random(1, 20000)
BEGIN;
INSERT INTO floor.message (room, author, body) VALUES (:room, :author, 'Good morning. I am sending the pictures now.');
UPDATE floor.room SET last_at = now() WHERE id = :room;
UPDATE floor.freelancer SET unread = unread + 1 WHERE id = :author;
COMMIT;
"""
RELEASE = """\\set source random(1, 2000)
\\set target random(2001, 4000)
\\set serial random(1, 1000000000000000)
WITH j AS (INSERT INTO floor.journal (kind, idem_key, ref) VALUES ('release', 'release:' || :serial::text, 'milestone') RETURNING id),
 b1 AS (UPDATE floor.balance SET posted = posted + 88, seq = seq + 1 WHERE account_id = :target),
 b2 AS (UPDATE floor.balance SET posted = posted - 100, seq = seq + 1 WHERE account_id = :source)
INSERT INTO floor.entry SELECT j.id, v.line, v.account, v.amount FROM j, (VALUES
 (1::smallint, (:source)::bigint, -100::bigint), (2, (:target)::bigint, 88), (3, 90001, 10), (4, 90002, 1), (5, 90003, 1)) v(line, account, amount);
"""


@dataclass
class Operation:
    """One line of the table."""

    name: str
    requests: Requests
    floor: Floor
    expected: int  # the status of a right answer
    bar: float | None = None
    is_kept: bool = False  # in the front cache, which must hold the pages before a round begins


@contextmanager
def _caught(name: str) -> Iterator["Caught"]:
    """Catch the SQL that runs inside, with pgbench's variables in place of its parameters: the same plans are made."""
    found = Caught([], {})

    def keep(execute: Any, sql: Any, params: Any, many: bool, context: Any) -> Any:
        places = []
        for value in params or ():
            variable = f"{name}_{len(found.values)}"
            found.values[variable] = _text(value)
            places.append("NULL" if value is None else f":{variable}")
        given = iter(places)
        found.statements.append(
            re.sub("%[%s]", lambda hit: "%" if hit[0] == "%%" else next(given), sql) if places else sql
        )
        return execute(sql, params, many, context)

    with connection.execute_wrapper(keep):
        yield found


class Caught(NamedTuple):
    """Statements and the values of their variables."""

    statements: list[str]
    values: dict[str, str]


def _text(value: object) -> str:
    """Write a parameter as PostgreSQL reads it."""
    return "{" + ",".join(map(str, value)) + "}" if isinstance(value, list) else str(value)


def _sessions(people: list[Person], hats: dict[int, list[object]]) -> dict[int, str]:
    """Log people in, straight in the database; return cookies."""
    store, until = SessionStore(), dt.datetime.now(dt.UTC) + dt.timedelta(days=2)
    keys, rows, listed = {}, [], []
    for person in people:
        key = secrets.token_hex(16)
        data: dict[str, object] = {
            "_auth_user_id": str(person.pk),
            "_auth_user_backend": BACKEND,
            "_auth_user_hash": person.get_session_auth_hash(),
        }
        if person.pk in hats:
            data["hat"] = hats[person.pk]
        rows.append(Session(session_key=key, session_data=store.encode(data), expire_date=until))
        listed.append(UserSession(session_key=key, user=person, ip="127.0.0.1", user_agent="bench"))
        keys[person.pk] = f"{settings.SESSION_COOKIE_NAME}={key}; csrftoken={TOKEN}; lang=en"
    Session.objects.bulk_create(rows, batch_size=1000)
    UserSession.objects.bulk_create(listed, batch_size=1000)
    return keys


TOKEN = secrets.token_hex(16)


def get(path: str, cookies: str = "") -> bytes:
    cookie = f"Cookie: {cookies}\r\n" if cookies else "Accept-Language: en\r\n"
    return f"GET {path} HTTP/1.1\r\nHost: localhost\r\nAccept-Encoding: br, gzip\r\n{cookie}\r\n".encode()


def post(path: str, cookies: str, fields: dict[str, object]) -> bytes:
    body = urlencode({"csrfmiddlewaretoken": TOKEN, **fields}).encode()
    head = (
        f"POST {path} HTTP/1.1\r\nHost: localhost\r\nAccept-Encoding: br, gzip\r\nCookie: {cookies}\r\n"
        f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


def _rows(sql: str, *params: Any) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return list(cursor.fetchall())


def all_operations(folder: pathlib.Path, now: dt.datetime) -> list[Operation]:
    """Prepare every operation on the market that is there."""
    with psycopg.connect(settings.DATABASE_URL, autocommit=True) as owner:
        owner.execute(FLOOR)
    reader = (
        Person.objects.filter(email__endswith=f"@{ADDRESS}", profile__isnull=False, language="en").order_by("?").first()
    )
    assert reader, "the market has people"
    cookies = _sessions([reader], {})[reader.pk]
    found = _rows("SELECT id, title FROM jobs_job WHERE status = 'public' ORDER BY hashtext(id::text) LIMIT 200")
    job_floor, search_floor = Floor(folder), Floor(folder, plan="force_custom_plan")
    for n, (pk, _title) in enumerate(found[:20]):
        _job_sql(job_floor, reader, pk, n)
    searches = [f"/jobs/?{urlencode({'q': words, 'kind': 'fixed', 'level': 'intermediate'})}" for words in WORDS]
    pages = [f"/jobs/{pk}/{quote(slug_of(title))}/" for pk, title in found]
    for n, words in enumerate(WORDS):
        _search_sql(search_floor, reader, words, n, now)
    return [
        Operation(
            "search, signed in",
            Requests([get(path, cookies) for path in searches], once=False),
            search_floor,
            200,
            0.29,
        ),
        Operation(
            "job page, signed in", Requests([get(path, cookies) for path in pages], once=False), job_floor, 200, 0.04
        ),
        Operation(
            # A query that nobody asked before is not in the front cache: all middleware, no session.
            "job page, anonymous",
            Requests([get(f"{pages[n % len(pages)]}?n={n}") for n in range(30_000)], once=True),
            job_floor,
            200,
            0.04,
        ),
        Operation(
            "submit proposal", _proposals(), Floor(folder).add("propose", PROPOSE.replace("LETTER", LETTER)), 303, 0.20
        ),
        Operation("post a message", _messages(), Floor(folder).add("say", SAY), 303),
        Operation("release a milestone", _releases(), Floor(folder).add("release", RELEASE), 303),
        Operation(
            "search, anonymous, kept",
            Requests([get(path) for path in searches], once=False),
            job_floor,
            200,
            0.8,
            is_kept=True,
        ),
        Operation(
            "job page, anonymous, kept",
            Requests([get(path) for path in pages[:12]], once=False),
            job_floor,
            200,
            0.8,
            is_kept=True,
        ),
    ]


def _search_sql(floor: "Floor", reader: Person, words: str, number: int, now: dt.datetime) -> None:
    terms = SearchTerms(words=words, kind="fixed", level="intermediate")
    with _caught(f"s{number}") as sql:
        jobs.search(terms, person=reader, now=now)
    floor.add(f"search-{number}", ";\n".join(sql.statements), sql.values)


def _job_sql(floor: "Floor", reader: Person, pk: int, number: int) -> None:
    with _caught(f"j{number}") as sql:
        jobs.job_page(reader, pk)
    floor.add(f"job-{number}", ";\n".join(sql.statements), sql.values)


def _people(pks: list[int]) -> list[Person]:
    known = Person.objects.in_bulk(pks)
    return [known[pk] for pk in dict.fromkeys(pks)]


def _proposals() -> Requests:
    """Pairs of a freelancer with Connects left and a job that costs some, each once."""
    people = [
        row[0]
        for row in _rows(
            "SELECT split_part(a.owner, ':', 2)::bigint FROM ledger_account a JOIN ledger_balance b ON b.account_id = a.id"
            " JOIN profiles_profile p ON p.person_id = split_part(a.owner, ':', 2)::bigint"
            " WHERE a.role = 'connects@granted' AND b.posted >= 20 ORDER BY random() LIMIT 1500"
        )
    ]
    found = _rows(
        "SELECT id, kind, budget_max FROM jobs_job WHERE status = 'public' AND proposals_count BETWEEN 3 AND 40 ORDER BY random() LIMIT 1000"
    )
    taken = {
        (job, person)
        for job, person in _rows(
            "SELECT job_id, freelancer_id FROM proposals_proposal WHERE freelancer_id = ANY(%s)", people
        )
    }
    cookies = _sessions(_people(people), {})
    made = []
    for n in range(2 * len(people)):
        person, (job, _kind, budget) = people[n % len(people)], found[(n * 7 + n // len(people)) % len(found)]
        if (job, person) not in taken:
            taken.add((job, person))
            fields = {"letter": LETTER, "bid": f"{budget // 100}", "days": 7, "key": secrets.token_hex(8)}
            made.append(post(f"/jobs/{job}/apply/", cookies[person], fields))
    return Requests(made, once=True)


def _messages() -> Requests:
    seats = _rows(
        "SELECT s.room_id, s.person_id FROM conversations_seat s WHERE s.side = 'freelancer' ORDER BY random() LIMIT 2000"
    )
    cookies = _sessions(_people([person for _room, person in seats]), {})
    made = [
        post(
            f"/messages/{room}/",
            cookies[person],
            {"text": "Good morning. I am sending the pictures now.", "key": secrets.token_hex(12)},
        )
        for _turn in range(2)
        for room, person in seats
    ]
    return Requests(made, once=True)


HELD = (
    "SELECT m.id, m.steps, (m.funded - m.released - m.refunded), c.hired_by_id, c.company_id FROM contracts_milestone m"
    " JOIN contracts_contract c ON c.id = m.contract_id WHERE m.status IN ('funded', 'submitted') AND c.status = 'active'"
    " AND m.funded - m.released - m.refunded >= 20000 AND m.id %% 2 = %s ORDER BY m.id LIMIT 600"
)


def _releases() -> Requests:
    """Many small parts of what escrow holds; each says how many payments came before it, as the page does."""
    held = _rows(HELD, 0)
    cookies = _sessions(
        _people([person for _m, _s, _held, person, _c in held]),
        {person: ["client", company, "Bench", "owner"] for _m, _s, _held, person, company in held},
    )
    made = [
        post(f"/milestones/{pk}/approve/", cookies[person], {"amount": "1.00", "step": steps + turn})
        for turn in range(8)
        for pk, steps, _held, person, _company in held
    ]
    return Requests(made, once=True)
