"""Pollutants on the land and through the network: closed forms, ledgers, lanes."""

from __future__ import annotations

from datetime import datetime
from math import exp

import numpy as np
import pytest
from networks import TWO_PIPES, model_of, options

import sponge
from sponge.base.times import since_epoch
from sponge.engine.batch import Batch
from sponge.engine.quality.surface import is_season
from sponge.model.changes import apply_changes
from sponge.model.compile import compile_model

LAND = """\
[RAINGAGES]
G INTENSITY 0:05 1.0 TIMESERIES Storm
[SUBCATCHMENTS]
S1 G A 2 80 100 1 300
S2 G S1 3 40 150 0.5 100
[SUBAREAS]
S1 0.015 0.2 0 4 25 OUTLET
S2 0.015 0.2 1 4 25 OUTLET
[INFILTRATION]
S1 30 5 4 7 0
S2 30 5 4 7 0
[JUNCTIONS]
A 10 3
B 9.5 3
[OUTFALLS]
Out 9 FREE
[CONDUITS]
AB A B 100 0.013 0 0 0 0
BO B Out 100 0.013 0 0 0 0
[XSECTIONS]
AB CIRCULAR 1 0 0 0
BO CIRCULAR 1 0 0 0
[TIMESERIES]
Storm 0:00 12
Storm 2:00 30
Storm 3:00 0
[POLLUTANTS]
TSS MG/L 0 0 0 0
Lead UG/L 0 0 0 0 NO TSS 0.25
Rain MG/L 3 0 0 0
[LANDUSES]
Homes 1 0.5 0
Woods 0 0 0
[COVERAGES]
S1 Homes 100
S2 Homes 30 Woods 70
"""
EMC = "[WASHOFF]\nHomes TSS EMC 20 0\nWoods TSS EMC 20 0\n"
EXPONENTIAL = """\
[BUILDUP]
Homes TSS EXP 50 0.3 0 AREA
Woods TSS SAT 20 0 3 AREA
[WASHOFF]
Homes TSS EXP 0.4 1 80 10
Woods TSS EXP 0.2 1 0 0
"""
LEDGERS = ("runoff_quality_error", "routing_quality_error")


def run(text, folder, duration=6 * 3600.0, changes=(), **given):
    """The dataset of a model."""
    given = {"step": 5.0, "report": 300.0} | given
    return sponge.run(model_of(options(duration, **given) + text, folder), changes=changes)


def closes(ds):
    """Both ledgers of every pollutant."""
    for name in LEDGERS:
        assert np.abs(ds[name].values).max() < 1e-6, name
    return True


@pytest.mark.parametrize("routing", ["DYNWAVE", "KINWAVE", "STEADY"])
def test_event_mean_concentration_stays_all_the_way(tmp_path, routing):
    """A load c V; the same concentration wherever water flows."""
    ds = run(LAND + EMC, tmp_path, routing=routing)
    assert closes(ds)
    washed = float(ds.subcatchment_washoff_load.sel(pollutant="TSS", subcatchment="S1"))
    left = float(ds.subcatchment_runoff_depth.sel(subcatchment="S1")) / 1e3 * 2e4
    from_above = float(ds.subcatchment_washoff_load.sel(pollutant="TSS", subcatchment="S2"))
    assert 0.02 * left < washed < 0.02 * left + from_above
    concentration = ds.subcatchment_concentration.sel(pollutant="TSS", subcatchment="S2").values
    wet = ds.subcatchment_runoff.sel(subcatchment="S2").values > 1e-5
    assert wet.sum() > 10 and concentration[wet] == pytest.approx(20.0, rel=1e-5)
    out = float(ds.routing_quality_outflow.sel(pollutant="TSS"))
    assert out == pytest.approx(float(ds.routing_quality_wet_weather_inflow.sel(pollutant="TSS")), rel=0.02)
    lead, tss = (ds.runoff_quality_surface_runoff.sel(pollutant=p) for p in ("Lead", "TSS"))
    assert float(lead) == pytest.approx(0.25e-3 * float(tss), rel=1e-6)


