"""Does sponge agree with EPA SWMM on a model? The yardstick is EPA's difference from itself at half the step.

EPA runs twice: as the model says, and with routing and wet weather steps and the Courant factor halved. A series passes
when its RMS difference from the first run, over the span of that run (zero included), is at most 1 %, or twice what
EPA's two runs differ. Series smaller than a hundredth of the largest of their kind do not count.
"""

from __future__ import annotations

import re
import shutil
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import xarray as xr
from epa_process import run_epa

from sponge.io.epa_out import EpaResults, read_out

KINDS = (
    "subcatchment_runoff", "subcatchment_infiltration", "node_depth", "node_total_inflow", "node_flooding",
    "link_flow", "link_depth",
)  # fmt: skip
VOLUMES = ("system_runoff", "system_outflow", "system_flooding")
TOLERANCE = 0.01  # of the span
SHARE = 0.9  # of the series of a kind
VOLUME_TOLERANCE = 0.005  # of the largest volume


@dataclass
class Verdict:
    """Share of the series that pass, by kind; error of the volumes, by name; the worst series of each kind."""

    kinds: dict[str, float] = field(default_factory=dict)
    volumes: dict[str, tuple[float, float]] = field(default_factory=dict)  # error, allowed
    worst: dict[str, str] = field(default_factory=dict)

    def failures(self) -> list[str]:
        """What does not agree, in words."""
        few = {kind: share for kind, share in self.kinds.items() if share < SHARE}
        said = [f"{kind}: only {share:.0%} agree, worst {self.worst[kind]}" for kind, share in few.items()]
        return said + [f"{name}: {e:.2%} off ({a:.2%} allowed)" for name, (e, a) in self.volumes.items() if e > a]


def seconds(text: str) -> float:
    """A step of [OPTIONS], s or h:m:s."""
    total = 0.0
    for part in text.split(":"):
        total = total * 60.0 + float(part)
    return total


def halved(inp: str) -> str:
    """The model with its steps halved; wet weather steps are whole seconds."""

    def half(match: re.Match[str]) -> str:
        value = seconds(match[2]) / 2.0
        if match[1].upper() == "WET_STEP":
            value = max(int(value), 1)
            return f"{match[1]} {value // 3600:02d}:{value // 60 % 60:02d}:{value % 60:02d}"
        return f"{match[1]} {value:g}"

    return re.sub(r"(?im)^(ROUTING_STEP|WET_STEP|VARIABLE_STEP)[ \t]+(\S+)", half, inp)


def epa(model: Path, half_step: bool = False) -> EpaResults:
    """EPA's results, from a scratch copy of the model's folder."""
    with tempfile.TemporaryDirectory() as scratch:
        for file in model.parent.iterdir():
            if file.is_file() and file.suffix not in {".nc", ".out", ".rpt", ".inp"}:
                shutil.copy(file, scratch)
        text = model.read_text()
        copy = Path(scratch) / "model.inp"
        copy.write_text(halved(text) if half_step else text)
        return read_out(run_epa(copy))


def distance(got: np.ndarray, reference: np.ndarray, span: np.ndarray) -> np.ndarray:
    """RMS difference over the span, by series; what is not a number is infinitely far."""
    error = np.sqrt(np.mean((got - reference) ** 2, axis=0)) / span
    return np.where(np.isfinite(error), error, np.inf)


def judge(ours: xr.Dataset, model: Path) -> Verdict:
    """Compare a dataset of sponge's with EPA's runs of the model."""
    first, second = epa(model), epa(model, half_step=True)
    times = ours["time"].values.astype("datetime64[ms]").astype("int64")
    assert np.abs(times - first.time.astype("datetime64[ms]").astype("int64")).max() <= 1000, "reporting times differ"
    verdict = Verdict()
    for kind in KINDS:
        _judge_kind(verdict, kind, ours, first, second)
    for name in VOLUMES:
        _judge_volume(verdict, name, ours, first, second)
    return verdict


def _judge_kind(verdict: Verdict, kind: str, ours: xr.Dataset, first: EpaResults, second: EpaResults) -> None:
    reference = first.values[kind]
    span = np.maximum(reference.max(axis=0), 0.0) - np.minimum(reference.min(axis=0), 0.0)
    big = span > max(0.01 * span.max(initial=0.0), 1e-6)
    if not big.any():
        return
    table = kind.split("_", 1)[0]
    names = [name for name, counts in zip(first.names[table], big, strict=True) if counts]
    got = ours[kind].sel({table: names}).transpose("time", table).values.astype(float)
    own = distance(second.values[kind][:, big], reference[:, big], span[big])
    error = distance(got, reference[:, big], span[big])
    passed = error <= np.maximum(TOLERANCE, 2.0 * own)
    verdict.kinds[kind] = float(passed.mean())
    k = int(np.argmax(np.where(passed, 0.0, error)))
    verdict.worst[kind] = f"{names[k]}: {error[k]:.2%} of its span (EPA against itself {own[k]:.2%})"


def _judge_volume(verdict: Verdict, name: str, ours: xr.Dataset, first: EpaResults, second: EpaResults) -> None:
    scale = max(abs(float(first.values[v].sum())) for v in (*VOLUMES, "system_lateral_inflow"))
    reference = float(first.values[name].sum())
    error = abs(float(ours[name].sum()) - reference) / scale
    own = abs(float(second.values[name].sum()) - reference) / scale
    verdict.volumes[name] = (error, max(VOLUME_TOLERANCE, 2.0 * own))
