# SPDX-License-Identifier: Apache-2.0
"""Hot start files of EPA SWMM: the state that one run leaves and another begins with.

Binary, little endian: a stamp SWMM5-HOTSTART with the layout's number (none is 1), numbers of things, then per
subcatchment float64 and per node and link float32, in feet and cubic feet a second whatever the model's units:

====================  =========================================================================================
header, int32         subcatchments (from 2 on), land uses (from 3 on), nodes, links, pollutants, code of flow units
subcatchment (3, 4)   depth on 3 surfaces, runoff, 6 of the soil; 4 of groundwater; 3 x 5 of snow; pollutants
subcatchment (2)      soil moisture and water table, float32
node                  depth, lateral inflow; from 4 on a storage unit's residence time (h); concentrations
link                  flow, depth, setting; concentrations
====================  =========================================================================================

EPA SWMM 5.2.4 writes the build-up of a land use once too often for every pollutant beyond the first and then cannot
read its own file; a file of that size is read for what it says. Ours are written as EPA's reader expects them.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from sponge.base.errors import ModelError, Problem
from sponge.base.regular_file import regular_bytes
from sponge.base.units import FLOW_UNITS, FOOT
from sponge.io.hot_start_units import to_file, to_si
from sponge.io.numbers import GREATEST, sound
from sponge.model.model import Model
from sponge.model.records import HotStartRecord, QualityLeft
from sponge.physics.infiltration.method import DEPTH, RATE, Method

STAMP = b"SWMM5-HOTSTART"
CFS = FOOT**3
SECTION = "FILES"
COUNTS = ("subcatchments", "land uses", "nodes", "links", "pollutants")
SURFACES, SOIL, GROUNDWATER, SNOW = 3, 6, 4, 15


@dataclass(frozen=True)
class Sizes:
    """What a model's hot start file holds."""

    counts: tuple[int, int, int, int, int]  # as COUNTS
    units: int  # code of the flow units
    has_groundwater: np.ndarray  # (subcatchment,) bool
    has_snow: np.ndarray  # (subcatchment,) bool
    is_storage: np.ndarray  # (node,) bool
    soil_factors: np.ndarray  # (subcatchment, 6) feet to metres where a state is a length


def sizes_of(model: Model) -> Sizes:
    """The sizes of a model, as EPA SWMM counts them: also of processes that an option ignores."""
    subs = model.subcatchments
    counts = len(subs), len(model.land_uses), len(model.node_order), len(model.link_order), len(model.pollutants)
    return Sizes(
        counts, list(FLOW_UNITS).index(model.options.flow_units),
        np.array([name in model.groundwater for name in subs], bool),
        np.array([bool(sub.snow_pack) for sub in subs.values()], bool),
        np.array([name in model.storages for name in model.node_order], bool),
        np.array([soil_factors(sub.infiltration) for sub in subs.values()], float).reshape(len(subs), SOIL),
    )  # fmt: skip


def soil_factors(soil: Method | None) -> tuple[float, ...]:
    """To SI, for each of the six numbers that describe a soil."""
    factors = [FOOT if state.quantity in (DEPTH, RATE) else 1.0 for state in (soil.states if soil else ())]
    return (*factors, *(1.0,) * (SOIL - len(factors)))


# --- reading ------------------------------------------------------------------------------------------------------


class BinaryReader:
    """Numbers of a file one after another."""

    def __init__(self, raw: bytes, at: int):
        self.raw, self.at = raw, at

    def take(self, kind: str, *shape: int) -> np.ndarray:
        """The next numbers, as float64 or int64."""
        n = int(np.prod(shape, dtype=np.int64))
        size = n * np.dtype(kind).itemsize
        if self.at + size > len(self.raw):
            raise ValueError("the file ends too early: it is cut off, or of another model")
        values = np.frombuffer(self.raw, kind, n, self.at).reshape(shape)
        self.at += size
        if kind != "<i4" and not sound(values, -GREATEST, GREATEST):
            raise ValueError("it holds what is not a number")
        return values.astype(np.int64 if kind == "<i4" else float)


def read_hot_start(path: Path, model: Model) -> HotStartRecord:
    """The state in a file, SI. Raises ModelError where it is none or of another model."""
    try:
        raw = regular_bytes(path)
        version, reader = _open(raw)
        sizes = sizes_of(model)
        _check_counts(version, reader, sizes)
        record = _read(version, reader, sizes)
        _check_values(record, model)
        return to_si(record, model)
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else str(error)
        raise ModelError([Problem(f"hot start file: {reason}", str(path), section=SECTION)]) from error


