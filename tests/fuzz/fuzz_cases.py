"""What is damaged: sound models with the files beside them, scenarios, sweeps and states, a folder's worth each."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import numpy as np
from sweep_texts import sampled

from sponge.base.errors import SpongeError
from sponge.engine.batch import Batch
from sponge.io import read_inp
from sponge.io.files import companion_path, companions_of
from sponge.io.hot_start import write_hot_start
from sponge.io.rain.interface import write_rain_interface
from sponge.io.rdii_file import write_rdii_file
from sponge.io.runoff_file import write_runoff_file
from sponge.io.state import save_state
from sponge.model.compile import compile_model
from sponge.model.compile.hot_start import record_of
from sponge.model.model import Model
from sponge.simulation.saves import rdii_of
from sponge.simulation.warmup_models import PROCESSES, TEXTS, text_with

ROOT = Path(__file__).resolve().parents[2]
SHARED = ROOT.parent / "shared"
TABLES = ("zones.csv", "stations.csv", "zone_names.csv", "station_names.csv")
MOST_BYTES = 60_000  # of a file that is damaged often


@dataclass(frozen=True)
class Case:
    """The files of a folder, by name, and which of them is given to sponge, as what."""

    name: str
    files: dict[str, bytes] = field(repr=False)
    given: str  # the file that is read
    kind: str = "model"  # model, scenario, sweep or state
    weight: float = 1.0

    def write(self, folder: Path) -> None:
        """Lay the files down."""
        for name, data in self.files.items():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)

    def victim(self, rng: random.Random) -> str:
        """The file that is damaged: as often the given one as one of the others."""
        others = [name for name in self.files if name != self.given]
        return rng.choice(others) if others and rng.random() < 0.5 else self.given


# --- the project's own models -----------------------------------------------------------------------------------------


def case_of_folder(path: Path, weight: float = 1.0) -> Case | None:
    """A model of a folder with the files that it reads; None where it cannot be read or one of them is far away."""
    try:
        named = companions_of(read_inp(path))
    except SpongeError:
        named = set()
    files = {path.name: path.read_bytes()}
    for name in sorted(named | {table for table in TABLES if (path.parent / table).is_file()}):
        place = companion_path(path.parent, name)
        if ".." in name or Path(name).is_absolute() or not place.is_file() or place.stat().st_size > 4 * MOST_BYTES:
            return None
        files[name.replace("\\", "/")] = place.read_bytes()
    return Case(path.stem, files, path.name, weight=weight)


def own_models() -> Iterator[Case]:
    """The repository's models: the district seldom, it is large."""
    for path in sorted((ROOT / "models").glob("*/*.inp")):
        case = case_of_folder(path, 0.02 if path.stat().st_size > MOST_BYTES else 2.0)
        if case:
            yield case


def small_models() -> Iterator[Case]:
    """A model with all processes, one of each routing, and one of every process alone."""
    every = text_with(tuple(PROCESSES))
    yield Case("everything", {"everything.inp": every.encode()}, "everything.inp", weight=6.0)
    for routing, text in TEXTS.items():
        yield Case(routing.lower(), {"small.inp": text.encode()}, "small.inp", weight=2.0)
    for process in PROCESSES:
        yield Case(process, {"small.inp": text_with((process,)).encode()}, "small.inp")


def shared_models() -> Iterator[Case]:
    """Small models of ../shared with what they read, and the small inputs of its faults."""
    for folder, weight in (("models", 0.25), ("faults", 0.15)):
        for path in sorted((SHARED / folder).rglob("*.inp")):
            if path.stat().st_size <= MOST_BYTES:
                case = case_of_folder(path, weight)
                if case:
                    yield case


# --- files beside a model ---------------------------------------------------------------------------------------------

