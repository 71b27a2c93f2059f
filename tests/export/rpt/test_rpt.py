"""The .rpt file: tables, heads and columns of EPA SWMM's own of the same model, and values of the results."""

from __future__ import annotations

import re
from dataclasses import replace

import numpy as np
import pytest
from exported import epa_files, model_of, model_text, source_of, summary_of
from report_tables import STREETS, process_model, tables_of

from sponge.base.errors import UsageError
from sponge.export import rpt
from sponge.export.source import notes_of
from sponge.results.layout import layout_of
from sponge.simulation.warmup_models import ALL, PROCESSES, TEXTS

NOTE = "Written by sponge"
WHERE_ANY = "Highest Continuity Errors"  # a table that stands where there are any
LISTS = (
    WHERE_ANY, "Time-Step Critical Elements", "Highest Flow Instability Indexes", "Most Frequent Nonconverging Nodes",
)  # fmt: skip
SOME = "[REPORT]\nNODES J1 T1\nSUBCATCHMENTS S1\nLINKS C1 P1\n"


def ends(line: str) -> list[int]:
    """Where the words of a line end."""
    return [word.end() for word in re.finditer(r"\S+", line)]


def epa_model(units: str, quality: bool, inflow: float) -> str:
    """Every kind of node and link, in these units."""
    return model_text(units, quality, report=SOME).replace("1.0 1.0 0.5", f"1.0 1.0 {inflow}")


CASES = {
    "CFS": epa_model("CFS", True, 0.5), "GPM": epa_model("GPM", False, 0.5), "MGD": epa_model("MGD", True, 0.5),
    "CMS": epa_model("CMS", True, 0.5), "LPS": epa_model("LPS", False, 0.5), "MLD": epa_model("MLD", True, 0.5),
    "CFS flood": epa_model("CFS", False, 90.0), "CMS flood": epa_model("CMS", False, 60.0),
    "kinematic": TEXTS["KINWAVE"], "steady": TEXTS["STEADY"], "no routing": ALL["RUNOFF"],
    "fixed step": epa_model("CFS", False, 0.5).replace("[OPTIONS]", "[OPTIONS]\nVARIABLE_STEP 0"),
    "no rules": epa_model("CFS", False, 0.5) + "CONTROLS YES\n",
    "every process": process_model(*PROCESSES), "streets": STREETS.read_text(),
    **{f"{units} input": epa_model(units, True, 0.5) + "INPUT YES\n" for units in ("CFS", "CMS")},
    "input": process_model(*PROCESSES) + "INPUT YES\n",
    "rain file": process_model().replace("TIMESERIES RAIN", 'FILE "rain.dat" STA01 MM'),
    "streets input": STREETS.read_text() + "\n[REPORT]\nINPUT YES\n",
    **{name: process_model(name) for name in PROCESSES},
}  # fmt: skip


def rows_of(table: list[str]) -> set[str]:
    """First words of the lines of a table."""
    return {line.split()[0] for line in table if line.strip()}


@pytest.fixture(params=CASES)
def pair(request, tmp_path):
    """Tables of our report and of EPA SWMM's."""
    (tmp_path / "rain.dat").write_text("".join(f"STA01 2020 01 01 00 {k:02d} {k % 10}\n" for k in range(0, 20, 5)))
    model = model_of(tmp_path, CASES[request.param])
    theirs = tables_of(epa_files(model)[0])

    def those_in(table: str, names: tuple[str, ...]) -> np.ndarray:
        return np.array([float(name in rows_of(theirs.get(table, []))) for name in names])

    high, flooded = (those_in(f"Node {what} Summary", model.node_order) for what in ("Surcharge", "Flooding"))
    full = those_in("Conduit Surcharge Summary", model.link_order)
    if "S" in request.param[:3]:
        assert flooded.any() == full.any() == ("flood" in request.param)
    given = {
        "steps": 720.0, "steps_routed": 720.0 * (not model.options.ignore_routing), "mean_step": 5.0,
        "steps_in_interval_1": 719.0,
        "node_hours_surcharged": high, "node_hours_flooded": flooded, "link_hours_surcharged": full,
        "link_inlet_steps": 1.0, "runoff_initial_lid_storage": float("Initial LID" in str(theirs)),
        "runoff_lid_drainage": float("LID Drainage" in str(theirs)),
    }  # fmt: skip
    known = {v.name for v in layout_of(model).summaries}
    summary = summary_of(model, **{name: value for name, value in given.items() if name in known})
    rpt.write(source_of(model, summary, scale=1e-5), tmp_path / "ours.rpt")
    return tables_of(tmp_path / "ours.rpt"), theirs


