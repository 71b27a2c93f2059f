"""Defects of EPA in storage, links, outfalls and routing: sponge has none of them."""

from __future__ import annotations

import numpy as np
import pytest
from small_models import text_of

pytestmark = pytest.mark.long  # run uncompiled, minutes in all

EVERY = ("DYNWAVE", "KINWAVE")


def volume(series, step: float = 60.0) -> float:
    """Volume [m3] of a series of flows at reports of a minute, by trapezoids, from an empty start."""
    flows = np.concatenate([[0.0], series.values])
    return float(0.5 * (flows[1:] + flows[:-1]).sum() * step)


def balanced(ds, share: float = 0.5) -> None:
    """The routing ledger closes to a share of a per cent."""
    assert abs(float(ds.routing_continuity_error)) < share


def inflow(node: str, *rows: tuple[str, float]) -> str:
    """An inflow [m3/s] by time."""
    return f"[INFLOWS]\n{node} FLOW I_{node}\n[TIMESERIES]\n" + "\n".join(f"I_{node} {t} {v}" for t, v in rows) + "\n"


STEADY = (("0:00", 0.1), ("24:00", 0.1))


@pytest.mark.parametrize("routing", EVERY)
def test_num_08_flooding_of_a_storage_is_what_does_not_fit(simulate, routing):
    """0.1 m3/s for an hour into 100 m3 that nothing drains: 260 m3 flood."""
    net = (
        "[STORAGE]\nT 0 2 0 FUNCTIONAL 0 0 50\n[JUNCTIONS]\nJ 5 2\n[OUTFALLS]\nO 4 FREE\nP 0 FREE\n[CONDUITS]\n"
        "C J O 50 0.013 0 0\n"
        "[XSECTIONS]\nC CIRCULAR 0.5 0 0 0\n[WEIRS]\nW T P TRANSVERSE 1.9 1.8 NO 0 0 NO\n"
        "[XSECTIONS]\nW RECT_OPEN 0.05 0.001 0 0\n"
    )
    if routing == "KINWAVE":
        net = net.replace("[WEIRS]", ";").replace("W T P", ";").replace("P 0 FREE", ";").replace("W RECT", ";")
    ds = simulate(text_of(net, inflow("T", *STEADY), routing=routing, step=60))
    came = float(ds.routing_external_inflow + ds.routing_initial_storage - ds.routing_outflow)
    assert float(ds.routing_flooding_loss) == pytest.approx(came - 100.0, abs=3.1)  # half a step's inflow


def test_num_09_a_junction_drained_by_an_outlet_rises_and_falls(simulate):
    """In the steady state the outlet passes what comes: 0.1 m3/s = 0.1 h."""
    net = "[JUNCTIONS]\nJ 0 4\n[OUTFALLS]\nO -1 FREE\n[OUTLETS]\nU J O 0 FUNCTIONAL/DEPTH 0.1 1 NO\n"
    ds = simulate(text_of(net, inflow("J", *STEADY), hours=0.5, step=5))
    assert float(ds.node_depth.sel(node="J")[-1]) == pytest.approx(1.0, rel=0.02)
    balanced(ds, 1.0)


def test_num_12_storage_above_the_first_depth_of_its_curve(simulate):
    """A curve from 1 m on, under which the area falls to nothing: 150 m3 are 50 m3 and 1 m of 100 m2."""
    net = (
        "[STORAGE]\nT 0 4 0 TABULAR A\n[CURVES]\nA STORAGE 1 100\nA 4 100\n[OUTFALLS]\nO 3 FREE\n"
        "[WEIRS]\nW T O TRANSVERSE 3.5 1.8 NO 0 0 NO\n[XSECTIONS]\nW RECT_OPEN 0.5 1 0 0\n"
    )
    ds = simulate(text_of(net, inflow("T", ("0:00", 0.1), ("0:25", 0.1), ("0:25:01", 0.0)), step=5))
    stored = float(ds.node_volume.sel(node="T")[-1])
    assert stored == pytest.approx(150.0, rel=5e-3)
    assert float(ds.node_depth.sel(node="T")[-1]) == pytest.approx(1.0 + (stored - 50.0) / 100.0, rel=1e-5)
    balanced(ds, 0.4)


