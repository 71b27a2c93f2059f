# SPDX-License-Identifier: Apache-2.0
"""Groups of elements whose peaks the engine keeps."""

from __future__ import annotations

import numpy as np

from sponge.engine.accounts.groups import (
    GROUP_BACKWARD,
    GROUP_FLOW,
    GROUP_FORWARD,
    GROUP_INFLOW,
    GROUP_PONDED,
    GROUP_REVERSE,
    GROUP_RUNOFF,
    GROUP_WET,
    Groups,
)
from sponge.engine.network import Links
from sponge.model.compile.lid import leads_to_outlet
from sponge.model.index import Index
from sponge.model.model import Model
from sponge.model.zones.groups import BACKWARD, FLOW, FORWARD, OUTLET, PARCEL, PONDED, WET, Group, groups_of

KINDS = {
    PARCEL: GROUP_RUNOFF, OUTLET: GROUP_INFLOW, PONDED: GROUP_PONDED, FORWARD: GROUP_FORWARD, BACKWARD: GROUP_BACKWARD,
    FLOW: GROUP_FLOW, WET: GROUP_WET,
}  # fmt: skip
TURNED = {GROUP_FORWARD: GROUP_BACKWARD, GROUP_BACKWARD: GROUP_FORWARD, GROUP_FLOW: GROUP_REVERSE}


def compile_groups(model: Model, index: Index, links: Links) -> Groups:
    """The groups of a model, in the order of ``model.groups``; none without zones and stations."""
    groups = groups_of(model, index)
    entries = [(KINDS[kind], row) for group in groups for kind, row in group.entries]
    kinds = [TURNED.get(k, k) if k in TURNED and links.direction[row] < 0 else k for k, row in entries]
    start, first = np.zeros((2, len(groups) + 1), np.int64)
    np.cumsum([len(group.entries) for group in groups], out=start[1:])
    drains = [drains_of(model, index, group) for group in groups]
    np.cumsum([len(units) for units in drains], out=first[1:])
    return Groups(
        start, np.array(kinds, np.int64), np.array([row for _, row in entries], np.int64), first,
        np.array([unit for units in drains for unit in units], np.int64),
    )


def drains_of(model: Model, index: Index, group: Group) -> list[int]:
    """The LID units whose drains go where the runoff of the group's subcatchments goes."""
    parcels = {row for kind, row in group.entries if kind == PARCEL}
    return [
        unit for unit, use in enumerate(model.lid_uses.values())
        if index.subcatchments[use.subcatchment] in parcels and leads_to_outlet(model, use)
    ]  # fmt: skip