USER = "".join(f"ST 2020 1 1 0 {5 * k} {k % 3}.5\n" for k in range(12))
FALLEN = "".join(f"ST 2020 01 01 00 {k:02d} {k * 0.2:.1f}\n" for k in range(0, 20, 5))
COMMA = "445120,00,HPCP,HI,2020,01,01,0100, 00012, , ,0200, 00040, , ,2500, 00052, , ,\n"
TAPE = "HPD05300500HPCPHI20200100010030100 00012  0200 00040g 2500 00052  \n"
ONLINE = (
    "STATION           DATE           HPCP     Measurement Flag Quality Flag \n----------------- --------------\n"
    "      COOP:134101 20200101 01:00 12       g            \n"
    "      COOP:134101 20200101 02:00 40                    \n"
)
CANADIAN = "61580010200101123" + "".join(f"{25 * (k < 4):06d} " for k in range(24)) + "\n"
RAIN_FILES = {  # name -> text, form, interval, units of the gage
    "user": (USER, "INTENSITY", "0:05", "MM"),
    "cumulative": (FALLEN, "CUMULATIVE", "0:05", "MM"),
    "nws comma": (COMMA, "VOLUME", "1:00", "IN"),
    "nws tape": (TAPE, "VOLUME", "1:00", "IN"),
    "nws online": (ONLINE, "VOLUME", "1:00", "IN"),
    "canadian": (CANADIAN, "VOLUME", "1:00", "MM"),
}
CLIMATE_FILES = {
    "user": "".join(f"ST 2020 1 {day} {6 + day % 5} {-2 + day % 3} 1.5 10\n" for day in range(1, 32)),
    "dly": "".join(
        f"1234567202001{element:03d}" + "".join(f" {value + k:05d} " for k in range(31)) + "\n"
        for element, value in ((1, 60), (2, 20), (151, 15))
    ),
    "ghcn": f"{'STATION':<18}{'DATE':<9}{'TMAX':<9}{'TMIN':<9}{'EVAP':<9}{'AWND':<9}\n" + "".join(
        f"{'GHCND:X':<18}202001{day:02d} {60:<8d} {20:<8d} {15:<8d} {30:<8d}\n" for day in range(1, 32)
    ),
}  # fmt: skip
GAGE = "G INTENSITY 0:05 1.0 TIMESERIES RAIN\n"
INTERFACE = (
    "SWMM5 Interface File\ntitle\n300  - reporting time step in sec\n2    - number of constituents as listed below:\n"
    "FLOW CMS\nTSS MG/L\n1    - number of nodes as listed below:\nJ1\n"
    "Node             Year Mon Day Hr  Min Sec FLOW       TSS\n"
    + "".join(f"J1               2020 01  01  00  {5 * k:02d}  00   0.0{k}   1{k}.0\n" for k in range(5))
)
ZONES = (
    "kind,name,secondary,primary\nsubcatchment,S1,north,town\nsubcatchment,S2,south,town\n"
    "node,J1,north,town\nnode,J2,south,town\nnode,J3,south,town\nnode,J4,north,town\nnode,T1,south,town\nnode,O1,rivers,\nnode,O2,rivers,\nlink,C4,rivers,\n"
)
NEARBY = {
    "zones.csv": ZONES, "stations.csv": "station,link,role\nPS,P1,pump\nPS,W1,gate\n",
    "zone_names.csv": "zone,level,name_zh\nsouth,secondary,南\nnorth,secondary,北\ntown,primary,城\nrivers,other,河\n",
    "station_names.csv": "station,kind,name_zh,node,zone\nPS,pump_station,泵站,J2,\n",
}  # fmt: skip


def with_files(rows: str) -> str:
    """The model of all processes with rows of [FILES]."""
    return text_with(tuple(PROCESSES)) + f"\n[FILES]\n{rows}\n"


def beside_models() -> Iterator[Case]:
    """The small model with rain, climate and series files of every format, and with tables of zones."""
    base = text_with(("quality",))
    for name, (text, form, interval, units) in RAIN_FILES.items():
        gage = f'G {form} {interval} 1.0 FILE "rain.dat" {"445120" if "comma" in name else "ST"} {units}\n'
        yield Case(f"rain {name}", {"m.inp": base.replace(GAGE, gage).encode(), "rain.dat": text.encode()}, "m.inp")
    snow = text_with(("snow",)).replace("TIMESERIES Degrees\n", 'FILE "climate.dat" 01/01/2020\n').replace(
        "[EVAPORATION]\nCONSTANT 2.0", "[EVAPORATION]\nFILE 1 1 1 1 1 1 1 1 1 1 1 1"
    )  # fmt: skip
    for name, text in CLIMATE_FILES.items():
        yield Case(f"climate {name}", {"m.inp": snow.encode(), "climate.dat": text.encode()}, "m.inp")
    series = base.replace("FS 0:00 0.0\nFS 0:30 0.05\n", 'FS FILE "flow.dat"\n')
    flow = "; inflow\n01/01/2020 0:00 0.0\n01/01/2020 0:10 0.05\n0:20 0.01\n"
    yield Case("series file", {"m.inp": series.encode(), "flow.dat": flow.encode()}, "m.inp", weight=2.0)
    tables = {name: text.encode() for name, text in NEARBY.items()}
    yield Case("zones", {"m.inp": base.encode(), **tables}, "m.inp", weight=3.0)
    inflows = {"m.inp": with_files("USE INFLOWS in.txt").encode(), "in.txt": INTERFACE.encode()}
    yield Case("interface", inflows, "m.inp", weight=2.0)


