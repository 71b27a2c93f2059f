"""Kernels that a loop calls by their address."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pytest

from sponge.base.arrays import PerLane, freeze, stack_lanes
from sponge.base.compiler import Packed, address_of, called_by_address, kernel


class Part(NamedTuple):
    """What only some models have."""

    x: PerLane


class Network(NamedTuple):
    """A table whose last field may be absent."""

    factor: PerLane
    part: Part | None = None


class Hooks(NamedTuple):
    """Addresses."""

    add_part: int = 0


class State(NamedTuple):
    """What changes."""

    total: PerLane
    hooks: Hooks | None = None


@called_by_address
@kernel
def add_part(network, state, count, lanes):
    """Add the part's numbers ``count`` times."""
    for lane in range(len(lanes)):
        for i in range(network.part.x.shape[0]):
            state.total[lane] += count * network.part.x[i, lane]


@kernel
def multiply(network, state, lanes):
    """The total by the factor, with what the part adds twice and three times on the way."""
    add_part(network, state, 2, lanes)
    for lane in range(len(lanes)):
        state.total[lane] *= network.factor[lane]
    add_part(network, state, 3, lanes)


LANES = (0.0, 0.0)


def block(part: Part | None) -> Packed:
    """Two lanes, read only."""
    return Packed(freeze(stack_lanes([Network(np.array(10.0), part)] * 2)), writeable=False)


def state_with(hooks: Hooks | None) -> tuple[np.ndarray, Packed]:
    """A total of 1 and 2, and the state around it."""
    total = np.array([1.0, 2.0])
    return total, Packed(State(total, hooks), writeable=True)


@pytest.mark.parametrize("numbers", [(2.0,), (1.0, 4.0)])
def test_what_the_caller_does_not_see_is_called(numbers):
    """(1 + 2 s) 10 + 3 s of a sum s; the loop is compiled for the table without the part, once."""
    network = block(Part(np.array(numbers)))
    hooks = Hooks(address_of(add_part, network, state_with(Hooks())[1], 2, LANES))
    total, state = state_with(hooks)
    multiply(network.without_last("part"), state, LANES)
    s = sum(numbers)
    assert total == pytest.approx([(1.0 + 2.0 * s) * 10.0 + 3.0 * s, (2.0 + 2.0 * s) * 10.0 + 3.0 * s])
    assert len(getattr(multiply, "signatures", [0])) == 1


@pytest.mark.parametrize("network", [block(None), block(Part(np.array([7.0]))).without_last("part")])
def test_nothing_is_called_without_an_address(network):
    """The product alone; a table without the part is of the same type as one whose part is not seen."""
    total, state = state_with(Hooks())
    multiply(network, state, LANES)
    assert total == pytest.approx([10.0, 20.0])
    assert len(getattr(multiply, "signatures", [0])) == 1


def test_a_state_without_hooks_calls_nothing():
    """As in tests of single kernels."""
    total, state = state_with(None)
    multiply(block(None), state, LANES)
    assert total == pytest.approx([10.0, 20.0])


def test_only_the_last_field_can_be_left_out():
    """What comes behind would be read elsewhere than where it is."""
    with pytest.raises(TypeError, match="factor is not the last"):
        block(Part(np.array([7.0]))).without_last("factor")
