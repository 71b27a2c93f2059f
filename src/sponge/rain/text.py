# SPDX-License-Identifier: Apache-2.0
"""Hyetographs as text: CSV that reads back, and an EPA [TIMESERIES] section."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import numpy as np

from sponge.rain.hyetograph import MILLIMETRE, Hyetograph

CONTINUOUS = ("series", "generated")
HOUR = 3600.0


def is_continuous(rain: Hyetograph) -> bool:
    """Whether it is a long series with dates, of which only the wet steps are written."""
    return rain.attributes.get("kind") in CONTINUOUS and rain.start is not None


def kept_steps(rain: Hyetograph) -> np.ndarray:
    """Numbers (k,) of the steps that are written: all of a storm; the wet ones, first and last of a series."""
    if not is_continuous(rain):
        return np.arange(len(rain.depths))
    wet = rain.depths > 0.0
    wet[[0, -1]] = True
    return np.nonzero(wet)[0]


def notes(rain: Hyetograph) -> list[str]:
    """Lines that say what it is."""
    said = [f"{key.replace('_', ' ')}: {value}" for key, value in rain.attributes.items()]
    return [rain.name, *said, f"total: {rain.total / MILLIMETRE:.3f} mm; step: {rain.step:g} s"]


def csv_text(rain: Hyetograph) -> str:
    """CSV that `kind = "csv"` reads back; a continuous series has dates and is read with `kind = "series"`."""
    dated = is_continuous(rain)
    lines = [f"# {line}" for line in notes(rain)] + [f"{'time' if dated else 'time [min]'},depth [mm]"]
    steps = kept_steps(rain)
    depths = rain.depths[steps] / MILLIMETRE
    if dated:
        stamps = (f"{_moment(rain, step):%Y-%m-%d %H:%M:%S}" for step in steps)
    else:
        stamps = (f"{step * rain.step / 60.0:.10g}" for step in steps)
    return "\n".join(lines + [f"{stamp},{depth:.9g}" for stamp, depth in zip(stamps, depths)]) + "\n"


def swmm_text(rain: Hyetograph) -> str:
    """A [TIMESERIES] section of intensities in mm/h, for a gage of INTENSITY with the interval of the step."""
    name = identifier(rain)
    minutes, seconds = divmod(round(rain.step), 60)
    interval = f"{minutes // 60}:{minutes % 60:02d}" + (f":{seconds:02d}" if seconds else "")
    head = [f";; {line}" for line in notes(rain)]
    head += [f";; in [RAINGAGES]: INTENSITY {interval} 1.0 TIMESERIES {name} (metric flow units: mm/h)", "[TIMESERIES]"]
    steps = kept_steps(rain)
    rates = rain.intensities[steps] / MILLIMETRE * HOUR
    stamps = _swmm_stamps(rain, steps)
    end = next(_swmm_stamps(rain, np.array([len(rain.depths)])))
    rows = [f"{name} {stamp} {rate:.7g}" for stamp, rate in zip(stamps, rates)]
    return "\n".join([*head, *rows, f"{name} {end} 0"]) + "\n"


def _swmm_stamps(rain: Hyetograph, steps: np.ndarray) -> Iterator[str]:
    """Dates and times of a series, hours since the start of the run for a storm."""
    for step in steps:
        if is_continuous(rain):
            yield f"{_moment(rain, step):%m/%d/%Y %H:%M:%S}"
        else:
            minutes, seconds = divmod(round(step * rain.step), 60)
            yield f"{minutes // 60}:{minutes % 60:02d}" + (f":{seconds:02d}" if rain.step % 60 else "")


def _moment(rain: Hyetograph, step: int) -> datetime:
    start = rain.start or datetime(2001, 1, 1)
    return start + timedelta(seconds=float(step * rain.step))


def identifier(rain: Hyetograph) -> str:
    """An ASCII name for other programs' files."""
    return re.sub(r"[^A-Za-z0-9.]+", "_", rain.name).strip("_")[:40] or "rain"


def as_data(rain: Hyetograph) -> dict[str, Any]:
    """For machines: the wet steps, in s and mm."""
    times, depths = rain.wet()
    return {
        "name": rain.name, "attributes": dict(rain.attributes), "start": rain.start and rain.start.isoformat(),
        "step_s": rain.step, "steps": len(rain.depths), "total_mm": rain.total / MILLIMETRE,
        "peak_mm_h": float(rain.intensities.max()) / MILLIMETRE * HOUR,
        "time_s": times, "depth_mm": depths / MILLIMETRE,
    }
