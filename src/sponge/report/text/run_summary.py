# SPDX-License-Identifier: Apache-2.0
"""The summary of a run as facts, and as the text that an engineer expects after a run."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import numpy as np

from sponge.base.version import VERSION
from sponge.engine.solvers import solver_named
from sponge.model.kinds import counts_of
from sponge.model.model import Model
from sponge.report.text.quality import quality_facts, quality_text
from sponge.results.layout import Layout
from sponge.results.registry import ROUTING_LEDGER, RUNOFF_LEDGER
from sponge.results.registry.processes import GROUNDWATER_LEDGER
from sponge.results.summaries import one_run
from sponge.simulation.doubts import DOUBTFUL
from sponge.simulation.handover import doubt_of, handed_over
from sponge.simulation.run import RAN_AWAY
from sponge.words import Words
from sponge.words.columns import left, right
from sponge.words.messages import told

CHINESE = Words("zh")
LISTED = 5  # worst elements named
ALWAYS = ("rainfall", "surface_runoff", "outflow", "flooding_loss")  # rows of a ledger that are shown even if zero
SCALARS = (
    "runoff_continuity_error", "groundwater_continuity_error", "routing_continuity_error", "steps", "mean_iterations",
    "steps_not_converged",
)  # fmt: skip
TABLES = (  # title, which facts, heading -> variable
    (
        "Flooding", "flooding",
        {"volume m3": "node_flooding_volume", "peak m3/s": "node_max_flooding", "hours": "node_hours_flooded"},
    ),
    ("Outfalls", "outfalls", {"peak m3/s": "node_max_total_inflow"}),
    ("Peak flows", "peak_flows", {"m3/s": "link_max_flow", "m/s": "link_max_velocity", "full": "link_max_capacity"}),
    ("Surcharged conduits", "surcharged", {"hours": "link_hours_surcharged"}),
    (
        "Pumps", "pumps",
        {"volume m3": "pump_volume", "hours": "pump_hours", "starts": "pump_starts", "kWh": "pump_energy"},
    ),
)  # fmt: skip
SHOWN = 0.05  # s of compiling, from which on it is shown
TINY = 1e-6  # m3/s or m3: not worth a line


def facts_of(model: Model, layout: Layout, summary: dict[str, np.ndarray], solver: str) -> dict[str, Any]:
    """Facts of a run; plain numbers, SI."""
    values = one_run(summary, layout)
    options = model.options
    facts: dict[str, Any] = {
        "sponge": VERSION, "model": str(model.path or "made in Python"), "solver": solver,
        "routing": options.routing, "start": options.start.isoformat(), "end": options.end.isoformat(),
        "duration": options.duration, "counts": counts_of(model),
        "area": sum(s.area for s in model.subcatchments.values()), "not_simulated": list(model.not_simulated),
    }  # fmt: skip
    facts["runoff"] = ledger_of("runoff", RUNOFF_LEDGER, values) if model.subcatchments else {}
    facts["groundwater"] = ledger_of("groundwater", GROUNDWATER_LEDGER, values)
    facts["routing_ledger"] = ledger_of("routing", ROUTING_LEDGER, values)
    for name in SCALARS:
        if name in values:
            facts[name] = float(values[name])
    facts["handed_over"] = handed_over(model, summary)  # m3 that left the land, and that came to the nodes
    facts["flooding"] = worst(layout, values, "node", "node_flooding_volume", "node_max_flooding", "node_hours_flooded")
    facts["outfalls"] = worst(layout, values, "node", "node_max_total_inflow", only=tuple(model.outfalls))
    facts["peak_flows"] = worst(layout, values, "link", "link_max_flow", "link_max_velocity", "link_max_capacity")
    facts["shortfalls"] = worst(layout, values, "node", "node_withdrawal_shortfall")
    facts["residuals"] = most_amiss(layout, values)
    facts["surcharged"] = worst(layout, values, "link", "link_hours_surcharged", "link_max_capacity")
    facts["quality"] = quality_facts(layout, values)
    facts["pumps"] = worst(layout, values, "link", "pump_volume", "pump_hours", "pump_starts", "pump_energy")
    return facts


def ledger_of(prefix: str, terms: tuple[tuple[str, str], ...], values: dict[str, np.ndarray]) -> dict[str, float]:
    """The terms of a mass ledger, m3."""
    return {name: float(values[f"{prefix}_{name}"]) for name, _ in terms if f"{prefix}_{name}" in values}


def worst(
    layout: Layout, values: dict[str, np.ndarray], dim: str, key: str, *others: str, only: tuple[str, ...] | None = None
) -> list[dict[str, Any]]:
    """The elements with the largest values of the variable ``key``, largest first, with those of ``others``."""
    if key not in values:
        return []
    names, ranked = layout.names[dim], np.nan_to_num(values[key], nan=0.0)
    allowed = set(only) if only is not None else None
    found: list[dict[str, Any]] = []
    for i in np.argsort(-ranked, kind="stable"):
        if len(found) == LISTED or ranked[i] <= TINY:
            break
        if allowed is None or names[i] in allowed:
            found.append({"name": names[i]} | {k: float(values[k][i]) for k in (key, *others) if k in values})
    return found


def most_amiss(layout: Layout, values: dict[str, np.ndarray]) -> list[dict[str, Any]]:
    """The nodes with the largest balance errors."""
    residual = values.get("node_routing_residual")
    if residual is None:
        return []
    return worst(layout, {"size": np.abs(residual), "node_routing_residual": residual}, "node", "size",
                 "node_routing_residual")  # fmt: skip


# --- as text ------------------------------------------------------------------------------------------------------


def summary_text(facts: dict[str, Any], language: str = "en") -> str:
    """The facts as text."""
    say = Words(language)
    parts = [_head(facts, say)]
    parts.append(_ledger_text("Runoff", RUNOFF_LEDGER, facts["runoff"], facts, "runoff_continuity_error", say))
    under = facts.get("groundwater", {})
    parts.append(_ledger_text("Groundwater", GROUNDWATER_LEDGER, under, facts, "groundwater_continuity_error", say))
    parts.append(
        _ledger_text("Flow routing", ROUTING_LEDGER, facts["routing_ledger"], facts, "routing_continuity_error", say)
    )
    parts += [_table(say(title), columns, facts[key], say) for title, key, columns in TABLES if facts[key]]
    parts += quality_text(facts.get("quality", {}), language)
    parts.append(_foot(facts, say))
    return "\n\n".join(part for part in parts if part)


def _head(facts: dict[str, Any], say: Words) -> str:
    counts = ", ".join(_counted(kind, count, say) for kind, count in facts["counts"].items())
    start, end = (facts[k].replace("T", " ")[:16] for k in ("start", "end"))
    of = say("{model}: {routing}, solver {solver}", model=facts["model"], routing=facts["routing"],
             solver=facts["solver"])  # fmt: skip
    span = say("{start} to {end} ({span})", start=start, end=end, span=str(timedelta(seconds=facts["duration"])))
    return f"{of}\n{span}\n{counts}"


def _counted(kind: str, count: int, say: Words) -> str:
    return say.name(f"{count} {_plural(kind, count)}", f"{count} 个{CHINESE(kind)}")


def _plural(word: str, count: int) -> str:
    return word if count == 1 else f"{word}es" if word.endswith("x") else f"{word}s"


def _ledger_text(
    title: str, terms: tuple[tuple[str, str], ...], ledger: dict[str, float], facts: dict[str, Any], error: str,
    say: Words,
) -> str:  # fmt: skip
    """A continuity table: volumes in m3, of runoff also as mm over all subcatchments."""
    if not ledger:
        return ""
    area = facts["area"] if title == "Runoff" else 0.0
    lines = [f"{left(say(title), 30)}{'m3':>14}{'        mm' if area else ''}"]
    for name, text in terms:
        if name in ledger and (abs(ledger[name]) > TINY or name in ALWAYS):
            depth = f"{1e3 * ledger[name] / area:>10.2f}" if area else ""
            lines.append(f"  {left(say(text).capitalize(), 28)}{ledger[name]:>14,.1f}{depth}")
    if error in facts:
        lines.append(f"  {left(say('Continuity error (%)'), 28)}{facts[error]:>14.3f}")
    return "\n".join(lines)


def _table(title: str, columns: dict[str, str], rows: list[dict[str, Any]], say: Words) -> str:
    lines = [left(title, 30) + "".join(right(say(heading), 14) for heading in columns)]
    for row in rows:
        cells = "".join(f"{row.get(key, float('nan')):>14.4g}" for key in columns.values())
        lines.append(f"  {left(row['name'], 28)}{cells}")
    return "\n".join(lines)


def _where(facts: dict[str, Any], kind: str, say: Words) -> str:
    """A note that names the node with the largest balance error of routing; empty where none is known."""
    rows = facts.get("residuals", []) if kind == "routing" else []
    if not rows:
        return ""
    volume = f"{rows[0]['node_routing_residual']:+,.4g}"
    return "; " + say("most is amiss at node {node} ({volume} m3)", node=rows[0]["name"], volume=volume)


def _lacking(rows: list[dict[str, Any]], say: Words) -> list[str]:
    """Lines on withdrawals for which nodes had no water."""
    if not rows:
        return []
    named = ", ".join(f"{row['name']} ({row['node_withdrawal_shortfall']:,.4g} m3)" for row in rows)
    return [say("WARNING: less was withdrawn than asked, for there was no more water: {nodes}", nodes=named)]


def _foot(facts: dict[str, Any], say: Words) -> str:
    seconds = facts["seconds"]
    running = seconds["simulate"]
    lines = []
    if facts.get("steps"):
        step = facts["reached"] / facts["steps"]  # steps before the state that the run went on from are counted too
        lines.append(say(
            "{steps} steps of {step} s on average, {iterations} iterations a step, {share} % of steps not converged",
            steps=f"{facts['steps']:,.0f}", step=f"{step:.3g}", iterations=f"{facts.get('mean_iterations', 0.0):.2f}",
            share=f"{facts.get('steps_not_converged', 0.0):.2f}",
        ))  # fmt: skip
    ratio = (facts["reached"] - facts["began"]) / running if running > 0 else float("inf")
    total, compiling = seconds["total"], seconds.get("compile", 0.0)
    also = say(", {seconds} s of which went into compiling", seconds=f"{compiling:.1f}") if compiling >= SHOWN else ""
    lines.append(say("simulated in {running} s ({ratio} times as fast as the water), {total} s in all",
                     running=f"{running:.2f}", ratio=f"{ratio:,.0f}", total=f"{total:.2f}") + also)  # fmt: skip
    solver = solver_named(facts["solver"])
    for kind in ("runoff", "groundwater", "routing"):
        error = facts.get(f"{kind}_continuity_error", 0.0)
        if not abs(error) <= DOUBTFUL:  # an error that is not a number is doubtful too
            lines.append(say("WARNING: the continuity error of {kind} is {error} %: do not trust these results",
                             kind=say(kind), error=f"{error:.1f}") + _where(facts, kind, say))  # fmt: skip
            if kind == "routing" and solver.remedy:
                lines[-1] += "; " + told(solver.remedy, say.language)
    doubts = solver.doubts(
        facts.get("routing_continuity_error", 0.0), facts.get("steps_not_converged", 0.0)
    )
    if facts["reached"] >= facts["duration"]:
        doubts = [*doubts, *filter(None, [doubt_of(facts.get("handed_over"))])]
    lines += [say("WARNING: {doubt}", doubt=told(doubt, say.language)) for doubt in doubts]
    lines += _lacking(facts.get("shortfalls", []), say)
    if facts["status"] == 4:
        reason = told(facts.get("reason") or RAN_AWAY, say.language)
        lines.append(say("NUMERICAL FAILURE: {reason}; what is written after that is not a number", reason=reason))
    lines += [say("NOT SIMULATED: {what}", what=told(what, say.language)) for what in facts["not_simulated"]]
    lines.append(say("results in {output}", output=facts["output"]))
    return "\n".join(lines)
