"""One damaged input: read, checked and, if it passes, run; and everything that must not happen.

What is a defect: any exception that is not one of sponge's own with an exit code of its own, a number that is not
finite in results of status 0, a file that is left over or lost. Hangs and crashes are seen from outside (campaign).
"""

from __future__ import annotations

import os
import random
import resource
import shutil
import subprocess
import sys
import time
import traceback
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from fuzz_cases import Case, cases
from mutators import TEXT, mutated

from sponge.base.errors import Exit, ModelError, SpongeError
from sponge.engine.batch import Batch
from sponge.io import read_inp
from sponge.io.inp.read import read_with_problems
from sponge.model.compile import compile_model
from sponge.model.model import Model
from sponge.results.layout import layout_of
from sponge.results.open_results import open_results
from sponge.results.writers.dataset import DatasetBuilder
from sponge.simulation.file_run import file_run
from sponge.simulation.prepare import prepare
from sponge.simulation.refusals import problems_of_model
from sponge.simulation.resume import Segment
from sponge.simulation.run import simulate
from sponge.sweep.plan import read_plan, read_scenario

STEPS = 50  # routing steps that a run takes at least
LONGEST = 60.0  # s of a command on the processor, or ten times as long on a clock: the machine may have other work
REFUSALS = (Exit.USAGE, Exit.BAD_MODEL, Exit.NUMERICAL, Exit.SWEEP_PARTLY)


@dataclass
class Found:
    """What became of one input."""

    case: str
    kind: str
    file: str
    mutators: list[str]
    read: bool = False
    passed: bool = False
    ran: bool = False
    steps: int = 0
    command: bool = False
    status: int = 0
    defects: list[str] = field(default_factory=list)

    def as_dict(self) -> dict[str, Any]:
        """For a line of JSON."""
        return asdict(self)


