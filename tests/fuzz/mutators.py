"""Ways to damage an input: bytes, tokens, numbers, rows, sections, references, units, dates, binary values, states.

A mutator takes a random generator, the bytes of a file and a pool of other files, and gives other bytes. All chance
comes from the generator, so a seed and a number name an input for ever.
"""

from __future__ import annotations

import io
import random
import re
import struct
import zipfile
from collections.abc import Callable, Sequence
from itertools import pairwise

import numpy as np

Mutator = Callable[[random.Random, bytes, Sequence[bytes]], bytes]

NUMBER = re.compile(rb"(?<![\w.\-+])[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?(?![\w.:/])")
TOKEN = re.compile(rb"[^\s,=]+")
NAME = re.compile(rb"(?<![\w.])[A-Za-z_][\w.\-]*")
DATE_OR_TIME = re.compile(rb"\b\d{1,4}[/:\-]\d{1,2}(?:[/:\-]\d{1,4})?\b")
HEADING = re.compile(rb"^\[.*$", re.MULTILINE)

ODD_NUMBERS = (
    b"nan", b"NaN", b"inf", b"-inf", b"Infinity", b"0", b"-0", b"1e30", b"-1e30", b"1e-30", b"1e308", b"-1e308",
    b"5e-324",
    b"1e400", b"-1", b"1e9", b"2147483648", b"-2147483649", b"99999999999999999999", b"1,5", b"1e", b"0x10", b"--1",
    b"1.2.3",
    b"12abc", b"\xef\xbc\x91", b"1_000", b"1d3", b"+", b".", b"*",
)  # fmt: skip
ODD_TOKENS = (
    b"", b"*", b'"', b'""', b'"a b"', b"[", b"]", b";", b";;", b"YES", b"NO", b"NONE", b"FILE", b"TIMESERIES",
    b"FREE", b"CUSTOM",
    b"IRREGULAR", b"FUNCTIONAL", b"TABULAR", b"\x00", b"\xff\xfe", b"\xc3\xa9", b"\xe4\xb8\xad", b"x" * 3000,
    b"/" * 300, b"../..",
    b"/dev/null", b"C:\\a\\b.dat", b"(" * 200, b"=", b"AND", b"IF", b"THEN", b"'", b"\\", b"\r", b"\x1a", b"%s",
    b"{0}", b"$HOME",
)  # fmt: skip
ODD_TIMES = (
    b"0:00", b"24:00", b"23:59:59", b"24:00:01", b"99999999:59", b"-1:00", b"1:60", b"0:00:00.5", b"12:00 PM",
    b"6:00AM", b"0.5",
    b"12/31/9999", b"01/01/0001", b"1/1/1", b"02/29/2021", b"2020-01-01", b"2020/01/01", b"31/12/2020", b"07/01/24",
    b"JAN-01-2020", b"00/00/0000", b"13/13/2013", b"01/01/2262", b"1e5:00",
)  # fmt: skip
CHOICES = (  # what may stand for one another
    (b"CFS", b"GPM", b"MGD", b"CMS", b"LPS", b"MLD"), (b"IN", b"MM"), (b"DEPTH", b"ELEVATION"),
    (b"HORTON", b"MODIFIED_HORTON", b"GREEN_AMPT", b"MODIFIED_GREEN_AMPT", b"CURVE_NUMBER"),
    (b"DYNWAVE", b"KINWAVE", b"STEADY"), (b"EXTRAN", b"SLOT"), (b"H-W", b"D-W"), (b"YES", b"NO"),
    (b"INTENSITY", b"VOLUME", b"CUMULATIVE"), (b"FREE", b"NORMAL", b"FIXED"), (b"NONE", b"PARTIAL", b"FULL"),
    (b"CIRCULAR", b"RECT_CLOSED", b"RECT_OPEN", b"TRAPEZOIDAL", b"TRIANGULAR", b"EGG", b"ARCH", b"FILLED_CIRCULAR",
    b"POWER",
     b"HORIZ_ELLIPSE", b"PARABOLIC", b"MODBASKETHANDLE", b"RECT_ROUND", b"RECT_TRIANGULAR", b"FORCE_MAIN", b"DUMMY",
     b"GOTHIC"),
    (b"TRANSVERSE", b"SIDEFLOW", b"V-NOTCH", b"TRAPEZOIDAL", b"ROADWAY"), (b"SIDE", b"BOTTOM"),
    (b"PUMP1", b"PUMP2", b"PUMP3", b"PUMP4", b"PUMP5", b"STORAGE", b"RATING", b"CONTROL", b"SHAPE", b"DIVERSION",
    b"TIDAL"),
    (b"FUNCTIONAL/DEPTH", b"FUNCTIONAL/HEAD", b"TABULAR/DEPTH", b"TABULAR/HEAD"), (b"C", b"C10", b"F"),
    (b"MONTHLY", b"DAILY", b"HOURLY", b"WEEKEND"), (b"MG/L", b"UG/L", b"#/L"), (b"POW", b"EXP", b"SAT", b"EXT", b"RC",
    b"EMC"),
    (b"BC", b"RG", b"GR", b"IT", b"PP", b"RB", b"VS", b"RD"), (b"USE", b"SAVE"), (b"OUTLET", b"PERVIOUS",
    b"IMPERVIOUS"),
    (b"RAINFALL", b"RUNOFF", b"HOTSTART", b"RDII", b"INFLOWS", b"OUTFLOWS"), (b"AREA", b"CURBLENGTH"),
    (b"mm", b"m", b"cm", b"ft", b"in", b"h", b"min", b"s", b"l/s", b"m3/s", b"%", b"ha"), (b"product", b"table",
    b"lhs", b"sobol"),
    (b"subcatchment", b"node", b"link", b"conduit", b"pump", b"storage", b"options", b"outfall"), (b"=", b"*=", b"/=",
    b"+=", b"-="),
    (b"chicago", b"table", b"pattern24", b"recorded", b"generated"), (b"uniform", b"normal", b"lognormal",
    b"triangular"),
)  # fmt: skip
KIN = {word: group for group in CHOICES for word in group}


