# SPDX-License-Identifier: Apache-2.0
"""[REPORT]: kept as it stands; only AVERAGES changes results."""

from __future__ import annotations

from sponge.io.inp.context import Context
from sponge.io.inp.row import Row
from sponge.io.inp.section import Built, Output, Section
from sponge.io.inp.text import Lines, columns, quoted, yes_no
from sponge.model.model import Model
from sponge.model.options import Report

WORDS = (
    "DISABLED", "INPUT", "SUBCATCH", "NODESTATS", "NODE", "LINK", "CONTINUITY", "FLOWSTATS", "CONTROL", "AVERAGES",
)  # fmt: skip
NAMED = {"SUBCATCH": "subcatchment", "NODE": "node", "LINK": "link"}  # words that name objects, of these kinds


def read_report(row: Row) -> None:
    """Option YES|NO, or SUBCATCHMENTS|NODES|LINKS ALL|NONE|names."""
    row.need(2, "keyword and YES, NO, ALL, NONE or names")
    word = row.word(0, WORDS, "report option")
    if row.failed:
        return
    kind = NAMED.get(word)
    if kind is None:
        flag = row.flag(1, "value")
        if word == "AVERAGES":
            row.context.table("report")["averages"] = flag
    elif row.item(1).upper() not in ("ALL", "NONE"):
        for i in range(1, len(row)):
            row.ref(i, kind)
    if not row.failed:
        row.context.table("report").setdefault("rows", []).append(tuple(row.tokens))


def write_report(model: Model, _: Output) -> Lines:
    """Rows as they were, but for AVERAGES."""
    averages = yes_no(model.report.averages)
    rows = [(r[0], averages) if r[0].upper().startswith("AVERAGES") else r for r in model.report.rows]
    if model.report.averages and not any(r[0].upper().startswith("AVERAGES") for r in rows):
        rows.append(("AVERAGES", averages))
    return [columns(*map(quoted, r)) for r in rows]


def build_report(context: Context, _: Built) -> Built:
    """What was said of reports."""
    said = context.table("report")
    return {"report": Report(said.get("averages", False), tuple(said.get("rows", ())))}


REPORT = Section(
    name="REPORT", heading="[REPORT", read=read_report, write=write_report, build=build_report, any_length=True
)
