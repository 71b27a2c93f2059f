# SPDX-License-Identifier: Apache-2.0
"""[EVAPORATION]."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sponge.io.inp.context import Context
from sponge.io.inp.row import Row
from sponge.io.inp.section import Built, Output, Section
from sponge.io.inp.text import Lines, columns, num, quoted, yes_no
from sponge.model import elements as el
from sponge.model.model import Model


def _constant(row: Row) -> dict[str, Any]:
    return {"monthly": (row.number(1, "rate") * row.context.units.evaporation,) * 12}


def _monthly(row: Row) -> dict[str, Any]:
    return {"monthly": tuple(value * row.context.units.evaporation for value in _twelve(row, "MONTHLY"))}


def _series(row: Row) -> dict[str, Any]:
    return {"series": row.ref(1, "series")}


def _from_temperature(row: Row) -> dict[str, Any]:
    return {}


def _from_file(row: Row) -> dict[str, Any]:
    return {"pan": _twelve(row, "FILE")}


def _twelve(row: Row, kind: str) -> tuple[float, ...]:
    row.need(13, f"{kind} and twelve values")
    return row.numbers(1, 12, "value")


def _recovery(row: Row) -> dict[str, Any]:
    return {"recovery": row.ref(1, "pattern")}


def _dry_only(row: Row) -> dict[str, Any]:
    return {"dry_only": row.flag(1, "value")}


SOURCES: dict[str, Callable[[Row], dict[str, Any]]] = {  # of evaporation -> the fields that its row sets
    "CONSTANT": _constant, "MONTHLY": _monthly, "TIMESERIES": _series, "TEMPERATURE": _from_temperature,
    "FILE": _from_file,
}  # fmt: skip
ROWS = {**SOURCES, "RECOVERY": _recovery, "DRY_ONLY": _dry_only}


def read_evaporation(row: Row) -> None:
    """A source and its values, RECOVERY Pattern, or DRY_ONLY YES|NO."""
    kind = row.word(0, tuple(ROWS), "kind of evaporation")
    if row.failed:
        return
    if kind != "TEMPERATURE":
        row.need(2, f"{kind} and its value")
    fields = row.context.table("evaporation")
    if kind in SOURCES:
        fields["source"] = kind
    fields.update(ROWS[kind](row))


def write_evaporation(model: Model, out: Output) -> Lines:
    """Source of evaporation and its options."""
    e = model.evaporation
    monthly = [num(v, out.units.evaporation) for v in e.monthly]
    values = {
        "CONSTANT": monthly[:1], "MONTHLY": monthly, "TIMESERIES": [quoted(e.series)], "TEMPERATURE": [],
        "FILE": [num(v) for v in e.pan],
    }[e.source]  # fmt: skip
    lines = [columns(e.source, *values)]
    if e.recovery:
        lines.append(columns("RECOVERY", quoted(e.recovery)))
    return [*lines, columns("DRY_ONLY", yes_no(e.dry_only))]


def build_evaporation(context: Context, _: Built) -> Built:
    """All rows together."""
    return {"evaporation": el.Evaporation(**context.table("evaporation"))}


EVAPORATION = Section(
    name="EVAPORATION", heading="[EVAP", read=read_evaporation, write=write_evaporation, build=build_evaporation
)
