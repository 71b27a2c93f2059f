# SPDX-License-Identifier: Apache-2.0
"""Two sets of results of one model side by side: differences of series by kind, of volumes."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

COMPARED = (
    "subcatchment_runoff", "subcatchment_infiltration", "subcatchment_evaporation", "subcatchment_snow_depth",
    "subcatchment_groundwater_flow", "subcatchment_groundwater_level", "node_depth", "node_lateral_inflow",
    "node_total_inflow", "node_flooding", "link_flow", "link_depth", "link_velocity",
)  # fmt: skip
VOLUMES = ("runoff", "lateral_inflow", "outflow", "flooding")
MATTERS = 0.01  # of the largest range of its kind; smaller series are left out
FLOOR = 0.01  # of the largest volume: what a smaller one's difference is a share of


@dataclass(frozen=True)
class Difference:
    """How a kind of series differs: RMS difference over the reference's range (zero included), in %."""

    kind: str
    count: int
    median: float
    p90: float
    worst: float
    worst_name: str

    def as_dict(self) -> dict[str, Any]:
        """For JSON."""
        return asdict(self)


def differences(
    ours: dict[str, np.ndarray], theirs: dict[str, np.ndarray], names: dict[str, tuple[str, ...]]
) -> list[Difference]:
    """Differences of (time, element) series by kind, those that matter; the same elements in the same order."""
    found = []
    for kind in COMPARED:
        if kind in ours and kind in theirs and theirs[kind].size:
            result = _difference(kind, ours[kind], theirs[kind], names[kind.split("_", 1)[0]])
            if result:
                found.append(result)
    return found


def _difference(kind: str, ours: np.ndarray, theirs: np.ndarray, names: tuple[str, ...]) -> Difference | None:
    span = np.maximum(theirs.max(axis=0), 0.0) - np.minimum(theirs.min(axis=0), 0.0)
    matters = span > max(MATTERS * span.max(), 1e-9)
    if not matters.any():
        return None
    with np.errstate(invalid="ignore", over="ignore"):
        error = 100.0 * np.sqrt(np.mean((ours[:, matters] - theirs[:, matters]) ** 2, axis=0)) / span[matters]
    error = np.where(np.isfinite(error), error, np.inf)
    worst = int(np.argmax(error))
    name = [n for n, m in zip(names, matters, strict=True) if m][worst]
    return Difference(
        kind, int(matters.sum()), float(np.median(error)), float(np.quantile(error, 0.9, method="higher")),
        float(error[worst]), name,
    )


def volumes(ours: dict[str, np.ndarray], theirs: dict[str, np.ndarray], step: float) -> dict[str, tuple[float, float]]:
    """System volumes in m3 over the reporting periods: (ours, theirs)."""
    names = [f"system_{name}" for name in VOLUMES]
    return {n: (float(ours[n].sum()) * step, float(theirs[n].sum()) * step) for n in names if n in ours and n in theirs}


@dataclass(frozen=True)
class VolumeDifference:
    """How a volume [m3] differs: in % of EPA's own, at least of FLOOR of the largest, and in % of the largest."""

    epa: float
    sponge: float
    difference: float
    of_largest: float


def volume_differences(pairs: dict[str, tuple[float, float]]) -> dict[str, VolumeDifference]:
    """The differences of what ``volumes`` gives; none where nothing flows."""
    largest = max((abs(theirs) for _, theirs in pairs.values()), default=0.0)
    largest = largest or max((abs(ours) for ours, _ in pairs.values()), default=0.0) or 1.0
    return {
        name: VolumeDifference(
            theirs, ours, 100.0 * (ours - theirs) / max(abs(theirs), FLOOR * largest), 100.0 * (ours - theirs) / largest
        )
        for name, (ours, theirs) in pairs.items()
    }


def beyond(tolerance: float, found: list[Difference], volumes: dict[str, VolumeDifference]) -> list[str]:
    """What differs by more than a tolerance [%]: a volume by its own, a kind of series where more than a tenth do.

    NaN is beyond every tolerance.
    """
    said = [
        f"{name} differs by {v.difference:.3g} % of its volume"
        for name, v in volumes.items()
        if not abs(v.difference) <= tolerance
    ]
    return said + [
        f"{d.kind}: a tenth of {d.count} series differ by {d.p90:.3g} % of their range and more, worst {d.worst_name}"
        for d in found
        if not d.p90 <= tolerance
    ]


def common_rows(ours: np.ndarray, theirs: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Rows of both time axes (datetime64) that are the same moment to a second."""
    a, b = (np.round(t.astype("datetime64[ms]").astype("int64") / 1000.0).astype("int64") for t in (ours, theirs))
    _, rows_a, rows_b = np.intersect1d(a, b, return_indices=True)
    return rows_a, rows_b
