# SPDX-License-Identifier: Apache-2.0
"""What is counted at every step for EPA SWMM's report: a run has it, a sweep where it is asked for by name."""

from __future__ import annotations

from sponge.model.model import Model
from sponge.results.registry.variable import Variable, largest, moment, summary, total


def _hours(name: str, long_name: str) -> Variable:
    return total(name, "h", long_name)


def _steps(name: str, long_name: str) -> Variable:
    return total(name, "1", long_name)


_ORDINALS = ("first", "second", "third", "fourth", "fifth")
OF_DYNAMIC_WAVE = (
    _hours("link_hours_dry", "time dry"),
    _hours("link_hours_up_dry", "time with its upstream end dry"),
    _hours("link_hours_down_dry", "time with its downstream end dry"),
    _hours("link_hours_subcritical", "time with subcritical flow"),
    _hours("link_hours_supercritical", "time with supercritical flow"),
    _hours("link_hours_up_critical", "time with a free fall, at critical or normal depth, at its upstream end"),
    _hours("link_hours_down_critical", "time with a free fall, at critical or normal depth, at its downstream end"),
    _hours("link_hours_normal_flow", "time held to normal flow at its upstream depth"),
    _hours("link_hours_inlet_control", "time held by the inlet of the culvert"),
    _steps("node_steps_critical", "routing steps whose length the node set"),
    _steps("link_steps_critical", "routing steps whose length the link set"),
    _steps("node_steps_not_converged", "routing steps in which the node's depth did not converge"),
)
OF_VARIABLE_STEPS = tuple(
    _steps(f"steps_in_interval_{k}", f"routing steps with a length in the {word} of five intervals, longest first")
    for k, word in enumerate(_ORDINALS, 1)
)
OF_PUMPS = (
    summary("pump_min_flow", "m3 s-1", "least flow while running", cell_methods="time: minimum"),
    _hours("pump_hours_below_curve", "time running below the lower end of its curve"),
    _hours("pump_hours_above_curve", "time running above the end of its curve; of all but kind 4 beyond either end"),
)
OF_INLETS = (
    summary("link_inlet_peak_capture", "percent", "share of the largest flow that the conduit's inlets took"),
    summary("link_inlet_mean_capture", "percent", "mean share of the flow that the conduit's inlets took"),
    summary("link_inlet_bypass_frequency", "percent", "steps with flow past the inlets, of those with capture"),
    summary("link_inlet_backflow_frequency", "percent", "steps with flow out of the inlets, of those with any flow"),
    _steps("link_inlet_steps", "routing steps with flow at the conduit's inlets"),
)
OF_RDII = (
    summary("rdii_sewershed_rainfall", "m3", "rain on the sewersheds of RDII", dtype="float64"),
    summary("rdii_produced", "m3", "RDII that the sewersheds give in the whole run", dtype="float64"),
)
COUNTED: tuple[Variable, ...] = (
    total("subcatchment_impervious_runoff_depth", "mm", "runoff of impervious surfaces, before it crosses others"),
    total("subcatchment_pervious_runoff_depth", "mm", "runoff of the pervious surface, before it crosses others"),
    summary("node_mean_depth", "m", "mean water depth", cell_methods="time: mean"),
    summary("node_mean_volume", "m3", "mean volume of water held", cell_methods="time: mean"),
    summary("node_max_lateral_inflow", "m3 s-1", "largest lateral inflow, or withdrawal where that is larger"),
    moment("node_time_of_max_inflow", "time of the maximum total inflow"),
    moment("node_time_of_max_flooding", "time of the maximum rate of surface flooding"),
    largest("node_max_outflow", "m3 s-1", "maximum total outflow"),
    _hours("node_hours_flowing", "time with an inflow of at least 0.001 ft3/s"),
    largest("link_max_depth", "m", "maximum water depth"),
    _hours("link_hours_full_up", "time full at its upstream end"),
    _hours("link_hours_full_down", "time full at its downstream end"),
    _hours("link_hours_above_full_flow", "time with at least the flow of the full section at normal depth"),
    _hours("link_hours_capacity_limited", "time full, with a water surface steeper than the bed"),
    _steps("link_flow_turns", "routing steps in which the flow turned from rising to falling or back"),
    largest("system_max_outflow", "m3 s-1", "maximum of the total outflow through outfalls"),
    summary("steps_routed", "1", "routing steps but for those skipped as steady", dtype="float64"),
    summary("shortest_step", "s", "shortest routing step but for the first", dtype="float64"),
    summary("longest_step", "s", "longest routing step", dtype="float64"),
    summary("mean_step", "s", "mean routing step", dtype="float64"),
    summary("hours_steady", "h", "time skipped as steady", dtype="float64"),
    *OF_DYNAMIC_WAVE,
    *OF_VARIABLE_STEPS,
    *OF_PUMPS,
    *OF_INLETS,
    *OF_RDII,
)
NAMES = frozenset(v.name for v in COUNTED)


def absent_counts(model: Model) -> frozenset[str]:
    """Names of what is not counted in a model."""
    absent: tuple[Variable, ...] = ()
    options = model.options
    if options.routing != "DYNWAVE":
        absent += OF_DYNAMIC_WAVE
    if options.routing != "DYNWAVE" or options.variable_step == 0.0:
        absent += OF_VARIABLE_STEPS
    absent += () if model.pumps else OF_PUMPS
    absent += () if model.inlet_uses else OF_INLETS
    absent += () if model.rdii and not options.ignore_rdii and model.rdii_record is None else OF_RDII
    return frozenset(v.name for v in absent)
