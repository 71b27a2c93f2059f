"""EPA's engine in a scratch folder, and its binary results."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from sponge.base.errors import UsageError
from sponge.io import read_inp
from sponge.io.epa_out import read_out
from sponge.io.epa_run import EpaFailed, report_everything, run_epa
from sponge.model.model import Model
from sponge.simulation.warmup_models import TEXTS


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A small model that reports nothing and keeps its rain in a file two folders up."""
    rows = "RAIN 0:00 20\nRAIN 0:05 20\nRAIN 0:10 5\nRAIN 0:15 0\n"
    text = TEXTS["DYNWAVE"].replace(rows, 'RAIN FILE "../../rain.dat"\n')
    (tmp_path / "rain.dat").write_text("01/01/2020 0:00 20\n01/01/2020 0:05 20\n01/01/2020 0:10 5\n01/01/2020 0:15 0\n")
    found = tmp_path / "a" / "b" / "small.inp"
    found.parent.mkdir(parents=True)
    found.write_text(text + "\n[REPORT]\nNODES NONE\nLINKS C1\n")
    return found


def test_everything_is_reported_and_nothing_is_touched(path):
    run = run_epa(read_inp(path))
    names = run.results.names
    assert [len(names[t]) for t in ("subcatchment", "node", "link")] == [2, 7, 8]
    assert run.results.values["subcatchment_rainfall"][0, 0] == pytest.approx(20.0)
    assert run.results.values["node_depth"].shape == (4, 7)
    assert np.diff(run.results.time).astype(int).tolist() == pytest.approx([300_000] * 3, abs=2)
    assert abs(run.routing_error) < 5.0 and run.seconds > 0.0
    assert os.listdir(path.parent) == ["small.inp"]


def test_us_units_become_si(path, tmp_path):
    """The same numbers in feet and cubic feet a second: depths are 0.3048 of what the file says."""
    path.write_text(path.read_text().replace("FLOW_UNITS CMS", "FLOW_UNITS CFS"))
    values = run_epa(read_inp(path)).results.values
    assert values["subcatchment_rainfall"][0, 0] == pytest.approx(20.0 * 25.4)
    head, depth = values["node_head"][0, 0], values["node_depth"][0, 0]
    assert head - depth == pytest.approx(10.0 * 0.3048, rel=1e-5)


def test_what_epa_says_is_passed_on(tmp_path):
    bad = tmp_path / "bad.inp"
    bad.write_text("[JUNCTIONS]\nJ1 ten\n")
    with pytest.raises(EpaFailed, match="ERROR"):
        run_epa(Model(path=bad))
    with pytest.raises(UsageError, match="file"):
        run_epa(replace(Model(), path=None))


def test_report_section_is_replaced():
    text = report_everything(b"[REPORT]\nINPUT NO\nNODES J1\n J2\n[NODES_NOT]\nNODES J3\n").decode()
    assert "INPUT NO" in text and "NODES J1" not in text and "NODES J3" in text
    assert text.count("NODES ALL") == 1


def test_other_files_are_no_results(tmp_path):
    (tmp_path / "x.out").write_bytes(b"no results" * 20)
    with pytest.raises(ValueError, match="not a finished"):
        read_out(tmp_path / "x.out")
