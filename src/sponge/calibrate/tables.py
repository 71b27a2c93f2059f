# SPDX-License-Identifier: Apache-2.0
"""Scores and bands as text, with the meaning of every column."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sponge.calibrate.glue import Band
from sponge.calibrate.scores import COLUMNS, MEANINGS

BAND_COLUMNS = {"behavioural": "", "total": "", "best": "", "coverage": "%", "width": ""}
BAND_MEANINGS = {
    "behavioural": "scenarios whose NSE is over the threshold", "total": "scenarios", "best": "highest NSE",
    "coverage": "observations between the 5 and 95 % quantiles of these, weighted by NSE over the threshold",
    "width": "mean distance of these quantiles, in the units of the results",
}  # fmt: skip


def band_rows(bands: list[Band]) -> dict[str, dict[str, Any]]:
    """One row for each band."""
    return {band.pairs.name: {name: getattr(band, name) for name in BAND_COLUMNS} for band in bands}


def text_of(rows: Mapping[str, Mapping[str, Any]], bands: bool = False) -> str:
    """A table with one row for each series, and the meaning of its columns."""
    columns, meanings = (BAND_COLUMNS, BAND_MEANINGS) if bands else (COLUMNS, MEANINGS)
    heads = [f"{name.replace('_', ' ')}{f' {unit}' if unit else ''}" for name, unit in columns.items()]
    width = max([len("series"), *map(len, rows)])
    lines = ["  ".join([f"{'series':<{width}}", *(f"{head:>{max(len(head), 8)}}" for head in heads)])]
    for name, row in rows.items():
        cells = [f"{cell(row[key]):>{max(len(head), 8)}}" for key, head in zip(columns, heads, strict=True)]
        lines.append("  ".join([f"{name:<{width}}", *cells]))
    return "\n".join([*lines, "", *(f"{name.replace('_', ' ')}: {text}" for name, text in meanings.items())])


def cell(value: Any) -> str:
    """A number, or a dash where there is none."""
    if isinstance(value, int):
        return str(value)
    return "-" if value != value else f"{value:.4g}"


def events_text(plan: Any, before: Mapping[str, Any], after: Mapping[str, Any]) -> str:
    """Scores of each event and series, of the model as it is and with what was found."""
    shown = ("nse", "kge", "bias", "peak_error", "timing_error")
    heads = [f"{name.replace('_', ' ')}{f' {COLUMNS[name]}' if COLUMNS[name] else ''}" for name in shown]
    first = [f"{event.name} ({event.use}), {series}" for event in plan.event for series in after[event.name]]
    width = max([len("event, series"), *map(len, first)])
    lines = ["  ".join([f"{'event, series':<{width}}", f"{'model':<7}", *(f"{head:>16}" for head in heads)])]
    for event in plan.event:
        for series in after[event.name]:
            for word, scores in (("as is", before), ("found", after)):
                name = f"{event.name} ({event.use}), {series}" if word == "as is" else ""
                cells = [f"{cell(scores[event.name][series][key]):>16}" for key in shown]
                lines.append("  ".join([f"{name:<{width}}", f"{word:<7}", *cells]))
    return "\n".join([*lines, "", *(f"{name.replace('_', ' ')}: {MEANINGS[name]}" for name in shown)])
