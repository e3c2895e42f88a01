"""From a row of somebody's file to a job of ours: the column map, dates, numbers, money and a category. No database but skills."""

import datetime as dt
import hashlib
import html
import json
import re
from collections.abc import Mapping, Sequence

from karigar.jobs.actions.bulk import NewJob
from karigar.kit import markup
from karigar.kit.digits import clean_text, latin_digits
from karigar.kit.money import EXPONENTS, LARGEST, SYMBOLS
from karigar.skills import queries as skills

# Our fields and the columns that mean them, the most exact name first.
FIELDS: dict[str, tuple[str, ...]] = {
    "id": ("id", "job_id", "source_id", "post_id", "uid", "guid", "url", "link"),
    "source": ("source", "site", "platform"),
    "title": ("title", "job_title", "name", "headline", "subject", "position"),
    "description": ("description", "details", "body", "text", "summary", "job_description", "content"),
    "category": ("speciality", "specialty", "subcategory", "category", "specialist", "role", "field"),
    "skills": ("skills", "tags", "keywords", "required_skills"),
    "kind": ("budget_type", "kind", "type", "job_type", "payment_type", "contract_type"),
    "budget": (
        "budget",
        "budget_max",
        "price",
        "amount",
        "contract_amount_gbp",
        "max_budget",
        "fixed_price",
        "salary",
        "rate",
    ),
    "budget_min": ("budget_min", "min_budget", "price_from", "hourly_min"),
    "currency": ("currency", "budget_currency"),
    "level": ("level", "experience_level", "tier", "experience"),
    "duration": ("duration", "expected_contract_length", "length", "project_length"),
    "country": ("country", "client_country", "country_code"),
    "place": ("place", "location", "city", "region"),
    "buyer": ("buyer", "organisation", "organization"),
    "posted": ("posted_on", "published_at", "posted_at", "date", "created_at", "posted", "publish_date"),
}
TITLE_MOST = 150
DESCRIPTION_MOST = 6_000_000
# Words that tell a category where the file names none; the slug of ours they mean.
ROLES = {
    "developer": "software/full-stack",
    "user research": "software/ui-ux",
    "userresearcher": "software/ui-ux",
    "designer": "design/graphic",
    "qualityassurance": "software/testing",
    "testing": "software/testing",
    "technicalarchitect": "it/system-administration",
    "securityconsultant": "it/security",
    "security": "it/security",
    "devops": "it/devops",
    "deliverymanager": "admin/project-management",
    "productmanager": "admin/project-management",
    "businessanalyst": "admin/project-management",
    "contentdesigner": "writing/articles",
    "dataarchitect": "data/engineering",
    "data": "data/analytics",
    "translation": "translation/general",
    "logo": "design/logo",
    "marketing": "marketing/strategy",
    "writer": "writing/articles",
    "web": "software/full-stack",
}
FALLBACK = "software/full-stack"
_DATE_FORMATS = (
    "%d/%m/%Y",
    "%d-%m-%Y",
    "%d.%m.%Y",
    "%d %b %Y",
    "%d %B %Y",
    "%b %d, %Y",
    "%B %d, %Y",
    "%Y/%m/%d",
    "%d/%m/%y",
)
_HOURLY = re.compile(r"hour|/ ?hr|per hr|ঘণ্টা|घंट", re.IGNORECASE)


class BadRow(Exception):
    """A row that cannot become a job, with the reason for the reader of the report."""


def read_map(given: Sequence[str]) -> dict[str, str]:
    """Read `--map column=field` into a mapping of lower-case columns. Raises ValueError with a sentence."""
    found = {}
    for pair in given:
        column, equals, field = pair.partition("=")
        if not equals or field.strip() not in FIELDS:
            raise ValueError(f"--map {pair}: write COLUMN=FIELD, with one of the fields {', '.join(FIELDS)}.")
        found[_plain_name(column)] = field.strip()
    return found


def job_of(row: Mapping[str, object], *, renamed: Mapping[str, str], source: str, today: dt.date) -> NewJob:
    """Turn a row into a job. Raises BadRow with the reason."""
    fields = _fields(row, renamed)
    title = _one_line(fields.get("title"))
    if not title:
        raise BadRow("it has no title")
    if len(title) > TITLE_MOST:
        title = title[: TITLE_MOST - 1].rsplit(" ", 1)[0] + "…"
    description = _text(fields.get("description"))
    found = _skills(fields, title)
    posted = _day(fields.get("posted"), today)
    kind = (
        "hourly" if _HOURLY.search(_one_line(fields.get("kind")) + " " + str(fields.get("budget") or "")) else "fixed"
    )
    currency = _currency(fields)
    lowest, highest = _range(fields, currency)
    source = (_one_line(fields.get("source")) or source)[:40]
    return NewJob(
        title=title,
        description=_with_facts(description, fields),
        category_id=_category(fields, title),
        skill_ids=tuple(found),
        kind=kind,
        budget_min=lowest,
        budget_max=highest,
        currency=currency,
        level=_level(fields),
        duration=_duration(_one_line(fields.get("duration"))),
        country=_country(fields, currency),
        language=_language(title + " " + description[:500]),
        source=source,
        source_id=_own_id(fields, title, description, posted),
        first_posted_on=posted,
        proposals_count=0,
    )


