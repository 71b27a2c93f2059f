"""Processes that sponge does not simulate yet: a model in which one is active is refused by name."""

from __future__ import annotations

from sponge.model.model import Model, Row
from sponge.model.validation.report import Findings


def check_active(found: Findings) -> None:
    """LID, snow, groundwater, RDII and interface files."""
    model, options = found.model, found.model.options
    _refuse(found, "LID controls", "LID_USAGE", _lid_rows(model))
    if not options.ignore_snowmelt and _rows(model, "SNOWPACKS"):
        packs = [s for s in model.subcatchments.values() if s.snow_pack]
        if packs:
            hint = "IGNORE_SNOWMELT YES runs without"
            found.bad("snow is not simulated yet", "SUBCATCHMENTS", packs[0].line, hint)
    if not options.ignore_groundwater and _rows(model, "AQUIFERS") and model.subcatchments:
        hint = "IGNORE_GROUNDWATER YES runs without"
        _refuse(found, "groundwater", "GROUNDWATER", _rows(model, "GROUNDWATER"), hint)
    if not options.ignore_rdii and not options.ignore_rainfall:
        _refuse(found, "RDII", "RDII", _rows(model, "RDII"), "IGNORE_RDII YES runs without")
    _check_files(found)


def _rows(model: Model, section: str) -> tuple[Row, ...]:
    return model.other.get(section, ())


def _lid_rows(model: Model) -> list[Row]:
    """Rows of [LID_USAGE] that place at least one unit with an area."""
    return [row for row in _rows(model, "LID_USAGE") if not (_is_zero(row, 2) or _is_zero(row, 3))]


def _is_zero(row: Row, i: int) -> bool:
    try:
        return float(row.tokens[i]) == 0.0
    except (ValueError, IndexError):
        return False


def _refuse(found: Findings, what: str, section: str, rows: tuple[Row, ...] | list[Row], hint: str = "") -> None:
    if rows:
        verb = "are" if what.endswith("s") else "is"
        found.bad(f"{what} {verb} not simulated yet", section, rows[0].line, hint)


def _check_files(found: Findings) -> None:
    """Interface files: rain is read, inflows and outflows too; the rest cannot be used, and what cannot be saved is
    left out with a warning."""
    for mode, kind, name in found.model.files:
        if mode == "USE" and kind in ("RUNOFF", "RDII", "HOTSTART"):
            found.bad(f"interface file {name!r}: {kind} files cannot be read yet", "FILES")
        elif mode == "SAVE" and kind != "OUTFLOWS":
            found.warn(f"interface file {name!r} is not written: {kind} files cannot be saved yet", "FILES")
