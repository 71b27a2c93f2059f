"""Texts on water: measures, return periods, long storms, what was observed, years, ledgers."""

from __future__ import annotations

import numpy as np
import xarray as xr

from paging.effects import HIGH_RIVERS, WITH_QUALITY, capture, chosen, harmed, scenarios, told
from paging.marks import PageError, table
from paging.runs import MODEL, PARTS, Runs
from sponge.simulation.prepare import read
from sponge.sweep.measures import Library, library_of

THOUSAND = 1e-3


def library() -> Library:
    """All measures, those too that need pollutants."""
    return library_of(read(MODEL / "beichen-quality.inp"))


def _sum(run: xr.Dataset, name: str, mine: np.ndarray | slice = slice(None)) -> float:
    return float(np.nansum(run[name].values[mine])) * THOUSAND


def _hours(run: xr.Dataset, mine: np.ndarray | slice = slice(None)) -> float:
    return float(np.nanmean(run.zone_ponded_hours.values[mine]))


def measures(runs: Runs) -> str:
    """A row a measure."""
    rows: list[list[object]] = []
    for name, measure in ((n, library()[n]) for n in library().names):
        base, taken = scenarios(runs, name)
        mine = chosen(base.secondary_zone.values, measure.serves)
        serves = measure.serves
        where = "all" if not serves else " ".join(serves) if len(serves) < 5 else f"{len(serves)} zones"
        mark = " *" if name in HIGH_RIVERS else " †" if name in WITH_QUALITY else ""
        pair = [f"{_sum(r, 'zone_max_ponded_volume', mine):,.0f}" for r in (base, taken)]
        hours = [f"{_hours(r, mine):.1f}" for r in (base, taken)]
        spilt = [f"{_sum(r, 'zone_overflow_volume', mine):,.0f}" for r in (base, taken)]
        rows.append([f"`{name}`{mark} {measure.title_zh}", where, told(runs, name, measure),
                     *(" → ".join(two) for two in (pair, hours, spilt))])  # fmt: skip
    return table(["measure", "zones", "its indicator", "ponded", "hours over 15 cm", "overflow"], rows)


def harm(runs: Runs) -> str:
    """Which zones other zones' measures make worse."""
    found = []
    for name in library().names:
        for zone, (before, after) in harmed(*scenarios(runs, name)).items():
            own = "its own zone" if zone in library()[name].serves else "another zone"
            found.append(f"- `{name}`: {zone} ({own}) {before * THOUSAND:,.1f} → {after * THOUSAND:,.1f} 10³ m³")
    return "\n".join(found) or "No zone has, by any single measure, 2 % and 500 m³ more water on its streets."


def together(runs: Runs) -> str:
    """All measures in the 10-year storm."""
    base, taken = (runs["measures"].sel(scenario=f"10 a, {name}") for name in ("base", "all"))

    def two(of: object, digits: int = 0) -> str:
        return " → ".join(f"{of(run):,.{digits}f}" for run in (base, taken))  # type: ignore[operator]

    return (
        f"All measures together, whole district: ponded {two(lambda r: _sum(r, 'zone_max_ponded_volume'))}, overflow "
        f"{two(lambda r: _sum(r, 'zone_overflow_volume'))}, into tanks and green storages "
        f"{_sum(taken, 'zone_stored_volume'):,.0f}, first flush taken "
        f"{_sum(taken, 'zone_first_flush_volume'):,.0f}, all 10³ m³; hours over 15 cm {two(_hours, 1)} "
        "and retreat after the rain "
        f"{two(lambda r: float(np.nanmean(r.zone_retreat_time.values)), 1)} h (means of 57 zones); captured, strict: "
        f"{two(lambda r: 100 * capture(r, []), 1)} % of the district's rain (by area), "
        f"{two(lambda r: 100 * float(r.zone_event_capture.mean()), 1)} % as the mean of the zones."
    )


