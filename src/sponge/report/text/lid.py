# SPDX-License-Identifier: Apache-2.0
"""LID presets as text: the list, one in full, rows for an .inp."""

from __future__ import annotations

import re
from collections.abc import Iterable

from sponge.io.lid_presets import Design, Parameter, Preset, inp_rows, sources
from sponge.model.lid import KINDS
from sponge.words import Words
from sponge.words.columns import in_columns
from sponge.words.messages import told

USAGE = ";;Subcatchment  Control  Number  Area  Width  InitSat  FromImp  ToPerv  RptFile  DrainTo  FromPerv"


def listing(found: Iterable[Preset], language: str = "en") -> str:
    """The list of presets: name, Chinese name, kind, purpose."""
    say = Words(language)
    rows = [(p.name, p.name_zh, p.kind, told(p.purpose, language)) for p in found]
    return "\n".join(in_columns([(say("name"), "", say("on"), say("what for")), *rows]))


def report(design: Design, language: str = "en") -> str:
    """All of a preset; keys of layers and parameters as in its file."""
    preset, say = design.preset, Words(language)
    lines = [f"{preset.name}  {preset.name_zh}", told(preset.purpose, language)]
    lines += [told(preset.notes, language)] if preset.notes else []
    built = say("Built on {kind} ({what}): {layers}", kind=preset.kind, what=say(KINDS[preset.kind]),
                layers=", ".join(preset.layers))  # fmt: skip
    rows = [(say("layer"), say("parameter"), say.name("value", "取值"), say("usual"), say("unit"), say("source"))]
    for layer, parameters in preset.layers.items():
        rows += [(layer, key, *_cells(p, "mm/h/mm^n" if _is_rated(layer, key, preset) else p.unit, say))
                 for key, p in parameters.items()]  # fmt: skip
    rows += [(say("removal"), key, *_cells(p, p.unit, say)) for key, p in preset.removal.items()]
    rows.append((say("area"), say("of that drained"), *_cells(preset.sizing, "-", say)))
    known = sources()
    used = {key for row in rows for key in re.findall(r"(?:pub|unv):(\w+)", row[-1]) if key in known}
    named = [(f"  {key}", told(text, language)) for key, text in known.items() if key in used]
    return "\n".join([*lines, "", built, "", *in_columns(rows), "", say("Sources"), *in_columns(named)])


def _is_rated(layer: str, key: str, preset: Preset) -> bool:
    return (layer, key) == ("drain", "coefficient") and preset.kind != "RD"


def _cells(parameter: Parameter, unit: str, say: Words) -> tuple[str, str, str, str]:
    source = told(parameter.source, say.language)
    if isinstance(parameter.value, bool):
        return say("yes") if parameter.value else say("no"), "", "", source
    low, high = f"{parameter.low:g}", f"{parameter.high:g}"
    usual = "" if parameter.low == parameter.high else say("{low} to {high}", low=low, high=high)
    return f"{parameter.value:g}", usual, "" if unit == "-" else unit, source


def inp_text(design: Design, flow_units: str) -> str:
    """A section [LID_CONTROLS] to paste, and how [LID_USAGE] places it."""
    preset, unit = design.preset, "inches" if flow_units == "CFS" else "mm"
    head = [f";; {preset.name} {preset.name_zh}, in {unit}: sponge lid show {preset.name}", "[LID_CONTROLS]"]
    foot = ["", ";; and where it lies, in a section [LID_USAGE]:", USAGE]
    return "\n".join([*head, *inp_rows(design.control, flow_units), *foot])

