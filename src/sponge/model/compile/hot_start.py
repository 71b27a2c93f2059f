"""What a hot start file says, as where a lane begins; and the way back."""

from __future__ import annotations

import numpy as np

from sponge.base.times import SERIAL_DAY_OF_1970, since_epoch
from sponge.base.units import CONCENTRATION_UNITS, MASS_UNITS, units_of
from sponge.engine.start.hot_start import HotStart
from sponge.model.model import Model
from sponge.model.records import HotStartRecord, QualityLeft

POUND = 0.45359237  # kg
DAY = 86400.0  # s
SAME = (
    "node_depth", "node_lateral", "residence_time", "link_flow", "link_depth", "link_setting", "surface_depth",
    "runoff", "soil", "groundwater",
)  # fmt: skip
COVERED = 1.0  # part of the surface under snow, which EPA's file keeps and ours begins with


def factors_of(model: Model) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """To SI by pollutant: concentrations, masses in water, build-up."""
    units = [pollutant.units for pollutant in model.pollutants.values()]
    mass = POUND if units_of(model.options.flow_units).us else 1.0
    return (
        np.array([CONCENTRATION_UNITS[u] for u in units]), np.array([MASS_UNITS[u] for u in units]),
        np.array([1.0 if u == "#/L" else mass for u in units]),
    )  # fmt: skip


def compile_hot_start(model: Model) -> HotStart | None:
    """The start of one lane; None where the model begins with its own depths and flows."""
    left = model.hot_start
    if left is None:
        return None
    concentration, mass, buildup = factors_of(model)
    quality, snow = left.quality, left.snow[:, :, :4].copy()
    snow[:, :, 3] = (snow[:, :, 3] - 32.0) / 1.8
    return HotStart(
        **{name: getattr(left, name) for name in SAME}, snow=snow, node_quality=quality.node * concentration,
        link_quality=quality.link * concentration, runoff_quality=quality.runoff * concentration,
        ponded=quality.ponded * mass, buildup=quality.buildup * buildup,
        last_swept=(quality.last_swept - SERIAL_DAY_OF_1970) * DAY - since_epoch(model.options.start),
    )  # fmt: skip


def record_of(model: Model, left: HotStart) -> HotStartRecord:
    """What a lane left, as a hot start file has it."""
    concentration, mass, buildup = factors_of(model)
    snow = np.full((*left.snow.shape[:2], 5), COVERED)
    snow[:, :, :4] = left.snow
    snow[:, :, 3] = left.snow[:, :, 3] * 1.8 + 32.0
    swept = (left.last_swept + since_epoch(model.options.start)) / DAY + SERIAL_DAY_OF_1970
    quality = QualityLeft(
        left.node_quality / concentration, left.link_quality / concentration, left.runoff_quality / concentration,
        left.ponded / mass, left.buildup / buildup, swept,
    )  # fmt: skip
    return HotStartRecord(**{name: getattr(left, name) for name in SAME}, snow=snow, quality=quality)
