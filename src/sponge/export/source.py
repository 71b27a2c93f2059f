# SPDX-License-Identifier: Apache-2.0
"""Input of exports: the results of one run, and their model as it ran."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, fields, replace
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np

from sponge.base.did_you_mean import listing, suggestion_or_list
from sponge.base.errors import UsageError
from sponge.engine.system import Network
from sponge.model.changes import apply_changes
from sponge.model.compile import compile_model
from sponge.model.model import Model
from sponge.model.options import Options
from sponge.results.layout import layout_of, model_hash, report_times
from sponge.results.open_results import open_results
from sponge.simulation.prepare import read
from sponge.sweep.measures import library_of

WHOLE = "files of EPA SWMM are of all elements and times: export the file that the run wrote"
MEASURE, OTHER_LINES = "measure ", ("rain = ", "boundary.")  # begin lines of a scenario that are no changes


@dataclass(frozen=True)
class Results:
    """Results of a run, or of a sweep with the dimension of scenarios."""

    name: str  # of the file, for messages
    data: Any  # xarray.Dataset, lazy
    notes: tuple[str, ...] = ()  # what the user should know of them

    def need(self, variables: Sequence[str], what: str) -> None:
        """UsageError with every variable that the results lack."""
        missing = [name for name in variables if name not in self.data.variables]
        if missing:
            raise UsageError(
                f"{what} needs variables that {self.name} does not hold: {', '.join(missing)}; run the model anew "
                f"and write them ({self._anew})"
            )

    @property
    def _anew(self) -> str:
        """The command that makes results with every variable."""
        attributes = self.data.attrs
        if "scenarios_file" in attributes:
            return f"sponge sweep {attributes['scenarios_file']} --variables '*'"
        return f"sponge run {attributes.get('model', 'MODEL.inp')} without --variables and --zones-only"


@dataclass(frozen=True)
class Source(Results):
    """Results of one run without the dimension of scenarios, and their model."""

    model: Model = field(kw_only=True)

    @cached_property
    def network(self) -> Network:
        """The compiled model, for sizes that a file has only indirectly."""
        return compile_model(self.model)


@contextmanager
def opened_results(results: Path, scenario: str = "") -> Iterator[Results]:
    """Results of a run, of one scenario of a sweep, or of all of them; UsageError where they are none."""
    if not results.exists():
        raise UsageError(f"there are no results {results}: give the .nc or .zarr of sponge run or sponge sweep")
    try:
        data = open_results(results, decode_timedelta=False)
    except Exception as error:
        reason = (str(error).splitlines() or [type(error).__name__])[0]
        raise UsageError(f"{results} does not open as results: {reason}") from error
    with data:
        if "model_options" not in data.attrs:
            raise UsageError(f"{results} is no file of results of sponge: it does not say the options of a run")
        some = one_run(data, results, scenario) if scenario else data
        yield Results(str(results), some, notes_of(some))


@contextmanager
def opened_with_model(results: Path, model: Path | None = None, scenario: str = "") -> Iterator[Source]:
    """Results of a run, or of one scenario of a sweep, and the model found; UsageError where anything is missing."""
    with opened_results(results) as found:
        one = one_run(found.data, results, scenario)
        ran = as_it_ran(read(find_model(results, str(one.attrs.get("model", "")), model)), one.attrs, str(results))
        notes = ("sizes of elements are those of the sweep's model, without the changes of the scenario",)
        one = whole(one, ran, str(results))
        yield Source(found.name, one, (*notes, *notes_of(one)) if scenario else notes_of(one), model=ran)


def one_run(data: Any, results: Path, scenario: str) -> Any:
    """The results of one scenario; UsageError where it must be named, or is not there."""
    if "scenario" not in data.dims:
        if scenario:
            raise UsageError(f"{results} holds one run: --scenario is for results of a sweep")
        return data
    names = [str(name) for name in data["scenario"].values]
    if not scenario:
        shown = listing(names[:5]) + (", ..." if len(names) > 5 else "")
        raise UsageError(f"{results} holds {len(names)} scenarios: choose one with --scenario NAME ({shown})")
    if scenario not in names:
        raise UsageError(f"{results} has no scenario '{scenario}'{suggestion_or_list(scenario, names)}")
    return data.isel(scenario=names.index(scenario))


def whole(data: Any, model: Model, results: str) -> Any:
    """The results with the elements in the model's order; UsageError where some, or times, were taken out of them."""
    for dim, names in layout_of(model).names.items():
        if dim.endswith(("zone", "station")):
            continue
        held = list(map(str, data[dim].values)) if dim in data.coords and dim in data.dims else list(names)
        if sorted(held) != sorted(names):
            some = f"{len(held)} of {len(names)} in '{dim}'"
            raise UsageError(f"{results} is a part of results: it holds {some}; {WHOLE}")
        if held != list(names):
            place = {name: k for k, name in enumerate(held)}
            data = data.isel({dim: [place[name] for name in names]})
    after = (data["time"].values - np.datetime64(model.options.start)) / np.timedelta64(1, "s")
    expected = report_times(model)[: len(after)]
    if len(expected) < len(after) or not np.allclose(after, expected, rtol=0.0, atol=1e-3):
        raise UsageError(f"{results} is a part of results: its times are not those that the run reported; {WHOLE}")
    return data


