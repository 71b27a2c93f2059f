# SPDX-License-Identifier: Apache-2.0
"""The order of links from upstream to downstream, which no solver owns."""

from __future__ import annotations

from collections import deque

import numpy as np


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
