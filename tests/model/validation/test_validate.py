"""What makes a model unfit to run, said with the element and its line."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

import pytest
from inp_texts import read_text

from sponge.io import check_inp
from sponge.model import elements as el
from sponge.model.groundwater import Aquifer, Groundwater, GroundwaterExpression
from sponge.model.links import Conduit, CrossSection
from sponge.model.snow import SnowPack, SnowRemoval, SnowSurface
from sponge.model.validate import validate

TEXT = """[OPTIONS]
FLOW_UNITS CMS
FLOW_ROUTING {routing}
START_DATE 01/01/2020
END_DATE 01/02/2020
[RAINGAGES]
G INTENSITY 0:05 1 TIMESERIES rain
[SUBCATCHMENTS]
S G A 1 50 100 1 0
[SUBAREAS]
S 0.01 0.1 1 1 0 OUTLET
[JUNCTIONS]
A 10 2
B 9 2
[STORAGE]
T 8 3 0 FUNCTIONAL 0 0 100
[OUTFALLS]
O 5 FREE
[CONDUITS]
C1 A B 100 .01 0 0
C2 B T 100 .01 0 0
[ORIFICES]
R T O SIDE 0 .65
[XSECTIONS]
C1 CIRCULAR 1 0 0 0
C2 CIRCULAR 1 0 0 0
R CIRCULAR .5 0 0 0
[TIMESERIES]
rain 0:00 1 0:05 0
"""


@pytest.fixture(params=["DYNWAVE", "KINWAVE"])
def model(request, tmp_path):
    return read_text(tmp_path, TEXT.format(routing=request.param))


def fatal(model) -> str:
    return "\n".join(str(problem) for problem in validate(model) if problem.fatal)


def changed(model, table, name, **fields):
    """The model with fields of one element changed."""
    rows = getattr(model, table)
    return replace(model, **{table: {**rows, name: replace(rows[name], **fields)}})


def with_options(model, **fields):
    return replace(model, options=replace(model.options, **fields))


def test_sound(model):
    assert validate(model) == [p for p in validate(model) if not p.fatal]


ELEMENTS = [
    ("conduits", "C1", {"length": -1.0}, "length"),
    ("conduits", "C1", {"roughness": 0.0}, "roughness"),
    ("conduits", "C1", {"section": CrossSection()}, "no cross section"),
    ("conduits", "C1", {"section": CrossSection("FORCE_MAIN", (1, 0, 0, 0))}, "force main"),
    ("conduits", "C1", {"up": "X"}, "node 'X' is not defined"),
    ("orifices", "R", {"section": CrossSection("EGG", (1, 0, 0, 0))}, "EGG"),
    ("junctions", "A", {"initial_depth": 3.0}, "initial depth"),
    ("storages", "T", {"constant": -1.0}, "negative volume"),
    ("subcatchments", "S", {"gage": "X"}, "gage 'X' is not defined"),
    ("subcatchments", "S", {"area": -1.0}, "area"),
    ("gages", "G", {"interval": 3600.0}, "recording interval"),
    ("series", "rain", {"times": (0.0, 0.0)}, "out of sequence"),
]


@pytest.mark.parametrize("table, name, fields, words", ELEMENTS, ids=[e[3] for e in ELEMENTS])
def test_element(model, table, name, fields, words):
    line = getattr(model, table)[name].line
    said = fatal(changed(model, table, name, **fields))
    assert words in said and f"{model.path}:{line} [" in said


@pytest.mark.parametrize(
    "fields, words",
    [
        ({"end": datetime(2019, 1, 1)}, "before it starts"),
        ({"report_start": datetime(2021, 1, 1)}, "after the end"),
        ({"report_step": 1.0}, "less than ROUTING_STEP"),
        ({"wet_step": 0.0}, "WET_STEP must be positive"),
    ],
)
def test_options(model, fields, words):
    assert words in fatal(with_options(model, **fields))


def link(name, up, down, **fields):
    return Conduit(
        name, up=up, down=down, length=50.0, roughness=0.01, section=CrossSection("CIRCULAR", (1, 0, 0, 0)), **fields
    )


def with_link(model, new):
    return replace(model, conduits={**model.conduits, new.name: new}, link_order=(*model.link_order, new.name))


def test_no_outlet(model):
    alone = replace(model, outfalls={}, orifices={}, node_order=("A", "B", "T"), link_order=("C1", "C2"))
    assert ("no acceptable outlet node" in fatal(alone)) == (model.options.routing == "DYNWAVE")
    assert not fatal(with_options(alone, ignore_routing=True))


def test_outfall_with_two_links(model):
    said = fatal(with_link(model, link("C3", "B", "O")))
    assert ("outfall 'O': it has 2 links" in said) == (model.options.routing == "DYNWAVE")


def test_loops_and_branches(model):
    """The dynamic wave takes both."""
    said = fatal(with_link(model, link("C3", "B", "A", offset_up=2.0)))
    if model.options.routing == "DYNWAVE":
        assert not said
    else:
        assert "links form a loop: C1, C3" in said and "junction 'B': it has more than one outlet link" in said


def test_what_a_tree_cannot_have(model):
    adverse = fatal(changed(model, "conduits", "C1", offset_down=2.0))
    regulator = fatal(changed(model, "orifices", "R", up="B"))
    if model.options.routing == "DYNWAVE":
        assert not adverse and not regulator
    else:
        assert "adverse slope" in adverse and "no storage unit" in regulator


def test_dummy_links(model):
    dummy = {"section": CrossSection("DUMMY")}
    said = fatal(changed(changed(model, "conduits", "C1", **dummy), "conduits", "C2", **dummy))
    assert ("dummy" in said) == (model.options.routing == "DYNWAVE")


SAND = Aquifer("sand", 0.4, 0.1, 0.2, 1e-5, bottom=0.0, water_table=1.0, moisture=0.3, line=60)
UNDER = Groundwater("S", "sand", "A", surface=5.0, line=61)


@pytest.mark.parametrize(
    "change, said",
    [
        ({"porosity": 1.2}, "porosity 1.2"), ({"field_capacity": 0.4}, "field capacity"),
        ({"wilting_point": 0.2}, "wilting point"), ({"conductivity": 0.0}, "conductivity"),
        ({"tension_slope": -1.0}, "tension slope"), ({"water_table": -1.0}, "water table"),
        ({"moisture": 0.45}, "moisture"), ({"evaporation_pattern": "daily"}, "not MONTHLY"),
        ({"evaporation_pattern": "none"}, "pattern 'none' is not defined"),
    ],
)  # fmt: skip
def test_aquifers(model, change, said):
    model = replace(model, patterns=model.patterns | {"daily": el.Pattern("daily", "DAILY", (1.0,) * 7)})
    sound = replace(model, aquifers={"sand": SAND}, groundwater={"S": UNDER})
    assert not fatal(sound)
    found = fatal(replace(sound, aquifers={"sand": replace(SAND, **change)}))
    assert said in found and ":60 [AQUIFERS]" in found


@pytest.mark.parametrize(
    "change, said",
    [
        ({"surface": 0.5}, "ground"), ({"bottom": 2.0}, "bottom"), ({"moisture": -0.1}, "moisture"),
        ({"aquifer": "mud"}, "aquifer 'mud'"), ({"node": "nowhere"}, "node 'nowhere'"),
    ],
)  # fmt: skip
def test_groundwater_of_a_subcatchment(model, change, said):
    sound = replace(model, aquifers={"sand": SAND}, groundwater={"S": UNDER})
    found = fatal(replace(sound, groundwater={"S": replace(UNDER, **change)}))
    assert said in found and ":61 [GROUNDWATER]" in found


@pytest.mark.parametrize(
    "text, said", [("0.1 * HGX", "HGX"), ("0.1 * (HGW", "bracket"), ("HGW HSW", "not expected"), ("LOG", "bracket")]
)
def test_formulas_of_groundwater(model, text, said):
    model = replace(model, groundwater_expressions=(GroundwaterExpression("S", "DEEP", text, line=62),))
    assert said in fatal(model) and ":62 [GWF]" in fatal(model)


@pytest.mark.parametrize(
    "change, said",
    [
        ({"plowable": SnowSurface(min_melt=2.0, max_melt=1.0)}, "melt coefficient"),
        ({"pervious": SnowSurface(free_water=1.5)}, "free water"),
        ({"impervious": SnowSurface(initial_depth=-1.0)}, "negative"),
        ({"plowable_fraction": 1.1}, "plowable fraction"),
        ({"removal": SnowRemoval(0.1, 0.6, 0.6)}, "exceed 1"),
        ({"removal": SnowRemoval(0.1, to_subcatchment=0.5)}, "none is named"),
        ({"removal": SnowRemoval(0.1, to_subcatchment=0.5, subcatchment="Q")}, "'Q' is not defined"),
    ],
)  # fmt: skip
def test_snow_packs(model, change, said):
    sound = replace(changed(model, "subcatchments", "S", snow_pack="p"), snow_packs={"p": SnowPack("p", line=63)})
    assert not fatal(sound)
    found = fatal(replace(sound, snow_packs={"p": SnowPack("p", line=63, **change)}))
    assert said in found and ":63 [SNOWPACKS]" in found


def test_melt_parameters_are_fractions(model):
    said = fatal(replace(model, temperature=replace(model.temperature, index_weight=2.0, negative_melt=-1.0)))
    assert "ATI weight" in said and "negative melt" in said


REFUSED = {  # model -> lines that EPA SWMM gives (none for what it does not place)
    "Example1-DirectInflow-DryInflow-RDII-InitBuildup": {210, 215}, "Example1-Treatment": {216, 221},
    "Example1g": {59, 82}, "Example1h": {59, 82}, "Example5-3Aquifers": {71, 72},
    "adjust_subcatchemnt_pattern": set(), "invalid_model": {59, 111}, "model_bad_input_1": {56},
    "model_mod_green_ampt": {71, 72}, "ncdc_format": set(), "Example1-Adjustments": set(),
}  # fmt: skip


@pytest.mark.parametrize("name", REFUSED)
def test_what_epa_refuses_is_refused_at_its_lines(shared_models, name):
    problems = [p for p in check_inp(shared_models / "refused" / name / f"{name}.inp") if p.fatal]
    assert problems and REFUSED[name] <= {problem.line for problem in problems}


def test_what_epa_runs_is_refused_only_for_what_is_to_come(shared_models):
    for path in sorted(shared_models.glob("*/*/*.inp")):
        if "refused" not in path.parts and path.stat().st_size < 300_000:
            wrong = [p for p in check_inp(path) if p.fatal and "yet" not in p.message]
            assert not wrong, (path, wrong[:3])


@pytest.mark.parametrize(
    "coefficient, exponent, constant, said",
    [
        (100.0, -1.0, 0.0, "infinite volume"), (100.0, -2.0, 50.0, "infinite volume"), (-1.0, -1.0, 50.0, "infinite"),
        (-10.0, -0.5, 1.0, "negative volume"), (-10.0, 0.0, 5.0, "negative volume"), (-200.0, 1.0, 50.0, "negative"),
        (0.0, -1.0, 100.0, ""), (100.0, -0.5, 0.0, ""), (-10.0, 1.0, 100.0, ""), (100.0, 400.0, 0.0, ""),
    ],
)  # fmt: skip
def test_storage_functions_without_a_volume(model, coefficient, exponent, constant, said):
    """A = a d^n + c over 3 m: its integral has an end for n > -1 alone, and is never negative on the way."""
    found = fatal(changed(model, "storages", "T", coefficient=coefficient, exponent=exponent, constant=constant))
    assert said in found if said else found == ""


def test_storage_curve_with_a_negative_volume_on_its_way(model):
    curve = el.Curve("K", kind="STORAGE", points=((0.0, 1.0), (0.5, -10.0), (2.0, 100.0)))
    model = replace(model, curves=model.curves | {"K": curve})
    assert "negative volume below full depth" in fatal(changed(model, "storages", "T", shape="TABULAR", curve="K"))


@pytest.mark.parametrize("shape, third", [("PARABOLIC", 0.0), ("CONICAL", -1.0), ("PYRAMIDAL", -0.1)])
def test_solids_that_are_none(model, shape, third):
    assert fatal(changed(model, "storages", "T", shape=shape, shape_parameters=(4.0, 3.0, third)))


def test_openings_over_a_rim_are_told(model):
    """An opening of 0.5 m from 2.8 m on, over the storage unit's 3 m: it stays 3 m deep. A junction grows."""

    def warned(model):
        return "\n".join(str(problem) for problem in validate(model) if not problem.fatal)

    assert "reaches" not in warned(model)
    high = warned(changed(model, "orifices", "R", offset=2.8))
    assert "storage 'T': link 'R' reaches 3.300 m" in high and "overflows" in high
    assert "reaches" not in warned(changed(model, "orifices", "R", offset=2.8, kind="BOTTOM"))
    deep = changed(model, "conduits", "C1", offset_up=1.5)
    assert "junction 'A': link 'C1' reaches 2.500 m" in warned(deep) and "raised" in warned(deep)
    assert "reaches" not in warned(changed(deep, "junctions", "A", max_depth=0.0))
    closed = changed(changed(model, "orifices", "R", offset=2.8), "storages", "T", surcharge_depth=1.0)
    assert "raised" in warned(closed)


