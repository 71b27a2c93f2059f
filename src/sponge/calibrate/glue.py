# SPDX-License-Identifier: Apache-2.0
"""Bands of uncertainty from many simulations: GLUE (Beven & Binley 1992).

A simulation is behavioural where its likelihood (its Nash-Sutcliffe or Kling-Gupta efficiency) reaches a threshold; its
weight is the likelihood less the threshold. A band holds the weighted quantiles of the behavioural simulations at each
time.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sponge.base.errors import UsageError
from sponge.calibrate.compare import Pairs
from sponge.calibrate.scores import OBJECTIVES

QUANTILES = (0.05, 0.5, 0.95)


@dataclass(frozen=True)
class Band:
    """The band of the behavioural simulations of one series."""

    pairs: Pairs
    behavioural: int  # simulations that reach the threshold
    total: int
    best: float  # the highest likelihood
    quantiles: np.ndarray  # (3, n): lower, median, upper
    coverage: float  # % of the observations within the band
    width: float  # mean of upper - lower, in the units of the series


def band_of(pairs: Pairs, threshold: float, likelihood: str = "nse") -> Band:
    """The band of a series; UsageError where no simulation behaves."""
    score, sign = OBJECTIVES[likelihood]
    if sign < 0.0:
        raise UsageError(f"{likelihood} is no likelihood: take nse or kge")
    if pairs.simulated.ndim != 2:
        raise UsageError("a band needs the scenarios of a sweep, and these are the results of one run")
    found = np.array([score(row, pairs.observed) if np.isfinite(row).all() else np.nan for row in pairs.simulated])
    behaves = found > threshold
    if not behaves.any():
        best = np.nanmax(found, initial=-np.inf)
        raise UsageError(f"'{pairs.name}': no scenario has an {likelihood} over {threshold:g}; the best has {best:.3g}")
    weights = found[behaves] - threshold
    band = weighted_quantiles(pairs.simulated[behaves], weights, QUANTILES)
    inside = (pairs.observed >= band[0]) & (pairs.observed <= band[2])
    width = float((band[2] - band[0]).mean())
    best = float(np.nanmax(found))
    return Band(pairs, int(behaves.sum()), len(found), best, band, 100.0 * float(inside.mean()), width)


def weighted_quantiles(values: np.ndarray, weights: np.ndarray, quantiles: tuple[float, ...]) -> np.ndarray:
    """Quantiles (quantile, n) of values (scenario, n): the least value up to which that share of all weight lies."""
    order = np.argsort(values, axis=0)
    sums = np.cumsum(weights[order], axis=0) / weights.sum()
    ranks = [np.argmax(sums >= min(q, 1.0 - 1e-12), axis=0) for q in quantiles]
    ordered = np.take_along_axis(values, order, axis=0)
    return np.stack([ordered[rank, np.arange(values.shape[1])] for rank in ranks])