def _row(run: xr.Dataset) -> list[object]:
    depth = run.zone_max_ponded_depth.values
    deep = int((depth > 1.0).sum())
    return [f"{_sum(run, 'zone_max_ponded_volume'):,.0f}", f"{_hours(run):.1f}", f"{np.nanmax(depth):.2f}", deep,
            f"{_sum(run, 'zone_pumped_volume'):,.0f}", f"{_sum(run, 'zone_overflow_volume'):,.0f}",
            f"{100 * capture(run, []):.1f}"]  # fmt: skip


HEAD = ["ponded 10³ m³", "hours over 15 cm, mean of zones", "deepest m", "zones over 1 m", "pumped 10³ m³",
        "overflow 10³ m³", "captured % (strict, by area)"]  # fmt: skip


def by_scenario(runs: Runs, part: str) -> str:
    """A row a scenario."""
    results = runs[part]
    names = [str(name) for name in results.scenario.values]
    return table(["scenario", *HEAD], [[name, *_row(results.sel(scenario=name))] for name in names])


def periods(runs: Runs) -> str:
    """Base and all measures by return period."""
    return by_scenario(runs, "periods")


def solvers(runs: Runs) -> str:
    """The same storms by both solvers of the dynamic wave."""
    rows: list[list[object]] = []
    for name in map(str, runs["implicit"].scenario.values):
        for solver, part in (("picard", "periods"), ("implicit", "implicit")):
            run = runs[part].sel(scenario=name)
            ended = [f"{float(run[v]):.4f}" for v in ("routing_continuity_error", "steps_not_converged")]
            rows.append([name, f"`{solver}`", *_row(run), *ended])
    return table(["scenario", "solver", *HEAD, "continuity error %", "steps not converged %"], rows)


def waterlogging(runs: Runs) -> str:
    """Storms of 24 hours."""
    return by_scenario(runs, "waterlogging")


def station(runs: Runs) -> str:
    """What the choice of the rain makes: the base with the station's depths beside tianjin-1's."""
    rows: list[list[object]] = []
    for years in (2, 10, 50):
        for word, part in (("tianjin-1", "periods"), ("station", "station")):
            run = runs[part].sel(scenario=f"{years} a, base")
            rows.append([years, f"`{word}`", f"{float(run.scenario_rain_depth):.1f}", *_row(run)])
    return table(["years", "`rain.formula`", "rain mm", *HEAD], rows)


OBSERVED = (92.0, 100.0)  # 万 m3, pump-hours of 22 stations, pub:S5


def observation(runs: Runs) -> str:
    """27-28 July 2023: what 22 stations lifted, published and in both readings of the rain."""
    from building.tables import keyed

    ran = [name for name, row in keyed("pumping_stations", "station").items() if row.flag("ran_2023")]
    each = f"{OBSERVED[0] / OBSERVED[1] / 0.36:.2f}"
    rain, streets = "22.8 mean, 82.3 greatest", "15 cm at 双街"
    rows: list[list[object]] = [["published (S5)", rain, len(ran), *OBSERVED, each, streets]]
    lifted = []
    for name in [str(n) for n in runs["july"].scenario.values if str(n).startswith("27-28")]:
        run = runs["july"].sel(scenario=name)
        mine = run.sel(station=ran)
        volume, hours = float(mine.station_pumped_volume.sum()) / 1e4, float(mine.station_pump_hours.sum())
        lifted.append((volume, hours))
        deepest = run.secondary_zone.values[int(np.argmax(run.zone_max_ponded_depth.values))]
        rain = f"{float(run.zone_rain_depth.mean()):.1f} mean of zones, {float(run.zone_rain_depth.max()):.1f} greatest"
        rows.append([name, rain, int((mine.station_pump_hours > 0).sum()), f"{volume:.1f}", f"{hours:.0f}",
                     f"{volume / hours / 0.36:.2f}" if hours else "–",
                     f"{100 * float(run.sel(secondary_zone='SJ01').zone_max_ponded_depth):.0f} cm in SJ01, deepest in "
                     f"{deepest}"])  # fmt: skip
    head = ["", "rain mm", "stations that ran", "lifted 万 m³", "pump-hours", "m³/s a pump", "water on streets"]
    volumes, hours_ = zip(*lifted, strict=True)
    both = min(volumes) <= OBSERVED[0] <= max(volumes) and min(hours_) <= OBSERVED[1] <= max(hours_)
    says = "lie between" if both else "do not lie between"
    return table(head, rows) + f"\n\nThe published volume and hours **{says}** the model's two readings of the rain."


