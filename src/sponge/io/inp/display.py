"""Sections that say how things look or are reported, [FILES], [EVENTS] and [TAGS]."""

from __future__ import annotations

from sponge.io.inp import keywords
from sponge.io.inp.numbers import to_day, to_number, to_seconds
from sponge.io.inp.options import moment
from sponge.io.inp.row import Row
from sponge.model.elements import Event

TAG_KINDS = {"NODE": "node", "LINK": "link", "SUBCATCH": "subcatchment", "GAGE": "gage"}
POINT_TABLES = {  # table -> kinds of object whose names it may bear
    "coordinates": ("node",),
    "vertices": ("link",),
    "polygons": ("subcatchment", "node"),
    "symbols": ("gage",),
}


def read_points(row: Row, table: str) -> None:
    """Name X Y. EPA SWMM does not read these sections, so that nothing in them is fatal."""
    x, y = (to_number(row.item(i, "?")) for i in (1, 2))
    if x is None or y is None:
        row.warn("a name and two coordinates are expected: row ignored")
        return
    name = row.name
    for kind in POINT_TABLES[table]:
        name = row.context.names[kind].get(name.upper(), name)
    row.context.table(table).setdefault(name, []).append((x, y))


def read_tag(row: Row) -> None:
    """Node|Link|Subcatch|Gage Name Tag."""
    kind = next((kind for word, kind in TAG_KINDS.items() if row.name.upper().startswith(word)), None)
    if kind is None or len(row) < 3:
        row.warn("a kind of object, a name and a tag are expected: row ignored")
        return
    row.context.tags[kind, row.item(1).upper()] = " ".join(row.tokens[2:])


def read_report(row: Row) -> None:
    """[REPORT]: kept as it stands; AVERAGES is looked at."""
    row.need(2, "keyword and YES, NO, ALL, NONE or names")
    word = row.word(0, keywords.REPORT, "report option")
    if row.failed:
        return
    kind = {"SUBCATCH": "subcatchment", "NODE": "node", "LINK": "link"}.get(word)
    if kind is None:
        flag = row.flag(1, "value")
        if word == "AVERAGES":
            row.context.table("report")["averages"] = flag
    elif row.item(1).upper() not in ("ALL", "NONE"):
        for i in range(1, len(row)):
            row.ref(i, kind)
    if not row.failed:
        row.context.table("report").setdefault("rows", []).append(tuple(row.tokens))


def read_file(row: Row) -> None:
    """USE|SAVE Kind Name."""
    row.need(2, "USE|SAVE RAINFALL|RUNOFF|HOTSTART|RDII|INFLOWS|OUTFLOWS File")
    mode = row.word(0, keywords.FILE_MODES, "use of a file")
    kind = row.word(1, keywords.FILE_KINDS, "type of file")
    if row.failed or len(row) < 3:
        return
    needed = {"INFLOWS": "USE", "OUTFLOWS": "SAVE"}.get(kind, mode)
    if mode != needed:
        row.bad(f"a file of {kind} can only be {'read' if needed == 'USE' else 'saved'}", f"{needed} {kind} File")
        return
    several = (mode, kind) == ("SAVE", "HOTSTART")
    row.context.table("files")[(mode, kind, row.item(2) if several else "")] = (mode, kind, row.item(2))
    if several and len(row) > 4:
        _read_save_time(row)


def _read_save_time(row: Row) -> None:
    """Date and time at which a hot start file is saved (SWMM 5.3)."""
    day, seconds = to_day(row.item(3)), to_seconds(row.item(4))
    if day is None or seconds is None:
        row.bad(f"not a date and time: {row.item(3)} {row.item(4)}", "month/day/year hours:minutes")
        return
    row.context.table("save_times")[row.item(2)] = moment(day, seconds)


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