def binary_models(folder: Path) -> Iterator[Case]:
    """The small model with a hot start, runoff, RDII and rain interface file, and with a state."""
    model = read_text(with_files(""), folder)
    batch = Batch([compile_model(model)])
    left = batch.left_behind(len(model.pollutants), len(model.land_uses))
    save_state(folder / "state.npz", [batch], model)
    write_hot_start(folder / "start.hsf", model, record_of(model, left))
    steps = [60.0] * 25
    values = len(model.subcatchments)
    write_runoff_file(folder / "runoff.rof", model, steps, [np.full((9, values), 1e-7 * k) for k in range(len(steps))])
    write_rdii_file(folder / "rdii.dat", model, rdii_of(model), 60.0)
    for row, name in (("HOTSTART", "start.hsf"), ("RUNOFF", "runoff.rof"), ("RDII", "rdii.dat")):
        files = {"m.inp": with_files(f"USE {row} {name}").encode(), name: (folder / name).read_bytes()}
        yield Case(row.lower(), files, "m.inp", weight=2.0)
    files = {"m.inp": with_files("").encode(), "state.npz": (folder / "state.npz").read_bytes()}
    yield Case("state", files, "state.npz", "state", weight=3.0)
    yield rain_interface(folder)


def rain_interface(folder: Path) -> Case:
    """The small model with a rain interface file."""
    text, form, interval, units = RAIN_FILES["user"]
    (folder / "rain.dat").write_text(text)
    gage = f'G {form} {interval} 1.0 FILE "rain.dat" ST {units}\n'
    base = text_with(()).replace(GAGE, gage)
    write_rain_interface(folder / "rain.rff", read_text(base, folder))
    base += "\n[FILES]\nUSE RAINFALL rain.rff\n"
    files = {"m.inp": base.encode(), "rain.dat": text.encode(), "rain.rff": (folder / "rain.rff").read_bytes()}
    return Case("rainfall", files, "m.inp", weight=2.0)


def read_text(text: str, folder: Path) -> Model:
    """A model from its text."""
    (folder / "m.inp").write_text(text)
    return read_inp(folder / "m.inp")


# --- scenarios and sweeps ---------------------------------------------------------------------------------------------

SCENARIO = """\
title = "A storm"
model = "small.inp"
lead = "10min"
tail = "20min"
rain = { kind = "chicago", return_period = 2, duration = "30min", peak = 0.4 }
boundary = { level = { O2 = 9.5 }, inflow = { J1 = 0.01 } }
measures = ["pump"]
set = ["conduit[C*].roughness *= 0.8", "options.routing_step = 4 s", "subcatchment[S1].area = 1.2 ha"]
variables = ["link_flow", "node_*"]
"""
TABLE_SCENARIO = """\
model = "small.inp"
start = 2020-01-01T00:00:00
end = 2020-01-01T00:30:00
rain = { kind = "csv", file = "storm.csv" }
"""
SERIES_SCENARIO = """\
model = "small.inp"
rain = { kind = "series", file = "gage.csv", step = "5min" }
every = "1min"
"""
PATTERN_SCENARIO = """\
model = "small.inp"
lead = 0
tail = 0
rain = { kind = "pattern24", return_period = 5, duration = "1h", table = "depths.csv", peak = 0.3 }
"""
SWEEP = sampled(4, '[[], ["pump"], ["*"]]', 'title = "Storms"\n')
MEASURE = 'title = "Pump that starts earlier"\nset = ["pump[P1].start_depth = 0.4"]\nserves = []\n'
STORM = "time [min], intensity [mm/h]\n0,10\n5,20\n10,5\n15,0\n"
GAGED = "time,depth [mm]\n2020-01-01 00:00,1\n2020-01-01 00:05,2.5\n2020-01-01 00:10,0.5\n2020-01-01 00:25,1\n"
DEPTHS = "return_period,duration_min,depth_mm\n" + "".join(
    f"{years},{minutes},{10 + years + 5 * k}\n" for years in (1, 10) for k, minutes in enumerate((5, 30, 60, 1440))
)


def toml_cases() -> Iterator[Case]:
    """A scenario with everything, one with a table of rain, a sweep; each with its measure and model."""
    base = {"small.inp": TEXTS["DYNWAVE"].encode(), "measures/pump.toml": MEASURE.encode()}
    yield Case("scenario", {**base, "s.toml": SCENARIO.encode()}, "s.toml", "scenario", weight=4.0)
    for name, text, table, rows in (
        ("rain csv", TABLE_SCENARIO, "storm.csv", STORM), ("rain series", SERIES_SCENARIO, "gage.csv", GAGED),
        ("rain pattern", PATTERN_SCENARIO, "depths.csv", DEPTHS),
    ):  # fmt: skip
        yield Case(name, {**base, "s.toml": text.encode(), table: rows.encode()}, "s.toml", "scenario", weight=1.5)
    yield Case("sweep", {**base, "s.toml": SWEEP.encode()}, "s.toml", "sweep", weight=3.0)


@cache
def cases(folder: Path, shared: bool) -> tuple[Case, ...]:
    """All cases; binary files are made in ``folder``."""
    found = [*small_models(), *own_models(), *beside_models(), *binary_models(folder), *toml_cases()]
    return (*found, *(shared_models() if shared and SHARED.is_dir() else ()))
