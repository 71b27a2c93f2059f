"""What may happen to a model's file: each mutator makes another text of one, by chance, and keeps most of it."""

from __future__ import annotations

import re
from collections.abc import Callable
from random import Random

NUMBER = re.compile(r"^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$")
WILD = (
    "nan", "inf", "-inf", "-99", "-1", "0", "-0", "1e30", "-1e30", "1e-30", "1e308", "1e-320", "0.5", "2147483648", "1e9",
)  # fmt: skip
ODD = (
    "", "*", '"', '""', "[", "[JUNCTIONS]", ";", "é", "\x00", "\r", "YES", "NO", "ALL", "FILE", "12/31/9999", "2/30/2021",
    "99999999:59", "24:00", "0:00", "6:00 PM", "x" * 300, "=", "(", "AND", "TIMESERIES", "20,5", "%", "'", "\ufeff", "NaN",
)  # fmt: skip
UNITS = ("CFS", "GPM", "MGD", "CMS", "LPS", "MLD")
CHOICES = {
    "FLOW_UNITS": UNITS,
    "FLOW_ROUTING": ("STEADY", "KINWAVE", "DYNWAVE"),
    "LINK_OFFSETS": ("DEPTH", "ELEVATION"),
    "INFILTRATION": ("HORTON", "MODIFIED_HORTON", "GREEN_AMPT", "MODIFIED_GREEN_AMPT", "CURVE_NUMBER"),
    "SURCHARGE_METHOD": ("EXTRAN", "SLOT"),
    "FORCE_MAIN_EQUATION": ("H-W", "D-W"),
    "ALLOW_PONDING": ("YES", "NO"),
}
Lines = list[str]


def _rows(lines: Lines) -> list[int]:
    """Lines that are rows of a section."""
    return [i for i, line in enumerate(lines) if line.strip() and line.lstrip()[0] not in ";["]


def _sections(lines: Lines) -> list[tuple[int, int]]:
    """First line and end of every section."""
    heads = [i for i, line in enumerate(lines) if line.lstrip().startswith("[")]
    return list(zip(heads, [*heads, len(lines)][1:], strict=True))


def _put(lines: Lines, i: int, k: int, token: str) -> None:
    tokens = lines[i].split()
    tokens[k] = token
    lines[i] = " ".join(tokens)


def numbers(rng: Random, lines: Lines) -> None:
    """A number turns wild, changes its sign, or its size by up to 1e30."""
    places = [(i, k) for i in _rows(lines) for k, token in enumerate(lines[i].split()) if NUMBER.match(token)]
    if not places:
        return
    i, k = rng.choice(places)
    old = lines[i].split()[k]
    new = rng.choice((
        rng.choice(WILD), "-" + old.lstrip("+-"), f"{float(old) * 10 ** rng.uniform(-3, 3):.6g}",
        f"{float(old) * 10.0 ** rng.choice((-30, -9, 9, 30)):.6g}", old + "." + old, old.replace(".", ","),
        f"{float(old) * rng.uniform(0.9, 1.1):.6g}", f"{float(old) + 1:.6g}",
    ))  # fmt: skip
    _put(lines, i, k, new)


def tokens(rng: Random, lines: Lines) -> None:
    """A word is lost, doubled, or another one."""
    rows = _rows(lines)
    if not rows:
        return
    i = rng.choice(rows)
    words = lines[i].split()
    k = rng.randrange(len(words))
    words[k : k + 1] = rng.choice(([], [words[k]] * 2, [rng.choice(ODD)], [words[k].swapcase()], [f'"{words[k]}"']))
    lines[i] = " ".join(words)


def rows(rng: Random, lines: Lines) -> None:
    """A row is lost, doubled, or stands somewhere else."""
    found = _rows(lines)
    if not found:
        return
    i = rng.choice(found)
    row = lines[i] if rng.random() < 0.5 else lines.pop(i)
    if rng.random() < 0.7:
        near = rng.random() < 0.5
        lines.insert(min(i + rng.randrange(3), len(lines)) if near else rng.randrange(len(lines) + 1), row)


def sections(rng: Random, lines: Lines) -> None:
    """A section is lost, doubled, moved, emptied or called by another name."""
    found = _sections(lines)
    if not found:
        return
    begin, end = rng.choice(found)
    part = lines[begin:end]
    what = rng.randrange(5)
    if what == 0:
        del lines[begin:end]
    elif what == 1:
        lines += part
    elif what == 2:
        del lines[begin:end]
        lines[0:0] = part
    elif what == 3:
        del lines[begin + 1 : end]
    else:
        lines[begin] = rng.choice(("[NOBODY]", "[", lines[rng.choice(found)[0]], "[JUNCTION]"))


def references(rng: Random, lines: Lines) -> None:
    """A name becomes another one of the file, or that of nobody."""
    found = _rows(lines)
    if not found:
        return
    names = [lines[i].split()[0] for i in found]
    i = rng.choice(found)
    words = lines[i].split()
    known = [k for k, word in enumerate(words) if word in set(names)]
    _put(lines, i, rng.choice(known), rng.choice((rng.choice(names), rng.choice(names), "Nobody")))


def units(rng: Random, lines: Lines) -> None:
    """Another choice of an option: units, routing, offsets."""
    key = rng.choice(list(CHOICES))
    choice = rng.choice(CHOICES[key])
    for i in _rows(lines):
        if lines[i].split()[0].upper() == key:
            lines[i] = f"{key} {choice}"
            return
    lines += ["[OPTIONS]", f"{key} {choice}"]


BY_LINES: dict[str, Callable[[Random, Lines], None]] = {
    "numbers": numbers, "tokens": tokens, "rows": rows, "sections": sections, "references": references, "units": units,
}  # fmt: skip


def bytes_of(rng: Random, data: bytes) -> bytes:
    """Bytes are lost, flipped or put in, or the file ends early."""
    if not data:
        return b"\x00"
    at = rng.randrange(len(data))
    what = rng.randrange(6)
    if what == 0:
        return data[:at] + bytes([data[at] ^ (1 << rng.randrange(8))]) + data[at + 1 :]
    if what == 1:
        return data[:at] + bytes(rng.randrange(256) for _ in range(rng.randrange(1, 5))) + data[at:]
    if what == 2:
        return data[:at] + data[at + rng.randrange(1, 20) :]
    if what == 3:
        return data[:at]
    if what == 4:
        return rng.choice((b"\xef\xbb\xbf", b"\xff\xfe", b"\x00", b"\r\n")) + data
    return data.replace(b"\n", rng.choice((b"\r\n", b"\r", b"\n\n")))


def mutated(rng: Random, data: bytes, kind: str) -> bytes:
    """The data after one mutation of a kind (a name of BY_LINES, or ``bytes``)."""
    if kind == "bytes":
        return bytes_of(rng, data)
    lines = data.decode("utf-8", "surrogateescape").split("\n")
    BY_LINES[kind](rng, lines)
    return "\n".join(lines).encode("utf-8", "surrogateescape")


KINDS = (*BY_LINES, "bytes")
