"""Numbers that a field can hold and that nobody means are told, whatever the section, and nothing else is."""

from __future__ import annotations

from dataclasses import fields, is_dataclass, replace
from pathlib import Path

import pytest
from inp_texts import EVERYTHING, STREET, THE_REST, read_text

from sponge.io import check_inp
from sponge.model import elements, groundwater, lid, links, nodes, options, quality, rdii, snow
from sponge.model.quantities import ANY, is_number, quantity_of
from sponge.model.usual import NONE, OWN, UNKNOWN, USUAL, usual_of
from sponge.model.validate import validate
from sponge.model.validation.weather import most_rain
from sponge.physics.infiltration import BY_KEYWORD

MODULES = (elements, groundwater, lid, links, nodes, options, quality, rdii, snow)
ROWS = {row for module in MODULES for row in vars(module).values() if isinstance(row, type) and is_dataclass(row)}
KINDS = {elements.Item, elements.Kind, links.LinkKind, nodes.NodeKind}
ROWS = sorted((ROWS | set(BY_KEYWORD.values())) - KINDS, key=lambda row: row.__name__)
NUMBERS = [(row, f.name) for row in ROWS for f in fields(row) if is_number(str(f.type))]
MODELS = sorted((Path(__file__).parents[3] / "models").rglob("*.inp"))


@pytest.fixture(scope="module")
def model(tmp_path_factory):
    return read_text(tmp_path_factory.mktemp("usual"), EVERYTHING + THE_REST)


def warnings(model) -> list[str]:
    return [str(problem) for problem in validate(model) if "is not usual" in problem.message]


@pytest.mark.parametrize("row, name", NUMBERS, ids=lambda part: getattr(part, "__name__", part))
def test_of_every_number_it_is_known_what_is_usual(row, name):
    quantity = quantity_of(row, name)
    known = usual_of(row, name) is not NONE or (quantity is not None and quantity.is_fraction)
    assert known or name in UNKNOWN, "give it a range in model/usual.py, or say that there is none"


def test_no_range_is_of_nothing():
    names = {name for _, name in NUMBERS}
    assert set(USUAL) <= names
    assert {(row.__name__, name) for row, name in NUMBERS} >= set(OWN)


def test_usual_ranges_lie_within_what_fields_hold():
    for row, name in NUMBERS:
        usual, quantity = usual_of(row, name), quantity_of(row, name)
        if usual is not NONE and quantity is not None:
            assert usual.low < usual.high
            assert usual.high <= quantity.high


TABLES = {
    "subcatchments": ("S1", elements.Subcatchment), "conduits": ("C1", links.Conduit), "pumps": ("P1", links.Pump),
    "junctions": ("J1", nodes.Junction), "storages": ("T1", nodes.Storage), "orifices": ("R1", links.Orifice),
    "weirs": ("W1", links.Weir), "outlets": ("L1", links.Outlet), "dividers": ("D1", nodes.Divider),
    "outfalls": ("O1", nodes.Outfall), "gages": ("G1", elements.RainGage), "transects": ("creek", elements.Transect),
    "aquifers": ("clay", groundwater.Aquifer), "groundwater": ("S1", groundwater.Groundwater),
    "snow_packs": ("street", snow.SnowPack), "patterns": ("hourly", elements.Pattern),
    "land_uses": ("Homes", quality.LandUse),
}  # fmt: skip
BEYOND = [
    (table, f.name) for table, (_, row) in TABLES.items() for f in fields(row)
    if f.name in USUAL and is_number(str(f.type))
    and usual_of(row, f.name).high < (quantity_of(row, f.name) or ANY).high  # else what is beyond is refused
]  # fmt: skip


@pytest.mark.parametrize("table, field", BEYOND)
def test_a_number_beyond_is_told_by_line_and_range(table, field, model):
    rows, name = getattr(model, table), TABLES[table][0]
    row = rows[name]
    high = usual_of(type(row), field).high
    value = (10.0 * high,) * len(row.factors) if field == "factors" else 10.0 * high
    odd = replace(model, **{table: {**rows, name: replace(row, **{field: value})}})
    said = [line for line in warnings(odd) if f"{name!r}: {field.replace('_', ' ')} " in line]
    assert len(said) == 1
    assert f":{row.line} warning" in said[0]


