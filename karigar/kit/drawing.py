"""Where the parts of a drawing stand, in whole units of its viewBox. The words stay in a table beside it."""

from collections.abc import Sequence
from typing import NamedTuple

WIDTH, HEIGHT = 360, 120
GAP = 6


class Box(NamedTuple):
    """A rectangle of a drawing."""

    x: int
    y: int
    width: int
    height: int


def columns(values: Sequence[int]) -> list[Box]:
    """Stand the values side by side on one line, the largest as high as the drawing; what is below zero has no height.

    A value that is not zero is never drawn as nothing: it is at least two units high.
    """
    most = max([*values, 0])
    step = WIDTH // max(len(values), 1)
    found = []
    for n, value in enumerate(values):
        height = max(value * HEIGHT // most, 2) if value > 0 else 0
        found.append(Box(n * step + GAP // 2, HEIGHT - height, step - GAP, height))
    return found


def lengths(values: Sequence[int], *, whole: int = 0) -> list[int]:
    """Return how long each value is drawn, in thousandths of the whole (the largest where none is given)."""
    most = whole or max([*values, 0])
    return [max(value * 1000 // most, 4) if value > 0 and most else 0 for value in values]
