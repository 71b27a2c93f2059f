"""Where EPA SWMM loses, makes or forgets water on the land, and the right values of small models."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

import sponge
from sponge.base.errors import ModelError
from sponge.io.inp.check import check_inp
from sponge.model.compile.climate import evaporation_steps
from sponge.model.compile.hydrology import surfaces_of
from sponge.model.compile.quality import covers_of
from sponge.model.elements import Subcatchment
from sponge.model.index import index_of
from sponge.model.rules.groundwater import tree_of
from sponge.simulation.prepare import prepare

HEAD = """[OPTIONS]
FLOW_UNITS CMS
INFILTRATION HORTON
FLOW_ROUTING KINWAVE
START_DATE {start}
END_DATE {end}
END_TIME {end_time}
REPORT_STEP 00:{report}:00
WET_STEP {wet}
DRY_STEP 01:00:00
ROUTING_STEP {step}
[EVAPORATION]
CONSTANT 0
[RAINGAGES]
G INTENSITY 0:30 1 TIMESERIES R
[OUTFALLS]
O 0 FREE
[TIMESERIES]
R 0:00 60
R 0:30 0
"""
NO_SOIL = "0 0 4 7 0"


def text_of(
    rows: str, *, soil: str = NO_SOIL, subareas: str = "0.012 0.1 0 0 100 OUTLET", more: str = "", **given: object
) -> str:
    """An .inp with rows of [SUBCATCHMENTS], in half an hour's rain of 60 mm/h unless ``more`` says otherwise."""
    values = {
        "start": "07/17/2018", "end": "07/17/2018", "end_time": "06:00:00", "wet": "00:05:00", "step": 30,
        "report": "05",
    }  # fmt: skip
    names = [row.split()[0] for row in rows.splitlines()]
    return (
        HEAD.format(**(values | given)) + f"[SUBCATCHMENTS]\n{rows}\n[SUBAREAS]\n"
        + "".join(f"{name} {subareas}\n" for name in names) + "[INFILTRATION]\n"
        + "".join(f"{name} {soil}\n" for name in names) + more
    )  # fmt: skip


def written(folder: Path, text: str) -> Path:
    """A model's file."""
    path = folder / "model.inp"
    path.write_text(text)
    return path


def run(folder: Path, text: str, **given: object):
    """Results of a model."""
    return sponge.run(written(folder, text), **given)


def warnings_of(folder: Path, text: str) -> list[str]:
    """What is warned of."""
    return [problem.message for problem in check_inp(written(folder, text)) if not problem.fatal]


# --- small fast surfaces ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("wet", ["00:01:00", "00:05:00", "00:15:00", "00:30:00"])
@pytest.mark.parametrize("row", ["S G O 0.01 100 20 5 0", "S G O 1 100 500 2 0"], ids=["roof", "hectare"])
def test_a_roof_sheds_the_rain_whatever_the_step(tmp_path, wet, row):
    """30 mm on the surface, a peak of the rain's rate, no store under zero."""
    area = 1e4 * float(row.split()[3])
    found = run(tmp_path, text_of(row, wet=wet, step=5, report="01"))
    assert float(found.runoff_surface_runoff) == pytest.approx(0.03 * area, rel=1e-3)
    assert float(found.routing_outflow) == pytest.approx(0.03 * area, rel=1e-3)
    assert float(found.runoff_final_storage) >= 0.0
    assert found.node_total_inflow.sel(node="O").max() <= 1.0001 * area * 60e-3 / 3600.0
    assert float(found.runoff_continuity_error) == pytest.approx(0.0, abs=1e-6)


def test_what_enters_the_network_is_what_left_the_land(tmp_path):
    """EPA SWMM passes the straight line between the rates of two steps, whatever left; its runoff error is the rest."""
    text = text_of("S G O 1 100 500 2 0", wet="00:15:00", step=5, report="01", subareas="0.1 0.1 1 1 100 OUTLET")
    right, epa = run(tmp_path, text), run(tmp_path, text, compat="epa")
    assert float(right.runoff_continuity_error) == pytest.approx(0.0, abs=1e-6)
    assert abs(float(epa.runoff_continuity_error)) > 1.0
    np.testing.assert_allclose(epa.subcatchment_runoff, right.subcatchment_runoff, rtol=1e-12)


def test_runon_brings_what_left_and_no_more(tmp_path):
    """A roof on a roof on a roof: all that fell arrives, and no more than all of it at a time."""
    rows = "S1 G S2 0.01 100 20 5 0\nS2 G S3 0.01 100 20 5 0\nS3 G O 0.01 100 20 5 0"
    found = run(tmp_path, text_of(rows, step=5, report="01"))
    assert float(found.routing_outflow) == pytest.approx(9.0, rel=2e-3)
    assert found.node_total_inflow.sel(node="O").max() <= 1.001 * 300.0 * 60e-3 / 3600.0


