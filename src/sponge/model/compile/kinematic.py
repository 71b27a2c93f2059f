"""The order of links from upstream to downstream, and dividers, for steady and kinematic wave routing."""

from __future__ import annotations

from collections import deque

import numpy as np

from sponge.engine.kinematic.route import Kinematic
from sponge.engine.network import STORAGE, Links, Nodes
from sponge.model.compile.columns import integers, numbers
from sponge.model.compile.curves import CurvePool
from sponge.model.compile.index import Index
from sponge.model.model import Model
from sponge.physics.nodes import divider
from sponge.physics.nodes.divider import Dividers

DIVIDER_KINDS = {
    "CUTOFF": divider.CUTOFF, "TABULAR": divider.TABULAR, "WEIR": divider.WEIR, "OVERFLOW": divider.OVERFLOW,
}  # fmt: skip


def downstream_order(up: np.ndarray, down: np.ndarray, n_nodes: int, last: frozenset[int] = frozenset()) -> list[int]:
    """Links such that each comes after all links that enter its upstream node; links of a loop are left out.

    The links that leave a node stand together, those in ``last`` (diversions) after the others.
    """
    leaving: list[list[int]] = [[] for _ in range(n_nodes)]
    for j, node in enumerate(up):
        leaving[node].append(j)
    waits = np.bincount(down, minlength=n_nodes)
    ready = deque(int(i) for i in np.flatnonzero(waits == 0))
    order = []
    while ready:
        for j in sorted(leaving[ready.popleft()], key=lambda j: (j in last, j)):
            order.append(j)
            waits[down[j]] -= 1
            if waits[down[j]] == 0:
                ready.append(int(down[j]))
    return order


def compile_dividers(model: Model, index: Index) -> Dividers:
    """Dividers of one lane, in the order of ``model.dividers``."""
    rows, curves = model.dividers.values(), CurvePool(model)
    return Dividers(
        kind=integers(DIVIDER_KINDS[d.kind] for d in rows),
        link=integers(index.links.get(d.link, -1) for d in rows),
        min_flow=numbers(d.cutoff for d in rows),
        weir_height=numbers(d.weir_height for d in rows),
        weir_coefficient=numbers(d.weir_coefficient for d in rows),
        curve=integers(curves.place(d.curve) if d.kind == "TABULAR" else -1 for d in rows),
        tables=curves.tables(),
    )


def compile_kinematic(model: Model, index: Index, nodes: Nodes, links: Links) -> Kinematic:
    """Order and dividers; the dynamic wave uses neither and may have loops."""
    dividers = compile_dividers(model, index)
    n_links, n_nodes = len(index.links), len(index.nodes)
    outlets = np.zeros(n_links, np.int64)
    terminal = np.zeros(n_nodes, np.int64)
    if model.options.routing == "DYNWAVE":
        return Kinematic(np.arange(n_links, dtype=np.int64), outlets, terminal, dividers)
    order = downstream_order(links.up, links.down, n_nodes, frozenset(dividers.link.tolist()))
    for position, j in enumerate(order):
        node = links.up[j]
        if nodes.kind[node] == STORAGE and (position == 0 or links.up[order[position - 1]] != node):
            outlets[position] = int(np.sum(links.up == node))
    terminal[(nodes.kind == STORAGE) & (np.bincount(links.up, minlength=n_nodes) == 0)] = 1
    return Kinematic(np.array(order, np.int64), outlets[: len(order)], terminal, dividers)
