# SPDX-License-Identifier: Apache-2.0
"""What EPA SWMM keeps in units of its own in a hot start file: pollutants, build-up, temperatures of snow, dates."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from sponge.base.times import SERIAL_DAY_OF_1970
from sponge.base.units import MASS_UNITS, units_of
from sponge.model.model import Model
from sponge.model.records import HotStartRecord, QualityLeft

DAY = 86400.0  # s
ANTECEDENT = 3  # column of the antecedent temperature of snow


def factors_of(model: Model) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """To SI by pollutant: concentrations, masses in water, build-up."""
    pollutants, mass = model.pollutants.values(), units_of(model.options.flow_units).mass
    concentration = np.array([pollutant.unit for pollutant in pollutants])
    buildup = np.array([1.0 if pollutant.units == "#/L" else mass for pollutant in pollutants])
    return concentration, np.array([MASS_UNITS[pollutant.units] for pollutant in pollutants]), buildup


def to_si(left: HotStartRecord, model: Model) -> HotStartRecord:
    """The record of a file's own numbers in SI."""
    concentration, mass, buildup = factors_of(model)
    quality, snow = left.quality, left.snow.copy()
    snow[:, :, ANTECEDENT] = (snow[:, :, ANTECEDENT] - 32.0) / 1.8
    return replace(left, snow=snow, quality=QualityLeft(
        quality.node * concentration, quality.link * concentration, quality.runoff * concentration,
        quality.ponded * mass, quality.buildup * buildup, (quality.last_swept - SERIAL_DAY_OF_1970) * DAY,
    ))  # fmt: skip


def to_file(left: HotStartRecord, model: Model) -> HotStartRecord:
    """The way back."""
    concentration, mass, buildup = factors_of(model)
    quality, snow = left.quality, left.snow.copy()
    snow[:, :, ANTECEDENT] = snow[:, :, ANTECEDENT] * 1.8 + 32.0
    return replace(left, snow=snow, quality=QualityLeft(
        quality.node / concentration, quality.link / concentration, quality.runoff / concentration,
        quality.ponded / mass, quality.buildup / buildup, quality.last_swept / DAY + SERIAL_DAY_OF_1970,
    ))  # fmt: skip