def test_a_transect_without_roughness_is_told_once(tmp_path):
    """By its own row, and not by the conduits that have it."""
    text = TEXT.format(routing="KINWAVE").replace("C1 CIRCULAR 1 0 0 0", "C1 IRREGULAR X")
    transect = "[TRANSECTS]\nNC 0 0 0\nX1 X 3 0 2 0 0 0 0 0\nGR 2 0 0 1 2 2\n"
    path = tmp_path / "model.inp"
    path.write_text(text + transect)
    problems = [str(problem) for problem in check_inp(path) if problem.fatal]
    assert len(problems) == 1 and "no roughness given for the channel" in problems[0]


@pytest.mark.parametrize("text, section", [
    ("[EVAPORATION]\nTEMPERATURE\n", "EVAPORATION"), ("[TEMPERATURE]\nSNOWMELT 1 0.5 0.6 0 95 0\n", "TEMPERATURE"),
    ("[ADJUSTMENTS]\nRAINFALL -1 1 1 1 1 1 1 1 1 1 1 1\n", "ADJUSTMENTS"),
    ("[TEMPERATURE]\nFILE gone.dat\n[EVAPORATION]\nTEMPERATURE\n", "TEMPERATURE"),
])  # fmt: skip
def test_what_is_no_elements_has_the_line_of_its_section(text, section, tmp_path):
    path = tmp_path / "m.inp"
    path.write_text(TEXT.format(routing="DYNWAVE") + text)
    wanted = path.read_text().split(f"[{section}]")[0].count("\n") + 2
    assert wanted in [p.line for p in check_inp(path) if p.fatal and p.section == section]


