"""EPA SWMM's rain interface file (binary), read and written."""

from __future__ import annotations

import struct
from pathlib import Path

import numpy as np

from sponge.base.times import SERIAL_DAY_OF_1970
from sponge.io.rain.readings import DAY, INCH
from sponge.model.model import Model
from sponge.model.records import RainRecord

ID_LENGTH = 1025


def read_rain_interface(path: Path) -> dict[str, RainRecord]:
    """Records by station of a rain interface file that EPA SWMM saved (binary). Raises ValueError or OSError."""
    raw = path.read_bytes()
    if not raw.startswith(b"SWMM5-RAIN") or len(raw) < 14:
        raise ValueError("not a SWMM5 rain interface file")
    (n,) = struct.unpack_from("<i", raw, 10)
    records = {}
    for i in range(n):
        at = 14 + i * (ID_LENGTH + 12)
        station = raw[at : at + ID_LENGTH].split(b"\0")[0].decode("utf-8", "replace")
        interval, begin, end = struct.unpack_from("<3i", raw, at + ID_LENGTH)
        rows = np.frombuffer(raw[begin:end], dtype=[("date", "<f8"), ("depth", "<f4")])
        times = np.round((rows["date"] - SERIAL_DAY_OF_1970) * DAY)
        records[station] = RainRecord(times, rows["depth"] * INCH, float(interval))
    return records


def write_rain_interface(path: Path, model: Model) -> None:
    """Write the records of all gages with files as EPA SWMM's rain interface file; each gage's first record holds."""
    stations = {gage.station: model.rain_records[gage.name] for gage in model.gages.values()
                if gage.file and gage.name in model.rain_records}  # fmt: skip
    begin = 14 + len(stations) * (ID_LENGTH + 12)
    head, body = [b"SWMM5-RAIN", struct.pack("<i", len(stations))], []
    for station, record in stations.items():
        wet = record.depths != 0.0
        rows = np.zeros(int(wet.sum()), np.dtype([("date", "<f8"), ("depth", "<f4")]))
        rows["date"], rows["depth"] = record.times[wet] / DAY + SERIAL_DAY_OF_1970, record.depths[wet] / INCH
        end = begin + rows.nbytes
        head.append(station.encode()[: ID_LENGTH - 1].ljust(ID_LENGTH, b"\0"))
        head.append(struct.pack("<3i", int(record.interval), begin, end))
        body.append(rows.tobytes())
        begin = end
    path.write_bytes(b"".join(head + body))
