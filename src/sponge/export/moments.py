# SPDX-License-Identifier: Apache-2.0
"""Reporting times that are asked for: ``2020-06-30T12:00``, or ``12h`` after the start."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from sponge.base.errors import UsageError
from sponge.base.times import seconds_of
from sponge.results.selection import split


def places_of(data: Any, moments: Sequence[str]) -> np.ndarray:
    """Positions of these times among those of the results; UsageError names the nearest for one that is not there."""
    times = data["time"].values.astype("datetime64[ms]")
    found = set()
    for text in split(moments):
        moment = _moment(text, str(data.attrs["time_coverage_start"]))
        hits = np.flatnonzero(times == moment)
        if not len(hits):
            near = times[np.argsort(np.abs(times - moment))[:2]]
            listed = " and ".join(sorted(str(t.astype("datetime64[s]")) for t in near)) or "none"
            raise UsageError(f"--at {text} is no reporting time of the results; the nearest: {listed}")
        found.add(int(hits[0]))
    return np.array(sorted(found), int)


def _moment(text: str, start: str) -> np.datetime64:
    try:
        return np.datetime64(text.replace(" ", "T"), "ms")
    except ValueError:
        return np.datetime64(start, "ms") + np.timedelta64(round(1e3 * seconds_of(text)), "ms")
