"""What things are called, and finding them by any name."""

import re
import threading
import time
from dataclasses import dataclass

from karigar.kit import languages, phonetic
from karigar.kit.digits import clean_text, search_text
from karigar.skills.models import Category, Skill

Node = tuple[int, str, str, list["Node"]]
SECONDS = 60
_lock = threading.Lock()
_kept: "Taxonomy | None" = None
_read_at = 0.0


@dataclass(frozen=True)
class Taxonomy:
    """All categories and listed skills, as one process remembers them."""

    categories: dict[int, Category]
    skills: dict[int, Skill]
    by_word: dict[str, int]
    kept_sounds: dict[int, set[str]]

    def sounds(self) -> dict[int, set[str]]:
        """The phonetic keys of every skill, made when first asked for."""
        if not self.kept_sounds:
            made = {
                pk: set(row.keys) or phonetic_keys([*names_of(row), *row.aliases]) for pk, row in self.skills.items()
            }
            self.kept_sounds.update(made)
        return self.kept_sounds


def _taxonomy() -> Taxonomy:
    """Read the taxonomy once a minute and process; it changes only by a release or a staff act."""
    global _kept, _read_at
    kept = _kept
    if kept is None or time.monotonic() - _read_at > SECONDS:
        categories = {row.pk: row for row in Category.objects.order_by("id")}
        skills = {row.pk: row for row in Skill.objects.filter(is_listed=True).order_by("id")}
        by_word: dict[str, int] = {}
        for skill in skills.values():
            for word in names_of(skill):
                by_word.setdefault(folded(word), skill.pk)
        for skill in skills.values():
            for word in skill.aliases:
                by_word.setdefault(folded(word), skill.pk)
        kept = Taxonomy(categories, skills, by_word, {})
        if categories:
            with _lock:
                _kept, _read_at = kept, time.monotonic()
    return kept


def forget() -> None:
    """Read the taxonomy anew at the next question."""
    global _kept
    _kept = None


def folded(word: str) -> str:
    """Fold a name so that case, hyphens, dots and joiners do not matter: "Node.JS" is "nodejs"."""
    word = search_text(clean_text(word))
    return re.sub(r"[\s\-_./()’'\"]+", "", word) or word


def names_of(skill: Skill) -> list[str]:
    """Return a skill's names in the four languages."""
    return [skill.name_en, skill.name_bn, skill.name_hi, skill.name_hi_latn]


def category_tree(language: str) -> list[Node]:
    """Return the categories with their specialities as (id, slug, name, children), in the order of the taxonomy."""
    rows = _taxonomy().categories.values()
    return [
        (top.pk, top.slug, category_name(top, language), [
            (row.pk, row.slug, category_name(row, language), []) for row in rows if row.parent_id == top.pk
        ])
        for top in rows
        if top.parent_id is None
    ]  # fmt: skip


def category_name(category: "Category | int | None", language: str | None = None) -> str:
    """Return a category's name in a language, by default the reader's; also for its id."""
    row = _taxonomy().categories.get(category) if isinstance(category, int) else category
    return str(getattr(row, f"name_{_suffix(language)}")) if row else ""


def category_by_slug(slug: str) -> Category | None:
    """Return a category by its slug."""
    return next((row for row in _taxonomy().categories.values() if row.slug == slug), None)


def category_any(pk: int) -> Category | None:
    """Return a category by id."""
    return _taxonomy().categories.get(pk)


def with_specialities(pk: int) -> list[int]:
    """Return the ids that a search for a category means: itself and its specialities."""
    return [row.pk for row in _taxonomy().categories.values() if pk in {row.pk, row.parent_id}]


def category_choices(language: str | None = None) -> list[tuple[str, list[tuple[str, str]]]]:
    """Return grouped choices for a select: specialities under their category."""
    return [
        (name, [(str(child[0]), child[2]) for child in children])
        for _pk, _slug, name, children in category_tree(language or languages.current())
    ]


