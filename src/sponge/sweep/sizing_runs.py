# SPDX-License-Identifier: Apache-2.0
"""Sizes held against years of rain: what each zone's units hold is corrected until the zone captures its share.

The volume method begins. Sweeps of a few sizes beside each other then bracket every zone's target at once, for a zone's
capture depends on its own units; a last sweep runs the sizes that are written. Hydrology alone is run: what leaves the
parcels does not depend on the sewers. No zone gets less than the volume method asks for.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from sponge.assess.cases import Case, cases_of
from sponge.assess.files import open_plain
from sponge.assess.formulas.capture import DEFINITIONS, runoff_of
from sponge.assess.indicators import captured_share
from sponge.base.errors import UsageError
from sponge.sweep.plan import read_plan
from sponge.sweep.run import run_plan
from sponge.sweep.sizing import ALL, Rules, Sizing, Unit, resized, share_text, sweep_tables
from sponge.sweep.sizing_search import Search
from sponge.sweep.tomlfile import toml_text

MOST_SWEEPS = 6
STEPS = (0.0625, 0.1875, 0.375, 0.65, 1.0)  # from the volume method's size to the largest, in the first sweep
SUMMED = ("zone_rain_volume", "zone_*runoff_volume", "zone_lid_drain_*", "runoff_rainfall", "runoff_surface_runoff",
          "runoff_lid_drainage")  # fmt: skip

Captured = list[dict[str, dict[str, float]]]  # by size tried, definition and zone: the share captured
Told = Callable[[int, int], None]  # sweeps made, zones that have their size
Stop = Callable[[], bool] | None
Begin = Callable[[int], Callable[[float], None]]  # a sweep of so many sizes begins; what it tells how many are done


def sized_by_runs(
    model: str, first: Sequence[Sizing], goals: Mapping[str, float | None], units: Sequence[Unit], rules: Rules,
    years: int, definition: str, jobs: int = 0, begins: Begin | None = None, tell: Told | None = None,
    stop: Stop = None,
) -> list[Sizing]:  # fmt: skip
    """The sizes with which every zone captures its goal over years of rain, or the most that its parcels may give.

    ``goals`` is by zone the share to be captured, None where a zone is sized by its volume alone; ``definition`` says
    which captured rain is meant. ``begins`` hears of every sweep and gives what hears of its scenarios, ``tell`` how
    far it all is.
    """
    searches = {one.zone: Search.of(one, goals.get(one.zone), units, rules) for one in first}
    begin = {one.zone: one for one in first}

    def run(volumes: Sequence[Mapping[str, float]]) -> Captured:
        sizes = [[resized(begin[zone], volume, units, rules) for zone, volume in size.items()] for size in volumes]
        return _captured(model, sizes, years, jobs, begins(len(sizes)) if begins else None, stop)

    tried = [{zone: search.step(t) for zone, search in searches.items()} for t in (None, 0.0, *STEPS)]
    without, sweeps = None, 0
    while tried and sweeps < MOST_SWEEPS - 1:
        found, sweeps = run(tried), sweeps + 1
        without = without or found[0]
        _learn(searches, tried, found, definition)
        if tell:
            tell(sweeps, sum(s.settled for s in searches.values()))
        tried = [] if sweeps > 2 else _finer(searches)
    assert without is not None
    return _confirmed(run, searches, begin, without, definition, MOST_SWEEPS - sweeps, units, rules)


def _finer(searches: Mapping[str, Search]) -> list[dict[str, float]]:
    """The next sizes of every zone; none where all zones have theirs."""
    if all(search.settled for search in searches.values()):
        return []
    return [{zone: search.between(part) for zone, search in searches.items()} for part in (0.4, 0.7, 0.9, 1.0)]


def _learn(
    searches: Mapping[str, Search], tried: Sequence[Mapping[str, float]], found: Captured, definition: str
) -> None:
    for volumes, shares in zip(tried, found, strict=True):
        for zone, search in searches.items():
            search.learn(volumes[zone], shares[definition].get(zone, np.nan))


def _confirmed(
    run: Callable[[Sequence[Mapping[str, float]]], Captured], searches: Mapping[str, Search],
    begin: Mapping[str, Sizing], without: Mapping[str, Mapping[str, float]], definition: str, most: int,
    units: Sequence[Unit], rules: Rules,
) -> list[Sizing]:  # fmt: skip
    """The sizes as they are written, run together; where zones run off on each other, corrected once more."""
    for _ in range(max(most, 1)):
        volumes = {zone: search.chosen for zone, search in searches.items()}
        (found,) = run([volumes])
        short = [s for zone, s in searches.items() if s.falls_short(found[definition].get(zone, np.nan))]
        if not short:
            break
        for zone, search in searches.items():
            if search in short:
                search.enlarge(volumes[zone], found[definition][zone])
    return [
        replace(
            resized(begin[zone], volumes[zone], units, rules), target=search.goal,
            captured={name: found[name].get(zone, np.nan) for name in DEFINITIONS},
            without={name: without[name].get(zone, np.nan) for name in DEFINITIONS},
            judged=definition, at_limit=volumes[zone] >= search.largest * (1.0 - 1e-9),
        )
        for zone, search in searches.items()
    ]  # fmt: skip


# --- a sweep of sizes ---------------------------------------------------------------------------------------------


def _captured(
    model: str, sizes: Sequence[Sequence[Sizing]], years: int, jobs: int, progress: Callable[[float], None] | None,
    stop: Stop,
) -> Captured:  # fmt: skip
    """Shares captured with each of the sizes."""
    with TemporaryDirectory(prefix="sponge-size-") as folder:
        plan = read_plan(_write_sweep(Path(folder), model, sizes, years))
        finished = run_plan(plan, Path(folder) / "sized.nc", jobs=jobs, progress=progress, stop=stop)
        if finished.failed:
            name, why = next(iter(finished.failed.items()))
            raise UsageError(f"the years of rain failed ({name}: {why}); --by-volume leaves them out")
        with open_plain(finished.output) as results:
            return [{d: _shares(case, d) for d in DEFINITIONS} for case in cases_of(results)]


def _shares(case: Case, definition: str) -> dict[str, float]:
    found = runoff_of(case, definition)
    if isinstance(found[0], str):
        raise UsageError(f"the run that checks the sizes has no {', '.join(map(str, found))}")
    rain, runoff = found
    shares = captured_share(np.asarray(rain), np.asarray(runoff))
    return dict(zip(case.names("secondary_zone") or [ALL], map(float, shares), strict=True))


def _write_sweep(folder: Path, model: str, sizes: Sequence[Sequence[Sizing]], years: int) -> Path:
    """A sweep with a row a size, and a column for the share of every unit."""
    shares = [{use: share for one in size for use, share in one.shares.items()} for size in sizes]
    uses = list(dict.fromkeys(use for row in shares for use in row))
    columns = {f"u{k}": use for k, use in enumerate(uses)}
    with (folder / "sizes.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["scenario", *columns])
        writer.writerows([f"size {k}", *(share_text(row[use]) for use in uses)] for k, row in enumerate(shares))
    tables = sweep_tables(Path(model).resolve().as_posix(), years, "sizes") | {
        "variables": list(SUMMED), "set": ["options.ignore_routing = yes"], "method": "table", "table": "sizes.csv",
        "vary": [{"name": name, "target": f"lid_use[{use}].share"} for name, use in columns.items()],
    }  # fmt: skip
    del tables["route"]
    path = folder / "sizes.toml"
    path.write_text(toml_text(tables), encoding="utf-8")
    return path
