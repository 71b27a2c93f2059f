# SPDX-License-Identifier: Apache-2.0
"""State files: everything that changes in a run, kept to go on from it bit for bit.

A state file is a numpy archive (.npz, no pickles): an array for every part of the engine's State, under its path
(``nodes.depth``, ``clock.time``), lane last, and ``about``, a text in JSON: format, layout, sponge's version, the
model's start, its elements and their kinds, and up to when results had been reported. Parameters may differ between
the model that left a state and the one that goes on; elements, kinds and the start may not.

LAYOUT goes up when a part of the State changes its meaning; parts that come or go are noticed by their names.
"""

from __future__ import annotations

import io
import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from sponge.base.arrays import kinds_of
from sponge.base.errors import ModelError, Problem, UsageError
from sponge.base.version import VERSION
from sponge.engine.batch import Batch
from sponge.io.aside import aside
from sponge.io.numbers import GREATEST, sound
from sponge.model.kinds import LINK_TABLES, NODE_TABLES
from sponge.model.model import Model

Arrays = dict[str, np.ndarray]
FORMAT, LAYOUT = "sponge state", 1
ROUNDING = 1e-6
FINITE = {  # parts of a state -> what their numbers are at least
    "nodes.depth": -ROUNDING, "nodes.volume": -ROUNDING, "links.flow": -GREATEST, "links.depth": -ROUNDING,
    "links.volume": -ROUNDING, "clock.time": 0.0, "nodes.inflow": -GREATEST, "nodes.lateral": -GREATEST,
}  # fmt: skip
TABLES = ("gages", "subcatchments", *NODE_TABLES, *LINK_TABLES, "inlets", "curves")


def parts_of(table: Any, path: str = "") -> Iterator[tuple[str, np.ndarray, bool]]:
    """Every array of a state with its path, and whether its last axis is that of the lanes."""
    kinds = kinds_of(type(table))
    for name, value in zip(table._fields, table, strict=True):
        place = f"{path}.{name}" if path else name
        if hasattr(value, "_fields"):
            yield from parts_of(value, place)
        elif value is not None:
            yield place, value, kinds[name] in ("lane", "ref")


def lanes_of(values: np.ndarray, by_lane: bool, n: int) -> np.ndarray:
    """The lanes that count; padding is left out."""
    return values[..., :n] if by_lane else values


def arrays_of(blocks: Sequence[Batch]) -> Arrays:
    """Every array of the blocks' states by its path, lanes that count alone; those of a second block begin ``2.``."""
    return {
        f"{k}.{name}" if k > 1 else name: lanes_of(values, by_lane, block.n_lanes)
        for k, block in enumerate(blocks, 1)
        for name, values, by_lane in parts_of(block.state)
    }


def identity(model: Model) -> dict[str, Any]:
    """What two models must share for one to go on where the other stopped."""
    options = model.options
    return {
        "start": options.start.isoformat(), "routing": options.routing,
        "infiltration": [type(sub.infiltration).__name__ for sub in model.subcatchments.values()],
        "nodes": list(model.node_order), "links": list(model.link_order),
        **{table: list(getattr(model, table)) for table in TABLES},
        "rules": [rule.name for rule in model.rules],
    }  # fmt: skip


def save_state(
    path: Path, blocks: Sequence[Batch], model: Model, reported: float = 0.0, overwrite: bool = False
) -> None:
    """Write the state of blocks whose lanes are variants of a model; ``reported`` [s] is the last row's time."""
    if path.exists() and not overwrite:
        raise UsageError(f"the state file {path} exists: --overwrite replaces it")
    about = {
        "format": FORMAT, "layout": LAYOUT, "sponge": VERSION, "lanes": lanes_in(blocks),
        "time": [time for block in blocks for time in block.time.tolist()], "reported": reported,
        "model": identity(model),
    }  # fmt: skip
    arrays: dict[str, Any] = arrays_of(blocks)
    buffer = io.BytesIO()
    np.savez_compressed(buffer, about=np.array(json.dumps(about)), **arrays)
    with aside(path, "the state file") as part:
        part.write_bytes(buffer.getvalue())


def lanes_in(blocks: Sequence[Batch]) -> int:
    """How many lanes blocks have."""
    return sum(block.n_lanes for block in blocks)


