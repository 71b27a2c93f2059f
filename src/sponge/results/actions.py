# SPDX-License-Identifier: Apache-2.0
"""The list of control actions that a run took, where the model's [REPORT] asks for it (``CONTROLS YES``).

Its length is known only when the run is over, so its variables are no part of the registry: all have one dimension,
``control_action``, in the order of time.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from sponge.model.model import Model
from sponge.model.rules.parser import parse_rules

DIMENSION, COUNT = "control_action", "control_actions_taken"


class RuledAction(NamedTuple):
    """An action of a rule."""

    rule: str
    link: str


def ruled_actions(model: Model) -> tuple[RuledAction, ...]:
    """All actions of the model's rules in the engine's order, where the model asks for those that are taken."""
    if not model.rules or not model.report.says("CONTROL"):
        return ()
    rules, _ = parse_rules(model)
    branches = ((rule, branch) for rule in rules for branch in (rule.then_actions, rule.else_actions))
    return tuple(RuledAction(rule.name, action.link) for rule, branch in branches for action in reversed(branch))


def listed_actions(
    actions: tuple[RuledAction, ...], when: dict[str, str], summary: dict[str, np.ndarray]
) -> dict[str, tuple[tuple[str, ...], np.ndarray, dict[str, Any]]]:
    """Name -> dimensions, values and attributes of the variables of the list; their number alone where it is empty.

    ``actions`` are those of ``ruled_actions``, ``when`` the CF attributes of a time in the file.
    """
    if not actions or "control_actions" not in summary:
        return {}
    count, rows = summary["control_actions"][0], summary["control_action"][:, 0].astype(int)
    about = {"long_name": "control actions that gave a link another setting", "units": "1"}
    found: dict[str, tuple[tuple[str, ...], np.ndarray, dict[str, Any]]] = {COUNT: ((), np.array(float(count)), about)}
    if not len(rows):
        return found
    columns = {
        "time": (summary["control_action_time"][:, 0], {"long_name": "begin of the step that the action is of"} | when),
        "link": (_texts(actions[k].link for k in rows), {"long_name": "link that the action sets"}),
        "setting": (summary["control_action_setting"][:, 0], {"long_name": "setting that it asks for", "units": "1"}),
        "rule": (_texts(actions[k].rule for k in rows), {"long_name": "rule that the action is of"}),
    }
    return found | {f"{DIMENSION}_{name}": ((DIMENSION,), *column) for name, column in columns.items()}


def _texts(values: Any) -> np.ndarray:
    return np.array(list(values), object)
