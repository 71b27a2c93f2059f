# SPDX-License-Identifier: Apache-2.0
"""Results in the units that the model's file is written in."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

import numpy as np

from sponge.base.units import ACRE, FOOT, POUND, units_of


@dataclass(frozen=True)
class Unit:
    """What a number of the results is shown in: ``value = number / factor + offset``."""

    text: str
    factor: float = 1.0
    offset: float = 0.0

    def of(self, values: np.ndarray) -> np.ndarray:
        """Numbers of the results in this unit, of the same type."""
        if self.factor == 1.0 and self.offset == 0.0:
            return values
        return (np.asarray(values, float) / self.factor + self.offset).astype(values.dtype)


US = {
    "m": Unit("ft", FOOT), "m2": Unit("acre", ACRE), "m3": Unit("ft3", FOOT**3), "m s-1": Unit("ft/s", FOOT),
    "mm": Unit("in", 25.4), "mm h-1": Unit("in/h", 25.4), "degC": Unit("degF", 1.0 / 1.8, 32.0),
    "kg": Unit("lb", POUND),
}  # fmt: skip
METRIC = {"m2": Unit("ha", 1e4)}


def flow_units_of(data: Any) -> str:
    """CFS, LPS, ...: what the model of these results is written in."""
    return str(json.loads(data.attrs["model_options"])["flow_units"])


def model_unit(units: str, flow_units: str) -> Unit:
    """The model's unit for a unit of the results; the same where the two do not differ."""
    system = units_of(flow_units)
    if units == "m3 s-1":
        return Unit(flow_units, system.flow)
    return (US if system.us else METRIC).get(units, Unit(units))