# --- helpers ----------------------------------------------------------------------------------------------------------


def replaced(data: bytes, span: tuple[int, int], new: bytes) -> bytes:
    """The data with a span replaced."""
    return data[: span[0]] + new + data[span[1] :]


def chosen(rng: random.Random, pattern: re.Pattern[bytes], data: bytes) -> re.Match[bytes] | None:
    """One match of a pattern: the first after a random place, else the first of all."""
    return pattern.search(data, rng.randrange(len(data) + 1)) or pattern.search(data)


def some_lines(rng: random.Random, lines: list[bytes]) -> slice:
    """A few lines that follow one another."""
    first = rng.randrange(len(lines) or 1)
    return slice(first, first + rng.choice((1, 1, 1, 2, 5, 20)))


# --- of any file ------------------------------------------------------------------------------------------------------


def bytes_changed(rng: random.Random, data: bytes, pool: Sequence[bytes]) -> bytes:
    """Bits flipped, bytes put in, taken out, doubled; the file cut."""
    out, at = bytearray(data), rng.randrange(len(data) or 1)
    length = rng.choice((1, 1, 2, 8, 40, 400))
    what = rng.randrange(7)
    if what <= 1:
        for _ in range(rng.choice((1, 1, 3, 20))):
            if out:
                out[rng.randrange(len(out))] ^= 1 << rng.randrange(8)
    elif what == 2:
        out[at:at] = rng.randbytes(length)
    elif what == 3:
        del out[at : at + length]
    elif what == 4:
        out[at:at] = out[at : at + length]
    elif what == 5:
        del out[at:]
    else:
        out[at : at + length] = bytes([rng.choice((0, 10, 32, 255, 34, 91))]) * length
    return bytes(out)


# --- of text ----------------------------------------------------------------------------------------------------------


def tokens_changed(rng: random.Random, data: bytes, pool: Sequence[bytes]) -> bytes:
    """A token replaced by an odd one or one of another place, lost or doubled."""
    found = chosen(rng, TOKEN, data)
    if found is None:
        return data
    what = rng.randrange(5)
    if what == 0:
        return replaced(data, found.span(), b"")
    if what == 1:
        return replaced(data, found.span(), found[0] + b" " + found[0])
    if what == 2:
        return replaced(data, found.span(), rng.choice(ODD_TOKENS))
    other = chosen(rng, TOKEN, rng.choice(pool) if what == 3 else data)
    return replaced(data, found.span(), other[0] if other else b"")


def numbers_odd(rng: random.Random, data: bytes, pool: Sequence[bytes]) -> bytes:
    """A number that is none, has another sign, or is far too large or small."""
    found = chosen(rng, NUMBER, data)
    if found is None:
        return data
    value = float(found[0])
    if rng.random() < 0.5:
        return replaced(data, found.span(), rng.choice(ODD_NUMBERS))
    changed = rng.choice(
        (-value, value * 1e30, value * 1e-30, value * 1e6, value * 1e-6, value + 1e9, 1.0 / value if value else 0.0)
    )
    return replaced(data, found.span(), b"%.9g" % changed)


