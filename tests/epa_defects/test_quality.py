"""Defects of EPA in pollutants, treatment and their ledgers: sponge has none of them."""

from __future__ import annotations

import numpy as np
import pytest
from small_models import text_of

pytestmark = pytest.mark.long  # run uncompiled, minutes in all

POLLUTANT = "[POLLUTANTS]\nTSS MG/L {rain} 0 0 {decay} NO * 0 0 {initial}\n"
PIPE = (
    "[JUNCTIONS]\nJ 2 3\nK 1 3\n[OUTFALLS]\nO 0 FREE\n[CONDUITS]\nC J K 100 0.013 0 0\nD K O 100 0.013 0 0\n"
    "[XSECTIONS]\nC CIRCULAR 0.6 0 0 0\nD CIRCULAR 0.6 0 0 0\n"
)
POND = (
    "[STORAGE]\nT 0 4 {depth} FUNCTIONAL 0 0 100 0 {evaporation}\n[OUTFALLS]\nO 0 FREE\n"
    "[WEIRS]\nW T O TRANSVERSE 3.5 1.8 NO 0 0 NO\n[XSECTIONS]\nW RECT_OPEN 0.4 1 0 0\n"
)
EVERY = ("DYNWAVE", "KINWAVE", "STEADY")


def pollutant(decay: float = 0.0, initial: float = 0.0, rain: float = 0.0) -> str:
    """One pollutant [mg/L], its decay [1/day]."""
    return POLLUTANT.format(decay=decay, initial=initial, rain=rain)


def pond(depth: float, evaporation: float = 0.0, routing: str = "DYNWAVE") -> str:
    """A still pond of 100 m2; only by dynamic wave it has a weir."""
    rows = POND.format(depth=depth, evaporation=evaporation)
    return rows if routing == "DYNWAVE" else rows.split("[WEIRS]")[0]


def closed(ds, share: float = 1e-6) -> None:
    """Both ledgers of pollutants close."""
    for name in ("routing_quality_error", "runoff_quality_error"):
        assert np.isfinite(ds[name].values).all(), name
        assert np.abs(ds[name].values).max() < share, name


@pytest.mark.parametrize("routing", EVERY)
def test_num_01_a_dry_branch_has_a_concentration(simulate, routing):
    """Numbers everywhere, and all the mass that came is there."""
    net = PIPE + "[JUNCTIONS]\nDry 5 3\n[CONDUITS]\nB Dry K 100 0.013 0 0\n[XSECTIONS]\nB CIRCULAR 0.6 0 0 0\n"
    inflow = '[INFLOWS]\nJ FLOW "" FLOW 1 1 0.1\nJ TSS "" CONCEN 1 1 10\n'
    ds = simulate(text_of(net, pollutant(), inflow, routing=routing, hours=0.5))
    for name in ("node_concentration", "link_concentration", "link_load", "node_outlet_load"):
        assert np.isfinite(ds[name].values).all(), name
    closed(ds)
    assert float(ds.node_outlet_load.sel(node="O")[0]) > 0.5


@pytest.mark.parametrize("routing", EVERY)
def test_num_45_a_dry_node_shows_no_load_as_concentration(simulate, routing):
    """A load without water makes no concentration out of its rate."""
    ds = simulate(text_of(PIPE, pollutant(), '[INFLOWS]\nJ TSS "" MASS 1 1 100\n', routing=routing, hours=0.3))
    assert np.isfinite(ds.node_concentration.values).all()
    assert float(ds.node_concentration.sel(node="J").max()) != pytest.approx(100 / 28.317, rel=0.05)


@pytest.mark.parametrize("routing", ["DYNWAVE", "KINWAVE"])
def test_num_46_what_dries_out_is_counted_once(simulate, routing):
    """A pond of 20 mm evaporates: its mass is there once."""
    ds = simulate(text_of(pond(0.02, 1.0, routing), pollutant(initial=100.0), "[EVAPORATION]\nCONSTANT 200\n",
                          routing=routing, hours=4, step=60))  # fmt: skip
    closed(ds, 1e-3)
    initial = float(ds.routing_quality_initial_storage[0])
    assert initial == pytest.approx(0.2, rel=1e-3)
    assert float(ds.routing_quality_final_storage[0]) == pytest.approx(initial, rel=1e-3)


def test_num_47_no_step_is_booked_more_than_once(simulate):
    """What treatment removes of a pond is no more than it held, though the first step is short."""
    ds = simulate(text_of(pond(1.0), pollutant(initial=10.0), "[TREATMENT]\nT TSS C = 0.1 * TSS\n", hours=0.5, step=30))
    closed(ds, 0.1)
    assert float(ds.routing_quality_reacted[0]) <= float(ds.routing_quality_initial_storage[0]) * 1.001


