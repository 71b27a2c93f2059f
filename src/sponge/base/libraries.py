# SPDX-License-Identifier: Apache-2.0
"""Libraries that only some of what sponge does needs, each in an extra of the package."""

from __future__ import annotations

import importlib
from typing import Any

from sponge.base.errors import UsageError

PACKAGE = "sponge-stormwater"


def library(name: str, extra: str = "tables", what: str = "this format needs") -> Any:
    """A library of an extra; UsageError that says ``what`` needs it, and names both, where it is not installed."""
    try:
        return importlib.import_module(name)
    except ImportError:
        package = name.partition(".")[0]
        raise UsageError(f"{what} the library {package}: pip install '{PACKAGE}[{extra}]'") from None
