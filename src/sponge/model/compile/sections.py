# SPDX-License-Identifier: Apache-2.0
"""Conduits of a Model, with the tables of their cross sections."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from math import sqrt

import numpy as np

from sponge.base.arrays import freeze
from sponge.base.constants import FOOT, GRAVITY, MANNING
from sponge.engine.dynamic_wave import crown_cutoff
from sponge.engine.network import DARCY_WEISBACH, HAZEN_WILLIAMS, Conduits
from sponge.model import elements as el
from sponge.model.compat import Corrections, corrections
from sponge.model.compile.topology import Topology
from sponge.model.elevations import above
from sponge.model.index import Index
from sponge.model.links import Conduit, CrossSection
from sponge.model.model import Model
from sponge.model.options import Options
from sponge.model.step_cache import StepCache
from sponge.physics.conduits.culvert import LAST_CODE, MITRED
from sponge.physics.conduits.force_main import equivalent_roughness, friction_constant
from sponge.physics.sections.geometry import Geometry, SectionPool, geometry_of, shape_of
from sponge.physics.sections.lookup import Sections
from sponge.physics.sections.rounded import filled_circular, force_main, of_standard_proportions
from sponge.physics.sections.shape import Shape, Sides
from sponge.physics.sections.straight import ROOF_START
from sponge.physics.sections.tabulated import custom, irregular, street

MIN_DROP = 0.001 * FOOT  # m: a flatter conduit counts as falling this much


def section_of(model: Model, section: CrossSection) -> Shape:
    """The Shape of a row of [XSECTIONS], whatever it refers to."""
    numbers = corrections(model.options.compat)
    if section.shape == "IRREGULAR":
        return _transect_shape(model.transects[section.reference], numbers)
    if section.shape == "STREET":
        return _street_shape(model.streets[section.reference], numbers.surveyed_manning)
    if section.shape == "CUSTOM":
        points = np.array(model.curves[section.reference].points, float).reshape(-1, 2)
        return custom(section.geometry[0], points[:, 0], points[:, 1])
    if section.shape == "FILLED_CIRCULAR":
        return filled_circular(*section.geometry[:2], numbers.fill_misread)
    if section.shape == "FORCE_MAIN":
        return force_main(section.geometry[0], numbers.force_main_exponent)
    if section.shape in ("HORIZ_ELLIPSE", "VERT_ELLIPSE", "ARCH"):
        return _rounded_pipe(section.shape, section.geometry, numbers)
    return shape_of(section.shape, section.geometry)


def _rounded_pipe(name: str, geometry: tuple[float, ...], numbers: Corrections) -> Shape:
    """An ellipse or arch: of own sizes with its own proportions, or with those of the catalogue."""
    depth, width, code, _ = geometry
    if width > 0.0 and code == 0.0 and numbers.free_axes == 1.0:
        return of_standard_proportions(name, depth, width)
    shape = shape_of(name, geometry)
    coded = int(code) if width > 0.0 else int(depth)
    if name == "ARCH" and coded == 31:
        return replace(shape, full_radius=numbers.arch_31_radius)
    return shape


def _transect_shape(t: el.Transect, numbers: Corrections) -> Shape:
    points = np.array(t.points, float).reshape(-1, 2)
    return irregular(
        points[:, 0] * t.station_factor,
        points[:, 1] + t.elevation_shift,
        (t.bank_left * t.station_factor, t.bank_right * t.station_factor),
        (t.roughness_left, t.roughness_channel, t.roughness_right),
        t.length_factor,
        numbers.right_wall,
        numbers.banks_between,
        numbers.surveyed_manning,
    )


def _street_shape(s: el.Street, manning: float) -> Shape:
    return street(
        s.width, s.curb_height, s.cross_slope, s.roughness, s.gutter_depression, s.gutter_width, s.sides, s.back_width,
        s.back_slope, s.back_roughness, manning,
    )  # fmt: skip


def slope_of(drop: float, length: float, min_slope: float) -> float:
    """Slope of a conduit whose ends differ by ``drop`` [m] along ``length`` [m], never negative."""
    drop = max(abs(drop), MIN_DROP)
    slope = drop / length if drop >= length else drop / sqrt(length**2 - drop**2)
    return max(slope, min_slope)


@dataclass(slots=True)
class Friction:
    """What slope and roughness make of a conduit, SI."""

    roughness: float
    stretch: float  # length for the solver over true length
    slope: float  # of the lengthened conduit
    beta: float
    roughness_factor: float
    force_main_factor: float


@dataclass(slots=True)
class Channel:
    """A conduit but for its roughness."""

    name: str
    section: CrossSection
    shape: Shape
    scale: Geometry
    slope: float
    length: float  # m, of the water's way


def friction_of(options: Options, channel: Channel, roughness: float) -> Friction:
    """Roughness in every form, and the lengthening that the solver's step asks for."""
    shape, scale, slope, length = channel.shape, channel.scale, channel.slope, channel.length
    dynamic = options.routing == "DYNWAVE"
    pressure = dynamic and channel.section.shape == "FORCE_MAIN"
    equation = DARCY_WEISBACH if options.force_main_equation == "D-W" else HAZEN_WILLIAMS
    friction = channel.section.geometry[1]
    roughness = scale.roughness or roughness
    if pressure:
        roughness = equivalent_roughness(equation, friction, scale.full_depth, slope)
    roughness *= sqrt(scale.length_factor)
    stretch = 1.0
    if dynamic and options.lengthening_step > 0.0:
        step = min(options.routing_step, options.lengthening_step)
        stretch = max(1.0, step * _wave_speed(shape, scale, slope, roughness) / length)
    slope /= stretch
    roughness /= sqrt(stretch)
    return Friction(
        roughness,
        stretch,
        slope,
        MANNING * sqrt(slope) / roughness,
        GRAVITY * (roughness / MANNING) ** 2,
        friction_constant(equation, friction, stretch) if pressure else 0.0,
    )


