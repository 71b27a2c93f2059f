#!/usr/bin/env python3
"""Simulation time against EPA SWMM's, side by side, one thread each.

    python benchmarks/speed.py                         # own, synthetic and, where there, shared models above 300 links
    python benchmarks/speed.py --quick --gate          # for CI
    python benchmarks/speed.py a.inp b.inp --repeat 5 --json speed.json
    python benchmarks/speed.py --commit                # on a quiet machine, when times have changed for good

Only the steps count, for both: no reading, compiling, or writing of results; in processor time, so that what else the
machine does counts little. Runs of the two engines alternate and the fastest of each stands. With --gate exit 1 when
the ratio of any model above 300 links is a fifth above the one in speed.json, when such a model no longer runs, or when
none was timed.
"""

from __future__ import annotations

import argparse
import csv
import json
import math
import os
import subprocess
import sys
import tempfile
from pathlib import Path

for variable in ("NUMBA_NUM_THREADS", "OMP_NUM_THREADS"):
    os.environ.setdefault(variable, "1")

sys.path.insert(0, str(Path(__file__).parent))
from engines import Sponge, Timing, epa  # noqa: E402
from synthetic import network  # noqa: E402

ROOT = Path(__file__).resolve().parents[1]
SHARED = ROOT.parent / "shared" / "models"
COMMITTED = Path(__file__).with_suffix(".json")
SMALLEST = 300  # links of a model that counts in the mean
FIFTH = 1.2  # what a ratio may be of the committed one
ENOUGH = 20.0  # seconds of EPA's time, after which a model is not repeated


def shared_models(under: float) -> list[Path]:
    """Dynamic-wave models above 300 links of the shared set, the quick ones first."""
    if not SHARED.exists():
        return []
    with (SHARED / "manifest.csv").open(newline="") as file:
        rows = [r for r in csv.DictReader(file) if r["routing"] == "DYNWAVE" and int(r["links"]) > SMALLEST]
    rows = [r for r in rows if not r["errors"] and float(r["est_full_wall_s"] or 0) < under]
    return [SHARED / r["path"] for r in sorted(rows, key=lambda r: float(r["est_full_wall_s"] or 0))]


def measure(model: Path, group: str, repeat: int, timeout: float) -> dict:
    """Both engines on one model; the reason where one of them does not run it."""
    row: dict = {"model": model.stem, "group": group}
    try:
        sponge = Sponge(model)
    except Exception as error:
        return row | {"skipped": str(error).splitlines()[0][:120]}
    theirs: Timing | None = None
    ours: Timing | None = None
    for _ in range(repeat):
        try:
            said = epa(model, timeout)
        except Exception as error:
            return row | {"skipped": str(error)[:120]}
        theirs = said.best(theirs) if theirs else said
        said = sponge.run()
        ours = said.best(ours) if ours else said
        if theirs.seconds > ENOUGH:
            break
    assert theirs and ours
    ratio = ours.seconds / theirs.seconds
    return row | {"links": sponge.links, "ratio": ratio, "epa": theirs.as_dict(), "sponge": ours.as_dict()}


def geometric_mean(rows: list[dict]) -> float | None:
    """Of the ratios of the models that count: above 300 links, shared ones where there are any."""
    counted = [r for r in rows if "ratio" in r and r["links"] > SMALLEST]
    counted = [r for r in counted if r["group"] in ("shared", "named")] or counted
    return math.exp(sum(math.log(r["ratio"]) for r in counted) / len(counted)) if counted else None


def committed_ratios() -> dict[str, float]:
    """The ratios of sponge to EPA that were measured last, by model."""
    return json.loads(COMMITTED.read_text())["ratios"] if COMMITTED.exists() else {}


def commit(rows: list[dict]) -> None:
    """Put the ratios of the models that count in the place of those measured last; others stand."""
    ratios = committed_ratios() | {r["model"]: round(r["ratio"], 3) for r in rows if r.get("links", 0) > SMALLEST}
    at = subprocess.run(["git", "describe", "--always", "--dirty"], cwd=ROOT, capture_output=True, text=True)
    found = {"commit": at.stdout.strip(), "ratios": dict(sorted(ratios.items()))}
    COMMITTED.write_text(json.dumps(found, indent=1) + "\n")


