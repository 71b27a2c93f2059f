"""Every section to SI, by numbers that a person can check."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

import pytest
from inp_texts import EVERYTHING, read_text

from sponge.model import elements as el
from sponge.model.nodes import Exfiltration, Junction
from sponge.physics.infiltration import Horton, ModifiedGreenAmpt

ACRE, FT, INCH = 4046.8564224, 0.3048, 0.0254


@pytest.fixture(scope="module")
def model(tmp_path_factory):
    return read_text(tmp_path_factory.mktemp("read"), EVERYTHING)


def test_options(model):
    o = model.options
    assert (o.flow_units, o.routing, o.infiltration) == ("LPS", "DYNWAVE", "HORTON")
    assert o.start == datetime(2020, 3, 1, 6) and o.duration == 6 * 3600
    assert o.report_start == datetime(2020, 3, 1, 6, 30)
    assert o.sweep_start == (2, 1) and o.sweep_end == (12, 31)
    assert (o.wet_step, o.dry_step, o.report_step, o.routing_step, o.rule_step) == (300, 3600, 900, 15, 60)
    assert (o.min_surface_area, o.head_tolerance) == (1.2, 0.0015)
    assert (o.min_slope, o.lateral_flow_tolerance) == pytest.approx((1e-4, 0.04))
    assert o.allow_ponding and o.ignore_quality and not o.ignore_rdii
    assert o.other == (("COMPATIBILITY", "5"),)


def test_defaults_are_epa_s(tmp_path):
    o = read_text(tmp_path, "[OUTFALLS]\nO 0 FREE\n").options
    assert (o.flow_units, o.routing, o.inertial_damping, o.normal_flow_limited) == ("CFS", "DYNWAVE", "PARTIAL", "BOTH")
    assert (o.variable_step, o.min_routing_step, o.routing_step, o.report_step) == (0.75, 0.5, 20, 900)
    assert o.start == datetime(2004, 1, 1) and o.report_start is None


@pytest.mark.parametrize(
    "word, routing",
    [
        ("NF", "STEADY"),
        ("KW", "KINWAVE"),
        ("EKW", "KINWAVE"),
        ("xkinwave", "KINWAVE"),
        ("DW", "DYNWAVE"),
        ("NONE", None),
    ],
)
def test_old_routing_names(tmp_path, word, routing):
    o = read_text(tmp_path, f"[OPTIONS]\nFLOW_ROUTING {word}\n[OUTFALLS]\nO 0 FREE\n").options
    assert o.routing == (routing or "DYNWAVE") and o.ignore_routing == (routing is None)


def test_weather(model):
    assert model.gages["G1"].interval == 300 and model.gages["G1"].comment == "the gage on the roof"
    assert model.gages["G2"] == el.RainGage("G2", form="VOLUME", interval=900.0, series="storm 2")
    e = model.evaporation
    assert e.source == "MONTHLY" and e.dry_only and e.recovery == "monthly"
    assert e.monthly[5] == pytest.approx(4e-3 / 86400)
    t = model.temperature
    assert (t.source, t.series, t.elevation, t.latitude, t.snow_temperature) == ("TIMESERIES", "degrees", 120, 48, 1.5)
    assert t.wind_monthly[0] == pytest.approx(10 / 3.6)
    assert (t.index_weight, t.negative_melt, t.cover_impervious) == (0.5, 0.6, (1.0,) * 10)
    assert t.cover_pervious[:2] == (0.1, 0.35)
    assert model.adjustments.rainfall[4] == 1.1 and model.subcatchments["S2"].roughness_pattern == "monthly"


def test_groundwater(model):
    clay = model.aquifers["clay"]
    assert (clay.comment, clay.porosity, clay.moisture, clay.evaporation_pattern) == (
        "under the marsh", 0.47, 0.31, "monthly",
    )
    assert (clay.conductivity, clay.seepage) == pytest.approx((2.5e-3 / 3600, 0.02e-3 / 3600))
    g = model.groundwater["S1"]
    assert (g.aquifer, g.node, g.threshold, g.bottom, g.water_table, g.moisture) == (
        "clay", "J1", 10.6, None, 9.9, None,
    )
    assert (g.a1, g.b1, g.a3) == pytest.approx((0.013e-4, 1.7, 0.0007e-4))
    assert [(e.subcatchment, e.kind) for e in model.groundwater_expressions] == [("S2", "LATERAL"), ("S2", "DEEP")]


def test_snow(model):
    pack = model.snow_packs["street"]
    assert pack.plowable_fraction == 0.7 and model.subcatchments["S1"].snow_pack == "street"
    assert pack.pervious.max_melt == pytest.approx(0.065e-3 / 3600) and pack.pervious.cover_depth == 0.02
    assert pack.removal.subcatchment == "S2" and pack.removal.to_subcatchment == 0.3


def test_subcatchments(model):
    s = model.subcatchments["S1"]
    assert (s.area, s.impervious, s.width, s.slope) == pytest.approx((25000, 0.4, 120, 0.005))
    assert (s.storage_impervious, s.storage_pervious, s.impervious_without_storage) == pytest.approx(
        (1.5e-3, 5e-3, 0.25)
    )
    assert (s.route_to, s.routed) == ("PERVIOUS", 0.6)
    assert s.infiltration == Horton(*map(pytest.approx, (75e-3 / 3600, 3.5e-3 / 3600, 4 / 3600, 7 * 86400, 0)))
    other = model.subcatchments["S2"]
    assert other.impervious == 1.0 and other.outlet == "S1" and other.routed == 1.0
    assert other.infiltration == ModifiedGreenAmpt(pytest.approx(0.1), pytest.approx(4e-3 / 3600), 0.3)


def test_nodes(model):
    assert model.node_order == ("J1", "J2", "O1", "O2", "T1", "T2", "T3", "D1")
    assert model.junctions["J1"] == Junction(
        "J1", tag="manhole", invert=10.5, max_depth=2, initial_depth=0.1, ponded_area=50
    )
    assert model.junctions["J2"].max_depth == 0.0
    assert (model.outfalls["O2"].kind, model.outfalls["O2"].series, model.outfalls["O2"].flap_gate) == (
        "TIMESERIES", "sea", True,
    )  # fmt: skip
    t1, t2, t3 = model.storages.values()
    assert t1.curve == "basin" and t1.evaporation_factor == 0.7
    assert t1.exfiltration == Exfiltration(pytest.approx(0.09), pytest.approx(12e-3 / 3600), 0.3)
    assert (t2.coefficient, t2.exponent, t2.constant) == (100, 0.5, 20)
    assert t2.exfiltration == Exfiltration(0, pytest.approx(5e-3 / 3600), 0)
    assert t3.shape == "PYRAMIDAL" and t3.shape_parameters == (10, 8, 2)
    assert model.dividers["D1"].cutoff == pytest.approx(0.03) and model.dividers["D1"].max_depth == 2


def test_links(model):
    assert model.link_order == ("C1", "C2", "C3", "C4", "C5", "C6", "P1", "R1", "W1", "W2", "W3", "L1", "L2")
    c1 = model.conduits["C1"]
    assert (c1.offset_up, c1.offset_down, c1.loss_inlet, c1.loss_outlet, c1.flap_gate) == (0, 0.1, 0.5, 1, True)
    assert c1.seepage == pytest.approx(2e-3 / 3600) and c1.section.barrels == 2 and c1.tag == "main street"
    assert (model.conduits["C2"].initial_flow, model.conduits["C2"].max_flow) == pytest.approx((0.005, 0.6))
    assert model.conduits["C3"].section.reference == "creek" and model.conduits["C4"].section.reference == "arch"
    assert model.conduits["C5"].section.geometry == (0.5, 120, 0, 0)
    assert model.conduits["C6"].section.geometry == (3, 0, 3, 0)  # the code of a standard size
    p = model.pumps["P1"]
    assert (p.curve, p.on, p.start_depth, p.stop_depth) == ("lift", True, 1.2, 0.4)
    assert model.orifices["R1"].open_time == pytest.approx(360) and model.orifices["R1"].flap_gate
    w1, w2, w3 = model.weirs.values()
    assert (w1.end_contractions, w2.can_surcharge, w3.road_width, w3.road_surface) == (2, True, 6, "PAVED")
    l1, l2 = model.outlets.values()
    assert l1.kind == "FUNCTIONAL/HEAD" and l1.coefficient == pytest.approx(0.01) and l1.flap_gate
    assert l2.kind == "TABULAR/DEPTH" and l2.curve == "rating"


def test_tables(model):
    assert model.curves["basin"].points == ((0, 100), (1, 150), (3, 300))
    assert model.curves["lift"].points == ((0.5, pytest.approx(0.02)), (2, pytest.approx(0.035)))
    assert model.curves["arch"].kind == "SHAPE" and len(model.curves["arch"].points) == 3
    assert model.series["storm"].times == (0, 300, 600) and not model.series["storm"].dated
    start = (model.options.start - datetime(1970, 1, 1)).total_seconds()
    assert model.series["storm 2"].dated and model.series["storm 2"].times == (start, start + 900)
    assert model.series["sewage"].times == (1800, 5400)
    assert len(model.patterns["monthly"].factors) == 12 and model.patterns["hourly"].factors[-1] == 1.5
    creek = model.transects["creek"]
    assert creek.points == ((0, 12), (2, 10.5), (5, 10), (8, 10.5), (10, 12)) and creek.roughness_channel == 0.03
    assert (creek.bank_left, creek.bank_right, creek.length_factor, creek.station_factor) == (2, 8, 1, 1)


def test_inflows_and_rules(model):
    assert model.inflows[0] == el.DirectInflow("J1", "", 1.0, pytest.approx(0.0025), "monthly")
    assert model.inflows[1] == el.DirectInflow("J2", "sewage", 0.5)
    assert model.dry_weather == (el.DryWeatherInflow("J1", pytest.approx(0.003), ("", "hourly")),)
    assert [rule.name for rule in model.rules] == ["fill", "empty"]
    fill = model.rules[0]
    assert fill.text[2] == "IF level > 1.5" and fill.text[1] == "" and fill.text[-1] == "PRIORITY 2"
    assert model.rule_variables[0].tokens == ("VARIABLE", "level", "=", "NODE", "T1", "DEPTH")


def test_the_rest(model):
    assert model.report.averages and model.report.rows[1] == ("NODES", "J1", "J2")
    assert model.coordinates == {"J1": (1.5, 2.25)} and model.vertices == {"C1": ((1, 1), (2, 2))}
    assert list(model.pollutants) == ["TSS"] and "MAP" in model.other
    assert model.events[0].end == datetime(2020, 3, 1, 7, 30)
    assert [(p.line, p.fatal) for p in model.problems] == [(52, False), (197, False)]  # 110 %, coordinates


def test_us_units(tmp_path):
    """The same numbers in feet, acres and cfs."""
    model = read_text(tmp_path, EVERYTHING.replace("LPS", "CFS"))
    s = model.subcatchments["S1"]
    assert (s.area, s.width, s.storage_pervious) == pytest.approx((2.5 * ACRE, 120 * FT, 5 * INCH))
    assert model.dividers["D1"].cutoff == pytest.approx(30 * FT**3)
    assert model.storages["T2"].coefficient == pytest.approx(100 * FT**1.5)
    assert model.weirs["W1"].discharge_coefficient == pytest.approx(1.8 * FT**0.5)
    assert model.outlets["L1"].coefficient == pytest.approx(10 * FT**3 / FT**0.5)
    assert model.curves["basin"].points[1] == pytest.approx((FT, 150 * FT**2))
    assert model.conduits["C6"].section.geometry == (3, 0, 3, 0)
    assert model.temperature.snow_temperature == pytest.approx((1.5 - 32) / 1.8)
    assert model.evaporation.monthly[0] == pytest.approx(INCH / 86400)
    g = model.groundwater["S1"]  # cfs an acre is a foot a second over 43560
    assert (g.a1, g.a3) == pytest.approx((0.013 * FT / 43560 / FT**1.7, 0.0007 / 43560 / FT))
    melt = model.snow_packs["street"].plowable
    assert (melt.max_melt, melt.base_temperature) == pytest.approx((0.065 * INCH / 3600 * 1.8, (0.1 - 32) / 1.8))


@pytest.mark.parametrize("units, flow", [("GPM", 3.785411784e-3 / 60), ("MGD", 3785.411784 / 86400), ("MLD", 1 / 86.4)])
def test_flow_units(tmp_path, units, flow):
    model = read_text(tmp_path, EVERYTHING.replace("LPS", units))
    assert model.dividers["D1"].cutoff == pytest.approx(30 * flow)


def test_order_of_sections_does_not_matter(tmp_path, model):
    first, *parts = EVERYTHING.split("\n[")
    shuffled = "\n[".join(["", *reversed(parts)]) + "\n" + first
    again = read_text(tmp_path, shuffled)
    order = {"node_order": model.node_order, "link_order": model.link_order}
    assert set(again.node_order) == set(model.node_order)
    kept = {name: again.other[name] for name in model.other}
    assert replace(again, title=model.title, **order, other=kept) == model


def test_elevation_offsets(tmp_path):
    text = """[OPTIONS]
