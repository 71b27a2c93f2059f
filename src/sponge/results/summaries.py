# SPDX-License-Identifier: Apache-2.0
"""The engine's summary in the units of the file, and as a table by name."""

from __future__ import annotations

import numpy as np

from sponge.results.layout import Layout
from sponge.results.registry import Variable


def summary_values(variable: Variable, summary: dict[str, np.ndarray], layout: Layout, lanes: int) -> np.ndarray | None:
    """A summary variable as (lane, ...) in the file's units; None where the engine does not give it."""
    if variable.key not in summary:
        return None
    values = np.asarray(summary[variable.key], float)[..., :lanes] * variable.factor
    if variable.name.startswith("pump_"):  # stored by link: what is no pump has no value
        values = np.where(layout.coordinates["link_type"].values[:, None] == "pump", values, np.nan)
    return np.moveaxis(values, -1, 0)


def one_run(summary: dict[str, np.ndarray], layout: Layout, lane: int = 0) -> dict[str, np.ndarray]:
    """The summaries of one lane by name, file's units."""
    lanes, summary = lane + 1, layout.widened_summary(summary)
    found = {v.name: summary_values(v, summary, layout, lanes) for v in layout.summaries}
    return {name: values[lane] for name, values in found.items() if values is not None}
