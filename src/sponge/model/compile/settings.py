# SPDX-License-Identifier: Apache-2.0
"""The options that do not depend on the solver, as numbers."""

from __future__ import annotations

from sponge.base.times import since_epoch
from sponge.engine.network import DARCY_WEISBACH, HAZEN_WILLIAMS, Settings
from sponge.model.compat import corrections
from sponge.model.compile.gages import runoff_steps
from sponge.model.model import Model

MOST_ACTIONS = 100_000  # control actions that a run lists; further ones are counted


def statistics_start(model: Model) -> float:
    """From when on peaks and hours count, s after the start."""
    o = model.options
    return corrections(o.compat).late_statistics * ((o.report_start or o.start) - o.start).total_seconds()


def settings_of(model: Model) -> Settings:
    """Options of a model, with EPA SWMM's defaults for what it leaves open."""
    o = model.options
    numbers = corrections(o.compat)
    duration = max(float(int(o.duration)), 0.0)
    wet_step = runoff_steps(model)[0]
    return Settings(
        duration=duration,
        report_start=((o.report_start or o.start) - o.start).total_seconds(),
        statistics_start=statistics_start(model),
        report_step=min(o.report_step, duration) if duration else o.report_step,
        routing_step=min(o.routing_step, wet_step),
        rule_step=o.rule_step,
        rule_interval=numbers.rule_interval,
        last_switch=-numbers.switched_at_midnight * (since_epoch(o.start) % 86400.0),
        wet_step=wet_step,
        allow_ponding=int(o.allow_ponding),
        force_main=DARCY_WEISBACH if o.force_main_equation == "D-W" else HAZEN_WILLIAMS,
        skip_steady=int(o.skip_steady_state),
        system_flow_tolerance=o.system_flow_tolerance,
        lateral_flow_tolerance=o.lateral_flow_tolerance,
        start=since_epoch(o.start),
        routed=int(bool(model.node_order) and not o.ignore_routing),
        runoff=int(bool(model.subcatchments)),
        averages=int(model.report.averages),
        slot=int(o.surcharge_method == "SLOT"),
        mean_from_land=numbers.mean_from_land,
        counts=1,
        action_room=MOST_ACTIONS if model.report.says("CONTROL") and model.rules else 0,
    )
