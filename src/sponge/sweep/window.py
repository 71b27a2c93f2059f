# SPDX-License-Identifier: Apache-2.0
"""From when to when scenarios run: lead, rain, tail; the same for all scenarios of a sweep."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache
from math import ceil

from sponge.base.errors import UsageError
from sponge.base.times import later
from sponge.model.elements import Event
from sponge.model.model import Model
from sponge.model.options import Options
from sponge.rain import Hyetograph
from sponge.sweep.rainfall import last_rain
from sponge.sweep.schema import Scenario
from sponge.sweep.spells import events_of


@dataclass(frozen=True)
class Window:
    """Dates and report step that all lanes share."""

    start: datetime
    end: datetime
    report_step: float  # s
    lead: float  # s from the start to the rain
    events: tuple[Event, ...] | None = None  # when flow is routed; None: as the model has it

    def put_on(self, model: Model) -> Model:
        """The model with these dates."""
        events = model.events if self.events is None else self.events
        return replace(model, events=events, options=dated(self, model.options))


@lru_cache(8)
def dated(window: Window, options: Options) -> Options:
    """Options with the dates of a window: the same object for all lanes that have the same."""
    moved = options.start != window.start or options.end != window.end
    return replace(
        options, start=window.start, end=window.end, report_step=window.report_step,
        report_start=None if moved else options.report_start,
    )  # fmt: skip


def window_of(model: Model, scenario: Scenario, rains: Iterable[Hyetograph]) -> Window:
    """The window that holds all of these rains; the model's own dates where there are none."""
    rains = list(rains)
    step = scenario.every or model.options.report_step
    start = scenario.start or _start_of(model, scenario, rains)
    end = scenario.end or _end_of(model, scenario, rains, start, step)
    if end <= start:
        raise UsageError(f"the simulation ends ({end}) before it starts ({start})")
    begin = later(start, scenario.lead)
    events = events_of(model, rains, scenario.route, begin) if scenario.route and rains else None
    return Window(start, end, step, scenario.lead, _within(events, start, end))


def _within(events: tuple[Event, ...] | None, start: datetime, end: datetime) -> tuple[Event, ...] | None:
    """Events cut to the simulation."""
    if events is None:
        return None
    return tuple(Event(max(e.start, start), min(e.end, end)) for e in events if e.start < end and e.end > start)


def _start_of(model: Model, scenario: Scenario, rains: list[Hyetograph]) -> datetime:
    """A lead before the date of the rain where all have the same, else the model's."""
    dates = {rain.start for rain in rains}
    date = next(iter(dates), None)
    return later(date, -scenario.lead) if date and len(dates) == 1 else model.options.start


def _end_of(model: Model, scenario: Scenario, rains: list[Hyetograph], start: datetime, step: float) -> datetime:
    """A tail after the last rain, in whole report steps; without rain as long as the model's own simulation."""
    if not rains:
        return model.options.end if scenario.start is None else later(start, model.options.duration)
    longest = max(last_rain(model, rain) for rain in rains)
    seconds = scenario.lead + longest + scenario.tail
    return later(start, max(ceil(seconds / step - 1e-9), 1) * step)
