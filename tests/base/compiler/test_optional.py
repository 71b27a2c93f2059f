"""Kernels that are called only where a table is there."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pytest

from sponge.base.arrays import LaneMismatch, PerLane, copy_table, freeze, overwrite, stack_lanes
from sponge.base.compiler import Packed, kernel, only_with


class Part(NamedTuple):
    """A table that may be absent."""

    x: PerLane


class Whole(NamedTuple):
    """A table that may lack a part."""

    total: PerLane
    part: Part | None = None


@only_with("part")
@kernel
def add_part(whole, out):
    """Add the part's numbers."""
    for i in range(whole.part.x.shape[0]):
        for lane in range(out.shape[0]):
            out[lane] += whole.part.x[i, lane]


@kernel
def add_all(whole, out):
    """The total, and the part where there is one."""
    for lane in range(out.shape[0]):
        out[lane] += whole.total[lane]
    add_part(whole, out)


def lanes(*tables: Whole) -> Whole:
    """Tables of one lane side by side."""
    return freeze(stack_lanes(list(tables)))


WITH = Whole(np.array(1.0), Part(np.array([2.0, 3.0])))
WITHOUT = Whole(np.array(1.0))


class House(NamedTuple):
    """A table with a table that has parts."""

    whole: Whole
    other: Part | None = None


@only_with("whole.part", without="other")
@kernel
def add_inner(house, out):
    """The part of the inner table, where there is nothing other."""
    for lane in range(out.shape[0]):
        out[lane] += house.whole.part.x[0, lane]


@only_with("whole.part", "other")
@kernel
def add_both(house, out):
    """Both parts."""
    for lane in range(out.shape[0]):
        out[lane] += house.whole.part.x[1, lane] * house.other.x[0, lane]


@kernel
def add_house(house, out):
    """What is there."""
    add_inner(house, out)
    add_both(house, out)


@pytest.mark.parametrize("packed", [False, True])
def test_a_field_within_a_field_and_one_that_must_not_be_there(packed):
    """2 with the inner part alone, 3 x 5 with the other beside it, nothing without the inner one."""
    other = Part(np.array([5.0]))
    for house, expected in (
        (House(WITH), 2.0), (House(WITH, other), 15.0), (House(WITHOUT), 0.0), (House(WITHOUT, other), 0.0)
    ):
        block = freeze(stack_lanes([house]))
        for add in (add_house, getattr(add_house, "py_func", add_house)):
            out = np.zeros(1)
            add(Packed(block, writeable=False) if packed and add is add_house else block, out)
            assert out == pytest.approx(expected)


@pytest.mark.parametrize("packed", [False, True])
def test_called_only_where_the_table_is_there(packed):
    """5 more with the part, nothing without it."""
    for table, expected in ((WITH, 6.0), (WITHOUT, 1.0)):
        block = lanes(table, table)
        out = np.zeros(2)
        add_all(Packed(block, writeable=False) if packed else block, out)
        assert out == pytest.approx(expected)


def test_lanes_must_agree_on_what_is_there():
    """A block runs one loop."""
    for pair in ((WITH, WITHOUT), (WITHOUT, WITH)):
        with pytest.raises(LaneMismatch, match="is not there in every lane"):
            lanes(*pair)


def test_snapshots_keep_what_is_absent():
    """Copied and restored as nothing."""
    block = stack_lanes([WITHOUT])
    kept = copy_table(block)
    block.total[:] = 7.0
    overwrite(block, kept)
    assert kept.part is None and block.total == pytest.approx(1.0)
