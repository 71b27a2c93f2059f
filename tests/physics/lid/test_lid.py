"""The layers of LID units against closed forms, and the balance of every kind."""

from __future__ import annotations

from math import exp, log, sqrt

import numpy as np
import pytest
from scipy.optimize import brentq

from sponge.base.tables import pool
from sponge.physics import lid
from sponge.physics.lid import Demand, Fluxes, Levels, LidUnit, unit_step
from sponge.physics.lid.drain import curve_factor, drain_flow, drain_head
from sponge.physics.lid.layers import evaporation_by_layer, soil_percolation, unclogged
from sponge.physics.lid.swale import swale_rates, swale_volume

SURFACE = {"surface_depth": 0.15, "surface_void": 0.9, "spills": 1.0}
SOIL = {"soil_depth": 0.4, "porosity": 0.5, "field_capacity": 0.2, "wilting_point": 0.1, "conductivity": 1e-5,
        "conductivity_slope": 10.0}  # fmt: skip
GRAVEL = {"storage_depth": 0.3, "storage_void": 0.43}
BLOCKS = {"pavement_depth": 0.15, "pavement_void": 0.16, "pervious": 0.8}
TROUGH = {"surface_coefficient": 0.003, "bottom_width": 1.0, "side_slope": 3.0, "length": 1.0 / 1.9}
DESIGNS = {
    lid.BIORETENTION: SURFACE | SOIL | GRAVEL,
    lid.RAIN_GARDEN: SURFACE | SOIL,
    lid.GREEN_ROOF: SURFACE | SOIL | {"storage_depth": 0.05, "storage_void": 0.5, "mat_coefficient": 0.01},
    lid.TRENCH: SURFACE | GRAVEL,
    lid.PAVEMENT: SURFACE | BLOCKS | SOIL | GRAVEL,
    lid.BARREL: {"spills": 1.0, "storage_depth": 1.0},
    lid.ROOF: SURFACE | {"surface_void": 1.0, "capacity": 1e-6},
    lid.SWALE: SURFACE | TROUGH,
}
NAMES = ["BC", "RG", "GR", "IT", "PP", "RB", "RD", "VS"]
NOTHING = Demand(*(0.0 for _ in Demand._fields))
EMPTY = Levels(*(0.0 for _ in Levels._fields))


def unit(**fields: float) -> LidUnit:
    """A unit with these fields; what is not given is absent."""
    given = dict.fromkeys(LidUnit._fields, 0.0) | {
        "surface_void": 1.0, "pavement_void": 1.0, "pervious": 1.0, "porosity": 1.0, "storage_void": 1.0,
        "mat_coefficient": -1.0,
    }  # fmt: skip
    return LidUnit(**(given | fields))


def volume(kind: int, u: LidUnit, x: Levels) -> float:
    """Water held, m."""
    if kind == lid.SWALE:
        return swale_volume(u, x.surface)
    return (
        x.surface * u.surface_void + x.pavement * u.pavement_void + x.soil * u.soil_depth + x.storage * u.storage_void
    )


def lost(f: Fluxes) -> float:
    """All that left, m/s."""
    return (
        f.outflow + f.exfiltration + f.drain + f.surface_evaporation + f.pavement_evaporation + f.soil_evaporation
        + f.storage_evaporation
    )


@pytest.mark.parametrize("kind", DESIGNS, ids=NAMES)
def test_every_step_keeps_its_water(kind):
    """Whatever is asked for, in steps of a second to an hour: the balance to rounding, nothing negative or overfull."""
    u, rng = unit(**DESIGNS[kind]), np.random.default_rng(kind)
    x = EMPTY._replace(soil=u.wilting_point if u.soil_depth else 0.0)
    for _ in range(3000):
        dt = float(rng.choice([1.0, 60.0, 300.0, 3600.0]))
        demand = Demand(
            float(rng.choice([0.0, 0.0, 1e-6, 1e-5, 1e-4])), float(rng.choice([0.0, 5e-8])),
            float(rng.choice([0.0, 1e-6, 1e-4])), 1e-5, float(rng.choice([0.0, 1e-6])), 1e-4 * sqrt(x.storage),
        )  # fmt: skip
        before = volume(kind, u, x)
        x, f, rate = unit_step(kind, u, x, demand, dt)
        assert volume(kind, u, x) - before == pytest.approx((demand.inflow - lost(f)) * dt, abs=2e-15)
        assert min(*f, *x, rate) >= 0.0
        assert x.surface <= u.surface_depth and x.storage <= u.storage_depth and x.pavement <= u.pavement_depth
        assert u.soil_depth == 0.0 or u.wilting_point <= x.soil <= u.porosity


