# SPDX-License-Identifier: Apache-2.0
"""What was read from rain and climate files, SI. Times are seconds since 1970-01-01, without time zone."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True, slots=True, eq=False)
class RainRecord:
    """Rain of one gage."""

    times: np.ndarray  # (record,) s, start of each interval
    depths: np.ndarray  # (record,) m in each interval, or in all since the gage was emptied
    interval: float  # s
    cumulative: bool = False  # depths are a running total
    scale: float = 1.0  # of these depths to the file's
    marks_missing: bool = False  # its format has flags of missing readings, which are left out here


@dataclass(frozen=True, slots=True, eq=False)
class RdiiRecord:
    """RDII of an interface file."""

    times: np.ndarray  # (record,) s, start of each step
    step: float  # s that each record lasts
    flows: dict[str, np.ndarray]  # node -> (record,) m3/s


@dataclass(frozen=True, slots=True, eq=False)
class RunoffRecord:
    """Runoff of an interface file: what subcatchments did at the end of each step."""

    times: np.ndarray  # (step,) s since the start, end of each step
    evaporation: np.ndarray  # (step, subcatchment) m/s in the step
    infiltration: np.ndarray  # (step, subcatchment) m/s in the step
    runoff: np.ndarray  # (step, subcatchment) m3/s
    quality: np.ndarray  # (step, pollutant, subcatchment) kg/m3 or counts/m3


@dataclass(frozen=True, slots=True, eq=False)
class QualityLeft:
    """Pollutants of a hot start file: kg/m3 and kg, or counts/m3 and counts."""

    node: np.ndarray  # (node, pollutant) kg/m3
    link: np.ndarray  # (link, pollutant) kg/m3
    runoff: np.ndarray  # (subcatchment, pollutant) kg/m3
    ponded: np.ndarray  # (subcatchment, pollutant) kg
    buildup: np.ndarray  # (subcatchment, land use, pollutant) kg
    last_swept: np.ndarray  # (subcatchment, land use) s since 1970-01-01


@dataclass(frozen=True, slots=True, eq=False)
class HotStartRecord:
    """What a hot start file says, SI; NaN where it says nothing."""

    node_depth: np.ndarray  # (node,) m
    node_lateral: np.ndarray  # (node,) m3/s
    residence_time: np.ndarray  # (node,) s, of storage units
    link_flow: np.ndarray  # (link,) m3/s, as the solver has it: a conduit of adverse slope is turned round
    link_depth: np.ndarray  # (link,) m
    link_setting: np.ndarray  # (link,)
    surface_depth: np.ndarray  # (subcatchment, 3) m
    runoff: np.ndarray  # (subcatchment,) m3/s
    soil: np.ndarray  # (subcatchment, 6) as the infiltration method has it
    groundwater: np.ndarray  # (subcatchment, 4) soil moisture, water table m, flow m/s, room in the upper zone m
    snow: np.ndarray  # (subcatchment, 3, 5) snow m, free water m, cold content m, antecedent degC, covered
    quality: QualityLeft


@dataclass(frozen=True, slots=True, eq=False)
class ClimateRecord:
    """Daily climate from a file's first month on; NaN where the file has no value."""

    first_day: float  # s, a midnight
    low: np.ndarray  # (day,) degC
    high: np.ndarray  # (day,) degC
    evaporation: np.ndarray  # (day,) m/s
    wind: np.ndarray  # (day,) m/s
