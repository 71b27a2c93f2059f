# SPDX-License-Identifier: Apache-2.0
"""Control rules: how a lane's links are set by what happens in it.

Rules: docs/theory/controls.md.
"""

from sponge.engine.controls.rules import evaluate_controls
from sponge.engine.controls.tables import (
    Actions,
    Controls,
    ControlState,
    Operands,
    Premises,
    actions_taken,
    new_control_state,
)  # fmt: skip

__all__ = [
    "Actions", "ControlState", "Controls", "Operands", "Premises", "actions_taken", "evaluate_controls",
    "new_control_state",
]  # fmt: skip