@pytest.mark.parametrize("shape", ["FUNCTIONAL 0 0 {}", "CYLINDRICAL {}"], ids=["function", "cylinder"])
def test_num_13_a_basin_seeps_the_same_in_feet_and_metres(simulate, shape):
    """The level of a basin of constant area falls by K alone, whatever the units."""
    if "CYL" in shape:
        si, us = "CYLINDRICAL 11.2838 11.2838 0", "CYLINDRICAL 37.02 37.02 0"
    else:
        si, us = "FUNCTIONAL 0 0 100", "FUNCTIONAL 0 0 1076.391"
    lost = []
    for units, unit, row, scale in (("CMS", "mm", si, 1.0), ("CFS", "in", us, 0.3048)):
        k = 50.0 if unit == "mm" else 50.0 / 25.4
        depth = 2.0 / scale
        net = (
            f"[STORAGE]\nT 0 {4 / scale} {depth} {row} 0 0 {100 if unit == 'mm' else 100 / 25.4} {k} 0.3\n"
            f"[OUTFALLS]\nO 0 FREE\n[WEIRS]\nW T O TRANSVERSE {3.5 / scale} 1.8 NO 0 0 NO\n"
            f"[XSECTIONS]\nW RECT_OPEN {0.4 / scale} 1 0 0\n"
        )
        ds = simulate(text_of(net, units=units, step=60, hours=2))
        lost.append(float(ds.routing_seepage_loss))
    assert lost[0] == pytest.approx(lost[1], rel=1e-3)
    assert lost[0] > 5.0


def test_num_14_an_empty_storage_loses_nothing(simulate):
    net = (
        "[STORAGE]\nT 0 4 0 FUNCTIONAL 0 0 100 0 1\n[OUTFALLS]\nO 0 FREE\n[WEIRS]\nW T O TRANSVERSE 3.5 1.8 NO 0 0 NO\n"
        "[XSECTIONS]\nW RECT_OPEN 0.4 1 0 0\n[EVAPORATION]\nCONSTANT 10\n"
    )
    for routing in EVERY:
        part = net if routing == "DYNWAVE" else net.split("[WEIRS]")[0] + "[EVAPORATION]\nCONSTANT 10\n"
        ds = simulate(text_of(part, routing=routing))
        assert float(ds.routing_evaporation_loss) == 0.0


@pytest.mark.parametrize("routing", ["KINWAVE", "STEADY"])
def test_num_17_a_storage_drains_through_all_barrels(simulate, routing):
    """Two barrels take twice the flow of one, so the pond does not fill."""
    depth = {}
    for barrels in (1, 2):
        net = (
            "[STORAGE]\nT 1 3 0 FUNCTIONAL 0 0 100\n[OUTFALLS]\nO 0 FREE\n[CONDUITS]\nC T O 100 0.013 0 0\n"
            f"[XSECTIONS]\nC CIRCULAR 0.5 0 0 0 {barrels}\n"
        )
        ds = simulate(text_of(net, inflow("T", ("0:00", 0.6), ("24:00", 0.6)), routing=routing, hours=0.5, step=5))
        depth[barrels] = float(ds.node_depth.sel(node="T")[-1])
        full = 0.5**2 * np.pi / 4 * (0.5 / 4) ** (2 / 3) * 0.01**0.5 / 0.013 * barrels
        assert float(ds.link_flow.sel(link="C")[-1]) == pytest.approx(min(0.6, full), rel=0.03), barrels
        balanced(ds, 1.5)
    assert depth[2] < 0.6 < depth[1]


def test_num_28_one_series_for_two_clocks(simulate):
    """An outfall's level and an inflow read the same series; what comes in is the series' own volume."""
    net = (
        "[JUNCTIONS]\nJ 5 3\n[OUTFALLS]\nO 0 TIMESERIES X\n[CONDUITS]\nC J O 50 0.013 0 4\n[XSECTIONS]\n"
        "C CIRCULAR 1 0 0 0\n"
        "[INFLOWS]\nJ FLOW X\n[TIMESERIES]\nX 0:00 0.1\nX 0:10 0.4\nX 0:30 0.2\nX 1:00 0.0\n"
        "[RAINGAGES]\nG INTENSITY 0:01 1 TIMESERIES R\n[TIMESERIES]\nR 0:00 5\nR 0:50 0\n"
        "[SUBCATCHMENTS]\nS G J 0.0001 100 10 1 0\n[SUBAREAS]\nS 0.01 0.1 0 0 0 OUTLET\n[INFILTRATION]\nS 0 0 4 7 0\n"
    )
    ds = simulate(text_of(net, step=20, wet=300, dry=300))
    expected = 600 * 0.25 + 1200 * 0.3 + 1800 * 0.1
    assert float(ds.routing_external_inflow) == pytest.approx(expected, rel=0.01)