def test_rain_brings_and_soil_takes(tmp_path):
    """What falls with the rain infiltrates and runs off with its water."""
    ds = run(LAND + EMC, tmp_path)
    rain = {name: float(ds[f"runoff_quality_{name}"].sel(pollutant="Rain")) for name in
            ("wet_deposition", "infiltration_loss", "surface_runoff", "remaining_buildup")}  # fmt: skip
    assert rain["wet_deposition"] == pytest.approx(3e-3 * float(ds.runoff_rainfall), rel=1e-6)
    assert rain["infiltration_loss"] == pytest.approx(3e-3 * float(ds.runoff_infiltration_loss), rel=3e-3)
    assert rain["surface_runoff"] == pytest.approx(3e-3 * float(ds.runoff_surface_runoff), rel=3e-3)


@pytest.mark.parametrize("wet_step", ["00:00:30", "00:05:00"])
def test_exponential_washoff_by_the_depth_of_runoff(tmp_path, wet_step):
    """With n = 1 what is left falls by exp(-k d) with the depth d of runoff, whatever the rain and the step."""
    text = LAND.replace("S2 G S1", "S2 G B") + EXPONENTIAL.replace(" 80 10", " 0 0")
    model = model_of(options(6 * 3600.0, step=5.0, report=300.0).replace("WET_STEP 00:01:00", f"WET_STEP {wet_step}")
                     .replace("DRY_STEP 00:01:00", "DRY_STEP 12:00:00") + text, tmp_path)  # fmt: skip
    model = apply_changes(model, ["options.dry_days = 5", "washoff[Woods/*].coefficient = 0"])
    ds = sponge.run(model)
    start = 50e-4 * (1.0 - exp(-0.3 * 5.0)) * 2e4  # kg on the homes of S1
    depth = float(ds.subcatchment_runoff_depth.sel(subcatchment="S1"))  # mm
    washed = float(ds.subcatchment_washoff_load.sel(pollutant="TSS", subcatchment="S1"))
    assert washed == pytest.approx(start * (1.0 - exp(-0.4 * depth)), rel=2e-3)
    assert closes(ds)


def test_sweeping_and_best_practices(tmp_path):
    """Streets are swept once a day where it does not rain; a tenth of what is washed off is removed."""
    ds = run(LAND + EXPONENTIAL, tmp_path, duration=5 * 86400.0, changes=["options.dry_days = 5"], step=60.0)
    assert closes(ds)
    tss = {name: float(ds[f"runoff_quality_{name}"].sel(pollutant="TSS")) for name in
           ("sweeping_removal", "bmp_removal", "surface_runoff", "initial_buildup")}  # fmt: skip
    assert tss["sweeping_removal"] > 0.0 and tss["bmp_removal"] > 0.0
    unswept = run(
        LAND + EXPONENTIAL, tmp_path, duration=5 * 86400.0, step=60.0,
        changes=["options.dry_days = 5", "land_use[Homes].sweep_interval = 0"],
    )  # fmt: skip
    assert float(unswept.runoff_quality_sweeping_removal.sum()) == 0.0
    never = run(
        LAND + EXPONENTIAL, tmp_path, duration=5 * 86400.0, step=60.0, changes=["options.dry_days = 5"],
    )
    assert float(never.runoff_quality_sweeping_removal.sel(pollutant="Lead")) == 0.0


def test_runon_and_outfalls_carry_pollutants_to_other_land(tmp_path):
    text = LAND.replace("Out 9 FREE", "Out 9 FREE NO S2") + EMC
    ds = run(text, tmp_path)
    assert closes(ds)
    assert float(ds.runoff_quality_wet_deposition.sel(pollutant="TSS")) > 0.0


