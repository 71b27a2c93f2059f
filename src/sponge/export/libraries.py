# SPDX-License-Identifier: Apache-2.0
"""Libraries that only some formats need."""

from __future__ import annotations

import importlib
from typing import Any

from sponge.base.errors import UsageError


def library(name: str, extra: str = "tables") -> Any:
    """A library of an extra; UsageError that names both where it is not installed."""
    try:
        return importlib.import_module(name)
    except ImportError:
        package = name.partition(".")[0]
        raise UsageError(
            f"this format needs the library {package}: pip install 'sponge-stormwater[{extra}]'"
        ) from None
