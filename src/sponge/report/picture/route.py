# SPDX-License-Identifier: Apache-2.0
"""The route through the network that a profile is drawn along: one asked for, or that of the largest flows."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

import numpy as np

from sponge.base.did_you_mean import suggestion
from sponge.base.errors import UsageError
from sponge.report.picture.network import texts
from sponge.results.route import Route, links_of, shortest_route

Ways = defaultdict[str, list[tuple[float, str, str]]]  # of a node: flow, link and the node at its other end


def asked_route(dataset: Any, text: str, lengths: dict[str, float]) -> Route:
    """The shortest route of a text FROM,TO: along the links' directions where there is one, else in any direction."""
    ends = [part.strip() for part in text.split(",")]
    if len(ends) != 2 or not all(ends):
        raise UsageError(f"--profile {text}: give two nodes, FROM,TO")
    nodes = texts(dataset, "node")
    for name in ends:
        if name not in nodes:
            raise UsageError(f"--profile {text}: there is no node {name}{suggestion(name, nodes)}")
    if ends[0] == ends[1]:
        raise UsageError(f"--profile {text}: FROM and TO are the same node")
    found = shortest_route(dataset, ends[0], ends[1], lengths)
    if found is None:
        raise UsageError(f"--profile {text}: no links lead from {ends[0]} to {ends[1]}")
    return found


def main_stem(dataset: Any, through: str, flows: np.ndarray) -> Route:
    """The route through a node along the links with the largest peak flows (link,), as far as it goes both ways."""
    peak = dict(zip(texts(dataset, "link"), np.nan_to_num(flows)))
    into: Ways = defaultdict(list)
    out: Ways = defaultdict(list)
    for link, up, down in links_of(dataset):
        into[down].append((peak[link], link, up))
        out[up].append((peak[link], link, down))
    below = _followed(out, through, {through})
    above = _followed(into, through, {through, *(node for _, node in below)})[::-1]
    nodes = (*(node for _, node in above), through, *(node for _, node in below))
    links = (*(link for link, _ in above), *(link for link, _ in below))
    return Route(nodes, links, (False,) * len(links))


def _followed(ways: Ways, node: str, seen: set[str]) -> list[tuple[str, str]]:
    """Links and nodes one after another, by the largest flow, until none is left or a node returns."""
    found: list[tuple[str, str]] = []
    while left := [way for way in ways[node] if way[2] not in seen]:
        _, link, node = max(left)
        seen.add(node)
        found.append((link, node))
    return found
