# SPDX-License-Identifier: Apache-2.0
"""Variables of processes that few models have: a file has them where the model has the process."""

from __future__ import annotations

from sponge.model.model import Model
from sponge.model.processes import with_groundwater, with_snow
from sponge.results.registry.variable import Variable, summary

GROUNDWATER_LEDGER = (
    ("initial_storage", "initial storage"),
    ("infiltration", "infiltration"),
    ("upper_evaporation_loss", "evaporation from the unsaturated zone"),
    ("lower_evaporation_loss", "evaporation from the saturated zone"),
    ("deep_percolation", "percolation to deep groundwater"),
    ("outflow", "flow to the drainage network"),
    ("final_storage", "final storage"),
)


def _groundwater(name: str, units: str, long_name: str, cell_methods: str = "") -> Variable:
    return summary(f"subcatchment_groundwater_{name}", units, long_name, cell_methods=cell_methods)


def _ledger(name: str, units: str, long_name: str) -> Variable:
    return summary(f"groundwater_{name}", units, long_name, dtype="float64")


GROUNDWATER_SUMMARIES = (
    _groundwater("infiltration_depth", "mm", "total infiltration to groundwater", "time: sum"),
    _groundwater("evaporation_depth", "mm", "total evaporation from groundwater", "time: sum"),
    _groundwater("percolation_depth", "mm", "total percolation to deep groundwater", "time: sum"),
    _groundwater("outflow_depth", "mm", "total groundwater flow to the drainage network", "time: sum"),
    _groundwater("max_outflow", "m3 s-1", "largest groundwater flow to the drainage network", "time: maximum"),
    _groundwater("mean_moisture", "1", "mean soil moisture of the unsaturated zone", "time: mean"),
    _groundwater("mean_level", "m", "mean groundwater table elevation", "time: mean"),
    _groundwater("final_moisture", "1", "final soil moisture of the unsaturated zone"),
    _groundwater("final_level", "m", "final groundwater table elevation"),
    _ledger("continuity_error", "percent", "continuity error of groundwater"),
    *(_ledger(name, "m3", f"{text}, groundwater ledger") for name, text in GROUNDWATER_LEDGER),
)
PROCESS_SUMMARIES = (*GROUNDWATER_SUMMARIES,)
OF_SNOW = ("runoff_initial_snow", "runoff_snow_removed", "runoff_final_snow")


def absent_processes(model: Model) -> frozenset[str]:
    """Names of variables of processes that a model does not simulate."""
    absent: set[str] = set()
    if not with_groundwater(model):
        absent |= {v.name for v in GROUNDWATER_SUMMARIES}
    if not with_snow(model):
        absent |= set(OF_SNOW)
    return frozenset(absent)
