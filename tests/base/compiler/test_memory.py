"""Elements of a lane that is alone, side by side."""

from __future__ import annotations

import numpy as np
import pytest

from sponge.base.compiler import SIDE_BY_SIDE, flags, kernel, load, mask_of, put, store
from sponge.base.compiler.interpreted import lanes_of

ROW = (0.0,) * len(SIDE_BY_SIDE)
PLACES = np.array([[5, 3, 9, 0, 7, 5, 5, 5]])  # the last three stand in for elements that are lacking
FIRST_FIVE = 0b11111


@kernel
def gathered(values, places, out):
    """Each element's number, and the first's in all."""
    i = load(places, 0, ROW)
    store(out, 0, load(values, i, SIDE_BY_SIDE))
    store(out, 1, load(values, 5, SIDE_BY_SIDE))
    store(out, 2, load(values[0], SIDE_BY_SIDE))


@kernel
def doubled(values, places, word):
    """Twice the number of the elements whose bit is set, those that are not zero."""
    i = load(places, 0, ROW)
    number = load(values, i, SIDE_BY_SIDE)
    put(values, i, mask_of(word, SIDE_BY_SIDE) & flags(values, i, SIDE_BY_SIDE), number + number)


@kernel
def raised(values, places):
    """Each element's number and one more."""
    i = load(places, 0, ROW)
    store(values, i, load(values, i, SIDE_BY_SIDE) + 1.0)


def column() -> np.ndarray:
    """(element, lane) numbers of one lane."""
    return np.arange(10.0).reshape(10, 1) * 1.5


def test_elements_are_gathered():
    out = np.zeros((3, 8))
    gathered(column(), PLACES, out)
    np.testing.assert_array_equal(out[0], 1.5 * PLACES[0])
    np.testing.assert_array_equal(out[1], 7.5)
    np.testing.assert_array_equal(out[2], 0.0)


@pytest.mark.parametrize("word", [FIRST_FIVE, 0b10101, 0b00010, 0])
def test_only_the_elements_of_a_mask_are_changed(word):
    values, expected = column(), column()
    for place in range(5):
        if word >> place & 1:
            expected[PLACES[0, place]] *= 2.0
    doubled(values, PLACES, word)
    np.testing.assert_array_equal(values, expected)


def test_an_element_that_stands_in_twice_is_stored_once():
    values, expected = column(), column()
    expected[np.unique(PLACES)] += 1.0
    raised(values, PLACES)
    np.testing.assert_array_equal(values, expected)


def test_python_bodies_do_the_same():
    values, expected, i = column(), column(), lanes_of(PLACES[0])
    doubled(expected, PLACES, FIRST_FIVE)
    number = load(values, i, SIDE_BY_SIDE)
    put(values, i, mask_of(FIRST_FIVE, SIDE_BY_SIDE), number + number)
    np.testing.assert_array_equal(values, expected)
    raised(expected, PLACES)
    store(values, i, load(values, i, SIDE_BY_SIDE) + 1.0)
    np.testing.assert_array_equal(values, expected)
    np.testing.assert_array_equal(load(values[0], SIDE_BY_SIDE), np.full(8, values[0, 0]))
