# SPDX-License-Identifier: Apache-2.0
"""Pumps, orifices, weirs and outlets of a Model as tables of one lane."""

from __future__ import annotations

from collections.abc import Callable
from math import pi
from typing import Any, get_type_hints

import numpy as np

from sponge.base.constants import FOOT, GRAVITY
from sponge.engine.downstream import downstream_order
from sponge.engine.structures.tables import Structures
from sponge.model.compat import corrections
from sponge.model.compile.columns import integers, numbers, table_of
from sponge.model.compile.curves import CurvePool
from sponge.model.index import Index
from sponge.model.kinds import LINK_KIND
from sponge.model.links import Conduit, CrossSection, Link, Orifice, Outlet, Pump, Weir
from sponge.model.model import Model
from sponge.physics.links import orifice, pump, roadway, weir

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


def compile_structures(model: Model, index: Index) -> Structures:
    """All links but conduits with a section, in the order in which they are computed; each kind's table in the order of
    the Model's."""
    links = sorted((j, name) for name, j in index.links.items() if not _is_channel(model, name))
    hints = get_type_hints(Structures)
    tables = {name: _table_of_kind(model, name, table) for name, table in hints.items() if name != "link"}
    return Structures(link=integers(in_order(model, index, links)), **tables)


def in_order(model: Model, index: Index, links: list[tuple[int, str]]) -> list[int]:
    """Links as the file has them, but last those that take what reaches a node: pumps and dummy conduits, each after
    those that feed it. What goes round in a circle stays as it is."""
    takers = [(j, name) for j, name in links if name in model.pumps or name in model.conduits]
    rows = [model.link(name) for _, name in takers]
    up, down = (integers(index.nodes[node] for node in nodes) for nodes in (
        (row.up for row in rows), (row.down for row in rows)))  # fmt: skip
    fed = [takers[k][0] for k in downstream_order(up, down, len(index.nodes))]
    last = [*fed, *(j for j, _ in takers if j not in set(fed))]
    return [*(j for j, _ in links if j not in set(last)), *last]


def _table_of_kind(model: Model, name: str, table: type[Any]) -> Any:
    """The table of a kind of link; ``COLUMNS`` has what it holds beside attributes of its rows."""
    rows, curves = list(getattr(model, name).values()), CurvePool(model)
    given = COLUMNS[name](model, rows, curves) if name in COLUMNS else {}
    return table_of(table, rows, curves, **given)


def _is_channel(model: Model, name: str) -> bool:
    return name in model.conduits and model.conduits[name].section.shape != "DUMMY"


def pump_kind(model: Model, row: Pump) -> int:
    """Which kind a pump is: its curve says so."""
    return PUMP_KINDS[model.curves[row.curve].kind.upper()] if row.curve else pump.IDEAL


def pump_columns(model: Model, rows: list[Pump], curves: CurvePool) -> Columns:
    """What the engine's table of pumps holds beside attributes of the rows."""
    return {"kind": integers(pump_kind(model, p) for p in rows)}


def orifice_columns(model: Model, rows: list[Orifice], curves: CurvePool) -> Columns:
    """The same of orifices."""
    height = numbers(o.section.geometry[0] for o in rows)
    length = 2.0 * model.options.routing_step * np.sqrt(GRAVITY * height)
    round_ones = [o.section.shape == "CIRCULAR" for o in rows]
    return {
        "kind": integers(ORIFICE_KINDS[o.kind.upper()] for o in rows),
        "shape": integers(orifice.CIRCULAR if is_round else orifice.RECTANGULAR for is_round in round_ones),
        "height": height,
        "width": np.where(round_ones, height, numbers(o.section.geometry[1] for o in rows)),
        "equivalent_length": np.maximum(length, MIN_EQUIVALENT_LENGTH),
    }


def weir_shape(section: CrossSection) -> tuple[float, float, float]:
    """Height [m], width at the crest [m] and side slope [run over rise] of a weir's opening."""
    height, width, left, right = section.geometry
    return {
        "RECT_OPEN": (height, width, 0.0),
        "TRIANGULAR": (height, 0.0, 0.5 * width / height),
        "TRAPEZOIDAL": (height, width, 0.5 * (left + right)),
    }[section.shape]


def weir_columns(model: Model, rows: list[Weir], curves: CurvePool) -> Columns:
    """The same of weirs."""
    share = corrections(model.options.compat).notch_share
    shapes = np.array([weir_shape(w.section) for w in rows], float).reshape(-1, 3)
    return {
        "kind": integers(WEIR_KINDS[w.kind.upper()] for w in rows),
        "road_surface": integers(ROAD_SURFACES.get(w.road_surface.upper(), roadway.NO_SURFACE) for w in rows),
        "height": shapes[:, 0].copy(),
        "width": shapes[:, 1].copy(),
        "side_slope": shapes[:, 2].copy(),
        "coefficient": numbers(w.discharge_coefficient for w in rows),
        "end_coefficient": numbers(
            w.end_coefficient * (1.0 - share if w.kind.upper() == "V-NOTCH" else 1.0) for w in rows
        ),
        "notch_share": numbers(share if w.kind.upper() == "V-NOTCH" else 0.0 for w in rows),
    }


def outlet_columns(model: Model, rows: list[Outlet], curves: CurvePool) -> Columns:
    """The same of outlets."""
    relations = [o.kind.upper() for o in rows]
    return {
        "by_head": integers(relation.endswith("/HEAD") for relation in relations),
        "curve": integers(
            curves.place(o.curve if relation.startswith("TABULAR") else "")
            for o, relation in zip(rows, relations, strict=True)
        ),
    }


Columns = dict[str, np.ndarray]  # of a kind's table, by field
COLUMNS: dict[str, Callable[[Model, list[Any], CurvePool], Columns]] = {
    "pumps": pump_columns, "orifices": orifice_columns, "weirs": weir_columns, "outlets": outlet_columns,
}  # fmt: skip


Size = tuple[float, float, float]  # full depth m, full area m2, full flow m3/s
NO_SIZE = (0.0, 0.0, 0.0)


def _pump_size(model: Model, pump: Pump) -> Size:
    """The full flow is the largest of the curve."""
    flows = [flow for _, flow in model.curves[pump.curve].points] if pump.curve else []
    return 0.0, 0.0, max(flows, default=0.0)


def _orifice_size(_: Model, orifice: Orifice) -> Size:
    height, width, *_others = orifice.section.geometry
    return height, pi / 4.0 * height**2 if orifice.section.shape == "CIRCULAR" else height * width, 0.0


def _weir_size(_: Model, weir: Weir) -> Size:
    height, width, side = weir_shape(weir.section)
    return height, height * (width + side * height), 0.0


SIZES: dict[type[Any], Callable[[Model, Any], Size]] = {
    Conduit: lambda model, conduit: NO_SIZE,  # of a dummy: the others have that of their sections
    Pump: _pump_size, Orifice: _orifice_size, Weir: _weir_size,
}  # fmt: skip


def structure_size(model: Model, name: str) -> Size:
    """Full depth [m], full area [m2] and full flow [m3/s] of a link; KeyError where its cross section is not known."""
    row = model.link(name)
    if type(row) not in SIZES and not LINK_KIND[type(row)].has_cross_section:
        return NO_SIZE
    return SIZES[type(row)](model, row)


def initial_setting(row: Link) -> float:
    """Setting that a link begins with: a pump's status, everything else open."""
    return float(row.on) if isinstance(row, Pump) else 1.0
