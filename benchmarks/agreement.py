#!/usr/bin/env python3
"""How far the project's own models are from EPA SWMM: `sponge verify --compat epa` on each.

    python benchmarks/agreement.py [--commit]

Prints a line a model; --commit writes benchmarks/agreement.json, of which docs/validation.md is made.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
COMMITTED = Path(__file__).with_suffix(".json")
MODELS = ("tutorial", "hillside", "polder")


def verdict(name: str) -> dict:
    """What `sponge verify` says of a model, in short."""
    model = ROOT / "models" / name / f"{name}.inp"
    command = [sys.executable, "-m", "sponge", "verify", model, "--compat", "epa", "--json"]
    said = json.loads(subprocess.run(command, capture_output=True, text=True, check=True).stdout)
    shown = ("count", "median", "worst")
    kinds = {found["kind"]: {key: round(found[key], 4) for key in shown} for found in said["differences"]}
    volumes = {key.removeprefix("system_"): round(v["difference"], 4) for key, v in said["volumes"].items()}
    return {"periods": said["periods"], "series": kinds, "volumes": volumes}


def main() -> int:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--commit", action="store_true", help="write benchmarks/agreement.json")
    args = parser.parse_args()
    found = {name: verdict(name) for name in MODELS}
    for name, said in found.items():
        worst = max((kind["worst"] for kind in said["series"].values()), default=0.0)
        print(f"{name:<12}{said['periods']:>8} periods, worst series {worst:.3f} % of its range")
    if args.commit:
        COMMITTED.write_text(json.dumps(found, indent=1) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
