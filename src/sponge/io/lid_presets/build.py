# SPDX-License-Identifier: Apache-2.0
"""A preset with what someone changes of it, as a LID control of the model or as rows of an .inp."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from sponge.base.did_you_mean import suggestion
from sponge.base.errors import UsageError
from sponge.base.units import units_of
from sponge.io.inp.lid_controls import drain_factor, lines_of
from sponge.io.inp.numbers import SECONDS_PER_DAY
from sponge.io.lid_presets.tables import LAYERS, REMOVAL, Parameter, Preset
from sponge.model.changes import UNITS
from sponge.model.lid import LidControl

SI = {"mm": 1e-3, "mm/h": 1e-3 / 3600.0, "%": 0.01, "-": 1.0, "h": 3600.0, "d": SECONDS_PER_DAY}
FRACTIONS = {"vegetation", "porosity", "field_capacity", "wilting_point", "impervious", "regeneration", "void_fraction"}
NUMBER = re.compile(r"^\s*([+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)\s*(\S*)\s*$")


@dataclass(frozen=True)
class Design:
    """A preset as it is to be built: the numbers chosen, and what is unusual about them."""

    preset: Preset
    control: LidControl
    unusual: tuple[str, ...]


def design_of(
    preset: Preset, changes: Mapping[str, Any] | None = None, *, name: str = "", pollutants: Iterable[str] = ()
) -> Design:
    """The control of a preset.

    ``changes`` are by LAYER.PARAMETER, in the preset's unit or as a text with another one: ``{"soil.depth": "0.6 m"}``;
    ``pollutants`` are those whose removal in the underdrain is wanted. UsageError names all that is wrong.
    """
    layers = {layer: dict(parameters) for layer, parameters in preset.layers.items()}
    removal, problems = dict(preset.removal), []
    for key, value in (changes or {}).items():
        try:
            _change(preset, layers, removal, key, value)
        except UsageError as error:
            problems.append(str(error))
    chosen = [p for p in pollutants if p not in removal]
    problems += [f"{preset.name} has no removal of '{p}': set removal.{p}" for p in chosen]
    problems += _impossible(layers)
    if problems:
        raise UsageError("\n".join(problems))
    built = replace(preset, layers=layers, removal=removal)
    unusual = tuple(
        f"{layer}.{key} = {p.value:g} {p.unit}: usual is {p.low:g} to {p.high:g}"
        for layer, parameters in layers.items() for key, p in parameters.items()
        if not isinstance(p.value, bool) and not p.is_usual
    )  # fmt: skip
    return Design(built, in_si(built, name or preset.name, pollutants), unusual)


def in_si(preset: Preset, name: str, pollutants: Iterable[str] = ()) -> LidControl:
    """The control with the numbers of a preset, SI."""
    layers: dict[str, Any] = {}
    for layer, parameters in preset.layers.items():
        layers[layer] = LAYERS[layer](**{key: _si(p) for key, p in parameters.items()})
    if "drain" in layers:  # its unit depends on the exponent
        drain = preset.layers["drain"]
        factor = drain_factor(preset.kind, drain["exponent"].value, units_of("CMS"))
        layers["drain"] = replace(layers["drain"], coefficient=drain["coefficient"].value * factor)
    removals = tuple((p, _si(preset.removal[p])) for p in pollutants)
    return LidControl(name, kind=preset.kind, given=tuple(layers), removals=removals, **layers)


def inp_rows(control: LidControl, flow_units: str = "CMS") -> list[str]:
    """Rows of [LID_CONTROLS], in the units of a model with these flow units."""
    return lines_of(control, units_of(flow_units))


def _si(parameter: Parameter) -> float:
    """The value in SI; a flag stays one."""
    if isinstance(parameter.value, bool):
        return parameter.value
    return parameter.value * SI[parameter.unit]


def _change(preset: Preset, layers: dict[str, Any], removal: dict[str, Parameter], key: str, value: Any) -> None:
    layer, dot, name = key.strip().partition(".")
    known = [f"{where}.{what}" for where, found in layers.items() for what in found]
    known += [f"{REMOVAL}.{pollutant}" for pollutant in removal]
    if layer == REMOVAL and name:
        old = removal.get(name, Parameter(0.0, 0.0, 100.0, "%", "yours"))
        removal[name] = replace(old, value=_number(key, old, value), source="yours")
    elif dot and name in layers.get(layer, {}):
        old = layers[layer][name]
        layers[layer][name] = replace(old, value=_number(key, old, value), source="yours")
    else:
        raise UsageError(f"{preset.name} has no parameter '{key}'{suggestion(key, known) or '; it has ' + _all(known)}")


def _all(names: list[str]) -> str:
    return ", ".join(names)


def _number(key: str, old: Parameter, value: Any) -> Any:
    """A new value in the unit of the old one."""
    text = str(value).strip()
    if isinstance(old.value, bool):
        if text.lower() not in ("yes", "no", "true", "false"):
            raise UsageError(f"{key}: '{text}' is neither yes nor no")
        return text.lower() in ("yes", "true")
    found = NUMBER.match(text)
    if not found:
        raise UsageError(f"{key}: '{text}' is not a number with a unit or without")
    number, unit = float(found[1]), found[2]
    if unit and unit != old.unit:
        if unit not in UNITS or not _alike(unit, old.unit):
            raise UsageError(f"{key}: '{unit}' does not fit: it is in {old.unit}")
        number *= UNITS[unit][0] / SI[old.unit]
    if number < 0.0:
        raise UsageError(f"{key}: {text} is negative")
    return number


def _alike(unit: str, own: str) -> bool:
    """Whether a unit measures the same thing as a parameter's own."""
    bare = (1.0, "1")
    return UNITS.get(unit, bare)[1] == UNITS.get(own, bare)[1]


def _impossible(layers: dict[str, dict[str, Parameter]]) -> list[str]:
    """What no facility can have, whatever is usual."""
    found = [
        f"{layer}.{key}: {p.value:g} is no fraction" for layer, parameters in layers.items()
        for key, p in parameters.items() if key in FRACTIONS and not 0.0 <= p.value <= 1.0
    ]  # fmt: skip
    soil = layers.get("soil")
    if soil and not soil["wilting_point"].value < soil["field_capacity"].value < soil["porosity"].value:
        found.append("soil: wilting_point < field_capacity < porosity does not hold")
    return found
