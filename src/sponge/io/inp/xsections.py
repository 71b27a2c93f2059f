# SPDX-License-Identifier: Apache-2.0
"""[XSECTIONS]: lengths to metres, the rest as it stands."""

from __future__ import annotations

from math import asin, cos

from sponge.base.units import Units
from sponge.io.inp.row import Row
from sponge.io.inp.section import Output, Section
from sponge.io.inp.text import Lines, columns, num, quoted
from sponge.model.links import LINK_KINDS, CrossSection
from sponge.model.model import Model

SHAPES = (
    "DUMMY", "CIRCULAR", "FILLED_CIRCULAR", "RECT_CLOSED", "RECT_OPEN", "TRAPEZOIDAL", "TRIANGULAR", "PARABOLIC",
    "POWER", "RECT_TRIANGULAR", "RECT_ROUND", "MODBASKETHANDLE", "HORIZ_ELLIPSE", "VERT_ELLIPSE", "ARCH", "EGG",
    "HORSESHOE", "GOTHIC", "CATENARY", "SEMIELLIPTICAL", "BASKETHANDLE", "SEMICIRCULAR", "IRREGULAR", "CUSTOM",
    "FORCE_MAIN", "STREET",
)  # fmt: skip
# how many of the four numbers are lengths, by shape; the rest are slopes, exponents, counts or size codes
LENGTHS = {
    "DUMMY": 0, "CIRCULAR": 1, "FILLED_CIRCULAR": 2, "RECT_CLOSED": 2, "RECT_OPEN": 2, "TRAPEZOIDAL": 2,
    "TRIANGULAR": 2, "PARABOLIC": 2, "POWER": 2, "RECT_TRIANGULAR": 3, "RECT_ROUND": 3, "MODBASKETHANDLE": 3,
    "HORIZ_ELLIPSE": 2, "VERT_ELLIPSE": 2, "ARCH": 2, "EGG": 1, "HORSESHOE": 1, "GOTHIC": 1, "CATENARY": 1,
    "SEMIELLIPTICAL": 1, "BASKETHANDLE": 1, "SEMICIRCULAR": 1, "CUSTOM": 1, "FORCE_MAIN": 1,
}  # fmt: skip
CODED = {"HORIZ_ELLIPSE": 23, "VERT_ELLIPSE": 23, "ARCH": 102}  # number of standard sizes
REFERENCES = {"IRREGULAR": "transect", "STREET": "street"}
BARRELLED = tuple(kind.name for kind in LINK_KINDS if kind.has_barrels)


def lengths_in(shape: str, second: float) -> int:
    """How many of the four numbers, from the first on, are lengths; none where the first is a standard size's code."""
    return 0 if shape in CODED and second == 0.0 else LENGTHS[shape]


def read_section(row: Row) -> None:
    """Link Shape Geom1..Geom4 (Barrels Culvert) | Link IRREGULAR Transect (0 0 0 Barrels) | Link STREET Street."""
    row.need(3, "Link Shape Geom1 Geom2 Geom3 Geom4 (Barrels Culvert)")
    link = row.ref(0, "link")
    row.keep("sections", link, None)  # as long as something is wrong with it
    shape = row.word(1, SHAPES, "shape")
    if row.failed:
        return
    barrelled = any(row.name.upper() in row.context.names[kind] for kind in BARRELLED)
    if shape in REFERENCES:
        barrels = _count(row, 6, 1) if barrelled else 1
        if shape == "STREET" and barrels > 1:  # inlets know of one street
            row.warn(f"a street has no barrels: {row.item(6)} are taken for one")
            barrels = 1
        section = CrossSection(shape, reference=row.ref(2, REFERENCES[shape]), barrels=barrels, line=row.line)
    else:
        section = _measured(row, shape, barrelled)
    if not row.failed:
        row.context.table("sections")[link] = section


def _measured(row: Row, shape: str, barrelled: bool) -> CrossSection:
    row.need(6, "Link Shape Geom1 Geom2 Geom3 Geom4 (Barrels Culvert)")
    length = row.context.units.length
    barrels = _count(row, 6, 1) if barrelled else 1
    culvert = _count(row, 7, 0) if barrelled else 0
    if shape == "CUSTOM":
        depth = row.number(2, "full depth", above=0.0) * length
        return CrossSection(shape, (depth, 0.0, 0.0, 0.0), row.ref(3, "curve"), barrels, culvert, line=row.line)
    geometry = list(row.numbers(2, 4, "dimension"))
    if shape == "RECT_OPEN" and not barrelled:
        geometry[2:] = [0.0, 0.0]
    if shape in CODED and geometry[1] == 0.0:
        _check_code(row, shape, geometry)
        geometry[2] = geometry[0]
    if not row.failed:
        wrong = wrong_dimension(shape, geometry)
        if wrong:
            row.bad(f"invalid dimensions of {shape}: {' '.join(row.tokens[2:6])}", wrong)
    for i in range(lengths_in(shape, geometry[1])):
        geometry[i] *= length
    if shape == "FORCE_MAIN" and row.context.options.force_main_equation == "D-W":
        geometry[1] *= row.context.units.depth
    a, b, c, d = geometry
    return CrossSection(shape, (a, b, c, d), "", barrels, culvert, line=row.line)


