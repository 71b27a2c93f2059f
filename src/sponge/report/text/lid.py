# SPDX-License-Identifier: Apache-2.0
"""LID presets as text: the list, one in full, rows for an .inp."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from unicodedata import east_asian_width

from sponge.io.lid_presets import Design, Parameter, Preset, inp_rows, sources
from sponge.model.lid import KINDS

USAGE = ";;Subcatchment  Control  Number  Area  Width  InitSat  FromImp  ToPerv  RptFile  DrainTo  FromPerv"


def listing(found: Iterable[Preset]) -> str:
    """Name, Chinese name, kind, what for."""
    rows = [(p.name, p.name_zh, p.kind, p.purpose) for p in found]
    return "\n".join(columns([("name", "", "on", "what for"), *rows]))


def report(design: Design) -> str:
    """All of a preset."""
    preset = design.preset
    lines = [f"{preset.name}  {preset.name_zh}", preset.purpose]
    lines += [preset.notes] if preset.notes else []
    lines += ["", f"Built on {preset.kind} ({KINDS[preset.kind]}): {', '.join(preset.layers)}", ""]
    rows = [("layer", "parameter", "value", "usual", "unit", "source")]
    for layer, parameters in preset.layers.items():
        rows += [(layer, key, *_cells(p, "mm/h/mm^n" if _is_rated(layer, key, preset) else p.unit))
                 for key, p in parameters.items()]  # fmt: skip
    rows += [("removal", key, *_cells(p, p.unit)) for key, p in preset.removal.items()]
    rows.append(("area", "of that drained", *_cells(preset.sizing, "-")))
    lines += columns(rows)
    known = sources()
    used = {key for row in rows for key in re.findall(r"(?:pub|unv):(\w+)", row[-1]) if key in known}
    lines += ["", "Sources", *columns([(f"  {key}", text) for key, text in known.items() if key in used])]
    return "\n".join(lines)


def _is_rated(layer: str, key: str, preset: Preset) -> bool:
    return (layer, key) == ("drain", "coefficient") and preset.kind != "RD"


def _cells(parameter: Parameter, unit: str) -> tuple[str, str, str, str]:
    if isinstance(parameter.value, bool):
        return "yes" if parameter.value else "no", "", "", parameter.source
    usual = "" if parameter.low == parameter.high else f"{parameter.low:g} to {parameter.high:g}"
    return f"{parameter.value:g}", usual, "" if unit == "-" else unit, parameter.source


def inp_text(design: Design, flow_units: str) -> str:
    """A section [LID_CONTROLS] to paste, and how [LID_USAGE] places it."""
    preset, unit = design.preset, "inches" if flow_units == "CFS" else "mm"
    head = [f";; {preset.name} {preset.name_zh}, in {unit}: sponge lid show {preset.name}", "[LID_CONTROLS]"]
    foot = ["", ";; and where it lies, in a section [LID_USAGE]:", USAGE]
    return "\n".join([*head, *inp_rows(design.control, flow_units), *foot])


def columns(rows: Sequence[Sequence[str]]) -> list[str]:
    """Rows in columns; a Chinese character is two wide."""
    widths = [max(_width(row[i]) for row in rows) for i in range(len(rows[0]))]
    return ["  ".join(cell + " " * (w - _width(cell)) for cell, w in zip(row, widths, strict=True)).rstrip()
            for row in rows]  # fmt: skip


def _width(text: str) -> int:
    return sum(2 if east_asian_width(c) in "WF" else 1 for c in text)