def test_what_is_usual_is_not_told(model):
    assert not warnings(model)


@pytest.mark.parametrize("file", MODELS, ids=lambda path: path.stem)
def test_the_projects_own_models_are_usual(file):
    assert not [p for p in check_inp(file) if "not usual" in p.message or "ever measured" in p.message]


def test_many_alike_are_told_at_once(model):
    rows = {name: replace(row, roughness=130.0) for name, row in model.conduits.items()}
    (said,) = [line for line in warnings(replace(model, conduits=rows)) if "roughness" in line]
    assert "conduit 'C1': roughness 130 is not usual (0.004 to 0.5); so have 'C2', 'C3', 4 more" in said


RAIN = """[OPTIONS]
FLOW_UNITS {units}
FLOW_ROUTING DYNWAVE
START_DATE 01/01/2020
END_DATE 01/03/2020
[RAINGAGES]
G {form} {interval} 1 TIMESERIES rain
""" + STREET + """{more}
[TIMESERIES]
rain 0:00 {first} 0:05 {second}
"""


@pytest.mark.parametrize("units, form, interval, first, second, told", [
    ("CMS", "INTENSITY", "0:05", 120, 0, ""), ("CMS", "INTENSITY", "0:05", 1600, 0, "133.3 mm of rain in 300 s"),
    ("CFS", "INTENSITY", "0:05", 120, 0, "254 mm of rain in 300 s"), ("CMS", "VOLUME", "0:05", 12, 12, ""),
    ("CFS", "VOLUME", "0:05", 12, 12, "304.8 mm of rain in 300 s"), ("CMS", "CUMULATIVE", "0:05", 0, 120, ""),
    ("CMS", "CUMULATIVE", "0:05", 0, 140, "140 mm of rain in 300 s"),
    ("CMS", "VOLUME", "0:05", 120, 110, ""),
])  # fmt: skip
def test_more_rain_than_was_ever_measured(units, form, interval, first, second, told, tmp_path):
    text = RAIN.format(units=units, form=form, interval=interval, first=first, second=second, more="")
    said = [str(p) for p in validate(read_text(tmp_path, text)) if "ever measured" in p.message]
    assert len(said) == bool(told)
    assert told in "".join(said)


def test_the_record_of_an_hour_and_of_a_day():
    """Holt, 22 June 1947: 305 mm in 42 min. La Reunion, 7 to 8 January 1966: 1825 mm in a day."""
    assert 0.305 < most_rain(42 * 60.0) < 0.37
    assert 1.825 < most_rain(86400.0) < 2.0


@pytest.mark.parametrize("rows, told", [
    ("[DWF]\nA FLOW -0.1", "dry weather 'A': average -0.1 is not usual (0 to 100000 m3/s)"),
    ("[PUMPS]\nP A O c\n[CURVES]\nc PUMP2 1 0.5 2 -0.5", "a flow below zero: -0.5 at 2"),
    ("[OUTLETS]\nL A O 0 TABULAR/DEPTH c\n[CURVES]\nc RATING 0 0 2 -0.5 3 -1", "below zero: -0.5 at 2 (and 1 more)"),
    ("[POLLUTANTS]\nT MG/L 2e6 0 0 0", "rain 2000 kg/m3 is heavier than water"),
    ("[POLLUTANTS]\nT #/L 2e9 0 0 0", ""), ("[XSECTIONS]\nC CIRCULAR 600 0 0 0", "full depth 600 is not usual"),
    ("[XSECTIONS]\nC FORCE_MAIN 1 0.013 0 0", "Hazen and Williams' C 0.013 is not usual"),
    ("[XSECTIONS]\nC CIRCULAR 1 0 0 0 300", "barrels 300 is not usual"),
    ("[INFLOWS]\nA FLOW q\n[TIMESERIES]\nq 0:00 1 1:00 2e6", "flow at 2020-01-01 01:00, 2e+06 is not usual"),
    ("[WEIRS]\nW A O TRANSVERSE 0 3.33\n[XSECTIONS]\nW RECT_OPEN 1 1 0 0", "discharge coefficient 3.33 is not usual"),
    ("[WEIRS]\nW A O TRANSVERSE 0 1.84\n[XSECTIONS]\nW RECT_OPEN 1 1 0 0", ""),
    ("[EVAPORATION]\nCONSTANT 3000", "monthly 125 is not usual"),
    ("[LOSSES]\nC 0 0 500", "loss average 500 is not usual"),
    ("[XSECTIONS]\nC TRAPEZOIDAL 1 1 1e5 1e5", "side slope 100000 is not usual"),
    ("[XSECTIONS]\nC RECT_CLOSED 1 1e9 0 0", "width 1e+09 is not usual"),
    ("[XSECTIONS]\nC POWER 1 1 1000 0", "exponent 1000 is not usual"),
    ("[XSECTIONS]\nC IRREGULAR t\n[TRANSECTS]\nNC .03 .03 .03\nX1 t 3 0 9 0 0 0 0 0 0\nGR 2e9 0 0 2 9 9",
     "full depth 2e+09"),
    ("[PUMPS]\nP A O c\n[CURVES]\nc PUMP2 1 1e20", "y 1e+20 is not usual"),
    ("[OUTLETS]\nL A O 0 FUNCTIONAL/DEPTH -1 .5", "coefficient -1 is not usual"),
    ("[STORAGE]\nT 9 3 0 TABULAR c\n[CURVES]\nc STORAGE 0 9 2 1e15", "y 1e+15 is not usual"),
])  # fmt: skip
def test_kinds_of_their_own(rows, told, tmp_path):
    text = RAIN.format(units="CMS", form="INTENSITY", interval="0:05", first=1, second=0, more=rows)
    said = [str(p) for p in validate(read_text(tmp_path, text)) if not p.fatal and "end" not in p.message]
    odd = [line for line in said if "usual" in line or "below zero" in line or "heavier" in line]
    assert len(odd) == bool(told), said
    assert told in "".join(odd)


