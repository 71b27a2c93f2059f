# SPDX-License-Identifier: Apache-2.0
"""Shapes of zones: their common outline, their area, the place of a label."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from itertools import pairwise

import numpy as np

Edge = tuple[tuple[float, float], tuple[float, float]]


def outline(zones: Iterable[tuple[np.ndarray, ...]], digits: int = 3) -> list[np.ndarray]:
    """Edges (2, 2) that only one of the zones has: the boundary of their union, for neighbours that share vertices.

    Points closer than ``digits`` decimals of a kilometre are the same one.
    """
    edges: Counter[Edge] = Counter()
    for rings in zones:
        for ring in rings:
            corners = [(round(float(x), digits), round(float(y), digits)) for x, y in ring]
            edges.update((min(a, b), max(a, b)) for a, b in pairwise(corners) if a != b)
    return [np.array(edge) for edge, count in edges.items() if count % 2]


def area(rings: tuple[np.ndarray, ...]) -> float:
    """Area of a zone [km2]; the shoelace rule, holes being wound the other way (RFC 7946)."""
    return abs(sum(_signed(ring) for ring in rings))


def middle(rings: tuple[np.ndarray, ...]) -> np.ndarray:
    """Centroid (2,) of the largest ring."""
    ring = max(rings, key=lambda r: abs(_signed(r)))
    a, b = ring[:-1], ring[1:]
    cross = a[:, 0] * b[:, 1] - b[:, 0] * a[:, 1]
    total = cross.sum()
    if abs(total) < 1e-12:
        return ring.mean(0)
    return ((a + b) * cross[:, None]).sum(0) / (3.0 * total)


def middle_of_all(zones: Iterable[tuple[np.ndarray, ...]]) -> np.ndarray:
    """Centroid (2,) of several zones together."""
    found = [(area(rings), middle(rings)) for rings in zones]
    weights = np.array([a for a, _ in found])
    return np.average([m for _, m in found], axis=0, weights=weights if weights.sum() > 0 else None)


def _signed(ring: np.ndarray) -> float:
    a, b = ring[:-1], ring[1:]
    return float((a[:, 0] * b[:, 1] - b[:, 0] * a[:, 1]).sum() / 2.0)
