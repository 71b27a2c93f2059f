# SPDX-License-Identifier: Apache-2.0
"""Which of the processes that few models have a model simulates."""

from __future__ import annotations

from sponge.model.elements import Subcatchment
from sponge.model.groundwater import Groundwater
from sponge.model.model import Model


def with_groundwater(model: Model) -> list[Groundwater]:
    """The groundwater that is simulated."""
    if model.options.ignore_groundwater or not model.aquifers:
        return []
    return [g for g in model.groundwater.values() if g.name in model.subcatchments]


def with_snow(model: Model) -> list[Subcatchment]:
    """The subcatchments whose snow is simulated."""
    if model.options.ignore_snowmelt or not model.snow_packs:
        return []
    return [s for s in model.subcatchments.values() if s.snow_pack in model.snow_packs]