TANK = """\
[JUNCTIONS]
J 3.2 2
[STORAGE]
T 0 4 2 FUNCTIONAL 0 0 50
[OUTFALLS]
O -1 FREE
[CONDUITS]
JT J T 20 0.013 0 3 0 0
[XSECTIONS]
JT CIRCULAR 0.5 0 0 0
[OUTLETS]
TO T O 0 FUNCTIONAL/DEPTH 0.01 1
[INFLOWS]
J FLOW "" FLOW 1 1 0.02
J P "" CONCEN 1 1 30
J M "" MASS 1 1 200
[POLLUTANTS]
P MG/L 0 0 0 {decay}
M MG/L 0 0 0 0
"""


@pytest.mark.parametrize("routing", ["DYNWAVE", "KINWAVE"])
def test_decay_in_a_mixed_tank(tmp_path, routing):
    """Steady: c = c_in Q / (Q + k V), in the pipe and then in the tank."""
    decay = 4.0
    ds = run(TANK.format(decay=decay), tmp_path, 2 * 86400.0, routing=routing, step=2.0)
    assert closes(ds)
    k, flow = decay / 86400.0, 0.02
    tank, pipe = float(ds.node_volume.sel(node="T")[-1]), float(ds.link_volume.sel(link="JT")[-1])
    assert tank == pytest.approx(100.0, rel=0.01)
    assert float(ds.node_concentration.sel(node="T", pollutant="P")[-1]) == pytest.approx(
        30.0 * flow / (flow + k * tank) * flow / (flow + k * pipe), rel=3e-3
    )
    mass = float(ds.node_concentration.sel(node="T", pollutant="M")[-1])
    assert mass == pytest.approx(200.0 / (flow * 1e3), rel=3e-3)  # mg/s over L/s


def test_a_tank_fills_with_what_comes(tmp_path):
    """From clean, with the level steady: c = c_in (1 - exp(-Q t / V))."""
    ds = run(TANK.format(decay=0), tmp_path, 7200.0, step=5.0, report=1200.0)
    c = ds.node_concentration.sel(node="T", pollutant="P").values
    t = 1200.0 * np.arange(1, len(c) + 1) - 20.0  # some seconds through the pipe
    assert c == pytest.approx(30.0 * (1.0 - np.exp(-0.02 * t / 100.0)), rel=0.03)


def reach(cells, decay):
    """A uniform channel of 2 km in cells, with a steady inflow of 1 m3/s and 10 mg/L."""
    n = cells + 1
    lines = ["[JUNCTIONS]", *(f"N{i} {10 - 10 * i / cells:.6f} 3 1" for i in range(n - 1))]
    lines += ["[OUTFALLS]", f"N{n - 1} 0 NORMAL", "[CONDUITS]"]
    lines += [f"C{i} N{i} N{i + 1} {2000 / cells} 0.02 0 0 1 0" for i in range(cells)]
    lines += ["[XSECTIONS]", *(f"C{i} RECT_OPEN 3 2 0 0" for i in range(cells))]
    lines += ["[INFLOWS]", 'N0 FLOW "" FLOW 1 1 1', 'N0 P "" CONCEN 1 1 10', "[POLLUTANTS]", f"P MG/L 0 0 0 {decay}"]
    return "\n".join(lines) + "\n"


@pytest.mark.parametrize("routing", ["DYNWAVE", "KINWAVE", "STEADY"])
def test_decay_in_a_plug_flow_reach(tmp_path, routing):
    """c = c_in exp(-k T) at the end of a reach that takes the time T; mixed cells come near it, steady flow to it."""
    cells, decay = 20, 40.0
    ds = run(reach(cells, decay), tmp_path, 6 * 3600.0, routing=routing, step=10.0)
    assert closes(ds)
    volume = ds.link_volume.values[-1].sum()
    if routing == "STEADY":
        volume = float((ds.link_depth.values[-1] * 2.0 * 2000.0 / cells).sum())
    exact = 10.0 * exp(-decay / 86400.0 * volume / 1.0)
    assert 2.0 < exact < 9.0
    found = float(ds.node_concentration.sel(node=f"N{cells}", pollutant="P")[-1])
    if routing == "STEADY":
        assert found == pytest.approx(exact, rel=1e-3)
    else:
        assert found == pytest.approx(exact, rel=0.02)
        assert found == pytest.approx(10.0 * (1.0 + decay / 86400.0 * volume / cells) ** -cells, rel=3e-3)