def test_tables_heads_and_columns_are_those_of_epa(pair):
    ours, theirs = pair
    ours = {title: lines for title, lines in ours.items() if not title.startswith(NOTE)}
    assert set(theirs) - {WHERE_ANY} == set(ours) - {WHERE_ANY}
    kept = [table for table in theirs if table in ours]
    assert kept == [table for table in ours if table in theirs]  # in their order
    for table in kept[1:]:
        mine, right = ([line for line in t[table] if line.strip()] for t in (ours, theirs))
        mine, right = ([x for x in lines if not re.search("Analysis (begun|ended)|Total elapsed", x)]
                       for lines in (mine, right))  # fmt: skip
        if table in LISTS:
            assert mine[0] == right[0] and mine[1].split()[0] in ("None", "All", "Convergence")
            continue
        if table == "Analysis Options":
            head = {"Number of Threads", "Head Tolerance"}
            mine, right = ([x for x in lines if x.strip()[:17].strip(" .") not in head] for lines in (mine, right))
            assert mine == right
            continue
        assert len(mine) == len(right), table
        for a, b in zip(mine, right, strict=True):
            if re.search(r"\d\.\d|N/A", a) and not a.strip().startswith("Date"):
                assert a.split()[0] == b.split()[0]
                ends_of = ends(a)[1:] == ends(b)[1:] or a[: len(b)].partition(":")[0] == b.partition(":")[0] != b
                assert ends_of or "gal" in a + b or "ltr" in a + b, f"{table}\n{a}\n{b}"
            else:
                assert a == b, table


@pytest.mark.parametrize("units, length", [("LPS", 1.0), ("CFS", 3.28084)])
def test_surcharge_is_told_above_the_highest_crown(tmp_path, units, length):
    """Weir W1 reaches 5 ft or m above the invert of J2, which lies at 109; the water stood at 6."""
    model = model_of(tmp_path, model_text(units, report=""))
    at = np.array(model.node_order) == "J2"
    summary = summary_of(model, steps=720.0, node_max_depth=6.0 / length * at, node_hours_surcharged=2.5 * at)
    rpt.write(source_of(model, summary, scale=1e-3), tmp_path / "ours.rpt")
    lines = tables_of(tmp_path / "ours.rpt")["Node Surcharge Summary"]
    assert [line.split()[2:4] for line in lines if line.split()[:1] == ["J2"]] == [["2.50", "1.000"]]


