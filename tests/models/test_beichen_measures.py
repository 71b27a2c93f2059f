"""The measures and scenarios of Beichen: complete, and each moves its indicator the way an engineer expects."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from fnmatch import fnmatchcase
from pathlib import Path

import numpy as np
import pytest
import xarray as xr
from paging.effects import HIGH_RIVERS, harmed

from sponge.results.registry import SUMMARIES
from sponge.simulation.prepare import read
from sponge.sweep.measures import library_of
from sponge.sweep.plan import read_plan
from sponge.sweep.run import run_plan
from sponge.sweep.schema import Measure

ROOT = Path(__file__).resolve().parents[2]
MODEL = ROOT / "models" / "beichen" / "beichen.inp"
SCENARIOS = sorted((ROOT / "scenarios").glob("*.toml"))
OF_QUALITY = ("effluent_upgrade",)  # measures that need pollutants
MEASURES = sorted(p.stem for p in (MODEL.parent / "measures").glob("*.toml") if p.stem not in OF_QUALITY)
ROWS = {  # what the plan names -> measures, how many
    "expand_*": 3, "new_station": 1, "green_storage": 1, "first_flush_tanks": 1, "separate_*": 10, "renew_*": 2,
    "serve_gaps": 1, "outlets": 1, "plant_phase2": 1, "dredge_*": 4, "raise_dykes": 1, "canal_works": 1,
    "river_connection": 1, "node_works": 1, "diverters": 1, "reclaimed_water": 1, "rainwater_reuse": 1,
    "pre_storm": 1, "smart_stations": 1, "lid_*": 9,
    "detention_space": 1, "restore_*": 2, "rural_sewage": 1,
}  # fmt: skip
LEAST = 1e-3  # by which an indicator moves at least, as a share of what it is in the base
HARM = 5e-3  # by which a zone that a measure serves may be worse than in the base

HEAD = f"""
model = "{MODEL.as_posix()}"
lead = "6h"
tail = "6h"
every = "1h"
variables = [
    "zone_*", "other_zone_*", "station_*", "node_max_head", "link_max_flow", "link_max_velocity", "*_continuity_error",
    "steps_*",
]
"""
EACH = """
rain = { kind = "chicago", return_period = 10, duration = "2h" }
[[vary]]
name = "measures"
measures = "each"
"""
HIGH = """
rain = { kind = "pattern24", return_period = 50 }
boundary = { level_rise = { "BYH_17" = 1.0, "ZYH_10" = 1.0, "JZH_12" = 1.0, "YDXH_17" = 1.0 } }
[[vary]]
name = "measures"
measures = [[], "new_station", "raise_dykes", "expand_five", "expand_eryan", "expand_hanshengzhuang"]
"""
STORMS = """
rain = { kind = "chicago", duration = "2h" }
[[vary]]
name = "years"
rain = "return_period"
values = [1, 2, 3, 5, 10, 20, 50, 100]
"""


@pytest.fixture(scope="session")
def library():
    return library_of(read(MODEL))


def swept(path: Path, text: str) -> xr.Dataset:
    """The results of a sweep, in memory."""
    path.write_text(HEAD + text, encoding="utf-8")
    finished = run_plan(read_plan(path), path.with_suffix(".nc"), jobs=os.cpu_count() or 1)
    with xr.open_dataset(finished.output) as results:
        return results.load()


@pytest.fixture(scope="session")
def each(tmp_path_factory: pytest.TempPathFactory) -> xr.Dataset:
    """A 10-year storm: base, each measure, all measures; levels and inflows at the edges are held."""
    return swept(tmp_path_factory.mktemp("each") / "each.toml", EACH)


@pytest.fixture(scope="session")
def high(tmp_path_factory: pytest.TempPathFactory) -> xr.Dataset:
    """Twenty-four hours of a 50-year storm with raised rivers."""
    return swept(tmp_path_factory.mktemp("high") / "high.toml", HIGH)


@pytest.fixture(scope="session")
def storms(tmp_path_factory: pytest.TempPathFactory) -> xr.Dataset:
    """The base in storms of 1 to 100 years."""
    return swept(tmp_path_factory.mktemp("storms") / "storms.toml", STORMS)


# --- files ----------------------------------------------------------------------------------------------------------


def test_measures_of_water_are_those_of_the_model(library):
    assert list(library.names) == MEASURES and set(library.left_out) == set(OF_QUALITY)


def test_what_the_plan_names_has_its_measures():
    found = {row: sum(fnmatchcase(name, row) for name in MEASURES) for row in ROWS}
    assert found == ROWS
    assert sum(found.values()) == len(MEASURES)


@pytest.mark.parametrize("name", MEASURES)
def test_a_measure_says_what_it_is(library, name):
    measure, zones = library[name], set(library_zones())
    assert measure.title and measure.set and measure.source and measure.direction in ("less", "more")
    assert re.search(r"[\u4e00-\u9fff]", measure.title_zh) and re.search(r"[\u4e00-\u9fff]", measure.plan)
    assert set(measure.serves) <= zones and (measure.serves or measure.at)
    assert measure.indicator in {v.name for v in SUMMARIES}


def library_zones() -> list[str]:
    zoning = read(MODEL).zoning
    assert zoning is not None
    return list(zoning.secondary)


@pytest.mark.parametrize("name", MEASURES)
def test_a_measure_changes_the_model(library, name):
    model = read(MODEL)
    changed = library.apply(model, name)
    assert changed != model
    assert (changed.node_order, changed.link_order) == (model.node_order, model.link_order)


def test_no_unit_of_a_pump_is_of_two_measures(library):
    """Units added by the expansions, the new station, the nodes' works, renewals and separations are each one's own."""
    pumps, seen = read(MODEL).pumps, {}
    for name in MEASURES:
        changed = library.apply(read(MODEL), name).pumps
        for pump in (p for p in pumps if changed[p].start_depth < pumps[p].start_depth - 90.0):
            assert seen.setdefault(pump, name) == name, pump
    tags = {"expand", "new_station", "node_works", "renew", "separate"}
    assert {p.tag for n, p in pumps.items() if n in seen} == tags
    assert len(seen) == sum(p.start_depth > 90.0 for p in pumps.values())


@pytest.mark.parametrize("path", SCENARIOS, ids=lambda path: path.stem)
def test_a_scenario_reads_and_names_its_lanes(path):
    plan = read_plan(path)
    assert len(plan) > 1 and plan.sweep.title and plan.sweep.title_zh and plan.sweep.source
    assert all(len(name) < 60 for name in plan.names)


def test_design_storms_hold_each_measure_in_each_storm():
    plan = read_plan(ROOT / "scenarios" / "design-storms.toml")
    assert len(plan) == 8 * (len(MEASURES) + 2)
    assert {"100 a, base", "1 a, all", "50 a, green_storage"} <= set(plan.names)


def test_one_year_of_the_continuous_rain():
    plan = read_plan(ROOT / "scenarios" / "continuous.toml", ["rain.years=1"])
    assert plan.model.options.duration == 365 * 86400.0 and plan.lanes.window.events


# --- what measures do -----------------------------------------------------------------------------------------------


def looked_at(results: xr.Dataset, measure: Measure) -> tuple[np.ndarray, Callable[[str], np.ndarray]]:
    """Names of the zones or elements of an indicator, and its values there in a scenario."""
    values = results[measure.indicator]
    dim = next(d for d in values.dims if d != "scenario")
    names = results[dim].values.astype(str)
    wanted = measure.at or measure.serves
    chosen = np.array([any(fnmatchcase(name, word) for word in wanted) for name in names])
    return names[chosen], lambda scenario: values.sel(scenario=scenario).values[chosen].astype(float)


@pytest.mark.slow
@pytest.mark.parametrize("name", MEASURES)
def test_a_measure_moves_its_indicator(request, library, name):
    """In all that it serves together clearly, and in none of it the other way."""
    results = request.getfixturevalue("high" if name in HIGH_RIVERS else "each")
    measure = library[name]
    where, values = looked_at(results, measure)
    base, taken = values("base"), values(name)
    gain = (taken - base) if measure.direction == "more" else (base - taken)
    assert len(where) and gain.sum() > LEAST * abs(base.sum()), f"{base.sum()} -> {taken.sum()}"
    if measure.indicator not in ("node_max_head", "link_max_velocity"):
        worse = {str(n): (b, t) for n, b, t, g in zip(where, base, taken, gain, strict=True) if g < -HARM * abs(b)}
        assert not worse
    else:  # what a river drains faster stands higher, or runs faster, where it ends: by no more than others fall
        assert gain.max() > -2.0 * gain.min()


@pytest.mark.slow
@pytest.mark.parametrize("name", MEASURES)
def test_a_measure_harms_no_zone(request, name):
    """Zone by zone: none has 2 % and 500 m3 more water on its streets, in the storm that shows the measure."""
    for results in [request.getfixturevalue(f) for f in ("each", *(["high"] if name in HIGH_RIVERS else []))]:
        assert harmed(results.sel(scenario="base"), results.sel(scenario=name)) == {}


@pytest.mark.slow
def test_all_measures_together(each):
    base, taken = each.sel(scenario="base"), each.sel(scenario="all")
    assert float(taken.zone_overflow_volume.sum()) < 0.01 * float(base.zone_overflow_volume.sum())
    assert float(taken.zone_max_ponded_volume.sum()) < 0.92 * float(base.zone_max_ponded_volume.sum())
    assert float(taken.zone_ponded_hours.mean()) < 0.7 * float(base.zone_ponded_hours.mean())
    others = each.sel(scenario=[n for n in each.scenario.values if n not in ("base", "all")])
    assert float(taken.zone_max_ponded_volume.sum()) < float(others.zone_max_ponded_volume.sum("secondary_zone").min())


@pytest.mark.slow
def test_tanks_keep_the_first_flush_from_the_river(each):
    """What they take is neither pumped to the river nor left on the streets."""
    base, taken = each.sel(scenario="base"), each.sel(scenario="first_flush_tanks")
    kept = float(taken.zone_first_flush_volume.sum())
    pumped = float(base.zone_pumped_volume.sum() - taken.zone_pumped_volume.sum())
    ponded = float(base.zone_max_ponded_volume.sum() - taken.zone_max_ponded_volume.sum())
    assert kept > 1e5 and pumped > 0.2 * kept
    assert pumped + ponded > 0.5 * kept


@pytest.mark.slow
def test_separated_areas_send_their_sewage_alone_to_the_plants(each, library):
    """From midnight to the early afternoon, through mains that were empty: less than the day's mean, and no rain."""
    zones = [zone for name in MEASURES if name.startswith("separate_") for zone in library[name].serves]
    hours = each.sizes["time"]
    sewage = {row.node: row.average * hours * 3600.0 for row in read(MODEL).dry_weather}
    treated = each.zone_treated_volume.sel(scenario="all", secondary_zone=zones).values
    share = treated / [sewage[f"{zone}_N"] for zone in zones]
    assert (share > 0.3).all() and (share < 1.05).all()


