"""Models from start to end: water is kept, lanes keep their bits, nothing else than picard finds."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from implicit_runs import batch_of
from networks import TWO_PIPES, model_of, options

import sponge
from sponge.engine.batch import Batch
from sponge.engine.clock import NOT_CONVERGED
from sponge.engine.implicit import settings
from sponge.engine.implicit.newton import left_over
from sponge.model.changes import apply_changes
from sponge.model.compile import compile_model
from sponge.model.model import Model
from sponge.simulation.prepare import prepare
from sponge.simulation.run import GAVE_UP

STORM = """\
[INFLOWS]
A FLOW Storm FLOW 1 1 0.02
[TIMESERIES]
Storm 0:00 0
Storm 0:20 {peak}
Storm 0:40 0
Storm 3:00 0
"""


def finished(model: Model, solver: str = "implicit") -> Batch:
    """A block of one lane at its end."""
    batch = Batch([compile_model(replace(model, options=replace(model.options, solver=solver)))])
    batch.advance(batch.duration)
    return batch


def of(batch: Batch, name: str) -> float:
    """A summary of one lane."""
    return float(batch.summary()[name][0])


def test_a_dry_node_need_not_give_what_it_owes_but_no_more(tmp_path):
    """Its balance was met whatever it lacked, and so much water came from nowhere."""
    batch = batch_of(options(3600) + TWO_PIPES, tmp_path)
    state, own = batch.state, batch.state.solver
    own.work.balance[0], own.nodes.carried[0, 0] = 5.0, 2.0
    assert left_over(state, own, 0, 0, 10.0) == 3.0
    state.nodes.lateral[0, 0] = -0.1  # asked for
    assert left_over(state, own, 0, 0, 10.0) == 2.0
    state.nodes.depth[0, 0] = 0.1
    assert left_over(state, own, 0, 0, 10.0) == 5.0


@pytest.mark.parametrize("peak, ponding", [(0.8, "NO"), (6.0, "NO"), (6.0, "YES")], ids=["free", "flooded", "ponded"])
def test_water_is_kept_and_peaks_are_picards(tmp_path, peak, ponding):
    """Free surface, surcharge with flooding, ponds."""
    text = options(7200, step=1).replace("[OPTIONS]", f"[OPTIONS]\nALLOW_PONDING {ponding}")
    pipes = TWO_PIPES.replace("A 8.5 3 0 0 0", "A 8.5 3 0 0 200")
    model = model_of(text + pipes + STORM.format(peak=peak), tmp_path)
    batch, picard = finished(model), finished(model, "picard")
    assert abs(of(batch, "routing_continuity_error")) < 0.01
    assert of(batch, "steps_not_converged") < 1.0
    assert of(batch, "steps") < 0.1 * of(picard, "steps")
    np.testing.assert_allclose(batch.summary()["link_max_flow"], picard.summary()["link_max_flow"], rtol=0.05)
    if peak < 1.0:
        np.testing.assert_allclose(batch.summary()["node_max_depth"], picard.summary()["node_max_depth"], rtol=0.05)
    lost, as_picard = of(batch, "routing_flooding_loss"), of(picard, "routing_flooding_loss")
    assert lost == pytest.approx(as_picard, rel=0.04, abs=1.0)  # laws blend under a crown
    assert (batch.summary()["node_flooding_volume"].sum() > 0.0) == (peak > 1.0)


STRUCTURES = """\
[JUNCTIONS]
A 10 4 0 0 0
B 9.5 4 0 0 0
C 9.2 4 0 0 0
D 11 4 0 0 0
[STORAGE]
Well 6 5 1 FUNCTIONAL 0 0 30 0 0
Pond 8 4 0.5 FUNCTIONAL 0 0 400 0 1.0
[OUTFALLS]
Sea 7 TIDAL Tide YES
Out 8 FREE
[CONDUITS]
AB A B 80 0.013 0 0 0 0
CS C Sea 60 0.013 0.2 0.5 0 0
DO D Out 120 0.013 0 0.5 0 0
[ORIFICES]
O B Well BOTTOM 0 0.65 NO 0
[WEIRS]
W B Pond TRANSVERSE 0.5 1.8 NO 0
[OUTLETS]
L Pond C 0.1 TABULAR/HEAD Rating NO
[PUMPS]
P Well D Curve OFF 2 0.5
[XSECTIONS]
AB CIRCULAR 0.9 0 0 0
CS RECT_CLOSED 0.8 1 0 0
DO TRAPEZOIDAL 1 0.5 1 1
O CIRCULAR 0.4 0 0 0
W RECT_OPEN 1 2 0 0
[CURVES]
Curve PUMP4 0 0.05
Curve 1 0.1
Curve 4 0.3
Rating RATING 0 0
Rating 0.5 0.1
Rating 2 0.4
Tide TIDAL 0 8
Tide 6 10
Tide 12 8
Tide 24 8
[CONTROLS]
RULE Shut
IF NODE Pond DEPTH > 1.2
THEN OUTLET L SETTING = 0.5
ELSE OUTLET L SETTING = 1
[EVAPORATION]
CONSTANT 10
"""


@pytest.fixture
def structures(tmp_path: Path) -> Model:
    """Orifice, weir, outlet, pump that depths switch, a tide behind a gate, a rule, evaporation and free falls."""
    return prepare(model_of(options(10800, step=5) + STRUCTURES + STORM.format(peak=0.9), tmp_path), solver="implicit")


def test_structures_keep_water_too(structures):
    batch, picard = finished(structures), finished(structures, "picard")
    assert abs(of(batch, "routing_continuity_error")) < 0.01
    assert of(batch, "steps_not_converged") == 0.0
    found, expected = batch.summary(), picard.summary()
    for name in ("routing_outflow", "routing_evaporation_loss", "routing_final_storage"):
        assert found[name][0] == pytest.approx(expected[name][0], rel=0.05), name
    np.testing.assert_allclose(found["node_max_depth"], expected["node_max_depth"], atol=0.1)
    assert found["pump_starts"].sum() > 0.0 and of(batch, "routing_evaporation_loss") > 0.0


def test_a_snapshot_is_gone_back_to_bit_for_bit(structures):
    batch = Batch([compile_model(structures)])
    batch.advance(3600.0)
    kept = batch.snapshot()
    batch.advance(9000.0)
    first = batch.state.nodes.depth.copy()
    batch.restore(kept)
    batch.advance(9000.0)
    np.testing.assert_array_equal(first.view(np.int64), batch.state.nodes.depth.view(np.int64))


@pytest.mark.slow
def test_a_lane_has_the_same_bits_alone_and_in_company(structures):
    """Lanes with different water, and iterations of their own."""
    variants = [apply_changes(structures, (f"conduit[*].roughness *= {factor}",)) for factor in (0.7, 1.0, 1.6)]
    together = Batch([compile_model(variant) for variant in variants])
    together.advance(together.duration)
    assert len(set(together.state.clock.iterations[:3])) > 1
    for lane, variant in enumerate(variants):
        alone = finished(variant)
        for a, b in ((alone.state.nodes, together.state.nodes), (alone.state.links, together.state.links)):
            for name, one, company in zip(a._fields, a, b, strict=True):
                np.testing.assert_array_equal(
                    one[:, 0].view(np.int64), np.ascontiguousarray(company[:, lane]).view(np.int64), err_msg=name
                )


@pytest.fixture
def hopeless(tmp_path: Path, monkeypatch) -> Model:
    """A model for which no step finds its heads: the iteration ends before it begins."""
    monkeypatch.setattr(settings, "MOST_ITERATIONS", 1)
    return prepare(model_of(options(7200, step=1) + TWO_PIPES + STORM.format(peak=0.8), tmp_path), solver="implicit")


def test_a_run_that_finds_no_heads_is_given_up_and_says_so(hopeless):
    """It ends with status 4 and a reason of its own, and what comes after that is no number."""
    with pytest.warns(RuntimeWarning) as told:
        results = sponge.run(hopeless, solver="implicit")
    said = " ".join(str(warning.message) for warning in told)
    assert GAVE_UP in said and "100 % of the routing steps were carried on" in said
    assert results.status == 4 and results.steps_not_converged == 100.0
    assert 0 < results.sizes["time"] < 120 and np.isnan(results.node_depth.values[-1]).all()


def test_a_lane_that_is_given_up_does_not_move_on(hopeless):
    batch = Batch([compile_model(hopeless)])
    batch.state.clock.health[0] = NOT_CONVERGED
    batch.advance(600.0)
    assert batch.time[0] == 0.0 and batch.summary()["status"][0] == 4


RANDOM = sorted((Path(__file__).resolve().parents[4] / "shared" / "faults" / "n-random-networks").glob("*.inp"))


@pytest.mark.slow
@pytest.mark.skipif(not RANDOM, reason="../shared/faults is not beside this repository")
@pytest.mark.parametrize("path", RANDOM, ids=lambda path: path.stem)
def test_harsh_networks_keep_their_water_or_say_so(path):
    """Where water is not kept to 0.01 %, steps did not converge, and the run tells how many; where they are many it has
    failed."""
    batch = finished(prepare(path, solver="implicit", changes=("options.surcharge_method = EXTRAN",)))
    unconverged = of(batch, "steps_not_converged")
    assert abs(of(batch, "routing_continuity_error")) < 0.01 or unconverged > 0.0
    assert unconverged < 10.0 or of(batch, "status") == 4
