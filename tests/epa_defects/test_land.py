"""Defects of EPA in snow, groundwater, RDII and LID units: sponge has none of them."""

from __future__ import annotations

import numpy as np
import pytest
from small_models import text_of

pytestmark = pytest.mark.long  # run uncompiled, minutes in all

NET = "[JUNCTIONS]\nJ 1 3\n[OUTFALLS]\nO 0 FREE\n[CONDUITS]\nC J O 100 0.013 0 0\n[XSECTIONS]\nC CIRCULAR 1 0 0 0\n"


def rain(*rows: tuple[str, float], every: str = "1:00") -> str:
    """A gage and its intensities by time."""
    return (
        f"[RAINGAGES]\nG INTENSITY {every} 1.0 TIMESERIES R\n[TIMESERIES]\n"
        + "\n".join(f"R {time} {value}" for time, value in rows)
        + "\n"
    )


DRY = rain(("0:00", 0.0))


def land(name: str = "S", area: float = 1.0, imperv: float = 0.0, outlet: str = "J", tail: str = "",
         soil: str = "0 0 4 7 0",
         storage: float = 0.0, zero: float = 0.0) -> str:  # fmt: skip
    """A subcatchment's rows."""
    return (
        f"[SUBCATCHMENTS]\n{name} G {outlet} {area} {imperv} 100 1 0 {tail}\n"
        f"[SUBAREAS]\n{name} 0.015 0.015 {storage} {storage} {zero} OUTLET\n[INFILTRATION]\n{name} {soil}\n"
    )


def water_balance(ds, share: float = 1e-6) -> None:
    """The runoff ledger closes."""
    assert abs(float(ds.runoff_continuity_error)) < share


# --- snow ---------------------------------------------------------------------------------------------------------


def pack(depth: float, coefficient: float, plow: str = "", free: float = 0.0, base: float = 0.0) -> str:
    """A pack of one kind on every surface."""
    row = f"{coefficient} {coefficient} {base} {free} {depth} 0"
    return (
        f"[SNOWPACKS]\nP PLOWABLE {row} 0.5\nP IMPERVIOUS {row} 0\nP PERVIOUS {row} 0\n"
        + plow
        + "[TEMPERATURE]\nTIMESERIES T\nSNOWMELT 0 0.5 0.6 0 45 0\n"
    )


def air(*rows: tuple[str, float]) -> str:
    """Temperatures by time."""
    return "[TIMESERIES]\n" + "\n".join(f"T {time} {value}" for time, value in rows) + "\n"


def test_num_04_snow_melts_as_fast_in_metric_models(simulate):
    """10 K over the base melts 0.4572 mm/h/K of 25.4 mm: 4.572 mm in an hour; inches and degrees F say the same."""
    si = text_of(DRY, land(imperv=100.0, tail="P"), pack(25.4, 0.4572), air(("0:00", 10), ("24:00", 10)), NET, step=60)
    us_land = land(imperv=100.0, tail="P").replace(" 1.0 100.0 100 ", " 2.4711 100.0 328.08 ")
    us_pack = pack(1.0, 0.01, base=32.0)
    us = text_of(DRY, us_land, us_pack.replace("SNOWMELT 0 ", "SNOWMELT 32 "), air(("0:00", 50), ("24:00", 50)), NET,
                 units="CFS", step=60)  # fmt: skip
    left = [float(simulate(text).subcatchment_snow_depth[-1, 0]) for text in (si, us)]
    assert 25.4e-3 - left[0] == pytest.approx(4.572e-3, rel=0.01)
    assert left[1] == pytest.approx(left[0], rel=1e-3)


def test_con_06_plowed_snow_keeps_its_volume(simulate):
    """Snow of 1 ha plowed onto 10 ha is the same water there."""
    plow = "P REMOVAL 10 0 0 0 0 1.0 B\n"
    rows = land("A", 1.0, 100.0, tail="P") + land("B", 10.0, 100.0, tail="Q")
    both = pack(100.0, 1.0, plow) + pack(0.0, 1.0).split("[TEMPERATURE]")[0].replace("P ", "Q ")
    both = both.replace("P PLOWABLE 1.0 1.0 0.0 0.0 100.0 0 0.5", "P PLOWABLE 1.0 1.0 0.0 0.0 100.0 0 1.0")
    ds = simulate(text_of(DRY, rows, both, air(("0:00", 10), ("48:00", 10)), NET, hours=24, wet=300, dry=300, step=60,
                          routing="KINWAVE"))  # fmt: skip
    water_balance(ds, 1e-3)
    assert float(ds.runoff_surface_runoff) == pytest.approx(1000.0, rel=0.02)


