"""Small models as .inp text, for tests of the engine. All in m, m3/s (CMS)."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

import sponge
from sponge.engine.batch import Batch
from sponge.model.compile import compile_model
from sponge.model.model import Model

OPTIONS = """\
[OPTIONS]
FLOW_UNITS CMS
FLOW_ROUTING {routing}
LINK_OFFSETS DEPTH
START_DATE 01/01/2020
START_TIME 00:00
END_DATE {end_date}
END_TIME {end_time}
REPORT_STEP {report_step}
ROUTING_STEP {step}
WET_STEP 00:01:00
DRY_STEP 00:01:00
MIN_SURFAREA {min_area}
INERTIAL_DAMPING {damping}
NORMAL_FLOW_LIMITED {normal}
SURCHARGE_METHOD {surcharge}
VARIABLE_STEP {courant}
MAX_TRIALS {trials}
HEAD_TOLERANCE {tolerance}
MINIMUM_STEP {min_step}
"""

TWO_PIPES = """\
[JUNCTIONS]
A 8.5 3 0 0 0
B 8.0 3 0 0 0
[OUTFALLS]
Out 7.5 FREE
[CONDUITS]
AB A B 100 0.013 0 0 0 0
BO B Out 100 0.013 0 0 0 0
[XSECTIONS]
AB CIRCULAR 1.0 0 0 0
BO CIRCULAR 1.2 0 0 0
"""

CHAIN_OF_TWO = """\
[JUNCTIONS]
A 10 2
B 9 2
[OUTFALLS]
Out 8 FREE
[CONDUITS]
AB A B 100 0.013 0 0
BO B Out 100 0.013 0 0
[XSECTIONS]
AB CIRCULAR 1 0 0 0
BO CIRCULAR 1 0 0 0
[INFLOWS]
A FLOW "" FLOW 1.0 1.0 0.25
B FLOW "" FLOW 1.0 1.0 0.05
"""  # 0.25 m3/s through the first conduit, 0.3 through the second

STORM_AND_PUMP = """\
[RAINGAGES]
G INTENSITY 0:05 1.0 TIMESERIES Storm
[TIMESERIES]
Storm 0:00 5
Storm 0:30 60
Storm 0:40 90
Storm 1:00 10
Storm 1:30 0
[PUMPS]
P Pond River Curve ON 0.8 0.3
[CURVES]
Curve PUMP2 0.5 0.02
Curve 1.0 0.05
Curve 3.0 0.10
[INFLOWS]
A FLOW "" FLOW 1 1 0.01
"""  # wants nodes A, Pond and River


def clock(seconds: float) -> str:
    """h:mm:ss."""
    whole = int(seconds)
    return f"{whole // 3600:02d}:{whole // 60 % 60:02d}:{whole % 60:02d}"


def options(duration: float, step: float = 1.0, report: float = 60.0, **given: object) -> str:
    """An [OPTIONS] section for a run of ``duration`` seconds."""
    values: dict[str, object] = {
        "routing": "DYNWAVE", "damping": "NONE", "normal": "BOTH", "surcharge": "EXTRAN", "courant": 0, "trials": 8,
        "tolerance": 0.0015, "min_area": 1.0, "min_step": 0.1,
    }  # fmt: skip
    days, rest = divmod(int(duration), 86400)
    values |= {
        "end_date": f"01/{1 + days:02d}/2020", "end_time": clock(rest), "report_step": clock(report), "step": step
    }  # fmt: skip
    return OPTIONS.format(**(values | given))


def model_of(text: str, folder: Path) -> Model:
    """Read a model from text."""
    path = folder / "model.inp"
    path.write_text(text)
    return sponge.read_inp(path)


def batch_of(text: str, folder: Path) -> Batch:
    """A block of one lane from text."""
    return Batch([compile_model(model_of(text, folder))])


def finished(*models: Model) -> Batch:
    """A block of lanes at its end."""
    batch = Batch([compile_model(model) for model in models])
    batch.advance(batch.duration)
    return batch


def arrays_in(table: Any) -> Iterator[tuple[str, np.ndarray]]:
    """Arrays of a table and of the tables in it, by name."""
    for name, value in zip(table._fields, table, strict=True):
        yield from arrays_in(value) if hasattr(value, "_fields") else [(name, value)]


def assert_lanes_keep_their_bits(variants: list[Model], process: str) -> None:
    """Each lane ends alone as beside the others: its nodes, and the state of a process (a field of ``processes``)."""
    together = finished(*variants)
    for lane, variant in enumerate(variants):
        alone = finished(variant)
        tables = [(getattr(b.state.processes, process), b.state.nodes) for b in (alone, together)]
        for one, company in zip(*tables, strict=True):
            for (name, a), (_, b) in zip(arrays_in(one), arrays_in(company), strict=True):
                np.testing.assert_array_equal(a[..., 0].view(np.int64), b[..., lane].view(np.int64), err_msg=name)


def channel(
    inverts: np.ndarray,
    depths: np.ndarray,
    length: float,
    width: float,
    roughness: float,
    *,
    outfall: str = "FREE",
    height: float = 10.0,
) -> str:
    """Sections of a rectangular channel: nodes N0..Nk-1, the last one an outfall, with starting depths [m]."""
    last = len(inverts) - 1
    lines = ["[JUNCTIONS]"]
    lines += [f"N{i} {inverts[i]:.9g} {height} {depths[i]:.9g} 0 0" for i in range(last)]
    lines += ["[OUTFALLS]", f"N{last} {inverts[last]:.9g} {outfall}", "[CONDUITS]"]
    lines += [f"C{i} N{i} N{i + 1} {length} {roughness} 0 0 0 0" for i in range(last)]
    lines += ["[XSECTIONS]"]
    lines += [f"C{i} RECT_OPEN {height} {width} 0 0" for i in range(last)]
    return "\n".join(lines) + "\n"
