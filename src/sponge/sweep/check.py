# SPDX-License-Identifier: Apache-2.0
"""What is wrong with a sweep, found before the first run: every measure, change and rain that it names, tried once."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

from sponge.base.errors import ModelError, UsageError
from sponge.model.changes import apply_changes, parse_change
from sponge.results.layout import Layout
from sponge.sweep.boundary import QUANTITIES, with_boundary
from sponge.sweep.design import UNVARIED
from sponge.sweep.file_problems import refuse
from sponge.sweep.lanes import Lanes, changes_of, put_boundary, with_key
from sponge.sweep.schema import Vary

MOST_VALUES = 200  # of one thing that varies, tried one by one


def check_lanes(lanes: Lanes, file: str) -> None:
    """UsageError with every problem of what all or many scenarios share."""
    problems = [problem for trial in _trials(lanes) for problem in _found_by(*trial)]
    if problems:
        raise refuse(file, list(dict.fromkeys(problems)))


def check_names(lanes: Lanes, layout: Layout) -> None:
    """UsageError where a thing that varies is called like something of the results."""
    taken = {v.name for v in (*layout.series, *layout.summaries)}
    taken |= {*layout.names, *layout.coordinates, *layout.geometry}
    double = [v.name for v in lanes.design.vary if v.name in taken | {"scenario", "time", "status", "time_bounds"}]
    if double:
        raise UsageError(f"vary '{double[0]}': the results have a variable of this name; choose another")


def _found_by(where: str, trial: Callable[[], Any]) -> list[str]:
    try:
        trial()
    except (UsageError, ModelError) as error:
        return [f"{where}{line.strip()}" for line in str(error).splitlines()]
    return []


def _trials(lanes: Lanes) -> Iterator[tuple[str, Callable[[], Any]]]:
    """What to try, each with where it stands."""
    scenario, model = lanes.scenario, lanes.model
    for word in scenario.measures:
        yield "measures: ", partial(lanes.library.resolve, [word])
    for i, line in enumerate(scenario.set, 1):
        yield f"set[{i}]: ", partial(apply_changes, model, line)
    for quantity in QUANTITIES:
        for pattern, value in getattr(scenario.boundary, quantity).items():
            yield "", partial(with_boundary, model, {quantity: {pattern: value}})
    for vary in lanes.design.vary:
        for value in _values_of(lanes, vary):
            yield f"vary '{vary.name}': ", partial(_try_value, lanes, vary, value)
    for name in _measures_used(lanes):
        yield "", partial(lanes.library.apply, model, name)
    if scenario.rain is not None and not any(v.kind == "rain" for v in lanes.design.vary):
        yield "", partial(lanes.rain, dict(scenario.rain))


def _values_of(lanes: Lanes, vary: Vary) -> list[Any]:
    """The listed values, or of a distribution the one in the middle."""
    if vary.choices is not None:
        return list(vary.choices)[:MOST_VALUES]
    column = lanes.design.vary.index(vary)
    rows = range(min(len(lanes), MOST_VALUES))
    values = [lanes.design.values(k)[column] for k in rows]
    known = [value for value in values if value is not UNVARIED]
    return known[:1] if vary.distribution is not None else known


def _try_value(lanes: Lanes, vary: Vary, value: Any) -> None:
    if vary.kind == "measures":
        lanes.library.resolve([value] if isinstance(value, str) else value)
    elif vary.kind == "target":
        for change in changes_of(vary, value):
            parse_change(change)
            apply_changes(lanes.model, change)
    elif vary.kind == "rain":
        _try_rain(lanes, vary, value)
    else:
        boundary: dict[str, dict[str, float]] = {quantity: {} for quantity in QUANTITIES}
        put_boundary(boundary, str(vary.boundary), value)
        with_boundary(lanes.model, boundary)


def _try_rain(lanes: Lanes, vary: Vary, value: Any) -> None:
    """The rain with this value and the first of everything else that varies in it."""
    rain = dict(lanes.scenario.rain or {})
    for other in lanes.design.vary:
        if other.kind == "rain":
            rain = with_key(rain, str(other.rain), value if other is vary else _values_of(lanes, other)[0])
    lanes.rain(rain)


def _measures_used(lanes: Lanes) -> list[str]:
    """Names of all measures that a scenario takes, as far as they are known."""
    words = list(lanes.scenario.measures)
    for vary in lanes.design.vary:
        if vary.kind == "measures":
            for value in _values_of(lanes, vary):
                words += [value] if isinstance(value, str) else list(value)
    known: dict[str, None] = {}
    for word in words:
        try:
            known |= dict.fromkeys(lanes.library.resolve([word]))
        except UsageError:  # told where the word stands
            continue
    return list(known)
