"""Water lost through the bottom and banks of a storage unit."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.special import lambertw

from sponge.base.arrays import stack_lanes
from sponge.model import elements as el
from sponge.model.compile.storages import banks_of, compile_storages, soil_areas
from sponge.model.index import index_of
from sponge.model.model import Model
from sponge.model.nodes import Exfiltration, Storage
from sponge.model.options import Options
from sponge.physics.infiltration import ModifiedGreenAmpt, soil_of
from sponge.physics.nodes.exfiltration import StorageLosses, exfiltration, water_over_bank
from sponge.physics.nodes.storage import soil_areas as soil_areas_at
from sponge.physics.nodes.storage import storage_area

SUCTION, CONDUCTIVITY, DEFICIT, BOTTOM = 0.11, 2e-6, 0.3, 40.0


def one(deficit: float, foot: float = 0.0, top: float = np.inf, surface: float = np.inf) -> StorageLosses:
    soil = ModifiedGreenAmpt(SUCTION, CONDUCTIVITY, deficit).numbers()[:4]
    return StorageLosses(*(np.full((1, 1), v) for v in (1.0, *soil, BOTTOM, foot, top, surface)))


def lose(losses: StorageLosses, depth: float, area: float, hours: float, dt: float) -> float:
    """Water lost [m3] at constant depth."""
    soil = soil_of(ModifiedGreenAmpt(SUCTION, CONDUCTIVITY, losses.deficit[0, 0]))[2]
    bottom, bank, lost = soil, soil, 0.0
    for _ in range(round(hours * 3600.0 / dt)):
        rate, bottom, bank = exfiltration(losses, 0, 0, depth, area, bottom, bank, 1.0, 1.0, dt)
        lost += rate * dt
    return lost


def ponded(depth: float, time: float) -> float:
    """Green & Ampt from dry under constant depth: F = -S (1 + W_-1(-exp(-1 - K t / S)))."""
    S = (SUCTION + depth) * DEFICIT
    return float(-S * (1 + lambertw(-np.exp(-1 - CONDUCTIVITY * time / S), -1).real))


def test_without_deficit_all_wetted_ground_takes_the_conductivity():
    losses = one(0.0, foot=1.0, top=3.0, surface=90.0)
    for depth, area, wetted in [(0.5, 40.0, 40.0), (2.0, 65.0, 65.0), (5.0, 120.0, 90.0)]:
        assert lose(losses, depth, area, 1.0, 60.0) == pytest.approx(CONDUCTIVITY * wetted * 3600.0)


@pytest.mark.parametrize("dt", [60.0, 600.0])
@pytest.mark.parametrize("depth", [0.4, 2.5])
def test_bottom_follows_green_ampt(depth, dt):
    """Through the bottom alone. Water that stands on dry ground counts as rain of depth/dt until it ponds: 1e-5."""
    assert lose(one(DEFICIT), depth, BOTTOM, 6.0, dt) == pytest.approx(BOTTOM * ponded(depth, 6 * 3600.0), rel=2e-5)


def test_banks_take_water_under_half_their_depth():
    depth, area = 1.6, 70.0
    expected = BOTTOM * ponded(depth, 7200.0) + (area - BOTTOM) * ponded(depth / 2, 7200.0)
    assert lose(one(DEFICIT), depth, area, 2.0, 60.0) == pytest.approx(expected, rel=1e-6)
    assert water_over_bank(1.6, 0.4, 2.0) == pytest.approx(0.6)
    assert water_over_bank(5.0, 1.0, 3.0) == pytest.approx(3.0)


@pytest.mark.parametrize("points, expected, epa", [
    (((0.0, 10.0), (1.0, 40.0), (3.0, 90.0)), (10.0, 0.0, 3.0), 90.0),
    (((0.0, 10.0), (1.0, 10.0), (3.0, 90.0), (4.0, 90.0)), (10.0, 1.0, 3.0), 90.0),
    (((0.0, 10.0), (1.0, 5.0)), (10.0, 0.0, 0.0), 0.0),
    (((1.0, 10.0), (2.0, 20.0)), (0.0, 0.0, 2.0), 20.0),
])  # fmt: skip
def test_banks_of_an_area_curve(points, expected, epa):
    """Banks end where the area stops growing; the soil's area by itself limits what is under water."""
    curves, row = {"A": el.Curve("A", "STORAGE", points)}, Storage("S", shape="TABULAR", curve="A")
    assert banks_of(Model(curves=curves), row) == (*expected, np.inf)
    assert banks_of(Model(options=Options(compat="epa"), curves=curves), row) == (*expected, epa)


@pytest.mark.parametrize("areas, soil", [
    ((10.0, 100.0, 20.0), (10.0, 100.0, 100.0)), ((10.0, 50.0, 20.0, 60.0), (10.0, 50.0, 50.0, 90.0)),
    ((10.0, 5.0), (10.0, 10.0)), ((10.0, 10.0, 30.0), (10.0, 10.0, 30.0)),
])  # fmt: skip
def test_soil_lies_under_every_part_that_widens(areas, soil):
    assert tuple(soil_areas(np.array(areas))) == soil


@pytest.mark.parametrize(("compat", "wetted"), [("none", 100.0), ("epa", 20.0)])
def test_a_chamber_that_narrows_leaks_through_all_its_soil(compat, wetted):
    """10 m2 at the bottom, 100 m2 half way up, 20 m2 at the top; full, 1 h."""
    points = ((0.0, 10.0), (1.0, 100.0), (2.0, 20.0))
    row = Storage("S", shape="TABULAR", curve="A", max_depth=2.0, exfiltration=Exfiltration(0.0, CONDUCTIVITY, 0.0))
    model = Model(
        options=Options(compat=compat), curves={"A": el.Curve("A", "STORAGE", points)}, storages={"S": row}
    )  # fmt: skip
    storages = stack_lanes([compile_storages(model, index_of(model), np.array([2.0]))])
    area = soil_areas_at(storages, 0, 2.0, storage_area(storages, 0, 0, 2.0), (0.0,))
    assert exfiltration(storages.losses, 0, 0, 2.0, float(np.ravel(area)[0]), (0.0,) * 6, (0.0,) * 6, 1.0, 1.0, 60.0)[
        0
    ] == pytest.approx(CONDUCTIVITY * wetted)
