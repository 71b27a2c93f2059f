"""Conduits as the machine sees them: slope, friction, lengthening, shared sections."""

from __future__ import annotations

from math import sqrt

import numpy as np
import pytest
from networks import model_of, options

from sponge.base.constants import FOOT, GRAVITY, MANNING
from sponge.model.compile.sections import compile_conduits, slope_of
from sponge.model.compile.topology import topology_of
from sponge.model.index import index_of

MODEL = """
[JUNCTIONS]
A 10 3 0 0 0
B 9 3 0 0 0
C 9.5 3 0 0 0
[OUTFALLS]
O 8 FREE NO
[CONDUITS]
DOWN A B 100 0.013 0 0 0 0
UP B C 100 0.015 0 0 0 0
LAST C O 100 0.02 0 0 0 0
[XSECTIONS]
DOWN CIRCULAR 1.0 0 0 0 2
UP CIRCULAR 0.5 0 0 0
LAST RECT_OPEN 1 2 0 0
[LOSSES]
UP 0.1 0.7 0
"""


def conduits_of(tmp_path, extra="", **given):
    model = model_of(options(3600.0, **given) + extra + MODEL, tmp_path)
    index = index_of(model)
    return compile_conduits(model, index, topology_of(model, index))


@pytest.mark.parametrize(
    "drop, length, least, slope",
    [
        (1.0, 100.0, 0.0, 1.0 / sqrt(100.0**2 - 1.0)),
        (-1.0, 100.0, 0.0, 1.0 / sqrt(100.0**2 - 1.0)),
        (0.0, 100.0, 0.0, 0.001 * FOOT / 100.0),
        (0.0, 100.0, 0.002, 0.002),
        (5.0, 4.0, 0.0, 1.25),
    ],
    ids=["falling", "rising", "level", "least slope", "steeper than long"],
)
def test_slope(drop, length, least, slope):
    assert slope_of(drop, length, least) == pytest.approx(slope)


def test_circles_share_a_section_and_losses_turn_with_the_conduit(tmp_path):
    conduits = conduits_of(tmp_path)
    assert conduits.section.tolist() == [0, 0, 1]
    assert len(conduits.sections.depth) == 2
    assert conduits.barrels.tolist() == [2, 1, 1]
    assert (conduits.loss_inlet[1], conduits.loss_outlet[1]) == (0.7, 0.1)
    assert conduits.fall[1] == 0.5


def test_full_flow_is_mannings(tmp_path):
    conduits = conduits_of(tmp_path)
    area, radius = 0.25 * 3.14159265, 0.25
    flow = MANNING / 0.013 * area * radius ** (2.0 / 3.0) * sqrt(conduits.slope[0])
    assert conduits.full_flow[0] == pytest.approx(flow, rel=1e-6)
    assert conduits.max_flow[0] == pytest.approx(1.08 * flow, rel=1e-6)


def test_lengthening_keeps_friction_and_full_flow(tmp_path):
    """The wave passes a lengthened conduit in one step; its head loss and full flow are as before."""
    plain = conduits_of(tmp_path, step=60)
    long = conduits_of(tmp_path, extra="LENGTHENING_STEP 60\n", step=60)
    speed = sqrt(GRAVITY * 1.0) + plain.full_flow[0] / plain.full_area[0]
    stretch = long.modified_length[0] / plain.length[0]
    assert stretch == pytest.approx(60.0 * speed / 100.0)
    assert long.full_flow == pytest.approx(plain.full_flow)
    assert long.roughness_factor[0] * stretch == pytest.approx(plain.roughness_factor[0])


def test_variants_have_the_tables_of_their_own_numbers(root):
    """Tables kept from a model before are used for equal numbers only: not for a section that is alike in shape."""
    from sponge.io import read_inp
    from sponge.model.changes import apply_changes
    from sponge.model.compile import compile_model
    from sponge.model.compile import sections as module

    base = read_inp(root / "models" / "polder" / "polder.inp")
    larger = apply_changes(base, "conduit[*].section.geometry *= 1.1")
    module._KEPT.clear()
    alone = compile_model(larger).conduits.sections
    module._KEPT.clear()
    first = compile_model(base).conduits.sections
    assert compile_model(apply_changes(base, "conduit[*].roughness *= 2")).conduits.sections is first
    after = compile_model(larger).conduits.sections
    assert after is not first
    for a, b in zip(alone, after, strict=True):
        assert np.array_equal(a, b)
