# SPDX-License-Identifier: Apache-2.0
"""How a divider splits the flow that reaches it (steady and kinematic wave routing)."""

from __future__ import annotations

from math import sqrt
from typing import NamedTuple

from sponge.base.arrays import PerLane, Shared, TableRef
from sponge.base.compiler import kernel
from sponge.base.constants import FLOW_TOLERANCE
from sponge.base.tables import Tables, interpolate

CUTOFF, TABULAR, WEIR, OVERFLOW = range(4)


class Dividers(NamedTuple):
    """Dividers, in the file's order."""

    kind: Shared  # (divider,) CUTOFF, ...
    link: Shared  # (divider,) the diverted link
    min_flow: PerLane  # m3/s, below which nothing is diverted
    weir_height: PerLane  # m
    weir_coefficient: PerLane  # Q = coefficient * h^1.5, SI
    curve: TableRef  # diverted flow against inflow, m3/s
    tables: Tables


@kernel
def weir_diversion(inflow, min_flow, height, coefficient):
    """Flow over a divider's weir, whose head is the share of its height that the inflow fills; an orifice above."""
    full = coefficient * height * sqrt(height)
    share = (inflow - min_flow) / (full - min_flow)
    return full * sqrt(share) if share > 1.0 else full * share * sqrt(share)


@kernel
def divider_outflow(dividers, k, lane, link, inflow, outflow):
    """Flow [m3/s] into one of the two links that leave divider k.

    ``inflow`` is all that reaches the node, ``outflow`` what the other link took before: the diverted link is last.
    """
    kind = dividers.kind[k]
    if kind == OVERFLOW:
        flow = inflow if link != dividers.link[k] else inflow - outflow
        return flow if flow >= FLOW_TOLERANCE else 0.0
    min_flow = dividers.min_flow[k, lane]
    diverted = 0.0
    if kind == CUTOFF:
        diverted = max(inflow - min_flow, 0.0)
    elif kind == WEIR and inflow > min_flow:
        diverted = weir_diversion(inflow, min_flow, dividers.weir_height[k, lane], dividers.weir_coefficient[k, lane])
    elif kind == TABULAR and dividers.curve[k, lane] >= 0:
        diverted = interpolate(dividers.tables, dividers.curve[k, lane], inflow)
    diverted = min(diverted, inflow)
    return diverted if link == dividers.link[k] else inflow - diverted
