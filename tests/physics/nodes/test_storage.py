"""Storage units of every shape: volume is the integral of area, depth its inverse."""

from __future__ import annotations

from math import pi

import numpy as np
import pytest

from sponge.engine.network import Links
from sponge.engine.nodes import max_outflow
from sponge.model import elements as el
from sponge.model.compile.nodes import compile_nodes, node_full_depths
from sponge.model.compile.storages import compile_storages
from sponge.model.index import index_of
from sponge.model.links import Conduit, Orifice, Weir
from sponge.model.model import Model
from sponge.model.nodes import Junction, Outfall, Storage
from sponge.physics.nodes.storage import Storages, storage_area, storage_depth, storage_volume

DEPTH = 6.0
CURVES = {
    "bowl": ((0.0, 10.0), (1.0, 40.0), (3.0, 200.0), (4.0, 200.0)),
    "cone": ((0.0, 0.0), (2.0, 50.0)),
    "raised": ((1.0, 20.0), (5.0, 80.0)),
    "closing": ((0.0, 30.0), (2.0, 50.0), (4.0, 20.0)),
    "single": ((0.0, 25.0),),
}
SHAPES = {
    "linear": {"shape": "FUNCTIONAL", "constant": 5.0, "coefficient": 12.0, "exponent": 1.0},
    "root": {"shape": "FUNCTIONAL", "constant": 5.0, "coefficient": 12.0, "exponent": 0.5},
    "power": {"shape": "FUNCTIONAL", "coefficient": 3.0, "exponent": 1.7},
    "flare": {"shape": "FUNCTIONAL", "constant": 1.0, "coefficient": 12.0, "exponent": -0.5},
    "prism": {"shape": "FUNCTIONAL", "constant": 30.0},
    "cylinder": {"shape": "CYLINDRICAL", "shape_parameters": (8.0, 5.0, 0.0)},
    "frustum": {"shape": "CONICAL", "shape_parameters": (8.0, 5.0, 1.5)},
    "paraboloid": {"shape": "PARABOLIC", "shape_parameters": (8.0, 5.0, DEPTH)},
    "pyramid": {"shape": "PYRAMIDAL", "shape_parameters": (8.0, 5.0, 2.0)},
} | {name: {"shape": "TABULAR", "curve": name} for name in CURVES}


def compiled(name: str) -> Storages:
    """One storage unit of one lane, with a lane axis."""
    row = Storage("S", max_depth=DEPTH, **SHAPES[name])
    curves = {key: el.Curve(key, "STORAGE", points) for key, points in CURVES.items()}
    model = Model(storages={"S": row}, curves=curves)
    one = compile_storages(model, index_of(model), np.array([DEPTH]))
    return Storages(*(v[:, None] if getattr(v, "ndim", 0) == 1 and f not in ("node", "shape") else v
                      for f, v in zip(Storages._fields, one)))  # fmt: skip


@pytest.fixture(params=list(SHAPES))
def storages(request) -> Storages:
    return compiled(request.param)


def test_volume_is_the_integral_of_area(storages):
    n = 4000
    for depth in (0.3, 1.0, 2.5, 0.999 * DEPTH):
        y = (np.arange(n) + 0.5) * depth / n
        integral = sum(storage_area(storages, 0, 0, v) for v in y) * depth / n
        near = 2e-4 if storages.exponent[0, 0] >= 0.0 else 5e-3  # the sum sees little of an endless area
        assert storage_volume(storages, 0, 0, depth) == pytest.approx(integral, rel=near)


def test_depth_is_the_inverse_of_volume(storages):
    for depth in (1e-3, 0.4, 1.0, 2.0, 3.7, 0.999 * DEPTH):
        assert storage_depth(storages, 0, 0, storage_volume(storages, 0, 0, depth)) == pytest.approx(depth, abs=1e-7)


