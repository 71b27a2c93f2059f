"""Elements that go side by side where a lane is alone: as they are computed in a block of lanes, to the bit."""

from __future__ import annotations

import inspect
import re
from pathlib import Path

import numpy as np
import pytest
from networks import arrays_in, model_of, options

from sponge.engine.batch import Batch
from sponge.engine.network import OUTFALL
from sponge.engine.picard.state import _abreast
from sponge.model.compile import compile_model

KINDS = {  # row of [XSECTIONS] behind the name, flap gate, losses
    "CIRCULAR 0.6 0 0 0 1": ("NO", "0 0 0"),
    "CIRCULAR 0.6 0 0 0 2": ("NO", "0.5 0.5 0.2"),
    "CIRCULAR 0.6 0 0 0 1 4": ("YES", "0.5 0.5 0"),
    "FORCE_MAIN 0.5 120 0 0 1": ("NO", "0 0 0"),
    "RECT_OPEN 1 0.8 0 0 1": ("YES", "0 0 0"),
    "TRAPEZOIDAL 1 0.5 1 1 1": ("NO", "0 0 0"),
    "EGG 0.8 0 0 0 1": ("NO", "0 0 0"),
}


def chains(length: int = 11) -> str:
    """A chain of conduits of each kind down to an outfall of its own; more than one register holds, and some left."""
    rows: dict[str, list[str]] = {name: [] for name in ("JUNCTIONS", "OUTFALLS", "CONDUITS", "XSECTIONS", "LOSSES")}
    for k, (section, (gate, losses)) in enumerate(KINDS.items()):
        for i in range(length):
            rows["JUNCTIONS"].append(f"J{k}.{i} {10 - 0.1 * i} {1 + 0.1 * k} 0 {0.5 * (k % 2)} {40 * (k % 3)}")
            rows["CONDUITS"].append(f"C{k}.{i} J{k}.{i} J{k}.{i + 1} {40 + 7 * i} 0.013 {0.02 * (i % 3)} 0 0 0")
            rows["XSECTIONS"].append(f"C{k}.{i} {section}")
            rows["LOSSES"].append(f"C{k}.{i} {losses} {gate} 0")
        rows["OUTFALLS"].append(f"J{k}.{length} {10 - 0.1 * length} FREE")
    inflows = [f"J{k}.{i} FLOW Wave 1 1 {0.2 + 0.1 * k}" for k in range(len(KINDS)) for i in (0, length // 2)]
    text = "".join(f"[{name}]\n" + "\n".join(found) + "\n" for name, found in rows.items())
    return text + "[INFLOWS]\n" + "\n".join(inflows) + "\n[TIMESERIES]\nWave 0 0 0:20 1 0:40 3 1:00 0\n"


@pytest.fixture(scope="module")
def compiled(tmp_path_factory):
    text = options(2700, step=5) + "ALLOW_PONDING YES\n" + chains()
    return compile_model(model_of(text, tmp_path_factory.mktemp("chains")))


def ended(network, width: int) -> Batch:
    """A lane at the end of its run, in a block compiled for so many."""
    batch = Batch([network], width=width)
    batch.advance(batch.duration)
    return batch


def test_conduits_and_nodes_are_sorted_by_what_they_are_like(compiled):
    network = Batch([compiled]).network
    nodes, conduits, abreast = network.nodes, network.conduits, _abreast(network)
    np.testing.assert_array_equal(np.sort(abreast.conduits), np.arange(conduits.link.size))
    assert (np.diff(abreast.conduit_kind[abreast.conduits]) >= 0).all()
    kinds = np.unique(abreast.conduit_kind)
    assert kinds.size == 2 * (len(KINDS) - 1)  # the last of a chain ends at an outfall; EGG goes with CIRCULAR
    for values in (conduits.barrels, conduits.culvert, conduits.is_open, conduits.has_losses, conduits.is_force_main):
        assert all(np.unique(values[abreast.conduit_kind == kind]).size == 1 for kind in kinds)
    np.testing.assert_array_equal(np.sort(abreast.nodes), np.flatnonzero(nodes.kind != OUTFALL))


def test_all_that_plain_branches_go_by_is_alike():
    """What is read of the first for all is a trait by which elements are sorted; a storage unit has no company."""
    folder = Path(inspect.getfile(_abreast)).parent
    read = {name for path in folder.glob("*.py") for name in re.findall(r"(\w+)\[first_of\(", path.read_text())}
    assert {"barrels", "is_open", "culvert", "flap_gate", "outfall_gate", "kind"} <= read
    traits = set(re.findall(r"[a-z_]+", inspect.getsource(_abreast).replace("nodes_asked", "asked")))
    assert read - traits == {"index"}  # of a storage unit


def test_same_bits_side_by_side_as_in_a_block(compiled):
    alone, company = ended(compiled, 1), ended(compiled, 8)
    assert alone.state.clock.iterations[0] > 500
    assert (np.abs(alone.state.links.flow) > 0.01).mean() > 0.8
    for table in ("nodes", "links", "conduits", "clock"):
        pairs = zip(arrays_in(getattr(alone.state, table)), arrays_in(getattr(company.state, table)), strict=True)
        for (name, ours), (_, theirs) in pairs:
            np.testing.assert_array_equal(ours[..., 0], theirs[..., 0], err_msg=f"{table}.{name}")