def test_con_15_no_water_enters_that_did_not_come(simulate):
    """An abrupt inflow into an empty pipe: the ledger closes at every step."""
    for step in (60, 5):
        net = "[JUNCTIONS]\nJ 4 3\n[OUTFALLS]\nO 0 FREE\n[CONDUITS]\nC J O 600 0.013 0 0\n"
        net += "[XSECTIONS]\nC CIRCULAR 1 0 0 0\n"
        ds = simulate(text_of(net, inflow("J", ("0:00", 0.4), ("24:00", 0.4)), routing="KINWAVE", step=step))
        held = ds.link_volume.sel(link="C")
        came = 0.4 * 60.0 * (1 + np.arange(ds.sizes["time"]))
        assert (held.values <= came * 1.02 + 1.0).all()
        balanced(ds, 0.5)


def test_bnd_01_an_outfall_below_a_weir_has_no_tailwater(simulate):
    """A free outfall 1 m under the crest stays dry, and nothing flows back."""
    net = (
        "[STORAGE]\nT 0 4 0.5 FUNCTIONAL 0 0 100\n[OUTFALLS]\nO 0 FREE\n[WEIRS]\nW T O TRANSVERSE 1 1.8 NO 0 0 NO\n"
        "[XSECTIONS]\nW RECT_OPEN 1 1 0 0\n"
    )
    ds = simulate(text_of(net, inflow("T", *STEADY)))
    assert float(ds.node_depth.sel(node="O").max()) == 0.0
    assert float(ds.link_flow.sel(link="W").min()) >= 0.0
    balanced(ds, 0.1)


@pytest.mark.parametrize("start", ["00:00", "06:00", "18:30"])
def test_bnd_02_tides_follow_the_hour_of_the_day(simulate, start):
    """High tide of 2 m at noon, low tide of 0 m at midnight, whenever the run begins."""
    net = (
        "[JUNCTIONS]\nJ 5 3\n[OUTFALLS]\nO 0 TIDAL T\n[CURVES]\nT TIDAL 0 0\nT 12 2\nT 24 0\n[CONDUITS]\n"
        "C J O 50 0.013 0 0\n"
        "[XSECTIONS]\nC CIRCULAR 1 0 0 0\n"
    )
    ds = simulate(text_of(net, start=start, hours=2, step=60))
    hour = ds.time.dt.hour.values + ds.time.dt.minute.values / 60.0 + ds.time.dt.second.values / 3600.0
    assert ds.node_head.sel(node="O").values == pytest.approx(2.0 - np.abs(hour - 12.0) / 6.0, abs=0.02)


def test_bnd_10_rules_work_between_events_and_between_their_steps(simulate):
    """A pump that a rule stops at 0:30 stops then, though the event begins at 0:40 and RULE_STEP is no multiple."""
    net = (
        "[STORAGE]\nT 0 4 3 FUNCTIONAL 0 0 1000\n[OUTFALLS]\nO 5 FREE\n[PUMPS]\nP T O C ON 0 0\n[CURVES]\n"
        "C PUMP3 0 0.1\nC 10 0.05\n"
        "[CONTROLS]\nRULE R\nIF SIMULATION TIME >= 0:30\nTHEN PUMP P STATUS = OFF\n[EVENTS]\n"
        "01/01/2021 0:40 01/01/2021 0:50\n"
    )
    ds = simulate(text_of(net, step=60, rule_step="00:00:45"))
    assert abs(float(ds.link_flow.sel(link="P")[-1])) < 1e-9
    assert float(ds.pump_hours[0]) < 0.6 if ds.pump_hours.ndim else True


def test_bnd_20_a_run_without_routing_steps_to_report_has_numbers(simulate):
    """Events after the end leave nothing to route: summaries are finite all the same."""
    net = (
        "[JUNCTIONS]\nJ 5 3\n[OUTFALLS]\nO 0 FREE\n[CONDUITS]\nC J O 50 0.013 0 0\n[XSECTIONS]\nC CIRCULAR 1 0 0 0\n"
        "[EVENTS]\n01/02/2021 0:00 01/02/2021 1:00\n"
    )
    ds = simulate(text_of(net, inflow("J", *STEADY), hours=0.5))
    for name, values in ds.data_vars.items():
        if values.dtype.kind == "f":
            assert np.isfinite(values.values).all() or name.startswith(("pump_", "quality_")), name


