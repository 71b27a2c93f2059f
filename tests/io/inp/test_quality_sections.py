"""Sections of water quality: what is read, in SI, written back, and said of what is wrong."""

from __future__ import annotations

import pytest
from inp_texts import read_text

from sponge.base.errors import ModelError
from sponge.io import read_inp, write_inp
from sponge.model import quality as ql
from sponge.model.changes import apply_changes

DAY = 86400.0
ACRE = 4046.8564224
TEXT = """\
[OPTIONS]
FLOW_UNITS LPS
[RAINGAGES]
G INTENSITY 1:00 1 TIMESERIES rain
[SUBCATCHMENTS]
S G J 2 50 100 1 120
[SUBAREAS]
S 0.01 0.1 1 5 25 OUTLET
[INFILTRATION]
S 30 5 4 7 0
[JUNCTIONS]
J 1 2
[OUTFALLS]
O 0 FREE
[STORAGE]
T 0.5 3 0 FUNCTIONAL 0 0 50
[POLLUTANTS]
;solids
TSS MG/L 10 1 2 0.5 NO * 0 200 5
Lead UG/L 0 0 0 0 YES TSS 0.2
Coli #/L 100 0 0 -1
[LANDUSES]
Homes 7 0.5 2
Woods
[COVERAGES]
S Homes 60 Woods 40
[LOADINGS]
S TSS 12 Lead 3
[BUILDUP]
Homes TSS POW 50 3 0.5 AREA
Homes Lead EXP 2 0.4 0 CURB
Woods TSS SAT 80 0 3 AREA
Woods Lead EXT 5 2 loads AREA
Woods Coli NONE
[WASHOFF]
Homes TSS EXP 0.1 1.2 60 10
Homes Coli RC 500 1.5 0 0
Woods TSS EMC 20 0
[TREATMENT]
T TSS R = 0.5 * R_Lead
T Lead C = Lead * EXP(-0.1 * HRT)
[INFLOWS]
J FLOW "" FLOW 1 1 5
J TSS loads CONCEN 1 2 30 day
J Coli "" MASS 1e3 1 4
[DWF]
J FLOW 2
J TSS 150 day "" hour
[PATTERNS]
day DAILY 1 1 1 1 1 2 2
hour HOURLY 1 1 1
[TIMESERIES]
rain 0:00 5
loads 0:00 1 5:00 2
"""


def test_numbers_are_si(tmp_path):
    model = read_text(tmp_path, TEXT)
    tss, lead, coli = model.pollutants.values()
    assert (tss.rain, tss.groundwater, tss.rdii) == pytest.approx((0.01, 0.001, 0.002))
    assert tss.decay == pytest.approx(0.5 / DAY) and (tss.dry_weather, tss.initial) == pytest.approx((0.2, 0.005))
    assert tss.comment == "solids" and not tss.snow_only
    assert lead.snow_only and lead.co_pollutant == "TSS" and lead.co_fraction == pytest.approx(0.2e-3)
    assert coli.rain == pytest.approx(1e5) and coli.decay < 0.0
    homes, woods = model.land_uses.values()
    assert (homes.sweep_interval, homes.sweep_availability, homes.since_swept) == (7 * DAY, 0.5, 2 * DAY)
    assert woods.sweep_interval == 0.0
    assert [(c.land_use, c.fraction) for c in model.coverages] == [("Homes", 0.6), ("Woods", 0.4)]
    assert [x.mass for x in model.loadings] == pytest.approx([12e-4, 3e-4])


def test_functions_are_si(tmp_path):
    model = read_text(tmp_path, TEXT)
    power, exponential, saturation, external, none = model.buildups
    assert power.maximum == pytest.approx(50e-4) and power.rate == pytest.approx(3e-4 / DAY**0.5)
    assert exponential.maximum == pytest.approx(2.0) and exponential.rate == pytest.approx(0.4 / DAY)
    assert exponential.per == "CURB" and saturation.half_time == 3 * DAY
    assert (external.series, external.scale) == ("loads@BUILDUP", 2.0) and none.kind == "NONE"
    washed = model.washoffs
    rate = 1e-3 / 3600.0
    assert washed[0].coefficient * rate**1.2 == pytest.approx(0.1 / 3600.0)  # 1/s at 1 mm/h
    assert (washed[0].sweeping, washed[0].removal) == (0.6, 0.1)
    assert washed[1].coefficient * 1e-3**1.5 == pytest.approx(500.0)  # counts/s at 1 L/s
    assert washed[2].coefficient == pytest.approx(0.02)


def test_loads_are_si(tmp_path):
    model = read_text(tmp_path, TEXT)
    concentration, mass = model.pollutant_inflows
    assert (concentration.kind, concentration.series, concentration.pattern) == ("CONCEN", "loads", "day")
    assert concentration.baseline == pytest.approx(0.03) and concentration.scale == 2.0
    assert mass.kind == "MASS" and mass.baseline == pytest.approx(4e3)
    (dry,) = model.pollutant_dry_weather
    assert dry.average == pytest.approx(0.15) and dry.patterns == ("day", "", "hour")
    assert [t.expression for t in model.treatments] == ["R = 0.5 * R_Lead", "C = Lead * EXP(-0.1 * HRT)"]


