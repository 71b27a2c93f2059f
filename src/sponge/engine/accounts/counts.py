# SPDX-License-Identifier: Apache-2.0
"""What EPA SWMM's report counts at every step beside peaks and volumes: tables, and their summary.

Who does not ask for them (``Settings.counts``) has tables without rows, which no kernel looks into.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from sponge.base.arrays import PerLane, zeros_table
from sponge.engine.network import PUMP

HOUR = 3600.0
CLASSES = (
    "dry", "up_dry", "down_dry", "subcritical", "supercritical", "up_critical", "down_critical", "normal_flow",
    "inlet_control",
)  # fmt: skip
NORMAL_FLOW, INLET_CONTROL = 7, 8  # places in CLASSES of what a flow is held to, beside its class
HELD_TO_NORMAL, HELD_BY_INLET = 8.0, 16.0  # added to the class in ``ConduitCounts.flow_class``
INTERVALS = 5  # of lengths of steps


class NodeCounts(NamedTuple):
    """Of nodes, each (node, lane)."""

    depth_time: PerLane  # m s
    volume_time: PerLane  # m3 s
    max_lateral: PerLane  # m3/s, the largest either way, with its sign
    time_max_inflow: PerLane  # s since start
    time_max_flooding: PerLane  # s since start
    max_outflow: PerLane  # m3/s
    time_flowing: PerLane  # s, with an inflow of some size
    critical: PerLane  # steps whose length it set
    unconverged: PerLane  # steps in which its depth did not converge


class LinkCounts(NamedTuple):
    """Of links, each (link, lane)."""

    max_depth: PerLane  # m
    turn: PerLane  # sign of the last change of flow
    turns: PerLane  # steps in which the flow turned from rising to falling, or back
    critical: PerLane  # steps whose length it set


class ConduitCounts(NamedTuple):
    """Of conduits, each (conduit, lane)."""

    flow_class: PerLane  # of the last step: code of engine.network, and what the flow is held to; the solver says it
    full_up: PerLane  # s, that the upper end was full
    full_down: PerLane  # s
    above_full_flow: PerLane  # s, with more than the flow of the full section
    limited: PerLane  # s, that the conduit's size held the flow back


class PumpCounts(NamedTuple):
    """Of pumps, each (pump, lane)."""

    min_flow: PerLane  # m3/s, the least while it ran; 0 where it never did
    time_low: PerLane  # s, running below its curve
    time_high: PerLane  # s, running above its curve; of most kinds on either side of it


class StepCounts(NamedTuple):
    """Of routing steps, each (lane,)."""

    span: PerLane  # s, that statistics are of
    number: PerLane  # steps that were routed
    shortest: PerLane  # s; 0 where there was none
    longest: PerLane  # s
    routed: PerLane  # s
    steady: PerLane  # s, skipped as steady
    max_outflow: PerLane  # m3/s, the largest at all outfalls together
    critical: PerLane  # what sets the next step: a link, or a node behind the links; -1 nothing


class Counts(NamedTuple):
    """Everything that is counted."""

    nodes: NodeCounts
    links: LinkCounts
    conduits: ConduitCounts
    pumps: PumpCounts
    steps: StepCounts
    in_class: PerLane  # (CLASSES, conduit, lane) s
    in_interval: PerLane  # (INTERVALS, lane) steps


def new_counts(network: Any, lanes: int) -> Counts:
    """Nothing counted yet."""
    some = 1 if network.settings.counts else 0
    conduits = some * network.conduits.link.size
    return Counts(
        nodes=zeros_table(NodeCounts, some * network.nodes.kind.size, lanes),
        links=zeros_table(LinkCounts, some * network.links.kind.size, lanes),
        conduits=zeros_table(ConduitCounts, conduits, lanes),
        pumps=zeros_table(PumpCounts, some * network.structures.pumps.kind.shape[0], lanes),
        steps=zeros_table(StepCounts, lanes),
        in_class=np.zeros((len(CLASSES), conduits, lanes)),
        in_interval=np.zeros((INTERVALS, lanes)),
    )


def step_bounds(longest: float, shortest: float) -> np.ndarray:
    """Lower ends [s] of the intervals that steps are counted in, (INTERVALS,): even in their logarithm."""
    if shortest <= 0.0 or longest <= shortest:
        return np.full(INTERVALS, shortest)
    return np.asarray(longest * (shortest / longest) ** (np.arange(1, INTERVALS + 1) / INTERVALS))


def summarise_counts(network: Any, state: Any) -> dict[str, np.ndarray]:
    """Summary variables of what was counted, (element, lane) or (lane,), SI, hours; none where nothing was."""
    if not network.settings.counts:
        return {}
    counts, steps = state.counts, state.counts.steps
    nodes, links = counts.nodes, counts.links
    span = np.where(steps.span > 0.0, steps.span, np.inf)
    found = {
        "node_mean_depth": nodes.depth_time / span,
        "node_mean_volume": nodes.volume_time / span,
        "node_max_lateral_inflow": nodes.max_lateral,
        "node_time_of_max_inflow": nodes.time_max_inflow,
        "node_time_of_max_flooding": np.where(nodes.time_max_flooding > 0.0, nodes.time_max_flooding, np.nan),
        "node_max_outflow": nodes.max_outflow,
        "node_hours_flowing": nodes.time_flowing / HOUR,
        "node_steps_critical": nodes.critical,
        "node_steps_not_converged": nodes.unconverged,
        "link_max_depth": links.max_depth,
        "link_flow_turns": links.turns,
        "link_steps_critical": links.critical,
        "system_max_outflow": steps.max_outflow,
        "steps_routed": steps.number,
        "shortest_step": steps.shortest,
        "longest_step": steps.longest,
        "mean_step": steps.routed / np.maximum(steps.number, 1.0),
        "hours_steady": steps.steady / HOUR,
    }
    found |= {f"steps_in_interval_{k + 1}": counts.in_interval[k] for k in range(INTERVALS)}
    found |= inlets_of(network, state)
    return found | conduits_of(network, counts) | pumps_of(network, counts) | surfaces_of(network, state.hydrology)


def conduits_of(network: Any, counts: Counts) -> dict[str, np.ndarray]:
    """Hours by conduit, (link, lane): 0 of other links."""
    terms = {
        "full_up": counts.conduits.full_up, "full_down": counts.conduits.full_down,
        "above_full_flow": counts.conduits.above_full_flow, "capacity_limited": counts.conduits.limited,
    } | dict(zip(CLASSES, counts.in_class, strict=True))  # fmt: skip
    place = np.asarray(network.conduits.link)
    return {f"link_hours_{name}": spread_over(counts, place, seconds / HOUR) for name, seconds in terms.items()}


def inlets_of(network: Any, state: Any) -> dict[str, np.ndarray]:
    """Of conduits with inlets, (link, lane): shares in per cent; none where nothing came to an inlet."""
    inlets, place = state.inlets, np.asarray(network.inlets.link)
    flowing, capturing = (np.where(n > 0.0, n, np.inf) for n in (inlets.flow_steps, inlets.capture_steps))
    terms = {
        "peak_capture": inlets.peak_capture, "mean_capture": inlets.capture_sum / capturing,
        "bypass_frequency": inlets.bypass_steps / capturing, "backflow_frequency": inlets.backflow_steps / flowing,
    }  # fmt: skip
    found = {f"link_inlet_{name}": spread_over(state.counts, place, 100.0 * share) for name, share in terms.items()}
    return found | {"link_inlet_steps": spread_over(state.counts, place, inlets.flow_steps)}


def pumps_of(network: Any, counts: Counts) -> dict[str, np.ndarray]:
    """Of pumps, (link, lane): 0 of other links."""
    kind, index = np.asarray(network.links.kind), np.asarray(network.links.index)
    place = np.flatnonzero(kind == PUMP)
    row = index[place]
    return {
        "pump_min_flow": spread_over(counts, place, counts.pumps.min_flow[row]),
        "pump_hours_below_curve": spread_over(counts, place, counts.pumps.time_low[row] / HOUR),
        "pump_hours_above_curve": spread_over(counts, place, counts.pumps.time_high[row] / HOUR),
    }


def spread_over(counts: Counts, place: np.ndarray, values: np.ndarray) -> np.ndarray:
    """Values (some link, lane) at their places among all links."""
    found = np.zeros_like(counts.links.max_depth)
    found[place] = values
    return found


def surfaces_of(network: Any, hydrology: Any) -> dict[str, np.ndarray]:
    """Runoff of the paved and of the pervious surfaces, mm over the subcatchment, (subcatchment, lane)."""
    area = network.hydrology.area
    millimetres = 1000.0 / np.where(area > 0.0, area, np.inf)
    paved, pervious = hydrology.ran_off * millimetres
    return {"subcatchment_impervious_runoff_depth": paved, "subcatchment_pervious_runoff_depth": pervious}
