"""EPA SWMM in a process of its own, for tests that hold sponge beside it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

SCRIPT = "import sys; from swmm.toolkit import solver; solver.swmm_run(*sys.argv[1:4])"


def run_epa(inp: Path, timeout: float = 300.0) -> Path:
    """Run a model in its folder; its binary results, beside which the report lies (.out and .rpt of the same name)."""
    report, out = inp.with_suffix(".rpt"), inp.with_suffix(".out")
    command = [sys.executable, "-c", SCRIPT, *(file.name for file in (inp, report, out))]
    subprocess.run(command, cwd=inp.parent, check=True, timeout=timeout, capture_output=True)
    return out
