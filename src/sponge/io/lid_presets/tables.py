# SPDX-License-Identifier: Apache-2.0
"""``presets.toml``: each facility with the kind that it is built on, its layers, ranges, units and sources."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, field, fields
from functools import cache
from pathlib import Path
from typing import Any

from sponge.base.did_you_mean import suggestion
from sponge.base.errors import UsageError
from sponge.model import lid

FILE = Path(__file__).with_name("presets.toml")
LAYERS: dict[str, type] = {
    "surface": lid.SurfaceLayer, "soil": lid.SoilLayer, "pavement": lid.PavementLayer, "storage": lid.StorageLayer,
    "drain": lid.DrainLayer, "drain_mat": lid.DrainMatLayer,
}  # fmt: skip
REMOVAL = "removal"  # by pollutant, beside the layers


@dataclass(frozen=True, slots=True)
class Parameter:
    """A number of a layer in the unit that people write it in, its usual range, and where it comes from."""

    value: float
    low: float
    high: float
    unit: str  # mm, mm/h, %, h, d, or - for a bare number
    source: str

    @property
    def is_usual(self) -> bool:
        """Whether the value lies in the range."""
        return self.low <= self.value <= self.high


@dataclass(frozen=True)
class Preset:
    """A facility: ``layers`` and ``removal`` by name of layer, parameter and pollutant."""

    name: str
    name_zh: str
    kind: str  # BC, RG, GR, IT, PP, RB, RD, VS
    purpose: str
    notes: str
    sizing: Parameter  # area of the facility over the area that it drains
    layers: dict[str, dict[str, Parameter]]
    removal: dict[str, Parameter] = field(default_factory=dict)  # % of what the underdrain carries


@cache
def presets() -> dict[str, Preset]:
    """All presets by name, in the order of the file."""
    rows: dict[str, dict[str, Any]] = {}
    for row in _file()["preset"]:
        rows[row["name"]] = _merged(rows[row["like"]], row) if "like" in row else row
    return {name: _preset(row) for name, row in rows.items()}


def find_preset(name: str) -> Preset:
    """A preset by its name or Chinese name; UsageError with the nearest one where there is none."""
    known = presets()
    for preset in known.values():
        if name.strip().lower().replace("-", "_") == preset.name or name.strip() == preset.name_zh:
            return preset
    names = [*known, *(p.name_zh for p in known.values())]
    hint = suggestion(name.lower(), names) or "; sponge lid list prints all"
    raise UsageError(f"there is no LID preset '{name}'{hint}")


def sources() -> dict[str, str]:
    """What the keys of sources stand for."""
    return dict(_file()["sources"])


@cache
def _file() -> dict[str, Any]:
    return tomllib.loads(FILE.read_text(encoding="utf-8"))


def _merged(below: dict[str, Any], above: dict[str, Any]) -> dict[str, Any]:
    """A row on top of another; notes are never taken over."""
    found: dict[str, Any] = {key: value for key, value in below.items() if key != "notes"}
    for key, value in above.items():
        found[key] = found.get(key, {}) | value if isinstance(value, dict) else value
    return found


def _preset(row: dict[str, Any]) -> Preset:
    layers = {layer: _parameters(row[layer]) for layer in LAYERS if layer in row}
    for layer, parameters in layers.items():
        unknown = set(parameters) - {f.name for f in fields(LAYERS[layer])}
        if unknown:
            raise KeyError(f"{row['name']}.{layer} has no {', '.join(sorted(unknown))}")
    return Preset(
        row["name"], row["name_zh"], row["kind"], row["purpose"], row.get("notes", ""), Parameter(*row["sizing"]),
        layers, _parameters(row.get(REMOVAL, {})),
    )  # fmt: skip


def _parameters(rows: dict[str, list[Any]]) -> dict[str, Parameter]:
    return {name: Parameter(*cells) for name, cells in rows.items()}
