# SPDX-License-Identifier: Apache-2.0
"""A way through the network of results, link by link: what a profile is drawn along."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from heapq import heappop, heappush
from typing import Any

UNKNOWN = 1000.0  # m: what a link without length, a pump or a regulator, counts for, so that conduits are preferred


@dataclass(frozen=True)
class Route:
    """Nodes in the order of the way, and the link from each to the next; True where a link is walked against its
    direction."""

    nodes: tuple[str, ...]
    links: tuple[str, ...]
    backwards: tuple[bool, ...]


def shortest_route(dataset: Any, start: str, end: str, lengths: dict[str, float]) -> Route | None:
    """The shortest way between two nodes by the links' ``lengths`` [m], that with the fewest links where there are
    none: along the links' directions where there is one, else in any direction; None where nothing leads there."""
    return _shortest(dataset, start, end, lengths, False) or _shortest(dataset, start, end, lengths, True)


def _shortest(dataset: Any, start: str, end: str, lengths: dict[str, float], both_ways: bool) -> Route | None:
    """Dijkstra (1959), by length."""
    beyond: dict[str, list[tuple[str, str, bool]]] = defaultdict(list)
    for link, up, down in links_of(dataset):
        beyond[up].append((down, link, False))
        if both_ways:
            beyond[down].append((up, link, True))
    came: dict[str, tuple[str, str, bool] | None] = {}
    queue: list[tuple[float, str, tuple[str, str, bool] | None]] = [(0.0, start, None)]
    while queue:
        far, node, before = heappop(queue)
        if node in came:
            continue
        came[node] = before
        if node == end:
            return _walked(came, end)
        for other, link, backwards in beyond[node]:
            if other not in came:
                heappush(queue, (far + lengths.get(link, UNKNOWN), other, (node, link, backwards)))
    return None


def _walked(came: dict[str, tuple[str, str, bool] | None], end: str) -> Route:
    nodes, links, backwards = [end], [], []
    while (before := came[nodes[-1]]) is not None:
        nodes.append(before[0])
        links.append(before[1])
        backwards.append(before[2])
    return Route(tuple(nodes[::-1]), tuple(links[::-1]), tuple(backwards[::-1]))


def links_of(dataset: Any) -> list[tuple[str, str, str]]:
    """Name, upper and lower node of every link; nothing of results without links."""
    columns = [dataset[name].values for name in ("link", "link_from_node", "link_to_node") if name in dataset.variables]
    return [(str(link), str(up), str(down)) for link, up, down in zip(*columns)] if len(columns) == 3 else []