TREATED = TANK.format(decay=0) + "[TREATMENT]\n{rows}\n"


def test_treatment_by_removal_and_by_concentration(tmp_path):
    """A part of what flows in, and a concentration that leaves; the removal of another pollutant."""
    rows = "T P R = 0.25 + R_M / 2\nT M C = 4"
    ds = run(TREATED.format(rows=rows), tmp_path, 2 * 86400.0, step=20.0, routing="KINWAVE")
    assert closes(ds)
    leaving = ds.link_concentration.sel(link="TO").values[-1]
    m, p = leaving[list(ds.pollutant.values).index("M")], leaving[list(ds.pollutant.values).index("P")]
    assert m == pytest.approx(4.0, rel=1e-6)
    entering = 10.0  # 200 mg/s in 20 L/s: what is there before treatment mixes the two
    assert 0.0 < 30.0 - p < 30.0 and entering > m
    assert float(ds.routing_quality_reacted.sel(pollutant="M")) > 0.0


@pytest.mark.parametrize(
    "text, expected",
    [("C = 5", 5.0), ("R = 0.4", 18.0), ("C = P * 0.5", None), ("R = STEP(HRT - 0.5) * 0.5", 15.0),
     ("R = 1 / AREA * 25 * STEP(DEPTH) * STEP(FLOW)", 15.0), ("C = 900", 30.0), ("R = -3", 30.0)],
)  # fmt: skip
def test_the_grammar_at_work(tmp_path, text, expected):
    ds = run(TREATED.format(rows=f"T P {text}"), tmp_path, 86400.0, step=20.0, routing="KINWAVE")
    c = float(ds.link_concentration.sel(link="TO", pollutant="P")[-1])
    assert closes(ds)
    if expected is None:
        assert 0.0 < c < 1.0  # halved at every step: nearly nothing is left
    else:
        assert c == pytest.approx(expected, rel=1e-3)


def test_dry_weather_and_initial_concentrations(tmp_path):
    """Patterns of pollutants, their default concentration, and what stands in the network at the start."""
    text = TANK.format(decay=0).replace("[INFLOWS]", "[DWF]\nJ FLOW 0.01\nJ P 60 double\n[INFLOWS]")
    text = text.replace("M MG/L 0 0 0 0", "M MG/L 0 0 0 0 NO * 0 7 25")
    text += "[PATTERNS]\ndouble MONTHLY 2 2 2 2 2 2 2 2 2 2 2 2\n"
    ds = run(text, tmp_path, 86400.0, step=20.0, routing="KINWAVE")
    assert closes(ds)
    start = float(ds.routing_quality_initial_storage.sel(pollutant="M"))
    assert start == pytest.approx(0.025 * 100.0, rel=0.01)
    dry = ds.routing_quality_dry_weather_inflow
    assert float(dry.sel(pollutant="P")) == pytest.approx(0.12 * 0.01 * 86400.0, rel=1e-3)
    assert float(dry.sel(pollutant="M")) == pytest.approx(0.007 * 0.01 * 86400.0, rel=1e-3)


TIDE = """\
[JUNCTIONS]
A 0 4 1
B 0 4 1
C 0 4 1
[OUTFALLS]
Sea -1 TIDAL tide NO
[CONDUITS]
AB A B 300 0.02 0 0
BC B C 300 0.02 0 0
AC A C 500 0.02 0 0
CS C Sea 200 0.02 0 1
[XSECTIONS]
AB RECT_OPEN 4 3 0 0
BC RECT_OPEN 4 2 0 0
AC RECT_OPEN 4 2 0 0
CS RECT_OPEN 4 3 0 0
[CURVES]
tide TIDAL 0 1 3 2.4 6 1 9 0.5 12 1 15 2.4 18 1 21 0.5 24 1
[INFLOWS]
A FLOW "" FLOW 1 1 0.2
A P "" CONCEN 1 1 10
Sea P "" CONCEN 1 1 10
[POLLUTANTS]
P MG/L 0 0 0 0 NO * 0 0 10
"""


