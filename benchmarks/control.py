#!/usr/bin/env python3
"""Steps a second of a controlled model: sponge.gym with 8 lanes and with one, and pyswmm, one after the other.

    python benchmarks/control.py [TASK.toml] [--steps N] [--json control.json]

A step is one decision of one environment: all settings written, all observations read, the model run on by the task's
step. Times are processor time, of the steps alone: neither compiling nor reading the model counts. pyswmm writes the
same settings and reads the depths of all nodes; it has no rewards to compute. Turns go round so that what else the
machine does falls on all alike.
"""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Iterator
from pathlib import Path
from statistics import median
from typing import Any

import numpy as np
from pyswmm import Links, Nodes, Simulation

import sponge.gym

TASK = Path(__file__).resolve().parents[1] / "scenarios" / "control" / "polder.toml"
TURNS = 5


def of_sponge(task: Path, lanes: int, steps: int) -> Iterator[float]:
    """Steps a second, turn by turn."""
    envs = sponge.gym.ControlVectorEnv(task, lanes)
    envs.action_space.seed(1)
    actions = [envs.action_space.sample() for _ in range(steps)]
    envs.reset(seed=1)
    envs.step(actions[0])  # compiles
    while True:
        envs.reset(seed=1)
        begun = time.process_time()
        for action in actions:
            envs.step(action)
        yield lanes * steps / (time.process_time() - begun)


def of_pyswmm(model: Path, links: list[str], step: float, steps: int) -> Iterator[float]:
    """The same of pyswmm."""
    speeds = np.random.default_rng(1).random((steps, len(links)))
    while True:
        with Simulation(str(model)) as sim:
            sim.step_advance(int(step))
            controlled, nodes = [Links(sim)[name] for name in links], list(Nodes(sim))
            begun, done = time.process_time(), 0
            for _ in sim:
                for link, speed in zip(controlled, speeds[done], strict=True):
                    link.target_setting = speed
                _ = [node.depth for node in nodes]
                done += 1
                if done == steps:
                    break
            took = time.process_time() - begun
        yield done / took


def measured(task: Path, steps: int) -> dict[str, Any]:
    """Medians over the turns, and how many times pyswmm's."""
    control = sponge.gym.control_of(task, 1)
    links = [name for _, part in control.actions for name in part.names]
    sides = {
        "sponge, 8 lanes": of_sponge(task, 8, steps), "sponge, 1 lane": of_sponge(task, 1, steps),
        "pyswmm": of_pyswmm(control.sim.model.path, links, control.task.step, steps),
    }  # fmt: skip
    found: dict[str, list[float]] = {name: [] for name in sides}
    for _ in range(TURNS):
        for name, side in sides.items():
            found[name].append(next(side))
    rates = {name: median(values) for name, values in found.items()}
    return {
        "task": task.name, "steps": steps, "steps_per_second": rates,
        "times_pyswmm": {name: rate / rates["pyswmm"] for name, rate in rates.items() if name != "pyswmm"},
    }  # fmt: skip


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("task", nargs="?", type=Path, default=TASK)
    parser.add_argument("--steps", type=int, default=100, help="decisions of an episode [100]")
    parser.add_argument("--json", type=Path)
    arguments = parser.parse_args()
    result = measured(arguments.task, arguments.steps)
    for name, rate in result["steps_per_second"].items():
        ratio = result["times_pyswmm"].get(name)
        print(f"{name:<16}{rate:>10.0f} steps a second{f'{ratio:>8.1f} times pyswmm' if ratio else ''}")
    if arguments.json:
        arguments.json.write_text(json.dumps(result, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