def _plain_name(column: object) -> str:
    return re.sub(r"[\s\-]+", "_", str(column).strip().strip("\ufeff").lower())


def _fields(row: Mapping[str, object], renamed: Mapping[str, str]) -> dict[str, object]:
    """Rename the row's columns to our fields; an empty value counts as none."""
    given = {
        _plain_name(key): value
        for key, value in row.items()
        if value not in (None, "") and str(value).strip().lower() not in {"null", "nan", "none"}
    }
    found: dict[str, object] = {renamed[name]: value for name, value in given.items() if name in renamed}
    for field, names in FIELDS.items():
        if field not in found and (name := next((name for name in names if name in given), None)):
            found[field] = given[name]
    if "contract_amount_gbp" in given:
        found.setdefault("currency", "GBP")
    found["_category_words"] = " ".join(str(given[name]) for name in FIELDS["category"] if name in given)
    found["_category_exact"] = [str(given[name]) for name in FIELDS["category"] if name in given]
    return found


def _one_line(value: object) -> str:
    if isinstance(value, dict):
        value = value.get("name") or value.get("title") or ""
    text = html.unescape(str(value)) if value is not None else ""
    return " ".join(clean_text(re.sub(r"<[^>]{0,200}>", " ", text)).split())


def _text(value: object) -> str:
    """Keep a description as it is written: what is dangerous in it is taken out whenever it is drawn."""
    if value is None:
        return ""
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    if len(text.encode("utf-8", errors="replace")) > DESCRIPTION_MOST:
        raise BadRow(f"its description is larger than {DESCRIPTION_MOST // 1_000_000} MB")
    return clean_text(text.encode("utf-8", errors="replace").decode())


def _with_facts(description: str, fields: Mapping[str, object]) -> str:
    """Add what the file says beside the description, so that a post without one reads well."""
    facts = [
        ("Buyer", _one_line(fields.get("buyer"))),
        ("Place", _one_line(fields.get("place"))),
        ("Expected length", _one_line(fields.get("duration"))),
    ]
    said = "\n".join(f"- {name}: {markup.plain(words)[:200]}" for name, words in facts if words)
    return "\n\n".join(part for part in (description, said) if part)


def _own_id(fields: Mapping[str, object], title: str, description: str, posted: dt.date | None) -> str:
    """The row's own id; without one, a digest of what it says."""
    given = _one_line(fields.get("id")).removesuffix(".0")
    if given and len(given) <= 80:
        return given
    return hashlib.sha256(f"{given}|{title}|{posted}|{description[:5000]}".encode()).hexdigest()[:32]


def _number(value: object) -> str | None:
    """Find a number in "£1,200", "6.0", "1.5k", "৳ ৫,০০০" and give it as plain digits with a point."""
    text = latin_digits(str(value)).replace("\u00a0", " ").strip()
    match = re.search(r"\d[\d,' ]*(?:\.\d+)?(?:e[+]?\d{1,2})?\s*(k\b|lakh|lac)?", text, re.IGNORECASE)
    if not match:
        return None
    digits = re.sub(r"[,' ]|k$|lakh$|lac$", "", match.group(0).strip(), flags=re.IGNORECASE).strip()
    if "e" in digits.lower():
        digits = f"{int(digits.lower().split('e')[0].partition('.')[0]) * 10 ** int(digits.lower().split('e')[1].lstrip('+'))}"
    scale = {"k": 3, "lakh": 5, "lac": 5}.get((match.group(1) or "").lower(), 0)
    whole, _point, part = digits.partition(".")
    part = part.ljust(scale, "0")
    return f"{whole}{part[:scale]}.{part[scale:]}"


def _minor(value: object, currency: str) -> int | None:
    if isinstance(value, bool) or value is None:
        return None
    if re.match(r"\s*[-−]\s*\d", str(value)):
        raise BadRow(f"its budget is negative ({str(value)[:30]})")
    number = _number(value)
    if number is None:
        return None
    whole, _point, part = number.partition(".")
    places = EXPONENTS[currency]
    minor = int(whole + (part + "0" * places)[:places])
    if minor > LARGEST:
        raise BadRow(f"its budget is too large ({str(value)[:30]})")
    return minor or None


def _range(fields: Mapping[str, object], currency: str) -> tuple[int | None, int | None]:
    given = str(fields.get("budget") or "")
    parts = (
        re.split(r"\s*(?:-|–|—|to)\s*(?=[^\d]?\s*\d)", given)
        if given and not given.strip().startswith("-")
        else [given]
    )
    if len(parts) == 2 and not re.match(r"\d{4}-\d\d", given):
        low, high = _minor(parts[0], currency), _minor(parts[1], currency)
    else:
        low, high = _minor(fields.get("budget_min"), currency), _minor(fields.get("budget"), currency)
    if low and high is None:
        low, high = None, low
    if low and high and low > high:
        low, high = high, low
    return low, high


