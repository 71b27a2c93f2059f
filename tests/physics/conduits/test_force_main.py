"""Force main friction against the formulas of Hazen-Williams, Darcy-Weisbach and Colebrook-White."""

from __future__ import annotations

from math import log10, sqrt

import pytest

from sponge.base.constants import GRAVITY, MANNING
from sponge.physics.conduits.force_main import (
    DARCY_WEISBACH,
    HAZEN_WILLIAMS,
    VISCOSITY,
    darcy_weisbach_factor,
    equivalent_roughness,
    force_main_friction_slope,
    friction_constant,
)


@pytest.mark.parametrize("velocity", [0.3, 1.0, 3.0])
@pytest.mark.parametrize("diameter", [0.2, 0.6])
def test_hazen_williams(velocity, diameter):
    """V = 0.849 C R^0.63 S^0.54 in SI."""
    constant = friction_constant(HAZEN_WILLIAMS, 120.0, 1.0)
    radius = diameter / 4.0
    slope = force_main_friction_slope(HAZEN_WILLIAMS, constant, 120.0, velocity, radius, diameter) * velocity / GRAVITY
    assert 0.849 * 120.0 * radius**0.63 * slope**0.54 == pytest.approx(velocity, rel=2e-3)


@pytest.mark.parametrize("velocity", [0.1, 1.0, 3.0])
@pytest.mark.parametrize("roughness", [5e-5, 1e-3])
def test_darcy_weisbach(velocity, roughness):
    """S = f V2 / (2 g D), f by Colebrook & White."""
    diameter = 0.4
    reynolds = velocity * diameter / VISCOSITY
    f = 0.02
    for _ in range(50):
        f = (-2.0 * log10(roughness / 3.7 / diameter + 2.51 / reynolds / sqrt(f))) ** -2
    constant = friction_constant(DARCY_WEISBACH, roughness, 1.0)
    term = force_main_friction_slope(DARCY_WEISBACH, constant, roughness, velocity, diameter / 4.0, diameter)
    assert term * velocity / GRAVITY == pytest.approx(f * velocity**2 / (2.0 * GRAVITY * diameter), rel=0.03)


def test_friction_factor_between_laminar_and_turbulent():
    assert darcy_weisbach_factor(1e-4, 0.1, 1000.0) == pytest.approx(0.064)
    assert darcy_weisbach_factor(1e-4, 0.1, 2000.001) == pytest.approx(0.032, rel=1e-3)
    turbulent = darcy_weisbach_factor(1e-4, 0.1, 4000.0)
    assert darcy_weisbach_factor(1e-4, 0.1, 3999.999) == pytest.approx(turbulent, rel=1e-5)


@pytest.mark.parametrize("equation, friction", [(HAZEN_WILLIAMS, 120.0), (DARCY_WEISBACH, 3e-4)])
def test_equivalent_roughness_carries_the_same_flow(equation, friction):
    """Manning's formula with the equivalent n, against the pressure formula; EPA SWMM's coefficients are rounded."""
    diameter, slope = 0.5, 0.004
    n = equivalent_roughness(equation, friction, diameter, slope)
    velocity = MANNING / n * (diameter / 4.0) ** (2.0 / 3.0) * sqrt(slope)
    constant = friction_constant(equation, friction, 1.0)
    term = force_main_friction_slope(equation, constant, friction, velocity, diameter / 4.0, diameter)
    assert term * velocity / GRAVITY == pytest.approx(slope, rel=0.05)


@pytest.mark.parametrize("equation, friction", [(HAZEN_WILLIAMS, 120.0), (DARCY_WEISBACH, 3e-4)])
def test_lengthening_leaves_the_head_loss(equation, friction):
    """Twice the length at half the friction slope."""
    short, long = (friction_constant(equation, friction, stretch) for stretch in (1.0, 2.0))
    assert long * 2.0 == pytest.approx(short, rel=1e-3)
