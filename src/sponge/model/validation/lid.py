# SPDX-License-Identifier: Apache-2.0
"""LID controls and the units that subcatchments hold."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import fields

from sponge.model.lid import KINDS, LAYERS, LidControl, LidUse, lid_areas
from sponge.model.validation.findings import Findings

SLACK = 1.001  # EPA SWMM lets shares and areas exceed the whole by this
ROWS = {"drain_mat": "DRAINMAT"}


def check_lids(found: Findings) -> None:
    """Controls, uses, and what a subcatchment holds of them; a control without a use is only warned of."""
    model = found.model
    used = {use.control for use in model.lid_uses.values()}
    for name, control in model.lid_controls.items():
        tell = found.bad_element if name in used else found.warn_element
        for message, hint in wrong_control(control):
            tell("lid_controls", control, message, hint)
        curve = control.drain.curve
        if curve and curve not in model.curves:
            tell("lid_controls", control, f"curve {curve!r} is not defined")
    for use in model.lid_uses.values():
        for message, hint in wrong_use(use, model.lid_controls.get(use.control)):
            found.bad_element("lid_uses", use, message, hint)
    _check_shares(found)


def wrong_control(control: LidControl) -> Iterator[tuple[str, str]]:
    """(what is wrong, hint) of a control."""
    if control.kind not in KINDS:
        yield "no kind is given", "a row with the name and one of " + ", ".join(KINDS)
        return
    what = KINDS[control.kind]
    for layer in LAYERS[control.kind][0]:
        if getattr(control, layer).depth <= 0.0:
            keyword = ROWS.get(layer, layer.upper())
            article = "an" if what[0] in "aeiou" else "a"
            yield f"{article} {what} needs a {layer.replace('_', ' ')} layer", f"a row {keyword} with a depth above 0"
            return
    for layer in (*LAYERS[control.kind][0], *LAYERS[control.kind][1]):
        yield from _negative(control, layer)
        check = CHECKS.get(layer)
        if check:
            yield from check(control)


def _negative(control: LidControl, layer: str) -> Iterator[tuple[str, str]]:
    value = getattr(control, layer)
    for field in fields(value):
        number = getattr(value, field.name)
        if isinstance(number, float) and number < 0.0:
            yield f"{layer.replace('_', ' ')}: {field.name.replace('_', ' ')} cannot be negative: {number:g}", ""


def _surface(control: LidControl) -> Iterator[tuple[str, str]]:
    s = control.surface
    if s.vegetation >= 1.0:
        yield f"surface: vegetation cannot fill it: {s.vegetation:g}", "a fraction below 1"
    if control.kind == "VS" and s.roughness * s.slope <= 0.0:
        yield "surface: a swale needs roughness and slope", "both above 0"


def _soil(control: LidControl) -> Iterator[tuple[str, str]]:
    s = control.soil
    if s.depth <= 0.0:
        return
    if not 0.0 < s.porosity <= 1.0:
        yield f"soil: porosity must lie above 0 and at most at 1: {s.porosity:g}", "a fraction of the volume"
    elif not s.wilting_point < s.field_capacity < s.porosity:
        numbers = f"{s.wilting_point:g}, {s.field_capacity:g}, {s.porosity:g}"
        yield f"soil: wilting point < field capacity < porosity does not hold: {numbers}", "fractions of the volume"
    if s.conductivity <= 0.0:
        yield "soil: conductivity must be above 0", ""


def _pavement(control: LidControl) -> Iterator[tuple[str, str]]:
    p = control.pavement
    if p.permeability <= 0.0:
        yield "pavement: permeability must be above 0", ""
    if p.void_ratio <= 0.0:
        yield "pavement: void ratio must be above 0", "voids over solids"
    if p.impervious >= 1.0:
        yield f"pavement: impervious fraction must be below 1: {p.impervious:g}", "of block pavers"
    if p.regeneration > 1.0:
        yield f"pavement: regeneration cannot exceed 1: {p.regeneration:g}", "a fraction"


def _storage(control: LidControl) -> Iterator[tuple[str, str]]:
    if control.kind != "RB" and control.storage.depth > 0.0 and control.storage.void_ratio <= 0.0:
        yield "storage: void ratio must be above 0", "voids over solids"


def _drain(control: LidControl) -> Iterator[tuple[str, str]]:
    d = control.drain
    if 0.0 < d.open_head <= d.closed_head:
        yield "drain: it must open at a head above the one at which it closes", f"{d.open_head:g}, {d.closed_head:g} m"


def _drain_mat(control: LidControl) -> Iterator[tuple[str, str]]:
    if not 0.0 < control.drain_mat.void_fraction <= 1.0:
        yield f"drain mat: void fraction must lie above 0 and at most at 1: {control.drain_mat.void_fraction:g}", ""


CHECKS: dict[str, Callable[[LidControl], Iterator[tuple[str, str]]]] = {
    "surface": _surface, "soil": _soil, "pavement": _pavement, "storage": _storage, "drain": _drain,
    "drain_mat": _drain_mat,
}  # fmt: skip


def wrong_use(use: LidUse, control: LidControl | None) -> Iterator[tuple[str, str]]:
    """(what is wrong, hint) of a use."""
    for name in ("number", "area", "width"):
        if getattr(use, name) < 0:
            yield f"negative {name}", ""
    for name in ("initial_saturation", "from_impervious", "from_pervious"):
        if not 0.0 <= getattr(use, name) <= 1.0:
            yield f"{name.replace('_', ' ')} must lie between 0 and 1: {getattr(use, name):g}", ""
    if control is not None and control.kind == "VS" and use.width <= 0.0 and use.total_area > 0.0:
        yield "a swale needs a width", "its top width, above 0"


def _check_shares(found: Findings) -> None:
    """Units of a subcatchment cover no more than it, and treat no more than runs off."""
    model = found.model
    last = {use.subcatchment: use for use in model.lid_uses.values() if use.total_area > 0.0}
    areas = lid_areas(model.lid_uses)
    for name, use in last.items():
        sub = model.subcatchments.get(name)
        if sub is None:
            continue
        if sub.area <= 0.0 or areas[name] > SLACK * sub.area:
            share = f"{100.0 * areas[name] / sub.area:.4g} %" if sub.area > 0.0 else "more"
            hint = f"{areas[name]:.6g} m2 of {sub.area:.6g} m2"
            found.bad_element("lid_uses", use, f"the LID units of {name!r} cover {share} of its area", hint)
        for what in ("impervious", "pervious"):
            own = (u for u in model.lid_uses.values() if u.subcatchment == name and u.total_area > 0.0)
            treated = sum(getattr(u, f"from_{what}") for u in own)
            if treated > SLACK:
                found.bad_element(
                    "lid_uses", use, f"the LID units of {name!r} treat {100.0 * treated:.4g} % of its {what} runoff",
                    "at most 100 % together",
                )  # fmt: skip
