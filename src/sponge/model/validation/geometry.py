# SPDX-License-Identifier: Apache-2.0
"""The little geometry that the checks need."""

from __future__ import annotations

from math import copysign, inf

from sponge.model.compat import corrections
from sponge.model.elements import Street
from sponge.model.links import CrossSection
from sponge.model.model import Model
from sponge.model.nodes import Divider, Storage

CODED = ("HORIZ_ELLIPSE", "VERT_ELLIPSE", "ARCH")


def full_depth(model: Model, section: CrossSection) -> float | None:
    """Full depth of a section, m; None where only a table of standard sizes tells."""
    if section.shape == "IRREGULAR":
        transect = model.transects.get(section.reference)
        elevations = [y for _, y in transect.points] if transect else []
        return max(elevations) - min(elevations) if elevations else None
    if section.shape == "STREET":
        street = model.streets.get(section.reference)
        return None if street is None else _street_depth(street)
    if section.shape in CODED and section.geometry[1] == 0.0:
        return None
    return 0.0 if section.shape == "DUMMY" else section.geometry[0]


def _street_depth(street: Street) -> float:
    curb = street.curb_height + street.gutter_depression
    crown = street.gutter_depression + street.cross_slope * street.width
    return max(curb + street.back_slope * street.back_width, crown)


def roughness_of(model: Model, section: CrossSection, own: float) -> float:
    """A conduit's Manning roughness: its own, or that of its transect or street."""
    if section.shape == "IRREGULAR" and section.reference in model.transects:
        return model.transects[section.reference].roughness_channel
    if section.shape == "STREET" and section.reference in model.streets:
        return model.streets[section.reference].roughness
    return own


def diversion_coefficient(model: Model, divider: Divider) -> float:
    """Coefficient C of a divider's weir, Q = C h^1.5 in SI, in whatever unit the model gives flows."""
    units = model.formula_units
    return divider.weir_coefficient * (units.flow / units.length**3) ** corrections(model.options.compat).divider_weir


def storage_volume(model: Model, storage: Storage, depth: float) -> float:
    """Volume of a storage unit given by a function or a curve at a depth, m3; 0 for other shapes.

    Infinite where the area grows so fast towards the bottom that its integral has no end.
    """
    if storage.shape == "FUNCTIONAL":
        power = storage.exponent + 1.0
        if storage.coefficient and power <= 0.0:
            return inf
        try:
            curved = storage.coefficient * depth**power / power if storage.coefficient and depth > 0.0 else 0.0
        except OverflowError:
            curved = copysign(inf, storage.coefficient)
        return storage.constant * depth + curved
    if storage.shape != "TABULAR" or storage.curve not in model.curves:
        return 0.0
    volume, (y, area) = 0.0, (0.0, 0.0)
    points = model.curves[storage.curve].points
    if points:
        area = points[0][1] if points[0][0] <= 0.0 else 0.0
    for next_y, next_area in points:
        if next_y >= depth:
            break
        volume += 0.5 * (area + next_area) * (next_y - y)
        y, area = next_y, next_area
    return volume
