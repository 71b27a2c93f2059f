# SPDX-License-Identifier: Apache-2.0
"""[STREETS], [INLETS] and [INLET_USAGE] to the inlets that the engine runs."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from math import hypot, inf

import numpy as np

from sponge.base.tables import pool
from sponge.engine.inlets import capture as eng
from sponge.engine.inlets.capture import Inlets
from sponge.engine.network import Conduits, Facts, Links, Nodes
from sponge.model import elements as el
from sponge.model.compat import corrections
from sponge.model.compile.settings import statistics_start
from sponge.model.index import Index
from sponge.model.model import Model
from sponge.model.validation.links import inlet_fits
from sponge.physics.inlets import opening as op
from sponge.physics.inlets.gutter import Gutter
from sponge.physics.inlets.on_grade import Channel
from sponge.physics.inlets.opening import GRATES, Opening, open_area, splash_velocity

THROATS = {"HORIZONTAL": op.HORIZONTAL, "INCLINED": op.INCLINED, "VERTICAL": op.VERTICAL}
CURVES = {"DIVERSION": eng.DIVERSION, "RATING": eng.RATING}
CHANNEL_CROSS_SLOPE = 0.01  # of a flat bed beside a drop grate
OPEN_CHANNELS = ("TRAPEZOIDAL", "RECT_OPEN")


def compile_inlets(
    model: Model, index: Index, nodes: Nodes, links: Links, conduits: Conduits, facts: Facts
) -> Inlets:
    """Inlets of one lane: the tables are one lane's."""
    uses = [use for use in model.inlet_uses if _works(model, use)]
    designs = [model.inlets[use.inlet] for use in uses]
    link = _ints(index.links[use.link] for use in uses)
    places = [(use, conduits, int(row)) for use, row in zip(uses, links.index[link], strict=True)]
    bypass, capture = links.down[link], _ints(index.nodes[use.node] for use in uses)
    bypass_nodes, place = np.unique(bypass, return_inverse=True)
    openings = [_opening(design) for design in designs]
    curves = [np.array(model.curves[d.curve].points, float).reshape(-1, 2) for d in designs if d.curve]
    entering = [np.flatnonzero(links.down == node) for node in bypass_nodes]
    return Inlets(
        link=link,
        bypass=bypass,
        capture=capture,
        design=_ints(_design(model, design) for design in designs),
        placement=_ints(_placement(use, nodes.degree[node]) for use, node in zip(uses, bypass, strict=True)),
        number=_ints(use.number for use in uses),
        bypass_place=_ints(place),
        first_entering=np.concatenate([[0], np.cumsum([len(e) for e in entering])]).astype(np.int64),
        entering=_ints(np.concatenate([*entering, []])),
        limited=_ints([facts.has_heads == 0]),
        returning=_returning(bypass, capture),
        gutter=_table(Gutter._fields, [_gutter(model, *place) for place in places]),
        channel=_table(Channel._fields, [_channel(model, *place) for place in places]),
        opening=_table(Opening._fields, openings),
        unclogged=np.array([1.0 - use.clogged for use in uses]),
        max_flow=np.array([_limit(model, use) for use in uses]),
        backflow_share=_backflow_shares(uses, openings, capture),
        statistics_start=np.array([statistics_start(model)]),
        curve=_numbered(bool(design.curve) for design in designs),
        tables=pool([(c[:, 0], c[:, 1]) for c in curves]),
    )


def _works(model: Model, use: el.InletUse) -> bool:
    """Whether an inlet stands in a conduit that carries water and takes its design."""
    conduit = model.conduits.get(use.link)
    fits = inlet_fits(model, model.inlets[use.inlet], use.link)
    return fits and conduit is not None and conduit.section.shape != "DUMMY"


def _ints(values: Iterable[float]) -> np.ndarray:
    return np.array(list(values), np.int64).reshape(-1)


def _table(fields: Sequence[str], rows: Iterable[Sequence[float]]) -> np.ndarray:
    """(row, field) floats."""
    return np.array(list(rows), float).reshape(-1, len(fields))


def _numbered(has: Iterable[bool]) -> np.ndarray:
    """0, 1, ... where true, else -1."""
    flags = np.array(list(has), bool)
    return np.where(flags, np.cumsum(flags) - 1, -1).astype(np.int64)


def _design(model: Model, design: el.Inlet) -> int:
    if design.curve:
        return CURVES[model.curves[design.curve].kind]
    if design.drop:
        return eng.DROP_GRATE if design.grate_length > 0.0 else eng.DROP_CURB
    return eng.STREET


