"""A drawing stays inside its frame and hides nothing."""

import itertools

from hypothesis import given
from hypothesis import strategies as st

from karigar.kit.drawing import HEIGHT, WIDTH, columns, lengths

VALUES = st.lists(st.integers(-(10**15), 10**15), max_size=40)


@given(VALUES)
def test_columns_stand_inside_the_frame_side_by_side(values):
    boxes = columns(values)
    assert len(boxes) == len(values)
    for box, value in zip(boxes, values, strict=True):
        assert 0 <= box.y <= HEIGHT
        assert box.y + box.height == HEIGHT
        assert (box.height > 0) == (value > 0)
    assert all(one.x + one.width <= other.x for one, other in itertools.pairwise(boxes))
    assert all(box.x >= 0 and box.x + box.width <= WIDTH for box in boxes)


@given(VALUES, st.integers(1, 10**15))
def test_lengths_show_every_value_and_no_more_than_the_whole(values, whole):
    for value, length in zip(values, lengths(values), strict=True):
        assert 0 <= length <= 1000
        assert (length > 0) == (value > 0)
    assert lengths([whole], whole=whole) == [1000]


def test_larger_is_never_lower():
    assert [box.height for box in columns([0, 1, 50, 100])] == [0, 2, 60, 120]
    assert lengths([10, 5, 0], whole=10) == [1000, 500, 0]
    assert columns([]) == []
    assert lengths([0, 0]) == [0, 0]
