"""A public handle out of a name in any of three scripts. Pure functions, no database."""

import re
import unicodedata
from collections.abc import Iterator

LONGEST = 30
# Words that are or may become addresses of the site, or that would let somebody pose as the house.
RESERVED = frozenset(
    [
        "admin",
        "api",
        "account",
        "help",
        "karigar",
        "moderator",
        "official",
        "operator",
        "root",
        "staff",
        "static",
        "support",
        "system",
        "team",
        "www",
    ]
)

_CONSONANTS = {
    "bn": (
        "কখগঘঙচছজঝঞটঠডঢণতথদধনপফবভমযরলশষসহ",
        "k kh g gh ng ch chh j jh n t th d dh n t th d dh n p ph b bh m j r l sh sh s h",
    ),
    "hi": (
        "कखगघङचछजझञटठडढणतथदधनपफबभमयरलवशषसह",
        "k kh g gh ng ch chh j jh n t th d dh n t th d dh n p ph b bh m y r l v sh sh s h",
    ),
}
_VOWELS = {"অ": "o", "আ": "a", "ই": "i", "ঈ": "i", "উ": "u", "ঊ": "u", "ঋ": "ri", "এ": "e", "ঐ": "oi", "ও": "o", "ঔ": "ou"} | {
    "अ": "a", "आ": "a", "इ": "i", "ई": "i", "उ": "u", "ऊ": "u", "ऋ": "ri", "ए": "e", "ऐ": "ai", "ओ": "o", "औ": "au"
}  # fmt: skip
_SIGNS = {"া": "a", "ি": "i", "ী": "i", "ু": "u", "ূ": "u", "ৃ": "ri", "ে": "e", "ৈ": "oi", "ো": "o", "ৌ": "ou", "্": ""} | {
    "ा": "a", "ि": "i", "ी": "i", "ु": "u", "ू": "u", "ृ": "ri", "े": "e", "ै": "ai", "ो": "o", "ौ": "au", "्": ""
}  # fmt: skip
_MARKS = {
    "ং": "ng",
    "ঁ": "",
    "ঃ": "h",
    "ৎ": "t",
    "ँ": "n",
    "ः": "h",
    "़": "",
    "়": "",
    "য়": "y",
    "ড়": "r",
    "ঢ়": "rh",
    "व": "v",
}
_LETTERS = {
    letter: latin
    for letters, latins in _CONSONANTS.values()
    for letter, latin in zip(letters, latins.split(), strict=True)
}


def latin(text: str) -> str:
    """Write Bangla, Devanagari and accented Latin letters as plain a-z, roughly as people spell names."""
    text = unicodedata.normalize("NFC", text)
    for pair, said in (("য়", "y"), ("ড়", "r"), ("ঢ়", "rh"), ("ं", "n")):
        text = text.replace(unicodedata.normalize("NFC", pair), said)
    out: list[str] = []
    for index, letter in enumerate(text):
        if letter in _LETTERS:
            following = text[index + 1] if index + 1 < len(text) else " "
            bare = following in _SIGNS or not (following.isalpha() or following in _MARKS)
            # A consonant without a vowel sign carries the inherent vowel, which falls silent at the end of a word.
            out.append(_LETTERS[letter] + ("" if bare else "o" if "ঀ" <= letter <= "৿" else "a"))
        else:
            out.append(_VOWELS.get(letter, _SIGNS.get(letter, _MARKS.get(letter, letter))))
    plain = unicodedata.normalize("NFKD", "".join(out))
    return plain.encode("ascii", "ignore").decode().lower()


def suggestions(name: str, number: int) -> Iterator[str]:
    """Offer handles for a name, best first: rahima-khatun, rahima-khatun-2, … and at last one with the number."""
    stem = re.sub(r"[^a-z0-9]+", "-", latin(name)).strip("-")[: LONGEST - 4].strip("-")
    if len(stem) >= 3 and stem not in RESERVED:
        yield stem
        for n in range(2, 10):
            yield f"{stem}-{n}"
        yield f"{stem[: LONGEST - 12].strip('-')}-{number}"
    yield f"person-{number}"


def is_handle(text: str) -> bool:
    """Say whether a text may be a handle: 3 to 30 letters a-z, digits and single hyphens inside."""
    return bool(re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", text)) and 3 <= len(text) <= LONGEST and text not in RESERVED