def test_a_loop_has_the_line_of_a_link(tmp_path):
    path = tmp_path / "m.inp"
    path.write_text(TEXT.format(routing="KINWAVE").replace("C2 B T 100", "C2 B A 100"))
    (problem,) = (p for p in check_inp(path) if "loop" in p.message)
    assert problem.line == 20 and problem.section == "CONDUITS"


@pytest.mark.parametrize("value, bad", [("-99", True), ("20", False), ("999", True), ("-40", False)])
def test_a_series_of_temperatures(value, bad, tmp_path):
    path = tmp_path / "m.inp"
    path.write_text(TEXT.format(routing="DYNWAVE") + f"[TEMPERATURE]\nTIMESERIES T\n[TIMESERIES]\nT 0:00 {value}\n")
    found = [p.message for p in check_inp(path) if p.fatal]
    assert bool(found) == bad and all("cannot be" in message for message in found)


@pytest.mark.parametrize("kind, n, words", [
    ("HOURLY", 23, "23 factors where HOURLY has 24"), ("HOURLY", 24, ""), ("HOURLY", 25, "more than 24"),
    ("MONTHLY", 11, "11 factors"), ("DAILY", 8, "more than 7"), ("WEEKEND", 12, "12 factors"), ("MONTHLY", 12, ""),
])  # fmt: skip
def test_the_factors_of_a_pattern(kind, n, words, tmp_path):
    path = tmp_path / "m.inp"
    path.write_text(TEXT.format(routing="DYNWAVE") + f"[PATTERNS]\nP {kind} {' '.join('1' * n)}\n")
    found = [p.message for p in check_inp(path) if p.section == "PATTERNS"]
    assert not found if not words else words in found[0]


