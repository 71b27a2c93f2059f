#!/usr/bin/env python3
"""The shared judge on the shared models beside this repository: `python tests/parity/shared.py --under 2`.

sponge runs with ``--compat epa``: what it corrects of EPA's on purpose is not judged. Exit 1 when fewer than 90 % of
the models with a verdict agree with EPA SWMM. Further arguments go to the judge.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from pathlib import Path

SHARED = Path(__file__).resolve().parents[3] / "shared"
SHARE = 0.936  # 104 of the 110 quick models agree, and 103 would do


def verdicts(models: list[Path], *arguments: str) -> list[dict]:
    """The judge's rows: model, verdict and why."""
    with tempfile.TemporaryDirectory() as scratch:
        said = Path(scratch) / "verdicts.json"
        judge = [sys.executable, SHARED / "tools" / "parity.py", "--compat", "epa", "--skip-refused", "--json", said]
        subprocess.run([str(word) for word in (*judge, *models, *arguments)], check=False)
        return json.loads(said.read_text()) if said.exists() else []


def share(rows: list[dict]) -> tuple[int, int]:
    """Models that agree, and models with a verdict."""
    judged = [r for r in rows if r["verdict"] in ("ok", "FALLS")]
    return sum(r["verdict"] == "ok" for r in judged), len(judged)


def main() -> int:
    """Command line."""
    rows = verdicts(sorted((SHARED / "models").glob("*/*/*.inp")), *sys.argv[1:])
    agree, judged = share(rows)
    print(f"{agree} of {judged} models agree with EPA SWMM")
    return 0 if judged and agree >= SHARE * judged else 1


if __name__ == "__main__":
    sys.exit(main())
