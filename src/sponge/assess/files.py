# SPDX-License-Identifier: Apache-2.0
"""From files of results to an assessment."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from sponge.assess.cases import Case, cases_of, choose
from sponge.assess.formulas.given import check_given
from sponge.assess.judge import Assessment, assess
from sponge.assess.scopes import WHOLE, scope_of
from sponge.assess.standards import NATIONAL, Rule, rules_of
from sponge.assess.tables import tables_of
from sponge.base.did_you_mean import suggestion_or_list
from sponge.base.errors import UsageError
from sponge.base.version import VERSION


def assess_files(
    paths: Iterable[Path | str], standard: str = NATIONAL, local: str | None = None, scope: str = WHOLE,
    base: str | None = None, with_: str | None = None, return_period: float | None = None,
    given: Mapping[str, Any] | None = None,
) -> Assessment:  # fmt: skip
    """The assessment of results of sponge run and sponge sweep, several files together.

    ``standard`` and ``local`` are names of standards or files, ``scope`` is as in ``scopes.scope_of``. ``base`` and
    ``with_`` name the scenario, or its measures, before and after.
    ``return_period`` [years] is that of a rain whose results do not tell it. UsageError where something does not fit.
    """
    files = [Path(path) for path in paths]
    if not files:
        raise UsageError("give results to assess: the .nc or .zarr of sponge run or sponge sweep")
    rules = rules_of(standard, local)
    check_given(given or {}, rules)
    with ExitStack() as stack:
        cases: list[Case] = []
        for path in files:
            cases += cases_of(stack.enter_context(open_plain(path)), path.name, return_period)
        check_zones(rules, cases)
        chosen = choose(cases, base, with_)
        which = scope_of(scope, cases, _unbuilt(rules))
        found = assess(chosen, rules, which, given or {})
        tables = tables_of(chosen, rules, which, found, given or {})
    return Assessment(found, standard, local, scope, tuple(str(path) for path in files), tables)


def _unbuilt(rules: Mapping[str, Rule]) -> list[str]:
    """Land uses that are no built-up ground, by the standard."""
    return [str(use) for rule in rules.values() for use in rule.settings.get("unbuilt", [])]  # type: ignore[union-attr]


def check_zones(rules: Mapping[str, Rule], cases: Iterable[Case]) -> None:
    """UsageError for targets of zones that no results have."""
    zones = {name for case in cases for name in case.names("secondary_zone")}
    for key, rule in rules.items():
        for name in rule.by_zone:
            if zones and name not in zones:
                raise UsageError(f"standard, [{key}] by_zone: no zone '{name}'{suggestion_or_list(name, zones)}")


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
    try:
        check_version(dataset, path)
        if "status" not in dataset:
            raise UsageError(f"{path} holds no results of sponge, or those of an old version: run the model again")
    except UsageError:
        dataset.close()
        raise
    return dataset


def check_version(dataset: Any, path: Path) -> None:
    """UsageError where results are not of sponge, or of a version whose names may mean other things."""
    version = str(dataset.attrs.get("sponge_version", ""))
    if not version:
        raise UsageError(f"{path} is no file of results of sponge: it does not say which version wrote it")
    if version.split(".")[:2] != VERSION.split(".")[:2]:
        raise UsageError(
            f"{path} was written by sponge {version}, and this is {VERSION}: variables may mean other things; run the "
            "model anew, or read the results with that version"
        )