@pytest.mark.parametrize("units, flow, length, volume", [
    ("LPS", 1e3, 1.0, 1e-3), ("CFS", 35.3147, 3.28084, 2.641721e-4), ("CMS", 1.0, 1.0, 1e-3),
])  # fmt: skip
def test_values_are_in_the_units_of_the_model(tmp_path, units, flow, length, volume):
    model = model_of(tmp_path, model_text(units, report=""))
    order, links = model.node_order, model.link_order
    depth = np.where(np.array(order) == "J2", 1.25, 0.0)
    peak = np.where(np.array(links) == "C3", 0.625, 0.0)
    summary = summary_of(
        model, node_max_depth=depth, node_max_head=depth + 30.0, node_total_inflow_volume=4000.0,
        node_routing_residual=-80.0, node_lateral_inflow_volume=3000.0, node_hours_surcharged=2.5 * (depth > 0),
        link_max_flow=peak, pump_hours=0.25, pump_volume=90.0, pump_starts=3.0, pump_energy=1.5,
        pump_min_flow=0.05, pump_hours_below_curve=0.05, pump_hours_above_curve=0.1,
        subcatchment_impervious_runoff_depth=25.4, subcatchment_pervious_runoff_depth=12.7, node_mean_depth=0.5 * depth,
        node_max_lateral_inflow=-0.25, node_time_of_max_inflow=1200.0,
        subcatchment_rainfall_depth=50.8, routing_outflow=1e4, steps_routed=720.0, mean_step=5.0, mean_iterations=2.5,
        link_time_of_max_flow=1830.0,
    )  # fmt: skip
    rpt.write(source_of(model, summary, scale=1e-3), tmp_path / "ours.rpt")
    tables = tables_of(tmp_path / "ours.rpt")

    def row(table: str, name: str) -> list[str]:
        return next(line.split() for line in tables[table] if line.split()[:1] == [name])

    assert float(row("Node Depth Summary", "J2")[3]) == pytest.approx(1.25 * length, abs=0.006)
    assert float(row("Node Depth Summary", "J2")[4]) == pytest.approx(31.25 * length, abs=0.006)
    inflow = row("Node Inflow Summary", "J2")
    assert float(inflow[6]) == pytest.approx(3000.0 * volume, rel=0.01)
    assert float(inflow[7]) == pytest.approx(4000.0 * volume, rel=0.01)
    assert float(inflow[8]) == pytest.approx(100.0 * 80.0 / 3920.0, abs=0.001)
    assert "Node J2 (2.00%)" in "\n".join(tables["Highest Continuity Errors"])
    assert "Node J1" not in "\n".join(tables["Highest Continuity Errors"])  # nothing flows there but what is given
    assert row("Node Surcharge Summary", "J2")[2] == "2.50"
    assert row("Link Flow Summary", "C3")[1:5] == [
        "CONDUIT",
        f"{0.625 * flow:.{3 if units == 'CMS' else 2}f}",
        "0",
        "00:30",
    ]
    pump = row("Pumping Summary", "P1")
    assert pump[1:3] == ["25.00", "3"] and float(pump[4]) == pytest.approx(0.1 * flow, abs=0.006)
    assert float(pump[3]) == pytest.approx(0.05 * flow, abs=0.006)
    assert float(pump[6]) == pytest.approx(90.0 * volume, abs=0.001) and pump[7:] == ["1.50", "20.0", "40.0"]
    ran_off = [float(row("Subcatchment Runoff Summary", "S1")[k]) for k in (1, 5, 6)]
    assert ran_off == ([2.0, 1.0, 0.5] if units == "CFS" else [50.8, 25.4, 12.7])
    assert float(row("Node Depth Summary", "J2")[2]) == pytest.approx(0.625 * length, abs=0.006)
    assert float(inflow[2]) == pytest.approx(-0.25 * flow, rel=0.02) and inflow[4:6] == ["0", "00:20"]
    outflow = next(line.split() for line in tables["Flow Routing Continuity"] if "External Outflow" in line)
    assert float(outflow[-1]) == pytest.approx(1e4 * volume, rel=1e-3)
    assert float(outflow[-2]) == pytest.approx(1e4 / (1233.48 if units == "CFS" else 1e4), rel=1e-3)
    assert "Average Time Step           :     5.00 sec" in "\n".join(tables["Routing Time Step Summary"])


def test_report_flags_leave_tables_out(tmp_path):
    flags = "[REPORT]\nCONTINUITY NO\nFLOWSTATS NO\nINPUT YES\n"
    model = model_of(tmp_path, model_text(report=flags))
    rpt.write(source_of(model, summary_of(model)), tmp_path / "ours.rpt")
    tables = tables_of(tmp_path / "ours.rpt")
    assert "Flow Routing Continuity" not in tables and "Routing Time Step Summary" not in tables
    assert "Node Depth Summary" in tables
    assert "Element Count" in tables and next(iter(tables)) == "head"
    model = model_of(tmp_path, model_text(report="[REPORT]\nDISABLED YES\nNODES ALL\n"))
    rpt.write(source_of(model, summary_of(model)), tmp_path / "none.rpt")
    assert "Summary\n" not in (tmp_path / "none.rpt").read_text()


