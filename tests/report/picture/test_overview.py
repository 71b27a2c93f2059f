"""What a picture shows is what the dataset says."""

from __future__ import annotations

import numpy as np
import pytest
from made_up import AREA, ZONES, dataset

from sponge.base.errors import UsageError
from sponge.report.picture.overview import overview_of
from sponge.report.picture.scenarios import choose
from sponge.report.picture.zone_series import LONGEST, zone_series


def overview(ds, **wanted):
    return overview_of(ds, choose(ds, **wanted))


def test_zones_and_shares_of_the_base():
    ds = dataset()
    found = overview(ds, return_period=20)
    assert found.zones == tuple(ZONES)
    np.testing.assert_array_equal(found.capture, ds.zone_event_capture.sel(scenario="base-20a"))
    assert found.capture_title == "Share of rain captured (strict)"
    assert found.names_zh["zone_1"] == "北仓0"


def test_a_year_of_rain_is_told_from_a_storm():
    ds = dataset().rename(zone_event_capture="zone_annual_capture_ratio")
    assert overview(ds).capture_title == "Annual share of rain captured (strict)"


def test_worst_zone_is_that_of_the_largest_flooding_in_the_base():
    ds = dataset()
    base, every = (ds.scenario.values.tolist().index(name) for name in ("base-20a", "all-20a"))
    ds["zone_max_ponded_volume"][:] = 0.0
    ds["zone_flooding_volume"][base, 2] = 1e6
    ds["zone_flooding_volume"][every, 2] = 2000.0
    ds["zone_flooding_volume"][every, 5] = 9e6
    found = overview(ds, return_period=20)
    assert found.worst.zone == "zone_3"
    assert found.worst_reason == "1,000,000 → 2,000 m³ flooded"


def test_water_that_ponds_floods_and_without_any_the_worst_zone_runs_off_most():
    ds = dataset()
    ds["zone_flooding_volume"][:] = 0.0
    ds["zone_max_ponded_volume"][:, 1] = 50_000.0
    assert overview(ds).worst.zone == "zone_2"
    assert "flooded" in overview(ds).worst_reason
    ds["zone_max_ponded_volume"][:] = np.nan
    found = overview(ds)
    assert found.worst.zone == ZONES[int(ds.zone_runoff_volume.values[0].argmax())]
    assert "runoff" in found.worst_reason


def test_figures_of_the_district():
    ds = dataset()
    figures = {f.label: f for f in overview(ds, return_period=20).figures}
    base, every = ds.sel(scenario="base-20a"), ds.sel(scenario="all-20a")
    assert figures["Rain"].base == pytest.approx(float(base.zone_rain_volume.sum()) / (len(ZONES) * AREA) * 1000.0)
    assert figures["Rain"].compare is None
    captured = [100.0 * float(1 - s.zone_runoff_volume.sum() / s.zone_rain_volume.sum()) for s in (base, every)]
    assert [figures["Captured (strict)"].base, figures["Captured (strict)"].compare] == pytest.approx(captured)
    above = float(base.zone_flooding_volume.sum() + base.zone_max_ponded_volume.sum())
    assert figures["Flooded"].base == pytest.approx(above / 1000.0)
    assert figures["Longest retreat"].compare == pytest.approx(float(every.zone_retreat_time.max()))
    assert figures["Longest retreat"].more == (False, False)


def test_water_that_stands_still_at_the_end_is_told_of():
    """In the base alone; as the results have it where the run ends before the water is gone."""
    ds = dataset()
    wet = ds.zone_rainfall.sel(scenario="base-20a").max("secondary_zone").values > 0.0
    left = (ds.time.values[-1] - ds.time.values[np.flatnonzero(wet)[-1]]) / np.timedelta64(3600, "s")
    ds["zone_ponded_hours"] = ds.zone_retreat_time + 1.0
    ds.zone_retreat_time.loc[{"scenario": "base-20a"}] = left
    figures = {f.label: f for f in overview(ds, return_period=20).figures}
    assert figures["Longest retreat"].base == pytest.approx(left)
    assert figures["Longest retreat"].more == (True, False)
    ds["zone_ponded_hours"] = 0.0 * ds.zone_ponded_hours
    assert overview(ds, return_period=20).figures[-1].more == (False, False)


def test_figures_that_results_do_not_hold_are_left_out():
    found = overview(dataset().drop_vars(["zone_overflow_volume", "zone_retreat_time"]))
    assert [f.label for f in found.figures] == ["Rain", "Captured (strict)", "Flooded"]


def test_series_are_those_of_the_worst_zone_in_both_scenarios():
    ds = dataset()
    found = overview(ds, return_period=20).worst
    curves = {c.title: c for c in found.curves}
    assert list(curves) == ["Runoff of the parcels", "Outflow to the rivers", "Water on the ground"]
    begin = np.flatnonzero(ds.zone_rainfall[3, :, 0] > 0)[0]
    first = begin - round(float((0 - found.hours[0]) / found.step)) - 1
    rows = slice(first, first + len(found.hours))
    for scenario, values in (("base-20a", "base"), ("all-20a", "compare")):
        expected = ds.zone_ponding.sel(scenario=scenario, secondary_zone=found.zone)[rows]
        np.testing.assert_array_equal(getattr(curves["Water on the ground"], values), expected)
    assert found.began == "2020-07-01T06:00"  # six hours of waiting before the storm are not shown
    assert found.hours[0] < 1.0 and found.hours[-1] < 14.0


def test_rate_of_flooding_stands_in_for_water_that_is_not_reported():
    ds = dataset()
    ds["zone_flooding"][:, 90:120] = 3.0
    assert [c.title for c in overview(ds.drop_vars("zone_ponding")).worst.curves][-1] == "Flooding"
    assert [c.title for c in overview(ds, return_period=20).worst.curves][-1] == "Water on the ground"


def test_of_ten_days_the_hours_around_the_peak_are_shown():
    ds = dataset(hours=240.0).sel(scenario="base-20a").copy(deep=True)
    ds["zone_rainfall"][2500:2520] = 5.0  # another shower, two hundred hours later
    found = zone_series(ds, None, 7)
    assert found.hours[-1] - found.hours[0] <= LONGEST + 6.0
    peak = max(found.curves[-1].base)
    assert peak == pytest.approx(float(ds.zone_ponding[:, 7].max()))


@pytest.mark.parametrize(
    "dropped, message",
    [
        (["zone_event_capture"], "no share of captured rain"),
        (["zone_runoff", "zone_outflow", "zone_flooding", "zone_ponding"], "no series by zone"),
    ],
)
def test_what_is_missing_is_named(dropped, message):
    with pytest.raises(UsageError, match=message):
        overview(dataset().drop_vars(dropped))


def test_results_without_values_or_series_or_zones():
    ds = dataset()
    ds["zone_event_capture"][0] = np.nan
    with pytest.raises(UsageError, match="no value in scenario Base"):
        overview(ds)
    with pytest.raises(UsageError, match="two reporting periods"):
        overview(dataset().isel(time=[0]))
    with pytest.raises(UsageError, match="no control zones"):
        overview(dataset().isel(secondary_zone=0, drop=True))
