"""One mutated model through reading, checking and running; what must not happen is a finding."""

from __future__ import annotations

import signal
import subprocess
import sys
import tempfile
import time
import traceback
import warnings
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path
from random import Random
from typing import Any

import numpy as np
from corpus import Sample
from mutators import KINDS, mutated

LIMIT = 20  # s: longer is a hang
STEPS = 60  # routing steps of a run
EXITS = (0, 2, 3, 4)  # of the command, for any input


class Hang(BaseException):
    """What took longer than the limit."""


@dataclass
class Reached:
    """What a fuzzer has seen."""

    counts: Counter = field(default_factory=Counter)
    messages: Counter = field(default_factory=Counter)  # of problems, without their names and numbers
    findings: list[str] = field(default_factory=list)

    def add(self, other: Reached) -> None:
        """Another worker's."""
        self.counts += other.counts
        self.messages += other.messages
        self.findings += other.findings


@dataclass(frozen=True)
class Trial:
    """A sample after its mutations; ``changed`` says what they were."""

    sample: str
    model: bytes
    files: dict[str, bytes]
    changed: tuple[str, ...]


def trial_of(rng: Random, samples: list[Sample]) -> Trial:
    """A sample, mutated once or a few times, in the model or a companion."""
    sample = rng.choice(samples)
    model, files, changed = sample.model, dict(sample.files), []
    for _ in range(rng.choice((1, 1, 1, 2, 3))):
        kind = rng.choice(KINDS)
        if files and rng.random() < 0.5:
            name = rng.choice(sorted(files))
            files[name] = mutated(rng, files[name], kind)
            changed.append(f"{kind} of {name}")
        else:
            model = mutated(rng, model, kind)
            changed.append(kind)
    return Trial(sample.name, model, files, tuple(changed))


@contextmanager
def within(seconds: int) -> Iterator[None]:
    """Hang where the body works for longer, or sleeps for six times as long: the machine may be busy."""

    def late(*_: Any) -> None:
        raise Hang

    clocks = {signal.SIGPROF: (signal.ITIMER_PROF, seconds), signal.SIGALRM: (signal.ITIMER_REAL, 6 * seconds)}
    before = {number: signal.signal(number, late) for number in clocks}
    for clock, limit in clocks.values():
        signal.setitimer(clock, limit)
    try:
        yield
    finally:
        for clock, _ in clocks.values():
            signal.setitimer(clock, 0)
        for number, handler in before.items():
            signal.signal(number, handler)


def put(trial: Trial, folder: Path) -> Path:
    """The files of a trial; the model's path."""
    for name, data in trial.files.items():
        (folder / name).write_bytes(data)
    path = folder / "model.inp"
    path.write_bytes(trial.model)
    return path


def contents(folder: Path) -> dict[str, bytes]:
    """What stands in a folder."""
    return {str(p.relative_to(folder)): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


def not_finite(ds: Any) -> list[str]:
    """Series and ledgers of a good run that hold what is no number."""
    names = []
    for name, values in ds.data_vars.items():
        counts = "time" in values.dims or name.startswith(("routing_", "runoff_", "node_", "link_", "subcatchment_"))
        if name.startswith("subcatchment_groundwater_") or name.endswith("_error"):
            continue  # not every subcatchment has ground under it, and not every model pollutants
        if values.dtype.kind == "f" and counts and not np.isfinite(values.values).all():
            names.append(name)
    if "pollutant" not in ds.sizes:
        return names
    return names + [n for n in ds.data_vars if n.endswith("_quality_error") and not np.isfinite(ds[n].values).all()]


def shortened(model: Any) -> Any:
    """The model with an end after STEPS routing steps, reported four times."""
    options = model.options
    length = max(STEPS * options.routing_step, 4.0)
    report = max(float(int(length / 4.0)), options.routing_step, 1.0)
    end = min(options.end, options.start + timedelta(seconds=length + 1.0))
    return replace(model, options=replace(options, end=end, report_start=options.start, report_step=report))


def _examine(path: Path, trial: Trial, reached: Reached, run: bool) -> None:
    import sponge
    from sponge.base.errors import ModelError, SpongeError
    from sponge.cli.check import problems_of
    from sponge.io import read_inp

    problems = problems_of(str(path))
    for problem in problems:
        reached.messages["".join(c for c in problem.message.partition(":")[0] if not c.isdigit())[:60]] += 1
    if any(p.fatal for p in problems):
        reached.counts["refused"] += 1
        return
    reached.counts["passed"] += 1
    if not run:
        return
    try:
        ds = sponge.run(shortened(read_inp(path)))
    except (ModelError, SpongeError) as error:
        reached.counts["refused at the run"] += 1
        if isinstance(error, ModelError):
            raise AssertionError(f"check passes what run refuses: {error}") from None
        return
    reached.counts["ran"] += 1
    reached.counts["routing steps"] += int(np.ravel(ds.steps)[0])
    if int(np.ravel(ds.status)[0]) == 0:
        wrong = not_finite(ds)
        assert not wrong, f"status 0, but no numbers in {wrong[:5]}"
    else:
        reached.counts["status 4"] += 1


def examine(trial: Trial, reached: Reached, run: bool) -> str:
    """Read and check a trial, and run it if it is sound; what is wrong with that, or nothing."""
    reached.counts["inputs"] += 1
    for change in trial.changed:
        reached.counts[f"by {change.partition(' of ')[0]}"] += 1
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        path = put(trial, folder)
        before, begun = contents(folder), time.monotonic()
        try:
            with within(LIMIT), warnings.catch_warnings():
                warnings.simplefilter("ignore")
                _examine(path, trial, reached, run)
        except Hang:
            return f"takes more than {LIMIT} s"
        except Exception as error:
            where = traceback.extract_tb(error.__traceback__)[-1]
            return f"{type(error).__name__}: {str(error)[:300]} ({Path(where.filename).name}:{where.lineno})"
        reached.counts["seconds"] += round(time.monotonic() - begun)
        if contents(folder) != before:
            return f"leaves or loses files: {sorted(set(contents(folder)) ^ set(before))}"
    return ""


def command(trial: Trial, reached: Reached) -> str:
    """A trial through ``sponge run`` itself, without the compiler; what is wrong, or nothing."""
    reached.counts["commands"] += 1
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        put(trial, folder)
        before = contents(folder)
        state = ["--from-state", "left.state"] if "left.state" in trial.files else []
        line = [sys.executable, "-m", "sponge", "run", "model.inp", "-o", "out.nc", "--until", "5min", "-q", *state]
        process = subprocess.Popen(
            line, cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, errors="replace"
        )
        try:
            _, said = process.communicate(timeout=3 * LIMIT)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
            return f"sponge run takes more than {3 * LIMIT} s"
        reached.counts[f"exit {process.returncode}"] += 1
        if process.returncode not in EXITS or "Traceback" in said:
            return f"sponge run: exit {process.returncode}: {said[-300:]}"
        after = contents(folder)
        if {name: data for name, data in after.items() if name in before} != before:
            return "sponge run changes its inputs"
        strange = [
            n for n in after if n not in before and not n.endswith((".nc", ".hsf", ".rff", ".rof", ".txt", ".dat"))
        ]
        if strange or ("out.nc" in after) != (process.returncode in (0, 4)):
            return f"sponge run, exit {process.returncode}, leaves {sorted(set(after) - set(before))}"
    return ""
