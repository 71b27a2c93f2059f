"""The tables of a text report, and the models whose reports are looked at."""

from __future__ import annotations

import re
from pathlib import Path

from sponge.simulation.warmup_models import text_with

STREETS = Path(__file__).parents[2] / "parity" / "cases" / "streets.inp"


def tables_of(path) -> dict[str, list[str]]:
    """Lines after each title; the lines of a ledger's title belong to it."""
    lines = path.read_text("utf-8", "replace").split("\n")
    found: dict[str, list[str]] = {"head": []}
    current = found["head"]
    for before, line, after in zip(["", *lines], lines, [*lines[1:], ""]):
        stars = "  ****"
        if before.startswith(stars) and after.startswith(stars):
            title = re.split(r"  +", line.strip())[0]
            current = found.setdefault(title, [])
        if not line.startswith("  ****") or line.strip("* "):
            current.append(line.rstrip())
    return found


def process_model(*processes: str) -> str:
    """The small model with these processes, reported in part."""
    return text_with(processes) + "\n[REPORT]\nNODES J1\nSUBCATCHMENTS S1\nLINKS C1\n"
