"""Series and curves of the file in SI by what their users take them for, and written back as they were."""

from __future__ import annotations

from dataclasses import replace

import pytest

from sponge.base.errors import UsageError
from sponge.base.units import units_of
from sponge.io.inp.read import read_inp
from sponge.io.inp.si import BARE, Scale, curve_scales, formula_units_of, scale_of
from sponge.io.inp.write import inp_text
from sponge.model.changes import apply_changes
from sponge.model.formula_units import FormulaUnits
from sponge.model.series_use import INTENSITY, RAIN_DEPTH, TEMPERATURE, Role

FOOT, INCH, POUND, ACRE, CFS = 0.3048, 0.0254, 0.45359237, 43560.0 * 0.3048**2, 0.3048**3
TEXT = """
[OPTIONS]
FLOW_UNITS {units}
START_DATE 01/01/2020
END_DATE 01/02/2020

[RAINGAGES]
RATES INTENSITY 1:00 1.0 TIMESERIES rates
DEPTHS VOLUME 1:00 1.0 TIMESERIES depths

[EVAPORATION]
TIMESERIES warmth

[TEMPERATURE]
TIMESERIES warmth

[SUBCATCHMENTS]
S RATES J 1 50 100 1 0
T DEPTHS J 1 50 100 1 0

[SUBAREAS]
S 0.01 0.1 0 0 25 OUTLET
T 0.01 0.1 0 0 25 OUTLET

[INFILTRATION]
S 3 0.5 4 7 0
T 3 0.5 4 7 0

[JUNCTIONS]
J 10 2
K 9 2

[OUTFALLS]
O 8 TIMESERIES both
P 8 TIDAL shared

[STORAGE]
B 9 4 0 TABULAR shared

[CONDUITS]
C J K 100 0.01 0 0
D K O 100 0.01 0 0
E B P 100 0.01 0 0

[ORIFICES]
R J B SIDE 0 0.65

[XSECTIONS]
C CIRCULAR 1 0 0 0
D CIRCULAR 1 0 0 0
E CIRCULAR 1 0 0 0
R CIRCULAR 0.5 0 0 0

[INFLOWS]
J FLOW both FLOW 1.0 2
K FLOW flow

[CONTROLS]
RULE A
IF NODE J DEPTH > 1
THEN ORIFICE R SETTING = TIMESERIES both

[CURVES]
shared STORAGE 0 0.1
shared         2 0.7

[TIMESERIES]
rates 0:00 0.3
rates 1:00 1.7
depths 0:00 0.1
warmth 0:00 0.25
both 0:00 0.3
both 1:00 0.45
flow 0:00 0.7
unused 0:00 0.9
"""


@pytest.fixture(params=["CFS", "LPS"])
def model(request, tmp_path):
    path = tmp_path / "model.inp"
    path.write_text(TEXT.format(units=request.param))
    return read_inp(path)


def test_every_series_is_in_the_units_of_its_user(model):
    us = model.options.flow_units == "CFS"
    depth, flow, length = (INCH, CFS, FOOT) if us else (1e-3, 1e-3, 1.0)
    values = {name: series.values for name, series in model.series.items()}
    assert values["rates"] == pytest.approx((0.3 * depth / 3600.0, 1.7 * depth / 3600.0))
    assert values["depths"] == pytest.approx((0.1 * depth,))
    assert values["flow"] == pytest.approx((0.7 * flow,))
    assert values["unused"] == (0.9,)
    assert values[model.temperature.series] == pytest.approx(((0.25 - 32.0) / 1.8 if us else 0.25,))
    assert values[model.evaporation.series] == pytest.approx((0.25 * depth / 86400.0,))
    assert values[model.outfalls["O"].series] == pytest.approx((0.3 * length, 0.45 * length))
    assert values[model.inflows[0].series] == pytest.approx((0.3 * flow, 0.45 * flow))
    assert values["both"] == (0.3, 0.45), "the rule's text stays, so its series keeps the name and has bare numbers"


def test_a_series_for_several_things_is_one_for_each_and_tells_where_it_comes_from(model):
    names = {model.outfalls["O"].series, model.inflows[0].series, "both"}
    assert len(names) == 3
    assert {model.series[name].source for name in names} == {"both"}
    assert model.series["flow"].source == ""


def test_a_curve_for_several_things_is_one_for_each(model):
    length = FOOT if model.options.flow_units == "CFS" else 1.0
    area, tide = model.curves[model.storages["B"].curve], model.curves[model.outfalls["P"].curve]
    assert area.name != tide.name and (area.source, tide.source) == ("shared", "shared")
    assert area.points[1] == pytest.approx((2.0 * length, 0.7 * length**2))
    assert tide.points[1] == pytest.approx((2.0, 0.7 * length))


