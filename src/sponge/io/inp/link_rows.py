# SPDX-License-Identifier: Apache-2.0
"""Links while their rows come: rows give fields, and once all are read sections, losses and offsets are settled."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sponge.base.units import Units
from sponge.io.inp.context import Context
from sponge.io.inp.row import Row
from sponge.io.inp.section import Built
from sponge.io.inp.text import num, shortest
from sponge.model.kinds import LINK_KIND, NODE_TABLES
from sponge.model.links import Conduit, Link, LinkKind
from sponge.model.model import Model

MISSING = float("nan")  # an offset given as *
DROP_TOLERANCE = 0.001 * 0.3048  # m: an elevation this little under the invert means the invert


@dataclass(slots=True)
class LinkDraft:
    """A link before its section, losses and offsets are settled."""

    kind: LinkKind
    fields: dict[str, Any]


def put_link(row: Row, link: type[Link], fields: dict[str, Any]) -> None:
    """Keep the fields of a row of [CONDUITS], [PUMPS] ... with what all links have."""
    fields.update(
        up=row.ref(1, "node"), down=row.ref(2, "node"), line=row.line, comment=row.comment,
        tag=row.context.tags.get(("link", row.name.upper()), ""),
    )  # fmt: skip
    if not row.failed:
        row.context.table("links")[row.own("link")] = LinkDraft(LINK_KIND[link], fields)


def read_offset(row: Row, i: int, what: str) -> float:
    """An offset in m; only as an elevation may it be a star."""
    if row.item(i)[:1] == "*" and row.context.options.link_offsets == "ELEVATION":
        return MISSING
    return row.number(i, what) * row.context.units.length


def offset_text(model: Model, height: float, node: str, u: Units) -> str:
    """An offset as the model's LINK_OFFSETS has it."""
    if model.options.link_offsets != "ELEVATION":
        return num(height, u.length)
    invert = model.node(node).invert
    return "*" if height == 0.0 else shortest(height, (height + invert) / u.length, lambda x: x * u.length - invert)


def build_links(context: Context, built: Built, kind: LinkKind) -> Built:
    """The table of a kind of link, with sections, losses, and offsets as heights."""
    table: dict[str, Link] = {}
    sections, losses = context.table("sections"), context.table("losses")
    for name, draft in context.table("links").items():
        if draft.kind is not kind or sections.get(name, draft) is None:
            continue  # where its section is wrong, and reported, the link must not be blamed for having none
        fields = dict(draft.fields)
        _settle_offsets(context, built, name, kind, fields)
        if name in sections and kind.has_cross_section:
            fields["section"] = sections[name]
        known = kind.row.__dataclass_fields__
        fields.update({what: value for what, value in losses.get(name, {}).items() if what in known})
        table[name] = kind.row(name, **fields)
    return {kind.table: table}


def _settle_offsets(context: Context, built: Built, name: str, kind: LinkKind, fields: dict[str, Any]) -> None:
    """Offsets as heights above the inverts, none negative."""
    elevations = context.options.link_offsets == "ELEVATION"
    for offset, end in zip(kind.offsets, ("up", "down"), strict=False):
        height = fields[offset]
        if height != height:
            height = 0.0
        elif elevations:
            height -= _invert(built, fields[end], height)
        if height < 0.0:
            if (elevations and height < -DROP_TOLERANCE) or (kind.row is Conduit and not elevations):
                context.problem(
                    f"negative offset of link {name!r} taken as zero", fields["line"], kind.section, fatal=False
                )
            height = 0.0
        fields[offset] = height


def _invert(built: Built, node: str, otherwise: float) -> float:
    """Of a node; ``otherwise`` where its row is wrong and reported."""
    return next((built[table][node].invert for table in NODE_TABLES if node in built[table]), otherwise)