def _placement(use: el.InletUse, links_leaving: int) -> int:
    """An inlet of automatic placement is in a sag where no link leaves the node."""
    if use.placement == "AUTOMATIC":
        return eng.ON_GRADE if links_leaving > 0 else eng.ON_SAG
    return eng.ON_GRADE if use.placement == "ON_GRADE" else eng.ON_SAG


def _limit(model: Model, use: el.InletUse) -> float:
    """Most [m3/s] that one inlet takes, whatever its design."""
    curve = model.inlets[use.inlet].curve
    rated = bool(curve) and model.curves[curve].kind == "RATING"
    limits = use.max_flow > 0.0 and (not rated or corrections(model.options.compat).rated_inlet_limit > 0.0)
    return use.max_flow if limits else inf


def _returning(bypass: np.ndarray, capture: np.ndarray) -> np.ndarray:
    """Nodes whose overflow returns. A node that both receives and passes on counts as EPA SWMM's last word on it."""
    role: dict[int, bool] = {}
    for passed, received in reversed(list(zip(bypass.tolist(), capture.tolist(), strict=True))):
        role[passed] = False
        role[received] = True
    return _ints(sorted(node for node, returns in role.items() if returns))


def _gutter(model: Model, use: el.InletUse, conduits: Conduits, row: int) -> Gutter:
    """The street with the inlet's own depression; a plain bed for an inlet in a channel."""
    slope, section = float(conduits.slope[row]), model.conduits[use.link].section
    if section.shape != "STREET":
        bed = CHANNEL_CROSS_SLOPE
        return Gutter(slope, bed, float(conduits.roughness[row]), 0.0, 0.0, bed, 0.0, 0.0, 0.0, 1.0)
    street, numbers = model.streets[section.reference], corrections(model.options.compat)
    own = at_inlet = _depressed(street.gutter_depression, street.gutter_width)
    if use.depression > 0.0 and use.depression_width > 0.0:
        at_inlet = street.gutter_depression + use.depression, use.depression_width
    if numbers.local_depression > 0.0:
        own = at_inlet
    inner = numbers.pavement_in_gutter * street.cross_slope + (own[0] / own[1] if own[1] > 0.0 else 0.0)
    return Gutter(
        slope, street.cross_slope, street.roughness, *own, inner, *at_inlet, street.width, float(street.sides)
    )


def _depressed(depression: float, width: float) -> tuple[float, float]:
    """Depression and width [m] of a gutter; none where one of them is missing."""
    return (depression, width) if depression > 0.0 and width > 0.0 else (0.0, 0.0)


def _channel(model: Model, use: el.InletUse, conduits: Conduits, row: int) -> Channel:
    """The bed of a trapezoidal or rectangular channel."""
    section = model.conduits[use.link].section
    if section.shape not in OPEN_CHANNELS:
        return Channel(0.0, 0.0, 0.0, 0.0, 0.0, 0.0)
    depth, width, left, right = section.geometry
    beta = float(conduits.beta[row])
    if section.shape == "TRAPEZOIDAL":
        return Channel(beta, width, 0.5 * (left + right), hypot(1.0, left) + hypot(1.0, right), depth, 1.0)
    return Channel(beta, width, 0.0, 2.0 - left, depth, 0.0)  # ``left``: how many sides are no wall


def _opening(design: el.Inlet) -> Opening:
    share, splash = design.grate_open_fraction, design.grate_splash_velocity
    if design.grate_type.upper() in GRATES:
        grate = design.grate_type.upper()
        share, splash = GRATES[grate][0], splash_velocity(grate, design.grate_length)
    return Opening(
        design.grate_length, design.grate_width, share, splash, design.curb_length, design.curb_height,
        THROATS.get(design.curb_throat.upper(), op.VERTICAL), design.slotted_length, design.slotted_width,
        float(design.drop),
    )  # fmt: skip


def _backflow_shares(uses: list[el.InletUse], openings: list[Opening], capture: np.ndarray) -> np.ndarray:
    """How a capture node's overflow is split among its inlets, (inlet,).

    First by the number of conduits with standard and with custom inlets; then standard ones share by open area, custom
    ones by number.
    """
    area = np.array([open_area(o) * u.number * (1.0 - u.clogged) for o, u in zip(openings, uses, strict=True)])
    number = np.array([float(use.number) for use in uses])
    share = np.zeros(len(uses))
    for node in np.unique(capture):
        here = capture == node
        standard, custom = here & (area > 0.0), here & (area == 0.0)
        share[standard] = area[standard] / area[standard].sum() * standard.sum() / here.sum()
        share[custom] = number[custom] / number[custom].sum() * custom.sum() / here.sum()
    return share