def test_what_was_one_in_the_file_is_written_as_one(model, tmp_path):
    text = inp_text(model)
    assert "@" not in text
    rows = [" ".join(line.split()) for line in text.splitlines()]
    for row in ("both 1:00:00 0.45", "rates 1:00:00 1.7", "warmth 0:00:00 0.25", "unused 0:00:00 0.9", "shared 2 0.7"):
        assert rows.count(row) == 1, row
    again = tmp_path / "again.inp"
    again.write_text(text)
    assert replace(read_inp(again), path=model.path) == model


def test_a_part_that_was_changed_is_written_by_itself(model, tmp_path):
    name = model.outfalls["O"].series
    changed = apply_changes(model, f"series[{name}].values += 0.5 m")
    path = tmp_path / "changed.inp"
    path.write_text(inp_text(changed))
    again = read_inp(path)
    lifted = tuple(value + 0.5 for value in model.series[name].values)
    assert again.series[again.outfalls["O"].series].values == pytest.approx(lifted)
    assert again.series[again.inflows[0].series].values == model.series[model.inflows[0].series].values
    assert again.series["both"].values == (0.3, 0.45)


def test_formulas_in_other_units_than_the_file_are_not_written(model):
    assert model.formula_units == formula_units_of(units_of(model.options.flow_units))
    with pytest.raises(UsageError, match="formula_units"):
        inp_text(replace(model, formula_units=FormulaUnits()))
    assert inp_text(replace(model, formula_units=FormulaUnits(), rules=()))


@pytest.mark.parametrize("role, us, si", [
    (INTENSITY, INCH / 3600.0, 1e-3 / 3600.0),
    (RAIN_DEPTH, INCH, 1e-3),
    (Role("LEVEL"), FOOT, 1.0),
    (Role("FLOW"), CFS, 1e-3),
    (Role("EVAPORATION"), INCH / 86400.0, 1e-3 / 86400.0),
    (Role("SETTING"), 1.0, 1.0),
    (Role("CONCEN", "MG/L"), 1e-3, 1e-3),
    (Role("CONCEN", "#/L"), 1000.0, 1000.0),
    (Role("MASS", "UG/L", 2.0), 2e-9, 2e-9),
    (Role("BUILDUP", "MG/L", per="AREA"), POUND / ACRE / 86400.0, 1e-4 / 86400.0),
    (Role("BUILDUP", "#/L", per="CURB"), 1.0 / FOOT / 86400.0, 1.0 / 86400.0),
])  # fmt: skip
def test_scale_of_a_series(role, us, si):
    assert scale_of(role, units_of("CFS")).to_si((3.0,)) == pytest.approx((3.0 * us,))
    assert scale_of(role, units_of("LPS")).to_si((3.0,)) == pytest.approx((3.0 * si,))


def test_temperatures_have_an_offset():
    assert scale_of(TEMPERATURE, units_of("CFS")).to_si((32.0, 212.0)) == pytest.approx((0.0, 100.0))
    assert scale_of(TEMPERATURE, units_of("LPS")) == BARE


@pytest.mark.parametrize("kind, x, y", [
    ("STORAGE", FOOT, FOOT**2), ("DIVERSION", CFS, CFS), ("TIDAL", 1.0, FOOT), ("RATING", FOOT, CFS),
    ("LID_DRAIN", INCH, 1.0), ("WEIR", FOOT, FOOT**0.5), ("PUMP1", FOOT**3, CFS), ("PUMP2", FOOT, CFS),
    ("PUMP3", FOOT, CFS), ("PUMP4", FOOT, CFS), ("PUMP5", FOOT, CFS), ("CONTROL", 1.0, 1.0), ("SHAPE", 1.0, 1.0),
])  # fmt: skip
def test_scales_of_a_curve(kind, x, y):
    found = curve_scales(kind, units_of("CFS"))
    assert [scale.to_si((2.0,))[0] for scale in found] == pytest.approx([2.0 * x, 2.0 * y])


@pytest.mark.parametrize("scale", [Scale(FOOT), Scale(INCH, 3600.0), Scale(divisor=1.8, offset=32.0), BARE])
@pytest.mark.parametrize("number", ["0", "0.1", "17.35", "-4", "123456.789", "0.000123"])
def test_a_number_comes_back_as_it_was_written(scale, number):
    assert scale.text(*scale.to_si((float(number),))) == number
