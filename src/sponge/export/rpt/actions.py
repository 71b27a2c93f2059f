# SPDX-License-Identifier: Apache-2.0
"""What control rules did: a line an action that gave a link another setting."""

from __future__ import annotations

import numpy as np

from sponge.export.rpt.reported_run import ReportedRun
from sponge.export.rpt.table_text import cell, titled
from sponge.results.actions import COUNT, DIMENSION


def actions(run: ReportedRun) -> list[str]:
    """The list of a run, empty where there are no rules; nothing where its results hold none (the head of the report
    says so)."""
    data = run.source.data
    if COUNT not in data.variables:
        return [] if run.source.model.rules else [*titled("Control Actions Taken"), ""]
    taken, lines = int(data[COUNT]), titled("Control Actions Taken")
    names = ("time", "link", "setting", "rule")
    columns = [data[f"{DIMENSION}_{name}"].values if taken else () for name in names]
    for moment, link, setting, rule in zip(*columns, strict=True):
        whole = (np.datetime64(moment, "ms") + np.timedelta64(500, "ms")).astype("datetime64[s]").item()
        lines.append(
            f" {whole:%m/%d/%Y}: {whole:%H:%M:%S} Link {link} setting changed to {cell(float(setting), 6, 2)} "
            f"by Control {rule}"
        )
    more = taken - len(columns[0])
    return [*lines, *([f" ... and {more} later actions, which are not listed"] if more else []), ""]
