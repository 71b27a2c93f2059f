"""Formulas of the indicators, and those of the district by scenario."""

from __future__ import annotations

import numpy as np
import pytest
import xarray as xr

from sponge.assess import district
from sponge.assess.indicators import captured_share, depth_over, retreat_time

NAN = np.nan


def test_captured_share_needs_rain():
    rain, runoff = np.array([[100.0, 0.0, 50.0], [25.0, 0.0, 50.0]])
    np.testing.assert_array_equal(captured_share(rain, runoff), [0.75, NAN, 0.0])


def test_depth_needs_an_area():
    np.testing.assert_array_equal(depth_over(np.array([50.0, 1.0]), np.array([1000.0, 0.0])), [50.0, NAN])


@pytest.mark.parametrize(
    "rain_end, last, hours, expected",
    [
        (3600.0, 10800.0, 1.5, 2.0),
        (7200.0, 3600.0, 0.5, 0.0),  # gone before the rain ended
        (3600.0, NAN, 0.0, 0.0),  # never deep
        (NAN, NAN, 0.0, NAN),  # no rain
    ],
)
def test_retreat_runs_from_the_end_of_rain(rain_end, last, hours, expected):
    found = retreat_time(np.array([rain_end]), np.array([last]), np.array([hours]))
    np.testing.assert_array_equal(found, [expected])


@pytest.fixture
def sweep() -> xr.Dataset:
    """Two scenarios of two zones; the second failed."""
    values = {
        "zone_rain_volume": [100.0, 300.0], "zone_runoff_volume": [50.0, 50.0], "zone_flooding_volume": [5.0, 0.0],
        "zone_max_ponded_volume": [10.0, 1.0], "zone_overflow_volume": [0.0, 7.0], "zone_retreat_time": [1.0, 2.5],
    }  # fmt: skip
    dims = ("scenario", "secondary_zone")
    return xr.Dataset({name: (dims, np.array([row, [NAN, NAN]])) for name, row in values.items()})


@pytest.mark.parametrize(
    "indicator, expected",
    [
        (district.captured, 0.75), (district.flooded, 16.0), (district.overflow, 7.0),
        (district.longest_retreat, 2.5),
    ],
)  # fmt: skip
def test_the_district_sums_its_zones(sweep, indicator, expected):
    np.testing.assert_array_equal(indicator(sweep), [expected, NAN])
    np.testing.assert_array_equal(indicator(sweep.isel(scenario=0)), [expected])
    assert indicator(sweep[[]]) is None


def test_what_units_have_filtered_is_captured_by_one_definition(sweep):
    sweep["zone_surface_runoff_volume"] = (("scenario", "secondary_zone"), np.array([[30.0, 50.0], [NAN, NAN]]))
    np.testing.assert_array_equal(district.captured_with_drains(sweep), [0.8, NAN])
    assert district.captured_with_drains(sweep.drop_vars("zone_surface_runoff_volume")) is None


def test_without_zones_the_ledgers_tell():
    run = xr.Dataset({
        "runoff_rainfall": 200.0, "runoff_surface_runoff": 110.0, "runoff_lid_drainage": 40.0,
        "node_flooding_volume": ("node", [3.0, 4.0]),
        "routing_flooding_loss": 99.0, "station_overflow_volume": ("station", [1.0, 2.0]),
    })  # fmt: skip
    assert district.captured(run) == pytest.approx([0.25])  # what drains carry off has left
    assert district.captured_with_drains(run) == pytest.approx([0.45])
    assert district.captured(run.drop_vars("runoff_lid_drainage")) is None
    assert district.flooded(run) == pytest.approx([7.0])
    assert district.overflow(run) == pytest.approx([3.0])
