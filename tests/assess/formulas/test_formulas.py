"""What the formulas of indicators make of results, worked by hand; tests/assess/two_zones.py draws the two zones."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
import xarray as xr
from two_zones import indicators, storms, write, years

from sponge.assess.cases import Case, cases_of, choose
from sponge.assess.files import assess_files
from sponge.assess.finding import Context
from sponge.assess.judge import Indicator, assess
from sponge.assess.scopes import Scope, scope_of
from sponge.assess.standards import rules_of
from sponge.assess.tables.water import capture, places
from sponge.assess.tables.works import pipes
from sponge.base.errors import UsageError


def test_the_peak_comes_so_much_later():
    """Of the zones whose runoff has a peak, on the mean: 10 min here, 30 min there."""
    peaks = np.zeros((4, 5, 2))
    for scenario, at in enumerate(((1, 1), (1, 1), (1, 1), (2, 4))):  # rows of 10 min
        peaks[scenario, at, (0, 1)] = 1.0
    made = storms().drop_dims("time").assign_coords(time=np.arange(5) * 600.0)
    made["zone_runoff"] = (("scenario", "time", "secondary_zone"), peaks)
    unknown = indicators(storms().drop_dims("time"))["peak_delay"]
    assert unknown.verdict == "cannot be judged" and unknown.finding.missing
    later = indicators(made)["peak_delay"].finding
    assert later.value == pytest.approx(20.0) and later.by_zone == {"upper": 10.0, "lower": 30.0}


def test_the_peaks_of_subcatchments_where_there_are_no_zones():
    def run(file: str, at: int, rows: int = 5) -> Case:
        runoff = np.zeros((rows, 2))
        runoff[[1, at], [0, 1]] = 1.0
        data = {"subcatchment_runoff": (("time", "subcatchment"), runoff), "status": 0}
        attrs = {"time_coverage_start": "2020-01-01", "time_coverage_end": "2020-01-02"}
        return cases_of(xr.Dataset(data, {"time": np.arange(rows) * 600.0, "subcatchment": ["a", "b"]}, attrs), file)[0]

    rule = {"peak_delay": rules_of()["peak_delay"]}
    assert assess(choose([run("base.nc", 1), run("all.nc", 3)]), rule)[0].finding.value == pytest.approx(10.0)
    other = assess(choose([run("base.nc", 1), run("all.nc", 3, rows=6)]), rule)[0].finding
    assert other.missing == ("the same elements in both runs",)


def test_without_drains_old_results_tell_both_definitions():
    plain = years().drop_vars(["zone_surface_runoff_volume", "zone_lid_drain_sewer_volume"])
    plain["runoff_lid_drainage"] = ("scenario", [0.0, 0.0])
    found = indicators(plain)
    assert found["vcr"].finding.value == found["vcr_strict"].finding.value == pytest.approx(1.0 - 95.0 / 300.0)


def test_water_that_no_depth_shows_is_no_pass():
    lost = storms(zone_max_ponded_depth=np.zeros((4, 2)), zone_flooding_volume=np.full((4, 2), 3.0))
    found = indicators(lost)["flood_depth"]
    assert found.verdict == "cannot be judged" and "6 m3 left the network" in found.note


def test_water_that_is_lost_makes_no_time_and_no_count_a_pass():
    """Nor do values beyond a target that is not the usual one; a value that fails by what is known fails."""
    gone = {"zone_flooding_volume": np.full((4, 2), 3.0)}
    found = indicators(storms(zone_ponded_nodes=np.zeros((4, 2)), **gone))
    for key in ("flood_time", "road"):
        assert found[key].verdict == "cannot be judged" and "6 m3 left the network" in found[key].note, key
    later = indicators(storms(zone_retreat_time=np.full((4, 2), 3.5), **gone))
    assert later["flood_time"].verdict == "fail" and indicators(storms())["flood_time"].verdict == "pass"
    rules = rules_of()
    high = {"flood_depth": rules["flood_depth"].model_copy(update={"target": 0.35})}
    assert assess(choose(cases_of(storms(**gone))), high)[0].verdict == "cannot be judged"  # 0.30 m, and 6 m3 unseen


def test_water_that_ponds_at_nodes_is_not_lost():
    """node_flooding_volume counts what comes back too: the ledger says what is lost."""
    data = {"node_max_ponded_depth": ("node", [0.1, 0.0]), "node_flooding_volume": ("node", [8.0, 2.0]), "status": 0}
    attrs = {"time_coverage_start": "2020-01-01", "time_coverage_end": "2020-01-02"}

    def depth(lost: float) -> Indicator:
        run = xr.Dataset(data | {"routing_flooding_loss": lost}, {"node": ["a", "b"]}, attrs)
        return {i.id: i for i in assess(choose(cases_of(run, "run.nc", period=100.0)), rules_of())}["flood_depth"]

    assert depth(0.0).verdict == "pass" and "left the network" not in depth(0.0).note
    assert depth(2.0).verdict == "cannot be judged" and "2 m3 left the network" in depth(2.0).note


def test_single_runs_are_called_by_their_files():
    def run(file: str, peak: float, rain: float = 50.0) -> list[Case]:
        data = {"subcatchment_max_runoff": ("subcatchment", [1.0, peak]), "runoff_rainfall": rain, "status": 0}
        attrs = {"time_coverage_start": "2020-01-01", "time_coverage_end": "2020-01-02"}
        return cases_of(xr.Dataset(data, {"subcatchment": ["a", "b"]}, attrs), file)

    def peaks(*runs: list[Case], **names: str) -> Indicator:
        cases = [case for of_one in runs for case in of_one]
        return {i.id: i for i in assess(choose(cases, **names), rules_of())}["peak_parcels"]

    found = peaks(run("town.nc", 4.0), run("town-lid.nc", 3.0), base="town", with_="town-lid.nc")
    assert found.finding.value == 1.0 and found.verdict == "pass"
    assert peaks(run("base.nc", 4.0), run("all.nc", 6.0)).finding.value == 1.5
    other = peaks(run("base.nc", 4.0), run("all.nc", 6.0, rain=60.0))
    assert other.verdict == "cannot be judged" and other.finding.missing == ("a storm with and without the measures",)
    alone = peaks(run("base.nc", 4.0))
    assert alone.verdict == "cannot be judged"


def test_a_time_that_the_run_cut_short_only_fails():
    standing = storms(zone_ponded_at_end=[[0.0, 0.0], [0.0, 0.0], [0.0, 1.0], [0.0, 1.0]])
    found = indicators(standing)["flood_time"]
    assert found.finding.at_least and found.verdict == "cannot be judged"
    longer = indicators(storms(
        zone_retreat_time=[[0.0, 0.0], [0.0, 0.0], [0.0, 4.0], [0.0, 3.5]],
        zone_ponded_at_end=[[0.0, 0.0], [0.0, 0.0], [0.0, 1.0], [0.0, 1.0]],
    ))["flood_time"]  # fmt: skip
    assert longer.verdict == "fail"


def test_without_zones_the_ledger_of_runoff_tells():
    attrs = {"time_coverage_start": "2020-01-01", "time_coverage_end": "2031-01-01"}
    data = {"runoff_rainfall": 100.0, "runoff_surface_runoff": 20.0, "runoff_lid_drainage": 10.0, "status": 0}
    found = indicators(xr.Dataset(data, attrs=attrs))
    assert found["vcr"].finding.value == pytest.approx(0.8) and found["vcr_strict"].finding.value == pytest.approx(0.7)
    assert found["cso"].verdict == "cannot be judged"


def test_the_volume_method_counts_built_ground_alone():
    run = storms().assign_coords(land_use=["homes", "farmland"])
    for name, values in (("area", [[4e3, 1e4], [6e3, 2e4]]), ("impervious_area", [[3e3, 9e3], [2e3, 1e3]])):
        run[f"zone_land_use_{name}"] = (("scenario", "land_use", "secondary_zone"), [values] * 4)
    cases = cases_of(run, "storms.nc")
    scope = scope_of("built", cases, ["farmland"])
    found = {i.id: i for i in assess(choose(cases), rules_of(), scope)}["vol"]
    need = 0.025 * (0.85 * 1.2e4 + 0.15 * 2e3)
    assert found.finding.value == pytest.approx(67.2 / need)


def test_pipes_by_return_period():
    table = pipes(Context(choose(cases_of(storms(), "made.nc")), rules_of()["pipe"]))
    assert table is not None
    assert table.rows == ((3.0, "3 a, all, made.nc", 1.0, 0.9, 0.9), (100.0, "100 a, all, made.nc", 1.0, 0.0, 0.0))


def test_pipes_of_a_model_without_zones():
    """300 m of 800 m were full at both ends; C3 is a channel, P1 a pump."""
    data = {"link_hours_surcharged": ("link", [0.5, 0.0, 2.0, 0.0]), "status": 0}
    coordinates = {"link": ["C1", "C2", "C3", "P1"], "link_pipe_length": ("link", [300.0, 500.0, 0.0, 0.0])}
    attrs = {"time_coverage_start": "2020-01-01", "time_coverage_end": "2020-01-02"}
    run = xr.Dataset(data, coordinates, attrs)
    found = assess(choose(cases_of(run, "run.nc", period=3.0)), {"pipe": rules_of()["pipe"]})[0]
    assert found.finding.value == pytest.approx(1.0 - 300.0 / 800.0) and "0.3 of 0.8 km" in found.note
    table = pipes(Context(choose(cases_of(run, "run.nc", period=3.0)), rules_of()["pipe"]))
    assert table is not None and table.rows == ((3.0, "run.nc", 0.8, 0.5, 0.625),)
    older = cases_of(run.drop_vars("link_pipe_length"), "run.nc", period=3.0)
    assert assess(choose(older), {"pipe": rules_of()["pipe"]})[0].finding.missing == ("link_pipe_length",)


def test_what_no_run_tells_is_given(tmp_path):
    events = [{"set": s, "nse": n} for s, n in (("calibration", 0.8), ("calibration", 0.6), ("validation", 0.55))]
    paths = write(tmp_path)

    def of(given: dict[str, Any]) -> dict[str, Any]:
        return {i["id"]: i for i in assess_files(paths, given=given).as_dict()["indicators"]}

    few = of({"event": events, "ecological_banks": 0.8, "groundwater_trend": 0.3})
    assert few["cal"]["verdict"] == "cannot be judged" and few["cal"]["missing"] == ["2 events of validation"]
    assert few["ext_bank"]["value"] == 0.8 and few["ext_water"]["missing"] and few["ext_heat"]["missing"]
    assert few["ext_groundwater"]["value"] == 0.3 and few["ext_groundwater"]["verdict"] == "not judged"
    enough = of({"event": [*events, {"set": "validation", "nse": 0.4}]})
    assert enough["cal"]["value"] == pytest.approx(0.4) and enough["cal"]["verdict"] == "fail"
    for wrong in ({"event": 3}, {"event": [{"set": "calibration", "nse": 2}]}, {"heat_island": "much"},
                  {"ecological_bank": 0.8}, {"event": [{"set": "calibrate", "nse": 0.9}]}):  # fmt: skip
        with pytest.raises(UsageError, match="--given"):
            of(wrong)


def test_treated_overflows_are_those_of_named_outfalls():
    run = years().assign_coords(node=["plant", "river"])
    run["node_outlet_load"] = (("scenario", "pollutant", "node"), np.full((2, 3, 2), 4.0))
    run["node_total_inflow_volume"] = (("scenario", "node"), [[100.0, 1.0], [100.0, 1.0]])
    rules = rules_of()
    rules["cso_ss"].settings["outfalls"] = ["plant"]
    found = {i.id: i for i in assess(choose(cases_of(run)), {"cso_ss": rules["cso_ss"]})}["cso_ss"]
    assert found.finding.value == pytest.approx(40.0) and found.verdict == "pass"  # 4 kg in 100 m3


def test_without_zones_nodes_tell_of_water_on_the_ground():
    data = {"node_max_ponded_depth": ("node", [0.1, 0.2]), "node_ponded_hours": ("node", [0.0, 2.0]),
            "node_drained_time": ("node", [0.0, 4.0]), "node_deep_at_end": ("node", [0.0, 0.0]),
            "node_time_of_last_ponding": ("node", [np.nan, 9000.0]),
            "node_time_of_last_flooding": ("node", [np.nan, 18000.0]),
            "node_flooding_volume": ("node", [0.0, 0.0]), "status": 0}  # fmt: skip
    attrs = {"time_coverage_start": "2020-01-01", "time_coverage_end": "2020-01-02"}
    run = xr.Dataset(data, {"node": ["a", "b"]}, attrs)
    found = {i.id: i for i in assess(choose(cases_of(run, "run.nc", period=100.0)), rules_of())}
    assert found["flood_depth"].finding.by_zone == {"a": 0.1, "b": 0.2} and found["flood_depth"].verdict == "fail"
    assert found["flood_time"].finding.value == 1.5 and found["flood_time"].verdict == "pass"  # 2.5 h before it is dry
    assert found["flood_dry"].finding.value == 4.0 and found["road"].finding.missing == ("a storm of 3 years",)
    three = {i.id: i for i in assess(choose(cases_of(run, "run.nc", period=3.0)), rules_of())}
    assert three["road"].finding.value == 1.0
    table = places(Context(choose(cases_of(run, "run.nc", period=3.0)), rules_of()["road"]))
    assert table is not None and table.rows == (("b", "", None, None, 1.0, 0.2, 0.0, 2.0, 1.5, 4.0),)
    unknown = {i.id: i for i in assess(choose(cases_of(run, "run.nc")), rules_of())}
    assert "--return-period" in unknown["flood_depth"].finding.hint


def test_places_are_told_zone_by_zone():
    """Times that the run's end cut short are marked; of the scope alone."""
    made = storms(zone_ponded_nodes=[[0.0, 0.0], [2.0, 1.0], [0.0, 0.0], [0.0, 0.0]], zone_wet_at_end=[[0.0, 1.0]] * 4)
    context = Context(choose(cases_of(made, "made.nc")), rules_of()["road"])
    table = places(context)
    assert table is not None
    assert [row[0] for row in table.rows] == ["lower", "upper"] and table.rows[0][-1] == ">1.0"
    one = places(replace(context, scope=Scope("own", ("upper",))))
    assert one is not None and [(row[0], row[4]) for row in one.rows] == [("upper", 2.0)]