@pytest.mark.parametrize("steps", [1, 7, 60])
def test_ponded_water_enters_the_soil_at_its_rate(steps):
    """depth = depth0 - K t / void, and no more than there is."""
    u, K = unit(**SURFACE, **SOIL, **GRAVEL), 2e-6
    x = EMPTY._replace(surface=0.1, soil=0.2)
    for _ in range(steps):
        x, f, _ = unit_step(lid.BIORETENTION, u, x, NOTHING._replace(infiltration=K), 3600.0 / steps)
        assert f.infiltration == pytest.approx(K)
    assert x.surface == pytest.approx(0.1 - K * 3600.0 / 0.9, rel=1e-12)
    x, wants = EMPTY._replace(surface=0.001, soil=0.2), NOTHING._replace(infiltration=1.0)
    x, f, _ = unit_step(lid.BIORETENTION, u, x, wants, 60.0)
    assert f.infiltration == pytest.approx(0.0009 / 60.0) and x.surface == 0.0


def drained(
    kind: int, u: LidUnit, depth: float, coefficient: float, exponent: float, seconds: float, dt: float
) -> float:
    """Depth of storage after draining from ``depth``."""
    x = EMPTY._replace(storage=depth)
    for _ in range(round(seconds / dt)):
        head = drain_head(u, x)
        q = drain_flow(head, u.drain_offset, coefficient, exponent, 0.0, 0.0, 1.0)
        x, _, _ = unit_step(kind, u, x, NOTHING._replace(drain=q), dt)
    return x.storage


@pytest.mark.parametrize("kind", [lid.TRENCH, lid.BARREL], ids=["trench", "barrel"])
def test_orifice_drain_empties_as_torricelli_says(kind):
    """sqrt(h) = sqrt(h0) - C t / (2 void), to first order in the step."""
    u, C, time = unit(**DESIGNS[kind]), 4e-6, 3600.0
    depth = 0.29
    exact = (sqrt(depth) - C * time / (2.0 * u.storage_void)) ** 2
    errors = [abs(drained(kind, u, depth, C, 0.5, time, dt) - exact) for dt in (60.0, 30.0, 15.0)]
    assert errors[0] < 1e-4 * exact
    assert errors[1] / errors[2] == pytest.approx(2.0, rel=0.1)


def test_linear_drain_is_a_linear_reservoir():
    """h = h0 exp(-C t / void); each step takes its part 1 - C dt / void."""
    u, C = unit(**GRAVEL), 1e-4
    assert drained(lid.TRENCH, u, 0.29, C, 1.0, 3600.0, 60.0) == pytest.approx(0.29 * (1 - C * 60.0 / 0.43) ** 60)
    assert drained(lid.TRENCH, u, 0.29, C, 1.0, 3600.0, 1.0) == pytest.approx(0.29 * exp(-C * 3600.0 / 0.43), rel=2e-4)


def test_soil_drains_by_its_exponential_conductivity():
    """exp(s (porosity - m)) grows by s K t / D while m is above field capacity."""
    u, m, dt = unit(**(SOIL | GRAVEL)), 0.45, 10.0
    x = EMPTY._replace(soil=m)
    for _ in range(720):
        x, _, _ = unit_step(lid.BIORETENTION, u, x, NOTHING._replace(exfiltration=1.0), dt)
    s, K, D = u.conductivity_slope, u.conductivity, u.soil_depth
    exact = u.porosity - log(exp(s * (u.porosity - m)) + s * K * 7200.0 / D) / s
    assert x.soil == pytest.approx(exact, rel=1e-3)
    assert soil_percolation(u, u.field_capacity) == 0.0 and soil_percolation(u, u.porosity) == u.conductivity


