# SPDX-License-Identifier: Apache-2.0
"""What a sweep will be: its scenarios, blocks, memory, disk and time."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

from sponge.simulation.estimate import periods, routing_steps, seconds
from sponge.sweep.block import BLOCK
from sponge.sweep.cost import COMPRESSION, LANE_SHARE, PROCESS, bytes_of, bytes_text, duration_text, memory_of
from sponge.sweep.design import UNVARIED, text_of
from sponge.sweep.plan import Plan
from sponge.sweep.run import block_size
from sponge.words import Words
from sponge.words.columns import in_columns
from sponge.words.messages import told

SHOWN = 3  # scenarios at either end


def facts_of_plan(plan: Plan, jobs: int, output: Path) -> dict[str, Any]:
    """Everything that is known before the first run; plain numbers."""
    assert plan.lanes.window is not None
    model = plan.model
    size = block_size(len(plan), jobs)
    blocks = -(-len(plan) // size)
    raw = bytes_of(plan.layout, periods(model)) * len(plan)
    lane = seconds(model, routing_steps(model))
    block = lane if size == 1 else lane * BLOCK * LANE_SHARE
    workers = min(jobs, blocks)
    folder = output.absolute().parent
    return {
        "sweep": str(plan.file), "scenarios": len(plan), "method": plan.sweep.method,
        "start": str(plan.lanes.window.start), "end": str(plan.lanes.window.end),
        "report_step": plan.lanes.window.report_step, "blocks": blocks, "lanes_in_a_block": size, "jobs": workers,
        "estimated_seconds": block * -(-blocks // workers),
        "memory_megabytes": workers * (PROCESS + memory_of(plan.layout, size, len(model.node_order))) / 1e6,
        "disk_megabytes": raw * COMPRESSION / 1e6, "disk_megabytes_at_most": raw / 1e6,
        "disk_free_megabytes": shutil.disk_usage(folder).free / 1e6 if folder.is_dir() else float("nan"),
        "output": str(output), "table": rows_of(plan), "notes": plan.notes,
    }  # fmt: skip


def rows_of(plan: Plan) -> list[dict[str, str]]:
    """What varies in the first and last scenarios."""
    n = len(plan)
    chosen = range(n) if n <= 2 * SHOWN else [*range(SHOWN), *range(n - SHOWN, n)]
    return [
        {"number": str(k + 1), "scenario": plan.lanes.design.name(k)}
        | {
            v.name: "as it is" if value is UNVARIED else text_of(value)
            for v, value in zip(plan.lanes.design.vary, plan.lanes.design.values(k), strict=True)
        }
        for k in chosen
    ]


def dry_text(facts: dict[str, Any], language: str = "en") -> str:
    """The facts as text."""
    say, rows = Words(language), facts["table"]
    heads = list(rows[0])
    lines = in_columns([[say(head) for head in heads], *([row[head] for head in heads] for row in rows)])
    if facts["scenarios"] > 2 * SHOWN:
        lines.insert(1 + SHOWN, "...")
    sizes = {name: bytes_text(facts[f"{key}_megabytes"]) for name, key in
             (("memory", "memory"), ("disk", "disk"), ("free", "disk_free"))}  # fmt: skip
    return "\n".join([
        *lines, "",
        say("{scenarios} scenarios ({method}), {start} to {end}, reported every {step} s",
            scenarios=f"{facts['scenarios']:,}", method=facts["method"], start=facts["start"], end=facts["end"],
            step=f"{facts['report_step']:g}"),
        say("{blocks} blocks of {lanes} lanes on {jobs} processes: about {time}", blocks=f"{facts['blocks']:,}",
            lanes=facts["lanes_in_a_block"], jobs=facts["jobs"], time=duration_text(facts["estimated_seconds"])),
        say("memory {memory}, disk about {disk}, at most {most} ({free} free); twice that while a netCDF file is put "
            "together", most=bytes_text(facts["disk_megabytes_at_most"]), **sizes),
        *(told(note, language) for note in facts["notes"]),
        say("results in {output}; nothing is run or written: --dry-run", output=facts["output"]),
    ])  # fmt: skip
