"""Random networks: trees and loops of every shape, with tanks, pumps, orifices, weirs and outlets, and harsh inflows.

``python tests/fuzz/random_networks.py --networks 400`` asks of each: finite numbers, a ledger that adds up, lanes with
the bits of single runs, a state that is put back and goes on to the same bits, and an .inp that is written and read
back to the same network. ``--epa`` compares the routing continuity error with EPA SWMM's.
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from sponge.base.errors import SpongeError
from sponge.engine.batch import Batch
from sponge.io import read_inp
from sponge.io.epa_run import run_epa
from sponge.io.inp.write import write_inp
from sponge.io.state import load_state, save_state
from sponge.model.compile import compile_model
from sponge.model.model import Model
from sponge.model.validate import validate

# with d the depth: dimensions of every shape that stands alone
SHAPES = {
    "CIRCULAR": (1,), "FORCE_MAIN": (1, 120), "FILLED_CIRCULAR": (1, 0.2), "RECT_CLOSED": (1, 1.2),
    "RECT_OPEN": (1, 1.5), "TRAPEZOIDAL": (1, 0.8, 1.0, 1.5), "TRIANGULAR": (1, 1.5), "PARABOLIC": (1, 1.6),
    "POWER": (1, 1.5, 1.7), "RECT_TRIANGULAR": (1, 1.0, 0.4), "RECT_ROUND": (1, 1.0, 0.6),
    "MODBASKETHANDLE": (1, 1.0, 0.5), "HORIZ_ELLIPSE": (1, 1.5), "VERT_ELLIPSE": (1, 0.7), "ARCH": (1, 1.4),
    "EGG": (1,), "HORSESHOE": (1,), "GOTHIC": (1,), "CATENARY": (1,), "SEMIELLIPTICAL": (1,), "BASKETHANDLE": (1,),
    "SEMICIRCULAR": (1,), "CUSTOM": (1,), "IRREGULAR": (), "STREET": (),
}  # fmt: skip
LENGTHS = {"TRAPEZOIDAL": 2, "POWER": 2, "FORCE_MAIN": 1}  # of the dimensions so many scale with the depth
TABLES = """\
[TRANSECTS]
NC 0.03 0.03 0.02
X1 Ditch 6 1 5 0 0 0 0 0 0
GR 2 0 0.9 1 0 2.5 0 3.5 1 5 2.2 6
[STREETS]
Lane 5 0.15 3 0.016 0 0 2
[CURVES]
Oval SHAPE 0 0.3
Oval 0.5 0.9
Oval 1 0.2
Tank STORAGE 0 20
Tank 2 60
Tank 4 80
Pump1 PUMP1 5 0.02
Pump1 50 0.05
Pump2 PUMP2 0.5 0.02
Pump2 2.0 0.06
Pump3 PUMP3 1 0.06
Pump3 8 0.01
Pump4 PUMP4 0.3 0.01
Pump4 1.5 0.05
Rate RATING 0 0
Rate 1 0.05
Rate 3 0.12
"""
OPTIONS = """\
[OPTIONS]
FLOW_UNITS CMS
FLOW_ROUTING {routing}
LINK_OFFSETS DEPTH
START_DATE 01/01/2020
END_DATE 01/01/2020
END_TIME 00:{minutes:02d}:00
REPORT_STEP 00:01:00
ROUTING_STEP {step}
VARIABLE_STEP {courant}
INERTIAL_DAMPING {damping}
NORMAL_FLOW_LIMITED {limited}
SURCHARGE_METHOD {surcharge}
MIN_SURFAREA {area}
MAX_TRIALS {trials}
ALLOW_PONDING {ponding}
"""


class Builder:
    """Rows of a network that grows upstream from its outfall."""

    def __init__(self, rng: random.Random, tree: bool):
        self.rng, self.tree = rng, tree
        self.rows: dict[str, list[str]] = {}
        self.invert = {"Out": 10.0}
        self.tanks: list[str] = []
        self.links = 0
        self.add("OUTFALLS", f"Out 10 {rng.choice(('FREE', 'NORMAL', 'FIXED 10.4'))} {rng.choice(('NO', 'YES'))}")

    def add(self, section: str, row: str) -> None:
        """One row more."""
        self.rows.setdefault(section, []).append(row)

    def name(self) -> str:
        """Of the next link."""
        self.links += 1
        return f"L{self.links}"

    def grow(self, nodes: int) -> None:
        """So many nodes, each above one that is there."""
        for k in range(nodes):
            down = self.rng.choice(list(self.invert)[-4:])
            if down == "Out" and k:
                down = list(self.invert)[-1]
            tank = not self.tree and self.rng.random() < 0.2
            (self.add_tank if tank else self.add_conduit)(f"N{k}", down)

    def node(self, name: str, invert: float) -> None:
        """A junction."""
        self.invert[name] = invert
        ponds = self.rng.choice((0, 0, 100))
        surcharge = self.rng.choice((0, 0, 3))
        self.add("JUNCTIONS", f"{name} {invert:.3f} {self.rng.uniform(1.5, 4):.2f} 0 {surcharge} {ponds}")

    def add_conduit(self, name: str, down: str) -> None:
        """A junction and the conduit down from it."""
        length = self.rng.choice((10, 30, 100, 300))
        slope = self.rng.choice((0.0, 0.0005, 0.003, 0.02)) if not self.tree else self.rng.choice((0.002, 0.01))
        self.node(name, self.invert[down] + length * slope)
        self.conduit(name, down, length)

    def conduit(self, up: str, down: str, length: float) -> None:
        """A conduit of any shape."""
        rng, link = self.rng, self.name()
        offsets = rng.choice(("0 0", "0 0", "0.2 0", "0 0" if self.tree else "0 0.3"))
        self.add("CONDUITS", f"{link} {up} {down} {length} {rng.uniform(0.01, 0.03):.4f} {offsets} 0 0")
        shape, depth = rng.choice(list(SHAPES)), rng.choice((0.3, 0.6, 1.0))
        if shape in ("IRREGULAR", "STREET"):
            self.add("XSECTIONS", f"{link} {shape} {'Ditch' if shape == 'IRREGULAR' else 'Lane'}")
        elif shape == "CUSTOM":
            self.add("XSECTIONS", f"{link} CUSTOM {depth} Oval 0 0 {rng.choice((1, 2))}")
        else:
            scaled = LENGTHS.get(shape, 4)
            sizes = [f"{size * (depth if k < scaled else 1):.3f}" for k, size in enumerate(SHAPES[shape])]
            dimensions = " ".join(sizes + ["0"] * (4 - len(sizes)))
            self.add("XSECTIONS", f"{link} {shape} {dimensions} {rng.choice((1, 1, 2))}")

    def add_tank(self, name: str, down: str) -> None:
        """A tank and what empties it."""
        rng, link = self.rng, self.name()
        kind = rng.choice(("pump", "orifice", "weir", "outlet"))
        self.invert[name] = self.invert[down] + rng.choice((-1.0, 0.0, 0.5) if kind == "pump" else (0.0, 0.5))
        self.tanks.append(name)
        shape = rng.choice(("TABULAR Tank", "FUNCTIONAL 0 0 40", "FUNCTIONAL 10 1 20"))
        self.add("STORAGE", f"{name} {self.invert[name]:.3f} 4 {rng.choice((0, 0.5))} {shape} {rng.choice((0, 1))} 0")
        if kind == "pump":
            curve = rng.choice(("Pump1", "Pump2", "Pump3", "Pump4", "*"))
            self.add("PUMPS", f"{link} {name} {down} {curve} ON {rng.choice(('0 0', '1.2 0.4'))}")
        elif kind == "orifice":
            side, gate = rng.choice(("SIDE", "BOTTOM")), rng.choice(("NO", "YES"))
            self.add("ORIFICES", f"{link} {name} {down} {side} 0.2 0.65 {gate} 0")
            self.add("XSECTIONS", f"{link} {rng.choice(('CIRCULAR 0.3 0', 'RECT_CLOSED 0.3 0.5'))} 0 0")
        elif kind == "weir":
            form = rng.choice(("TRANSVERSE", "SIDEFLOW", "V-NOTCH", "TRAPEZOIDAL"))
            self.add("WEIRS", f"{link} {name} {down} {form} 0.8 1.7 {rng.choice(('NO', 'YES'))} 0 0 YES")
            section = {"V-NOTCH": "TRIANGULAR 0.8 1 0 0", "TRAPEZOIDAL": "TRAPEZOIDAL 0.8 0.5 1 1"}
            self.add("XSECTIONS", f"{link} {section.get(form, 'RECT_OPEN 0.8 0.7 0 0')}")
        else:
            law = rng.choice(("FUNCTIONAL/DEPTH 0.05 0.5", "TABULAR/HEAD Rate", "FUNCTIONAL/HEAD 0.1 1"))
            self.add("OUTLETS", f"{link} {name} {down} 0.1 {law} {rng.choice(('NO', 'YES'))}")

    def close_loops(self, number: int) -> None:
        """Further conduits between nodes that are there."""
        inner = [name for name in self.invert if name != "Out"]
        for _ in range(number if len(inner) > 2 else 0):
            up, down = sorted(self.rng.sample(inner, 2), key=lambda n: -self.invert[n])
            self.conduit(up, down, self.rng.choice((20, 80)))

    def inflows(self) -> None:
        """Hydrographs at some nodes, dry weather flow at others."""
        rng = self.rng
        for name in rng.sample(sorted(self.invert), min(3, len(self.invert) - 1)):
            if name != "Out":
                self.add("INFLOWS", f"{name} FLOW Wave FLOW 1 {rng.choice((0.02, 0.2, 1.0)):g} {rng.choice((0, 0.01))}")
        self.add("TIMESERIES", "Wave 0:00 0\nWave 0:05 1\nWave 0:15 0.1\nWave 1:00 0")


def random_network(seed: int) -> str:
    """The .inp of a network."""
    rng = random.Random(f"network {seed}")
    tree = rng.random() < 0.2
    builder = Builder(rng, tree)
    builder.grow(rng.choice((3, 6, 12, 20)))
    if not tree:
        builder.close_loops(rng.choice((0, 1, 3)))
    builder.inflows()
    options = OPTIONS.format(
        routing=rng.choice(("KINWAVE", "STEADY")) if tree else "DYNWAVE", minutes=rng.choice((10, 30)),
        step=rng.choice((1, 5, 15, 30)), courant=rng.choice((0, 0.75)), damping=rng.choice(("NONE", "PARTIAL", "FULL")),
        limited=rng.choice(("SLOPE", "FROUDE", "BOTH")), surcharge=rng.choice(("EXTRAN", "SLOT")),
        area=rng.choice((0, 1.0)), trials=rng.choice((8, 20)), ponding=rng.choice(("NO", "YES")),
    )  # fmt: skip
    return options + TABLES + "".join(f"[{name}]\n" + "\n".join(rows) + "\n" for name, rows in builder.rows.items())


# --- what is asked of each --------------------------------------------------------------------------------------------


def leaves(table: Any, path: str = "") -> Iterator[tuple[str, np.ndarray]]:
    """Every array of a table with its path."""
    for name, value in zip(table._fields, table, strict=True):
        if hasattr(value, "_fields"):
            yield from leaves(value, f"{path}.{name}")
        elif isinstance(value, np.ndarray):
            yield f"{path}.{name}", value


def bits(batch: Batch, lane: int = 0) -> dict[str, bytes]:
    """The bits of a lane: nodes and links, and its summary. Others of a clock are scratch of the step at hand."""
    tables = {"nodes": batch.state.nodes, "links": batch.state.links}
    found = {f"{kind}{name}": values[..., lane].tobytes() for kind, t in tables.items() for name, values in leaves(t)}
    return found | {name: np.ascontiguousarray(v[..., lane]).tobytes() for name, v in batch.summary().items()}


def differing(one: dict[str, bytes], other: dict[str, bytes]) -> list[str]:
    """Names of what differs."""
    return sorted(name for name in one if one[name] != other.get(name))


def finished(models: list[Model]) -> Batch:
    """A block of lanes at its end."""
    batch = Batch([compile_model(model) for model in models])
    batch.advance(batch.duration)
    return batch


def variants(model: Model, count: int) -> list[Model]:
    """The model with rougher and rougher conduits."""
    def rougher(factor: float) -> Model:
        conduits = {n: replace(c, roughness=c.roughness * factor) for n, c in model.conduits.items()}
        return replace(model, conduits=conduits)

    return [rougher(1.0 + 0.1 * k) for k in range(count)]


def wrong_of(model: Model, folder: Path, lanes: int = 3, epa: bool = False) -> list[str]:
    """Everything that a network's run breaks."""
    alone = finished([model])
    wrong = unsound(alone) + lanes_apart(model, lanes) + not_put_back(model, alone, folder) + not_written(model, folder)
    return wrong + (worse_than_epa(model, alone) if epa else [])


