# SPDX-License-Identifier: Apache-2.0
"""Sobol's indices of sweeps sampled for them: shares of a figure's variance that go back to a parameter, alone (first
order) and with all its interplay (total)."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence

import numpy as np

from sponge.assess.cases import Case

METHOD = "saltelli"


def indices(cases: Sequence[Case], values: np.ndarray) -> dict[str, tuple[float, float]]:
    """Parameter -> its index of first and of total order; empty where the sweep's design allows none.

    ``cases`` are all of one file in its order, ``values`` (case,) a figure of each. The design is A, B, and A with a
    parameter of B each, after the scenarios beside the sample; a run that failed or has no value leaves none.
    Saltelli et al. (2010), as SciPy has them.
    """
    from scipy.stats import sobol_indices

    design = _design(cases[0]) if cases else None
    if design is None:
        return {}
    names, n, before = design
    values = values[before:]
    if len(values) != n * (len(names) + 2) or not np.isfinite(values).all() or np.ptp(values) == 0.0:
        return {}
    blocks = values.reshape(len(names) + 2, n)
    found = sobol_indices(func={"f_A": blocks[:1], "f_B": blocks[1:2], "f_AB": blocks[2:, None]}, n=n)
    first, total = np.ravel(found.first_order), np.ravel(found.total_order)
    return {name: (float(first[k]), float(total[k])) for k, name in enumerate(names)}


def _design(case: Case) -> tuple[list[str], int, int] | None:
    """What varies, rows of a block, and scenarios beside the sample; None for other designs."""
    attributes = case.results.attrs
    if attributes.get("method") != METHOD:
        return None
    try:
        sweep = tomllib.loads(str(attributes.get("scenarios_toml", "")))
        return [str(vary["name"]) for vary in sweep["vary"]], int(sweep["n"]), len(sweep.get("base", []))
    except (tomllib.TOMLDecodeError, KeyError, TypeError, ValueError):
        return None
