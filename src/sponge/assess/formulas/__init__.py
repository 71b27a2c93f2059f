# SPDX-License-Identifier: Apache-2.0
"""The formulas of indicators, by the name that standards call them."""

from __future__ import annotations

from sponge.assess.finding import Formula
from sponge.assess.formulas import capture, flooding, overflow, peaks

FORMULAS: dict[str, Formula] = capture.FORMULAS | peaks.FORMULAS | overflow.FORMULAS | flooding.FORMULAS
