# SPDX-License-Identifier: Apache-2.0
"""How QGIS draws a layer at first: graduated colours of the variable that an engineer looks at."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from itertools import pairwise
from xml.etree.ElementTree import Element, SubElement, indent, tostring

import numpy as np

from sponge.export.tables.table import Table

KINDS = {"node": "marker", "link": "line"}  # of symbols; all others are filled
CLASSES = {"marker": "SimpleMarker", "line": "SimpleLine", "fill": "SimpleFill"}
HEAD = "<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>\n"
BLUES = ("222,235,247", "158,202,225", "66,146,198", "8,81,156")
ALARM = ("49,163,84", "254,217,118", "253,141,60", "189,0,38")  # from well to badly
GOOD = tuple(reversed(ALARM))


@dataclass(frozen=True)
class Look:
    """A variable, its colours from low to high, and the values where colours change (none: quarters of the values)."""

    variable: str
    colours: tuple[str, ...]
    bounds: tuple[float, ...] = ()


LOOKS = (  # the first whose variable the layer has
    Look("zone_event_capture", GOOD, (0.0, 0.3, 0.5, 0.75, 1.0)),
    Look("zone_annual_capture_ratio", GOOD, (0.0, 0.5, 0.65, 0.8, 1.0)),
    Look("primary_zone_event_capture", GOOD, (0.0, 0.3, 0.5, 0.75, 1.0)),
    Look("primary_zone_annual_capture_ratio", GOOD, (0.0, 0.5, 0.65, 0.8, 1.0)),
    Look("node_flooding_volume", ALARM), Look("node_flooding", ALARM), Look("node_max_depth", BLUES),
    Look("node_depth", BLUES),
    Look("link_max_capacity", ALARM, (0.0, 0.5, 0.8, 0.95, 1.0)),
    Look("link_capacity", ALARM, (0.0, 0.5, 0.8, 0.95, 1.0)), Look("link_flow", BLUES),
    Look("subcatchment_runoff_coefficient", BLUES, (0.0, 0.25, 0.5, 0.75, 1.0)), Look("subcatchment_runoff", BLUES),
    Look("zone_runoff", BLUES), Look("primary_zone_runoff", BLUES),
)  # fmt: skip


def style_of(db: sqlite3.Connection, layer: str, table: Table) -> tuple[str, str, str] | None:
    """Name, text (QML) and description of a layer's style; None where no variable of it has a look."""
    columns = {column.name: column for column in table.columns}
    look = next((look for look in LOOKS if look.variable in columns), None)
    if look is None:
        return None
    column = columns[look.variable]
    rows = db.execute(f'SELECT "{look.variable}" FROM "{layer}" WHERE "{look.variable}" IS NOT NULL')
    bounds = _bounds(look, np.array([row[0] for row in rows], float))
    return look.variable, _qml(look, bounds, KINDS.get(table.dims[-1], "fill"), column.title), column.meaning


def _bounds(look: Look, values: np.ndarray) -> list[float]:
    """Five bounds: the look's, or quarters of the values above zero; the outer two take in all values."""
    inner = list(look.bounds[1:-1])
    above = values[values > 0.0]
    if not inner:
        inner = [float(q) for q in np.quantile(above, (0.25, 0.5, 0.75))] if len(above) else [0.25, 0.5, 0.75]
    ends = (*look.bounds[:1], *look.bounds[-1:], *inner, *(values if len(values) else (0.0,)))
    return [float(min(ends)), *inner, float(max(ends))]


def _qml(look: Look, bounds: list[float], kind: str, title: str) -> str:
    root = Element("qgis", version="3.22.0", styleCategories="Symbology")
    renderer = SubElement(
        root, "renderer-v2", type="graduatedSymbol", attr=look.variable, graduatedMethod="GraduatedColor",
        symbollevels="0", enableorderby="0", forceraster="0",
    )  # fmt: skip
    ranges = SubElement(renderer, "ranges")
    for k, (low, high) in enumerate(pairwise(bounds)):
        label = f"{low:.3g} - {high:.3g}" + (f"  {title}" if k == 0 else "")
        SubElement(ranges, "range", lower=repr(low), upper=repr(high), symbol=str(k), label=label, render="true")
    symbols = SubElement(renderer, "symbols")
    for k, colour in enumerate(look.colours):
        _symbol(symbols, str(k), kind, colour, k)
    _symbol(SubElement(renderer, "source-symbol"), "0", kind, look.colours[0], 0)
    indent(root)
    return HEAD + tostring(root, encoding="unicode")


def _symbol(parent: Element, name: str, kind: str, colour: str, rank: int) -> None:
    """Add one symbol, larger or wider for a higher rank. QGIS before 3.22 reads ``prop``, later versions ``Option``."""
    symbol = SubElement(parent, "symbol", type=kind, name=name, alpha="1", clip_to_extent="1", force_rhr="0")
    layer = SubElement(symbol, "layer", {"class": CLASSES[kind], "enabled": "1", "locked": "0", "pass": "0"})
    said = {
        "marker": {"color": f"{colour},255", "name": "circle", "outline_color": "80,80,80,255", "outline_width": "0.1",
                   "size": f"{1.4 + 0.6 * rank:.1f}", "size_unit": "MM"},
        "line": {"line_color": f"{colour},255", "line_width": f"{0.3 + 0.25 * rank:.2f}", "line_width_unit": "MM"},
        "fill": {"color": f"{colour},190", "style": "solid", "outline_color": "110,110,110,255",
                 "outline_style": "solid", "outline_width": "0.15", "outline_width_unit": "MM"},
    }[kind]  # fmt: skip
    options = SubElement(layer, "Option", type="Map")
    for key, value in said.items():
        SubElement(options, "Option", name=key, type="QString", value=value)
    for key, value in said.items():
        SubElement(layer, "prop", k=key, v=value)