def _check_values(record: HotStartRecord, model: Model) -> None:
    """ValueError where a number cannot be what it stands for."""
    quality, subs, nodes, links = record.quality, tuple(model.subcatchments), model.node_order, model.link_order
    for what, values, names in (
        ("depth", record.node_depth, nodes), ("residence time", record.residence_time, nodes),
        ("concentration", quality.node, nodes), ("depth", record.link_depth, links),
        ("setting", record.link_setting, links), ("concentration", quality.link, links),
        ("depth", record.surface_depth, subs), ("snow depth", record.snow[:, :, :2], subs),
        ("soil moisture", record.groundwater[:, :1], subs), ("concentration", quality.runoff, subs),
        ("mass", quality.ponded, subs), ("build-up", quality.buildup, subs),
    ):
        wrong = np.argwhere(values < 0.0)  # NaN: the file says nothing
        if len(wrong):
            at = tuple(wrong[0])
            raise ValueError(f"it is damaged: a {what} of {values[at]:g} at {names[at[0]]!r}")


def _open(raw: bytes) -> tuple[int, BinaryReader]:
    if not raw.startswith(STAMP):
        raise ValueError("this is not a hot start file of SWMM 5")
    end = len(STAMP)
    digit = raw[end : end + 1]
    if digit.isdigit() and digit not in b"234":
        raise ValueError(f"its layout {digit.decode()} is not known: 1 to 4 are")
    return (int(digit), BinaryReader(raw, end + 1)) if digit.isdigit() else (1, BinaryReader(raw, end))


def _check_counts(version: int, reader: BinaryReader, sizes: Sizes) -> None:
    """Compare the header with the model; every difference is told."""
    there = {1: (2, 3, 4), 2: (0, 2, 3, 4)}.get(version, (0, 1, 2, 3, 4))
    found = reader.take("<i4", len(there) + 1)
    wrong = [
        f"{n} {COUNTS[k]} where the model has {sizes.counts[k]}"
        for k, n in zip(there, found[:-1].tolist(), strict=True) if n != sizes.counts[k]
    ]  # fmt: skip
    if found[-1] != sizes.units:
        names = list(FLOW_UNITS)
        theirs = names[found[-1]] if 0 <= found[-1] < len(names) else f"code {found[-1]}"
        wrong.append(f"flow units {theirs} where the model has {names[sizes.units]}")
    if wrong:
        raise ValueError("it is of another model: it has " + ", ".join(wrong))


def _read(version: int, reader: BinaryReader, sizes: Sizes) -> HotStartRecord:
    n_subs, _, n_nodes, n_links, n_pollutants = sizes.counts
    record = empty_record(sizes)
    if version >= 3:
        size = _subcatchment_size(sizes, n_pollutants)
        left = len(reader.raw) - reader.at - _routing_size(version, sizes)
        again = n_pollutants if left == _subcatchment_size(sizes, n_pollutants**2) != size else 1
        for i in range(n_subs):
            _read_subcatchment(reader, sizes, record, i, again)
    elif version == 2:
        record.groundwater[:, :2] = reader.take("<f4", n_subs, 2)
        record.groundwater[:, 1] *= FOOT
        record.groundwater[~sizes.has_groundwater] = np.nan
    for i in range(n_nodes):
        record.node_depth[i], record.node_lateral[i] = reader.take("<f4", 2) * (FOOT, CFS)
        if version >= 4 and sizes.is_storage[i]:
            record.residence_time[i] = reader.take("<f4", 1)[0] * 3600.0
        record.quality.node[i] = reader.take("<f4", n_pollutants)
        if version <= 2:
            reader.take("<f4", n_pollutants)
    links = reader.take("<f4", n_links, 3 + n_pollutants)
    record.link_flow[:], record.link_depth[:], record.link_setting[:] = (links[:, :3] * (CFS, FOOT, 1.0)).T
    record.quality.link[:] = links[:, 3:]
    if reader.at != len(reader.raw):
        raise ValueError(f"{len(reader.raw) - reader.at} bytes are left over: it is of another model")
    return record


def _subcatchment_size(sizes: Sizes, buildups: int) -> int:
    """Bytes of all subcatchments where each land use has so many build-ups."""
    n_subs, n_uses, _, _, n_pollutants = sizes.counts
    per_sub = SURFACES + 1 + SOIL + 2 * n_pollutants + (n_uses * (buildups + 1) if n_pollutants else 0)
    return 8 * int(n_subs * per_sub + GROUNDWATER * sizes.has_groundwater.sum() + SNOW * sizes.has_snow.sum())


def _routing_size(version: int, sizes: Sizes) -> int:
    _, _, n_nodes, n_links, n_pollutants = sizes.counts
    storages = int(sizes.is_storage.sum()) if version >= 4 else 0
    return 4 * (n_nodes * (2 + n_pollutants) + storages + n_links * (3 + n_pollutants))


