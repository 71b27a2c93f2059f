# SPDX-License-Identifier: Apache-2.0
"""What ran off the land, and what of it the network took in: two ledgers that close each by itself.

They are the same where a solver counts what the land brings in the step in which it comes (``Facts.land_anew``).
Kinematic wave takes means of two steps, and misses half a step where a run begins or ends while it runs off. With EPA
SWMM's numbers routing takes the land's flows at moments: where a routing step is long beside the runoff step, or the
runoff jumps, it is not the volume that left; neither ledger can see that.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from sponge.model.kinds import NODE_TABLES
from sponge.model.model import Model

MOST = 0.01  # of what left: a difference that is told
SMALL = 1e-3  # m3: no water


def handed_over(model: Model, summary: dict[str, Any], lane: int = 0) -> tuple[float, float] | None:
    """Volumes [m3] that left the land for nodes, and that came to nodes from the land, of a lane of a finished run.

    None where both need not be the same: routing in events alone, runoff of an interface file, or no routing.
    """
    options = model.options
    if not model.subcatchments or options.ignore_routing or model.events or model.runoff_record is not None:
        return None
    nodes = set().union(*(getattr(model, table) for table in NODE_TABLES))
    outlets = [sub.outlet for sub in model.subcatchments.values()]
    aside = np.array([name not in nodes and name not in model.subcatchments for name in outlets])
    aside |= np.array([sub.outlet == name for name, sub in model.subcatchments.items()])
    passed = np.asarray(summary["subcatchment_passed_volume"]).reshape(len(outlets), -1)[:, lane]
    left, drained, came = (
        float(np.ravel(summary[name])[lane])
        for name in ("runoff_surface_runoff", "runoff_lid_drainage", "routing_wet_weather_inflow")
    )
    return left + drained - float(passed[aside].sum()), came


def doubt_of(volumes: tuple[float, float] | None) -> str:
    """What to tell of volumes that are not the same; nothing where they are, or nothing is known."""
    if volumes is None:
        return ""
    left, came = volumes
    if not abs(came - left) > MOST * max(abs(left), abs(came)) or max(left, came) < SMALL:
        return ""
    return (
        f"{left:.6g} m3 left the land and {came:.6g} m3 came to the nodes: ROUTING_STEP is too long for how fast "
        "runoff changes, or the run ends while it runs off"
    )
