# SPDX-License-Identifier: Apache-2.0
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
from typing import NamedTuple

import numpy as np

from sponge.base.epa_rain import rain_line
from sponge.base.errors import BadLine, ModelError, Problem
from sponge.base.regular_file import regular_text
from sponge.base.times import midnight
from sponge.io.numbered_lines import NumberedLines
from sponge.io.rain.canada import canadian_reader
from sponge.io.rain.interface import read_rain_interface
from sponge.io.rain.nws import nws_reader, online_reader
from sponge.io.rain.readings import ReadRain
from sponge.io.rain.standard import HINT, is_record, standard_line, standard_reader
from sponge.model.elements import RainGage
from sponge.model.records import RainRecord

HEADER_LINES = 5


class Format(NamedTuple):
    """How a rain file is read."""

    interval: int  # s
    read: ReadRain
    header: int  # lines before the first reading
    standard: bool  # a user's lines, in the gage's own form, interval and units


def format_of(lines: list[str], gage: RainGage) -> Format | None:
    """The format of a rain file; None for an unknown one."""
    for header, line in enumerate(lines[:HEADER_LINES]):
        found = nws_reader(line)
        if found is None and re.match(r"\s*COOP:\s*\d", line):
            found = online_reader(lines)
        found = found or canadian_reader(line)
        if found:
            return Format(*found, header, False)
        if standard_line(line):
            return Format(*standard_reader(gage), header, True)
    return None


def read_rain(path: Path, gage: RainGage, warnings: list[Problem] | None = None) -> RainRecord:
    """The record of a gage from its file; what is odd goes into ``warnings``. Raises ValueError (BadLine where one
    line is wrong) or OSError with what is wrong."""
    lines = regular_text(path).splitlines()
    found = format_of(lines, gage)
    if found is None or found.standard:
        for number, line in enumerate(lines[: found.header if found else HEADER_LINES], 1):
            if is_record(line, gage.station):
                refuse_unread(line, number)
    if found is None:
        raise ValueError("not a rain file of a known format in its first five lines")
    body = NumberedLines(lines[found.header :], found.header + 1)
    try:
        readings = list(found.read(body))
    except (ValueError, OverflowError) as error:
        raise error if isinstance(error, BadLine) else BadLine(str(error), body.number) from None
    if gage.file_start is not None:
        first = midnight(gage.file_start.year, gage.file_start.month, gage.file_start.day)
        readings = [reading for reading in readings if reading[0] >= first]
    if not readings:
        raise ValueError(f"no rain for station {gage.station!r}")
    lost = body.warning(path)
    if warnings is not None and lost is not None:
        warnings.append(lost)
    times, depths = np.array(readings, float).T
    return RainRecord(
        times, depths, float(found.interval), found.standard and gage.form == "CUMULATIVE",
        marks_missing=not found.standard,
    )  # fmt: skip


def refuse_unread(line: str, number: int) -> None:
    """BadLine where a line is no reading."""
    try:
        rain_line(line)
    except ValueError as error:
        raise BadLine(str(error), number) from None


def rain_problem(path: Path, gage: RainGage, error: Exception) -> Problem:
    """What is wrong with a rain file: at its own line where one is wrong, else at the gage's."""
    reason = str(error.strerror if isinstance(error, OSError) else error)
    message = f"rain file {gage.file!r} of gage {gage.name!r}: {reason}"
    if isinstance(error, BadLine):
        return Problem(message, str(path), error.line, "", HINT if "at least zero" in reason else "")
    return Problem(message, gage.file, gage.line, "RAINGAGES")


def attach_rain(
    gages: Iterable[RainGage], find: Callable[[str], Path], interface: str = "", warnings: list[Problem] | None = None
) -> dict[str, RainRecord]:
    """Records of all gages with files, by gage; what is odd goes into ``warnings``. Raises ModelError with every
    problem."""
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
                records[gage.name] = read_rain(find(gage.file), gage, warnings)
            elif gage.station in saved:
                records[gage.name] = saved[gage.station]
            else:
                raise ValueError(f"station {gage.station!r} is not in the rain interface file")
        except (OSError, ValueError) as error:
            problems.append(rain_problem(find(gage.file), gage, error))
    if problems:
        raise ModelError(problems)
    return records