def numbers_scaled(rng: random.Random, data: bytes, pool: Sequence[bytes]) -> bytes:
    """A few numbers that are somewhat different: most of these still run."""
    for _ in range(rng.choice((1, 2, 5))):
        found = chosen(rng, NUMBER, data)
        if found:
            value = float(found[0]) * rng.choice((0.1, 0.5, 0.9, 0.999999, 1.000001, 1.1, 2.0, 10.0, 100.0))
            new = b"%d" % value if found[0].isdigit() and abs(value) < 1e12 else b"%.7g" % value
            data = replaced(data, found.span(), new)
    return data


def rows_changed(rng: random.Random, data: bytes, pool: Sequence[bytes]) -> bytes:
    """Rows lost, doubled, moved, repeated many times, without their end, or brought from another file."""
    lines = data.split(b"\n")
    some = some_lines(rng, lines)
    taken, at, what = lines[some], rng.randrange(len(lines) + 1), rng.randrange(7)
    if what == 0:
        del lines[some]
    elif what == 1:
        lines[at:at] = taken
    elif what == 2:
        del lines[some]
        lines[at:at] = taken
    elif what == 3:
        lines[some] = taken * rng.choice((2, 50, 300))
    elif what == 4:
        lines[some] = [b" ".join(line.split()[: rng.randrange(6)]) for line in taken]
    elif what == 5:
        lines[some] = [line + b" " + b" ".join(line.split()[-2:]) for line in taken]
    else:
        others = rng.choice(pool).split(b"\n")
        lines[at:at] = others[some_lines(rng, others)]
    return b"\n".join(lines)


def sections_changed(rng: random.Random, data: bytes, pool: Sequence[bytes]) -> bytes:
    """Sections lost, doubled, emptied, under another name, in another order, or of another model."""
    parts = split_sections(data)
    if len(parts) < 2:
        return rows_changed(rng, data, pool)
    k, what = rng.randrange(1, len(parts)), rng.randrange(8)
    if what == 0:
        del parts[k]
    elif what == 1:
        parts.append(parts[k])
    elif what == 2:
        parts[k] = parts[k].split(b"\n")[0] + b"\n"
    elif what == 3:
        heads = HEADING.findall(data)
        parts[k] = HEADING.sub(lambda _: rng.choice(heads), parts[k], count=1)
    elif what == 4:
        parts[k] = HEADING.sub(lambda m: m[0].lower(), parts[k], count=1)
    elif what == 5:
        head, *rest = parts[1:]
        rng.shuffle(rest)
        parts[1:] = [head, *rest]
    else:
        others = split_sections(rng.choice(pool))
        theirs = rng.choice(others)
        heading = HEADING.match(theirs)
        same = [j for j, part in enumerate(parts) if heading and part.startswith(heading[0].strip())]
        if same and what == 7:
            parts[same[0]] = theirs
        else:
            parts.append(b"\n" + theirs)
    return b"".join(parts)


def split_sections(data: bytes) -> list[bytes]:
    """What stands before the first heading, and each section with its heading."""
    cuts = [0, *(match.start() for match in HEADING.finditer(data)), len(data)]
    return [data[a:b] for a, b in pairwise(cuts)]


def references_changed(rng: random.Random, data: bytes, pool: Sequence[bytes]) -> bytes:
    """A name that is another one, one that is nowhere, the same in other letters, or longer."""
    found, other = chosen(rng, NAME, data), chosen(rng, NAME, data)
    if found is None or other is None:
        return data
    name = found[0]
    new = rng.choice(
        (other[0], other[0], b"NoSuchThing", name.swapcase(), name[:-1], name + b"x", b'"' + name + b'"', name[::-1])
    )
    if rng.random() < 0.1:  # everywhere
        return data.replace(name, new)
    return replaced(data, found.span(), new)


def units_changed(rng: random.Random, data: bytes, pool: Sequence[bytes]) -> bytes:
    """A unit, method, shape or other keyword that is another of its kind."""
    spots = [match for match in TOKEN.finditer(data) if match[0].strip(b"\"'") in KIN]
    if not spots:
        return tokens_changed(rng, data, pool)
    spot = rng.choice(spots)
    word = spot[0].strip(b"\"'")
    return replaced(data, spot.span(), spot[0].replace(word, rng.choice(KIN[word])))


