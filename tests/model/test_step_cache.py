"""What lanes have in common is checked and compiled once, and shows in no bit of a lane."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from sponge.base.errors import UsageError
from sponge.io import read_inp
from sponge.model.bare_rows import FREE, bare_row
from sponge.model.changes import apply_changes, changeable
from sponge.model.compile import compile_model
from sponge.model.model import Model
from sponge.model.step_cache import StepCache
from sponge.model.tables import LISTED, NAMED, SINGLE
from sponge.model.validate import validate


def bits_of(table: Any, path: str = "") -> dict[str, Any]:
    """Every array of a network by its path: type, shape and bytes."""
    if hasattr(table, "_fields"):
        return {k: v for n in table._fields for k, v in bits_of(getattr(table, n), f"{path}.{n}").items()}
    values = np.asarray(table)
    return {path: None if table is None else (values.dtype.str, values.shape, values.tobytes())}


def kinds_of_change(model: Model) -> Iterator[str]:
    """A change of every number that changes may touch, in all rows of its table."""
    for table in (*NAMED, *LISTED, *SINGLE):
        names = [table] if table in SINGLE else NAMED.get(table) or LISTED[table][:1]
        seen: set[str] = set()
        for rows in (getattr(model, name) for name in names):
            listed = rows.values() if isinstance(rows, dict) else rows if isinstance(rows, tuple) else (rows,)
            for row in listed:
                seen |= set(numbers_in(row))
        yield from (f"{table}{'' if table in SINGLE else '[*]'}.{path} *= 0.97" for path in sorted(seen))


def numbers_in(row: Any) -> Iterator[str]:
    """Paths of the numbers of a row, one level deep."""
    for name in changeable(type(row)):
        value = getattr(row, name)
        if isinstance(value, float):
            yield name
        yield from (f"{name}.{k}" for k in changeable(type(value)) if isinstance(getattr(value, k), float))


@pytest.mark.parametrize("name", ["hillside", "polder", "tutorial"])
def test_a_lane_after_others_is_the_lane_alone(root: Path, name: str):
    """Whatever changes between lanes, and back: the same problems, the same network bit for bit."""
    base = read_inp(root / "models" / name / f"{name}.inp")
    cache, changes = StepCache(), list(kinds_of_change(base))
    assert len(changes) > 50
    compiled = 0
    for change in changes:
        try:
            lane = apply_changes(base, change)
        except UsageError:  # not all rows of a table have it
            continue
        problems = validate(lane)
        assert validate(lane, cache) == problems, change
        if not any(problem.fatal for problem in problems):
            assert bits_of(compile_model(lane, cache)) == bits_of(compile_model(lane)), change
            compiled += 1
    assert compiled > 50
    assert bits_of(compile_model(base, cache)) == bits_of(compile_model(base))


def test_steps_that_read_the_same_are_not_taken_again(root: Path):
    """Of lanes that differ in roughness, nothing but the conduits is compiled again; results that differ are told
    apart by what was read."""
    base = read_inp(root / "models" / "hillside" / "hillside.inp")
    cache = StepCache()
    first = compile_model(base, cache)
    rough = compile_model(apply_changes(base, "conduit[*].roughness *= 1.3"), cache)
    assert rough.groups is first.groups and rough.structures is first.structures
    assert rough.conduits.length is first.conduits.length
    assert (rough.conduits.beta <= first.conduits.beta).all() and (rough.conduits.beta < first.conduits.beta).any()
    with pytest.raises(ValueError, match="read-only"):
        first.groups.kind[:] = 0

    def deepest(model: Model) -> float:
        return max(node.max_depth for node in model.junctions.values())

    deeper = apply_changes(base, "junction[*].max_depth *= 2")
    assert cache.of(deepest, deeper) == 2.0 * cache.of(deepest, base) == 2.0 * cache.of(deepest, base)


def test_a_zero_is_not_a_minus_zero():
    """What is equal but not the same to the bit is computed again."""
    cache = StepCache()

    def same(x: float) -> float:
        return x

    assert [str(cache.of(same, x)) for x in (0.0, -0.0, 0.0)] == ["0.0", "-0.0", "0.0"]


@pytest.mark.parametrize("table", FREE)
def test_a_bare_row_cannot_be_asked_for_what_it_lacks(root: Path, table: str):
    """A step that reads what may have changed fails."""
    row = next(iter(getattr(read_inp(root / "models" / "hillside" / "hillside.inp"), table).values()))
    bare = bare_row(table, row)
    assert bare.name == row.name and bare.line == row.line
    for name in FREE[table]:
        with pytest.raises(AttributeError):
            getattr(bare, name)


def test_a_model_is_not_touched_by_changes_after_it(root: Path):
    """A row is copied once for many changes, and never one that somebody may have seen."""
    base = read_inp(root / "models" / "tutorial" / "tutorial.inp")
    before = replace(base)
    seen = []
    double = ["conduit[*].roughness *= 2", "conduit[*].roughness *= 2", "subcatchment[*].infiltration.suction *= 2"]
    changed = apply_changes(base, [*double, lambda model: seen.append(model) or model, *double])
    assert base == before
    for name, row in base.conduits.items():
        assert changed.conduits[name].roughness == 16.0 * row.roughness
        assert seen[0].conduits[name].roughness == 4.0 * row.roughness
    for name, sub in base.subcatchments.items():
        assert seen[0].subcatchments[name].infiltration.suction == 2.0 * sub.infiltration.suction
