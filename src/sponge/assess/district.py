# SPDX-License-Identifier: Apache-2.0
"""Indicators of the whole district from a dataset of results, by scenario: what the table and the picture tell.

``results`` is an xarray.Dataset of a run, or of a sweep with the dimension ``scenario``. Every function gives
(scenario,), one value for a run, NaN where a scenario has none, and None where the results do not tell.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from sponge.assess.indicators import captured_share

ZONE = "secondary_zone"
STANDING = ("zone_retreat_time", "zone_ponded_hours", "zone_rainfall")  # what tells of water that stands still


def total(results: Any, *names: str) -> np.ndarray | None:
    """The first of these variables that the results have, summed over all but scenarios."""
    found = next((name for name in names if name in results), None)
    if found is None:
        return None
    values = results[found]
    others = [dim for dim in values.dims if dim != "scenario"]
    return np.atleast_1d(values.sum(others, skipna=True, min_count=1).values if others else values.values)


def captured(results: Any) -> np.ndarray | None:
    """Share of the rain that leaves the parcels neither over the surface nor through the drains of LID units: the
    definition ``strict``. Of the zones where there are any, so that rivers are left out."""
    rain, runoff = total(results, "zone_rain_volume"), total(results, "zone_runoff_volume")
    if rain is None or runoff is None:
        rain, runoff = total(results, "runoff_rainfall"), total(results, "runoff_surface_runoff")
        drained = total(results, "runoff_lid_drainage")
        runoff = None if runoff is None or drained is None else runoff + drained
    return None if rain is None or runoff is None else captured_share(rain, runoff)


def captured_with_drains(results: Any) -> np.ndarray | None:
    """The same where what LID units have filtered is captured too: the definition ``gbt51345``."""
    rain, runoff = total(results, "zone_rain_volume"), total(results, "zone_surface_runoff_volume")
    if "zone_rain_volume" not in results:
        rain, runoff = total(results, "runoff_rainfall"), total(results, "runoff_surface_runoff")
    return None if rain is None or runoff is None else captured_share(rain, runoff)


def flooded_by_zone(results: Any) -> Any:
    """Water that came up out of the network, m3: lost, and ponded at most; ([scenario,] zone), None without zones."""
    parts = [results[name] for name in ("zone_flooding_volume", "zone_max_ponded_volume") if name in results]
    return sum(parts[1:], parts[0]) if parts else None


def flooded(results: Any) -> np.ndarray | None:
    """The same of all zones, m3; of nodes or in all where there are no zones."""
    volumes = flooded_by_zone(results)
    if volumes is None:
        return total(results, "node_flooding_volume", "routing_flooding_loss")
    return np.atleast_1d(volumes.sum(ZONE, skipna=True, min_count=1).values)


def overflow(results: Any) -> np.ndarray | None:
    """Overflow of combined sewers to the rivers, m3."""
    return total(results, "zone_overflow_volume", "station_overflow_volume")


def pumped(results: Any) -> np.ndarray | None:
    """Volume pumped, m3."""
    return total(results, "zone_pumped_volume", "pump_volume")


def longest_retreat(results: Any) -> np.ndarray | None:
    """Hours from the end of rain until the last zone is below 15 cm."""
    if "zone_retreat_time" not in results:
        return None
    return np.atleast_1d(results["zone_retreat_time"].max(ZONE, skipna=True).values)


def standing_by_zone(run: Any) -> np.ndarray | None:
    """(zone,) whether water stands over 15 cm still when a run (not a sweep) ends; None where results do not tell.

    Its retreat then takes all the time from the end of its rain, to what the reporting periods tell of that.
    """
    if any(name not in run for name in STANDING) or run.sizes.get("time", 0) < 2:
        return None
    retreat, ponded, rain = (np.nan_to_num(np.asarray(run[name].values, float)) for name in STANDING)
    hours = (run["time"].values - run["time"].values[0]) / np.timedelta64(1, "s") / 3600.0
    dry = hours[-1] - np.where(rain.any(axis=0), hours[len(hours) - 1 - np.argmax(rain[::-1] > 0.0, axis=0)], 0.0)
    return (ponded > 0.0) & (retreat >= dry - 1.5 * (hours[1] - hours[0]))


def still_standing(run: Any) -> bool:
    """Does it in any zone?"""
    standing = standing_by_zone(run)
    return standing is not None and bool(standing.any())
