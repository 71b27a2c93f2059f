# SPDX-License-Identifier: Apache-2.0
"""TOML files: read with the line of a mistake, overridden key by key, written back resolved."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Mapping, Sequence
from copy import deepcopy
from datetime import date, datetime
from pathlib import Path
from typing import Any

from sponge.base.did_you_mean import suggestion_or_list
from sponge.base.errors import UsageError
from sponge.base.regular_file import regular_bytes
from sponge.io.nearby import nearby

DEEPEST = 20  # lists and tables in each other
TOO_DEEP = f"lists or tables are nested more than {DEEPEST} deep"


def read_toml(path: Path) -> dict[str, Any]:
    """The tables of a file; UsageError where it is missing or is no TOML."""
    if path.is_dir():
        raise UsageError(f"{path} is a folder, not a TOML file")
    try:
        return tables_of(regular_bytes(path).decode("utf-8-sig"))
    except FileNotFoundError:
        raise UsageError(f"there is no file {path}{nearby(path)}") from None
    except UnicodeDecodeError:
        raise UsageError(f"{path} is not a text file in UTF-8") from None
    except OSError as error:
        raise UsageError(f"cannot read {path}: {error.strerror or error}") from None
    except tomllib.TOMLDecodeError as error:
        hint = "; a model alone is for sponge run" if path.suffix.lower() == ".inp" else ""
        raise UsageError(f"{path}: not valid TOML: {error}{hint}") from None


def tables_of(text: str) -> dict[str, Any]:
    """The tables of a TOML text; TOMLDecodeError where it is none, also where it is nested too deep for any use."""
    try:
        tables = tomllib.loads(text)
    except RecursionError:
        raise tomllib.TOMLDecodeError(TOO_DEEP) from None
    level: list[Any] = [tables]
    for _ in range(DEEPEST):
        level = [value for holder in level for value in (holder.values() if isinstance(holder, dict) else holder)
                 if isinstance(value, dict | list)]  # fmt: skip
        if not level:
            return tables
    raise tomllib.TOMLDecodeError(TOO_DEEP)


def override(tables: Mapping[str, Any], settings: Sequence[str]) -> dict[str, Any]:
    """The tables with ``KEY=VALUE`` settings: ``n=100``, ``rain.return_period=5``, ``vary.soil.values=[1, 2]``.

    A list of tables is entered by the ``name`` of one, or by its number from 1.
    """
    changed = deepcopy(dict(tables))
    for setting in settings:
        key, equals, text = setting.partition("=")
        if not equals or not key.strip():
            raise UsageError(f"--with '{setting}': write KEY=VALUE, for example n=100 or rain.duration=3h")
        _put(changed, key.strip().split("."), value_of(text.strip()), setting)
    return changed


def value_of(text: str) -> Any:
    """A TOML value, or the text itself where it is none."""
    try:
        return tables_of(f"value = {text}")["value"]
    except tomllib.TOMLDecodeError:
        return text


def _put(tables: Any, path: list[str], value: Any, setting: str) -> None:
    for key in path[:-1]:
        tables = _enter(tables, key, setting)
    last = path[-1]
    if isinstance(tables, list):
        tables[_row(tables, last, setting)] = value
    elif isinstance(tables, dict):
        tables[last] = value
    else:
        raise UsageError(f"--with '{setting}': '{path[-2]}' holds no keys")


def _enter(tables: Any, key: str, setting: str) -> Any:
    if isinstance(tables, list):
        return tables[_row(tables, key, setting)]
    if not isinstance(tables, dict):
        raise UsageError(f"--with '{setting}': there is nothing inside of that to set")
    return tables.setdefault(key, {})


def _row(rows: list[Any], key: str, setting: str) -> int:
    names = [str(row.get("name", "")) if isinstance(row, dict) else "" for row in rows]
    if key in names:
        return names.index(key)
    if key.isdigit() and 1 <= int(key) <= len(rows):
        return int(key) - 1
    hint = suggestion_or_list(key, [name for name in names if name])
    raise UsageError(f"--with '{setting}': there is no table named '{key}'{hint}")


# --- writing ------------------------------------------------------------------------------------------------------


def toml_text(tables: Mapping[str, Any]) -> str:
    """Tables as TOML: simple keys first, then lists of tables."""
    simple, lists = [], []
    for key, value in tables.items():
        if isinstance(value, list) and value and all(isinstance(row, Mapping) for row in value):
            for row in value:
                lists += ["", f"[[{key}]]", *(f"{_key(k)} = {_value(v)}" for k, v in row.items() if v is not None)]
        elif value is not None:
            simple.append(f"{_key(key)} = {_value(value)}")
    return "\n".join(simple + lists) + "\n"


def _key(key: str) -> str:
    bare = key.replace("_", "").replace("-", "")
    return key if bare.isascii() and bare.isalnum() else json.dumps(key, ensure_ascii=False)


def _value(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return repr(value)
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return "{ " + ", ".join(f"{_key(k)} = {_value(v)}" for k, v in value.items() if v is not None) + " }"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(_value(v) for v in value) + "]"
    return json.dumps(str(value), ensure_ascii=False)