def unsound(batch: Batch) -> list[str]:
    """Numbers that are not finite, ledgers that do not add up."""
    summary = {name: float(np.ravel(values)[0]) for name, values in batch.summary().items() if values.size == 1}
    never = ("time_of_", "pump_mean_lift", "node_drained_time")  # of what has not happened: pumped, rained
    wrong = [
        name for name, values in batch.summary().items()
        if not any(word in name for word in never) and not np.isfinite(values).all()
    ]  # fmt: skip
    if batch.health[0]:
        return ["the numbers ran away"]
    volume = {name.removeprefix("routing_"): value for name, value in summary.items() if name.startswith("routing_")}
    into = sum(max(volume[n], 0.0) for n in ("external_inflow", "dry_weather_inflow", "initial_storage"))
    into += max(-volume["outflow"], 0.0)
    gone = ("outflow", "flooding_loss", "final_storage", "evaporation_loss", "seepage_loss")
    out = sum(max(volume[n], 0.0) for n in gone)
    error = 100.0 * (1.0 - out / into) if into > 1e-9 else 0.0
    if abs(error - volume["continuity_error"]) > 0.01 * max(1.0, abs(error)):
        wrong.append(f"the ledger says {volume['continuity_error']:.3f} %, its volumes {error:.3f} %")
    return wrong