FLOW_UNITS CMS
LINK_OFFSETS ELEVATION
[JUNCTIONS]
A 10 3
[STORAGE]
B 9 3 0 FUNCTIONAL 0 0 100
[OUTFALLS]
O 8 FREE
[CONDUITS]
C1 A B 100 .01 10.25 *
[ORIFICES]
R1 B O SIDE 8.5 .6
[WEIRS]
W1 B O TRANSVERSE 10 1.7
[XSECTIONS]
C1 CIRCULAR 1 0 0 0
R1 CIRCULAR .2 0 0 0
W1 RECT_OPEN 1 1 0 0
"""
    model = read_text(tmp_path, text)
    conduit = model.conduits["C1"]
    assert (conduit.offset_up, conduit.offset_down) == (0.25, 0.0)
    assert model.orifices["R1"].offset == 0.0 and model.weirs["W1"].crest == 1.0
    assert [p.message for p in model.problems] == ["negative offset of link 'R1' taken as zero"]


def test_windows_and_old_mac_line_ends(tmp_path, model):
    assert read_text(tmp_path, EVERYTHING.replace("\n", "\r\n").encode()) == model


def test_names_ignore_case_and_keep_their_spelling(tmp_path):
    text = EVERYTHING.replace("C1                   J1 J2", "C1                   j1 j2")
    assert read_text(tmp_path, text).conduits["C1"].up == "J1"


def test_names_in_another_encoding(tmp_path):
    text = "[OUTFALLS]\n出口 0 FREE\n[JUNCTIONS]\n检查井一 1 2\n"
    for encoding in ("utf-8", "gb18030"):
        assert set(read_text(tmp_path, text.encode(encoding)).junctions) == {"检查井一"}
    model = read_text(tmp_path, "[OUTFALLS]\nAbfluß 0 FREE\n".encode("latin-1"))
    assert list(model.outfalls) == ["Abfluß"] and model.encoding == "latin-1"


@pytest.mark.parametrize(
    "rows, dated, times",
    [
        ("0:00 1\n; note\n\n0:05 2", False, (0, 300)),
        ("01/01/2004 0:00 1\n0:05 2 ", True, (1072915200, 1072915500)),
        ("0:00 1\n01/01/2004 0:05 2", True, (1072915200, 1072915500)),
        ("01/01/2004 0.5 1 and more\r\n01/02/2004 0 2\r\n", True, (1072917000, 1073001600)),
    ],
)
def test_series_in_a_file(tmp_path, rows, dated, times):
    (tmp_path / "rain").mkdir()
    (tmp_path / "rain" / "s.dat").write_text(rows)
    series = read_text(tmp_path, '[OUTFALLS]\nO 0 FREE\n[TIMESERIES]\ns FILE "rain\\s.dat"\n').series["s"]
    assert (series.dated, series.times, series.values) == (dated, times, (1, 2))


def test_inlets_and_streets(tmp_path):
    text = """[OPTIONS]
