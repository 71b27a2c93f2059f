# SPDX-License-Identifier: Apache-2.0
"""The formulas of indicators, by the name that standards call them."""

from __future__ import annotations

from sponge.assess.finding import Formula
from sponge.assess.formulas import capture, flooding, given, loads, overflow, peaks, pipes, works

FORMULAS: dict[str, Formula] = {}
for _module in (capture, works, peaks, loads, overflow, pipes, flooding, given):
    FORMULAS |= _module.FORMULAS
