# SPDX-License-Identifier: Apache-2.0
"""Rain that finds its way into sewers (RDII): unit hydrographs and the nodes that receive them, SI units."""

from __future__ import annotations

from dataclasses import dataclass, field

from sponge.model.elements import Element

Months = tuple[float, ...]  # January first
NEVER: Months = (0.0,) * 12
RESPONSES = ("short", "medium", "long")


@dataclass(frozen=True, slots=True)
class Response:
    """One triangle of a unit hydrograph and what rain it loses first, by month; a peak at 0 s means none."""

    ratio: Months = NEVER  # R, part of the rain on the sewershed that enters
    time_to_peak: Months = NEVER  # T, s
    recession: Months = NEVER  # K, falling limb over rising limb
    max_abstraction: Months = NEVER  # m of rain that wets the ground first
    recovery: Months = NEVER  # m/s by which it dries
    used_abstraction: Months = NEVER  # m already wet at the start


@dataclass(frozen=True, slots=True)
class UnitHydrograph(Element):
    """[HYDROGRAPHS]: the answer of a sewershed to a unit of rain, as the sum of three triangles."""

    gage: str = ""
    short: Response = Response()
    medium: Response = Response()
    long: Response = Response()

    @property
    def responses(self) -> tuple[Response, Response, Response]:
        """Short, medium and long term."""
        return self.short, self.medium, self.long


@dataclass(frozen=True, slots=True)
class RdiiInflow:
    """[RDII]: a node that takes in what a unit hydrograph makes of the rain on its sewershed."""

    node: str
    hydrograph: str = ""
    area: float = 0.0  # m2 of sewershed
    line: int = field(default=0, kw_only=True, compare=False)
