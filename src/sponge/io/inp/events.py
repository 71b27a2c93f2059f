"""[EVENTS]: the periods for which routing is computed."""

from __future__ import annotations

from sponge.io.inp.numbers import moment, to_day, to_seconds
from sponge.io.inp.row import Row
from sponge.io.inp.section import Output, Section, rows_of
from sponge.io.inp.text import Lines, columns, date_of, time_of
from sponge.model.elements import Event
from sponge.model.model import Model


def read_event(row: Row) -> None:
    """StartDate StartTime EndDate EndTime."""
    row.need(4, "StartDate StartTime EndDate EndTime")
    moments = []
    for i in (0, 2):
        day, seconds = to_day(row.item(i)), to_seconds(row.item(i + 1))
        if day is None:
            row.bad(f"not a date: {row.item(i)!r}", "month/day/year")
        elif seconds is None:
            row.bad(f"not a time: {row.item(i + 1)!r}", "hours:minutes")
        else:
            moments.append(moment(day, seconds))
    if not row.failed:
        if moments[0] >= moments[1]:
            row.bad("the event ends before it starts")
            return
        events = row.context.table("events")
        events[str(len(events))] = Event(moments[0], moments[1], line=row.line)


def write_events(model: Model, _: Output) -> Lines:
    """Start and end of each event."""
    return [columns(date_of(e.start), time_of(e.start), date_of(e.end), time_of(e.end)) for e in model.events]


EVENTS = Section(name="EVENTS", heading="[EVENT", read=read_event, write=write_events, build=rows_of("events"))