def test_con_24_cold_content_is_not_cut_short(simulate):
    """A pack of 100 mm after three days at -17 degrees C needs longer to melt than one that was never cold."""
    melted = []
    for cold in (-17.0, -0.1):
        rows = pack(100.0, 0.3)
        warm = air(("0:00", cold), ("72:00", cold), ("72:01", 10), ("200:00", 10))
        rows = rows.replace("0.5 0.6 0 45", "0.1 0.6 0 45")
        ds = simulate(text_of(DRY, land(imperv=100.0, tail="P"), rows, warm, NET,
                              hours=78, wet=300, dry=300, step=300, report=300))  # fmt: skip
        melted.append(100.0 - 1e3 * float(ds.subcatchment_snow_depth[-1, 0]))
    cold_content = melted[1] - melted[0]
    # as the manual limits it: 0.007 of the pack a degree F under freezing, some 21 mm for 100 mm at 1.4 degrees F
    assert 5.0 < cold_content <= 18.1


def test_io_26_wind_of_a_metric_climate_file_is_in_km_h(simulate, tmp_path):
    """Rain on snow melts as much under a wind of 16.09 km/h from a file as under the same by month."""
    days = "\n".join(f"STA 2021 01 {day:02d} 5 5 2 16.0934" for day in range(1, 6))
    (tmp_path / "climate.txt").write_text(days + "\n")
    left = []
    for wind, source in (
        ("WINDSPEED FILE", 'FILE "climate.txt"'),
        ("WINDSPEED MONTHLY " + "16.0934 " * 12, 'FILE "climate.txt"'),
    ):
        rows = pack(100.0, 0.1).replace("TIMESERIES T\n", f"{source}\n{wind}\n")
        ds = simulate(text_of(rain(("0:00", 10.0), ("3:00", 0.0)), land(imperv=100.0, tail="P"), rows, NET, hours=3))
        left.append(float(ds.subcatchment_snow_depth[-1, 0]))
    assert left[0] == pytest.approx(left[1], rel=1e-9)
    assert left[0] < 0.099


# --- groundwater --------------------------------------------------------------------------------------------------


def aquifer(upper: float = 0.35, level: float = 3.0, moisture: float = 0.3, seep: float = 0.0, k: float = 5.0) -> str:
    """Sandy ground under S, 6 m deep."""
    return f"[AQUIFERS]\nA 0.46 0.1 0.3 {k} 10 15 {upper} 14 {seep} 0 {level} {moisture}\n"


UNDER = "[GROUNDWATER]\nS A J 6 {a1} {b1} 0 0 0 0 1\n"


def test_num_34_k_in_a_formula_is_that_of_the_aquifer(simulate):
    """DEEP = K of a dry aquifer is its own small conductivity, whatever the wet one beside it has."""
    rows = (
        land()
        + land("W")
        + aquifer(moisture=0.15, level=1.0, k=10.0)
        + "[AQUIFERS]\nB 0.46 0.1 0.3 50 10 15 0.35 14 0 0 5 0.45\n"
        + "[GROUNDWATER]\nS A J 6 0 0 0 0 0 0 1\nW B J 6 0 0 0 0 0 0 1\n[GWF]\nS DEEP K\n"
    )
    ds = simulate(text_of(DRY, rows, NET, hours=24, wet=3600, dry=3600, step=60, report=3600, routing="KINWAVE"))
    # K = Ks exp((theta - porosity) slope): 10 mm/h exp(-0.31 * 10), for a day
    expected = 24.0 * 10.0 * np.exp((0.15 - 0.46) * 10.0)
    assert float(ds.subcatchment_groundwater_percolation_depth[0]) == pytest.approx(expected, rel=0.1)


def test_num_35_evaporation_of_a_zone_is_never_negative(simulate):
    """An upper fraction of 1.4 takes no more than all, and nothing rains into the lower zone."""
    rows = "[EVAPORATION]\nCONSTANT 5\n" + land() + aquifer(upper=1.4) + UNDER.format(a1=0, b1=0)
    try:
        ds = simulate(text_of(DRY, rows, NET, hours=48, wet=3600, dry=3600, step=60, report=3600, routing="KINWAVE"))
    except Exception as refused:
        assert "evaporation" in str(refused)
        return
    assert float(ds.groundwater_lower_evaporation_loss) >= 0.0
    assert float(ds.groundwater_upper_evaporation_loss) <= 100.0 + 1e-6
    assert abs(float(ds.groundwater_continuity_error)) < 1e-3


