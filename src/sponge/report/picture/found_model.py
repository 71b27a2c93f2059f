# SPDX-License-Identifier: Apache-2.0
"""The model that results are of, as far as it is found: maps and profiles need it beside the results."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from sponge.base.errors import ModelError, UsageError
from sponge.model.model import Model


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
