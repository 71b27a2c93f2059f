"""How links lie between nodes: ends, offsets, direction, crowns, degrees."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sponge.base.constants import FOOT
from sponge.engine.network import CONDUIT, ORIFICE, OUTLET, PUMP, WEIR
from sponge.model import elements as el
from sponge.model.compile.index import Index
from sponge.model.model import Model

MIN_DROP = 0.001 * FOOT  # m: a flatter conduit counts as falling this much
KIND = {el.Conduit: CONDUIT, el.Pump: PUMP, el.Orifice: ORIFICE, el.Weir: WEIR, el.Outlet: OUTLET}


@dataclass(slots=True)
class Layout:
    """Ends of links after conduits of adverse slope are turned round (dynamic wave only). Arrays are (link,)."""

    up: np.ndarray
    down: np.ndarray
    direction: np.ndarray
    offset_up: np.ndarray
    offset_down: np.ndarray


def offsets_of(link: el.Link) -> tuple[float, float]:
    """Heights [m] of a link's ends above the inverts of its nodes; a negative one counts as zero."""
    if isinstance(link, el.Conduit):
        sediment = link.section.geometry[1] if link.section.shape == "FILLED_CIRCULAR" else 0.0
        return max(link.offset_up, 0.0) + sediment, max(link.offset_down, 0.0) + sediment
    if isinstance(link, el.Weir):
        return link.crest, link.crest
    if isinstance(link, el.Orifice | el.Outlet):
        return link.offset, link.offset
    return 0.0, 0.0


def layout_of(model: Model, index: Index) -> Layout:
    """Ends, offsets and direction of every link."""
    dynamic = model.options.routing == "DYNWAVE"
    n = len(index.links)
    layout = Layout(
        up=np.zeros(n, np.int64),
        down=np.zeros(n, np.int64),
        direction=np.ones(n, np.int64),
        offset_up=np.zeros(n),
        offset_down=np.zeros(n),
    )
    for name, j in index.links.items():
        link = model.link(name)
        up, down = model.node(link.up), model.node(link.down)
        offset_up, offset_down = offsets_of(link)
        ends = (index.nodes[link.up], index.nodes[link.down])
        if isinstance(link, el.Orifice | el.Weir | el.Outlet) and dynamic:
            offset_up = max(offset_up, down.invert - up.invert)
        fall = up.invert + offset_up - down.invert - offset_down
        if isinstance(link, el.Conduit) and dynamic and fall < 0.0 and link.section.shape != "DUMMY":
            ends, layout.direction[j] = ends[::-1], -1
            offset_up, offset_down = offset_down, offset_up
        layout.up[j], layout.down[j] = ends
        layout.offset_up[j], layout.offset_down[j] = offset_up, offset_down
    return layout


def degrees(layout: Layout, is_outfall: np.ndarray, dynamic: bool) -> np.ndarray:
    """Number of links that leave each node (node,).

    Under dynamic wave a link counts in the file's direction, one at an outfall for its other end, and the number is
    negative where no link enters: EPA SWMM damps the surcharge of such terminal nodes.
    """
    n_nodes = len(is_outfall)
    if not dynamic:
        return np.bincount(layout.up, minlength=n_nodes).astype(np.int64)
    reverse = layout.direction < 0
    start, end = np.where(reverse, layout.down, layout.up), np.where(reverse, layout.up, layout.down)
    leaving = np.bincount(np.where(is_outfall[start], end, start), minlength=n_nodes)
    entered = np.bincount(np.where(is_outfall[layout.up], layout.up, layout.down), minlength=n_nodes)
    return np.where(entered > 0, leaving, -leaving).astype(np.int64)


def crowns(layout: Layout, invert: np.ndarray, heights: np.ndarray) -> np.ndarray:
    """Elevation [m] of the highest crown of a link at each node; the invert where there is none."""
    crown = invert.copy()
    np.maximum.at(crown, layout.up, invert[layout.up] + layout.offset_up + heights)
    np.maximum.at(crown, layout.down, invert[layout.down] + layout.offset_down + heights)
    return crown