@pytest.mark.parametrize("step", [10.0, 60.0, 300.0])
def test_num_48_decay_is_exponential_whatever_the_step(simulate, step):
    """6 h at 0.5/h from 10 mg/L leave 10 exp(-3)."""
    ds = simulate(text_of(pond(1.0, routing="KINWAVE"), pollutant(decay=12.0, initial=10.0), routing="KINWAVE", hours=6,
                          step=step, wet=300, dry=300, report=1800))  # fmt: skip
    found = float(ds.node_concentration.sel(node="T")[-1, 0])
    assert found == pytest.approx(10.0 * np.exp(-3.0), rel=2e-3)


@pytest.mark.parametrize("routing", EVERY)
def test_con_08_a_load_into_still_water_stays(simulate, routing):
    """10 g/s for an hour into a still pond of 100 m3: 36 kg, 360 mg/L."""
    if routing == "STEADY":
        pytest.skip("a still pond is the same there as by kinematic wave")
    ds = simulate(
        text_of(pond(1.0, routing=routing), pollutant(), '[INFLOWS]\nT TSS "" MASS 1 1 10000\n', routing=routing)
    )
    closed(ds, 1e-3)
    assert float(ds.node_concentration.sel(node="T")[-1, 0]) == pytest.approx(360.0, rel=0.02)


@pytest.mark.parametrize("routing", ["DYNWAVE", "KINWAVE"])
def test_con_10_a_withdrawal_takes_its_pollutant_along(simulate, routing):
    """Half of the water is taken from K: what goes on has 100 mg/L as before."""
    inflow = '[INFLOWS]\nJ FLOW "" FLOW 1 1 0.2\nJ TSS "" CONCEN 1 1 100\nK FLOW "" FLOW 1 1 -0.1\n'
    ds = simulate(text_of(PIPE, pollutant(), inflow, routing=routing, hours=1))
    assert float(ds.node_concentration.sel(node="K").max()) <= 100.5
    assert float(ds.link_concentration.sel(link="D")[-1, 0]) == pytest.approx(100.0, rel=0.01)
    assert float(ds.node_outlet_load.sel(node="O")[0]) == pytest.approx(0.1 * 3600 * 0.1, rel=0.1)


def two(kind: str) -> str:
    """TP and TSS."""
    return f"[POLLUTANTS]\nTSS MG/L 0 0 0 0 NO * 0 0 100\nTP MG/L 0 0 0 0 NO * 0 0 {kind}\n"


def test_con_11_a_pollutant_in_a_formula_is_that_of_the_equation(simulate):
    """``TP C = 0.05 TSS`` reads the pond's TSS of 100 mg/L: 5 mg/L, though no TSS flows in."""
    inflow = '[INFLOWS]\nT FLOW "" FLOW 1 1 0.001\n'
    ds = simulate(text_of(pond(1.0), two("20"), inflow, "[TREATMENT]\nT TP C = 0.05 * TSS\n", hours=0.3))
    ratio = (
        ds.node_concentration.sel(node="T", pollutant="TP")[-1]
        / ds.node_concentration.sel(node="T", pollutant="TSS")[-1]
    )
    assert float(ratio) == pytest.approx(0.05, rel=0.01)


@pytest.mark.parametrize("rows", [
    "K TSS R = R_TP\nK TP R = R_TSS\n", "K TSS R = R_TSS\n",
], ids=["two", "itself"])  # fmt: skip
def test_con_12_and_num_49_a_ring_of_treatments_is_refused(problems, rows):
    """Removals that depend on each other have no value (EPA: 0, and -100 % for what follows)."""
    found = problems(text_of(PIPE, two("0"), "[TREATMENT]\n" + rows))
    assert any(p.fatal and p.section == "TREATMENT" and p.line for p in found)


RAIN = "[RAINGAGES]\nG INTENSITY 1:00 1.0 TIMESERIES R\n[TIMESERIES]\nR 0:00 {}\nR 1:00 0\nR 4:00 {}\nR 5:00 0\n"
LAND = (
    "[SUBCATCHMENTS]\nS G J 1 100 100 1 0\n[SUBAREAS]\nS 0.015 0.1 {storage} 0 0 OUTLET\n[INFILTRATION]\nS 0 0 4 7 0\n"
    "[LANDUSES]\nU\n[COVERAGES]\nS U 100\n[WASHOFF]\nU TSS EMC {emc} 0 0 0\n"
)


def test_con_09_what_a_puddle_held_stays_when_it_evaporates(simulate):
    """2 mm of rain at 10 mg/L evaporate from 5 mm of depressions: 200 g stay on the land."""
    rows = LAND.format(storage=5, emc=0) + "[EVAPORATION]\nCONSTANT 100\n"
    ds = simulate(text_of(RAIN.format(2, 0), rows, PIPE, pollutant(rain=10.0), hours=3, routing="KINWAVE"))
    closed(ds, 1e-3)
    assert float(ds.runoff_quality_wet_deposition[0]) == pytest.approx(0.2, rel=0.01)
    assert float(ds.runoff_quality_remaining_buildup[0]) == pytest.approx(0.2, rel=0.02)


