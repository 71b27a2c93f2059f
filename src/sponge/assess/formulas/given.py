# SPDX-License-Identifier: Apache-2.0
"""What no run tells: calibration against measurements, banks, water quality, groundwater, heat. The user gives it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from sponge.assess.finding import Context, Finding, Formula
from sponge.assess.standards import Rule
from sponge.base.did_you_mean import suggestion_or_list
from sponge.base.errors import UsageError

SETS = ("calibration", "validation")


def check_given(given: Mapping[str, Any], rules: Mapping[str, Rule]) -> None:
    """UsageError for what no rule asks for: a key that is written wrongly would be missed without a word."""
    known = {"event", "cost", *(str(rule.settings["key"]) for rule in rules.values() if "key" in rule.settings)}
    for key in given:
        if key not in known:
            raise UsageError(f"--given: unknown key '{key}'{suggestion_or_list(key, known)}")
    events = given.get("event", [])
    for event in events if isinstance(events, list) else []:
        said = event.get("set") if isinstance(event, Mapping) else None
        if said not in SETS:
            raise UsageError(f"--given: an event's set is calibration or validation, not {said!r}")


def given_value(context: Context) -> Finding:
    """The number that the user's file gives under the rule's key."""
    key = str(context.rule.setting("key"))
    if key not in context.given:
        return Finding(missing=(f"{key} in the file of --given",), hint=f"--given FILE.toml with  {key} = NUMBER")
    value = context.given[key]
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise UsageError(f"--given: '{key}' is a number, not {value!r}")
    return Finding(float(value), note="given, not computed")


def calibration(context: Context) -> Finding:
    """The least Nash-Sutcliffe efficiency over the events of calibration and of validation, two of each at least."""
    events = context.given.get("event", [])
    if not isinstance(events, list) or not all(isinstance(e, Mapping) for e in events):
        raise UsageError("--given: 'event' is a list of tables: [[event]] with set = 'calibration' and nse = NUMBER")
    scores = {name: [_nse(event) for event in events if event.get("set") == name] for name in SETS}
    least = int(context.rule.number("events"))
    short = [name for name in SETS if len(scores[name]) < least]
    if short:
        missing = tuple(f"{least} events of {name}" for name in short)
        return Finding(missing=missing, hint=context.rule.made_by)
    worst = {name: min(values) for name, values in scores.items()}
    return Finding(min(worst.values()), note=", ".join(f"{name} {value:.2f}" for name, value in worst.items()))


def _nse(event: Mapping[str, Any]) -> float:
    value = event.get("nse", np.nan)
    if isinstance(value, bool) or not isinstance(value, int | float) or not value <= 1.0:
        raise UsageError(f"--given: the nse of an event is a number of at most 1, not {value!r}")
    return float(value)


FORMULAS = {"given": Formula(given_value), "calibration": Formula(calibration)}
