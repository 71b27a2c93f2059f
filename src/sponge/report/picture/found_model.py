# SPDX-License-Identifier: Apache-2.0
"""The model that results are of, as far as it is found: maps and profiles need it beside the results."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from sponge.base.errors import ModelError, SpongeError, UsageError
from sponge.model.model import Model
from sponge.sweep.measures import library_of


def model_of(dataset: Any, results: Path, given: Path | None = None) -> tuple[Model | None, str]:
    """The model as it ran (of a sweep: without its scenarios' changes), or None and the reason.

    UsageError where the model was given and is not that of the results.
    """
    from sponge.export.source import as_it_ran, find_model
    from sponge.simulation.prepare import read

    try:
        recorded = str(dataset.attrs.get("model", ""))
        return as_it_ran(read(find_model(results, recorded, given)), dataset.attrs, str(results)), ""
    except (UsageError, ModelError) as error:
        if given is not None and given.is_file():
            raise
        return None, str(error)


def measure_titles(model: Model | None) -> dict[str, str]:
    """Name of a measure -> its title in Chinese, of those beside the model that have one."""
    if model is None or model.path is None:
        return {}
    try:
        library = library_of(model)
        return {name: title for name in library.names if (title := library[name].title_zh)}
    except SpongeError:  # a page is written also where a file of measures cannot be read
        return {}
