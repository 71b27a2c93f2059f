# SPDX-License-Identifier: Apache-2.0
"""SWMM files and their companions, read and written: the only place for units."""

from __future__ import annotations

from importlib import import_module
from typing import Any

NAMES = {
    "read_inp": "sponge.io.inp.read", "write_inp": "sponge.io.inp.write", "check_inp": "sponge.io.inp.check",
    "to_frames": "sponge.io.inp.frames", "from_frames": "sponge.io.inp.frames",
}  # fmt: skip
__all__ = ["check_inp", "from_frames", "read_inp", "to_frames", "write_inp"]


def __getattr__(name: str) -> Any:
    """Import on first use: the command line must start fast."""
    if name not in NAMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(NAMES[name]), name)
