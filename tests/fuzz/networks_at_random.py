"""Networks at random: trees with loops, storage, pumps, weirs, orifices, outlets, every shape of section.

``python networks_at_random.py SEED ...`` tries each: the ledger closes or the run says that it does not, a lane alone has
the bits that it has in company, a run that went back to a snapshot repeats itself, and a model written and read again
gives the same.
"""

from __future__ import annotations

import os
import sys
import tempfile
from dataclasses import replace
from pathlib import Path
from random import Random

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parents[1] / "src")]
os.environ["NUMBA_DISABLE_JIT"] = "1"

CODES = ("HORIZ_ELLIPSE", "VERT_ELLIPSE", "ARCH")
DURATION = 900.0  # s
OPTIONS = """[OPTIONS]
FLOW_UNITS CMS
FLOW_ROUTING {routing}
SURCHARGE_METHOD {surcharge}
ALLOW_PONDING {ponding}
START_DATE 01/01/2021
END_DATE 01/01/2021
END_TIME 00:15:00
REPORT_STEP 00:05:00
ROUTING_STEP {step}
VARIABLE_STEP 0.75
"""
TABLES = """[TRANSECTS]
NC 0.05 0.05 0.03
X1 River 6 4 12 0 0 0 0 0
GR 3 0 1 4 0 6 0 10 1 12 3 16
[STREETS]
Road 6 0.15 2 0.016 0 0 2 3 2 0.016
[CURVES]
Hull SHAPE 0 0.2 0.3 1 0.8 0.7 1 0
Pond STORAGE 0 20 2 60 5 90
Lift PUMP3 0 0.3 4 0.2 9 0
Steps PUMP4 0 0 1 0.1 3 0.2
Rating RATING 0 0 1 0.05 3 0.2
"""


def section_of(rng: Random) -> str:
    """Any shape with dimensions that suit it."""
    from sponge.io.inp.xsections import SHAPES

    shape = rng.choice([s for s in SHAPES if s not in ("DUMMY", "STREET")])
    full, wide = round(rng.uniform(0.3, 1.5), 3), round(rng.uniform(0.3, 2.0), 3)
    if shape in CODES:
        return f"{shape} 0 0 {rng.randrange(3, 20)} 0"
    third = {
        "IRREGULAR": "River 0 0 0", "CUSTOM": f"{full} Hull 0 0", "FILLED_CIRCULAR": f"{full} {full / 5:.3f} 0 0",
        "TRAPEZOIDAL": f"{full} {wide} 1 2", "RECT_TRIANGULAR": f"{full} {wide} {full / 3:.3f} 0",
        "RECT_ROUND": f"{full + wide} {wide} {wide} 0", "MODBASKETHANDLE": f"{full + wide} {wide} {wide} 0",
        "POWER": f"{full} {wide} 2 0", "FORCE_MAIN": f"{full} 120 0 0",
    }  # fmt: skip
    return f"{shape} " + third.get(shape, f"{full} {wide} 0 0")


def network(rng: Random) -> str:
    """An .inp."""
    n = rng.randrange(3, 12)
    routing = rng.choice(("DYNWAVE", "DYNWAVE", "KINWAVE"))
    storage = {k for k in range(n) if rng.random() < 0.25}
    nodes = [10.0 - 0.4 * k + rng.uniform(-0.1, 0.1) for k in range(n)]
    rows: dict[str, list[str]] = {name: [] for name in (
        "JUNCTIONS", "STORAGE", "OUTFALLS", "CONDUITS", "PUMPS", "WEIRS", "ORIFICES", "OUTLETS", "XSECTIONS", "INFLOWS")}  # fmt: skip
    for k, invert in enumerate(nodes):
        if k in storage:
            rows["STORAGE"].append(f"N{k} {invert:.3f} 5 {rng.choice((0, 0.5))} TABULAR Pond")
        else:
            rows["JUNCTIONS"].append(
                f"N{k} {invert:.3f} {rng.choice((2, 3, 6))} 0 {rng.choice((0, 0, 1))} {rng.choice((0, 50))}"
            )
        if k == 0 or rng.random() < 0.4:
            rows["INFLOWS"].append(f'N{k} FLOW "" FLOW 1 1 {rng.uniform(0.01, 0.5):.3f}')
    rows["OUTFALLS"].append(f"Out {nodes[-1] - 0.5:.3f} {rng.choice(('FREE', 'NORMAL', f'FIXED {nodes[-1]:.3f}'))}")
    for k in range(n):
        _link(rng, rows, f"L{k}", k, f"N{k + 1}" if k + 1 < n else "Out", k in storage, routing)
    if routing == "DYNWAVE":
        for m in range(rng.randrange(3)):  # loops
            a, b = sorted(rng.sample(range(n), 2))
            _link(rng, rows, f"M{m}", a, f"N{b}", a in storage, routing)
    head = OPTIONS.format(
        routing=routing, surcharge=rng.choice(("EXTRAN", "SLOT")), ponding=rng.choice(("YES", "NO")),
        step=rng.choice((5, 15)),
    )  # fmt: skip
    parts = [f"[{name}]\n" + "\n".join(lines) + "\n" for name, lines in rows.items() if lines]
    return head + "".join(parts) + TABLES


