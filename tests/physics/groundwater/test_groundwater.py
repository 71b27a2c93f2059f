"""Zones of groundwater against closed forms; their bounds make no water."""

from __future__ import annotations

from math import exp

import numpy as np
import pytest

from sponge.physics.groundwater.exchange import exchange, exchange_to_come, exchange_within, middle_exchange
from sponge.physics.groundwater.soil import evaporation, percolation, unsaturated_conductivity
from sponge.physics.groundwater.zones import initial_zones, keep_bounds, moisture_of

MM_PER_HOUR = 1e-3 / 3600.0


def test_conductivity_falls_by_the_exponential():
    """Ks where the soil is full, e times less for every 1 / slope of moisture."""
    ks = 10.0 * MM_PER_HOUR
    assert unsaturated_conductivity(0.5, 0.5, ks, 12.0) == ks
    assert unsaturated_conductivity(0.5 - 1.0 / 12.0, 0.5, ks, 12.0) == pytest.approx(ks / exp(1.0), rel=1e-12)


def test_percolation_is_darcys_law():
    """K for a unit gradient, more by the tension over the depth; none at field capacity."""
    k = 2.0 * MM_PER_HOUR
    assert percolation(0.4, 0.3, k, 0.0, 2.0) == k
    assert percolation(0.4, 0.3, k, 5.0, 2.0) == pytest.approx(k * 1.5, rel=1e-12)
    assert percolation(0.3, 0.3, k, 5.0, 2.0) == percolation(0.4, 0.3, k, 5.0, 0.0) == 0.0


@pytest.mark.parametrize(
    "moisture, depth, fraction, available, expected",
    [
        (0.3, 1.0, 0.35, 8.0, (2.8, 3.9)),  # three quarters of the reach are saturated
        (0.1, 1.0, 0.35, 8.0, (0.0, 3.9)),  # wilted
        (0.3, 5.0, 0.35, 8.0, (2.8, 0.0)),  # the water table is out of reach
        (0.3, 0.0, 0.35, 8.0, (2.8, 5.2)),
        (0.3, 1.0, 0.35, 3.0, (2.8, 0.2)),  # the surface took the rest
        (0.3, 1.0, 1.50, 8.0, (8.0, 0.0)),  # no more than all, and nothing back
    ],
)
def test_evaporation_is_shared(moisture, depth, fraction, available, expected):
    assert evaporation(moisture, 0.1, depth, fraction, 4.0, 8.0, available) == pytest.approx(expected, abs=1e-12)


@pytest.mark.parametrize(
    "level, surface, coefficients, expected",
    [
        (3.0, 0.0, (0.1, 1.0, 0.0, 0.0, 0.0), 0.2),  # linear reservoir
        (3.0, 0.0, (0.1, 2.0, 0.0, 0.0, 0.0), 0.4),
        (3.0, 2.5, (0.1, 1.0, 0.1, 1.0, 0.0), 0.05),  # head difference
        (2.0, 3.0, (0.1, 1.0, 0.1, 1.0, 0.0), -0.1),  # the node feeds the aquifer
        (2.0, 0.5, (0.1, 1.0, 0.1, 1.0, 0.0), 0.1),  # surface water under the threshold counts as none
        (2.0, 3.0, (0.1, 1.0, 0.4, 1.0, 0.01), 0.0),  # not with a3
        (2.0, 3.0, (0.1, 1.0, 0.0, 1.0, 0.01), 0.16),
        (3.0, 3.0, (0.7, 0.0, 0.2, 0.0, 0.0), 0.5),  # constants
        (1.0, 5.0, (0.1, 1.0, 0.1, 1.0, 0.0), 0.0),  # the water table lies at the threshold
    ],
)
def test_exchange(level, surface, coefficients, expected):
    assert exchange(level, 1.0, surface, *coefficients) == pytest.approx(expected, abs=1e-12)


@pytest.mark.parametrize("before, after, mean", [(0.0, 2.0, 1.2), (2.0, -1.0, 0.3), (0.0, 0.0, -0.4), (1.0, 1.0, 3.0)])
def test_exchange_passes_on_its_volume(before, after, mean):
    """The straight lines and what is held hold what left the aquifer; the middle never overshoots."""
    middle, passed, held = middle_exchange(before, after, mean * 600.0, mean * 600.0, 600.0)
    assert 150.0 * (before + 2.0 * middle + after) == pytest.approx(passed, rel=1e-12)
    assert passed + held == pytest.approx(mean * 600.0, rel=1e-12)
    assert min(before, after, 2.0 * mean) <= middle <= max(before, after, 2.0 * mean)


