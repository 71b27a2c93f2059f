"""Numbers that a field can hold and that nobody means are told, whatever the section, and nothing else is."""

from __future__ import annotations

from dataclasses import fields, is_dataclass, replace
from pathlib import Path

import pytest
from inp_texts import EVERYTHING, THE_REST, read_text

from sponge.io import check_inp
from sponge.model import elements, groundwater, lid, links, nodes, options, quality, rdii, snow
from sponge.model.quantities import is_number, quantity_of
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
    "subcatchments": "S1", "conduits": "C1", "junctions": "J1", "storages": "T1", "gages": "G1", "orifices": "R1",
    "weirs": "W1", "pumps": "P1", "outlets": "L1", "dividers": "D1", "transects": "creek", "aquifers": "clay",
    "groundwater": "S1", "snow_packs": "street", "patterns": "hourly", "outfalls": "O1", "land_uses": "Homes",
}  # fmt: skip
BEYOND = [(table, f.name) for table, name in TABLES.items() for f in fields({
    "subcatchments": elements.Subcatchment, "conduits": links.Conduit, "junctions": nodes.Junction,
    "storages": nodes.Storage, "gages": elements.RainGage, "orifices": links.Orifice, "weirs": links.Weir,
    "pumps": links.Pump, "outlets": links.Outlet, "dividers": nodes.Divider, "transects": elements.Transect,
    "aquifers": groundwater.Aquifer, "groundwater": groundwater.Groundwater, "snow_packs": snow.SnowPack,
    "patterns": elements.Pattern, "outfalls": nodes.Outfall, "land_uses": quality.LandUse,
}[table]) if f.name in USUAL and is_number(str(f.type))]  # fmt: skip


@pytest.mark.parametrize("table, field", BEYOND)
def test_a_number_beyond_is_told_by_line_and_range(table, field, model):
    rows, name = getattr(model, table), TABLES[table]
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
[SUBCATCHMENTS]
S G A 1 50 100 1 0
[SUBAREAS]
S 0.01 0.1 1 1 0 OUTLET
[JUNCTIONS]
A 10 2
[OUTFALLS]
O 5 FREE
[CONDUITS]
C A O 100 .01 0 0
[XSECTIONS]
C CIRCULAR 1 0 0 0
{more}
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
])  # fmt: skip
def test_kinds_of_their_own(rows, told, tmp_path):
    text = RAIN.format(units="CMS", form="INTENSITY", interval="0:05", first=1, second=0, more=rows)
    said = [str(p) for p in validate(read_text(tmp_path, text)) if not p.fatal and "end" not in p.message]
    odd = [line for line in said if "usual" in line or "below zero" in line or "heavier" in line]
    assert len(odd) == bool(told), said
    assert told in "".join(odd)