@pytest.mark.parametrize("row, words", [
    ("C1 CIRCULAR 1 0 0 0 1 99", "no culvert code 99"), ("C1 ARCH 5.17 0 12 0", "taken as the code 5"),
    ("C1 ARCH 5 0 12 0", "not 12"), ("C1 ARCH 5 0 0 0", ""), ("C1 CIRCULAR 1 0 0 0 1 57", ""),
])  # fmt: skip
def test_codes_of_sections(row, words, tmp_path):
    path = tmp_path / "m.inp"
    path.write_text(TEXT.format(routing="DYNWAVE").replace("C1 CIRCULAR 1 0 0 0", row))
    found = [p.message for p in check_inp(path)]
    assert any(words in message for message in found) if words else not found


def test_second_rows_are_told(tmp_path):
    path = tmp_path / "m.inp"
    more = "[SUBAREAS]\nS 0.01 0.1 1 1 0 OUTLET\n[INFLOWS]\nA FLOW rain\nA FLOW rain\n"
    path.write_text(TEXT.format(routing="DYNWAVE") + more)
    found = [p.message for p in check_inp(path) if not p.fatal]
    assert any("'S': it takes the place of that on line 11" in message for message in found)
    assert any("second row of 'A'" in message for message in found)


def test_more_than_all_of_it_impervious(tmp_path):
    path = tmp_path / "m.inp"
    path.write_text(TEXT.format(routing="DYNWAVE").replace("S G A 1 50", "S G A 1 150"))
    assert [p.message for p in check_inp(path)] == ["imperviousness of 150 % is taken as 100 %"]


