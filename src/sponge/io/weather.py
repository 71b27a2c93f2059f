# SPDX-License-Identifier: Apache-2.0
"""Rain and climate files that a model names, read into it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path

from sponge.base.errors import BadLine, ModelError, Problem
from sponge.base.units import units_of
from sponge.io.climate import read_climate
from sponge.io.files import companion_path
from sponge.io.rain.read import attach_rain
from sponge.model.model import Model
from sponge.model.records import ClimateRecord, RainRecord


def climate_of(
    model: Model, find: Callable[[str], Path], warnings: list[Problem] | None = None
) -> ClimateRecord | None:
    """The climate file's values; None where the model names none. Raises ModelError."""
    temperature = model.temperature
    needed = model.evaporation.source in ("FILE", "TEMPERATURE") or temperature.wind_source == "FILE"
    if temperature.source != "FILE":
        if needed:
            evaporates = model.evaporation.source in ("FILE", "TEMPERATURE")
            what = f"evaporation from {model.evaporation.source}" if evaporates else "wind"
            section, hint = "EVAPORATION" if evaporates else "TEMPERATURE", "add a row FILE to [TEMPERATURE]"
            row = model.section_lines.get(section, 0)
            message = f"{what} needs a climate file"
            raise ModelError([Problem(message, str(model.path or ""), row, section, hint)])
        return None
    start = temperature.file_start or model.options.start
    try:
        return read_climate(
            find(temperature.file), units_of(model.options.flow_units), temperature.file_units, start, warnings
        )
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else str(error)
        message, line = f"climate file {temperature.file!r}: {reason}", error.line if isinstance(error, BadLine) else 0
        if line:
            raise ModelError([Problem(message, str(find(temperature.file)), line)]) from error
        row = model.section_lines.get("TEMPERATURE", 0)
        raise ModelError([Problem(message, str(model.path or ""), row, "TEMPERATURE")]) from error


def attach_weather(model: Model, warnings: list[Problem] | None = None) -> Model:
    """The model with what its rain and climate files hold; what is odd goes into ``warnings``. Raises ModelError with
    every problem."""
    find, problems = partial(companion_path, model.folder), []
    records: dict[str, RainRecord] = {}
    climate = None
    saved = next((name for use, what, name in model.files if use == "USE" and what == "RAINFALL"), "")
    try:
        if not model.options.ignore_rainfall:
            records = attach_rain(model.gages.values(), find, saved, warnings)
    except ModelError as error:
        problems += error.problems
    try:
        climate = climate_of(model, find, warnings)
    except ModelError as error:
        problems += error.problems
    if problems:
        raise ModelError(problems)
    return replace(model, rain_records=records, climate_record=climate)