def _wave_speed(shape: Shape, scale: Geometry, slope: float, roughness: float) -> float:
    """Speed [m/s] of a wave in the full section: V + sqrt(g A / W), with the depth for A/W in a closed section."""
    depth = scale.full_depth
    if scale.is_open:
        depth = scale.full_area / (float(shape.width(np.ones(1))[0]) * scale.max_width)
    return sqrt(GRAVITY * depth) + MANNING / roughness * scale.full_factor * sqrt(slope) / scale.full_area


def compile_conduits(model: Model, index: Index, topology: Topology, step_cache: StepCache | None = None) -> Conduits:
    """Conduits with a section, in the order of links."""
    step_cache = step_cache or StepCache()
    smooth, channels = step_cache.of(smooth_conduits, step_cache.bare_model(model), index, topology)
    found = [friction_of(model.options, channel, model.conduits[channel.name].roughness) for channel in channels]
    roughness, stretch, beta, factor, force_main = (
        np.array([getattr(f, name) for f in found], float)
        for name in ("roughness", "stretch", "beta", "roughness_factor", "force_main_factor")
    )
    way = np.array([channel.length for channel in channels], float)
    length = np.where(stretch == 1.0, smooth.modified_length, stretch * way)
    return smooth._replace(
        roughness=roughness, roughness_factor=factor, beta=beta, force_main_factor=force_main, modified_length=length,
        per_length=1.0 / length, full_flow=beta * smooth.full_flow, max_flow=beta * smooth.max_flow,
    )  # fmt: skip


def smooth_conduits(model: Model, index: Index, topology: Topology) -> tuple[Conduits, list[Channel]]:
    """Conduits without friction: 0 for what depends on it, flows for a beta of 1; and what friction is found from."""
    names = [n for n in index.links if n in model.conduits and model.conduits[n].section.shape != "DUMMY"]
    pool, made = SectionPool(), {}
    rows, channels, cutoff = [], [], crown_cutoff(model.options.surcharge_method)
    numbers = corrections(model.options.compat)
    for name in names:
        conduit = model.conduits[name]
        key = (conduit.section.shape, conduit.section.geometry, conduit.section.reference)
        if key not in made:
            shape = section_of(model, conduit.section)
            made[key] = shape, pool.add(shape), geometry_of(shape)
        shape, section, scale = made[key]
        j = index.links[name]
        fall = above(topology.offset_up[j], topology.offset_down[j], -topology.rise[j])
        length = conduit.length / scale.length_factor
        channel = Channel(
            name, conduit.section, shape, scale, slope_of(fall, length, model.options.min_slope), length
        )
        channels.append(channel)
        beds = {"link": j, "fall": fall, "section": section}
        culvert = _culvert(conduit.section.culvert, channel.slope, topology.direction[j], numbers)
        barrels = _barrels(conduit.section, numbers)
        rows.append(beds | culvert | barrels | _row(conduit, topology.direction[j], cutoff, channel))
    columns = {field: [row[field] for row in rows] for field in Conduits._fields if field != "sections"}
    integers = (
        "link", "barrels", "drained", "is_open", "culvert", "culvert_end", "is_force_main", "has_losses", "section",
    )  # fmt: skip
    conduits = Conduits(
        **{f: np.array(v, np.int64 if f in integers else float) for f, v in columns.items()},
        sections=_tables_of(model, pool, made),
    )
    return conduits, channels


