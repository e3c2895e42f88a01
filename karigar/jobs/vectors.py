"""What of a job can be found: texts for the search vector and the SQL that makes it. It writes nothing.

Weights: A title, B skills and category in four languages with every alias, C the text, D phonetic keys. The `hindi`
configuration stems English words as English and Hindi ones as Hindi, and leaves Bangla as it is; `simple` keeps every
word whole, because the Hindi stemmer turns लोगो (logo) into लोग (people). A phonetic key stands in the same vector with a
tilde before it, which no word has.
"""

import functools
import re
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from karigar.kit import phonetic
from karigar.kit.digits import search_text
from karigar.kit.markup import plain

if TYPE_CHECKING:
    from karigar.skills.models import Skill
    from karigar.skills.queries import Node

TEXT_MOST = 20_000
_MARKS = re.compile(r"[<>*_`#\[\]&~|]")

# Over a row `t` with the texts title, labels, body and keys.
VECTOR = """
    setweight(to_tsvector('hindi', t.title) || to_tsvector('simple', t.title), 'A')
    || setweight(to_tsvector('hindi', t.labels) || to_tsvector('simple', t.labels), 'B')
    || setweight(to_tsvector('hindi', t.body)
        || CASE WHEN t.body ~ '[\u0900-\u097f]' THEN to_tsvector('simple', t.body) ELSE ''::tsvector END, 'C')
    || array_to_tsvector(string_to_array(t.keys, ' '))
"""


def labels(skills: Iterable["Skill"], category_names: Iterable[str]) -> str:
    """Join every name of a job's skills and category."""
    words = dict.fromkeys(category_names)
    for skill in skills:
        words |= dict.fromkeys((skill.name_en, skill.name_bn, skill.name_hi, skill.name_hi_latn, *skill.aliases))
    return " ; ".join(word for word in words if word)


def texts(title: str, description: str, all_labels: str) -> tuple[str, str, str, str]:
    """Return title, labels, body and keys as the vector wants them: folded, harmless, short enough."""
    text = description[: TEXT_MOST * 2]
    # Reading Markdown is what costs here; most texts of people have none.
    words = plain(text) if _MARKS.search(text) else " ".join(text.split())
    body = search_text(words[:TEXT_MOST])
    heard = dict.fromkeys([*phonetic.keys(f"{title} {body[:1500]}"), *_label_keys(all_labels)])
    return search_text(title), search_text(all_labels), body, " ".join(f"~{key}" for key in heard)


@functools.lru_cache(maxsize=5_000)
def _label_keys(all_labels: str) -> tuple[str, ...]:
    return tuple(phonetic.keys(all_labels))


def category_names(tree: "Iterable[Node]", category_id: int | None) -> list[str]:
    """Find a category and its parent in a tree and return their names."""
    for top in tree:
        if top[0] == category_id:
            return [top[2]]
        for child in top[3]:
            if child[0] == category_id:
                return [top[2], child[2]]
    return []


def by_language(trees: "Mapping[str, Iterable[Node]]", category_id: int | None) -> list[str]:
    """Return a category's names, and its parent's, in all languages."""
    return [name for tree in trees.values() for name in category_names(tree, category_id)]
