# SPDX-License-Identifier: Apache-2.0
"""Observed series from a CSV file: a column of times, and a column a series, in the units of results.

    time,C12 [L/s],node_depth:J1 [m]
    2024-07-12T00:05,12.5,0.31
    2024-07-12T00:10,,0.33

Times are also read as spreadsheets write them, the year first: 2024/7/12 0:05.

A column is called ELEMENT or VARIABLE:ELEMENT, with a unit in brackets where it is not that of the results. Without a
variable it is a link's flow, a node's total inflow or a subcatchment's runoff. An empty cell and NaN are gaps.
"""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass, replace
from datetime import datetime, timedelta, timezone, tzinfo
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import numpy as np

from sponge.base.did_you_mean import suggestion
from sponge.base.errors import UsageError
from sponge.io.nearby import nearby
from sponge.model.changes import UNITS

HEADING = re.compile(r"\s*(?:(?P<variable>\w+):)?(?P<element>[^\[\]]+?)\s*(?:\[(?P<unit>[^\]]*)\])?\s*")
SLASHED = re.compile(r"(\d{4})/(\d{1,2})/(\d{1,2})(?:[T ]+(\d{1,2}):(\d{2}(?::\d{2})?))?")  # of spreadsheets
OFFSET = re.compile(r"([+-])(\d{1,2}):?(\d{2})?")
DEFAULT = {"link": "link_flow", "node": "node_total_inflow", "subcatchment": "subcatchment_runoff"}
OF_RESULTS = {  # units of results -> as changes write them
    "m3 s-1": "m3/s", "m s-1": "m/s", "mm h-1": "mm/h", "m": "m", "m3": "m3", "mm": "mm", "degC": "degC", "1": "1",
    "kg m-3": "kg/m3", "mg L-1": "mg/L", "ug L-1": "ug/L",
}  # fmt: skip

GAP_MARKERS = {-99.0, -999.0, -9999.0, -99999.0, -99.9, -999.9, -999.99, -9999.9}  # no value of any series


@dataclass(frozen=True)
class Observed:
    """One observed series, gaps left out."""

    element: str
    variable: str  # "" = the hydrograph of whatever the element is
    unit: str  # "" = that of the results
    times: np.ndarray  # (n,) datetime64, the model's time
    values: np.ndarray  # (n,) in ``unit``
    gaps: np.ndarray  # (gap,) datetime64, of the rows without a value

    @property
    def name(self) -> str:
        """How tables call it."""
        return f"{self.variable}:{self.element}" if self.variable else self.element


def zone_of(text: str) -> tzinfo:
    """A time zone: ``Asia/Shanghai``, ``UTC``, ``+08:00``."""
    offset = OFFSET.fullmatch(text)
    if offset:
        minutes = int(offset[2]) * 60 + int(offset[3] or 0)
        return timezone(timedelta(minutes=-minutes if offset[1] == "-" else minutes))
    try:
        return ZoneInfo(text)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise UsageError(f"there is no time zone '{text}': write Asia/Shanghai, UTC or +08:00") from None


def read_observations(path: Path, zone: str = "") -> list[Observed]:
    """The series of a file, in the model's time; UsageError with file and line of what cannot be read.

    ``zone`` is the model's time zone, needed where the file's times have one.
    """
    try:
        lines = list(csv.reader(path.read_text(encoding="utf-8-sig").splitlines()))
    except FileNotFoundError:
        raise UsageError(f"there is no file {path}{nearby(path)}") from None
    except UnicodeDecodeError:
        raise UsageError(f"{path} is no UTF-8 text: save it as CSV UTF-8") from None
    except (OSError, csv.Error) as error:
        raise UsageError(f"cannot read {path}: {error}") from None
    rows = [(k, row) for k, row in enumerate(lines, 1) if any(cell.strip() for cell in row)]
    if len(rows) < 2 or len(rows[0][1]) < 2:
        raise UsageError(f"{path}: a row of headings (time, ELEMENT, ...) and rows of values are expected")
    headings = rows[0][1]
    wide = next((line for line, row in rows[1:] if any(cell.strip() for cell in row[len(headings) :])), 0)
    if wide:
        raise UsageError(f"{path}:{wide}: the row has more values than there are headings")
    model_zone = zone_of(zone) if zone else None
    times = np.array([_time(path, line, row[0], model_zone) for line, row in rows[1:]], "datetime64[us]")
    back = np.flatnonzero(np.diff(times) <= np.timedelta64(0))
    if back.size:
        raise UsageError(f"{path}:{rows[back[0] + 2][0]}: times must go up: {rows[back[0] + 2][1][0]}")
    found = [
        _series(path, heading, times, [(line, row[k] if k < len(row) else "") for line, row in rows[1:]])
        for k, heading in enumerate(headings[1:], 1)
    ]
    names = [one.name for one in found]
    twice = next((name for name in names if names.count(name) > 1), "")
    if twice:
        raise UsageError(f"{path}: two columns are of '{twice}'")
    return found