def _tables_of(model: Model, pool: SectionPool, made: Iterable[SectionKey]) -> Sections:
    """The tables of a pool, kept for the next model: variants mostly have the same sections.

    Kept by the very numbers of the file: shapes that are alike to a rounding would give other bits than their own.
    """
    tables: dict[str, Mapping[str, object]] = {
        "IRREGULAR": model.transects,
        "STREET": model.streets,
        "CUSTOM": model.curves,
    }
    rows = [(*section, tables[section[0]][section[2]] if section[0] in tables else None) for section in made]
    key = (model.options.compat, *rows)
    if key not in _KEPT:
        if len(_KEPT) >= MOST_KEPT:
            _KEPT.pop(next(iter(_KEPT)))
        _KEPT[key] = freeze(pool.sections())
    return _KEPT[key]


SectionKey = tuple[str, tuple[float, ...], str]
_KEPT: dict[tuple[object, ...], Sections] = {}
MOST_KEPT = 4


def _row(conduit: Conduit, direction: int, cutoff: float, channel: Channel) -> dict[str, float]:
    """One conduit's fields of Conduits by name, but for its place and its friction."""
    shape, scale = channel.shape, channel.scale
    losses = (conduit.loss_inlet, conduit.loss_outlet)[::direction]
    return FRICTION | {
        "is_open": scale.is_open,
        "culvert": conduit.section.culvert if conduit.section.culvert <= LAST_CODE else 0,
        "is_force_main": conduit.section.shape == "FORCE_MAIN",
        "has_losses": any((*losses, conduit.loss_average)),
        "length": channel.length,
        "modified_length": conduit.length,
        "slope": channel.slope,
        "max_width": scale.max_width,
        "full_depth": scale.full_depth,
        "per_depth": 1.0 / scale.full_depth,
        "full_area": scale.full_area,
        "full_radius": scale.full_radius,
        "full_radius_43": scale.full_radius_43,
        "force_main_friction": conduit.section.geometry[1] if conduit.section.shape == "FORCE_MAIN" else 0.0,
        "loss_inlet": losses[0],
        "loss_outlet": losses[1],
        "loss_average": conduit.loss_average,
        "seepage": conduit.seepage,
        "crown_width": float(shape.width(np.array([cutoff]))[0]) * scale.max_width,
        "full_flow": scale.full_factor,
        "max_flow": scale.max_factor,
        "width_depth": scale.widest_depth,
        **_sides_of(shape),
    }


def _culvert(code: int, slope: float, direction: int, numbers: Corrections) -> dict[str, float]:
    """Where a culvert's inlet is, and s of HDS-5's equations, by which a mitred inlet gains head and every other loses.

    The inlet is where the file says, also of a culvert that rises, which the solver turns round.
    """
    end = direction if direction > 0 else int(numbers.adverse_culvert)
    return {"culvert_end": end, "culvert_slope": end * slope * (-numbers.mitered_culvert if code in MITRED else 0.5)}


def _barrels(section: CrossSection, numbers: Corrections) -> dict[str, float]:
    """How many barrels a conduit has, and how many of them a storage unit drains into."""
    more = section.barrels - 1
    more = round(more * numbers.irregular_barrels) if section.shape == "IRREGULAR" else more
    return {"barrels": 1 + more, "drained": 1 + round(more * numbers.storage_barrels)}


def _sides_of(shape: Shape) -> dict[str, float]:
    """Fields of Conduits by name, of a section with straight sides; all zero of others."""
    sides = shape.sides or Sides(0.0, 0.0, 0.0)
    return {
        "straight": float(shape.sides is not None),
        "bottom": sides.bottom,
        "run": sides.run,
        "wall": sides.wall,
        "roof": sides.roof / ((1.0 - ROOF_START) * shape.full_area),
    }


FRICTION = dict.fromkeys(("roughness", "roughness_factor", "beta", "per_length", "force_main_factor"), 0.0)