@pytest.mark.parametrize("dry", [3600.0, 86399.0])
def test_num_36_the_node_receives_what_the_aquifer_released(simulate, dry):
    rows = land() + aquifer(level=5.0) + UNDER.format(a1=0.02, b1=2)
    ds = simulate(text_of(DRY, rows, NET, hours=120, wet=dry, dry=dry, step=300, report=3600, routing="KINWAVE"))
    assert float(ds.routing_groundwater_inflow) == pytest.approx(float(ds.groundwater_outflow), rel=0.01)
    assert float(ds.groundwater_outflow) > 100.0
    assert abs(float(ds.groundwater_continuity_error)) < 1e-3


def test_con_07_paved_ponds_do_not_spare_the_ground(simulate):
    """The ground under a pervious surface evaporates as much whether the pavement beside it is wet or not."""
    lost = []
    for storage in (0.0, 50.0):
        rows = (
            "[EVAPORATION]\nCONSTANT 5\n"
            + "[SUBCATCHMENTS]\nS G J 1.0 50 100 1 0\n[SUBAREAS]\n"
            + f"S 0.015 0.1 {storage} 0 0 OUTLET\n[INFILTRATION]\nS 100 100 4 7 0\n"
            + aquifer()
            + UNDER.format(a1=0, b1=0)
        )
        wet = rain(("0:00", 20.0), ("2:00", 0.0))
        ds = simulate(text_of(wet, rows, NET, hours=72, wet=1800, dry=1800, step=300, report=3600, routing="KINWAVE"))
        lost.append(float(ds.subcatchment_groundwater_evaporation_depth[0]))
    assert lost[0] == pytest.approx(lost[1], rel=1e-6)
    assert lost[0] > 1.0


# --- RDII ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("wet", [60, 300, 900])
def test_num_41_rdii_is_a_share_of_the_rain_whatever_the_step(simulate, wet):
    """10 % of 15 mm on 4 ha: 60 m3, whatever the runoff step and though a limb is shorter than it."""
    rows = "[HYDROGRAPHS]\nU G\nU ALL SHORT 0.1 0.1 1\n[RDII]\nJ U 4\n" + land()
    storm = rain(("0:20", 60.0), ("0:35", 0.0), every="0:15")
    ds = simulate(text_of(storm, rows, NET, hours=3, wet=wet, dry=900, step=30, routing="KINWAVE"))
    assert float(ds.routing_rdii_inflow) == pytest.approx(60.0, rel=0.02)


def test_io_22_a_recession_under_zero_is_refused(problems):
    rows = "[HYDROGRAPHS]\nU G\nU ALL SHORT 0.1 1 -0.5\n[RDII]\nJ U 4\n" + land()
    found = problems(text_of(rain(("0:00", 1.0)), rows, NET))
    assert any(p.fatal and p.section == "HYDROGRAPHS" and p.line for p in found)


def test_io_23_a_hydrograph_without_a_gage_is_refused(problems):
    rows = "[HYDROGRAPHS]\nU ALL SHORT 0.1 1 2\n[RDII]\nJ U 4\n" + land()
    found = problems(text_of(rain(("0:00", 1.0)), rows, NET))
    assert any(p.fatal and "gage" in str(p) for p in found)


# --- LID units ----------------------------------------------------------------------------------------------------


def unit(kind: str, *layers: str, area: float = 1000.0, number: int = 1, from_imperv: float = 0.0) -> str:
    """A unit on S."""
    return (
        f"[LID_CONTROLS]\nL {kind}\n"
        + "".join(f"L {layer}\n" for layer in layers)
        + f"[LID_USAGE]\nS L {number} {area} 10 0 {from_imperv} 0\n"
    )


LID_RAIN = rain(("0:00", 20.0), ("1:00", 20.0), ("2:00", 0.0))


@pytest.mark.parametrize("layers, area", [
    (("PP", "SURFACE 0 0 0.02 1 0", "PAVEMENT 100 0.15 0 200 0 0 0", "SOIL 100 0.4 0.2 0.1 10 10 50",
      "STORAGE 300 0.6 0 0", "DRAIN 50 0.5 0 0"), 10000.0),  # NUM-38
    (("BC", "SURFACE 100 0 0.1 1 5", "SOIL 500 0.45 0.2 0.1 50 10 80", "STORAGE 0 0.75 0 0",
      "DRAIN 5 0.5 0 0"), 10000.0),  # NUM-39
    (("VS", "SURFACE 200 0.5 0.2 1 3"), 10000.0),  # CON-19
    (("PP", "SURFACE 20 0.5 0.02 1 0", "PAVEMENT 100 0.15 0 10 0 0 0", "STORAGE 300 0.6 5 0",
      "DRAIN 0 0.5 0 0"), 10000.0),
    (("RD", "SURFACE 3 0 0 0 0", "DRAIN 0 0.5 0 0"), 10000.0),  # NUM-37
], ids=["num-38 pavement", "num-39 cell without storage", "con-19 swale", "con-19 pavement",
        "num-37 roof"])  # fmt: skip
