"""Phonetic keys: one spelling for a word that people write in Latin, Bangla or Devanagari letters.

"logo dizain", "লোগো ডিজাইন" and "लोगो डिज़ाइन" all give ["lg", "dsn"] like "logo design". Two steps: Indic letters become
Latin ones by a table of their sounds, then everything is folded: vowels, aspiration, doubled letters and the
distinctions that the spellings disagree on are lost. A key is a last resort of search, after exact and stemmed hits.
"""

import functools
import re
import unicodedata

from karigar.kit.digits import search_text

SHORTEST = 3  # a shorter key meets too much: "shopify" and "shop" both begin with "sp"
LONGEST = 40

# Indic letters to sounds. The Bengali block stands 0x80 above the Devanagari one, letter for letter.
_CONSONANTS = dict(
    zip(
        "कखगघङचछजझञटठडढणतथदधनपफबभमयरलळवशषसह",
        # "gh": an Indic g is hard before every vowel, an English one is not.
        "k k gh gh n ch ch j j n t t d d n t t d d n p f b b m y r l l v s s s h".split(),  # noqa: SIM905
        strict=True,
    )
)
_VOWELS = dict(zip("अआइईउऊऋएऐओऔऑऍ", "a a i i u u ri e e o o o e".split(), strict=True))  # noqa: SIM905
_SIGNS = dict(
    zip(
        "\u093e\u093f\u0940\u0941\u0942\u0943\u0947\u0948\u094b\u094c\u0949\u0945",
        "a i i u u ri e e o o o e".split(),  # noqa: SIM905
        strict=True,
    )
)
_VIRAMA, _NUKTA, _NASALS, _VISARGA = "\u094d", "\u093c", "\u0901\u0902", "\u0903"
_LIPS = "पफबभम"
# How Bangla writes English sounds that it has no letter for; told before the two blocks become one.
_BANGLA = (
    ("ড\u09bc", "ড়"),
    ("ঢ\u09bc", "ঢ়"),
    ("য\u09bc", "য়"),
    ("অ্যা", "এ"),
    ("এ্যা", "এ"),
    ("ওয়া", "ভা"),
    ("ওয়ে", "ভে"),
    ("ওয়ি", "ভি"),
    ("ওয়", "ভ"),
    ("্যা", "ে"),
    ("ৎ", "ত"),
    ("ড়", "র"),
    ("ঢ়", "র"),
    ("য়", "য"),
)
# English letter groups and their sounds, in this order; "C" keeps the sound of "ch" apart while c is settled.
_GROUPS = (
    *(("tion", "son"), ("sion", "son"), ("cious", "sus"), ("gn", "n"), ("ph", "f"), ("tch", "C"), ("ch", "C")),
    *(("sh", "s"), ("ck", "k"), ("qu", "k"), ("x", "ks"), ("dj", "j"), ("dg", "j"), ("wr", "r"), ("kn", "n")),
    *(("wh", "v"), ("w", "b"), ("v", "b"), ("z", "j"), ("q", "k"), ("gh", "g"), ("th", "t"), ("dh", "d")),
    *(("bh", "b"), ("kh", "k"), ("jh", "j"), ("ng", "n"), ("ny", "n"), ("C", "c")),
)
_WORD = re.compile(r"[a-z0-9+#\u0900-\u0965\u0971-\u097f\u0980-\u09e3\u09f0-\u09fe]+")


def _sounds(word: str) -> str:
    """Write a word of Indic letters in Latin ones, by sound."""
    for written, sound in _BANGLA:
        word = word.replace(written, sound)
    word = "".join(chr(ord(c) - 0x80) if "\u0980" <= c <= "\u09ff" else c for c in word)
    word = unicodedata.normalize("NFD", word).replace(_NUKTA, "")
    out: list[str] = []
    for i, letter in enumerate(word):
        after = word[i + 1 : i + 2]
        if letter in _CONSONANTS:
            out.append(_CONSONANTS[letter])
            if after and (after in _CONSONANTS or after in _NASALS):
                out.append("a")  # the vowel that is heard and not written
        elif letter in _NASALS:
            out.append("m" if after and after in _LIPS else "n")
        elif letter not in (_VIRAMA, _VISARGA):
            out.append(_VOWELS.get(letter) or _SIGNS.get(letter) or (letter if letter.isascii() else ""))
    return "".join(out)


def _fold(word: str) -> str:
    """Lose what the spellings of one sound disagree on."""
    word = word.replace("ch", "\0").replace("ck", "k")
    word = re.sub(r"c(?=[eiy])", "s", word).replace("c", "k").replace("\0", "ch")
    word = re.sub(r"g(?=[eiy])", "j", word)
    for written, sound in _GROUPS:
        word = word.replace(written, sound)
    word = re.sub(r"(?<=[a-z])h", "", word).replace("f", "p").replace("j", "s").replace("z", "s")
    head = "a" if word[:1] in "aeiouy" else word[:1]
    word = head + re.sub(r"[aeiouy]+", "", word[1:])
    # Before lips m and n are one sound; whether a vowel is written between them differs from script to script.
    word = re.sub(r"(?<=.)m(?=[pb])", "n", word)
    return re.sub(r"(.)\1+", r"\1", word)


@functools.lru_cache(maxsize=50_000)
def key(word: str) -> str:
    """Return the phonetic key of one word of any of the three scripts; '' when nothing is heard."""
    word = search_text(word)
    if any("\u0900" <= c <= "\u09ff" for c in word):
        word = _sounds(word)
    return _fold("".join(c for c in word if c.isascii() and (c.isalnum() or c in "+#")))[:LONGEST]


def keys(text: str) -> list[str]:
    """Return the distinct keys of a text, in order, without those of less than three letters."""
    found = (key(word) for word in _WORD.findall(search_text(text)))
    return list(dict.fromkeys(k for k in found if len(k) >= SHORTEST and not k.isdigit()))
