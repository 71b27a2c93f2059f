"""Processes that sponge does not simulate yet: a model in which one is active is refused by name."""

from __future__ import annotations

from sponge.model.model import Model, Row
from sponge.model.validation.report import Findings


def check_active(found: Findings) -> None:
    """Quality."""
    model, options = found.model, found.model.options
    if not options.ignore_quality:
        _refuse(found, "water quality", "POLLUTANTS", _rows(model, "POLLUTANTS"), "IGNORE_QUALITY YES runs without")


def _rows(model: Model, section: str) -> tuple[Row, ...]:
    return model.other.get(section, ())


def _refuse(found: Findings, what: str, section: str, rows: tuple[Row, ...] | list[Row], hint: str = "") -> None:
    if rows:
        verb = "are" if what.endswith("s") else "is"
        found.bad(f"{what} {verb} not simulated yet", section, rows[0].line, hint)

