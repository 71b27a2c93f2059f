"""Volumes by element: their sums are the system's ledgers, and a lane's are the same in any company."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from networks import STORM_AND_PUMP, model_of, options

from sponge.engine.batch import Batch
from sponge.model.compile import compile_model

NETWORK = """\
[EVAPORATION]
CONSTANT 20
[SUBCATCHMENTS]
S1 G A 2 60 100 1 0
S2 G S1 3 40 150 0.5 0
S3 G Pond 1 40 150 0.5 0
[SUBAREAS]
S1 0.015 0.2 1 4 25 OUTLET
S2 0.015 0.2 1 4 25 PERVIOUS 50
S3 0.015 0.2 1 4 25 OUTLET
[INFILTRATION]
S1 60 5 4 7 0
S2 60 5 4 7 0
S3 60 5 4 7 0
[JUNCTIONS]
A 10 1.2 0 0 200
B 9.5 1.2 0 0 0
C 9 2 0 0 0
D 8 2 0 0 0
[STORAGE]
Pond 8 3 0.2 FUNCTIONAL 0 0 400 0 1 10 5 0.2
[OUTFALLS]
Out 7.5 FREE
River 7 FIXED 9 YES
[CONDUITS]
AB A B 100 0.013 0 0 0.01 0
BC B C 100 0.013 0 0.2 0 0
CP C Pond 80 0.014 0 0 0 0
DO D Out 200 0.03 0 0 0.02 0
[XSECTIONS]
AB CIRCULAR 0.3 0 0 0
BC CIRCULAR 0.35 0 0 0
CP RECT_CLOSED 0.5 0.8 0 0
DO RECT_OPEN 2 3 0 0
W RECT_OPEN 1 1.5 0 0
[LOSSES]
AB 0 0 0 NO 20
[WEIRS]
W Pond D TRANSVERSE 1.2 1.8 NO 0
[TIMESERIES]
Surge 1:00 0
Surge 1:10 0.5
Surge 1:40 0
Draw 0:00 -0.01
Draw 3:00 0.01
[INFLOWS]
C FLOW Draw FLOW 1 1
B FLOW Surge FLOW 1 1
[DWF]
B FLOW 0.004
""" + STORM_AND_PUMP

LEDGER = {  # of routing -> sums of element volumes, with their signs
    "routing_flooding_loss": {"node_lost_volume": 1},
    "routing_outflow": {"node_outlet_volume": 1, "node_withdrawn_volume": 1},
    "routing_evaporation_loss": {"node_evaporation_volume": 1, "link_evaporation_volume": 1},
    "routing_seepage_loss": {"node_seepage_volume": 1, "link_seepage_volume": 1},
    "routing_initial_storage": {"node_initial_volume": 1, "link_initial_volume": 1},
    "routing_final_storage": {"node_final_volume": 1, "link_final_volume": 1},
    "runoff_rainfall": {"subcatchment_rain_volume": 1},
    "runoff_final_storage": {"subcatchment_stored_volume": 1},
}  # fmt: skip


def text_of(routing: str, ponding: bool = True, **given: object) -> str:
    """The network for four hours."""
    head = options(4 * 3600, step=15.0, report=300, routing=routing, courant=0.75, **given)
    return f"{head}ALLOW_PONDING {'YES' if ponding else 'NO'}\n{NETWORK}"


def summary_of(text, folder):
    """Of a whole run."""
    batch = Batch([compile_model(model_of(text, folder))])
    batch.advance(batch.duration)
    return batch.summary(), batch


@pytest.mark.parametrize("ponding", [True, False])
@pytest.mark.parametrize("routing", ["DYNWAVE", "KINWAVE", "STEADY"])
def test_elements_sum_to_the_ledgers(tmp_path, routing, ponding):
    summary, _ = summary_of(text_of(routing, ponding), tmp_path)
    for name, parts in LEDGER.items():
        total = sum(sign * summary[part].sum() for part, sign in parts.items())
        assert total == pytest.approx(summary[name][0], rel=1e-9, abs=1e-6), name
    given = summary["node_given_volume"].sum() + summary["node_outlet_inflow_volume"].sum()
    assert given == pytest.approx(
        (summary["routing_external_inflow"] + summary["routing_dry_weather_inflow"])[0], rel=1e-9
    )
    if routing == "DYNWAVE":
        assert summary["routing_flooding_loss"][0] > 1.0
        assert (summary["node_max_ponded_depth"].max() > 1e-3) == ponding


def balance(batch, summary):
    """Of each node but outfalls: in less out, losses, flooding and change of storage, m3, in the model's direction."""
    nodes, links = batch.network.nodes, batch.network.links
    left = summary["node_given_volume"] - summary["node_withdrawn_volume"] - summary["node_lost_volume"]
    left = left - summary["node_evaporation_volume"] - summary["node_seepage_volume"] + summary["wet"]
    left = left - (summary["node_final_volume"] - summary["node_initial_volume"])
    up = np.where(links.direction > 0, links.up, links.down)
    down = np.where(links.direction > 0, links.down, links.up)
    np.add.at(left, up, summary["link_up_backward_volume"] - summary["link_up_forward_volume"])
    np.add.at(left, down, summary["link_down_forward_volume"] - summary["link_down_backward_volume"])
    return left[nodes.kind != 1]


@pytest.mark.parametrize("routing", ["DYNWAVE", "KINWAVE"])
def test_every_node_balances(tmp_path, routing):
    summary, batch = summary_of(text_of(routing), tmp_path)
    hydrology = batch.network.hydrology
    wet = np.zeros_like(summary["node_lost_volume"])
    np.add.at(
        wet, hydrology.node[hydrology.node >= 0], summary["subcatchment_passed_volume"][hydrology.node >= 0]
    )
    left = balance(batch, summary | {"wet": wet})
    total = summary["runoff_rainfall"][0]
    assert np.abs(left).max() < 0.01 * total


@pytest.mark.parametrize("routing", ["DYNWAVE", "KINWAVE"])
def test_residuals_of_nodes_sum_to_what_the_ledger_has_left_over(tmp_path, routing):
    summary, _ = summary_of(text_of(routing), tmp_path)
    inward = ("dry_weather_inflow", "wet_weather_inflow", "external_inflow", "initial_storage")
    outward = ("flooding_loss", "outflow", "evaporation_loss", "seepage_loss", "final_storage")
    came, went = (sum(summary[f"routing_{name}"][0] for name in names) for names in (inward, outward))
    residual = summary["node_routing_residual"]
    assert residual.sum() == pytest.approx(went - came, abs=0.01 * came)  # runoff is routed as sampled at steps' starts
    assert np.abs(residual).max() < 0.01 * came


@pytest.mark.parametrize("routing", ["DYNWAVE", "KINWAVE"])
def test_lanes_equal_single_runs(tmp_path, routing):
    model = model_of(text_of(routing), tmp_path)
    lanes = []
    for i in range(5):
        rain = tuple(v * (0.3 + 0.4 * i) for v in model.series["Storm"].values)
        lanes.append(replace(model, series=model.series | {"Storm": replace(model.series["Storm"], values=rain)}))
    together = Batch([compile_model(lane) for lane in lanes])
    together.advance(together.duration)
    company = together.summary()
    for i, lane in enumerate(lanes):
        alone = Batch([compile_model(lane)])
        alone.advance(alone.duration)
        for name, value in alone.summary().items():
            np.testing.assert_array_equal(value[..., 0], company[name][..., i], err_msg=name)
