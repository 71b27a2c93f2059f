# SPDX-License-Identifier: Apache-2.0
"""What a model uses, and what its run will cost: steps, seconds, bytes."""

from __future__ import annotations

from math import sqrt
from typing import Any

from sponge.base.constants import GRAVITY
from sponge.model.kinds import counts_of
from sponge.model.model import Model
from sponge.model.validation.geometry import full_depth
from sponge.results.layout import layout_of, number_of_reports, numbers_in_row, resolved_options

# measured on one core of 2023, one lane; seconds
LINK_ITERATION = {"DYNWAVE": 90e-9, "KINWAVE": 250e-9, "STEADY": 120e-9}
NODE_ITERATION = 25e-9
ITERATIONS = {"DYNWAVE": 2.3, "KINWAVE": 1.0, "STEADY": 1.0}
SUBCATCHMENT_STEP = 250e-9
POLLUTANT_STEP = 100e-9  # of a pollutant at a node or in a link
LID_STEP = 50e-9  # of a unit with water in it, which keeps runoff steps short
WRITTEN_VALUE = 12e-9  # of results
WET_SHARE = 0.3  # of runoff steps
FULLNESS = 0.25  # of depth: the usual speed of a wave, fitted to the steps that EPA takes on sixty models
FRAME = 250e3  # bytes of a results file without a row


def facts_of_model(model: Model) -> dict[str, Any]:
    """Counts, features and cost of a model."""
    options = model.options
    steps = routing_steps(model)
    return {
        "model": str(model.path or "made in Python"),
        "title": [line for line in model.title if line.strip()][:3],
        "counts": counts_of(model) | ({"control rule": len(model.rules)} if model.rules else {}),
        "features": features_of(model),
        "run": {
            "start": str(options.start), "end": str(options.end), "routing": options.routing,
            "routing_steps": float(steps), "mean_step_s": options.duration / steps if steps else 0.0,
            "report_periods": float(periods(model)), "estimated_seconds": seconds(model, steps),
            "results_megabytes_at_most": (FRAME + _values(model) * 4) / 1e6,
        },
        "options": resolved_options(model),
    }  # fmt: skip


def periods(model: Model) -> int:
    """Number of reporting periods."""
    return number_of_reports(model)


def routing_steps(model: Model) -> int:
    """Expected number of routing steps; with a variable step from the shortest time that a wave takes."""
    options = model.options
    if options.ignore_routing or options.duration <= 0.0:
        return 0
    step = options.routing_step
    if options.routing == "DYNWAVE" and options.variable_step > 0.0:
        depths = ((c.length, full_depth(model, c.section) or 0.0) for c in model.conduits.values())
        times = [length / sqrt(GRAVITY * FULLNESS * depth) for length, depth in depths if depth > 0.0 and length > 0.0]
        shortest = min(times, default=step / options.variable_step) * options.variable_step
        step = min(max(shortest, options.min_routing_step, 0.5), step)
    return int(_routed(model) / max(step, 1e-3)) + 1


def _routed(model: Model) -> float:
    """How long flow is routed, s: the whole simulation, or its events."""
    spans = [(e.end - e.start).total_seconds() for e in model.events]
    return min(sum(spans), model.options.duration) if spans else model.options.duration


def seconds(model: Model, steps: int) -> float:
    """Expected time of a run on one core, s, compiled before."""
    options, routing = model.options, model.options.routing
    links, nodes = len(model.link_order), len(model.node_order)
    iteration = links * LINK_ITERATION.get(routing, 1e-7) + nodes * NODE_ITERATION
    wet, dry = options.duration / max(options.wet_step, 1.0), options.duration / max(options.dry_step, 1.0)
    runoff = len(model.subcatchments) * SUBCATCHMENT_STEP * (WET_SHARE * wet + (1.0 - WET_SHARE) * dry)
    runoff += units_of(model) * LID_STEP * wet
    quality = len(model.pollutants) * (links + nodes) * POLLUTANT_STEP if model.has_quality else 0.0
    flow = steps * (ITERATIONS.get(routing, 1.0) * iteration + quality)
    return 0.6 + flow + runoff + _values(model) * WRITTEN_VALUE


def units_of(model: Model) -> int:
    """Rows of LID units that are built."""
    return sum(use.number > 0 for use in model.lid_uses.values())


def _values(model: Model) -> int:
    """Numbers of all reporting periods."""
    return periods(model) * numbers_in_row(layout_of(model))


def features_of(model: Model) -> list[str]:
    """What the model uses, in words."""
    options = model.options
    found = [f"{options.routing} routing", f"{options.flow_units} flow units"]
    found += sorted({s.infiltration.title for s in model.subcatchments.values() if s.infiltration}, key=str.lower)
    shapes = sorted({c.section.shape.lower().replace("_", " ") for c in model.conduits.values()})
    found += [f"conduits: {', '.join(shapes)}"] if shapes else []
    tests = {
        "routing is ignored": options.ignore_routing,
        "rainfall is ignored": options.ignore_rainfall,
        "control rules": model.rules,
        "street inlets": model.inlet_uses,
        "dry weather flow": model.dry_weather,
        "direct inflows": model.inflows,
        "ponding": options.allow_ponding,
        "variable time step": options.variable_step > 0.0 and options.routing == "DYNWAVE",
        "slot surcharge": options.surcharge_method == "SLOT" and options.routing == "DYNWAVE",
        "steady periods skipped": options.skip_steady_state,
        "routing events": model.events,
        "LID units": units_of(model) > 0,
        "pollutants": model.has_quality,
        "treatment": model.has_quality and model.treatments,
        "snow": model.snow_packs and not options.ignore_snowmelt,
        "groundwater": model.groundwater and not options.ignore_groundwater,
        "RDII": model.rdii and not options.ignore_rdii,
        "flow among subcatchments": any(s.outlet in model.subcatchments for s in model.subcatchments.values()),
        "exfiltration from storage": any(s.exfiltration for s in model.storages.values()),
        "seepage from conduits": any(c.seepage for c in model.conduits.values()),
        "culvert inlet control": any(c.section.culvert for c in model.conduits.values()),
        "rain from files": any(g.file for g in model.gages.values()),
        "climate file": model.temperature.file,
        "interface files": model.files,
        "mean values reported": model.report.averages,
    }
    return found + [name for name, used in tests.items() if used]
