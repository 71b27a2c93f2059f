"""One row of every section, read to SI by numbers that a person can check; lengths in the file are m, flows L/s."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from inp_texts import EVERYTHING, THE_REST, read_text

from sponge.model.model import Model

MM_H = 1e-3 / 3600.0  # m/s in a mm/h
DAY = 86400.0  # s
EACH: dict[str, tuple[Callable[[Model], Any], Any]] = {
    "[TITLE]": (lambda m: m.title, ("All sections that are simulated, and some that are kept",)),
    "[OPTIONS]": (lambda m: (m.options.flow_units, m.options.routing_step), ("LPS", 15.0)),
    "[FILES]": (lambda m: m.files, (("SAVE", "HOTSTART", "end.hsf"),)),
    "[EVENTS]": (lambda m: (m.events[0].start, m.events[0].end),
                 (datetime(2020, 3, 1, 6, 30), datetime(2020, 3, 1, 7, 30))),
    "[RAINGAGES]": (lambda m: (m.gages["G2"].form, m.gages["G2"].interval, m.gages["G2"].series),
                    ("VOLUME", 900.0, "storm 2")),
    "[EVAPORATION]": (lambda m: m.evaporation.monthly[5], pytest.approx(4e-3 / DAY)),
    "[TEMPERATURE]": (lambda m: (m.temperature.series, m.temperature.elevation, m.temperature.snow_temperature),
                      ("degrees", 120.0, 1.5)),
    "[ADJUSTMENTS]": (lambda m: (m.adjustments.rainfall[3:5], m.subcatchments["S2"].roughness_pattern),
                      ((1.0, 1.1), "monthly")),
    "[SUBCATCHMENTS]": (lambda m: (m.subcatchments["S1"].area, m.subcatchments["S1"].slope), (25000.0, 0.005)),
    "[SUBAREAS]": (lambda m: (m.subcatchments["S1"].storage_impervious, m.subcatchments["S1"].routed), (0.0015, 0.6)),
    "[INFILTRATION]": (lambda m: m.subcatchments["S1"].infiltration.numbers()[0], pytest.approx(75.0 * MM_H)),
    "[LID_CONTROLS]": (lambda m: (m.lid_controls["butt"].kind, m.lid_controls["butt"].storage.depth), ("RB", 1.2)),
    "[LID_USAGE]": (lambda m: (m.lid_uses["S1/butt"].number, m.lid_uses["S1/butt"].from_impervious), (10, 0.05)),
    "[AQUIFERS]": (lambda m: m.aquifers["clay"].conductivity, pytest.approx(2.5 * MM_H)),
    "[GROUNDWATER]": (lambda m: (m.groundwater["S1"].surface, m.groundwater["S1"].water_table), (12.5, 9.9)),
    "[GWF]": (lambda m: [(g.kind, g.text[:5]) for g in m.groundwater_expressions],
              [("LATERAL", "0.001"), ("DEEP", "0.01*")]),
    "[SNOWPACKS]": (lambda m: (m.snow_packs["street"].pervious.initial_depth, m.snow_packs["street"].removal.depth),
                    (0.003, 0.005)),
    "[JUNCTIONS]": (lambda m: (m.junctions["J1"].invert, m.junctions["J1"].ponded_area), (10.5, 50.0)),
    "[OUTFALLS]": (lambda m: (m.outfalls["O2"].series, m.outfalls["O2"].flap_gate), ("sea", True)),
    "[STORAGE]": (lambda m: (m.storages["T1"].curve, m.storages["T1"].exfiltration.suction), ("basin", 0.09)),
    "[DIVIDERS]": (lambda m: (m.dividers["D1"].link, m.dividers["D1"].cutoff), ("C5", 0.03)),
    "[CONDUITS]": (lambda m: (m.conduits["C2"].length, m.conduits["C2"].initial_flow), (80.0, 0.005)),
    "[PUMPS]": (lambda m: (m.pumps["P1"].start_depth, m.pumps["P1"].stop_depth), (1.2, 0.4)),
    "[ORIFICES]": (lambda m: (m.orifices["R1"].offset, m.orifices["R1"].open_time), (0.5, 360.0)),
    "[WEIRS]": (lambda m: (m.weirs["W1"].crest, m.weirs["W1"].discharge_coefficient), (2.0, 1.8)),
    "[OUTLETS]": (lambda m: (m.outlets["L1"].kind, m.outlets["L1"].coefficient), ("FUNCTIONAL/HEAD", 0.01)),
    "[XSECTIONS]": (lambda m: (m.conduits["C2"].section.shape, m.conduits["C2"].section.geometry),
                    ("TRAPEZOIDAL", (1.0, 2.0, 1.5, 1.5))),
    "[LOSSES]": (lambda m: (m.conduits["C1"].loss_inlet, m.conduits["C1"].seepage), (0.5, pytest.approx(2.0 * MM_H))),
    "[TRANSECTS]": (lambda m: (m.transects["creek"].bank_right, m.transects["creek"].points[1]), (8.0, (2.0, 10.5))),
    "[STREETS]": (lambda m: (m.streets["road"].width, m.streets["road"].cross_slope), (5.0, 0.04)),
    "[INLETS]": (lambda m: (m.inlets["grate"].grate_type, m.inlets["grate"].grate_length), ("P_BAR-50", 0.6)),
    "[INLET_USAGE]": (lambda m: (m.inlet_uses[0].link, m.inlet_uses[0].inlet, m.inlet_uses[0].node),
                      ("C7", "grate", "J2")),
    "[CONTROLS]": (lambda m: ([rule.name for rule in m.rules], m.rule_variables[0].tokens[1]),
                   (["fill", "empty"], "level")),
    "[POLLUTANTS]": (lambda m: (m.pollutants["TSS"].units, m.pollutants["TSS"].unit), ("MG/L", 1e-3)),
    "[LANDUSES]": (lambda m: (m.land_uses["Homes"].sweep_interval, m.land_uses["Homes"].sweep_availability),
                   (7.0 * DAY, 0.5)),
    "[BUILDUP]": (lambda m: (m.buildups[0].maximum, m.buildups[0].rate),
                  pytest.approx((50e-4, 3e-4 / DAY**0.5))),
    "[WASHOFF]": (lambda m: (m.washoffs[0].coefficient, m.washoffs[0].sweeping),
                  pytest.approx((0.1 / 3600.0 / MM_H**1.2, 0.6))),
    "[COVERAGES]": (lambda m: m.coverages[0].fraction, 0.6),
    "[LOADINGS]": (lambda m: m.loadings[0].mass, pytest.approx(12e-4)),
    "[TREATMENT]": (lambda m: (m.treatments[0].node, m.treatments[0].expression), ("T1", "R = 0.5")),
    "[INFLOWS]": (lambda m: [(i.baseline, i.series, i.scale) for i in m.inflows],
                  [(0.0025, "", 1.0), (0.0, "sewage", 0.5)]),
    "[DWF]": (lambda m: (m.dry_weather[0].average, m.dry_weather[0].patterns), (0.003, ("", "hourly"))),
    "[HYDROGRAPHS]": (lambda m: (m.hydrographs["UH"].short.time_to_peak[6], m.hydrographs["UH"].gage), (3600.0, "G1")),
    "[RDII]": (lambda m: (m.rdii[0].hydrograph, m.rdii[0].area), ("UH", 40000.0)),
    "[PATTERNS]": (lambda m: (m.patterns["hourly"].kind, m.patterns["hourly"].factors[-1]), ("HOURLY", 1.5)),
    "[CURVES]": (lambda m: m.curves["lift"].points, ((0.5, 0.02), (2.0, 0.035))),
    "[TIMESERIES]": (lambda m: (m.series["storm"].times, m.series["storm"].values[:2]),
                     ((0.0, 300.0, 600.0), pytest.approx((10.0 * MM_H, 20.0 * MM_H)))),
    "[REPORT]": (lambda m: m.report.averages, True),
    "[TAGS]": (lambda m: (m.junctions["J1"].tag, m.conduits["C1"].tag), ("manhole", "main street")),
    "[MAP]": (lambda m: m.other["MAP"][0].tokens, ("DIMENSIONS", "0", "0", "100", "100")),
    "[COORDINATES]": (lambda m: m.coordinates, {"J1": (1.5, 2.25)}),
    "[VERTICES]": (lambda m: m.vertices["C1"], ((1.0, 1.0), (2.0, 2.0))),
    "[POLYGONS]": (lambda m: m.polygons["S1"], ((0.0, 0.0), (1.0, 0.0))),
    "[SYMBOLS]": (lambda m: m.symbols["G1"], (3.0, 4.0)),
    "[LABELS]": (lambda m: m.other["LABELS"][0].tokens, ("1", "2", "the marsh")),
    "[BACKDROP]": (lambda m: m.other["BACKDROP"][0].tokens, ("FILE", "map.png")),
    "[PROFILES]": (lambda m: m.other["PROFILES"][0].tokens, ("main street", "C1", "C2")),
}  # fmt: skip


@pytest.fixture(scope="module")
def model(tmp_path_factory):
    return read_text(tmp_path_factory.mktemp("each"), EVERYTHING + THE_REST)


@pytest.mark.parametrize("heading", EACH)
def test_a_row_is_read(model, heading):
    found, expected = EACH[heading]
    assert found(model) == expected