def _time(path: Path, line: int, text: str, zone: tzinfo | None) -> datetime:
    text = text.strip()
    slashed = SLASHED.fullmatch(text)
    if slashed:
        year, month, day, hour, rest = slashed.groups(default="0")
        text = f"{year}-{month:0>2}-{day:0>2}T{hour:0>2}:{rest if len(rest) > 1 else '00'}"
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise UsageError(f"{path}:{line}: '{text}' is no time: write 2024-07-12T00:05") from None
    if moment.tzinfo is None:
        return moment
    if zone is None:
        raise UsageError(f"{path}:{line}: times have a zone ({text}): say that of the model, --zone Asia/Shanghai")
    return moment.astimezone(zone).replace(tzinfo=None)


def _series(path: Path, heading: str, times: np.ndarray, cells: list[tuple[int, str]]) -> Observed:
    found = HEADING.fullmatch(heading)
    if not found:
        raise UsageError(f"{path}: heading '{heading}': write ELEMENT or VARIABLE:ELEMENT, with [UNIT] if it needs one")
    unit = (found["unit"] or "").strip()
    if unit and unit not in UNITS:
        raise UsageError(f"{path}: heading '{heading}': unknown unit '{unit}'{suggestion(unit, UNITS)}")
    values = np.array([_number(path, line, cell) for line, cell in cells])
    there = np.isfinite(values)
    if not there.any():
        raise UsageError(f"{path}: column '{heading}' holds no value")
    return Observed(found["element"], found["variable"] or "", unit, times[there], values[there], times[~there])


def _number(path: Path, line: int, cell: str) -> float:
    cell = cell.strip()
    if cell.lower() in ("", "nan", "na", "n/a", "null", "none", "-"):
        return np.nan
    try:
        value = float(cell)
    except ValueError:
        raise UsageError(f"{path}:{line}: '{cell}' is no number; leave a gap empty") from None
    if not np.isfinite(value):
        raise UsageError(f"{path}:{line}: '{cell}' is no finite number")
    if value in GAP_MARKERS:
        raise UsageError(f"{path}:{line}: '{cell}' is what loggers write for a gap; leave a gap empty")
    return value


def series_of(dataset: Any, observed: Observed) -> tuple[Any, np.ndarray]:
    """The results' series of an observed one (its last dimension is time), and the observations in its units."""
    observed = _meant(dataset, observed)
    name, kind = _variable(dataset, observed)
    names = [str(one) for one in dataset[kind].values]
    if observed.element not in names:
        raise UsageError(f"the results have no {kind} '{observed.element}'{suggestion(observed.element, names)}")
    series = dataset[name].sel({kind: observed.element})
    if "time" not in series.dims or set(series.dims) - {"time", "scenario"}:
        raise UsageError(f"{name} is no series of one element")
    return series.transpose(..., "time"), observed.values * _factor(observed, str(series.attrs.get("units", "")))


def _meant(dataset: Any, observed: Observed) -> Observed:
    """The same; of an element whose own name has a colon where what stands before it is no variable."""
    known = (str(one) for kind in DEFAULT if kind in dataset.dims for one in dataset[kind].values)
    if not observed.variable or observed.variable in dataset or observed.name not in known:
        return observed
    return replace(observed, element=observed.name, variable="")


def _variable(dataset: Any, observed: Observed) -> tuple[str, str]:
    """Variable and dimension of a series."""
    if observed.variable:
        if observed.variable not in dataset:
            known = [str(name) for name in dataset.data_vars]
            hint = suggestion(observed.variable, known)
            raise UsageError(f"the results have no variable '{observed.variable}'{hint}")
        kind = next((k for k in DEFAULT if k in dataset[observed.variable].dims), "")
        if not kind:
            raise UsageError(f"{observed.variable} is not of links, nodes or subcatchments")
        return observed.variable, kind
    for kind, name in DEFAULT.items():
        if kind in dataset.dims and name in dataset and observed.element in dataset[kind].values:
            return name, kind
    known = [str(one) for kind in DEFAULT if kind in dataset.dims for one in dataset[kind].values]
    raise UsageError(f"the results have no element '{observed.element}'{suggestion(observed.element, known)}")


def _factor(observed: Observed, units: str) -> float:
    """What makes an observation one of the results' units."""
    if not observed.unit:
        return 1.0
    own = UNITS.get(OF_RESULTS.get(units, units))
    factor, dimension = UNITS[observed.unit]
    if own is None or own[1] != dimension:
        raise UsageError(f"'{observed.name}' is in {units or 'no unit'}, which {observed.unit} cannot be")
    return factor / own[0]
