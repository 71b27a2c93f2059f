# SPDX-License-Identifier: Apache-2.0
"""Selectors of changes: what stands in the brackets of ``conduit[zone=rivers, name=LY_*].roughness``.

A part is a name or pattern, ``name=``, ``tag=`` or ``zone=`` with a pattern; parts joined by commas must all hold.
``"..."`` takes what it holds literally. A zone is a control zone, a primary zone or another zone of zones.csv.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from typing import Any

from sponge.base.did_you_mean import suggestion
from sponge.base.errors import UsageError

KEYS = ("name", "tag", "zone")


@dataclass(frozen=True)
class Choices:
    """What a selector chooses from."""

    table: str  # as the change names it
    names: list[str]
    rows: dict[str, Any]  # name -> row; empty where rows have no tags
    element: str  # subcatchment, node, link, or nothing: whose zone counts
    places: dict[str, str] = field(default_factory=dict)  # name -> the element that it lies in, where it is none itself


def select(model: Any, change: str, text: str, rows: Choices) -> set[str]:
    """Names that a selector means; UsageError, quoting the change, where it means none."""
    if text in rows.names:
        return {text}
    parts = [part.strip() for part in parts_of(text) if part.strip()] or [text]
    chosen = set(rows.names)
    for part in parts:
        chosen &= _part(model, change, part, rows)
    if not chosen:
        raise UsageError(f"change '{change}': no {rows.table} matches all of {', '.join(parts)}")
    return chosen


def parts_of(text: str) -> list[str]:
    """What commas part outside of quotes."""
    parts, quoted, begin = [], False, 0
    for at, letter in enumerate(text):
        quoted ^= letter == '"'
        if letter == "," and not quoted:
            parts.append(text[begin:at])
            begin = at + 1
    return [*parts, text[begin:]]


def _part(model: Any, change: str, part: str, rows: Choices) -> set[str]:
    key, equals, wanted = (piece.strip() for piece in part.partition("="))
    if part.startswith('"') or not equals:
        return _by_name(change, part, rows)
    if key == "name":
        return _by_name(change, wanted, rows)
    if key == "tag" and rows.rows and hasattr(next(iter(rows.rows.values())), "tag"):
        return _by_tag(change, wanted, rows)
    if key == "zone":
        return _by_zone(model, change, wanted, rows)
    if key == "tag":
        raise UsageError(f"change '{change}': a {rows.table} has no tag")
    raise UsageError(f"change '{change}': select by {', '.join(KEYS)}, not by '{key}'{suggestion(key, KEYS)}")


def matches(wanted: str, names: Iterable[str]) -> set[str]:
    """The names that a name, a pattern or a quoted text means; capitals do not matter where nothing else fits."""
    if len(wanted) >= 2 and wanted[0] == wanted[-1] == '"':
        return {n for n in names if n == wanted[1:-1]}
    exact = {n for n in names if n == wanted}
    return exact or {n for n in names if fnmatchcase(n, wanted)} or {n for n in names if n.lower() == wanted.lower()}


def _by_name(change: str, wanted: str, rows: Choices) -> set[str]:
    found = matches(wanted, rows.names)
    if not found:
        bare = wanted.strip('"')
        raise UsageError(f"change '{change}': no {rows.table} matches '{bare}'{suggestion(bare, rows.names)}")
    return found


def _by_tag(change: str, wanted: str, rows: Choices) -> set[str]:
    tags = {n: rows.rows[n].tag for n in rows.names}
    meant = matches(wanted, set(tags.values()))
    if not meant:
        known = suggestion(wanted, {tag for tag in tags.values() if tag})
        raise UsageError(f"change '{change}': no {rows.table} has the tag '{wanted}'{known}")
    return {n for n, tag in tags.items() if tag in meant}


def _by_zone(model: Any, change: str, wanted: str, rows: Choices) -> set[str]:
    if model.zoning is None:
        raise UsageError(f"change '{change}': the model has no zones: there is no zones.csv beside it")
    if not rows.element:
        raise UsageError(f"change '{change}': a {rows.table} lies in no zone")
    zones = model.zoning.zones
    meant = set().union(*(model.zoning.within(zone) for zone in matches(wanted, zones)))
    if not meant:
        raise UsageError(f"change '{change}': there is no zone '{wanted}'{suggestion(wanted, zones)}")
    zone_of = model.zoning.of(rows.element)
    found = {n for n in rows.names if zone_of.get(rows.places.get(n, n)) in meant}
    if not found:
        raise UsageError(f"change '{change}': there is no {rows.table} in zone '{wanted}'")
    return found