def test_limits(storages):
    full = storages.full_volume[0, 0]
    assert storage_volume(storages, 0, 0, 0.0) == 0.0 and storage_depth(storages, 0, 0, 0.0) == 0.0
    assert storage_volume(storages, 0, 0, DEPTH) == full == storage_volume(storages, 0, 0, 2 * DEPTH)
    assert storage_depth(storages, 0, 0, 2 * full) == DEPTH
    assert storage_volume(storages, 0, 0, DEPTH * (1 - 1e-12)) == pytest.approx(full)


def test_volumes_of_solids():
    """An elliptic cylinder, frustum and paraboloid, and the frustum of a pyramid."""
    a, b = 4.0, 2.5
    assert compiled("cylinder").full_volume[0, 0] == pytest.approx(pi * a * b * DEPTH)
    top_a = a + 1.5 * DEPTH
    bottom, top = pi * a * b, pi * top_a**2 * b / a
    assert compiled("frustum").full_volume[0, 0] == pytest.approx(DEPTH / 3 * (bottom + (bottom * top) ** 0.5 + top))
    assert compiled("paraboloid").full_volume[0, 0] == pytest.approx(pi * a * b * DEPTH / 2)
    level = [(8 + 4 * y) * (5 + 4 * y) for y in (0.0, DEPTH / 2, DEPTH)]
    assert compiled("pyramid").full_volume[0, 0] == pytest.approx(DEPTH / 6 * (level[0] + 4 * level[1] + level[2]))


def test_area_curve_goes_on_with_its_last_slope_but_never_shrinks():
    assert storage_area(compiled("cone"), 0, 0, 3.0) == pytest.approx(75.0)
    assert storage_area(compiled("closing"), 0, 0, 5.0) == 20.0
    assert storage_area(compiled("raised"), 0, 0, 0.5) == pytest.approx(10.0)


@pytest.mark.parametrize("flow, limited", [(0.2, 0.2), (2.0, 0.6), (-1.0, 0.0)])
def test_outflow_is_limited_by_what_a_node_holds(flow, limited):
    assert max_outflow(50.0, 0.1, 5.0, 10.0, flow) == limited
    assert max_outflow(0.0, 0.1, 5.0, 10.0, flow) == max(flow, 0.0)


def links(kinds, up, down, offset_up, offset_down, full_depth) -> Links:
    n = len(kinds)
    fields = dict.fromkeys(Links._fields, np.zeros(n))
    return Links(**fields | {
        "kind": np.array(kinds), "up": np.array(up), "down": np.array(down), "offset_up": np.array(offset_up),
        "offset_down": np.array(offset_down), "full_depth": np.array(full_depth),
    })  # fmt: skip


def test_nodes_are_full_at_the_crown_of_their_highest_link():
    """A junction rises to the crowns, an open storage unit does not; pumps and bottom orifices do not count."""
    model = Model(
        junctions={"J": Junction("J", max_depth=0.0), "K": Junction("K", max_depth=9.0)},
        outfalls={"O": Outfall("O")},
        storages={"S": Storage("S", max_depth=1.0, shape="CYLINDRICAL", shape_parameters=(2.0, 2.0, 0.0))},
        conduits={"C": Conduit("C", up="J", down="K"), "D": Conduit("D", up="S", down="O")},
        orifices={"B": Orifice("B", up="J", down="K", kind="BOTTOM")},
        weirs={"W": Weir("W", up="J", down="O")},
        node_order=("J", "K", "O", "S"),
        link_order=("C", "D", "B", "W"),
    )
    index = index_of(model)
    table = links([0, 0, 2, 3], [0, 3, 0, 0], [1, 2, 1, 2], [0.2, 0.5, 5.0, 1.0], [0.1, 0.3, 0.0, 0.0],
                  [1.0, 2.0, 4.0, 0.5])  # fmt: skip
    depth = node_full_depths(model, index, table)
    assert depth == pytest.approx([1.5, 9.0, 2.3, 1.0])
    nodes = compile_nodes(model, index, table, compile_storages(model, index, depth))
    assert nodes.full_volume == pytest.approx([0.0, 0.0, 0.0, pi])
    assert list(nodes.kind) == [0, 0, 1, 2] and list(nodes.index) == [0, 1, 0, 0]