@pytest.mark.parametrize("rows, told", [
    ("[STORAGE]\nT 9 3 0 FUNCTIONAL 0 0 0", "storage 'T': it has no area: it holds nothing"),
    ("[WEIRS]\nW A O TRANSVERSE 0 0\n[XSECTIONS]\nW RECT_OPEN 1 1 0 0", "weir 'W': its coefficient is 0: nothing"),
    ("[ORIFICES]\nR A O SIDE 0 0\n[XSECTIONS]\nR CIRCULAR 1 0 0 0", "orifice 'R': its coefficient is 0: nothing"),
    ("[EVENTS]\n01/01/2030 0:00 01/02/2030 0:00", "lies outside the simulation: nothing is routed"),
    ("[SUBCATCHMENTS]\nR G A 1 50 0 0 0\n[SUBAREAS]\nR .01 .1 1 1 0 OUTLET",
     "its width and slope are 0: nothing runs off"),
    ("[INFILTRATION]\nS 0 5 7 CURVE_NUMBER", "curve number 0: taken as 10"),
    ("[INFILTRATION]\nS 5 5 7 CURVE_NUMBER", "curve number 5 is not usual (20 to 100)"),
    ("[LID_CONTROLS]\nL RB\nL STORAGE 100 .5 0 0\nL DRAIN 1 .5 0 0\n[LID_USAGE]\nS L 2.7 10 1 0 4 0",
     "2.7 units are taken as 2"),
    ("[POLLUTANTS]\nT MG/L 2 0 0 0\n[LOADINGS]\nS T 1e12", "1e+08 kg/m2 on the ground"),
])  # fmt: skip
def test_what_does_nothing_or_something_else_is_told(rows, told, tmp_path):
    text = RAIN.format(units="CMS", form="INTENSITY", interval="0:05", first=1, second=0, more=rows)
    model = read_text(tmp_path, text)
    assert told in "\n".join(str(p) for p in validate(model) if not p.fatal)


def test_masses_in_times_to_a_power_may_be_tiny(tmp_path):
    """A power build-up of exponent 9 is refused nowhere: its rate is 1e-49 kg/(m2 s^9)."""
    rows = "[POLLUTANTS]\nT MG/L 2 0 0 0\n[LANDUSES]\nL\n[BUILDUP]\nL T POW 10 1 9 AREA\n[WASHOFF]\nL T EXP 1 9 0 0"
    text = RAIN.format(units="CMS", form="INTENSITY", interval="0:05", first=1, second=0, more=rows)
    assert not [p for p in validate(read_text(tmp_path, text)) if p.fatal]
