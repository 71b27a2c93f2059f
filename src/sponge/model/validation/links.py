# SPDX-License-Identifier: Apache-2.0
"""Links by themselves: what EPA SWMM checks of each before a run."""

from __future__ import annotations

from collections.abc import Iterator
from math import sqrt

from sponge.base.constants import FOOT
from sponge.model.elements import Inlet
from sponge.model.elevations import above
from sponge.model.kinds import LINK_TABLES, REGULATORS
from sponge.model.links import Conduit, CrossSection, Link, Pump
from sponge.model.model import Model
from sponge.model.usual import BREADTH, FULL_DEPTH, HAZEN_WILLIAMS, HINT, POWER, SIDE, WALL
from sponge.model.validation.findings import Findings
from sponge.model.validation.geometry import full_depth, roughness_of
from sponge.physics.conduits.culvert import LAST_CODE

BROAD = (
    "RECT_CLOSED", "RECT_OPEN", "TRAPEZOIDAL", "TRIANGULAR", "PARABOLIC", "POWER", "RECT_TRIANGULAR", "RECT_ROUND",
    "MODBASKETHANDLE",
)  # fmt: skip  # shapes whose second number is a width
LEAST_DROP = 0.001 * FOOT  # m
WEIR_SHAPES = {"V-NOTCH": "TRIANGULAR", "TRAPEZOIDAL": "TRAPEZOIDAL"}


def check_links(found: Findings) -> None:
    """Every link."""
    model = found.model
    for conduit in model.conduits.values():
        _check_conduit(found, conduit)
    for pump in model.pumps.values():
        _check_pump(found, pump)
    for orifice in model.orifices.values():
        if orifice.section.shape not in ("RECT_CLOSED", "CIRCULAR") or orifice.section.geometry[0] <= 0.0:
            found.bad_element(
                "orifices", orifice, f"cross section {_shape(orifice.section)}", "CIRCULAR or RECT_CLOSED is needed"
            )
    for weir in model.weirs.values():
        needed = WEIR_SHAPES.get(weir.kind, "RECT_OPEN")
        if weir.section.shape != needed or weir.section.geometry[0] <= 0.0:
            hint = f"a {weir.kind} weir needs {needed}"
            found.bad_element("weirs", weir, f"cross section {_shape(weir.section)}", hint)
        elif weir.section.geometry[1] and not BREADTH.holds(weir.section.geometry[1]):
            found.warn_element("weirs", weir, BREADTH.telling("width", weir.section.geometry[1], "m"), HINT)
    _check_idle(found)
    _check_crests(found)
    for use in model.inlet_uses:
        if use.inlet in model.inlets and not inlet_fits(model, model.inlets[use.inlet], use.link):
            found.warn(
                f"inlet {use.inlet!r} does not fit the section of {use.link!r} and is left out", "INLET_USAGE", use.line
            )


def _check_idle(found: Findings) -> None:
    """Openings that pass nothing whatever the heads."""
    model = found.model
    idle: list[tuple[str, Link]] = [
        ("orifices", row) for row in model.orifices.values() if row.discharge_coefficient == 0.0
    ]
    idle += [("weirs", row) for row in model.weirs.values() if row.discharge_coefficient == 0.0 and not row.curve
             and row.end_coefficient == 0.0 and row.kind != "ROADWAY"]  # fmt: skip
    idle += [("outlets", row) for row in model.outlets.values()
             if row.kind.startswith("FUNCTIONAL") and row.coefficient == 0.0]  # fmt: skip
    for table, row in idle:
        found.warn_element(table, row, "its coefficient is 0: nothing passes")


def check_roughness(found: Findings) -> None:
    """Every conduit's roughness; of a transect's its own row tells."""
    for conduit in found.model.conduits.values():
        _check_size(found, conduit)
        told = conduit.section.shape == "IRREGULAR" and conduit.section.reference in found.model.transects
        if not told and roughness_of(found.model, conduit.section, conduit.roughness) <= 0.0:
            found.bad_element("conduits", conduit, "roughness must be positive")


def _check_size(found: Findings, conduit: Conduit) -> None:
    """Sizes and roughness in [XSECTIONS] that nobody means."""
    section = conduit.section
    depth = full_depth(found.model, section)
    odd = [] if not depth or FULL_DEPTH.holds(depth) else [FULL_DEPTH.telling("full depth", depth, "m")]
    _, second, third, fourth = section.geometry
    if section.shape in BROAD and not BREADTH.holds(second):
        odd.append(BREADTH.telling("width", second, "m"))
    if section.shape == "TRAPEZOIDAL" and not (SIDE.holds(third) and SIDE.holds(fourth)):
        odd.append(SIDE.telling("side slope", max(third, fourth)))
    if section.shape == "POWER" and not POWER.holds(third):
        odd.append(POWER.telling("exponent", third))
    if section.shape == "FORCE_MAIN":
        in_c = found.model.options.force_main_equation == "H-W"
        usual, what, unit = (HAZEN_WILLIAMS, "Hazen and Williams' C", "") if in_c else (WALL, "wall roughness", "m")
        odd += [] if usual.holds(section.geometry[1]) else [usual.telling(what, section.geometry[1], unit)]
    for words in odd:
        found.warn(f"conduit {conduit.name!r}: {words}", "XSECTIONS", section.line, HINT)


