"""Nodes by themselves."""

from __future__ import annotations

from math import inf

from sponge.model.elements import Divider, Storage
from sponge.model.validation.findings import NODES, Findings
from sponge.model.validation.geometry import full_depth, storage_volume


def check_nodes(found: Findings) -> None:
    """Every node."""
    depths = _depths_with_links(found)
    for table in ("junctions", "storages", "dividers"):
        for node in getattr(found.model, table).values():
            if node.initial_depth > depths.get(node.name, node.max_depth) + node.surcharge_depth:
                found.bad_element(table, node, "initial depth greater than maximum depth")
    for storage in found.model.storages.values():
        _check_storage(found, storage)
    for divider in found.model.dividers.values():
        _check_divider(found, divider)


def _depths_with_links(found: Findings) -> dict[str, float]:
    """Node -> depth, m, not less than to the crowns of its links; storage only where it can be surcharged."""
    model = found.model
    depths = {
        name: node.max_depth
        for table in NODES
        for name, node in getattr(model, table).items()
        if table != "outfalls" and (table != "storages" or node.surcharge_depth > 0.0)
    }

    def raise_to(node: str, crown: float) -> None:
        if node in depths:
            depths[node] = max(depths[node], crown)

    for conduit in model.conduits.values():
        depth = full_depth(model, conduit.section)
        depth = inf if depth is None else depth
        raise_to(conduit.up, conduit.offset_up + depth)
        raise_to(conduit.down, conduit.offset_down + depth)
    for orifice in model.orifices.values():
        if orifice.kind == "SIDE":
            raise_to(orifice.up, orifice.offset + orifice.section.geometry[0])
    for weir in model.weirs.values():
        raise_to(weir.up, weir.crest + weir.section.geometry[0])
    for outlet in model.outlets.values():
        raise_to(outlet.up, outlet.offset)
    return depths


def _check_storage(found: Findings, storage: Storage) -> None:
    if storage_volume(found.model, storage, storage.max_depth) < 0.0:
        found.bad_element("storages", storage, "negative volume at full depth")
    if storage.shape in ("CYLINDRICAL", "CONICAL", "PARABOLIC", "PYRAMIDAL") and min(storage.shape_parameters[:2]) <= 0:
        found.bad_element("storages", storage, "length and width must be positive")


def _check_divider(found: Findings, divider: Divider) -> None:
    model = found.model
    link = None
    if divider.link:
        try:
            link = model.link(divider.link)
        except KeyError:
            return
    if link is None or divider.name not in (link.up, link.down):
        found.bad_element("dividers", divider, f"the diverted link {divider.link!r} is not joined to it")
    if divider.kind == "WEIR":
        full = divider.weir_coefficient * max(divider.weir_height, 0.0) ** 1.5
        if divider.weir_height <= 0.0 or divider.weir_coefficient <= 0.0 or divider.cutoff > full:
            found.bad_element("dividers", divider, "invalid weir: height and coefficient must be positive, "
                              "and the least flow less than that of the full weir")  # fmt: skip