@pytest.mark.parametrize("sign", [1.0, -1.0])
@pytest.mark.parametrize("volume", [0.0, 10.0, 100.0])
def test_exchange_that_ends_passes_no_more_than_there_is(volume, sign):
    """A flow of 2 m3/s that ends within 600 s would pass 300 m3 along a straight line; there are fewer."""
    middle, passed, held = middle_exchange(2.0 * sign, 0.0, volume * sign, volume * sign, 600.0)
    shares = (np.arange(20000) + 0.5) / 20000
    flows = [exchange_within(float(f), 2.0 * sign, middle, 0.0) for f in shares]
    assert passed == pytest.approx(volume * sign, abs=1e-6)
    assert 600.0 * np.mean(flows) == pytest.approx(volume * sign, abs=0.1)
    assert held == 0.0
    assert min(sign * flow for flow in flows) >= 0.0


@pytest.mark.parametrize(
    "before, middle, after", [(2.0, 1.0, 3.0), (-2.0, 1.0, -1.0), (2.0, 1.0, -3.0), (0.0, 2.0, 0.0)]
)
@pytest.mark.parametrize("share", [0.0, 0.3, 0.7, 1.0])
def test_exchange_still_to_come_is_what_flows_from_then_on(share, before, middle, after):
    shares = share + (1.0 - share) * (np.arange(20000) + 0.5) / 20000
    flows = [exchange_within(float(f), before, middle, after) for f in shares]
    later = exchange_to_come(share, before, middle, after, 600.0)
    assert later == pytest.approx(600.0 * (1.0 - share) * np.mean(flows), rel=1e-5, abs=1e-4)


DEPTH, POROSITY, WILTING = 4.0, 0.45, 0.15


@pytest.mark.parametrize("seed", range(200))
def test_bounds_neither_make_nor_lose_water(seed):
    """What is held and what left are the same together before and after; the zones end within their bounds."""
    random = np.random.default_rng(seed)
    level = random.choice([random.uniform(-0.01, 0.01), random.uniform(DEPTH - 0.01, DEPTH + 0.01), 2.0])
    void = random.choice([random.uniform(-0.01, 0.01), (DEPTH - level) * random.uniform(-0.01, 0.32)])
    out = random.uniform([0.0, 0.0, -0.01, -0.01], 0.02)
    new_level, new_void, *new_out = keep_bounds(level, void, DEPTH, POROSITY, WILTING, *out)
    assert sum(new_out) - new_void == pytest.approx(sum(out) - void, abs=1e-15)
    assert 0.0 <= new_level <= DEPTH and new_void >= 0.0
    assert moisture_of(new_level, new_void, DEPTH, POROSITY) <= POROSITY


def test_an_empty_zone_gives_less():
    """3 mm are missing of 10 mm of outflows: each shrinks by three tenths."""
    deficit = 0.2
    level, void, upper, *out = keep_bounds(
        -0.003 / deficit, (DEPTH + 0.003 / deficit) * deficit, DEPTH, POROSITY, WILTING, 0.001, 0.002, 0.003, 0.005
    )
    assert level == pytest.approx(0.0, abs=1e-15) and void == pytest.approx(DEPTH * deficit, rel=1e-12)
    assert upper == 0.001 and out == pytest.approx([0.0014, 0.0021, 0.0035], rel=1e-9)


def test_full_ground_gives_its_surplus_to_the_node():
    level, void, *_, lateral = keep_bounds(DEPTH, -0.002, DEPTH, POROSITY, WILTING, 0.0, 0.0, 0.0, 0.001)
    assert void == 0.0 and lateral == pytest.approx(0.003) and level < DEPTH


def test_soil_does_not_dry_under_its_wilting_point():
    """Evaporation of 1 mm from soil that has half of that."""
    void = 2.0 * (POROSITY - WILTING) + 0.0005
    _, kept, upper, *_ = keep_bounds(2.0, void, DEPTH, POROSITY, WILTING, 0.001, 0.0, 0.0, 0.0)
    assert upper == pytest.approx(0.0005) and moisture_of(2.0, kept, DEPTH, POROSITY) == pytest.approx(WILTING)


def test_start():
    """As given, but never full."""
    assert initial_zones(1.5, 0.25, DEPTH, POROSITY) == pytest.approx((1.5, 2.5 * 0.2))
    level, void = initial_zones(DEPTH, POROSITY, DEPTH, POROSITY)
    assert level < DEPTH and void > 0.0
