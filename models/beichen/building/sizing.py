"""Sizes of sewers: the rational method with a design storm, Manning's equation, standard sections."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from math import ceil, log10, pi

DIAMETERS = (0.6, 0.8, 1.0, 1.2, 1.35, 1.5, 1.65, 1.8, 2.0, 2.2, 2.4)  # m, of round concrete pipes
BOX_HEIGHTS = (1.8, 2.0, 2.2, 2.4, 2.6, 2.8)  # m
BOX_STEP = 0.2  # m of width
GRAVITY = 9.81


@dataclass(frozen=True)
class Storm:
    """A Chinese storm formula q = A (1 + C lg P) / (t + b)^n; q in L/(s ha), t in min, P in years."""

    A: float
    C: float
    b: float
    n: float

    def intensity(self, years: float, minutes: float) -> float:
        """Mean intensity over a duration, L/(s ha)."""
        return self.A * (1.0 + self.C * log10(years)) / (minutes + self.b) ** self.n

    def depth(self, years: float, minutes: float) -> float:
        """Depth of rain over a duration, mm; 1 mm/min is 166.7 L/(s ha)."""
        return self.intensity(years, minutes) / 166.7 * minutes

    def chicago(self, years: float, minutes: int, peak: float, step: int) -> list[float]:
        """Depths, mm a step, of the storm that holds the formula's mean over every duration around its peak.

        Keifer and Chu (1957): up to a time s before the peak of a storm with peak position r has fallen the share r of
        the depth of duration s/r; after it 1 - r of that of s/(1 - r).
        """

        def fallen(t: float) -> float:
            before, after = peak * minutes - t, t - peak * minutes
            whole = peak * self.depth(years, minutes)
            if before > 0.0:
                return whole - peak * self.depth(years, before / peak)
            return whole + ((1.0 - peak) * self.depth(years, after / (1.0 - peak)) if after > 0.0 else 0.0)

        marks = [fallen(float(t)) for t in range(0, minutes + 1, step)]
        return [b - a for a, b in pairwise(marks)]


def full_flow(area: float, perimeter: float, slope: float, roughness: float) -> float:
    """Manning's flow of a full section, m3/s."""
    return area / roughness * (area / perimeter) ** (2.0 / 3.0) * slope**0.5


def sewer_for(flow: float, slope: float, roughness: float) -> tuple[object, ...]:
    """The smallest standard pipe that carries a flow [m3/s] when full; beyond the largest pipe a box."""
    for d in DIAMETERS:
        if full_flow(pi * d * d / 4.0, pi * d, slope, roughness) >= flow:
            return ("CIRCULAR", d)
    return box_for(flow, slope, roughness)


def box_for(flow: float, slope: float, roughness: float) -> tuple[object, ...]:
    """A box that carries a flow when full, about twice as wide as high, wider where it may not be higher."""
    for height in BOX_HEIGHTS:
        width = _box_width(flow, slope, roughness, height)
        if width <= 2.0 * height or height == BOX_HEIGHTS[-1]:
            return ("RECT_CLOSED", height, round(width, 1))
    raise ValueError("no box carries that")


def box_of(flow: float, slope: float, roughness: float, height: float) -> tuple[object, ...]:
    """A box of a height that carries a flow when full."""
    return ("RECT_CLOSED", height, round(_box_width(flow, slope, roughness, height), 1))


def _box_width(flow: float, slope: float, roughness: float, height: float) -> float:
    width = height
    while full_flow(width * height, 2.0 * (width + height), slope, roughness) < flow:
        width += BOX_STEP
    return width


def ditch_for(flow: float, slope: float, roughness: float, side: float, depth: float) -> tuple[object, ...]:
    """A trapezoidal ditch of a depth that carries a flow at 80 % of it."""
    width, y = 1.0, 0.8 * depth
    while True:
        area, perimeter = y * (width + side * y), width + 2.0 * y * (1.0 + side * side) ** 0.5
        if full_flow(area, perimeter, slope, roughness) >= flow:
            return ("TRAPEZOIDAL", depth, round(width, 1), side, side)
        width += 0.5


def pipe_for_interception(flow: float, head: float, coefficient: float) -> float:
    """Diameter, m, rounded up to 5 cm, of an orifice that takes a flow [m3/s] under a head [m] above its middle."""
    area = flow / (coefficient * (2.0 * GRAVITY * head) ** 0.5)
    return max(0.15, ceil((4.0 * area / pi) ** 0.5 / 0.05) * 0.05)


def height_of(section: tuple[object, ...]) -> float:
    """Geom1, m."""
    return float(section[1])  # type: ignore[arg-type]


def area_of(section: tuple[object, ...]) -> float:
    """Full area, m2."""
    shape, *g = section
    if shape == "CIRCULAR":
        return pi * float(g[0]) ** 2 / 4.0  # type: ignore[arg-type]
    if shape == "TRAPEZOIDAL":
        return float(g[0]) * (float(g[1]) + float(g[2]) * float(g[0]))  # type: ignore[arg-type]
    return float(g[0]) * float(g[1])  # type: ignore[arg-type]
