# SPDX-License-Identifier: Apache-2.0
"""How well a simulated series fits an observed one. s and o are values at the same times, without gaps."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

Score = Callable[[np.ndarray, np.ndarray], float]


def nse(s: np.ndarray, o: np.ndarray) -> float:
    """Nash & Sutcliffe (1970): 1 - sum (s - o)^2 / sum (o - mean o)^2; 1 is best. NaN where o is constant."""
    if np.ptp(o) == 0.0:
        return np.nan
    return 1.0 - float(((s - o) ** 2).sum() / ((o - o.mean()) ** 2).sum())


def kge(s: np.ndarray, o: np.ndarray) -> float:
    """Gupta et al. (2009): 1 - sqrt((r - 1)^2 + (std s / std o - 1)^2 + (mean s / mean o - 1)^2); 1 is best.

    A constant s has no correlation with anything: r = 0. NaN where o is constant or its mean is zero.
    """
    if np.ptp(o) == 0.0 or o.mean() == 0.0:  # the mean of equal numbers may differ from them by a last digit
        return np.nan
    r = float(np.corrcoef(s, o)[0, 1]) if np.ptp(s) > 0.0 else 0.0
    return 1.0 - float(np.sqrt((r - 1.0) ** 2 + (s.std() / o.std() - 1.0) ** 2 + (s.mean() / o.mean() - 1.0) ** 2))


def rmse(s: np.ndarray, o: np.ndarray) -> float:
    """Root of the mean square of s - o, in the units of the series."""
    return float(np.sqrt(((s - o) ** 2).mean()))


def bias(s: np.ndarray, o: np.ndarray) -> float:
    """100 (sum s - sum o) / sum o, %: positive where too much is simulated. NaN where o sums to zero."""
    return 100.0 * float((s - o).sum() / o.sum()) if o.sum() != 0.0 else np.nan


def peak_error(s: np.ndarray, o: np.ndarray) -> float:
    """100 (max s - max o) / max o, %. NaN where the highest of o is not positive."""
    return 100.0 * float(s.max() - o.max()) / float(o.max()) if o.max() > 0.0 else np.nan


def timing_error(s: np.ndarray, o: np.ndarray, times: np.ndarray) -> float:
    """Minutes from the first highest o to the first highest s: positive where the simulated peak is late."""
    return float((times[int(s.argmax())] - times[int(o.argmax())]) / np.timedelta64(1, "s")) / 60.0


OBJECTIVES: dict[str, tuple[Score, float]] = {  # name -> (score, 1 where more is better, -1 where less is)
    "nse": (nse, 1.0), "kge": (kge, 1.0), "rmse": (rmse, -1.0),
}  # fmt: skip
COLUMNS = {  # of tables -> unit, in the order of printing
    "pairs": "", "gaps": "", "outside": "", "nse": "", "kge": "", "rmse": "", "bias": "%", "peak_error": "%",
    "timing_error": "min",
}  # fmt: skip
MEANINGS = {
    "pairs": "observations compared", "gaps": "observations without a value",
    "outside": "observations before the first or after the last result",
    "nse": "Nash-Sutcliffe efficiency", "kge": "Kling-Gupta efficiency (2009)",
    "rmse": "root mean square error, in the units of the results", "bias": "(simulated - observed) / observed volume",
    "peak_error": "(simulated - observed) / observed peak", "timing_error": "simulated peak after the observed one",
}  # fmt: skip