def test_num_58_a_drizzle_brings_its_pollutant(simulate):
    """Runoff of 0.013 mm/h, under EPA's cut-off, at 10 mg/L reaches the node with its mass."""
    rows = LAND.format(storage=0, emc=10)
    ds = simulate(text_of(RAIN.format(0.0127, 0.0127), rows, PIPE, pollutant(), hours=12, routing="KINWAVE", step=60))
    closed(ds, 1e-3)
    washed = float(ds.runoff_quality_surface_runoff[0])
    assert float(ds.routing_quality_wet_weather_inflow[0]) == pytest.approx(washed, rel=0.02, abs=1e-9)


def test_con_14_a_drain_is_removed_or_delivered_not_both(simulate):
    """Build-up + rain = runoff + removal + what stays, with a unit and its drain."""
    rows = LAND.format(storage=0, emc=50) + (
        "[LID_CONTROLS]\nL BC\nL SURFACE 100 0 0.1 1 5\nL SOIL 300 0.45 0.2 0.1 100 10 80\n"
        "L STORAGE 300 0.75 0 0\nL DRAIN 20 0.5 0 0\n"
        "[LID_USAGE]\nS L 1 1000 10 50 50 0\n"
    )
    ds = simulate(text_of(RAIN.format(20, 20), rows, PIPE, pollutant(), hours=8, routing="KINWAVE", step=60))
    closed(ds, 1e-3)


TIDE = (
    "[JUNCTIONS]\nJ 0 3\nK 0 3\n[OUTFALLS]\nO 0 TIMESERIES L\n[CONDUITS]\nC J K 100 0.013 0 0\nD K O 100 0.013 0 0\n"
    "[XSECTIONS]\nC CIRCULAR 1.5 0 0 0\nD CIRCULAR 1.5 0 0 0\n[TIMESERIES]\nL 0:00 0.1\nL 0:30 1.4\nL 1:00 1.4\n"
)


def test_bnd_03_and_04_the_sea_brings_the_quality_that_it_is_given(simulate):
    """Water of 100 mg/L flows in from the outfall: it arrives with that, and is in the ledger."""
    ds = simulate(text_of(TIDE, pollutant(), '[INFLOWS]\nO TSS "" CONCEN 1 1 100\n', step=5))
    closed(ds, 1e-3)
    assert float(ds.link_flow.sel(link="D").min()) < 0.0
    assert float(ds.node_concentration.sel(node="K").max()) == pytest.approx(100.0, rel=0.15)
    assert float(ds.link_concentration.max()) <= 104.0
    assert float(ds.routing_quality_external_inflow[0]) > 1.0


@pytest.mark.parametrize("expression, value", [("(TSS)-1", 99.0), ("(TSS) - 1", 99.0), ("2*(TSS-60)-1", 79.0)])
def test_io_40_a_minus_after_a_bracket(simulate, expression, value):
    ds = simulate(text_of(pond(1.0), two("0"), f"[TREATMENT]\nT TSS C = {expression}\n", hours=0.05))
    assert float(ds.node_concentration.sel(node="T", pollutant="TSS")[0]) <= value + 1.0


@pytest.mark.parametrize("expression", ["2.5E+", ".", "2 + .", "1e", "2.5.1", "9" * 400 + "x", "A" * 300])
def test_io_41_and_crash_05_malformed_numbers_of_a_formula_are_refused(problems, expression):
    found = problems(text_of(PIPE, two("0"), f"[TREATMENT]\nK TSS C = {expression}\n"))
    assert any(p.fatal and p.section == "TREATMENT" and p.line for p in found)


@pytest.mark.parametrize("date, season, swept", [
    ("02/29/2024", ("03/01", "12/31"), False), ("03/01/2024", ("03/01", "12/31"), True),
    ("12/31/2024", ("01/01", "12/31"), True), ("10/01/2024", ("03/01", "09/30"), False),
    ("09/30/2024", ("03/01", "09/30"), True), ("03/01/2023", ("03/01", "12/31"), True),
])  # fmt: skip
def test_num_44_streets_are_swept_on_the_dates_of_leap_years_too(simulate, date, season, swept):
    """A season from 1 March does not begin on 29 February, and 31 December is a day of the year."""
    rows = LAND.format(storage=0, emc=10).replace("[LANDUSES]\nU\n", "[LANDUSES]\nU 1 0.5 5\n")
    rows = rows.replace("EMC 10 0 0 0", "EMC 10 0 50 0") + "[BUILDUP]\nU TSS POW 50 5 1 AREA\n"
    options = {"sweep_start": season[0], "sweep_end": season[1], "dry_days": 10}
    ds = simulate(text_of(RAIN.format(0, 0), rows, PIPE, pollutant(), hours=2, date=date, routing="KINWAVE", dry=600,
                          step=60, **options))  # fmt: skip
    assert (float(ds.runoff_quality_sweeping_removal[0]) > 0.0) == swept
