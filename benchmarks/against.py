#!/usr/bin/env python3
"""Do two checkouts of sponge give the same values, at the same speed?

    python benchmarks/against.py ../other --values                   # every process and structure, bit for bit
    python benchmarks/against.py ../other --values --keep DIR        # the other side's results stay there
    python benchmarks/against.py ../other --values --models 'town*' polder
    python benchmarks/against.py ../other --speed --pairs 7          # the engine's time, kernels compiled before
    python benchmarks/against.py ../other --compile --pairs 3        # `sponge warmup` from nothing

``this`` is the checkout of this script (or --this), ``other`` the one it is held against; ratios are this / other.
Each side runs in processes of its own with its own sources and kernels, through the command line and the public
interface alone. Exit 1 unless all that was asked for was compared and is equal, or within its limit: a ratio of
medians up to --limit, or an interval that holds 1 and ends below 1.05; a ratio up to 1.05 for compiling. A shared
model that is not on this machine is named and no failure, unless --models asks for it.
"""

from __future__ import annotations

import argparse
import json
import sys
from dataclasses import asdict
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
from against_cases import MODELS, ROOT, STEPPED, SWEEPS, TIMED
from against_sides import Side
from against_times import HEAD, compile_times, engine_times, mean_ratio, ratio_of, timed_cases
from against_values import compare_values

SLOWEST_COMPILING = 1.05


def values(this: Side, other: Side, args: argparse.Namespace) -> tuple[bool, list[dict]]:
    """A line a case; are all the same?"""
    print("largest differences are against the largest value of the variable; continuity errors of this / other")
    verdicts = []
    for verdict in compare_values(this, other, args.models, args.keep):
        verdicts.append(verdict)
        print(verdict.line, flush=True)
    compared = [v for v in verdicts if v.compared]
    differ = [v for v in compared if v.differs]
    lost = [v for v in verdicts if not v.compared and (args.models or not v.may_lack)]
    told = f"{len(compared) - len(differ)} of {len(verdicts)} the same, {len(differ)} differ"
    print(f"{told}, {len(verdicts) - len(compared)} not compared")
    return bool(compared) and not differ and not lost, [asdict(v) for v in verdicts]


def speed(this: Side, other: Side, args: argparse.Namespace) -> tuple[bool, list[dict]]:
    """A line a model and one for all; are all within the limit?"""
    wanted = timed_cases(args.models)
    cases = [case for case in wanted if case.file.exists()]
    for case in wanted:
        if case not in cases:
            print(f"{case.name:<18} not compared: no {case.source}")
    if not cases:
        print("nothing to time")
        return False, []
    found = engine_times(this, other, cases, args.pairs or 7)
    ratios = [ratio_of(name, pairs) for name, pairs in found.items()] + [mean_ratio(found)]
    print("\n".join([HEAD, *(f"{r.line}{'' if r.within(args.limit) else '   SLOWER'}" for r in ratios)]))
    good = all(r.within(args.limit) for r in ratios) and not (args.models and len(cases) < len(wanted))
    return good, [asdict(r) | {"seconds": found.get(r.name, [])} for r in ratios]


def compiling(this: Side, other: Side, args: argparse.Namespace) -> tuple[bool, list[dict]]:
    """One line; is it within the limit?"""
    pairs = compile_times(this, other, args.pairs or 3)
    ratio = ratio_of("compiling", pairs)
    good = ratio.ratio <= SLOWEST_COMPILING
    print("\n".join([HEAD, f"{ratio.line}{'' if good else '   SLOWER'}"]))
    return good, [asdict(ratio) | {"seconds": pairs}]


COMPARISONS = {"values": values, "speed": speed, "compile": compiling}


def parser_of() -> argparse.ArgumentParser:
    """The command line."""

    def path(text: str) -> Path:
        return Path(text).resolve()

    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("other", type=path, metavar="OTHER_CHECKOUT")
    parser.add_argument("--this", type=path, default=ROOT, help="instead of this script's checkout")
    parser.add_argument("--values", action="store_true", help="compare all values of models, sweeps and stepped runs")
    parser.add_argument("--speed", action="store_true", help="compare the engine's time")
    parser.add_argument("--compile", action="store_true", help="compare the time that compiling takes")
    parser.add_argument("--models", nargs="+", default=[], metavar="NAME", help="only these, by name or pattern")
    parser.add_argument("--list", action="store_true", help="print the names, compare nothing")
    parser.add_argument("--pairs", type=int, help="[7 for --speed, 3 for --compile]")
    parser.add_argument("--limit", type=float, default=1.02, help="highest ratio of the engine's times [1.02]")
    parser.add_argument("--keep", type=path, help="folder where the other side's results stay, to be used again")
    parser.add_argument("--json", type=Path)
    return parser


def main() -> int:
    """Run what is asked for."""
    parser = parser_of()
    args = parser.parse_args()
    if args.list:
        print("\n".join(f"{case.name:<18} {case.source}" for case in (*MODELS, *SWEEPS, *STEPPED, *TIMED)))
        return 0
    for checkout in (args.this, args.other):
        if not (checkout / "src" / "sponge").is_dir():
            parser.error(f"{checkout} is no checkout of sponge")
    asked = [name for name in COMPARISONS if getattr(args, name)]
    if not asked:
        parser.error("nothing to compare: give --values, --speed or --compile")
    this, other = Side(args.this), Side(args.other)
    found = {name: COMPARISONS[name](this, other, args) for name in asked}
    good = all(equal for equal, _ in found.values())
    if args.json:
        args.json.write_text(json.dumps({"equal": good} | {name: rows for name, (_, rows) in found.items()}, indent=1))
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