class Examiner:
    """Makes inputs by number from a seed and examines them in a folder of its own."""

    def __init__(self, seed: int, folder: Path, shared: bool = True):
        self.seed, self.folder = seed, folder
        self.work, made = folder / "work", folder / "made"
        made.mkdir(parents=True, exist_ok=True)
        self.cases = cases(made, shared)
        self.weights = [case.weight for case in self.cases]
        self.pool = [data for case in self.cases for data in case.files.values() if len(data) < 60_000]

    # --- one input ---

    def input(self, number: int) -> tuple[Case, str, bytes, list[str], random.Random]:
        """The case, file, bytes and mutators of an input."""
        rng = random.Random(f"{self.seed}:{number}")
        case = rng.choices(self.cases, self.weights)[0]
        victim = case.victim(rng)
        pool = self.pool if victim.endswith(".npz") else rng.choices(self.pool, k=4)
        data, made = mutated(rng, victim, case.files[victim], pool)
        return case, victim, data, made, rng

    def examine(self, number: int, run: bool = False, command: bool = False) -> Found:
        """Read and check an input; run it in this process, or by a command, if it passes."""
        case, victim, data, made, rng = self.input(number)
        found = Found(case.name, case.kind, victim, made)
        shutil.rmtree(self.work, ignore_errors=True)
        self.work.mkdir()
        case.write(self.work)
        (self.work / victim).write_bytes(data)
        before = listing(self.work)
        model = None
        with told(found, "check"):
            model = self._check(case, found)
        if model is not None and run and found.passed:
            with told(found, "run"):
                self._run(case, model, found, whole=rng.random() < 0.2)
        if command:
            with told(found, "command"):
                self._command(case, found)
        compare(before, listing(self.work), found)
        return found

    # --- reading and checking ---

    def _check(self, case: Case, found: Found) -> Model | None:
        path = self.work / case.given
        if case.kind == "model":
            model, problems = read_with_problems(path)
            found.read = model is not None and not any(problem.fatal for problem in problems)
            found.passed = found.read and not any(problem.fatal for problem in problems_of_model(model))
            return model if found.passed else None
        if case.kind == "state":
            return self._check_state(path, found)
        read = read_scenario if case.kind == "scenario" else read_plan
        plan = read(path)
        found.read = True
        model = prepare(plan.lanes.lane(0))
        compile_model(model)
        found.passed = True
        return model

    def _check_state(self, path: Path, found: Found) -> Model:
        model = prepare(read_inp(self.work / "m.inp"))
        batch = Batch([compile_model(model)])
        Segment(from_state=path).begin(batch, model)
        found.read = found.passed = True
        return model

    # --- running ---

    def _run(self, case: Case, model: Model, found: Found, whole: bool) -> None:
        model = prepare(model) if case.kind == "model" else model
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            if whole and case.kind != "state":
                self._run_to_file(model, found)
            else:
                self._run_in_memory(case, model, found)

    def _run_in_memory(self, case: Case, model: Model, found: Found) -> None:
        batch, layout = Batch([compile_model(model)]), layout_of(model)
        if case.kind == "state":
            Segment(from_state=self.work / case.given).begin(batch, model)
        builder = DatasetBuilder(layout)
        outcome = simulate(batch, builder, model.options.start, until=until_of(model))
        self._judge(model, found, int(outcome.status[0]), builder.data)
        found.steps = int(outcome.summary["steps"][0])

    def _run_to_file(self, model: Model, found: Found) -> None:
        """As the command does; the folder is left as it was."""
        output, layout = self.work / "out.nc", layout_of(model)
        until = f"{until_of(model)!r}s"
        outcome, _ = file_run(model, output, layout, segment=Segment(until=until), overwrite=False).run()
        try:
            with open_results(output) as results:
                values = {str(name): np.asarray(array.values) for name, array in results.data_vars.items()}
            given = {v.name for v in layout.summaries if v.key in outcome.summary} | {v.name for v in layout.series}
            values = {name: array for name, array in values.items() if name in given}
            self._judge(model, found, int(outcome.status[0]), values)
            found.steps = int(outcome.summary["steps"][0])
        finally:
            self._forget_outputs(model)

    def _forget_outputs(self, model: Model) -> None:
        for name in ("out.nc", *(name for mode, _, name in model.files if mode == "SAVE")):
            (self.work / name).unlink(missing_ok=True)

    def _judge(self, model: Model, found: Found, status: int, values: dict[str, np.ndarray]) -> None:
        found.ran, found.status = True, status
        if status == Exit.OK:
            odd = not_finite(values, those_with(model))
            if odd:
                found.defects.append(f"not finite with status 0: {', '.join(sorted(odd)[:5])}")

    # --- the command ---

    def _command(self, case: Case, found: Found) -> None:
        """``sponge run`` in a process of its own."""
        begun = time.monotonic()
        words = {
            "model": [case.given],
            "scenario": ["--scenario", case.given],
            "state": ["m.inp", "--from-state", case.given],
        }
        call = ["check", case.given] if case.kind == "model" and not found.passed and found.read else None
        call = call or (
            ["sweep", case.given, "--jobs", "1"]
            if case.kind == "sweep"
            else ["run", *words[case.kind], "--until", "5min"]
        )
        if call[0] != "check":
            call += ["-o", "out.nc", "-q"]
        used = processor_time()
        done = subprocess.run(
            [sys.executable, "-m", "sponge", *call],
            cwd=self.work,
            capture_output=True,
            timeout=10.0 * LONGEST,
            stdin=subprocess.DEVNULL,
        )
        found.command = True
        if processor_time() - used > LONGEST:
            found.defects.append(f"sponge {' '.join(call)} took more than {LONGEST:g} s of the processor")
        self._judge_command(call, done, found, time.monotonic() - begun)

    def _judge_command(
        self, call: list[str], done: subprocess.CompletedProcess[bytes], found: Found, seconds: float
    ) -> None:
        said = done.stderr.decode("utf-8", "replace")
        if done.returncode not in (Exit.OK, *REFUSALS) or "Traceback" in said or "internal error" in said:
            found.defects.append(f"sponge {' '.join(call)}: exit {done.returncode}: {said[-300:]}")
        output = self.work / "out.nc"
        if call[0] == "check":
            return
        if (
            output.exists() != (done.returncode in (Exit.OK, Exit.NUMERICAL, Exit.SWEEP_PARTLY))
            and done.returncode != Exit.SWEEP_PARTLY
        ):
            found.defects.append(f"exit {done.returncode} and {'a' if output.exists() else 'no'} file of results")
        if output.exists():
            with open_results(output) as results:
                values = {str(name): np.asarray(array.values) for name, array in results.data_vars.items()}
            odd = not_finite(values)
            if odd and done.returncode == Exit.OK:
                found.defects.append(f"exit 0 with what is not finite: {', '.join(sorted(odd)[:5])}")
            output.unlink()