def skills_by_ids(pks: "list[int] | set[int] | tuple[int, ...]") -> dict[int, Skill]:
    """Return skills by id, in the order asked, without a query for listed ones."""
    known = _taxonomy().skills
    missing = [pk for pk in pks if pk not in known]
    extra = Skill.objects.in_bulk(missing) if missing else {}
    return {pk: row for pk in pks if (row := known.get(pk) or extra.get(pk))}


def all_skills() -> list[Skill]:
    """Return every listed skill."""
    return list(_taxonomy().skills.values())


def skill_by_slug(slug: str) -> Skill | None:
    """Return a listed skill by its slug."""
    return next((row for row in _taxonomy().skills.values() if row.slug == slug), None)


def name_of(skill: "Skill | int", language: str | None = None) -> str:
    """Return a skill's name in a language, by default the reader's; also for its id."""
    row = skills_by_ids([skill]).get(skill) if isinstance(skill, int) else skill
    return str(getattr(row, f"name_{_suffix(language)}")) if row else ""


def _suffix(language: str | None) -> str:
    return languages.SUFFIXES.get(language or languages.current(), "en")


def skill_named(text: str) -> Skill | None:
    """Return the skill that bears exactly this name or alias in any of the languages."""
    pk = _taxonomy().by_word.get(folded(text))
    return _taxonomy().skills[pk] if pk else None


def find_skills(text: str, limit: int = 8) -> list[Skill]:
    """Return skills whose name or alias begins with, contains, or sounds like the text; best first."""
    known, wanted = _taxonomy(), folded(text)[:60]
    if not wanted:
        return []
    ranks: dict[int, tuple[int, int]] = {}
    for word, pk in known.by_word.items():
        if wanted in word:
            rank = (0 if word == wanted else 1 if word.startswith(wanted) else 2, len(word))
            ranks[pk] = min(ranks.get(pk, rank), rank)
    if len(ranks) < limit:
        for pk, shared in _sounding_like(text, limit):
            ranks.setdefault(pk, (3, -shared))
    best = sorted(ranks, key=lambda pk: (*ranks[pk], pk))[:limit]
    return [known.skills[pk] for pk in best if pk in known.skills]


def _sounding_like(text: str, limit: int) -> list[tuple[int, int]]:
    """Return ids of skills that share phonetic keys with the text, and how many keys; most first."""
    wanted = phonetic_keys([text])
    if not wanted:
        return []
    shared = [(len(wanted & keys), len(keys), pk) for pk, keys in _taxonomy().sounds().items() if wanted & keys]
    return [(pk, count) for count, _size, pk in sorted(shared, key=lambda row: (-row[0], row[1], row[2]))[:limit]]


def phonetic_keys(words: list[str]) -> set[str]:
    """Return the phonetic keys of some words; keys of one letter say too little."""
    return {key[:60] for word in words for key in phonetic.keys(word) if len(key) > 1}


def lacks_keys_any() -> bool:
    """Say whether some skill's phonetic keys are still to be written."""
    return Skill.objects.filter(keys=[]).exists()


def skills_from_text(text: str) -> tuple[list[Skill], list[str]]:
    """Read a list of skills separated by commas, semicolons or line ends; return the skills and the unknown words."""
    found: dict[int, Skill] = {}
    unknown: list[str] = []
    for part in re.split(r"[,;\n،؛|।]+", text[:4000]):
        word = " ".join(clean_text(part).split())[:100]
        if not word:
            continue
        if skill := skill_named(word):
            found.setdefault(skill.pk, skill)
        elif word not in unknown:
            unknown.append(word)
    return list(found.values()), unknown


def as_text(skills: "list[Skill]", language: str | None = None) -> str:
    """Write skills as the text that `skills_from_text` reads, in the reader's language."""
    return ", ".join(name_of(skill, language) for skill in skills)
