"""The table after a sweep, from datasets with and without zones."""

from __future__ import annotations

import numpy as np
import pytest
import xarray as xr

from sponge.report.text.sweep_table import scenario_rows, table_text

ZONES = ["Z1", "Z2", "Z3", "Z4"]


@pytest.fixture
def zoned() -> xr.Dataset:
    """Two scenarios, four zones; the second failed."""
    zone = ("scenario", "secondary_zone")
    volumes = {
        "zone_rain_volume": [[100.0, 200.0, 300.0, 400.0]],
        "zone_runoff_volume": [[50.0, 50.0, 100.0, 50.0]],
        "zone_flooding_volume": [[0.0, 0.0, 5.0, 0.0]],
        "zone_max_ponded_volume": [[40.0, 10.0, 0.0, 20.0]],
        "zone_pumped_volume": [[1.0, 2.0, 3.0, 4.0]],
        "zone_overflow_volume": [[0.0, 0.0, 0.0, 7.0]],
    }
    data = {name: (zone, np.array([rows[0], [np.nan] * 4])) for name, rows in volumes.items()}
    data |= {"scenario_rain_depth": ("scenario", [40.0, np.nan]), "status": ("scenario", [0, 4])}
    names = ("secondary_zone", ["一区", "二区", "三区", "四区"])
    return xr.Dataset(data, {"scenario": ["base", "wild"], "secondary_zone": ZONES, "zone_name_zh": names})


def test_a_row_sums_the_zones(zoned):
    good, bad = scenario_rows(zoned)
    assert good["rain"] == 40.0 and good["runoff"] == pytest.approx(10.0) and good["captured"] == pytest.approx(75.0)
    assert (good["flooded"], good["pumped"], good["overflow"]) == (75.0, 10.0, 7.0)
    assert [(z["name"], z["flooded"], z["name_zh"]) for z in good["worst_zones"]] == [
        ("Z1", 40.0, "一区"), ("Z4", 20.0, "四区"), ("Z2", 10.0, "二区"),
    ]  # fmt: skip
    assert bad["status"] == 4 and bad["flooded"] is None and bad["worst_zones"] == []


def test_the_text_lines_up_and_names_failures(zoned):
    lines = table_text(scenario_rows(zoned)).splitlines()
    assert "worst zones" in lines[0] and "Z1 一区 40" in lines[1]
    assert lines[2].endswith("FAILED")
    assert lines[1].index("75.0") + 4 == lines[0].index("captured % (strict)") + len("captured % (strict)")


def test_long_tables_leave_the_middle_out(zoned):
    rows = scenario_rows(zoned)[:1] * 100
    lines = table_text(rows, most=10).splitlines()
    assert len(lines) == 12 and lines[6] == "... 90 more ..."


def test_what_the_results_do_not_tell_is_left_out(zoned):
    bare = zoned[["status", "zone_flooding_volume"]]
    row = scenario_rows(bare)[0]
    assert row["rain"] is None and row["pumped"] is None and row["flooded"] == 5.0
    assert "rain mm" not in table_text(scenario_rows(bare))


def test_a_single_run_is_one_row(zoned):
    rows = scenario_rows(zoned.isel(scenario=0, drop=True))
    assert len(rows) == 1 and rows[0]["flooded"] == 75.0