def _check_code(row: Row, shape: str, geometry: list[float]) -> None:
    """A width of 0 asks for a standard size, whose code the first number is then."""
    hint = "give a width where this is a height"
    if geometry[0] != int(geometry[0]):
        row.warn(f"without a width {row.item(2)} is taken as the code {int(geometry[0])} of a size of {shape}", hint)
    elif geometry[2] not in (0.0, geometry[0]):
        row.warn(f"without a width {row.item(2)} is taken as the code of a size of {shape}, not {row.item(4)}", hint)


def _count(row: Row, i: int, smallest: int) -> int:
    """Barrels or culvert code: the whole number that the token begins with."""
    if i >= len(row):
        return smallest
    digits = row.item(i).split(".")[0].lstrip("+")
    count = int(digits) if digits.isdecimal() and len(digits) < 7 else -1
    if count < smallest:
        row.bad(f"{'number of barrels' if smallest else 'culvert code'} is wrong: {row.item(i)!r}")
        return smallest
    return count


def wrong_dimension(shape: str, g: list[float] | tuple[float, ...]) -> str:
    """What is wrong with the dimensions of a shape, in any unit of length; nothing where EPA SWMM takes them."""
    if shape == "DUMMY":
        return ""
    if g[0] <= 0.0:
        return "the first (full depth) must be positive"
    needs_width = {"RECT_CLOSED", "RECT_OPEN", "RECT_TRIANGULAR", "RECT_ROUND", "MODBASKETHANDLE", "TRIANGULAR",
                   "PARABOLIC", "POWER"}  # fmt: skip
    if shape in needs_width and g[1] <= 0.0:
        return "the second (width) must be positive"
    if shape in ("RECT_TRIANGULAR", "POWER") and g[2] <= 0.0:
        return "the third must be positive"
    if shape == "FILLED_CIRCULAR" and g[1] >= g[0]:
        return "the filled depth must be less than the diameter"
    if shape == "RECT_OPEN" and not 0.0 <= g[2] <= 2.0:
        return "the third (sides to ignore) must be 0, 1 or 2"
    if shape == "TRAPEZOIDAL" and (min(g[1:]) < 0.0 or g[1] + g[2] + g[3] == 0.0):
        return "base width and side slopes must not be negative, nor all zero"
    if shape in ("RECT_ROUND", "MODBASKETHANDLE") and _arc_height(g) > g[0]:
        return "the arc is higher than the section"
    if shape in CODED:
        return _wrong_code(shape, g)
    return ""


def _arc_height(g: list[float] | tuple[float, ...]) -> float:
    """Height of the circular part of width g[1] and radius g[2]."""
    radius = max(g[2], g[1] / 2.0)
    return radius * (1.0 - cos(asin(min(1.0, g[1] / 2.0 / radius))))


def _wrong_code(shape: str, g: list[float] | tuple[float, ...]) -> str:
    if g[2] > 0.0:
        return "" if 1.0 <= g[2] < CODED[shape] + 1.0 else f"the size code must be 1 to {CODED[shape]}"
    return "the second (width) must not be negative" if g[1] < 0.0 else ""


def write_sections(model: Model, out: Output) -> Lines:
    """The cross sections of links, kind by kind."""
    lines: Lines = []
    for kind in (kind for kind in LINK_KINDS if kind.has_cross_section):
        for link in getattr(model, kind.table).values():
            items = section_items(link.section, out.units, model.options.force_main_equation)
            if items:
                tail = [str(link.section.barrels), str(link.section.culvert)] if kind.has_barrels else []
                tail = tail if len(items) > 2 else []
                lines.append(columns(quoted(link.name), *items, *tail))
    return lines


def section_items(section: CrossSection, units: Units, force_main: str) -> list[str]:
    """Shape and dimensions; nothing for a section that was never given."""
    if section.shape in REFERENCES:
        return [section.shape, quoted(section.reference), *(["0"] * 3 if section.barrels > 1 else [])]
    if section.shape != "DUMMY" and section.geometry[0] == 0.0:
        return []
    n = lengths_in(section.shape, section.geometry[1])
    items = [num(v, units.length if i < n else 1.0) for i, v in enumerate(section.geometry)]
    if section.shape == "FORCE_MAIN" and force_main == "D-W":
        items[1] = num(section.geometry[1], units.depth)
    if section.shape == "CUSTOM":
        items[1] = quoted(section.reference)
    return [section.shape, *items]


XSECTIONS = Section(name="XSECTIONS", heading="[XSECT", read=read_section, write=write_sections)
