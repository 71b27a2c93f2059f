# SPDX-License-Identifier: Apache-2.0
"""How routing went: worst balances, what set the steps, what was unstable or did not converge, lengths of steps."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from sponge.base.constants import FOOT
from sponge.engine.accounts.continuity import continuity_error
from sponge.export.rpt.continuity import node_balance
from sponge.export.rpt.reported_run import ReportedRun
from sponge.export.rpt.table_text import cell, titled

SHOWN = 5  # elements of a list
LEAST = 1.0  # per cent: EPA SWMM lists no errors, criticality or instability of less
LEAST_UNCONVERGED = 0.005  # per cent of steps
LEAST_INFLOW = 0.1 * FOOT**3  # m3: nodes with less are not listed
INTERVALS = 5


def routing(run: ReportedRun) -> list[str]:
    """All tables of how routing went."""
    lines = []
    if run.dynamic:
        lines += _errors(run)
        lines += _critical(run) if _varies(run) else []
    lines += _turns(run)
    lines += _unconverged(run) if run.dynamic else []
    return lines + _steps(run)


def _varies(run: ReportedRun) -> bool:
    return run.model.options.variable_step > 0.0


def _of_nodes(run: ReportedRun, name: str) -> np.ndarray:
    return run.by_element(name, len(run.model.node_order))


def _of_links(run: ReportedRun, name: str) -> np.ndarray:
    return run.by_element(name, len(run.model.link_order))


def _worst(values: np.ndarray, least: float) -> list[int]:
    """Places of the largest absolute values above the least, largest first; of equal ones the first."""
    sizes = np.nan_to_num(np.abs(values))
    return [int(k) for k in np.argsort(-sizes, kind="stable")[:SHOWN] if sizes[k] > least]


def _listed(title: str, words: Sequence[str], otherwise: str) -> list[str]:
    return [*titled(title), *(words or [otherwise]), ""]


def _errors(run: ReportedRun) -> list[str]:
    """The nodes whose water is balanced worst, in per cent of what came; without those at the upper ends and outfalls.
    """
    came, left, _ = node_balance(run)
    counts = (run.network.nodes.degree > 0) & (came > LEAST_INFLOW)
    errors = np.where(counts, continuity_error(came, left, 0.0), 0.0)
    words = [f"Node {run.model.node_order[k]} ({errors[k]:.2f}%)" for k in _worst(errors, LEAST)]
    return _listed("Highest Continuity Errors", words, "") if words else []


def _critical(run: ReportedRun) -> list[str]:
    """The elements that set the lengths of steps most often."""
    names = [f"Node {name}" for name in run.model.node_order] + [f"Link {name}" for name in run.model.link_order]
    found = np.concatenate([_of_nodes(run, "node_steps_critical"), _of_links(run, "link_steps_critical")])
    shares = 100.0 * found / max(float(run.get("steps_routed")), 1.0)
    words = [f"{names[k]} ({shares[k]:.2f}%)" for k in _worst(shares, LEAST)]
    return _listed("Time-Step Critical Elements", words, "None")


def _turns(run: ReportedRun) -> list[str]:
    """Links whose flow turned most often: of the turns that a flow which oscillates by chance has, 2/3 of the steps."""
    step = float(run.get("mean_step"))
    count = run.span / step if step > 0.0 else 0.0
    turns = _of_links(run, "link_flow_turns")
    indexes = 100.0 * turns / (2.0 / 3.0 * (count - 2.0)) if count > 2.0 else 0.0 * turns
    words = [f"Link {run.model.link_order[k]} ({indexes[k]:.0f})" for k in _worst(indexes, LEAST)]
    return _listed("Highest Flow Instability Indexes", words, "All links are stable.")


def _unconverged(run: ReportedRun) -> list[str]:
    shares = 100.0 * _of_nodes(run, "node_steps_not_converged") / max(float(run.get("steps_routed")), 1.0)
    words = [f"Node {run.model.node_order[k]} ({shares[k]:.2f}%)" for k in _worst(shares, 0.0)]
    if np.nanmax(shares, initial=0.0) < LEAST_UNCONVERGED:
        words = []
    return _listed("Most Frequent Nonconverging Nodes", words, "Convergence obtained at all time steps.")


def _steps(run: ReportedRun) -> list[str]:
    """Lengths of the steps of routing."""
    count = float(run.get("steps_routed"))
    if not count:
        return []
    longest, shortest = float(run.get("longest_step")), float(run.get("shortest_step"))
    routed, steady = count * float(run.get("mean_step")), 3600.0 * float(run.get("hours_steady"))
    step = float(run.network.settings.routing_step)
    rows = (
        ("Minimum Time Step", min(shortest, step) if shortest > 0.0 else step, " sec"),
        ("Average Time Step", routed / count, " sec"), ("Maximum Time Step", longest, " sec"),
        ("% of Time in Steady State", 100.0 * steady / (steady + routed), ""),
        ("Average Iterations per Step", float(run.get("mean_iterations")), ""),
        ("% of Steps Not Converging", float(run.get("steps_not_converged")), ""),
    )  # fmt: skip
    lines = [f"{label:<28}:  {cell(value, 7, 2)}{unit}" for label, value, unit in rows]
    return [*titled("Routing Time Step Summary"), *lines, *_frequencies(run, step), ""]


def _frequencies(run: ReportedRun, longest: float) -> list[str]:
    """How many steps had which lengths, where they vary."""
    if not (run.dynamic and _varies(run)):
        return []
    counts = [float(run.get(f"steps_in_interval_{k}")) for k in range(1, INTERVALS + 1)]
    ends = [longest, *map(float, run.network.step_bounds)]
    total = sum(counts)
    rows = [
        f"   {above:6.3f} - {below:6.3f} sec      :  {cell(100.0 * count / total, 7, 2)} %"
        for above, below, count in zip(ends, ends[1:], counts)
    ] if total else []  # fmt: skip
    return ["Time Step Frequencies       :", *rows] if rows else []


def rdii(run: ReportedRun) -> list[str]:
    """Rain on sewersheds and what of it came into the sewers."""
    rain, produced = (float(run.get(name)) for name in ("rdii_sewershed_rainfall", "rdii_produced"))
    units, stars = run.units, "*" * 22
    words = ("acre-feet", "10^6 gal") if units.us else ("hectare-m", "10^6 ltr")
    rows = (("Sewershed Rainfall", rain), ("RDII Produced", produced))
    return [
        "", f"{stars}           Volume        Volume", f"Rainfall Dependent I/I        {words[0]}      {words[1]}",
        f"{stars}        ---------     ---------",
        *(f"{name + ' ':.<25}{cell(units.land_volume(v), 14, 3)}{cell(units.volume(v), 14, 3)}" for name, v in rows),
        f"{'RDII Ratio ':.<25}{cell(produced / rain if rain else 0.0, 14, 3)}", "",
    ]  # fmt: skip
