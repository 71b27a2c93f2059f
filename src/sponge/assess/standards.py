# SPDX-License-Identifier: Apache-2.0
"""Standards as data: what an indicator's target is, which clause says so, and how well that clause is known.

A file of ``standards/`` has a table an indicator, by its id. A local standard overrides keys of the national one, and a
file of the user's overrides both. What an indicator is computed from is a formula by name (``formulas.FORMULAS``).
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal

from pydantic import Field, ValidationError

from sponge.base.did_you_mean import suggestion_or_list
from sponge.base.errors import UsageError
from sponge.base.regular_file import regular_text
from sponge.base.toml_keys import Keys

FOLDER = Path(__file__).parent / "standards"
NATIONAL = "gbt51345-2018"
STANDING = {  # how well a clause is known
    "text": "read in the text of the standard",
    "copy": "read in a copy or an excerpt of it that others publish",
    "memory": "general knowledge, not looked up",
}
Number = float | int | bool | str | list[float] | list[str]


class Rule(Keys):
    """What a standard says of one indicator."""

    formula: str
    name_en: str
    name_zh: str
    definition_en: str
    definition_zh: str
    equation: str
    clause: str
    verified: Literal["text", "copy", "memory"]
    target_verified: Literal["text", "copy", "memory"] | None = None  # of the target, where that differs
    source: str = ""  # where the target is from, where that is not the clause
    unit: str = "1"
    judge: Literal["at least", "at most", "not judged"] = "at least"
    target: float | None = None
    by_zone: dict[str, float] = Field(default_factory=dict)  # targets of zones that have their own
    needs: list[str] = Field(default_factory=list)  # variables of the results
    made_by: str = ""  # the command that makes such results
    settings: dict[str, Number] = Field(default_factory=dict)  # numbers that the formula takes

    @property
    def target_known(self) -> str:
        """How well the target's figure is known."""
        return self.target_verified or self.verified

    def setting(self, name: str) -> Any:
        """A number that the formula takes; UsageError where no standard gives it."""
        if name not in self.settings:
            raise UsageError(f"the standard has no setting '{name}' for the formula {self.formula}")
        return self.settings[name]

    def number(self, name: str) -> float:
        """The same, which must be a number."""
        value = self.setting(name)
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise UsageError(f"the setting '{name}' of the formula {self.formula} is a number, not {value!r}")
        return float(value)


def known_standards() -> list[str]:
    """Names of the standards that come with sponge."""
    return sorted(path.stem for path in FOLDER.glob("*.toml"))


def rules_of(standard: str = NATIONAL, local: str | None = None) -> dict[str, Rule]:
    """The rules of a standard, by id, with those of a local one or of the user's file over them.

    Both are names of standards that come with sponge, or files. A file that is given as the standard overrides the
    national one where it does not give whole rules.
    """
    tables: dict[str, dict[str, Any]] = {}
    for which in dict.fromkeys((NATIONAL, standard, *([local] if local else []))):
        path = _path(which)
        for key, table in _read(path).items():
            tables[key] = _merged(tables.get(key, {}), _checked_table(path, key, table, tables))
    return {key: _rule(key, table, standard, local) for key, table in tables.items()}


def _path(which: str) -> Path:
    inside = FOLDER / f"{which}.toml"
    if inside.is_file():
        return inside
    if Path(which).is_file():
        return Path(which)
    known = known_standards()
    raise UsageError(f"there is no standard and no file '{which}'{suggestion_or_list(which, known)}")


def _read(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(regular_text(path))
    except OSError as error:
        raise UsageError(f"cannot read {path}: {error.strerror or error}") from None
    except tomllib.TOMLDecodeError as error:
        raise UsageError(f"{path}: not valid TOML: {error}") from None


def _checked_table(path: Path, key: str, table: Any, known: Mapping[str, Any]) -> dict[str, Any]:
    if not isinstance(table, dict):
        raise UsageError(f"{path}: '{key}' is no table: a standard has a table an indicator, [vcr] and the like")
    if path.parent != FOLDER and known and key not in known and "formula" not in table:
        hint = f"{suggestion_or_list(key, known)}; a new one names its formula"
        raise UsageError(f"{path}: there is no indicator '{key}'{hint}")
    unknown = next((name for name in table if name not in Rule.model_fields), "")
    if unknown:
        raise UsageError(f"{path}: [{key}]: unknown key '{unknown}'{suggestion_or_list(unknown, Rule.model_fields)}")
    if known:
        _check_settings(path, key, table, known)
    return table


def _check_settings(path: Path, key: str, table: Mapping[str, Any], known: Mapping[str, Any]) -> None:
    """UsageError for a setting that no indicator of the same formula has: it would change nothing."""
    formula = table.get("formula", known.get(key, {}).get("formula"))
    same = [rule for rule in known.values() if rule.get("formula") == formula]
    there = {name for rule in same for name in rule.get("settings", {})}
    settings = table.get("settings", {})
    unknown = next((name for name in settings if name not in there), "") if same and isinstance(settings, dict) else ""
    if unknown:
        hint = suggestion_or_list(unknown, there) if there else ": it has none"
        raise UsageError(f"{path}: [{key}]: unknown setting '{unknown}'{hint}")


def _merged(below: dict[str, Any], above: dict[str, Any]) -> dict[str, Any]:
    """Keys of ``above`` over those of ``below``; settings and zones' targets key by key."""
    both = {name: {**below.get(name, {}), **above[name]} for name in ("settings", "by_zone") if name in above}
    return below | above | both


def _rule(key: str, table: dict[str, Any], standard: str, local: str | None) -> Rule:
    named = " with ".join(str(n) for n in (standard, local) if n)
    try:
        return Rule(**table)
    except ValidationError as error:
        first = error.errors()[0]
        raise UsageError(f"{named}: [{key}] {'.'.join(map(str, first['loc']))}: {first['msg']}") from None
