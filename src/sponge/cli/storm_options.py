# SPDX-License-Identifier: Apache-2.0
"""The options of ``sponge storm``, one for each key of any kind of rain: name, type and help come from the kinds."""

from __future__ import annotations

from types import NoneType
from typing import Annotated, Any, Literal, get_args, get_origin

import click
from pydantic import BeforeValidator
from pydantic.fields import FieldInfo

from sponge.rain.kinds import KINDS
from sponge.rain.storm import Rain

SHORT = {"return_period": "-P"}  # of options that are typed often
FEW = 3  # kinds that an option's help names; one of more kinds tells of none
SCALARS = {float: float, int: int, bool: bool}


def storm_options() -> list[Any]:
    """Decorators of click, in the order in which the kinds name their keys; those of all kinds come last."""
    keys = dict.fromkeys(key for kind in KINDS.values() for key in kind.model_fields if key not in Rain.model_fields)
    found = [_option(key) for key in (*keys, *Rain.model_fields) if key != "kind"]
    return [option for option in found if option is not None]


def _option(key: str) -> Any:
    """The option of one key; None where its value is no single word."""
    having = {name: kind.model_fields[key] for name, kind in KINDS.items() if key in kind.model_fields}
    field = Rain.model_fields.get(key) or next(iter(having.values()))
    of = option_type(field)
    if of is None:
        return None
    word = key.replace("_", "-")
    name = f"-{key}" if len(key) == 1 else f"--{word}/--no-{word}" if of is bool else f"--{word}"
    names = [SHORT[key], name, key] if key in SHORT else [name, key]
    return click.option(*names, type=of, default=None, help=_help(key, field, having))


def _help(key: str, field: FieldInfo, having: dict[str, FieldInfo]) -> str:
    """What the first kind says of the key, which kinds have it where these are few, and the default if all share it."""
    whose = f"{', '.join(having)}: " if len(having) <= FEW else ""
    text = field.description or ""
    text = text if whose else text[:1].upper() + text[1:]
    defaults = {f.default for f in having.values() if f.default is not None}
    shared = len(defaults) == 1 and key not in Rain.model_fields and not any(f.is_required() for f in having.values())
    return f"{whose}{text}{_default(defaults.pop(), field) if shared else ''}."


def _default(value: Any, field: FieldInfo) -> str:
    if isinstance(value, bool):
        return ""
    return f" ({f'{value / 60.0:g}min' if is_duration(field) else value} unless given)"


def is_duration(field: FieldInfo) -> bool:
    """Is the key's value a duration, which is written with its unit?"""
    return any(isinstance(part, BeforeValidator) for part in (*field.metadata, *_parts(field.annotation)))


def option_type(field: FieldInfo) -> type | None:
    """What click makes of the word given: a number, or a text that the kind reads itself; None for a table of keys."""
    if is_duration(field):
        return str
    parts = _parts(field.annotation)
    if any(hasattr(part, "model_fields") for part in parts):
        return None
    first = next(part for part in parts if part is not NoneType)
    return SCALARS.get(first if isinstance(first, type) else type(first), str)


def _parts(annotation: Any) -> list[Any]:
    """The types, literal values and validators of which an annotation is made."""
    if get_origin(annotation) in (None, Literal):
        return list(get_args(annotation)) or [annotation]
    inner = get_args(annotation)
    if get_origin(annotation) is Annotated:
        return [*_parts(inner[0]), *inner[1:]]
    return [part for branch in inner for part in _parts(branch)]
