# SPDX-License-Identifier: Apache-2.0
"""A Model as JSON and back, bit for bit: every row as an object with its class, fields of their defaults left out."""

from __future__ import annotations

import base64
import json
from dataclasses import MISSING, Field, fields, is_dataclass
from datetime import datetime
from math import isfinite
from pathlib import Path
from typing import Any

import numpy as np

from sponge.base.errors import Problem, UsageError
from sponge.model import elements as el
from sponge.model import lid, options, rdii, records, snow
from sponge.model.formula_units import FormulaUnits
from sponge.model.links import CrossSection
from sponge.model.nodes import Exfiltration
from sponge.model.read_only import ReadOnly
from sponge.model.tables import TABLE_OF
from sponge.model.zones.zoning import Station, Zoning
from sponge.physics.infiltration import METHODS

FORM = 1  # of the text, counted up when it changes
ROWS = (
    *TABLE_OF, el.KeptRow, el.Evaporation, el.Temperature, el.Adjustments, CrossSection, Exfiltration, *METHODS,
    lid.SurfaceLayer, lid.SoilLayer, lid.PavementLayer, lid.StorageLayer, lid.DrainLayer, lid.DrainMatLayer,
    rdii.Response, snow.SnowSurface, snow.SnowRemoval, options.Options, options.Report, FormulaUnits, Zoning, Station,
    records.RainRecord, records.RdiiRecord, records.RunoffRecord, records.HotStartRecord, records.QualityLeft,
    records.ClimateRecord, Problem,
)  # fmt: skip
BY_NAME = {kind.__name__: kind for kind in ROWS}


def to_json(model: Any, indent: int | None = None) -> str:
    """The text of a model."""
    return json.dumps({"sponge_model": FORM, **_fields(model)}, indent=indent, ensure_ascii=False, allow_nan=False)


def from_json(text: str, kind: type) -> Any:
    """The model of a text; UsageError where it is none."""
    try:
        data = json.loads(text)
        if not isinstance(data, dict) or "sponge_model" not in data:
            raise UsageError("this JSON is no model: it lacks 'sponge_model'")
        if data["sponge_model"] != FORM:
            raise UsageError(f"this JSON is a model of form {data['sponge_model']!r}, and {FORM} is read here")
        return _made(kind, {key: value for key, value in data.items() if key != "sponge_model"})
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise UsageError(f"this text is no model in JSON: {error}") from None


def _fields(row: Any) -> dict[str, Any]:
    values = {f.name: (getattr(row, f.name), f) for f in fields(row)}
    return {name: _plain(value) for name, (value, f) in values.items() if not _is_default(value, f)}


def _is_default(value: Any, field: Field[Any]) -> bool:
    if field.default is not MISSING:
        default = field.default
    elif field.default_factory is not MISSING:
        default = field.default_factory()
    else:
        return False
    return type(value) is type(default) and bool(value == default) and repr(value) == repr(default)


def _plain(value: Any) -> Any:
    """As JSON has it; what JSON has no word for is an object with one key that begins with @."""
    if value is None or isinstance(value, bool | int | str):
        return value
    if isinstance(value, float):
        return value if isfinite(value) else {"@float": repr(value)}
    if isinstance(value, tuple | list):
        return [_plain(one) for one in value]
    if isinstance(value, dict):
        if all(isinstance(key, str) and not key.startswith("@") for key in value):
            return {key: _plain(one) for key, one in value.items()}
        return {"@pairs": [[_plain(key), _plain(one)] for key, one in value.items()]}
    if isinstance(value, datetime):
        return {"@time": value.isoformat()}
    if isinstance(value, Path):
        return {"@path": str(value)}
    if isinstance(value, np.ndarray):
        data = base64.b64encode(np.ascontiguousarray(value).tobytes()).decode()
        return {"@array": [value.dtype.str, list(value.shape), data]}
    if is_dataclass(value) and type(value).__name__ in BY_NAME:
        return {"@row": type(value).__name__, **_fields(value)}
    raise TypeError(f"a {type(value).__name__} cannot be written as JSON")


def _value(data: Any) -> Any:
    if isinstance(data, list):
        return tuple(map(_value, data))
    if not isinstance(data, dict):
        return data
    kind = next(iter(data), "")
    if kind == "@row":
        known = BY_NAME.get(data["@row"])
        if known is None:
            raise ValueError(f"there are no rows of the class {data['@row']!r}")
        return _made(known, {key: value for key, value in data.items() if key != "@row"})
    if kind in READERS and len(data) == 1:
        return READERS[kind](data[kind])
    return ReadOnly({key: _value(value) for key, value in data.items()})


def _made(kind: Any, data: dict[str, Any]) -> Any:
    unknown = data.keys() - {f.name for f in fields(kind)}
    if unknown:
        raise ValueError(f"a {kind.__name__} has no {', '.join(sorted(unknown))}")
    return kind(**{key: _value(value) for key, value in data.items()})


def _array(data: list[Any]) -> np.ndarray:
    dtype, shape, text = data
    found = np.frombuffer(base64.b64decode(text), np.dtype(dtype)).reshape(shape)
    if found.dtype.hasobject:
        raise ValueError("an array of objects")
    return found


READERS: dict[str, Any] = {
    "@float": float, "@time": datetime.fromisoformat, "@path": Path, "@array": _array,
    "@pairs": lambda pairs: ReadOnly({_value(key): _value(value) for key, value in pairs}),
}  # fmt: skip
