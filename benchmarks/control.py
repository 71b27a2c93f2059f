#!/usr/bin/env python3
"""Steps a second of a controlled model: sponge.gym with 8 lanes and with one, and pyswmm, one after the other.

    python benchmarks/control.py [TASK.toml] [--steps N] [--json control.json]

A step is one decision of one environment: all settings written, all observations read, the model run on by the task's
task's step. Times are processor time, of the steps alone: neither compiling nor reading the model counts. pyswmm
writes the same settings, and reads what the task's observations and rewards need through its own objects. Turns go
round so that what else the machine does falls on all alike.
"""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from statistics import median
from typing import Any

import numpy as np
from pyswmm import Links, Nodes, RainGages, Simulation

import sponge.gym

TASK = Path(__file__).resolve().parents[1] / "scenarios" / "control" / "polder.toml"
TURNS = 5
STATISTICS = {  # of pyswmm, for the sums that a reward may count
    "node_flooding_volume": ("statistics", "flooding_volume"), "pump_energy": ("pump_statistics", "energy_consumed"),
    "pump_volume": ("pump_statistics", "total_volume"), "pump_starts": ("pump_statistics", "number_startups"),
}  # fmt: skip


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


def asked_of_pyswmm(sim: Simulation, control: Any) -> list[Callable[[], Any]]:
    """What gives each observation and each term of the reward."""
    collections = {"nodes": Nodes(sim), "links": Links(sim), "pumps": Links(sim), "gages": RainGages(sim)}
    asked: list[Callable[[], Any]] = []
    for part in control.seen.parts:
        for name in part.names if part is not None else ():
            element = collections[part.view][name]
            asked.append(partial(getattr, element, part.attribute.replace("setting", "current_setting")))
    for said, term in zip(control.task.reward, control.rewards, strict=True):
        for name in term.part.names:
            element = collections[term.part.view][name]
            if said.what in STATISTICS:
                table, key = STATISTICS[said.what]
                if table == "pump_statistics" and not element.is_pump():
                    continue
                asked.append(lambda element=element, table=table, key=key: getattr(element, table)[key])
            else:
                asked.append(partial(getattr, element, term.part.attribute))
    return asked


def of_pyswmm(model: Path, control: Any, steps: int) -> Iterator[float]:
    """The same of pyswmm."""
    links = [name for part in control.actions for name in part.names]
    speeds = np.random.default_rng(1).random((steps, len(links)))
    while True:
        with Simulation(str(model)) as sim:
            sim.step_advance(int(control.task.step))
            controlled, asked = [Links(sim)[name] for name in links], asked_of_pyswmm(sim, control)
            begun, done = time.process_time(), 0
            for _ in sim:
                for link, speed in zip(controlled, speeds[done], strict=True):
                    link.target_setting = speed
                _ = [ask() for ask in asked]
                done += 1
                if done == steps:
                    break
            took = time.process_time() - begun
        yield done / took


def measured(task: Path, steps: int) -> dict[str, Any]:
    """Medians over the turns, and how many times pyswmm's."""
    control = sponge.gym.control_of(task, 1)
    sides = {
        "sponge, 8 lanes": of_sponge(task, 8, steps), "sponge, 1 lane": of_sponge(task, 1, steps),
        "pyswmm": of_pyswmm(control.sim.model.path, control, steps),
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
