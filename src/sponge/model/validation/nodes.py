"""Nodes by themselves."""

from __future__ import annotations

from math import inf
from typing import Any

from sponge.model.links import LINK_KINDS, Conduit, LinkKind, Orifice
from sponge.model.model import Model
from sponge.model.nodes import NODE_KINDS, Divider, Storage
from sponge.model.validation.findings import Findings
from sponge.model.validation.geometry import full_depth, storage_volume


def check_nodes(found: Findings) -> None:
    """Every node."""
    depths = _depths_with_links(found)
    for kind in (kind for kind in NODE_KINDS if kind.has_depths):
        for node in kind.rows(found.model).values():
            if node.initial_depth > depths.get(node.name, node.max_depth) + node.surcharge_depth:
                found.bad_element(kind.table, node, "initial depth greater than maximum depth")
    for storage in found.model.storages.values():
        _check_storage(found, storage)
    for divider in found.model.dividers.values():
        _check_divider(found, divider)


def _depths_with_links(found: Findings) -> dict[str, float]:
    """Node -> depth, m, not less than to the crowns of its links; storage only where it can be surcharged."""
    model = found.model
    depths = {
        name: node.max_depth
        for kind in NODE_KINDS
        for name, node in kind.rows(model).items()
        if kind.has_depths and (not isinstance(node, Storage) or node.surcharge_depth > 0.0)
    }

    def raise_to(node: str, crown: float) -> None:
        if node in depths:
            depths[node] = max(depths[node], crown)

    for kind in LINK_KINDS:
        for link in kind.rows(model).values():
            if isinstance(link, Orifice) and link.kind == "BOTTOM":
                continue
            height = _height(model, kind, link)
            for end, offset in zip(("up", "down"), kind.offsets, strict=False):
                raise_to(getattr(link, end), getattr(link, offset) + height)
    return depths


def _height(model: Model, kind: LinkKind, link: Any) -> float:
    """Height [m] of a link's cross section; no end where only a table of standard sizes tells."""
    if not kind.has_cross_section:
        return 0.0
    if not isinstance(link, Conduit):
        return link.section.geometry[0]
    depth = full_depth(model, link.section)
    return inf if depth is None else depth


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
