"""What a measure does: its own indicator in its own zones, and water on the streets of every zone."""

from __future__ import annotations

from dataclasses import dataclass
from fnmatch import fnmatchcase

import numpy as np
import xarray as xr

from paging.runs import Runs
from sponge.sweep.schema import Measure

# Shown in 24 h of a 50-year storm with rivers a metre higher.
HIGH_RIVERS = ("new_station", "raise_dykes", "expand_five", "expand_eryan", "expand_hanshengzhuang")
WITH_QUALITY = ("effluent_upgrade",)  # shown in the scenario of pollutants
HARM_SHARE, HARM_VOLUME = 0.02, 500.0  # a zone is worse where it has 2 % and 500 m3 more on its streets


@dataclass(frozen=True)
class Quantity:
    """How an indicator is told: words, factor to its unit, decimals, and how places are put together."""

    words: str
    unit: str
    factor: float = 1.0
    decimals: int = 1
    mean: bool = False


THOUSAND = "10³ m³"
QUANTITIES = {
    "zone_max_ponded_volume": Quantity("ponded", THOUSAND, 1e-3),
    "zone_overflow_volume": Quantity("overflow", THOUSAND, 1e-3),
    "zone_first_flush_volume": Quantity("first flush taken", THOUSAND, 1e-3),
    "zone_treated_volume": Quantity("sent to treatment", THOUSAND, 1e-3),
    "zone_pumped_volume": Quantity("pumped to rivers", THOUSAND, 1e-3),
    "station_treated_volume": Quantity("treated at the plant", THOUSAND, 1e-3),
    "station_reused_volume": Quantity("reused", THOUSAND, 1e-3),
    "station_pumped_volume": Quantity("pumped", THOUSAND, 1e-3),
    "zone_event_capture": Quantity("captured (strict, by area)", "%", 100.0),
    "zone_ponded_hours": Quantity("hours over 15 cm, mean of zones", "h", 1.0, 2, True),
    "zone_retreat_time": Quantity("retreat, mean of zones", "h", 1.0, 2, True),
    "node_max_head": Quantity("highest level, mean of nodes", "m", 1.0, 3, True),
    "link_max_flow": Quantity("greatest flow, mean of links", "m³/s", 1.0, 2, True),
    "link_max_velocity": Quantity("greatest velocity, mean of reaches", "m/s", 1.0, 3, True),
    "node_outlet_load": Quantity("TSS discharged", "t", 1e-3, 2),
}


def chosen(names: np.ndarray, words: list[str]) -> np.ndarray:
    """Which names (n,) stand in a list of names and patterns; all where the list is empty."""
    return np.array([not words or any(fnmatchcase(name, word) for word in words) for name in names.astype(str)])


def capture(run: xr.Dataset, zones: list[str]) -> float:
    """Share of the rain that does not leave the parcels, of zones together: strict, weighted by area."""
    mine = chosen(run.secondary_zone.values, zones)
    return 1.0 - float(run.zone_runoff_volume.values[mine].sum() / run.zone_rain_volume.values[mine].sum())


def value(run: xr.Dataset, measure: Measure) -> float:
    """The indicator of a measure where it acts, in one scenario: a sum, a mean, or a share by area."""
    if measure.indicator == "zone_event_capture":
        return capture(run, measure.serves)
    values = run[measure.indicator]
    dim = next(d for d in values.dims if d not in ("scenario", "pollutant"))
    if "pollutant" in values.dims:
        values = values.sel(pollutant="TSS")
    mine = values.values[chosen(run[dim].values, measure.at or measure.serves)].astype(float)
    if not len(mine):
        raise ValueError(f"{measure.title}: no {dim} is one of {measure.at or measure.serves}")
    return float(np.nanmean(mine) if QUANTITIES[measure.indicator].mean else np.nansum(mine))


def scenarios(runs: Runs, name: str) -> tuple[xr.Dataset, xr.Dataset]:
    """The results without and with a measure, in the storm that shows it."""
    if name in WITH_QUALITY:
        results = runs["pollution"]
        return results.sel(scenario="1 a, base"), results.sel(scenario="1 a, effluent")
    results = runs["high" if name in HIGH_RIVERS else "measures"]
    lead = "" if name in HIGH_RIVERS else "10 a, "
    return results.sel(scenario=f"{lead}base"), results.sel(scenario=f"{lead}{name}")


def told(runs: Runs, name: str, measure: Measure) -> str:
    """"ponded 187.4 → 170.2 10³ m³": an indicator without and with its measure."""
    base, taken = (value(run, measure) for run in scenarios(runs, name))
    q = QUANTITIES[measure.indicator]
    before, after = (f"{x * q.factor:,.{q.decimals}f}" for x in (base, taken))
    return f"{q.words}: {before} → {after} {q.unit}"


def gain(runs: Runs, name: str, measure: Measure) -> float:
    """How far a measure moves its indicator the way it should, as a share of what it is without."""
    base, taken = (value(run, measure) for run in scenarios(runs, name))
    moved = taken - base if measure.direction == "more" else base - taken
    return moved / abs(base) if base else float(np.sign(moved))


def harmed(base: xr.Dataset, taken: xr.Dataset) -> dict[str, tuple[float, float]]:
    """Zone -> most water on its streets [m3] without and with, where that is 2 % and 500 m3 more."""
    before, after = base.zone_max_ponded_volume.values, taken.zone_max_ponded_volume.values
    worse = (after > before * (1.0 + HARM_SHARE)) & (after > before + HARM_VOLUME)
    names = base.secondary_zone.values.astype(str)
    return {str(n): (float(b), float(a)) for n, b, a, bad in zip(names, before, after, worse, strict=True) if bad}
