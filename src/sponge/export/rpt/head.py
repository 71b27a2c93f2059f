# SPDX-License-Identifier: Apache-2.0
"""The head of the report: title, what sponge says of it, analysis options."""

from __future__ import annotations

from datetime import datetime

from sponge.base.version import VERSION
from sponge.export.rpt.reported_run import ReportedRun
from sponge.export.rpt.table_text import NOT_RECORDED, titled
from sponge.model.processes import with_groundwater, with_snow
from sponge.results.actions import COUNT


def head(run: ReportedRun) -> list[str]:
    """The first lines of the file."""
    program = f"EPA STORM WATER MANAGEMENT MODEL - VERSION 5.2 (Build 5.2.4 layout; computed by sponge {VERSION})"
    lines = ["", program, "-" * len(program), ""]
    lines += [*(line for line in run.model.title if line.strip()), ""]
    return [*lines, *(f"WARNING: {note}" for note in run.source.notes), *([""] if run.source.notes else [])]


def about(run: ReportedRun) -> list[str]:
    """What in this file is not as in EPA SWMM's, and why."""
    left_out = _of_this_model(run)
    lines = [f"  {table}: {why}" for table, why in left_out]
    return [*titled(f"Written by sponge {VERSION}"), "Tables that are not here:", *lines, ""] if lines else []


def _of_this_model(run: ReportedRun) -> list[tuple[str, str]]:
    model = run.model
    found = []
    if flag(run, "CONTROL", False) and model.rules and COUNT not in run.source.data.variables:
        found.append(("Control Actions Taken", "these results hold no list of actions (those of a sweep never do)"))
    return found


def flag(run: ReportedRun, word: str, default: bool) -> bool:
    """A YES or NO of [REPORT]."""
    return run.model.report.says(word, default)


def options(run: ReportedRun) -> list[str]:
    """The table of analysis options."""
    model, said = run.model, run.model.options
    routed = bool(model.link_order) and not said.ignore_routing
    rows = [("Flow Units", said.flow_units)]
    processes = [
        ("Rainfall/Runoff", bool(model.gages) and not said.ignore_rainfall),
        ("RDII", bool(model.hydrographs) and not said.ignore_rdii), ("Snowmelt", with_snow(model)),
        ("Groundwater", with_groundwater(model)), ("Flow Routing", routed),
        *([("Ponding Allowed", said.allow_ponding)] if routed else []), ("Water Quality", model.has_quality),
    ]  # fmt: skip
    lines = [f"{'Flow Units ':.<26} {said.flow_units}", "Process Models:"]
    lines += [f"  {name + ' ':.<24} {'YES' if on else 'NO'}" for name, on in processes]
    rows = [("Infiltration Method", said.infiltration)] if model.subcatchments else []
    rows += [("Flow Routing Method", said.routing)] if model.link_order else []
    rows += [("Surcharge Method", said.surcharge_method)] if run.dynamic else []
    rows += [("Starting Date", _moment(said.start)), ("Ending Date", _moment(run.end))]
    rows += [("Antecedent Dry Days", f"{said.dry_days:.1f}"), ("Report Time Step", _clock(said.report_step))]
    if model.subcatchments:
        rows += [("Wet Time Step", _clock(said.wet_step)), ("Dry Time Step", _clock(said.dry_step))]
    if model.link_order:
        rows += [("Routing Time Step", f"{said.routing_step:.2f} sec")]
    if model.link_order and run.dynamic:
        tolerance = said.head_tolerance / run.units.file.length or (0.005 if run.units.us else 0.0015)
        rows += [
            ("Variable Time Step", "YES" if said.variable_step > 0.0 else "NO"),
            ("Maximum Trials", f"{said.max_trials or 8}"), ("Number of Threads", "1"),
            ("Head Tolerance", f"{tolerance:.6f} {'ft' if run.units.us else 'm'}"),
        ]  # fmt: skip
    return [*titled("Analysis Options"), *lines, *(f"{name + ' ':.<26} {value}" for name, value in rows), ""]


def foot(run: ReportedRun) -> list[str]:
    """When the run began and ended (UTC), at the end as in EPA SWMM's file."""
    said = [str(run.source.data.attrs.get(f"date_{name}", "")) for name in ("created", "modified")]
    begun, ended = (datetime.fromisoformat(text.removesuffix("Z")) if text else None for text in said)
    words = [f"{t:%a %b %d %H:%M:%S %Y}" if t else NOT_RECORDED for t in (begun, ended)]
    elapsed = NOT_RECORDED
    if begun and ended:
        seconds = max(int((ended - begun).total_seconds()), 0)
        elapsed = _clock(seconds) if seconds else "< 1 sec"
    return ["", f"Analysis begun on:  {words[0]}", f"Analysis ended on:  {words[1]}", f"Total elapsed time: {elapsed}"]


def _moment(when: datetime) -> str:
    return f"{when:%m/%d/%Y %H:%M:%S}"


def _clock(seconds: float) -> str:
    whole = round(seconds)
    return f"{whole // 3600:02d}:{whole // 60 % 60:02d}:{whole % 60:02d}"