def _read_subcatchment(reader: BinaryReader, sizes: Sizes, record: HotStartRecord, i: int, again: int) -> None:
    n_pollutants, n_uses = sizes.counts[4], sizes.counts[1]
    record.surface_depth[i] = reader.take("<f8", SURFACES) * FOOT
    record.runoff[i] = reader.take("<f8", 1)[0] * CFS
    record.soil[i] = reader.take("<f8", SOIL) * sizes.soil_factors[i]
    if sizes.has_groundwater[i]:
        record.groundwater[i] = reader.take("<f8", GROUNDWATER) * GROUNDWATER_FACTORS
    if sizes.has_snow[i]:
        record.snow[i] = reader.take("<f8", 3, 5) * SNOW_FACTORS
    if n_pollutants:
        record.quality.runoff[i] = reader.take("<f8", n_pollutants)
        record.quality.ponded[i] = reader.take("<f8", n_pollutants)
        for k in range(n_uses):
            record.quality.buildup[i, k] = reader.take("<f8", n_pollutants, again)[:, 0]
            record.quality.last_swept[i, k] = reader.take("<f8", 1)[0]


# theta, water table [m], flow [m/s of the subcatchment's area], room in the upper zone [m]
GROUNDWATER_FACTORS = np.array([1.0, FOOT, FOOT, FOOT])
# snow water [m], free water [m], cold content [m], antecedent temperature [degF], area under the depletion curve
SNOW_FACTORS = np.array([FOOT, FOOT, FOOT, 1.0, 1.0])


def empty_record(sizes: Sizes) -> HotStartRecord:
    """A record of the model's sizes; NaN where a file may say nothing."""
    n_subs, n_uses, n_nodes, n_links, n_pollutants = sizes.counts
    missing = np.nan
    quality = QualityLeft(
        np.zeros((n_nodes, n_pollutants)), np.zeros((n_links, n_pollutants)), np.full((n_subs, n_pollutants), missing),
        np.full((n_subs, n_pollutants), missing), np.full((n_subs, n_uses, n_pollutants), missing),
        np.full((n_subs, n_uses), missing),
    )  # fmt: skip
    return HotStartRecord(
        node_depth=np.zeros(n_nodes), node_lateral=np.zeros(n_nodes), residence_time=np.zeros(n_nodes),
        link_flow=np.zeros(n_links), link_depth=np.zeros(n_links), link_setting=np.ones(n_links),
        surface_depth=np.full((n_subs, SURFACES), missing), runoff=np.full(n_subs, missing),
        soil=np.full((n_subs, SOIL), missing), groundwater=np.full((n_subs, GROUNDWATER), missing),
        snow=np.full((n_subs, 3, 5), missing), quality=quality,
    )  # fmt: skip


# --- writing ------------------------------------------------------------------------------------------------------


def write_hot_start(path: Path, model: Model, record: HotStartRecord) -> None:
    """Write a state as layout 4, which EPA SWMM 5.1.008 and later read."""
    sizes, record = sizes_of(model), to_file(record, model)
    n_subs, n_uses, n_nodes, _, n_pollutants = sizes.counts
    chunks = [STAMP + b"4", struct.pack("<6i", *sizes.counts, sizes.units)]
    for i in range(n_subs):
        values = [record.surface_depth[i] / FOOT, [record.runoff[i] / CFS], record.soil[i] / sizes.soil_factors[i]]
        if sizes.has_groundwater[i]:
            values.append(record.groundwater[i] / GROUNDWATER_FACTORS)
        if sizes.has_snow[i]:
            values.append((record.snow[i] / SNOW_FACTORS).ravel())
        if n_pollutants:
            values += [record.quality.runoff[i], record.quality.ponded[i]]
            for k in range(n_uses):
                values += [record.quality.buildup[i, k], [record.quality.last_swept[i, k]]]
        chunks.append(np.nan_to_num(np.concatenate([np.asarray(v, float) for v in values])).astype("<f8").tobytes())
    for i in range(n_nodes):
        values = [[record.node_depth[i] / FOOT, record.node_lateral[i] / CFS]]
        values += [[record.residence_time[i] / 3600.0]] if sizes.is_storage[i] else []
        chunks.append(np.nan_to_num(np.concatenate([*values, record.quality.node[i]])).astype("<f4").tobytes())
    links = np.column_stack([record.link_flow / CFS, record.link_depth / FOOT, record.link_setting])
    chunks.append(np.nan_to_num(np.hstack([links, record.quality.link])).astype("<f4").tobytes())
    path.write_bytes(b"".join(chunks))