def lanes_apart(model: Model, count: int) -> list[str]:
    """Lanes whose bits are others beside their kin than alone."""
    models = variants(model, count)
    together = finished(models)
    found = [(lane, differing(bits(finished([one])), bits(together, lane))) for lane, one in enumerate(models)]
    return [f"lane {lane} differs in company: {', '.join(names[:4])}" for lane, names in found if names]


def not_put_back(model: Model, whole: Batch, folder: Path) -> list[str]:
    """A snapshot and a state file, half way, that do not lead to the end of the whole run."""
    batch = Batch([compile_model(model)])
    batch.advance(batch.duration / 2.0)
    kept = batch.snapshot()
    save_state(folder / "half.npz", [batch], model, overwrite=True)
    batch.advance(batch.duration)
    first = bits(batch)
    batch.restore(kept)
    batch.advance(batch.duration)
    other = Batch([compile_model(model)])
    load_state(folder / "half.npz", [other], model)
    other.advance(other.duration)
    wrong = [("a snapshot", bits(batch), first), ("a state", bits(other), first)]
    wrong += [("a stop half way", first, bits(whole))]
    found = [(what, differing(one, two)) for what, one, two in wrong]
    return [f"{what} changes the end: {', '.join(names[:4])}" for what, names in found if names]


def not_written(model: Model, folder: Path) -> list[str]:
    """A model that comes back from its own .inp as another network."""
    write_inp(model, folder / "again.inp")
    here, there = compile_model(model), compile_model(read_inp(folder / "again.inp"))
    one, two = dict(leaves(here)), dict(leaves(there))
    names = [name for name in one if one[name].tobytes() != two[name].tobytes()]
    return [f"not the same after writing and reading: {', '.join(names[:4])}"] if names else []