def load_state(path: Path, blocks: Sequence[Batch], model: Model) -> float:
    """Put a saved state into blocks of the same number of lanes; gives the time [s] up to which rows were reported.

    ModelError where the file is no state file, of another layout or of another model; UsageError where there is none.
    """
    if not path.is_file():
        raise UsageError(f"there is no state file {path}")
    try:
        with np.load(path, allow_pickle=False) as archive:
            about = json.loads(str(archive["about"]))
            found = {name: archive[name] for name in archive.files if name != "about"}
        if about["format"] != FORMAT:
            raise KeyError("format")
    except Exception:  # whatever a damaged archive makes of the libraries that read it
        _refuse(path, "this is not a state file of sponge, or it is damaged")
    if not _is_whole(about):
        _refuse(path, "it is damaged: it does not say of what it is the state")
    _check_model(path, about["model"], identity(model))
    if about["lanes"] != lanes_in(blocks):
        _refuse(path, f"it holds {about['lanes']} lanes, the run has {lanes_in(blocks)}")
    wanted = arrays_of(blocks)
    _check_layout(path, about, found, wanted)
    _check_numbers(path, found, wanted)
    for k, block in enumerate(blocks, 1):
        if block.network.settings.averages and block.network.settings.routed:
            _check_means(path, block, about["reported"], f"{k}." if k > 1 else "", found)
    for name, values in wanted.items():
        values[...] = found[name]
    for block in blocks:
        for _, values, by_lane in parts_of(block.state):
            if by_lane:  # a short block is padded with copies
                values[..., block.n_lanes :] = values[..., block.n_lanes - 1 : block.n_lanes]
    earliest = min(float(block.state.clock.time_old.min()) for block in blocks)
    return max(float(about["reported"]), earliest)  # earlier rows are gone


def _is_whole(about: Any) -> bool:
    """Does a state say all that is asked of it, in the kinds that it is asked in?"""
    kinds = {"layout": int, "sponge": str, "lanes": int, "reported": float | int, "model": dict}
    return isinstance(about, dict) and all(isinstance(about.get(name), kind) for name, kind in kinds.items())


def _check_numbers(path: Path, found: Arrays, wanted: Arrays) -> None:
    """No numbers that water cannot have; scratch arrays may hold anything."""
    for name in wanted:
        part = name.split(".", 1)[1] if name[:1].isdigit() else name
        if part in FINITE and not sound(found[name], FINITE[part], GREATEST):
            _refuse(path, f"it is damaged: {name} holds a number that it cannot")


def _refuse(path: Path, message: str, hint: str = "") -> None:
    raise ModelError([Problem(message, str(path), hint=hint)])


def _check_model(path: Path, theirs: dict[str, Any], ours: dict[str, Any]) -> None:
    for what, mine in ours.items():
        other = theirs.get(what)
        if other == mine:
            continue
        if isinstance(mine, str) or not isinstance(other, list):
            _refuse(path, f"the state is of another model: its {what} is {other}, not {mine}")
        elif len(other) != len(mine):
            _refuse(path, f"the state is of another model: it has {len(other)} {what} where the model has {len(mine)}")
        else:
            k = next(i for i, (a, b) in enumerate(zip(other, mine, strict=True)) if a != b)
            _refuse(path, f"the state is of another model: {what} {k + 1} is {other[k]!r} there and {mine[k]!r} here")


def _check_means(path: Path, block: Batch, reported: float, prefix: str, found: Arrays) -> None:
    """A state on the way through a period has the sums of REPORT_AVERAGES from the period's start on."""
    due = next((time for time in block.report_times() if time > reported + 1e-6), None)
    if due is None:
        return
    step, summed = block.network.settings.report_step, found[f"{prefix}averaged_time"]
    passed = np.clip(np.minimum(found[f"{prefix}clock.time"], due) - (due - step), 0.0, None)
    wrong = (np.abs(found[f"{prefix}clock.next_report"] - due) > 1e-3) | (np.abs(summed - passed) > 1e-3)
    if np.any(wrong & (found[f"{prefix}clock.health"] == 0)):
        hint = "give it the REPORT_STEP, report start and AVERAGES of the run that left the state"
        _refuse(path, "the state has no means of the period that it was saved in: it reported otherwise", hint)


def _check_layout(path: Path, about: dict[str, Any], found: Arrays, wanted: Arrays) -> None:
    """The same parts, each of the same shape."""
    hint = "states can be read by the version that wrote them: run up to that moment again"
    if about["layout"] != LAYOUT or set(found) != set(wanted):
        odd = sorted(set(found) ^ set(wanted))[:3]
        said = f", with other parts: {', '.join(odd)}" if odd else f" ({about['layout']}, not {LAYOUT})"
        _refuse(path, f"the state has another layout{said}; it was written by sponge {about['sponge']}", hint)
    for name, values in wanted.items():
        if found[name].shape != values.shape or found[name].dtype != values.dtype:
            shape = found[name].shape
            _refuse(path, f"the state is of another model: {name} has the shape {shape}, not {values.shape}")