# --- helpers ----------------------------------------------------------------------------------------------------------

def processor_time() -> float:
    """Seconds on a processor that ended children of this process have used."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def those_with(model: Model) -> dict[str, np.ndarray]:
    """By the beginning of a variable's name: which elements have a value of it, where not all have."""
    return {
        "pump_": np.array([name in model.pumps for name in model.link_order], bool),
        "subcatchment_groundwater_": np.array([name in model.groundwater for name in model.subcatchments], bool),
    }


NOT_EVERYWHERE = ("pump_", "subcatchment_groundwater_")
# without pollutants; where it never was empty; without rain; where nothing was pumped; what floods without rain; what
# never happened; zones without open water; stations without a tank
NOT_ALWAYS = {
    "quality_continuity_error", "station_emptying_time", "zone_event_capture", "primary_zone_event_capture",
    "pump_mean_lift", "station_mean_lift", "node_drained_time", "zone_drained_time", "primary_zone_drained_time",
    "other_zone_drained_time", "node_time_of_last_flooding", "node_time_of_last_ponding",
    "node_time_of_max_flooding", "station_empties_at_end", "other_zone_min_freeboard",
}  # fmt: skip


def until_of(model: Model) -> float:
    """Seconds that hold at least STEPS routing steps where the run is so long."""
    return min(model.options.duration, max(1.2 * STEPS * model.options.routing_step, 60.0))


def not_finite(values: dict[str, np.ndarray], having: dict[str, np.ndarray] | None = None) -> set[str]:
    """Names of variables with a value that is not finite, of the elements that have one; without ``having`` only of
    those that every element has."""
    found = set()
    for name, array in values.items():
        start = next((start for start in NOT_EVERYWHERE if name.startswith(start)), "")
        if name in NOT_ALWAYS or (start and having is None):
            continue
        array = array[..., having[start]] if start and having else array
        if array.dtype.kind == "f" and not np.isfinite(array).all():
            found.add(name)
    return found


@contextmanager
def told(found: Found, what: str) -> Iterator[None]:
    """Sponge's own errors are answers; everything else is a defect."""
    try:
        yield
    except subprocess.TimeoutExpired:
        found.defects.append(f"{what}: the command took more than {10.0 * LONGEST:g} s")
    except SpongeError as error:
        if error.exit_code == Exit.INTERNAL:
            found.defects.append(f"{what}: {type(error).__name__} with exit 1: {str(error)[:200]}")
        elif isinstance(error, ModelError) and not any(problem.fatal for problem in error.problems):
            found.defects.append(f"{what}: a ModelError without a problem that is fatal")
        elif what == "run" and isinstance(error, ModelError):
            found.defects.append(f"run refuses what check passes: {str(error)[:200]}")
    except BaseException as error:
        if isinstance(error, KeyboardInterrupt):
            raise
        place = traceback.extract_tb(error.__traceback__)[-1]
        ours = [frame for frame in traceback.extract_tb(error.__traceback__) if "/sponge/" in frame.filename][-1:] or [
            place
        ]
        where = f"{ours[0].filename.split('/src/')[-1]}:{ours[0].lineno}"
        found.defects.append(f"{what}: {type(error).__name__} at {where}: {str(error)[:160]}")


def listing(folder: Path) -> dict[str, tuple[int, int]]:
    """Files of a folder: size and time of writing."""
    found = {}
    for path in sorted(folder.rglob("*")):
        about = os.lstat(path)
        if path.is_file():
            found[str(path.relative_to(folder))] = about.st_size, about.st_mtime_ns
    return found


def compare(before: dict[str, Any], after: dict[str, Any], found: Found) -> None:
    """Files left, lost or changed."""
    left = sorted(set(after) - set(before))
    if left and not found.command:
        found.defects.append(f"files left: {', '.join(left[:5])}")
    if any(name.endswith((".tmp", ".part", ".parts")) or ".part" in name for name in left):
        found.defects.append(f"half files left: {', '.join(left[:5])}")
    lost = sorted(name for name in before if after.get(name) != before[name])
    if lost:
        found.defects.append(f"files lost or changed: {', '.join(lost[:5])}")


KINDS_OF_MUTATORS = (*TEXT, "binary values", "state")
