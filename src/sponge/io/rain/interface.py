# SPDX-License-Identifier: Apache-2.0
"""EPA SWMM's rain interface file (binary), read and written."""

from __future__ import annotations

import struct
from pathlib import Path

import numpy as np

from sponge.base.regular_file import regular_bytes
from sponge.base.times import LAST_DAY, SERIAL_DAY_OF_1970
from sponge.io.numbers import sound
from sponge.io.rain.readings import DAY, INCH
from sponge.model.compile.gages import depths_of
from sponge.model.model import Model
from sponge.model.records import RainRecord

ID_LENGTH = 1025
ROW = np.dtype([("date", "<f8"), ("depth", "<f4")])


def read_rain_interface(path: Path) -> dict[str, RainRecord]:
    """Records by station of a rain interface file that EPA SWMM saved (binary). Raises ValueError or OSError."""
    raw = regular_bytes(path)
    if not raw.startswith(b"SWMM5-RAIN") or len(raw) < 14:
        raise ValueError("not a SWMM5 rain interface file")
    (n,) = struct.unpack_from("<i", raw, 10)
    if n < 0 or 14 + n * (ID_LENGTH + 12) > len(raw):
        raise ValueError(f"it is damaged: it says that it holds {n} stations, and ends before")
    return dict(_station(raw, 14 + i * (ID_LENGTH + 12)) for i in range(n))


def _station(raw: bytes, at: int) -> tuple[str, RainRecord]:
    """The station whose head stands at a place, and its record."""
    station = raw[at : at + ID_LENGTH].split(b"\0")[0].decode("utf-8", "replace")
    interval, begin, end = struct.unpack_from("<3i", raw, at + ID_LENGTH)
    if interval <= 0 or not 0 <= begin <= end <= len(raw) or (end - begin) % ROW.itemsize:
        raise ValueError(f"it is damaged at station {station!r}")
    rows = np.frombuffer(raw[begin:end], ROW)
    if not (sound(rows["date"], low=1.0, high=LAST_DAY) and sound(rows["depth"], low=0.0)):
        raise ValueError(f"it is damaged at station {station!r}: it holds what is no date or no rain")
    times = np.round((rows["date"] - SERIAL_DAY_OF_1970) * DAY)
    if np.any(np.diff(times) <= 0.0):
        raise ValueError(f"it is damaged at station {station!r}: its times do not increase")
    return station, RainRecord(times, rows["depth"] * INCH, float(interval))


def write_rain_interface(path: Path, model: Model) -> None:
    """Write the records of all gages with files as EPA SWMM's rain interface file; each gage's first record holds."""
    stations = {gage.station: model.rain_records[gage.name] for gage in model.gages.values()
                if gage.file and gage.name in model.rain_records}  # fmt: skip
    begin = 14 + len(stations) * (ID_LENGTH + 12)
    head, body = [b"SWMM5-RAIN", struct.pack("<i", len(stations))], []
    for station, record in stations.items():
        depths = depths_of(model, record)
        wet = depths != 0.0
        rows = np.zeros(int(wet.sum()), ROW)
        rows["date"], rows["depth"] = record.times[wet] / DAY + SERIAL_DAY_OF_1970, depths[wet] / INCH
        end = begin + rows.nbytes
        head.append(station.encode()[: ID_LENGTH - 1].ljust(ID_LENGTH, b"\0"))
        head.append(struct.pack("<3i", int(record.interval), begin, end))
        body.append(rows.tobytes())
        begin = end
    path.write_bytes(b"".join(head + body))
