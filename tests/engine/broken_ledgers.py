"""What the test of ledgers runs, without the compiler in a process of its own: ``broken_ledgers.py RESULTS.json``.

One run of a model with every process; then each number that a ledger rests on is changed by a tenth of what came, and
the ledger's error is noted. Then parts of the engine are made to lose water, and runs are noted that should show it.
"""

from __future__ import annotations

import json
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
from lid_texts import text_of
from networks import model_of

from sponge.engine import runoff
from sponge.engine.accounts import ledger as routing
from sponge.engine.accounts.summary import summarise
from sponge.engine.batch import Batch
from sponge.engine.groundwater import aquifers
from sponge.engine.hydrology import tables as land
from sponge.engine.lid import loads as unit_loads
from sponge.engine.lid import units as unit_steps
from sponge.engine.quality import surface as washed
from sponge.engine.quality import tables as quality
from sponge.model.compile import compile_model
from sponge.simulation.warmup_models import PROCESSES, text_with

PART = 0.1  # of what came, by which a number is changed
CHANGES = (
    ("O1 9.0 FREE NO", "O1 9.0 FREE NO S1"),
    (
        "Pack PERVIOUS 0.001 0.001 0 0.1 0 0 0",
        "Pack PERVIOUS 0.001 0.001 0 0.1 20 0 0\nPack REMOVAL 0.1 0.3 0.2 0.2 0.1 0",
    ),
    ("Pack PLOWABLE 0.001 0.001 0 0.1 0 0 0.5", "Pack PLOWABLE 0.001 0.001 0 0.1 10 0 0.5"),
    ("S1 Cell 1 100 5 0 50 0", "S1 Cell 1 1000 5 20 50 0\nS2 Cell 1 500 5 20 50 1"),
    ("T1 8.5 4.0 0.5 FUNCTIONAL 0 0 200 0 1 10 5 0.2", "T1 8.5 4.0 1.5 FUNCTIONAL 0 0 200 0 1 10 5 0.2"),
    ("S1 Homes 100", "S1 Homes 100\nS2 Homes 50"),
    ("0 5 9 0.3", "0 5 11 0.3"),  # water flows to the node
)  # fmt: skip
Term = tuple[str, str, Callable[[Any], np.ndarray], Callable[[dict[str, np.ndarray], Any], float]]


def text(*processes: str) -> str:
    """The .inp of a small model with every process, or with these."""
    made = text_with(processes or tuple(PROCESSES))
    for old, new in CHANGES:
        made = made.replace(old, new)
    return made


def run(folder: Path, made: str) -> Batch:
    """A finished run of one lane."""
    batch = Batch([compile_model(model_of(made, folder))])
    for _ in batch.reports():
        pass
    return batch


def total(found: dict[str, np.ndarray], prefix: str, names: tuple[str, ...]) -> float:
    """The sum of some terms of a ledger."""
    return float(sum(np.sum(found[f"{prefix}_{name}"]) for name in names if f"{prefix}_{name}" in found))


def of_runoff(found: dict[str, np.ndarray], _: Any) -> float:
    return total(found, "runoff", ("rainfall", "runon", "initial_snow", "initial_lid_storage"))


def of_routing(found: dict[str, np.ndarray], _: Any) -> float:
    names = ("dry_weather_inflow", "wet_weather_inflow", "groundwater_inflow", "rdii_inflow", "external_inflow")
    return total(found, "routing", (*names, "initial_storage"))


def of_ground(found: dict[str, np.ndarray], _: Any) -> float:
    return total(found, "groundwater", ("initial_storage", "infiltration"))


def of_land_loads(found: dict[str, np.ndarray], _: Any) -> float:
    return total(found, "runoff_quality", ("initial_buildup", "surface_buildup", "wet_deposition"))


def of_loads(found: dict[str, np.ndarray], _: Any) -> float:
    names = ("dry_weather_inflow", "wet_weather_inflow", "groundwater_inflow", "rdii_inflow", "external_inflow")
    return total(found, "routing_quality", (*names, "initial_storage"))


def over(came: Callable[..., float], area: Callable[[Any], float]) -> Callable[..., float]:
    """What came, as a depth over an area."""
    return lambda found, network: came(found, network) / area(network)


def of_unit(found: dict[str, np.ndarray], _: Any) -> float:
    return float(found["lid_unit_inflow_depth"][0, 0] + found["lid_unit_initial_storage"][0, 0]) / 1000.0


def row(module: Any, name: str) -> int:
    """A row by its name."""
    return int(getattr(module, name))


def land_area(network: Any) -> float:
    return float(network.hydrology.area[0, 0])