def test_variables_that_are_missing_are_named(tmp_path):
    source = source_of(model_of(tmp_path, model_text()))
    lacking = replace(source, data=source.data.drop_vars(["node_total_inflow_volume", "pump_energy", "link_flow"]))
    with pytest.raises(UsageError, match="link_flow"):
        rpt.write(lacking, tmp_path / "ours.rpt")
    lacking = replace(source, data=source.data.drop_vars(["link_hours_up_dry", "pump_energy"]))
    with pytest.raises(UsageError, match=r"link_hours_up_dry, pump_energy; run the model anew"):
        rpt.write(lacking, tmp_path / "ours.rpt")
    assert not (tmp_path / "ours.rpt").exists()


def test_kinematic_and_unrouted_models(tmp_path):
    text = model_text().replace("DYNWAVE", "KINWAVE").replace("W1 J2 T1 TRANSVERSE 3.5 3.3 NO 0 0 YES\n", "")
    text = "\n".join(line for line in text.split("\n") if not line.startswith(("R1 ", "R2 ", "W1 ", "C5 ", "CD ")))
    kinematic = model_of(tmp_path, text.replace("U1 T1 J5", "U1 T1 O1").replace("J5 104.2 6.0\n", ""))
    rpt.write(source_of(kinematic, summary_of(kinematic)), tmp_path / "kinematic.rpt")
    said = (tmp_path / "kinematic.rpt").read_text()
    assert "Node Surcharge Summary" not in said and "Surcharge Method" not in said and "Node Depth Summary" in said
    dry = model_of(tmp_path, model_text().replace("[OPTIONS]", "[OPTIONS]\nIGNORE_ROUTING YES"))
    rpt.write(source_of(dry, summary_of(dry)), tmp_path / "dry.rpt")
    said = (tmp_path / "dry.rpt").read_text()
    assert "Node Depth Summary" not in said and "Subcatchment Runoff Summary" in said and "Flow Class" not in said


def test_a_run_that_was_stopped_ends_there(tmp_path):
    model = model_of(tmp_path, model_text())
    source = source_of(model, summary_of(model, pump_hours=0.25, steps_routed=360.0, mean_step=5.0))
    rpt.write(replace(source, data=source.data.isel(time=slice(6))), tmp_path / "half.rpt")
    said = (tmp_path / "half.rpt").read_text()
    assert "Ending Date .............. 01/30/2020 00:30:00" in said
    assert "Average Time Step           :     5.00 sec" in said
    assert re.search(r"P1 +50\.00 ", said)


def test_an_error_that_ended_the_run_stands_at_the_head(tmp_path):
    """A run that failed says so in its report, before any number; one that went well says nothing."""
    model = model_of(tmp_path, model_text())
    source = source_of(model, summary_of(model, steps=720.0))
    for status, told in ((0, False), (4, True)):
        data = source.data.assign(status=status)
        rpt.write(replace(source, data=data, notes=notes_of(data)), tmp_path / "run.rpt")
        before = (tmp_path / "run.rpt").read_text().split("Analysis Options")[0]
        assert ("WARNING: the run did not end well (status 4)" in before) == told


def test_swmm_api_reads_it(tmp_path):
    swmm_api = pytest.importorskip("swmm_api")
    model = model_of(tmp_path, model_text("CMS", report=""))
    summary = summary_of(
        model, link_max_flow=0.5, subcatchment_impervious_runoff_depth=25.0, steps_routed=720.0, mean_step=5.0,
        link_steps_critical=100.0, node_hours_surcharged=0.5, node_hours_flooded=0.25,
    )  # fmt: skip
    rpt.write(source_of(model, summary, scale=1e-3), tmp_path / "ours.rpt")
    report = swmm_api.SwmmReport(tmp_path / "ours.rpt")
    assert list(report.node_depth_summary.index) == list(model.node_order)
    assert report.analyse_start <= report.analyse_end
    assert float(report.link_flow_summary.loc["C3", "Maximum_|Flow|_CMS"]) == 0.5
    conduits = [name for name in model.link_order if name in model.conduits and name != "CD"]
    assert list(report.flow_classification_summary.index) == conduits
    assert list(report.pumping_summary.index) == ["P1"]
    assert list(report.outfall_loading_summary.index)[:2] == ["O1", "O2"]
    assert float(report.subcatchment_runoff_summary.iloc[0]["Imperv_Runoff_mm"]) == 25.0
    assert report.routing_time_step_summary and report.time_step_critical_elements is not None


