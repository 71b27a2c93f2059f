"""Elements with laws of their own: slots, culverts, conduits and pumps that hand on, inlets, pollutants."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from networks import model_of, options

from sponge.engine.batch import Batch
from sponge.model.compile import compile_model
from sponge.simulation.prepare import prepare

PLAIN = """\
[JUNCTIONS]
A 10 4 0 100 0
B 9 4 0 100 0
{node}
[OUTFALLS]
Out 8 FREE
[CONDUITS]
AB A B 100 0.013 0 0 0 0
BO {leaves} Out 100 0.013 0 0 0 0
{conduits}
[XSECTIONS]
AB {first}
BO CIRCULAR {diameter} 0 0 0 1 {culvert}
{sections}
[PUMPS]
{pump}
[INFLOWS]
A FLOW Storm FLOW 1 1 0.02
{inflows}
[TIMESERIES]
Storm 0:00 0
Storm 0:30 {peak}
Storm 1:00 0
Storm 9:00 0
{rest}
"""
BEHIND = {"node": "C 8 4 0 100 0", "conduits": "CO C Out2 50 0.013 0 0 0 0", "sections": "CO CIRCULAR 1 0 0 0"}
STREET = """\
[STREETS]
Main 6 0.15 2 0.016 0 0 1
[INLETS]
Grate GRATE 0.6 0.6 P_BAR-50
[INLET_USAGE]
AB Grate C 1 0 0 0 0 ON_GRADE
"""


def text(surcharge: str = "EXTRAN", **given: str) -> str:
    """A model of two pipes with one thing more, for three hours."""
    names = ("culvert", "pump", "node", "conduits", "sections", "inflows", "rest")
    usual = {"first": "CIRCULAR 1 0 0 0", "diameter": "1", "peak": "1", "leaves": "B"}
    parts = dict.fromkeys(names, "") | usual | given
    body = PLAIN.format(**parts)
    if "Out2" in body:
        body = body.replace("Out 8 FREE", "Out 8 FREE\nOut2 7 FREE")
    return options(10800, step=2, surcharge=surcharge) + body


CASES = {
    "slot": text("SLOT", diameter="0.6", peak="1.5"),
    "culvert": text(culvert="4", peak="1.5", diameter="0.8"),
    "drowned culvert": text(culvert="2", peak="3", diameter="0.8"),
    "dummy": text(node="C 8.5 4 0 100 0", conduits="BC B C 10 0.01 0 0", sections="BC DUMMY 0 0 0 0", leaves="C"),
    "dummy to an outfall": text(conduits="BX B Out2 10 0.01 0 0", sections="BX DUMMY 0 0 0 0", leaves="A"),
    "ideal pump": text(node="C 8.5 4 0 100 0", pump="P B C * ON 0 0", leaves="C"),
    "inlet": text(first="STREET Main", peak="0.3", rest=STREET, **BEHIND),
    "pollutant": text(rest="[POLLUTANTS]\nTSS MG/L 0 0 0 0.5 NO", inflows="A TSS Wash CONCEN 1 1 20").replace(
        "[TIMESERIES]", "[TIMESERIES]\nWash 0:00 0\nWash 0:40 100\nWash 9:00 100"),
}  # fmt: skip


def both(name: str, folder: Path) -> tuple[Batch, Batch]:
    """A case with the implicit solver and with picard at its end."""
    model = model_of(CASES[name], folder)
    batches = tuple(Batch([compile_model(prepare(model, solver=solver))]) for solver in ("implicit", "picard"))
    for batch in batches:
        batch.advance(batch.duration)
    return batches[0], batches[1]


COMPILES = {"pollutant": pytest.mark.long}  # kernels of its own


@pytest.mark.parametrize("name", [pytest.param(name, marks=COMPILES.get(name, ())) for name in CASES])
def test_it_keeps_its_water_and_flows_as_with_picard(tmp_path, name):
    found, picard = (batch.summary() for batch in both(name, tmp_path))
    assert abs(found["routing_continuity_error"][0]) <= 0.01
    assert found["steps_not_converged"][0] <= 0.5 and found["status"][0] == 0
    assert found["steps"][0] < 0.3 * picard["steps"][0]
    for volume in ("routing_outflow", "routing_flooding_loss"):
        assert found[volume][0] == pytest.approx(picard[volume][0], rel=0.02, abs=5.0)
    np.testing.assert_allclose(found["link_max_flow"], picard["link_max_flow"], rtol=0.05, atol=0.01)
    if name != "dummy":
        np.testing.assert_allclose(found["node_max_depth"], picard["node_max_depth"], rtol=0.08, atol=0.1)


@pytest.mark.long
def test_pollutants_are_kept_and_come_out(tmp_path):
    found, picard = (batch.summary() for batch in both("pollutant", tmp_path))
    assert abs(found["routing_quality_error"][0, 0]) < 0.01
    for name in ("external_inflow", "outflow", "reacted"):
        mass = f"routing_quality_{name}"
        assert found[mass][0, 0] == pytest.approx(picard[mass][0, 0], rel=0.02)


def test_a_slot_holds_water_and_none_holds_none(tmp_path):
    """A full pipe under pressure: with a slot its water stands in it."""
    model = model_of(CASES["slot"], tmp_path)
    volumes = []
    for method in ("SLOT", "EXTRAN"):
        given = replace(model, options=replace(model.options, surcharge_method=method, solver="implicit"))
        batch = Batch([compile_model(given)])
        batch.advance(1800.0)
        volumes.append(float(batch.state.links.volume[:, 0].sum()))
        assert batch.state.nodes.depth[:, 0].max() > 1.5
    assert volumes[0] > 1.02 * volumes[1]