def years(runs: Runs) -> str:
    """The annual capture ratio."""
    rows: list[list[object]] = []
    for name in [str(n) for n in runs["years"].scenario.values]:
        run = runs["years"].sel(scenario=name)
        parts = [1.0 - float(run.primary_zone_runoff_volume.sel(primary_zone=p) / run.primary_zone_rain_volume.sel(
            primary_zone=p)) for p in run.primary_zone.values]  # fmt: skip
        zone = 1.0 - run.zone_runoff_volume.values / run.zone_rain_volume.values
        rows.append([name, f"{100 * capture(run, []):.1f}", f"{100 * float(zone.mean()):.1f}",
                     *(f"{100 * p:.0f}" for p in parts),
                     f"{run.secondary_zone.values[int(zone.argmin())]} {100 * zone.min():.0f}"])  # fmt: skip
    names = [str(p) for p in runs["years"].primary_zone.values]
    return table(["", "district, by area", "mean of zones", *names, "lowest zone"], rows)


def share(runs: Runs) -> str:
    """Part of the LID measures that is built."""
    results, rows = runs["share"], []
    for part in np.unique(results.lid_share.values):
        row: list[object] = ["all" if part == 1 else "none" if part == 0 else f"{100 * part:.0f} %"]
        for period in (2, 10, 50):
            mine = (results.lid_share.values == part) & (results.return_period.values == period)
            run = results.isel(scenario=int(np.flatnonzero(mine)[0]))
            row += [f"{100 * capture(run, []):.1f}", f"{_sum(run, 'zone_max_ponded_volume'):,.0f}",
                    f"{float(run.zone_peak_runoff.sum()):,.0f}"]  # fmt: skip
        rows.append(row)
    told_of = ("captured %", "ponded", "peak runoff")
    return table(["built", *(f"{p} a: {words}" for p in (2, 10, 50) for words in told_of)], rows)


def lift(runs: Runs) -> str:
    """What pumping takes, by the static lift between the two levels."""
    run = runs["periods"].sel(scenario="10 a, base")
    energy, volume = run.station_energy.values, run.station_pumped_volume.values
    each = 1e3 * energy / np.where(volume > 1e3, volume, np.nan)  # kWh a thousand m3
    mean = 1e3 * float(np.nansum(energy)) / float(np.nansum(volume))
    return (
        f"In the storm of 10 years and 2 hours 1,000 m³ take {mean:.1f} kWh (a lift of {mean / 2.725:.2f} m) on "
        f"average, {np.nanmin(each):.1f} to {np.nanmax(each):.1f} kWh by station: the work between the two levels, "
        "without losses in pipes and pumps."
    )


LIMITS = {"runoff": 0.1, "routing": 1.0, "zone residual": 1.25}  # %: what the page is not written beyond


def ledgers(runs: Runs) -> str:
    """Worst continuity errors and zone residuals of all that was run; PageError where one is over its limit."""
    rows: list[list[object]] = []
    for part in PARTS:
        results = runs[part]
        residual = (np.abs(results.zone_ledger_residual) / results.zone_rain_volume).max("scenario").values
        found = {"zone residual": 100.0 * float(residual.max())}
        for of in ("runoff", "routing"):
            if f"{of}_continuity_error" in results:
                found[of] = float(np.abs(results[f"{of}_continuity_error"]).max())
        over = [f"{name} {value:.3f} %" for name, value in found.items() if not value <= LIMITS[name]]
        if over:
            raise PageError(f"ledgers of '{part}' do not close: {', '.join(over)}")
        where = str(results.secondary_zone.values[int(np.argmax(residual))])
        rows.append([part, results.sizes["scenario"], *(f"{found[of]:.4f}" if of in found else "–" for of in
                     ("runoff", "routing")), f"{found['zone residual']:.3f}", where])  # fmt: skip
    return table(["runs", "scenarios", "runoff %", "routing %", "zone residual, % of its rain", "in"], rows)