def terms() -> Iterator[Term]:
    """Ledger's error, name of a number, where the state has it, and what came in that number's unit."""
    error, first = "runoff_continuity_error", ("RAIN", "EVAPORATION", "INFILTRATION", "PASSED")
    for name in first:
        yield error, name, lambda s, name=name: getattr(s.hydrology.sums, name.lower())[0], of_runoff
    yield error, "OUTFALL_RUNON", lambda s: s.hydrology.step.outfall_runon, of_runoff
    for i in range(land.SURFACES):
        share = over(of_runoff, lambda n, i=i: land_area(n) * float(n.hydrology.fraction[0, i, 0]))
        yield error, f"depth {i}", lambda s, i=i: s.hydrology.depth[0, i], share
    yield error, "UNROUTED", lambda s: s.hydrology.transit.unrouted[0], of_runoff
    yield error, "CROSSING", lambda s: s.hydrology.transit.crossing[0], over(of_runoff, land_area)
    design = lambda n: n.processes.lids.design  # noqa: E731
    in_unit = {
        "SURFACE": lambda n: design(n).surface_void, "SOIL": lambda n: design(n).soil_depth,
        "STORAGE": lambda n: design(n).storage_void,
    }  # fmt: skip
    for name, void in in_unit.items():
        volume = over(of_runoff, lambda n, v=void: float(v(n)[0, 0] * design(n).area[0, 0]))
        level = lambda s, name=name: getattr(s.processes.lids.level, name.lower())[0]  # noqa: E731
        yield error, f"unit {name}", level, volume
        yield "lid_unit_continuity_error", name, level, over(of_unit, lambda n, v=void: float(v(n)[0, 0]))
    of_units = over(of_runoff, lambda n: float(design(n).area[0, 0]))
    yield error, "unit initial", lambda s: s.processes.lids.initial[0], of_units
    yield error, "unit PASSED", lambda s: s.processes.lids.sums.passed[0], of_units
    yield error, "unit unrouted", lambda s: s.processes.lids.unrouted[0], of_runoff
    yield error, "unit WAITING", lambda s: s.processes.lids.waiting[0], over(of_runoff, land_area)
    yield error, "unit treating", lambda s: s.processes.lids.treating_impervious[0], over(of_runoff, land_area)
    yield "lid_unit_continuity_error", "initial", lambda s: s.processes.lids.initial[0], of_unit
    for name in ("INFLOW", "EVAPORATION", "EXFILTRATION", "OUTFLOW", "DRAIN"):
        yield (
            "lid_unit_continuity_error",
            name,
            lambda s, name=name: getattr(s.processes.lids.sums, name.lower())[0],
            of_unit,
        )
    for name in ("depth", "water"):
        share = over(of_runoff, lambda n: land_area(n) * float(n.processes.snow.number.fraction[0, 2, 0]))
        yield error, f"snow {name}", lambda s, name=name: getattr(s.processes.snow.pack, name)[0, 2], share
    yield error, "snow removed", lambda s: s.processes.snow.removed[0], of_runoff
    yield error, "snow initial", lambda s: s.processes.snow.initial[0], of_runoff
    yield from under_ground()
    yield from of_network()
    yield from of_pollutants()


def under_ground() -> Iterator[Term]:
    error, over_land = "groundwater_continuity_error", over(of_ground, land_area)
    for name in ("infiltration", "upper_evaporation", "lower_evaporation", "percolation", "passed"):
        yield error, name, lambda s, name=name: getattr(s.processes.groundwater.sums, name)[0], of_ground
    yield error, "void", lambda s: s.processes.groundwater.void[0], over_land
    yield error, "initial void", lambda s: s.processes.groundwater.initial_void[0], over_land
    yield error, "held", lambda s: s.processes.groundwater.held[0], of_ground


def of_network() -> Iterator[Term]:
    error = "routing_continuity_error"
    names = (
        "DRY_WEATHER", "WET_WEATHER", "GROUNDWATER", "RDII", "EXTERNAL", "FLOODING", "OUTFLOW", "EVAPORATION", "SEEPAGE"
    )  # fmt: skip
    for name in names:
        yield error, name, lambda s, name=name: s.ledger.volume[row(routing, name)], of_routing
    yield error, "initial storage", lambda s: s.ledger.initial_storage, of_routing
    yield error, "nodes", lambda s: s.nodes.volume[0], of_routing
    yield error, "links", lambda s: s.links.volume[0], of_routing


def of_pollutants() -> Iterator[Term]:
    error = "runoff_quality_error"
    for name in ("INITIAL_LOAD", "BUILDUP", "DEPOSITION", "SWEPT", "INTO_GROUND", "REMOVED", "RUNOFF", "DRIED"):
        yield (
            error,
            name,
            lambda s, name=name: getattr(s.processes.quality.surface.ledger, name.lower())[0],
            of_land_loads,
        )
    for name in ("buildup", "ponded", "pool"):
        yield error, name, lambda s, k=name: getattr(s.processes.quality.surface, k)[0, 0], of_land_loads
    for name in ("held", "pool", "back"):
        yield error, f"unit {name}", lambda s, k=name: getattr(s.processes.lid_loads, k)[0, 0], of_land_loads
    error = "routing_quality_error"
    for name in ("DRY_WEATHER", "WET_WEATHER", "GROUNDWATER", "RDII", "EXTERNAL"):
        yield error, name, lambda s, name=name: s.processes.quality.transport.came[row(quality, name), 0], of_loads
    for name in ("FLOODING", "OUTFLOW", "REACTED", "SEEPAGE", "INITIAL_STORED"):
        yield (
            error,
            name,
            lambda s, name=name: getattr(s.processes.quality.transport.ledger, name.lower())[0],
            of_loads,
        )
    for name in ("node_mass", "link_mass"):
        yield error, name, lambda s, k=name: getattr(s.processes.quality.transport, k)[0, 0], of_loads


