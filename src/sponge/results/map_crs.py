# SPDX-License-Identifier: Apache-2.0
"""What [MAP] says of its coordinates: their units, and in a row of sponge's own, which EPA SWMM passes over, their
reference system: ``CRS EPSG:32650``."""

from __future__ import annotations

from typing import Any

from sponge.model.model import Model

CRS, UNITS = "CRS", "UNITS"
LENGTHS = {"METERS": "m", "FEET": "ft"}
DEGREES = {"x": ("longitude", "degrees_east"), "y": ("latitude", "degrees_north")}


def _said(model: Model, word: str) -> str:
    """What the last row of [MAP] that begins with a word says."""
    rows = [row.tokens[1:] for row in model.other.get("MAP", ()) if row.tokens and row.tokens[0].upper() == word]
    return " ".join(rows[-1]) if rows else ""


def crs_text(model: Model) -> str:
    """The reference system as the model names it; empty where it does not."""
    return _said(model, CRS)


def axis_attributes(model: Model, axis: str) -> dict[str, str]:
    """CF attributes of coordinates along ``x`` or ``y``: a standard name where their unit is known."""
    word = _said(model, UNITS).upper()
    if word == "DEGREES":
        name, units = DEGREES[axis]
        return {"units": units, "standard_name": name}
    units = LENGTHS.get(word, "1")
    return {"units": units} | ({"standard_name": f"projection_{axis}_coordinate"} if units != "1" else {})


def crs_attributes(text: str) -> dict[str, Any]:
    """A CF grid mapping, by pyproj where that is installed and knows the system; its name in any case."""
    found: dict[str, Any] = {"long_name": "coordinate reference system of the model's map", "spatial_ref": text}
    try:
        import pyproj
    except ImportError:
        return found | {"comment": "its parameters are written where pyproj is installed"}
    try:
        system = pyproj.CRS.from_user_input(text)
    except pyproj.exceptions.CRSError:
        return found | {"comment": "pyproj does not know this system"}
    code = system.to_authority()
    named = {"epsg_code": ":".join(code)} if code else {}
    return found | {k: v for k, v in system.to_cf().items() if v is not None} | {"spatial_ref": system.to_wkt()} | named