def test_units_keep_their_water(simulate, layers, area):
    """What rains on a unit is in its runoff, its drain, the ground or itself."""
    text = text_of(LID_RAIN, land(area=1.0), unit(*layers, area=area), NET, hours=6, step=60, routing="KINWAVE")
    ds = simulate(text)
    water_balance(ds, 1e-4)
    out = float(ds.runoff_surface_runoff + ds.runoff_lid_drainage + ds.runoff_infiltration_loss)
    assert out >= 0.0
    assert out + float(ds.runoff_final_storage) == pytest.approx(400.0 + float(ds.runoff_initial_lid_storage), rel=1e-6)
    if layers[0] == "RD":  # a roof without roughness sheds what its 3 mm do not hold
        assert float(ds.runoff_surface_runoff) == pytest.approx(370.0, rel=0.02)


def test_con_03_runon_is_spread_once(simulate):
    """Runon onto land that is partly under units counts once."""
    rows = (
        land("U", 1.0, 100.0, outlet="S")
        + land(area=1.0, imperv=50.0)
        + unit("RG", "SURFACE 100 0 0.1 1 5", "SOIL 300 0.45 0.2 0.1 50 10 80", "STORAGE 0 0.75 0 0", area=2000.0)
    )
    ds = simulate(text_of(LID_RAIN, rows, NET, hours=6, step=60, routing="KINWAVE"))
    water_balance(ds, 1e-4)
    assert float(ds.subcatchment_runon_depth.sel(subcatchment="S")) == pytest.approx(
        float(ds.subcatchment_runoff_depth.sel(subcatchment="U")), rel=1e-3)  # fmt: skip


def test_con_04_covered_barrels_return_their_own_rain(simulate):
    """Covered barrels beside a garden: the rain on the barrels runs off, that on the garden does not."""
    rows = land(area=1.0) + (
        "[LID_CONTROLS]\nB RB\nB STORAGE 1000 0.75 0 0 YES\nB DRAIN 0 0.5 0 6\n"
        "R RG\nR SURFACE 100 0 0.1 1 5\nR SOIL 300 0.45 0.2 0.1 50 10 80\nR STORAGE 0 0.75 0 0\n"
        "[LID_USAGE]\nS B 20 20 0 0 0 0\nS R 1 2000 10 0 0 0\n"
    )
    ds = simulate(text_of(LID_RAIN, rows, NET, hours=6, step=60, routing="KINWAVE"))
    water_balance(ds, 1e-4)


def test_con_05_the_rain_on_a_covered_barrel_runs_off(simulate):
    """100 covered barrels of 11.5 m2 on pavement: all 40 mm run off."""
    rows = land(area=1.0, imperv=100.0) + (
        "[LID_CONTROLS]\nB RB\nB STORAGE 1000 0.75 0 0 YES\nB DRAIN 0 0.5 0 6\n[LID_USAGE]\nS B 100 11.5 0 0 0 0\n"
    )
    ds = simulate(text_of(LID_RAIN, rows, NET, hours=6, step=60, routing="KINWAVE"))
    water_balance(ds, 1e-4)
    assert float(ds.runoff_surface_runoff) == pytest.approx(400.0, rel=0.01)


@pytest.mark.parametrize("token, held", [("", 40.0), ("NO", 40.0), ("YES", 0.0)])
def test_io_24_a_barrel_collects_rain_unless_it_is_covered(simulate, token, held):
    rows = land(area=1.0, imperv=100.0) + (
        f"[LID_CONTROLS]\nB RB\nB STORAGE 1000 0.75 0 0 {token}\nB DRAIN 0 0.5 0 6\n[LID_USAGE]\nS B 100 11.5 0 0 0 0\n"
    )
    ds = simulate(text_of(LID_RAIN, rows, NET, hours=3, step=60, routing="KINWAVE"))
    assert float(ds.lid_unit_final_storage[0]) == pytest.approx(held, abs=0.5)


def test_io_60_an_idle_unit_has_no_error(simulate):
    """A unit without any water has a balance of nothing, not an error of 100 %."""
    rows = land(area=1.0) + unit("IT", "SURFACE 50 0 0.1 1 0", "STORAGE 800 0.6 8 0", "DRAIN 0 0.5 0 0")
    ds = simulate(text_of(DRY, rows, NET, step=60, routing="KINWAVE"))
    assert float(ds.lid_unit_continuity_error[0]) == 0.0