def _link(rng: Random, rows: dict[str, list[str]], name: str, up: int, down: str, tank: bool, routing: str) -> None:
    """A conduit, or where the node above may have one a structure."""
    kinds = ["CONDUITS"] * 3 + (["PUMPS", "WEIRS", "ORIFICES", "OUTLETS"] if tank or routing == "DYNWAVE" else [])
    kind, ends = rng.choice(kinds), f"{name} N{up} {down}"
    if kind == "CONDUITS":
        rows[kind].append(f"{ends} {rng.uniform(20, 300):.1f} 0.013 {rng.choice((0, 0, 0.2))} 0")
        rows["XSECTIONS"].append(f"{name} {section_of(rng)}")
    elif kind == "PUMPS":
        rows[kind].append(f"{ends} {rng.choice(('Lift', 'Steps', '*'))} ON 0 0")
    elif kind == "WEIRS":
        rows[kind].append(f"{ends} {rng.choice(('TRANSVERSE', 'SIDEFLOW', 'V-NOTCH'))} 0.3 1.8 NO 0 0 YES")
        shape = "TRIANGULAR 1 1 0 0" if "V-NOTCH" in rows[kind][-1] else "RECT_OPEN 1 1 0 0"
        rows["XSECTIONS"].append(f"{name} {shape}")
    elif kind == "ORIFICES":
        rows[kind].append(f"{ends} {rng.choice(('SIDE', 'BOTTOM'))} 0 0.65 NO 0")
        rows["XSECTIONS"].append(f"{name} {rng.choice(('CIRCULAR 0.3 0 0 0', 'RECT_CLOSED 0.3 0.4 0 0'))}")
    else:
        rows[kind].append(f"{ends} 0 {rng.choice(('FUNCTIONAL/DEPTH 0.1 0.5', 'TABULAR/HEAD Rating'))} NO")


def bits(table, lane: int) -> list:
    """A lane of every array of a state, as bytes."""
    from sponge.io.state import parts_of

    return [(name, values[..., lane].tobytes()) for name, values, by_lane in parts_of(table)
            if by_lane and not name.endswith(".work")]  # scratch has a size of its own


def wrong_with(seed: int, most: float = 20.0) -> list[str]:
    """What is wrong with the network of a seed; an error of the ledger counts above ``most`` %."""
    import numpy as np

    from sponge.engine.batch import Batch
    from sponge.io import check_inp, read_inp
    from sponge.io.inp.write import write_inp
    from sponge.model.compile import compile_model
    from sponge.simulation.prepare import prepare

    with tempfile.TemporaryDirectory() as place:
        path = Path(place) / "network.inp"
        path.write_text(network(Random(seed)))
        if any(p.fatal for p in check_inp(path)):
            return []
        model = prepare(read_inp(path))
        write_inp(model, Path(place) / "again.inp")
        again = prepare(read_inp(Path(place) / "again.inp"))
    found = []
    alone = Batch([compile_model(model)])
    alone.advance(DURATION / 3)
    snapshot = alone.snapshot()
    alone.advance(DURATION)
    first = bits(alone.state, 0)
    alone.restore(snapshot)
    alone.advance(DURATION)
    if bits(alone.state, 0) != first:
        found.append("a run does not repeat itself from a snapshot")
    rougher = {n: replace(c, roughness=1.3 * c.roughness) for n, c in model.conduits.items()}
    company = Batch([compile_model(m) for m in (replace(model, conduits=rougher), model)])
    company.advance(DURATION)
    if bits(company.state, 1) != first:
        found.append("a lane has other bits in company")
    written = Batch([compile_model(again)])
    written.advance(DURATION)
    a, b = (np.array(batch.state.nodes.depth[:, 0]) for batch in (alone, written))
    if not np.allclose(a, b, rtol=1e-6, atol=1e-6):
        found.append(f"a model written and read again differs by {np.abs(a - b).max():.2g} m")
    summary = alone.summary()
    error = float(summary["routing_continuity_error"][0])
    if not np.isfinite(error) or not np.isfinite(a).all():
        found.append("no numbers")
    elif abs(error) > most:
        found.append(f"continuity error of {error:.1f} %")
    return found


if __name__ == "__main__":
    bad = {seed: wrong for seed in map(int, sys.argv[1:]) if (wrong := wrong_with(seed))}
    for seed, wrong in bad.items():
        print(f"FINDING network {seed}: {'; '.join(wrong)}")
    print(f"{len(sys.argv) - 1} networks, {len(bad)} with something wrong")
    sys.exit(1 if bad else 0)
