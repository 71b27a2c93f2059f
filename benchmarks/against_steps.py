"""A model stepped, gone back in, saved and resumed: ``against_steps.py MODEL.inp OUT.npz``.

Runs on both sides of a comparison, so that it keeps to the public interface. The end is reached four ways, which must
give the same bits: unbroken, by the hour, after going back to a snapshot, from a saved state. Exit 1 where they do not.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

import numpy as np

import sponge

READ = {
    "nodes": ("depth", "head", "volume", "lateral_inflow", "total_inflow", "flooding"),
    "links": ("flow", "depth", "volume", "setting"),
    "subcatchments": (
        "rainfall", "snow_depth", "evaporation", "infiltration", "runoff", "groundwater_flow", "groundwater_level",
        "soil_moisture",
    ),
}  # fmt: skip


def now(simulation: sponge.Simulation) -> dict[str, np.ndarray]:
    """All that the interface shows."""
    views = {(kind, name): getattr(getattr(simulation, kind), name) for kind, names in READ.items() for name in names}
    found = {f"{kind}.{name}": np.array(values) for (kind, name), values in views.items()}
    return found | {f"summary.{name}": np.asarray(value) for name, value in simulation.summary().items()}


def by_the_hour(simulation: sponge.Simulation) -> dict[str, np.ndarray]:
    """The end, in steps."""
    for _ in simulation.steps(every="1h"):
        pass
    return now(simulation)


def four_ways(model: Path, state: Path) -> dict[str, dict[str, np.ndarray]]:
    """The end, by how it was reached; and a third of the way, before and after going back to it."""
    with sponge.Simulation(model) as unbroken:
        unbroken.advance(unbroken.end)
        found = {"unbroken": now(unbroken)}
    with sponge.Simulation(model) as simulation:
        third = (simulation.end - simulation.start) / 3
        simulation.advance(simulation.start + third)
        kept = simulation.snapshot()
        simulation.save_state(state)
        found["third"] = now(simulation)
        found["hours"] = by_the_hour(simulation)
        simulation.restore(kept)
        found["third again"] = now(simulation)
        simulation.advance(simulation.end)
        found["restored"] = now(simulation)
    with sponge.Simulation(model) as resumed:
        resumed.restore_state(state)
        found["resumed"] = by_the_hour(resumed)
    return found


def main(model: Path, output: Path) -> int:
    """Write everything; 1 where two ways give not the same."""
    with tempfile.TemporaryDirectory() as scratch:
        found = four_ways(model, Path(scratch) / "third.state")
    wrong = [
        f"{way}: {name}"
        for way in ("hours", "restored", "resumed", "third again")
        for name, values in found["third" if way == "third again" else "unbroken"].items()
        if values.tobytes() != found[way][name].tobytes()
    ]
    np.savez(output, **{f"{way}: {name}": values for way, all_ in found.items() for name, values in all_.items()})
    if wrong:
        print(f"not the same as unbroken: {', '.join(wrong)}", file=sys.stderr)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), Path(sys.argv[2])))