@pytest.mark.parametrize(
    ("compat", "ponding", "area", "told"),
    [("none", True, 5.0, 1), ("none", True, 0.0, 0), ("none", False, 5.0, 0), ("epa", True, 5.0, 0)],
)
def test_a_pond_over_a_cover_that_bears_is_told(model, compat, ponding, area, told):
    """EPA SWMM forgets a SurDepth with ALLOW_PONDING; who follows it needs no word."""
    junctions = {name: replace(j, surcharge_depth=30.0, ponded_area=area) for name, j in model.junctions.items()}
    options = replace(model.options, routing="DYNWAVE", compat=compat, allow_ponding=ponding)
    found = [p for p in validate(replace(model, junctions=junctions, options=options)) if "SurDepth" in p.message]
    assert len(found) == told and not any(p.fatal for p in found)
    assert all("2 nodes" in p.message and "'A'" in p.message and "--compat epa" in p.hint for p in found)


def test_runoff_that_goes_in_a_circle_is_told_once(model):
    """Two subcatchments each other's outlets, a third on them; one that is its own outlet means to have none."""

    def told(**outlets):
        found = {name: replace(model.subcatchments["S"], name=name, outlet=outlet) for name, outlet in outlets.items()}
        return [p.message for p in validate(replace(model, subcatchments=found)) if "comes back" in p.message]

    assert told(S="A", T="S") == told(S="S", T="S") == []
    (words,) = told(U="S", S="T", T="S")
    assert "'S'" in words and "S -> T -> S" in words
    assert len(told(**{f"N{k}": f"N{(k + 1) % 5000}" for k in range(5000)})) == 1
