"""What is counted at every step: sums that must come out, and nothing of it where nobody asks."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from sponge import read_inp
from sponge.engine.accounts.counts import CLASSES, step_bounds
from sponge.engine.batch import Batch
from sponge.engine.implicit.solver import IMPLICIT
from sponge.model.compile import compile_model
from sponge.model.model import Model
from sponge.simulation.prepare import prepare
from sponge.simulation.warmup_models import TEXTS

IN_ONE = [f"link_hours_{name}" for name in CLASSES[:7]]  # classes that a conduit is in one at a time
IN_INTERVAL = [
    "steps_in_interval_1", "steps_in_interval_2", "steps_in_interval_3", "steps_in_interval_4", "steps_in_interval_5"
]  # fmt: skip
PUMPED = TEXTS["DYNWAVE"].replace("T1 8.5 4.0 0.5", "T1 8.5 4.0 2.5")


def summary_of(model: Model, lanes: int = 1, counts: bool = True) -> dict[str, np.ndarray]:
    """The summary of a whole run of so many equal lanes."""
    batch = Batch([compile_model(model, counts=counts)] * lanes)
    batch.advance(batch.duration)
    return batch.summary()


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Model:
    """Every kind of link, rain, a pump that starts at the end of its curve."""
    path: Path = tmp_path_factory.mktemp("counts") / "small.inp"
    path.write_text(PUMPED)
    return read_inp(path)


@pytest.mark.parametrize("solver", ["picard", IMPLICIT.name])
def test_sums_come_out(model, solver):
    found = summary_of(prepare(model, solver=solver))
    hours = model.options.duration / 3600.0
    conduits = [k for k, name in enumerate(model.link_order) if name in model.conduits]
    in_class = sum(found[name] for name in IN_ONE)
    assert in_class[conduits] == pytest.approx(hours) and not np.delete(in_class, conduits, axis=0).any()
    assert found["steps_routed"] * found["mean_step"] == pytest.approx(model.options.duration)
    assert sum(found[name] for name in IN_INTERVAL) == found["steps_routed"] - 1.0
    assert 0.0 < found["shortest_step"] <= found["mean_step"] <= found["longest_step"]
    critical = found["node_steps_critical"].sum() + found["link_steps_critical"].sum()
    assert critical <= found["steps_routed"]
    assert bool(found["node_steps_not_converged"].any()) == bool(found["steps_not_converged"] > 0.0)
    assert not found["hours_steady"].any() and (found["link_hours_normal_flow"] <= in_class + 1e-9).all()
    outfalls = [model.node_order.index(name) for name in model.outfalls]
    assert (found["node_hours_flowing"] <= hours + 1e-9).all()
    assert found["system_max_outflow"] <= found["node_max_total_inflow"][outfalls].sum() + 1e-12
    assert (found["node_mean_depth"] <= found["node_max_depth"] + 1e-12).all()
    assert (found["link_flow_turns"] < 240).all()
    for kind in ("node_mean_volume", "node_max_outflow", "link_max_depth", "node_time_of_max_inflow"):
        assert found[kind].any(), kind
    for end in ("link_hours_full_up", "link_hours_full_down"):
        assert (found[end] >= found["link_hours_surcharged"] - 1e-9)[conduits].all()
    assert (found["link_hours_capacity_limited"] <= found["link_hours_full_up"] + 1e-9)[conduits].all()


def test_a_pump_beside_its_curve(model):
    """Its curve reaches to 2 m, and 2.5 m stand in its well at first."""
    found, pump = summary_of(model), model.link_order.index("P1")
    above, running = found["pump_hours_above_curve"][pump], found["pump_hours"][pump]
    assert 0.0 < above <= running and found["pump_hours_below_curve"][pump] == 0.0
    assert 0.0 < found["pump_min_flow"][pump] <= found["link_max_flow"][pump]


def test_runoff_of_both_surfaces(model):
    """S1 sends everything to its outlet; half of what runs off S2's pavement crosses its lawn."""
    found = summary_of(model)
    paved, lawn = found["subcatchment_impervious_runoff_depth"], found["subcatchment_pervious_runoff_depth"]
    ran_off = found["subcatchment_runoff_depth"]
    assert paved[0] + lawn[0] == pytest.approx(ran_off[0], rel=1e-6)
    assert ran_off[1] < paved[1] + lawn[1] < 2.0 * ran_off[1] + 1.0 and paved.all()


@pytest.mark.parametrize("lanes", [1, 3])
def test_who_does_not_ask_gets_the_same_water(model, lanes):
    with_counts, without = summary_of(model, lanes), summary_of(model, lanes, counts=False)
    added = set(with_counts) - set(without)
    assert {"link_hours_dry", "steps_routed", "node_max_lateral_inflow", "link_hours_above_full_flow"} <= added
    for name, values in without.items():
        assert np.asarray(values).tobytes() == np.asarray(with_counts[name]).tobytes(), name
    assert all(np.array_equal(v[..., 0], v[..., -1], equal_nan=True) for v in with_counts.values())


def test_a_node_that_never_floods_has_no_time_of_flooding(model):
    found = summary_of(model)
    assert np.isnan(found["node_time_of_max_flooding"][found["node_max_flooding"] == 0.0]).all()


def test_intervals_of_steps():
    assert step_bounds(32.0, 1.0) == pytest.approx([16.0, 8.0, 4.0, 2.0, 1.0])
    assert (step_bounds(5.0, 5.0) == 5.0).all()
