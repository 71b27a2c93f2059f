# SPDX-License-Identifier: Apache-2.0
"""Control rules: their grammar and the names that they give."""

from __future__ import annotations

from sponge.model.rules.parser import parse_rules
from sponge.model.validation.findings import Findings


def check_rules(found: Findings) -> None:
    """What the rules' own parser finds."""
    found.problems.extend(parse_rules(found.model)[1])
