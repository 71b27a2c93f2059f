# SPDX-License-Identifier: Apache-2.0
"""A way through the network, link by link: what a profile is drawn along."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from heapq import heappop, heappush
from typing import Any

import numpy as np

from sponge.base.did_you_mean import suggestion
from sponge.base.errors import UsageError
from sponge.report.picture.network import texts

Ways = defaultdict[str, list[tuple[float, str, str]]]  # of a node: flow, link and the node at its other end
UNKNOWN = 1000.0  # m: what a link without length, a pump or a regulator, counts for, so that conduits are preferred


@dataclass(frozen=True)
class Route:
    """Nodes in the order of the way, and the link from each to the next; True where a link is walked against its
    direction."""

    nodes: tuple[str, ...]
    links: tuple[str, ...]
    backwards: tuple[bool, ...]


def asked_route(dataset: Any, text: str, lengths: dict[str, float]) -> Route:
    """The shortest way of a text FROM,TO: along the links' directions where there is one, else in any direction."""
    ends = [part.strip() for part in text.split(",")]
    if len(ends) != 2 or not all(ends):
        raise UsageError(f"--profile {text}: give two nodes, FROM,TO")
    nodes = texts(dataset, "node")
    for name in ends:
        if name not in nodes:
            raise UsageError(f"--profile {text}: there is no node {name}{suggestion(name, nodes)}")
    if ends[0] == ends[1]:
        raise UsageError(f"--profile {text}: FROM and TO are the same node")
    for both_ways in (False, True):
        found = _shortest(dataset, ends[0], ends[1], lengths, both_ways)
        if found:
            return found
    raise UsageError(f"--profile {text}: no links lead from {ends[0]} to {ends[1]}")


def _shortest(dataset: Any, start: str, end: str, lengths: dict[str, float], both_ways: bool) -> Route | None:
    """Dijkstra (1959), by length."""
    beyond: dict[str, list[tuple[str, str, bool]]] = defaultdict(list)
    for link, up, down in _links(dataset):
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


def main_stem(dataset: Any, through: str, flows: np.ndarray) -> Route:
    """The way through a node along the links with the largest peak flow (link,), to the last in either direction."""
    peak = dict(zip(texts(dataset, "link"), np.nan_to_num(flows)))
    into: Ways = defaultdict(list)
    out: Ways = defaultdict(list)
    for link, up, down in _links(dataset):
        into[down].append((peak[link], link, up))
        out[up].append((peak[link], link, down))
    below = _followed(out, through, {through})
    above = _followed(into, through, {through, *(node for _, node in below)})[::-1]
    nodes = (*(node for _, node in above), through, *(node for _, node in below))
    links = (*(link for link, _ in above), *(link for link, _ in below))
    return Route(nodes, links, (False,) * len(links))


def _followed(ways: Ways, node: str, seen: set[str]) -> list[tuple[str, str]]:
    """Link and node after node, always the largest flow, until there is none or one comes round."""
    found: list[tuple[str, str]] = []
    while left := [way for way in ways[node] if way[2] not in seen]:
        _, link, node = max(left)
        seen.add(node)
        found.append((link, node))
    return found


def _links(dataset: Any) -> list[tuple[str, str, str]]:
    return list(zip(*(texts(dataset, name) for name in ("link", "link_from_node", "link_to_node"))))
