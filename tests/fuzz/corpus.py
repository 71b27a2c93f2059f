"""Models to start from, each with its companion files: those of the repository, of its tests, and shared ones."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

from inp_texts import EVERYTHING

from sponge.simulation.warmup_models import PROCESSES, TEXTS, text_with

ROOT = Path(__file__).resolve().parents[2]
SHARED = [ROOT.parent / "shared" / name for name in ("models", "faults")]
LARGEST = 60_000  # bytes: larger models tell nothing that smaller ones do not
COMPANIONS = (".csv", ".dat", ".txt", ".prn", ".hsf", ".rff", ".rof", ".toml")


@dataclass(frozen=True)
class Sample:
    """A model, and the files beside it by name."""

    name: str
    model: bytes
    files: dict[str, bytes] = field(default_factory=dict)


def _of_folder(path: Path) -> Sample:
    named = path.read_bytes().lower()
    near = [f for f in path.parent.iterdir() if f.suffix.lower() in COMPANIONS and f.stat().st_size < LARGEST]
    near = [f for f in near if f.name.lower().encode() in named or f.name in ("zones.csv", "stations.csv")]
    return Sample(path.stem, path.read_bytes(), {f.name: f.read_bytes() for f in near})


RAIN = "".join(f"G 2020 1 1 0 {5 * k} {v}\n" for k, v in enumerate((2, 8, 20, 35, 12, 3, 0)))
CLIMATE = "".join(f"STA 2020 01 {day:02d} {8 + day % 5} {-3 + day % 4} 2.5 10.2\n" for day in range(1, 12))
INTERFACE = (
    "SWMM5 Interface File\nfrom upstream\n300 - reporting time step in sec\n1 - number of constituents as listed below:\n"
    "FLOW CMS\n1 - number of nodes as listed below:\nJ2\nNode Year Mon Day Hr Min Sec FLOW\n"
    + "".join(f"J2 2020 01 01 00 {5 * k:02d} 00 {0.02 * k}\n" for k in range(6))
)
ZONES = "kind,name,secondary,primary\nsubcatchment,S1,A,X\nsubcatchment,S2,B,X\nnode,J1,A,X\nnode,J4,B,X\n"
STATIONS = "station,link,role\nmain,P1,pump\n"


def with_companions() -> Iterator[Sample]:
    """A small model with every kind of companion file, one after another."""
    text = TEXTS["DYNWAVE"]
    rain = text.replace("G INTENSITY 0:05 1.0 TIMESERIES RAIN", 'G VOLUME 0:05 1.0 FILE "rain.dat" G MM')
    yield Sample("rain file", rain.encode(), {"rain.dat": RAIN.encode()})
    climate = text + '\n[TEMPERATURE]\nFILE "climate.txt" 01/01/2020\nWINDSPEED FILE\n[EVAPORATION]\nTEMPERATURE\n'
    yield Sample("climate file", climate.encode(), {"climate.txt": CLIMATE.encode()})
    inflows = text + '\n[FILES]\nUSE INFLOWS "up.txt"\n'
    yield Sample("interface file", inflows.encode(), {"up.txt": INTERFACE.encode()})
    yield Sample("zones", text.encode(), {"zones.csv": ZONES.encode(), "stations.csv": STATIONS.encode()})
    series = text.replace("[TIMESERIES]", '[TIMESERIES]\nLEVEL FILE "level.dat"\n', 1).replace(
        "O2 9.0 FIXED 9.2 YES", "O2 9.0 TIMESERIES LEVEL YES"
    )
    yield Sample("series file", series.encode(), {"level.dat": b"01/01/2020 0:00 9.2\n01/01/2020 0:20 9.4\n"})


def left_by_a_run(folder: Path) -> Iterator[Sample]:
    """The small model with the hot start and the state file that a run of it left."""
    import sponge
    from sponge.io import read_inp
    from sponge.io.state import save_state
    from sponge.simulation.prepare import prepare
    from sponge.simulation.run import batch_of

    path = folder / "seed.inp"
    text = (
        TEXTS["DYNWAVE"]
        .replace("END_TIME 00:20:00", "END_TIME 00:02:00")
        .replace("REPORT_STEP 00:05", "REPORT_STEP 00:01")
    )
    path.write_text(text + '\n[FILES]\nSAVE HOTSTART "left.hsf"\n')
    sponge.run(path, output=folder / "seed.nc", overwrite=True)
    goes_on = text.replace("START_TIME 00:00:00", "START_TIME 00:02:00").replace(
        "END_TIME 00:02:00", "END_TIME 00:20:00"
    )
    hot = (folder / "left.hsf").read_bytes()
    yield Sample("hot start", (goes_on + '\n[FILES]\nUSE HOTSTART "left.hsf"\n').encode(), {"left.hsf": hot})
    model = prepare(read_inp(path))
    batch = batch_of([replace(model)])
    save_state(folder / "left.state", [batch], model, overwrite=True)
    yield Sample("state", text.encode(), {"left.state": (folder / "left.state").read_bytes()})


def corpus(shared: bool = True) -> list[Sample]:
    """All samples of models small enough."""
    found = [Sample("everything", EVERYTHING.encode()), *(Sample(name, t.encode()) for name, t in TEXTS.items())]
    found += [Sample(name, text_with((name,)).encode()) for name in PROCESSES]
    found += list(with_companions())
    paths = sorted((ROOT / "models").glob("*/*.inp"))
    if shared:
        paths += [path for folder in SHARED if folder.exists() for path in sorted(folder.glob("**/*.inp"))]
    found += [_of_folder(path) for path in paths if path.stat().st_size < LARGEST]
    return found
