#!/usr/bin/env python3
"""What floods and what leaves, with conduits as they are and cut into short pieces, by EPA SWMM, picard and implicit.

    python benchmarks/refinement.py MODEL.inp... [--piece 30] [--step 1.0]
    python benchmarks/refinement.py --commit              # five of EPA's examples, into refinement.json

A solver's equations converge where time steps and pieces are short: what its run of the model as it is differs from
there is its error in space and time. Pieces are joined by sealed junctions, and steps are fixed for picard.
"""

from __future__ import annotations

import argparse
import json
import math
import subprocess
import warnings
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import solvers

import sponge
from sponge.model.model import Model
from sponge.model.nodes import Junction
from sponge.simulation.prepare import read

COMMITTED = Path(__file__).with_suffix(".json")
EXAMPLES = ("extran1", "extran2", "extran5", "test3", "user1")
SEALED = 300.0  # m, surcharge depth of the junctions between pieces
STUCK = "steps_not_converged"
VOLUMES = {"flooding": "routing_flooding_loss", "outflow": "routing_outflow"}  # m3


def in_pieces(model: Model, longest: float) -> Model:
    """Every conduit longer than ``longest`` [m] as a row of equal pieces; offsets are depths."""
    inverts = {name: model.node(name).invert for name in model.node_order}
    conduits, junctions = dict(model.conduits), dict(model.junctions)
    for name, conduit in model.conduits.items():
        count = 1 if conduit.section.shape == "DUMMY" else math.ceil(conduit.length / longest)
        if count == 1:
            continue
        top, foot = inverts[conduit.up] + conduit.offset_up, inverts[conduit.down] + conduit.offset_down
        ends = [conduit.up, *(f"{name}~{k}" for k in range(1, count)), conduit.down]
        for k in range(count):
            last = k == count - 1
            piece = replace(
                conduit, name=name if k == 0 else f"{name}~{k}~", up=ends[k], down=ends[k + 1],
                length=conduit.length / count, offset_up=0.0 if k else conduit.offset_up,
                offset_down=conduit.offset_down if last else 0.0, loss_inlet=0.0 if k else conduit.loss_inlet,
                loss_outlet=conduit.loss_outlet if last else 0.0, flap_gate=conduit.flap_gate and last,
            )  # fmt: skip
            conduits[piece.name] = piece
            if not last:
                bed = top + (foot - top) * (k + 1) / count
                junctions[ends[k + 1]] = Junction(
                    name=ends[k + 1], invert=bed, surcharge_depth=SEALED
                )
    nodes = (*model.node_order, *(name for name in junctions if name not in model.junctions))
    links = (*model.link_order, *(name for name in conduits if name not in model.conduits))
    return replace(model, conduits=conduits, junctions=junctions, node_order=nodes, link_order=links)


def volumes(model: Model, solver: str, compat: str | None = None, changes: tuple[str, ...] = ()) -> dict[str, float]:
    """What floods and what leaves [m3], and the steps that did not converge [%]."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)
        results = sponge.run(model, solver=solver, compat=compat, changes=changes, variables=[*VOLUMES.values(), STUCK])
    found = {name: round(float(results[variable]), 1) for name, variable in VOLUMES.items()}
    return found | {"not converged": round(float(results[STUCK]), 2)}


def row(path: Path, piece: float, step: float) -> dict[str, Any]:
    """A model's figures."""
    model = read(path)
    model = replace(model, options=replace(model.options, ignore_quality=True, lengthening_step=0.0))
    short = in_pieces(model, piece)
    fixed = (f"options.routing_step = {step}", "options.variable_step = 0")
    return {
        "links": len(model.link_order), "pieces": len(short.link_order),
        "as it is": {
            "picard, as EPA": volumes(model, "picard", compat="epa"), "picard": volumes(model, "picard"),
            "implicit": volumes(model, "implicit"),
        },
        "in pieces": {
            "picard, as EPA": volumes(short, "picard", "epa", fixed), "picard": volumes(short, "picard", changes=fixed),
            "implicit": volumes(short, "implicit"),
        },
    }  # fmt: skip


def main() -> None:
    """Every model as it is and in pieces."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("models", nargs="*", type=Path)
    parser.add_argument("--piece", type=float, default=30.0, help="m, the longest piece")
    parser.add_argument("--step", type=float, default=1.0, help="s, picard's in pieces")
    parser.add_argument("--commit", action="store_true", help=f"write {COMMITTED.name}")
    given = parser.parse_args()
    at = subprocess.run(["git", "describe", "--always", "--dirty"], cwd=solvers.ROOT, capture_output=True, text=True)
    found: dict[str, Any] = {
        "version": sponge.__version__, "commit": at.stdout.strip(), "date": str(date.today()), "piece": given.piece,
        "step": given.step, "models": {},
    }  # fmt: skip
    for path in given.models or solvers.shared_models(EXAMPLES):
        found["models"][path.stem] = row(path, given.piece, given.step)
        print(path.stem, json.dumps(found["models"][path.stem]), flush=True)
    if given.commit:
        COMMITTED.write_text(json.dumps(found, indent=1) + "\n")


if __name__ == "__main__":
    main()
