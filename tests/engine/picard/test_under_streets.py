"""Sewers below a street: what a manhole does between the sewers' roofs and the street, with which solver."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from networks import model_of, options

from sponge.engine.batch import Batch
from sponge.model.compile import compile_model

STREETS, LENGTH, FALL = 4, 400.0, 0.0005  # nodes on the street, m between them, m/m
FLOW, MINUTE, EMPTY = 5.0, 60.0, 8 * 3600.0  # m3/s into each node on the street from 0:30 to 1:00; s; s
CAME = 4 * FLOW * 75.0 * MINUTE  # m3


def network(pieces=1):
    """Sewers of 2 x 3 m, ``pieces`` from street to street with covered manholes between; the street lies 1 m above
    their roofs, and over its rim water stands on 4000 m2."""
    count, z = STREETS * pieces, 10.0
    nodes, conduits, sections, inflows = [], [], [], []
    for k in range(count):
        bed = z - FALL * LENGTH * k / pieces
        nodes.append(f"N{k} {bed} 3.3 0 0 4000" if k % pieces == 0 else f"N{k} {bed} 2 0 50 0")
        conduits.append(f"C{k} N{k} {f'N{k + 1}' if k < count - 1 else 'O'} {LENGTH / pieces} 0.014 0 0")
        sections.append(f"C{k} RECT_CLOSED 2 3 0 0")
    for k in range(STREETS - 1):
        conduits.append(f"R{k} N{k * pieces} N{(k + 1) * pieces} {LENGTH} 0.02 3 3")
        sections.append(f"R{k} RECT_OPEN 0.3 10 0 0")
    inflows += [f"N{k * pieces} FLOW TS FLOW 1 1" for k in range(STREETS)]
    end = z - FALL * LENGTH * STREETS
    parts = {
        "JUNCTIONS": nodes, "OUTFALLS": [f"O {end} FIXED {end + 1.5} NO"], "CONDUITS": conduits, "XSECTIONS": sections,
        "INFLOWS": inflows, "TIMESERIES": ["TS 0:00 0", f"TS 0:30 {FLOW}", f"TS 1:00 {FLOW}", "TS 2:00 0"],
    }  # fmt: skip
    return "".join(f"[{name}]\n" + "\n".join(rows) + "\n" for name, rows in parts.items())


def run(folder, solver="picard", pieces=1, step=15.0, until=EMPTY):
    """When water first stands above a rim [min], the most that the nodes lack on the way and what they lack at the
    end [m3]."""
    model = model_of(options(EMPTY, step=step) + network(pieces), folder)
    asked = replace(model.options, solver=solver, allow_ponding=True)
    batch = Batch([compile_model(replace(model, options=asked))])
    first, lack = np.nan, [0.0]
    for minute in range(1, int(until / MINUTE) + 1):
        batch.advance(minute * MINUTE)
        if np.isnan(first) and batch.state.nodes.depth[: STREETS * pieces : pieces].max() > 3.3:
            first = minute
        if minute % 10 == 0:
            lack.append(-float(batch.summary()["node_routing_residual"].sum()))
    return first, max(lack), lack[-1]


def test_picard_fills_what_is_full_as_epa_swmm_does(tmp_path):
    """Up to the street a manhole rises by the surface of the sewers below, 1500 m2 where they are full: what fills that
    is lacking until it falls again, and the street is reached later, whatever the step."""
    first, most, last = run(tmp_path)
    assert 0.04 * CAME < most < 0.07 * CAME
    assert abs(last) < 0.002 * CAME
    assert abs(run(tmp_path, step=3.75, until=3600.0)[0] - first) <= 2


def test_the_converged_answer_and_implicit_reach_the_street_sooner(tmp_path):
    """Manholes between, whose highest link is the sewer, are under pressure: the shorter the pieces the less lacks."""
    first = run(tmp_path)[0]
    pieces = run(tmp_path, pieces=20, step=1.0, until=3600.0)
    implicit = run(tmp_path, "implicit")
    assert pieces[0] <= first - 8 and implicit[0] <= first - 8
    assert pieces[1] < 0.01 * CAME
    assert abs(implicit[1]) < 1e-3 * CAME and implicit[2] == pytest.approx(0.0, abs=1e-3 * CAME)
