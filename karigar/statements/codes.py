"""Codes that people read aloud and type: no two letters that look alike, and any script of digits. Pure functions."""

import re

from karigar.kit.digits import latin_digits

LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford's base 32: no I, L, O, U
LENGTH = 12  # 60 bits: nobody guesses one at thirty tries a minute


def code_from(number: int) -> str:
    """Write a random number of 60 bits as a code."""
    return "".join(LETTERS[number >> 5 * place & 31] for place in range(LENGTH))


def grouped(code: str) -> str:
    """Write a code as people copy it: ABCD-EFGH-JKMN."""
    return "-".join(code[place : place + 4] for place in range(0, LENGTH, 4))


def cleaned(typed: str) -> str:
    """Read a code as people type it; whatever cannot be one becomes nothing."""
    text = re.sub(r"[\s\-_.]", "", latin_digits(typed)).upper().translate(str.maketrans("OIL", "011"))
    return text if len(text) == LENGTH and set(text) <= set(LETTERS) else ""
