# SPDX-License-Identifier: Apache-2.0
"""Snow packs as arrays."""

from __future__ import annotations

import numpy as np

from sponge.base.tables import pool
from sponge.engine.snow.packs import Snow
from sponge.engine.snow.tables import SURFACES, PackNumbers, Removal
from sponge.model.compile.climate import ALWAYS, Table, daily, months, simulated_days
from sponge.model.elements import Subcatchment
from sponge.model.index import Index
from sponge.model.model import Model
from sponge.model.processes import with_snow
from sponge.model.snow import SnowPack, SnowSurface
from sponge.physics.snow.melt import psychrometric_constant


def wind_steps(model: Model) -> Table:
    """Steps of wind speed [m/s]: by months, or by days of the climate file; calm without either."""
    t = model.temperature
    if t.wind_source == "FILE":
        days = simulated_days(model)
        days[0] = ALWAYS
        return days, daily(model, "wind", 0.0)
    begins, number, _ = months(model)
    begins = np.concatenate([[ALWAYS], begins[1:]])
    return begins, np.array(t.wind_monthly if t.wind_source else (0.0,) * 12)[number.astype(int)]


def surface_of(s: SnowSurface, fraction: float) -> tuple[float, ...]:
    """Fields of ``PackNumbers``; at the start snow holds no more free water than it can."""
    water = min(s.initial_free_water, s.free_water * s.initial_depth)
    return (
        fraction, s.min_melt, s.max_melt, s.base_temperature, s.free_water, s.cover_depth, s.initial_depth, water
    )  # fmt: skip


def surfaces_of(sub: Subcatchment, pack: SnowPack) -> list[tuple[float, ...]]:
    """The three surfaces of a subcatchment's snow."""
    impervious = min(sub.impervious, 1.0)
    plowable = pack.plowable_fraction * impervious
    return [
        surface_of(pack.plowable, plowable), surface_of(pack.impervious, impervious - plowable),
        surface_of(pack.pervious, 1.0 - impervious),
    ]  # fmt: skip


def removal_of(pack: SnowPack) -> tuple[float, ...]:
    """Fields of ``Removal``; no snow is deep enough without a row REMOVAL."""
    r = pack.removal
    if r is None:
        return np.inf, 0.0, 0.0, 0.0, 0.0, 0.0
    return r.depth, r.out, r.to_impervious, r.to_pervious, r.melted, r.to_subcatchment


def receivers_of(model: Model, subs: list[Subcatchment]) -> list[int]:
    """Pack that receives each pack's plowed snow, -1 where that subcatchment has none."""
    rows = {sub.name: i for i, sub in enumerate(subs)}
    removals = [model.snow_packs[sub.snow_pack].removal for sub in subs]
    return [rows.get(removal.subcatchment, -1) if removal else -1 for removal in removals]


def columns(rows: list, *shape: int) -> list[np.ndarray]:
    """Numbers of a shape, one array for each of the last axis."""
    numbers = np.array(rows, float).reshape(shape)
    return [np.ascontiguousarray(numbers[..., k]) for k in range(shape[-1])]


def compile_snow(model: Model, index: Index) -> Snow:
    """Snow of one lane; of size zero where the model has none."""
    subs, t = with_snow(model), model.temperature
    packs, n = [model.snow_packs[sub.snow_pack] for sub in subs], len(subs)
    rows = [surfaces_of(sub, pack) for sub, pack in zip(subs, packs, strict=True)]
    return Snow(
        subcatchment=np.array([index.subcatchments[sub.name] for sub in subs], np.int64),
        to=np.array(receivers_of(model, subs), np.int64),
        area=np.array([sub.area for sub in subs], float),
        impervious=np.array([min(sub.impervious, 1.0) for sub in subs], float),
        number=PackNumbers(*columns(rows, n, SURFACES, len(PackNumbers._fields))),
        removal=Removal(*columns([removal_of(pack) for pack in packs], n, len(Removal._fields))),
        cover=np.array([t.cover_impervious, t.cover_pervious], float),
        weight=np.array(t.index_weight),
        ratio=np.array(t.negative_melt),
        gamma=np.array(psychrometric_constant(t.elevation)),
        wind=np.array(0, np.int64),
        tables=pool([wind_steps(model)]),
    )
