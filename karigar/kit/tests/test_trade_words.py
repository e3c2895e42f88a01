"""How well words meet across the scripts, on 211 trade words that were written down after the rules and tuned nothing.

English, romanised as one hears it, Bangla, Hindi. `pytest -s` prints the shares; docs/how-to/search-figures.md keeps them.
"""

import itertools
import pathlib

from karigar.kit.phonetic import key

WORDS = [
    line.split("|") for line in pathlib.Path(__file__).with_name("trade_words.txt").read_text("utf-8").splitlines()
]
SCRIPTS = ("English", "romanised", "Bangla", "Hindi")


def test_most_words_meet_in_every_pair_of_scripts():
    keys = [[key(word) for word in row] for row in WORDS]
    for a, b in itertools.combinations(range(4), 2):
        share = sum(row[a] == row[b] for row in keys) / len(keys)
        print(f"{SCRIPTS[a]:>10} and {SCRIPTS[b]:<10} {share:.1%}")
        assert share > 0.9


def test_hardly_any_two_different_words_meet():
    keys = [[key(word) for word in row] for row in WORDS]
    pairs = [
        mine[a] == other[b]
        for (m, mine), (o, other) in itertools.permutations(enumerate(keys), 2)
        for a, b in itertools.permutations(range(4), 2)
        if WORDS[m][0][:4] != WORDS[o][0][:4]  # catalogue and catalog, machine and mechanical are no strangers
    ]
    share = sum(pairs) / len(pairs)
    print(f"{share:.3%} of {len(pairs):,} pairs of different words meet")
    assert share < 0.01