@pytest.mark.slow
def test_reuse_draws_on_green_storages_where_these_are_built(each):
    green = [s for s in each.station.values.astype(str) if s.startswith("green_")]
    drawn = each.station_reused_volume.sel(station=green).sum("station")
    assert float(drawn.sel(scenario="rainwater_reuse")) == 0.0
    assert float(drawn.sel(scenario="all")) > 0.0


# --- storms ---------------------------------------------------------------------------------------------------------


@pytest.mark.slow
def test_flooding_grows_with_the_return_period(storms):
    ponded = storms.zone_max_ponded_volume
    assert (np.diff(ponded.sum("secondary_zone")) > 0.0).all()
    fallen = -(ponded.diff("scenario") / ponded.max("scenario")).min("scenario")
    less = {str(z): float(v) for z, v in zip(fallen.secondary_zone.values, fallen.values, strict=True) if v > HARM}
    assert less == {}
    assert (np.diff(storms.zone_event_capture.mean("secondary_zone")) < 0.0).all()


def test_storages_and_tanks_are_empty_when_the_page_says(tmp_path):
    """24 h after the rain a run ends, and no emptying time before that is one: green storages take 26 to 29 h, tanks
    wait for the plants."""
    names = "measures=green_storage,first_flush_tanks"
    plan = read_plan(ROOT / "scenarios" / "design-storms.toml", ("tail=36h",), wanted=("return_period=10", names))
    run_plan(plan, tmp_path / "empty.nc", jobs=2)
    with xr.open_dataset(tmp_path / "empty.nc") as results:
        hours, at_end = results.station_emptying_time, results.station_empties_at_end
        for scenario in results.scenario.values:
            works = "green_" if "green" in str(scenario) else "tank_"
            mine = [name for name in results.station.values if str(name).startswith(works)]
            of_works = {"scenario": scenario, "station": mine}
            assert len(mine) == (13 if works == "green_" else 18)
            assert (at_end.sel(of_works) == (works == "tank_")).all(), scenario
            if works == "green_":
                assert 25.0 < float(hours.sel(of_works).min()) <= float(hours.sel(of_works).max()) < 30.0