def test_swmmio_reads_it(tmp_path):
    """It chooses columns by the version at the head."""
    swmmio = pytest.importorskip("swmmio")
    model = model_of(tmp_path, model_text("CMS", report=""))
    rpt.write(source_of(model, summary_of(model, link_max_flow=0.5), scale=1e-3), tmp_path / "ours.rpt")
    report = swmmio.core.rpt(str(tmp_path / "ours.rpt"))
    assert report.swmm_version == {"major": 5, "minor": 2, "patch": 4}
    assert list(report.subcatchment_runoff_summary.index) == ["S1", "S2"]
    assert report.link_flow_summary.loc["C3"].iloc[1] == 0.5


def test_hours_of_conduits(tmp_path):
    """Shares of the time in a class are of all that were counted; hours full are never printed as none."""
    model = model_of(tmp_path, model_text("CFS").replace("ROUTING_STEP 5", "LENGTHENING_STEP 60\nROUTING_STEP 60"))
    one = {name: np.array(model.link_order) == name for name in ("C1", "C2")}
    summary = summary_of(
        model, link_hours_dry=0.25, link_hours_subcritical=0.5, link_hours_down_critical=0.25,
        link_hours_normal_flow=0.1 * one["C1"], link_hours_inlet_control=0.05 * one["C2"],
        link_hours_full_up=0.33 * one["C1"], link_hours_full_down=0.001 * one["C1"],
        link_hours_capacity_limited=0.2 * one["C1"],
    )  # fmt: skip
    rpt.write(source_of(model, summary, scale=0.0), tmp_path / "ours.rpt")
    tables = tables_of(tmp_path / "ours.rpt")
    classes = {line.split()[0]: line.split()[1:] for line in tables["Flow Classification Summary"] if line.strip()}
    longer = float(classes["C1"][0])
    assert longer > 1.0 and " ".join(classes["C1"][1:]) == "0.25 0.00 0.00 0.50 0.00 0.00 0.25 0.10 0.00"
    assert classes["C2"][-2:] == ["0.00", "0.05"] and "CD" not in classes
    rows = [line.split() for line in tables["Conduit Surcharge Summary"] if line.startswith("  C")]
    assert rows[-1] == ["C1", "0.01", "0.33", "0.01", "0.01", "0.20"] and len(rows) == 3  # two are heads


def test_lists_of_routing(tmp_path):
    """The five worst, largest first; less than one in a hundred is not worth a line."""
    model = model_of(tmp_path, model_text("CFS"))
    nodes, links = np.arange(len(model.node_order)), np.arange(len(model.link_order))
    summary = summary_of(
        model, steps_routed=720.0, mean_step=5.0, shortest_step=0.5, longest_step=5.0, hours_steady=1.0,
        node_steps_critical=72.0 * (nodes == 1), link_steps_critical=144.0 * (links == 2) + 7.0 * (links == 3),
        link_flow_turns=48.0 * links, node_steps_not_converged=36.0 * (nodes == 4),
        steps_in_interval_1=600.0, steps_in_interval_2=0.0, steps_in_interval_3=40.0, steps_in_interval_4=0.0,
        steps_in_interval_5=79.0,
    )  # fmt: skip
    rpt.write(source_of(model, summary), tmp_path / "ours.rpt")
    tables = {title: [line.strip() for line in lines[1:] if line.strip()]
              for title, lines in tables_of(tmp_path / "ours.rpt").items()}  # fmt: skip
    assert tables["Time-Step Critical Elements"] == ["Link C3 (20.00%)", f"Node {model.node_order[1]} (10.00%)"]
    turns = tables["Highest Flow Instability Indexes"]
    assert turns[0] == f"Link {model.link_order[-1]} ({48.0 * links[-1] / 718.0 * 150.0:.0f})" and len(turns) == 5
    assert tables["Most Frequent Nonconverging Nodes"] == [f"Node {model.node_order[4]} (5.00%)"]
    steps = "\n".join(tables["Routing Time Step Summary"])
    assert "% of Time in Steady State   :    50.00" in steps and "Minimum Time Step           :     0.50 sec" in steps
    shares = {"5.000 -  3.155": 83.45, "1.991 -  1.256": 5.56, "0.792 -  0.500": 10.99, "3.155 -  1.991": 0.0}
    assert all(f"{ends} sec      :  {share:7.2f} %" in steps for ends, share in shares.items())
    assert "Highest Continuity Errors" not in tables