def worse_than_epa(model: Model, batch: Batch) -> list[str]:
    """A routing continuity error that is more than a point above EPA SWMM's."""
    ours = abs(float(batch.summary()["routing_continuity_error"][0]))
    try:
        theirs = abs(run_epa(model, timeout=60.0).routing_error)
    except SpongeError:
        return []
    return [f"routing continuity error {ours:.2f} %, EPA SWMM's {theirs:.2f} %"] if ours > theirs + 1.0 else []


def network(seed: int, folder: Path) -> Model | None:
    """A random network's model; None where it is refused, which only its offsets may be reason for."""
    (folder / "network.inp").write_text(random_network(seed))
    try:
        model = read_inp(folder / "network.inp")
    except SpongeError:
        return None
    return None if any(problem.fatal for problem in validate(model)) else model


def survey(kind: str, first: int, count: int, wrong_with: Callable[[int, Path], list[str] | None]) -> int:
    """Tell what is wrong with the models of some seeds (None: refused); 0 where nothing is, and four of five ran."""
    ran, bad = 0, 0
    for seed in range(first, first + count):
        with tempfile.TemporaryDirectory() as folder:
            wrong = wrong_with(seed, Path(folder))
        ran += wrong is not None
        bad += bool(wrong)
        for text in wrong or ():
            print(f"{kind} {seed}: {text}", flush=True)
    print(f"{ran} of {count} {kind}s ran, {bad} with something wrong")
    return 1 if bad or ran < 0.8 * count else 0


def main() -> int:
    """0 where nothing is wrong."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--networks", type=int, default=400)
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--epa", action="store_true")
    given = parser.parse_args()

    def wrong_with(seed: int, folder: Path) -> list[str] | None:
        model = network(seed, folder)
        return wrong_of(model, folder, epa=given.epa) if model else None

    return survey("network", given.first, given.networks, wrong_with)


if __name__ == "__main__":
    sys.exit(main())
