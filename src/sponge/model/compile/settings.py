"""The solver's options as numbers."""

from __future__ import annotations

from sponge.base.constants import FOOT
from sponge.base.times import since_epoch
from sponge.engine import network as net
from sponge.engine.network import Settings
from sponge.model.compile.gages import runoff_steps
from sponge.model.model import Model

MIN_SURFACE_AREA = 12.566 * FOOT**2  # m2, a manhole of 4 ft
HEAD_TOLERANCE = 0.005 * FOOT  # m
MAX_TRIALS = 8
MIN_STEP = 0.001  # s
DAMPING = {"NONE": net.NO_DAMPING, "PARTIAL": net.PARTIAL_DAMPING, "FULL": net.FULL_DAMPING}
NORMAL_FLOW = {
    "SLOPE": net.LIMIT_SLOPE, "FROUDE": net.LIMIT_FROUDE, "BOTH": net.LIMIT_BOTH, "NONE": net.LIMIT_NONE,
    "NEITHER": net.LIMIT_NONE, "NO": net.LIMIT_SLOPE, "YES": net.LIMIT_BOTH,
}


def settings_of(model: Model) -> Settings:
    """Options of a model, with EPA SWMM's defaults for what it leaves open."""
    o = model.options
    duration = max(float(int(o.duration)), 0.0)
    wet_step = runoff_steps(model)[0]
    routing_step = min(o.routing_step, wet_step)
    slot = o.surcharge_method == "SLOT"
    return Settings(
        duration=duration,
        report_start=((o.report_start or o.start) - o.start).total_seconds(),
        report_step=min(o.report_step, duration) if duration else o.report_step,
        routing_step=routing_step,
        min_step=max(min(o.min_routing_step or 0.5, routing_step), MIN_STEP),
        courant=o.variable_step if routing_step >= MIN_STEP else 0.0,
        rule_step=o.rule_step,
        wet_step=wet_step,
        max_trials=o.max_trials or MAX_TRIALS,
        head_tolerance=o.head_tolerance or HEAD_TOLERANCE,
        min_surface_area=o.min_surface_area or MIN_SURFACE_AREA,
        damping=DAMPING[o.inertial_damping],
        normal_flow=NORMAL_FLOW[o.normal_flow_limited],
        slot=int(slot),
        crown_cutoff=net.SLOT_CUTOFF if slot else net.EXTRAN_CUTOFF,
        allow_ponding=int(o.allow_ponding),
        force_main=net.DARCY_WEISBACH if o.force_main_equation == "D-W" else net.HAZEN_WILLIAMS,
        skip_steady=int(o.skip_steady_state),
        system_flow_tolerance=o.system_flow_tolerance,
        lateral_flow_tolerance=o.lateral_flow_tolerance,
        start=since_epoch(o.start),
        routed=int(bool(model.node_order) and not o.ignore_routing),
        runoff=int(bool(model.subcatchments)),
        averages=int(model.report.averages),
        dynamic=int(o.routing == "DYNWAVE"),
        steady=int(o.routing == "STEADY"),
    )