# --- land without area --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("middle", ["S2 G O 0 100 500 1 0", "S2 G S3 0 100 500 1 0\nS3 G O 0 10 10 1 0"])
def test_what_reaches_land_without_area_goes_on(tmp_path, middle):
    text = text_of(f"S1 G S2 1 100 500 1 0\n{middle}")
    assert any("no area" in said for said in warnings_of(tmp_path, text))
    found = run(tmp_path, text)
    assert float(found.runoff_surface_runoff) == pytest.approx(300.0, rel=5e-3)
    assert float(found.routing_outflow) == pytest.approx(300.0, rel=5e-3)
    assert float(found.runoff_continuity_error) == pytest.approx(0.0, abs=1e-6)


# --- what the whole system is said to get -------------------------------------------------------------------------


@pytest.mark.parametrize("compat", ["none", "epa"])
def test_runon_counts_once_in_the_system(tmp_path, compat):
    """The system's runoff is what enters the network; EPA adds what one subcatchment passes to another."""
    text = text_of("S1 G S2 1 100 500 1 0\nS2 G O 0.5 100 500 1 0", report="05")
    found = run(tmp_path, text, compat=compat)
    each = found.subcatchment_runoff
    expected = each.sel(subcatchment="S2") if compat == "none" else each.sum("subcatchment")
    np.testing.assert_allclose(found.system_runoff, expected, rtol=1e-5, atol=1e-7)
    np.testing.assert_allclose(found.system_lateral_inflow, expected, rtol=1e-5, atol=1e-7)


# --- soils --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("compat", "infiltrated"), [("none", 12.7), ("epa", 30.0)])
@pytest.mark.parametrize("method", ["HORTON", "MODIFIED_HORTON"])
def test_hortons_largest_volume_limits_a_level_rate(tmp_path, method, compat, infiltrated):
    text = text_of("S G O 1 0 500 1 0", soil=f"80 80 4 7 12.7 {method}", step=60)
    found = run(tmp_path, text, compat=compat)
    assert float(found.subcatchment_infiltration_depth[0]) == pytest.approx(infiltrated, rel=1e-5)


@pytest.mark.parametrize("compat", ["none", "epa"])
def test_rain_after_days_under_water_is_a_new_storm(tmp_path, compat):
    """Curve number 95, S = 13.37 mm: 30 mm fill it, the rest stands for five days in which the soil recovers (as the
    method has it); then 30 mm more are a storm of their own, which EPA does not see."""
    series = "[TIMESERIES]\nR 120:00 60\nR 120:30 0\n"
    text = text_of(
        "S G O 1 0 100 1 0", soil="95 0.5 4 CURVE_NUMBER", subareas="0.01 0.1 0 200 0 OUTLET", more=series,
        end="07/24/2018", step=900, report="30", wet="00:15:00",
    )  # fmt: skip
    found = run(tmp_path, text, compat=compat)
    S = 25.4 * (1000.0 / 95.0 - 10.0)
    assert float(found.subcatchment_infiltration_depth[0]) == pytest.approx(
        (2.0 if compat == "none" else 1.0) * S, rel=1e-3
    )


def test_more_than_all_without_depression_storage_is_all(tmp_path):
    whole, more = (
        Subcatchment("S", area=1e4, impervious=0.6, impervious_without_storage=share) for share in (1.0, 1.5)
    )
    assert surfaces_of(more) == surfaces_of(whole)
    text = text_of("S G O 1 60 200 1 0", subareas="0.015 0.2 1 4 150 OUTLET")
    assert any("taken as 100 %" in said for said in warnings_of(tmp_path, text))


# --- evaporation --------------------------------------------------------------------------------------------------

SERIES = "[EVAPORATION]\nTIMESERIES E\n[TIMESERIES]\nE 07/01/2018 0:00 2\nE 07/20/2018 0:00 4\nE 08/01/2018 0:00 6\n"


@pytest.mark.parametrize(("compat", "first"), [("none", 2.0), ("epa", 4.0)])
def test_an_evaporation_series_holds_from_before_the_start(tmp_path, compat, first):
    """The run begins on the 17th: the value of the 1st holds until the 20th."""
    text = text_of("S G O 1 60 200 1 0", end="07/25/2018", more=SERIES)
    (x, y), _ = evaporation_steps(prepare(written(tmp_path, text), compat=compat))
    at = np.searchsorted(x, np.array([0.0, 2.5, 3.5]) * 86400.0, side="right") - 1
    assert y[at] * 8.64e7 == pytest.approx([first, first, 4.0])