def inlet_fits(model: Model, inlet: Inlet, link: str) -> bool:
    """Whether a link's section takes an inlet: streets take all but drop inlets, open channels only those."""
    if inlet.curve:
        return inlet.curve in model.curves and model.curves[inlet.curve].kind in ("DIVERSION", "RATING")
    try:
        section = getattr(model.link(link), "section", None)
    except KeyError:
        return True
    shape = "" if section is None else section.shape
    return shape in ("TRAPEZOIDAL", "RECT_OPEN") if inlet.drop else shape == "STREET"


def _shape(section: CrossSection) -> str:
    return "missing" if section.geometry[0] == 0.0 else section.shape


def _check_conduit(found: Findings, conduit: Conduit) -> None:
    model, section = found.model, conduit.section
    if conduit.length <= 0.0:
        found.bad_element("conduits", conduit, "length must be positive")
    if section.barrels <= 0:
        found.bad_element("conduits", conduit, "the number of barrels must be positive")
    if not 0 <= section.culvert <= LAST_CODE:
        message = f"there is no culvert code {section.culvert}: no inlet control is simulated"
        found.warn_element("conduits", conduit, message, f"codes go from 1 to {LAST_CODE}, 0 for none")
    depth = full_depth(model, section)
    if section.shape != "DUMMY" and depth is not None and depth <= 0.0:
        message = "no cross section" if section.geometry[0] == 0.0 else "the cross section has no depth"
        found.bad_element("conduits", conduit, message, "a row of [XSECTIONS]")
    if section.shape == "FORCE_MAIN" and section.geometry[1] <= 0.0:
        found.bad_element("conduits", conduit, "a force main needs a roughness", "Geom2 of [XSECTIONS]")
    if conduit.length > 0.0:
        slope_of(found, conduit)


def slope_of(found: Findings, conduit: Conduit) -> float:
    """Slope of a conduit, negative where adverse; warns of what is steeper or flatter than can be."""
    model = found.model
    try:
        ends = model.node(conduit.up).invert, model.node(conduit.down).invert
        fall = above(*ends, conduit.offset_up - conduit.offset_down)
    except KeyError:
        return 0.0
    length = conduit.length
    if conduit.section.shape == "IRREGULAR" and conduit.section.reference in model.transects:
        length /= model.transects[conduit.section.reference].length_factor or 1.0
    drop = abs(fall)
    if drop < LEAST_DROP:
        found.warn_element("conduits", conduit, "its ends are level: the least drop is used")
        drop = LEAST_DROP
    if drop >= length:
        found.warn_element("conduits", conduit, "the drop exceeds the length")
        slope = drop / length
    else:
        slope = drop / sqrt(length**2 - drop**2)
    least = model.options.min_slope
    if 0.0 < slope < least:
        found.warn_element("conduits", conduit, "its slope is raised to MIN_SLOPE")
        if model.options.routing != "DYNWAVE":
            return least
        slope = least
    return -slope if fall < 0.0 else slope


def _check_pump(found: Findings, pump: Pump) -> None:
    if pump.curve in found.model.curves and not found.model.curves[pump.curve].kind.startswith("PUMP"):
        kind = found.model.curves[pump.curve].kind
        found.bad_element("pumps", pump, f"curve {pump.curve!r} is of type {kind}", "PUMP1 to PUMP5 is needed")
    if 0.0 < pump.start_depth <= pump.stop_depth:
        found.bad_element("pumps", pump, "the startup depth is not higher than the shutoff depth")


def _check_crests(found: Findings) -> None:
    """Regulators whose crest lies under the invert of the node downstream."""
    model = found.model
    raised = " and is raised to it" if model.options.routing == "DYNWAVE" else ""
    for kind in REGULATORS:
        for link in kind.rows(model).values():
            try:
                up, down = model.node(link.up).invert, model.node(link.down).invert
            except KeyError:
                continue
            if above(up, down, getattr(link, kind.offsets[0])) < 0.0:
                found.warn_element(kind.table, link, f"the crest lies under the downstream invert{raised}")


def all_links(found: Findings) -> Iterator[tuple[str, Link]]:
    """(table, link) of every link."""
    return ((table, link) for table in LINK_TABLES for link in getattr(found.model, table).values())


def is_dummy(link: object) -> bool:
    """Whether a link hands on what enters it: a DUMMY conduit or an ideal pump."""
    if isinstance(link, Conduit):
        return link.section.shape == "DUMMY"
    return isinstance(link, Pump) and not link.curve
