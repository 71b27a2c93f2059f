# SPDX-License-Identifier: Apache-2.0
"""The order in which heads are eliminated, and the sparse solution of one Newton step.

The pattern of the matrix is that of the network and does not change: nodes are eliminated by least degree once a
model, and every step follows a list of places. The matrix is nearly an M-matrix, so that no pivoting is needed.
"""

from __future__ import annotations

from heapq import heapify, heappop, heappush
from typing import Any, NamedTuple

import numpy as np

from sponge.base.arrays import Shared
from sponge.base.compiler import kernel
from sponge.engine.network import OUTFALL


class Elimination(NamedTuple):
    """Places in the matrix: its diagonal first, then what stands right of it by rows, then the same below it."""

    node: Shared  # (pivot,) node, in the order of elimination
    pivot: Shared  # (node,) pivot; -1 of an outfall, whose head is given
    first: Shared  # (pivot + 1,) where its row begins in ``later``
    later: Shared  # (entry,) pivots that come later and share a row with it
    updates: Shared  # (pivot + 1,) where its places begin in ``target``
    target: Shared  # (update,) place that takes the product of two entries of a row
    forth: Shared  # (link,) place of the row of its upstream and the column of its downstream node; -1 = none
    back: Shared  # (link,) the other way round


def least_degree(neighbours: list[set[int]]) -> tuple[list[int], list[list[int]]]:
    """The order of elimination by least degree, and for each node in turn those that it is then joined to."""
    joined = [set(others) for others in neighbours]
    waiting = [(len(others), i) for i, others in enumerate(joined)]
    heapify(waiting)
    order: list[int] = []
    rows: list[list[int]] = []
    done = [False] * len(joined)
    while waiting:
        degree, i = heappop(waiting)
        if done[i] or degree != len(joined[i]):
            continue
        done[i] = True
        others = sorted(joined[i])
        order.append(i)
        rows.append(others)
        for a in others:
            joined[a] |= joined[i]
            joined[a] -= {a, i}
            heappush(waiting, (len(joined[a]), a))
    return order, rows


def eliminate(network: Any) -> Elimination:
    """The elimination of a network's heads."""
    n_nodes = network.nodes.kind.size
    free = np.flatnonzero(network.nodes.kind != OUTFALL)
    place = np.full(n_nodes, -1, np.int64)
    place[free] = np.arange(len(free))
    up, down = place[network.links.up], place[network.links.down]
    neighbours: list[set[int]] = [set() for _ in free]
    for a, b in zip(up.tolist(), down.tolist(), strict=True):
        if a >= 0 and b >= 0 and a != b:
            neighbours[a].add(b)
            neighbours[b].add(a)
    order, rows = least_degree(neighbours)
    pivot_of = np.empty(len(order), np.int64)
    pivot_of[order] = np.arange(len(order))
    later = [sorted(pivot_of[row].tolist()) for row in rows]
    first = np.cumsum([0, *map(len, later)])
    n, m = len(order), int(first[-1])
    entry = {(p, q): n + first[p] + k for p, row in enumerate(later) for k, q in enumerate(row)}

    def at(r: int, s: int) -> int:
        """The place of row r and column s."""
        return int(r if r == s else entry[r, s] if r < s else entry[s, r] + m)

    target = [at(r, s) for row in later for r in row for s in row]
    pivot = np.full(n_nodes, -1, np.int64)
    pivot[free] = pivot_of
    forth, back = np.full((2, network.links.kind.size), -1, np.int64)
    for j, (a, b) in enumerate(zip(pivot[network.links.up], pivot[network.links.down], strict=True)):
        if a >= 0 and b >= 0 and a != b:
            forth[j], back[j] = at(a, b), at(b, a)
    return Elimination(
        free[np.array(order, np.int64)] if order else np.zeros(0, np.int64), pivot, first,
        np.array([q for row in later for q in row], np.int64),
        np.cumsum([0, *(len(row) ** 2 for row in later)]), np.array(target, np.int64), forth, back,
    )  # fmt: skip


@kernel
def solve(elimination, matrix, x):
    """Solve in place: ``x`` (pivot,) is the right hand side and becomes the solution; the matrix is used up."""
    first, later, target = elimination.first, elimination.later, elimination.target
    n, m = elimination.node.size, later.size
    for p in range(n):
        begin, end, update = first[p], first[p + 1], elimination.updates[p]
        for a in range(begin, end):
            factor = matrix[n + m + a] / matrix[p]
            x[later[a]] -= factor * x[p]
            for b in range(begin, end):
                matrix[target[update]] -= factor * matrix[n + b]
                update += 1
    for p in range(n - 1, -1, -1):
        value = x[p]
        for a in range(first[p], first[p + 1]):
            value -= matrix[n + a] * x[later[a]]
        x[p] = value / matrix[p]
