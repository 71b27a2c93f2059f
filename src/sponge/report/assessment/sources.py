# SPDX-License-Identifier: Apache-2.0
"""Inputs of an assessment beside the results: the sources of a model's values, and compared events."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from sponge.assess.tables.table import Column, Table
from sponge.base.errors import UsageError
from sponge.base.regular_file import regular_text
from sponge.io.source_table import KINDS, counts, model_in, read_sources


def with_sources(found: Mapping[str, Any], model: Path) -> dict[str, Any]:
    """The assessment with a table of the sources of the model's values (``sources.csv`` beside the model)."""
    path = model_in(model)
    if not path.is_file():
        raise UsageError(f"--model {model}: there is no such model")
    by_kind = counts(read_sources(path.parent))
    whole = sum(by_kind.values()) or 1
    table = Table(
        "sources", "Where the model's values come from", "模型数据来源",
        (Column("kind", "kind", "类别"), Column("meaning", "meaning", "含义"),
         Column("count", "values", "数值个数", "1"), Column("share", "share", "占比", "1")),
        tuple((kind, KINDS[kind], float(count), count / whole) for kind, count in by_kind.items()), path.name,
    )  # fmt: skip
    return {**found, "tables": [*found["tables"], table.as_dict()]}


def compared_events(files: Sequence[Path], kind: str) -> list[dict[str, Any]]:
    """Events of calibration or validation, one for each file that ``sponge compare --json`` printed.

    An event's value is the least Nash-Sutcliffe efficiency of its series."""
    found = []
    for path in files:
        try:
            told = [one["nse"] for one in json.loads(regular_text(path))["series"].values()]
            scores = [float(nse) for nse in told if nse is not None]  # None: observations that are all alike
        except OSError as error:
            raise UsageError(f"cannot read {path}: {error.strerror or error}") from None
        except (ValueError, KeyError, TypeError, AttributeError):
            raise UsageError(f"{path} is not what sponge compare --json prints of one scenario") from None
        if not told:
            raise UsageError(f"{path}: nothing was compared")
        if len(scores) < len(told):
            raise UsageError(f"{path}: a series has no NSE: what was observed is all alike")
        found.append({"set": kind, "nse": min(scores), "file": str(path)})
    return found