FLOW_UNITS CFS
[OUTFALLS]
O 0 FREE
[JUNCTIONS]
A 1 3
[CONDUITS]
C1 A O 100 .01 0 0
[XSECTIONS]
C1 STREET road
[STREETS]
road 20 0.5 4 0.016 0.1 2 1 5 2 0.03
[INLETS]
combo GRATE 2 1.5 P_BAR-50x100
combo CURB 4 0.5 INCLINED
area DROP_GRATE 2 2 GENERIC 0.8 3
[INLET_USAGE]
C1 combo A 2 50 1 0.1 2 ON_SAG
"""
    model = read_text(tmp_path, text)
    assert model.streets["road"].cross_slope == 0.04 and model.streets["road"].sides == 1
    combo, area = model.inlets["combo"], model.inlets["area"]
    assert (combo.grate_type, combo.curb_throat, combo.drop) == ("P_BAR-50x100", "INCLINED", False)
    assert combo.grate_length == pytest.approx(2 * FT) and combo.curb_length == pytest.approx(4 * FT)
    assert area.drop and area.grate_open_fraction == 0.8 and area.grate_splash_velocity == pytest.approx(3 * FT)
    assert model.inlet_uses == (
        el.InletUse(
            "C1", "combo", "A", 2, 0.5, pytest.approx(FT**3), pytest.approx(0.1 * FT), pytest.approx(2 * FT), "ON_SAG"
        ),
    )
