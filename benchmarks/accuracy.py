#!/usr/bin/env python3
"""How far solvers are from the converged solution, element by element, where there is one.

    python benchmarks/accuracy.py MODEL.inp... [--hours 6] [--step 1.0] [--tolerances 1cm 2mm]

The reference is picard at a fixed step and at a quarter of it, heads to 1 um. An element qualifies where these two
differ by less than a third of what the model's own settings differ from the finer one, or by less than 0.1 % of its
range: elsewhere no solution is converged, and only the swinging of a series (its total variation) is compared.
"""

from __future__ import annotations

import argparse
import json
import warnings
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import numpy as np

import sponge
from sponge.model.model import Model
from sponge.simulation.prepare import read

KINDS = {"depth": ("node_depth", 1e-3), "flow": ("link_flow", 1e-4)}  # variable, least range [m, m3/s]
CONVERGED = 1.0 / 3.0  # of the error of the model's own settings
ALIKE = 1e-3  # of an element's range
EVERY = 60.0  # s, between the values that are compared

Series = dict[str, np.ndarray]  # kind -> (time, element)


def shortened(path: Path, hours: float | None) -> Model:
    """A model that ends after some hours, reports every minute and has no quality, which is not compared."""
    model = read(path)
    options = replace(model.options, report_step=EVERY, report_start=None, ignore_quality=True)
    if hours is not None and options.duration > 3600.0 * hours:
        options = replace(options, end=options.start + timedelta(hours=hours))
    return replace(model, options=options)


def fine(step: float) -> tuple[str, ...]:
    """The changes that make picard converge: fixed steps [s], many trials, heads to 1 um."""
    values = {"routing_step": step, "variable_step": 0, "head_tolerance": 1e-6, "max_trials": 40}
    return tuple(f"options.{name} = {value}" for name, value in values.items())


def series_of(model: Model, **how: Any) -> Series:
    """Depths and flows of a run."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)
        results = sponge.run(model, variables=[variable for variable, _ in KINDS.values()], **how)
    return {kind: results[variable].values.astype(float) for kind, (variable, _) in KINDS.items()}


def error(found: np.ndarray, reference: np.ndarray) -> np.ndarray:
    """RMS difference over the range of the reference, by element; infinite where a run has ended too early."""
    if len(found) < len(reference) or not np.isfinite(found).all():
        return np.full(reference.shape[1], np.inf)
    return np.sqrt(np.mean((found - reference) ** 2, axis=0)) / np.maximum(np.ptp(reference, axis=0), 1e-12)


def swing(found: np.ndarray) -> np.ndarray:
    """Total variation by element."""
    return np.abs(np.diff(found, axis=0)).sum(axis=0)


def rms(values: np.ndarray) -> float | None:
    """Over elements, in per cent; None of none."""
    return round(100.0 * float(np.sqrt(np.mean(values**2))), 4) if values.size else None


def compared(reference: Series, coarser: Series, own: Series, others: dict[str, Series]) -> dict[str, Any]:
    """By kind: how many elements qualify, which share of the water their links carry, and the errors over them."""
    found: dict[str, Any] = {}
    for kind, (_, least) in KINDS.items():
        exact = reference[kind]
        moves = np.ptp(exact, axis=0) > least
        of_own, of_step = error(own[kind], exact), error(coarser[kind], exact)
        sound = moves & ((of_step < CONVERGED * of_own) | (of_step < ALIKE))
        rest = moves & ~sound
        row: dict[str, Any] = {"elements": int(moves.sum()), "converged": int(sound.sum())}
        if kind == "flow":
            carried = np.abs(exact).sum(axis=0)
            row["share of flow"] = round(float(carried[sound].sum() / max(carried[moves].sum(), 1e-12)), 3)
        for name, series in {"own settings": own, **others}.items():
            row[name] = rms(error(series[kind], exact)[sound])
            if rest.any() and len(series[kind]) == len(exact):
                ratio = swing(series[kind])[rest] / np.maximum(swing(own[kind])[rest], 1e-12)
                row[f"swing of {name}"] = round(float(np.median(ratio)), 3)
        found[kind] = row
    return found


def measured(path: Path, hours: float | None, step: float, tolerances: Sequence[str]) -> dict[str, Any]:
    """A model's figures."""
    model = shortened(path, hours)
    finest, coarser = (series_of(model, changes=fine(each)) for each in (step / 4.0, step))
    others = {f"implicit {t}": series_of(model, solver="implicit", tolerance=t) for t in tolerances}
    return compared(finest, coarser, series_of(model), others)


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("models", nargs="+", type=Path)
    parser.add_argument("--hours", type=float, help="of each model [all]")
    parser.add_argument("--step", type=float, default=1.0, help="s, of the coarser reference")
    parser.add_argument("--tolerances", nargs="+", default=["1cm"], help="of the implicit solver")
    parser.add_argument("--json", type=Path)
    given = parser.parse_args()
    found = {path.stem: measured(path, given.hours, given.step, given.tolerances) for path in given.models}
    print(json.dumps(found, indent=1))
    if given.json:
        given.json.write_text(json.dumps(found, indent=1) + "\n")


if __name__ == "__main__":
    main()
