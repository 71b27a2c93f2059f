"""The runs that the page needs: parts of the shipped scenarios, kept while model, measures and scenario stay."""

from __future__ import annotations

import hashlib
import os
import sys
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import xarray as xr

from sponge.sweep.plan import read_plan
from sponge.sweep.run import run_plan

MODEL = Path(__file__).resolve().parents[1]
ROOT = MODEL.parents[1]
KEPT = ROOT / "results" / "page"
SHOWN = 'variables=["zone_*","primary_zone_*","station_*","node_max_head","link_max_flow","link_max_velocity"]'


@dataclass(frozen=True)
class Part:
    """A part of a scenario: settings, and the values that are run."""

    scenario: str
    settings: tuple[str, ...] = ()
    only: tuple[str, ...] = ()


ELEMENTS = ("zones_only=false", SHOWN, "every=1h")
PARTS = {
    "measures": Part("design-storms", ELEMENTS, ("return_period=10",)),
    "high": Part("high-rivers", ELEMENTS),
    "periods": Part("design-storms", (), ("measures=base,all",)),
    "implicit": Part("design-storms", ("solver=implicit",), ("measures=base,all", "return_period=2,20,100")),
    "station": Part("design-storms", ("rain.formula=station",), ("measures=base", "return_period=2,10,50")),
    "waterlogging": Part("waterlogging-24h"),
    "july": Part("july-2023", (), ("measures=base",)),
    "share": Part("lid-share"),
    "pollution": Part("pollution"),
    "years": Part("continuous"),
}


def fingerprint(*paths: Path) -> str:
    """Twelve digits of what stands in some files."""
    digest = hashlib.sha256()
    for path in paths:
        digest.update(path.read_bytes())
    return digest.hexdigest()[:12]


def model_fingerprint() -> str:
    """Of everything that a run of the district reads."""
    tables = [MODEL / name for name in ("beichen.inp", "beichen-quality.inp", "zones.csv", "stations.csv")]
    return fingerprint(*tables, *sorted((MODEL / "measures").glob("*.toml")))


class Runs:
    """Results by name of the part; run when they are first asked for."""

    def __init__(self) -> None:
        self.opened: dict[str, xr.Dataset] = {}

    @cached_property
    def of_model(self) -> str:
        """Fingerprint of the model."""
        return model_fingerprint()

    def __getitem__(self, name: str) -> xr.Dataset:
        if name not in self.opened:
            with xr.open_dataset(self._file(name)) as results:
                self.opened[name] = results.load()
        return self.opened[name]

    def _file(self, name: str) -> Path:
        part = PARTS[name]
        scenario = ROOT / "scenarios" / f"{part.scenario}.toml"
        of_part = hashlib.sha256(repr((part, fingerprint(scenario))).encode()).hexdigest()[:12]
        path = KEPT / f"{name}-{self.of_model}-{of_part}.nc"
        if not path.exists():
            print(f"running {name}: {part.scenario} {' '.join(part.only)}", file=sys.stderr, flush=True)
            path.parent.mkdir(parents=True, exist_ok=True)
            run_plan(read_plan(scenario, part.settings, wanted=part.only), path, jobs=os.cpu_count() or 1)
        return path