def test_us_units_weigh_in_pounds(tmp_path):
    model = read_text(tmp_path, TEXT.replace("LPS", "CFS"))
    pound = 0.45359237
    assert model.buildups[0].maximum == pytest.approx(50 * pound / ACRE)
    assert model.buildups[1].maximum == pytest.approx(2 * pound / 0.3048)
    assert model.loadings[0].mass == pytest.approx(12 * pound / ACRE)
    assert model.pollutants["TSS"].rain == pytest.approx(0.01)  # mg/L all the same


@pytest.mark.parametrize("units", ["CFS", "GPM", "MGD", "CMS", "LPS", "MLD"])
def test_round_trip(tmp_path, units):
    model = read_text(tmp_path, TEXT.replace("LPS", units))
    write_inp(model, tmp_path / "again.inp")
    assert read_inp(tmp_path / "again.inp") == model


@pytest.mark.parametrize(
    "old, new, line, said",
    [
        ("TSS MG/L 10", "TSS KG/L 10", 19, "unknown unit"),
        ("TSS MG/L 10", "TSS MG/L -10", 19, "cannot be negative"),
        ("YES TSS 0.2", "YES TSX 0.2", 20, "pollutant 'TSX' is not defined"),
        ("Homes 7 0.5 2", "Homes 7 1.5 2", 23, "availability cannot be more than 1"),
        ("Homes 7 0.5 2", "Homes 7", 23, "too few items"),
        ("S Homes 60 Woods 40", "S Homes 60 Woods", 26, "come in pairs"),
        ("S Homes 60 Woods 40", "S Home 60", 26, "land use 'Home' is not defined"),
        ("Homes TSS POW 50 3 0.5", "Homes TSS POW 50 3 20", 30, "between 0.01 and 10"),
        ("Homes TSS POW 50 3 0.5 AREA", "Homes TSS POW 50 3 0.5", 30, "too few items"),
        ("Woods Lead EXT 5 2 loads", "Woods Lead EXT 5 2 load", 33, "series 'load' is not defined"),
        ("EXP 0.1 1.2 60 10", "EXP 0.1 1.2 60 110", 36, "efficiency cannot be more than 100"),
        ("J Coli \"\" MASS 1e3", "J Coli \"\" MASS 0", 45, "zero or negative"),
        ("J Coli \"\" MASS 1e3", "J Colx \"\" MASS 1", 45, "pollutant 'Colx' is not defined"),
        ("T Lead C = Lead", "T Lead Q = Lead", 41, "neither R nor C"),
        ("T Lead C = Lead", "T Lead C = Lood", 41, "unknown variable Lood"),
        ("T Lead C = Lead *", "T Lead C = Lead * 1 / (2 - 2) +", 41, "divides by zero"),
        ("T Lead C = Lead * EXP(-0.1 * HRT)", "T Lead R = R_TSS", 40, "form a loop"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_told_with_its_line(tmp_path, old, new, line, said):
    from sponge.simulation.prepare import prepare

    assert old in TEXT
    with pytest.raises(ModelError) as raised:
        prepare(read_text(tmp_path, TEXT.replace(old, new)))
    found = [p for p in raised.value.problems if said in p.message]
    assert found and found[0].line == line and found[0].file.endswith("model.inp")


def test_all_problems_at_once(tmp_path):
    with pytest.raises(ModelError) as raised:
        read_text(tmp_path, TEXT.replace("MG/L", "G/L").replace("EMC 20 0", "EMC x 0").replace("SAT 80", "SAT -80"))
    assert len([p for p in raised.value.problems if p.fatal]) >= 3


def test_changes_reach_every_table(tmp_path):
    model = read_text(tmp_path, TEXT)
    changed = apply_changes(
        model,
        [
            "pollutant[TSS].rain = 20 mg/L", "buildup[*/TSS].maximum *= 2", "washoff[Homes/TSS].removal = 0.3",
            "coverage[S/Homes].fraction = 0.2", "loading[S/*].mass = 0", "land_use[Homes].sweep_interval = 3 d",
            "pollutant_inflow[J/TSS].baseline = 40 mg/L", "pollutant_dry_weather[J/TSS].average *= 0.5",
            "treatment[T/TSS].expression = R = 0.9",
        ],
    )  # fmt: skip
    assert changed.pollutants["TSS"].rain == pytest.approx(0.02)
    assert changed.buildups[0].maximum == 2 * model.buildups[0].maximum
    assert changed.buildups[1] == model.buildups[1] and changed.washoffs[0].removal == 0.3
    assert changed.coverages[0].fraction == 0.2 and {x.mass for x in changed.loadings} == {0.0}
    assert changed.land_uses["Homes"].sweep_interval == 3 * DAY
    assert changed.pollutant_inflows[0].baseline == pytest.approx(0.04)
    assert changed.pollutant_dry_weather[0].average == pytest.approx(0.075)
    assert changed.treatments[0].expression == "R = 0.9"


def test_a_model_made_in_python_is_checked(tmp_path):
    from dataclasses import replace

    from sponge.model.validate import validate

    model = read_text(tmp_path, TEXT)
    odd = replace(
        model, buildups=(ql.Buildup("Homes", "Gold"),), washoffs=(ql.Washoff("Homes", "TSS", kind="EXPO"),),
        coverages=(ql.Coverage("S", "Homes", 0.8), ql.Coverage("S", "Woods", 0.7)),
        pollutants=model.pollutants | {"TSS": replace(model.pollutants["TSS"], rain=-1.0)},
    )  # fmt: skip
    said = "\n".join(map(str, validate(odd)))
    for text in ("'Gold' is not defined", "unknown kind 'EXPO'", "cover 150 % of subcatchment", "negative rain"):
        assert text in said
