"""A lane's result is the same, bit for bit, alone and in company."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from networks import STORM_AND_PUMP, model_of, options

from sponge.base.arrays import LaneMismatch
from sponge.engine.batch import Batch
from sponge.model.compile import compile_model

NETWORK = """\
[SUBCATCHMENTS]
S1 G A 2 60 100 1 0
S2 G B 3 40 150 0.5 0
[SUBAREAS]
S1 0.015 0.2 1 4 25 OUTLET
S2 0.015 0.2 1 4 25 OUTLET
[INFILTRATION]
S1 60 5 4 7 0
S2 60 5 4 7 0
[JUNCTIONS]
A 10 3 0 0 0
B 9.5 3 0 0 0
C 9 3 0 0 0
[STORAGE]
Pond 8 3 0.2 FUNCTIONAL 0 0 400 0 0
[OUTFALLS]
Out 7.5 FREE
River 7 FIXED 9
[CONDUITS]
AB A B 100 0.013 0 0 0 0
BC B C 100 0.013 0 0.2 0 0
CP C Pond 80 0.014 0 0 0 0
[XSECTIONS]
AB CIRCULAR 0.5 0 0 0
BC CIRCULAR 0.6 0 0 0
CP RECT_CLOSED 0.5 0.8 0 0
W RECT_OPEN 1 1.5 0 0
[WEIRS]
W Pond Out TRANSVERSE 1.2 1.8 NO 0
[CONTROLS]
RULE low
IF NODE Pond DEPTH > 1.0
THEN PUMP P SETTING = 1.3
ELSE PUMP P SETTING = 0.8
""" + STORM_AND_PUMP


def variants(model):
    """Lanes that differ in rain, roughness, pumps and geometry, and need unequal iterations and steps."""
    lanes = [model]
    for i in range(1, 6):
        rain = tuple(v * (0.3 + 0.4 * i) for v in model.series["Storm"].values)
        conduits = {n: replace(c, roughness=c.roughness * (0.8 + 0.1 * i)) for n, c in model.conduits.items()}
        if i % 2:
            pipe = conduits["AB"]
            section = replace(pipe.section, geometry=(0.4 + 0.05 * i, 0.0, 0.0, 0.0))
            conduits["AB"] = replace(pipe, section=section)
        lanes.append(
            replace(
                model,
                series=model.series | {"Storm": replace(model.series["Storm"], values=rain)},
                conduits=conduits,
                pumps={n: replace(p, start_depth=0.5 + 0.1 * i) for n, p in model.pumps.items()},
            )
        )
    return lanes


def leaves(table, path=""):
    """Every array of a state with its path."""
    if hasattr(table, "_fields"):
        for name, value in zip(table._fields, table, strict=True):
            yield from leaves(value, f"{path}.{name}")
    else:
        yield path, table


@pytest.mark.parametrize("routing", ["DYNWAVE", "KINWAVE"])
def test_each_lane_of_a_mixed_block_equals_its_single_run(tmp_path, routing):
    text = options(2 * 3600, step=15.0, report=300, routing=routing, courant=0.75) + NETWORK
    networks = [compile_model(lane) for lane in variants(model_of(text, tmp_path))]
    together = Batch(networks)
    rows = [row for _, row in together.reports()]
    assert together.state.clock.steps[: together.n_lanes].std() > 0.0 or routing == "KINWAVE"
    for i, network in enumerate(networks):
        alone = Batch([network])
        for row, company in zip([r for _, r in alone.reports()], rows, strict=True):
            for a, b in zip(row, company, strict=True):
                np.testing.assert_array_equal(a[..., 0], b[..., i])
        for name, value in alone.summary().items():
            np.testing.assert_array_equal(value[..., 0], together.summary()[name][..., i], err_msg=name)


def test_snapshot_and_restore_repeat_a_run_bit_for_bit(tmp_path):
    text = options(2 * 3600, step=15.0, report=300, courant=0.75) + NETWORK
    batch = Batch([compile_model(model_of(text, tmp_path))])
    batch.advance(1800.0)
    snapshot = batch.snapshot()
    batch.advance(5400.0)
    first = batch.snapshot()
    batch.restore(snapshot)
    batch.advance(5400.0)
    for (name, a), (_, b) in zip(leaves(first), leaves(batch.snapshot()), strict=True):
        np.testing.assert_array_equal(a, b, err_msg=name)


def test_lanes_must_share_their_topology(tmp_path):
    model = model_of(options(600) + NETWORK, tmp_path)
    moved = replace(model, conduits=model.conduits | {"AB": replace(model.conduits["AB"], down="C")})
    with pytest.raises(LaneMismatch, match="differs between lanes"):
        Batch([compile_model(model), compile_model(moved)])