def dates_changed(rng: random.Random, data: bytes, pool: Sequence[bytes]) -> bytes:
    """A date or a time in another form, or one that there is not."""
    found = chosen(rng, DATE_OR_TIME, data)
    if found is None:
        return numbers_scaled(rng, data, pool)
    if rng.random() < 0.4:
        digit = re.compile(rb"\d")
        at = rng.choice(list(digit.finditer(found[0])))
        new = replaced(found[0], at.span(), b"%d" % rng.randrange(10))
    else:
        new = rng.choice(ODD_TIMES)
    return replaced(data, found.span(), new)


# --- of binary files --------------------------------------------------------------------------------------------------

ODD_FLOATS = (np.nan, np.inf, -np.inf, -1.0, 0.0, 1e30, -1e30, 1e-30, 3e38, 1.0)
ODD_INTS = (0, 1, -1, 2, 3, 1000, 2**31 - 1, -(2**31))


def values_changed(rng: random.Random, data: bytes, pool: Sequence[bytes]) -> bytes:
    """A float or an integer of a binary file that is odd; a file that is cut, longer, or has another's head."""
    out, what = bytearray(data), rng.randrange(6)
    if what <= 2:
        kind = ("<f", "<d", "<i")[what]
        for _ in range(rng.choice((1, 1, 4))):
            at = rng.randrange(max(len(out) - 8, 1))
            odd = rng.choice(ODD_INTS) if what == 2 else min(max(rng.choice(ODD_FLOATS), -3e38), 3e38)
            with_odd = struct.pack(kind, rng.choice((odd, np.nan)) if what < 2 else odd)
            out[at : at + len(with_odd)] = with_odd
        return bytes(out)
    if what == 3:
        return data[: rng.randrange(len(data) + 1)]
    if what == 4:
        return data + rng.randbytes(rng.choice((1, 4, 100)))
    other = rng.choice(pool)
    cut = rng.randrange(1, 40)
    return other[:cut] + data[cut:]


def state_changed(rng: random.Random, data: bytes, pool: Sequence[bytes]) -> bytes:
    """A state file whose archive is whole and what it holds is not."""
    with np.load(io.BytesIO(data), allow_pickle=False) as archive:
        arrays = {name: archive[name] for name in archive.files}
    name, what = rng.choice(list(arrays)), rng.randrange(7)
    values = arrays[name]
    if name == "about" or what == 0:
        arrays["about"] = np.array(tokens_changed(rng, str(arrays["about"]).encode(), pool).decode("utf-8", "replace"))
    elif what == 1:
        del arrays[name]
    elif what == 2:
        arrays[name] = values.ravel()[: rng.randrange(values.size + 1)]
    elif what == 3:
        arrays[name] = values.astype(rng.choice(("<f4", "<i2", "U8", "?", "<c16")))
    elif values.size:
        odd = ODD_FLOATS if values.dtype.kind == "f" else ODD_INTS
        changed = values.copy().ravel()
        with np.errstate(all="ignore"):
            changed[rng.randrange(changed.size)] = np.array(rng.choice(odd)).astype(changed.dtype)
        arrays[name] = changed.reshape(values.shape)
    out = io.BytesIO()
    np.savez(out, **arrays)
    return out.getvalue()


def json_or_zip_intact(data: bytes) -> bool:
    """Is this a numpy archive that can be opened?"""
    return zipfile.is_zipfile(io.BytesIO(data))


TEXT: dict[str, Mutator] = {
    "bytes": bytes_changed, "tokens": tokens_changed, "numbers odd": numbers_odd, "numbers scaled": numbers_scaled,
    "rows": rows_changed, "sections": sections_changed, "references": references_changed, "units": units_changed,
    "dates": dates_changed,
}  # fmt: skip
BINARY: dict[str, Mutator] = {"bytes": bytes_changed, "binary values": values_changed}
STATE: dict[str, Mutator] = {"bytes": bytes_changed, "state": state_changed}


def mutators_of(name: str, data: bytes) -> dict[str, Mutator]:
    """The mutators that suit a file."""
    if name.endswith(".npz"):
        return STATE
    return BINARY if b"\0" in data[:2000] else TEXT


def mutated(rng: random.Random, name: str, data: bytes, pool: Sequence[bytes]) -> tuple[bytes, list[str]]:
    """Other bytes for a file, and which mutators made them: one, seldom more."""
    made = []
    for _ in range(rng.choice((1, 1, 1, 1, 2, 4))):
        suited = mutators_of(name, data)
        kind = rng.choice(list(suited))
        if kind == "state" and (made or not json_or_zip_intact(data)):
            continue
        data = suited[kind](rng, data, pool)
        made.append(kind)
    return data, made
