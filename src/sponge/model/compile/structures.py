"""Pumps, orifices, weirs and outlets of a Model as tables of one lane."""

from __future__ import annotations

from collections.abc import Iterable
from math import pi

import numpy as np

from sponge.base.constants import FOOT, GRAVITY
from sponge.engine.structures.tables import Structures
from sponge.model import elements as el
from sponge.model.compile.curves import CurvePool
from sponge.model.compile.index import Index
from sponge.model.model import Model
from sponge.physics.links import orifice, pump, roadway, weir
from sponge.physics.links.orifice import Orifices
from sponge.physics.links.outlet import Outlets
from sponge.physics.links.pump import Pumps
from sponge.physics.links.weir import Weirs

MIN_EQUIVALENT_LENGTH = 200.0 * FOOT  # m
PUMP_KINDS = {
    "PUMP1": pump.STEP_VOLUME, "PUMP2": pump.STEP_DEPTH, "PUMP3": pump.HEAD, "PUMP4": pump.DEPTH,
    "PUMP5": pump.VARIABLE_SPEED,
}  # fmt: skip
ORIFICE_KINDS = {"SIDE": orifice.SIDE, "BOTTOM": orifice.BOTTOM}
WEIR_KINDS = {
    "TRANSVERSE": weir.TRANSVERSE, "SIDEFLOW": weir.SIDEFLOW, "V-NOTCH": weir.V_NOTCH, "TRAPEZOIDAL": weir.TRAPEZOIDAL,
    "ROADWAY": weir.ROADWAY,
}  # fmt: skip
ROAD_SURFACES = {"": roadway.NO_SURFACE, "PAVED": roadway.PAVED, "GRAVEL": roadway.GRAVEL}


def integers(values: Iterable[int]) -> np.ndarray:
    """An array of codes or indices."""
    return np.array(list(values), np.int64)


def numbers(values: Iterable[float]) -> np.ndarray:
    """An array of numbers."""
    return np.array(list(values), float)


def compile_structures(model: Model, index: Index) -> Structures:
    """All links but conduits with a section, in the file's order."""
    links = [j for name, j in index.links.items() if not _is_channel(model, name)]
    return Structures(
        link=integers(sorted(links)),
        pumps=compile_pumps(model),
        orifices=compile_orifices(model),
        weirs=compile_weirs(model),
        outlets=compile_outlets(model),
    )


def _is_channel(model: Model, name: str) -> bool:
    return name in model.conduits and model.conduits[name].section.shape != "DUMMY"


def pump_kind(model: Model, row: el.Pump) -> int:
    """Which kind a pump is: its curve says so."""
    return PUMP_KINDS[model.curves[row.curve].kind.upper()] if row.curve else pump.IDEAL


def compile_pumps(model: Model) -> Pumps:
    """Pumps of one lane, in the order of ``model.pumps``."""
    rows, curves = model.pumps.values(), CurvePool(model)
    return Pumps(
        kind=integers(pump_kind(model, p) for p in rows),
        start_depth=numbers(p.start_depth for p in rows),
        stop_depth=numbers(p.stop_depth for p in rows),
        curve=integers(curves.place(p.curve) for p in rows),
        tables=curves.tables(),
    )


def compile_orifices(model: Model) -> Orifices:
    """Orifices of one lane, in the order of ``model.orifices``."""
    rows = model.orifices.values()
    height = numbers(o.section.geometry[0] for o in rows)
    length = 2.0 * model.options.routing_step * np.sqrt(GRAVITY * height)
    round_ones = [o.section.shape == "CIRCULAR" for o in rows]
    return Orifices(
        kind=integers(ORIFICE_KINDS[o.kind.upper()] for o in rows),
        shape=integers(orifice.CIRCULAR if is_round else orifice.RECTANGULAR for is_round in round_ones),
        flap_gate=integers(o.flap_gate for o in rows),
        height=height,
        width=np.where(round_ones, height, numbers(o.section.geometry[1] for o in rows)),
        discharge_coefficient=numbers(o.discharge_coefficient for o in rows),
        open_time=numbers(o.open_time for o in rows),
        equivalent_length=np.maximum(length, MIN_EQUIVALENT_LENGTH),
    )


def weir_shape(section: el.Section) -> tuple[float, float, float]:
    """Height [m], width at the crest [m] and side slope [run over rise] of a weir's opening."""
    height, width, left, right = section.geometry
    if section.shape == "TRIANGULAR":
        return height, 0.0, 0.5 * width / height
    if section.shape == "TRAPEZOIDAL":
        return height, width, 0.5 * (left + right)
    return height, width, 0.0


def compile_weirs(model: Model) -> Weirs:
    """Weirs of one lane, in the order of ``model.weirs``."""
    rows, curves = model.weirs.values(), CurvePool(model)
    shapes = np.array([weir_shape(w.section) for w in rows], float).reshape(-1, 3)
    return Weirs(
        kind=integers(WEIR_KINDS[w.kind.upper()] for w in rows),
        flap_gate=integers(w.flap_gate for w in rows),
        can_surcharge=integers(w.can_surcharge for w in rows),
        road_surface=integers(ROAD_SURFACES.get(w.road_surface.upper(), roadway.NO_SURFACE) for w in rows),
        height=shapes[:, 0].copy(),
        width=shapes[:, 1].copy(),
        side_slope=shapes[:, 2].copy(),
        coefficient=numbers(w.discharge_coefficient for w in rows),
        end_coefficient=numbers(w.end_coefficient for w in rows),
        end_contractions=numbers(w.end_contractions for w in rows),
        road_width=numbers(w.road_width for w in rows),
        curve=integers(curves.place(w.curve) for w in rows),
        tables=curves.tables(),
    )


def compile_outlets(model: Model) -> Outlets:
    """Outlets of one lane, in the order of ``model.outlets``."""
    rows, curves = model.outlets.values(), CurvePool(model)
    return Outlets(
        by_head=integers(o.kind.upper().endswith("/HEAD") for o in rows),
        coefficient=numbers(o.coefficient for o in rows),
        exponent=numbers(o.exponent for o in rows),
        curve=integers(curves.place(o.curve if o.kind.upper().startswith("TABULAR") else "") for o in rows),
        tables=curves.tables(),
    )


def structure_size(model: Model, name: str) -> tuple[float, float, float]:
    """Full depth [m], full area [m2] and full flow [m3/s] of a link that is no conduit.

    The full flow of a pump is the largest of its curve; the others have none.
    """
    row = model.link(name)
    if isinstance(row, el.Pump):
        flows = [flow for _, flow in model.curves[row.curve].points] if row.curve else []
        return 0.0, 0.0, max(flows, default=0.0)
    if isinstance(row, el.Orifice):
        height, width, *_ = row.section.geometry
        return height, pi / 4.0 * height**2 if row.section.shape == "CIRCULAR" else height * width, 0.0
    if isinstance(row, el.Weir):
        height, width, side = weir_shape(row.section)
        return height, height * (width + side * height), 0.0
    return 0.0, 0.0, 0.0


def initial_setting(row: el.Link) -> float:
    """Setting that a link begins with: a pump's status, everything else open."""
    return float(row.on) if isinstance(row, el.Pump) else 1.0
