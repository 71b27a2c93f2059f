# SPDX-License-Identifier: Apache-2.0
"""The table after a sweep: one row for each scenario, from a dataset of results."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from sponge.assess import district
from sponge.words import Words
from sponge.words.columns import left, right, width

WORST = 3  # zones or nodes named
MILLIMETRE = 1e-3
WORST_OF = {"worst_zones": "worst zones by flooding, m3", "worst_nodes": "worst nodes by flooding, m3"}
COLUMNS = {  # key -> heading
    "rain": "rain mm", "runoff": "runoff mm", "captured": "captured % (strict)", "flooded": "flooded m3",
    "pumped": "pumped m3", "overflow": "overflow m3",
}  # fmt: skip


def scenario_rows(results: Any) -> list[dict[str, Any]]:
    """One dict a scenario: rain, runoff [mm], captured [%], flooded, pumped, overflow [m3], worst zones or nodes.

    A value is None where the results lack it. Captured is the share of the rain that leaves the parcels neither over
    the surface nor through drains of LID units (the definition ``strict``); flooded is what left the network,
    as lost volume or largest ponded volume.
    """
    names = [str(name) for name in results["scenario"].values] if "scenario" in results.dims else ["run"]
    columns = {key: COLUMN[key](results) for key in COLUMNS}
    worst, place = _worst(results)
    status = np.atleast_1d(results["status"].values) if "status" in results else np.zeros(len(names), int)
    return [
        {"scenario": name, **{key: _at(values, i) for key, values in columns.items()}, f"worst_{place}": worst[i],
         "status": int(status[i])}
        for i, name in enumerate(names)
    ]  # fmt: skip


def table_text(rows: list[dict[str, Any]], most: int = 60, language: str = "en") -> str:
    """The rows as a table; the middle of a long one is left out."""
    say = Words(language)
    shown = rows if len(rows) <= most else [*rows[: most // 2], None, *rows[-(most // 2) :]]
    wide = max([8, *(width(row["scenario"]) for row in shown if row)])
    used = {key: say(head) for key, head in COLUMNS.items() if any(row[key] is not None for row in rows)}
    cells = {key: max(11, width(head)) for key, head in used.items()}
    worst = next((key for key in rows[0] if key.startswith("worst_")), "")
    head = left(say("scenario"), wide) + "".join(f"  {right(text, cells[key])}" for key, text in used.items())
    lines = [f"{head}  {say(WORST_OF[worst]) if worst else ''}".rstrip()]
    for row in shown:
        if row is None:
            lines.append(say("... {count} more ...", count=len(rows) - 2 * (most // 2)))
            continue
        numbers = "".join(f"  {cell_text(key, row[key]):>{cells[key]}}" for key in used)
        lines.append(f"{left(row['scenario'], wide)}{numbers}  {_last(row, worst, say)}".rstrip())
    return "\n".join(lines)


def cell_text(key: str, value: float | None) -> str:
    """A number of the table as it is shown."""
    if value is None:
        return "-"
    return f"{value:,.1f}" if key in ("rain", "runoff", "captured") else f"{value:,.0f}"


def _last(row: dict[str, Any], worst: str, say: Words) -> str:
    if row["status"] == 4:
        return say("FAILED")
    return ", ".join(f"{p['name']}{_chinese(p)} {p['flooded']:,.0f}" for p in row[worst]) or say("none")


def _chinese(place: dict[str, Any]) -> str:
    return f" {place['name_zh']}" if place.get("name_zh") else ""


# --- columns ------------------------------------------------------------------------------------------------------


def _at(values: np.ndarray | None, i: int) -> float | None:
    if values is None or not np.isfinite(values[i]):
        return None
    return float(values[i])


def _runoff(results: Any) -> np.ndarray | None:
    share, rain = district.captured(results), district.total(results, "scenario_rain_depth")
    return None if share is None or rain is None else (1.0 - share) * rain


def _captured(results: Any) -> np.ndarray | None:
    share = district.captured(results)
    return None if share is None else 100.0 * share


COLUMN: dict[str, Callable[[Any], np.ndarray | None]] = {
    "rain": lambda results: district.total(results, "scenario_rain_depth"),
    "runoff": _runoff,
    "captured": _captured,
    "flooded": district.flooded,
    "pumped": district.pumped,
    "overflow": district.overflow,
}


# --- worst places -------------------------------------------------------------------------------------------------


def _worst(results: Any) -> tuple[list[list[dict[str, Any]]], str]:
    """For each scenario the zones, or nodes, with the largest volume of flooding; and which of the two they are."""
    volumes = district.flooded_by_zone(results)
    if volumes is not None:
        names = [str(name) for name in results["secondary_zone"].values]
        chinese = [str(n) for n in results["zone_name_zh"].values] if "zone_name_zh" in results else []
        return [_largest(row, names, chinese) for row in np.atleast_2d(volumes.values)], "zones"
    if "node_flooding_volume" not in results:
        return [[] for _ in range(results.sizes.get("scenario", 1))], "nodes"
    names = [str(name) for name in results["node"].values]
    return [_largest(row, names, []) for row in np.atleast_2d(results["node_flooding_volume"].values)], "nodes"


def _largest(volumes: np.ndarray, names: list[str], chinese: list[str]) -> list[dict[str, Any]]:
    ranked = np.argsort(-np.nan_to_num(volumes), kind="stable")[:WORST]
    return [
        {"name": names[i], "flooded": float(volumes[i])} | ({"name_zh": chinese[i]} if chinese else {})
        for i in ranked
        if volumes[i] > 0.5
    ]
