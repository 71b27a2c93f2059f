"""Rain files: which format a file has, and its rain by recording interval.

Formats, after the SWMM 5 User's Manual (11.3) and the providers' own descriptions: user-prepared lines; NWS
TD-3240 and TD-3260 as tape image, space or comma delimited, with and without station names; NWS on-line retrievals,
hourly and 15-minute; Canadian AES and CMC hourly and 15-minute records; EPA SWMM's own rain interface file.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import numpy as np

from sponge.base.epa_rain import RainLine, increments, rain_line
from sponge.base.errors import ModelError, Problem
from sponge.base.times import SERIAL_DAY_OF_1970, midnight
from sponge.model.elements import RainGage
from sponge.model.model import Model
from sponge.model.records import RainRecord

INCH, MILLIMETRE = 0.0254, 1e-3
HUNDREDTH = INCH / 100.0
HOUR, QUARTER = 3600, 900
DAY = 86400
INTERVALS = {"HPCP": HOUR, "QPCP": QUARTER, "QGAG": QUARTER}
HEADER_LINES = 5
MISSING = 9999
DELETED = "{}[]M"
ID_LENGTH = 1025

Reading = tuple[int, float]  # (start of the interval, s since 1970-01-01; depth m)
ReadRain = Callable[[Iterable[str]], Iterator[Reading]]


# --- National Weather Service -------------------------------------------------------------------------------------


class Accumulation:
    """A gage's total over several intervals, spread evenly: flags a (begin) and A (end with the total)."""

    def __init__(self, interval: int):
        self.interval = interval
        self.begin: int | None = None

    def end(self, time: int, value: int) -> Iterator[Reading]:
        """The readings of an accumulation that ends at `time` [s] with a total [0.01 in]."""
        if self.begin is None or value == 99999:
            return
        n = int(time - self.begin) // self.interval + 1
        for i in range(n if value > 0 else 0):
            yield self.begin + (i - 1) * self.interval, value / n * HUNDREDTH
        self.begin = None


def nws_readings(day: int, entries: Iterable[tuple[int, int, int, str]], run: Accumulation) -> Iterator[Reading]:
    """Wet intervals of one line: (hour, minute, value 0.01 in, flag), stamped at the interval's end."""
    for hour, minute, value, flag in entries:
        if hour >= 25:
            return
        time = day + hour * 3600 + minute * 60
        if flag == "a":
            run.begin = time
        elif flag == "A":
            yield from run.end(time, value)
        elif 0 < value < MISSING and (not flag or flag not in DELETED):
            yield time - run.interval, value * HUNDREDTH


TAPE = re.compile(r"([ \d]\d)(\d\d)\s*(\d{1,6})(.?)(.?)")
SPACED = re.compile(r"\s*(\d\d)(\d\d)\s+(\d{1,6})(?:\s+([^\d\s]))?(?:\s+(\S))?")
COMMA = re.compile(r",(\d\d)(\d\d),\s*(\d{1,6}),?\s?([^,]?),?")


def entries_of(text: str, width: int, pattern: re.Pattern[str]) -> Iterator[tuple[int, int, int, str]]:
    """The fixed-width entries of a line's tail."""
    for at in range(0, len(text.rstrip()), width):
        found = pattern.match(text[at : at + width])
        if not found:
            return
        yield int(found[1]), int(found[2]), int(found[3]), (found[4] or "").strip()


def nws_fixed(interval: int, date: re.Pattern[str], at: int, tail: int, width: int, entry: re.Pattern[str]) -> ReadRain:
    """Reader of lines with a date at column `at` and entries from column `tail` on."""

    def read(lines: Iterable[str]) -> Iterator[Reading]:
        run = Accumulation(interval)
        for line in lines:
            found = date.match(line[at:])
            if found and len(line.rstrip("\r\n")) >= tail:
                day = midnight(*(int(part) for part in found.groups()))
                yield from nws_readings(day, entries_of(line[tail:].rstrip("\r\n"), width, entry), run)

    return read


def nws_online(interval: int, value_at: int, date_at: int) -> ReadRain:
    """Reader of on-line retrievals: date, hh:mm and a value under the heading HPCP or QPCP."""
    stamp = re.compile(r"\s*(\d{4})(\d\d)(\d\d)\s+(\d\d?):(\d\d)")

    def read(lines: Iterable[str]) -> Iterator[Reading]:
        run = Accumulation(interval)
        for line in lines:
            found, value = stamp.match(line[date_at:]), re.match(r"\s*([\d.]+)\s*(\S?)", line[value_at:])
            if not found or not value:
                continue
            year, month, day, hour, minute = (int(part) for part in found.groups())
            amount = int(100.0 * float(value[1]) + 0.5) if "." in line[value_at:] else int(value[1])
            begin = midnight(year, month, day) - (DAY if hour == 0 else 0)
            yield from nws_readings(begin, [(hour or 24, minute, amount, value[2])], run)

    return read