def test_drainage_mat_empties_by_manning():
    """h^(-2/3) grows by 2/3 c t / void."""
    u = unit(**DESIGNS[lid.GREEN_ROOF])
    x = EMPTY._replace(soil=0.15, storage=0.04)
    for _ in range(600):
        x, f, _ = unit_step(lid.GREEN_ROOF, u, x, NOTHING, 1.0)
    exact = (0.04 ** (-2 / 3) + 2 / 3 * 0.01 * 600.0 / 0.5) ** -1.5
    assert x.storage == pytest.approx(exact, rel=2e-3) and f.drain > 0.0
    rough = u._replace(mat_coefficient=-1.0)  # passes on all that percolates
    _, f, _ = unit_step(lid.GREEN_ROOF, rough, EMPTY._replace(soil=0.4, storage=0.01), NOTHING, 60.0)
    assert f.drain == f.soil_percolation > 0.0


def test_full_layers_pass_at_the_slowest_rate():
    """Soil and gravel full: what enters leaves, the native soil first."""
    u = unit(**DESIGNS[lid.BIORETENTION])
    x = EMPTY._replace(surface=0.1, soil=u.porosity, storage=u.storage_depth)
    for exfiltration, drain in ((1e-6, 2e-6), (1e-6, 1.0), (1.0, 1e-6)):
        demand = NOTHING._replace(infiltration=1.0, exfiltration=exfiltration, drain=drain)
        later, f, _ = unit_step(lid.BIORETENTION, u, x, demand, 60.0)
        through = min(exfiltration + drain, u.conductivity)
        assert f.infiltration == pytest.approx(through) and f.soil_percolation == pytest.approx(through)
        assert f.exfiltration == pytest.approx(min(exfiltration, through))
        assert later.soil == pytest.approx(u.porosity) and later.storage == pytest.approx(u.storage_depth)


def test_without_storage_the_drain_takes_only_what_percolates():
    u = unit(**DESIGNS[lid.RAIN_GARDEN])
    x = EMPTY._replace(soil=0.45)
    later, f, _ = unit_step(lid.RAIN_GARDEN, u, x, NOTHING._replace(exfiltration=1e-7, drain=1.0), 60.0)
    assert f.drain == pytest.approx(soil_percolation(u, 0.45) - 1e-7)
    assert (x.soil - later.soil) * u.soil_depth == pytest.approx((f.drain + f.exfiltration) * 60.0)


def test_pavement_lets_through_what_its_voids_do():
    """Block pavers: permeability times the pervious fraction; the rest stays on the surface and spills."""
    u = unit(surface_depth=0.01, spills=1.0, **BLOCKS, **GRAVEL)
    demand, x = NOTHING._replace(inflow=1e-4, permeability=1e-5), EMPTY
    x, f, _ = unit_step(lid.PAVEMENT, u, x, demand, 60.0)
    assert f.infiltration == pytest.approx(0.8e-5) and x.surface == pytest.approx(9.2e-5 * 60.0)
    for _ in range(10):
        x, f, _ = unit_step(lid.PAVEMENT, u, x, demand, 60.0)
    assert x.surface == 0.01 and f.outflow == pytest.approx(9.2e-5)


def test_roof_parts_its_runoff():
    """Downspouts up to their capacity, the ground the rest, also where the excess leaves at once."""
    u = unit(**DESIGNS[lid.ROOF])
    x, f, _ = unit_step(lid.ROOF, u, EMPTY._replace(surface=0.15), NOTHING._replace(inflow=1e-5), 60.0)
    assert (f.drain, f.outflow) == pytest.approx((1e-6, 9e-6)) and x.surface == 0.15


def manning(u: LidUnit, inflow: float) -> float:
    """Depth at which a swale carries the inflow."""
    return brentq(lambda y: swale_rates(u, y)[1] - inflow, 1e-9, u.surface_depth)


def test_swale_settles_at_mannings_depth():
    u, inflow = unit(**SURFACE, **TROUGH), 2e-5
    x = EMPTY
    for _ in range(5000):
        x, f, rate = unit_step(lid.SWALE, u, x, NOTHING._replace(inflow=inflow), 60.0)
    assert x.surface == pytest.approx(manning(u, inflow), rel=1e-6)
    assert rate == pytest.approx(inflow, rel=1e-6) == f.outflow


