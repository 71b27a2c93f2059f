# SPDX-License-Identifier: Apache-2.0
"""What is wrong with a TOML file, as lines: file, path of the key, what, hint."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, TypeVar

from pydantic import TypeAdapter, ValidationError

from sponge.base.errors import UsageError
from sponge.base.toml_keys import Keys

Schema = TypeVar("Schema", bound=Keys)
TAGS = ("uniform", "normal", "lognormal", "triangular", "choice", "float", "str", "int", "bool", "list[any]")


def key_path(location: Iterable[Any]) -> str:
    """A place as ``vary[2].values[0]``: tables of a list are counted from 1, as a reader does."""
    path = ""
    for part in location:
        if isinstance(part, int):
            path += f"[{part + 1}]"
        elif part:
            path += f".{part}" if path else str(part)
    return path


def refuse(file: str, lines: Sequence[str]) -> UsageError:
    """One error that names every problem of a file."""
    if len(lines) == 1:
        return UsageError(f"{file}: {lines[0]}")
    return UsageError(f"{file}: {len(lines)} problems\n" + "\n".join(f"  {line}" for line in lines))


def checked(schema: type[Schema], tables: Mapping[str, Any], file: str) -> Schema:
    """The tables as their schema; UsageError names every problem with the path of its key."""
    try:
        return TypeAdapter(schema).validate_python(dict(tables))
    except ValidationError as error:
        raise refuse(file, list(dict.fromkeys(_line(e) for e in error.errors()))) from None


def _line(error: Any) -> str:
    *within, last = error["loc"] or ("",)
    unknown = error["type"] == "key"  # a key that a user wrote may be called as one of the tags
    path = key_path([part for part in within if part not in TAGS] + ([last] if unknown or last not in TAGS else []))
    return f"{path}: {error['msg']}" if path else error["msg"]
