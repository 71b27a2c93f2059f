"""Defects of EPA in runoff, infiltration, evaporation and climate: sponge has none of them."""

from __future__ import annotations

import numpy as np
import pytest
from small_models import text_of

pytestmark = pytest.mark.long  # run uncompiled, minutes in all


def storm(*values: tuple[str, float]) -> str:
    """A gage and its rain [mm/h or in/h], a row a time."""
    rows = "\n".join(f"R {time} {value}" for time, value in values)
    return f"[RAINGAGES]\nG INTENSITY 0:30 1.0 TIMESERIES R\n[TIMESERIES]\n{rows}\nR 23:30 0\n"


def land(
    imperv: float = 100.0, area: float = 1.0, zero: float = 0.0, n: float = 0.015, storage: float = 0.0,
    route: str = "OUTLET", outlet: str = "O", name: str = "S", infiltration: str = "0 0 4 7 0",
) -> str:  # fmt: skip
    """A subcatchment that drains to the outfall O."""
    return (
        f"[SUBCATCHMENTS]\n{name} G {outlet} {area} {imperv} 100 1 0\n"
        f"[SUBAREAS]\n{name} {n} {n} {storage} {storage} {zero} {route}\n[INFILTRATION]\n{name} {infiltration}\n"
    )


OUT = "[OUTFALLS]\nO 0 FREE\n"


def test_num_29_filling_of_depressions_is_no_runoff(simulate):
    """Of 20 mm on a surface without roughness, with 5 mm of depressions, 15 mm run off."""
    ds = simulate(text_of(storm(("0:00", 40.0), ("0:30", 0.0)), land(n=0.0, storage=5.0), OUT, hours=2))
    assert float(ds.subcatchment_runoff_depth[0]) == pytest.approx(15.0, abs=1e-6)
    assert abs(float(ds.runoff_continuity_error)) < 1e-6


def test_num_30_runoff_to_an_impervious_surface_without_storage(simulate):
    """Without losses all rain runs off, wherever the pervious surface sends its water first."""
    rows = land(imperv=50.0, zero=100.0, route="IMPERVIOUS 50")
    ds = simulate(text_of(storm(("0:00", 20.0), ("0:30", 0.0)), rows, OUT, hours=6))
    assert float(ds.subcatchment_runoff_depth[0]) == pytest.approx(10.0, abs=0.3)
    assert abs(float(ds.runoff_continuity_error)) < 1e-6


def test_num_31_water_from_an_outfall_arrives_whatever_the_runoff_step(simulate):
    """An outfall sends 0.1 m3/s for 2 h onto 1 ha: 72 mm arrive, though steps change from 20 min to 1 min."""
    net = (
        "[JUNCTIONS]\nJ 1 3\n[OUTFALLS]\nP 0 FREE NO S\nO 0 FREE\n[CONDUITS]\nC J P 50 0.013 0 0\n"
        "[XSECTIONS]\nC CIRCULAR 1 0 0 0\n[INFLOWS]\nJ FLOW I\n[TIMESERIES]\nI 0:00 0.1\nI 2:00 0.1\nI 2:01 0\n"
    )
    rain = storm(("1:00", 2.0), ("1:30", 0.0))
    ds = simulate(text_of(rain, land(), net, hours=4, wet=60, dry=1200, step=20))
    left = float(ds.node_total_inflow.sel(node="P").sum() * 60.0)
    assert float(ds.subcatchment_runon_depth[0]) == pytest.approx(left / 10.0, rel=5e-3)
    assert left == pytest.approx(720.0, rel=0.02)
    assert abs(float(ds.runoff_continuity_error)) < 1e-3


def test_num_32_what_has_seeped_away_does_not_evaporate(simulate):
    """Losses of a surface that dries within a step are no more than its rain."""
    text = text_of(
        "[EVAPORATION]\nCONSTANT 100\n", storm(("0:00", 10.0), ("0:30", 0.0)),
        land(imperv=0.0, storage=10.0, infiltration="60 60 4 7 0"), OUT, hours=2, wet=900, dry=900,
    )  # fmt: skip
    ds = simulate(text)
    losses = float(ds.subcatchment_infiltration_depth[0] + ds.subcatchment_evaporation_depth[0])
    assert losses == pytest.approx(5.0, abs=1e-6)
    assert abs(float(ds.runoff_continuity_error)) < 1e-6


def test_num_40_rain_is_adjusted_by_the_month_in_which_it_falls(simulate):
    """10 mm on 31 January and 10 mm on 1 February, with factors 2 and 3: 50 mm."""
    rain = (
        "[RAINGAGES]\nG INTENSITY 1:00 1.0 TIMESERIES R\n"
        "[TIMESERIES]\nR 01/31/2021 22:00 10\nR 02/01/2021 02:00 10\n"
        "[ADJUSTMENTS]\nRAINFALL 2 3 1 1 1 1 1 1 1 1 1 1\n"
    )
    options = {"end_date": "02/01/2021", "end_time": "06:00", "date": "01/31/2021", "start": "20:00"}
    ds = simulate(text_of(rain, land(), OUT, dry=300, **options))
    assert float(ds.subcatchment_rainfall_depth[0]) == pytest.approx(50.0, rel=1e-9)


