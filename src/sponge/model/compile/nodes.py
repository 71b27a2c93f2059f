# SPDX-License-Identifier: Apache-2.0
"""Nodes and outfalls of a Model as tables of one lane."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np

from sponge.engine.dynamic_wave import MIN_SURFACE_AREA
from sponge.engine.network import CONDUIT, DIVIDER, JUNCTION, OUTFALL, STORAGE, Facts, Links, Nodes
from sponge.model.compat import corrections
from sponge.model.compile.codes import LINK_OF_CODE, NODE_CODE
from sponge.model.compile.columns import integers, numbers
from sponge.model.compile.curves import CurvePool
from sponge.model.compile.structures import pump_kind
from sponge.model.compile.times import times_since_start
from sponge.model.compile.topology import sediment_of
from sponge.model.index import Index
from sponge.model.model import Model
from sponge.model.nodes import NODE_KINDS, Node, Storage
from sponge.physics.links.pump import STEP_VOLUME
from sponge.physics.nodes import outfall
from sponge.physics.nodes.outfall import Outfalls
from sponge.physics.nodes.storage import Storages

OUTFALL_KINDS = {
    "FREE": outfall.FREE, "NORMAL": outfall.NORMAL, "FIXED": outfall.FIXED, "TIDAL": outfall.TIDAL,
    "TIMESERIES": outfall.SERIES,
}  # fmt: skip


def node_full_depths(model: Model, index: Index, links: Links) -> np.ndarray:
    """Depth [m] at which each node is full, (node,).

    What the file says, but no less than up to the crown of every link that leaves the node and every conduit that
    enters it. Pumps and bottom orifices do not count, and an open storage unit keeps what the file says.
    """
    rows = [model.node(name) for name in index.nodes]
    depth = numbers(getattr(row, "max_depth", 0.0) for row in rows)
    fixed = [isinstance(row, Storage) and row.surcharge_depth <= 0.0 for row in rows]
    for name, j in index.links.items():
        if name in model.orifices and model.orifices[name].kind.upper() == "BOTTOM":
            continue
        ends = (links.up[j], links.offset_up[j]), (links.down[j], links.offset_down[j])
        for node, offset in ends[: len(LINK_OF_CODE[links.kind[j]].offsets)]:
            if not fixed[node]:
                depth[node] = max(depth[node], offset + links.full_depth[j])
    return depth


def full_volumes(model: Model, index: Index, full_depth: np.ndarray, storages: Storages) -> np.ndarray:
    """Water [m3] that each node holds when full, (node,): storage units, and the wet wells of pumps by volume."""
    volume = np.zeros(len(index.nodes))
    for row in model.pumps.values():
        node = index.nodes[row.up]
        if pump_kind(model, row) == STEP_VOLUME and full_depth[node] > 0.0:
            points = model.curves[row.curve].points
            volume[node] = max(volume[node], points[-1][0] if points else 0.0)
    volume[storages.node] = storages.full_volume
    return volume


def with_manholes(model: Model, nodes: Nodes, links: Links, facts: Facts) -> Nodes:
    """Nodes with the water that they hold beside that in their conduits, as the solver with these facts has it.

    Junctions hold it on a share of MIN_SURFAREA over their full depth, on all of it where no conduit joins
    (``facts.manhole``). Or what they rise by holds water (``facts.surface_storage``): MIN_SURFAREA up to the lowest end
    of a conduit, and the surface of open conduits above them, up to the rim or where the node comes under pressure.
    """
    stands = (nodes.kind == JUNCTION) | (nodes.kind == DIVIDER)
    lowest = np.full(len(nodes.kind), np.inf)
    carries = (links.kind == CONDUIT) & (links.is_dummy == 0)
    for node, offset in ((links.up, links.offset_up), (links.down, links.offset_down)):
        np.minimum.at(lowest, node[carries], offset[carries])
    area = model.options.min_surface_area or MIN_SURFACE_AREA
    if facts.surface_storage > 0.0:
        share = facts.surface_storage * corrections(model.options.compat).pump_surface
        own = stands & (nodes.full_volume == 0.0) & (lowest > 0.0)
        filled_at = np.where(own, np.minimum(lowest, nodes.full_depth), nodes.full_depth)
        walls = nodes.full_depth + nodes.surcharge_depth
        if model.options.surcharge_method != "SLOT":
            pressed = np.where(nodes.crown > 0.0, np.minimum(nodes.crown, walls), walls)
            walls = np.where(nodes.kind == STORAGE, nodes.full_depth, pressed)
        return nodes._replace(
            full_volume=np.where(own, share * area * filled_at, nodes.full_volume), filled_at=filled_at,
            walls=np.where(nodes.kind == OUTFALL, 0.0, walls),
        )  # fmt: skip
    if facts.manhole > 0.0:
        full = np.where(stands, area * np.where(np.isfinite(lowest), facts.manhole, 1.0) * nodes.full_depth, 0.0)
        return nodes._replace(full_volume=np.maximum(nodes.full_volume, full))
    return nodes


def compile_nodes(model: Model, index: Index, links: Links, storages: Storages) -> Nodes:
    """Nodes of one lane; crown and degree are left at zero."""
    rows = [model.node(name) for name in index.nodes]
    places = {name: i for kind in NODE_KINDS for i, name in enumerate(kind.rows(model))}
    kind = integers(NODE_CODE[type(row)] for row in rows)
    place = integers(places[row.name] for row in rows)
    full_depth = node_full_depths(model, index, links)
    return Nodes(
        kind=kind,
        index=np.where(kind == JUNCTION, np.arange(len(rows)), place),
        degree=np.zeros(len(rows), np.int64),
        invert=numbers(row.invert for row in rows),
        full_depth=full_depth,
        surcharge_depth=surcharge_depths(model, rows),
        ponded_area=numbers(getattr(row, "ponded_area", 0.0) for row in rows),
        initial_depth=numbers(getattr(row, "initial_depth", 0.0) for row in rows),
        crown=np.zeros(len(rows)),
        full_volume=full_volumes(model, index, full_depth, storages),
        filled_at=full_depth,
        walls=np.zeros(len(rows)),
    )


def surcharge_depths(model: Model, rows: Sequence[Node]) -> np.ndarray:
    """Head [m] that each node bears above its full depth before its water floods or ponds, (node,)."""
    ponding = corrections(model.options.compat).surcharge_under_ponds if model.options.allow_ponding else 1.0
    return numbers(
        getattr(row, "surcharge_depth", 0.0) * (ponding if getattr(row, "ponded_area", 0.0) > 0.0 else 1.0)
        for row in rows
    )


def sediments(model: Model, index: Index, joined: Iterable[int]) -> np.ndarray:
    """Depth [m] of what fills the conduit at each outfall, (outfall,)."""
    names, share = list(index.links), corrections(model.options.compat).filled_outfall
    return numbers(share * sediment_of(model.link(names[j])) if j >= 0 else 0.0 for j in joined)


def compile_outfalls(model: Model, index: Index, links: Links) -> Outfalls:
    """Outfalls of one lane, in the order of ``model.outfalls``."""
    rows, curves = list(model.outfalls.values()), CurvePool(model)
    nodes = [index.nodes[row.name] for row in rows]
    joined = {int(node): j for j in reversed(range(len(links.kind))) for node in (links.up[j], links.down[j])}
    link = integers(joined.get(node, -1) for node in nodes)
    curve, tide_start = np.full(len(rows), -1, np.int64), np.zeros(len(rows))
    for i, row in enumerate(rows):
        if row.kind == "TIDAL":
            curve[i], tide_start[i] = curves.place(row.curve), _tide_start(model, row.curve)
        elif row.kind == "TIMESERIES":
            curve[i] = curves.add(*times_since_start(model, row.series))
    return Outfalls(
        node=integers(nodes),
        kind=integers(OUTFALL_KINDS[row.kind] for row in rows),
        link=link,
        flap_gate=integers(row.flap_gate for row in rows),
        route_to=integers(index.subcatchments.get(row.route_to, -1) for row in rows),
        stage=numbers(row.stage for row in rows),
        sediment=sediments(model, index, link),
        tide_start=tide_start,
        curve=curve,
        tables=curves.tables(),
    )


def _tide_start(model: Model, curve: str) -> float:
    """Hours from the hour of the day with which a tidal curve begins to the start of the simulation."""
    start, points = model.options.start, model.curves[curve].points
    hour = start.hour + start.minute / 60.0 + start.second / 3600.0
    return corrections(model.options.compat).tide_of_the_day * ((hour - (points[0][0] if points else 0.0)) % 24.0)