def test_a_loop_with_tides_makes_and_loses_nothing(tmp_path):
    """Water of one concentration keeps it, whatever way it flows, and the ledger closes."""
    ds = run(TIDE, tmp_path, 2 * 86400.0, step=10.0)
    assert float(ds.link_flow.sel(link="CS").min()) < -0.05 < 0.05 < float(ds.link_flow.sel(link="CS").max())
    assert closes(ds)
    inside = ds.link_concentration.sel(pollutant="P", link=["AB", "BC", "AC"]).values
    assert inside == pytest.approx(10.0, rel=0.05)


def test_the_tide_brings_back_what_left(tmp_path):
    """Water that comes in through an outfall is what flowed out last; it decays there, and counts as inflow."""
    tide = TIDE.replace('Sea P "" CONCEN 1 1 10\n', "").replace("P MG/L 0 0 0 0 NO * 0 0 10", "P MG/L 0 0 0 0")
    ds = run(tide, tmp_path, 86400.0, step=10.0)
    assert closes(ds)
    sea = ds.node_concentration.sel(pollutant="P", node="Sea").values
    flow = ds.link_flow.sel(link="CS").values
    back = (flow[1:] < 0.0) & (flow[:-1] < 0.0)
    assert back.sum() > 10 and np.abs(np.diff(sea))[back].max() < 1e-5 and sea[1:][back].max() > 5.0
    brought = float(ds.routing_quality_external_inflow.sel(pollutant="P"))
    assert brought > 1.05 * 0.2 * 86400.0 * 10e-3
    decaying = run(tide.replace("P MG/L 0 0 0 0", "P MG/L 0 0 0 1.5"), tmp_path, 86400.0, step=10.0)
    assert closes(decaying)
    sea = decaying.node_concentration.sel(pollutant="P", node="Sea").values
    step = float((ds.time[1] - ds.time[0]) / np.timedelta64(1, "s"))
    back &= sea[:-1] > 0.0
    later = sea[1:][back] / sea[:-1][back]
    assert len(later) > 10
    assert later == pytest.approx(np.exp(-1.5 * step / 86400.0), rel=1e-3)


def test_what_the_tide_brings_may_be_given(tmp_path):
    """A concentration of zero at the outfall: clean water comes in."""
    tide = TIDE.replace('Sea P "" CONCEN 1 1 10', 'Sea P "" CONCEN 1 1 0').replace("NO * 0 0 10", "NO * 0 0 0")
    ds = run(tide, tmp_path, 86400.0, step=10.0)
    assert closes(ds)
    brought = float(ds.routing_quality_external_inflow.sel(pollutant="P"))
    assert brought == pytest.approx(0.2 * 86400.0 * 10e-3, rel=1e-3)


BACKWATER = """\
[JUNCTIONS]
A 15 3
B 0 3
[STORAGE]
Tank -1 4 0 TABULAR Small
[CURVES]
Small STORAGE 0 40 4 40
[OUTFALLS]
Out -1.2 FREE
[CONDUITS]
AB A B 200 0.01 0 0
BT B Tank 50 0.01 0 0
[ORIFICES]
Hole Tank Out SIDE 0 0.65 NO 0
[XSECTIONS]
AB CIRCULAR 1 0 0 0
BT CIRCULAR 1 0 0 0
Hole CIRCULAR 0.12 0 0 0
[INFLOWS]
A FLOW "" FLOW 1 1 0.002
A P "" CONCEN 1 1 100
B FLOW "" FLOW 1 1 0.05
B P "" CONCEN 1 1 20
[POLLUTANTS]
P MG/L 0 0 0 0
"""


