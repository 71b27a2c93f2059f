"""Writes the figures of docs/beichen.md: runs the shipped scenarios and fills the marked places of the page.

    python models/beichen/page.py              all places; runs that are there for this very model are kept
    python models/beichen/page.py plan rain    some of them
    python models/beichen/page.py --check      exit 1 where the page is not of this model (runs nothing)
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

HERE = Path(__file__).resolve().parent
if str(HERE) not in sys.path:
    sys.path.insert(0, str(HERE))

from paging import deep, loads, network, plan, rain, water  # noqa: E402
from paging.marks import PageError, filled, places  # noqa: E402
from paging.runs import ROOT, Runs  # noqa: E402

PAGE = ROOT / "docs" / "beichen.md"
TEXTS: dict[str, Callable[[Runs], str]] = {  # place -> what writes it
    "scenarios": rain.scenarios, "rain": rain.depths, "rain-choice": water.station, "periods": water.periods,
    "waterlogging": water.waterlogging, "deep": deep.deep, "observation": water.observation, "plan": plan.plan,
    "measures": water.measures, "harm": water.harm, "together": water.together, "years": water.years,
    "stations": network.stations, "sewage": network.sewage, "lid-share": water.share, "off-parcels": loads.off_parcels,
    "to-water": loads.to_water, "ledgers": water.ledgers, "lift": water.lift,
    "solvers": water.solvers,
    "made": lambda runs: f"Made by `models/beichen/page.py` from model {runs.of_model}.",
}  # fmt: skip


def main(words: list[str]) -> int:
    """Exit code: 0 written or up to date, 1 stale, 2 wrong words."""
    page, runs = PAGE.read_text(encoding="utf-8"), Runs()
    if words == ["--check"]:
        stale = runs.of_model not in places(page).get("made", "")
        print(f"{PAGE.name} is {'of another model: run models/beichen/page.py' if stale else 'of this model'}")
        return int(stale)
    unknown = [word for word in words if word not in TEXTS]
    if unknown:
        print(f"no place is called {', '.join(unknown)}: there are {', '.join(TEXTS)}", file=sys.stderr)
        return 2
    try:
        page = filled(page, {name: TEXTS[name](runs) for name in words or TEXTS})
    except PageError as error:
        print(f"{PAGE}: {error}", file=sys.stderr)
        return 2
    PAGE.write_text(page, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
