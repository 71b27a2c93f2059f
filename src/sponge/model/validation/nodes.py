# SPDX-License-Identifier: Apache-2.0
"""Nodes by themselves."""

from __future__ import annotations

from collections.abc import Iterator
from math import inf
from typing import Any

from sponge.model.compat import corrections
from sponge.model.links import LINK_KINDS, Conduit, Link, LinkKind, Orifice
from sponge.model.model import Model
from sponge.model.nodes import NODE_KINDS, Divider, Storage
from sponge.model.summary import counted
from sponge.model.validation.findings import Findings
from sponge.model.validation.geometry import diversion_coefficient, full_depth, storage_volume

ROUNDING = 1e-6  # m


def check_nodes(found: Findings) -> None:
    """Every node."""
    depths = _depths_with_links(found)
    _tell_of_rims(found)
    _tell_of_ponds_over_covers(found)
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

    for node, _, crown in _crowns(model):
        if node in depths:
            depths[node] = max(depths[node], crown)
    return depths


def _crowns(model: Model) -> Iterator[tuple[str, Link, float]]:
    """Nodes with a link and how high [m] above their invert its opening reaches."""
    for kind in LINK_KINDS:
        for link in kind.rows(model).values():
            if isinstance(link, Orifice) and link.kind == "BOTTOM":
                continue
            height = _height(model, kind, link)
            for end, offset in zip(("up", "down"), kind.offsets, strict=False):
                yield getattr(link, end), link, getattr(link, offset) + height


def _tell_of_rims(found: Findings) -> None:
    """Nodes less deep than a link's opening reaches: an open storage unit keeps its rim, others grow."""
    highest: dict[str, tuple[float, str]] = {}
    for node, link, crown in _crowns(found.model):
        if crown < inf:
            highest[node] = max(highest.get(node, (-inf, "")), (crown, link.name))
    for kind in (kind for kind in NODE_KINDS if kind.has_depths):
        for node in kind.rows(found.model).values():
            crown, link_name = highest.get(node.name, (-inf, ""))
            if not 0.0 < node.max_depth < crown - ROUNDING:
                continue
            what = f"link {link_name!r} reaches {crown:.3f} m high, over its depth of {node.max_depth:.3f} m"
            if isinstance(node, Storage) and node.surcharge_depth <= 0.0:
                hint = "what stands above the rim overflows before that part of the opening is reached"
                found.warn_element(kind.table, node, what, hint)
            else:
                found.warn_element(kind.table, node, f"{what}, which is raised to it")


def _tell_of_ponds_over_covers(found: Findings) -> None:
    """Nodes that bear pressure and may pond: a SurDepth without effect in EPA SWMM has one here."""
    options = found.model.options
    rises = options.routing == "DYNWAVE" and corrections(options.compat).surcharge_under_ponds > 0.0
    if not (options.allow_ponding and rises):
        return
    both = [
        node
        for kind in NODE_KINDS
        for node in kind.rows(found.model).values()
        if getattr(node, "surcharge_depth", 0.0) > 0.0 and getattr(node, "ponded_area", 0.0) > 0.0
    ]
    if both:
        what = f"{counted(len(both), 'node')} with a SurDepth and a ponded area, {both[0].name!r} the first"
        hint = "EPA SWMM forgets SurDepth with ALLOW_PONDING, and so does --compat epa"
        found.warn(f"{what}: heads rise by SurDepth before water ponds", "JUNCTIONS", hint=hint)


def _height(model: Model, kind: LinkKind, link: Any) -> float:
    """Height [m] of a link's cross section; no end where only a table of standard sizes tells."""
    if not kind.has_cross_section:
        return 0.0
    if not isinstance(link, Conduit):
        return link.section.geometry[0]
    depth = full_depth(model, link.section)
    return inf if depth is None else depth


def _check_storage(found: Findings, storage: Storage) -> None:
    volumes = [storage_volume(found.model, storage, depth) for depth in _depths_to_try(found.model, storage)]
    if inf in volumes:
        message = f"infinite volume: an area of {storage.coefficient:g} depth^{storage.exponent:g}"
        found.bad_element("storages", storage, message, "the exponent of [STORAGE] FUNCTIONAL must be above -1")
    elif volumes and volumes[-1] < 0.0:
        found.bad_element("storages", storage, "negative volume at full depth")
    elif min(volumes, default=0.0) < 0.0:
        found.bad_element("storages", storage, "negative volume below full depth")
    if storage.shape == "FUNCTIONAL" and storage.coefficient == 0.0 and storage.constant == 0.0:
        found.warn_element("storages", storage, "it has no area: it holds nothing", "A = A1 y^A2 + A0 of [STORAGE]")
    if storage.shape == "PARABOLIC" and storage.shape_parameters[2] <= 0.0:
        found.bad_element("storages", storage, "the height of a paraboloid must be positive")
    elif storage.shape in ("CONICAL", "PYRAMIDAL") and storage.shape_parameters[2] < 0.0:
        found.bad_element("storages", storage, "the side slope must not be negative")
    if storage.shape in ("CYLINDRICAL", "CONICAL", "PARABOLIC", "PYRAMIDAL") and min(storage.shape_parameters[:2]) <= 0:
        found.bad_element("storages", storage, "length and width must be positive")


def _depths_to_try(model: Model, storage: Storage) -> list[float]:
    """Depths [m] at which the volume of a storage unit is looked at: small ones, its curve's, and the full one."""
    full = max(storage.max_depth, 0.0)
    small = [full * 10.0**-k for k in range(12, 0, -1)]
    points = model.curves[storage.curve].points if storage.shape == "TABULAR" and storage.curve in model.curves else ()
    return [*small, *(depth for depth, _ in points if 0.0 < depth < full), full]


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
        full = diversion_coefficient(model, divider) * max(divider.weir_height, 0.0) ** 1.5
        if divider.weir_height <= 0.0 or divider.weir_coefficient <= 0.0 or divider.cutoff > full:
            found.bad_element("dividers", divider, "invalid weir: height and coefficient must be positive, "
                              "and the least flow less than that of the full weir")  # fmt: skip