def _currency(fields: Mapping[str, object]) -> str:
    named = _one_line(fields.get("currency")).upper()
    if named in EXPONENTS:
        return named
    if named:
        found = next((code for code, sign in SYMBOLS.items() if sign == named), "")
        if not found:
            raise BadRow(f"its currency is not known here ({named[:20]})")
        return found
    written = str(fields.get("budget") or "")
    return next((code for code, sign in SYMBOLS.items() if sign in written or code in written.upper()), "USD")


def _day(value: object, today: dt.date) -> dt.date | None:
    """Read a date: ISO with or without time, day/month/year, "22 Nov 2026", or seconds since 1970. Raises BadRow."""
    if value is None:
        return None
    text = latin_digits(str(value)).strip()
    day: dt.date | None = None
    if re.fullmatch(r"\d{9,10}(\.\d+)?|\d{12,13}", text):
        seconds = int(text.partition(".")[0])
        day = dt.datetime.fromtimestamp(
            seconds / 1000 if len(text) >= 12 and "." not in text else seconds, tz=dt.UTC
        ).date()
    elif match := re.match(r"(\d{4}-\d{2}-\d{2})(?:$|[T ])", text):
        day = _tried(match.group(1), ("%Y-%m-%d",))
    else:
        words = re.sub(r"(?<=\d)(st|nd|rd|th)\b", "", text.partition("T")[0])
        short = re.sub(r"\s+\d{1,2}:\d{2}.*$", "", words)
        day = _tried(short, _DATE_FORMATS) or _tried(short.replace(",", ""), _DATE_FORMATS)
    if day is None or not dt.date(1990, 1, 1) <= day <= today + dt.timedelta(days=366):
        raise BadRow(f"its date cannot be read ({text[:30]})")
    return day


def _tried(text: str, formats: Sequence[str]) -> dt.date | None:
    for form in formats:
        try:
            return dt.datetime.strptime(text, form).date()
        except ValueError:
            continue
    return None


def _category(fields: Mapping[str, object], title: str) -> int | None:
    """Find a category by slug, by name, by the role that the file names, else by words of the title."""
    exact = fields["_category_exact"]
    names = _names()
    for word in exact if isinstance(exact, list) else []:
        if found := skills.category_by_slug(word.strip().lower()):
            return found.pk
        if pk := names.get(word.strip().lower()):
            return pk
    for text in (str(fields["_category_words"]), title):
        words = text.lower().replace("-", " ").replace("_", " ")
        for role, slug in ROLES.items():
            if (role in words or role in words.replace(" ", "")) and (found := skills.category_by_slug(slug)):
                return found.pk
    found = skills.category_by_slug(FALLBACK)
    tree = skills.category_tree("en")
    return found.pk if found else tree[0][0] if tree else None


def _names() -> dict[str, int]:
    found: dict[str, int] = {}
    for pk, _slug, name, children in skills.category_tree("en"):
        found |= {name.lower(): pk, **{child[2].lower(): child[0] for child in children}}
    return found


def _skills(fields: Mapping[str, object], title: str) -> list[int]:
    """The skills that the row names, else those whose names stand in the title."""
    given = fields.get("skills")
    named = ", ".join(str(one) for one in given) if isinstance(given, list) else re.sub(r"[|/]", ",", str(given or ""))
    found, _unknown = skills.skills_from_text(named)
    if not found:
        words = re.findall(r"[\w+#.]+", title)
        pairs = [" ".join(words[i : i + 2]) for i in range(len(words) - 1)]
        found, _unknown = skills.skills_from_text(", ".join([*pairs, *(word for word in words if len(word) > 2)]))
    return [skill.pk for skill in found][:10]


def _level(fields: Mapping[str, object]) -> str:
    said = _one_line(fields.get("level")).lower()
    return (
        "entry"
        if re.search("entry|junior|begin", said)
        else "expert"
        if re.search("expert|senior", said)
        else "intermediate"
    )


def _duration(said: str) -> str:
    """Find our step for a length in words: the longest number of weeks, months or years in it."""
    days = {"day": 1, "week": 7, "month": 30, "year": 365}
    lengths = [
        float(number) * days[unit]
        for number, unit in re.findall(
            r"(\d{1,4}(?:\.\d)?)\s*[+-]?\s*(day|week|month|year)", latin_digits(said.lower())
        )
    ]
    if not lengths:
        return ""
    steps = ((7, "week"), (31, "month"), (92, "quarter"), (184, "half"))
    return next((step for limit, step in steps if max(lengths) <= limit), "long")


def _country(fields: Mapping[str, object], currency: str) -> str:
    named = _one_line(fields.get("country")).upper()
    if re.fullmatch("[A-Z]{2}", named):
        return named
    return "GB" if currency == "GBP" else ""


def _language(text: str) -> str:
    if re.search("[\u0980-\u09ff]", text):
        return "bn"
    return "hi" if re.search("[\u0900-\u097f]", text) else "en"