ZONES_OPEN = 0.005  # of a zone's rain: docs/known-issues.md
UNDER_PRESSURE = 0.0125  # the same where sewers are still under pressure when a run ends: 24 hours, raised rivers
IN_YEARS = 0.002  # the same in years that are routed around spells of rain, what ran off between them being a term
CLOSED = [  # scenario, settings, values picked
    ("design-storms", (), ("return_period=1,10,100", "measures=base,all")),
    ("design-storms", (), ("return_period=20",)),
    ("waterlogging-24h", (), ()),
    ("high-rivers", (), ("measures=base,raise_dykes,expand_five",)),
    ("july-2023", (), ()),
    ("continuous", ("rain.years=1",), ()),
    ("uncertainty", ("n=15",), ()),
    ("lid-share", (), ("return_period=2,50",)),
    ("pollution", (), ("measures=base,LID,all",)),
]


@pytest.mark.slow
@pytest.mark.parametrize(("name", "settings", "only"), CLOSED, ids=lambda v: "-".join(v) if isinstance(v, tuple) else v)
def test_no_water_is_lost_in_shipped_scenarios(name, settings, only, tmp_path):
    plan = read_plan(ROOT / "scenarios" / f"{name}.toml", settings, wanted=only)
    run_plan(plan, tmp_path / "closed.nc", jobs=os.cpu_count() or 1)
    with xr.open_dataset(tmp_path / "closed.nc") as results:
        assert (results.status == 0).all()
        assert float(abs(results.runoff_continuity_error).max()) <= 0.1
        assert float(abs(results.routing_continuity_error).max()) <= 1.0
        assert float(results.routing_flooding_loss.max()) <= 1.0  # m3: streets and fields pond, chambers are closed
        left = abs(results.zone_ledger_residual) / results.zone_rain_volume
        if name == "continuous":
            assert (results.zone_unrouted_volume.sum("secondary_zone") > 0.0).all()
        least = {"waterlogging-24h": UNDER_PRESSURE, "high-rivers": UNDER_PRESSURE, "continuous": IN_YEARS}
        least = least.get(name, ZONES_OPEN)
        assert float(left.max()) <= least, str(results.secondary_zone[int(left.max("scenario").argmax())].values)
        for ledger in {"runoff_quality_error", "routing_quality_error"} & set(results.data_vars):
            assert float(abs(results[ledger]).max()) <= 0.1
