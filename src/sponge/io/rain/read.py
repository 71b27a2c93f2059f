"""Rain files: which format a file has, and its rain by recording interval.

Formats, after the SWMM 5 User's Manual (11.3) and the providers' own descriptions: user-prepared lines; NWS
TD-3240 and TD-3260 as tape image, space or comma delimited, with and without station names; NWS on-line retrievals,
hourly and 15-minute; Canadian AES and CMC hourly and 15-minute records; EPA SWMM's own rain interface file.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Callable, Iterable
from pathlib import Path

import numpy as np

from sponge.base.errors import ModelError, Problem
from sponge.base.times import midnight
from sponge.io.rain.canada import canadian_reader
from sponge.io.rain.interface import read_rain_interface
from sponge.io.rain.nws import nws_reader, online_reader
from sponge.io.rain.readings import ReadRain
from sponge.io.rain.standard import standard_line, standard_reader
from sponge.model.elements import RainGage
from sponge.model.records import RainRecord

HEADER_LINES = 5


def reader_of(lines: list[str], gage: RainGage) -> tuple[int, ReadRain, int] | None:
    """Interval [s], reader and number of header lines of a rain file; None for an unknown format."""
    for header, line in enumerate(lines[:HEADER_LINES]):
        found = nws_reader(line)
        if found is None and re.match(r"\s*COOP:\s*\d", line):
            found = online_reader(lines)
        found = found or canadian_reader(line)
        if found is None and standard_line(line):
            found = standard_reader(gage)
        if found:
            return *found, header
    return None


def read_rain(path: Path, gage: RainGage) -> RainRecord:
    """The record of a gage from its file. Raises ValueError or OSError with what is wrong."""
    lines = path.read_text(encoding="utf-8-sig", errors="replace").splitlines()
    found = reader_of(lines, gage)
    if found is None:
        raise ValueError("not a rain file of a known format in its first five lines")
    interval, read, header = found
    readings = list(read(lines[header:]))
    if gage.file_start is not None:
        first = midnight(gage.file_start.year, gage.file_start.month, gage.file_start.day)
        readings = [reading for reading in readings if reading[0] >= first]
    if not readings:
        raise ValueError(f"no rain for station {gage.station!r}")
    times, depths = np.array(readings, float).T
    return RainRecord(times, depths, float(interval))


def rain_problem(gage: RainGage, error: Exception) -> Problem:
    """What a user is told of a rain file that cannot be used."""
    reason = error.strerror if isinstance(error, OSError) else str(error)
    return Problem(f"rain file {gage.file!r} of gage {gage.name!r}: {reason}", gage.file, gage.line, "RAINGAGES")


def attach_rain(gages: Iterable[RainGage], find: Callable[[str], Path], interface: str = "") -> dict[str, RainRecord]:
    """Records of all gages with files, by gage. Raises ModelError with every problem."""
    records, problems = {}, []
    saved: dict[str, RainRecord] = {}
    wanted = [gage for gage in gages if gage.file]
    if interface and wanted:
        try:
            saved = read_rain_interface(find(interface))
        except (OSError, ValueError, struct.error) as error:
            problems.append(Problem(f"rain interface file {interface!r}: {error}", interface, section="FILES"))
    for gage in wanted if not problems else ():
        try:
            if not interface:
                records[gage.name] = read_rain(find(gage.file), gage)
            elif gage.station in saved:
                records[gage.name] = saved[gage.station]
            else:
                raise ValueError(f"station {gage.station!r} is not in the rain interface file")
        except (OSError, ValueError) as error:
            problems.append(rain_problem(gage, error))
    if problems:
        raise ModelError(problems)
    return records
