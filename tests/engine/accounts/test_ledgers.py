"""Ledgers that can fail: each number that one rests on, and each way on which water waits, shows in its error.

All of it runs without the compiler, in a process of its own (``broken_ledgers.py``).
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import broken_ledgers
import pytest

SCRIPT = Path(broken_ledgers.__file__)
TERMS = [f"{error}: {name}" for error, name, *_ in broken_ledgers.terms()]


@pytest.fixture(scope="module")
def found(tmp_path_factory) -> dict[str, Any]:
    """What the script found."""
    out = tmp_path_factory.mktemp("ledgers") / "found.json"
    subprocess.run([sys.executable, SCRIPT, out], check=True, env=os.environ | {"NUMBA_DISABLE_JIT": "1"})
    return json.loads(out.read_text())


@pytest.mark.parametrize("term", TERMS)
def test_a_changed_number_is_an_error_of_its_ledger(found, term):
    """A tenth of what came, more or less, in one number of the state is about ten per cent of error."""
    before, after = found["terms"][term]
    assert 9.0 < abs(after - before) < 12.0


def test_without_a_change_every_ledger_of_the_land_closes(found):
    """Those of routing close as well as the solver."""
    for term, (before, _) in found["terms"].items():
        assert abs(before) < (1.0 if term.startswith("routing_cont") else 1e-6), term


@pytest.mark.parametrize("way", broken_ledgers.LEAKS)
def test_a_leak_on_the_way_is_an_error(found, way):
    assert abs(found["leaks"][way]) > 1e-3


@pytest.mark.parametrize("kind", ["lies", "falls"])
@pytest.mark.parametrize("covered", ["10000", "5000"])
def test_snow_on_units_melts_into_them(found, kind, covered):
    """20 mm on 1 ha, be all of it or half of it a trench: it all comes out by the drain or the surface."""
    ledger = found["snow"][f"{kind} {covered}"]
    came = ledger["runoff_rainfall"] + ledger["runoff_initial_snow"]
    assert came == pytest.approx(200.0, rel=1e-6)
    assert ledger["runoff_continuity_error"] == pytest.approx(0.0, abs=1e-6)
    left = ledger["runoff_surface_runoff"] + ledger["runoff_lid_drainage"]
    assert left + ledger["runoff_final_storage"] + ledger["runoff_final_snow"] == pytest.approx(200.0, rel=1e-6)
    assert ledger["runoff_lid_drainage"] > 0.4 * came * float(covered) / 10000.0