def error_of(found: dict[str, np.ndarray], name: str) -> float:
    """The first error of a ledger that may have several."""
    return float(found[name].ravel()[0])


def broken(batch: Batch) -> dict[str, list[float]]:
    """The error of each ledger as it was, and with each of its numbers changed."""
    network, state = batch.network, batch.state
    whole, found = summarise(network, state), {}
    for error, name, place, came in terms():
        numbers = place(state)
        kept = numbers.copy()
        numbers += PART * came(whole, network)
        found[f"{error}: {name}"] = [error_of(whole, error), error_of(summarise(network, state), error)]
        numbers[...] = kept
    return found


def leaking(module: Any, name: str) -> Callable[[], None]:
    """Makes a function of a module lose a twentieth of the volume it is given; gives back the way to mend it."""
    right = getattr(module, name)

    def leaks(*arguments: Any) -> Any:
        *others, left = right(*arguments)
        return *others, left - 0.05 * arguments[2]

    setattr(module, name, leaks)
    return lambda: setattr(module, name, right)


LEAKS = {  # name -> module, function, ledger's error
    "runoff on its way": (runoff, "middle_flow", "runoff_continuity_error"),
    "drains on their way": (unit_steps, "middle_flow", "runoff_continuity_error"),
    "groundwater on its way": (aquifers, "middle_exchange", "groundwater_continuity_error"),
    "wash-off on its way": (washed, "middle_flow", "runoff_quality_error"),
    "loads of drains": (unit_loads, "middle_flow", "runoff_quality_error"),
}


SNOW = """[TEMPERATURE]
TIMESERIES Air
WINDSPEED MONTHLY 0 0 0 0 0 0 0 0 0 0 0 0
SNOWMELT 0 0.5 0.6 0 40 0
[SNOWPACKS]
Pack PLOWABLE 0.6 0.6 0 0 {depth} 0 0
Pack IMPERVIOUS 0.6 0.6 0 0 {depth} 0 0
Pack PERVIOUS 0.6 0.6 0 0 {depth} 0 0
[LID_CONTROLS]
Trench IT
Trench SURFACE 10 0 0.1 1 5
Trench STORAGE 100 0.5 0 0
Trench DRAIN 50 0.5 0 6
[LID_USAGE]
S Trench 1 {covered} 100 0 0 0
[TIMESERIES]
Air 0:00 {before} 6:00 {before} 6:05 {after} 48:00 {after}
"""


def snow_on_units(
    folder: Path, covered: float, depth: float, before: float, after: float, rain: str
) -> dict[str, float]:
    """What becomes of snow on a subcatchment of 1 ha that is in part a trench: it melts when the air warms."""
    made = text_of(
        "S G J 1 40 100 1 0 Pack",
        SNOW.format(covered=covered, depth=depth, before=before, after=after),
        end="01/03/2020",
        rain=rain,
        evaporation=0.0,
        soil="0 0 4 7 0",
        wet="00:15:00",
        dry="01:00:00",
        interval="1:00",
    )
    batch = run(folder, made.replace("ROUTING_STEP 60", "ROUTING_STEP 900"))
    found = summarise(batch.network, batch.state)
    return {name: float(found[name].ravel()[0]) for name in found if name.startswith("runoff_")}


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as place:
        found: dict[str, Any] = {"terms": broken(run(Path(place), text())), "leaks": {}}
        for name, (module, function, error) in LEAKS.items():
            mend = leaking(module, function)
            batch = run(Path(place), text())
            found["leaks"][name] = error_of(summarise(batch.network, batch.state), error)
            mend()
        old = {"before": 5.0, "after": 5.0, "rain": "R 0:00 0\nR 1:00 0"}  # snow that lies at the start
        fall = "\n".join(f"R {hour}:00 {5 if hour < 4 else 0}" for hour in range(5))
        new = {"before": -5.0, "after": 5.0, "rain": fall}  # 20 mm of snow that fall
        found["snow"] = {
            f"{kind} {covered:g}": snow_on_units(Path(place), covered, depth, **weather)
            for kind, depth, weather in (("lies", 20.0, old), ("falls", 0.0, new))
            for covered in (10000.0, 5000.0)
        }
        Path(sys.argv[1]).write_text(json.dumps(found))