@pytest.mark.parametrize("barrels", [2, 200, 300])
def test_io_10_barrels_are_counted(simulate, barrels):
    """Barrels share the flow: each carries 1 l/s, however many there are."""
    net = (
        "[JUNCTIONS]\nJ 1 3\n[OUTFALLS]\nO 0 FREE\n[CONDUITS]\nC J O 100 0.013 0 0\n"
        f"[XSECTIONS]\nC CIRCULAR 0.5 0 0 0 {barrels}\n"
    )
    flow = 0.01 * barrels
    ds = simulate(text_of(net, inflow("J", ("0:00", flow), ("24:00", flow)), hours=0.5, routing="KINWAVE"))
    one = simulate(
        text_of(
            net.replace(f" {barrels}\n", " 1\n"),
            inflow("J", ("0:00", 0.01), ("24:00", 0.01)),
            hours=0.5,
            routing="KINWAVE",
        )
    )
    assert float(ds.link_depth[-1, 0]) == pytest.approx(float(one.link_depth[-1, 0]), rel=1e-4)


def test_io_11_an_irregular_channel_has_its_barrels(simulate):
    """Two channels side by side: half the flow each."""
    depth = {}
    for barrels, flow in ((1, 0.5), (2, 1.0)):
        net = (
            "[JUNCTIONS]\nJ 1 3\n[OUTFALLS]\nO 0 FREE\n[CONDUITS]\nC J O 200 0.013 0 0\n"
            f"[XSECTIONS]\nC IRREGULAR X 0 0 0 {barrels}\n"
            "[TRANSECTS]\nNC 0.03 0.03 0.03\nX1 X 4 0 4 0 0 0 0 0\nGR 2 0 0 1 0 3 2 4\n"
        )
        ds = simulate(text_of(net, inflow("J", ("0:00", flow), ("24:00", flow)), hours=0.5, routing="KINWAVE"))
        depth[barrels] = float(ds.link_depth[-1, 0])
    assert depth[1] == pytest.approx(depth[2], rel=1e-3)


def test_io_09_a_gated_outfall_that_feeds_land_keeps_its_gate(simulate):
    """Water above the outfall does not come back through its gate."""
    net = (
        "[JUNCTIONS]\nJ 0 3\n[OUTFALLS]\nO 0 FIXED 2 YES S\nP 0 FREE\n[CONDUITS]\nC J O 50 0.013 0 0\n"
        "[XSECTIONS]\nC CIRCULAR 0.5 0 0 0\n"
        "[RAINGAGES]\nG INTENSITY 0:01 1 TIMESERIES R\n[TIMESERIES]\nR 0:00 0\nR 1:50 0\n"
        "[SUBCATCHMENTS]\nS G J 1 100 10 1 0\n[SUBAREAS]\nS 0.01 0.1 0 0 0 OUTLET\n[INFILTRATION]\nS 0 0 4 7 0\n"
    ).replace("P 0 FREE\n", "")
    ds = simulate(text_of(net, hours=0.5))
    assert float(ds.node_depth.sel(node="J").max()) == 0.0


def test_io_58_the_first_water_of_a_storage_is_no_inflow(simulate):
    """What a pond holds at the start is not in what flows in."""
    net = (
        "[STORAGE]\nT 0 4 2 FUNCTIONAL 0 0 100\n[OUTFALLS]\nO 0 FREE\n[WEIRS]\nW T O TRANSVERSE 3 1.8 NO 0 0 NO\n"
        "[XSECTIONS]\nW RECT_OPEN 1 1 0 0\n"
    )
    ds = simulate(text_of(net, inflow("T", ("0:00", 0.01), ("24:00", 0.01))))
    assert float(ds.routing_external_inflow) == pytest.approx(36.0, rel=1e-3)
    assert float(ds.routing_initial_storage) == pytest.approx(200.0, rel=1e-6)
    assert float(ds.node_total_inflow.sel(node="T").max()) == pytest.approx(0.01, rel=1e-6)
