# SPDX-License-Identifier: Apache-2.0
"""What rain files hold."""

from __future__ import annotations

import numpy as np

from sponge.export.rpt.reported_run import ReportedRun
from sponge.export.rpt.table_text import cell, titled

HEADS = (
    "Station    First        Last         Recording   Periods    Periods    Periods",
    "ID         Date         Date         Frequency  w/Precip    Missing    Malfunc.",
)


def rain_files(run: ReportedRun) -> list[str]:
    """A row a gage with a file of its own; periods that files mark as missing are not counted, a user's own marks none.
    """
    model = run.model
    interface = any(use == "USE" and what.upper() == "RAINFALL" for use, what, _ in model.files)
    gages = [gage for gage in model.gages.values() if gage.name in model.rain_records]
    if interface or model.options.ignore_rainfall or not gages:
        return []
    lines = [*titled("Rainfall File Summary"), *HEADS, "-" * 79]
    for gage in gages:
        record = model.rain_records[gage.name]
        first, last = (f"{np.datetime64(int(record.times[k]), 's').item():%m/%d/%Y}" for k in (0, -1))
        lost = "".join(f"     {cell(np.nan if record.marks_missing else 0.0, 6, 0)}" for _ in range(2))
        row = f"{gage.station:<10} {first:>10}   {last:<10}   {int(record.interval) // 60:5d} min    "
        lines += [f"{row}{len(record.times):6d}{lost}", ""]
    return lines
