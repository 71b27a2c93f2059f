# SPDX-License-Identifier: Apache-2.0
"""sponge: urban stormwater simulation of EPA SWMM models on a fast, scriptable engine.

``import sponge`` costs nothing: what is used is loaded when it is first asked for.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from sponge.base.version import VERSION

__version__ = VERSION

_LAZY = {
    "run": "sponge.api",
    "run_many": "sponge.sweep.variants",
    "Simulation": "sponge.simulation.steering",
    "read_inp": "sponge.io",
    "write_inp": "sponge.io",
    "check_inp": "sponge.io",
    "to_frames": "sponge.io",
    "from_frames": "sponge.io",
    "open": "sponge.results.open_results",
    "Model": "sponge.model.model",
    "apply_changes": "sponge.model.changes",
    "ModelError": "sponge.base.errors",
    "UsageError": "sponge.base.errors",
    "SpongeError": "sponge.base.errors",
}

__all__ = ["__version__", *_LAZY]

if TYPE_CHECKING:
    from sponge.api import run as run
    from sponge.base.errors import ModelError as ModelError
    from sponge.base.errors import SpongeError as SpongeError
    from sponge.base.errors import UsageError as UsageError
    from sponge.io import check_inp as check_inp
    from sponge.io import from_frames as from_frames
    from sponge.io import read_inp as read_inp
    from sponge.io import to_frames as to_frames
    from sponge.io import write_inp as write_inp
    from sponge.model.changes import apply_changes as apply_changes
    from sponge.model.model import Model as Model
    from sponge.results.open_results import open as open
    from sponge.simulation.steering import Simulation as Simulation
    from sponge.sweep.variants import run_many as run_many


def __getattr__(name: str) -> Any:
    if name not in _LAZY:
        raise AttributeError(f"module 'sponge' has no attribute {name!r}")
    value = getattr(import_module(_LAZY[name]), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted(__all__)
