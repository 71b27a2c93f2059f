"""Copied, deep-copied and pickled simulations are simulations of their own."""

from __future__ import annotations

import copy
import gc
import pickle
import subprocess
import sys

import numpy as np
import pytest

import sponge
from sponge.base.compiler import Packed
from sponge.base.errors import UsageError
from sponge.io.state import parts_of

HERE, THERE, END = 400.0, 700.0, 1200.0
COPIES = {"copy": copy.copy, "deepcopy": copy.deepcopy, "pickle": lambda sim: pickle.loads(pickle.dumps(sim))}
LANES = {"one": None, "three": ["conduit[*].roughness *= 1", "conduit[*].roughness *= 2", "options.max_trials = 3"]}


def state_of(sim):
    """Every array that changes, as bytes."""
    return [values.tobytes() for batch in sim.ensemble.batches for _, values, _ in parts_of(batch.state)]


@pytest.fixture(params=LANES, ids=LANES)
def advanced(request, model):
    """A simulation on its way, of one lane and of several in two blocks."""
    sim = sponge.Simulation(model, variants=LANES[request.param])
    sim.advance(HERE)
    return sim


@pytest.mark.parametrize("copied", COPIES.values(), ids=COPIES)
def test_a_copy_goes_on_by_itself_to_the_same_bits(advanced, copied):
    other, before = copied(advanced), state_of(advanced)
    assert state_of(other) == before and other.elapsed == advanced.elapsed
    other.advance(END)
    other.links.setting["P1"] = 0.5
    assert state_of(advanced) == before
    advanced.advance(END)
    advanced.links.setting["P1"] = 0.5
    assert state_of(advanced) == state_of(other)
    for name, value in advanced.summary().items():
        np.testing.assert_array_equal(value, other.summary()[name], err_msg=name)


@pytest.mark.parametrize("copied", COPIES.values(), ids=COPIES)
def test_a_copy_outlives_its_original(model, copied):
    """Memory that the original gave back is filled with other things, and stays so."""
    sim = sponge.Simulation(model)
    sim.advance(HERE)
    other = copied(sim)
    sim.advance(THERE)
    expected = state_of(sim)
    del sim
    gc.collect()
    junk = [np.full(n, 1e300) for n in (1, 7, 10, 12, 100) for _ in range(300)]
    other.advance(THERE)
    assert state_of(other) == expected
    assert all((numbers == 1e300).all() for numbers in junk)


def test_snapshots_and_copies_of_copies_are_each_others(model):
    sim = sponge.Simulation(model)
    sim.advance(HERE)
    other = copy.deepcopy(copy.deepcopy(sim))
    other.restore(sim.snapshot())
    sim.advance(THERE)
    other.advance(THERE)
    assert state_of(sim) == state_of(other)


ELSEWHERE = """
import hashlib, pickle, sys
sim = pickle.load(open(sys.argv[1], "rb"))
sim.advance(float(sys.argv[2]))
values = sim.nodes.depth.tobytes() + sim.links.flow.tobytes()
print(sim.elapsed, hashlib.sha256(values).hexdigest())
"""


def test_a_simulation_goes_on_in_another_process(model, tmp_path):
    """Where the addresses of the first mean nothing."""
    import hashlib

    sim = sponge.Simulation(model)
    sim.advance(HERE)
    (tmp_path / "sim.pkl").write_bytes(pickle.dumps(sim))
    words = [sys.executable, "-c", ELSEWHERE, str(tmp_path / "sim.pkl"), str(THERE)]
    done = subprocess.run(words, capture_output=True, text=True, timeout=300)
    sim.advance(THERE)
    values = sim.nodes.depth.tobytes() + sim.links.flow.tobytes()
    assert done.returncode == 0, done.stderr
    assert done.stdout.split() == [str(sim.elapsed), hashlib.sha256(values).hexdigest()]


def test_addresses_are_never_copied(model):
    """A packed table says so; a run with something to do on its way, which nothing could repeat elsewhere, too."""
    batch = sponge.Simulation(model).ensemble.batches[0]
    packed = Packed(batch.state.clock, writeable=True)
    for copied in (copy.copy, copy.deepcopy, pickle.dumps):
        with pytest.raises(TypeError, match="holds addresses"):
            copied(packed)
    batch.calls.append((60.0, lambda: None))
    with pytest.raises(UsageError, match="cannot be copied"):
        copy.copy(batch)
