"""Groups of elements whose peaks the engine keeps."""

from __future__ import annotations

import numpy as np

from sponge.engine.groups import (
    GROUP_BACKWARD,
    GROUP_FLOW,
    GROUP_FORWARD,
    GROUP_INFLOW,
    GROUP_PONDED,
    GROUP_REVERSE,
    GROUP_RUNOFF,
    Groups,
)
from sponge.engine.network import Links
from sponge.model.compile.index import Index
from sponge.model.groups import BACKWARD, FLOW, FORWARD, OUTLET, PARCEL, PONDED, groups_of
from sponge.model.model import Model

KINDS = {
    PARCEL: GROUP_RUNOFF, OUTLET: GROUP_INFLOW, PONDED: GROUP_PONDED, FORWARD: GROUP_FORWARD, BACKWARD: GROUP_BACKWARD,
    FLOW: GROUP_FLOW,
}  # fmt: skip
TURNED = {GROUP_FORWARD: GROUP_BACKWARD, GROUP_BACKWARD: GROUP_FORWARD, GROUP_FLOW: GROUP_REVERSE}


def compile_groups(model: Model, index: Index, links: Links) -> Groups:
    """The groups of a model, in the order of ``model.groups``; none without zones and stations."""
    groups = groups_of(model, index)
    entries = [(KINDS[kind], row) for group in groups for kind, row in group.entries]
    kinds = [TURNED.get(k, k) if k in TURNED and links.direction[row] < 0 else k for k, row in entries]
    start = np.zeros(len(groups) + 1, np.int64)
    np.cumsum([len(group.entries) for group in groups], out=start[1:])
    return Groups(start, np.array(kinds, np.int64), np.array([row for _, row in entries], np.int64))