@pytest.mark.parametrize("source", ["CONSTANT 2.5", "MONTHLY 9 9 9 9 9 9 2.5 9 9 9 9 9", "TIMESERIES E"])
def test_an_adjustment_takes_all_evaporation_at_most(tmp_path, source):
    text = text_of(
        "S G O 1 60 200 1 0", more=f"[EVAPORATION]\n{source}\n[ADJUSTMENTS]\nEVAPORATION 0 0 0 0 0 0 -5 0 0 0 0 0\n"
        "[TIMESERIES]\nE 07/01/2018 0:00 2\nE 07/20/2018 0:00 4\n",
    )  # fmt: skip
    assert any("taken as none" in said for said in warnings_of(tmp_path, text))
    (_, y), _ = evaporation_steps(sponge.read_inp(tmp_path / "model.inp"))
    assert (y == 0.0).any()
    assert (y >= 0.0).all()


@pytest.mark.parametrize(("more", "said"), [
    ("[EVAPORATION]\nCONSTANT -2\n", "negative evaporation"),
    ("[ADJUSTMENTS]\nCONDUCTIVITY 1 1 1 1 1 1 0 1 1 1 1 1\n", "read as 1"),
    ("[PATTERNS]\nP MONTHLY 1 1 1 1 1 1 -1 1 1 1 1 1\n[ADJUSTMENTS]\nDSTORE S P\n", "negative factors"),
])  # fmt: skip
def test_climate_that_cannot_be_is_told(tmp_path, more, said):
    assert any(said in message for message in warnings_of(tmp_path, text_of("S G O 1 60 200 1 0", more=more)))


def test_rain_cannot_be_made_negative(tmp_path):
    text = text_of("S G O 1 60 200 1 0", more="[ADJUSTMENTS]\nRAINFALL 1 1 1 1 1 1 -1 1 1 1 1 1\n")
    with pytest.raises(ModelError, match="negative factor of rainfall"):
        run(tmp_path, text)


# --- groundwater --------------------------------------------------------------------------------------------------

GROUND = """[AQUIFERS]
A 0.45 0.10 0.25 10 10 15 0.35 5 0.5 0 2 0.30
[GROUNDWATER]
S A O 5 0.01 1 0.01 1 0 0 * * * {moisture}
[GWF]
S {kind} 0.001*{name}*(Hgw-Hcb)
"""


def ground(moisture: float = 0.3, kind: str = "LATERAL", name: str = "KS") -> str:
    return text_of("S G O 1 20 300 1 0", more=GROUND.format(moisture=moisture, kind=kind, name=name))


@pytest.mark.parametrize(("name", "word"), [("Ksat", "KS"), ("PHIX", "PHI"), ("Area", "A"), ("Kunsat", "K")])
def test_a_variable_of_a_formula_counts_by_its_beginning(tmp_path, name, word):
    said = warnings_of(tmp_path, ground(name=name))
    assert any(f"{name} is read as {word}" in message for message in said)
    trees = [
        tree_of(sponge.read_inp(written(tmp_path, ground(name=n))).groundwater_expressions[0]) for n in (name, word)
    ]  # fmt: skip
    assert trees[0] == trees[1]


def test_words_of_a_row_count_by_their_beginning(tmp_path):
    assert not warnings_of(tmp_path, ground(kind="LAT"))
    assert any("read as DEEP" in said for said in warnings_of(tmp_path, ground(kind="DEEPER")))
    text = ground().replace("FLOW_ROUTING KINWAVE", "FLOW_ROUTING KINWAVES").replace("WET_STEP", "WET_STEPS")
    said = " ".join(warnings_of(tmp_path, text))
    assert "'KINWAVES' is read as KINWAVE" in said
    assert "'WET_STEPS' is read as WET_STEP" in said


def test_moisture_over_the_porosity_is_a_full_ground(tmp_path):
    said = warnings_of(tmp_path, ground(moisture=0.5))
    assert any("above the porosity" in message for message in said)
    with pytest.raises(ModelError, match="cannot be negative"):
        prepare(written(tmp_path, ground(moisture=-0.1)))


# --- land uses ----------------------------------------------------------------------------------------------------

USES = """[POLLUTANTS]
TSS MG/L 0 0 0 0 NO
[LANDUSES]
L 0 0 0
M 0 0 0
[COVERAGES]
S L 100 M 60
"""


@pytest.mark.parametrize(("compat", "shares"), [("none", (0.625, 0.375)), ("epa", (1.0, 0.6))])
def test_land_uses_that_cover_more_than_all_share_it(tmp_path, compat, shares):
    path = written(tmp_path, text_of("S G O 1 60 200 1 0", more=USES))
    model = prepare(path, compat=compat)
    assert [c.fraction for c in covers_of(model, index_of(model))[0]] == pytest.approx(shares)
    assert any("160 %" in problem.message for problem in check_inp(path))
