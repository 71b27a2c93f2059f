"""What was read from rain and climate files, SI. Times are seconds since 1970-01-01, without time zone."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True, slots=True, eq=False)
class RainRecord:
    """Rain of one gage."""

    times: np.ndarray  # (record,) s, start of each interval
    depths: np.ndarray  # (record,) m in each interval
    interval: float  # s


@dataclass(frozen=True, slots=True, eq=False)
class RdiiRecord:
    """RDII of an interface file."""

    times: np.ndarray  # (record,) s, start of each step
    step: float  # s that each record lasts
    flows: dict[str, np.ndarray]  # node -> (record,) m3/s


@dataclass(frozen=True, slots=True, eq=False)
class ClimateRecord:
    """Daily climate from a file's first month on; NaN where the file has no value."""

    first_day: float  # s, a midnight
    low: np.ndarray  # (day,) degC
    high: np.ndarray  # (day,) degC
    evaporation: np.ndarray  # (day,) m/s
    wind: np.ndarray  # (day,) as the file has it
