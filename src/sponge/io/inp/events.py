# SPDX-License-Identifier: Apache-2.0
"""[EVENTS]: the periods for which routing is computed."""

from __future__ import annotations

from sponge.base.dates import is_half_of_day
from sponge.io.inp.row import Row
from sponge.io.inp.section import Output, Section, rows_of
from sponge.io.inp.text import Lines, columns, date_of, time_of
from sponge.model.elements import Event
from sponge.model.model import Model


def read_event(row: Row) -> None:
    """StartDate StartTime EndDate EndTime."""
    row.need(4, "StartDate StartTime EndDate EndTime")
    ends = 3 if is_half_of_day(row.item(2)) else 2
    moments = row.moment(0), row.moment(ends)
    if moments[0] is not None and moments[1] is not None:
        if moments[0] >= moments[1]:
            row.bad("the event ends before it starts")
            return
        events = row.context.table("events")
        events[str(len(events))] = Event(moments[0], moments[1], line=row.line)


def write_events(model: Model, _: Output) -> Lines:
    """Start and end of each event."""
    return [columns(date_of(e.start), time_of(e.start), date_of(e.end), time_of(e.end)) for e in model.events]


EVENTS = Section(name="EVENTS", heading="[EVENT", read=read_event, write=write_events, build=rows_of("events"))
