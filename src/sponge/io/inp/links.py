"""[CONDUITS], [PUMPS], [ORIFICES], [WEIRS], [OUTLETS] and [LOSSES].

Rows give fields; ``build_links`` joins them with sections and losses once all are read, and turns offsets into heights
above the nodes' inverts.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sponge.io.inp import keywords
from sponge.io.inp.context import Context
from sponge.io.inp.row import Row
from sponge.model import elements as el

MISSING = float("nan")  # an offset given as *
DROP_TOLERANCE = 0.001 * 0.3048  # m: an elevation this little under the invert means the invert
TABLES = {
    "conduits": el.Conduit, "pumps": el.Pump, "orifices": el.Orifice, "weirs": el.Weir, "outlets": el.Outlet,
}  # fmt: skip


@dataclass(slots=True)
class Draft:
    """A link before its section, losses and offsets are settled."""

    table: str
    fields: dict[str, Any]


def _put(row: Row, table: str, fields: dict[str, Any]) -> None:
    fields.update(
        up=row.ref(1, "node"), down=row.ref(2, "node"), line=row.line, comment=row.comment,
        tag=row.context.tags.get(("link", row.name.upper()), ""),
    )  # fmt: skip
    if not row.failed:
        row.context.table("links")[row.own("link")] = Draft(table, fields)


def _offset(row: Row, i: int, what: str) -> float:
    """An offset in m; only as an elevation may it be a star."""
    if row.item(i)[:1] == "*" and row.context.options.link_offsets == "ELEVATION":
        return MISSING
    return row.number(i, what) * row.context.units.length


def read_conduit(row: Row) -> None:
    """Name From To Length Roughness InOffset OutOffset (InitFlow MaxFlow)."""
    row.need(7, "Name From To Length Roughness InOffset OutOffset (InitFlow MaxFlow)")
    units = row.context.units
    fields = {
        "length": row.number(3, "length") * units.length,
        "roughness": row.number(4, "roughness"),
        "offset_up": _offset(row, 5, "inlet offset"),
        "offset_down": _offset(row, 6, "outlet offset"),
        "initial_flow": row.number(7, "initial flow", 0.0) * units.flow,
        "max_flow": row.number(8, "maximum flow", 0.0) * units.flow,
    }
    _put(row, "conduits", fields)


def read_pump(row: Row) -> None:
    """Name From To (Curve Status Startup Shutoff)."""
    row.need(3, "Name From To (Curve Status Startup Shutoff)")
    length = row.context.units.length
    fields = {
        "curve": "" if row.item(3, "*") == "*" else row.ref(3, "curve"),
        "on": row.word(4, ("OFF", "ON"), "status", "ON") == "ON",
        "start_depth": row.number(5, "startup depth", 0.0, low=0.0) * length,
        "stop_depth": row.number(6, "shutoff depth", 0.0, low=0.0) * length,
    }
    _put(row, "pumps", fields)


def read_orifice(row: Row) -> None:
    """Name From To Kind Offset Coefficient (Gated OpenTime)."""
    row.need(6, "Name From To SIDE|BOTTOM Offset Coefficient (Gated OpenTime)")
    fields = {
        "kind": row.word(3, ("SIDE", "BOTTOM"), "type of orifice"),
        "offset": _offset(row, 4, "offset"),
        "discharge_coefficient": row.number(5, "discharge coefficient", low=0.0),
        "flap_gate": row.flag(6, "flap gate"),
        "open_time": row.number(7, "time to open", 0.0, low=0.0) * 3600.0,
    }
    _put(row, "orifices", fields)


def read_weir(row: Row) -> None:
    """Name From To Kind Crest Cd (Gated EndCon EndCoeff Surcharge RoadWidth RoadSurface Curve)."""
    row.need(6, "Name From To Kind Crest Cd (Gated EndCon EndCoeff Surcharge RoadWidth RoadSurface CoeffCurve)")
    length = row.context.units.length
    per_root = length**0.5  # Q = C L h**1.5: a coefficient is in length**0.5 a second
    kind = row.word(3, keywords.WEIRS, "type of weir")
    fields: dict[str, Any] = {
        "kind": kind,
        "crest": _offset(row, 4, "crest"),
        "discharge_coefficient": row.number(5, "discharge coefficient", low=0.0) * per_root,
        "flap_gate": not row.starred(6) and row.flag(6, "flap gate"),
        "end_contractions": 0.0 if row.starred(7) else row.number(7, "end contractions", low=0.0),
        "end_coefficient": 0.0 if row.starred(8) else row.number(8, "end coefficient", low=0.0) * per_root,
        "can_surcharge": row.starred(9) or row.flag(9, "surcharge"),
    }
    if kind == "ROADWAY" and len(row) > 10:
        fields["road_width"] = 0.0 if row.starred(10) else row.number(10, "road width", low=0.0) * length
        surface = row.item(11).upper()
        fields["road_surface"] = surface if surface in ("PAVED", "GRAVEL") else ""
    if not row.starred(12):
        fields["curve"] = row.ref(12, "curve")
    _put(row, "weirs", fields)


def read_outlet(row: Row) -> None:
    """Name From To Offset Kind Coefficient Exponent | Curve (Gated)."""
    row.need(6, "Name From To Offset FUNCTIONAL|TABULAR/DEPTH|HEAD Coefficient Exponent | Curve (Gated)")
    units = row.context.units
    relation = row.word(4, ("TABULAR", "FUNCTIONAL"), "type of outlet")
    against = "HEAD" if row.item(4).upper().partition("/")[2] == "HEAD" else "DEPTH"
    fields: dict[str, Any] = {"offset": _offset(row, 3, "offset"), "kind": f"{relation}/{against}"}
    if relation == "FUNCTIONAL":
        row.need(7, "Name From To Offset FUNCTIONAL/DEPTH|HEAD Coefficient Exponent (Gated)")
        exponent = row.number(6, "exponent")
        fields["exponent"] = exponent
        fields["coefficient"] = row.number(5, "coefficient") * _outlet_scale(row, units.flow, units.length, exponent)
    else:
        fields["curve"] = row.ref(5, "curve")
    gate = 7 if relation == "FUNCTIONAL" else 6
    fields["flap_gate"] = row.flag(gate, "flap gate")
    _put(row, "outlets", fields)


def _outlet_scale(row: Row, flow: float, length: float, exponent: float) -> float:
    """What makes a coefficient of Q = a h**b SI."""
    try:
        return flow / length**exponent
    except (OverflowError, ZeroDivisionError):
        row.bad(f"exponent out of range: {row.item(6)}")
        return 1.0


def read_losses(row: Row) -> None:
    """Link Inlet Outlet Average (Gated Seepage)."""
    row.need(4, "Conduit Inlet Outlet Average (Gated SeepageRate)")
    name = row.ref(0, "link")
    fields = {
        "loss_inlet": row.number(1, "loss coefficient", low=0.0),
        "loss_outlet": row.number(2, "loss coefficient", low=0.0),
        "loss_average": row.number(3, "loss coefficient", low=0.0),
        "flap_gate": row.flag(4, "flap gate"),
        "seepage": row.number(5, "seepage rate", 0.0) * row.context.units.rate,
    }
    if not row.failed:
        row.context.table("losses")[name] = fields


def build_links(context: Context) -> dict[str, dict[str, el.Link]]:
    """The tables of links, with sections, losses, and offsets as heights."""
    built: dict[str, dict[str, el.Link]] = {table: {} for table in TABLES}
    sections, losses = context.table("sections"), context.table("losses")
    inverts = {
        name: node.invert
        for table in ("junctions", "outfalls", "storages", "dividers")
        for name, node in context.table(table).items()
    }
    for name, draft in context.table("links").items():
        if sections.get(name, draft) is None:
            continue  # its section is wrong, and reported; the link must not be blamed for having none
        fields = dict(draft.fields)
        _settle_offsets(context, name, draft.table, fields, inverts)
        if name in sections and draft.table in ("conduits", "orifices", "weirs"):
            fields["section"] = sections[name]
        if name in losses:
            fields.update(_losses_of(draft.table, losses[name]))
        built[draft.table][name] = TABLES[draft.table](name, **fields)
    return built


def _losses_of(table: str, losses: dict[str, Any]) -> dict[str, Any]:
    """All of a conduit's; of a regulator's, the flap gate, which is set here too."""
    if table == "conduits":
        return losses
    return {} if table == "pumps" else {"flap_gate": losses["flap_gate"]}


def _settle_offsets(context: Context, name: str, table: str, fields: dict, inverts: dict[str, float]) -> None:
    """Offsets as heights above the inverts, none negative."""
    ends = {
        "conduits": (("offset_up", "up"), ("offset_down", "down")),
        "orifices": (("offset", "up"),),
        "weirs": (("crest", "up"),),
        "outlets": (("offset", "up"),),
    }.get(table, ())
    elevations = context.options.link_offsets == "ELEVATION"
    for offset, end in ends:
        height = fields[offset]
        if height != height:
            height = 0.0
        elif elevations:
            height -= inverts.get(fields[end], height)
        if height < 0.0:
            if (elevations and height < -DROP_TOLERANCE) or (table == "conduits" and not elevations):
                context.problem(
                    f"negative offset of link {name!r} taken as zero", fields["line"], table.upper(), fatal=False
                )
            height = 0.0
        fields[offset] = height
