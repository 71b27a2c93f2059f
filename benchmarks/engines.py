"""The two engines, timed alike: processor time of the steps alone, without reading, compiling and writing results."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tempfile
import time
from dataclasses import asdict, dataclass
from pathlib import Path

RESULTS = {".inp", ".out", ".rpt", ".nc"}
EPA = """
import json, time
from swmm.toolkit import solver
solver.swmm_open("model.inp", "model.rpt", "model.out")
solver.swmm_start(0)
begun = time.process_time()
while solver.swmm_step() > 0:
    pass
seconds = time.process_time() - begun
solver.swmm_end()
errors = solver.swmm_get_mass_balance()
solver.swmm_close()
print("\\n" + json.dumps([seconds, *errors]))
"""


@dataclass
class Timing:
    """One engine on one model: processor seconds, continuity errors and steps not converged in per cent."""

    seconds: float
    runoff_error: float
    routing_error: float
    not_converged: float

    def best(self, other: Timing) -> Timing:
        """The faster of two runs of the same thing."""
        return self if self.seconds <= other.seconds else other

    def as_dict(self) -> dict[str, float]:
        """For JSON."""
        return asdict(self)


def one_thread(inp: str) -> str:
    """The model with THREADS 1, and nothing reported."""
    inp = re.sub(r"(?im)^[ \t]*THREADS[ \t]+\S+[^\r\n]*", "", inp)
    inp = re.sub(r"(?im)^[ \t]*(SUBCATCHMENTS|NODES|LINKS)[ \t]+(ALL|NONE)\b[^\r\n]*", "", inp)
    return inp + "\n[OPTIONS]\nTHREADS 1\n"


def epa(model: Path, timeout: float) -> Timing:
    """EPA SWMM's steps from start to end, in a process and a scratch folder of its own."""
    with tempfile.TemporaryDirectory() as scratch:
        for file in model.parent.iterdir():
            if file.is_file() and file.suffix.lower() not in RESULTS:
                (Path(scratch) / file.name).symlink_to(file.resolve())
        text = one_thread(model.read_bytes().decode("latin-1"))
        (Path(scratch) / "model.inp").write_bytes(text.encode("latin-1"))
        done = subprocess.run(
            [sys.executable, "-c", EPA], cwd=scratch, capture_output=True, text=True, timeout=timeout, check=False
        )
        if done.returncode:
            raise RuntimeError(f"EPA SWMM failed: {(done.stderr.strip().splitlines() or ['?'])[-1]}")
        seconds, runoff, routing, *_ = json.loads(done.stdout.strip().splitlines()[-1])
        report = (Path(scratch) / "model.rpt").read_text("latin-1")
    stuck = re.search(r"% of Steps Not Converging\s*:\s*([\d.]+)", report)
    return Timing(seconds, runoff, routing, float(stuck[1]) if stuck else 0.0)


class Sponge:
    """sponge on one model, compiled and warm; ``run`` takes it from start to end as often as asked."""

    def __init__(self, model: Path):
        from sponge.engine.batch import Batch
        from sponge.io import read_inp
        from sponge.model.compile import compile_model

        self.model = read_inp(model)
        self.batch = Batch([compile_model(self.model)])
        self.start = self.batch.snapshot()
        self.batch.advance(min(60.0, self.batch.duration))  # loads or compiles the kernels

    @property
    def links(self) -> int:
        """Number of links."""
        return len(self.model.link_order)

    def run(self) -> Timing:
        """The steps from start to end."""
        self.batch.restore(self.start)
        begun = time.process_time()
        self.batch.advance(self.batch.duration)
        seconds = time.process_time() - begun
        said = self.batch.summary()
        names = ("runoff_continuity_error", "routing_continuity_error", "steps_not_converged")
        return Timing(seconds, *(float(said[name][0]) for name in names))