def slower(rows: list[dict], committed: dict[str, float], factor: float) -> list[str]:
    """Why the models that were run do not pass beside the ratios measured last."""
    counted = [r for r in rows if "ratio" in r and r["links"] > SMALLEST and r["model"] in committed]
    said = [
        f"{r['model']}: {r['ratio']:.3f} of EPA's time, {committed[r['model']]:.3f} when measured last"
        for r in counted
        if not r["ratio"] <= factor * committed[r["model"]]
    ]
    lost = [r for r in rows if "skipped" in r and r["model"] in committed]
    said += [f"{r['model']} is no longer run: {r['skipped']}" for r in lost]
    return said if counted else [*said, f"no model above {SMALLEST} links with a ratio in {COMMITTED.name} was timed"]


HEAD = f"{'model':<38} {'links':>6} {'ratio':>6}"
HEAD += "".join(f" | {engine:>8} {'cont%':>6} {'nc%':>5}" for engine in ("EPA s", "sponge s"))


def line(row: dict) -> str:
    """A row of the table."""
    if "skipped" in row:
        return f"{row['model'][:38]:<38} skipped: {row['skipped']}"
    text = f"{row['model'][:38]:<38} {row['links']:>6} {row['ratio']:>6.2f}"
    for engine in ("epa", "sponge"):
        t = row[engine]
        text += f" | {t['seconds']:>8.3f} {t['routing_error']:>6.2f} {t['not_converged']:>5.1f}"
    return text


def chosen(args: argparse.Namespace, scratch: Path) -> list[tuple[Path, str]]:
    """The models to run, each with its group."""
    if args.models:
        return [(m, "named") for m in args.models]
    own = [(m, "own") for m in sorted((ROOT / "models").glob("*/*.inp"))]
    made = []
    for count in (500,) if args.quick else (500, 2000):
        file = scratch / f"synthetic_{count}" / f"synthetic_{count}.inp"
        file.parent.mkdir()
        file.write_text(network(count, hours=2 if args.quick else 4))
        made.append((file, "synthetic"))
    return own + made + [(m, "shared") for m in shared_models(5.0 if args.quick else args.under)]


def main() -> int:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("models", nargs="*", type=Path)
    parser.add_argument("--quick", action="store_true", help="small models, for CI")
    parser.add_argument("--repeat", type=int, default=3)
    parser.add_argument("--under", type=float, default=math.inf, help="shared models that EPA runs in under S seconds")
    parser.add_argument("--timeout", type=float, default=900.0)
    parser.add_argument(
        "--gate", type=float, nargs="?", const=FIFTH, metavar="FACTOR",
        help=f"highest ratio that passes, as a multiple of the committed one [{FIFTH}]",
    )  # fmt: skip
    parser.add_argument("--commit", action="store_true", help=f"write the ratios to {COMMITTED.name}")
    parser.add_argument("--json", type=Path)
    args = parser.parse_args()
    rows = []
    print(HEAD)
    with tempfile.TemporaryDirectory() as scratch:
        for model, group in chosen(args, Path(scratch)):
            rows.append(measure(model, group, args.repeat, args.timeout))
            print(line(rows[-1]), flush=True)
    mean = geometric_mean(rows)
    worst = max((r["ratio"] for r in rows if r.get("links", 0) > SMALLEST), default=None)
    if mean is not None:
        print(f"geometric mean of sponge / EPA above {SMALLEST} links: {mean:.3f}, worst {worst:.2f}")
    if args.json:
        args.json.write_text(json.dumps({"geometric_mean": mean, "worst": worst, "models": rows}, indent=1))
    if args.commit:
        commit(rows)
    failed = slower(rows, committed_ratios(), args.gate) if args.gate is not None else []
    for why in failed:
        print(f"FAILED {why}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
