# SPDX-License-Identifier: Apache-2.0
"""From files of results to an assessment."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from sponge.assess.cases import Case, cases_of, choose
from sponge.assess.judge import Assessment, assess
from sponge.assess.standards import NATIONAL, rules_of
from sponge.base.did_you_mean import suggestion_or_list
from sponge.base.errors import UsageError
from sponge.base.regular_file import regular_text

DISTRICT = "district"


def assess_files(
    paths: Iterable[Path | str], standard: str = NATIONAL, local: str | None = None, scope: str = DISTRICT,
    base: str | None = None, with_: str | None = None, return_period: float | None = None,
    given: Mapping[str, Any] | None = None,
) -> Assessment:  # fmt: skip
    """The assessment of results of sponge run and sponge sweep, several files together.

    ``standard`` and ``local`` are names of standards or files. ``scope`` is "district" for all control zones, or a CSV
    file with a column ``zone``. ``base`` and ``with_`` name the scenario, or its measures, before and after.
    ``return_period`` [years] is that of a rain whose results do not tell it. UsageError where something does not fit.
    """
    files = [Path(path) for path in paths]
    if not files:
        raise UsageError("give results to assess: the .nc or .zarr of sponge run or sponge sweep")
    rules = rules_of(standard, local)
    with ExitStack() as stack:
        cases: list[Case] = []
        for path in files:
            cases += cases_of(stack.enter_context(open_plain(path)), path.name, return_period)
        zones = zones_of(scope, cases)
        chosen = choose(cases, base, with_)
        indicators = assess(chosen, rules, zones, given)
    return Assessment(indicators, standard, local, scope, tuple(str(path) for path in files))


def open_plain(path: Path) -> Any:
    """The xarray.Dataset of results with numbers as they are in the file, lazily; UsageError where it is none."""
    import xarray as xr

    if not path.exists():
        raise UsageError(f"there are no results {path}: give the .nc or .zarr of sponge run or sponge sweep")
    try:
        engine = "zarr" if path.suffix == ".zarr" else "h5netcdf"
        dataset = xr.open_dataset(path, engine=engine, decode_times=False, decode_timedelta=False)
    except Exception as error:
        reason = (str(error).splitlines() or [type(error).__name__])[0]
        raise UsageError(f"{path} does not open as results: {reason}") from error
    if "sponge_version" not in dataset.attrs or "status" not in dataset:
        dataset.close()
        raise UsageError(f"{path} holds no results of sponge, or those of an old version: run the model again")
    return dataset


def zones_of(scope: str, cases: Sequence[Case]) -> tuple[str, ...] | None:
    """The control zones that count; None for all. UsageError where a file names zones that no result has."""
    if scope == DISTRICT:
        return None
    path = Path(scope)
    if not path.is_file():
        hint = f"write {DISTRICT}, or a CSV file with a column 'zone'"
        raise UsageError(f"--scope {scope}: there is no such file; {hint}")
    rows = list(csv.DictReader(regular_text(path).splitlines()))
    if not rows or "zone" not in rows[0]:
        raise UsageError(f"{path}: a scope is a CSV file with a column 'zone' and at least one row")
    known = {name for case in cases for name in case.names("secondary_zone")}
    for line, row in enumerate(rows, start=2):
        if row["zone"] not in known:
            hint = suggestion_or_list(row["zone"], known)
            raise UsageError(f"{path}:{line}: the results have no zone '{row['zone']}'{hint}")
    return tuple(row["zone"] for row in rows)