def notes_of(data: Any) -> tuple[str, ...]:
    """What the user should know of these results."""
    status = np.atleast_1d(data["status"].values) if "status" in data.variables else np.zeros(1)
    bad = status != 0
    if not bad.any():
        return ()
    if "scenario" in data.dims:
        names = ", ".join(map(str, data["scenario"].values[bad][:5])) + (", ..." if bad.sum() > 5 else "")
        return (f"{bad.sum()} scenarios did not end well ({names}): what is exported is what they left",)
    return (f"the run did not end well (status {int(status[0])}): what is exported is what it left",)


# --- the model ----------------------------------------------------------------------------------------------------


def find_model(results: Path, recorded: str, given: Path | None) -> Path:
    """The model's file: given, or of the recorded name near the results and the current folder."""
    if given is not None and not given.is_dir():
        return given
    stem = Path(recorded).stem
    folders = [given] if given else [results.parent, Path(), Path("models") / stem, Path(stem)]
    for folder in folders:
        if recorded.endswith(".inp") and (folder / recorded).is_file():
            return folder / recorded
    looked = ", ".join(dict.fromkeys(str(folder.resolve()) for folder in folders))
    raise UsageError(f"the model of the results ({recorded}) is not in {looked}: give it with --model")


def as_it_ran(model: Model, attributes: dict[str, Any], results: str) -> Model:
    """The model with the options and changes that the results record; UsageError where they are not of this file."""
    if model_hash(model) != attributes.get("model_sha256"):
        raise UsageError(
            f"{model.path} is not the file that {results} was run from, or was changed since (its sha256 differs): "
            "give the right one with --model, or run it anew"
        )
    lines = [line for line in str(attributes.get("changes", "none")).splitlines() if line != "none"]
    for line in lines:
        model = repeated(model, line, results)
    return replace(model, options=options_of(model.options, json.loads(attributes["model_options"])))


def repeated(model: Model, line: str, results: str) -> Model:
    """The model with one change that the results record."""
    if line.startswith(OTHER_LINES):
        return model
    try:
        if line.startswith(MEASURE):
            return library_of(model).apply(model, line.removeprefix(MEASURE))
        return apply_changes(model, [line])
    except UsageError as error:
        raise UsageError(f"{results} was run with a change that cannot be repeated: {error}") from error


def options_of(options: Options, said: dict[str, Any]) -> Options:
    """The options of a run, as its results record them."""
    known = {f.name: getattr(options, f.name) for f in fields(options)}
    return replace(options, **{name: _option(said[name], name) for name in known if name in said})


def _option(value: Any, name: str) -> Any:
    if name in ("start", "end", "report_start") and value is not None:
        return datetime.fromisoformat(value)
    return _tuples(value)


def _tuples(value: Any) -> Any:
    return tuple(map(_tuples, value)) if isinstance(value, list) else value
