"""Where things lie: points along rivers and inside zones, m in the plane."""

from __future__ import annotations

from collections.abc import Iterable
from math import hypot

from geography import Zone
from shapely import Point as Dot

from building.draft import Point


def distance(a: Point, b: Point) -> float:
    """Metres between two points."""
    return hypot(a[0] - b[0], a[1] - b[1])


def between(a: Point, b: Point, share: float) -> Point:
    """The point at a share of the way from a to b."""
    return (a[0] + share * (b[0] - a[0]), a[1] + share * (b[1] - a[1]))


def shifted(a: Point, along: float, across: float, direction: Point) -> Point:
    """A point moved along a unit direction, and across it to the left."""
    return (a[0] + along * direction[0] - across * direction[1], a[1] + along * direction[1] + across * direction[0])


def heading(a: Point, b: Point) -> Point:
    """Unit vector from a to b; east where they are the same."""
    length = distance(a, b)
    return ((b[0] - a[0]) / length, (b[1] - a[1]) / length) if length > 0.0 else (1.0, 0.0)


def nearest(at: Point, names: Iterable[str], points: dict[str, Point]) -> str:
    """The nearest of some named points; of equals the first by name."""
    return min(names, key=lambda name: (round(distance(at, points[name]), 3), name))


def inside(zone: Zone, at: Point) -> Point:
    """The point, drawn towards the middle of its zone until it lies inside."""
    centre = (zone.x, zone.y)
    for share in (0.0, 0.15, 0.3, 0.45, 0.6, 0.75, 0.9):
        point = between(at, centre, share)
        if zone.polygon.contains(Dot(point)):
            return point
    return centre