NWS_DATES = {
    "tape": re.compile(r"(\d{4})([ \d]\d)([ \d]{2}[ \d]\d)"),
    "space": re.compile(r"(\d{4})\s+(\d\d?)\s+(\d\d?)"),
    "comma": re.compile(r"(\d{4}),\s*(\d\d?),\s*(\d\d?)"),
}
NWS_HEADS = (  # pattern, column where it begins, reader's arguments
    (re.compile(r"\s*\d{1,6}+\s*\d{1,2}+\s*(\S{4})(?!\S)"), 0, (NWS_DATES["space"], 18, 28, 16, SPACED)),
    (re.compile(r"\s*\d{1,2}+\s*(\S{4})\s*\S{1,2}\s*\d{4}"), 37, (NWS_DATES["space"], 49, 59, 16, SPACED)),
    (re.compile(r"\s*\d{1,6}+,\s*\d{1,2}+,\s*(\S{4})(?=,)"), 0, (NWS_DATES["comma"], 18, 28, 16, COMMA)),
    (re.compile(r"\s*\d{1,2}+,\s*(\S{4}),\s*[^\s,]{1,2},\s*\d{4}"), 37, (NWS_DATES["comma"], 49, 59, 16, COMMA)),
    (re.compile(r"\s*\S{3}\s*\d{6}\d\d(\S{4})"), 0, (NWS_DATES["tape"], 17, 30, 12, TAPE)),
)


def nws_reader(line: str) -> tuple[int, ReadRain] | None:
    """Interval [s] and reader where a line is of a TD-3240 or TD-3260 file."""
    for head, at, layout in NWS_HEADS:
        found = head.match(line[at:])
        if found and found[1] in INTERVALS:
            interval = INTERVALS[found[1]]
            return interval, nws_fixed(interval, *layout)
    return None


def online_reader(lines: list[str]) -> tuple[int, ReadRain] | None:
    """Interval [s] and reader of an on-line retrieval, from its heading and its first record."""
    word = next((word for word in ("HPCP", "QPCP") if word in lines[0]), None)
    first = next((line for line in lines[1:6] if "COOP:" in line), None)
    if word is None or first is None:
        return None
    return INTERVALS[word], nws_online(INTERVALS[word], lines[0].index(word), first.rindex(":") - 11)


# --- Canada -------------------------------------------------------------------------------------------------------

CANADIAN = (  # year's digits, element, length of a line, interval, columns before the values
    (3, 123, 184, HOUR, 17),
    (4, 159, 690, QUARTER, 18),
    (4, 123, 185, HOUR, 18),
)


def canadian_reader(line: str) -> tuple[int, ReadRain] | None:
    """Interval [s] and reader of AES (HLY) and CMC (HLY, FIF) records: station, date, element, values of 0.1 mm."""
    for digits, element, length, interval, column in CANADIAN:
        head = re.compile(rf"\s*\d{{7}}(\d{{{digits}}})([ \d]\d)([ \d]\d){element}")
        if not head.match(line) or len(line) < length:
            continue

        def read(lines: Iterable[str], head=head, interval=interval, column=column) -> Iterator[Reading]:
            for text in lines:
                found = head.match(text)
                if not found:
                    continue
                year = int(found[1])
                year += 0 if len(found[1]) == 4 else 2000 if year < 100 else 1000
                day = midnight(year, int(found[2]), int(found[3]))
                for i in range(DAY // interval):
                    value = re.match(r"\s*(-?\d{1,6}).", text[column + 7 * i : column + 7 * i + 7])
                    if not value:
                        break
                    if int(value[1]) > 0:
                        yield day + (i - 1) * interval, int(value[1]) / 10.0 * MILLIMETRE

        return interval, read
    return None


# --- user-prepared ------------------------------------------------------------------------------------------------


DEPTHS: dict[str, Callable[[list[float], int], list[float]]] = {  # by the gage's form; interval in s
    "INTENSITY": lambda values, interval: [value * (interval / 3600.0) for value in values],
    "VOLUME": lambda values, interval: values,
    "CUMULATIVE": lambda values, interval: increments(values),
}


def standard_line(line: str) -> RainLine | None:
    """A line of EPA SWMM's own form; None where it is none."""
    try:
        return rain_line(line)
    except ValueError:
        return None


def standard_reader(gage: RainGage) -> tuple[int, ReadRain]:
    """Interval [s] and reader of user-prepared lines, in the gage's own form, interval and units."""
    unit = MILLIMETRE if gage.rain_units == "MM" else INCH
    interval = int(gage.interval)

    def read(lines: Iterable[str]) -> Iterator[Reading]:
        times: list[int] = []
        values: list[float] = []
        for number, line in enumerate(lines, 1):
            said = standard_line(line)
            if said is None or said.station.upper() != gage.station.upper():
                continue
            if times and said.time <= times[-1]:
                raise ValueError(f"rain out of sequence in record {number} of the data: {line.strip()!r}")
            times.append(said.time)
            values.append(said.value)
        depths = DEPTHS[gage.form](values, interval)
        yield from ((time, depth * unit) for time, depth in zip(times, depths, strict=True))

    return interval, read


# --- files --------------------------------------------------------------------------------------------------------


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
