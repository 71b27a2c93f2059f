"""Processes that sponge does not simulate yet: a model in which one is active is refused by name."""

from __future__ import annotations

from sponge.model.model import Model, Row
from sponge.model.validation.report import Findings


def check_active(found: Findings) -> None:
    """Quality, RDII and interface files."""
    model, options = found.model, found.model.options
    if not options.ignore_quality:
        _refuse(found, "water quality", "POLLUTANTS", _rows(model, "POLLUTANTS"), "IGNORE_QUALITY YES runs without")
    if not options.ignore_rdii and not options.ignore_rainfall:
        _refuse(found, "RDII", "RDII", _rows(model, "RDII"), "IGNORE_RDII YES runs without")
    _check_files(found)


def _rows(model: Model, section: str) -> tuple[Row, ...]:
    return model.other.get(section, ())


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
