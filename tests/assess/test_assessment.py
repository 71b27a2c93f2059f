"""Every indicator of two zones against the sum made by hand, and what is said where it cannot be judged."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import numpy_alone
import pytest
import xarray as xr
from two_zones import GIVEN, LOCAL, indicators, storms, write, years

from sponge.assess.cases import cases_of, choose
from sponge.assess.files import assess_files
from sponge.assess.judge import Indicator, assess
from sponge.assess.standards import FOLDER, known_standards, rules_of
from sponge.base.errors import UsageError


@pytest.fixture(scope="module")
def found() -> dict[str, Indicator]:
    cases = choose([case for dataset in (storms(), years()) for case in cases_of(dataset, "made.nc")])
    rules = rules_of()
    settings = {**rules["cso_ss"].settings, "outfalls": ["T1"]}
    rules["cso_ss"] = rules["cso_ss"].model_copy(update={"settings": settings})
    return {i.id: i for i in assess(cases, rules, given=GIVEN)}


BY_HAND = [
    ("vcr", 1.0 - 65.0 / 300.0, "pass"),  # surface runoff 25 + 40
    ("vcr_strict", 1.0 - 95.0 / 300.0, "not judged"),  # with 10 + 15 + 5 through drains
    ("vcr_zones", 1.0, "pass"),  # 75 % and 80 %
    ("peak_parcels", 4.4 / 4.0, "fail"),
    ("peak_outlets", 1.0, "not judged"),
    ("cso", 0.75, "pass"),  # 250 of 1000 m3 are left
    ("cso_events", 40.0 / (3652.0 / 365.25), "not judged"),
    # 60 m3 and 3.6 m3/h for 2 h; need 25 mm on 0.85 of 1.5 ha and 0.15 of 2.5 ha
    ("vol", (60.0 + 7.2) / (0.025 * (0.85 * 1.5e4 + 0.15 * 2.5e4)), "fail"),
    ("ss", 1.0 - 110.0 / 200.0, "pass"),
    ("load", 1.0 - 9.0 / 10.0, "not judged"),  # TN; COD 20 %
    ("pipe", 0.9, "not judged"),
    ("road", 0.0, "pass"),
    ("flood_dry", 4.0, "not judged"),
    ("ff", 30.0 / 5e3 * 1e3, "pass"),  # 6 mm of the smallest storm
    ("ff_empty", 7.0, "not judged"),
    ("reuse", 15.0 / 300.0, "not judged"),
    ("river", 0.6, "pass"),
    ("flood_depth", 0.3, "fail"),
    ("flood_time", 2.5, "pass"),
    ("peak_delay", 7.5, "not judged"),  # 5 and 10 min
    ("cso_ss", 10e3 / 250.0, "pass"),  # 10 kg in 250 m3, mg/L
    ("cal", 0.6, "pass"), ("ext_bank", 0.8, "not judged"), ("ext_water", 0.9, "not judged"),
    ("ext_groundwater", -0.1, "not judged"), ("ext_heat", 0.4, "not judged"), ("reclaimed", 0.3, "not judged"),
]  # fmt: skip


@pytest.mark.parametrize("key, value, verdict", BY_HAND)
def test_indicators_are_the_sums_made_by_hand(found, key, value, verdict):
    assert found[key].finding.value == pytest.approx(value)
    assert found[key].verdict == verdict


def test_a_verdict_that_turns_with_the_definition_says_so(found):
    assert found["vcr"].finding.other == ("strict", pytest.approx(1.0 - 95.0 / 300.0))
    assert "fail: the verdict turns with the definition" in found["vcr"].note
    same = indicators(years(zone_lid_drain_sewer_volume=np.zeros((2, 2)), zone_lid_drain_plant_volume=np.zeros((2, 2))))
    assert "turns" not in same["vcr"].note


@pytest.mark.parametrize("standard, place, period", [("gbt51345-2018", "vcr", None), ("tianjin", "flood_depth", 50)])
def test_standards_that_come_with_sponge(standard, place, period):
    rules = rules_of(standard)
    assert rules.keys() == rules_of().keys() and all(rule.clause and rule.name_zh for rule in rules.values())
    assert rules[place].settings.get("period") == period


def test_margins_are_positive_where_it_passes(found):
    for indicator in found.values():
        if indicator.verdict in ("pass", "fail"):
            assert indicator.margin is not None and (indicator.margin >= 0.0) == (indicator.verdict == "pass")


def test_storms_alone_judge_nothing_of_years():
    found = indicators(storms())
    assert {found[key].verdict for key in ("vcr", "vcr_zones", "cso", "cso_events")} == {"cannot be judged"}
    assert found["vcr"].finding.missing and "sponge sweep" in found["vcr"].finding.hint
    assert found["cso"].finding.value == pytest.approx(0.75) and "single storms" in found["cso"].note


def test_one_year_is_shown_and_not_judged():
    vcr = indicators(years(end="2020-12-31T00:00:00"))["vcr"]
    assert vcr.finding.value == pytest.approx(1.0 - 65.0 / 300.0)
    assert vcr.verdict == "cannot be judged" and "asks for 10" in vcr.note


def test_a_missing_variable_is_named_with_the_command_that_makes_it():
    found = indicators(storms().drop_vars("zone_max_ponded_depth"))["flood_depth"]
    assert found.verdict == "cannot be judged" and found.finding.missing == ("zone_max_ponded_depth",)
    lacking = indicators(years().drop_vars("zone_surface_runoff_volume"))["vcr"]
    assert lacking.verdict == "cannot be judged" and "zone_surface_runoff_volume" in lacking.finding.missing


def test_base_and_with_choose_scenarios_by_name():
    found = indicators(storms(), years(), base="all", with_="none")
    assert found["cso"].finding.value == pytest.approx(1.0 - 1000.0 / 250.0)
    with pytest.raises(UsageError, match="--with: no scenario or set of measures is named al, did you mean 'all'"):
        indicators(storms(), with_="al")


def test_failed_scenarios_are_left_out():
    some = storms()
    some["status"][:] = [0, 0, 0, 4]
    found = indicators(some)["flood_depth"]
    assert found.verdict == "cannot be judged" and found.finding.missing == ("a storm of 100 years",)  # not the base's
    some["status"][:] = 4
    with pytest.raises(UsageError, match="no scenario of these results has run to its end"):
        indicators(some)


def test_files_local_standard_and_scope(tmp_path):
    paths = write(tmp_path)
    found = assess_files(paths).as_dict()
    assert found["summary"]["fail"] == 3 and found["summary"]["results"] == [str(path) for path in paths]
    by_id = {i["id"]: i for i in found["indicators"]}
    wanted = {
        "id", "name_en", "name_zh", "definition", "formula", "clause", "unit", "value", "target", "margin", "verdict",
        "scenario", "rain", "standing", "missing", "hint",
    }  # fmt: skip
    assert all(wanted <= set(i) for i in found["indicators"])
    assert by_id["vcr"]["scenario"] == "all" and by_id["flood_depth"]["rain"] == "100-year storm"
    scope = tmp_path / "scope.csv"
    scope.write_text("zone\nupper\n")
    upper = {i["id"]: i for i in assess_files(paths, scope=str(scope)).as_dict()["indicators"]}
    assert upper["vcr"]["value"] == pytest.approx(0.75) and upper["flood_depth"]["value"] == pytest.approx(0.12)
    assert upper["cso"]["value"] is None and upper["cso_events"]["value"] == 0.0  # what spills is the lower zone's
    scope.write_text("zone\nlower\n")
    lower = {i["id"]: i for i in assess_files(paths, scope=str(scope)).as_dict()["indicators"]}
    assert lower["cso"]["value"] == pytest.approx(0.75) and lower["cso_events"]["value"] == by_id["cso_events"]["value"]
    own = tmp_path / "own.toml"
    own.write_text('[vcr]\ntarget = 0.8\n[flood_depth]\nsettings = { period = 3 }\n')
    mine = {i["id"]: i for i in assess_files(paths, local=str(own)).as_dict()["indicators"]}
    assert mine["vcr"]["verdict"] == "fail" and mine["flood_depth"]["verdict"] == "pass"
    assert mine["vcr"]["clause"] == by_id["vcr"]["clause"]


@pytest.mark.parametrize(
    "text, message",
    [
        ("[vcrr]\ntarget = 1", "there is no indicator 'vcrr', did you mean 'vcr'"),
        ("[vcr]\ntargt = 1", r"\[vcr\]: unknown key 'targt', did you mean 'target'"),
        ("[vcr]\ntarget = 'much'", r"\[vcr\] target"),
        ("[vcr]\nformula = 'guess'", "there is no formula 'guess'"),
        ("[vcr]\nsettings = { definition = 'mine' }", "there is no definition 'mine'"),
        ("vcr = 1", "'vcr' is no table"),
        ("[flood_depth]\nsettings = { perod = 3 }", "unknown setting 'perod', did you mean 'period'"),
        ("[peak_parcels]\nsettings = { period = 3 }", "unknown setting 'period': it has none"),
        ("[vcr]\nby_zone = { uper = 0.8 }", r"\[vcr\] by_zone: no zone 'uper', did you mean 'upper'"),
        ("[vcr", "not valid TOML"),
    ],
)
def test_a_standard_that_is_wrong_is_refused(tmp_path, text, message):
    own = tmp_path / "own.toml"
    own.write_text(text)
    with pytest.raises(UsageError, match=message):
        assess_files(write(tmp_path), local=str(own))


@pytest.mark.parametrize(
    "change, message",
    [
        ({"standard": "gb"}, "there is no standard and no file 'gb'"),
        ({"scope": "nowhere.csv"}, "--scope nowhere.csv: there is no such file"),
        ({"base": "nothing"}, "--base: no scenario"),
        ({"paths": []}, "give results to assess"),
        ({"paths": ["none.nc"]}, "there are no results none.nc"),
    ],
)
def test_what_does_not_fit_is_refused(tmp_path, change: dict[str, Any], message):
    with pytest.raises(UsageError, match=message):
        assess_files(**({"paths": write(tmp_path)} | change))


def test_built_ground_is_what_is_no_field(tmp_path):
    """Homes: 25 + 20 of 150 m3 run off unfiltered, 30 through drains."""
    paths = write(tmp_path)
    built = {i["id"]: i for i in assess_files(paths, scope="built").as_dict()["indicators"]}
    assert built["vcr"]["value"] == pytest.approx(1.0 - 45.0 / 150.0) and built["vcr"]["verdict"] == "fail"
    assert built["vcr_strict"]["value"] == pytest.approx(1.0 - 75.0 / 150.0)
    assert built["vcr_zones"]["value"] == pytest.approx(0.5)  # of 1 ha each: 75 % captured, and 60 %
    assert "zone_land_use_impervious_area" in built["vol"]["missing"]
    own = tmp_path / "scope.csv"
    own.write_text("land_use\nfarmland\n")
    fields = {i["id"]: i for i in assess_files(paths, scope=str(own)).as_dict()["indicators"]}
    assert fields["vcr"]["value"] == pytest.approx(1.0 - 20.0 / 150.0)


def test_other_files_are_no_results(tmp_path):
    text, other = tmp_path / "a.nc", tmp_path / "b.nc"
    text.write_text("no netCDF")
    with pytest.raises(UsageError, match="does not open as results"):
        assess_files([text])
    xr.Dataset({"a": 1.0}).to_netcdf(other, engine="h5netcdf")
    with pytest.raises(UsageError, match="no file of results of sponge"):
        assess_files([other])
    older = tmp_path / "older.nc"
    years().assign_attrs(sponge_version="0.0.1").to_netcdf(older, engine="h5netcdf")
    with pytest.raises(UsageError, match=r"was written by sponge 0.0.1, and this is .*: run|run the model anew"):
        assess_files([older])
    scope = tmp_path / "scope.csv"
    scope.write_text("zone\nuper\n")
    with pytest.raises(UsageError, match=r"scope.csv:2: the results have no zone 'uper', did you mean 'upper'"):
        assess_files(write(tmp_path), scope=str(scope))


@pytest.mark.parametrize("standard", known_standards())
def test_every_standard_says_how_well_it_is_known(standard):
    """And gives a source where its clause was not read."""
    assert (FOLDER / f"{standard}.toml").is_file()
    for key, rule in rules_of(local=standard).items():
        assert rule.verified in ("text", "copy", "memory") and rule.clause, key
        assert rule.definition_en and rule.definition_zh and rule.name_zh, key
        assert rule.made_by.startswith("sponge "), key


def test_every_indicator_from_the_file_with_numpy_alone(tmp_path: Path):
    paths, local = write(tmp_path), tmp_path / "own.toml"
    local.write_text(LOCAL)
    found = {i["id"]: i for i in assess_files(paths, local=str(local), given=GIVEN).as_dict()["indicators"]}
    expected = numpy_alone.indicators(*map(numpy_alone.numbers_of, paths), 3652.0 / 365.25, "T1", GIVEN)
    assert set(expected) == set(found)
    for key, value in expected.items():
        assert found[key]["value"] == pytest.approx(value, rel=1e-12), key


def test_every_indicator_has_its_sum_made_by_hand():
    assert {key for key, *_ in BY_HAND} == set(rules_of())
