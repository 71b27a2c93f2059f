# SPDX-License-Identifier: Apache-2.0
"""What sponge-city guides list as facilities, as designs of SWMM's LID controls: data, and how to build with them."""

from sponge.io.lid_presets.build import Design, design_of, in_si, inp_rows
from sponge.io.lid_presets.tables import LAYERS, Parameter, Preset, find_preset, presets, sources

__all__ = [
    "LAYERS", "Design", "Parameter", "Preset", "design_of", "find_preset", "in_si", "inp_rows", "presets", "sources",
]  # fmt: skip
