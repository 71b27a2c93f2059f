"""The engine's time on models, when told to: ``against_clock.py MODEL.inp=HOURS ...``, a number a line on stdin.

Runs on both sides of a comparison, so that it keeps to the public interface. A model is run with its kernels loaded
and without writing; processor time, s, is printed.
"""

from __future__ import annotations

import sys
import time
from typing import Any

import sponge

WARM_UP = 0.05  # of the time that is timed


def seconds_of(simulation: sponge.Simulation, start: Any, end: float) -> float:
    """Of the way from its start to ``end`` [s]."""
    simulation.restore(start)
    simulation.advance(WARM_UP * end)
    simulation.restore(start)
    begun = time.process_time()
    simulation.advance(end)
    return time.process_time() - begun


def main(given: list[str]) -> None:
    """Read all models first, then run the one that is called."""
    simulations = []
    for word in given:
        model, _, hours = word.rpartition("=")
        simulation = sponge.Simulation(model)
        whole = (simulation.end - simulation.start).total_seconds()
        simulations.append((simulation, simulation.snapshot(), min(float(hours) * 3600.0 or whole, whole)))
    print("ready", flush=True)
    for line in sys.stdin:
        print(seconds_of(*simulations[int(line)]), flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
