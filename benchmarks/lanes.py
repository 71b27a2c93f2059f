#!/usr/bin/env python3
"""Scenarios a second: one lane alone, and eight side by side in one block.

    python benchmarks/lanes.py [MODEL.inp] [--json lanes.json]
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import time
from dataclasses import replace
from pathlib import Path

os.environ.setdefault("NUMBA_NUM_THREADS", "1")

ROOT = Path(__file__).resolve().parents[1]


def variants(model: Path, count: int) -> list:
    """Networks of one model, its conduits a little rougher in each."""
    from sponge.io import read_inp
    from sponge.model.compile import compile_model

    base = read_inp(model)
    networks = []
    for i in range(count):
        rougher = {n: replace(c, roughness=c.roughness * (1 + 0.01 * i)) for n, c in base.conduits.items()}
        networks.append(compile_model(replace(base, conduits=rougher)))
    return networks


def seconds_of(networks: list) -> float:
    """Warm time of a block from start to end."""
    from sponge.engine.batch import Batch

    batch = Batch(networks)
    start = batch.snapshot()
    batch.advance(60.0)
    batch.restore(start)
    begun = time.perf_counter()
    batch.advance(batch.duration)
    return time.perf_counter() - begun


def main() -> int:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("model", nargs="?", type=Path, default=ROOT / "models" / "hillside" / "hillside.inp")
    parser.add_argument("--json", type=Path)
    args = parser.parse_args()
    networks = variants(args.model, 8)
    rows = []
    for width in (1, 8):
        seconds = seconds_of(networks[:width])
        rows.append({"lanes": width, "seconds": seconds, "lanes_per_second": width / seconds})
        print(f"{width:>3} lanes: {seconds:7.3f} s, {width / seconds:7.2f} lanes a second")
    gain = rows[1]["lanes_per_second"] / rows[0]["lanes_per_second"]
    print(f"eight together are {gain:.2f} times as fast, a lane, as one alone")
    if args.json:
        args.json.write_text(json.dumps({"model": args.model.stem, "gain": gain, "rows": rows}, indent=1))
    return 0


if __name__ == "__main__":
    sys.exit(main())
