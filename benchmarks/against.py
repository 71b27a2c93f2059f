#!/usr/bin/env python3
"""Do two checkouts of sponge give the same values, at the same speed?

    python benchmarks/against.py ../other --values                   # every process and structure, bit for bit
    python benchmarks/against.py ../other --values --keep DIR        # the other side's results are kept there
    python benchmarks/against.py ../other --values --models 'town*' polder

``this`` is the checkout of this script (or --this), ``other`` the one it is held against; ratios are this / other.
Each side runs in processes of its own with its own sources and kernels, through the command line and the public
interface alone. Exit 1 unless all that was asked for was compared and is equal, or within its limit.
"""

from __future__ import annotations

import argparse
import json
import sys
from dataclasses import asdict
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
from against_cases import ROOT  # noqa: E402
from against_sides import Side  # noqa: E402
from against_values import compare_values  # noqa: E402


def values(this: Side, other: Side, args: argparse.Namespace) -> tuple[bool, list[dict]]:
    """A line a case; are all the same?"""
    print("largest differences are against the largest value of the variable; continuity errors of this / other")
    verdicts = []
    for verdict in compare_values(this, other, args.models, args.keep):
        verdicts.append(verdict)
        print(verdict.line, flush=True)
    compared = [v for v in verdicts if v.compared]
    differ = [v for v in compared if v.differs]
    lost = [v for v in verdicts if not v.compared and (args.models or not v.missing)]
    told = f"{len(compared) - len(differ)} of {len(verdicts)} the same, {len(differ)} differ"
    print(f"{told}, {len(verdicts) - len(compared)} not compared")
    return bool(compared) and not differ and not lost, [asdict(v) for v in verdicts]


def main() -> int:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("other", type=lambda text: Path(text).resolve(), metavar="OTHER_CHECKOUT")
    parser.add_argument("--this", type=lambda text: Path(text).resolve(), default=ROOT, help="instead of this checkout")
    parser.add_argument("--values", action="store_true", help="compare values")
    parser.add_argument("--models", nargs="+", default=[], metavar="NAME", help="only these, by name or pattern")
    parser.add_argument("--keep", type=lambda text: Path(text).resolve(), help="folder of the other side's results")
    parser.add_argument("--json", type=Path)
    args = parser.parse_args()
    for checkout in (args.this, args.other):
        if not (checkout / "src" / "sponge").is_dir():
            parser.error(f"{checkout} is no checkout of sponge")
    this, other = Side(args.this), Side(args.other)
    asked = {"values": values}
    asked = {name: compare for name, compare in asked.items() if getattr(args, name)}
    if not asked:
        parser.error("nothing to compare: give --values")
    good, found = True, {}
    for name, compare in asked.items():
        equal, found[name] = compare(this, other, args)
        good &= equal
    if args.json:
        args.json.write_text(json.dumps({"equal": good} | found, indent=1))
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
