# SPDX-License-Identifier: Apache-2.0
"""How routing went: worst balances, what set the steps, what was unstable or did not converge, lengths of steps."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from sponge.base.units import FOOT
from sponge.export.rpt.continuity import node_balance
from sponge.export.rpt.frame import Frame, cell, titled

SHOWN = 5  # elements of a list
LEAST = 1.0  # per cent: EPA SWMM lists no errors, criticality or instability of less
LEAST_UNCONVERGED = 0.005  # per cent of steps
LEAST_INFLOW = 0.1 * FOOT**3  # m3: nodes with less are not listed
INTERVALS = 5


def routing(frame: Frame) -> list[str]:
    """All tables of how routing went."""
    lines = []
    if frame.dynamic:
        lines += _errors(frame)
        lines += _critical(frame) if _varies(frame) else []
    lines += _turns(frame)
    lines += _unconverged(frame) if frame.dynamic else []
    return lines + _steps(frame)


def _varies(frame: Frame) -> bool:
    return frame.model.options.variable_step > 0.0


def _of_nodes(frame: Frame, name: str) -> np.ndarray:
    return frame.by_element(name, len(frame.model.node_order))


def _of_links(frame: Frame, name: str) -> np.ndarray:
    return frame.by_element(name, len(frame.model.link_order))


def _worst(values: np.ndarray, least: float) -> list[int]:
    """Places of the largest absolute values above the least, largest first; of equal ones the first."""
    sizes = np.nan_to_num(np.abs(values))
    return [int(k) for k in np.argsort(-sizes, kind="stable")[:SHOWN] if sizes[k] > least]


def _listed(title: str, words: Sequence[str], otherwise: str) -> list[str]:
    return [*titled(title), *(words or [otherwise]), ""]


def _errors(frame: Frame) -> list[str]:
    """The nodes whose water is balanced worst, in per cent of what came; without those at the upper ends and outfalls.
    """
    came, left, _ = node_balance(frame)
    counts = (frame.network.nodes.degree > 0) & (came > LEAST_INFLOW)
    errors = np.where(counts, 100.0 * (1.0 - left / np.where(counts, came, 1.0)), 0.0)
    words = [f"Node {frame.model.node_order[k]} ({errors[k]:.2f}%)" for k in _worst(errors, LEAST)]
    return _listed("Highest Continuity Errors", words, "") if words else []


def _critical(frame: Frame) -> list[str]:
    """The elements that set the lengths of steps most often."""
    names = [f"Node {name}" for name in frame.model.node_order] + [f"Link {name}" for name in frame.model.link_order]
    found = np.concatenate([_of_nodes(frame, "node_steps_critical"), _of_links(frame, "link_steps_critical")])
    shares = 100.0 * found / max(float(frame.get("steps_routed")), 1.0)
    words = [f"{names[k]} ({shares[k]:.2f}%)" for k in _worst(shares, LEAST)]
    return _listed("Time-Step Critical Elements", words, "None")


def _turns(frame: Frame) -> list[str]:
    """Links whose flow turned most often: of the turns that a flow which oscillates by chance has, 2/3 of the steps."""
    step = float(frame.get("mean_step"))
    count = frame.span / step if step > 0.0 else 0.0
    turns = _of_links(frame, "link_flow_turns")
    indexes = 100.0 * turns / (2.0 / 3.0 * (count - 2.0)) if count > 2.0 else 0.0 * turns
    words = [f"Link {frame.model.link_order[k]} ({indexes[k]:.0f})" for k in _worst(indexes, LEAST)]
    return _listed("Highest Flow Instability Indexes", words, "All links are stable.")


def _unconverged(frame: Frame) -> list[str]:
    shares = 100.0 * _of_nodes(frame, "node_steps_not_converged") / max(float(frame.get("steps_routed")), 1.0)
    words = [f"Node {frame.model.node_order[k]} ({shares[k]:.2f}%)" for k in _worst(shares, 0.0)]
    if np.nanmax(shares, initial=0.0) < LEAST_UNCONVERGED:
        words = []
    return _listed("Most Frequent Nonconverging Nodes", words, "Convergence obtained at all time steps.")


def _steps(frame: Frame) -> list[str]:
    """Lengths of the steps of routing."""
    count = float(frame.get("steps_routed"))
    if not count:
        return []
    longest, shortest = float(frame.get("longest_step")), float(frame.get("shortest_step"))
    routed, steady = count * float(frame.get("mean_step")), 3600.0 * float(frame.get("hours_steady"))
    step = float(frame.network.settings.routing_step)
    rows = (
        ("Minimum Time Step", min(shortest, step) if shortest > 0.0 else step, " sec"),
        ("Average Time Step", routed / count, " sec"), ("Maximum Time Step", longest, " sec"),
        ("% of Time in Steady State", 100.0 * steady / (steady + routed), ""),
        ("Average Iterations per Step", float(frame.get("mean_iterations")), ""),
        ("% of Steps Not Converging", float(frame.get("steps_not_converged")), ""),
    )  # fmt: skip
    lines = [f"{label:<28}:  {cell(value, 7, 2)}{unit}" for label, value, unit in rows]
    return [*titled("Routing Time Step Summary"), *lines, *_frequencies(frame, step), ""]


def _frequencies(frame: Frame, longest: float) -> list[str]:
    """How many steps had which lengths, where they vary."""
    if not (frame.dynamic and _varies(frame)):
        return []
    counts = [float(frame.get(f"steps_in_interval_{k}")) for k in range(1, INTERVALS + 1)]
    ends = [longest, *map(float, frame.network.step_bounds)]
    total = sum(counts)
    rows = [
        f"   {above:6.3f} - {below:6.3f} sec      :  {cell(100.0 * count / total, 7, 2)} %"
        for above, below, count in zip(ends, ends[1:], counts)
    ] if total else []  # fmt: skip
    return ["Time Step Frequencies       :", *rows] if rows else []


def rdii(frame: Frame) -> list[str]:
    """Rain on sewersheds and what of it came into the sewers."""
    rain, produced = (float(frame.get(name)) for name in ("rdii_sewershed_rainfall", "rdii_produced"))
    stars, words = "*" * 22, ("acre-feet", "10^6 gal") if frame.us else ("hectare-m", "10^6 ltr")
    rows = (("Sewershed Rainfall", rain), ("RDII Produced", produced))
    return [
        "", f"{stars}           Volume        Volume", f"Rainfall Dependent I/I        {words[0]}      {words[1]}",
        f"{stars}        ---------     ---------",
        *(f"{name + ' ':.<25}{cell(frame.land_volume(v), 14, 3)}{cell(frame.volume(v), 14, 3)}" for name, v in rows),
        f"{'RDII Ratio ':.<25}{cell(produced / rain if rain else 0.0, 14, 3)}", "",
    ]  # fmt: skip
