# SPDX-License-Identifier: Apache-2.0
"""Titles of runs and sweeps."""

from __future__ import annotations

import tomllib
from typing import Any


def sweep_file(dataset: Any) -> dict[str, Any]:
    """The content of the sweep's file; empty for a single run."""
    try:
        return tomllib.loads(str(dataset.attrs.get("scenarios_toml", "")))
    except tomllib.TOMLDecodeError:
        return {}


def title_of(dataset: Any, language: str) -> str:
    """The title of the run or sweep, else its model's name; in Chinese where its file has one."""
    chinese = str(sweep_file(dataset).get("title_zh", ""))
    title = str(dataset.attrs.get("title", "")) or str(dataset.attrs.get("model", ""))
    return chinese if language == "zh" and chinese else title
