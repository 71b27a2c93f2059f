# SPDX-License-Identifier: Apache-2.0
"""EPA SWMM itself on a model file, by pyswmm in a process and a scratch folder of its own; nothing else is touched."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from sponge.base.errors import SpongeError, UsageError
from sponge.io.epa_out import EpaResults, read_out
from sponge.model.model import Model

RESULTS = {".inp", ".out", ".rpt", ".nc", ".hsf"}  # not companions of a model
DEPTH = ("a", "b", "c", "model")  # so that ../../ of a file's path stays inside the scratch folder
SCRIPT = """
import json, time
from pyswmm.swmm5 import PySWMM
begun = time.perf_counter()
model = PySWMM("model.inp", "model.rpt", "model.out")
model.swmm_open()
model.swmm_start(True)
started, step = time.perf_counter(), model.swmm_step
while step() > 0:
    pass
stepped = time.perf_counter()
model.swmm_end()
errors = model.swmm_getMassBalErr()
model.swmm_report()
model.swmm_close()
print(json.dumps({"simulate": stepped - started, "total": time.perf_counter() - begun, "errors": list(errors)}))
"""


@dataclass(frozen=True)
class EpaRun:
    """A finished run of EPA SWMM."""

    results: EpaResults
    seconds: float  # of the steps
    total_seconds: float
    runoff_error: float  # %
    routing_error: float  # %
    not_converged: float  # % of steps


class EpaFailed(SpongeError):
    """EPA SWMM did not run the model."""

    exit_code = UsageError.exit_code


def run_epa(model: Model, timeout: float | None = None) -> EpaRun:
    """Run EPA SWMM with everything reported."""
    if model.path is None:
        raise UsageError("EPA SWMM needs the model's file")
    with tempfile.TemporaryDirectory(prefix="sponge-epa-") as scratch:
        work = Path(scratch).joinpath(*DEPTH)
        work.mkdir(parents=True)
        _link_companions(model, work)
        (work / "model.inp").write_bytes(report_everything(Path(model.path).read_bytes()))
        try:
            done = subprocess.run(
                [sys.executable, "-c", SCRIPT], cwd=work, capture_output=True, text=True, timeout=timeout, check=False
            )
        except subprocess.TimeoutExpired:
            raise EpaFailed(f"EPA SWMM did not finish within {timeout:g} s") from None
        report = (work / "model.rpt").read_text("latin-1") if (work / "model.rpt").exists() else ""
        if done.returncode:
            raise EpaFailed(f"EPA SWMM could not run the model: {_reason(report, done.stderr)}")
        said = json.loads(done.stdout.strip().splitlines()[-1])
        runoff, routing, *_ = said["errors"]
        stuck = re.search(r"% of Steps Not Converging\s*:\s*([\d.]+)", report)
        return EpaRun(
            read_out(work / "model.out"), said["simulate"], said["total"], runoff, routing,
            float(stuck[1]) if stuck else 0.0,
        )  # fmt: skip


def report_everything(text: bytes) -> bytes:
    """The file with [REPORT] rows that report all elements."""
    selecting = re.compile(rb"(?im)^[ \t]*(SUBCATCHMENTS|NODES|LINKS)[ \t]+[^\r\n]*")

    def keep_others(section: re.Match[bytes]) -> bytes:
        return selecting.sub(b"", section[0])

    text = re.sub(rb"(?ims)^[ \t]*\[REPORT[^\]]*\].*?(?=^[ \t]*\[|\Z)", keep_others, text)
    return text + b"\n[REPORT]\nSUBCATCHMENTS ALL\nNODES ALL\nLINKS ALL\n"


def _link_companions(model: Model, work: Path) -> None:
    """Rain, climate, series and interface files stand beside the model in the scratch folder."""
    for file in sorted(model.folder.iterdir()):
        if file.is_file() and file.suffix.lower() not in RESULTS:
            _bring(file.resolve(), work / file.name)
    named = [g.file for g in model.gages.values()] + [s.file for s in model.series.values()] + [model.temperature.file]
    named += [name for use, _, name in model.files if use.upper() == "USE"]
    for name in filter(None, named):
        source = (model.folder / name).resolve()
        target = work / os.path.relpath(source, model.folder.resolve())
        if source.is_file() and not target.exists():
            with suppress(OSError):
                target.parent.mkdir(parents=True, exist_ok=True)
                _bring(source, target)
    for use, _, name in model.files:  # EPA writes these: never through a link to the user's own
        if use.upper() == "SAVE":
            (work / Path(name).name).unlink(missing_ok=True)


def _bring(source: Path, target: Path) -> None:
    """A link, or a copy where the system lets no user make links."""
    try:
        target.symlink_to(source)
    except OSError:
        shutil.copyfile(source, target)


def _reason(report: str, stderr: str) -> str:
    errors = [line.strip() for line in report.splitlines() if "ERROR" in line]
    return errors[0] if errors else (stderr.strip().splitlines() or ["no reason given"])[-1]