def test_what_backs_up_into_a_pipe_comes_from_below(tmp_path):
    """A steep pipe fills from its lower end: the node at its top keeps the water that flows in there."""
    ds = run(BACKWATER, tmp_path, 3 * 3600.0, step=5.0)
    assert closes(ds)
    assert float(ds.link_volume.sel(link="AB").max()) > 20.0
    assert ds.node_concentration.sel(pollutant="P", node="A").values[1:] == pytest.approx(100.0, rel=1e-3)
    inside = ds.link_concentration.sel(pollutant="P", link="AB").values[1:]
    assert 20.0 < inside.min() < 30.0 and inside.max() < 100.0


def test_flooding_takes_its_share(tmp_path):
    text = TANK.format(decay=0).replace("J 3.2 2", "J 3.2 0.4 0 0 0").replace("FLOW 1 1 0.02", "FLOW 1 1 2")
    ds = run(text, tmp_path, 7200.0)
    assert closes(ds)
    assert float(ds.node_flooding_volume.sel(node="J")) > 1.0
    lost = float(ds.routing_quality_flooding_loss.sel(pollutant="P"))
    assert lost == pytest.approx(0.03 * float(ds.routing_flooding_loss), rel=0.02)


@pytest.mark.parametrize("routing", ["DYNWAVE", "KINWAVE"])
def test_lanes_are_the_same_alone_and_in_company(tmp_path, routing):
    """Bit for bit, with other pollutants' coefficients beside them."""
    text = options(4 * 3600.0, step=10.0, report=900.0, routing=routing) + LAND + EXPONENTIAL
    text += "[TREATMENT]\nB TSS R = 0.3\nB Lead R = R_TSS\n"
    base = apply_changes(model_of(text, tmp_path), "options.dry_days = 4")
    models = [base] + [
        apply_changes(base, [f"washoff[*/TSS].coefficient *= {f}", f"pollutant[Rain].rain = {f} mg/L",
                             f"buildup[*].maximum *= {f}", f"coverage[S2/Homes].fraction = {0.1 * f}"])
        for f in (0.5, 2.0, 3.0)
    ]  # fmt: skip
    networks = [compile_model(m) for m in models]
    together = [row for _, row in Batch(networks).reports()]
    for k, network in enumerate(networks):
        alone = [row for _, row in Batch([network]).reports()]
        for a, b in zip(alone, together, strict=True):
            for table in ("subcatchment_quality", "node_quality", "link_quality", "node", "link"):
                assert np.array_equal(getattr(a, table)[..., 0], getattr(b, table)[..., k]), (k, table)
    assert together[-1].node_quality.shape[1] == 3


def test_a_snapshot_brings_the_pollutants_back(tmp_path):
    text = options(4 * 3600.0, step=10.0, report=900.0) + LAND + EMC
    batch = Batch([compile_model(model_of(text, tmp_path))])
    batch.advance(5000.0)
    kept = batch.snapshot()
    batch.advance(9000.0)
    first = batch.row(9000.0).node_quality.copy()
    batch.restore(kept)
    batch.advance(9000.0)
    assert np.array_equal(batch.row(9000.0).node_quality, first) and first.max() > 0.0


def test_quality_can_be_ignored(tmp_path):
    text = LAND + EMC
    model = model_of(options(3600.0).replace("[OPTIONS]", "[OPTIONS]\nIGNORE_QUALITY YES") + text, tmp_path)
    ds = sponge.run(model)
    assert "pollutant" not in ds.dims and "node_concentration" not in ds


CLEAN = TWO_PIPES + "[POLLUTANTS]\nDye MG/L 0 0 0 0 NO\n[INFLOWS]\nA FLOW \"\" FLOW 1 1 0.05\n"


