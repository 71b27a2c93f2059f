"""The fuzzer: ``python tests/fuzz/fuzz.py`` tries mutated inputs, and reports what it reached and what went wrong.

``--inputs`` are read and checked; of those that pass every ``--run-every``-th is run for 60 routing steps, and
``--commands`` go through ``sponge run``. Everything is done without the compiler, so what a compiled kernel would read
beside its array is an error here. What goes wrong is written, with the files, under ``--keep``.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from random import Random

HERE = Path(__file__).resolve().parent
PATHS = [str(HERE), str(HERE.parent / "io"), str(HERE.parents[1] / "src")]
sys.path[:0] = [path for path in PATHS if path not in sys.path]
os.environ["NUMBA_DISABLE_JIT"] = "1"
os.environ["PYTHONPATH"] = os.pathsep.join([*PATHS, os.environ.get("PYTHONPATH", "")])


def work(arguments: argparse.Namespace, seed: int, inputs: int, commands: int):
    """What one process reaches, in the order of its seed."""
    from corpus import corpus, left_by_a_run
    from trial import Reached, command, examine, trial_of

    rng, reached, deadline = Random(seed), Reached(), time.monotonic() + arguments.seconds
    with tempfile.TemporaryDirectory() as place:
        samples = corpus(shared=not arguments.own) + list(left_by_a_run(Path(place)))
    every, companions = max(inputs // max(commands, 1), 1), [s for s in samples if s.files]
    for number in range(inputs):
        if time.monotonic() > deadline:
            reached.counts["out of time"] += 1
            break
        trial = trial_of(rng, companions if rng.random() < 0.3 else samples)
        wrong = examine(trial, reached, run=reached.counts["passed"] % arguments.run_every == 0)
        if not wrong and commands and number % every == 0:
            wrong = command(trial, reached)
        if wrong:
            keep(arguments.keep, trial, wrong, f"{seed}-{number}")
            reached.findings.append(f"{seed}-{number} ({trial.sample}; {', '.join(trial.changed)}): {wrong}")
    return reached


def keep(folder: Path, trial, wrong: str, name: str) -> None:
    """A finding with its files."""
    place = folder / name
    place.mkdir(parents=True, exist_ok=True)
    (place / "model.inp").write_bytes(trial.model)
    for file, data in trial.files.items():
        (place / file).write_bytes(data)
    (place / "finding.txt").write_text(f"{trial.sample}: {', '.join(trial.changed)}\n{wrong}\n", errors="replace")


def report(reached) -> str:
    """What was reached, for people."""
    counts = reached.counts
    share = 100.0 * counts["passed"] / max(counts["inputs"], 1)
    lines = [f"{name:<24} {counts[name]}" for name in sorted(counts)]
    lines += [f"{share:.0f} % of the inputs pass check; {len(reached.messages)} different messages"]
    lines += [f"FINDING {text}" for text in reached.findings] or ["no findings"]
    return "\n".join(lines)


def main() -> int:
    """Workers, and what they reached together."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--inputs", type=int, default=100_000)
    parser.add_argument("--commands", type=int, default=500)
    parser.add_argument(
        "--run-every", type=int, default=6, help="of the sound inputs, how many are not run for one that is"
    )
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--seconds", type=float, default=7000.0, help="then every worker ends, whatever is left")
    parser.add_argument("--own", action="store_true", help="leave out the shared models")
    parser.add_argument("--keep", type=Path, default=Path("results/fuzz"))
    parser.add_argument("--worker", type=int, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    from trial import Reached

    inputs, commands = arguments.inputs // arguments.jobs, arguments.commands // arguments.jobs
    if arguments.worker is not None:
        reached = work(arguments, arguments.seed + arguments.worker, inputs, commands)
        print(json.dumps([reached.counts, reached.messages, reached.findings]))
        return 0
    line = [sys.executable, __file__, *sys.argv[1:], "--worker"]
    workers = [subprocess.Popen([*line, str(k)], stdout=subprocess.PIPE, text=True) for k in range(arguments.jobs)]
    reached = Reached()
    for k, worker in enumerate(workers):
        said, _ = worker.communicate()
        if worker.returncode:
            reached.findings.append(f"worker {k} died with {worker.returncode}")
            continue
        counts, messages, findings = json.loads(said.splitlines()[-1])
        reached.counts.update(counts)
        reached.messages.update(messages)
        reached.findings += findings
    print(report(reached))
    return 1 if reached.findings else 0


if __name__ == "__main__":
    sys.exit(main())
