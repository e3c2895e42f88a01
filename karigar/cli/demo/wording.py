"""The shape in which the texts of a language are written."""

import random
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Template:
    """A kind of job post. Titles and paragraphs have slots: {business}, {city}, {product}, {count}, {days}."""

    category: str
    skills: tuple[str, ...]
    size: str  # of the budget: small, medium, large
    titles: tuple[str, ...]
    paragraphs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Words:
    """All that is written in one language."""

    language: str
    slots: dict[str, tuple[str, ...]]
    openings: tuple[str, ...]
    closings: tuple[str, ...]
    jobs: tuple[Template, ...]
    profile_titles: tuple[str, ...]
    overviews: tuple[str, ...]
    letters: tuple[str, ...]
    questions: tuple[str, ...]  # of the client, when the room opens
    replies: tuple[str, ...]
    handed_in: tuple[str, ...]
    praise: tuple[str, ...]
    praise_client: tuple[str, ...]


def fill(words: Words, text: str, dice: random.Random) -> str:
    """Put a choice into every slot of a text."""
    chosen = {name: dice.choice(values) for name, values in words.slots.items()}
    chosen |= {
        "count": str(dice.choice((3, 5, 8, 10, 12, 20, 25, 40, 60, 100))),
        "days": str(dice.choice((3, 5, 7, 10, 14, 21))),
    }
    return text.format_map(chosen)


def job_text(words: Words, template: Template, dice: random.Random, *, paragraphs: int = 9) -> tuple[str, str]:
    """Write a title and a description with the same choices in all slots."""
    parts = list(template.paragraphs[:paragraphs])
    if paragraphs > 1:
        parts = [dice.choice(words.openings), *parts]
    if paragraphs > 2:
        parts.append(dice.choice(words.closings))
    title, _, body = fill(words, dice.choice(template.titles) + "\0" + "\n\n".join(parts), dice).partition("\0")
    return title, body