@pytest.mark.parametrize("routing", ["DYNWAVE", "KINWAVE"])
def test_a_pollutant_that_nothing_brings_is_nowhere_and_changes_no_flow(tmp_path, routing):
    """Its transport is left out; with a source it is not."""
    text = options(1800.0, step=10.0, report=300.0, routing=routing)
    clean = compile_model(model_of(text + CLEAN, tmp_path))
    assert clean.processes.quality.transport.idle.tolist() == [1]
    plain = list(Batch([compile_model(model_of(text + CLEAN.replace("Dye MG/L 0", "Dye MG/L 1"), tmp_path))]).reports())
    batch = Batch([clean])
    for (_, row), (_, other) in zip(batch.reports(), plain, strict=True):
        assert np.array_equal(row.node, other.node) and np.array_equal(row.link, other.link)
        assert not row.node_quality.any() and not row.link_quality.any()
    said = batch.summary()
    assert not said["node_outlet_load"].any() and said["quality_continuity_error"].tolist() == [0.0]


@pytest.mark.parametrize("source", [
    "Dye MG/L 1 0 0 0 NO", "Dye MG/L 0 1 0 0 NO", "Dye MG/L 0 0 1 0 NO", "Dye MG/L 0 0 0 0 NO * 0 1",
    "Dye MG/L 0 0 0 0 NO * 0 0 1", "Dye MG/L 0 0 0 0 NO\n[INFLOWS]\nA Dye \"\" CONCEN 1 1 5",
    "Dye MG/L 0 0 0 0 NO\n[TREATMENT]\nB Dye C = 5", "Dye MG/L 0 0 0 0 NO\n[LANDUSES]\nHomes",
])  # fmt: skip
def test_whatever_may_bring_a_pollutant_counts_as_a_source(tmp_path, source):
    text = options(600.0, step=10.0) + CLEAN.replace("Dye MG/L 0 0 0 0 NO", source)
    assert compile_model(model_of(text, tmp_path)).processes.quality.transport.idle.tolist() == [0]


@pytest.mark.parametrize("routing", ["DYNWAVE", "KINWAVE"])
def test_a_run_with_pollutants_goes_on_from_a_clean_one_and_back(tmp_path, routing):
    """Water of 5 mg/L fills the network, and its ledger closes; what is then there leaves a clean model too."""
    text = options(7200.0, step=5.0, report=600.0, routing=routing)
    dyed = compile_model(model_of(text + CLEAN + 'A Dye "" CONCEN 1 1 5\n', tmp_path))
    clean = compile_model(model_of(text + CLEAN, tmp_path))
    first, second, third = Batch([clean]), Batch([dyed]), Batch([clean])
    first.advance(1800.0)
    second.restore(first.snapshot())
    second.advance(3600.0)
    found = second.row(3600.0)
    assert found.node_quality[0, 0, :, 0] == pytest.approx(5e-3, rel=1e-4)
    assert found.link_quality[0, 0, :, 0] == pytest.approx(5e-3, rel=1e-4)
    assert abs(second.summary()["quality_continuity_error"][0]) < 1e-6
    third.restore(second.snapshot())
    third.advance(7200.0)
    assert third.row(7200.0).link_quality.max() < 1e-6
    assert abs(third.summary()["quality_continuity_error"][0]) < 1e-6


@pytest.mark.parametrize("year", [2023, 2024, 2000, 2100])
@pytest.mark.parametrize("shift, same", [(1.0, True), (0.0, False)], ids=["date", "epa"])
def test_sweeping_seasons_have_the_same_dates_in_every_year(year, shift, same):
    """From 1 March to 31 December; EPA begins on 29 February of leap years, and leaves 31 December out."""
    season = np.array([60.0, 365.0, shift])
    leap = year in (2024, 2000)
    days = (2, 28), (3, 1), (12, 30), (12, 31)
    on = {day: bool(is_season(season, since_epoch(datetime(year, *day)))) for day in days}
    assert on == {(2, 28): False, (3, 1): True, (12, 30): True, (12, 31): same or not leap}
    if leap:
        assert is_season(season, since_epoch(datetime(year, 2, 29))) != same