@pytest.mark.parametrize("month", [6, 12], ids=["no night", "no day"])
def test_num_43_evaporation_beyond_the_polar_circle_is_a_number(simulate, tmp_path, month):
    """At 70 degrees north the sun does not set, or does not rise: evaporation is what it brings, or nothing."""
    days = "\n".join(f"STA 2021 {month} {day:02d} 20 10" for day in range(18, 26))
    (tmp_path / "climate.txt").write_text(days + "\n")
    rows = '[TEMPERATURE]\nFILE "climate.txt"\nSNOWMELT 0 0.5 0.6 0 70 0\n[EVAPORATION]\nTEMPERATURE\n'
    rain = storm(("0:00", 20.0), ("0:30", 0.0))
    ds = simulate(text_of(rows, rain, land(storage=1.0), OUT, hours=4, date=f"{month:02d}/20/2021"))
    assert np.isfinite(ds.system_pet.values).all() and (ds.system_pet.values >= 0.0).all()
    assert (ds.system_pet.values > 0.1).any() == (month == 6)
    assert float(ds.subcatchment_runoff_depth[0]) > 8.0


@pytest.mark.parametrize("capacity, infiltrated", [(100.0, 20.0), (8.0, 10.0)])
def test_num_56_modified_horton_fills_its_maximum_volume(simulate, capacity, infiltrated):
    """A soil takes all rain until it holds its capacity above what seeps on at the least rate (8 mm/h for 15 min)."""
    rows = land(imperv=0.0, infiltration=f"80 8 4 7 {capacity}")
    ds = simulate(text_of(storm(("0:00", 40.0), ("0:30", 0.0)), rows, OUT, hours=1, infiltration="MODIFIED_HORTON"))
    assert float(ds.subcatchment_infiltration_depth[0]) == pytest.approx(infiltrated, abs=0.5)


def test_num_59_a_storage_without_links_fills(simulate):
    """A lone storage unit of 100 m2 with 0.01 m3/s for an hour stands at 0.36 m, by both routings."""
    net = '[STORAGE]\nT 0 5 0 FUNCTIONAL 0 0 100\n[INFLOWS]\nT FLOW "" FLOW 1 1 0.01\n'
    for routing in ("KINWAVE", "STEADY"):
        ds = simulate(text_of(net, routing=routing))
        assert float(ds.node_depth.sel(node="T")[-1]) == pytest.approx(0.36, rel=2e-3), routing
        assert abs(float(ds.routing_continuity_error)) < 0.1, routing


def test_bnd_17_temperatures_of_a_polar_day_are_continuous(simulate, tmp_path):
    """At 70 degrees north in December air moves between the day's extremes without a jump, and reaches both."""
    days = "\n".join(f"STA 2021 12 {day:02d} 10 -5 5 10" for day in range(18, 26))
    (tmp_path / "climate.txt").write_text(days + "\n")
    rows = '[TEMPERATURE]\nFILE "climate.txt"\nSNOWMELT 0 0.5 0.6 0 70 0\nWINDSPEED FILE\n[EVAPORATION]\nCONSTANT 0\n'
    ds = simulate(text_of(rows, storm(("0:00", 0.0)), land(), OUT, hours=48, date="12/20/2021", wet=600, dry=600,
                          step=600, report=600))  # fmt: skip
    air = ds.system_temperature.values
    assert air.max() == pytest.approx(10.0, abs=0.3) and air.min() == pytest.approx(-5.0, abs=0.3)
    assert np.abs(np.diff(air)).max() < 5.0


def test_crash_01_steps_after_the_end_of_a_rain_series(simulate):
    """Years after the last record of a series the weather goes on dry."""
    rain = "[RAINGAGES]\nG INTENSITY 1:00 1.0 TIMESERIES R\n[TIMESERIES]\nR 01/01/1900 00:00 1\n"
    ds = simulate(text_of(rain, land(), OUT, hours=1))
    assert float(ds.subcatchment_rainfall_depth[0]) == 0.0


def test_crash_21_a_series_of_one_record(simulate):
    """One record of an hour is an hour of rain."""
    rain = "[RAINGAGES]\nG INTENSITY 1:00 1.0 TIMESERIES R\n[TIMESERIES]\nR 0:00 10\n"
    ds = simulate(text_of(rain, land(), OUT, hours=2))
    assert float(ds.subcatchment_rainfall_depth[0]) == pytest.approx(10.0, rel=1e-9)


def test_con_20_swales_infiltrate_as_their_soil_does(simulate):
    """A swale under rain takes what its soil takes, however paved the rest of its subcatchment is."""
    taken = []
    for imperv in (10.0, 90.0):
        rows = land(imperv=imperv, infiltration="25 25 4 7 0") + (
            "[LID_CONTROLS]\nW VS\nW SURFACE 300 0 0.1 0.5 5\n[LID_USAGE]\nS W 1 1000 10 0 0 0\n[REPORT]\nINPUT NO\n"
        )
        ds = simulate(text_of(storm(("0:00", 40.0), ("0:30", 40.0), ("1:00", 0.0)), rows, OUT, hours=1))
        name = next(v for v in ds if v.startswith("lid") and "infiltration" in v)
        taken.append(float(np.ravel(ds[name].values)[-1] if "time" in ds[name].dims else np.ravel(ds[name].values)[0]))
    assert taken[0] == pytest.approx(taken[1], rel=1e-6)
    assert taken[0] > 0.0


def test_bnd_09_the_last_period_is_written(simulate):
    """Every whole number of minutes gives as many reports of a minute."""
    net = "[JUNCTIONS]\nJ 1 3\n[OUTFALLS]\nO 0 FREE\n[CONDUITS]\nC J O 50 0.013 0 0\n[XSECTIONS]\nC CIRCULAR 1 0 0 0\n"
    for minutes in (1, 7, 31, 62, 63, 64, 95):
        assert simulate(text_of(net, hours=minutes / 60, step=60)).sizes["time"] == minutes