def test_swale_empties_to_second_order_in_the_step():
    u = unit(**SURFACE, **TROUGH)

    def left(dt: float) -> float:
        x = EMPTY._replace(surface=0.12)
        for _ in range(round(1800.0 / dt)):
            x, _, _ = unit_step(lid.SWALE, u, x, NOTHING._replace(infiltration=2e-6, evaporation=5e-8), dt)
        return x.surface

    fine = left(1.0)
    assert (left(60.0) - fine) / (left(30.0) - fine) == pytest.approx(4.0, rel=0.1)


def test_full_swale_spills_the_rest():
    u = unit(**SURFACE, **TROUGH)
    demand = NOTHING._replace(inflow=1e-2, infiltration=1e-5)
    x, f, rate = unit_step(lid.SWALE, u, EMPTY._replace(surface=0.15), demand, 60.0)
    assert x.surface == 0.15
    assert f.outflow == pytest.approx(1e-2 - 1e-5) == rate
    assert f.exfiltration == pytest.approx(1e-5)


def test_drain_opens_and_closes_at_its_heads():
    """Closed up to 0.3 m; once open down to 0.1 m; a curve multiplies the flow."""

    def q(head, was_open):
        return drain_flow(head, 0.05, 1e-5, 0.5, 0.3, 0.1, was_open)

    assert q(0.3, 0.0) == 0.0 and q(0.301, 0.0) > 0.0
    assert q(0.101, 1.0) == pytest.approx(1e-5 * sqrt(0.051)) and q(0.1, 1.0) == 0.0
    half = pool([(np.array([0.0, 1.0]), np.array([0.0, 1.0]))])
    assert curve_factor(half, 0, 0.5) == 0.5 and curve_factor(half, -1, 0.5) == 1.0


def test_head_on_a_drain_counts_the_layers_above_full_storage():
    u = unit(**(SURFACE | SOIL | GRAVEL))
    assert drain_head(u, EMPTY._replace(surface=0.1, soil=0.5, storage=0.2)) == 0.2
    assert drain_head(u, EMPTY._replace(surface=0.1, soil=0.35, storage=0.3)) == pytest.approx(0.3 + 0.5 * 0.4)
    assert drain_head(u, EMPTY._replace(surface=0.1, soil=0.5, storage=0.3)) == pytest.approx(0.3 + 0.4 + 0.1)
    paved = unit(**(SURFACE | BLOCKS | GRAVEL))
    assert drain_head(paved, EMPTY._replace(surface=0.1, pavement=0.05, storage=0.3)) == pytest.approx(0.35)
    assert drain_head(paved, EMPTY._replace(surface=0.1, pavement=0.15, storage=0.3)) == pytest.approx(0.55)


def test_evaporation_goes_down_layer_by_layer():
    assert evaporation_by_layer(1e-6, 3e-5, 2e-5, 1.0, 1.0, 0.5, False, 60.0) == pytest.approx(
        (5e-7, 2.5e-7, 0.0, 0.0)
    )
    assert evaporation_by_layer(1e-6, 0.0, 0.0, 3e-5, 1.0, 1.0, False, 60.0) == pytest.approx((0.0, 0.0, 5e-7, 5e-7))
    assert evaporation_by_layer(1e-6, 0.0, 1.0, 1.0, 1.0, 1.0, True, 60.0) == (0.0, 0.0, 0.0, 0.0)


def test_clogging_takes_the_conductivity():
    assert (unclogged(0.5, 2.0), unclogged(3.0, 2.0), unclogged(3.0, 0.0)) == (0.75, 0.0, 1.0)


@pytest.mark.parametrize("kind", [lid.BIORETENTION, lid.RAIN_GARDEN, lid.GREEN_ROOF])
def test_evaporation_leaves_the_soil_at_its_wilting_point(kind):
    """4 mm stand above it in 0.4 m of soil; below field capacity nothing percolates."""
    u = unit(**DESIGNS[kind])
    x, f, _ = unit_step(kind, u, EMPTY._replace(soil=0.11), NOTHING._replace(evaporation=1e-5), 3600.0)
    assert f.soil_evaporation * 3600.0 == pytest.approx(4e-3) and x.soil == pytest.approx(0.1)
    assert f.soil_percolation == 0.0
