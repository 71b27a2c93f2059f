# SPDX-License-Identifier: Apache-2.0
"""What a run or a sweep is called."""

from __future__ import annotations

import tomllib
from typing import Any


def sweep_file(dataset: Any) -> dict[str, Any]:
    """What the sweep's file says; empty for a run."""
    try:
        return tomllib.loads(str(dataset.attrs.get("scenarios_toml", "")))
    except tomllib.TOMLDecodeError:
        return {}


def title_of(dataset: Any, language: str) -> str:
    """The title of the run or sweep, else its model's name; in Chinese where its file has one."""
    chinese = str(sweep_file(dataset).get("title_zh", ""))
    title = str(dataset.attrs.get("title", "")) or str(dataset.attrs.get("model", ""))
    return chinese if language == "zh" and chinese else title