def test_the_design_depth_stands_beside_the_target():
    """25.0 mm for 75 %; none is made up where none is known."""
    assert "design depth is 25.0 mm" in indicators(years())["vcr"].note
    rules = rules_of()
    cases = choose(cases_of(years(), "made.nc"))
    high = rules["vcr"].model_copy(update={"target": 0.9, "by_zone": {"lower": 0.8}})
    assert "design depth" not in assess(cases, {"vcr": high})[0].note
    table = capture(Context(cases, high))
    assert table is not None
    assert [row[-2:] for row in table.rows] == [(None, "copy"), (30.4, "copy"), (None, "copy")]


def test_loads_reuse_and_overflows_are_told_by_zone():
    """Of other zones in a second file the sums stay, and no zone is told of."""
    found = indicators(years())
    assert found["ss"].finding.by_zone == pytest.approx({"upper": 1.0 - 50.0 / 90.0, "lower": 1.0 - 60.0 / 110.0})
    assert found["load"].finding.by_zone == pytest.approx({"upper": 0.0, "lower": 1.0 / 6.0})  # TN
    assert found["reuse"].finding.by_zone == pytest.approx({"upper": 0.09, "lower": 0.03})
    assert found["cso_events"].finding.by_zone == pytest.approx({"upper": 0.0, "lower": 40.0 / (3652.0 / 365.25)})
    storm = storms()
    later = ("scenario", [5, 5, 6, 6])
    other = storm.isel(secondary_zone=[0]).assign_coords(secondary_zone=["far"], return_period=later)
    two = indicators(storm, other)["cso"].finding
    assert two.value == pytest.approx(0.75) and not two.by_zone


def test_tanks_are_those_of_the_least_storm_whatever_the_order():
    made = storms()
    made["station_emptying_time"] = (("scenario", "station"), [[np.nan, 3.0], [7.0, 3.0], [np.nan, 3.0], [20.0, 3.0]])
    found = indicators(made.isel(scenario=[3, 2, 1, 0]))
    assert found["ff_empty"].finding.value == 7.0 and found["ff"].finding.value == pytest.approx(6.0)


def test_zones_whose_time_was_cut_short_are_named():
    made = storms(zone_ponded_at_end=[[0.0, 0.0]] * 3 + [[0.0, 2.0]], zone_wet_at_end=[[0.0, 0.0]] * 3 + [[1.0, 2.0]])
    made["station_empties_at_end"] = (("scenario", "station"), [[0.0, 0.0], [1.0, 0.0]] * 2)
    made = made.assign_coords(station_zone=("station", ["upper", "lower"]))
    found = indicators(made)
    assert found["flood_time"].finding.cut_short == ("lower",)
    assert found["flood_dry"].finding.cut_short == ("upper", "lower")
    assert found["ff_empty"].finding.by_zone == {"upper": 7.0} and found["ff_empty"].finding.cut_short == ("upper",)
