# SPDX-License-Identifier: Apache-2.0
"""Snow packs, SI units, one frozen row an object. Depths are of water, m."""

from __future__ import annotations

from dataclasses import dataclass

from sponge.model.elements import Element


@dataclass(frozen=True, slots=True)
class SnowSurface:
    """A row PLOWABLE, IMPERVIOUS or PERVIOUS of [SNOWPACKS]."""

    min_melt: float = 0.0  # m/s a K, on 21 December
    max_melt: float = 0.0  # m/s a K, on 21 June
    base_temperature: float = 0.0  # degC, from which snow melts
    free_water: float = 0.0  # fraction of the pack that it holds as liquid
    initial_depth: float = 0.0  # m
    initial_free_water: float = 0.0  # m
    cover_depth: float = 0.0  # m, from which snow covers all of the surface; 0 = always


@dataclass(frozen=True, slots=True)
class SnowRemoval:
    """A row REMOVAL of [SNOWPACKS]: what becomes of the plowable surface's snow once it is ``depth`` deep."""

    depth: float = 0.0  # m
    out: float = 0.0  # fractions: out of the model,
    to_impervious: float = 0.0  # onto the impervious surface that is not plowed,
    to_pervious: float = 0.0  # onto the pervious surface,
    melted: float = 0.0  # melted at once,
    to_subcatchment: float = 0.0  # onto the pervious surface of another subcatchment
    subcatchment: str = ""


@dataclass(frozen=True, slots=True)
class SnowPack(Element):
    """[SNOWPACKS]."""

    plowable: SnowSurface = SnowSurface()
    impervious: SnowSurface = SnowSurface()
    pervious: SnowSurface = SnowSurface()
    plowable_fraction: float = 0.0  # of the impervious surface
    removal: SnowRemoval | None = None
