"""What the dynamic wave's options are where the user leaves them open."""

from __future__ import annotations

import pytest

from sponge.engine.dynamic_wave import crown_cutoff, shortest_step


@pytest.mark.parametrize(
    ("least", "longest", "step"),
    [(0.0, 5.0, 0.5), (2.0, 5.0, 2.0), (8.0, 5.0, 5.0), (1e-9, 5.0, 0.001), (0.0, 0.2, 0.2)],
)
def test_the_shortest_step_is_the_users_within_the_longest(least, longest, step):
    assert shortest_step(least, longest) == step


def test_a_slot_begins_nearer_to_the_crown_than_the_width_is_held():
    assert (crown_cutoff("SLOT"), crown_cutoff("EXTRAN")) == (0.985257, 0.96)
