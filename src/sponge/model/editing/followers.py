# SPDX-License-Identifier: Apache-2.0
"""What goes along with elements that are renamed or removed: map, zones, companion data, how things are shown."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

Now = Callable[[str, str], str | None]  # space, name before the edit -> its name now; None where it is gone
KEYED = {  # field of the Model -> whose names are its keys: the first space that had the name counts
    "coordinates": ("node",), "vertices": ("link",), "polygons": ("subcatchment", "node"), "symbols": ("gage",),
    "rain_records": ("gage",), "interface_inflows": ("node",),
}  # fmt: skip
REPORTED = {"SUBCATCH": "subcatchment", "NODE": "node", "LINK": "link"}  # words of [REPORT] -> whose names follow


def followed(model: Any, now: Now) -> dict[str, Any]:
    """Fields of a model under the names that its elements have now, without those that are gone."""
    fields: dict[str, Any] = {name: _keyed(getattr(model, name), now, spaces) for name, spaces in KEYED.items()}
    quality = {
        (now("node", node), now("pollutant", name)): record for (node, name), record in model.interface_quality.items()
    }
    fields["interface_quality"] = {key: record for key, record in quality.items() if None not in key}
    if model.rdii_record is not None:
        flows = _keyed(model.rdii_record.flows, now, ("node",))
        fields["rdii_record"] = replace(model.rdii_record, flows=flows)
    if model.zoning is not None:
        places = {"subcatchments": "subcatchment", "nodes": "node", "links": "link"}
        moved = {name: _keyed(getattr(model.zoning, name), now, (space,)) for name, space in places.items()}
        fields["zoning"] = replace(model.zoning, **moved)
    rows = tuple(_reported(row, now) for row in model.report.rows)
    fields["report"] = replace(model.report, rows=tuple(row for row in rows if row))
    fields["other"] = {
        name: tuple(_shown(name, row, now) for row in rows) if name in ("LABELS", "PROFILES") else rows
        for name, rows in model.other.items()
    }
    return fields


def _keyed(rows: Mapping[str, Any], now: Now, spaces: tuple[str, ...]) -> dict[str, Any]:
    """A table by its elements' names of now; names that were nobody's stay."""
    found = {}
    for name, value in rows.items():
        names = [now(space, name) for space in spaces]
        kept = next((new for new in names if new not in (None, name)), name if name in names else None)
        if kept is not None:
            found[kept] = value
    return found


def _reported(row: tuple[str, ...], now: Now) -> tuple[str, ...]:
    """A row of [REPORT]; empty where none of its elements is left."""
    space = next((space for word, space in REPORTED.items() if row[0].upper().startswith(word)), None)
    if space is None or "STATS" in row[0].upper() or row[1].upper() in ("ALL", "NONE"):
        return row
    names = [new for name in row[1:] if (new := now(space, name))]
    return (row[0], *names) if names else ()


def _shown(section: str, row: Any, now: Now) -> Any:
    """A row of [LABELS], whose fourth word is the node that it hangs on, or of [PROFILES], a name and links."""
    tokens = list(row.tokens)
    if section == "LABELS" and len(tokens) > 3 and tokens[3]:
        tokens[3] = now("node", tokens[3]) or ""
    elif section == "PROFILES":
        tokens = [*tokens[:1], *(new for name in tokens[1:] if (new := now("link", name)))]
    return row if tuple(tokens) == row.tokens else replace(row, tokens=tuple(tokens), text="")
