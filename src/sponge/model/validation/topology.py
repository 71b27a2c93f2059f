# SPDX-License-Identifier: Apache-2.0
"""How nodes and links hang together: what each way of routing demands."""

from __future__ import annotations

from collections import Counter, defaultdict, deque

from sponge.model.kinds import LINK_TABLES, NODE_TABLES, REGULATORS
from sponge.model.links import Link
from sponge.model.validation.findings import SECTIONS, Findings, table_of
from sponge.model.validation.links import all_links, is_dummy, slope_of


def check_topology(found: Findings) -> None:
    """The network as EPA SWMM checks it before routing; nothing where routing is ignored."""
    model = found.model
    if model.options.ignore_routing or not any(getattr(model, table) for table in NODE_TABLES):
        return
    if model.options.routing == "DYNWAVE":
        _check_network(found)
    else:
        _check_tree(found)


def _check_network(found: Findings) -> None:
    """Dynamic wave: an outfall with one link, and dummy links alone."""
    model = found.model
    joined = Counter(name for _, link in all_links(found) for name in {link.up, link.down})
    sound = 0
    for outfall in model.outfalls.values():
        if joined[outfall.name] > 1:
            found.bad_element("outfalls", outfall, f"it has {joined[outfall.name]} links", "an outfall may have one")
        else:
            sound += 1
    if not sound:
        hint = "dynamic wave routing needs at least one node in [OUTFALLS] with one link"
        found.bad("the drainage system has no acceptable outlet node", "OUTFALLS", 0, hint)
    leaving = Counter(link.up for _, link in all_links(found))
    fed_by_dummies = _fed_by_dummies(found)
    for _, link in all_links(found):
        if is_dummy(link) and (leaving[link.up] > 1 or link.up in fed_by_dummies or _leaves_storage(found, link)):
            _bad_node(found, link.up, f"illegal connection of dummy link {link.name!r}",
                      "it must be the only link that leaves, and not follow another one or a storage unit")  # fmt: skip


def _leaves_storage(found: Findings, link: Link) -> bool:
    """Whether a DUMMY conduit (not a pump) leaves a storage unit."""
    return link.up in found.model.storages and link.name in found.model.conduits


def _fed_by_dummies(found: Findings) -> set[str]:
    """Nodes whose entering links are dummies, in EPA SWMM's order of looking: another link clears what came before."""
    marks: dict[str, int] = {}
    for link in map(found.model.link, found.model.link_order):
        if not is_dummy(link):
            marks[link.down] = -1
        elif marks.get(link.down, 0) == 0:
            marks[link.down] = 1
    return {node for node, mark in marks.items() if mark > 0}


def _bad_node(found: Findings, name: str, message: str, hint: str = "") -> None:
    table = table_of(found.model, name, NODE_TABLES)
    if table:
        found.bad_element(table, found.model.node(name), message, hint)


def _check_tree(found: Findings) -> None:
    """Steady and kinematic wave: water runs down a tree."""
    model = found.model
    leaving = Counter(link.up for _, link in all_links(found))
    for divider in model.dividers.values():
        if leaving[divider.name] > 2:
            found.bad_element("dividers", divider, "it has more than two outlet links")
    for outfall in model.outfalls.values():
        if leaving[outfall.name]:
            found.bad_element("outfalls", outfall, "it has an outlet link")
    for junction in model.junctions.values():
        if leaving[junction.name] > 1:
            hint = "use a divider, or dynamic wave routing"
            found.bad_element("junctions", junction, "it has more than one outlet link", hint)
    silent = Findings(model)  # the slopes have been warned of already
    for conduit in model.conduits.values():
        if conduit.section.shape != "DUMMY" and conduit.length > 0.0 and slope_of(silent, conduit) < 0.0:
            found.bad_element("conduits", conduit, "adverse slope", "allowed with dynamic wave routing only")
    for kind in REGULATORS:
        for link in kind.rows(model).values():
            if link.up not in model.storages:
                hint = "allowed with dynamic wave routing only"
                found.bad_element(kind.table, link, f"it leaves node {link.up!r}, which is no storage unit", hint)
    loop = links_in_loops(found)
    if loop:
        names = ", ".join(loop[:20]) + (", ..." if len(loop) > 20 else "")
        link = model.link(loop[0])
        section = SECTIONS[table_of(model, link.name, LINK_TABLES)]
        found.bad(f"links form a loop: {names}", section, link.line, "only dynamic wave routing takes loops")


def links_in_loops(found: Findings) -> list[str]:
    """Links that no order from upstream to downstream can hold, without those that only hang below them."""
    leaving: dict[str, list[Link]] = defaultdict(list)
    entering: Counter[str] = Counter()
    for _, link in all_links(found):
        leaving[link.up].append(link)
        entering[link.down] += 1
    nodes = {name for table in NODE_TABLES for name in getattr(found.model, table)}
    queue = deque(name for name in nodes if not entering[name])
    left = {link.name: link for _, link in all_links(found)}
    while queue:
        for link in leaving[queue.popleft()]:
            del left[link.name]
            entering[link.down] -= 1
            if not entering[link.down]:
                queue.append(link.down)
    while True:  # links from which no other left link goes on are not in a loop
        starts = {link.up for link in left.values()}
        ends = [name for name, link in left.items() if link.down not in starts]
        if not ends:
            return sorted(left)
        for name in ends:
            del left[name]