def test_streets_and_their_inlets(tmp_path):
    """A conduit with an inlet tells what it took; one to which nothing came only what it is."""
    model = model_of(tmp_path, STREETS.read_text())
    used = [use.link for use in model.inlet_uses if model.conduits[use.link].section.shape == "STREET"]
    steps = np.array([float(name == used[0]) for name in model.link_order])
    summary = summary_of(
        model, link_max_flow=0.2, link_max_depth=0.05, link_inlet_steps=100.0 * steps, link_inlet_peak_capture=60.0,
        link_inlet_mean_capture=70.0, link_inlet_bypass_frequency=80.0, link_inlet_backflow_frequency=2.5,
    )  # fmt: skip
    rpt.write(source_of(model, summary), tmp_path / "ours.rpt")
    lines = tables_of(tmp_path / "ours.rpt")["Street Flow Summary"]
    rows = {line.split()[0]: line.split() for line in lines if line.strip()}
    row, use = rows[used[0]], next(use for use in model.inlet_uses if use.link == used[0])
    street = model.streets[model.conduits[used[0]].section.reference]
    assert [row[1], row[3], row[4], row[6]] == ["0.200", "0.050", use.inlet, str(use.number)]
    assert 0.0 < float(row[2]) <= street.width
    taken = 0.2 / street.sides * 0.6 / use.number
    assert row[7:] == ["60.00", "70.00", "80.00", "2.50", f"{taken:.2f}", "0.08"]
    assert len(rows[used[1]]) == 7


def test_rdii_of_the_sewersheds(tmp_path):
    model = model_of(tmp_path, process_model("rdii"))
    summary = summary_of(model, rdii_sewershed_rainfall=20000.0, rdii_produced=5000.0)
    rpt.write(source_of(model, summary), tmp_path / "ours.rpt")
    lines = tables_of(tmp_path / "ours.rpt")["Rainfall Dependent I/I"]
    assert [line.split()[-1] for line in lines if "RDII" in line] == ["5.000", "0.250"]
    assert next(line.split()[-2:] for line in lines if "Sewershed" in line) == ["2.000", "20.000"]


def test_rain_files(tmp_path):
    """Readings of a user's own file are all there; of others nobody counts those that are marked as missing."""
    (tmp_path / "rain.dat").write_text("STA01 2020 01 01 00 00 5\nSTA01 2020 01 02 00 05 0\n")
    model = model_of(tmp_path, CASES["rain file"])
    marked = replace(model.rain_records["G"], marks_missing=True)
    rows = []
    for one in (model, replace(model, rain_records={"G": marked})):
        rpt.write(source_of(one, summary_of(one)), tmp_path / "ours.rpt")
        lines = tables_of(tmp_path / "ours.rpt")["Rainfall File Summary"]
        rows += [line.split() for line in lines if "STA01" in line]
    assert rows[0] == ["STA01", "01/01/2020", "01/02/2020", "5", "min", "2", "0", "0"]
    assert rows[1] == [*rows[0][:6], "N/A", "N/A"]


def test_no_conduit_was_full(tmp_path):
    model = model_of(tmp_path, model_text("CFS"))
    rpt.write(source_of(model, summary_of(model), scale=0.0), tmp_path / "ours.rpt")
    assert "No conduits were surcharged." in (tmp_path / "ours.rpt").read_text()
