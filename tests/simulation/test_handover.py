"""What ran off the land is what the network takes in, or the run says so."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from inp_texts import STREET, read_text

import sponge
from sponge.model.elements import Event
from sponge.report.text.run_summary import summary_text
from sponge.simulation.handover import doubt_of, handed_over

TEXT = """[OPTIONS]
FLOW_UNITS CMS
FLOW_ROUTING KINWAVE
START_DATE 01/01/2020
END_DATE 01/02/2020
[RAINGAGES]
G INTENSITY 0:05 1 TIMESERIES rain
""" + STREET + """[SUBCATCHMENTS]
T G S 1 50 100 1 0
U G U 1 50 100 1 0
[SUBAREAS]
T 0.01 0.1 1 1 0 OUTLET
U 0.01 0.1 1 1 0 OUTLET
[INFILTRATION]
T 50 5 4 7 0
U 50 5 4 7 0
[TIMESERIES]
rain 0:00 10 0:05 0
"""


def summary(came: float) -> dict[str, np.ndarray]:
    """T passes 40 m3 to S, S 100 to the node, U 30 out of the model; drains of LID units bring 5 to nodes."""
    return {
        "subcatchment_passed_volume": np.array([[100.0], [40.0], [30.0]]), "runoff_surface_runoff": np.array([130.0]),
        "runoff_lid_drainage": np.array([5.0]), "routing_wet_weather_inflow": np.array([came]),
    }  # fmt: skip


@pytest.fixture
def model(tmp_path):
    return read_text(tmp_path, TEXT)


def test_what_leaves_for_nodes_is_counted(model):
    assert handed_over(model, summary(104.9)) == (105.0, 104.9)
    assert doubt_of(handed_over(model, summary(104.9))) == ""


@pytest.mark.parametrize("came", [90.0, 120.0, 0.0, float("nan")])
def test_a_difference_is_told(came, model):
    told = doubt_of(handed_over(model, summary(came)))
    assert told.startswith("105 m3 left the land and ") or np.isnan(came)
    assert bool(told) == np.isfinite(came)  # a ledger that is no number is status 4


def test_where_both_need_not_be_the_same_nothing_is_told(model):
    day = model.options.start
    for other in (
        replace(model, events=(Event(day, model.options.end),)), replace(model, subcatchments={}),
        replace(model, options=replace(model.options, ignore_routing=True)),
    ):  # fmt: skip
        assert handed_over(other, summary(0.0)) is None
    assert doubt_of(None) == doubt_of((0.0, 0.0)) == doubt_of((1e-4, 0.0)) == ""


def test_a_run_says_it_where_it_went_to_its_end():
    facts = {
        "model": "m.inp", "routing": "KINWAVE", "solver": "kinematic", "start": "2020-01-01T00:00:00",
        "end": "2020-01-01T06:00:00", "duration": 21600.0, "began": 0.0, "reached": 21600.0, "not_simulated": [],
        "area": 1.0, "counts": {}, "status": 0, "output": "m.nc", "runoff": {}, "routing_ledger": {}, "flooding": [],
        "outfalls": [], "peak_flows": [], "surcharged": [], "pumps": [], "seconds": {"simulate": 0.5, "total": 1.2},
        "handed_over": (139.8, 119.8),
    }  # fmt: skip
    assert "WARNING: 139.8 m3 left the land and 119.8 m3 came to the nodes" in summary_text(facts)
    assert "WARNING" not in summary_text(facts | {"reached": 3600.0})
    assert "WARNING" not in summary_text(facts | {"handed_over": None})


# 1 ha half paved, without roughness: runoff jumps from step to step; 16 mm in 15 min, runoff steps of 5 min
FAST = """[OPTIONS]
FLOW_UNITS CMS
FLOW_ROUTING {routing}
START_DATE 01/01/2020
END_DATE 01/01/2020
END_TIME 03:00:00
WET_STEP 00:05:00
ROUTING_STEP {step}
{option}
[RAINGAGES]
G INTENSITY 0:05 1 TIMESERIES rain
[SUBCATCHMENTS]
S G {outlet} 1 50 100 1 0
[SUBAREAS]
S 0 0 0 0 0 OUTLET
[INFILTRATION]
S 20 5 4 7 0
[JUNCTIONS]
A 10 4
[OUTFALLS]
O 9 FREE
[CONDUITS]
C A O 400 .012 0 0
[XSECTIONS]
C CIRCULAR 1 0 0 0
[TIMESERIES]
rain 0:00 64 0:05 64 0:10 64 0:15 0
"""


def volumes_of(folder, routing, solver, step, compat="none", outlet="A", option=""):
    text = FAST.format(routing=routing, step=step, outlet=outlet, option=option)
    run = sponge.run(read_text(folder, text), solver=solver, compat=compat)
    ledger = "wet_weather_inflow", "outflow", "continuity_error"
    return [float(run[name]) for name in ("runoff_surface_runoff", *(f"routing_{name}" for name in ledger))]


@pytest.mark.filterwarnings("ignore:the continuity error of routing")
@pytest.mark.parametrize("step", [15, 60, 240])
@pytest.mark.parametrize("routing, solver", [("KINWAVE", "auto"), ("DYNWAVE", "picard"), ("DYNWAVE", "implicit")])
def test_all_that_leaves_the_land_comes_whatever_the_routing_step(routing, solver, step, tmp_path):
    left, came, _, _ = volumes_of(tmp_path, routing, solver, step)
    assert came == pytest.approx(left, rel=1e-9) and left > 130.0


def test_land_beside_an_outfall_leaves_at_once(tmp_path):
    """Routing steps of other lengths than before them lose nothing of it."""
    rule = "RULE_STEP 00:01:40"
    left, came, out, error = volumes_of(tmp_path, "DYNWAVE", "picard", 45, outlet="O", option=rule)
    assert came == pytest.approx(left, rel=1e-9) and out == pytest.approx(left, rel=1e-9)
    assert abs(error) < 1e-6


@pytest.mark.filterwarnings("ignore:.* left the land")
def test_epa_takes_the_flow_of_a_moment(tmp_path):
    left, came, _, _ = volumes_of(tmp_path, "KINWAVE", "auto", 240, compat="epa")
    assert abs(came / left - 1.0) > 0.01
